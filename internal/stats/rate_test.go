package stats

import (
	"fmt"
	"math"
	"testing"
)

// within reports two numbers that are further apart than tolerance.
func within(t *testing.T, name string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %v, want %v within %v", name, got, want, tolerance)
	}
}

// R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I: methods 3, 5
// and 1, to four places. Wald's reach beyond 0, which the table cuts.
func TestIntervalsOfRatesEqualNewcombesTable(t *testing.T) {
	for _, tc := range []struct {
		x, n                                                      float64
		wilsonLow, wilsonHigh, exactLow, exactHigh, waldLow, wald float64
	}{
		{81, 263, 0.2553, 0.3662, 0.2527, 0.3676, 0.2522, 0.3638},
		{15, 148, 0.0624, 0.1605, 0.0578, 0.1617, 0.0527, 0.1500},
		{0, 20, 0, 0.1611, 0, 0.1684, 0, 0},
		{1, 29, 0.0061, 0.1718, 0.0009, 0.1776, -0.0319, 0.1009},
	} {
		for name, ends := range map[string][4]float64{
			"Wilson":          ends(Wilson, tc.x, tc.n, tc.wilsonLow, tc.wilsonHigh),
			"Clopper-Pearson": ends(ClopperPearson, tc.x, tc.n, tc.exactLow, tc.exactHigh),
			"Wald":            ends(Wald, tc.x, tc.n, tc.waldLow, tc.wald),
		} {
			within(t, fmt.Sprintf("%s of %v in %v, low", name, tc.x, tc.n), ends[0], ends[2], 5e-5)
			within(t, fmt.Sprintf("%s of %v in %v, high", name, tc.x, tc.n), ends[1], ends[3], 5e-5)
		}
	}
}

func ends(f func(x, n, level float64) (low, high float64), x, n, low, high float64) [4]float64 {
	l, h := f(x, n, 0.95)
	return [4]float64{l, h, low, high}
}

var levels = []float64{0.5, 0.68, 0.8, 0.9, 0.95, 0.99, 0.999, 1 - 1e-9}

// Of nothing, and of everything, in n: one end is exactly 0 or 1, and the other has a
// closed form,
//
//	Wilson           z² / (n + z²)
//	Clopper-Pearson  1 - ((1-level)/2)^(1/n)
//	sequential       1 - ((1-level)/(n+1))^(1/n)
func TestIntervalsOfNoneAndOfAll(t *testing.T) {
	for _, level := range levels {
		z := NormalQuantile(level)
		for n := 1.0; n < 1e7; n = math.Ceil(1.7 * n) {
			for name, tc := range map[string]struct {
				of   func(x, n, level float64) (low, high float64)
				want float64
			}{
				"Wilson":          {Wilson, z * z / (n + z*z)},
				"Clopper-Pearson": {ClopperPearson, -math.Expm1(math.Log((1-level)/2) / n)},
				"sequential":      {SequentialRate, -math.Expm1((math.Log1p(-level) - math.Log(n+1)) / n)},
			} {
				low, high := tc.of(0, n, level)
				if low != 0 || math.Abs(high-tc.want) > 1e-9*tc.want {
					t.Errorf("%s of 0 in %v at %v: %v..%v, want 0..%v", name, n, level, low, high, tc.want)
				}
				low, high = tc.of(n, n, level)
				if high != 1 || math.Abs(1-low-tc.want) > 1e-9*tc.want+1e-15 {
					t.Errorf("%s of all of %v at %v: %v..%v, want %v..1", name, n, level, low, high, 1-tc.want)
				}
			}
			if low, high := Jeffreys(0, n, level); low != 0 || high <= 0 {
				t.Errorf("Jeffreys of 0 in %v at %v: %v..%v", n, level, low, high)
			}
			if low, high := Jeffreys(n, n, level); high != 1 || low >= 1 {
				t.Errorf("Jeffreys of all of %v at %v: %v..%v", n, level, low, high)
			}
		}
	}
}

