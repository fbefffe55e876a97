package kpi_test

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/customerkpi/kpi"
)

// The likelihood p^x (1-p)^(n-x) at both ends is (1-level) B(x+1, n-x+1). Of 0
// of n that is (1-p)^n = 0.05/(n+1), and of 1 of 2: p (1-p) = 0.05/6.
func TestSequentialClosedForms(t *testing.T) {
	for _, n := range []uint64{1, 7, 100, 10_000_000} {
		i, err := rate(t, 0, n).Sequential(0.95)
		if want := -math.Expm1(math.Log(0.05/float64(n+1)) / float64(n)); err != nil || i.Low != 0 || math.Abs(i.High-want) > 1e-10*want {
			t.Errorf("0 of %d: %v, %v, want 0..%v", n, i, err, want)
		}
	}
	i, err := rate(t, 1, 2).Sequential(0.95)
	if want := (1 - math.Sqrt(1-4*0.05/6)) / 2; err != nil || math.Abs(i.Low-want) > 1e-12 || math.Abs(i.High-(1-want)) > 1e-12 {
		t.Errorf("1 of 2: %v, %v, want from %v", i, err, want)
	}
	// n promoters: net δ has the likeliest shares (1+δ)/2 and (1-δ)/2, so
	// ((1+δ)/2)^n = 0.05 · 2 / ((n+1)(n+2)).
	for _, n := range []uint64{1, 7, 100} {
		i, err := net(t, n, 0, n).Sequential(0.95)
		want := 100 * (2*math.Pow(0.1/float64((n+1)*(n+2)), 1/float64(n)) - 1)
		if err != nil || i.High != 100 || math.Abs(i.Low-max(want, -100)) > 1e-9 {
			t.Errorf("%d promoters: %v, %v, want %v..100", n, i, err, want)
		}
	}
	// √(2 · 3 / (100² · 0.02) · log(√3 / 0.05)) = √(0.03 · 3.545038) = 0.326115
	// for 100 observations with s = 1.
	n := big.NewRat(100, 1)
	m, err := kpi.NewMean(100, new(big.Rat), new(big.Rat).Sub(n, big.NewRat(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	if i, err := m.Sequential(0.95); err != nil || math.Abs(i.High-0.326115) > 1e-6 || i.Low != -i.High {
		t.Errorf("mean: %v, %v, want 0.326115", i, err)
	}
	if _, err := (kpi.Mean{}).Sequential(0.95); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("mean of nothing: %v, want ErrUndefined", err)
	}
}

// A look after every answer: of many streams, 5% at most may ever lose the
// true figure, where a usual interval loses it in a quarter of them. Simulated:
// 400 streams of 600 answers, looked at from the 30th on.
func TestSequentialHoldsAtEveryLook(t *testing.T) {
	random := rand.New(rand.NewPCG(2026, 3))
	const streams, answers = 400, 600
	promoter, detractor := 0.5, 0.2
	var lostRate, lostNet, lostMean, lostUsual int
	for range streams {
		var plus, minus uint64
		var rateOut, netOut, meanOut, usualOut bool
		for n := uint64(1); n <= answers; n++ {
			switch u := random.Float64(); {
			case u < promoter:
				plus++
			case u < promoter+detractor:
				minus++
			}
			if n < 30 || n%10 != 0 { // every tenth look, for time
				continue
			}
			r, score := rate(t, plus, n), net(t, plus, minus, n)
			// +1, 0, -1 as a mean
			sum := new(big.Rat).SetInt64(int64(plus) - int64(minus))
			m, err := kpi.NewMean(n, sum, new(big.Rat).SetInt64(int64(plus+minus)))
			if err != nil {
				t.Fatal(err)
			}
			out := func(i kpi.Interval, err error, truth float64) bool {
				if err != nil {
					t.Fatal(err)
				}
				return !i.Contains(truth)
			}
			i, err := r.Sequential(0.95)
			rateOut = rateOut || out(i, err, promoter)
			i, err = score.Sequential(0.95)
			netOut = netOut || out(i, err, 100*(promoter-detractor))
			i, err = m.Sequential(0.95)
			meanOut = meanOut || out(i, err, promoter-detractor)
			i, err = score.Interval(0.95)
			usualOut = usualOut || out(i, err, 100*(promoter-detractor))
		}
		for _, lost := range []struct {
			out   bool
			count *int
		}{{rateOut, &lostRate}, {netOut, &lostNet}, {meanOut, &lostMean}, {usualOut, &lostUsual}} {
			if lost.out {
				*lost.count++
			}
		}
	}
	t.Logf("of %d streams lost: rate %d, net %d, mean %d; usual interval %d", streams, lostRate, lostNet, lostMean, lostUsual)
	// 5% of 400 is 20, and 33 is three standard deviations above.
	if lostRate > 33 || lostNet > 33 || lostMean > 33 {
		t.Error("a sequential interval is lost in more than 5% of the streams")
	}
	if lostUsual < 60 {
		t.Error("the usual interval survives looking, so the simulation looks too little")
	}
}

// (5, 3) of 12 by a walk over a grid of shares: a net stays as long as some shares
// with it have p^5 m^3 (1-p-m)^4 >= 0.05 · 5! 3! 4! 2 / 14!, the mixture of the
// likelihoods over all shares (a Dirichlet integral) times the error.
func TestSequentialNetEqualsAGrid(t *testing.T) {
	const steps = 2000
	mixture := 0.05 * 2 * 120 * 6 * 24 / 87178291200 // 14! = 87178291200
	low, high := math.Inf(1), math.Inf(-1)
	for i := range steps + 1 {
		for j := range steps + 1 - i {
			p, m := float64(i)/steps, float64(j)/steps
			if math.Pow(p, 5)*math.Pow(m, 3)*math.Pow(1-p-m, 4) >= mixture {
				low, high = min(low, 100*(p-m)), max(high, 100*(p-m))
			}
		}
	}
	got, err := net(t, 5, 3, 12).Sequential(0.95)
	if err != nil || math.Abs(got.Low-low) > 0.2 || math.Abs(got.High-high) > 0.2 || got.Low > low || got.High < high {
		t.Errorf("%v, %v, want %v..%v of the grid", got, err, low, high)
	}
}
