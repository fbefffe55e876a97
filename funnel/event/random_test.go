package event_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/customerkpi/kpi/funnel/event"
)

// drawRule draws a rule that New accepts for k steps.
func drawRule(r *rand.Rand, k int) (event.Rule, naiveFunnel) {
	order := event.Order(r.IntN(3)) // first, because Ordered goes with most other choices
	for {
		n := naiveFunnel{k: k, window: r.IntN(8) - 2, unit: units[r.IntN(len(units))]}
		n.Rule = event.Rule{
			Order: order, Entry: event.Entry(r.IntN(2)), Reuse: event.Reuse(r.IntN(2)),
			Ties: event.Ties(r.IntN(2)), Exclusion: event.Exclusion(r.IntN(2)),
		}
		if n.window >= 0 {
			n.Window = event.Within(time.Duration(n.window) * n.unit)
		}
		switch r.IntN(6) {
		case 0:
			n.Stop = event.Stop(1 + r.IntN(2))
		case 1:
			n.Optional = event.Steps(r.IntN(1 << k))
		case 2:
			n.grace = 1 + r.IntN(2)
			n.Grace = time.Duration(n.grace) * n.unit
		case 3:
			n.Count = event.Entries
			n.Optional = event.Step(1 + r.IntN(k))
		case 4:
			n.Count, n.gap = event.Sessions, 1+r.IntN(3)
			n.Gap = time.Duration(n.gap) * n.unit
		}
		if _, err := event.New[int](n.Rule, make([]string, k)...); err == nil {
			return n.Rule, n
		}
	}
}

// The units of time: with 700 ms, nanoseconds carry over to seconds.
var units = []time.Duration{time.Nanosecond, 700 * time.Millisecond, time.Second, 24 * time.Hour}

// drawEvents draws up to 7 events, with ties and duplicates, out of order.
func drawEvents(r *rand.Rand, n naiveFunnel) (events []naiveEvent) {
	span := 1 + r.IntN(9)
	dense := r.IntN(2) == 0
	for range r.IntN(8) {
		e := naiveEvent{t: r.IntN(span) - span/2}
		if dense {
			e.steps = event.Steps(1 + r.IntN(1<<n.k-1))
		} else {
			for range r.IntN(3) {
				e.steps |= event.Step(1 + r.IntN(n.k))
			}
		}
		if n.Order == event.Ordered && n.k > 1 && r.IntN(5) == 0 {
			e.excludes = event.Step(1 + r.IntN(n.k-1))
		}
		events = append(events, e)
		if r.IntN(10) == 0 {
			events = append(events, e)
		}
	}
	return events
}

// The time of second 0: years before 1970 and after 2262 are as good as others.
var epochs = []int64{0, 1_700_000_000, -5_000_000_000, 99_999_999_999}

func (n naiveFunnel) event(e naiveEvent, epoch int64) event.Event {
	return event.Event{Time: at(epoch).Add(time.Duration(e.t) * n.unit), Steps: e.steps, Excludes: e.excludes}
}

