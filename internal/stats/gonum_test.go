package stats

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// gonum's functions and these have to agree where both have their digits. Where
// gonum has not, which is why these exist, it is off by (v0.17.0, measured against
// these, which the other tests measure against numbers of 50 digits):
//
//	RegIncBeta(a, a, 1/2)           7e-7 at a = 1e6, 2.6e-3 at a = 5e6, 28% at a = 5e7
//	InvRegIncBeta(a, a, 1/2)        1e-6 at a = 5e6, 5e-6 at a = 5e7
//	StudentsT.Quantile(level)       6e-9 at 1e7 degrees of freedom
//	Digamma(a)                      5e-11 for a of 0.1 to 3, which is 9e-7 of it near its root
//	Digamma(a+n) - Digamma(a)       7e-12 at a = 1e5, 2e-5 at a = 1e10, n = 1/2
//	Lbeta(2, a+n) - Lbeta(2, a)     1.5e-5 at a = 1e5, no digit at a = 1e10, n = 1/2
//
// The likelihoods of customers who are alike are made of such differences, and the
// intervals of millions of answers of such tails.

// The tails of the beta distribution within 4 standard deviations, and its
// quantiles: 1e-12 for a + b <= 200, and 1e-9 for a + b <= 2e5.
func TestBetaAgreesWithGonum(t *testing.T) {
	sizes := []float64{0.5, 1, 2.5, 10, 100, 1e3, 1e4, 5e4, 1e5}
	for _, a := range sizes {
		for _, b := range sizes {
			tolerance := 1e-9
			if a+b <= 200 {
				tolerance = 1e-12
			}
			what := fmt.Sprint(" of ", a, ", ", b)
			mean, sd := a/(a+b), math.Sqrt(a*b/(a+b+1))/(a+b)
			for z := -4.0; z <= 4; z += 0.5 {
				if x := mean + z*sd; x > 0 && x < 1 {
					lower, _ := Beta(a, b, x, 1-x)
					near(t, fmt.Sprint("tail at ", x, what), lower, mathext.RegIncBeta(a, b, x), tolerance)
				}
			}
			for _, p := range []float64{0.005, 0.025, 0.5, 0.95, 0.975, 0.995} {
				near(t, fmt.Sprint("quantile ", p, what), BetaQuantile(p, 1-p, a, b), mathext.InvRegIncBeta(a, b, p), tolerance)
			}
		}
	}
}

// The density of the beta distribution, x (1-x) times: 1e-11 for a + b <= 2000.
func TestBetaPowerAgreesWithGonum(t *testing.T) {
	sizes := []float64{0.5, 1, 2.5, 10, 100, 1e3}
	for _, a := range sizes {
		for _, b := range sizes {
			for _, x := range []float64{0.01, 0.3, 0.5, 0.9} {
				if want := x * (1 - x) * (distuv.Beta{Alpha: a, Beta: b}).Prob(x); want > 1e-290 {
					near(t, fmt.Sprint("power of ", a, ", ", b, " at ", x), BetaPower(a, b, x, 1-x), want, 1e-11)
				}
			}
		}
	}
}

// Tails to t = 5 and quantiles for levels up to 0.999: 1e-11 up to 1e4 degrees of
// freedom, and 1e-9 up to 1e6. Those of chi-square to twice its mean: 1e-11.
func TestTailsAgreeWithGonum(t *testing.T) {
	for _, nu := range []float64{1, 1.5, 2, 3, 7, 10, 30, 100, 999, 1001, 1e4, 1e5, 1e6} {
		tolerance := 1e-11
		if nu > 1e4 {
			tolerance = 1e-9
		}
		student := distuv.StudentsT{Sigma: 1, Nu: nu}
		for _, x := range []float64{0.1, 0.5, 1, 2, 3, 5} {
			near(t, fmt.Sprint("tail at ", x, " of ", nu), StudentTail(x, nu), 2*student.CDF(-x), tolerance)
		}
		for _, level := range []float64{0.5, 0.8, 0.9, 0.95, 0.99, 0.999} {
			near(t, fmt.Sprint("quantile ", level, " of ", nu), StudentQuantile(level, nu), student.Quantile((1+level)/2), tolerance)
		}
	}
	for _, df := range []int{1, 2, 3, 4, 10, 31, 150, 1000} {
		for _, x := range []float64{0.1, 0.5, 1, 1.5, 2} {
			x *= float64(df)
			near(t, fmt.Sprint("chi-square ", df, " at ", x), ChiSquareTail(x, df), distuv.ChiSquared{K: float64(df)}.Survival(x), 1e-11)
		}
	}
}

// ψ within 1e-10, and ψ', which is gonum's ζ(2, a), within 1e-14 of itself, for all
// a. Differences of them, and of ln Γ, keep their digits for a up to 100 and n from
// 1/2 to 1e6: 1e-9 of the first derivative, 1e-12 of the others, 1e-10 of ln B.
func TestGammasAgreeWithGonum(t *testing.T) {
	for _, a := range []float64{1e-5, 0.1, 1, 1.4616, 3, 15, 100, 1e5, 1e10} {
		psi, trigamma := Digamma(a)
		if want := mathext.Digamma(a); math.Abs(psi-want) > 1e-10*max(1, math.Abs(want)) {
			t.Errorf("ψ(%v) = %v, want %v", a, psi, want)
		}
		near(t, fmt.Sprint("ψ' of ", a), trigamma, mathext.Zeta(2, a), 1e-14)
		if a > 100 {
			continue
		}
		for _, n := range []float64{0.5, 3, 100, 1e6} {
			what := fmt.Sprint(" of ", a, " by ", n)
			log, d1, d2 := Rising(a, n)
			near(t, "first derivative"+what, d1, mathext.Digamma(a+n)-mathext.Digamma(a), 1e-9)
			near(t, "second derivative"+what, d2, mathext.Zeta(2, a+n)-mathext.Zeta(2, a), 1e-12)
			lnGamma, _ := math.Lgamma(n)
			near(t, "rising"+what, log, lnGamma-mathext.Lbeta(a, n), 1e-12)
			near(t, "ratio"+what, LogBetaRatio(2, a, n), mathext.Lbeta(2, a+n)-mathext.Lbeta(2, a), 1e-10)
		}
	}
}
