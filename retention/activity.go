package retention

import (
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// An ActivityPeriod is the number of customers of a period, by what they did in
// those before it. Always
//
//	active = new + retained + reactivated
//
// and retained + lost are the customers of the period before, retained + lost +
// dormant all customers until then.
type ActivityPeriod struct {
	Period      kpi.Period `json:"period"`
	Active      uint64     `json:"active"`      // active in this period
	New         uint64     `json:"new"`         // for the first time
	Retained    uint64     `json:"retained"`    // in the period before too
	Lost        uint64     `json:"lost"`        // in the period before, not in this one
	Reactivated uint64     `json:"reactivated"` // earlier, but not in the period before
	Dormant     uint64     `json:"dormant"`     // earlier, but not in the period before; reactivated or not
}

// Rate returns the retention rate of the customers of the period before:
//
//	retained / (retained + lost)        0 <= rate <= 1
//
// Without a customer in the period before it is [kpi.ErrUndefined].
func (p ActivityPeriod) Rate() (kpi.Rate, error) {
	before := p.Retained + p.Lost
	if before < p.Retained {
		return kpi.Rate{}, figure.Overflow("retention", "customers")
	}
	return retentionRate(p.Retained, before, "no customer in the period before")
}

// ReactivationRate returns the share of the dormant customers who came back, also
// called resurrection:
//
//	reactivated / dormant        0 <= rate <= 1
//
// Without a dormant customer it is [kpi.ErrUndefined].
func (p ActivityPeriod) ReactivationRate() (kpi.Rate, error) {
	share := figure.Share{Op: "retention", Figure: "reactivation rate", Counted: "customers reactivated", Why: "no dormant customer"}
	return share.Rate(p.Reactivated, p.Dormant)
}

// before returns the number of customers until the period, without it.
func (p ActivityPeriod) before() uint64 { return p.Retained + p.Lost + p.Dormant }

// An ActivityResult is the activity of all customers.
type ActivityResult struct {
	Customers uint64 `json:"customers"` // active in a period or more
	Repeat    uint64 `json:"repeat"`    // active in two periods or more

	// NonEmpty are the periods in which a customer was active or lost, in order. The
	// others are left out, so that a wrong date costs no memory: to have those between
	// the first and the last too, range over Periods.
	NonEmpty []ActivityPeriod `json:"periods"`
}

// N returns the number of customers.
func (r ActivityResult) N() uint64 { return r.Customers }

// RepurchaseRate returns the repurchase rate by period: by day, the share of
// customers who came back on another day.
//
//	repeat / customers        0 <= rate <= 1
//
// Without a customer it is [kpi.ErrUndefined].
func (r ActivityResult) RepurchaseRate() (kpi.Rate, error) {
	return RepurchaseRate(r.Repeat, r.Customers)
}

// Periods returns the periods in order from the first with an active customer to the
// last, without a gap: those without a customer too, but no day that the location
// never had.
func (r ActivityResult) Periods() iter.Seq[ActivityPeriod] {
	return func(yield func(ActivityPeriod) bool) {
		for i, p := range r.NonEmpty {
			if i > 0 {
				for gap := range figure.Between(r.NonEmpty[i-1].Period, p.Period) {
					if !yield(ActivityPeriod{Period: gap, Dormant: p.before()}) {
						return
					}
				}
			}
			if !yield(p) {
				return
			}
		}
	}
}

// String returns a text like "12 customers, 5 of them in two periods or more".
func (r ActivityResult) String() string {
	return fmt.Sprintf("%d customers, %d of them in two periods or more", r.Customers, r.Repeat)
}

// Activity keeps in which calendar periods each customer was active: bought,
// logged in, or did whatever an Add stands for. From it come new, retained,
// lost and reactivated customers by period, and the repurchase rate by period.
// A customer counts once per period, however often added.
//
// The zero value counts by day in UTC; see [kpi.Accumulator] for the laws that it
// keeps. A customer with an integer key costs about 90 bytes while the activity
// fits a block of 64 periods, and 16 bytes for each further block.
type Activity[K kpi.Key] struct {
	calendar  civil.Calendar // not set: days in UTC
	customers keyed.Table[K, periodSet]
}

// NewActivity returns an activity by grain in a location (nil is UTC). The
// location must be one that [time.LoadLocation] finds by its name, because the
// encoding holds the name; [time.Local] is refused, because it differs between
// machines. The error is [kpi.ErrRange].
func NewActivity[K kpi.Key](grain kpi.Grain, loc *time.Location) (*Activity[K], error) {
	c, err := figure.Calendar("retention: activity", grain, loc)
	if err != nil {
		return nil, err
	}
	return &Activity[K]{calendar: c}, nil
}

// Add counts a customer as active in the period of t. A year outside 1..9999 is a
// [*kpi.RangeError] and is not counted.
func (a *Activity[K]) Add(customer K, t time.Time) error {
	period, err := figure.Index("retention: activity", a.calendar, t)
	if err != nil {
		return err
	}
	a.customers.At(customer).add(blockOf(period))
	return nil
}

// AddSlice counts two columns, of customers and of the times at which they were
// active, all or, with the error of the first refused one, none. Columns of
// different length are a [*kpi.RangeError].
func (a *Activity[K]) AddSlice(customers []K, at []time.Time) error {
	return a.AddParallel(1, customers, at)
}

// checkColumn refuses a column of times that is not as long as that of customers.
func checkColumn(op string, customers, times int) error {
	if times != customers {
		return &kpi.RangeError{Op: op, Name: "number of times", Value: times, Min: customers, Max: customers}
	}
	return nil
}

// Merge adds the activity of o. Another grain or location is [kpi.ErrIncompatible],
// unless one of the two is the zero value.
func (a *Activity[K]) Merge(o *Activity[K]) error {
	return shell.Merge(a, o, (*Activity[K]).isZero, (*Activity[K]).differ, func() { a.customers.Merge(&o.customers, (*periodSet).merge) })
}

func (a *Activity[K]) differ(o *Activity[K]) error {
	return figure.Differ("retention: activity", a.calendar, o.calendar)
}

// isZero reports whether a has the default calendar and no customer.
func (a *Activity[K]) isZero() bool { return a.Empty() && a.calendar.IsDefault(civil.Day) }

// Empty reports whether nothing was added.
func (a *Activity[K]) Empty() bool { return a.customers.Len() == 0 }

// Forget takes a customer out, as if they had never been there. The error is always
// nil.
func (a *Activity[K]) Forget(customer K) error {
	a.customers.Remove(customer)
	return nil
}

// Alias gives the periods of the customer from to the customer to, as if they had had
// that name all along. The error is always nil.
func (a *Activity[K]) Alias(from, to K) error {
	a.customers.Rename(from, to, (*periodSet).merge)
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Activity[K]) Clone() *Activity[K] {
	return shell.Clone(a, func(c *Activity[K]) { c.customers = c.customers.Clone(periodSet.clone) })
}

// Result returns the activity so far, by a pass over the customers.
func (a *Activity[K]) Result() ActivityResult {
	r := ActivityResult{Customers: uint64(a.customers.Len())}
	periods := map[int32]*ActivityPeriod{}
	var skipped civil.Skipped
	if first, last := a.span(); first <= last {
		skipped = a.calendar.Skipped(first, last)
	}
	for _, s := range a.customers.All() {
		if s.len() >= 2 {
			r.Repeat++
		}
		count(s, skipped, func(period int32) *ActivityPeriod {
			p := periods[period]
			if p == nil {
				p = &ActivityPeriod{Period: figure.Period(a.calendar, period)}
				periods[period] = p
			}
			return p
		})
	}
	var before uint64 // the customers until a period
	for _, period := range slices.Sorted(maps.Keys(periods)) {
		p := periods[period]
		p.Dormant = before - p.Retained - p.Lost
		before += p.New
		r.NonEmpty = append(r.NonEmpty, *p)
	}
	// The customers of the last period are not lost yet: the period after it
	// may have only begun.
	if n := len(r.NonEmpty); n > 0 && r.NonEmpty[n-1].Active == 0 {
		r.NonEmpty = r.NonEmpty[:n-1]
	}
	return r
}

// count counts one customer in the periods that at returns: in those of s, and
// as lost in each period that follows one of s and is not in s.
func count(s *periodSet, skipped civil.Skipped, at func(period int32) *ActivityPeriod) {
	last, before := int32(0), false
	for period := range s.all() {
		p := at(period)
		p.Active++
		switch {
		case !before:
			p.New++
		case period == skipped.Next(last):
			p.Retained++
		default:
			p.Reactivated++
			at(skipped.Next(last)).Lost++
		}
		last, before = period, true
	}
	at(skipped.Next(last)).Lost++
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

// activityMagic begins the encoding: the grain, the location, then each
// customer and the set of periods.
const activityMagic = "act\x01"

func (a *Activity[K]) append(b []byte) []byte {
	b = append(b, activityMagic...)
	return keyed.AppendTable(a.calendar.Append(b), &a.customers, (*periodSet).append)
}

// readActivity reads a state; have is a calendar whose location need not be loaded
// again.
func readActivity[K kpi.Key](r *wire.Reader, have *Activity[K]) Activity[K] {
	r.Expect("retention: activity", activityMagic)
	a := Activity[K]{calendar: civil.Read(r, have.calendar)}
	if r.Err() == nil {
		first, last := a.calendar.Bounds()
		a.customers = keyed.ReadTable[K](r, func(s *periodSet, r *wire.Reader) { s.read(r, first, last) })
	}
	return a
}

// AppendBinary appends the encoding of a.
func (a *Activity[K]) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Activity[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns [kpi.ErrCorrupt].
// The time zone database must know its location.
func (a *Activity[K]) UnmarshalBinary(b []byte) error { return wire.DecodeOver(b, a, readActivity) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Activity[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Activity[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
