package retention

import (
	"fmt"
	"math"
	"math/big"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/sketch"
	"github.com/customerkpi/kpi/internal/timeline"
	"github.com/customerkpi/kpi/internal/wire"
)

// A PurchasesResult is the times between consecutive orders of the same customer.
type PurchasesResult struct {
	Customers uint64    `json:"customers"`
	Orders    uint64    `json:"orders"`
	Sum       kpi.Value `json:"sum"`     // of the times between orders, in seconds
	Squares   kpi.Value `json:"squares"` // of these times, summed

	times sketch.Quantiles // in nanoseconds
}

// N returns the number of times between orders.
func (r PurchasesResult) N() uint64 { return r.Orders - min(r.Customers, r.Orders) }

// MarshalJSON returns an object of the fields, of the times in the encoding of the
// state, which the percentiles are read from, and value, the [PurchasesResult.Mean].
func (r PurchasesResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt]. The times
// have to be there, all of them.
func (r *PurchasesResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

// json points to what the JSON has.
func (r *PurchasesResult) json() figure.Form {
	type fields PurchasesResult
	parts := &struct {
		*fields
		Times *sketch.Quantiles `json:"times"`
	}{(*fields)(r), &r.times}
	return figure.FormOf("retention: purchases", r, parts, PurchasesResult.Mean, PurchasesResult.check)
}

// check says what is wrong with the times.
func (r PurchasesResult) check() string {
	if r.Orders >= r.Customers && r.times.Count() == r.N() {
		return ""
	}
	return fmt.Sprintf("%d times of %d orders and %d customers", r.times.Count(), r.Orders, r.Customers)
}

// GobEncode returns what MarshalJSON does: gob by itself leaves out what is not exported.
func (r PurchasesResult) GobEncode() ([]byte, error) { return r.MarshalJSON() }

// GobDecode reads what GobEncode wrote, or returns [kpi.ErrCorrupt].
func (r *PurchasesResult) GobDecode(data []byte) error { return r.UnmarshalJSON(data) }

// Mean returns the mean time between purchases, in seconds:
//
//	Σ (last order - first order of a customer) / (orders - customers)
//
// It is exact for the times that are over: customers who have not come back yet are not
// in it. Its interval, not below 0, assumes that the times are independent of each other.
// Where a few customers have most of them it is too narrow. Without a second order it is
// [kpi.ErrUndefined].
func (r PurchasesResult) Mean() (kpi.Mean, error) {
	if r.Orders <= r.Customers {
		return kpi.Mean{}, errNoSecond("mean time between purchases")
	}
	mean, err := kpi.NewMean(r.N(), r.Sum.Rat(), r.Squares.Rat())
	if err != nil {
		return kpi.Mean{}, err
	}
	return mean.Within(new(big.Rat), nil)
}

// Median returns the middle time between purchases, or the mean of the two middle
// ones if their number is even, within 1/128 (0.78%). Without a second order it is
// [kpi.ErrUndefined].
func (r PurchasesResult) Median() (time.Duration, error) {
	ns, ok := r.times.Median()
	if !ok {
		return 0, errNoSecond("median time between purchases")
	}
	return time.Duration(ns), nil
}

// Percentile returns the time that a share p of the n times between purchases did
// not exceed, 0 <= p <= 1, by the nearest rank: the ceil(p n)-th shortest, at least
// the first, within 1/128 (0.78%). For p = 0.5 and even n that is the lower of the two
// middle times, and the [PurchasesResult.Median] is their mean. Without a second order
// it is [kpi.ErrUndefined], for another p a [*kpi.RangeError].
func (r PurchasesResult) Percentile(p float64) (time.Duration, error) {
	if !(p >= 0 && p <= 1) {
		return 0, &kpi.RangeError{Op: "retention: purchases", Name: "percentile", Value: p, Min: 0, Max: 1}
	}
	ns, ok := r.times.Quantile(p)
	if !ok {
		return 0, errNoSecond("percentile")
	}
	return time.Duration(ns), nil
}

func errNoSecond(what string) error {
	return figure.Undefined("retention", what, "no second order")
}

// String returns a text like "30.5 days between purchases (40 orders, 12 customers)".
func (r PurchasesResult) String() string {
	mean, err := r.Mean()
	if err != nil {
		return err.Error()
	}
	days := mean.Rat()
	return fmt.Sprintf("%.1f days between purchases (%d orders, %d customers)", kpi.ValueOf(days.Quo(days, big.NewRat(86400, 1))), r.Orders, r.Customers)
}

// Purchases keeps when each customer bought: one order per Add, in any order. From it
// come the time between purchases and the repurchase rate within a time. Every order
// counts, even two at the same instant. It takes 16 bytes per order beside the identity.
// The zero value is ready; see [kpi.Accumulator] for the laws that it keeps.
type Purchases[K kpi.Key] struct{ customers keyed.Table[K, orders] }

// orders are the instants of a customer's orders; there is one at least.
type orders struct {
	timeline.List[timeline.Instant]
}

func (v *orders) merge(o orders) { v.Merge(o.List) }

func (v orders) clone() orders { return orders{v.Clone()} }

// Add counts an order of a customer at t. A year outside 1..9999, in UTC, is a
// [*kpi.RangeError] and is not counted.
func (p *Purchases[K]) Add(customer K, t time.Time) error {
	at, err := figure.Instant("retention: purchases", t)
	if err != nil {
		return err
	}
	p.customers.At(customer).Add(at)
	return nil
}

// AddSlice counts two columns, of customers and of the times of their orders,
// all or, with the error of the first refused one, none. Columns of different
// length are a [*kpi.RangeError].
func (p *Purchases[K]) AddSlice(customers []K, at []time.Time) error {
	return p.AddParallel(1, customers, at)
}

// Merge adds the orders of o.
func (p *Purchases[K]) Merge(o *Purchases[K]) error {
	p.customers.Merge(&shell.OrZero(o).customers, (*orders).merge)
	return nil
}

// Empty reports whether nothing was added.
func (p *Purchases[K]) Empty() bool { return p.customers.Len() == 0 }

// Forget takes a customer out, as if they had never been there. The error is always
// nil.
func (p *Purchases[K]) Forget(customer K) error {
	p.customers.Remove(customer)
	return nil
}

// Alias gives the orders of the customer from to the customer to, as if they had had
// that name all along. The error is always nil.
func (p *Purchases[K]) Alias(from, to K) error {
	p.customers.Rename(from, to, (*orders).merge)
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (p *Purchases[K]) Clone() *Purchases[K] {
	return &Purchases[K]{shell.OrZero(p).customers.Clone(orders.clone)}
}

// RepurchaseRate returns the repurchase rate within a time of the first order, of
// the customers for whom that time has passed by the end of the data:
//
//	customers with a second order by first + within / customers with first + within <= end
//
// Younger customers are not counted: they may still buy. Without a customer it
// is [kpi.ErrUndefined], a time below 0 is a [*kpi.RangeError].
func (p *Purchases[K]) RepurchaseRate(within time.Duration, end time.Time) (kpi.Rate, error) {
	if within < 0 {
		return kpi.Rate{}, &kpi.RangeError{Op: "retention: purchases", Name: "time", Value: within, Min: time.Duration(0)}
	}
	var repeat, customers uint64
	until, _ := timeline.Of(end) // far away or not
	for _, o := range p.customers.All() {
		due := o.List[0].Add(timeline.Span(within))
		if until.Before(due) {
			continue
		}
		customers++
		if len(o.List) > 1 && !due.Before(o.List[1]) {
			repeat++
		}
	}
	return repurchase("repurchase rate within a time", "no customer of that age").Rate(repeat, customers)
}

// Result returns the times so far, by a pass over the orders.
func (p *Purchases[K]) Result() PurchasesResult {
	r := PurchasesResult{Customers: uint64(p.customers.Len())}
	var gaps exact.Moments
	for _, o := range p.customers.All() {
		r.Orders += uint64(len(o.List))
		for i, at := range o.List[1:] {
			gap := at.Sub(o.List[i])
			if gap.Sec < math.MaxInt64/int64(time.Second) {
				ns := gap.Sec*int64(time.Second) + int64(gap.Nano)
				gaps.AddMinor(ns, 9)
				r.times.Add(ns)
				continue
			}
			// More than 292 years: the percentiles take it for that.
			gaps.Add(decimal.New(gap.Sec, 0).Add(decimal.New(int64(gap.Nano), -9)))
			r.times.Add(math.MaxInt64)
		}
	}
	r.Sum, r.Squares = kpi.ValueOf(gaps.Sum()), kpi.ValueOf(gaps.Squares())
	return r
}

// purchasesMagic begins the encoding: each customer and the instants.
const purchasesMagic = "pur\x01"

func (p *Purchases[K]) append(b []byte) []byte {
	return keyed.AppendTable(append(b, purchasesMagic...), &p.customers, (*orders).append)
}

// append appends the instants, each as what lies between it and the one before.
func (o *orders) append(b []byte) []byte { return o.Append(b, timeline.Instant.Append) }

func (o *orders) read(r *wire.Reader) { o.List = timeline.ReadList(r, 2, false, timeline.Read) }

func readPurchases[K kpi.Key](r *wire.Reader) Purchases[K] {
	r.Expect("retention: purchases", purchasesMagic)
	return Purchases[K]{keyed.ReadTable[K](r, (*orders).read)}
}

// AppendBinary appends the encoding of p.
func (p *Purchases[K]) AppendBinary(b []byte) ([]byte, error) { return p.append(b), nil }

// MarshalBinary returns the encoding of p.
func (p Purchases[K]) MarshalBinary() ([]byte, error) { return p.AppendBinary(nil) }

// UnmarshalBinary makes p the state that was encoded, or returns [kpi.ErrCorrupt].
func (p *Purchases[K]) UnmarshalBinary(b []byte) error { return wire.Decode(b, p, readPurchases) }

// MarshalJSON returns the encoding of p as a string in base64.
func (p Purchases[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&p) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (p *Purchases[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, p) }
