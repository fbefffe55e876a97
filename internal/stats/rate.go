package stats

import "math"

// The intervals below are of the share of x things in n, as its ends from 0 to 1.
// x and n need not be whole.

// Wilson returns Wilson's score interval.
func Wilson(x, n, level float64) (low, high float64) { return FiniteWilson(x, n, level, 1) }

// FiniteWilson returns Wilson's interval with z times a correction for a finite
// population, see [FiniteCorrection].
func FiniteWilson(x, n, level, correction float64) (low, high float64) {
	z := correction * NormalQuantile(level)
	z2 := z * z
	half := z * math.Sqrt(x*(n-x)/n+z2/4)
	low, high = (x+z2/2-half)/(n+z2), (x+z2/2+half)/(n+z2)
	// Rounding must not move an end that is exactly 0 or 1.
	if x == 0 {
		low = 0
	}
	if x == n {
		high = 1
	}
	return low, high
}

// Wald returns the textbook interval p ± z √(p(1-p)/n), which may reach beyond 0
// and 1.
func Wald(x, n, level float64) (low, high float64) { return wald(x, n, NormalQuantile(level)) }

func wald(x, n, z float64) (low, high float64) {
	half := z * math.Sqrt(x/n*(n-x)/n/n)
	return x/n - half, x/n + half
}

// AgrestiCoull returns Wald's interval after adding z²/2 things to either side.
func AgrestiCoull(x, n, level float64) (low, high float64) {
	z := NormalQuantile(level)
	return wald(x+z*z/2, n+z*z, z)
}

// ClopperPearson returns the interval of equal tails of the binomial distribution.
func ClopperPearson(x, n, level float64) (low, high float64) {
	high = 1
	if x > 0 {
		low = BetaQuantile((1-level)/2, (1+level)/2, x, n-x+1)
	}
	if x < n {
		high = BetaQuantile((1+level)/2, (1-level)/2, x+1, n-x)
	}
	return low, high
}

// Jeffreys returns the interval of equal tails of Beta(x + 1/2, n - x + 1/2), with
// an end of 0 or 1 where x is 0 or n.
func Jeffreys(x, n, level float64) (low, high float64) {
	high = 1
	if x > 0 {
		low = BetaQuantile((1-level)/2, (1+level)/2, x+0.5, n-x+0.5)
	}
	if x < n {
		high = BetaQuantile((1+level)/2, (1-level)/2, x+0.5, n-x+0.5)
	}
	return low, high
}

// SequentialRate returns the interval that may be looked at after every thing: the
// shares p that the uniform mixture does not reject,
//
//	p^x (1-p)^(n-x) >= (1-level) B(x+1, n-x+1)
func SequentialRate(x, n, level float64) (low, high float64) {
	// log of the likelihood ratio at which p leaves; the mixture of the
	// likelihoods is 1 / ((n+1) C(n, x)).
	limit := math.Log1p(-level) - math.Log(n+1) - LogMultinomial(x, n-x)
	above := func(x float64) float64 {
		return edge(x/n, 1, func(p float64) bool {
			return LogLikelihoodRatio([]float64{x, n - x}, []float64{p, 1 - p}) >= limit
		})
	}
	return 1 - above(n-x), above(x)
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
