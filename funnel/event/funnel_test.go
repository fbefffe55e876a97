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

// The rules that New refuses, each with a word of the reason.
func TestNewRefusesWhatMeansNothing(t *testing.T) {
	for word, rule := range map[string]event.Rule{
		"order 3":          {Order: 3},
		"entry 2":          {Entry: 2},
		"reuse 2":          {Reuse: 2},
		"ties 2":           {Ties: 2},
		"exclusion 2":      {Exclusion: 2},
		"stop 3":           {Stop: 3},
		"count 3":          {Count: 3},
		"window -1ns":      {Window: event.Within(-1)},
		"grace -1ns":       {Grace: -1},
		"gap -1ns":         {Gap: -1, Count: event.Sessions},
		"optional step 1":  {Optional: event.Step(1)},
		"optional step 3":  {Optional: event.Step(3)},
		"optional step 64": {Optional: event.Step(0)},
	} {
		_, err := event.New[string](rule, "a", "b", "c")
		if !errors.Is(err, kpi.ErrRange) || !strings.Contains(err.Error(), strings.TrimSpace(word)) {
			t.Errorf("%+v: %v, want %q", rule, err, word)
		}
	}
	if _, err := event.New[string](event.Rule{}, make([]string, 33)...); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("33 steps: %v", err)
	}
	for _, optional := range []event.Steps{event.Step(1), event.Step(2), event.Step(0)} {
		_, err := event.New[string](event.Rule{Optional: optional}, "a", "b")
		if !errors.Is(err, kpi.ErrRange) || !strings.HasSuffix(err.Error(), "a funnel of 2 steps has none there: set Optional 0") {
			t.Errorf("optional %b of two steps: %v", optional, err)
		}
	}
}

