package sketch

import (
	"math"
	"testing"
)

// The series as the paper prints them, with math.Pow and a fixed number of
// terms.
func sigmaByDefinition(x float64) float64 {
	sum := x
	for k := 1; k <= 60; k++ {
		sum += math.Pow(x, math.Exp2(float64(k))) * math.Exp2(float64(k-1))
	}
	return sum
}

func tauByDefinition(x float64) float64 {
	sum := 1 - x
	for k := 1; k <= 60; k++ {
		sum -= math.Pow(1-math.Pow(x, math.Exp2(-float64(k))), 2) * math.Exp2(-float64(k))
	}
	return sum / 3
}

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance*math.Abs(b) }

func TestSigmaAndTauAreTheSeriesOfThePaper(t *testing.T) {
	for i := 1; i < registers; i++ {
		x := float64(i) / registers
		if got, want := sigma(x), sigmaByDefinition(x); !near(got, want, 1e-12) {
			t.Fatalf("sigma(%v) = %v, want %v", x, got, want)
		}
		// tau is a difference of numbers up to 1, so that its error is absolute.
		if got, want := tau(x), tauByDefinition(x); math.Abs(got-want) > 1e-12 {
			t.Fatalf("tau(%v) = %v, want %v", x, got, want)
		}
	}
	if sigma(0) != 0 || !math.IsInf(sigma(1), 1) || tau(0) != 0 || tau(1) != 0 {
		t.Errorf("sigma(0), sigma(1), tau(0), tau(1) = %v, %v, %v, %v", sigma(0), sigma(1), tau(0), tau(1))
	}
}

// Flajolet and others give n = a m^2 / sum 2^-M with a = 0.7213/(1 + 1.079/m),
// good from 2.5 m on and as long as no register is full. There the two
// estimators read nearly the same sum.
func TestCardinalityAgreesWithTheOriginalEstimatorInItsRange(t *testing.T) {
	for seed := range uint64(10) {
		d := distinctOf(seed, 300_000)
		sum := 0.0
		for _, rank := range d.dense {
			sum += math.Exp2(-float64(rank))
		}
		const m = registers
		want := 0.7213 / (1 + 1.079/m) * m * m / sum
		if got := float64(d.Estimate()); !near(got, want, 1e-3) {
			t.Errorf("seed %d: %v, the original estimator says %v", seed, got, want)
		}
	}
}

func TestCardinalityOfExtremeRegisters(t *testing.T) {
	of := func(rank int) uint64 {
		var used [maxRank + 1]uint32
		used[rank] = registers
		return cardinality(&used)
	}
	if got := of(0); got != 0 {
		t.Errorf("no register used: %d", got)
	}
	if got := of(maxRank); got != math.MaxUint64 {
		t.Errorf("all registers full: %d", got)
	}
	// All registers at rank k: z = m/2^k + 0 + 0, so n = m 2^k / (2 ln 2).
	for k := 1; k < maxRank; k++ {
		want := registers * math.Exp2(float64(k)) / (2 * math.Ln2)
		if got := float64(of(k)); !near(got, want, 1e-12) && math.Abs(got-want) > 0.5 {
			t.Errorf("all registers at rank %d: %v, want %v", k, got, want)
		}
	}
}
