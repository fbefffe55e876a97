package stats

import (
	"math"
	"math/big"
	"testing"
)

// log(n! / (a! b! c!)) by whole numbers, and Σ a log(a/n).
func TestLogMultinomialEqualsFactorials(t *testing.T) {
	factorial := func(n int64) *big.Int { return new(big.Int).MulRange(1, n) }
	for _, c := range [][]int64{{0, 0}, {1, 0}, {1, 1}, {5, 3, 4}, {0, 7, 2}, {100, 1, 30}, {400, 300, 200}} {
		n, den, parts := int64(0), big.NewInt(1), []float64{}
		for _, k := range c {
			n += k
			den.Mul(den, factorial(k))
			parts = append(parts, float64(k))
		}
		ways := new(big.Int).Quo(factorial(n), den)
		// log of a large whole number: that of its top 60 bits, and log 2 for each other
		shift := max(ways.BitLen()-60, 0)
		top, _ := new(big.Float).SetInt(new(big.Int).Rsh(ways, uint(shift))).Float64()
		want := math.Log(top) + float64(shift)*math.Ln2
		for _, k := range parts {
			if k > 0 {
				want += k * math.Log(k/float64(n))
			}
		}
		if got := LogMultinomial(parts...); !(math.Abs(got-want) <= 1e-11*max(math.Abs(want), 1)) {
			t.Errorf("%v: %v, want %v", c, got, want)
		}
	}
}

// Σ x log(p n / x), with 0 log 0 = 0.
func TestLogLikelihoodRatio(t *testing.T) {
	for _, tc := range []struct {
		x, p []float64
		want float64
	}{
		{[]float64{5, 5}, []float64{0.5, 0.5}, 0},
		{[]float64{3, 7}, []float64{0.5, 0.5}, 3*math.Log(5./3) + 7*math.Log(5./7)},
		{[]float64{0, 4}, []float64{0.25, 0.75}, 4 * math.Log(0.75)},
		{[]float64{2, 3, 5}, []float64{0.1, 0.2, 0.7}, 2*math.Log(0.5) + 3*math.Log(2./3) + 5*math.Log(1.4)},
		{[]float64{1, 1}, []float64{0, 1}, math.Inf(-1)},
	} {
		if got := LogLikelihoodRatio(tc.x, tc.p); got != tc.want && math.Abs(got-tc.want) > 1e-13 {
			t.Errorf("%v of %v: %v, want %v", tc.x, tc.p, got, tc.want)
		}
	}
}
