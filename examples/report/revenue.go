package main

import (
	"errors"
	"math/big"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn/revenue"
)

// A charge is what a subscriber pays a month during a stay.
type charge struct {
	stay
	price decimal.Decimal
}

// addCharge keeps a charge until all lines are read: what a customer pays is the sum of
// the subscriptions that run at a time.
func (f *churnFamily) addCharge(segment, customer string, c charge) {
	if c.price.Sign() == 0 {
		return
	}
	f.charges[subscriber{"", customer}] = append(f.charges[subscriber{"", customer}], c)
	if segment != "" {
		who := subscriber{segment, customer}
		f.charges[who] = append(f.charges[who], c)
	}
}

// checkPrice refuses what the recurring revenue would refuse later.
func checkPrice(price decimal.Decimal) error {
	err := kpi.CheckAmount("report", "price", price)
	if err == nil && price.Sign() < 0 {
		err = errNegativePrice
	}
	if err != nil {
		return &cellError{"price", decimalText(price), err}
	}
	return nil
}

var errNegativePrice = errors.New("below 0")

// closeRevenue turns the charges into what each subscriber pays from an instant on.
func (f *churnFamily) closeRevenue() error {
	empty, err := revenue.NewChanges[string](f.calendar.grain, f.calendar.zone)
	if err != nil {
		return err
	}
	groups, err := kpi.NewGroups[string](empty)
	if err != nil {
		return err
	}
	f.revenue = groups
	for who, charges := range f.charges {
		for _, at := range instants(charges) {
			sum := decimal.Zero
			for _, c := range charges {
				if !c.start.After(at) && (c.end.IsZero() || c.end.After(at)) {
					sum = sum.Add(c.price)
				}
			}
			if err := groups.Update(who.segment, func(a *revenue.Changes[string]) error { return a.Add(who.customer, at, sum) }); err != nil {
				return err
			}
		}
	}
	f.charges = nil
	return nil
}

// instants returns when charges begin and end, in order.
func instants(charges []charge) []time.Time {
	var all []time.Time
	for _, c := range charges {
		all = append(all, c.start)
		if !c.end.IsZero() {
			all = append(all, c.end)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return slices.CompactFunc(all, time.Time.Equal)
}

// A movement is one line of the recurring revenue.
type movement struct {
	*line
	of  func(revenue.Movements) (kpi.Figure, error)
	sum bool // over the periods it adds up
}

// addRevenue adds the movements of the recurring revenue. In the total column stand the
// sums of the movements, and the revenue at the end.
func (f *churnFamily) addRevenue(t *table) error {
	lines := f.revenueLines(t)
	if f.presence.missing != "" || len(t.calendar.periods) == 0 {
		return nil
	}
	last := t.calendar.periods[len(t.calendar.periods)-1]
	for segment, a := range f.revenue.All() {
		r, err := a.Through(last)
		if err != nil {
			return err
		}
		for _, m := range lines {
			if err := m.fill(t.calendar, segment, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// fill fills the line of a segment.
func (m *movement) fill(c *calendar, segment string, r revenue.Result) error {
	var total kpi.Figure
	for _, p := range c.periods {
		var of revenue.Movements // nothing yet, before the first period of the segment
		if at, ok := r.At(p); ok {
			of = at.Movements
		}
		figure, err := m.of(of)
		m.put(slot{segment, p.Index()})(figure, err)
		if err != nil {
			continue
		}
		if total == nil || !m.sum {
			total = figure
		} else {
			total = plus(total, figure)
		}
	}
	if total != nil && (m.sum || m.key == "mrr") {
		m.put(slot{segment, whole})(total, nil)
	}
	return nil
}

func (f *churnFamily) revenueLines(t *table) (all []*movement) {
	missing := f.presence.missing
	flow := func(key string, label text, good int, of func(revenue.Movements) revenue.Movement) {
		all = append(all, &movement{t.line(name{6, key, label, amount, good}, missing), func(m revenue.Movements) (kpi.Figure, error) { return of(m).Amount, nil }, true})
	}
	rate := func(key string, label text, u unit, of func(revenue.Movements) (kpi.Figure, error)) {
		all = append(all, &movement{t.line(name{6, key, label, u, +1}, missing), of, false})
	}
	rate("mrr", text{"Recurring revenue a month (MRR), at the end", "Revenu récurrent mensuel (MRR), à la fin"}, amount, func(m revenue.Movements) (kpi.Figure, error) {
		end, err := m.End()
		return end.Amount, err
	})
	rate("mrr_start", text{"  at the start", "  au début"}, amount, func(m revenue.Movements) (kpi.Figure, error) { return m.Start.Amount, nil })
	flow("mrr_new", text{"  new", "  nouveau"}, +1, func(m revenue.Movements) revenue.Movement { return m.New })
	flow("mrr_expansion", text{"  expansion", "  augmentation"}, +1, func(m revenue.Movements) revenue.Movement { return m.Expansion })
	flow("mrr_reactivation", text{"  reactivation", "  réactivation"}, +1, func(m revenue.Movements) revenue.Movement { return m.Reactivation })
	flow("mrr_contraction", text{"  contraction", "  diminution"}, -1, func(m revenue.Movements) revenue.Movement { return m.Contraction })
	flow("mrr_churn", text{"  churn", "  attrition"}, -1, func(m revenue.Movements) revenue.Movement { return m.Churn })
	rate("gross_revenue_retention", text{"  gross retention (GRR)", "  rétention brute du revenu (GRR)"}, percent, ratio(revenue.Movements.GrossRetention))
	rate("net_revenue_retention", text{"  net retention (NRR)", "  rétention nette du revenu (NRR)"}, percent, ratio(revenue.Movements.NetRetention))
	rate("quick_ratio", text{"  quick ratio, won to lost", "  gains sur pertes (quick ratio)"}, times, ratio(revenue.Movements.QuickRatio))
	rate("arpa", text{"  revenue per account (ARPA)", "  revenu moyen par compte (ARPA)"}, money, func(m revenue.Movements) (kpi.Figure, error) { return m.PerAccount() })
	return all
}

func ratio(of func(revenue.Movements) (kpi.Ratio, error)) func(revenue.Movements) (kpi.Figure, error) {
	return func(m revenue.Movements) (kpi.Figure, error) { return of(m) }
}

// plus adds two sums of money.
func plus(a, b kpi.Figure) kpi.Figure { return kpi.ValueOf(new(big.Rat).Add(a.Rat(), b.Rat())) }
