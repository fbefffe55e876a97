package alarm

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/customerkpi/kpi/internal/stats"
)

// A predicted is the predictive distribution of a count: negative binomial, of a mean
// and a squared coefficient of variation beyond Poisson, the variance of which is
// known by so many degrees of freedom.
type predicted struct{ mean, spread, freedom float64 }

// poissonBelow is the spread below which a distribution is Poisson.
const poissonBelow = 1e-9

// tails returns P(X < c), P(X = c) and P(X > c):
//
//	P(X >= c) = I(c, k), the regularised incomplete beta function at m/(m+k), k = 1/φ
func (p predicted) tails(c float64) (below, at, above float64) {
	if p.spread < poissonBelow {
		return p.poisson(c)
	}
	k := 1 / p.spread
	x, y := p.mean/(p.mean+k), k/(p.mean+k)
	above, _ = stats.Beta(c+1, k, x, y)
	if c == 0 {
		return 0, math.Exp(-k * math.Log1p(p.mean/k)), above
	}
	_, below = stats.Beta(c, k, x, y)
	return below, stats.BetaPower(c, k, x, y) / c, above
}

// poisson is tails of the Poisson distribution.
func (p predicted) poisson(c float64) (below, at, above float64) {
	if c > 0 {
		below = mathext.GammaIncRegComp(c, p.mean)
	}
	lg, _ := math.Lgamma(c + 1)
	return below, math.Exp(c*math.Log(p.mean) - p.mean - lg), mathext.GammaIncReg(c+1, p.mean)
}

// nearMean is how near to the mean a score is the standardised count.
const nearMean = 1.0

// mostScore is beyond the scores that a float64 has a chance for.
const mostScore = 37.0

// score returns the normal score of a count, above 0 for more than expected: the z
// whose tail is the mid-p value of the count,
//
//	P(X > c) + P(X = c)/2
//
// which is right in the mean where few mentions leave no count with the very chance.
// It is nearer to 0 where the spread is known by few windows, as Student has it.
func (p predicted) score(c float64) float64 {
	sd := math.Sqrt(p.mean + p.spread*p.mean*p.mean)
	if z := (c - p.mean) / sd; math.Abs(z) < nearMean {
		return z // no alarm, and the tails take long next to the mean
	}
	below, at, above := p.tails(c)
	up, down := above+at/2, below+at/2
	z := -mostScore
	switch {
	case up < down && up > 0:
		z = normalScore(up)
	case up < down:
		z = mostScore
	case down > 0:
		z = -normalScore(min(down, 0.5))
	}
	return student(min(max(z, -mostScore), mostScore), p.freedom)
}

// student returns the normal score of a Student t value.
//
// Source: D. L. Wallace, Annals of Mathematical Statistics 30 (1959) 1124-1130.
func student(t, freedom float64) float64 {
	z := (8*freedom + 1) / (8*freedom + 3) * math.Sqrt(freedom*math.Log1p(t*t/freedom))
	return math.Copysign(z, t)
}

// normalScore returns the z with P(Z > z) = p, for p up to 1/2. Erfcinv has no digits
// below 1e-16, so that is where Newton's method on the logarithm takes over.
func normalScore(p float64) float64 {
	if p > 1e-10 {
		return math.Sqrt2 * math.Erfcinv(2*p)
	}
	z := math.Sqrt(-2 * math.Log(p))
	for range 6 {
		q := normalTail(z)
		z += (math.Log(q) - math.Log(p)) * q / (math.Exp(-z*z/2) / math.Sqrt(2*math.Pi))
	}
	return z
}

// normalTail returns P(Z > z).
func normalTail(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }

// first returns the first count up to maxCount for which found is true. It is
// sort.Search with 64 bits on every machine.
func first(found func(uint64) bool) uint64 {
	low, high := uint64(0), uint64(maxCount)
	for low < high {
		if n := (low + high) / 2; found(n) {
			high = n
		} else {
			low = n + 1
		}
	}
	return low
}
