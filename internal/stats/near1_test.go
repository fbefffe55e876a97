package stats

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestNearOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-0.99, 50).Draw(t, "x")
		if got, want := Expm1(x), math.Expm1(x); math.Abs(got-want) > 1e-15*math.Abs(want) {
			t.Errorf("Expm1(%v) = %v, want %v", x, got, want)
		}
		if got, want := Log1p(x), math.Log1p(x); math.Abs(got-want) > 1e-15*math.Abs(want) {
			t.Errorf("Log1p(%v) = %v, want %v", x, got, want)
		}
	})
}
