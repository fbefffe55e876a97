package kpi_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/customerkpi/kpi"
)

// The mean of a lognormal of σ = 1.2 is exp(σ²/2). Baskets of this skewness have
// Student intervals that end too low. Simulated: 300 samples of 60.
func TestBootstrapHoldsASkewedMean(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	const samples, n, sigma = 300, 60, 1.2
	truth := math.Exp(sigma * sigma / 2)
	held, below, above := 0, 0, 0
	for k := range uint64(samples) {
		amounts := make([]float64, n)
		for i := range amounts {
			amounts[i] = math.Exp(sigma * random.NormFloat64())
		}
		i, err := kpi.BootstrapMean(amounts, 0.95, k)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case i.Contains(truth):
			held++
		case i.High < truth:
			below++
		default:
			above++
		}
	}
	t.Logf("of %d intervals %d hold the mean, %d end below, %d begin above", samples, held, below, above)
	if held < 270 {
		t.Errorf("only %d of %d intervals hold the mean", held, samples)
	}
}

func TestBootstrapAgreesWithStudentWhereNothingIsSkewed(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	amounts := make([]float64, 2000)
	sum, squares := 0.0, 0.0
	for i := range amounts {
		amounts[i] = 50 + 10*random.NormFloat64()
		sum += amounts[i]
	}
	mean := sum / 2000
	for _, x := range amounts {
		squares += (x - mean) * (x - mean)
	}
	half := 1.961151 * math.Sqrt(squares/1999/2000) // t of 1999
	i, err := kpi.BootstrapMean(amounts, 0.95, 42)
	if err != nil || math.Abs(i.Low-(mean-half)) > half/10 || math.Abs(i.High-(mean+half)) > half/10 {
		t.Errorf("%v, %v, want %v ± %v", i, err, mean, half)
	}
	again, _ := kpi.BootstrapMean(amounts, 0.95, 42)
	other, _ := kpi.BootstrapMean(amounts, 0.95, 43)
	wide, _ := kpi.BootstrapMean(amounts, 0.99, 42)
	if again != i || other == i || wide.Low > i.Low || wide.High < i.High {
		t.Errorf("%v, again %v, with another seed %v, at 99%% %v", i, again, other, wide)
	}
}

func TestBootstrapOfWhatHasNoSpread(t *testing.T) {
	equal := make([]float64, 12)
	for i := range equal {
		equal[i] = 0.1
	}
	if i, err := kpi.BootstrapMean(equal, 0.95, 1); err != nil || i.Low != i.High {
		t.Errorf("equal amounts: %v, %v", i, err)
	}
	if _, err := kpi.BootstrapMean(equal[:9], 0.95, 1); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("nine amounts: %v, want ErrUndefined", err)
	}
	for _, x := range []float64{math.NaN(), math.Inf(-1), 1e151} {
		equal[3] = x
		if _, err := kpi.BootstrapMean(equal, 0.95, 1); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("amount %v: %v, want ErrRange", x, err)
		}
	}
	if _, err := kpi.BootstrapMean(equal, 2, 1); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("level 2: %v, want ErrRange", err)
	}
	// One amount apart: a third of the draws has no spread.
	for _, x := range []float64{1e150, -1e150, 1e-150, 0} {
		equal[3] = x
		for _, level := range []float64{0.5, 0.95, math.Nextafter(1, 0)} {
			i, err := kpi.BootstrapMean(equal, level, 1)
			if err != nil || math.IsNaN(i.Low) || math.IsInf(i.Low, 0) || math.IsInf(i.High, 0) || i.Low > i.High {
				t.Errorf("one amount of %v at %v: %v, %v", x, level, i, err)
			}
		}
	}
}

func TestBootstrapOfAmountsOutside(t *testing.T) {
	losses := []float64{-12, -3, -7.5, 2, -40, -1, -9, 0, -5, -6} // ten, the least there may be
	if i, err := kpi.BootstrapMean(losses, 0.9, 1); err != nil || i.Level != 0.9 {
		t.Errorf("%v, %v", i, err)
	}
	if _, err := kpi.BootstrapMean(losses[1:], 0.9, 1); !errors.Is(err, kpi.ErrUndefined) || err.Error() != "kpi: bootstrap undefined: 9 amounts, fewer than 10" {
		t.Errorf("nine amounts: %v", err)
	}
	for x, want := range map[float64]string{1.1e150: "1.1e+150", -1.1e150: "-1.1e+150", math.Inf(1): "+Inf"} {
		bad := slices.Clone(losses)
		bad[4] = x
		if _, err := kpi.BootstrapMean(bad, 0.9, 1); !errors.Is(err, kpi.ErrRange) || err.Error() != "kpi: amount 4 "+want+" outside -1e+150..1e+150" {
			t.Errorf("%v: %v", x, err)
		}
	}
}
