package stats

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// R's data set sleep: t.test of extra in group 1, mean 0.75 of 10 with variance
// 3.200556, is -0.5297804..2.0297804 at 95%; of both groups (variance 4.009), Welch's
// t is -1.8608 with 17.776 degrees of freedom.
func TestSleep(t *testing.T) {
	within(t, "half width", Student(math.Sqrt(3.200556), 10, 0.95), 1.2797804, 1e-6)
	se, df := Welch(3.200556/10, 10, 4.009/10, 10)
	within(t, "t", (0.75-2.33)/se, -1.8608, 5e-5)
	within(t, "degrees of freedom", df, 17.776, 5e-4)
	// Of unequal numbers, (1/4 + 1/9)² / (1/16/3 + 1/81/8) = 14.70...
	se, df = Welch(1./4, 4, 1./9, 9)
	within(t, "standard error", se, math.Sqrt(13./36), 1e-15)
	within(t, "degrees of freedom", df, (169./1296)/(1./48+1./648), 1e-12)
}

// s = 3, n = 50: nρ² = 1, 3 √(2 · 2 / 50 · (ln 2 / 2 - ln 0.05)) at 95%
func TestSequentialMeanByHand(t *testing.T) {
	within(t, "half width", SequentialMean(3, 50, 0.95), 3*math.Sqrt(0.08*(0.34657359+2.99573227)), 1e-8)
	within(t, "half width", SequentialMean(1, 200, 0.9), math.Sqrt(2*5/800.*(0.80471896+2.30258509)), 1e-8)
}

func TestFiniteCorrection(t *testing.T) {
	within(t, "100 of 200", FiniteCorrection(100, 200), math.Sqrt(100./199), 1e-15)
	within(t, "1 of 200", FiniteCorrection(1, 200), 1, 0)
	within(t, "all of 1", FiniteCorrection(1, 1), 0, 0)
	within(t, "all but one of 5", FiniteCorrection(4, 5), 0.5, 0)
	within(t, "of the largest", FiniteCorrection(1, math.MaxUint64), 1, 0)
}

// The mean of 1, 2, 4 and 9 is 4, with deviations of -3, -2, 0 and 5: √(38 / 3 / 4).
func TestMeanAndErrorByHand(t *testing.T) {
	mean, se := meanAndError([]float64{1, 2, 4, 9})
	within(t, "mean", mean, 4, 1e-15)
	within(t, "standard error", se, math.Sqrt(38./12), 1e-15)
}

// bootstrapByDefinition goes step by step: 4,000 draws of PCG(seed, 0), each with the
// t of its mean, those without spread left out, and the quantiles of the rest.
func bootstrapByDefinition(x []float64, level float64, seed uint64) (low, high float64) {
	moments := func(x []float64) (mean, se float64) {
		for _, v := range x {
			mean += v
		}
		mean /= float64(len(x))
		for _, v := range x {
			se += (v - mean) * (v - mean)
		}
		return mean, math.Sqrt(se / float64(len(x)) / float64(len(x)-1))
	}
	mean, se := moments(x)
	random := rand.New(rand.NewPCG(seed, 0))
	var ts []float64
	for range 4000 {
		draw, same := make([]float64, len(x)), true
		for i := range draw {
			draw[i] = x[random.IntN(len(x))]
			same = same && draw[i] == draw[0]
		}
		if m, e := moments(draw); !same {
			ts = append(ts, (m-mean)/e)
		}
	}
	slices.Sort(ts)
	quantile := func(p float64) float64 { return ts[min(int(p*float64(len(ts))), len(ts)-1)] }
	return mean - se*quantile((1+level)/2), mean - se*quantile((1-level)/2)
}

func TestBootstrapEqualsItsDefinition(t *testing.T) {
	losses := []float64{-12, -3, -7.5, 2, -40, -1, -9, 0, -5, -6} // a mean below 0
	rare := []float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 9}            // a third of the draws has no spread
	for _, x := range [][]float64{losses, rare} {
		for _, level := range []float64{0.5, 0.9, 0.95, math.Nextafter(1, 0)} {
			for seed := range uint64(3) {
				name := fmt.Sprintf("%v at %v, seed %d", x, level, seed)
				low, high := BootstrapT(x, level, seed)
				wantLow, wantHigh := bootstrapByDefinition(x, level, seed)
				within(t, name, low, wantLow, 1e-9)
				within(t, name, high, wantHigh, 1e-9)
			}
		}
	}
	if low, high := BootstrapT([]float64{0.1, 0.1, 0.1}, 0.95, 1); low != high || math.Abs(low-0.1) > 1e-16 {
		t.Errorf("equal amounts: %v..%v", low, high)
	}
}
