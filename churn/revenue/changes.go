package revenue

import (
	"cmp"
	"math"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/timeline"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Change is the total that a customer pays from an instant on. Number says which of
// several changes of one instant came later; without one it is 0. An export that has only
// dates tells them apart by the order of its rows.
type Change struct {
	Time   time.Time       `json:"time"`
	Number int64           `json:"number"`
	Amount decimal.Decimal `json:"amount"` // per period; 0 ends the subscription. Of cents, decimal.New(cents, -2)
}

// Changes takes what each customer pays from an instant on, in any order: one Add per
// start, upgrade or cancellation (amount 0). The zero value counts by month in UTC;
// see [kpi.Accumulator] for the laws that it keeps.
//
// The amount is the total of the customer. Where customers have several subscriptions at
// once, first add up what they pay after each start and end. With an identity per
// subscription, a customer who ends one of two would count as lost.
//
// If several changes have one instant, the one with the highest number is the last,
// and holds. If they have one number too, such as 0, the largest amount holds:
// replacing a plan is not a loss. To correct an amount, or to tell of a downgrade on
// the same day, give the later change a number.
type Changes[K kpi.Key] struct {
	calendar  civil.Calendar // not set: months in UTC
	customers keyed.Table[K, history]
}

// NewChanges returns changes by grain in a location, as [NewBalances] does.
func NewChanges[K kpi.Key](grain kpi.Grain, loc *time.Location) (*Changes[K], error) {
	c, err := figure.Calendar("revenue", grain, loc)
	if err != nil {
		return nil, err
	}
	return &Changes[K]{calendar: c}, nil
}

// in returns the calendar of the periods.
func (a *Changes[K]) in() civil.Calendar { return a.calendar.Or(civil.Month) }

// Add sets the amount per period that a customer pays from t on, in all. An amount
// below 0, one that [kpi.CheckAmount] refuses, or a year outside 1..9999 is a
// [*kpi.RangeError] and is not added.
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
// digits. Digits above 64 are a [*kpi.RangeError].
func (a *Changes[K]) AddMinor(customer K, t time.Time, amount int64, digits uint8) error {
	if err := checkMinor(amount, digits); err != nil {
		return err
	}
	var sum exact.Sum
	sum.AddMinor(amount, digits)
	return a.add(customer, t, 0, sum)
}

func (a *Changes[K]) add(customer K, t time.Time, number int64, amount exact.Sum) error {
	if _, err := figure.Index("revenue", a.in(), t); err != nil {
		return err
	}
	at, _ := timeline.Of(t) // whose year has an index
	a.customers.At(customer).add(change{at, number, amount})
	return nil
}

// Merge adds the changes of o. Another grain or location is [kpi.ErrIncompatible],
// unless one of the two is the zero value.
func (a *Changes[K]) Merge(o *Changes[K]) error {
	return shell.Merge(a, o, (*Changes[K]).isZero, (*Changes[K]).differ, func() { a.customers.Merge(&o.customers, (*history).merge) })
}

func (a *Changes[K]) differ(o *Changes[K]) error { return figure.Differ("revenue", a.in(), o.in()) }

func (a *Changes[K]) isZero() bool { return a.Empty() && a.calendar.IsDefault(civil.Month) }

// Empty reports whether nothing was added.
func (a *Changes[K]) Empty() bool { return a.customers.Len() == 0 }

// Forget takes a customer out, as if they had never been there. The error is always
// nil.
func (a *Changes[K]) Forget(customer K) error {
	a.customers.Remove(customer)
	return nil
}

// Alias gives the changes of the customer from to the customer to, as if they had had
// that name all along. The error is always nil.
func (a *Changes[K]) Alias(from, to K) error {
	a.customers.Rename(from, to, (*history).merge)
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Changes[K]) Clone() *Changes[K] {
	return shell.Clone(a, func(c *Changes[K]) { c.customers = c.customers.Clone(history.clone) })
}

// Result returns the movements by the balances at both ends of each period, by a pass
// over the customers, through the period of the last change. What a customer does and
// undoes within a period does not show. See [Changes.Through] for a later period.
func (a *Changes[K]) Result() Result { return a.movements(byBalances, a.last()) }

// Through is Result through a period that the caller names, such as this month. What
// customers pay goes on, so that a plan in which nothing moves has its revenue, and
// plans add up. Changes after the period are left out. A period of another grain or
// location is [kpi.ErrIncompatible].
func (a *Changes[K]) Through(period kpi.Period) (Result, error) {
	last, err := through(a.in(), period)
	if err != nil {
		return Result{}, err
	}
	return a.movements(byBalances, last), nil
}

// EachChange returns the movements by each change: a customer who leaves and comes
// back within a period is churn and reactivation. Losses may then exceed the start.
func (a *Changes[K]) EachChange() Result { return a.movements(byChange, a.last()) }

// EachChangeThrough is EachChange through a period, as [Changes.Through].
func (a *Changes[K]) EachChangeThrough(period kpi.Period) (Result, error) {
	last, err := through(a.in(), period)
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
		for i, c := range h.List {
			period := a.period(c)
			if period > last {
				break
			}
			if each || i+1 == len(h.List) || a.period(h.List[i+1]) != period {
				from = m.move(period, from, c.amount.Decimal())
			}
		}
	}
	return m.result(a.in(), last, uint64(a.customers.Len()))
}

