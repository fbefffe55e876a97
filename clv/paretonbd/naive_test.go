package paretonbd_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/internal/fittest"
	"github.com/customerkpi/kpi/clv/paretonbd"
)

// models are parameters of all kinds: as fitted, with s = 1, where the closed
// forms have a gap, with α below and above β, near nothing and large.
var models = []paretonbd.Params{
	published,
	{R: 0.5, Alpha: 10, S: 1, Beta: 12},
	{R: 2, Alpha: 1, S: 1.7, Beta: 30},
	{R: 2, Alpha: 30, S: 1.7, Beta: 1},
	{R: 1, Alpha: 5, S: 0.5, Beta: 5},
	{R: 0.01, Alpha: 1000, S: 1e-3, Beta: 0.01},
	{R: 50, Alpha: 40, S: 20, Beta: 1000},
}

// No prediction is NaN, infinite or out of its range, for customers and times at
// the ends of what there is.
func TestGrid(t *testing.T) {
	for _, p := range models {
		fittest.CheckGrid(t, fmt.Sprintf("%+v", p), p, true)
	}
}

// An independent evaluation: the rate λ and the rate μ of leaving are integrated
// by the gamma distributions they have, as in Schmittlein, Morrison and Colombo
// (1987), the time of leaving by double exponential quadrature.
func TestAliveEqualsTheIntegral(t *testing.T) {
	for _, p := range models {
		for _, c := range fittest.Histories {
			if c.T == c.Recency {
				continue // nothing to integrate over
			}
			n := p.R + float64(c.Frequency)
			// Over the likelihood of the living: the factors are quotients.
			odds := fittest.Integral(func(x, _, lnX, _ float64) float64 {
				// They left at tx + (T-tx)(1-x): T - τ = (T-tx) x.
				left := (c.T - c.Recency) * x
				tau := c.T - left
				if tau < c.Recency {
					tau = c.Recency
				}
				return math.Log(c.T-c.Recency) + n*math.Log1p(left/(p.Alpha+tau)) + p.S*math.Log1p(left/(p.Beta+tau)) +
					math.Log(p.S) - math.Log(p.Beta+tau)
			})
			want := 1 / (1 + odds)
			if want < 1e-290 {
				continue
			}
			label := fmt.Sprintf("%+v, x=%d tx=%g T=%g", p, c.Frequency, c.Recency, c.T)
			fittest.Is(t, label, want, 1e-9)(p.Alive(c))
		}
	}
}

// What is expected of one who is alive is an integral over the time until they
// leave, here by double exponential quadrature, t u = time.
func TestExpectedEqualsTheIntegral(t *testing.T) {
	for _, p := range models {
		for _, at := range fittest.Times[1:] {
			for _, from := range []float64{0, 39, 1e6} {
				alive, err := p.Alive(clv.Customer{T: max(from, 1e-100)})
				if err != nil {
					t.Fatal(err)
				}
				want := alive * p.R / (p.Alpha + from) * fittest.Integral(func(u, _, _, _ float64) float64 {
					return math.Log(at) - p.S*math.Log1p(at*u/(p.Beta+from))
				})
				label := fmt.Sprintf("%+v, T=%g, t=%g", p, from, at)
				tolerance := 1e-9
				if at == 1e-10 {
					tolerance = 1e-6
				}
				if from == 0 {
					fittest.Is(t, label, want, tolerance)(p.Expected(at))
				} else {
					fittest.Is(t, label, want, tolerance)(p.ConditionalExpected(clv.Customer{T: from}, at))
				}
			}
		}
	}
}

// The curves of the column are as good as the quadrature.
func TestSliceEqualsSingle(t *testing.T) {
	for _, p := range models {
		fittest.CheckSlice(t, fmt.Sprintf("%+v", p), p, fittest.Many(t, p, 400), 1e-10)
	}
}
