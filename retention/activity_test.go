package retention_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention"
)

// months is an activity by month, as text: one letter per customer, one line per month.
func months(t *testing.T, lines ...string) *retention.Activity[string] {
	t.Helper()
	a := laws.Must(retention.NewActivity[string](kpi.Month, nil))
	for i, line := range lines {
		for _, customer := range line {
			if err := a.Add(string(customer), date(2024, time.January+time.Month(i), 28)); err != nil {
				t.Fatal(err)
			}
		}
	}
	return a
}

func TestActivityByMonth(t *testing.T) {
	a := months(t,
		"AB",  // both new
		"BC",  // B retained, A lost, C new
		"",    // B and C lost
		"ACC", // A and C reactivated
		"ABD", // A retained, C lost, B reactivated, D new
	)
	want := []string{
		"2024-01 active 2 = new 2 + retained 0 + reactivated 0, lost 0",
		"2024-02 active 2 = new 1 + retained 1 + reactivated 0, lost 1",
		"2024-03 active 0 = new 0 + retained 0 + reactivated 0, lost 2",
		"2024-04 active 2 = new 0 + retained 0 + reactivated 2, lost 0",
		"2024-05 active 3 = new 1 + retained 1 + reactivated 1, lost 1",
	}
	r := a.Result()
	if diff := cmp.Diff(want, slices.Collect(texts(r))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if r.Customers != 4 || r.Repeat != 3 { // all but D came back
		t.Errorf("%d customers, %d repeat, want 4 and 3", r.Customers, r.Repeat)
	}
	if got := percent(r.NonEmpty[1].Rate()); got != "50.00" { // B of A and B
		t.Errorf("February retained %s%%, want 50.00%%", got)
	}
	dormant, reactivated := []uint64{0, 0, 1, 3, 1}, []string{"", "", "0.00", "66.67", "100.00"} // in April A and C of A, B and C
	for i, p := range slices.Collect(r.Periods()) {
		rate, err := p.ReactivationRate()
		if p.Dormant != dormant[i] || (err != nil) != (dormant[i] == 0) || err == nil && percent(rate, nil) != reactivated[i] {
			t.Errorf("%v: %v, %v of %d dormant, want %s%% of %d", p.Period, rate, err, p.Dormant, reactivated[i], dormant[i])
		}
	}
}

// texts returns one line per period.
func texts(r retention.ActivityResult) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for p := range r.Periods() {
			if !yield(fmt.Sprintf("%s active %d = new %d + retained %d + reactivated %d, lost %d",
				p.Period.String(), p.Active, p.New, p.Retained, p.Reactivated, p.Lost)) {
				return
			}
		}
	}
}

func TestEmptyPeriodsAreLeftOutOfMemoryOnly(t *testing.T) {
	a := months(t, "A", "", "", "B")
	r := a.Result()
	if got := len(r.NonEmpty); got != 3 { // January, February with A lost, April
		t.Errorf("%d periods kept, want 3", got)
	}
	if got := slices.Collect(texts(r)); len(got) != 4 {
		t.Errorf("%d periods, want 4: %q", len(got), got)
	}
	for range r.Periods() { // stopping early is fine
		break
	}
	for p := range r.Periods() {
		if p.Active == 0 && p.Lost == 0 {
			if p.Dormant != 1 { // A, in March
				t.Errorf("%d dormant in %v, want 1", p.Dormant, p.Period)
			}
			break
		}
	}
}

func TestAFarDateCostsNoMemory(t *testing.T) {
	var a retention.Activity[string]
	if err := errors.Join(a.Add("Ada", date(1, 1, 1)), a.Add("Ada", date(9999, 12, 28))); err != nil {
		t.Fatal(err)
	}
	r := a.Result()
	if len(r.NonEmpty) != 3 {
		t.Errorf("%d periods kept, want 3", len(r.NonEmpty))
	}
	n := 0
	for range r.Periods() {
		n++
	}
	// 9999 years of 365 days, 2499 - 99 + 24 leap days, less the last 3 days
	if want := 9999*365 + 2424 - 3; n != want {
		t.Errorf("%d days, want %d", n, want)
	}
	if p := laws.Must(r.RepurchaseRate()); p.Count() != 1 {
		t.Errorf("repurchase %v, want 1 of 1", p)
	}
}

