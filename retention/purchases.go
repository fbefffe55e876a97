package retention

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/sketch"
	"github.com/customerkpi/kpi/internal/wire"
)

// Purchases keeps when each customer bought: one order an Add, in any order.
// From it come the time between purchases and the repurchase rate within a time.
// Every order counts, two at once too. It takes 16 bytes an order beside the
// identity. The zero value is ready; see kpi.Accumulator for the laws that it
// keeps.
type Purchases[K kpi.Key] struct{ customers keyed.Table[K, moments] }

// Add counts an order of a customer at t. A year outside 1..9999, in UTC, is a
// *kpi.RangeError and is not counted.
func (p *Purchases[K]) Add(customer K, t time.Time) error {
	m, err := momentOf(t)
	if err != nil {
		return err
	}
	p.customers.At(customer).add(m)
	return nil
}

// AddSlice counts two columns, of customers and of the times of their orders,
// all or, with the error of the first refused one, none. Columns of different
// length are a *kpi.RangeError.
func (p *Purchases[K]) AddSlice(customers []K, at []time.Time) error {
	if n := len(customers); len(at) != n {
		return &kpi.RangeError{Op: "retention: purchases", Name: "number of times", Value: len(at), Min: n, Max: n}
	}
	orders := make([]moment, len(at))
	for i, t := range at {
		m, err := momentOf(t)
		if err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
		orders[i] = m
	}
	keyed.Each(&p.customers, customers, orders, func(m *moments, order moment) { m.add(order) })
	return nil
}

func momentOf(t time.Time) (moment, error) {
	if year := t.UTC().Year(); year < minYear || year > maxYear {
		return moment{}, &kpi.RangeError{Op: "retention: purchases", Name: "year", Value: year, Min: minYear, Max: maxYear}
	}
	return moment{t.Unix(), int32(t.Nanosecond())}, nil
}

// Merge adds the orders of o.
func (p *Purchases[K]) Merge(o *Purchases[K]) error {
	if o == nil {
		return nil
	}
	p.customers.Merge(&o.customers, func(m *moments, theirs moments) {
		*m = append(*m, theirs...)
		slices.SortFunc(*m, moment.compare)
	})
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (p *Purchases[K]) Clone() *Purchases[K] {
	if p == nil {
		return new(Purchases[K])
	}
	return &Purchases[K]{p.customers.Clone(func(m moments) moments { return slices.Clone(m) })}
}

// Within returns the repurchase rate within a time of the first order, of the
// customers for whom that time has passed by the end of the data:
//
//	customers with a second order by first + within / customers with first + within <= end
//
// Younger customers are not counted: they may still buy. Without a customer it
// is kpi.ErrUndefined, a time below 0 is a *kpi.RangeError.
func (p *Purchases[K]) Within(within time.Duration, end time.Time) (kpi.Rate, error) {
	if within < 0 {
		return kpi.Rate{}, &kpi.RangeError{Op: "retention: purchases", Name: "time", Value: within, Min: time.Duration(0)}
	}
	var repeat, customers uint64
	for _, m := range p.customers.All() {
		due := (*m)[0].after(within)
		if (moment{end.Unix(), int32(end.Nanosecond())}).compare(due) < 0 {
			continue
		}
		customers++
		if len(*m) > 1 && (*m)[1].compare(due) <= 0 {
			repeat++
		}
	}
	return share("repurchase rate within a time", "repeat customers", repeat, customers, "no customer of that age")
}

// A PurchasesResult is the times between the orders of the same customer that
// follow each other.
type PurchasesResult struct {
	Customers uint64    `json:"customers"`
	Orders    uint64    `json:"orders"`
	Sum       kpi.Value `json:"sum"`     // of the times between orders, in seconds
	Squares   kpi.Value `json:"squares"` // of these times, summed

	times sketch.Quantiles // in nanoseconds
}

// MarshalJSON returns an object of the fields, and of the times in the encoding of
// the state, which the percentiles are read from.
func (r PurchasesResult) MarshalJSON() ([]byte, error) {
	type fields PurchasesResult
	return json.Marshal(struct {
		fields
		Times sketch.Quantiles `json:"times"`
	}{fields(r), r.times})
}

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt] and leaves
// r as it was. The times have to be there, and as many as Orders - Customers.
func (r *PurchasesResult) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	type fields PurchasesResult
	var j struct {
		fields
		Times sketch.Quantiles `json:"times"`
	}
	if err := json.Unmarshal(data, &j); err != nil {
		return fmt.Errorf("retention: purchases: %w: %v", kpi.ErrCorrupt, err)
	}
	if j.Orders < j.Customers || j.Times.Count() != j.Orders-j.Customers {
		return fmt.Errorf("retention: purchases: %w: %d times of %d orders and %d customers", kpi.ErrCorrupt, j.Times.Count(), j.Orders, j.Customers)
	}
	*r = PurchasesResult(j.fields)
	r.times = j.Times
	return nil
}

// GobEncode returns what MarshalJSON does: gob by itself leaves out what is not exported.
func (r PurchasesResult) GobEncode() ([]byte, error) { return r.MarshalJSON() }

// GobDecode reads what GobEncode wrote, or returns [kpi.ErrCorrupt].
func (r *PurchasesResult) GobDecode(data []byte) error { return r.UnmarshalJSON(data) }

