package kpi_test

import (
	"errors"
	"runtime"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/nps"
)

func TestMain(m *testing.M) { laws.Main(m) }

func TestAddSeqStopsAtTheFirstRefusedInput(t *testing.T) {
	var a nps.Accumulator
	n, err := kpi.AddSeq(&a, slices.Values([]int{9, 10, 11, 3}))
	if n != 2 || err == nil || err.Error() != "input 2: nps: score 11 outside 0..10" || !errors.Is(err, kpi.ErrRange) {
		t.Errorf("AddSeq = %d, %v", n, err)
	}
	if got := a.Result().Answers(); got != 2 {
		t.Errorf("%d answers counted, want the 2 before the refused one", got)
	}
}

// answer is a score somewhere at some time.
type answer struct {
	where string
	at    time.Time
	score int
}

func answers() *rapid.Generator[answer] {
	return rapid.Custom(func(t *rapid.T) answer {
		return answer{
			where: rapid.SampledFrom([]string{"", "web", "store", "app"}).Draw(t, "where"),
			at:    time.Unix(rapid.Int64Range(-1e9, 1e10).Draw(t, "at"), 0),
			score: rapid.IntRange(1, 10).Draw(t, "score"),
		}
	})
}

func oneToTen() *nps.Accumulator {
	a, err := nps.New(nps.OneToTen())
	if err != nil {
		panic(err)
	}
	return a
}

func TestGroupsLaws(t *testing.T) {
	type groups = kpi.Groups[string, *nps.Accumulator]
	laws.Run(t, laws.Spec[*kpi.Groups[string, *nps.Accumulator], answer]{
		Configs: []func() *groups{
			func() *groups { return must(kpi.NewGroups[string](oneToTen())) },
		},
		Inputs: answers(),
		Add:    func(g *groups, a answer) error { return g.At(a.where).Add(a.score) },
		Result: func(g *groups) any {
			all := map[string]nps.Result{}
			for key, a := range g.All() {
				all[key] = a.Result()
			}
			return all
		},
		Sample: []answer{{where: "web", score: 10}, {where: "app", score: 3}},
		// The empty accumulator, 2 keys: "app" and its state, "web" and its state.
		Wire: "67727001" + "13" + emptyNPS + "02" +
			"03617070" + "13" + "6e707301000c1214" + "0000000100000000000000" +
			"03776562" + "13" + "6e707301000c1214" + "0000000000000000000001",
	})
}

const emptyNPS = "6e707301000c1214" + "0000000000000000000000"

func TestSeriesLaws(t *testing.T) {
	type series = kpi.Series[*nps.Accumulator]
	config := func(grain kpi.Grain, zone string, empty *nps.Accumulator) func() *series {
		return func() *series {
			s, err := kpi.NewSeries(grain, location(zone), empty)
			if err != nil {
				panic(err)
			}
			return s
		}
	}
	laws.Run(t, laws.Spec[*kpi.Series[*nps.Accumulator], answer]{
		Configs: []func() *series{
			config(kpi.Month, "UTC", nil),
			config(kpi.Month, "Europe/Paris", nil),
			config(kpi.Week, "UTC", nil),
			config(kpi.Week, "America/Sao_Paulo", oneToTen()),
		},
		Inputs: answers(),
		Add:    func(s *series, a answer) error { return s.At(a.at).Add(a.score) },
		Result: func(s *series) any {
			all := map[string]nps.Result{}
			for p, a := range s.All() {
				all[p.String()] = a.Result()
			}
			return all
		},
		Sample: []answer{{at: time.Unix(0, 0), score: 10}, {at: time.Unix(-1, 0), score: 3}},
		// Grain day, "UTC", the groups with their length: days -1 and 0.
		Wire: "73657201" + "00" + "03555443" + "43" + "67727001" + "13" + emptyNPS + "02" +
			"01" + "13" + "6e707301000c1214" + "0000000100000000000000" +
			"00" + "13" + "6e707301000c1214" + "0000000000000000000001",
	})
}

func location(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

func TestSeriesWindows(t *testing.T) {
	s, err := kpi.NewSeries(kpi.Month, nil, &nps.Accumulator{})
	if err != nil {
		t.Fatal(err)
	}
	month := func(m time.Month) time.Time { return time.Date(2026, m, 15, 12, 0, 0, 0, time.UTC) }
	for m := time.January; m <= time.June; m++ {
		if m == time.March {
			continue // a month without answers
		}
		if err := s.At(month(m)).AddN(9, uint64(m)); err != nil {
			t.Fatal(err)
		}
	}
	total := func(a *nps.Accumulator, err error) uint64 {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return a.Result().Answers()
	}
	// January 1, February 2, April 4, May 5, June 6 answers.
	for _, tc := range []struct {
		name      string
		got, want uint64
	}{
		{"Total", total(s.Total()), 1 + 2 + 4 + 5 + 6},
		{"Rolling over the gap", total(s.Rolling(month(time.April), 3)), 2 + 4},
		{"Rolling beyond the data", total(s.Rolling(month(time.December), 3)), 0},
		{"Rolling of none", total(s.Rolling(month(time.May), 0)), 0},
		{"Range is half-open", total(s.Range(time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC))), 2 + 4},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %d answers, want %d", tc.name, tc.got, tc.want)
		}
	}
	if _, ok := s.Get(month(time.March)); ok {
		t.Error("Get made a period")
	}
	if n := s.Drop(time.Date(2026, 4, 30, 0, 0, 0, 0, time.UTC)); n != 2 || s.Len() != 3 {
		t.Errorf("Drop before the end of April dropped %d, left %d; want 2, 3", n, s.Len())
	}
}

