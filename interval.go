package kpi

import (
	"fmt"
	"math"

	"github.com/customerkpi/kpi/internal/stats"
)

// An Interval is a confidence interval of an estimate. With many samples, a share
// of Level of such intervals holds the true figure. Its ends are float64, unlike the
// exact figure that it belongs to, and are all that its JSON has.
//
// Which one to take:
//
//	usually                      Interval(0.95) of the figure, or of a [Comparison]
//	a guarantee is asked for     [Rate.ClopperPearson]
//	you look at it every day     Sequential
//	a few very large amounts     [BootstrapMean]
//	answers with weights         that of [Weighted]
type Interval struct {
	Low   float64 `json:"low"`   // lower end, in the figure's unit
	High  float64 `json:"high"`  // upper end, in the figure's unit
	Level float64 `json:"level"` // confidence level, from 0.5 to below 1: 0.95

	// Of says what it is an interval of, where that is a share; Low and High are
	// fractions nevertheless.
	Of Quantity `json:"of,omitempty"`
}

// A Quantity says what an [Interval] is of, which decides how it prints. An
// interval of anything else than the constants prints as numbers.
type Quantity string

// The quantities that do not print as numbers.
const (
	Share       Quantity = "share"        // 0 to 1, printed in percent, as a [Rate] is
	ShareChange Quantity = "share change" // -1 to 1, printed in percentage points, as the [Comparison] of two rates is

	RelativeChange Quantity = "relative change" // printed in percent with its sign, see [Comparison.Lift]
)

// Contains reports whether Low <= x <= High.
func (i Interval) Contains(x float64) bool { return i.Low <= x && x <= i.High }

// Width returns High - Low.
func (i Interval) Width() float64 { return i.High - i.Low }

// String returns a text like "1.516..5 (95%)", of a share "23.82%..26.22% (95%)",
// of the change of one "-2.025..21.67 pt (95%)", of a relative change
// "-3.526%..+145% (95%)".
func (i Interval) String() string {
	switch level := 100 * i.Level; i.Of {
	case Share:
		return fmt.Sprintf("%.4g%%..%.4g%% (%.4g%%)", 100*i.Low, 100*i.High, level)
	case ShareChange:
		return fmt.Sprintf("%.4g..%.4g pt (%.4g%%)", 100*i.Low, 100*i.High, level)
	case RelativeChange:
		return fmt.Sprintf("%+.4g%%..%+.4g%% (%.4g%%)", 100*i.Low, 100*i.High, level)
	default:
		return fmt.Sprintf("%.4g..%.4g (%.4g%%)", i.Low, i.High, level)
	}
}

// minBootstrap is the number of amounts below which drawing them anew tells
// nothing.
const minBootstrap = 10

// BootstrapMean returns the bootstrap-t interval for the mean of amounts: the
// sample is drawn anew from itself 4,000 times, each time gives a
//
//	t = (mean of the draw - mean) / (standard deviation of the draw / √n)
//
// and the quantiles of these take the place of Student's:
//
//	mean - t(high) s/√n .. mean - t(low) s/√n
//
// Take it instead of [Mean.Interval] for some dozens to some thousands of amounts
// with a few very large ones, such as baskets and lifetime values. For 60 lognormal
// amounts with σ = 1.2 it held the true mean in 93.0% of 600 simulated samples,
// Student's interval in 89.3%. It needs all amounts at hand, and 4,000 passes over
// them. It does not know a range: the low end may be negative even where no amount
// can be.
//
// The same amounts, seed and level give the same interval. Fewer than ten amounts
// are [ErrUndefined]; an amount that is not a number within ±1e150, or a level
// outside [0.5, 1), is a [RangeError].
//
// Source: B. Efron, "The Jackknife, the Bootstrap and Other Resampling Plans"
// (1982) 10.10; P. Hall, Annals of Statistics 16 (1988) 927-953.
func BootstrapMean(amounts []float64, level float64, seed uint64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	if len(amounts) < minBootstrap {
		return Interval{}, fmt.Errorf("kpi: bootstrap %w: %d amounts, fewer than %d", ErrUndefined, len(amounts), minBootstrap)
	}
	for i, x := range amounts {
		if !(math.Abs(x) <= 1e150) {
			return Interval{}, &RangeError{Op: "kpi", Name: fmt.Sprintf("amount %d", i), Value: x, Min: -1e150, Max: 1e150}
		}
	}
	low, high := stats.BootstrapT(amounts, level, seed)
	return Interval{Low: low, High: high, Level: level}, nil
}

// around returns the part of x ± half that lies within the range. Amounts near
// 10^154 have variances that a float64 does not hold; then it is [ErrOverflow].
func (l limits) around(name string, x, half, level float64) (Interval, error) {
	if math.IsInf(x, 0) || math.IsNaN(half) || math.IsInf(half, 0) {
		return Interval{}, fmt.Errorf("kpi: %s: %w: amounts too large", name, ErrOverflow)
	}
	return l.cut(Interval{Low: x - half, High: x + half, Level: level}), nil
}

// checkLevel refuses what is not a confidence level, 0.5 <= level < 1. An interval
// that holds the truth in fewer than half of all samples is of no use: who asks for
// 0.05 has the error in mind, and means 0.95.
func checkLevel(level float64) error {
	if level >= 0.5 && level < 1 {
		return nil
	}
	return &RangeError{Op: "kpi", Name: "confidence level", Value: level, Min: 0.5, Max: "1 (excluded)"}
}

// finite returns the finite-population correction √((N-n)/(N-1)).
func finite(n, population uint64) (float64, error) {
	if population < n {
		return 0, &RangeError{Op: "kpi", Name: "population", Value: population, Min: n}
	}
	return stats.FiniteCorrection(n, population), nil
}
