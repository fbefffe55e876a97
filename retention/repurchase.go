package retention

import (
	"fmt"
	"math"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

var errOrders = figure.Overflow("retention", "orders")

// RepurchaseRate returns the repurchase rate, which is the share of customers who
// bought again:
//
//	repeat / customers        0 <= rate <= 1
//
// Without a customer it is [kpi.ErrUndefined]; more repeat customers than
// customers are a [*kpi.RangeError].
func RepurchaseRate(repeat, customers uint64) (kpi.Rate, error) {
	return repurchase("repurchase rate", "no customer").Rate(repeat, customers)
}

// repurchase words the errors of a share of repeat customers.
func repurchase(figures, why string) figure.Share {
	return figure.Share{Op: "retention", Figure: figures, Counted: "repeat customers", Why: why}
}

// A RepurchaseResult is the number of customers, of those with two orders or
// more, and of orders. Results are comparable with ==.
type RepurchaseResult struct {
	Customers uint64 `json:"customers"` // with an order or more
	Repeat    uint64 `json:"repeat"`    // with two orders or more
	Orders    uint64 `json:"orders"`
}

// N returns the number of customers.
func (r RepurchaseResult) N() uint64 { return r.Customers }

// Rate returns the [RepurchaseRate]:
//
//	repeat / customers        0 <= rate <= 1
//
// Without a customer it is [kpi.ErrUndefined].
func (r RepurchaseResult) Rate() (kpi.Rate, error) { return RepurchaseRate(r.Repeat, r.Customers) }

// Frequency returns the purchase frequency, in orders per customer:
//
//	orders / customers        1 or more
//
// Without a customer it is [kpi.ErrUndefined].
func (r RepurchaseResult) Frequency() (kpi.Value, error) {
	return repurchase("purchase frequency", "no customer").PerUnit(r.Orders, r.Customers)
}

// String returns a text like "40.00% (2000 of 5000 repeat, 9000 orders)".
func (r RepurchaseResult) String() string {
	rate, err := r.Rate()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s%% (%d of %d repeat, %d orders)",
		rate.Percent(2).StringFixed(2), r.Repeat, r.Customers, r.Orders)
}

// MarshalJSON returns the fields, and value, the [RepurchaseResult.Rate].
func (r RepurchaseResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *RepurchaseResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *RepurchaseResult) json() figure.Form {
	type fields RepurchaseResult
	return figure.FormOf("retention: repurchase", r, (*fields)(r), RepurchaseResult.Rate)
}

// Repurchase is a streaming repurchase rate: one order per Add. Every order counts, even
// two on one day; for the share of customers who came back on another day, use
// [Activity]. The zero value is ready; see [kpi.Accumulator] for the laws that it keeps.
type Repurchase[K kpi.Key] struct {
	orders    uint64
	customers keyed.Table[K, times]
	// The number of orders of a customer beyond 32 bits, in units of 2^32: of those
	// who have one. Nobody has, before 2^32 orders are counted in all.
	beyond keyed.Table[K, uint64]
}

// times is how often a customer bought, but for what is beyond. It takes no more memory
// in a table than a byte would.
type times uint32

func (t *times) add(n times) { *t += n }

// Add counts one order of a customer. More than 2^64-1 orders are
// [kpi.ErrOverflow] and are not counted.
func (a *Repurchase[K]) Add(customer K) error { return a.AddN(customer, 1) }

// AddN counts n orders of a customer. An n of 0 changes nothing: without an order there
// is no customer. More than 2^64-1 orders are [kpi.ErrOverflow], and nothing is counted.
func (a *Repurchase[K]) AddN(customer K, n uint64) error {
	if n > math.MaxUint64-a.orders {
		return errOrders
	}
	if n == 0 {
		return nil
	}
	if a.orders += n; a.short() {
		keyed.Later(&a.customers, customer, times(n), (*times).add)
	} else {
		a.addLong(customer, n)
	}
	return nil
}

// short reports whether nobody can have orders beyond 32 bits.
func (a *Repurchase[K]) short() bool { return a.orders <= math.MaxUint32 }

// addLong adds to the orders of a customer, who may have them beyond 32 bits.
func (a *Repurchase[K]) addLong(customer K, n uint64) {
	t := a.customers.At(customer)
	low := uint64(*t) + n&math.MaxUint32
	*t = times(low)
	if high := n>>32 + low>>32; high > 0 {
		*a.beyond.At(customer) += high
	}
}

// count returns the orders of a customer, of whom a is read.
func (a *Repurchase[K]) count(customer K, t times) uint64 {
	high, _ := a.beyond.Get(customer)
	return high<<32 | uint64(t)
}