func TestLocationsWithoutNameAreRefused(t *testing.T) {
	for _, loc := range []*time.Location{time.Local, time.FixedZone("HERE", 3600)} {
		if _, err := kpi.NewSeries(kpi.Day, loc, &nps.Accumulator{}); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("location %v: %v, want ErrRange", loc, err)
		}
	}
	if _, err := kpi.NewSeries(kpi.Year+1, nil, &nps.Accumulator{}); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("grain beyond year: %v, want ErrRange", err)
	}
}

func TestTotalCountsAllGroups(t *testing.T) {
	var g kpi.Groups[string, *nps.Accumulator]
	for _, in := range []answer{{where: "web", score: 9}, {where: "app", score: 2}, {where: "web", score: 7}} {
		if err := g.At(in.where).Add(in.score); err != nil {
			t.Fatal(err)
		}
	}
	total, err := g.Total()
	if err != nil {
		t.Fatal(err)
	}
	if want := (nps.Result{Promoters: 1, Passives: 1, Detractors: 1}); total.Result() != want {
		t.Errorf("total %+v, want %+v", total.Result(), want)
	}
	if a, ok := g.Get("mail"); ok || g.Len() != 2 {
		t.Errorf("Get made a group: %v, %d", a, g.Len())
	}
}

func TestChangesCompareWithThePeriodRightBefore(t *testing.T) {
	monthly, err := kpi.NewSeries(kpi.Month, nil, &nps.Accumulator{})
	if err != nil {
		t.Fatal(err)
	}
	day := func(month time.Month) time.Time { return time.Date(2026, month, 10, 0, 0, 0, 0, time.UTC) }
	for month, scores := range map[time.Month][]int{1: {10, 9, 0}, 2: {10, 10, 8}, 5: {9}, 6: {}} { // nothing in March and April
		if err := monthly.At(day(month)).AddSlice(scores); err != nil {
			t.Fatal(err)
		}
	}
	score := func(a *nps.Accumulator) (kpi.Net, error) { return a.Result().Score() }
	var got []string
	for month, change := range kpi.Changes(monthly, score) {
		got = append(got, month.String()+" "+change.String())
	}
	want := []string{
		"2026-01 33.333333",
		"2026-02 33.333333 -> 66.666667: +33.33 [-68.82, +120.7] ~ need about 85 answers each",
		"2026-05 100",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for range kpi.Changes(monthly, score) {
		break // stops
	}
}

// One that holds data would be counted once more in every group.
func TestGroupsStartEmpty(t *testing.T) {
	var answered nps.Accumulator
	if err := answered.Add(9); err != nil {
		t.Fatal(err)
	}
	_, err := kpi.NewGroups[string](&answered)
	_, err2 := kpi.NewSeries(kpi.Day, nil, &answered)
	if !errors.Is(err, kpi.ErrRange) || !errors.Is(err2, kpi.ErrRange) {
		t.Errorf("%v, %v, want ErrRange", err, err2)
	}
}

// Groups and Series have one configuration, whatever keys they have.
func TestConfigurationsDoNotMix(t *testing.T) {
	var standard kpi.Groups[string, *nps.Accumulator]
	other := must(kpi.NewGroups[string](oneToTen()))
	if err := errors.Join(standard.At("a").Add(0), other.At("b").Add(10)); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"groups":                 standard.Clone().Merge(other),
		"groups, the other way":  other.Clone().Merge(&standard),
		"empty groups into full": standard.Clone().Merge(must(kpi.NewGroups[string](oneToTen()))),
	} {
		if !errors.Is(err, kpi.ErrIncompatible) {
			t.Errorf("%s: %v, want ErrIncompatible", name, err)
		}
	}
	var zero kpi.Series[*nps.Accumulator]
	daily := must(kpi.NewSeries(kpi.Day, nil, oneToTen()))
	if err := zero.Merge(daily); err != nil {
		t.Fatal(err)
	}
	if zero.At(time.Unix(0, 0)).Scale() != nps.OneToTen() {
		t.Error("the zero series did not take over the configuration of an empty one")
	}
}

// A decoder shares the location with the states in it: some kilobytes, not as
// many for each.
func TestNestedStatesShareTheirLocation(t *testing.T) {
	byDay, err := kpi.NewSeries(kpi.Day, location("Europe/Paris"), &nps.Accumulator{})
	if err != nil {
		t.Fatal(err)
	}
	groups := must(kpi.NewGroups[int](byDay))
	for k := range 5000 {
		groups.At(k)
	}
	state, err := groups.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	into := must(kpi.NewGroups[int](byDay))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	if err := into.UnmarshalBinary(state); err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if kept := int64(after.HeapAlloc) - int64(before.HeapAlloc); kept > 20*int64(len(state)) {
		t.Errorf("%d bytes are kept of %d", kept, len(state))
	}
	runtime.KeepAlive(into)
}
