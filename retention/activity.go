package retention

import (
	"fmt"
	"math"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/calendar"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/wire"
	"github.com/customerkpi/kpi/internal/zone"
)

// The years that Activity accepts. kpi.PeriodOf counts times far away to its
// first or last period; here they are more likely milliseconds taken for
// seconds, and would pass for loyal customers.
const (
	minYear = 1
	maxYear = 9999
)

// Activity keeps in which calendar periods each customer was active: bought,
// logged in, or did whatever an Add stands for. From it come new, retained,
// lost and reactivated customers by period, and the repurchase rate by period.
// A customer counts once a period, however often added.
//
// The zero value counts by day in UTC; see kpi.Accumulator for the laws that it
// keeps. A customer with an integer key costs about 90 bytes while the activity
// fits a block of 64 periods, and 16 bytes for each further block.
type Activity[K kpi.Key] struct {
	grain     kpi.Grain
	zone      zone.Zone
	customers keyed.Table[K, periodSet]
}

// NewActivity returns an activity by grain in a location (nil is UTC). The
// location must be one that [time.LoadLocation] finds by its name, because the
// encoding holds the name; [time.Local] is refused, because it differs between
// machines. The error is kpi.ErrRange.
func NewActivity[K kpi.Key](grain kpi.Grain, loc *time.Location) (*Activity[K], error) {
	if grain > kpi.Year {
		return nil, &kpi.RangeError{Op: "retention: activity", Name: "grain", Value: uint8(grain), Min: uint8(kpi.Day), Max: uint8(kpi.Year)}
	}
	z, err := zone.Of(loc)
	if err != nil {
		return nil, fmt.Errorf("retention: activity: %w: %v", kpi.ErrRange, err)
	}
	return &Activity[K]{grain: grain, zone: z}, nil
}

// Add counts a customer as active in the period of t. A year outside 1..9999,
// in the location of the activity, is a *kpi.RangeError and is not counted.
func (a *Activity[K]) Add(customer K, t time.Time) error {
	period, err := a.period(t)
	if err != nil {
		return err
	}
	a.customers.At(customer).add(blockOf(period))
	return nil
}

// AddSlice counts two columns, of customers and of the times at which they were
// active, all or, with the error of the first refused one, none. Columns of
// different length are a *kpi.RangeError.
func (a *Activity[K]) AddSlice(customers []K, at []time.Time) error {
	if n := len(customers); len(at) != n {
		return &kpi.RangeError{Op: "retention: activity", Name: "number of times", Value: len(at), Min: n, Max: n}
	}
	periods := make([]int32, len(at))
	for i, t := range at {
		period, err := a.period(t)
		if err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
		periods[i] = period
	}
	keyed.Each(&a.customers, customers, periods, func(s *periodSet, period int32) { s.add(blockOf(period)) })
	return nil
}

// period returns the index of the period that holds t.
func (a *Activity[K]) period(t time.Time) (int32, error) {
	return calendar.Index("retention: activity", t, a.grain, a.zone.Location())
}

// span returns the first and the last period with activity; the last is before
// the first where there is none.
func (a *Activity[K]) span() (first, last int32) {
	first, last = math.MaxInt32, math.MinInt32
	for _, s := range a.customers.All() {
		first, last = min(first, s.min()), max(last, s.max())
	}
	return first, last
}

// Merge adds the activity of o. Another grain or location is
// kpi.ErrIncompatible, unless one of the two is the zero value.
func (a *Activity[K]) Merge(o *Activity[K]) error {
	if o == nil || o.isZero() {
		return nil
	}
	if a.isZero() {
		*a = *o.Clone()
		return nil
	}
	if a.grain != o.grain || a.zone.String() != o.zone.String() {
		return fmt.Errorf("retention: %w activities: %v in %v and %v in %v", kpi.ErrIncompatible, a.grain, a.zone, o.grain, o.zone)
	}
	a.customers.Merge(&o.customers, func(s *periodSet, theirs periodSet) { s.merge(&theirs) })
	return nil
}

// isZero reports whether a has the default calendar and no customer.
func (a *Activity[K]) isZero() bool {
	return a.grain == kpi.Day && a.zone == zone.Zone{} && a.customers.Len() == 0
}

// Empty reports whether nothing was added.
func (a *Activity[K]) Empty() bool { return a.customers.Len() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Activity[K]) Clone() *Activity[K] {
	if a == nil {
		return new(Activity[K])
	}
	return &Activity[K]{grain: a.grain, zone: a.zone, customers: a.customers.Clone(clonePeriodSet)}
}

// activityMagic begins the encoding: the grain, the location, then each
// customer and the set of periods.
const activityMagic = "act\x01"

// AppendBinary appends the encoding of a.
func (a *Activity[K]) AppendBinary(b []byte) ([]byte, error) {
	b = wire.AppendUint(append(b, activityMagic...), uint64(a.grain))
	return keyed.AppendTable(a.zone.Append(b), &a.customers, (*periodSet).append), nil
}

// MarshalBinary returns the encoding of a.
func (a Activity[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt. The time zone database must know its location.
func (a *Activity[K]) UnmarshalBinary(data []byte) error {
	r := wire.Open("retention: activity", activityMagic, data)
	grain, z := r.Uint(), zone.Read(r, a.zone)
	if grain > uint64(kpi.Year) {
		r.Fail("grain %d", grain)
	}
	d := Activity[K]{grain: kpi.Grain(grain), zone: z}
	if r.Err() == nil {
		loc := z.Location()
		first, _ := d.period(time.Date(minYear, time.January, 1, 0, 0, 0, 0, loc))
		last, _ := d.period(time.Date(maxYear, time.December, 31, 0, 0, 0, 0, loc))
		d.customers = keyed.ReadTable[K](r, func(s *periodSet, r *wire.Reader) { s.read(r, first, last) })
	}
	if err := r.Close(); err != nil {
		return err
	}
	*a = d
	return nil
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Activity[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (a *Activity[K]) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON("retention: activity", data, a)
}
