package figure

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/keyed"
)

// Calendar returns the calendar of a grain in a location, nil for UTC. An unknown
// grain, or a location that an encoding cannot name, is out of range.
func Calendar(op string, grain kpi.Grain, loc *time.Location) (civil.Calendar, error) {
	if grain > kpi.Year {
		return civil.Calendar{}, &kpi.RangeError{Op: op, Name: "grain", Value: uint8(grain), Min: uint8(kpi.Day), Max: uint8(kpi.Year)}
	}
	z, err := Zone(op, loc)
	return civil.In(civil.Grain(grain), z), err
}

// Zone returns the zone of a location, with the errors of [Calendar].
func Zone(op string, loc *time.Location) (civil.Zone, error) {
	z, err := civil.ZoneOf(loc)
	if err != nil {
		return z, fmt.Errorf("%s: %w: %v", op, kpi.ErrRange, err)
	}
	return z, nil
}

// Index returns the index of the period that holds t. A year outside 1..9999, in UTC
// or in the zone of the calendar, is out of range.
func Index(op string, c civil.Calendar, t time.Time) (int32, error) {
	index, ok := c.Index(t)
	if !ok {
		return 0, outsideYears(op, c, t)
	}
	return index, nil
}

// Indexes returns the [Index] of each time of a column, or the error of the first
// that has none.
func Indexes(op string, c civil.Calendar, at []time.Time) ([]int32, error) {
	return IndexesOn(1, op, c, at)
}

// IndexesOn is Indexes on up to n goroutines.
func IndexesOn(n int, op string, c civil.Calendar, at []time.Time) ([]int32, error) {
	indexes := make([]int32, len(at))
	good := slices.Repeat([]int{len(at)}, max(n, 1)) // the first time without an index, by section
	keyed.Spread(n, len(at), func(i, from, to int) {
		if n := len(c.AppendIndexes(indexes[from:from:to], at[from:to])); from+n < to {
			good[i] = from + n
		}
	})
	if i := slices.Min(good); i < len(at) {
		return nil, fmt.Errorf("input %d: %w", i, outsideYears(op, c, at[i]))
	}
	return indexes, nil
}

func outsideYears(op string, c civil.Calendar, t time.Time) error {
	year := t.In(c.Zone().Location()).Year()
	if year >= 1 && year <= 9999 {
		year = t.UTC().Year()
	}
	return &kpi.RangeError{Op: op, Name: "year", Value: year, Min: 1, Max: 9999}
}

// Period returns the period of an index.
func Period(c civil.Calendar, index int32) kpi.Period {
	return kpi.PeriodAt(int64(index), kpi.Grain(c.Grain()), c.Zone().Location())
}

// Between returns the periods after one and before another of the same calendar,
// without the days that its location never had.
func Between(after, before kpi.Period) iter.Seq[kpi.Period] {
	return func(yield func(kpi.Period) bool) {
		grain, loc := after.Grain(), after.Location()
		from, to := int32(after.Index()), int32(before.Index())
		skipped := civil.SkippedIn(loc, civil.Grain(grain), from, to)
		for gap := skipped.Next(from); gap < to; gap = skipped.Next(gap) {
			if !yield(kpi.PeriodAt(int64(gap), grain, loc)) {
				return
			}
		}
	}
}

// Differ returns [kpi.ErrIncompatible] if two calendars are not the same.
func Differ(op string, a, b civil.Calendar) error {
	if a.Equal(b) {
		return nil
	}
	return fmt.Errorf("%s: %w calendars: %v in %v and %v in %v", op, kpi.ErrIncompatible,
		kpi.Grain(a.Grain()), a.Zone(), kpi.Grain(b.Grain()), b.Zone())
}
