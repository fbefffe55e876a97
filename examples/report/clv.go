package main

import (
	"cmp"
	"errors"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/examples/internal/rows"
)

// A clvFamily is KPIs 11 to 14.
type clvFamily struct {
	margin, lifetime *decimal.Decimal // nil: not known

	ledger      *ledger
	ahead       *forecast                      // nil: not asked for
	missing     string                         // why there are no orders
	baskets     *cube[*clv.Basket]             // of all orders
	strangers   *cube[*kpi.ByCustomer[uint32]] // those without a customer
	acquisition *cube[*clv.Acquisition]
	returns     *cube[*clv.Return]
}

func newCLV(c *config, l *ledger) (f clvFamily) {
	f.margin, f.lifetime, f.ledger, f.missing = c.margin, c.lifetime, l, "-orders"
	f.baskets = newCube(&c.calendar, "-orders", new(clv.Basket))
	f.strangers = newCube(&c.calendar, "", new(kpi.ByCustomer[uint32]))
	f.acquisition = newCube(&c.calendar, "-spend", new(clv.Acquisition))
	f.acquisition.apart = true // a customer who buys in two segments is won once
	f.returns = newCube(&c.calendar, "-spend", new(clv.Return))
	return f
}

func (f *clvFamily) givenOrders() {
	f.missing, f.baskets.missing = "", ""
}

func (f *clvFamily) addOrder(o *order) error {
	if err := f.baskets.update(o.spot, func(a *clv.Basket) error {
		if o.amount.rest == nil {
			return a.AddMinor(o.amount.units, minorPlaces)
		}
		return a.Add(o.amount.decimal())
	}); err != nil {
		return err
	}
	if o.customer == 0 {
		if err := f.strangers.update(o.spot, func(a *kpi.ByCustomer[uint32]) error { return a.AddUnknown(o.amount.decimal(), oneRow) }); err != nil {
			return err
		}
	}
	if f.margin == nil {
		return nil
	}
	return f.returns.update(o.spot, func(a *clv.Return) error { return a.AddGain(o.amount.decimal().Mul(*f.margin)) })
}

func (f *clvFamily) addSpend(_ *input, s spot, row *rows.Spend) error {
	if err := f.returns.update(s, func(a *clv.Return) error { return a.AddCost(row.Amount) }); err != nil {
		return err
	}
	if s.segment != "" {
		if err := f.acquisition.update(s, func(a *clv.Acquisition) error { return a.AddSpend(row.Amount) }); err != nil {
			return err
		}
	}
	return f.acquisition.update(spot{"", s.time}, func(a *clv.Acquisition) error { return a.AddSpend(row.Amount) })
}

// addWon adds the customers won, whom the retention family knows.
func (f *clvFamily) addWon(segment string, p kpi.Period, n uint64) error {
	return f.acquisition.update(spot{segment, p.Start()}, func(a *clv.Acquisition) error { return a.AddCustomers(n) })
}

// close leaves the first period with orders out of the acquisition: who of its
// customers had bought before is not known, and all would count as won.
func (f *clvFamily) close(c *calendar) {
	for _, s := range f.acquisition.segments.All() {
		s.Drop(kpi.PeriodOf(f.ledger.opening, c.grain, c.zone).End())
	}
}

