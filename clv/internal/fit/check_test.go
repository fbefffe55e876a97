package fit

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/clv"
)

// The fast check agrees with the one that words the error.
func TestSoundIsTheCheck(t *testing.T) {
	numbers := rapid.OneOf(rapid.SampledFrom([]float64{0, 1, 2, -1, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, 1e-300}), rapid.Float64())
	counts := rapid.SampledFrom([]uint64{0, 1, 7, clv.MaxFrequency, clv.MaxFrequency + 1, math.MaxUint64})
	rapid.Check(t, func(t *rapid.T) {
		c := clv.Customer{
			Frequency: counts.Draw(t, "frequency"), Recency: numbers.Draw(t, "recency"),
			T: numbers.Draw(t, "T"), LogGaps: numbers.Draw(t, "gaps"),
		}
		if err := Customer("test", c); (err == nil) != sound(&c) {
			t.Errorf("%+v: %v", c, err)
		}
	})
}