// last returns the period of the last change.
func (a *Changes[K]) last() int32 {
	last := int32(math.MinInt32)
	for _, h := range a.customers.All() {
		last = max(last, a.period(h.List[len(h.List)-1]))
	}
	return last
}

// period returns the index of the period that holds a change, which Add has tried.
func (a *Changes[K]) period(c change) int32 {
	index, _ := a.in().Index(c.Time())
	return index
}

// A history is the changes of a customer, each instant and number once.
type history struct{ timeline.List[change] }

type change struct {
	timeline.Instant
	number int64
	amount exact.Sum
}

// Compare orders changes by instant and number.
func (c change) Compare(o change) int {
	return cmp.Or(c.Instant.Compare(o.Instant), cmp.Compare(c.number, o.number))
}

// add sets the amount from an instant and number on, unless a larger one holds.
func (h *history) add(c change) {
	holds := h.At(c)
	if c.amount.Rat().Cmp(holds.amount.Rat()) > 0 {
		holds.amount = c.amount
	}
}

// merge adds copies of the changes of o.
func (h *history) merge(o history) {
	for _, c := range o.clone().List {
		h.add(c)
	}
}

func (h history) clone() history {
	c := h.List.Clone()
	for i := range c {
		c[i].amount = h.List[i].amount.Clone()
	}
	return history{c}
}

// append appends the changes, each with the instant since the one before.
func (h *history) append(b []byte) []byte {
	return h.List.Append(b, func(c change, b []byte, before change) []byte {
		return c.amount.AppendBinary(wire.AppendInt(c.Instant.Append(b, before.Instant), c.number))
	})
}

// read reads what append wrote, of instants in the periods of a calendar.
func (h *history) read(r *wire.Reader, in civil.Calendar) {
	h.List = timeline.ReadList(r, 5, true, func(r *wire.Reader, before change) change {
		c := change{Instant: timeline.Read(r, before.Instant), number: r.Int()}
		c.amount.Read(r)
		if _, ok := in.Index(c.Time()); !ok || c.amount.Sign() < 0 {
			r.Fail("an amount below 0, or of no period")
		}
		return c
	})
}

// changesMagic begins the encoding: the calendar, then each customer and the
// changes.
const changesMagic = "rch\x02"

func (a *Changes[K]) append(b []byte) []byte {
	b = append(b, changesMagic...)
	return keyed.AppendTable(a.in().Append(b), &a.customers, (*history).append)
}

// readChanges reads a state; have is a calendar whose location need not be loaded
// again.
func readChanges[K kpi.Key](r *wire.Reader, have *Changes[K]) Changes[K] {
	r.Expect("revenue: changes", changesMagic)
	a := Changes[K]{calendar: civil.Read(r, have.calendar)}
	a.customers = keyed.ReadTable[K](r, func(h *history, r *wire.Reader) { h.read(r, a.calendar) })
	return a
}

// AppendBinary appends the encoding of a.
func (a *Changes[K]) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Changes[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns [kpi.ErrCorrupt].
// The time zone database must know its location.
func (a *Changes[K]) UnmarshalBinary(b []byte) error { return wire.DecodeOver(b, a, readChanges) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Changes[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Changes[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