func (f *clvFamily) table(c *calendar, subscribers *cube[*churn.Accumulator]) (*table, error) {
	t := &table{calendar: c, family: "clv", title: text{"Customer value", "Valeur du client"}}
	f.acquisition.missing = cmp.Or(f.baskets.missing, f.acquisition.missing)
	f.returns.missing = cmp.Or(f.baskets.missing, f.returns.missing)
	if f.margin == nil {
		f.returns.missing = cmp.Or(f.returns.missing, "-margin")
	}
	t.note(f.acquisition.missing, text{
		"CAC starts with the second period: who of the first had bought before is not known.",
		"Le CAC commence à la deuxième période : on ne sait pas qui de la première avait déjà acheté.",
	})
	t.note(f.returns.missing, text{
		"ROI takes the margin of all orders as gain.",
		"Le ROI prend pour gain la marge de toutes les commandes.",
	})
	if err := f.addBaskets(t); err != nil {
		return nil, err
	}
	if err := f.addLoyalty(t); err != nil {
		return nil, err
	}
	if err := addLines(t, f.acquisition, (*clv.Acquisition).Result,
		figure(name{13, "cac", text{"Customer acquisition cost (CAC)", "Coût d'acquisition d'un client"}, money, -1}, acquisitionCost),
		figure(name{13, "customers_won", text{"  customers won", "  clients gagnés"}, quantity, +1}, customersWon),
	); err != nil {
		return nil, err
	}
	if err := f.addValues(t, subscribers); err != nil {
		return nil, err
	}
	if err := f.addForecast(t, f.ahead); err != nil {
		return nil, err
	}
	return t, addLines(t, f.returns, (*clv.Return).Result,
		figure(name{14, "roi", text{"Return on investment (ROI) of marketing", "Retour sur investissement du marketing"}, percent, +1}, clv.ReturnResult.ROI),
	)
}

// addBaskets adds the lines of baskets and of what customers spend.
func (f *clvFamily) addBaskets(t *table) error {
	if err := addLines(t, f.baskets, (*clv.Basket).Result,
		figure(name{12, "basket", text{"Average basket, all orders", "Panier moyen, toutes commandes"}, money, +1}, clv.BasketResult.PerOrder),
		count(name{12, "orders", text{"  orders", "  commandes"}, quantity, +1}, func(r clv.BasketResult) uint64 { return r.Orders }),
		sum(name{12, "revenue", text{"  revenue", "  chiffre d'affaires"}, amount, +1}, func(r clv.BasketResult) kpi.Value { return r.Revenue }),
	); err != nil {
		return err
	}
	measures := []measure[*spending]{
		{name: name{12, "spend_per_customer", text{"Average spend of a customer", "Dépense moyenne d'un client"}, money, +1}, of: (*spending).perCustomer},
		{name: name{12, "basket_with_customer", text{"Average basket, orders with a customer", "Panier moyen, commandes avec client"}, money, +1}, of: (*spending).perOrder},
		count(name{12, "customers", text{"  customers", "  clients"}, quantity, +1}, func(s *spending) uint64 { return s.Customers }),
		count(name{12, "orders_with_customer", text{"  orders with a customer", "  commandes avec client"}, quantity, +1}, func(s *spending) uint64 { return s.Orders }),
		sum(name{12, "revenue_with_customer", text{"  revenue with a customer", "  chiffre d'affaires avec client"}, amount, +1}, func(s *spending) kpi.Value { return s.Revenue }),
	}
	var lines []*line
	for _, m := range measures {
		lines = append(lines, t.line(m.name, f.missing))
	}
	if f.missing != "" {
		return nil
	}
	return f.fillBaskets(t, measures, lines)
}

// fillBaskets goes through the segments and periods once: what each customer spent there is
// the most memory that the report takes, and is let go as soon as the period behind it is
// compared with it.
func (f *clvFamily) fillBaskets(t *table, measures []measure[*spending], lines []*line) error {
	basket := t.find("basket")
	strangers, err := f.strangers.by(t)
	if err != nil {
		return err
	}
	known := f.ledger.segments(false)
	for _, segment := range basket.segments() {
		has := segment == "" || slices.Contains(known, segment)
		for s := range t.slots(segment) {
			of, err := f.ledger.bought(s.segment, s.period).spending()
			if err != nil {
				return err
			}
			for i, m := range measures {
				if has {
					lines[i].put(s)(m.of(of))
					f.keep(t, lines[i], s, m.of)
				}
			}
			all := func(of *spending) (kpi.Figure, error) {
				err := of.orders.Merge(strangers[s])
				if err != nil {
					return nil, err
				}
				return notBelowZero(of.orders.Ratio())
			}
			if p, err := all(of); err == nil {
				basket.refine(s, p)
			}
			f.keep(t, basket, s, all)
		}
	}
	return nil
}

