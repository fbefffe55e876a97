package clv

import (
	"fmt"
	"slices"
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

// A Merging says which orders of a customer are one.
type Merging uint8

// The mergings.
const (
	// MergeDays: those of one day, as the literature does. A basket in two
	// parts is not a customer who came back.
	MergeDays Merging = iota
	// MergeNothing: every order counts; only those of the same microsecond
	// are one.
	MergeNothing
)

// String returns "orders of a day are one" or "every order counts".
func (m Merging) String() string {
	switch m {
	case MergeDays:
		return "orders of a day are one"
	case MergeNothing:
		return "every order counts"
	}
	return fmt.Sprintf("Merging(%d)", uint8(m))
}

// History keeps the orders of each customer, and makes of them what the models
// of repeat buying need: one order per Add, in any order. It takes 56 bytes per
// day with an order, and 48 per customer beside the identity. The zero value
// merges the orders of a day in UTC; see [kpi.Accumulator] for the laws that it
// keeps.
//
// A refund is an Add of an amount below 0. It is not an order, and makes nobody a
// customer or a repeat buyer. It lowers the customer's last order up to its time, one of
// its own day first, but not below 0. The rest of it lowers the order before, and so on.
// What is still left lowers only the revenue, as a refund of an order from before the
// history does.
type History[K kpi.Key] struct {
	merging   Merging
	zone      civil.Zone
	customers keyed.Table[K, account]
}

// NewHistory returns a history that merges orders of the days of a location (nil
// is UTC), or none. The location must be one that [time.LoadLocation] finds by
// its name, because the encoding holds the name; [time.Local] is refused. The
// error is [kpi.ErrRange].
func NewHistory[K kpi.Key](m Merging, loc *time.Location) (*History[K], error) {
	if m > MergeNothing {
		return nil, &kpi.RangeError{Op: "clv", Name: "merging", Value: uint8(m), Min: MergeDays, Max: MergeNothing}
	}
	z, err := figure.Zone("clv", loc)
	if err != nil {
		return nil, err
	}
	return &History[K]{merging: m, zone: z}, nil
}

// time returns when t is: a number of days, or of microseconds.
func (h *History[K]) time(t time.Time) (int64, error) {
	day, err := figure.Index("clv", civil.In(civil.Day, h.zone), t)
	if err != nil {
		return 0, err
	}
	if h.merging == MergeNothing {
		return t.UnixMicro(), nil
	}
	return int64(day), nil
}

// unit is how long 1 is of what time returns.
func (h *History[K]) unit() time.Duration {
	if h.merging == MergeNothing {
		return time.Microsecond
	}
	return 24 * time.Hour
}

// Add adds an order of a customer; an amount below 0 is a refund. An amount that
// [kpi.CheckAmount] refuses, or a year outside 1..9999, is a [*kpi.RangeError] and
// is not added.
func (h *History[K]) Add(customer K, t time.Time, amount decimal.Decimal) error {
	if err := kpi.CheckAmount("clv", "amount", amount); err != nil {
		return err
	}
	at, err := h.time(t)
	if err != nil {
		return err
	}
	h.customers.At(customer).of(amount.Sign() < 0).At(at).Add(amount)
	return nil
}

// AddMinor is Add for an amount in minor units, amount 10^-digits: cents have 2
// digits. Digits above 64 are a [*kpi.RangeError].
func (h *History[K]) AddMinor(customer K, t time.Time, amount int64, digits uint8) error {
	if err := checkDigits(digits); err != nil {
		return err
	}
	at, err := h.time(t)
	if err != nil {
		return err
	}
	h.customers.At(customer).of(amount < 0).At(at).AddMinor(amount, digits)
	return nil
}

// AddMinorSlice adds three columns, of customers, times and amounts in minor units,
// as AddMinor does, all or, with the error of the first refused one, none. Columns
// of different length are a [*kpi.RangeError].
func (h *History[K]) AddMinorSlice(customers []K, times []time.Time, amounts []int64, digits uint8) error {
	n := len(customers)
	for _, l := range []int{len(times), len(amounts)} {
		if l != n {
			return &kpi.RangeError{Op: "clv", Name: "length of a column", Value: l, Min: n, Max: n}
		}
	}
	if err := checkDigits(digits); err != nil {
		return err
	}
	type order struct{ at, amount int64 }
	rows := make([]order, n)
	for i, t := range times {
		at, err := h.time(t)
		if err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
		rows[i] = order{at, amounts[i]}
	}
	keyed.Each(&h.customers, customers, rows, func(a *account, r order) { a.of(r.amount < 0).At(r.at).AddMinor(r.amount, digits) })
	return nil
}

// Merge adds the orders of o. Another merging or location is
// [kpi.ErrIncompatible], unless one of the two is the zero value.
func (h *History[K]) Merge(o *History[K]) error {
	return shell.Merge(h, o, (*History[K]).isZero, (*History[K]).differ, func() { h.customers.Merge(&o.customers, (*account).merge) })
}

func (h *History[K]) differ(o *History[K]) error {
	if h.merging == o.merging && h.zone.String() == o.zone.String() {
		return nil
	}
	return fmt.Errorf("clv: %w histories: %v in %v, and %v in %v", kpi.ErrIncompatible, h.merging, h.zone, o.merging, o.zone)
}

func (h *History[K]) isZero() bool {
	return h.merging == 0 && h.zone == (civil.Zone{}) && h.customers.Len() == 0
}

// Empty reports whether nothing was added, neither an order nor a refund.
func (h *History[K]) Empty() bool { return h.customers.Len() == 0 }

// Forget takes a customer out, as if they had never been there. The error is always
// nil.
func (h *History[K]) Forget(customer K) error {
	h.customers.Remove(customer)
	return nil
}

// Alias gives the orders of the customer from to the customer to, as if they had had
// that name all along. The error is always nil.
func (h *History[K]) Alias(from, to K) error {
	h.customers.Rename(from, to, (*account).merge)
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (h *History[K]) Clone() *History[K] {
	return shell.Clone(h, func(c *History[K]) { c.customers = c.customers.Clone(account.clone) })
}

// A HistoryResult says how much there is in a history.
type HistoryResult struct {
	Customers uint64    `json:"customers"` // with an order or more
	Orders    uint64    `json:"orders"`    // as merged
	Revenue   kpi.Value `json:"revenue"`   // of the orders, less all refunds
}

// String returns a text like "244228.79 in 6696 orders of 2357 customers".
func (r HistoryResult) String() string {
	return fmt.Sprintf("%.2f in %d orders of %d customers", r.Revenue, r.Orders, r.Customers)
}

// Result returns how much there is, by a pass over the customers.
func (h *History[K]) Result() HistoryResult {
	var r HistoryResult
	var sum exact.Sum
	for _, a := range h.customers.All() {
		if len(a.orders) > 0 {
			r.Customers++
		}
		r.Orders += uint64(len(a.orders))
		for _, amounts := range [2]timeline.Amounts{a.orders, a.refunds} {
			for i := range amounts {
				sum.Merge(&amounts[i].Sum)
			}
		}
	}
	r.Revenue = kpi.ValueOf(sum.Rat())
	return r
}

// account are the orders and the refunds of a customer; there is one at least.
type account struct{ orders, refunds timeline.Amounts }

// of returns where an amount of a sign belongs.
func (a *account) of(negative bool) *timeline.Amounts {
	if negative {
		return &a.refunds
	}
	return &a.orders
}

// net returns the orders less the refunds, up to a time. A refund after the end is
// of an order after it.
func (a *account) net(end, until int64) timeline.Amounts {
	if len(a.refunds) == 0 {
		return a.orders
	}
	orders := a.orders.Clone()
	for _, r := range a.refunds {
		if r.Time > until {
			break
		}
		left := r.Sum.Clone()
		for i := len(orders) - 1; i >= 0 && left.Sign() < 0; i-- {
			x := &orders[i]
			if x.Time > r.Time || r.Time > end && x.Time <= end {
				continue
			}
			x.Sum.Merge(&left)
			left = exact.Sum{}
			if x.Sum.Sign() < 0 {
				left, x.Sum = x.Sum, left
			}
		}
	}
	return orders
}

func (a *account) merge(o account) {
	a.orders.Merge(o.orders)
	a.refunds.Merge(o.refunds)
}

func (a account) clone() account { return account{a.orders.Clone(), a.refunds.Clone()} }

func (a *account) append(to []byte) []byte { return a.refunds.Append(a.orders.Append(to)) }

// read reads what append wrote, of times in first..last.
func (a *account) read(r *wire.Reader, first, last int64) {
	a.orders.Read(r, first, last)
	a.refunds.Read(r, first, last)
	switch {
	case r.Err() != nil:
	case len(a.orders)+len(a.refunds) == 0:
		r.Fail("a customer without an order")
	case slices.ContainsFunc(a.orders, func(x timeline.Amount) bool { return x.Sum.Sign() < 0 }):
		r.Fail("an order below 0")
	case slices.ContainsFunc(a.refunds, func(x timeline.Amount) bool { return x.Sum.Sign() >= 0 }):
		r.Fail("a refund not below 0")
	}
}

// bounds returns the first and the last time that time returns.
func (h *History[K]) bounds() (first, last int64) {
	days := civil.In(civil.Day, h.zone)
	from, to := days.Bounds()
	if h.merging == MergeDays {
		return int64(from), int64(to)
	}
	return days.Start(from).UnixMicro(), days.Start(to+1).UnixMicro() - 1
}

// historyMagic begins the encoding: the merging and the location, then each
// customer, the orders and the refunds.
const historyMagic = "chi\x01"

func (h *History[K]) append(b []byte) []byte {
	b = append(b, historyMagic...)
	b = h.zone.Append(wire.AppendUint(b, uint64(h.merging)))
	return keyed.AppendTable(b, &h.customers, (*account).append)
}

// readHistory reads a history; have is a location that need not be loaded again.
func readHistory[K kpi.Key](r *wire.Reader, have *History[K]) History[K] {
	r.Expect("clv: history", historyMagic)
	m := r.Uint()
	if m > uint64(MergeNothing) {
		r.Fail("merging %d", m)
	}
	h := History[K]{merging: Merging(m), zone: civil.ReadZone(r, have.zone)}
	if r.Err() == nil {
		first, last := h.bounds()
		h.customers = keyed.ReadTable[K](r, func(a *account, r *wire.Reader) { a.read(r, first, last) })
	}
	return h
}

// AppendBinary appends the encoding of h.
func (h *History[K]) AppendBinary(b []byte) ([]byte, error) { return h.append(b), nil }

// MarshalBinary returns the encoding of h.
func (h History[K]) MarshalBinary() ([]byte, error) { return h.AppendBinary(nil) }

// UnmarshalBinary makes h the state that was encoded, or returns
// [kpi.ErrCorrupt]. The time zone database must know its location.
func (h *History[K]) UnmarshalBinary(b []byte) error { return wire.DecodeOver(b, h, readHistory) }

// MarshalJSON returns the encoding of h as a string in base64.
func (h History[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&h) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (h *History[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, h) }
