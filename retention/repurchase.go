package retention

import (
	"fmt"
	"math"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
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

// Repurchase is a streaming repurchase rate: one order per Add. Every order counts, even
// two on one day; for the share of customers who came back on another day, use
// [Activity]. The zero value is ready; see [kpi.Accumulator] for the laws that it keeps.
type Repurchase[K kpi.Key] struct {
	orders    uint64
	customers keyed.Table[K, times]
}

// times is how often a customer bought: 1, or 2 for twice or more. That is all that
// the rate needs, and a byte per customer.
type times uint8

const (
	once  times = 1
	again times = 2
)

func (t *times) add(n times) { *t = min(*t+n, again) }

func (t *times) append(b []byte) []byte { return wire.AppendUint(b, uint64(*t)) }

func (t *times) read(r *wire.Reader) {
	v := r.Uint()
	if v != uint64(once) && v != uint64(again) {
		r.Fail("orders %d", v)
		return
	}
	*t = times(v)
}

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
	a.orders += n
	keyed.Later(&a.customers, customer, times(min(n, uint64(again))), (*times).add)
	return nil
}

// AddSlice counts a column of orders, each given by its customer, all or, with
// [kpi.ErrOverflow], none.
func (a *Repurchase[K]) AddSlice(customers []K) error {
	if uint64(len(customers)) > math.MaxUint64-a.orders {
		return errOrders
	}
	a.orders += uint64(len(customers))
	keyed.Each(&a.customers, customers, make([]struct{}, len(customers)), func(t *times, _ struct{}) { t.add(once) })
	return nil
}

// Merge adds the orders of o: a customer who bought once in each bought again.
func (a *Repurchase[K]) Merge(o *Repurchase[K]) error {
	if o == nil {
		return nil
	}
	if o.orders > math.MaxUint64-a.orders {
		return errOrders
	}
	a.orders += o.orders
	a.customers.Merge(o.read(), (*times).add)
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Repurchase[K]) Clone() *Repurchase[K] {
	if a == nil {
		return new(Repurchase[K])
	}
	return &Repurchase[K]{a.orders, a.read().Clone(nil)}
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
		if *t == again {
			r.Repeat++
		}
	}
	return r
}

// repurchaseMagic begins the encoding: the orders, then each customer, and 1
// for one order, 2 for more.
const repurchaseMagic = "rep\x01"

func (a *Repurchase[K]) append(b []byte) []byte {
	return keyed.AppendTable(wire.AppendUint(b, a.orders), a.read(), (*times).append)
}

func readRepurchase[K kpi.Key](r *wire.Reader) Repurchase[K] {
	a := Repurchase[K]{orders: r.Uint()}
	a.customers = keyed.ReadTable[K](r, (*times).read)
	// One order makes each customer, another each repeat customer, and only
	// those may have more.
	counts := a.Result()
	if least := counts.Customers + counts.Repeat; counts.Orders < least || counts.Repeat == 0 && counts.Orders > least {
		r.Fail("%d orders of %d customers, %d repeat", counts.Orders, counts.Customers, counts.Repeat)
	}
	return a
}

// AppendBinary appends the encoding of a.
func (a *Repurchase[K]) AppendBinary(b []byte) ([]byte, error) {
	return a.append(append(b, repurchaseMagic...)), nil
}

// MarshalBinary returns the encoding of a.
func (a Repurchase[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns [kpi.ErrCorrupt].
func (a *Repurchase[K]) UnmarshalBinary(data []byte) error {
	return wire.Decode("retention: repurchase", repurchaseMagic, data, a, readRepurchase[K])
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Repurchase[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Repurchase[K]) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON("retention: repurchase", data, a)
}