// The ends of Wilson's interval are the rates p with (x/n - p)² = z² p (1-p) / n.
func TestWilsonSolvesItsEquation(t *testing.T) {
	for _, level := range levels {
		for _, tc := range [][2]float64{{1, 2}, {1, 3}, {7, 10}, {3, 1000}, {2.5, 7.25}} {
			x, n := tc[0], tc[1]
			for _, correction := range []float64{1, 0.5} {
				low, high := FiniteWilson(x, n, level, correction)
				z := correction * NormalQuantile(level)
				for _, p := range []float64{low, high} {
					miss := x/n - p
					within(t, fmt.Sprintf("%v in %v at %v times %v", x, n, level, correction), miss*miss, z*z*p*(1-p)/n, 1e-14)
				}
				if low >= x/n || high <= x/n {
					t.Errorf("%v in %v at %v: %v..%v", x, n, level, low, high)
				}
			}
		}
	}
	if low, high := FiniteWilson(3, 8, 0.95, 0); low != 0.375 || high != 0.375 {
		t.Errorf("of a whole population: %v..%v", low, high)
	}
}

// 7 of 10 at 95%: n' = 10 + 3.841459, p' = (7 + 1.920729) / n' = 0.644493,
// p' ± 1.959964 √(p'(1-p')/n')
func TestAgrestiCoullByHand(t *testing.T) {
	low, high := AgrestiCoull(7, 10, 0.95)
	within(t, "low", low, 0.3923253, 1e-7)
	within(t, "high", high, 0.8966616, 1e-7)
}

// The tails of the posterior density x^(a-1) (1-x)^(b-1) / B(a, b), by Simpson's rule
// after x = sin²θ, which takes the poles at 0 and 1 away.
func TestJeffreysHasEqualTails(t *testing.T) {
	tail := func(a, b, x float64) float64 { // P(B <= x)
		la, _ := math.Lgamma(a)
		lb, _ := math.Lgamma(b)
		lab, _ := math.Lgamma(a + b)
		density := func(theta float64) float64 {
			s, c := math.Sincos(theta)
			return 2 * math.Exp(lab-la-lb) * math.Pow(s, 2*a-1) * math.Pow(c, 2*b-1)
		}
		const steps = 20_000
		h := math.Asin(math.Sqrt(x)) / steps
		sum := density(0) + density(steps*h)
		for i := 1; i < steps; i++ {
			sum += float64(2+2*(i%2)) * density(float64(i)*h)
		}
		return sum * h / 3
	}
	for _, level := range []float64{0.5, 0.9, 0.99} {
		for _, tc := range [][2]float64{{1, 2}, {2, 3}, {3, 10}, {17, 20}} {
			x, n := tc[0], tc[1]
			low, high := Jeffreys(x, n, level)
			within(t, fmt.Sprintf("below the low end of %v in %v at %v", x, n, level), tail(x+0.5, n-x+0.5, low), (1-level)/2, 1e-9)
			within(t, fmt.Sprintf("below the high end of %v in %v at %v", x, n, level), tail(x+0.5, n-x+0.5, high), (1+level)/2, 1e-9)
		}
	}
}

// At the ends, the likelihood is (1-level) times the mean of the likelihoods of all
// shares, x ln p + (n-x) ln(1-p) = ln(1-level) + ln B(x+1, n-x+1).
func TestSequentialRateIsAtItsLimit(t *testing.T) {
	for _, level := range []float64{0.5, 0.9, 0.95, 0.999} {
		for _, tc := range [][2]float64{{1, 2}, {1, 3}, {7, 10}, {30, 1000}, {999, 1000}} {
			x, n := tc[0], tc[1]
			low, high := SequentialRate(x, n, level)
			if !(0 < low && low < x/n && x/n < high && high < 1) {
				t.Errorf("%v in %v at %v: %v..%v", x, n, level, low, high)
			}
			a, _ := math.Lgamma(x + 1)
			b, _ := math.Lgamma(n - x + 1)
			c, _ := math.Lgamma(n + 2)
			for _, p := range []float64{low, high} {
				within(t, fmt.Sprintf("%v in %v at %v", x, n, level), x*math.Log(p)+(n-x)*math.Log1p(-p), math.Log1p(-level)+a+b-c, 1e-9*n)
			}
		}
	}
}
