package main

import (
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/funnel"
	"github.com/customerkpi/kpi/retention"
)

// bought is what each customer bought in a segment and period, or in all of them.
type bought struct {
	facts []fact                     // one per customer
	rest  map[uint32]decimal.Decimal // of what they spent, by customer
}

// bought gathers the facts of a segment and period.
func (l *ledger) bought(segment string, period int64) *bought {
	b := &bought{rest: make(map[uint32]decimal.Decimal)}
	var places []uint32 // by customer, where one may have several facts
	if segment == "" || period == whole {
		places = make([]uint32, len(l.heads))
	}
	l.each(segment, period, func(bin *binFacts, i uint32, f *fact) {
		if b.facts == nil {
			b.facts = make([]fact, 0, bin.n)
		}
		if rest, ok := l.rest[i]; ok {
			b.rest[f.customer] = b.rest[f.customer].Add(rest)
		}
		if places == nil {
			b.facts = append(b.facts, *f)
			return
		}
		if at := places[f.customer]; at > 0 {
			b.merge(&b.facts[at-1], f)
			return
		}
		b.facts = append(b.facts, *f)
		places[f.customer] = uint32(len(b.facts))
	})
	return b
}

func (b *bought) merge(into, f *fact) {
	into.orders += f.orders // below 2^32 in all
	into.days.merge(f.days)
	into.products.merge(f.products)
	addAmount(&into.spent, b.rest, f.customer, cash{units: f.spent})
}

// spent returns what a customer spent. Fewer places than there are in a unit make shorter
// numbers, whose squares are added faster.
func (b *bought) spent(f *fact, places int) decimal.Decimal {
	d := decimal.New(f.spent/powersOfTen[minorPlaces-places], -int32(places))
	if rest, ok := b.rest[f.customer]; ok {
		d = d.Add(rest)
	}
	return d
}

// places returns how many decimals the amounts in units have at most.
func (b *bought) places() (places int) {
	for i := range b.facts {
		for places < minorPlaces && b.facts[i].spent%powersOfTen[minorPlaces-places] != 0 {
			places++
		}
	}
	return places
}

// ordered are the facts of customers with an order.
func (b *bought) ordered(yield func(*fact) bool) {
	for i := range b.facts {
		if f := &b.facts[i]; f.orders > 0 && !yield(f) {
			return
		}
	}
}

func (b *bought) repurchase() (r retention.RepurchaseResult) {
	for f := range b.ordered {
		r.Customers++
		r.Orders += uint64(f.orders)
		if f.orders > 1 {
			r.Repeat++
		}
	}
	return r
}

// byDay counts the customers, and those who came back on another day.
func (b *bought) byDay() (r retention.ActivityResult) {
	for f := range b.ordered {
		r.Customers++
		if f.days.kinds > 1 {
			r.Repeat++
		}
	}
	return r
}

func (b *bought) multiProduct() (r funnel.MultiProductResult) {
	for i := range b.facts {
		switch b.facts[i].products.kinds {
		case 1:
			r.Single++
		case 2:
			r.Multi++
		}
	}
	return r
}

// A spending is what customers spent, with the customers: in all, and per order.
type spending struct {
	clv.SpendResult
	orders, customers kpi.ByCustomer[uint32] // spend per order, and per customer
}

// Customers with refunds alone, of orders from before, lower the spend, and are not customers.
func (b *bought) spending() (*spending, error) {
	s := new(spending)
	places, others, earlier := b.places(), uint64(0), decimal.Decimal{}
	for i := range b.facts {
		f := &b.facts[i]
		spent := b.spent(f, places)
		if f.orders == 0 && spent.Sign() == 0 {
			continue
		}
		if f.orders == 0 {
			others, earlier = others+1, earlier.Sub(spent)
		}
		if err := s.orders.AddSums(f.customer, spent, decimal.New(int64(f.orders), 0)); err != nil {
			return nil, err
		}
		if err := s.customers.AddSums(f.customer, spent, decimal.New(int64(min(f.orders, 1)), 0)); err != nil {
			return nil, err
		}
	}
	r := s.orders.Result()
	s.SpendResult = clv.SpendResult{
		Customers: r.N - others, Others: others, Earlier: kpi.ValueOf(earlier.Rat()), Orders: r.Denominator.Rat().Num().Uint64(), Revenue: r.Numerator,
		Squares: r.NumeratorSquares, Products: r.Products, OrderSquares: r.DenominatorSquares,
	}
	return s, nil
}

// perOrder returns the average basket, with the customers.
func (s *spending) perOrder() (kpi.Figure, error) {
	if _, err := s.PerOrder(); err != nil {
		return nil, err
	}
	return notBelowZero(s.orders.Ratio())
}

// perCustomer returns the average spend of a customer, with the customers: two periods share
// customers, whose spend goes up and down together.
func (s *spending) perCustomer() (kpi.Figure, error) {
	if _, err := s.PerCustomer(); err != nil {
		return nil, err
	}
	return notBelowZero(s.customers.Ratio())
}

func notBelowZero(p kpi.Panel[uint32], err error) (kpi.Figure, error) {
	if err == nil && p.Rat().Sign() >= 0 {
		p.Clustered, err = p.Within(new(big.Rat), nil)
	}
	return p, err
}

// addBought adds a line per measure to t, and fills it from what customers bought.
func addBought[R any](t *table, l *ledger, missing string, products bool, result func(*bought) R, measures ...measure[R]) {
	lines := make([]*line, len(measures))
	for i, m := range measures {
		lines[i] = t.line(m.name, missing)
	}
	if missing != "" {
		return
	}
	for _, segment := range append([]string{""}, l.segments(products)...) {
		for s := range t.slots(segment) {
			r := result(l.bought(s.segment, s.period))
			for i, m := range measures {
				lines[i].put(s)(m.of(r))
			}
		}
	}
}

// slots are the places of the periods of a segment, in order, and of all of them.
func (t *table) slots(segment string) func(yield func(slot) bool) {
	return func(yield func(slot) bool) {
		for _, p := range t.calendar.periods {
			if !yield(slot{segment, p.Index()}) {
				return
			}
		}
		yield(slot{segment, whole})
	}
}
