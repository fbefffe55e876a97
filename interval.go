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

	// Of says what it is an interval of, where that is a share; Low and High are
	// fractions nevertheless.
	Of Quantity `json:"of,omitempty"`
}

// A Quantity is what an [Interval] is of, which is how it prints. All but the
// constants print as they are.
type Quantity string

// The quantities that print otherwise than as a number.
const (
	Share       Quantity = "share"        // 0 to 1, printed in percent, as a [Rate] is
	ShareChange Quantity = "share change" // -1 to 1, printed in percentage points, as the [Comparison] of two rates is
)

// Contains reports whether Low <= x <= High.
func (i Interval) Contains(x float64) bool { return i.Low <= x && x <= i.High }

// Width returns High - Low.
func (i Interval) Width() float64 { return i.High - i.Low }

// String returns a text like "1.516..5 (95%)", of a share "23.82%..26.22% (95%)",
// of the change of one "-2.025..21.67 pt (95%)".
func (i Interval) String() string {
	switch level := 100 * i.Level; i.Of {
	case Share:
		return fmt.Sprintf("%.4g%%..%.4g%% (%.4g%%)", 100*i.Low, 100*i.High, level)
	case ShareChange:
		return fmt.Sprintf("%.4g..%.4g pt (%.4g%%)", 100*i.Low, 100*i.High, level)
	default:
		return fmt.Sprintf("%.4g..%.4g (%.4g%%)", i.Low, i.High, level)
	}
}

// around returns the part of x ± half that lies within the range. Amounts near
// 10^154 have variances that a float64 does not hold; then it is [ErrOverflow].
func (l limits) around(name string, x, half, level float64) (Interval, error) {
	if math.IsInf(x, 0) || math.IsNaN(half) || math.IsInf(half, 0) {
		return Interval{}, fmt.Errorf("kpi: %s: %w: amounts too large", name, ErrOverflow)
	}
	return l.cut(Interval{Low: x - half, High: x + half, Level: level}), nil
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
