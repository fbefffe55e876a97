package kpi_test

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/oracle"
)

// instant parses a local time in a zone.
func instant(t *testing.T, local, zone string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", local, location(zone))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// The calendar's own rules: Gregorian leap years, ISO 8601 weeks.
func TestPeriodOfADate(t *testing.T) {
	for _, tc := range []struct {
		name, date string
		grain      kpi.Grain
		want, next string
	}{
		{"end of a month of 31 days", "2026-01-31", kpi.Month, "2026-01", "2026-02"},
		{"end of a month of 28 days", "2026-02-28", kpi.Day, "2026-02-28", "2026-03-01"},
		{"leap day", "2024-02-28", kpi.Day, "2024-02-28", "2024-02-29"},
		{"leap day of a century of 400", "2000-02-28", kpi.Day, "2000-02-28", "2000-02-29"},
		{"no leap day of another century", "1900-02-28", kpi.Day, "1900-02-28", "1900-03-01"},
		{"week 53 of 2020", "2021-01-03", kpi.Week, "2020-W53", "2021-W01"},
		{"week 53 of 2026", "2026-12-31", kpi.Week, "2026-W53", "2027-W01"},
		{"week 1 begins in the old year", "2024-12-30", kpi.Week, "2025-W01", "2025-W02"},
		{"a Sunday ends its week", "1970-01-04", kpi.Week, "1970-W01", "1970-W02"},
		{"quarter", "2026-06-30", kpi.Quarter, "2026-Q2", "2026-Q3"},
		{"last quarter before 1970", "1969-12-31", kpi.Quarter, "1969-Q4", "1970-Q1"},
		{"year", "2026-12-31", kpi.Year, "2026", "2027"},
		{"before 1970", "1969-12-31", kpi.Month, "1969-12", "1970-01"},
		{"the year 0", "0000-02-29", kpi.Month, "0000-02", "0000-03"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := kpi.PeriodOf(instant(t, tc.date+" 12:00:00", "UTC"), tc.grain, nil)
			if p.String() != tc.want || p.Next().String() != tc.next || p.Next().Prev() != p {
				t.Errorf("period %v, next %v; want %s, %s", p, p.Next(), tc.want, tc.next)
			}
		})
	}
}

func TestDaysOfOtherLengths(t *testing.T) {
	for _, tc := range []struct {
		name, date, zone string
		start            string // local, with offset
		length           time.Duration
	}{
		{"23 hours in Paris", "2026-03-29", "Europe/Paris", "2026-03-29T00:00:00+01:00", 23 * time.Hour},
		{"25 hours in Paris", "2026-10-25", "Europe/Paris", "2026-10-25T00:00:00+02:00", 25 * time.Hour},
		{"missing midnight in Sao Paulo", "2018-11-04", "America/Sao_Paulo", "2018-11-04T01:00:00-02:00", 23 * time.Hour},
		{"hour before midnight twice in Sao Paulo", "2018-02-17", "America/Sao_Paulo", "2018-02-17T00:00:00-02:00", 25 * time.Hour},
		{"midnight twice in Havana", "2018-11-04", "America/Havana", "2018-11-04T00:00:00-04:00", 25 * time.Hour},
		{"day that Apia skipped", "2011-12-30", "Pacific/Apia", "2011-12-31T00:00:00+14:00", 0},
		// Where time.Time.ZoneBounds has an end that is not after its start.
		{"end of a leap year ahead in Havana", "2045-01-01", "America/Havana", "2045-01-01T00:00:00-05:00", 24 * time.Hour},
		{"half an hour in Lord Howe", "2026-10-04", "Australia/Lord_Howe", "2026-10-04T00:00:00+10:30", 23*time.Hour + 30*time.Minute},
	} {
		t.Run(tc.name, func(t *testing.T) {
			noon := instant(t, tc.date+" 12:00:00", "UTC")
			p := kpi.PeriodAt(kpi.PeriodOf(noon, kpi.Day, nil).Index(), kpi.Day, location(tc.zone))
			if p.String() != tc.date {
				t.Fatalf("period %v", p)
			}
			if got := p.Start().Format(time.RFC3339); got != tc.start {
				t.Errorf("starts %s, want %s", got, tc.start)
			}
			if got := p.End().Sub(p.Start()); got != tc.length {
				t.Errorf("lasts %v, want %v", got, tc.length)
			}
		})
	}
}

