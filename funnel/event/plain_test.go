package event

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"
	"time"
	"unsafe"

	"github.com/customerkpi/kpi/internal/timeline"
)

// plainRule draws a rule that cells follow, and its number of steps.
func plainRule(r *rand.Rand) (Rule, int) {
	rule := Rule{
		Entry: Entry(r.IntN(2)), Reuse: Reuse(r.IntN(2)), Ties: Ties(r.IntN(2)), Exclusion: Exclusion(r.IntN(2)),
	}
	if r.IntN(3) > 0 {
		rule.Window = Within(time.Duration(r.IntN(9)) * time.Second)
	}
	if rule.Entry == First {
		return rule, 1 + r.IntN(5)
	}
	return rule, 1 + r.IntN(3)
}

// nextEvent draws an event after a time: mostly of one step, some with all that a
// cell does not know.
func nextEvent(r *rand.Rand, at time.Time, steps int) Event {
	e := Event{Time: at.Add(time.Duration(r.IntN(3)) * time.Second), Steps: Step(1 + r.IntN(steps))}
	switch r.IntN(20) {
	case 0:
		e.Steps |= Step(1 + r.IntN(steps))
	case 1:
		if steps > 1 {
			e.Excludes = Step(1 + r.IntN(steps-1))
		}
	case 2:
		e.Steps = 0
	}
	return e
}

// A funnel in cells and one without them have the same bytes and the same
// customers behind its bars, whatever happens to them: events that cells do not
// know, closes, merges and encodings.
func TestCellsAreJourneys(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 7))
	for range 3000 {
		rule, steps := plainRule(r)
		names := make([]string, steps)
		start := []time.Time{time.Unix(0, 0), time.Unix(-7e9, 5), time.Unix(math.MaxInt64/1_000_000_000-5, 0), time.Unix(8e10, 0)}[r.IntN(4)]
		cells, journeys, part := inOrder(t, rule, names), inOrder(t, rule, names), inOrder(t, rule, names)
		journeys.customers.compact = false
		if !cells.customers.compact {
			t.Fatalf("rule %+v of %d steps is not compact", rule, steps)
		}
		simple := r.IntN(2) == 0
		for range r.IntN(40) {
			e := nextEvent(r, start, steps)
			if simple {
				e.Steps, e.Excludes, e.Time = e.Steps&-e.Steps, 0, start.Add(time.Second)
			}
			start = e.Time
			customer := r.IntN(4)
			into := cells
			if customer == 3 {
				into = part
			}
			for _, f := range []*Funnel[int]{into, journeys} {
				if err := f.Add(customer, e); err != nil {
					t.Fatal(err)
				}
			}
			switch r.IntN(12) {
			case 0:
				for _, f := range []*Funnel[int]{cells, journeys, part} {
					if err := f.Close(e.Time); err != nil {
						t.Fatal(err)
					}
				}
			case 1:
				if err := cells.UnmarshalBinary(encoded(t, cells)); err != nil {
					t.Fatal(err)
				}
			case 2:
				cells = cells.Clone()
			}
		}
		if err := cells.Merge(part); err != nil {
			t.Fatal(err)
		}
		if a, b := encoded(t, cells), encoded(t, journeys); !bytes.Equal(a, b) {
			t.Fatalf("rule %+v of %d steps:\n   cells %x\njourneys %x", rule, steps, a, b)
		}
		if a, b := cells.Result().String(), journeys.Result().String(); a != b {
			t.Fatalf("rule %+v of %d steps: cells %s, journeys %s", rule, steps, a, b)
		}
		if simple && len(cells.customers.moved) > 0 && near(start) {
			t.Fatalf("rule %+v of %d steps: %d customers left their cells", rule, steps, len(cells.customers.moved))
		}
	}
}

func near(t time.Time) bool {
	i, inYears := timeline.Of(t)
	_, ok := nanosAt(i)
	return inYears && ok
}

func inOrder(t *testing.T, rule Rule, names []string) *Funnel[int] {
	f, err := NewInOrder[int](rule, names...)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func encoded(t *testing.T, f *Funnel[int]) []byte {
	b, err := f.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Many customers, whose events wait in the roster to be added together: what is
// asked for meanwhile is as if they had been added, and an event before the latest
// of all, but not of its customer, is taken in its turn.
func TestEventsAddedTogetherAreThere(t *testing.T) {
	const customers = 50_000
	r := rand.New(rand.NewPCG(3, 9))
	for _, rule := range []Rule{{}, {Sequence: Consecutive}} {
		names := []string{"a", "b", "c"}
		f, single := inOrder(t, rule, names), inOrder(t, rule, names)
		add := func(customer int, e Event) {
			if err := f.Add(customer, e); err != nil {
				t.Fatal(err)
			}
			if err := single.Add(customer, e); err != nil {
				t.Fatal(err)
			}
			single.customers.flush()
		}
		for c := range customers {
			add(c, Event{Time: time.Unix(int64(c), 0), Steps: 1})
		}
		for i := range 3000 {
			c := r.IntN(customers)
			add(c, Event{Time: time.Unix(int64(customers+i), 0), Steps: Step(1 + r.IntN(3))})
			if i == 1000 {
				add(customers+1, Event{Time: time.Unix(5, 0), Steps: 1})
				if err := f.Add(c, Event{Time: time.Unix(int64(c), 0), Steps: 1}); err == nil {
					t.Error("an event before one that waits is taken")
				}
			}
		}
		value := *f // shares its state, and what waits
		want := encoded(t, single)
		if !bytes.Equal(encoded(t, &value), want) || !bytes.Equal(encoded(t, f), want) {
			t.Errorf("%v: other bytes than one by one", rule.Sequence)
		}
	}
}

// So are the events that no cell holds, the one with which a queue is full too.
func TestEventsOfSeveralStepsWait(t *testing.T) {
	const customers, rounds = 50_000, 3
	names := []string{"a", "b", "c"}
	f := inOrder(t, Rule{}, names)
	all, err := New[int](Rule{}, names...)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rounds * customers {
		e := Event{Time: time.Unix(int64(i), 0), Steps: Step(1+i/customers) | Step(3)}
		for _, f := range []*Funnel[int]{f, all} {
			if err := f.Add(i%customers, e); err != nil {
				t.Fatal(err)
			}
		}
	}
	got, want := f.Result(), all.Result()
	if got.String() != want.String() || got.Converted != customers {
		t.Errorf("%v, want %v", got, want)
	}
}

// The doc states the bytes of a cell.
func TestCellsAreSmall(t *testing.T) {
	if size := unsafe.Sizeof(cell{}); size > 64 {
		t.Errorf("%d bytes", size)
	}
}

// A zero value that was only closed has a plan from its first merge on, and keeps
// what it merged.
func TestAClosedZeroValueKeepsWhatItMerges(t *testing.T) {
	f := new(Funnel[int]).Clone()
	var o Funnel[int]
	for _, err := range []error{
		f.Close(time.Unix(1, 0)),
		o.Add(7, Event{Time: time.Unix(2, 0), Steps: 1}),
		f.Merge(&o),
		f.Add(8, Event{Time: time.Unix(3, 0), Steps: 1}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := f.Result().Entered(); n != 2 {
		t.Errorf("%d customers, want 2", n)
	}
}
