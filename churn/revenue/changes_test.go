package revenue_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn/revenue"
	"github.com/customerkpi/kpi/internal/laws"
)

func on(month time.Month, day int) time.Time {
	return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC)
}

// texts are the periods of a result, without the movements that are nothing.
func texts(r revenue.Result) (lines []string) {
	for p := range r.Periods() {
		line := p.Period.String() + ":"
		for i, m := range []revenue.Movement{p.Start, p.New, p.Expansion, p.Reactivation, p.Contraction, p.Churn} {
			if m.Customers > 0 {
				name := []string{"start", "new", "expansion", "reactivation", "contraction", "churn"}[i]
				line += fmt.Sprintf(" %s %v of %d", name, m.Amount, m.Customers)
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// Of several changes of one instant that of the highest number is the last.
func TestChangesOfOneInstant(t *testing.T) {
	for _, c := range []struct {
		name            string
		changes         []payment
		result, changed []string
	}{
		{
			"without numbers the largest holds",
			[]payment{{"ada", on(1, 5), money("50"), 0}, {"ada", on(2, 4), money("500"), 0}, {"ada", on(2, 4), money("60"), 0}},
			[]string{"2026-01: new 50 of 1", "2026-02: start 50 of 1 expansion 450 of 1"},
			[]string{"2026-01: new 50 of 1", "2026-02: start 50 of 1 expansion 450 of 1"},
		},
		{
			"a slip is corrected",
			[]payment{{"ada", on(1, 5), money("50"), 0}, {"ada", on(2, 4), money("500"), 0}, {"ada", on(2, 4), money("60"), 1}},
			[]string{"2026-01: new 50 of 1", "2026-02: start 50 of 1 expansion 10 of 1"},
			[]string{"2026-01: new 50 of 1", "2026-02: start 50 of 1 expansion 450 of 1 contraction 440 of 1"},
		},
		{
			"cancelled at once",
			[]payment{{"ben", on(1, 5), money("30"), 0}, {"ada", on(1, 7), money("50"), 1}, {"ada", on(1, 7), money("0"), 2}},
			[]string{"2026-01: new 30 of 1"},
			[]string{"2026-01: new 80 of 2 churn 50 of 1"},
		},
		{
			"a downgrade of the same day as the upgrade",
			[]payment{{"ada", on(1, 5), money("50"), 1}, {"ada", on(2, 4), money("80"), 2}, {"ada", on(2, 4), money("40"), 3}},
			[]string{"2026-01: new 50 of 1", "2026-02: start 50 of 1 contraction 10 of 1"},
			[]string{"2026-01: new 50 of 1", "2026-02: start 50 of 1 expansion 30 of 1 contraction 40 of 1"},
		},
		{
			"of one number the largest, a number below 0 before none",
			[]payment{{"ada", on(1, 5), money("50"), 0}, {"ada", on(1, 5), money("90"), -1}, {"ada", on(1, 5), money("70"), 0}},
			[]string{"2026-01: new 70 of 1"},
			[]string{"2026-01: new 90 of 1 contraction 20 of 1"},
		},
	} {
		order := []int{0, 1, 2}
		for range 6 {
			var a, b revenue.Changes[string]
			for i, at := range order {
				to := []*revenue.Changes[string]{&a, &b}[i%2]
				if err := change(to, c.changes[at]); err != nil {
					t.Fatal(err)
				}
			}
			if err := a.Merge(&b); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.result, texts(a.Result())); diff != "" {
				t.Errorf("%s, in order %v: (-want +got)\n%s", c.name, order, diff)
			}
			if diff := cmp.Diff(c.changed, texts(a.EachChange())); diff != "" {
				t.Errorf("%s, in order %v, each change: (-want +got)\n%s", c.name, order, diff)
			}
			order[0], order[1], order[2] = order[1], order[2], order[0]
			if order[0] == 0 {
				order[1], order[2] = order[2], order[1]
			}
		}
	}
}

// AddMinor is Add, also beside it: without a number the larger amount holds.
func TestMinorChangesHaveNoNumber(t *testing.T) {
	var a revenue.Changes[string]
	if err := errors.Join(
		a.AddMinor("ada", on(1, 5), 500, 2), a.Add("ada", on(1, 5), money("7")),
		a.AddMinor("ben", on(1, 5), 900, 2), a.Add("ben", on(1, 5), money("7")),
	); err != nil {
		t.Fatal(err)
	}
	if got, want := texts(a.Result()), []string{"2026-01: new 16 of 2"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// What is paid goes on: basic has 100 + 10 in March and pro, in which nothing
// moves since January, its 100. Balances are amounts of each month: without one in
// March cleo has left.
func TestThrough(t *testing.T) {
	month := func(m time.Month) kpi.Period { return kpi.PeriodOf(on(m, 1), kpi.Month, nil) }
	var basic, pro, none revenue.Changes[string]
	var billed revenue.Balances[string]
	if err := errors.Join(
		basic.Add("ada", on(1, 5), money("100")), basic.Add("ben", on(3, 6), money("10")), basic.Add("ben", on(6, 6), money("0")),
		pro.Add("cleo", on(1, 5), money("100")), none.Add("dan", on(1, 5), money("0")),
		billed.Add("cleo", on(1, 5), money("100")), billed.Add("cleo", on(2, 5), money("100")),
	); err != nil {
		t.Fatal(err)
	}
	type plan interface {
		Through(kpi.Period) (revenue.Result, error)
	}
	for _, c := range []struct {
		name string
		plan plan
		last time.Month
		want []string
	}{
		{"basic", &basic, 3, []string{"2026-01: new 100 of 1", "2026-02: start 100 of 1", "2026-03: start 100 of 1 new 10 of 1"}},
		{"basic before", &basic, 2, []string{"2026-01: new 100 of 1", "2026-02: start 100 of 1"}},
		{"pro", &pro, 3, []string{"2026-01: new 100 of 1", "2026-02: start 100 of 1", "2026-03: start 100 of 1"}},
		{"pro in its month", &pro, 1, []string{"2026-01: new 100 of 1"}},
		{"pro before", &pro, 0, nil},
		{"none", &none, 3, nil},
		{"nobody", new(revenue.Changes[string]), 3, nil},
		{"bills", &billed, 3, []string{"2026-01: new 100 of 1", "2026-02: start 100 of 1", "2026-03: start 100 of 1 churn 100 of 1"}},
		{"bills later", &billed, 4, []string{"2026-01: new 100 of 1", "2026-02: start 100 of 1", "2026-03: start 100 of 1 churn 100 of 1", "2026-04:"}},
		{"bills until now", &billed, 2, []string{"2026-01: new 100 of 1", "2026-02: start 100 of 1"}},
		{"bills so far", &billed, 1, []string{"2026-01: new 100 of 1"}},
		{"bills before", &billed, 0, nil},
		{"no bill", new(revenue.Balances[string]), 3, nil},
	} {
		r := laws.Must(c.plan.Through(month(c.last)))
		if diff := cmp.Diff(c.want, texts(r)); diff != "" {
			t.Errorf("%s through %d: (-want +got)\n%s", c.name, c.last, diff)
		}
		if p, ok := r.At(month(c.last)); ok != (c.want != nil) || ok && p.String() != slices.Collect(r.Periods())[len(c.want)-1].String() {
			t.Errorf("%s at %d: %v, %v", c.name, c.last, p, ok)
		}
	}
	r := laws.Must(basic.EachChangeThrough(month(4)))
	if got := texts(r); len(got) != 4 || got[3] != "2026-04: start 110 of 2" {
		t.Errorf("each change through April: %q", got)
	}
	paris := laws.Must(revenue.NewChanges[string](kpi.Month, location()))
	for _, err := range []error{
		second(basic.Through(kpi.PeriodOf(on(3, 1), kpi.Week, nil))),
		second(basic.EachChangeThrough(kpi.PeriodOf(on(3, 1), kpi.Month, location()))),
		second(billed.Through(kpi.PeriodOf(on(3, 1), kpi.Day, nil))),
		second(paris.Through(kpi.PeriodOf(on(3, 1), kpi.Month, nil))),
	} {
		if !errors.Is(err, kpi.ErrIncompatible) {
			t.Errorf("%v, want ErrIncompatible", err)
		}
	}
	if got, want := second(billed.Through(kpi.PeriodOf(on(3, 1), kpi.Day, location()))).Error(),
		"revenue: incompatible: through a day in Europe/Paris, of movements by month in UTC"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// An amount of 0 opens no month before the first payment; the last amount is where
// the data reach to.
func TestNothingOpensNoMonth(t *testing.T) {
	type adder interface {
		Add(string, time.Time, decimal.Decimal) error
		Result() revenue.Result
	}
	for name, a := range map[string]adder{"changes": new(revenue.Changes[string]), "balances": new(revenue.Balances[string])} {
		if err := errors.Join(a.Add("ada", on(1, 5), money("0")), a.Add("ben", on(3, 6), money("10"))); err != nil {
			t.Fatal(err)
		}
		if got, want := texts(a.Result()), []string{"2026-03: new 10 of 1"}; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		if err := a.Add("ben", on(4, 6), money("10")); err != nil { // as before
			t.Fatal(err)
		}
		if got, want := texts(a.Result()), []string{"2026-03: new 10 of 1", "2026-04: start 10 of 1"}; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	var free revenue.Changes[string] // until March: who pays then is new, and not back
	if err := errors.Join(free.Add("ada", on(1, 5), money("0")), free.Add("ada", on(3, 6), money("10"))); err != nil {
		t.Fatal(err)
	}
	if got, want := texts(free.Result()), []string{"2026-03: new 10 of 1"}; !slices.Equal(got, want) {
		t.Errorf("free before: %q, want %q", got, want)
	}
	var nothing revenue.Changes[string]
	if err := nothing.Add("ada", on(1, 5), money("0")); err != nil {
		t.Fatal(err)
	}
	if r := nothing.Result(); r.NonEmpty != nil || r.Customers != 1 {
		t.Errorf("nothing paid: %+v", r)
	}
}

// A change at an instant belongs to the period that contains it.
func TestTheFirstInstantIsOfThePeriod(t *testing.T) {
	var a revenue.Changes[string]
	if err := errors.Join(
		a.Add("ben", on(1, 5), money("30")), a.Add("dan", on(2, 1), money("10")), a.Add("dan", on(4, 1), money("0")),
	); err != nil {
		t.Fatal(err)
	}
	want := []string{"2026-01: new 30 of 1", "2026-02: start 30 of 1 new 10 of 1", "2026-03: start 40 of 2", "2026-04: start 40 of 2 churn 10 of 1"}
	if diff := cmp.Diff(want, texts(a.Result())); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Samoa had no 30 December 2011: who pays on the 29th and the 31st has not left
// between, and no period is shown for it.
func TestADayThatNeverWas(t *testing.T) {
	apia, err := time.LoadLocation("Pacific/Apia")
	if err != nil {
		t.Skip(err)
	}
	balances := laws.Must(revenue.NewBalances[string](kpi.Day, apia))
	changes := laws.Must(revenue.NewChanges[string](kpi.Day, apia))
	for _, d := range []int{28, 29, 31, 32} {
		at := time.Date(2011, 12, d, 12, 0, 0, 0, apia)
		if err := balances.Add("ada", at, money("5")); err != nil {
			t.Fatal(err)
		}
		if d == 29 {
			err = errors.Join(balances.Add("ben", at, money("7")), changes.Add("ben", at, money("7")))
		}
		if d == 32 {
			err = errors.Join(balances.Add("ben", at, money("7")), changes.Add("ben", at, money("6")))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"2011-12-28: new 5 of 1",
		"2011-12-29: start 5 of 1 new 7 of 1",
		"2011-12-31: start 12 of 2 churn 7 of 1",
		"2012-01-01: start 5 of 1 reactivation 7 of 1",
	}
	if diff := cmp.Diff(want, texts(balances.Result())); diff != "" {
		t.Errorf("balances: (-want +got)\n%s", diff)
	}
	want = []string{"2011-12-29: new 7 of 1", "2011-12-31: start 7 of 1", "2012-01-01: start 7 of 1 contraction 1 of 1"}
	if diff := cmp.Diff(want, texts(changes.Result())); diff != "" {
		t.Errorf("changes: (-want +got)\n%s", diff)
	}
	last := laws.Must(revenue.NewBalances[string](kpi.Day, apia))
	end := time.Date(2011, 12, 31, 12, 0, 0, 0, apia)
	if err := last.Add("ada", end.AddDate(0, 0, -2), money("5")); err != nil {
		t.Fatal(err)
	}
	want = []string{"2011-12-29: new 5 of 1", "2011-12-31: start 5 of 1 churn 5 of 1"}
	if diff := cmp.Diff(want, texts(laws.Must(last.Through(kpi.PeriodOf(end, kpi.Day, apia))))); diff != "" {
		t.Errorf("who leaves on the day that never was: (-want +got)\n%s", diff)
	}
}

// The periods of years before 1970 have indexes below 0.
func TestBeforeTheEpoch(t *testing.T) {
	var balances revenue.Balances[string]
	var changes revenue.Changes[string]
	at := time.Date(1969, 3, 5, 0, 0, 0, 0, time.UTC)
	if err := errors.Join(balances.Add("ada", at, money("5")), changes.Add("ada", at, money("5"))); err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]revenue.Result{"balances": balances.Result(), "changes": changes.Result()} {
		if got, want := texts(r), []string{"1969-03: new 5 of 1"}; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// Periods of one month and one zone are the same, however often the zone was
// loaded.
func TestPeriodsOfAZoneThatWasLoadedTwice(t *testing.T) {
	a := laws.Must(revenue.NewChanges[string](kpi.Month, location()))
	if err := errors.Join(a.Add("ada", on(1, 5), money("50")), a.Add("ben", on(3, 5), money("5"))); err != nil {
		t.Fatal(err)
	}
	state := laws.Must(a.MarshalBinary())
	var restored revenue.Changes[string]
	if err := restored.UnmarshalBinary(state); err != nil {
		t.Fatal(err)
	}
	for month := time.January; month <= time.March; month++ {
		p := kpi.PeriodOf(on(month, 5), kpi.Month, location())
		if _, ok := restored.Result().At(p); !ok {
			t.Errorf("%v is not there", p)
		}
		if _, err := restored.Through(p); err != nil {
			t.Error(err)
		}
	}
}

// At looks up what Periods walks, and nothing else.
func TestAt(t *testing.T) {
	var a revenue.Changes[string]
	if err := errors.Join(a.Add("ada", on(2, 5), money("50")), a.Add("ben", on(4, 5), money("5"))); err != nil {
		t.Fatal(err)
	}
	r := a.Result()
	for month, want := range []string{
		1: "", 2: "0 + 50 new + 0 expansion + 0 reactivation - 0 contraction - 0 churn",
		3: "50 + 0 new + 0 expansion + 0 reactivation - 0 contraction - 0 churn",
		4: "50 + 5 new + 0 expansion + 0 reactivation - 0 contraction - 0 churn", 5: "",
	} {
		p := kpi.PeriodOf(on(time.Month(month), 9), kpi.Month, nil)
		got, ok := r.At(p)
		if ok != (want != "") || ok && (got.String() != want || !got.Period.Equal(p)) {
			t.Errorf("%v: %v, %v, want %q", p, got, ok, want)
		}
		for _, other := range []kpi.Period{kpi.PeriodAt(p.Index(), kpi.Week, nil), kpi.PeriodAt(p.Index(), kpi.Month, location())} {
			if got, ok := r.At(other); ok {
				t.Errorf("%v of %v: %v", other, other.Location(), got)
			}
		}
	}
	if _, ok := (revenue.Result{}).At(kpi.PeriodOf(on(1, 1), kpi.Month, nil)); ok {
		t.Error("a period of an empty result")
	}
}