// The buckets were found by scanning with another language's zone code.
func TestPeriodsEqualTheOracle(t *testing.T) {
	var buckets []struct {
		Zone, Period string
		WeekStart    string    `json:"week_start"`
		LocalDate    string    `json:"local_date"`
		StartUTC     time.Time `json:"start_utc"`
		EndUTC       time.Time `json:"end_utc"`
		Instant      time.Time
	}
	oracle.JSON(t, "funnel_cases/calendar.json", &buckets)
	checked := 0
	for _, b := range buckets {
		grain, err := kpi.ParseGrain(b.Period)
		if err != nil {
			t.Fatal(err)
		}
		if grain == kpi.Week && b.WeekStart != "monday" {
			continue // weeks here are ISO weeks
		}
		p := kpi.PeriodOf(b.Instant, grain, location(b.Zone))
		if !p.Start().Equal(b.StartUTC) || !p.End().Equal(b.EndUTC) {
			t.Errorf("%s %s in %s: %v to %v, want %v to %v", b.Instant, grain, b.Zone, p.Start().UTC(), p.End().UTC(), b.StartUTC, b.EndUTC)
		}
		if date := p.Start().Format(time.DateOnly); date != b.LocalDate {
			t.Errorf("%s %s in %s starts %s, want %s", b.Instant, grain, b.Zone, date, b.LocalDate)
		}
		checked++
	}
	if checked == 0 {
		t.Error("no bucket checked")
	}
}

func TestPeriodsTileTheTimeLine(t *testing.T) {
	// Zones whose clocks never go back over midnight: there the civil date
	// does not fall while time goes on.
	zones := []string{"UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "America/Havana"}
	rapid.Check(t, func(t *rapid.T) {
		loc := location(rapid.SampledFrom(zones).Draw(t, "zone"))
		grain := kpi.Grain(rapid.IntRange(0, 4).Draw(t, "grain"))
		// 1980 to 2060
		at := time.Unix(rapid.Int64Range(315532800, 2840140800).Draw(t, "at"), rapid.Int64Range(0, 999999999).Draw(t, "ns"))
		p := kpi.PeriodOf(at, grain, loc)
		if start, end := p.Start(), p.End(); start.After(at) || !end.After(at) || !p.Contains(at) {
			t.Fatalf("%v in %v lasts %v to %v", at.In(loc), p, start, end)
		}
		if !p.End().Equal(p.Next().Start()) || kpi.PeriodOf(p.Start(), grain, loc) != p {
			t.Fatalf("%v ends %v, %v starts %v", p, p.End(), p.Next(), p.Next().Start())
		}
		if kpi.PeriodAt(p.Index(), grain, loc) != p || p.Add(7).Add(-7) != p {
			t.Fatalf("%v does not come back from its index", p)
		}
		later := at.Add(time.Duration(rapid.Int64Range(0, 1e17).Draw(t, "later")))
		if q := kpi.PeriodOf(later, grain, loc); q.Index() < p.Index() {
			t.Fatalf("%v is before %v, though later", q, p)
		}
	})
}

func TestHostileTimesAndIndexesAreBounded(t *testing.T) {
	for _, at := range []time.Time{time.Unix(math.MaxInt64, 0), time.Unix(math.MinInt64, 0), time.Unix(1<<62, 0), time.Unix(-1<<62, 0), {}} {
		for g := kpi.Day; g <= kpi.Year+1; g++ {
			p := kpi.PeriodOf(at, g, location("Asia/Tokyo"))
			if y := p.Start().Year(); y < -10000 || y > 10000 {
				t.Errorf("%v: period %v", at, p)
			}
		}
	}
	for g := kpi.Day; g <= kpi.Year; g++ {
		first, last := kpi.PeriodAt(math.MinInt64, g, nil), kpi.PeriodAt(math.MaxInt64, g, nil)
		if first.Prev() != first || last.Next() != last || first.Add(math.MaxInt) != last || last.Add(math.MinInt) != first {
			t.Errorf("%v does not stop at %v and %v", g, first, last)
		}
		if !last.End().After(last.Start()) || !first.End().After(first.Start()) {
			t.Errorf("%v or %v has no length", first, last)
		}
	}
}

func TestGrainNames(t *testing.T) {
	for g := kpi.Day; g <= kpi.Year; g++ {
		text, err := g.MarshalText()
		var back kpi.Grain
		if err2 := back.UnmarshalText(text); err != nil || err2 != nil || back != g {
			t.Errorf("%v comes back as %v, %v, %v", g, back, err, err2)
		}
	}
	if _, err := kpi.ParseGrain("fortnight"); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("fortnight: %v, want ErrRange", err)
	}
	if _, err := kpi.Grain(9).MarshalText(); !errors.Is(err, kpi.ErrRange) || kpi.Grain(9).String() != "Grain(9)" {
		t.Errorf("Grain(9): %v, want ErrRange", err)
	}
}

