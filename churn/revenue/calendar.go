package revenue

import (
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/wire"
	"github.com/customerkpi/kpi/internal/zone"
)

// A calendar says which period holds an instant. The zero value has months in
// UTC.
type calendar struct {
	fromMonth kpi.Grain // the grain's difference (xor) from kpi.Month
	zone      zone.Zone
}

func (c calendar) grain() kpi.Grain { return c.fromMonth ^ kpi.Month }

// The years that are accepted: others are most likely milliseconds taken for
// seconds.
const (
	minYear = 1
	maxYear = 9999
)

func newCalendar(grain kpi.Grain, loc *time.Location) (calendar, error) {
	if grain > kpi.Year {
		return calendar{}, &kpi.RangeError{Op: "revenue", Name: "grain", Value: uint8(grain), Min: uint8(kpi.Day), Max: uint8(kpi.Year)}
	}
	z, err := zone.Of(loc)
	if err != nil {
		return calendar{}, fmt.Errorf("revenue: %w: %v", kpi.ErrRange, err)
	}
	return calendar{grain ^ kpi.Month, z}, nil
}

// index returns the index of the period that holds t.
func (c calendar) index(t time.Time) (int32, error) {
	loc := c.zone.Location()
	if year := t.In(loc).Year(); year < minYear || year > maxYear {
		return 0, &kpi.RangeError{Op: "revenue", Name: "year", Value: year, Min: minYear, Max: maxYear}
	}
	return int32(kpi.PeriodOf(t, c.grain(), loc).Index()), nil
}

func (c calendar) period(index int32) kpi.Period {
	return kpi.PeriodAt(int64(index), c.grain(), c.zone.Location())
}

// bounds returns the indexes of the first and the last period.
func (c calendar) bounds() (first, last int32) {
	loc := c.zone.Location()
	first, _ = c.index(time.Date(minYear, time.January, 1, 0, 0, 0, 0, loc))
	last, _ = c.index(time.Date(maxYear, time.December, 31, 0, 0, 0, 0, loc))
	return first, last
}

func (c calendar) equal(o calendar) bool {
	return c.fromMonth == o.fromMonth && c.zone.String() == o.zone.String()
}

func (c calendar) isZero() bool { return c == calendar{} }

func (c calendar) incompatible(o calendar) error {
	return fmt.Errorf("revenue: %w calendars: %v in %v and %v in %v", kpi.ErrIncompatible, c.grain(), c.zone, o.grain(), o.zone)
}

func (c calendar) append(b []byte) []byte {
	return c.zone.Append(wire.AppendUint(b, uint64(c.grain())))
}

// readCalendar reads what append wrote, into the place of have.
func readCalendar(r *wire.Reader, have calendar) calendar {
	grain, z := r.Uint(), zone.Read(r, have.zone)
	if grain > uint64(kpi.Year) {
		r.Fail("grain %d", grain)
	}
	return calendar{kpi.Grain(grain) ^ kpi.Month, z}
}
