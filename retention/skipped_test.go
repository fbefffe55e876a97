package retention_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/retention"
)

// Samoa had no 30 December 2011, and Kiritimati no 31 December 1994 (tz
// database): the days around follow each other, nobody is lost between them, and
// the month has a day less.
func TestADayThatNeverWas(t *testing.T) {
	for _, c := range []struct {
		zone     string
		month    time.Month
		year     int
		days     []int // of "ada"; those of "ben" end with the second
		periods  []string
		inMonth  uint64
		dailySum uint64
	}{
		{"Pacific/Apia", time.December, 2011, []int{28, 29, 31}, []string{
			"2011-12-28 active 2 = new 2 + retained 0 + reactivated 0, lost 0",
			"2011-12-29 active 2 = new 0 + retained 2 + reactivated 0, lost 0",
			"2011-12-31 active 1 = new 0 + retained 1 + reactivated 0, lost 1",
		}, 30, 5},
		{"Pacific/Kwajalein", time.August, 1993, []int{18, 20, 23}, []string{
			"1993-08-18 active 2 = new 2 + retained 0 + reactivated 0, lost 0",
			"1993-08-19 active 0 = new 0 + retained 0 + reactivated 0, lost 2",
			"1993-08-20 active 2 = new 0 + retained 0 + reactivated 2, lost 0",
			"1993-08-22 active 0 = new 0 + retained 0 + reactivated 0, lost 2",
			"1993-08-23 active 1 = new 0 + retained 0 + reactivated 1, lost 0",
		}, 30, 5},
		{"Pacific/Kiritimati", time.December, 1994, []int{29, 30, 32}, []string{
			"1994-12-29 active 2 = new 2 + retained 0 + reactivated 0, lost 0",
			"1994-12-30 active 2 = new 0 + retained 2 + reactivated 0, lost 0",
			"1995-01-01 active 1 = new 0 + retained 1 + reactivated 0, lost 1",
		}, 30, 4},
	} {
		loc := location(t, c.zone)
		a := must(retention.NewActivity[string](kpi.Day, loc))
		for i, day := range c.days {
			at := time.Date(c.year, c.month, day, 12, 0, 0, 0, loc)
			if err := a.Add("ada", at); err != nil {
				t.Fatal(err)
			}
			if i < 2 {
				if err := a.Add("ben", at); err != nil {
					t.Fatal(err)
				}
			}
		}
		if diff := cmp.Diff(c.periods, slices.Collect(texts(a.Result()))); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.zone, diff)
		}
		month := retention.Span{From: time.Date(c.year, c.month, 1, 0, 0, 0, 0, loc), To: time.Date(c.year, c.month+1, 2, 0, 0, 0, 0, loc)}
		sticky := must(a.StickyWithin(kpi.Month, month))
		if p := sticky[0]; p.Days != c.inMonth || p.DailySum != c.dailySum || p.Customers != 2 {
			t.Errorf("%s: %+v, want %d days and a sum of %d", c.zone, p, c.inMonth, c.dailySum)
		}
		year := must(a.StickyWithin(kpi.Year, retention.Span{From: time.Date(c.year, 1, 1, 0, 0, 0, 0, loc), To: time.Date(c.year+1, 1, 2, 0, 0, 0, 0, loc)}))
		if year[0].Days != 364 {
			t.Errorf("%s: a year of %d days", c.zone, year[0].Days)
		}
	}
}

// The months after a day that never was are as long as ever, and one day of
// activity is a period.
func TestMonthsAroundADayThatNeverWas(t *testing.T) {
	apia := location(t, "Pacific/Apia")
	a := must(retention.NewActivity[string](kpi.Day, apia))
	for i, want := range [][]uint64{{1}, {30, 1}, {30, 31, 1}} {
		if err := a.Add("ada", time.Date(2011, time.Month(12+i), 1, 12, 0, 0, 0, apia)); err != nil {
			t.Fatal(err)
		}
		var days []uint64
		for _, p := range must(a.Sticky(kpi.Month)) {
			days = append(days, p.Days)
		}
		if !slices.Equal(days, want) {
			t.Errorf("months of %v days, want %v", days, want)
		}
	}
}

// The first four days of April, three customers a day: 12 in the 4 days that
// were.
func TestDaysToComeAreNoDays(t *testing.T) {
	var a retention.Activity[int]
	for day := range 4 {
		for c := range 3 {
			if err := a.Add(c, date(2026, 4, 1+day)); err != nil {
				t.Fatal(err)
			}
		}
	}
	april := func(day int) time.Time { return time.Date(2026, 4, day, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		name       string
		span       retention.Span
		days       uint64
		mean       string
		stickiness string
	}{
		{"as far as there is activity", retention.Span{}, 4, "3", "1"},
		{"to the end of the month", retention.Span{To: april(31)}, 30, "2/5", "2/15"},
		{"from the first day of the month before", retention.Span{From: april(-30)}, 4, "3", "1"},
		{"two days more", retention.Span{To: april(7)}, 6, "2", "2/3"},
		{"an instant of a day is in the data: the day counts", retention.Span{To: april(6).Add(1)}, 6, "2", "2/3"},
		{"from the second day", retention.Span{From: april(2)}, 3, "3", "1"},
		{"from within the second day", retention.Span{From: april(2).Add(time.Hour)}, 3, "3", "1"},
		{"the second day", retention.Span{From: april(2), To: april(3)}, 1, "3", "1"},
		{"before all activity", retention.Span{From: april(-30), To: april(1)}, 0, "", ""},
		{"after it", retention.Span{From: april(5)}, 0, "", ""},
	} {
		got := must(a.StickyWithin(kpi.Month, c.span))
		if c.days == 0 {
			if len(got) != 0 {
				t.Errorf("%s: %+v", c.name, got)
			}
			continue
		}
		if len(got) != 1 {
			t.Fatalf("%s: %+v", c.name, got)
		}
		mean, stickiness := must(got[0].DailyMean()), must(got[0].Stickiness())
		if got[0].Days != c.days || fmt.Sprint(mean.Rat().RatString()) != c.mean || stickiness.Rat().RatString() != c.stickiness {
			t.Errorf("%s: %d days, mean %v, stickiness %v, want %d, %s and %s", c.name, got[0].Days, mean, stickiness, c.days, c.mean, c.stickiness)
		}
	}
	if all, some := must(a.Sticky(kpi.Month)), must(a.StickyWithin(kpi.Month, retention.Span{})); !cmp.Equal(all, some, samePeriod) {
		t.Errorf("Sticky %v, of all that there is %v", all, some)
	}
}
