package paretonbd

import (
	"cmp"
	"math"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/internal/fit"
	"github.com/customerkpi/kpi/clv/internal/quadrature"
	"github.com/customerkpi/kpi/internal/stats"
)

// ConditionalExpectedSlice fills dst with the ConditionalExpected of each
// customer, to about 1e-11 of it, in a small part of the time: the integral over
// the time of leaving is a difference of two values of one curve for each
// frequency. Columns of different length are a [*kpi.RangeError]; the error of the
// first bad customer says which, and dst is not filled then.
func (p Params) ConditionalExpectedSlice(dst []float64, customers []clv.Customer, t float64) error {
	if err := cmp.Or(p.valid(), p.checkTime("time", t), fit.Columns(op, dst, customers), p.checkHistories(customers)); err != nil {
		return err
	}
	if max(p.R, p.S) > rough || t == 0 {
		for i, c := range customers {
			dst[i] = p.orders(c, t)
		}
		return nil
	}
	// The curves are of (c+T)/c, c the smaller one of α and β: by the larger one, times
	// far below it would have no digits left.
	least := min(p.Alpha, p.Beta)
	left := fit.NewCurves(func(x uint64, grown float64) float64 { return p.beyond(float64(x), math.Log(least*grown)) })
	stay := fit.NewCurves(func(_ uint64, grown float64) float64 { return p.stay(p.Beta+least*(grown-1), t) })
	// Without repeat order all depends on T alone.
	idle := fit.NewCurves(func(_ uint64, grown float64) float64 {
		return p.orders(clv.Customer{T: least * (grown - 1)}, t)
	})
	for i := range customers {
		c := &customers[i]
		if c.Frequency == 0 {
			dst[i] = idle.At(0, (least+c.T)/least)
			continue
		}
		n := p.R + float64(c.Frequency)
		grown := n*fit.Grown(p.Alpha, c) + p.S*math.Log((p.Beta+c.T)/(p.Beta+c.Recency))
		odds := math.Exp(grown)*left.At(c.Frequency, (least+c.Recency)/least) - left.At(c.Frequency, (least+c.T)/least)
		if odds > 1e300 { // what is left of the chance is below what the quotient holds
			dst[i] = p.orders(*c, t)
			continue
		}
		dst[i] = n / (p.Alpha + c.T) * stay.At(0, (least+c.T)/least) / (1 + max(0, odds))
	}
	return nil
}

// rough is the shape from which on customers are nearly alike, and the scale so
// large that ln(α+T) has not the digits to tell their times apart.
const rough = 1e4

// beyond returns the likelihood of a customer who leaves after τ, without an order
// after it, over that of one who is alive at τ:
//
//	∫ ((α+τ)/(α+t))^(r+x) s/(β+t) ((β+τ)/(β+t))^s dt,   t > τ
//
// for u = ln(c+τ), c the smaller one of α and β.
func (p Params) beyond(x, u float64) float64 {
	n := p.R + x
	least := min(p.Alpha, p.Beta)
	logA := func(u float64) float64 { return u + stats.Log1p((p.Alpha-least)*math.Exp(-u)) }
	logB := func(u float64) float64 { return u + stats.Log1p((p.Beta-least)*math.Exp(-u)) }
	fromA, fromB, lnS := logA(u), logB(u), math.Log(p.S)
	at := func(u float64) float64 {
		b := logB(u)
		return math.Exp(n*(fromA-logA(u)) + lnS + p.S*(fromB-b) + u - b)
	}
	sum := 0.0
	for {
		if math.Abs(p.Alpha-p.Beta)*math.Exp(-u) < 1e-17 {
			return sum + at(u)/(n+p.S) // from here on it is a power of e
		}
		width, _ := p.panel(n, u-math.Log(least), math.Inf(1))
		part := quadrature.Integral(u, u+width, width, at)
		sum += part
		if u += width; part < 1e-15*sum {
			return sum
		}
	}
}
