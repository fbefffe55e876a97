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
	return Index(op, t, c.Grain(), c.zone.Location())
}

// Index is that of the [kpi.Period] that holds t, in a location. A year outside
// 1..9999 is a *kpi.RangeError.
//
// It is kpi.PeriodOf(t, grain, loc).Index(), but makes no Period: accumulators
// call it for every event, and in UTC it takes a third of the time.
func Index(op string, t time.Time, grain kpi.Grain, loc *time.Location) (int32, error) {
	civil := civilSecond(t, loc)
	if civil < firstSecond || civil > lastSecond {
		return 0, &kpi.RangeError{Op: op, Name: "year", Value: t.In(loc).Year(), Min: minYear, Max: maxYear}
	}
	switch grain {
	case kpi.Day:
		return int32(floorDiv(civil, 24*60*60)), nil
	case kpi.Week: // 1970-01-01 was a Thursday: its week began 3 days before
		return int32(floorDiv(civil+3*24*60*60, 7*24*60*60)), nil
	}
	year, month, _ := time.Unix(civil, 0).UTC().Date()
	months := int64(year-1970)*12 + int64(month-1)
	switch grain {
	case kpi.Month:
		return int32(months), nil
	case kpi.Quarter:
		return int32(floorDiv(months, 3)), nil
	default:
		return int32(year - 1970), nil
	}
}

// civilSecond counts the seconds since 1970 by the clock of a location, as if all
// of its hours were alike.
func civilSecond(t time.Time, loc *time.Location) int64 {
	civil := t.Unix()
	if loc != time.UTC {
		_, offset := t.In(loc).Zone()
		civil += int64(offset)
	}
	return civil
}

// Indexes returns the Index of each time of a column, or the error of the first
// that has none.
//
// Times of a column mostly lie in the period of the one before: to look whether
// they do takes a quarter of the time of an Index.
func (c Calendar) Indexes(op string, at []time.Time) ([]int32, error) {
	indexes := make([]int32, len(at))
	loc := c.zone.Location()
	var index int32
	var from, to int64 // of the period of index, in civil seconds
	for i, t := range at {
		if civil := civilSecond(t, loc); civil < from || civil >= to {
			var err error
			if index, err = c.Index(op, t); err != nil {
				return nil, fmt.Errorf("input %d: %w", i, err)
			}
			from = max(firstSecond, begins(index, c.Grain()))
			to = min(lastSecond+1, begins(index+1, c.Grain()))
		}
		indexes[i] = index
	}
	return indexes, nil
}

// begins returns the civil second that a period begins with.
func begins(index int32, grain kpi.Grain) int64 {
	const day = 24 * 60 * 60
	months := int(index)
	switch grain {
	case kpi.Day:
		return int64(index) * day
	case kpi.Week:
		return int64(index)*7*day - 3*day
	case kpi.Quarter:
		months *= 3
	case kpi.Year:
		months *= 12
	}
	return time.Date(1970, time.Month(1+months), 1, 0, 0, 0, 0, time.UTC).Unix()
}

// The first and the last second of the years, counted since 1970 by the civil
// clock.
const (
	firstSecond = -62135596800
	lastSecond  = 253402300799
)

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Days returns the calendar of the days in the location of c.
func (c Calendar) Days() Calendar { return Calendar{kpi.Day ^ kpi.Month, c.zone} }

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
