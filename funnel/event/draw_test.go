package event_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/customerkpi/kpi/funnel/event"
)

// At most so many steps and customers are drawn.
const (
	mostSteps     = 5
	mostCustomers = 3
)

// everyRule returns all combinations of choices that New does not refuse, with
// optional steps, grace and a gap as marks that vary gives a size.
func everyRule() (rules []event.Rule) {
	forEach := func(rule event.Rule) {
		for _, optional := range []event.Steps{0, event.Step(2)} {
			for _, grace := range []time.Duration{0, 1} {
				rule.Optional, rule.Grace = optional, grace
				if _, err := event.New[int](rule, "a", "b", "c", "d"); err == nil {
					rules = append(rules, rule)
				}
			}
		}
	}
	for order := range event.Consecutive + 1 {
		for entry := range event.First + 1 {
			for reuse := range event.Shared + 1 {
				for ties := range event.Strict + 1 {
					for exclusion := range event.Remove + 1 {
						for stop := range event.AtRepeat + 1 {
							forEach(event.Rule{Sequence: order, Entry: entry, Reuse: reuse, Ties: ties, Exclusion: exclusion, Stop: stop})
							forEach(event.Rule{Sequence: order, Entry: entry, Reuse: reuse, Ties: ties, Exclusion: exclusion, Stop: stop, Count: event.Entries})
							forEach(event.Rule{Sequence: order, Entry: entry, Reuse: reuse, Ties: ties, Exclusion: exclusion, Stop: stop, Count: event.Sessions, Gap: 1})
						}
					}
				}
			}
		}
	}
	return rules
}

// vary draws the number of steps and the sizes of a rule.
func vary(r *rand.Rand, rule event.Rule) bruteRule {
	b := bruteRule{Rule: rule, steps: 1 + r.IntN(4), unit: units[r.IntN(len(units))]}
	if rule.Optional != 0 {
		b.steps = 3 + r.IntN(2)
		for b.Optional = 0; b.Optional == 0; {
			b.Optional = event.Steps(r.IntN(1<<b.steps)) &^ (event.Step(1) | event.Step(b.steps))
		}
	} else if rule.Sequence == event.Ordered && r.IntN(12) == 0 {
		b.steps = mostSteps
	}
	if r.IntN(4) > 0 {
		b.Window = event.Within(time.Duration(r.IntN(8)) * b.unit)
	}
	if rule.Grace > 0 {
		b.Grace = time.Duration(1+r.IntN(3)) * b.unit
	}
	if rule.Gap > 0 {
		b.Gap = time.Duration(1+r.IntN(4)) * b.unit
	}
	return b
}

// drawRule draws a rule that New accepts for k steps.
func drawRule(r *rand.Rand, k int) (event.Rule, bruteRule) {
	order := event.Sequence(r.IntN(3)) // first, because Ordered goes with most other choices
	for {
		n := bruteRule{steps: k, unit: units[r.IntN(len(units))]}
		n.Rule = event.Rule{
			Sequence: order, Entry: event.Entry(r.IntN(2)), Reuse: event.Reuse(r.IntN(2)),
			Ties: event.Ties(r.IntN(2)), Exclusion: event.Exclusion(r.IntN(2)),
		}
		if window := r.IntN(8) - 2; window >= 0 {
			n.Window = event.Within(time.Duration(window) * n.unit)
		}
		switch r.IntN(6) {
		case 0:
			n.Stop = event.Stop(1 + r.IntN(2))
		case 1:
			n.Optional = event.Steps(r.IntN(1 << k))
		case 2:
			n.Grace = time.Duration(1+r.IntN(2)) * n.unit
		case 3:
			n.Count = event.Entries
			n.Optional = event.Step(1 + r.IntN(k))
		case 4:
			n.Count, n.Gap = event.Sessions, time.Duration(1+r.IntN(3))*n.unit
		}
		if _, err := event.New[int](n.Rule, make([]string, k)...); err == nil {
			return n.Rule, n
		}
	}
}

// The units of time: with 700 ms, nanoseconds carry over to seconds.
var units = []time.Duration{time.Nanosecond, 700 * time.Millisecond, time.Second, 24 * time.Hour}

// The time of second 0: years before 1970 and after 2262 are as good as others.
var epochs = []int64{0, 1_700_000_000, -5_000_000_000, 99_999_999_999}

// drawEvents draws up to 7 events, with ties and duplicates, out of order, so
// near each other that windows, exclusions and sessions matter.
func drawEvents(r *rand.Rand, n bruteRule) (events []occurrence) {
	span := 1 + r.IntN(9)
	dense, exclusions := r.IntN(3), r.IntN(2) == 0 && n.Sequence == event.Ordered && n.steps > 1
	for range r.IntN(8) {
		e := occurrence{at: int64(r.IntN(span) - span/2)}
		switch dense {
		case 0:
			e.steps = event.Steps(1 + r.IntN(1<<n.steps-1))
		case 1:
			for range r.IntN(3) {
				e.steps |= event.Step(1 + r.IntN(n.steps))
			}
		case 2: // the first ones more often, so that attempts get further
			e.steps = event.Step(1 + min(r.IntN(n.steps), r.IntN(n.steps+1)))
		}
		if exclusions && r.IntN(4) == 0 {
			e.excludes = event.Step(1 + r.IntN(n.steps-1))
			if r.IntN(2) == 0 {
				e.steps = 0
			}
		}
		events = append(events, e)
		if r.IntN(10) == 0 {
			events = append(events, e)
		}
	}
	return events
}

func (n bruteRule) event(e occurrence, epoch int64) event.Event {
	return event.Event{Time: at(epoch).Add(time.Duration(e.at) * n.unit), Steps: e.steps, Excludes: e.excludes}
}

// A bruteLog is the events of a few customers, as columns.
type bruteLog struct {
	customers []int
	events    []occurrence
}

func (l bruteLog) String() string {
	var b strings.Builder
	for i, c := range l.customers {
		e := l.events[i]
		fmt.Fprintf(&b, "%d@%d:", c, e.at)
		for step := 1; step <= 32; step++ {
			if e.steps.Has(step) {
				fmt.Fprint(&b, step)
			}
			if e.excludes.Has(step) {
				fmt.Fprint(&b, "!", step)
			}
		}
		b.WriteByte(' ')
	}
	return b.String()
}

func (l bruteLog) end() int64 {
	end := slices.MaxFunc(append(l.events, occurrence{at: never}), func(a, b occurrence) int { return cmp.Compare(a.at, b.at) })
	return end.at
}

func (l bruteLog) columns(n bruteRule, epoch int64) (events []event.Event) {
	for _, e := range l.events {
		events = append(events, n.event(e, epoch))
	}
	return events
}

func drawLog(r *rand.Rand, n bruteRule) (l bruteLog) {
	for c := range 1 + r.IntN(mostCustomers) {
		for _, e := range drawEvents(r, n) {
			l.customers, l.events = append(l.customers, c), append(l.events, e)
		}
	}
	l.shuffle(r)
	return l
}

func (l bruteLog) shuffle(r *rand.Rand) {
	r.Shuffle(len(l.events), func(i, j int) {
		l.customers[i], l.customers[j] = l.customers[j], l.customers[i]
		l.events[i], l.events[j] = l.events[j], l.events[i]
	})
}

// byTime returns the log by ascending time.
func (l bruteLog) byTime() (sorted bruteLog) {
	var order []int
	for i := range l.events {
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(l.events[i].at, l.events[j].at) })
	for _, i := range order {
		sorted.customers, sorted.events = append(sorted.customers, l.customers[i]), append(sorted.events, l.events[i])
	}
	return sorted
}
