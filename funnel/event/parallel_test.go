package event_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/internal/laws"
)

// long returns columns of 70,000 rows or more: those of many draws, of customers of
// their own.
func long(r *rand.Rand, n bruteRule, single bool) (customers []string, events []event.Event) {
	for draw := 0; len(events) < 70_000; draw++ {
		some, theirs := columns(r, n, epochs[0])
		for i, c := range some {
			e := theirs[i]
			if single && (e.Excludes != 0 || e.Steps&(e.Steps-1) != 0) {
				continue
			}
			customers, events = append(customers, fmt.Sprint(draw, c)), append(events, e)
		}
	}
	return customers, events
}

// OfParallel is Of, under any rule, in any order of the rows.
func TestOfParallelIsOf(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	draws := 4
	if laws.Race {
		draws = 1
	}
	for range draws {
		k := 1 + r.IntN(4)
		rule, n := drawRule(r, k)
		customers, events := long(r, n, r.IntN(4) > 0)
		for _, order := range []func(){
			func() {},
			func() { sortBy(byTime, customers, events) },
			func() { sortBy(byCustomer, customers, events) },
		} {
			order()
			steps := make([]string, k)
			want := tell(must(event.Of(rule, customers, events, steps...)))
			for _, n := range []int{0, 2, 5} {
				if got := tell(must(event.OfParallel(n, rule, customers, events, steps...))); got != want {
					t.Fatalf("rule %+v of %d steps on %d goroutines:\n got %s\nwant %s", rule, k, n, got, want)
				}
			}
		}
	}
}

// Who is open depends on the end of all data, which one goroutine alone has seen.
func TestOfParallelKnowsTheEnd(t *testing.T) {
	const hours, window = 100_000, 24
	rule := event.Rule{Window: event.Within(window * time.Hour)}
	var customers []int
	var events []event.Event
	for i := range hours {
		customers = append(customers, i)
		events = append(events, event.Event{Time: at(int64(i) * 3600), Steps: 1})
	}
	for range 2 {
		r := must(event.OfParallel(3, rule, customers, events, "a", "b"))
		if r.Open != window+1 || r.Dropped != hours-window-1 {
			t.Errorf("%v", r)
		}
		slices.Reverse(customers)
		slices.Reverse(events)
	}
}

// The first refused row of all goroutines, with the words of Of.
func TestOfParallelRefusesWhatOfRefuses(t *testing.T) {
	const rows = 100_000
	customers, events := make([]int, rows), make([]event.Event, rows)
	for i := range rows {
		customers[i], events[i] = (i*7919)%rows, event.Event{Time: at(int64(i)), Steps: 1}
	}
	check := func(name string, customers []int, events []event.Event) {
		_, want := event.Of(event.Rule{}, customers, events)
		_, err := event.OfParallel(2, event.Rule{}, customers, events)
		if err == nil || err.Error() != want.Error() {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	good := slices.Clone(events)
	events[99_000].Steps = event.Step(9)
	check("the second half", customers, events)
	events[90_000].Time = time.Time{}.AddDate(-2, 0, 0)
	check("twice the second half", customers, events)
	events[10_000].Excludes = event.Step(2)
	check("after an exclusion", customers, events)
	events[20_000].Steps = event.Step(9)
	check("both halves", customers, events)
	events[0].Steps = event.Step(9)
	check("the first row", customers, events)
	check("two lengths", customers, events[1:])
	slices.Sort(customers)
	check("sorted", customers, events)
	if _, err := event.OfParallel(2, event.Rule{Sequence: 9}, customers, good); err == nil {
		t.Error("no rule: no error")
	}
	if r, err := event.OfParallel[int](2, event.Rule{}, nil, nil); err != nil || len(r.Steps) != 4 {
		t.Errorf("no events: %v, %v", r, err)
	}
}

func ExampleOfParallel() {
	at := func(minute int) time.Time { return time.Date(2025, 1, 1, 9, minute, 0, 0, time.UTC) }
	r, err := event.OfParallel(2, event.Rule{}, []string{"ada", "bob", "ada"}, []event.Event{
		{Time: at(0), Steps: event.Step(1)},
		{Time: at(1), Steps: event.Step(1)},
		{Time: at(2), Steps: event.Step(2)},
	}, "visit", "order")
	fmt.Println(r, err)
	// Output: 50.00% of 2 (visit 2, order 1; 1 open, 0 dropped) <nil>
}
