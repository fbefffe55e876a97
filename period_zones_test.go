package kpi_test

import (
	"archive/zip"
	"go/build"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
)

// zoneNames are the names of the time zone database that comes with Go, one per clock.
func zoneNames(t *testing.T) (names []string) {
	t.Helper()
	archive, err := zip.OpenReader(filepath.Join(build.Default.GOROOT, "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Skip("no time zone database to walk through:", err)
	}
	defer archive.Close()
	links := map[uint32]bool{} // names of one clock have one file
	for _, f := range archive.File {
		if !strings.HasSuffix(f.Name, "/") && !links[f.CRC32] {
			links[f.CRC32] = true
			names = append(names, f.Name)
		}
	}
	return names
}

// changes returns the seconds at which the offset of a location changes, found by
// halving between one look a day.
func changes(loc *time.Location, from, to int) (at []int64) {
	const day = 24 * 60 * 60
	last := time.Date(to, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	x := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	for before := offsetAt(loc, x); x < last; x += day {
		after := offsetAt(loc, x+day)
		if before != after {
			at = append(at, x+int64(sort.Search(day, func(i int) bool { return offsetAt(loc, x+int64(i)) != before })))
		}
		before = after
	}
	return at
}

func offsetAt(loc *time.Location, unix int64) int64 {
	_, offset := time.Unix(unix, 0).In(loc).Zone()
	return int64(offset)
}

// Every change of every clock: the start of a period is the first second at which
// the clock shows the period, or a later one where it never does, as a walk over
// the seconds finds it. Changes with a midnight between the clock before and the
// clock after are walked around; the others must keep what follows from it.
func TestPeriodsStartWhenTheClockShowsThem(t *testing.T) {
	names, from, to := zoneNames(t), 1860, 2040
	if testing.Short() {
		names, from = []string{"America/St_Johns", "Pacific/Apia", "America/Sao_Paulo", "Africa/Cairo"}, 1985
	}
	walked := 0
	seen := map[string]bool{} // links have the changes of another name
	for _, name := range names {
		loc := location(name)
		all := changes(loc, from, to)
		for _, at := range all {
			before, after := offsetAt(loc, at-1), offsetAt(loc, at)
			key := strings.Join([]string{time.Unix(at, 0).UTC().String(), time.Duration(before).String(), time.Duration(after).String()}, " ")
			if seen[key] {
				continue
			}
			seen[key] = true
			if dayOf(at+before-1) == dayOf(at+after) && (at+before)%(24*60*60) > 1 {
				start := kpi.PeriodOf(time.Unix(at, 0), kpi.Day, loc).Start()
				p := kpi.PeriodOf(start, kpi.Day, loc)
				if start.Unix() > at || !p.Contains(start) || p.Contains(start.Add(-1)) || !p.Start().Equal(start) {
					t.Errorf("%s: the day of %v starts at %v", name, time.Unix(at, 0).In(loc), start)
				}
				continue
			}
			walked++
			for day, want := range walk(loc, at, before, after) {
				checkStart(t, loc, day, want)
			}
		}
	}
	t.Logf("walked around %d changes", walked)
	if !testing.Short() && walked < 1000 {
		t.Error("the time zone database has fewer changes around midnight than are known")
	}
}

// dayOf returns the day of a civil second, counted since 1970.
func dayOf(civil int64) int64 {
	const day = 24 * 60 * 60
	return (civil - (civil%day+day)%day) / day
}

// walk goes over the seconds around a change. It returns the first second at which
// the clock shows each day, or a later one.
func walk(loc *time.Location, at, before, after int64) map[int64]int64 {
	jump := max(before-after, after-before)
	begin, last := at-jump-10*60, at+jump+10*60
	first := map[int64]int64{}
	latest := dayOf(begin + offsetAt(loc, begin))
	for x := begin; x < last; x++ {
		for day := dayOf(x + offsetAt(loc, x)); latest < day; {
			latest++
			first[latest] = x
		}
	}
	return first
}

// checkStart checks the start of a day, and of the longer periods that begin with
// it; want is what the walk found.
func checkStart(t *testing.T, loc *time.Location, day, want int64) {
	t.Helper()
	date := time.Unix(day*24*60*60, 0).UTC()
	grains := []kpi.Grain{kpi.Day}
	if date.Weekday() == time.Monday {
		grains = append(grains, kpi.Week)
	}
	if date.Day() == 1 {
		grains = append(grains, kpi.Month)
		if (date.Month()-1)%3 == 0 {
			grains = append(grains, kpi.Quarter)
		}
		if date.YearDay() == 1 {
			grains = append(grains, kpi.Year)
		}
	}
	for _, grain := range grains {
		p := kpi.PeriodAt(kpi.PeriodOf(date, grain, nil).Index(), grain, loc)
		start := p.Start()
		if start.Unix() != want || start.Nanosecond() != 0 {
			t.Errorf("%v: %v starts at %v, want %v", loc, p, start, time.Unix(want, 0).In(loc))
		}
		if shown := dayOf(want+offsetAt(loc, want)) == day; p.Contains(start) != (shown || grain != kpi.Day) {
			t.Errorf("%v: %v contains its start %v: %v", loc, p, start, !shown)
		}
		if p.Contains(start.Add(-1)) {
			t.Errorf("%v: %v contains the instant before its start %v", loc, p, start)
		}
		if end := p.Prev().End(); !end.Equal(start) {
			t.Errorf("%v: %v starts at %v, but the one before ends at %v", loc, p, start, end)
		}
	}
}

// Until 2011 the clock of St. John's went back at 00:01, from the first minute of
// a day into the hour before it.
func TestADayStartsWithTheFirstOfTwoMidnights(t *testing.T) {
	loc := location("America/St_Johns")
	for _, tc := range []struct {
		grain kpi.Grain
		at    time.Time // 30 seconds after the first midnight
	}{
		{kpi.Day, time.Date(2010, 11, 7, 2, 30, 30, 0, time.UTC)},
		{kpi.Month, time.Date(2009, 11, 1, 2, 30, 30, 0, time.UTC)},
		{kpi.Day, time.Date(2009, 11, 1, 2, 30, 30, 0, time.UTC)},
	} {
		p := kpi.PeriodOf(tc.at, tc.grain, loc)
		start := tc.at.Add(-30 * time.Second)
		if !p.Start().Equal(start) || !p.Prev().End().Equal(start) || !p.Contains(tc.at) || !p.Contains(start) || p.Contains(start.Add(-1)) {
			t.Errorf("%v %v starts at %v, want %v", tc.grain, p, p.Start().UTC(), start)
		}
		// The minutes after that are once more the day before.
		if back := start.Add(time.Minute); p.Contains(back) || !p.Prev().Contains(back) {
			t.Errorf("%v is in %v", back.In(loc), kpi.PeriodOf(back, tc.grain, loc))
		}
	}
}
