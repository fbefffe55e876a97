package kpi

import (
	"fmt"
	"math"
)

// An Interval is a confidence interval of an estimate. It is a float64
// estimate by nature, unlike the exact figure it belongs to: with many
// samples, the share Level of such intervals holds the true figure.
//
// Which one do I take: Interval(0.95) of the figure, and of a [Comparison] for a
// change. A guarantee asked for: [Rate.ClopperPearson]. Looking every day:
// Sequential. Skewed amounts: [BootstrapMean]. Weights: [Weighted].
type Interval struct {
	Low   float64 `json:"low"`   // lower end, in the figure's unit
	High  float64 `json:"high"`  // upper end, in the figure's unit
	Level float64 `json:"level"` // confidence level, from 0.5 to below 1: 0.95
}

// Contains reports whether Low <= x <= High.
func (i Interval) Contains(x float64) bool { return i.Low <= x && x <= i.High }

// Width returns High - Low.
func (i Interval) Width() float64 { return i.High - i.Low }

// String returns a text like "0.2382..0.2622 (95%)".
func (i Interval) String() string {
	return fmt.Sprintf("%.4g..%.4g (%.4g%%)", i.Low, i.High, 100*i.Level)
}

// around returns the part of x ± half that lies within the range. Amounts near
// 10^154 have variances that a float64 does not hold; then it is [ErrOverflow].
func (l limits) around(name string, x, half, level float64) (Interval, error) {
	if math.IsInf(x, 0) || math.IsNaN(half) || math.IsInf(half, 0) {
		return Interval{}, fmt.Errorf("kpi: %s: %w: amounts too large", name, ErrOverflow)
	}
	return l.cut(Interval{x - half, x + half, level}), nil
}

// checkLevel reports whether level is a confidence level, 0.5 <= level < 1. An
// interval that holds the truth in fewer than half of all samples is wanted by
// nobody: 0.05 is 0.95 by another name, that of the error.
func checkLevel(level float64) error {
	if level >= 0.5 && level < 1 {
		return nil
	}
	return &RangeError{Op: "kpi", Name: "confidence level", Value: level, Min: 0.5, Max: "1 (excluded)"}
}
