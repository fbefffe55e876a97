package kpi

import (
	"fmt"
	"math"
	"math/big"
)

// A Figure is an exact number of a KPI: [Rate], [Ratio], [Value], [Mean] and
// [Net] are figures.
type Figure interface {
	Rat() *big.Rat
	String() string
}

// An Estimate is a figure of a sample, which knows how far the population may
// be: [Rate], [Mean] and [Net] are estimates.
type Estimate interface {
	Figure
	Interval(level float64) (Interval, error)
}

// A Comparison is the change of one figure between two periods or segments.
type Comparison struct {
	before, after Figure
}

// Compare compares a figure with itself at another time or place. Both have
// the same type, so that a rate is not compared with an amount. They must come
// from different, independent observations for Interval to be right.
func Compare[F Figure](before, after F) Comparison { return Comparison{before, after} }

// empty reports whether there is nothing to compare.
func (c Comparison) empty() bool { return c.before == nil || c.after == nil }

// Delta returns after - before in the figure's unit: of a [Rate] in shares
// (0.02 is two percentage points), of a [Net] in points.
func (c Comparison) Delta() Value {
	if c.empty() {
		return Value{}
	}
	return Value{new(big.Rat).Sub(c.after.Rat(), c.before.Rat())}
}

// Relative returns the relative change, (after - before) / |before|. It is
// [ErrUndefined] where before is 0.
func (c Comparison) Relative() (Ratio, error) {
	if c.empty() || c.before.Rat().Sign() == 0 {
		return Ratio{}, fmt.Errorf("kpi: relative change %w: before is 0", ErrUndefined)
	}
	before := c.before.Rat()
	return Ratio{new(big.Rat).Quo(c.Delta().r, before.Abs(before))}, nil
}

// Interval returns the confidence interval of Delta for two independent
// samples, from the intervals of the two figures (b from lb to ub before, a
// from la to ua after, d = a - b):
//
//	low  = d - √((a-la)² + (ub-b)²)
//	high = d + √((ua-a)² + (b-lb)²)
//
// For two rates this is Newcombe's hybrid score interval. It is [ErrUndefined]
// where the figures are no [Estimate] or have no interval themselves.
//
// Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10;
// G. Y. Zou and A. Donner, Statistics in Medicine 27 (2008) 1693-1702.
func (c Comparison) Interval(level float64) (Interval, error) {
	before, okBefore := c.before.(Estimate)
	after, okAfter := c.after.(Estimate)
	if !okBefore || !okAfter {
		return Interval{}, fmt.Errorf("kpi: interval of change %w: the figures are not samples", ErrUndefined)
	}
	ib, err := before.Interval(level)
	if err != nil {
		return Interval{}, err
	}
	ia, err := after.Interval(level)
	if err != nil {
		return Interval{}, err
	}
	b, _ := before.Rat().Float64()
	a, _ := after.Rat().Float64()
	d := c.Delta().Float64()
	return Interval{
		Low:   d - math.Hypot(a-ia.Low, ib.High-b),
		High:  d + math.Hypot(ia.High-a, b-ib.Low),
		Level: level,
	}, nil
}

// Significant reports whether the change is more than noise at level: whether
// Interval leaves out 0. Its errors are those of Interval.
func (c Comparison) Significant(level float64) (bool, error) {
	i, err := c.Interval(level)
	return err == nil && !i.Contains(0), err
}

// String returns a text like "32 -> 41: +9 (+28.1%)", with a "~" behind it
// where the figures are samples and the change may be noise at 95%.
func (c Comparison) String() string {
	if c.empty() {
		return ""
	}
	s := fmt.Sprintf("%v -> %v: %+.4g", c.before, c.after, c.Delta().Float64())
	if r, err := c.Relative(); err == nil {
		s += fmt.Sprintf(" (%+.1f%%)", Value{percent(r.r)})
	}
	if ok, err := c.Significant(0.95); err == nil && !ok {
		s += " ~"
	}
	return s
}
