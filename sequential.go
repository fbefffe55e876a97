package kpi

import (
	"fmt"
	"math"

	"github.com/customerkpi/kpi/internal/stats"
)

// Sequential returns an interval that may be looked at after every single
// thing that is counted: with the chance level, all of them, for as long as one
// cares to look, hold the true rate. It is for those who look every day and
// stop when they like what they see, which an Interval does not bear. The price
// is width: twice Wilson's, about, at some thousands.
//
//	the p with p^count (1-p)^(total-count) >= (1-level) B(count+1, total-count+1)
//
// It holds exactly, for any total. A level outside [0.5, 1) is a [RangeError].
//
// Source: H. Robbins, Annals of Mathematical Statistics 41 (1970) 1397-1409,
// with the uniform mixture.
func (r Rate) Sequential(level float64) (Interval, error) {
	return r.interval(level, func(x, n float64) (low, high float64) {
		// log of the likelihood ratio at which p leaves; the mixture of the
		// likelihoods is 1 / ((n+1) C(n, x)).
		limit := math.Log1p(-level) - math.Log(n+1) - stats.LogMultinomial(x, n-x)
		above := func(x float64) float64 {
			return edge(x/n, 1, func(p float64) bool {
				return stats.LogLikelihoodRatio([]float64{x, n - x}, []float64{p, 1 - p}) >= limit
			})
		}
		return 1 - above(n-x), above(x)
	})
}

// edge returns the last point between in and out where inside holds.
func edge(in, out float64, inside func(float64) bool) float64 {
	for range 100 {
		middle := in + (out-in)/2
		if middle == in || middle == out {
			break
		}
		if inside(middle) {
			in = middle
		} else {
			out = middle
		}
	}
	return in
}

// Sequential returns an interval in points that may be looked at after every
// single answer, as [Rate.Sequential]; the mixture is uniform over all shares
// of the three classes, and a net stays as long as some shares with that net do.
// It holds exactly, for any total. A level outside [0.5, 1) is a [RangeError], the
// zero Net [ErrUndefined].
func (n Net) Sequential(level float64) (Interval, error) {
	return n.interval(level, func(float64) (low, high float64) {
		return n.solve(func(c trinomial, delta float64) bool {
			rest := c.total - c.plus - c.minus
			limit := math.Log1p(-level) - math.Log((c.total+1)/2*(c.total+2)) - stats.LogMultinomial(c.plus, c.minus, rest)
			p, m := c.likeliest(delta)
			return stats.LogLikelihoodRatio([]float64{c.plus, c.minus, rest}, []float64{p, m, 1 - p - m}) >= limit
		})
	})
}

// Sequential returns an interval that may be looked at after every single
// observation, as [Rate.Sequential]. It is an approximation that holds from some
// dozens of observations on, or a hundred where they are skewed:
//
//	mean ± s √(2 (nρ² + 1) / (n²ρ²) log(√(nρ² + 1) / (1-level)))        ρ² = 1/50
//
// It is [ErrUndefined] for fewer than two observations. A level outside [0.5, 1) is
// a [RangeError].
//
// Source: I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy and A. Ramdas,
// "Time-uniform central limit theory and asymptotic confidence sequences",
// Annals of Statistics 52 (2024) 2613-2640; this ρ makes it narrowest near n = 440.
func (m Mean) Sequential(level float64) (Interval, error) {
	return m.interval(level, func(s float64) float64 {
		n := float64(m.n)
		const rho2 = 1.0 / 50
		k := n*rho2 + 1
		return s * math.Sqrt(2*k/(n*n*rho2)*(math.Log(k)/2-math.Log1p(-level)))
	})
}

// Sequential returns an interval of Delta that may be looked at after every
// single observation: the distance of the two figures' own Sequential intervals
// at the level 1 - (1-level)/2. It holds as exactly as they do, and is wider
// than need be. It is [ErrUndefined] where the figures have none.
func (c Comparison) Sequential(level float64) (Interval, error) {
	type sequential interface {
		Sequential(level float64) (Interval, error)
	}
	before, ok := c.before.(sequential)
	after, okAfter := c.after.(sequential)
	if !ok || !okAfter {
		return Interval{}, fmt.Errorf("kpi: sequential interval %w: the figures are not samples", ErrUndefined)
	}
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	b, err := before.Sequential((1 + level) / 2)
	if err != nil {
		return Interval{}, err
	}
	a, err := after.Sequential((1 + level) / 2)
	if err != nil {
		return Interval{}, err
	}
	d := c.Delta().Float64() // which rounding must not leave out
	return c.interval(min(a.Low-b.High, d), max(a.High-b.Low, d), level), nil
}
