package bgnbd

import (
	"cmp"
	"fmt"
	"math"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/internal/fit"
)

// ConditionalExpectedSlice fills dst with the ConditionalExpected of each
// customer, to about 1e-12 of it, in a small part of the time: what a customer
// who is alive is expected to do depends on two numbers only, of which one takes
// few values. Columns of different length are a [*kpi.RangeError]; the error of the
// first bad customer says which, and dst is not filled then.
func (p Params) ConditionalExpectedSlice(dst []float64, customers []clv.Customer, t float64) error {
	if err := cmp.Or(p.valid(), fit.Time(op, t), fit.Columns(op, dst, customers), p.checkHistories(customers, t)); err != nil {
		return err
	}
	if p.k() > 1 || p.R > rough || t == 0 {
		for i, c := range customers {
			dst[i] = p.of(c).orders(t)
		}
		return nil
	}
	// Of one who is alive; without repeat order, whether they are depends on T alone.
	curves := fit.NewCurves(func(x uint64, grown float64) float64 {
		if x == 0 {
			return p.of(clv.Customer{T: p.Alpha * (grown - 1)}).orders(t)
		}
		f := p.of(clv.Customer{Frequency: x})
		f.alive, f.scale, f.phases = 1, p.Alpha*grown, [MaxRegularity]float64{1}
		return f.orders(t)
	})
	dead := deads{p: p}
	for i := range customers {
		c := &customers[i]
		dst[i] = curves.At(c.Frequency, (p.Alpha+c.T)/p.Alpha)
		if c.Frequency == 0 {
			continue
		}
		dst[i] /= 1 + math.Exp(dead.of(c.Frequency)+(p.R+float64(c.Frequency))*fit.Grown(p.Alpha, c))
	}
	return nil
}

// checkHistories reports the first history after which a time is too long.
func (p Params) checkHistories(customers []clv.Customer, t float64) error {
	if p.checkTime(clv.Customer{Frequency: clv.MaxFrequency}, t) == nil {
		return nil // for all
	}
	for i, c := range customers {
		if err := p.checkTime(c, t); err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
	}
	return nil
}

// rough is the shape from which on customers are nearly alike, and the scale so
// large that ln(α+T) has not the digits to tell their times apart.
const rough = 1e4

// deads are ln a/(b+m-1) by frequency.
type deads struct {
	p     Params
	known []float64
}

func (d *deads) of(x uint64) float64 {
	for n := uint64(len(d.known)); n <= x && n < fit.Few; n++ {
		d.known = append(d.known, d.at(n))
	}
	if x < uint64(len(d.known)) {
		return d.known[x]
	}
	return d.at(x)
}

func (d *deads) at(x uint64) float64 { return math.Log(d.p.A / (d.p.B + (d.p.chances(x) - 1))) }
