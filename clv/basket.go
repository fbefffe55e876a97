package clv

import (
	"cmp"
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// AverageBasket returns the average basket, also called average order value (AOV),
// from totals:
//
//	revenue / orders
//
// where the revenue is what is left after refunds, and a refund is not an order.
// Without an order it is [kpi.ErrUndefined]. A revenue that [kpi.CheckAmount]
// refuses is a [*kpi.RangeError].
func AverageBasket(revenue decimal.Decimal, orders uint64) (kpi.Value, error) {
	if err := kpi.CheckAmount("clv", "revenue", revenue); err != nil {
		return kpi.Value{}, err
	}
	return each("average basket", exact.Rat(revenue), orders, "no order")
}

// A BasketResult is the number of orders and of refunds, the revenue, and the sum
// of the squared amounts, which the variance of the basket follows from. Compare
// its values with their Equal.
type BasketResult struct {
	Orders   uint64    `json:"orders"`
	Revenue  kpi.Value `json:"revenue"` // of the orders, less the refunds
	Refunds  uint64    `json:"refunds"`
	Refunded kpi.Value `json:"refunded"` // the refunds' total, 0 or more
	Squares  kpi.Value `json:"squares"`  // of the amounts of orders and of refunds
}

func basketResult(s *sales) BasketResult {
	refunded := s.refunds.Sum()
	revenue, squares := s.orders.Sum(), s.orders.Squares()
	return BasketResult{
		Orders:   s.orders.N(),
		Revenue:  kpi.ValueOf(revenue.Add(revenue, refunded)),
		Refunds:  s.refunds.N(),
		Refunded: kpi.ValueOf(refunded.Neg(refunded)),
		Squares:  kpi.ValueOf(squares.Add(squares, s.refunds.Squares())),
	}
}

// PerOrder returns the average basket, in money per order:
//
//	revenue / orders
//
// The observations are the orders. A refund lowers the revenue, and not the number
// of orders. Which order was refunded is not known here. So the square of the
// refund is added to the variance of the amounts x of the orders, as if it were a
// refund of a random order:
//
//	(Σ(x - Σx/n)² + Σ refund²) / (n - 1)
//
// Where larger orders have the larger refunds, such as when orders are returned whole,
// the interval is wider than it has to be. It does not reach below 0 unless the
// revenue does.
//
// The unit is the order, as if each were of another customer. Where customers order
// several times, at a level of their own, the interval is too narrow. In a shop with 4
// orders per customer it has half of the width that it needs: random halves of the same
// customers "differ" in 37% of all divisions, where 5% should. Take
// [SpendResult.PerOrder] there.
//
// Without an order it is [kpi.ErrUndefined].
func (r BasketResult) PerOrder() (kpi.Mean, error) {
	return mean("average basket", r.Orders, r.Revenue, r.Refunded, r.Squares, "no order")
}

// String returns a text like "24.50 per order (98.00 in 4 orders)".
func (r BasketResult) String() string {
	basket, err := r.PerOrder()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%.2f per order (%.2f in %d orders)", basket, r.Revenue, r.Orders)
}

// MarshalJSON returns the fields, and value, the [BasketResult.PerOrder].
func (r BasketResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *BasketResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *BasketResult) json() figure.Form {
	type fields BasketResult
	return figure.FormOf("clv: basket", r, (*fields)(r), BasketResult.PerOrder)
}

// mean returns sum / n, where sum is that of n amounts x, less amounts apart from
// them that belong to some of them. The variance is that of x and, as the amounts
// apart fall on them at random, their squares:
//
//	(Σx² - (Σx)²/n + Σ apart²) / (n - 1)
//
// squares are Σx² + Σ apart². name and none word the error for n = 0.
func mean(name string, n uint64, sum, apart, squares kpi.Value, none string) (kpi.Mean, error) {
	if n == 0 {
		return kpi.Mean{}, figure.Undefined("clv", name, none)
	}
	net, all := sum.Rat(), squares.Rat()
	if away := apart.Rat(); away.Sign() != 0 {
		gross := new(big.Rat).Add(net, away)
		nn := new(big.Rat).SetInt(figure.Int(n))
		deviations := new(big.Rat).Mul(gross, gross)
		deviations.Sub(all, deviations.Quo(deviations, nn))
		if n == 1 { // which have no variance
			deviations.SetInt64(0)
		}
		all.Mul(net, net)
		all.Add(all.Quo(all, nn), deviations)
	}
	m, err := kpi.NewMean(n, net, all)
	if err != nil || net.Sign() < 0 {
		return m, err
	}
	return m.Within(new(big.Rat), nil)
}

// Basket is a streaming average basket: one order per Add. For spend by customer
// use [Spend]. The zero value is ready; see [kpi.Accumulator] for the laws that it
// keeps.
type Basket struct{ sales sales }

// Add counts one order. An amount below 0 is a refund: it lowers the revenue, and
// is not an order. An amount that [kpi.CheckAmount] refuses is a
// [*kpi.RangeError], more than 2^64-1 orders or refunds are [kpi.ErrOverflow],
// and nothing is counted.
func (a *Basket) Add(amount decimal.Decimal) error {
	if !a.sales.orders.AddSigned(amount, &a.sales.refunds) {
		return refusal(amount)
	}
	return nil
}

// AddN counts n orders, or n refunds, of the same amount. Its errors are those of Add, and
// then nothing is counted.
func (a *Basket) AddN(amount decimal.Decimal, n uint64) error {
	if !a.sales.of(amount.Sign() < 0).AddN(amount, n) {
		return refusal(amount)
	}
	return nil
}

func refusal(amount decimal.Decimal) error {
	if err := kpi.CheckAmount("clv", "amount", amount); err != nil {
		return err
	}
	return errOrders
}

// AddMinor counts one order of v minor units, of which a unit has 10^digits:
// AddMinor(1999, 2) is 19.99, and a v below 0 a refund. More than 64 digits are a
// [*kpi.RangeError], more than 2^64-1 orders or refunds [kpi.ErrOverflow], and
// nothing is counted.
func (a *Basket) AddMinor(v int64, digits uint8) error {
	if a.sales.orders.AddSameNaturalMinor(v, digits) || a.sales.of(v < 0).AddMinor(v, digits) {
		return nil
	}
	return refusalMinor(digits)
}

// AddMinorSlice counts a column of orders in minor units, as AddMinor does, all or
// none.
func (a *Basket) AddMinorSlice(v []int64, digits uint8) error {
	if !a.sales.addMinorSlice(v, digits) {
		return refusalMinor(digits)
	}
	return nil
}

func refusalMinor(digits uint8) error {
	if err := checkDigits(digits); err != nil {
		return err
	}
	return errOrders
}

// Remove takes one order, or one refund, back that was counted: the state is that before
// it was added. Where the sums show that it is not counted the error is [kpi.ErrRange],
// and nothing changes. An order that is returned is not this, but an Add of its refund.
func (a *Basket) Remove(amount decimal.Decimal) error { return a.RemoveN(amount, 1) }

// RemoveN takes n orders, or n refunds, of the same amount back, with the errors of Add
// and Remove.
func (a *Basket) RemoveN(amount decimal.Decimal, n uint64) error {
	var back Basket
	return cmp.Or(back.AddN(amount, n), a.Unmerge(&back))
}

// Unmerge takes the orders and the refunds of o back, as if they had never been added or
// merged, with the error of Remove.
func (a *Basket) Unmerge(o *Basket) error {
	mine, theirs := a.sales, shell.OrZero(o).sales
	orders, ok := mine.orders.Minus(&theirs.orders)
	if !ok || !sameSign(&orders, 1) {
		return figure.NotAdded("clv", "orders", theirs.orders.N(), mine.orders.N())
	}
	refunds, ok := mine.refunds.Minus(&theirs.refunds)
	if !ok || !sameSign(&refunds, -1) {
		return figure.NotAdded("clv", "refunds", theirs.refunds.N(), mine.refunds.N())
	}
	a.sales = sales{orders, refunds}
	return nil
}

// Merge adds the orders and the refunds of o.
func (a *Basket) Merge(o *Basket) error {
	return shell.Fits(a.sales.merge(&shell.OrZero(o).sales), errOrders)
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Basket) Clone() *Basket {
	return shell.Clone(a, func(c *Basket) { c.sales = c.sales.clone() })
}

// Result returns the sums so far.
func (a *Basket) Result() BasketResult { return basketResult(&a.sales) }

// basketMagic begins the encoding: the orders, their sum and sum of squares, and
// those of the refunds.
const basketMagic = "bas\x01"

func (a *Basket) append(b []byte) []byte {
	return a.sales.append(append(b, basketMagic...))
}

func readBasket(r *wire.Reader) Basket {
	r.Expect("clv: basket", basketMagic)
	return Basket{readSales(r)}
}

// AppendBinary appends the encoding of a.
func (a *Basket) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Basket) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *Basket) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readBasket) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Basket) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Basket) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
