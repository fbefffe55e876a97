package clv

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/wire"
)

// AverageBasket returns the average basket (panier moyen), also called average
// order value (AOV), from totals:
//
//	revenue / orders
//
// Without an order it is kpi.ErrUndefined. A revenue that kpi.CheckAmount
// refuses is a *kpi.RangeError.
func AverageBasket(revenue decimal.Decimal, orders uint64) (kpi.Value, error) {
	if err := kpi.CheckAmount("clv", "revenue", revenue); err != nil {
		return kpi.Value{}, err
	}
	return each("average basket", exact.Rat(revenue), orders, "no order")
}

// A BasketResult is the number of orders, their revenue, and the sum of their
// squared amounts, which the variance of the basket follows from. Compare its
// values with their Equal.
type BasketResult struct {
	Orders  uint64    `json:"orders"`
	Revenue kpi.Value `json:"revenue"`
	Squares kpi.Value `json:"squares"`
}

func basketResult(m *exact.Moments) BasketResult {
	return BasketResult{Orders: m.N(), Revenue: kpi.ValueOf(m.Sum()), Squares: kpi.ValueOf(m.Squares())}
}

// PerOrder returns the average basket, in money an order:
//
//	revenue / orders
//
// Without an order it is kpi.ErrUndefined.
func (r BasketResult) PerOrder() (kpi.Mean, error) {
	return mean("average basket", r.Orders, r.Revenue, r.Squares, "no order")
}

// String returns a text like "24.50 an order (98.00 in 4 orders)".
func (r BasketResult) String() string {
	basket, err := r.PerOrder()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%.2f an order (%.2f in %d orders)", basket, r.Revenue, r.Orders)
}

// mean returns sum / n; figure and none word the error for n = 0.
func mean(figure string, n uint64, sum, squares kpi.Value, none string) (kpi.Mean, error) {
	if n == 0 {
		return kpi.Mean{}, fmt.Errorf("clv: %s %w: %s", figure, kpi.ErrUndefined, none)
	}
	return kpi.NewMean(n, sum.Rat(), squares.Rat())
}

// Basket is a streaming average basket: one order an Add. For spend by customer
// use [Spend]. The zero value is ready; see kpi.Accumulator for the laws that it
// keeps.
type Basket struct{ orders exact.Moments }

// Add counts one order. An amount that kpi.CheckAmount refuses is a
// *kpi.RangeError, more than 2^64-1 orders are kpi.ErrOverflow, and the order
// is not counted.
func (a *Basket) Add(amount decimal.Decimal) error {
	if !a.orders.Add(amount) {
		return refusal(amount)
	}
	return nil
}

// AddN counts n orders of the same amount. Its errors are those of Add, and
// then nothing is counted.
func (a *Basket) AddN(amount decimal.Decimal, n uint64) error {
	if !a.orders.AddN(amount, n) {
		return refusal(amount)
	}
	return nil
}

func refusal(amount decimal.Decimal) error {
	if err := kpi.CheckAmount("clv", "amount", amount); err != nil {
		return err
	}
	return errOrders()
}

// AddMinor counts one order of v minor units, of which a unit has 10^digits:
// AddMinor(1999, 2) is 19.99. More than 64 digits are a *kpi.RangeError, more
// than 2^64-1 orders kpi.ErrOverflow, and the order is not counted.
func (a *Basket) AddMinor(v int64, digits uint8) error {
	if a.orders.AddSameMinor(v, digits) || a.orders.AddMinor(v, digits) {
		return nil
	}
	return refusalMinor(digits)
}

// AddMinorSlice counts a column of orders in minor units, as AddMinor, all or
// none.
func (a *Basket) AddMinorSlice(v []int64, digits uint8) error {
	if !a.orders.AddMinorSlice(v, digits) {
		return refusalMinor(digits)
	}
	return nil
}

func refusalMinor(digits uint8) error {
	if err := checkDigits(digits); err != nil {
		return err
	}
	return errOrders()
}

// Merge adds the orders of o.
func (a *Basket) Merge(o *Basket) error {
	if o == nil {
		return nil
	}
	if !a.orders.Merge(&o.orders) {
		return errOrders()
	}
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Basket) Clone() *Basket {
	if a == nil {
		return new(Basket)
	}
	return &Basket{a.orders.Clone()}
}

// Result returns the sums so far.
func (a *Basket) Result() BasketResult { return basketResult(&a.orders) }

// basketMagic begins the encoding: the orders, the sum and the sum of squares.
const basketMagic = "bas\x01"

// AppendBinary appends the encoding of a.
func (a *Basket) AppendBinary(b []byte) ([]byte, error) {
	return a.orders.AppendBinary(append(b, basketMagic...)), nil
}

// MarshalBinary returns the encoding of a.
func (a Basket) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt.
func (a *Basket) UnmarshalBinary(data []byte) error {
	r := wire.Open("clv: basket", basketMagic, data)
	var d Basket
	d.orders.Read(r)
	if err := r.Close(); err != nil {
		return err
	}
	*a = d
	return nil
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Basket) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (a *Basket) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON("clv: basket", data, a)
}
