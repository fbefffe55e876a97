package stats

import "math"

// RatioError returns the standard error of the ratio a / b of two estimates with
// variances va and vb and a covariance, 0 of independent ones, by the delta method:
//
//	√(va + (a/b)² vb - 2 (a/b) cov) / |b|
func RatioError(a, va, b, vb, cov float64) float64 {
	r := a / b
	return math.Sqrt(max(va+r*(r*vb-2*cov), 0)) / math.Abs(b)
}

// Satterthwaite returns the degrees of freedom of a sum of independent estimates with
// the variances v and the degrees of freedom df:
//
//	(Σ v)² / Σ (v² / df)
//
// It is +Inf where no variance is above 0. df has as many numbers as v, and may hold
// +Inf.
//
// Source: F. E. Satterthwaite, Biometrics Bulletin 2 (1946) 110-114.
func Satterthwaite(v, df []float64) float64 {
	sum, squares := 0.0, 0.0
	for _, x := range v {
		sum += x
	}
	if sum == 0 {
		return math.Inf(1)
	}
	for i, x := range v {
		squares += x / sum * (x / sum) / df[i]
	}
	return 1 / squares
}

// Fieller returns the interval of the ratio a / b of two estimates with a correlation, 0
// of independent ones: all R for which a - R b may be 0, with the arms of the two
// intervals on the side that matters,
//
//	(a - R b)² <= A² - 2 R correlation A B + R² B²
//	low end:  A = a's arm down, B = b's arm up
//	high end: A = a's arm up, B = b's arm down
//
// and B the other way round where R is negative. With arms t times the standard errors
// it is Fieller's. It has two ends only if b is above its arm down, which the caller has
// checked.
//
// Source: E. C. Fieller, JRSS B 16 (1954) 175-185; with unequal arms, A. Donner and G.
// Y. Zou, Statistical Methods in Medical Research 21 (2012) 347-359.
func Fieller(a float64, armsA Arms, b float64, armsB Arms, correlation float64) (low, high float64) {
	return fiellerLow(a, armsA.Down, b, armsB, correlation), -fiellerLow(-a, armsA.Up, b, armsB, -correlation)
}

// fiellerLow returns the low end, the smaller root of
//
//	(b² - B²) R² - 2 (a b - correlation A B) R + a² - A² = 0
func fiellerLow(a, arm, b float64, arms Arms, correlation float64) float64 {
	c := (a - arm) * (a + arm)
	if a == arm {
		return 0
	}
	half := func(armB float64) (middle, root float64) {
		x, rest := a*armB-correlation*arm*b, (1-correlation)*(1+correlation)
		return a*b - correlation*arm*armB, math.Sqrt(max(0, x*x+rest*arm*arm*(b-armB)*(b+armB)))
	}
	if a > arm {
		// The other form of the root divides by b² - B², which may be 0.
		m, r := half(arms.Up)
		return c / (m + r)
	}
	m, r := half(arms.Down)
	return (m - r) / ((b - arms.Down) * (b + arms.Down))
}
