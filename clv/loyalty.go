package clv

import (
	"cmp"
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
	"github.com/customerkpi/kpi/internal/wire"
)

// TargetMultiple is the loyalty multiple that marketing texts set as a target:
// the basket of a loyal customer is ten times that of the first purchase. It is
// an ambition, not a finding.
const TargetMultiple = 10

// An Order is one purchase of a customer.
type Order struct {
	Time   time.Time       `json:"time"`
	Number int64           `json:"number"` // decides which of two orders of one instant came first; 0 without one
	Amount decimal.Decimal `json:"amount"` // of cents, decimal.New(cents, -2)
}

// A LoyaltyResult is the first baskets of all customers, all their later ones, and
// the refunds. Which order a refund is of is not known: both baskets are what was
// ordered, and the revenue after refunds is that of both less Refunded.
type LoyaltyResult struct {
	First    BasketResult `json:"first"` // one order per customer
	Later    BasketResult `json:"later"` // the other orders
	Refunds  uint64       `json:"refunds"`
	Refunded kpi.Value    `json:"refunded"` // the refunds' total, 0 or more
}

// Revenue returns the revenue of all orders, less the refunds.
func (r LoyaltyResult) Revenue() kpi.Value {
	sum := r.First.Revenue.Rat()
	sum.Add(sum, r.Later.Revenue.Rat())
	return kpi.ValueOf(sum.Sub(sum, r.Refunded.Rat()))
}

// Multiple returns the loyalty multiple, how many times the first basket a
// later one is:
//
//	(later revenue / later orders) / (first revenue / customers)
//
// Without a customer, without a later order, or where the first baskets are not
// above 0, it is [kpi.ErrUndefined].
func (r LoyaltyResult) Multiple() (kpi.Ratio, error) {
	first, err := each("loyalty multiple", r.First.Revenue.Rat(), r.First.Orders, "no order")
	if err != nil {
		return kpi.Ratio{}, err
	}
	later, err := each("loyalty multiple", r.Later.Revenue.Rat(), r.Later.Orders, "no later order")
	if err != nil {
		return kpi.Ratio{}, err
	}
	if first.Rat().Sign() <= 0 {
		return kpi.Ratio{}, figure.Undefined("clv", "loyalty multiple", fmt.Sprintf("first basket is %v", first))
	}
	return kpi.RatioOf(new(big.Rat).Quo(later.Rat(), first.Rat())), nil
}

// Reaches reports whether Multiple is target or more, such as [TargetMultiple]. Its
// errors are those of Multiple, and a [*kpi.RangeError] for a target that
// [kpi.CheckAmount] refuses.
func (r LoyaltyResult) Reaches(target decimal.Decimal) (bool, error) {
	if err := kpi.CheckAmount("clv", "target", target); err != nil {
		return false, err
	}
	multiple, err := r.Multiple()
	return err == nil && multiple.Rat().Cmp(exact.Rat(target)) >= 0, err
}

// String returns a text like
// "1.26 times the first basket (441.94 in 2237 first orders, 558.51 in 7008 later)".
func (r LoyaltyResult) String() string {
	multiple, err := r.Multiple()
	if err != nil {
		return err.Error()
	}
	first, errFirst := r.First.PerOrder()
	later, errLater := r.Later.PerOrder()
	if err := cmp.Or(errFirst, errLater); err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%.2f times the first basket (%.2f in %d first orders, %.2f in %d later)",
		multiple, first, r.First.Orders, later, r.Later.Orders)
}

// MarshalJSON returns the fields, and value, the [LoyaltyResult.Multiple].
func (r LoyaltyResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *LoyaltyResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *LoyaltyResult) json() figure.Form {
	type fields LoyaltyResult
	return figure.FormOf("clv: loyalty", r, (*fields)(r), LoyaltyResult.Multiple)
}

// Loyalty is a streaming comparison of the first basket of each customer with
// the later ones: one order per Add, in any order of time. A customer's first
// order is the one
//
//   - of the earliest instant,
//   - among those of one instant, of the smallest number,
//   - among those of one number, of the largest amount: what follows within the
//     instant adds to it.
//
// So it depends on the orders alone, not on the order of adding or merging. The
// zero value is ready; see [kpi.Accumulator] for the laws that it keeps.
//
// The baskets of one customer are alike: the interval of the mean of later
// baskets, which takes orders as independent, is too narrow where few customers
// order often.
//
// A refund is not an order: it makes neither a customer nor a later basket.
//
// A customer takes 64 bytes beside the identity, in a table with up to as many free
// places, and 96 more from the second order on.
type Loyalty[K kpi.Key] struct {
	orders, refunds uint64 // of all customers
	customers       keyed.Table[K, buyer]
}

// Add counts one order of a customer; one of an amount below 0 is a refund. An
// amount that [kpi.CheckAmount] refuses, or a year outside 1..9999, is a
// [*kpi.RangeError], more than 2^64-1 orders or refunds are [kpi.ErrOverflow], and
// nothing is counted.
func (a *Loyalty[K]) Add(customer K, order Order) error {
	var p purchase
	if err := p.set(order); err != nil {
		return err
	}
	return a.add(customer, &p)
}