// keep compares a line's figure of a place with that of the period before, without keeping
// the customers: where they are needed again, they are gathered again.
func (f *clvFamily) keep(t *table, l *line, s slot, figure func(*spending) (kpi.Figure, error)) {
	c := l.cells[s]
	if _, with := c.figure.(kpi.Panel[uint32]); with && t.calendar.told(s.period) {
		without := alone(c.figure)
		c.again = func() kpi.Figure {
			if of, err := f.ledger.bought(s.segment, s.period).spending(); err == nil {
				if again, err := figure(of); err == nil {
					return again
				}
			}
			return without
		}
		l.cells[s] = c
	}
	l.follow(t.calendar, s)
}

// sum makes a measure of a sum, which always exists.
func sum[R any](n name, of func(R) kpi.Value) measure[R] {
	return measure[R]{name: n, of: func(r R) (kpi.Figure, error) { return of(r), nil }}
}

// loyalty compares the first orders of a segment's customers with their later ones; "" is all.
func (f *clvFamily) loyalty(segment string) (r clv.LoyaltyResult, err error) {
	var first clv.Basket
	f.ledger.eachFirst(segment, func(amount cash) {
		err = errors.Join(err, first.Add(amount.decimal()))
	})
	var all cash
	orders := uint64(0)
	f.ledger.each(segment, whole, func(_ *binFacts, i uint32, b *fact) {
		orders += uint64(b.orders)
		all.addUnits(b.spent)
		if rest, ok := f.ledger.rest[i]; ok {
			all.addRest(rest)
		}
	})
	for of, refunded := range f.ledger.refunded {
		if segment == "" || segment == of {
			all.addRest(refunded.decimal()) // baskets as they were ordered
		}
	}
	r.First = first.Result()
	r.Later.Orders = orders - r.First.Orders
	r.Later.Revenue = kpi.ValueOf(new(big.Rat).Sub(all.decimal().Rat(), r.First.Revenue.Rat()))
	return r, err
}

// laterBasket has no interval: the orders of one customer are alike.
func laterBasket(r clv.LoyaltyResult) (kpi.Value, error) {
	return clv.AverageBasket(r.Later.Revenue.Decimal(moneyPlaces), r.Later.Orders)
}

// addLoyalty adds the first and later baskets, of all periods together.
func (f *clvFamily) addLoyalty(t *table) error {
	measures := []measure[clv.LoyaltyResult]{
		figure(name{12, "loyalty_multiple", text{"Later basket to the first", "Panier des commandes suivantes, sur le premier"}, times, +1}, clv.LoyaltyResult.Multiple),
		figure(name{12, "first_basket", text{"  first basket", "  premier panier"}, money, +1}, func(r clv.LoyaltyResult) (kpi.Mean, error) { return r.First.PerOrder() }),
		figure(name{12, "later_basket", text{"  later basket", "  panier suivant"}, money, +1}, laterBasket),
		count(name{12, "later_orders", text{"  later orders", "  commandes suivantes"}, quantity, +1}, func(r clv.LoyaltyResult) uint64 { return r.Later.Orders }),
		sum(name{12, "first_revenue", text{"  revenue of first orders", "  chiffre d'affaires des premières commandes"}, amount, +1}, func(r clv.LoyaltyResult) kpi.Value { return r.First.Revenue }),
	}
	put := func(segment string, r clv.LoyaltyResult, lines []*line) {
		for i, m := range measures {
			lines[i].put(slot{segment, whole})(m.of(r))
		}
	}
	var lines []*line
	for _, m := range measures {
		lines = append(lines, t.line(m.name, f.missing))
	}
	if f.missing != "" {
		return nil
	}
	all, err := f.loyalty("")
	if err != nil {
		return err
	}
	put("", all, lines)
	for _, segment := range f.ledger.segments(false) {
		r, err := f.loyalty(segment)
		if err != nil {
			return err
		}
		put(segment, r, lines)
	}
	switch reached, err := all.Reaches(decimal.New(clv.TargetMultiple, 0)); {
	case err != nil:
	case reached:
		t.note("", text{"A later basket reaches the target of 10 times the first.", "Un panier fidèle atteint l'objectif de 10 fois le premier."})
	default:
		t.note("", text{"A later basket does not reach the target of 10 times the first.", "Un panier fidèle n'atteint pas l'objectif de 10 fois le premier."})
	}
	return nil
}
