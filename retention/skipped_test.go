package retention_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
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
		a := laws.Must(retention.NewActivity[string](kpi.Day, loc))
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
		sticky := laws.Must(a.StickyWithin(kpi.Month, month))
		if p := sticky[0]; p.Days != c.inMonth || p.DailySum != c.dailySum || p.Customers != 2 {
			t.Errorf("%s: %+v, want %d days and a sum of %d", c.zone, p, c.inMonth, c.dailySum)
		}
		year := laws.Must(a.StickyWithin(kpi.Year, retention.Span{From: time.Date(c.year, 1, 1, 0, 0, 0, 0, loc), To: time.Date(c.year+1, 1, 2, 0, 0, 0, 0, loc)}))
		if year[0].Days != 364 {
			t.Errorf("%s: a year of %d days", c.zone, year[0].Days)
		}
	}
}

// The months after a day that never was are as long as ever, and one day of
// activity is a period.
func TestMonthsAroundADayThatNeverWas(t *testing.T) {
	apia := location(t, "Pacific/Apia")
	a := laws.Must(retention.NewActivity[string](kpi.Day, apia))
	for i, want := range [][]uint64{{1}, {30, 1}, {30, 31, 1}} {
		if err := a.Add("ada", time.Date(2011, time.Month(12+i), 1, 12, 0, 0, 0, apia)); err != nil {
			t.Fatal(err)
		}
		var days []uint64
		for _, p := range laws.Must(a.Sticky(kpi.Month)) {
			days = append(days, p.Days)
		}
		if !slices.Equal(days, want) {
			t.Errorf("months of %v days, want %v", days, want)
		}
	}
}