func TestActivityWithoutCustomers(t *testing.T) {
	var a retention.Activity[int]
	if diff := cmp.Diff(retention.ActivityResult{}, a.Result()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for p := range a.Result().Periods() {
		t.Errorf("period %v of nobody", p)
	}
}

func TestActivityRefuses(t *testing.T) {
	var a retention.Activity[string]
	for _, tc := range []struct {
		name string
		err  error
		text string
	}{
		{"year 10000", a.Add("Ada", date(10_000, 1, 1)), "retention: activity: year 10000 outside 1..9999"},
		{"a bad time in a column", a.AddSlice([]string{"Ada", "Ben"}, []time.Time{date(2024, 1, 1), date(0, 1, 1)}), "input 1: retention: activity: year 0 outside 1..9999"},
		{"columns of different length", a.AddSlice([]string{"Ada"}, nil), "retention: activity: number of times 0 outside 1..1"},
		{"an unknown grain", second(retention.NewActivity[string](kpi.Year+1, nil)), "retention: activity: grain 5 outside 0..4"},
		{"the local zone", second(retention.NewActivity[string](kpi.Day, time.Local)), "retention: activity: out of range: location Local differs between machines, name it"},
	} {
		if !errors.Is(tc.err, kpi.ErrRange) || tc.err.Error() != tc.text {
			t.Errorf("%s: %v, want %s", tc.name, tc.err, tc.text)
		}
	}
	if r := a.Result(); r.Customers != 0 {
		t.Errorf("refused times counted %d customers", r.Customers)
	}
	if _, err := retention.NewActivity[string](kpi.Day, time.FixedZone("Nowhere/Atlantis", 0)); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("unknown location: %v, want ErrRange", err)
	}
}

func TestActivityByLocalCalendar(t *testing.T) {
	for _, tc := range []struct {
		name, zone string
		times      []string
		repeat     uint64
	}{
		// 23:30 UTC on the 31st is half past midnight on the 1st in Paris.
		{"another day in UTC only", "Europe/Paris", []string{"2024-01-31T23:30:00Z", "2024-02-01T22:30:00Z"}, 0},
		{"another day in Paris only", "Europe/Paris", []string{"2024-01-31T22:30:00Z", "2024-01-31T23:30:00Z"}, 1},
		// The day of 25 hours, and the one whose midnight does not exist.
		{"both ends of a long day", "Europe/Paris", []string{"2026-10-25T00:10:00+02:00", "2026-10-25T23:50:00+01:00"}, 0},
		{"around a missing midnight", "America/Sao_Paulo", []string{"2018-11-03T23:59:00-03:00", "2018-11-04T01:00:00-02:00"}, 1},
	} {
		a := laws.Must(retention.NewActivity[string](kpi.Day, location(t, tc.zone)))
		for _, s := range tc.times {
			if err := a.Add("Ada", laws.Must(time.Parse(time.RFC3339, s))); err != nil {
				t.Fatal(err)
			}
		}
		if got := a.Result().Repeat; got != tc.repeat {
			t.Errorf("%s: %d repeat customers, want %d", tc.name, got, tc.repeat)
		}
	}
}

