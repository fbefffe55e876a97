package main

import (
	"cmp"
	"errors"
	"math/big"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn"
	"github.com/customerkpi/kpi/clv"
)

// A history is what is known of a segment's customers from the first period up
// to one. It grows from period to period.
type history struct {
	spend       clv.SpendResult // customers and revenue
	seen        []bool          // customers
	subscribers *churn.Accumulator
	acquisition *clv.Acquisition
	periods     int64 // since the first order of a customer
}

// grow adds what one period adds: nil where there was nothing, which is a
// no-op to merge.
func (h *history) grow(l *ledger, s slot, subscribers *churn.Accumulator, acquisition *clv.Acquisition) error {
	var revenue cash
	l.each(s.segment, s.period, func(_ *binFacts, i uint32, f *fact) {
		revenue.addUnits(f.spent)
		if rest, ok := l.rest[i]; ok {
			revenue.addRest(rest)
		}
		if f.orders > 0 && !h.seen[f.customer] {
			h.seen[f.customer] = true
			h.spend.Customers++
		}
	})
	h.spend.Revenue = kpi.ValueOf(new(big.Rat).Add(h.spend.Revenue.Rat(), revenue.decimal().Rat()))
	return errors.Join(h.subscribers.Merge(subscribers), h.acquisition.Merge(acquisition))
}

// addValues adds the lines of the lifetime value, alone and against the cost.
func (f *clvFamily) addValues(t *table, subscribers *cube[*churn.Accumulator]) error {
	missing := f.missing
	if f.lifetime == nil && subscribers.missing != "" {
		missing = cmp.Or(missing, "-subscriptions or -lifetime")
	}
	noMargin := missing
	if f.margin == nil {
		noMargin = cmp.Or(missing, "-margin")
	}
	noCost := cmp.Or(noMargin, f.acquisition.missing)

	revenue := t.line(name{11, "clv", text{"Customer lifetime value (CLV), as revenue", "Valeur vie client (CLV), en revenu"}, money, +1}, missing)
	margin := t.line(name{11, "clv_margin", text{"Customer lifetime value (CLV), as margin", "Valeur vie client (CLV), en marge"}, money, +1}, noMargin)
	ratio := t.line(name{13, "clv_cac", text{"  CLV as margin to CAC", "  CLV en marge sur CAC"}, times, +1}, noCost)
	payback := t.line(name{13, "payback", text{"  payback of the CAC, in periods", "  récupération du CAC, en périodes"}, periods, -1}, noCost)
	t.note(missing, text{
		"CLV, CLV:CAC and payback are of all data up to the end of a period.",
		"CLV, CLV:CAC et récupération portent sur les données jusqu'à la fin d'une période.",
	})
	if missing != "" {
		return nil
	}
	put := func(s slot, h *history) {
		worth, err := f.worth(h)
		revenue.put(s)(worth, err)
		if noMargin != "" {
			return
		}
		worth = product(worth, f.margin.Rat())
		margin.put(s)(worth, err)
		if noCost != "" {
			return
		}
		ratio.put(s)(h.toCost(worth, err))
		payback.put(s)(h.payback(f.margin.Rat()))
	}
	for _, segment := range append([]string{""}, f.ledger.segments(false)...) {
		h := &history{seen: make([]bool, len(f.ledger.heads)), subscribers: new(churn.Accumulator), acquisition: new(clv.Acquisition)}
		for s := range t.slots(segment) {
			if s.period == whole {
				put(s, h)
				continue
			}
			p := kpi.PeriodAt(s.period, t.calendar.grain, t.calendar.zone)
			if err := h.grow(f.ledger, s, subscribers.in(segment, p), f.acquisition.in(segment, p)); err != nil {
				return err
			}
			if !f.ledger.opening.IsZero() && p.End().After(f.ledger.opening) {
				h.periods++
			}
			put(s, h)
		}
	}
	return nil
}

// worth returns the lifetime value. The orders are those of h.periods, so the
// duration counts in as many.
func (f *clvFamily) worth(h *history) (kpi.Value, error) {
	duration, err := h.subscribers.Result().Lifetime()
	if f.lifetime != nil {
		duration, err = kpi.ValueOf(f.lifetime.Rat()), nil
	}
	if h.periods == 0 {
		err = errNoOrder
	}
	if err != nil {
		return kpi.Value{}, err
	}
	return h.spend.Lifetime(product(duration, big.NewRat(1, h.periods)))
}

var (
	errNoAcquisition = errors.New("no marketing spend after the first period with orders")
	errNoOrder       = errors.New("no order of a customer")
	errNoMargin      = errors.New("the margin is 0")
)

// moneyPlaces are all the places that an accepted amount has.
const moneyPlaces = 64

// acquisitionCost is the cost where there is a spend: none in the file is not
// a cost of 0.
func acquisitionCost(r clv.AcquisitionResult) (kpi.Value, error) {
	if r.Spend.Equal(kpi.Value{}) {
		return kpi.Value{}, errNoAcquisition
	}
	return r.Cost()
}

// customersWon is the number of customers where it is known.
func customersWon(r clv.AcquisitionResult) (kpi.Value, error) {
	if r.Customers == 0 && r.Spend.Equal(kpi.Value{}) {
		return kpi.Value{}, errNoAcquisition
	}
	return countFigure(r.Customers), nil
}

// toCost returns CLV:CAC of a lifetime value that may be undefined.
func (h *history) toCost(worth kpi.Value, undefined error) (kpi.Figure, error) {
	cost, err := acquisitionCost(h.acquisition.Result())
	if err := cmp.Or(undefined, err); err != nil {
		return nil, err
	}
	return clv.ValueToCost(worth, cost)
}

// payback returns the periods until the margin of a customer has paid the cost.
func (h *history) payback(margin *big.Rat) (kpi.Figure, error) {
	cost, err := acquisitionCost(h.acquisition.Result())
	if err != nil {
		return nil, err
	}
	if margin.Sign() == 0 {
		return nil, errNoMargin
	}
	// The margin a period is a fraction: margin × revenue / (customers ×
	// periods). Payback takes a decimal, which the revenue is: multiplying
	// both by the rest is exact.
	r := h.spend
	rest := new(big.Rat).Mul(countFigure(r.Customers).Rat(), big.NewRat(h.periods, 1))
	return clv.Payback(product(cost, rest.Quo(rest, margin)), r.Revenue.Decimal(moneyPlaces))
}

// product returns v × factor.
func product(v kpi.Value, factor *big.Rat) kpi.Value {
	return kpi.ValueOf(factor.Mul(v.Rat(), factor))
}