// The error of two choices that contradict each other says what to set, and what
// it says helps.
func TestContradictionsSayWhatToSet(t *testing.T) {
	type set = func(*event.Rule)
	order := func(o event.Order) set { return func(r *event.Rule) { r.Order = o } }
	entry := func(r *event.Rule) { r.Entry = event.First }
	ties := func(r *event.Rule) { r.Ties = event.Allowed }
	exclusion := func(r *event.Rule) { r.Exclusion = event.Drop }
	stop := func(r *event.Rule) { r.Stop = event.Never }
	optional := func(r *event.Rule) { r.Optional = 0 }
	grace := func(r *event.Rule) { r.Grace = 0 }
	customers := func(r *event.Rule) { r.Count, r.Gap = event.Customers, 0 }
	sessions := func(r *event.Rule) { r.Count, r.Gap = event.Sessions, time.Hour }
	gap := func(r *event.Rule) { r.Gap = 0 }
	second := event.Step(2)
	for _, c := range []struct {
		rule event.Rule
		text string
		sets []set
	}{
		{event.Rule{Order: event.Any, Exclusion: event.Remove}, "Exclusion Remove needs Order Ordered: set that, or Exclusion Drop", []set{order(event.Ordered), exclusion}},
		{event.Rule{Order: event.Consecutive, Exclusion: event.Remove}, "Exclusion Remove needs Order Ordered: set that, or Exclusion Drop", []set{order(event.Ordered), exclusion}},
		{event.Rule{Order: event.Any, Stop: event.AtRepeat}, "a Stop needs Order Ordered: set that, or Stop Never", []set{order(event.Ordered), stop}},
		{event.Rule{Order: event.Consecutive, Stop: event.AtForeign}, "a Stop needs Order Ordered: set that, or Stop Never", []set{order(event.Ordered), stop}},
		{event.Rule{Order: event.Any, Optional: second}, "Optional steps need Order Ordered: set that, or Optional 0", []set{order(event.Ordered), optional}},
		{event.Rule{Order: event.Consecutive, Optional: second}, "Optional steps need Order Ordered: set that, or Optional 0", []set{order(event.Ordered), optional}},
		{event.Rule{Order: event.Any, Grace: 1}, "Grace needs Order Ordered: set that, or Grace 0", []set{order(event.Ordered), grace}},
		{event.Rule{Order: event.Consecutive, Entry: event.First, Count: event.Entries}, "Count Entries needs Order Ordered: set that, or another Count", []set{order(event.Ordered), customers, sessions}},
		{event.Rule{Order: event.Any, Ties: event.Strict}, "Ties Strict need an order: set Order Ordered or Consecutive, or Ties Allowed", []set{order(event.Ordered), order(event.Consecutive), ties}},
		{event.Rule{Ties: event.Strict, Grace: 1}, "Grace lets steps swap, Ties Strict do not: set Grace 0, or Ties Allowed", []set{grace, ties}},
		{event.Rule{Stop: event.AtRepeat, Optional: second}, "a Stop knows no Optional steps: set Stop Never, or Optional 0", []set{stop, optional}},
		{event.Rule{Stop: event.AtRepeat, Count: event.Entries, Entry: event.First}, "a Stop ends all entries: set Stop Never, or another Count than Entries", []set{stop, customers, sessions}},
		{event.Rule{Count: event.Entries}, "Count Entries needs Entry First, one entry after the other: set that, or another Count", []set{entry, customers, sessions}},
		{event.Rule{Grace: 1, Stop: event.AtForeign}, "Grace lets steps swap, a Stop does not: set Grace 0, or Stop Never", []set{grace, stop}},
		{event.Rule{Grace: 1, Optional: second}, "Grace knows no Optional steps: set Grace 0, or Optional 0", []set{grace, optional}},
		{event.Rule{Grace: 1, Count: event.Sessions, Gap: 1}, "Grace needs Count Customers: set that, or Grace 0", []set{customers, grace}},
		{event.Rule{Grace: 1, Count: event.Entries, Entry: event.First}, "Grace needs Count Customers: set that, or Grace 0", []set{customers, grace}},
		{event.Rule{Count: event.Sessions}, "Count Sessions needs a Gap: set one above 0, or another Count", []set{sessions, customers}},
		{event.Rule{Gap: 1}, "a Gap is that of Count Sessions: set that, or Gap 0", []set{sessions, gap}},
	} {
		_, err := event.New[string](c.rule, "a", "b", "c")
		if want := "event: rule out of range: " + c.text; !errors.Is(err, kpi.ErrRange) || err.Error() != want {
			t.Errorf("%+v:\n%v, want\n%s", c.rule, err, want)
		}
		for i, set := range c.sets {
			rule := c.rule
			set(&rule)
			if _, err := event.New[string](rule, "a", "b", "c"); err != nil {
				t.Errorf("%s: choice %d is refused: %v", c.text, i+1, err)
			}
		}
	}
	_, err := event.NewInOrder[string](event.MixpanelFirstEntry(event.Window{}))
	if want := "event: rule out of range: Grace looks back, and needs events in any order: set Grace 0, or take New"; !errors.Is(err, kpi.ErrRange) || err.Error() != want {
		t.Errorf("grace in order: %v, want %s", err, want)
	}
	_, err = event.NewBreakdown[int, int](event.MixpanelTotals(event.Window{}), event.FirstTouch)
	if want := "event: rule out of range: a breakdown counts customers: set Count Customers"; !errors.Is(err, kpi.ErrRange) || err.Error() != want {
		t.Errorf("a breakdown of entries: %v, want %s", err, want)
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
	for _, order := range []event.Order{event.Ordered, event.Consecutive} {
		f := must(event.New[string](event.Rule{Order: order}, "a", "b", "c"))
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
	add(t, f, "Ada", []int64{0, 1}, []int64{1, 2}, []int64{2})
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
	if i := strings.Index(text, "\x01\x03Ada"); i >= 0 {
		return []byte(text[:i] + "\x00")
	}
	return data
}

func TestChoicesHaveNames(t *testing.T) {
	r := event.Rule{Order: event.Any, Entry: event.First, Reuse: event.Shared, Ties: event.Strict, Exclusion: event.Remove, Stop: event.AtRepeat, Count: event.Sessions}
	got := strings.Join([]string{
		r.Order.String(), r.Entry.String(), r.Reuse.String(), r.Ties.String(), r.Exclusion.String(), r.Stop.String(),
		r.Count.String(), r.Window.String(), event.Within(time.Hour).String(), event.Open.String(), event.Order(9).String(),
	}, ", ")
	want := "any, first, shared, ties strict, remove, at a repeated step, sessions, unlimited, 1h0m0s, open, choice 9"
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// With Remove the best attempt decides: the one that got furthest, of these the
// one that got there first. Window 6 s, steps a, b, c.
func TestRemoveFollowsTheBestAttempt(t *testing.T) {
	a, b, c := event.Step(1), event.Step(2), event.Step(3)
	for name, log := range map[string]struct {
		events []occurrence
		want   string
	}{
		// b at 7 got there first and was excluded at 8; b at 13 got as far, later.
		"as far, later": {
			[]occurrence{{3, a, 0}, {7, b, 0}, {8, 0, b}, {12, a, 0}, {13, b, 0}},
			"event: conversion undefined: nobody entered, 1 removed",
		},
		"further, later": {
			[]occurrence{{3, a, 0}, {7, b, 0}, {8, 0, b}, {12, a, 0}, {13, b, 0}, {14, c, 0}},
			"100.00% of 1 (a 1, b 1, c 1; 0 open, 0 dropped)",
		},
		"not as far, later": {
			[]occurrence{{3, a, 0}, {7, b, 0}, {8, 0, b}, {12, a, 0}},
			"event: conversion undefined: nobody entered, 1 removed",
		},
		// a at 3 is excluded at 4; the attempt from 5 gets further, to b at 6.
		"further, not to the end": {
			[]occurrence{{3, a, 0}, {4, 0, a}, {5, a, 0}, {6, b, 0}},
			"0.00% of 1 (a 1, b 1, c 0; 1 open, 0 dropped)",
		},
		// Only the attempt from 12 meets the exclusion: the window of the first
		// one, which got to b first, ended at 9.
		"another attempt is excluded": {
			[]occurrence{{3, a, 0}, {7, b, 0}, {12, a, 0}, {13, b, 0}, {14, 0, b}},
			"0.00% of 1 (a 1, b 1, c 0; 0 open, 1 dropped)",
		},
		"at the end of the window": {
			[]occurrence{{3, a, 0}, {7, b, 0}, {9, 0, b}},
			"event: conversion undefined: nobody entered, 1 removed",
		},
		"at the time of the step": {
			[]occurrence{{3, a, 0}, {7, b, b}},
			"0.00% of 1 (a 1, b 1, c 0; 1 open, 0 dropped)",
		},
	} {
		n := bruteRule{Rule: event.PostHogOrdered(event.Within(6 * time.Second)), steps: 3, unit: time.Second}
		names := []string{"a", "b", "c"}
		any, inOrder := must(event.New[int](n.Rule, names...)), must(event.NewInOrder[int](n.Rule, names...))
		customers, events := []int{}, []event.Event{}
		for _, e := range log.events {
			customers, events = append(customers, 1), append(events, n.event(e, 0))
			for _, f := range []*event.Funnel[int]{any, inOrder} {
				must(0, f.Add(1, n.event(e, 0)))
				must(0, f.Close(n.event(e, 0).Time))
			}
		}
		for way, r := range map[string]event.Result{"of": must(event.Of(n.Rule, customers, events, names...)), "any order": any.Result(), "in order": inOrder.Result()} {
			if r.String() != log.want {
				t.Errorf("%s, %s: %v, want %s", name, way, r, log.want)
			}
		}
	}
}
