package revenue

import (
	"math"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/timeline"
	"github.com/customerkpi/kpi/internal/wire"
)

// Balances takes what each customer pays per period: one invoice line per Add, in any
// order. A customer who pays nothing in a period does not have the subscription then.
// The zero value counts by month in UTC; see [kpi.Accumulator] for the laws that it
// keeps.
type Balances[K kpi.Key] struct {
	calendar  civil.Calendar // not set: months in UTC
	customers keyed.Table[K, timeline.Amounts]
}

// NewBalances returns balances by grain in a location (nil is UTC). The location
// must be one that [time.LoadLocation] finds by its name, because the encoding
// holds the name; [time.Local] is refused. The error is [kpi.ErrRange].
func NewBalances[K kpi.Key](grain kpi.Grain, loc *time.Location) (*Balances[K], error) {
	c, err := figure.Calendar("revenue", grain, loc)
	if err != nil {
		return nil, err
	}
	return &Balances[K]{calendar: c}, nil
}

// in returns the calendar of the periods.
func (a *Balances[K]) in() civil.Calendar { return a.calendar.Or(civil.Month) }

// Add adds an amount that a customer pays for the period of t. Amounts of one
// customer and period add up: those of several subscriptions. An amount below 0,
// one that [kpi.CheckAmount] refuses, or a year outside 1..9999 is a
// [*kpi.RangeError] and is not added.
func (a *Balances[K]) Add(customer K, t time.Time, amount decimal.Decimal) error {
	if err := checkAmount(amount); err != nil {
		return err
	}
	period, err := figure.Index("revenue", a.in(), t)
	if err != nil {
		return err
	}
	a.customers.At(customer).At(int64(period)).Add(amount)
	return nil
}

// AddMinor is Add for an amount in minor units, amount 10^-digits: cents have 2
// digits. Digits above 64 are a [*kpi.RangeError].
func (a *Balances[K]) AddMinor(customer K, t time.Time, amount int64, digits uint8) error {
	if err := checkMinor(amount, digits); err != nil {
		return err
	}
	period, err := figure.Index("revenue", a.in(), t)
	if err != nil {
		return err
	}
	a.customers.At(customer).At(int64(period)).AddMinor(amount, digits)
	return nil
}

// Merge adds the amounts of o. Another grain or location is [kpi.ErrIncompatible],
// unless one of the two is the zero value.
func (a *Balances[K]) Merge(o *Balances[K]) error {
	return shell.Merge(a, o, (*Balances[K]).isZero, (*Balances[K]).differ, func() { a.customers.Merge(&o.customers, (*timeline.Amounts).Merge) })
}

func (a *Balances[K]) differ(o *Balances[K]) error { return figure.Differ("revenue", a.in(), o.in()) }

func (a *Balances[K]) isZero() bool { return a.Empty() && a.calendar.IsDefault(civil.Month) }

// Empty reports whether nothing was added.
func (a *Balances[K]) Empty() bool { return a.customers.Len() == 0 }

// Forget takes a customer out, as if they had never been there. The error is always
// nil.
func (a *Balances[K]) Forget(customer K) error {
	a.customers.Remove(customer)
	return nil
}

// Alias gives the balances of the customer from to the customer to, as if they had had
// that name all along. The error is always nil.
func (a *Balances[K]) Alias(from, to K) error {
	a.customers.Rename(from, to, func(mine *timeline.Amounts, theirs timeline.Amounts) { mine.Merge(theirs) })
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Balances[K]) Clone() *Balances[K] {
	return shell.Clone(a, func(c *Balances[K]) { c.customers = c.customers.Clone(timeline.Amounts.Clone) })
}

// Result returns the movements of all periods from the first with revenue to the
// last with an amount, by a pass over the customers. What they do after it is not
// known; see [Balances.Through].
func (a *Balances[K]) Result() Result {
	_, last := a.span()
	return a.movements(last)
}

// Through is Result through a period that the caller names and whose amounts are
// all added. Customers without an amount in a period are lost, as everywhere, so
// that plans add up. Amounts of later periods are left out. A period of another
// grain or location is [kpi.ErrIncompatible].
func (a *Balances[K]) Through(period kpi.Period) (Result, error) {
	last, err := through(a.in(), period)
	if err != nil {
		return Result{}, err
	}
	return a.movements(last), nil
}

// movements counts the amounts up to a period.
func (a *Balances[K]) movements(last int32) Result {
	var m mover
	first, to := a.span()
	// A day that the location never had has no amounts.
	skipped := a.in().Skipped(first, min(last, to)+1)
	for _, b := range a.customers.All() {
		var from holding
		next := int32(math.MaxInt32) // the period after the last amount
		for _, x := range *b {
			period := int32(x.Time)
			if period > last {
				break
			}
			if next < period {
				from = m.move(next, from, decimal.Decimal{})
			}
			from = m.move(period, from, x.Sum.Decimal())
			next = skipped.Next(period)
		}
		if next <= last {
			m.move(next, from, decimal.Decimal{})
		}
	}
	return m.result(a.in(), last, uint64(a.customers.Len()))
}

// span returns the first and the last period of all customers; the last is before
// the first where there is none.
func (a *Balances[K]) span() (first, last int32) {
	first, last = math.MaxInt32, math.MinInt32
	for _, b := range a.customers.All() {
		first, last = min(first, int32((*b)[0].Time)), max(last, int32((*b)[len(*b)-1].Time))
	}
	return first, last
}

// balancesMagic begins the encoding: the calendar, then each customer and what they
// pay.
const balancesMagic = "rba\x01"

func (a *Balances[K]) append(b []byte) []byte {
	b = append(b, balancesMagic...)
	return keyed.AppendTable(a.in().Append(b), &a.customers, (*timeline.Amounts).Append)
}

// readBalances reads a state; have is a calendar whose location need not be loaded
// again.
func readBalances[K kpi.Key](r *wire.Reader, have *Balances[K]) Balances[K] {
	r.Expect("revenue: balances", balancesMagic)
	a := Balances[K]{calendar: civil.Read(r, have.calendar)}
	if r.Err() == nil {
		first, last := a.calendar.Bounds()
		a.customers = keyed.ReadTable[K](r, func(b *timeline.Amounts, r *wire.Reader) {
			b.Read(r, int64(first), int64(last))
			checkRead(r, *b)
		})
	}
	return a
}

// checkRead refuses what no customer pays.
func checkRead(r *wire.Reader, amounts timeline.Amounts) {
	if len(amounts) == 0 {
		r.Fail("a customer without a period")
	}
	for i := range amounts {
		if amounts[i].Sum.Sign() < 0 {
			r.Fail("an amount is below 0")
		}
	}
}

// AppendBinary appends the encoding of a.
func (a *Balances[K]) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Balances[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns [kpi.ErrCorrupt].
// The time zone database must know its location.
func (a *Balances[K]) UnmarshalBinary(b []byte) error { return wire.DecodeOver(b, a, readBalances) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Balances[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Balances[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
