package paretonbd

import (
	"cmp"
	"math"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/internal/fit"
	"github.com/customerkpi/kpi/internal/stats"
)

// ConditionalExpectedSlice fills dst with the ConditionalExpected of each
// customer, to about 1e-11 of it, in a small part of the time: the integral over
// the time of leaving is a difference of two values of one curve for each
// frequency. Columns of different length are a *kpi.RangeError; the error of the
// first bad customer says which, and dst is not filled then.
func (p Params) ConditionalExpectedSlice(dst []float64, customers []clv.Customer, t float64) error {
	if err := cmp.Or(p.Check(), fit.Time(op, t), fit.Columns(op, dst, customers)); err != nil {
		return err
	}
	left := fit.NewCurves(func(x uint64, u float64) float64 { return p.beyond(float64(x), u) })
	stay := fit.NewCurves(func(_ uint64, lnB float64) float64 { return p.stay(math.Exp(lnB), t) })
	for i := range customers {
		c := &customers[i]
		n := p.R + float64(c.Frequency)
		fromA, endA := math.Log(p.Alpha+c.Recency), math.Log(p.Alpha+c.T)
		fromB, endB := math.Log(p.Beta+c.Recency), math.Log(p.Beta+c.T)
		// Differences of logarithms take half the time of the logarithms of
		// quotients, and are as good where few orders multiply their error.
		grown := n*(endA-fromA) + p.S*(endB-fromB)
		if c.Frequency >= fit.Few {
			rest := c.T - c.Recency
			grown = n*stats.Log1p(rest/(p.Alpha+c.Recency)) + p.S*stats.Log1p(rest/(p.Beta+c.Recency))
		}
		// The smaller one of α and β is the scale of the curve.
		odds := math.Exp(grown)*left.At(c.Frequency, min(fromA, fromB)) - left.At(c.Frequency, min(endA, endB))
		dst[i] = n / (p.Alpha + c.T) * stay.At(0, endB) / (1 + max(0, odds))
	}
	return nil
}

// beyond returns the likelihood of a customer who leaves after τ, if he orders no
// more after it, over that of one who is alive at τ:
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
	const widest = 4
	sum := 0.0
	for {
		if math.Abs(p.Alpha-p.Beta)*math.Exp(-u) < 1e-17 {
			return sum + at(u)/(n+p.S) // from here on it is a power of e
		}
		// How fast it falls, at the end of the widest panel.
		e := math.Exp(u + widest)
		width := min(widest, 20/(n/(1+(p.Alpha-least)/e)+(p.S+1)/(1+(p.Beta-least)/e)+1))
		part := stats.Integral(u, u+width, width, at)
		sum += part
		if u += width; part < 1e-15*sum {
			return sum
		}
	}
}