// Mean returns the mean time between purchases (délai moyen entre deux achats)
// in seconds:
//
//	Σ (last order - first order of a customer) / (orders - customers)
//
// It is exact, of the times that are over: customers who have not come back yet
// are in none. Its interval, not below 0, takes the times for independent of each
// other: where few customers have most of them it is too narrow. Without a second
// order it is [kpi.ErrUndefined].
func (r PurchasesResult) Mean() (kpi.Mean, error) {
	if r.Orders <= r.Customers {
		return kpi.Mean{}, r.undefined("mean time between purchases")
	}
	mean, err := kpi.NewMean(r.Orders-r.Customers, r.Sum.Rat(), r.Squares.Rat())
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
		return 0, r.undefined("median time between purchases")
	}
	return time.Duration(ns), nil
}

// Percentile returns the time that a share p of the n times between purchases did
// not exceed, 0 <= p <= 1, by the nearest rank: the ceil(p n)-th shortest, at least
// the first, within 1/128 (0.78%). So for p = 0.5 and even n it is the lower of the
// two middle times, not their mean, which is the [PurchasesResult.Median]. Without a
// second order it is [kpi.ErrUndefined], for another p a [*kpi.RangeError].
func (r PurchasesResult) Percentile(p float64) (time.Duration, error) {
	if !(p >= 0 && p <= 1) {
		return 0, &kpi.RangeError{Op: "retention: purchases", Name: "percentile", Value: p, Min: 0, Max: 1}
	}
	ns, ok := r.times.Quantile(p)
	if !ok {
		return 0, r.undefined("percentile")
	}
	return time.Duration(ns), nil
}

func (r PurchasesResult) undefined(figure string) error {
	return fmt.Errorf("retention: %s %w: no second order", figure, kpi.ErrUndefined)
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

// Result returns the times so far, by a pass over the orders.
func (p *Purchases[K]) Result() PurchasesResult {
	r := PurchasesResult{Customers: uint64(p.customers.Len())}
	var gaps exact.Moments
	for _, m := range p.customers.All() {
		r.Orders += uint64(len(*m))
		for i := 1; i < len(*m); i++ {
			sec, nsec := (*m)[i].since((*m)[i-1])
			if sec < math.MaxInt64/int64(time.Second) {
				ns := sec*1e9 + int64(nsec)
				gaps.AddMinor(ns, 9)
				r.times.Add(ns)
				continue
			}
			// More than 292 years: the percentiles take it for that.
			gaps.Add(decimal.New(sec, 0).Add(decimal.New(int64(nsec), -9)))
			r.times.Add(math.MaxInt64)
		}
	}
	r.Sum, r.Squares = kpi.ValueOf(gaps.Sum()), kpi.ValueOf(gaps.Squares())
	return r
}

// moments are the instants of a customer's orders, ascending; there is one at
// least.
type moments []moment

type moment struct {
	sec  int64 // since 1970, UTC
	nsec int32
}

func (m moment) compare(o moment) int {
	return cmp.Or(cmp.Compare(m.sec, o.sec), cmp.Compare(m.nsec, o.nsec))
}

// after returns the moment a time later. The years bound the seconds, so that
// the sum does not overflow.
func (m moment) after(d time.Duration) moment {
	nsec := int64(m.nsec) + int64(d%time.Second)
	return moment{m.sec + int64(d/time.Second) + nsec/1e9, int32(nsec % 1e9)}
}

// since returns the seconds and the nanoseconds from an earlier moment.
func (m moment) since(o moment) (sec int64, nsec int32) {
	sec, nsec = m.sec-o.sec, m.nsec-o.nsec
	if nsec < 0 {
		sec, nsec = sec-1, nsec+1e9
	}
	return sec, nsec
}

func (m *moments) add(n moment) {
	i, _ := slices.BinarySearchFunc(*m, n, moment.compare)
	*m = slices.Insert(*m, i, n)
}

// append appends the number of orders, and of each the seconds since the one
// before and the nanoseconds.
func (m *moments) append(b []byte) []byte {
	b = wire.AppendUint(b, uint64(len(*m)))
	before := int64(0)
	for _, x := range *m {
		b = wire.AppendUint(wire.AppendInt(b, x.sec-before), uint64(x.nsec))
		before = x.sec
	}
	return b
}

// read reads what append wrote.
func (m *moments) read(r *wire.Reader) {
	n := r.Len(2)
	if n == 0 {
		r.Fail("a customer without an order")
	}
	var before moment
	for i := range n {
		step, nsec := r.Int(), r.Uint()
		x := moment{before.sec + step, int32(min(nsec, 1e9))}
		year := time.Unix(x.sec, 0).UTC().Year()
		if r.Err() == nil && (nsec >= 1e9 || year < minYear || year > maxYear || i > 0 && (step < 0 || x.compare(before) < 0)) {
			r.Fail("order %d", i)
		}
		if r.Err() != nil {
			return
		}
		*m = append(*m, x)
		before = x
	}
}

// purchasesMagic begins the encoding: each customer and the instants.
const purchasesMagic = "pur\x01"

// AppendBinary appends the encoding of p.
func (p *Purchases[K]) AppendBinary(b []byte) ([]byte, error) {
	return keyed.AppendTable(append(b, purchasesMagic...), &p.customers, (*moments).append), nil
}

// MarshalBinary returns the encoding of p.
func (p Purchases[K]) MarshalBinary() ([]byte, error) { return p.AppendBinary(nil) }

// UnmarshalBinary makes p the state that was encoded, or returns
// kpi.ErrCorrupt.
func (p *Purchases[K]) UnmarshalBinary(data []byte) error {
	r := wire.Open("retention: purchases", purchasesMagic, data)
	d := Purchases[K]{keyed.ReadTable[K](r, (*moments).read)}
	if err := r.Close(); err != nil {
		return err
	}
	*p = d
	return nil
}

// MarshalJSON returns the encoding of p as a string in base64.
func (p Purchases[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&p) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (p *Purchases[K]) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON("retention: purchases", data, p)
}
