package civil_test

import (
	"slices"
	"testing"
	"time"

	"github.com/customerkpi/kpi/internal/civil"
)

// The days are those of the tz database. The naive way reads the clock every six
// hours: no clock shows a date for less.
func TestSkippedDays(t *testing.T) {
	for _, c := range []struct {
		zone string
		want []string
	}{
		{"Pacific/Apia", []string{"2011-12-30"}},
		{"Pacific/Fakaofo", []string{"2011-12-30"}},
		{"Pacific/Kwajalein", []string{"1993-08-21"}},
		{"Pacific/Kiritimati", []string{"1994-12-31"}},
		{"Asia/Manila", []string{"1844-12-31"}},
		{"America/Juneau", nil}, // came twice, in 1867
		{"Europe/Paris", nil},
		{"UTC", nil},
	} {
		loc, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Skip(err)
		}
		index := func(at time.Time) int32 { return int32(naiveIndex(civil.Day, at.In(loc))) }
		from, to := time.Date(1840, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
		var names []string
		got := civil.SkippedIn(loc, civil.Day, index(from), index(to))
		for _, day := range got {
			names = append(names, time.Unix(int64(day)*86400, 0).UTC().Format(time.DateOnly))
		}
		if !slices.Equal(names, c.want) {
			t.Errorf("%s: skipped %v, want %v", c.zone, names, c.want)
		}
		var naive civil.Skipped
		next := index(from)
		for at := from; at.Before(to); at = at.Add(6 * time.Hour) {
			for day := index(at); next <= day; next++ {
				if next < day {
					naive = append(naive, next)
				}
			}
		}
		if !slices.Equal(got, naive) {
			t.Errorf("%s: skipped %v, want %v", c.zone, got, naive)
		}
		for _, day := range naive { // whatever the bounds
			for near := range int32(100) {
				if got := civil.SkippedIn(loc, civil.Day, day-near, day); !slices.Equal(got, civil.Skipped{day}) {
					t.Errorf("%s: %d days before %d and it: skipped %v", c.zone, near, day, got)
				}
				if got := civil.SkippedIn(loc, civil.Day, day, day+near); !slices.Equal(got, civil.Skipped{day}) {
					t.Errorf("%s: %d and %d days after: skipped %v", c.zone, day, near, got)
				}
			}
			if got := civil.SkippedIn(loc, civil.Day, day+1, day+200); got != nil {
				t.Errorf("%s: after %d: skipped %v", c.zone, day, got)
			}
			if got := civil.SkippedIn(loc, civil.Day, day-200, day-1); got != nil {
				t.Errorf("%s: before %d: skipped %v", c.zone, day, got)
			}
			if got := civil.SkippedIn(loc, civil.Week, day/7-9, day/7+9); got != nil {
				t.Errorf("%s: skipped weeks %v", c.zone, got)
			}
		}
	}
}

func TestNumbersOfSkipped(t *testing.T) {
	for _, c := range []struct {
		skipped civil.Skipped
		next    []int32 // of 0, 1, ... 5
		numbers []int32
	}{
		{nil, []int32{1, 2, 3, 4, 5, 6}, []int32{0, 1, 2, 3, 4, 5}},
		{civil.Skipped{2}, []int32{1, 3, 3, 4, 5, 6}, []int32{0, 1, 1, 2, 3, 4}},
		{civil.Skipped{2, 3, 5}, []int32{1, 4, 4, 4, 6, 6}, []int32{0, 1, 1, 1, 2, 2}},
	} {
		for i := range int32(6) {
			if next, number := c.skipped.Next(i), c.skipped.Number(i); next != c.next[i] || number != c.numbers[i] {
				t.Errorf("%v: after %d comes %d, numbered %d, want %d and %d", c.skipped, i, next, number, c.next[i], c.numbers[i])
			}
		}
	}
}