// Periods as keys of a map, whoever loaded their location.
func ExamplePeriod_Key() {
	at := time.Date(2026, 3, 31, 22, 30, 0, 0, time.UTC)
	sums := map[kpi.PeriodKey]int{}
	for range 2 {
		paris, err := time.LoadLocation("Europe/Paris") // another pointer each time
		if err != nil {
			fmt.Println(err)
			return
		}
		sums[kpi.PeriodOf(at, kpi.Month, paris).Key()] += 5
	}
	fmt.Println(sums)
	// Output: map[{month 675 Europe/Paris}:10]
}

func ExamplePeriodOf() {
	at := time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(kpi.PeriodOf(at, kpi.Month, nil), kpi.PeriodOf(at, kpi.Month, paris), kpi.PeriodOf(at, kpi.Week, nil))
	// Output: 2026-12 2027-01 2026-W53
}

func BenchmarkPeriodOf(b *testing.B) {
	at := time.Unix(1.7e9, 0)
	paris := location("Europe/Paris")
	b.Run("date", func(b *testing.B) { // the baseline
		for b.Loop() {
			at.In(paris).Date()
		}
	})
	for g := kpi.Day; g <= kpi.Year; g++ {
		b.Run(g.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				kpi.PeriodOf(at, g, paris)
			}
		})
	}
}

func TestTheTextOfAPeriodGivesItBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		grain := kpi.Grain(rapid.IntRange(0, int(kpi.Year)).Draw(t, "grain"))
		at := time.Unix(rapid.Int64Range(-380e9, 255e9).Draw(t, "at"), 0) // the years -10071 to 10050
		p := kpi.PeriodOf(at, grain, nil)
		text, err := p.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back kpi.Period
		if err := back.UnmarshalText(text); err != nil || back != p {
			t.Fatalf("%s came back as %v, %v", text, back, err)
		}
	})
	// The first and the last of all, and those next to the years 0 and 1.
	for grain := kpi.Day; grain <= kpi.Year; grain++ {
		year0, year1 := kpi.PeriodOf(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), grain, nil), kpi.PeriodOf(time.Time{}, grain, nil)
		for _, p := range []kpi.Period{
			kpi.PeriodAt(math.MinInt64, grain, nil), kpi.PeriodAt(math.MaxInt64, grain, nil), year0.Prev(), year0, year0.Next(), year1.Prev(), year1,
		} {
			var back kpi.Period
			if err := back.UnmarshalText([]byte(p.String())); err != nil || back != p {
				t.Errorf("%v %v came back as %v, %v", grain, p, back, err)
			}
		}
	}
	ides := time.Date(-44, 3, 15, 0, 0, 0, 0, time.UTC)
	for grain, want := range []string{"-0044-03-15", "-0044-W11", "-0044-03", "-0044-Q1", "-0044"} {
		if got := kpi.PeriodOf(ides, kpi.Grain(grain), nil).String(); got != want {
			t.Errorf("%v of %v is %s, want %s", kpi.Grain(grain), ides, got, want)
		}
	}
	for _, text := range []string{"", "x", "-044-03", "-0000", "+2026", "2026--3", "10000-01", "-10000", "99999999999999999999", "2026-00", "2026-03-00", "2026-W00", "2026-Q0", "2026-13", "2026-Q5", "2026-W54", "2026-02-30", "26", "2026-W1", "2026-1", "2026-03x", " 2026"} {
		var p kpi.Period
		if err := p.UnmarshalText([]byte(text)); !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("%q: %v, %v, want ErrCorrupt", text, p, err)
		}
	}
}

// A period of another location than UTC names it.
func TestTheTextOfAPeriodNamesItsLocation(t *testing.T) {
	at := time.Date(2026, 3, 29, 12, 0, 0, 0, time.UTC)
	for want, p := range map[string]kpi.Period{
		"2026-03-29":                   kpi.PeriodOf(at, kpi.Day, nil),
		"2026-03":                      kpi.PeriodOf(at, kpi.Month, time.FixedZone("UTC", 0)),
		"2026-03-29[Europe/Paris]":     kpi.PeriodOf(at, kpi.Day, location("Europe/Paris")),
		"2026-W13[America/New_York]":   kpi.PeriodOf(at, kpi.Week, location("America/New_York")),
		"2026[America/Havana]":         kpi.PeriodOf(at, kpi.Year, location("America/Havana")),
		"2026-Q1[Australia/Lord_Howe]": kpi.PeriodOf(at, kpi.Quarter, location("Australia/Lord_Howe")),
	} {
		text, err := p.MarshalText()
		if string(text) != want || err != nil {
			t.Errorf("%s, %v, want %s", text, err, want)
		}
		var back kpi.Period
		if err := back.UnmarshalText(text); err != nil || !back.Equal(p) || back.Key() != p.Key() {
			t.Errorf("%s came back as %v of %v, %v", text, back, back.Location(), err)
		}
		if strings.Contains(p.String(), "[") {
			t.Errorf("String %s", p)
		}
	}
	for _, loc := range []*time.Location{time.Local, time.FixedZone("Atlantis", 3600), time.FixedZone("Europe/Paris", 7*3600), time.FixedZone("UTC", 3600)} {
		if text, err := kpi.PeriodOf(at, kpi.Day, loc).MarshalText(); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%v: %s, %v, want ErrRange", loc, text, err)
		}
	}
	for _, text := range []string{"2026-03[", "2026-03[]", "2026-03[UTC]", "2026-03[Local]", "2026-03[Atlantis]", "2026-03[Europe/Paris", "[Europe/Paris]", "2026-03[Europe/Paris]]", "2026-03[../etc]"} {
		var p kpi.Period
		if err := p.UnmarshalText([]byte(text)); !errors.Is(err, kpi.ErrCorrupt) || p != (kpi.Period{}) {
			t.Errorf("%q: %v, %v, want ErrCorrupt", text, p, err)
		}
	}
}

