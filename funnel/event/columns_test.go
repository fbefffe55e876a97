package event_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel/event"
)

// columns draws the events of a few customers under a rule, with ties,
// duplicates, exclusions and events of several steps or none, in any order.
func columns(r *rand.Rand, n bruteRule, epoch int64) (customers []string, events []event.Event) {
	for c := range r.IntN(9) {
		for _, e := range drawEvents(r, n) {
			if r.IntN(4) > 0 { // single steps are another way through the code
				e.steps &= -e.steps
			}
			customers, events = append(customers, fmt.Sprint("customer ", c)), append(events, n.event(e, epoch))
		}
	}
	r.Shuffle(len(events), func(i, j int) {
		customers[i], customers[j] = customers[j], customers[i]
		events[i], events[j] = events[j], events[i]
	})
	return customers, events
}

func byTime(_, _ string, a, b event.Event) int { return a.Time.Compare(b.Time) }

func byCustomer(a, b string, _, _ event.Event) int { return cmp.Compare(a, b) }

func sortBy(compare func(a, b string, x, y event.Event) int, customers []string, events []event.Event) {
	type row struct {
		customer string
		event    event.Event
	}
	var rows []row
	for i, e := range events {
		rows = append(rows, row{customers[i], e})
	}
	slices.SortStableFunc(rows, func(a, b row) int { return compare(a.customer, b.customer, a.event, b.event) })
	for i, r := range rows {
		customers[i], events[i] = r.customer, r.event
	}
}

// tell returns all that a result holds. DeepEqual also sees how a sum came about.
func tell(r event.Result) string {
	text := string(must(json.Marshal(r)))
	waits := []event.Waits{r.Total}
	for _, bar := range r.Steps {
		waits = append(waits, bar.Wait)
	}
	for _, w := range waits {
		for p := range 11 {
			d, err := w.Percentile(float64(p) / 10)
			text += fmt.Sprint(" ", d, err)
		}
	}
	return text
}

// Of is the Funnel with less work: under every rule both give the same result,
// with its waits and percentiles.
func TestOfIsTheFunnel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		for range 20 {
			k := 1 + r.IntN(4)
			rule, n := drawRule(r, k)
			customers, events := columns(r, n, epochs[r.IntN(len(epochs))])
			switch r.IntN(4) {
			case 0:
				sortBy(byTime, customers, events)
			case 1:
				sortBy(byCustomer, customers, events)
			case 2:
				sortBy(byTime, customers, events)
				sortBy(byCustomer, customers, events)
			}
			f := must(event.New[string](rule, make([]string, k)...))
			for i, e := range events {
				must(0, f.Add(customers[i], e))
			}
			want := tell(f.Result())
			ids := make([]int, len(customers))
			for i, c := range customers {
				ids[i] = int(c[len(c)-1])
			}
			byName := tell(must(event.Of(rule, customers, events, make([]string, k)...)))
			byNumber := tell(must(event.Of(rule, ids, events, make([]string, k)...)))
			if byName != want || byNumber != want {
				t.Fatalf("rule %+v of %d steps, %v, %+v:\n got %s\n and %s\nwant %s", rule, k, customers, events, byName, byNumber, want)
			}
		}
	})
}

// Who is open and who has dropped out depends on the end of all data, in a long
// column in order of customer as in any other.
func TestOfALongColumnKnowsTheEnd(t *testing.T) {
	const hours, window = 2000, 24
	rule := event.Rule{Window: event.Within(window * time.Hour)}
	var customers []int
	var events []event.Event
	for i := range hours {
		customers = append(customers, i)
		events = append(events, event.Event{Time: at(int64(i) * 3600), Steps: 1})
	}
	for range 2 {
		r := must(event.Of(rule, customers, events, "a", "b"))
		if r.Open != window+1 || r.Dropped != hours-window-1 {
			t.Errorf("%v", r)
		}
		slices.Reverse(customers)
		slices.Reverse(events)
	}
}

// The ends of what nanoseconds hold, and beyond them, with waits of centuries.
func TestOfTimesFarApart(t *testing.T) {
	for _, years := range [][]int{{1, 9999}, {1678, 2261}, {1679, 1970, 2261}, {1969, 2300}, {1, 2}} {
		var customers []int
		var events []event.Event
		for i, year := range years {
			customers = append(customers, 7)
			events = append(events, event.Event{Time: time.Date(year, 2, 3, 4, 5, 6, 789, time.UTC), Steps: event.Step(i + 1)})
		}
		for _, rule := range []event.Rule{{}, {Window: event.Within(1<<63 - 1)}} {
			f := must(event.New[int](rule, "a", "b", "c"))
			must(0, f.AddSlice(customers, events))
			if got, want := tell(must(event.Of(rule, customers, events, "a", "b", "c"))), tell(f.Result()); got != want {
				t.Errorf("%v: %s, want %s", years, got, want)
			}
		}
	}
}

// The longest window, 292 years, from 1975 on: open in 2266, over in 2268.
func TestOfTheLongestWindow(t *testing.T) {
	for year, open := range map[int]uint64{2266: 2, 2268: 1, 3000: 1} {
		events := []event.Event{{Steps: 2}, {Steps: 1}, {Steps: 1}}
		for i, y := range []int{1970, 1975, year} {
			events[i].Time = time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		r := must(event.Of(event.Rule{Window: event.Within(math.MaxInt64)}, []int{1, 2, 3}, events, "a", "b"))
		if r.Open != open || r.Dropped != 2-open {
			t.Errorf("in %d: %v", year, r)
		}
	}
}

func TestOfRefusesWhatAFunnelRefuses(t *testing.T) {
	good := event.Event{Time: at(0), Steps: 1}
	for _, bad := range []event.Event{
		{Time: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), Steps: 1},
		{Time: at(0), Steps: event.Step(5)},
		{Time: at(0), Excludes: event.Step(4)},
	} {
		for _, first := range []event.Event{good, {Time: time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC), Steps: 1}} {
			events := []event.Event{good, first, bad}
			_, err := event.Of(event.Rule{}, []int{1, 2, 3}, events)
			var f event.Funnel[int]
			want := f.AddSlice([]int{1, 2, 3}, events)
			if !errors.Is(err, kpi.ErrRange) || err.Error() != want.Error() {
				t.Errorf("%+v: %v, want %v", bad, err, want)
			}
		}
	}
	if _, err := event.Of(event.Rule{}, []int{1}, nil); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("columns of two lengths: %v", err)
	}
	if _, err := event.Of[int](event.Rule{Sequence: 9}, nil, nil); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("no rule: %v", err)
	}
	if r, err := event.Of[int](event.Rule{}, nil, nil); err != nil || r.Entered() != 0 || len(r.Steps) != 4 {
		t.Errorf("no events: %v, %v", r, err)
	}
}
