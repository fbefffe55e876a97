// Package calendar says which period holds an instant, for accumulators that
// keep periods as numbers.
package calendar

import (
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/wire"
	"github.com/customerkpi/kpi/internal/zone"
)

// A Calendar is a grain in a location. The zero value has months in UTC.
type Calendar struct {
	fromMonth kpi.Grain // the grain's difference (xor) from kpi.Month
	zone      zone.Zone
}

// The years that are accepted: others are most likely milliseconds taken for
// seconds.
const (
	minYear = 1
	maxYear = 9999
)

// New returns a calendar; op begins the texts of its errors.
func New(op string, grain kpi.Grain, loc *time.Location) (Calendar, error) {
	if grain > kpi.Year {
		return Calendar{}, &kpi.RangeError{Op: op, Name: "grain", Value: uint8(grain), Min: uint8(kpi.Day), Max: uint8(kpi.Year)}
	}
	z, err := zone.Of(loc)
	if err != nil {
		return Calendar{}, fmt.Errorf("%s: %w: %v", op, kpi.ErrRange, err)
	}
	return Calendar{grain ^ kpi.Month, z}, nil
}

// Grain returns the length of the periods.
func (c Calendar) Grain() kpi.Grain { return c.fromMonth ^ kpi.Month }

// Index returns the index of the period that holds t. A year outside 1..9999 is
// a *kpi.RangeError.
func (c Calendar) Index(op string, t time.Time) (int32, error) {
	loc := c.zone.Location()
	if year := t.In(loc).Year(); year < minYear || year > maxYear {
		return 0, &kpi.RangeError{Op: op, Name: "year", Value: year, Min: minYear, Max: maxYear}
	}
	return int32(kpi.PeriodOf(t, c.Grain(), loc).Index()), nil
}

// Period returns the period of an index.
func (c Calendar) Period(index int32) kpi.Period {
	return kpi.PeriodAt(int64(index), c.Grain(), c.zone.Location())
}

// Bounds returns the indexes of the first and the last period.
func (c Calendar) Bounds() (first, last int32) {
	loc := c.zone.Location()
	first, _ = c.Index("", time.Date(minYear, time.January, 1, 0, 0, 0, 0, loc))
	last, _ = c.Index("", time.Date(maxYear, time.December, 31, 0, 0, 0, 0, loc))
	return first, last
}

// IsZero reports whether c is the zero value.
func (c Calendar) IsZero() bool { return c == Calendar{} }

// Differs returns kpi.ErrIncompatible if o is another calendar.
func (c Calendar) Differs(op string, o Calendar) error {
	if c.fromMonth == o.fromMonth && c.zone.String() == o.zone.String() {
		return nil
	}
	return fmt.Errorf("%s: %w calendars: %v in %v and %v in %v", op, kpi.ErrIncompatible, c.Grain(), c.zone, o.Grain(), o.zone)
}

// Append appends the encoding of c.
func (c Calendar) Append(b []byte) []byte {
	return c.zone.Append(wire.AppendUint(b, uint64(c.Grain())))
}

// Read reads what Append wrote, into the place of have.
func Read(r *wire.Reader, have Calendar) Calendar {
	grain, z := r.Uint(), zone.Read(r, have.zone)
	if grain > uint64(kpi.Year) {
		r.Fail("grain %d", grain)
	}
	return Calendar{kpi.Grain(grain) ^ kpi.Month, z}
}