// TestRandomStreamsAgreeWithTheDefinition runs 100,000 small streams of one
// customer under rules of every kind: in any order, in order, in parts, and
// with a close in between.
func TestRandomStreamsAgreeWithTheDefinition(t *testing.T) {
	streams := 100_000
	if testing.Short() {
		streams = 5_000
	}
	r := rand.New(rand.NewPCG(4, 1))
	for i := range streams {
		k := 1 + r.IntN(4)
		rule, n := drawRule(r, k)
		events := drawEvents(r, n)
		epoch := epochs[r.IntN(len(epochs))]
		end := 0
		for j, e := range events {
			if j == 0 || e.t > end {
				end = e.t
			}
		}
		want := describe(n, n.units(events, end))
		steps := make([]string, k)
		f := must(event.New[int](rule, steps...))
		for _, e := range events {
			if err := f.Add(1, n.event(e, epoch)); err != nil {
				t.Fatal(err)
			}
		}
		fail := func(how, got string) {
			t.Helper()
			t.Fatalf("stream %d, %s: rule %+v of %d steps, events %+v:\n got %s\nwant %s", i, how, rule, k, events, got, want)
		}
		if got := describeFunnel(n, f, epoch); got != want {
			fail("in any order", got)
		}

		// In parts, in another order.
		parts := []*event.Funnel[int]{must(event.New[int](rule, steps...)), must(event.New[int](rule, steps...))}
		r.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		for _, e := range events {
			must(0, parts[r.IntN(2)].Add(1, n.event(e, epoch)))
		}
		must(0, parts[0].Merge(parts[1]))
		if a, b := must(f.MarshalBinary()), must(parts[0].MarshalBinary()); !bytes.Equal(a, b) {
			t.Fatalf("stream %d: one pass %x, parts %x", i, a, b)
		}

		slices.SortStableFunc(events, func(a, b naiveEvent) int { return a.t - b.t })
		closing := r.IntN(len(events) + 1)
		closed := must(event.New[int](rule, steps...))
		ordered := []*event.Funnel[int]{closed}
		if rule.Grace == 0 {
			ordered = append(ordered, must(event.NewInOrder[int](rule, steps...)))
		}
		for _, g := range ordered {
			for j, e := range events {
				if j == closing {
					must(0, g.Close(n.event(e, epoch).Time))
					back := must(g.MarshalBinary())
					must(0, g.UnmarshalBinary(back))
				}
				must(0, g.Add(1, n.event(e, epoch)))
			}
			if got := describeFunnel(n, g, epoch); got != want {
				fail(fmt.Sprintf("closed before event %d, in order %v", closing, g != closed), got)
			}
		}
	}
}

// describe tells units by their counts, the sums of their waits, and
// how far the customer got: with entries and sessions the furthest step, else
// the times as well.
func describe(n naiveFunnel, units []naiveUnit) string {
	var counts [event.Removed + 1]int
	reached, waits := make([]int, n.k), make([]int, n.k)
	furthest := 0
	var last []string
	for _, u := range units {
		counts[u.outcome]++
		furthest = max(furthest, u.level)
		from := 0
		last = []string{u.outcome.String()}
		for i, at := range u.times {
			if at == leftOut {
				last = append(last, "-")
				continue
			}
			last = append(last, fmt.Sprint(at))
			reached[i]++
			if i > 0 {
				waits[i] += max(at-from, 0)
			}
			from = at
		}
	}
	counts[event.NotEntered] = 0
	if n.Count != event.Customers {
		last = nil
	}
	return fmt.Sprint(counts, reached, waits, furthest, last)
}

// describeFunnel tells the funnel of one customer as describe does.
func describeFunnel(n naiveFunnel, f *event.Funnel[int], epoch int64) string {
	last := []string{event.NotEntered.String()}
	furthest := 0
	result := f.Each(func(_ int, p event.Path) {
		furthest = p.Furthest
		last = []string{p.Outcome.String()}
		for _, when := range p.Times {
			if when.IsZero() {
				last = append(last, "-")
			} else {
				last = append(last, fmt.Sprint(int(when.Sub(at(epoch))/n.unit)))
			}
		}
	})
	var counts [event.Removed + 1]int
	counts[event.Open], counts[event.Dropped] = int(result.Open), int(result.Dropped)
	counts[event.Converted], counts[event.Removed] = int(result.Converted), int(result.Removed)
	reached, waits := make([]int, n.k), make([]int, n.k)
	for i, bar := range result.Steps {
		reached[i] = int(bar.Count)
		waits[i] = int(math.Round(bar.Wait.Sum.Float64() / n.unit.Seconds()))
	}
	if n.Count != event.Customers {
		last = nil
	}
	return fmt.Sprint(counts, reached, waits, furthest, last)
}
