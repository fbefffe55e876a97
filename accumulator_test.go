package kpi_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/wire"
	"github.com/customerkpi/kpi/nps"
)

func TestMain(m *testing.M) { laws.Main(m) }

func TestAddSeqStopsAtTheFirstRefusedInput(t *testing.T) {
	var a nps.Accumulator
	n, err := kpi.AddSeq(&a, slices.Values([]int{9, 10, 11, 3}))
	if n != 2 || err == nil || err.Error() != "input 2: nps: score 11 outside 0..10" || !errors.Is(err, kpi.ErrRange) {
		t.Errorf("AddSeq = %d, %v", n, err)
	}
	if got := a.Result().N(); got != 2 {
		t.Errorf("%d answers counted, want the 2 before the refused one", got)
	}
}

// pairs takes scores of people, and refuses those that package nps refuses.
type pairs struct{ nps.Accumulator }

func (p *pairs) Add(who string, score int) error { return p.Accumulator.Add(score) }

func TestAddSeq2StopsAtTheFirstRefusedPair(t *testing.T) {
	seq := func(yield func(string, int) bool) {
		_ = yield("ada", 9) && yield("ben", 10) && yield("cleo", 11) && yield("dan", 3)
	}
	var a pairs
	n, err := kpi.AddSeq2(&a, seq)
	if n != 2 || err == nil || err.Error() != "input 2: nps: score 11 outside 0..10" || !errors.Is(err, kpi.ErrRange) {
		t.Errorf("AddSeq2 = %d, %v", n, err)
	}
	if got := a.Result().N(); got != 2 {
		t.Errorf("%d answers counted, want the 2 before the refused one", got)
	}
}

// AddRows stops at what the accumulator refuses, and at what could not be read,
// whose input it does not add; it asks for nothing beyond.
func TestAddRowsStopsAtTheFirstError(t *testing.T) {
	lost := errors.New("connection lost")
	for _, tc := range []struct {
		third int
		err   error
		want  string
		is    error
	}{
		{third: 11, want: "input 2: nps: score 11 outside 0..10", is: kpi.ErrRange},
		{third: 10, err: lost, want: "input 2: connection lost", is: lost},
	} {
		var a nps.Accumulator
		n, err := kpi.AddRows(&a, func(yield func(int, error) bool) {
			if !yield(9, nil) || !yield(10, nil) {
				t.Error("stopped too early")
			}
			if yield(tc.third, tc.err) {
				t.Error("not stopped")
			}
		})
		if n != 2 || err == nil || err.Error() != tc.want || !errors.Is(err, tc.is) || a.Result().Answers() != 2 {
			t.Errorf("AddRows = %d, %v, and %d answers", n, err, a.Result().Answers())
		}
	}
	var a nps.Accumulator
	if n, err := kpi.AddRows(&a, func(yield func(int, error) bool) { _ = yield(9, nil) && yield(3, nil) }); n != 2 || err != nil {
		t.Errorf("AddRows = %d, %v", n, err)
	}
}

// answer is a score somewhere at some time.
type answer struct {
	where string
	at    time.Time
	score int
}

