package stats

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// W. G. Cochran, Sampling Techniques: 1.96² 0.25 / 0.05² = 384.16 answers for a share
// within 5 points.
func TestSampleSizeByHand(t *testing.T) {
	within(t, "margin of 400", Margin(400, 0.5, 0.95), 1.959964*0.5/20, 1e-8)
	for _, tc := range []struct{ margin, sd, level, want float64 }{
		{0.05, 0.5, 0.95, 385},
		{0.03, 0.5, 0.95, 1068}, // 1067.07
		{5, 100, 0.95, 1537},    // 1536.58
		{0.05, 0.5, 0.99, 664},  // 663.49
		{1, 0, 0.95, 0},
	} {
		if got := SampleSize(tc.margin, tc.sd, tc.level); got != tc.want {
			t.Errorf("%+v: %v", tc, got)
		}
	}
	for n := 1.0; n < 1e6; n = math.Ceil(1.1 * n) { // the size for the margin of n is n
		if got := SampleSize(Margin(n, 0.4, 0.9), 0.4, 0.9); got != n {
			t.Errorf("the size for the margin of %v is %v", n, got)
		}
	}
}

// R's power.prop.test and textbooks: (1.959964 + 0.841621)² = 7.848879. For 10% to
// 12% that is 7.848879 (0.09 + 0.1056) / 0.0004 = 3838.1 each.
func TestNeededByHand(t *testing.T) {
	for _, tc := range []struct{ d, variance, level, want float64 }{
		{0.02, 0.09 + 0.1056, 0.95, 3839},
		{-0.02, 0.09 + 0.1056, 0.95, 3839},
		{5, 6100 + 6100, 0.95, 3831}, // 3830.25
		{1, 1, 0.5, 3},               // (0.674490 + 0.841621)² = 2.2986
	} {
		if got := Needed(tc.d, tc.variance, tc.level); got != tc.want {
			t.Errorf("%+v: %v", tc, got)
		}
	}
}

// R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10, to
// four places: the first share less the second.
func TestDifferenceEqualsNewcombesTable(t *testing.T) {
	for _, tc := range []struct{ x1, n1, x2, n2, low, high float64 }{
		{56, 70, 48, 80, 0.0524, 0.3339},
		{9, 10, 3, 10, 0.1705, 0.8090},
		{6, 7, 2, 7, 0.0582, 0.8062},
		{5, 56, 0, 29, -0.0381, 0.1926},
		{0, 10, 0, 20, -0.1611, 0.2775},
		{0, 10, 0, 10, -0.2775, 0.2775},
		{10, 10, 0, 20, 0.6791, 1},
		{10, 10, 0, 10, 0.6075, 1},
	} {
		arms := func(x, n float64) Arms {
			low, high := Wilson(x, n, 0.95)
			return Arms{x/n - low, high - x/n}
		}
		low, high := Difference(tc.x1/tc.n1-tc.x2/tc.n2, arms(tc.x2, tc.n2), arms(tc.x1, tc.n1))
		within(t, fmt.Sprintf("%+v: low", tc), low, tc.low, 5e-5)
		within(t, fmt.Sprintf("%+v: high", tc), high, tc.high, 5e-5)
	}
}

// By hand: 0.01·4, 0.02·3, then 0.03·2 and 0.04·1, which are not below 0.06.
func TestHolmByHand(t *testing.T) {
	if got, want := Holm([]float64{0.04, 0.01, 0.03, 0.02}), []float64{0.06, 0.04, 0.06, 0.06}; !slices.EqualFunc(got, want, func(a, b float64) bool { return math.Abs(a-b) < 1e-15 }) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := Holm([]float64{0.7, 0.6}); !slices.Equal(got, []float64{1, 1}) {
		t.Errorf("%v", got)
	}
	if got := Holm(nil); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

// By hand, of m = 4: 0.005·4, 0.01·2, 0.03·4/3 and 0.04·1, from the largest down none
// above the one behind it.
func TestBenjaminiHochbergByHand(t *testing.T) {
	for _, c := range []struct{ p, want []float64 }{
		{[]float64{0.01, 0.04, 0.03, 0.005}, []float64{0.02, 0.04, 0.04, 0.02}},
		{[]float64{0.011, 0.03, 0.02}, []float64{0.03, 0.03, 0.03}},
		{[]float64{0.9, 1, 0.1}, []float64{1, 1, 0.3}},
		{nil, nil},
	} {
		if got := BenjaminiHochberg(c.p); !slices.EqualFunc(got, c.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-15 }) {
			t.Errorf("%v of %v, want %v", got, c.p, c.want)
		}
	}
}
