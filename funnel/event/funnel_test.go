package event_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel/event"
)

// add adds events of one customer, each a time in seconds and its steps.
func add(t testing.TB, f *event.Funnel[string], customer string, events ...[]int64) {
	t.Helper()
	for _, e := range events {
		in := event.Event{Time: at(e[0])}
		for _, step := range e[1:] {
			in.Steps |= event.Step(int(step))
		}
		if err := f.Add(customer, in); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDisorderIsAnErrorThatNamesBothTimes(t *testing.T) {
	f := must(event.NewInOrder[string](event.Rule{}))
	add(t, f, "Ada", []int64{60, 1}, []int64{120, 2})
	add(t, f, "Ben", []int64{0, 1}) // another customer has an order of his own
	add(t, f, "Ada", []int64{120, 3})
	err := f.Add("Ada", event.Event{Time: at(119).Add(5), Steps: event.Step(2)})
	want := "event: time of customer Ada 1970-01-01T00:01:59.000000005Z below 1970-01-01T00:02:00Z"
	if !errors.Is(err, kpi.ErrRange) || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	must(0, f.Close(at(200)))
	err = f.Add("Ada", event.Event{Time: at(199), Steps: event.Step(4)})
	want = "event: time 1970-01-01T00:03:19Z below the close 1970-01-01T00:03:20Z"
	if !errors.Is(err, kpi.ErrRange) || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// Not the times of 1970, nor those before, nor those that nanoseconds since
// 1970 cannot tell, are special. Year 1 to 9999 is 315537897599 s.
func TestTimesFarAway(t *testing.T) {
	for name, maker := range map[string]func(event.Rule, ...string) (*event.Funnel[string], error){
		"any order": event.New[string], "in order": event.NewInOrder[string],
	} {
		f := must(maker(event.Rule{}, "a", "b"))
		add(t, f, "always", []int64{-62135596800, 1}, []int64{253402300799, 2})
		add(t, f, "epoch", []int64{0, 1}, []int64{0, 2})
		add(t, f, "before", []int64{-2, 1}, []int64{-1, 2})
		r := f.Result()
		if r.Converted != 3 {
			t.Errorf("%s: %v", name, r)
		}
		// (315537897599 + 0 + 1) / 3
		if mean := must(r.Total.Mean()); mean.Decimal(0).IntPart() != 105179299200 {
			t.Errorf("%s: mean %v s", name, mean)
		}
		if longest := must(r.Total.Percentile(1)); longest != math.MaxInt64 {
			t.Errorf("%s: the longest time is %v", name, longest)
		}
		limited := must(maker(event.ClickHouse(event.Within(math.MaxInt64)), "a", "b"))
		add(t, limited, "always", []int64{-62135596800, 1}, []int64{253402300799, 2})
		// 9223372036 s is the last whole second of the window.
		add(t, limited, "just", []int64{253402300799 - 9223372036, 1}, []int64{253402300799, 2})
		add(t, limited, "late", []int64{253402300799 - 9223372037, 1}, []int64{253402300799, 2})
		if r := limited.Result(); r.Converted != 1 || r.Dropped != 2 {
			t.Errorf("%s: %v", name, r)
		}
	}
}

// The window is inclusive: step 2 at its last moment counts, and until then the
// customer is open.
func TestOpenUntilTheWindowIsOver(t *testing.T) {
	for _, c := range []struct {
		end     int64 // nanoseconds after the last moment of the window
		outcome event.Outcome
	}{{-1, event.Open}, {0, event.Open}, {1, event.Dropped}} {
		f := must(event.New[string](event.PostHogOrdered(event.Within(time.Minute)), "a", "b"))
		add(t, f, "Ada", []int64{0, 1})
		must(0, f.Add("Ben", event.Event{Time: at(60).Add(time.Duration(c.end))})) // matches nothing
		f.Each(func(_ string, p event.Path) {
			if p.Outcome != c.outcome {
				t.Errorf("%d ns after the window: %v, want %v", c.end, p.Outcome, c.outcome)
			}
		})
		byClose := must(event.New[string](event.PostHogOrdered(event.Within(time.Minute)), "a", "b"))
		add(t, byClose, "Ada", []int64{0, 1})
		must(0, byClose.Close(at(60).Add(time.Duration(c.end))))
		if r := byClose.Result(); (r.Open == 1) != (c.outcome == event.Open) {
			t.Errorf("closed %d ns after the window: %v", c.end, r)
		}
	}
}

// Ada enters at 0 and converts at 2; at 3 again, and drops; at 20 again, and is
// open at 25. A key sees one customer, entries see three, sessions with a gap
// of 10 s two.
func TestCustomersEntriesSessions(t *testing.T) {
	within := event.Within(10 * time.Second)
	for _, c := range []struct {
		rule event.Rule
		want string
	}{
		{event.Rule{Window: within}, "100.00% of 1 (a 1, b 1; 0 open, 0 dropped)"},
		{event.MixpanelTotals(within), "33.33% of 3 (a 3, b 1; 1 open, 1 dropped)"},
		{event.Rule{Window: within, Count: event.Sessions, Gap: 10 * time.Second}, "50.00% of 2 (a 2, b 1; 1 open, 0 dropped)"},
	} {
		for _, maker := range []func(event.Rule, ...string) (*event.Funnel[string], error){event.New[string], event.NewInOrder[string]} {
			f := must(maker(c.rule, "a", "b"))
			add(t, f, "Ada", []int64{0, 1}, []int64{2, 2}, []int64{3, 1}, []int64{20, 1}, []int64{25})
			if got := f.Result().String(); got != c.want {
				t.Errorf("%v: %s, want %s", c.rule.Count, got, c.want)
			}
			must(0, f.Close(at(20)))
			if got := f.Result().String(); got != c.want {
				t.Errorf("%v, closed: %s, want %s", c.rule.Count, got, c.want)
			}
		}
	}
}

// Of two attempts that get there at once the one that began last is the best,
// also where it takes two steps at once: 1, 2, 2 rather than 0, 1, 2.
func TestTheBestAttemptBeganLast(t *testing.T) {
	for _, order := range []event.Sequence{event.Ordered, event.Consecutive} {
		f := must(event.New[string](event.Rule{Sequence: order}, "a", "b", "c"))
		add(t, f, "Ada", []int64{0, 1}, []int64{1, 1, 2}, []int64{2, 2}, []int64{2, 3})
		f.Each(func(_ string, p event.Path) {
			if p.Reached != 3 || !p.Times[0].Equal(at(1)) || !p.Times[1].Equal(at(2)) {
				t.Errorf("%v: %v", order, p)
			}
		})
	}
}

// Close counts what is over and forgets it: Ada's session, Ben's entry.
func TestCloseFinishesWhatIsOver(t *testing.T) {
	for customer, rule := range map[string]event.Rule{
		"Ada": {Count: event.Sessions, Gap: 10 * time.Second},
		"Ben": event.MixpanelTotals(event.Within(10 * time.Second)),
	} {
		f := must(event.New[string](rule, "a", "b", "c"))
		add(t, f, customer, []int64{1, 1}, []int64{1, 2})
		must(0, f.Close(at(11)))
		reached := func() (n int) {
			f.Each(func(_ string, p event.Path) { n = p.Reached })
			return n
		}
		if n := reached(); n != 2 {
			t.Errorf("%s: at step %d before the end", customer, n)
		}
		must(0, f.Close(at(12)))
		if n := reached(); n != 0 {
			t.Errorf("%s: at step %d after the end", customer, n)
		}
		if r := f.Result(); r.Dropped != 1 || r.Steps[1].Count != 1 {
			t.Errorf("%s: %v", customer, r)
		}
	}
}

// A sign-up, an optional tour, an order: Ada and Ben convert, Ben without the
// tour; the waits are 10 s to the tour, 20 s and 40 s to the order.
func TestOptionalSteps(t *testing.T) {
	f := must(event.New[string](event.Rule{Optional: event.Step(2)}, "sign-up", "tour", "order"))
	add(t, f, "Ada", []int64{0, 1}, []int64{10, 2}, []int64{30, 3})
	add(t, f, "Ben", []int64{0, 1}, []int64{40, 3}, []int64{50, 2})
	add(t, f, "Cleo", []int64{0, 1})
	r := f.Result()
	if got, want := r.String(), "66.67% of 3 (sign-up 3, tour 1, order 2; 1 open, 0 dropped)"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := r.Steps[2].Wait.String(), "mean 30s, median 30s (2)"; got != want {
		t.Errorf("order: %s, want %s", got, want)
	}
	if got, want := r.Total.String(), "mean 35s, median 35s (2)"; got != want {
		t.Errorf("total: %s, want %s", got, want)
	}
	steps := must(r.Funnel())
	if got, want := steps.String(), "66.67% overall (sign-up 3, order 2)"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	f.Each(func(c string, p event.Path) {
		if c == "Ben" && (len(p.Times) != 3 || !p.Times[1].IsZero() || !p.Times[2].Equal(at(40))) {
			t.Errorf("Ben: %v", p.Times)
		}
	})
}

func TestUndefinedFigures(t *testing.T) {
	var f event.Funnel[string]
	r := f.Result()
	if got, want := r.String(), "event: conversion undefined: nobody entered"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	add(t, &f, "Ada", []int64{0, 1})
	r = f.Result()
	for name, err := range map[string]error{
		"decided":    second(r.Decided()),
		"mean":       second(r.Total.Mean()),
		"median":     second(r.Total.Median()),
		"percentile": second(r.Total.Percentile(0.5)),
	} {
		if !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, want := r.Total.String(), "event: mean time undefined: no attempt"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for _, p := range []float64{-0.1, 1.1, math.NaN()} {
		if _, err := r.Total.Percentile(p); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("percentile %v: %v", p, err)
		}
	}
	one := must(event.New[string](event.Rule{}, "a"))
	if _, err := one.Result().Funnel(); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("funnel of one step: %v", err)
	}
	if err := f.Close(time.Unix(1<<60, 0)); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("close in year 36 billion: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestEntriesThatWereFinishedMergeWithoutWrapping(t *testing.T) {
	f := must(event.NewInOrder[string](event.MixpanelTotals(event.Within(time.Second)), "a", "b"))
	add(t, f, "Ada", []int64{0, 1}, []int64{1, 2})
	must(0, f.Close(at(10)))
	// The finished entries without the customer, as many as a state has.
	data := must(f.MarshalBinary())
	var n int
	for ; n < 64; n++ {
		g := new(event.Funnel[string])
		must(0, g.UnmarshalBinary(data))
		other := must(event.NewInOrder[string](event.MixpanelTotals(event.Within(time.Second)), "a", "b"))
		must(0, other.UnmarshalBinary(withoutCustomers(t, data)))
		if err := g.Merge(other); err != nil {
			if !errors.Is(err, kpi.ErrOverflow) {
				t.Fatal(err)
			}
			break
		}
		must(0, other.Merge(other))
		data = must(other.MarshalBinary())
	}
	if n != 63 {
		t.Errorf("doubled %d times", n)
	}
}

// withoutCustomers returns an encoding without its customers, of whom there is
// Ada or none, at its end.
func withoutCustomers(t *testing.T, data []byte) []byte {
	t.Helper()
	text := string(data)
	if i := strings.LastIndex(text, "\x01\x03Ada"); i >= 0 {
		return []byte(text[:i] + "\x00")
	}
	return data
}

func TestChoicesHaveNames(t *testing.T) {
	r := event.Rule{Sequence: event.Any, Entry: event.First, Reuse: event.Shared, Ties: event.Strict, Exclusion: event.Remove, Stop: event.AtRepeat, Count: event.Sessions}
	got := strings.Join([]string{
		r.Sequence.String(), r.Entry.String(), r.Reuse.String(), r.Ties.String(), r.Exclusion.String(), r.Stop.String(),
		r.Count.String(), r.Window.String(), event.Within(time.Hour).String(), event.Open.String(), event.Sequence(9).String(),
	}, ", ")
	want := "any, first, shared, ties strict, remove, at a repeated step, sessions, unlimited, 1h0m0s, open, choice 9"
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