// add counts an order, or a refund.
func (a *Loyalty[K]) add(customer K, p *purchase) error {
	refund := p.amount.Sign() < 0
	switch {
	case refund && a.refunds == math.MaxUint64 || !refund && a.orders == math.MaxUint64:
		return errOrders
	case refund:
		a.refunds++
	default:
		a.orders++
	}
	known := a.customers.Len()
	b := a.customers.At(customer)
	isNew := a.customers.Len() > known
	switch {
	case refund:
		b.further().refunded().AddSum(&p.amount)
		b.more.unordered = b.more.unordered || isNew
	case isNew:
		b.first = p.clone()
	case b.ordered():
		b.order(p)
	default:
		b.first, b.more.unordered = p.clone(), false
	}
	return nil
}

// AddSlice counts two columns, of customers and of their orders, all or, with
// the error of the first refused one, none. Columns of different length are a
// [*kpi.RangeError].
func (a *Loyalty[K]) AddSlice(customers []K, orders []Order) error {
	if err := checkColumns("number of orders", len(orders), len(customers)); err != nil {
		return err
	}
	refunds := uint64(0)
	purchases := make([]purchase, len(orders))
	for i, order := range orders {
		if err := purchases[i].set(order); err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
		if order.Amount.Sign() < 0 {
			refunds++
		}
	}
	if uint64(len(orders))-refunds > math.MaxUint64-a.orders || refunds > math.MaxUint64-a.refunds {
		return errOrders
	}
	for i, customer := range customers {
		_ = a.add(customer, &purchases[i]) // which is nil: there is room
	}
	return nil
}

// Empty reports whether nothing was added.
func (a *Loyalty[K]) Empty() bool { return a.customers.Len() == 0 }

// Forget takes a customer out, as if they had never been there. The error is always
// nil.
func (a *Loyalty[K]) Forget(customer K) error {
	b, ok := a.customers.Remove(customer)
	if ok && b.ordered() {
		a.orders--
	}
	later, refunds := b.counts()
	a.orders -= later
	a.refunds -= refunds
	return nil
}

// Alias gives the orders of the customer from to the customer to, as if they had had
// that name all along: of the two first orders one is a later one. The error is always
// nil.
func (a *Loyalty[K]) Alias(from, to K) error {
	a.customers.Rename(from, to, func(b *buyer, theirs buyer) { b.merge(&theirs) })
	return nil
}

// Merge adds the orders of o. A customer of both has one first order: the other
// one of the two is a later one.
func (a *Loyalty[K]) Merge(o *Loyalty[K]) error {
	o = shell.OrZero(o)
	if o.orders > math.MaxUint64-a.orders || o.refunds > math.MaxUint64-a.refunds {
		return errOrders
	}
	if a == o {
		o = o.Clone()
	}
	a.orders += o.orders
	a.refunds += o.refunds
	for customer, theirs := range o.customers.All() {
		known := a.customers.Len()
		if mine := a.customers.At(customer); a.customers.Len() > known {
			*mine = theirs.clone()
		} else {
			mine.merge(theirs)
		}
	}
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Loyalty[K]) Clone() *Loyalty[K] {
	return shell.Clone(a, func(c *Loyalty[K]) { c.customers = c.customers.Clone(buyer.clone) })
}

// Result returns the sums so far, by a pass over the customers.
func (a *Loyalty[K]) Result() LoyaltyResult {
	var first, later sales
	for _, b := range a.customers.All() {
		if b.ordered() {
			first.orders.AddSum(&b.first.amount)
		}
		if b.more == nil {
			continue
		}
		later.orders.Merge(&b.more.later)
		if b.more.refunds != nil {
			later.refunds.Merge(b.more.refunds)
		}
	}
	refunded := later.refunds.Sum()
	return LoyaltyResult{
		First:    basketResult(&first),
		Later:    basketResult(&sales{orders: later.orders}),
		Refunds:  a.refunds,
		Refunded: kpi.ValueOf(refunded.Neg(refunded)),
	}
}

// loyaltyMagic begins the encoding: each customer, with what there is of a first order,
// later orders and refunds: the time, number and amount of the first one, and the
// number, the sum and the sum of squares of the others.
const loyaltyMagic = "loy\x01"

func (a *Loyalty[K]) append(b []byte) []byte {
	return keyed.AppendTable(append(b, loyaltyMagic...), &a.customers, (*buyer).append)
}

func readLoyalty[K kpi.Key](r *wire.Reader) (a Loyalty[K]) {
	r.Expect("clv: loyalty", loyaltyMagic)
	a.customers = keyed.ReadTable[K](r, func(b *buyer, r *wire.Reader) {
		b.read(r)
		orders, refunds := b.counts()
		if refunds > math.MaxUint64-a.refunds || orders > math.MaxUint64-a.orders || b.ordered() && orders == math.MaxUint64-a.orders {
			r.Fail("more than 2^64-1 orders or refunds")
			return
		}
		if b.ordered() {
			orders++
		}
		a.orders += orders
		a.refunds += refunds
	})
	return a
}

// AppendBinary appends the encoding of a.
func (a *Loyalty[K]) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Loyalty[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *Loyalty[K]) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readLoyalty) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Loyalty[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Loyalty[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
