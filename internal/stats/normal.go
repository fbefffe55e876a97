// Package stats holds the distributions that intervals and tests need.
package stats

import "math"

// NormalQuantile returns the z with P(|Z| <= z) = level for a standard normal
// Z, 0 < level < 1.
func NormalQuantile(level float64) float64 { return math.Sqrt2 * math.Erfinv(level) }

// NormalTail returns the two-sided tail P(|Z| > |z|).
func NormalTail(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }
