package event_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel/event"
)

// drawn is a rule with the events of a few customers, sorted by time.
type drawn struct {
	rule   event.Rule
	steps  []string
	events []seen
}

func draw(r *rand.Rand) drawn {
	k := 1 + r.IntN(4)
	rule, n := drawRule(r, k)
	d := drawn{rule: rule, steps: []string{"a", "b", "c", "d"}[:k]}
	for _, customer := range []string{"Ada", "Ben", "Cleo", "Dan"} {
		for _, e := range drawEvents(r, n) {
			d.events = append(d.events, seen{customer, n.event(e, 0)})
		}
	}
	slices.SortStableFunc(d.events, func(a, b seen) int { return a.Time.Compare(b.Time) })
	return d
}

func (d drawn) funnel(t testing.TB) *event.Funnel[string] {
	t.Helper()
	f := must(event.New[string](d.rule, d.steps...))
	for _, e := range d.events {
		must(0, f.Add(e.customer, e.Event))
	}
	return f
}

// check runs a property on random draws.
func check(t *testing.T, property func(t *testing.T, r *rand.Rand, d drawn)) {
	t.Helper()
	r := rand.New(rand.NewPCG(7, 7))
	for range 3000 {
		d := draw(r)
		property(t, r, d)
		if t.Failed() {
			t.Fatalf("rule %+v, events %+v", d.rule, d.events)
		}
	}
}

func TestCountsNeverRiseAlongTheSteps(t *testing.T) {
	check(t, func(t *testing.T, _ *rand.Rand, d drawn) {
		result := d.funnel(t).Result()
		before := result.Entered()
		for _, bar := range result.Steps {
			if !bar.Optional {
				if bar.Count > before {
					t.Errorf("%v", result)
				}
				before = bar.Count
			} else if bar.Count > before {
				t.Errorf("optional step of more than the one before: %v", result)
			}
		}
		if result.Steps[0].Count != result.Entered() || before != result.Converted {
			t.Errorf("%v: %d entered, %d converted", result, result.Entered(), result.Converted)
		}
	})
}

func TestAWiderWindowNeverLowersALevel(t *testing.T) {
	check(t, func(t *testing.T, _ *rand.Rand, d drawn) {
		before := map[string]int{}
		limit, limited := d.rule.Window.Limit()
		// Not so with Remove, where an exclusion comes into the window, and
		// AtRepeat, where a step that is reached is repeated. With entries and
		// sessions the level is not a customer's.
		if !limited || d.rule.Exclusion == event.Remove || d.rule.Stop == event.AtRepeat || d.rule.Count != event.Customers {
			return
		}
		d.funnel(t).Each(func(c string, p event.Path) { before[c] = p.Reached })
		for _, w := range []event.Window{event.Within(limit + time.Second), event.Within(2 * limit), {}} {
			d.rule.Window = w
			d.funnel(t).Each(func(c string, p event.Path) {
				if p.Reached < before[c] {
					t.Errorf("%s: level %d, within %v %d", c, before[c], w, p.Reached)
				}
			})
		}
	})
}

func TestOtherNamesAndAnotherTimeChangeNothing(t *testing.T) {
	check(t, func(t *testing.T, r *rand.Rand, d drawn) {
		want := mustJSON(t, d.funnel(t).Result())
		shift := time.Duration(r.Int64N(1<<62)) - 1<<61 // up to 73 years
		for i := range d.events {
			d.events[i].customer = "customer " + strings.ToLower(d.events[i].customer)
			d.events[i].Time = d.events[i].Time.Add(shift)
		}
		r.Shuffle(len(d.events), func(i, j int) { d.events[i], d.events[j] = d.events[j], d.events[i] })
		if got := mustJSON(t, d.funnel(t).Result()); got != want {
			t.Errorf("shifted by %v: %s, want %s", shift, got, want)
		}
	})
}

// TestOrderedStreamsDividedByCustomerMerge: in order, and closed somewhere in
// any state of the parts, the merged funnel has the bytes of one pass.
func TestOrderedStreamsDividedByCustomerMerge(t *testing.T) {
	check(t, func(t *testing.T, r *rand.Rand, d drawn) {
		makers := []func(event.Rule, ...string) (*event.Funnel[string], error){event.New[string]}
		if d.rule.Grace == 0 {
			makers = append(makers, event.NewInOrder[string])
		}
		for _, maker := range makers {
			whole := must(maker(d.rule, d.steps...))
			parts := map[bool]*event.Funnel[string]{
				false: must(maker(d.rule, d.steps...)),
				true:  must(maker(d.rule, d.steps...)),
			}
			closing := r.IntN(len(d.events) + 1)
			for i, e := range d.events {
				if i == closing {
					must(0, whole.Close(e.Time))
					must(0, parts[true].Close(e.Time)) // the other part is closed by the merge
				}
				must(0, whole.Add(e.customer, e.Event))
				must(0, parts[e.customer < "Bz"].Add(e.customer, e.Event))
			}
			other := parts[false].Clone()
			must(0, other.Merge(parts[true]))
			must(0, parts[true].Merge(parts[false]))
			want := must(whole.MarshalBinary())
			if a := must(parts[true].MarshalBinary()); !bytes.Equal(a, want) {
				t.Errorf("parts %x\nwhole %x", a, want)
			}
			if b := must(other.MarshalBinary()); !bytes.Equal(b, want) {
				t.Errorf("parts %x in the other direction\nwhole %x", b, want)
			}
			back := new(event.Funnel[string])
			must(0, back.UnmarshalBinary(want))
			if a, b := mustJSON(t, back.Result()), mustJSON(t, whole.Result()); a != b {
				t.Errorf("decoded %s, want %s", a, b)
			}
		}
	})
}

