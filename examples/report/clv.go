package main

import (
	"cmp"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/examples/internal/rows"
)

// A clvFamily is KPIs 11 to 14.
type clvFamily struct {
	margin, lifetime *decimal.Decimal // nil: not known

	baskets     *byCustomer[*clv.Basket, clv.BasketResult]
	spend       *cube[*clv.Spend[string]]
	loyalty     kpi.Groups[string, *clv.Loyalty[string]] // of all periods: a first order is first in all
	acquisition *cube[*clv.Acquisition]
	returns     *cube[*clv.Return]

	opening time.Time // of the first order of a customer
}

func newCLV(c *config) (f clvFamily) {
	f.margin, f.lifetime = c.margin, c.lifetime
	f.baskets = newByCustomer(&c.calendar, "-orders", new(clv.Basket), (*clv.Basket).Result,
		figure(name{12, "basket", text{"Average basket, all orders", "Panier moyen, toutes commandes"}, money, +1}, clv.BasketResult.PerOrder).notNegative(),
		count(name{12, "orders", text{"  orders", "  commandes"}, quantity, +1}, func(r clv.BasketResult) uint64 { return r.Orders }),
		sum(name{12, "revenue", text{"  revenue", "  chiffre d'affaires"}, amount, +1}, func(r clv.BasketResult) kpi.Value { return r.Revenue }),
	)
	f.spend = newCube(&c.calendar, "-orders", new(clv.Spend[string]))
	f.acquisition = newCube(&c.calendar, "-spend", new(clv.Acquisition))
	f.acquisition.apart = true // a customer who buys in two segments is won once
	f.returns = newCube(&c.calendar, "-spend", new(clv.Return))
	return f
}

func (f *clvFamily) givenOrders() {
	f.baskets.missing, f.spend.missing = "", ""
}

func (f *clvFamily) addOrder(o *order) error {
	if err := f.baskets.update(o.spot, o.customer, func(a *clv.Basket) error { return a.Add(o.amount) }); err != nil {
		return err
	}
	if f.margin != nil {
		if err := f.returns.update(o.spot, func(a *clv.Return) error { return a.AddGain(o.amount.Mul(*f.margin)) }); err != nil {
			return err
		}
	}
	if o.customer == "" {
		return nil
	}
	if f.opening.IsZero() || o.time.Before(f.opening) {
		f.opening = o.time
	}
	if err := f.spend.update(o.spot, func(a *clv.Spend[string]) error { return a.Add(o.customer, o.amount) }); err != nil {
		return err
	}
	return f.loyalty.Update(o.segment, func(a *clv.Loyalty[string]) error {
		return a.Add(o.customer, clv.Order{Time: o.time, Number: o.number, Amount: o.amount})
	})
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
		s.Drop(kpi.PeriodOf(f.opening, c.grain, c.zone).End())
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
	return t, addLines(t, f.returns, (*clv.Return).Result,
		figure(name{14, "roi", text{"Return on investment (ROI) of marketing", "Retour sur investissement du marketing"}, percent, +1}, clv.ReturnResult.ROI),
	)
}

func (f *clvFamily) addBaskets(t *table) error {
	if err := f.baskets.addLines(t); err != nil {
		return err
	}
	// With the customers behind them: two periods share customers, whose spend goes up
	// and down together.
	if err := addLines(t, f.spend, func(a *clv.Spend[string]) *clv.Spend[string] { return a },
		figure(name{12, "spend_per_customer", text{"Average spend of a customer", "Dépense moyenne d'un client"}, money, +1}, (*clv.Spend[string]).PerCustomer),
		figure(name{12, "basket_with_customer", text{"Average basket, orders with a customer", "Panier moyen, commandes avec client"}, money, +1}, (*clv.Spend[string]).PerOrder),
	); err != nil {
		return err
	}
	return addLines(t, f.spend, (*clv.Spend[string]).Result,
		count(name{12, "customers", text{"  customers", "  clients"}, quantity, +1}, func(r clv.SpendResult) uint64 { return r.Customers }),
		count(name{12, "orders_with_customer", text{"  orders with a customer", "  commandes avec client"}, quantity, +1}, func(r clv.SpendResult) uint64 { return r.Orders }),
		sum(name{12, "revenue_with_customer", text{"  revenue with a customer", "  chiffre d'affaires avec client"}, amount, +1}, func(r clv.SpendResult) kpi.Value { return r.Revenue }),
	)
}

// laterBasket has no interval: the orders of one customer are alike.
func laterBasket(r clv.LoyaltyResult) (kpi.Value, error) {
	mean, err := r.Later.PerOrder()
	return kpi.ValueOf(mean.Rat()), err
}

// sum makes a measure of a sum, which always exists.
func sum[R any](n name, of func(R) kpi.Value) measure[R] {
	return measure[R]{name: n, of: func(r R) (kpi.Figure, error) { return of(r), nil }}
}

// addLoyalty adds the first and later baskets, of all periods together.
func (f *clvFamily) addLoyalty(t *table) error {
	measures := []measure[clv.LoyaltyResult]{
		figure(name{12, "loyalty_multiple", text{"Later basket to the first", "Panier fidèle sur premier panier"}, times, +1}, clv.LoyaltyResult.Multiple),
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
		lines = append(lines, t.line(m.name, f.spend.missing))
	}
	if f.spend.missing != "" {
		return nil
	}
	all, err := f.loyalty.Total()
	if err != nil {
		return err
	}
	put("", all.Result(), lines)
	for segment, a := range f.loyalty.All() {
		if segment != "" {
			put(segment, a.Result(), lines)
		}
	}
	switch reached, err := all.Result().Reaches(decimal.New(clv.TargetMultiple, 0)); {
	case err != nil:
	case reached:
		t.note("", text{"A later basket reaches the target of 10 times the first.", "Un panier fidèle atteint l'objectif de 10 fois le premier."})
	default:
		t.note("", text{"A later basket does not reach the target of 10 times the first.", "Un panier fidèle n'atteint pas l'objectif de 10 fois le premier."})
	}
	return nil
}
