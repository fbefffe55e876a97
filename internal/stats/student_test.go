package stats

import (
	"math"
	"testing"
)

// Two-sided critical values of Student's t, NIST/SEMATECH e-Handbook of
// Statistical Methods, 1.3.6.7.2, three decimals; the oracle's intervals test
// ten digits.
func TestStudentQuantileOfTheTable(t *testing.T) {
	for _, tc := range []struct {
		nu, level, want float64
	}{
		{1, 0.95, 12.706},
		{2, 0.95, 4.303},
		{3, 0.95, 3.182},
		{4, 0.99, 4.604},
		{7, 0.90, 1.895},
		{10, 0.95, 2.228},
		{30, 0.99, 2.750},
		{60, 0.95, 2.000},
		{100, 0.95, 1.984},
		{100, 0.998, 3.174},
	} {
		if got := StudentQuantile(tc.level, tc.nu); math.Abs(got-tc.want) > 0.0005 {
			t.Errorf("StudentQuantile(%v, %v) = %v, want %v", tc.level, tc.nu, got, tc.want)
		}
	}
}

// studentCDF returns P(|T| <= t) for whole nu > 2 by the finite sum of
// Abramowitz and Stegun 26.7.3 and 26.7.4.
func studentCDF(t float64, nu uint64) float64 {
	theta := math.Atan(t / math.Sqrt(float64(nu)))
	sin, cos := math.Sincos(theta)
	cos2 := cos * cos
	if nu%2 == 1 {
		term, sum := cos, cos
		for k := uint64(3); k+2 <= nu; k += 2 {
			term *= cos2 * float64(k-1) / float64(k)
			sum += term
		}
		return 2 / math.Pi * (theta + sin*sum)
	}
	term, sum := 1.0, 1.0
	for k := uint64(2); k+2 <= nu; k += 2 {
		term *= cos2 * float64(k-1) / float64(k)
		sum += term
	}
	return sin * sum
}

// The finite sum is exact for any nu, so it checks the expansion as well as
// Newton's method. At the edges of the level, the distribution itself is known
// to fewer digits.
func TestStudentQuantileInvertsTheDistribution(t *testing.T) {
	for _, nu := range []float64{3, 4, 5, 17, 200, 999, 1000, 1001, 1500, 10_000} {
		for _, level := range []float64{0.001, 0.1, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999} {
			q := StudentQuantile(level, nu)
			if got := studentCDF(q, uint64(nu)); math.Abs(got-level) > 1e-12 {
				t.Errorf("nu %v: P(|T| <= %v) = %v, want %v", nu, q, got, level)
			}
		}
	}
}

func TestStudentQuantileEndsInTheNormal(t *testing.T) {
	for _, level := range []float64{0.5, 0.95, 0.999} {
		z := math.Sqrt2 * math.Erfinv(level)
		if got := StudentQuantile(level, 1<<63); math.Abs(got-z) > 1e-15*z {
			t.Errorf("StudentQuantile(%v, 2^63) = %v, want %v", level, got, z)
		}
	}
	for nu := 1.0; nu < 1100; nu++ {
		if a, b := StudentQuantile(0.95, nu), StudentQuantile(0.95, nu+1); a <= b {
			t.Errorf("the quantile of %v, %v, is not above that of %v, %v", nu, a, nu+1, b)
		}
	}
}

func TestExtremeLevelsAreFinite(t *testing.T) {
	for _, level := range []float64{math.SmallestNonzeroFloat64, 1e-300, 1e-10, 1 - 1e-10, math.Nextafter(1, 0)} {
		for _, nu := range []float64{1, 1.5, 2, 2.9, 3, 4, 50, 1000, 1001, math.MaxUint64} {
			if q := StudentQuantile(level, nu); !(q > 0 || level < 1e-290 && q >= 0) || math.IsInf(q, 0) {
				t.Errorf("StudentQuantile(%v, %v) = %v", level, nu, q)
			}
		}
	}
}