// TestEachVisitsWhoStandsBehindABar: the customers and the counts agree.
func TestEachVisitsWhoStandsBehindABar(t *testing.T) {
	check(t, func(t *testing.T, _ *rand.Rand, d drawn) {
		if d.rule.Count != event.Customers || d.rule.Optional != 0 {
			return
		}
		behind := make([]uint64, len(d.steps)+1)
		var last string
		result := d.funnel(t).Each(func(c string, p event.Path) {
			for step := 1; step <= p.Furthest; step++ {
				behind[step]++
			}
			if c <= last && last != "" {
				t.Errorf("%s after %s", c, last)
			}
			last = c
		})
		for i, bar := range result.Steps {
			if behind[i+1] != bar.Count {
				t.Errorf("%d stand behind bar %d of %d", behind[i+1], i+1, bar.Count)
			}
		}
	})
}

// TestColumnsAreTheirEvents: AddSlice is Add for each.
func TestColumnsAreTheirEvents(t *testing.T) {
	check(t, func(t *testing.T, r *rand.Rand, d drawn) {
		makers := []func(event.Rule, ...string) (*event.Funnel[string], error){event.New[string]}
		if d.rule.Grace == 0 {
			makers = append(makers, event.NewInOrder[string])
		}
		var customers []string
		var events []event.Event
		for _, e := range d.events {
			customers, events = append(customers, e.customer), append(events, e.Event)
		}
		for _, maker := range makers {
			one, columns := must(maker(d.rule, d.steps...)), must(maker(d.rule, d.steps...))
			for _, e := range d.events {
				must(0, one.Add(e.customer, e.Event))
			}
			cut := r.IntN(len(events) + 1)
			must(0, columns.AddSlice(customers[:cut], events[:cut]))
			must(0, columns.AddSlice(customers[cut:], events[cut:]))
			want := must(one.MarshalBinary())
			if got := must(columns.MarshalBinary()); !bytes.Equal(got, want) {
				t.Errorf("column %x, one by one %x", got, want)
			}
			for _, bad := range []event.Event{{Time: at(-1 << 40), Steps: 1}, {Time: at(0), Steps: event.Step(32)}} {
				if err := columns.AddSlice([]string{"Ada", "Eve"}, []event.Event{{Time: at(1 << 30), Steps: 1}, bad}); !errors.Is(err, kpi.ErrRange) {
					t.Errorf("%+v: %v", bad, err)
				}
			}
			if err := columns.AddSlice(customers, nil); len(events) > 0 && !errors.Is(err, kpi.ErrRange) {
				t.Errorf("columns of different length: %v", err)
			}
			if got := must(columns.MarshalBinary()); !bytes.Equal(got, want) {
				t.Errorf("a refused column changed %x to %x", want, got)
			}
		}
	})
}

func TestMergeRefusesAnOverlap(t *testing.T) {
	f := must(event.NewInOrder[string](event.Rule{}))
	g := f.Clone()
	add := func(f *event.Funnel[string], seconds ...int64) {
		for _, s := range seconds {
			must(0, f.Add("Ada", event.Event{Time: at(s), Steps: 1}))
		}
	}
	add(f, 1, 5)
	add(g, 3)
	late := g.Clone()
	add(late, 4)
	before := must(f.MarshalBinary())
	if err := f.Merge(late); !errors.Is(err, kpi.ErrIncompatible) || !strings.Contains(err.Error(), "customer Ada overlap") {
		t.Error(err)
	}
	if !bytes.Equal(before, must(f.MarshalBinary())) {
		t.Error("a refused merge changed the funnel")
	}
	// g has taken nothing yet, and 3 lies behind the 1 that f has taken.
	want := f.Clone()
	must(0, want.UnmarshalBinary(before))
	must(0, f.Merge(g))
	whole := must(event.NewInOrder[string](event.Rule{}))
	add(whole, 1, 3, 5)
	if a, b := must(f.MarshalBinary()), must(whole.MarshalBinary()); !bytes.Equal(a, b) {
		t.Errorf("merged %x, one pass %x", a, b)
	}
}

// TestTiesHaveNoOrder: whatever the order of the events of one time, in order
// too, the state is the same.
func TestTiesHaveNoOrder(t *testing.T) {
	check(t, func(t *testing.T, r *rand.Rand, d drawn) {
		if d.rule.Grace > 0 {
			return
		}
		fill := func() []byte {
			f := must(event.NewInOrder[string](d.rule, d.steps...))
			for _, e := range d.events {
				must(0, f.Add(e.customer, e.Event))
			}
			return must(f.MarshalBinary())
		}
		want := fill()
		r.Shuffle(len(d.events), func(i, j int) { d.events[i], d.events[j] = d.events[j], d.events[i] })
		slices.SortStableFunc(d.events, func(a, b seen) int { return a.Time.Compare(b.Time) })
		if got := fill(); !bytes.Equal(got, want) {
			t.Errorf("%x, want %x", got, want)
		}
	})
}

// TestStateIsBounded: in order, a customer's state does not grow with events.
func TestStateIsBounded(t *testing.T) {
	for _, order := range []event.Sequence{event.Ordered, event.Any, event.Consecutive} {
		f := must(event.NewInOrder[int](event.Rule{Sequence: order, Window: event.Within(time.Hour)}, "a", "b", "c", "d", "e"))
		r := rand.New(rand.NewPCG(1, 1))
		for i := range int64(10_000) {
			must(0, f.Add(1, event.Event{Time: at(i), Steps: event.Steps(r.IntN(16))})) // never the last step
		}
		if n := len(must(f.MarshalBinary())); n > 200 {
			t.Errorf("%v: %d bytes", order, n)
		}
	}
}