// scored adds a score.
func scored(score int) func(*nps.Accumulator) error {
	return func(a *nps.Accumulator) error { return a.Add(score) }
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
			func() *groups { return must(kpi.NewBoundedGroups[string](oneToTen(), 40_000)) },
			func() *groups { return must(kpi.NewNamedGroups(&nps.Accumulator{}, "other", "web", "app")) },
			func() *groups { return must(kpi.NewNamedGroups(&nps.Accumulator{}, "app", "web")) },
		},
		Inputs: answers(),
		Many:   func(i int) answer { return answer{where: strconv.Itoa(laws.ManyKeys(i)), score: i%10 + 1} },
		Add: func(g *groups, a answer) error {
			return g.Update(a.where, func(n *nps.Accumulator) error { return n.Add(a.score) })
		},
		Remove: func(g *groups, a answer) error {
			one := g.Clone()
			if err := one.Unmerge(g); err != nil { // which leaves the configuration
				return err
			}
			if err := one.Update(a.where, func(n *nps.Accumulator) error { return n.Add(a.score) }); err != nil {
				return err
			}
			return g.Unmerge(one)
		},
		Result: func(g *groups) any {
			all := map[string]nps.Result{}
			for key, a := range g.All() {
				all[key] = a.Result()
			}
			return all
		},
		Sample: []answer{{where: "web", score: 10}, {where: "app", score: 3}},
	})
}

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
			func() *series { return must(kpi.NewRecentSeries(kpi.Year, nil, &nps.Accumulator{}, 100)) },
			func() *series { return must(kpi.NewRecentSeries(kpi.Day, location("Europe/Paris"), oneToTen(), 3)) },
		},
		Inputs: answers(),
		Many:   func(i int) answer { return answer{at: time.Unix(int64(laws.ManyKeys(i))*24*60*60, 0), score: i%10 + 1} },
		Add: func(s *series, a answer) error {
			err := s.Update(a.at, func(n *nps.Accumulator) error { return n.Add(a.score) })
			if from, ok := s.Open(); ok && a.at.Before(from) && errors.Is(err, kpi.ErrRange) {
				return nil // too late: told, and no part of what the parts merge to
			}
			return err
		},
		Result: func(s *series) any {
			all := map[string]nps.Result{}
			for p, a := range s.All() {
				all[p.String()] = a.Result()
			}
			return all
		},
		Sample: []answer{{at: time.Unix(0, 0), score: 10}, {at: time.Unix(-1, 0), score: 3}},
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
		if err := s.Update(month(m), func(a *nps.Accumulator) error { return a.AddN(9, uint64(m)) }); err != nil {
			t.Fatal(err)
		}
	}
	total := func(a *nps.Accumulator, err error) uint64 {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return a.Result().N()
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
		if err := g.Update(in.where, func(a *nps.Accumulator) error { return a.Add(in.score) }); err != nil {
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
		if err := monthly.Update(day(month), func(a *nps.Accumulator) error { return a.AddSlice(scores) }); err != nil {
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
	if err := errors.Join(standard.Update("a", scored(0)), other.Update("b", scored(10))); err != nil {
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
	if err := zero.Update(time.Unix(0, 0), scored(0)); !errors.Is(err, kpi.ErrRange) {
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
		if err := groups.Update(k, func(*kpi.Series[*nps.Accumulator]) error { return nil }); err != nil {
			t.Fatal(err)
		}
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

// A refused input leaves no key behind, at no depth; what was there stays as it was.
func TestARefusedInputMakesNoKey(t *testing.T) {
	type series = kpi.Series[*nps.Accumulator]
	var g kpi.Groups[string, *series]
	at := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	add := func(where string, at time.Time, score int) error {
		return g.Update(where, func(s *series) error { return s.Update(at, scored(score)) })
	}
	if err := add("web", at, 11); !errors.Is(err, kpi.ErrRange) || err.Error() != "nps: score 11 outside 0..10" || g.Len() != 0 {
		t.Errorf("%v, and %d keys", err, g.Len())
	}
	if err := add("web", at, 9); err != nil {
		t.Fatal(err)
	}
	before := must(g.MarshalBinary())
	for _, err := range []error{add("web", at, 11), add("web", at.AddDate(0, 0, 1), -1), add("app", at, 11)} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%v, want ErrRange", err)
		}
	}
	if after := must(g.MarshalBinary()); !bytes.Equal(before, after) {
		t.Errorf("state %x, before %x", after, before)
	}
	web, ok := g.Get("web")
	if !ok || g.Len() != 1 || web.Len() != 1 || g.Empty() || web.Empty() {
		t.Errorf("%d keys, %d periods", g.Len(), web.Len())
	}
}

// Milliseconds taken for seconds, and what else cannot be the time of an event. The years
// are those of the clock in the location.
func TestSeriesTakeTheYearsOneToTenThousand(t *testing.T) {
	tokyo := location("Asia/Tokyo") // 9:18:59 before UTC in the year 1
	for _, tc := range []struct {
		name string
		at   time.Time
		loc  *time.Location
		want string
	}{
		{"milliseconds", time.Unix(1_767_600_000_000, 0), nil, "kpi: series: year 57983 outside 1..9999"},
		{"the zero time", time.Time{}, nil, ""},
		{"before the zero time", time.Time{}.Add(-1), nil, "kpi: series: year 0 outside 1..9999"},
		{"the end", time.Date(10000, 1, 1, 0, 0, 0, -1, time.UTC), nil, ""},
		{"after the end", time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), nil, "kpi: series: year 10000 outside 1..9999"},
		{"after the end in Tokyo", time.Date(9999, 12, 31, 20, 0, 0, 0, time.UTC), tokyo, "kpi: series: year 10000 outside 1..9999"},
		{"not yet the year 0 in Tokyo", time.Date(0, 12, 31, 20, 0, 0, 0, time.UTC), tokyo, ""},
		{"first of all", time.Unix(math.MinInt64, 0), nil, "outside 1..9999"},
		{"last of all", time.Unix(math.MaxInt64, 0), nil, "outside 1..9999"},
	} {
		for grain := kpi.Day; grain <= kpi.Year; grain++ {
			s := must(kpi.NewSeries(grain, tc.loc, &nps.Accumulator{}))
			err := s.Update(tc.at, scored(9))
			_, rolling := s.Rolling(tc.at, 1)
			_, ok := s.Get(tc.at)
			if tc.want == "" {
				if err != nil || rolling != nil || !ok || s.Len() != 1 {
					t.Errorf("%s by %v: %v, %v", tc.name, grain, err, rolling)
				}
				var back kpi.Series[*nps.Accumulator]
				if err := back.UnmarshalBinary(must(s.MarshalBinary())); err != nil {
					t.Errorf("%s by %v does not come back: %v", tc.name, grain, err)
				}
				continue
			}
			if e := new(kpi.RangeError); !errors.As(err, &e) || !strings.HasSuffix(err.Error(), tc.want) || rolling == nil || ok || s.Len() != 0 {
				t.Errorf("%s by %v: %v, %v, %d periods", tc.name, grain, err, rolling, s.Len())
			}
		}
	}
	// No state has a period beyond: day 2932896 is 9999-12-31, -719162 is 0001-01-01.
	empty := must(new(nps.Accumulator).MarshalBinary())
	for index, want := range map[int64]error{2932896: nil, 2932897: kpi.ErrCorrupt, -719162: nil, -719163: kpi.ErrCorrupt} {
		groups := wire.AppendBytes([]byte("grp\x01"), empty)
		groups = wire.AppendUint(wire.AppendUint(groups, 0), 0) // no bound of keys, no names
		groups = wire.AppendBytes(wire.AppendInt(wire.AppendUint(groups, 1), index), empty)
		state := wire.AppendBytes([]byte("ser\x01\x00"), "UTC")
		state = wire.AppendUint(wire.AppendUint(state, 0), 0) // all periods, none dropped
		state = wire.AppendBytes(state, groups)
		if err := new(kpi.Series[*nps.Accumulator]).UnmarshalBinary(state); !errors.Is(err, want) {
			t.Errorf("day %d: %v, want %v", index, err, want)
		}
	}
}

// A receiver with a configuration of its own takes no other; one with the default
// takes over what was encoded. What is refused changes nothing.
func TestAConfigurationIsNotReplacedByADecode(t *testing.T) {
	type series = kpi.Series[*nps.Accumulator]
	type groups = kpi.Groups[string, *series]
	type accumulator interface {
		encoding.BinaryMarshaler
		encoding.BinaryUnmarshaler
		json.Marshaler
		json.Unmarshaler
	}
	at := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	one := func(grain kpi.Grain, loc *time.Location, empty *nps.Accumulator) *series {
		s := must(kpi.NewSeries(grain, loc, empty))
		if err := s.Update(at, scored(9)); err != nil {
			t.Fatal(err)
		}
		return s
	}
	nested := func(grain kpi.Grain, loc *time.Location, empty *nps.Accumulator) *groups {
		g := must(kpi.NewGroups[string](must(kpi.NewSeries(grain, loc, empty))))
		if err := g.Update("web", func(s *series) error { return s.Update(at, scored(9)) }); err != nil {
			t.Fatal(err)
		}
		return g
	}
	grouped := func(empty *nps.Accumulator) *kpi.Groups[string, *nps.Accumulator] {
		g := must(kpi.NewGroups[string](empty))
		if err := g.Update("web", scored(9)); err != nil {
			t.Fatal(err)
		}
		return g
	}
	paris, again := location("Europe/Paris"), location("Europe/Paris")
	standard := &nps.Accumulator{}
	for _, tc := range []struct {
		name       string
		into, from accumulator
		refused    bool
	}{
		{"another grain", one(kpi.Week, nil, standard), one(kpi.Month, nil, standard), true},
		{"another location", one(kpi.Month, paris, standard), one(kpi.Month, nil, standard), true},
		{"another scale in the default calendar", one(kpi.Day, nil, oneToTen()), one(kpi.Day, nil, standard), true},
		{"the default scale in another calendar", one(kpi.Month, nil, standard), one(kpi.Month, nil, oneToTen()), true},
		{"the zero value", one(kpi.Month, nil, standard), new(series), true},
		{"the same, loaded twice", one(kpi.Month, paris, oneToTen()), one(kpi.Month, again, oneToTen()), false},
		{"into the default", one(kpi.Day, nil, standard), one(kpi.Month, paris, oneToTen()), false},
		{"into zero", new(series), one(kpi.Month, paris, oneToTen()), false},
		{"groups of another scale", grouped(oneToTen()), grouped(standard), true},
		{"groups of the same scale", grouped(oneToTen()), grouped(oneToTen()), false},
		{"groups into the default", grouped(standard), grouped(oneToTen()), false},
		{"nested, another grain", nested(kpi.Week, nil, standard), nested(kpi.Month, nil, standard), true},
		{"nested, another scale", nested(kpi.Month, paris, oneToTen()), nested(kpi.Month, paris, standard), true},
		{"nested, the same", nested(kpi.Month, paris, oneToTen()), nested(kpi.Month, again, oneToTen()), false},
		{"nested, into zero", new(groups), nested(kpi.Month, paris, oneToTen()), false},
	} {
		before, state := must(tc.into.MarshalBinary()), must(tc.from.MarshalBinary())
		err := tc.into.UnmarshalBinary(state)
		asJSON := tc.into.UnmarshalJSON(must(tc.from.MarshalJSON()))
		after := must(tc.into.MarshalBinary())
		if tc.refused {
			if !errors.Is(err, kpi.ErrIncompatible) || !errors.Is(asJSON, kpi.ErrIncompatible) || !bytes.Equal(before, after) {
				t.Errorf("%s: %v, %v, want ErrIncompatible and the state before", tc.name, err, asJSON)
			}
		} else if err != nil || asJSON != nil || !bytes.Equal(state, after) {
			t.Errorf("%s: %v, %v", tc.name, err, asJSON)
		}
	}
}

func TestASeriesTellsItsCalendar(t *testing.T) {
	s := must(kpi.NewSeries(kpi.Week, location("Europe/Paris"), &nps.Accumulator{}))
	var back kpi.Series[*nps.Accumulator]
	if back.Grain() != kpi.Day || back.Location() != time.UTC {
		t.Errorf("the zero value has %v in %v", back.Grain(), back.Location())
	}
	if err := back.UnmarshalBinary(must(s.MarshalBinary())); err != nil {
		t.Fatal(err)
	}
	if back.Grain() != kpi.Week || back.Location().String() != "Europe/Paris" {
		t.Errorf("decoded: %v in %v", back.Grain(), back.Location())
	}
	// Periods before and after the decode are equal, though not ==.
	at := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	if err := errors.Join(s.Update(at, scored(9)), back.Update(at, scored(9))); err != nil {
		t.Fatal(err)
	}
	for p := range s.All() {
		for q := range back.All() {
			if !p.Equal(q) || p.Key() != q.Key() {
				t.Errorf("%+v and %+v", p.Key(), q.Key())
			}
		}
	}
}

// At is for keys and times that a program names itself: it keeps a key at once, and
// gives a time without a period an accumulator that is not of the series.
func TestAtMakesWhatIsMissing(t *testing.T) {
	var g kpi.Groups[string, *nps.Accumulator]
	if err := errors.Join(g.At("web").Add(9), g.At("web").Add(3)); err != nil {
		t.Fatal(err)
	}
	if a, ok := g.Get("web"); !ok || a.Result() != (nps.Result{Promoters: 1, Detractors: 1}) || g.Len() != 1 {
		t.Errorf("groups %v, %v, %d keys", a, ok, g.Len())
	}
	if err := g.At("app").Add(11); !errors.Is(err, kpi.ErrRange) || g.Len() != 2 {
		t.Errorf("a refused input by At: %v, %d keys, want its key kept", err, g.Len())
	}
	var s kpi.Series[*nps.Accumulator]
	day := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	if err := errors.Join(s.At(day).Add(9), s.At(time.Unix(1_767_600_000_000, 0)).Add(9)); err != nil {
		t.Fatal(err)
	}
	if a, ok := s.Get(day); !ok || a.Result() != (nps.Result{Promoters: 1}) || s.Len() != 1 {
		t.Errorf("series %v, %v, %d periods, want that of the day alone", a, ok, s.Len())
	}
}
