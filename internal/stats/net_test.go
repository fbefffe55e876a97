package stats

import (
	"fmt"
	"math"
	"testing"
)

// 50, 30 and 20 of 100 at 95%: p + m - (p-m)² = 0.7 - 0.09 = 0.61,
// 100 · 1.959964 √(0.61/100) = 15.30781. With three more answers p = 50.75/103,
// m = 20.75/103: 0.694175 - 0.084834 = 0.609341, 100 · 1.959964 √(0.609341/103)
func TestWaldOfANetByHand(t *testing.T) {
	low, high := NetWald(50, 20, 100, 0.95)
	within(t, "low", low, 30-15.30781, 1e-5)
	within(t, "high", high, 30+15.30781, 1e-5)
	low, high = AdjustedWald(50, 20, 100, 0.95)
	within(t, "adjusted low", low, 3000.0/103-15.07508, 1e-5)
	within(t, "adjusted high", high, 3000.0/103+15.07508, 1e-5)
	// All alike: Wald's has no width, the adjusted one has.
	if low, high := NetWald(0, 7, 7, 0.95); low != -100 || high != -100 {
		t.Errorf("%v..%v", low, high)
	}
}

func TestVarianceOfANet(t *testing.T) {
	// 10⁴ (p + m - (p-m)²)
	within(t, "50/30/20", NetVariance(50, 30, 20), 6100, 1e-9)
	within(t, "1/0/1", NetVariance(1, 0, 1), 1e4, 0)
	within(t, "1/1/0", NetVariance(1, 1, 0), 2500, 0)
	within(t, "0/2/1", NetVariance(0, 2, 1), 1e4*2/9, 1e-11)
	for _, n := range []float64{1, 3, 7, 1e17} { // no cancellation
		if NetVariance(n, 0, 0) != 0 || NetVariance(0, n, 0) != 0 || NetVariance(0, 0, n) != 0 {
			t.Errorf("all of %v alike", n)
		}
	}
}

// mostLikely returns the greatest log-likelihood of counts among the shares with
// p - m = delta, by a ternary search.
func mostLikely(plus, minus, n, delta float64) (p, m, most float64) {
	term := func(c, share float64) float64 {
		if c == 0 {
			return 0
		}
		return c * math.Log(share)
	}
	likelihood := func(m float64) float64 {
		return term(plus, m+delta) + term(minus, m) + term(n-plus-minus, 1-2*m-delta)
	}
	low, high := max(0, -delta), (1-delta)/2
	for range 300 {
		a, b := low+(high-low)/3, high-(high-low)/3
		if likelihood(a) < likelihood(b) {
			low = a
		} else {
			high = b
		}
	}
	m = (low + high) / 2
	return m + delta, m, likelihood(m)
}

var nets = [][3]float64{{5, 2, 9}, {2, 5, 9}, {50, 20, 100}, {1, 0, 2}, {3, 3, 6}, {90, 2, 100}, {0, 1, 40}}

// At the ends, (net - 100 δ)² = z² 100² (p̃ + m̃ - δ²) / n.
func TestScoreOfANetSolvesItsEquation(t *testing.T) {
	for _, level := range []float64{0.5, 0.9, 0.95, 0.999} {
		z := NormalQuantile(level)
		for _, c := range nets {
			plus, minus, n := c[0], c[1], c[2]
			low, high := NetScore(plus, minus, n, level)
			net := (plus - minus) / n
			if !(-100 <= low && low < 100*net && 100*net < high && high <= 100) {
				t.Errorf("%v at %v: %v..%v", c, level, low, high)
			}
			for _, end := range []float64{low, high} {
				delta := end / 100
				p, m, _ := mostLikely(plus, minus, n, delta)
				within(t, fmt.Sprintf("%v at %v", c, level), (net-delta)*(net-delta)*n, z*z*(p+m-delta*delta), 1e-6)
			}
		}
	}
}

// At the ends, the greatest likelihood of the net is (1-level) times the mean of
// those of all shares of three classes, 2 · plus! neutral! minus! / (n+2)!.
func TestSequentialNetIsAtItsLimit(t *testing.T) {
	for _, level := range []float64{0.5, 0.9, 0.95, 0.999} {
		for _, c := range nets {
			plus, minus, n := c[0], c[1], c[2]
			low, high := SequentialNet(plus, minus, n, level)
			net := (plus - minus) / n
			if !(-100 <= low && low < 100*net && 100*net < high && high <= 100) {
				t.Errorf("%v at %v: %v..%v", c, level, low, high)
			}
			limit := math.Log(2) + math.Log1p(-level)
			for _, count := range []float64{plus, minus, n - plus - minus} {
				factorial, _ := math.Lgamma(count + 1)
				limit += factorial
			}
			all, _ := math.Lgamma(n + 3)
			for _, end := range []float64{low, high} {
				_, _, most := mostLikely(plus, minus, n, end/100)
				within(t, fmt.Sprintf("%v at %v", c, level), most, limit-all, 1e-6)
			}
		}
	}
}
