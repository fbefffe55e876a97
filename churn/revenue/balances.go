package revenue

import (
	"math"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/calendar"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/wire"
)

// Balances takes what each customer pays a period: an invoice line of the
// period an Add, in any order. A customer who pays nothing in a period does not
// have the subscription then. The zero value counts by month in UTC; see
// kpi.Accumulator for the laws that it keeps.
type Balances[K kpi.Key] struct {
	calendar  calendar.Calendar
	customers keyed.Table[K, balances]
}

// NewBalances returns balances by grain in a location (nil is UTC). The location
// must be one that [time.LoadLocation] finds by its name, because the encoding
// holds the name; [time.Local] is refused. The error is kpi.ErrRange.
func NewBalances[K kpi.Key](grain kpi.Grain, loc *time.Location) (*Balances[K], error) {
	c, err := calendar.New("revenue", grain, loc)
	if err != nil {
		return nil, err
	}
	return &Balances[K]{calendar: c}, nil
}

// Add adds an amount that a customer pays for the period of t. Amounts of one
// customer and period add up: those of several subscriptions. An amount below 0,
// one that kpi.CheckAmount refuses, or a year outside 1..9999 is a
// *kpi.RangeError and is not added.
func (a *Balances[K]) Add(customer K, t time.Time, amount decimal.Decimal) error {
	if err := checkAmount(amount); err != nil {
		return err
	}
	period, err := a.calendar.Index("revenue", t)
	if err != nil {
		return err
	}
	a.customers.At(customer).at(period).Add(amount)
	return nil
}

// AddMinor is Add for an amount in minor units, amount 10^-digits: cents have 2
// digits. Digits above 64 are a *kpi.RangeError.
func (a *Balances[K]) AddMinor(customer K, t time.Time, amount int64, digits uint8) error {
	if err := checkMinor(amount, digits); err != nil {
		return err
	}
	period, err := a.calendar.Index("revenue", t)
	if err != nil {
		return err
	}
	a.customers.At(customer).at(period).AddMinor(amount, digits)
	return nil
}

// Merge adds the amounts of o. Another grain or location is
// kpi.ErrIncompatible, unless one of the two is the zero value.
func (a *Balances[K]) Merge(o *Balances[K]) error {
	switch {
	case o == nil || o.isZero():
		return nil
	case a.isZero():
		*a = *o.Clone()
		return nil
	}
	if err := a.calendar.Differs("revenue", o.calendar); err != nil {
		return err
	}
	a.customers.Merge(&o.customers, func(mine *balances, theirs balances) {
		for _, x := range slices.Clone(theirs) { // a may be o
			mine.at(x.period).Merge(&x.amount)
		}
	})
	return nil
}

func (a *Balances[K]) isZero() bool { return a.calendar.IsZero() && a.customers.Len() == 0 }

// Empty reports whether nothing was added.
func (a *Balances[K]) Empty() bool { return a.customers.Len() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Balances[K]) Clone() *Balances[K] {
	if a == nil {
		return new(Balances[K])
	}
	return &Balances[K]{a.calendar, a.customers.Clone(balances.clone)}
}

// Result returns the movements of all periods from the first with revenue to the
// last with an amount, by a pass over the customers. What they do after it is not
// known; see [Balances.Through].
func (a *Balances[K]) Result() Result {
	_, last := a.span()
	return a.movements(last)
}

// Through is Result through a period that the caller names and whose amounts are
// all added: customers without an amount in a period are lost, as everywhere, so
// that plans add up. Amounts of later periods are left out. A period of another
// grain or location is [kpi.ErrIncompatible].
func (a *Balances[K]) Through(period kpi.Period) (Result, error) {
	last, err := through(a.calendar, period)
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
	skipped := a.calendar.Skipped(first, min(last, to)+1)
	for _, b := range a.customers.All() {
		var from holding
		next := int32(math.MaxInt32) // the period after the last amount
		for _, x := range *b {
			if x.period > last {
				break
			}
			if next < x.period {
				from = m.move(next, from, decimal.Decimal{})
			}
			from = m.move(x.period, from, x.amount.Decimal())
			next = skipped.Next(x.period)
		}
		if next <= last {
			m.move(next, from, decimal.Decimal{})
		}
	}
	return m.result(a.calendar, last, uint64(a.customers.Len()))
}

// span returns the first and the last period of all customers; the last is before
// the first where there is none.
func (a *Balances[K]) span() (first, last int32) {
	first, last = math.MaxInt32, math.MinInt32
	for _, b := range a.customers.All() {
		first, last = min(first, (*b)[0].period), max(last, (*b)[len(*b)-1].period)
	}
	return first, last
}

// balances are what a customer pays, by ascending period; there is one at least.
type balances []balance

type balance struct {
	period int32
	amount exact.Sum
}

// at returns the sum of a period.
func (b *balances) at(period int32) *exact.Sum {
	i, ok := slices.BinarySearchFunc(*b, period, func(x balance, p int32) int { return int(x.period) - int(p) })
	if !ok {
		*b = slices.Insert(*b, i, balance{period: period})
	}
	return &(*b)[i].amount
}

func (b balances) clone() balances {
	c := slices.Clone(b)
	for i := range c {
		c[i].amount = b[i].amount.Clone()
	}
	return c
}

// append appends the number of periods, and of each the distance from the one
// before and the amount.
func (b *balances) append(to []byte) []byte {
	to = wire.AppendUint(to, uint64(len(*b)))
	before := int64(0)
	for i := range *b {
		x := &(*b)[i]
		to = x.amount.AppendBinary(wire.AppendInt(to, int64(x.period)-before))
		before = int64(x.period)
	}
	return to
}

// read reads what append wrote, of periods in first..last.
func (b *balances) read(r *wire.Reader, first, last int32) {
	before := int64(0)
	n := r.Len(3)
	if n == 0 {
		r.Fail("a customer without a period")
	}
	for i := range n {
		step := r.Int()
		if r.Err() == nil && (i > 0 && step <= 0 || step < int64(first)-before || step > int64(last)-before) {
			r.Fail("period %d after %d", step, before)
		}
		if r.Err() != nil {
			return
		}
		before += step
		x := balance{period: int32(before)}
		x.amount.Read(r)
		if x.amount.Sign() < 0 {
			r.Fail("an amount is below 0")
		}
		*b = append(*b, x)
	}
}

// balancesMagic begins the encoding: the calendar, then each customer and what
// it pays.
const balancesMagic = "rba\x01"

// AppendBinary appends the encoding of a.
func (a *Balances[K]) AppendBinary(b []byte) ([]byte, error) {
	return keyed.AppendTable(a.calendar.Append(append(b, balancesMagic...)), &a.customers, (*balances).append), nil
}

// MarshalBinary returns the encoding of a.
func (a Balances[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt. The time zone database must know its location.
func (a *Balances[K]) UnmarshalBinary(data []byte) error {
	r := wire.Open("revenue: balances", balancesMagic, data)
	d := Balances[K]{calendar: calendar.Read(r, a.calendar)}
	if r.Err() == nil {
		first, last := d.calendar.Bounds()
		d.customers = keyed.ReadTable[K](r, func(b *balances, r *wire.Reader) { b.read(r, first, last) })
	}
	if err := r.Close(); err != nil {
		return err
	}
	*a = d
	return nil
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Balances[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (a *Balances[K]) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON("revenue: balances", data, a)
}