// AddSlice counts a column of orders, each given by its customer, all or, with
// [kpi.ErrOverflow], none.
func (a *Repurchase[K]) AddSlice(customers []K) error { return a.AddParallel(1, customers) }

// Empty reports whether nothing was added.
func (a *Repurchase[K]) Empty() bool { return a.orders == 0 }

// Forget takes a customer out, as if they had never been there. The error is always
// nil.
func (a *Repurchase[K]) Forget(customer K) error {
	t, _ := a.customers.Remove(customer)
	a.orders -= a.count(customer, t)
	a.beyond.Remove(customer)
	return nil
}

// Alias gives the orders of the customer from to the customer to, as if they had had
// that name all along. The error is always nil.
func (a *Repurchase[K]) Alias(from, to K) error {
	if from == to {
		return nil
	}
	if t, ok := a.customers.Remove(from); ok {
		n := a.count(from, t)
		a.beyond.Remove(from)
		a.addLong(to, n)
	}
	return nil
}

// Merge adds the orders of o: a customer who bought once in each bought again.
func (a *Repurchase[K]) Merge(o *Repurchase[K]) error {
	o = shell.OrZero(o)
	if o.orders > math.MaxUint64-a.orders {
		return errOrders
	}
	if a.orders += o.orders; a.short() {
		a.customers.Merge(o.read(), (*times).add)
		return nil
	}
	if a == o {
		o = o.Clone()
	}
	for customer, t := range o.read().All() {
		a.addLong(customer, o.count(customer, *t))
	}
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Repurchase[K]) Clone() *Repurchase[K] {
	return shell.Clone(a, func(c *Repurchase[K]) { c.customers, c.beyond = c.read().Clone(nil), c.beyond.Clone(nil) })
}

// read returns the customers for a reader.
func (a *Repurchase[K]) read() *keyed.Table[K, times] {
	return keyed.Read(&a.customers, nil, (*times).add)
}

// Result returns the counts so far, by a pass over the customers.
func (a *Repurchase[K]) Result() RepurchaseResult {
	customers := a.read()
	r := RepurchaseResult{Customers: uint64(customers.Len()), Orders: a.orders}
	for _, t := range customers.All() {
		if *t > 1 {
			r.Repeat++
		}
	}
	for customer := range a.beyond.All() { // of whom these look like 0 or 1
		if t, _ := customers.Get(customer); t <= 1 {
			r.Repeat++
		}
	}
	return r
}

// repurchaseMagic begins the encoding: each customer and the number of orders, without
// what is beyond 32 bits, then that, of each customer who has it.
const repurchaseMagic = "rep\x01"

func (a *Repurchase[K]) append(b []byte) []byte {
	b = keyed.AppendTable(append(b, repurchaseMagic...), a.read(), func(t *times, b []byte) []byte { return wire.AppendUint(b, uint64(*t)) })
	return keyed.AppendTable(b, &a.beyond, func(high *uint64, b []byte) []byte { return wire.AppendUint(b, *high) })
}

func readRepurchase[K kpi.Key](r *wire.Reader) (a Repurchase[K]) {
	r.Expect("retention: repurchase", repurchaseMagic)
	a.customers = keyed.ReadTable[K](r, func(t *times, r *wire.Reader) { *t = times(a.readOrders(r, 0, 0)) })
	a.beyond = keyed.ReadTable[K](r, func(high *uint64, r *wire.Reader) { *high = a.readOrders(r, 1, 32) })
	without := 0 // those who have orders beyond 32 bits only, or none
	for _, t := range a.customers.All() {
		if *t == 0 {
			without++
		}
	}
	for customer := range a.beyond.All() {
		t, ok := a.customers.Get(customer)
		if !ok {
			r.Fail("orders beyond 32 bits of nobody")
		}
		if t == 0 {
			without--
		}
	}
	if without != 0 {
		r.Fail("a customer without orders")
	}
	return a
}

// readOrders reads a number of orders, at least least and of 32 bits, and adds it, times
// 2^shift, to all.
func (a *Repurchase[K]) readOrders(r *wire.Reader, least uint64, shift int) uint64 {
	n := r.Uint()
	switch {
	case n < least || n > math.MaxUint32:
		r.Fail("orders %d·2^%d", n, shift)
	case n<<shift > math.MaxUint64-a.orders:
		r.Fail("more than 2^64-1 orders")
	default:
		a.orders += n << shift
	}
	return n
}

// AppendBinary appends the encoding of a.
func (a *Repurchase[K]) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Repurchase[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns [kpi.ErrCorrupt].
func (a *Repurchase[K]) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readRepurchase) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Repurchase[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Repurchase[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
