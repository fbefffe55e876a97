package main

import (
	"cmp"
	"errors"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn"
	"github.com/customerkpi/kpi/clv"
)

// A value is what is known of a segment's customers from the first period up
// to one: sums that grow from period to period.
type value struct {
	spend       *clv.Spend[string]
	subscribers *churn.Accumulator
	acquisition *clv.Acquisition
	periods     int64
}

// addValues adds the lines of the lifetime value, and returns what adds those
// of value against cost, which stand further down.
func (f *clvFamily) addValues(t *table, subscribers *cube[*churn.Accumulator]) (addCost func() error) {
	missing := f.spend.missing
	if missing == "" && f.lifetime == nil && subscribers.missing != "" {
		missing = "-subscriptions or -lifetime"
	}
	margin := missing
	if missing == "" && f.margin == nil {
		margin = "-margin"
	}
	clvLine := t.line(name{11, "clv", text{"Customer lifetime value (CLV), as revenue", "Valeur vie client (CLV), en revenu"}, money, +1}, missing)
	marginLine := t.line(name{11, "clv_margin", text{"Customer lifetime value (CLV), as margin", "Valeur vie client (CLV), en marge"}, money, +1}, margin)

	return func() error {
		costMissing := cmp.Or(f.acquisition.missing, margin)
		ratio := t.line(name{13, "clv_cac", text{"  CLV as margin : CAC", "  CLV en marge : CAC"}, times, +1}, costMissing)
		payback := t.line(name{13, "payback", text{"  payback of the CAC, in periods", "  récupération du CAC, en périodes"}, periods, -1}, cmp.Or(f.acquisition.missing, margin))
		if missing != "" {
			return nil
		}
		return f.spend.each(func(segment string, spend *kpi.Series[*clv.Spend[string]]) error {
			v := value{new(clv.Spend[string]), new(churn.Accumulator), new(clv.Acquisition), 0}
			put := func(s slot) {
				worth, err := f.worth(v)
				clvLine.put(s)(worth, err)
				if margin != "" {
					return
				}
				m := exactRat(*f.margin)
				if err == nil {
					worth = rat(worth, m, one)
				}
				marginLine.put(s)(worth, err)
				if costMissing != "" {
					return
				}
				ratio.put(s)(valueToCost(v.acquisition.Result(), worth, err))
				payback.put(s)(v.payback(m))
			}
			for _, p := range t.calendar.periods {
				if err := v.grow(p, spend, subscribers.segment(segment), f.acquisition.segment(segment)); err != nil {
					return err
				}
				put(slot{segment, p.Index()})
			}
			put(slot{segment, whole})
			return nil
		})
	}
}

var one = big.NewRat(1, 1)

// grow adds what one period adds.
func (v *value) grow(p kpi.Period, spend *kpi.Series[*clv.Spend[string]], subscribers *kpi.Series[*churn.Accumulator], acquisition *kpi.Series[*clv.Acquisition]) error {
	v.periods++
	s, _ := spend.Get(p.Start())
	c, _ := subscribers.Get(p.Start())
	a, _ := acquisition.Get(p.Start())
	return errors.Join(v.spend.Merge(s), v.subscribers.Merge(c), v.acquisition.Merge(a)) // nil adds nothing
}

// worth returns the lifetime value: the orders of v.periods, so the duration
// counts in as many periods.
func (f *clvFamily) worth(v value) (kpi.Value, error) {
	duration, err := f.duration(v)
	if err != nil {
		return kpi.Value{}, err
	}
	return v.spend.Result().Lifetime(rat(duration, one, big.NewRat(v.periods, 1)))
}

// duration returns how many periods a customer stays.
func (f *clvFamily) duration(v value) (kpi.Value, error) {
	if f.lifetime != nil {
		return kpi.ValueOf(exactRat(*f.lifetime)), nil
	}
	return v.subscribers.Result().Lifetime()
}

// valueToCost returns CLV:CAC, where there is a value and a cost.
func valueToCost(a clv.AcquisitionResult, worth kpi.Value, err error) (kpi.Figure, error) {
	if err != nil {
		return nil, err
	}
	if _, err := acquisitionCost(a); err != nil {
		return nil, err
	}
	return a.ValueToCost(worth)
}

// payback returns the periods until a customer's margin has paid the cost.
func (v *value) payback(margin *big.Rat) (kpi.Figure, error) {
	cost, err := acquisitionCost(v.acquisition.Result())
	if err != nil {
		return nil, err
	}
	spend, err := v.spend.Result().PerCustomer()
	if err != nil {
		return nil, err
	}
	// clv.Payback takes the margin a period as a decimal, and this one is a
	// fraction: margin × spend / periods. Scaling both by the periods and the
	// customers is exact.
	n := new(big.Rat).SetInt64(v.periods)
	r := v.spend.Result()
	customers := countFigure(r.Customers).Rat()
	_ = spend
	return clv.Payback(rat(cost, n.Mul(n, customers), margin), r.Revenue.Decimal(128))
}

// exactRat returns a decimal as a fraction.
func exactRat(d decimal.Decimal) *big.Rat { return d.Rat() }
