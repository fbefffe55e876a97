package stats

import (
	"cmp"
	"math"
	"slices"
)

// Margin returns the half width z sd / √n of the interval that n answers will have.
func Margin(n, sd, level float64) float64 { return NormalQuantile(level) * sd / math.Sqrt(n) }

// SampleSize returns the number of answers whose [Margin] is margin,
// (z sd / margin)² rounded up. It is the inverse of Margin: a whole number may come
// out some units of the last place too large, and these do not count.
func SampleSize(margin, sd, level float64) float64 {
	q := NormalQuantile(level) * sd / margin
	return math.Ceil(q * q * (1 - 1e-14))
}

// power is the chance with which Needed wants a true change to be seen.
const power = 0.8

// Needed returns the number of answers in each of two samples that tells a change
// of d from noise with a chance of 0.8:
//
//	(z(level) + z(0.8))² variance / d², rounded up
//
// where variance is the sum of the variances of one answer of either. z(0.8) is
// one-sided: the chance to look the wrong way is not counted.
func Needed(d, variance, level float64) float64 {
	z := NormalQuantile(level) + NormalQuantile(2*power-1)
	return math.Ceil(z / d * z / d * variance)
}

// Arms is how far an interval reaches below and above its figure.
type Arms struct{ Down, Up float64 }

// Difference returns the interval of a difference d of two figures with intervals
// of their own, by Zou and Donner's method, which for shares with Wilson's interval
// is Newcombe's:
//
//	d - √(after down² + before up²) .. d + √(after up² + before down²)
func Difference(d float64, before, after Arms) (low, high float64) {
	return d - math.Hypot(after.Down, before.Up), d + math.Hypot(after.Up, before.Down)
}

// Holm returns the p-values as Holm corrects them for being several: the k-th
// smallest of m is multiplied by m + 1 - k, and none is below one before it.
func Holm(p []float64) []float64 {
	corrected, least := make([]float64, len(p)), 0.0
	for k, i := range ascending(p) {
		least = max(least, min(p[i]*float64(len(p)-k), 1))
		corrected[i] = least
	}
	return corrected
}

// BenjaminiHochberg returns the p-values as Benjamini and Hochberg correct them: the
// k-th smallest of m is multiplied by m / k, and none is above one behind it.
func BenjaminiHochberg(p []float64) []float64 {
	corrected, most := make([]float64, len(p)), 1.0
	for k, i := range slices.Backward(ascending(p)) {
		most = min(most, float64(len(p))/float64(k+1)*p[i])
		corrected[i] = most
	}
	return corrected
}

// ascending returns the indices of p from the smallest number to the largest.
func ascending(p []float64) []int {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })
	return order
}
