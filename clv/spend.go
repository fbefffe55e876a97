package clv

import (
	"fmt"
	"math"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// A SpendResult is the number of customers and of their orders, the revenue, and
// the sums over the customers that the errors of its figures follow from. Compare its
// values with their Equal.
type SpendResult struct {
	Customers    uint64    `json:"customers"`     // with an order or more
	Orders       uint64    `json:"orders"`        // theirs
	Revenue      kpi.Value `json:"revenue"`       // of the orders, less all refunds
	Others       uint64    `json:"others"`        // customers with refunds only, for orders from before
	Earlier      kpi.Value `json:"earlier"`       // refunded to them, 0 or more
	Squares      kpi.Value `json:"squares"`       // Σ total², of the others too
	Products     kpi.Value `json:"products"`      // Σ total × orders
	OrderSquares kpi.Value `json:"order_squares"` // Σ orders²
}

// PerOrder returns the average basket, in money per order:
//
//	revenue / orders
//
// A refund lowers the revenue, and is not an order. The unit is the customer: orders of
// one customer are alike, and the error is that of a ratio of two sums over Customers and
// Others, see [kpi.Clustered]. The error of [BasketResult.PerOrder], which takes each
// order for a sample of its own, is several times too small for such orders. The interval
// does not reach below 0 unless the revenue does. Two periods share customers: compare
// them by [Spend.PerOrder].
//
// Without an order it is [kpi.ErrUndefined].
func (r SpendResult) PerOrder() (kpi.Clustered, error) {
	if r.Orders == 0 {
		return kpi.Clustered{}, figure.Undefined("clv", "average basket", "no order")
	}
	if r.Others > math.MaxUint64-r.Customers {
		return kpi.Clustered{}, figure.Overflow("clv", "customers")
	}
	c, err := kpi.Clusters{
		N:                  r.Customers + r.Others,
		Numerator:          r.Revenue,
		Denominator:        kpi.ValueOf(figure.Quotient(r.Orders, 1)),
		NumeratorSquares:   r.Squares,
		Products:           r.Products,
		DenominatorSquares: r.OrderSquares,
	}.Ratio()
	if err != nil || c.Rat().Sign() < 0 {
		return c, err
	}
	return c.Within(new(big.Rat), nil)
}

// PerCustomer returns the average spend per customer, in money:
//
//	revenue / customers = PerOrder × Frequency, exactly
//
// The observations are the customers with an order, by their totals after
// refunds. What was refunded to others, for orders from before, lowers the
// revenue too; its squares are added to the variance as in
// [BasketResult.PerOrder]. The interval does not reach below 0 unless the revenue
// does. Without a customer it is [kpi.ErrUndefined].
func (r SpendResult) PerCustomer() (kpi.Mean, error) {
	return mean("spend per customer", r.Customers, r.Revenue, r.Earlier, r.Squares, "no customer")
}

// Frequency returns the purchase frequency, in orders per customer over the time
// that was added:
//
//	orders / customers        1 or more
//
// Without a customer it is [kpi.ErrUndefined].
func (r SpendResult) Frequency() (kpi.Value, error) {
	return figure.Share{Op: "clv", Figure: "purchase frequency", Why: "no customer"}.PerUnit(r.Orders, r.Customers)
}

// Lifetime returns the customer lifetime value, as [Of]:
//
//	PerOrder × Frequency × duration
//
// The period is the time that was added: after the orders of a year, duration
// counts years. It is a [kpi.Value], so that the lifetime of package churn goes
// in exactly; three and a half periods are [kpi.ValueOf](big.NewRat(7, 2)).
// Without a customer the value is [kpi.ErrUndefined]; a negative duration is a
// [*kpi.RangeError].
func (r SpendResult) Lifetime(duration kpi.Value) (kpi.Value, error) {
	if duration.Rat().Sign() < 0 {
		return kpi.Value{}, negative("duration", duration)
	}
	spend, err := each("lifetime value", r.Revenue.Rat(), r.Customers, "no customer")
	if err != nil {
		return kpi.Value{}, err
	}
	return kpi.ValueOf(new(big.Rat).Mul(spend.Rat(), duration.Rat())), nil
}

// String returns a text like
// "49.00 per customer (98.00 in 4 orders of 2 customers)".
func (r SpendResult) String() string {
	spend, err := r.PerCustomer()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%.2f per customer (%.2f in %d orders of %d customers)", spend, r.Revenue, r.Orders, r.Customers)
}

// Spend is streaming spend by customer: one order per Add. The zero value is
// ready; see [kpi.Accumulator] for the laws that it keeps. Leave orders without a
// customer to a [Basket].
type Spend[K kpi.Key] struct {
	orders    uint64 // of all customers
	customers keyed.Table[K, purchases]
}

// purchases are the orders and the refunds of one customer.
type purchases struct {
	orders uint64 // 0 where there are refunds only
	spend  exact.Sum
}

func (p *purchases) merge(o purchases) {
	p.orders += o.orders
	p.spend.Merge(&o.spend)
}

func (p purchases) clone() purchases { return purchases{p.orders, p.spend.Clone()} }

func (p *purchases) append(b []byte) []byte {
	return p.spend.AppendBinary(wire.AppendUint(b, p.orders))
}

func (p *purchases) read(r *wire.Reader) {
	p.orders = r.Uint()
	p.spend.Read(r)
}

// Add counts one order of a customer. An amount below 0 is a refund: it lowers the
// spend, and is not an order. An amount that [kpi.CheckAmount] refuses is a
// [*kpi.RangeError], more than 2^64-1 orders are [kpi.ErrOverflow], and nothing is
// counted.
func (a *Spend[K]) Add(customer K, amount decimal.Decimal) error {
	order := purchases{orders: 1}
	if amount.Sign() < 0 {
		order.orders = 0
	}
	if err := add(&order.spend, "amount", amount); err != nil {
		return err
	}
	return a.add(customer, &order)
}

// AddMinor counts one order of a customer of v minor units, of which a unit has
// 10^digits: AddMinor("Ada", 1999, 2) is 19.99, and a v below 0 a refund. More
// than 64 digits are a [*kpi.RangeError], more than 2^64-1 orders
// [kpi.ErrOverflow], and nothing is counted.
func (a *Spend[K]) AddMinor(customer K, v int64, digits uint8) error {
	order := purchases{orders: 1 - uint64(v)>>63}
	if err := addMinor(&order.spend, v, digits); err != nil {
		return err
	}
	return a.add(customer, &order)
}

func (a *Spend[K]) add(customer K, order *purchases) error {
	if order.orders > math.MaxUint64-a.orders {
		return errOrders
	}
	a.orders += order.orders
	a.customers.At(customer).merge(*order)
	return nil
}

// AddMinorSlice counts two columns, of customers and of the minor units of
// their orders, as AddMinor, all or none. Columns of different length are a
// [*kpi.RangeError].
func (a *Spend[K]) AddMinorSlice(customers []K, v []int64, digits uint8) error {
	if err := checkColumns("number of amounts", len(v), len(customers)); err != nil {
		return err
	}
	if err := checkDigits(digits); err != nil {
		return err
	}
	orders := uint64(len(v)) - refundsIn(v)
	if orders > math.MaxUint64-a.orders {
		return errOrders
	}
	a.orders += orders
	keyed.Each(&a.customers, customers, v, func(p *purchases, v int64) {
		p.orders += 1 - uint64(v)>>63
		p.spend.AddMinor(v, digits)
	})
	return nil
}

// Merge adds the orders and the refunds of o. A customer of both counts once.
func (a *Spend[K]) Merge(o *Spend[K]) error {
	o = shell.OrZero(o)
	if o.orders > math.MaxUint64-a.orders {
		return errOrders
	}
	a.orders += o.orders
	a.customers.Merge(&o.customers, (*purchases).merge)
	return nil
}

// Empty reports whether nothing was added.
func (a *Spend[K]) Empty() bool { return a.customers.Len() == 0 }

// Forget takes a customer out, as if they had never been there. The error is always
// nil.
func (a *Spend[K]) Forget(customer K) error {
	p, _ := a.customers.Remove(customer)
	a.orders -= p.orders
	return nil
}

// Alias gives the orders of the customer from to the customer to, as if they had had
// that name all along. The error is always nil.
func (a *Spend[K]) Alias(from, to K) error {
	a.customers.Rename(from, to, (*purchases).merge)
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Spend[K]) Clone() *Spend[K] {
	return shell.Clone(a, func(c *Spend[K]) { c.customers = c.customers.Clone(purchases.clone) })
}

// Result returns the sums so far, by a pass over the customers.
func (a *Spend[K]) Result() SpendResult {
	var all exact.Pairs
	var refunded exact.Sum // to customers without an order
	others := uint64(0)
	for _, p := range a.customers.All() {
		all.AddCount(&p.spend, p.orders)
		if p.orders == 0 {
			others++
			refunded.Merge(&p.spend)
		}
	}
	revenue, _ := all.Sums()
	squares, products, orderSquares := all.Products()
	earlier := refunded.Rat()
	return SpendResult{
		Customers:    all.N() - others,
		Orders:       a.orders,
		Revenue:      kpi.ValueOf(revenue),
		Others:       others,
		Earlier:      kpi.ValueOf(earlier.Neg(earlier)),
		Squares:      kpi.ValueOf(squares),
		Products:     kpi.ValueOf(products),
		OrderSquares: kpi.ValueOf(orderSquares),
	}
}

// PerOrder returns [SpendResult.PerOrder] with the customers behind it: the
// comparison of two periods takes into account that they share customers. Its memory
// is that of a [kpi.Panel].
func (a *Spend[K]) PerOrder() (kpi.Panel[K], error) {
	return a.panel("average basket", "no order", func(p *purchases) uint64 { return p.orders })
}

// PerCustomer returns the average spend per customer, the figure of
// [SpendResult.PerCustomer], with the customers behind it, as in PerOrder: customers who
// bought in both of two periods are compared with themselves.
func (a *Spend[K]) PerCustomer() (kpi.Panel[K], error) {
	return a.panel("spend per customer", "no customer", func(p *purchases) uint64 { return min(p.orders, 1) })
}

// panel returns the spend per count, as figures of the customers.
func (a *Spend[K]) panel(name, none string, count func(*purchases) uint64) (kpi.Panel[K], error) {
	if a.orders == 0 {
		return kpi.Panel[K]{}, figure.Undefined("clv", name, none)
	}
	var by kpi.ByCustomer[K]
	for c, p := range a.customers.All() {
		if err := by.AddSums(c, p.spend.Short(), decimal.NewFromUint64(count(p))); err != nil {
			return kpi.Panel[K]{}, err
		}
	}
	f, err := by.Ratio()
	if err != nil || f.Rat().Sign() < 0 {
		return f, err
	}
	f.Clustered, err = f.Within(new(big.Rat), nil)
	return f, err
}

// spendMagic begins the encoding: each customer, and the number and the sum of
// the orders.
const spendMagic = "spd\x01"

func (a *Spend[K]) append(b []byte) []byte {
	return keyed.AppendTable(append(b, spendMagic...), &a.customers, (*purchases).append)
}

func readSpend[K kpi.Key](r *wire.Reader) (a Spend[K]) {
	r.Expect("clv: spend", spendMagic)
	a.customers = keyed.ReadTable[K](r, func(p *purchases, r *wire.Reader) {
		p.read(r)
		if p.orders == 0 && p.spend.Sign() >= 0 || p.orders > math.MaxUint64-a.orders {
			r.Fail("%d orders of %v", p.orders, p.spend.Decimal())
			return
		}
		a.orders += p.orders
	})
	return a
}

// AppendBinary appends the encoding of a.
func (a *Spend[K]) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Spend[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *Spend[K]) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readSpend) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Spend[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Spend[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
