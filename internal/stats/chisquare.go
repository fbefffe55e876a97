package stats

import "math"

// ChiSquareTail returns P(X > x) for chi-square of df degrees of freedom,
// df >= 1, by the finite sum for whole df (Abramowitz and Stegun 26.4.4 and
// 26.4.5):
//
//	Σ h^a e^-h / Γ(a+1)   over a = df/2 - 1, df/2 - 2, ... >= 0, h = x/2,
//	+ erfc(√h)            where df is odd
func ChiSquareTail(x float64, df int) float64 {
	if x <= 0 {
		return 1
	}
	h, sum := x/2, 0.0
	if df%2 == 1 {
		sum = math.Erfc(math.Sqrt(h))
	}
	a := float64(df)/2 - 1
	for term := poisson(a, h); a >= 0 && term > 0; a-- {
		sum += term
		term *= a / h
	}
	return min(sum, 1)
}

// poisson returns h^a e^-h / Γ(a+1), in Loader's form as BetaPower.
func poisson(a, h float64) float64 {
	if a <= 0 {
		return math.Exp(-h)
	}
	return math.Exp(a*log1pmx((h-a)/a, h/a)-stirling(a)) / math.Sqrt(2*math.Pi*a)
}