// The last day that there is, often taken for "no end".
func TestTheEndsHoldThemselves(t *testing.T) {
	for _, loc := range []*time.Location{time.UTC, location("Asia/Tokyo"), location("America/Sao_Paulo")} {
		last := kpi.PeriodOf(time.Date(9999, 12, 31, 12, 0, 0, 0, loc), kpi.Day, loc)
		if last.String() != "9999-12-31" || !last.Contains(last.Start()) || last.Next() != last {
			t.Errorf("%v: the last day is %v", loc, last)
		}
		if p := kpi.PeriodOf(time.Date(12_000, 1, 1, 0, 0, 0, 0, loc), kpi.Day, loc); p != last {
			t.Errorf("%v: the year 12000 counts to %v", loc, p)
		}
	}
}

// Each look-up of a location makes another one, and so does each decode: periods
// are equal by grain, index and the name of the location.
func TestPeriodsAreEqualHoweverTheirLocationWasLoaded(t *testing.T) {
	at := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	again := func(name string) *time.Location {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return loc
	}
	p, q := kpi.PeriodOf(at, kpi.Month, again("Europe/Paris")), kpi.PeriodOf(at, kpi.Month, again("Europe/Paris"))
	if p == q {
		t.Error("the two have one location: this tests nothing")
	}
	if !p.Equal(q) || p.Key() != q.Key() || p.Compare(q) != 0 || p.Key() != (kpi.PeriodKey{Grain: kpi.Month, Index: 672, Zone: "Europe/Paris"}) {
		t.Errorf("%v and %v: %+v", p, q, p.Key())
	}
	utc := kpi.PeriodOf(at, kpi.Month, nil)
	for name, same := range map[string]kpi.Period{
		"time.UTC": kpi.PeriodOf(at, kpi.Month, time.UTC), "by name": kpi.PeriodOf(at, kpi.Month, again("UTC")), "FixedZone": kpi.PeriodOf(at, kpi.Month, time.FixedZone("UTC", 0)),
	} {
		if !same.Equal(utc) || same.Key() != utc.Key() || same.Compare(utc) != 0 {
			t.Errorf("UTC as %s is %+v", name, same.Key())
		}
	}
	for name, other := range map[string]kpi.Period{
		"location": utc, "grain": kpi.PeriodAt(p.Index(), kpi.Day, p.Location()), "index": p.Next(), "location and index": utc.Next(),
	} {
		if p.Equal(other) || other.Equal(p) || p.Key() == other.Key() || p.Compare(other) == 0 {
			t.Errorf("another %s is equal: %+v", name, other.Key())
		}
	}
}

// In the order of time; of one start the shorter comes first.
func TestPeriodsAreSorted(t *testing.T) {
	tokyo, apia := location("Asia/Tokyo"), location("Pacific/Apia")
	at := time.Date(2018, 1, 1, 12, 0, 0, 0, time.UTC) // a Monday
	samoa := kpi.PeriodOf(time.Date(2011, 12, 31, 12, 0, 0, 0, apia), kpi.Day, apia)
	sorted := []kpi.Period{
		samoa.Prev(), samoa, // Samoa had no 30 December 2011: it begins and ends with the 31st
		kpi.PeriodOf(at, kpi.Year, tokyo), // from 2017-12-31 15:00 UTC
		kpi.PeriodOf(at, kpi.Day, nil), kpi.PeriodOf(at, kpi.Week, nil), kpi.PeriodOf(at, kpi.Month, nil),
		kpi.PeriodOf(at, kpi.Month, location("Africa/Abidjan")), // UTC by another name, sorted by it
		kpi.PeriodOf(at, kpi.Quarter, nil), kpi.PeriodOf(at, kpi.Year, nil),
		kpi.PeriodOf(at, kpi.Day, nil).Next(),
	}
	sorted[5], sorted[6] = sorted[6], sorted[5]
	for i, p := range sorted {
		for j, q := range sorted {
			if got := p.Compare(q); got != cmp.Compare(i, j) {
				t.Errorf("%v %v compared with %v %v: %d", p.Location(), p, q.Location(), q, got)
			}
		}
	}
}
