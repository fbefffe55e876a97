package figure_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/figure"
)

// The grains of kpi and of civil have one number each.
func TestPeriodsAreThoseOfKPI(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Skip(err)
	}
	at := time.Date(2026, 3, 29, 23, 30, 0, 0, time.UTC) // 30 March in Paris
	for grain := kpi.Day; grain <= kpi.Year; grain++ {
		c, err := figure.Calendar("test", grain, paris)
		if err != nil {
			t.Fatal(err)
		}
		index, err := figure.Index("test", c, at)
		if want := kpi.PeriodOf(at, grain, paris); err != nil || !figure.Period(c, index).Equal(want) {
			t.Errorf("%v, %v, want %v", figure.Period(c, index), err, want)
		}
		if column, err := figure.Indexes("test", c, []time.Time{at}); err != nil || !slices.Equal(column, []int32{index}) {
			t.Errorf("of a column: %v, %v, want %d", column, err, index)
		}
	}
}

func TestBetweenLeavesOutDaysThatNeverWere(t *testing.T) {
	apia, err := time.LoadLocation("Pacific/Apia")
	if err != nil {
		t.Skip(err)
	}
	day := func(d int) kpi.Period { return kpi.PeriodOf(time.Date(2011, 12, d, 12, 0, 0, 0, apia), kpi.Day, apia) }
	var got []string
	for p := range figure.Between(day(27), day(32)) { // to 1 January
		got = append(got, p.String())
	}
	if want := []string{"2011-12-28", "2011-12-29", "2011-12-31"}; !slices.Equal(got, want) { // no 30 December
		t.Errorf("%v, want %v", got, want)
	}
	for p := range figure.Between(day(27), day(32)) {
		if p.String() != "2011-12-28" {
			t.Errorf("the loop went on to %v", p)
		}
		break
	}
}

func TestErrorsOfCalendars(t *testing.T) {
	kiritimati, err := time.LoadLocation("Pacific/Kiritimati") // 14 hours ahead; by the sun in the year 1
	if err != nil {
		t.Skip(err)
	}
	months, days := civil.In(civil.Month, civil.Zone{}), civil.In(civil.Day, civil.Zone{})
	zone, err := figure.Zone("test", kiritimati)
	if err != nil {
		t.Fatal(err)
	}
	_, grain := figure.Calendar("cohort", 9, nil)
	_, local := figure.Calendar("cohort", kpi.Day, time.Local)
	far := time.UnixMilli(1_767_600_000_000_000)
	_, year := figure.Index("revenue", months, far)
	_, row := figure.Indexes("revenue", months, []time.Time{{}, far})
	_, ahead := figure.Index("revenue", civil.In(civil.Day, zone), time.Date(9999, 12, 31, 23, 0, 0, 0, time.UTC))
	_, behind := figure.Index("revenue", civil.In(civil.Day, zone), time.Date(1, 1, 1, 3, 0, 0, 0, kiritimati).Add(-24*time.Hour))
	_, utc := figure.Index("revenue", civil.In(civil.Day, zone), time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Second))
	for _, c := range []struct {
		err, is error
		want    string
	}{
		{grain, kpi.ErrRange, "cohort: grain 9 outside 0..4"},
		{local, kpi.ErrRange, "cohort: out of range: location Local differs between machines, name it"},
		{year, kpi.ErrRange, "revenue: year 57983 outside 1..9999"},
		{row, kpi.ErrRange, "input 1: revenue: year 57983 outside 1..9999"},
		{ahead, kpi.ErrRange, "revenue: year 10000 outside 1..9999"},
		{behind, kpi.ErrRange, "revenue: year 0 outside 1..9999"},
		{utc, kpi.ErrRange, "revenue: year 0 outside 1..9999"},
		{figure.Differ("revenue", months, days), kpi.ErrIncompatible, "revenue: incompatible calendars: month in UTC and day in UTC"},
		{figure.Differ("revenue", days, civil.In(civil.Day, zone)), kpi.ErrIncompatible, "revenue: incompatible calendars: day in UTC and day in Pacific/Kiritimati"},
	} {
		if c.err == nil || c.err.Error() != c.want || !errors.Is(c.err, c.is) {
			t.Errorf("error %v, want %q", c.err, c.want)
		}
	}
	if err := figure.Differ("revenue", days, civil.Calendar{}); err != nil {
		t.Error(err)
	}
}