// naive counts with a map of maps and no shortcut.
func naive(grain kpi.Grain, visits []visit) retention.ActivityResult {
	active := map[int64]set{}
	ever := set{}
	var repeat uint64
	for _, v := range visits {
		p := kpi.PeriodOf(v.time, grain, nil).Index()
		if active[p] == nil {
			active[p] = set{}
		}
		active[p][v.customer] = true
		ever[v.customer] = true
	}
	for c := range ever {
		n := 0
		for _, s := range active {
			if s[c] {
				n++
			}
		}
		if n >= 2 {
			repeat++
		}
	}
	r := retention.ActivityResult{Customers: ever.len(), Repeat: repeat}
	seen := set{}
	periods := slices.Sorted(maps.Keys(active))
	for i, index := range periods {
		if i > 0 && periods[i-1] < index-1 { // all of the period before a gap are lost in it
			r.NonEmpty = append(r.NonEmpty, retention.ActivityPeriod{
				Period:  kpi.PeriodAt(periods[i-1]+1, grain, nil),
				Lost:    active[periods[i-1]].len(),
				Dormant: seen.len() - active[periods[i-1]].len(),
			})
		}
		now, before := active[index], active[index-1]
		p := retention.ActivityPeriod{
			Period:   kpi.PeriodAt(index, grain, nil),
			Active:   now.len(),
			Retained: now.and(before).len(),
			Lost:     before.len() - now.and(before).len(),
			New:      now.len() - now.and(seen).len(),
			Dormant:  seen.len() - seen.and(before).len(),
		}
		p.Reactivated = p.Active - p.New - p.Retained
		r.NonEmpty = append(r.NonEmpty, p)
		maps.Copy(seen, now)
	}
	return r
}

func TestActivityAgreesWithMaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		visits := rapid.SliceOf(visits()).Draw(t, "visits")
		grain := rapid.SampledFrom([]kpi.Grain{kpi.Day, kpi.Week, kpi.Month, kpi.Quarter, kpi.Year}).Draw(t, "grain")
		single := laws.Must(retention.NewActivity[string](grain, nil))
		column := single.Clone()
		customers, times := make([]string, len(visits)), make([]time.Time, len(visits))
		for i, v := range visits {
			customers[i], times[i] = v.customer, v.time
			if err := single.Add(v.customer, v.time); err != nil {
				t.Fatal(err)
			}
		}
		if err := column.AddSlice(customers, times); err != nil {
			t.Fatal(err)
		}
		want := naive(grain, visits)
		for name, a := range map[string]*retention.Activity[string]{"Add": single, "AddSlice": column} {
			if diff := cmp.Diff(want, a.Result(), samePeriod); diff != "" {
				t.Fatalf("%s: (-want +got)\n%s", name, diff)
			}
		}
	})
}

// samePeriod compares periods by where they begin and end.
var samePeriod = cmp.Comparer(func(p, q kpi.Period) bool {
	return p.Start().Equal(q.Start()) && p.End().Equal(q.End())
})

func TestActivityBalances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := laws.Must(retention.NewActivity[string](kpi.Week, nil))
		for _, v := range rapid.SliceOf(visits()).Draw(t, "visits") {
			if err := a.Add(v.customer, v.time); err != nil {
				t.Fatal(err)
			}
		}
		r := a.Result()
		var total, before uint64
		last := int64(0)
		for i, p := range r.NonEmpty {
			if p.Active != p.New+p.Retained+p.Reactivated {
				t.Fatalf("%+v does not add up", p)
			}
			if i > 0 && p.Period.Index() == last+1 && p.Retained+p.Lost != before {
				t.Fatalf("%+v after %d active", p, before)
			}
			if p.Retained+p.Lost+p.Dormant != total || p.Reactivated > p.Dormant {
				t.Fatalf("%+v of %d customers before", p, total)
			}
			total += p.New
			before, last = p.Active, p.Period.Index()
		}
		if total != r.Customers {
			t.Fatalf("%d new customers in all, want %d", total, r.Customers)
		}
	})
}

func TestActivityText(t *testing.T) {
	r := retention.ActivityResult{Customers: 12, Repeat: 5}
	if want := "12 customers, 5 of them in two periods or more"; r.String() != want {
		t.Errorf("got %q, want %q", r, want)
	}
}
