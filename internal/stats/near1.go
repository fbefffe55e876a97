package stats

import "math"

// Expm1 and Log1p are those of package math, but far from 0, where nothing
// cancels, by Exp and Log: these are in assembly on most processors, and take a
// third of the time.

// Expm1 returns e^x - 1.
func Expm1(x float64) float64 {
	if math.Abs(x) > 0.3 {
		return math.Exp(x) - 1
	}
	return math.Expm1(x)
}

// Log1p returns ln(1+x).
func Log1p(x float64) float64 {
	if x > 0.3 {
		return math.Log(1 + x)
	}
	return math.Log1p(x)
}
