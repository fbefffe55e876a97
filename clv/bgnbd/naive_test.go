package bgnbd_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgnbd"
	"github.com/customerkpi/kpi/clv/internal/fittest"
)

// models are parameters of all kinds: as fitted, with a + b <= 1, with a = 1,
// where the closed forms have a gap, a near 0, and b large.
var models = []bgnbd.Params{
	published,
	{R: 0.525, Alpha: 6.183, A: 0.891, B: 1.614, Dropout: bgnbd.AfterAny},
	{R: 0.5, Alpha: 3, A: 0.3, B: 0.6},
	{R: 0.5, Alpha: 3, A: 0.1, B: 0.2, Dropout: bgnbd.AfterAny},
	{R: 1, Alpha: 5, A: 1, B: 2.5},
	{R: 1, Alpha: 5, A: 1, B: 2.5, Dropout: bgnbd.AfterAny},
	{R: 2, Alpha: 0.5, A: 1e-3, B: 5},
	{R: 0.01, Alpha: 100, A: 3, B: 1e4},
	{R: 50, Alpha: 40, A: 2, B: 30},
	{R: 1.33, Alpha: 2.81, A: 0.425, B: 0.79, Regularity: 2, Dropout: bgnbd.AfterAny},
	{R: 0.7, Alpha: 1.5, A: 1, B: 1, Regularity: 3},
	{R: 3, Alpha: 0.2, A: 0.4, B: 2, Regularity: 6, Dropout: bgnbd.AfterAny},
}

// No prediction is NaN, infinite or out of its range, for customers and times at
// the ends of what there is.
func TestGrid(t *testing.T) {
	for _, p := range models {
		// A regular buyer has just bought, and does not come back at once.
		fittest.CheckGrid(t, fmt.Sprintf("%+v", p), p, p.Regularity <= 1)
	}
}

// An independent evaluation for k = 1: given a rate λ and a chance p, the
// expected number of orders in t is (1 - e^(-λpt))/p of one who is there; over
// λ ~ gamma(R, A) that is (1 - (A/(A+pt))^R)/p, and the rest is an integral over
// p ~ beta(a, b).
func naiveOrders(shape, scale, a, b, t float64) float64 {
	lnB := func(x, y float64) float64 {
		g, _ := math.Lgamma(x)
		h, _ := math.Lgamma(y)
		i, _ := math.Lgamma(x + y)
		return g + h - i
	}
	norm := lnB(a, b)
	return fittest.Integral(func(p, _, lnP, lnRest float64) float64 {
		missed := math.Log(-math.Expm1(-shape * math.Log1p(p*t/scale)))
		if p*t/scale < 1e-30 {
			missed = math.Log(shape*t/scale) + lnP
		}
		return missed - lnP + (a-1)*lnP + (b-1)*lnRest - norm
	})
}

func TestExpectedEqualsTheIntegral(t *testing.T) {
	for _, p := range models {
		if p.Regularity > 1 {
			continue
		}
		for _, at := range fittest.Times[1:] {
			tolerance := 1e-9
			if at == 1e-10 {
				tolerance = 1e-6
			}
			b, there := p.B, 1.0
			if p.Dropout == bgnbd.AfterAny {
				b, there = p.B+1, p.B/(p.A+p.B)
			}
			fittest.Is(t, fmt.Sprintf("%+v new, t=%g", p, at), there*naiveOrders(p.R, p.Alpha, p.A, b, at), tolerance)(p.Expected(at))
			for _, c := range fittest.Histories {
				x := float64(c.Frequency)
				m := x
				if p.Dropout == bgnbd.AfterAny {
					m++
				}
				alive := 1.0
				if m > 0 {
					odds := p.A / (p.B + m - 1) * math.Pow((p.Alpha+c.T)/(p.Alpha+c.Recency), p.R+x)
					alive = 1 / (1 + odds)
				}
				if alive < 1e-290 {
					continue // the power overflows
				}
				want := alive * naiveOrders(p.R+x, p.Alpha+c.T, p.A, p.B+m, at)
				label := fmt.Sprintf("%+v, x=%d tx=%g T=%g, t=%g", p, c.Frequency, c.Recency, c.T, at)
				fittest.Is(t, label, want, tolerance)(p.ConditionalExpected(c, at))
			}
		}
	}
}

// The closed form of Fader, Hardie and Lee (2005), equation 10, with the power
// series of the hypergeometric function, where neither has a gap.
func TestExpectedEqualsTheClosedForm(t *testing.T) {
	hyp := func(a, b, c, z float64) float64 {
		sum, term := 1.0, 1.0
		for n := 0.0; term > 1e-18*sum; n++ {
			term *= (a + n) * (b + n) / (c + n) / (n + 1) * z
			sum += term
		}
		return sum
	}
	p := published
	for _, c := range []clv.Customer{{Frequency: 2, Recency: 30.43, T: 38.86}, {Frequency: 26, Recency: 30.86, T: 31}, {T: 38.86}} {
		for _, at := range []float64{1, 39, 200} {
			x := float64(c.Frequency)
			alive, err := p.Alive(c)
			if err != nil {
				t.Fatal(err)
			}
			want := alive * (p.A + p.B + x - 1) / (p.A - 1) *
				(1 - math.Pow((p.Alpha+c.T)/(p.Alpha+c.T+at), p.R+x)*hyp(p.R+x, p.B+x, p.A+p.B+x-1, at/(p.Alpha+c.T+at)))
			fittest.Is(t, "closed form", want, 1e-10)(p.ConditionalExpected(c, at))
		}
	}
}

// Regular buying, phase by phase: given a rate λ and a chance p, of m phases in
// a time (a Poisson number) every k-th is an order; then integrals over λ and p.
func naiveRegular(p bgnbd.Params, at float64) float64 {
	lnGamma := func(x float64) float64 { g, _ := math.Lgamma(x); return g }
	k := p.Regularity
	first := 0 // who may leave after the first order has a chance more
	if p.Dropout == bgnbd.AfterAny {
		first = 1
	}
	return fittest.Integral(func(q, _, lnQ, lnStay float64) float64 {
		density := (p.A-1)*lnQ + (p.B-1)*lnStay - (lnGamma(p.A) + lnGamma(p.B) - lnGamma(p.A+p.B))
		orders := 0.0
		// Over λ the number of phases is negative binomial.
		term, sum, stay := -p.R*math.Log1p(at/p.Alpha), 0.0, float64(first)*lnStay
		for m := 0; m < 3000; m++ {
			if m > 0 && m%k == 0 {
				sum += math.Exp(stay)
				stay += lnStay
			}
			orders += math.Exp(term) * sum
			term += math.Log((p.R + float64(m)) / float64(m+1) * at / (p.Alpha + at))
		}
		if orders == 0 {
			return math.Inf(-1)
		}
		return density + math.Log(orders)
	})
}

func TestRegularEqualsThePhases(t *testing.T) {
	for _, p := range models {
		if p.Regularity > 1 {
			fittest.Is(t, fmt.Sprintf("%+v", p), naiveRegular(p, 5), 1e-9)(p.Expected(5))
		}
	}
}

// The curves of the column are as good as the series.
func TestSliceEqualsSingle(t *testing.T) {
	for _, p := range models[:8] {
		fittest.CheckSlice(t, fmt.Sprintf("%+v", p), p, fittest.Many(t, p, 400), 1e-11)
	}
}
