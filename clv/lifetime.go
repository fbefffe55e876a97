package clv

import (
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
)

// Of returns the customer lifetime value, as revenue:
//
//	spend × frequency × duration        0 or more
//
// where spend is the average spend per order, frequency the orders per period, and
// duration the number of periods of the relation. A negative factor, or one
// that [kpi.CheckAmount] refuses, is a [*kpi.RangeError].
//
// A factor that is a figure, such as the lifetime 1 / churn rate, comes as its Decimal:
// take many places, since the value is only as exact as its factors.
// [SpendResult.Lifetime] takes the figure itself.
func Of(spend, frequency, duration decimal.Decimal) (kpi.Value, error) {
	return product(
		input{"spend per order", spend},
		input{"frequency", frequency},
		input{"duration", duration},
	)
}

// WithMargin returns the customer lifetime value [Of], as margin:
//
//	spend × frequency × duration × margin        0 <= margin <= 1
//
// where margin is the share of the spend that is left after its own costs: 0.3
// for 30%. A margin outside 0..1 is a [*kpi.RangeError].
func WithMargin(spend, frequency, duration, margin decimal.Decimal) (kpi.Value, error) {
	share, err := factor("margin", margin)
	if err == nil && share.Cmp(one()) > 0 {
		err = &kpi.RangeError{Op: "clv", Name: "margin", Value: kpi.ValueOf(share), Min: 0, Max: 1}
	}
	if err != nil {
		return kpi.Value{}, err
	}
	revenue, err := Of(spend, frequency, duration)
	if err != nil {
		return kpi.Value{}, err
	}
	return kpi.ValueOf(share.Mul(share, revenue.Rat())), nil
}

// Discounted returns the customer lifetime value of a relation without a
// planned end, as the margin it is worth today:
//
//	m r / (1 + d - r)        = Σ m r^t / (1+d)^t for t = 1, 2, ...
//
// where m is the margin per period, r the retention rate and d the discount rate,
// both per period: 0.1 for 10%. The first margin comes at the end of the first
// period, from those who are still customers then; for one that is paid at the
// start add m. Without loss and discount (1 + d - r = 0) the sum has no end, and
// the value [kpi.ErrUndefined]. A negative margin or discount is a
// [*kpi.RangeError].
//
// Source: S. Gupta and D. R. Lehmann, Journal of Interactive Marketing 17
// (2003) 9-24.
func Discounted(margin decimal.Decimal, retention kpi.Rate, discount decimal.Decimal) (kpi.Value, error) {
	m, err := factor("margin per period", margin)
	if err != nil {
		return kpi.Value{}, err
	}
	d, err := factor("discount", discount)
	if err != nil {
		return kpi.Value{}, err
	}
	r := retention.Rat()
	loss := d.Add(d, one()).Sub(d, r)
	if loss.Sign() <= 0 {
		return kpi.Value{}, figure.Undefined("clv", "discounted value", "no customer lost and no discount")
	}
	return kpi.ValueOf(m.Mul(m, r).Quo(m, loss)), nil
}

// An input is a factor of a product, with its name for errors.
type input struct {
	name  string
	value decimal.Decimal
}

func product(inputs ...input) (kpi.Value, error) {
	p := one()
	for _, in := range inputs {
		r, err := factor(in.name, in.value)
		if err != nil {
			return kpi.Value{}, err
		}
		p.Mul(p, r)
	}
	return kpi.ValueOf(p), nil
}

func one() *big.Rat { return big.NewRat(1, 1) }
