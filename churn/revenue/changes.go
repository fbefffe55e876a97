package revenue

import (
	"cmp"
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

// A Change is what a customer pays from an instant on, in all. Number says which
// of several changes of one instant came later; 0 without one. An export that has
// dates only tells them apart by the order of its rows.
type Change struct {
	Time   time.Time       `json:"time"`
	Number int64           `json:"number"`
	Amount decimal.Decimal `json:"amount"` // per period; 0 ends the subscription. Of cents, decimal.New(cents, -2)
}

// Changes takes what each customer pays from an instant on: a start, an upgrade,
// a cancellation (amount 0) are an Add each, in any order. The zero value counts
// by month in UTC; see [kpi.Accumulator] for the laws that it keeps.
//
// Of several changes of one instant, that with the highest number is the last,
// and holds. Of those with the same number, such as 0, the largest amount holds:
// a plan that is ended and replaced at once is not a loss. To correct an amount,
// or to tell a downgrade of the same day, give the later change a number.
type Changes[K kpi.Key] struct {
	calendar  calendar.Calendar
	customers keyed.Table[K, history]
}

// NewChanges returns changes by grain in a location, as [NewBalances].
func NewChanges[K kpi.Key](grain kpi.Grain, loc *time.Location) (*Changes[K], error) {
	c, err := calendar.New("revenue", grain, loc)
	if err != nil {
		return nil, err
	}
	return &Changes[K]{calendar: c}, nil
}

// Add sets the amount a period that a customer pays from t on, in all. An amount
// below 0, one that kpi.CheckAmount refuses, or a year outside 1..9999 is a
// *kpi.RangeError and is not added.
func (a *Changes[K]) Add(customer K, t time.Time, amount decimal.Decimal) error {
	return a.AddChange(customer, Change{Time: t, Amount: amount})
}

// AddChange is Add for a change with a number, with its errors.
func (a *Changes[K]) AddChange(customer K, c Change) error {
	if err := checkAmount(c.Amount); err != nil {
		return err
	}
	var sum exact.Sum
	sum.Add(c.Amount)
	return a.add(customer, c.Time, c.Number, sum)
}

// AddMinor is Add for an amount in minor units, amount 10^-digits: cents have 2
// digits. Digits above 64 are a *kpi.RangeError.
func (a *Changes[K]) AddMinor(customer K, t time.Time, amount int64, digits uint8) error {
	if err := checkMinor(amount, digits); err != nil {
		return err
	}
	var sum exact.Sum
	sum.AddMinor(amount, digits)
	return a.add(customer, t, 0, sum)
}

func (a *Changes[K]) add(customer K, t time.Time, number int64, amount exact.Sum) error {
	if _, err := a.calendar.Index("revenue", t); err != nil {
		return err
	}
	a.customers.At(customer).add(change{t.Unix(), int32(t.Nanosecond()), number, amount})
	return nil
}

// Merge adds the changes of o. Another grain or location is
// kpi.ErrIncompatible, unless one of the two is the zero value.
func (a *Changes[K]) Merge(o *Changes[K]) error {
	switch {
	case o == nil || o.isZero() || o == a: // the same changes again are the same
		return nil
	case a.isZero():
		*a = *o.Clone()
		return nil
	}
	if err := a.calendar.Differs("revenue", o.calendar); err != nil {
		return err
	}
	a.customers.Merge(&o.customers, func(h *history, theirs history) {
		for _, c := range theirs.clone() {
			h.add(c)
		}
	})
	return nil
}

func (a *Changes[K]) isZero() bool { return a.calendar.IsZero() && a.customers.Len() == 0 }

// Empty reports whether nothing was added.
func (a *Changes[K]) Empty() bool { return a.customers.Len() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Changes[K]) Clone() *Changes[K] {
	if a == nil {
		return new(Changes[K])
	}
	return &Changes[K]{a.calendar, a.customers.Clone(history.clone)}
}

// Result returns the movements by the balances at both ends of each period, by
// a pass over the customers, through the period of the last change: what a customer
// does and undoes within a period does not show. See [Changes.Through] for a later
// period.
func (a *Changes[K]) Result() Result { return a.movements(byBalances, a.last()) }

// Through is Result through a period that the caller names, such as this month:
// what customers pay goes on, so that a plan in which nothing moves has its
// revenue, and plans add up. Changes after the period are left out. A period of
// another grain or location is [kpi.ErrIncompatible].
func (a *Changes[K]) Through(period kpi.Period) (Result, error) {
	last, err := through(a.calendar, period)
	if err != nil {
		return Result{}, err
	}
	return a.movements(byBalances, last), nil
}

// EachChange returns the movements by each change: a customer who leaves and
// comes back within a period is churn and reactivation. Losses may then exceed
// the start.
func (a *Changes[K]) EachChange() Result { return a.movements(byChange, a.last()) }

// EachChangeThrough is EachChange through a period, as [Changes.Through].
func (a *Changes[K]) EachChangeThrough(period kpi.Period) (Result, error) {
	last, err := through(a.calendar, period)
	if err != nil {
		return Result{}, err
	}
	return a.movements(byChange, last), nil
}

// The ways to count the changes of a customer.
const (
	byBalances = false
	byChange   = true
)

// movements counts the changes up to a period, each or what they come to.
func (a *Changes[K]) movements(each bool, last int32) Result {
	var m mover
	for _, h := range a.customers.All() {
		var from holding
		for i, c := range *h {
			period := a.period(c)
			if period > last {
				break
			}
			if each || i+1 == len(*h) || a.period((*h)[i+1]) != period {
				from = m.move(period, from, c.amount.Decimal())
			}
		}
	}
	return m.result(a.calendar, last, uint64(a.customers.Len()))
}

// last returns the period of the last change.
func (a *Changes[K]) last() int32 {
	last := int32(math.MinInt32)
	for _, h := range a.customers.All() {
		last = max(last, a.period((*h)[len(*h)-1]))
	}
	return last
}

// period returns the index of the period that holds a change.
func (a *Changes[K]) period(c change) int32 {
	index, _ := a.calendar.Index("revenue", c.time()) // Add has tried it
	return index
}

// A history is the changes of a customer, by ascending time and number; there is
// one at least.
type history []change

type change struct {
	sec    int64 // since 1970, UTC
	nsec   int32
	number int64
	amount exact.Sum
}

func (c change) time() time.Time { return time.Unix(c.sec, int64(c.nsec)) }

func (c change) compare(o change) int {
	return cmp.Or(cmp.Compare(c.sec, o.sec), cmp.Compare(c.nsec, o.nsec), cmp.Compare(c.number, o.number))
}

// add sets the amount from an instant and number on, unless a larger one holds.
func (h *history) add(c change) {
	i, ok := slices.BinarySearchFunc(*h, c, change.compare)
	if !ok {
		*h = slices.Insert(*h, i, c)
		return
	}
	if c.amount.Rat().Cmp((*h)[i].amount.Rat()) > 0 {
		(*h)[i] = c
	}
}

func (h history) clone() history {
	c := slices.Clone(h)
	for i := range c {
		c[i].amount = h[i].amount.Clone()
	}
	return c
}

// append appends how many changes there are, and of each the seconds since the one
// before, the nanoseconds, the number and the amount.
func (h *history) append(b []byte) []byte {
	b = wire.AppendUint(b, uint64(len(*h)))
	before := int64(0)
	for i := range *h {
		c := &(*h)[i]
		b = wire.AppendUint(wire.AppendInt(b, c.sec-before), uint64(c.nsec))
		b = wire.AppendInt(b, c.number)
		b = c.amount.AppendBinary(b)
		before = c.sec
	}
	return b
}

// read reads what append wrote, for a calendar.
func (h *history) read(r *wire.Reader, in calendar.Calendar) {
	n := r.Len(5)
	if n == 0 {
		r.Fail("a customer without a change")
	}
	var before change
	for i := range n {
		step, nsec, number := r.Int(), r.Uint(), r.Int()
		c := change{sec: before.sec + step, nsec: int32(min(nsec, 1e9)), number: number}
		c.amount.Read(r)
		if r.Err() != nil {
			return
		}
		_, err := in.Index("revenue", c.time())
		if err != nil || nsec >= 1e9 || i > 0 && (step < 0 || c.compare(before) <= 0) || c.amount.Sign() < 0 {
			r.Fail("change %d", i)
			return
		}
		*h = append(*h, c)
		before = c
	}
}

// changesMagic begins the encoding: the calendar, then each customer and the
// changes.
const changesMagic = "rch\x02"

// AppendBinary appends the encoding of a.
func (a *Changes[K]) AppendBinary(b []byte) ([]byte, error) {
	return keyed.AppendTable(a.calendar.Append(append(b, changesMagic...)), &a.customers, (*history).append), nil
}

// MarshalBinary returns the encoding of a.
func (a Changes[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt. The time zone database must know its location.
func (a *Changes[K]) UnmarshalBinary(data []byte) error {
	r := wire.Open("revenue: changes", changesMagic, data)
	d := Changes[K]{calendar: calendar.Read(r, a.calendar)}
	if r.Err() == nil {
		d.customers = keyed.ReadTable[K](r, func(h *history, r *wire.Reader) { h.read(r, d.calendar) })
	}
	if err := r.Close(); err != nil {
		return err
	}
	*a = d
	return nil
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Changes[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (a *Changes[K]) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON("revenue: changes", data, a)
}
