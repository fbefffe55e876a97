package kpi

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/stats"
)

// A Comparison is the change of one figure between two periods or segments.
type Comparison struct {
	before, after Figure
	shared        *shared // of two [Panel], nil for independent samples
}

// Compare compares a figure with itself at another time or place. Both have the
// same type, so that a rate is not compared with an amount. They must come from
// different, independent observations for Interval and Test to be right. Two
// [Panel] are the exception: they know the customers that they share.
//
// Compare[Figure](target, figure) compares a figure with a fixed number, a [Value]
// or [Ratio], such as a target or a benchmark: a figure that is not an [Estimate]
// is taken as exact.
func Compare[F Figure](before, after F) Comparison {
	if p, ok := any(before).(interface{ compared(Figure) Comparison }); ok {
		return p.compared(after)
	}
	return Comparison{before: before, after: alone(after)}
}

// empty reports whether there is nothing to compare.
func (c Comparison) empty() bool { return c.before == nil || c.after == nil }

// noSample says why the change has no interval.
func (c Comparison) noSample() string {
	if c.empty() {
		return "no figure to compare with"
	}
	return "the figures are not samples"
}

// Before returns the figure that the change starts from; it is nil in the first
// of [Changes] and in the zero Comparison.
func (c Comparison) Before() Figure { return c.before }

// After returns the figure that the change leads to; it is nil in the zero
// Comparison. Where it has an interval of its own, it is an [Estimate].
func (c Comparison) After() Figure { return c.after }

// Delta returns after - before in the figure's unit: of a [Rate] in shares, 0.02,
// which prints as "2 pt", two percentage points; of a [Net] in points.
func (c Comparison) Delta() Value {
	if c.empty() {
		return Value{}
	}
	return Value{new(big.Rat).Sub(c.after.Rat(), c.before.Rat()), c.ofShares()}
}

// ofShares reports whether the figures are shares, or one is and the other a target.
func (c Comparison) ofShares() bool { return isShare(c.before) || isShare(c.after) }

// isShare reports whether a figure prints in percent.
func isShare(f Figure) bool {
	switch f := f.(type) {
	case Rate:
		return true
	case Weighted:
		return f.kind == weightedRate
	case interface{ clustered() Clustered }:
		return f.clustered().kind == clusteredRate
	}
	return false
}

// interval returns an interval of Delta, cut to what is possible.
func (c Comparison) interval(low, high, level float64) Interval {
	i := Interval{Low: low, High: high, Level: level}
	if c.ofShares() {
		i.Of = ShareChange
	}
	return c.limits().cut(i)
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

// Interval returns the confidence interval of Delta, d = after - before. The two samples
// are independent, unless both figures are [Panel]s, which know the customers they share.
//
// For two [Mean] it is Welch's, with the degrees of freedom of [Comparison.Test]:
//
//	d ± t √(sb²/nb + sa²/na)
//
// For two [Clustered] it is Welch's over customers, with the covariance of the two Panels
// (0 without), and the degrees of freedom of Satterthwaite over three groups of customers:
// those of before only, of after only and of both:
//
//	d ± t √(seb² + sea² - 2 cov)
//
// For all other figures, and for a clustered rate or net that is the same for all
// customers, it follows from the intervals of the two, lb..ub of b before and la..ua of a
// after. For two rates this is Newcombe's hybrid score interval:
//
//	low  = d - √((a-la)² + (ub-b)²)
//	high = d + √((ua-a)² + (b-lb)²)
//
// It is cut to what is possible: a change of two rates lies within -1..1, that of two
// means of 1 to 5 (see [Mean.Within]) within -4..4. It is [ErrUndefined] where neither
// figure is an [Estimate], or where one of them has no interval itself.
//
// Source: B. L. Welch, Biometrika 34 (1947) 28-35; R. G. Newcombe, Statistics
// in Medicine 17 (1998) 873-890, method 10; G. Y. Zou and A. Donner, Statistics
// in Medicine 27 (2008) 1693-1702.
func (c Comparison) Interval(level float64) (Interval, error) {
	if before, after, ok := both[Mean](c); ok {
		return welchInterval(before, after, level)
	}
	if before, after, ok := both[Clustered](c); ok && before.varies() && after.varies() {
		return c.clusteredInterval(before, after, level)
	}
	if c.empty() || !isEstimate(c.before) && !isEstimate(c.after) {
		return Interval{}, fmt.Errorf("kpi: interval of change %w: %s", ErrUndefined, c.noSample())
	}
	if isEstimate(c.before) && isEstimate(c.after) && !sameKind(c.before, c.after) {
		return Interval{}, fmt.Errorf("kpi: interval of change %w: of a %T and a %T", ErrUndefined, c.before, c.after)
	}
	before, err := arms(c.before, level)
	if err != nil {
		return Interval{}, err
	}
	after, err := arms(c.after, level)
	if err != nil {
		return Interval{}, err
	}
	low, high := stats.Difference(c.Delta().Float64(), before, after)
	return c.interval(low, high, level), nil
}

// limits returns the range of Delta.
func (c Comparison) limits() limits { return limitsOf(c.after).minus(limitsOf(c.before)) }

// both returns the two figures of a comparison if they are of type F.
func both[F Figure](c Comparison) (before, after F, ok bool) {
	before, okBefore := c.before.(F)
	after, okAfter := c.after.(F)
	return before, after, okBefore && okAfter
}

func isEstimate(f Figure) bool {
	_, ok := f.(Estimate)
	return ok
}

// sameKind reports whether two figures are of one type, and clustered ones of the
// same kind.
func sameKind(a, b Figure) bool {
	if a, ok := a.(Clustered); ok {
		b, ok := b.(Clustered)
		return ok && a.kind == b.kind
	}
	return reflect.TypeOf(a) == reflect.TypeOf(b)
}

// arms returns how far the interval of a figure reaches below and above it; a
// figure that is not an estimate has none.
func arms(f Figure, level float64) (stats.Arms, error) {
	e, ok := f.(Estimate)
	if !ok {
		return stats.Arms{}, checkLevel(level)
	}
	i, err := e.Interval(level)
	if err != nil {
		return stats.Arms{}, err
	}
	x := float(f.Rat())
	return stats.Arms{Down: max(x-i.Low, 0), Up: max(i.High-x, 0)}, nil
}

// Significant reports whether the change is more than noise at level: whether
// Interval leaves out 0. Its errors are those of Interval. For several comparisons
// at once, correct the p-values of [Comparison.Test] by [Holm].
func (c Comparison) Significant(level float64) (bool, error) {
	i, err := c.Interval(level)
	return err == nil && !i.Contains(0), err
}

// Test returns the significance test that goes with the figures:
//
//	two Rate       [ChiSquare], or [Fisher] where an expected count is below 5
//	two Net        z = d / √(vb/nb + va/na), v = 100² (p + m - (p-m)²)
//	two Mean       Welch's t, t = d / √(sb²/nb + sa²/na)
//	two Clustered  t = d / √(seb² + sea² - 2 cov), see Interval
//
// with the degrees of freedom of Welch and Satterthwaite. For other figures, and
// for nets or means without any spread, it is [ErrUndefined]. Next to the line Test
// and Significant may disagree, since the interval of a rate or net does not rest
// on the same approximation.
func (c Comparison) Test() (Test, error) {
	if before, after, ok := both[Rate](c); ok {
		if fewExpected(before, after) {
			return Fisher(before, after)
		}
		return ChiSquare(before, after)
	}
	if before, after, ok := both[Net](c); ok {
		return netTest(before, after)
	}
	if before, after, ok := both[Mean](c); ok {
		return welchTest(before, after)
	}
	if before, after, ok := both[Clustered](c); ok {
		return c.clusteredTest(before, after)
	}
	return Test{}, fmt.Errorf("kpi: test %w: there is none for these figures", ErrUndefined)
}

// Sequential returns an interval of Delta that may be looked at after every single
// observation: the distance of the two figures' own Sequential intervals at the
// level 1 - (1-level)/2. It holds as exactly as they do, and is wider than it needs
// to be. It is [ErrUndefined] where the figures have no Sequential interval.
func (c Comparison) Sequential(level float64) (Interval, error) {
	type sequential interface {
		Sequential(level float64) (Interval, error)
	}
	before, ok := c.before.(sequential)
	after, okAfter := c.after.(sequential)
	if !ok || !okAfter {
		return Interval{}, fmt.Errorf("kpi: sequential interval %w: %s", ErrUndefined, c.noSample())
	}
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	b, err := before.Sequential((1 + level) / 2)
	if err != nil {
		return Interval{}, err
	}
	a, err := after.Sequential((1 + level) / 2)
	if err != nil {
		return Interval{}, err
	}
	d := c.Delta().Float64() // which rounding must not leave out
	return c.interval(min(a.Low-b.High, d), max(a.High-b.Low, d), level), nil
}

// MarshalJSON returns an object with "before", "after", the exact "delta", the same
// as the number "value", and where the figures are samples the "interval" of delta
// at 95%. It is for readers: a Comparison is not read back.
func (c Comparison) MarshalJSON() ([]byte, error) {
	j := struct {
		Before   Figure    `json:"before"`
		After    Figure    `json:"after"`
		Delta    *text     `json:"delta"`
		Value    *float64  `json:"value"`
		Interval *Interval `json:"interval,omitempty"`
	}{Before: c.before, After: c.after}
	if !c.empty() {
		delta := c.Delta().Rat()
		j.Delta, j.Value = textOf(delta), number(delta)
		if i, err := c.Interval(0.95); err == nil {
			j.Interval = &i
		}
	}
	return json.Marshal(j)
}

// UnmarshalJSON returns an error: keep the two figures, and compare them again.
func (c *Comparison) UnmarshalJSON([]byte) error {
	return errors.New("kpi: a Comparison cannot be read from JSON: read its two figures, and compare them")
}

// Needed returns the number of answers that each of the two samples needs so that a
// change of this size is told from noise at level in four of five cases:
//
//	n = (z(level) + z(0.8))² (vb + va) / d²
//
// with the variances v of one answer, for rates and nets after adding a few answers so
// that they are never 0. For two [Clustered] it is the number of customers, with the
// covariance of those in both samples of a [Panel]. It is [ErrUndefined] where nothing
// changed, or where the figures are not two samples of a kind.
//
// Source: the usual formula, for example in W. G. Cochran and G. M. Cox,
// Experimental Designs, 2nd ed. (1957) 2.2.
func (c Comparison) Needed(level float64) (uint64, error) {
	type spread interface {
		spread() (variance float64, err error)
	}
	before, ok := c.before.(spread)
	after, okAfter := c.after.(spread)
	d := c.Delta().Float64()
	if !ok || !okAfter || d == 0 {
		return 0, fmt.Errorf("kpi: needed answers %w: no change of two samples", ErrUndefined)
	}
	if err := checkLevel(level); err != nil {
		return 0, err
	}
	b, err := before.spread()
	if err != nil {
		return 0, err
	}
	a, err := after.spread()
	if err != nil {
		return 0, err
	}
	n := stats.Needed(d, a+b-2*c.covariance(), level)
	if !(n < math.MaxUint64) {
		return 0, fmt.Errorf("kpi: needed answers: %w", ErrOverflow)
	}
	return max(uint64(n), 2), nil
}

// String returns a text like "32 -> 41: +9 [+2.1, +15.9]", with the interval at
// 95% where the figures are samples. Where the change may be noise it ends in
// "~", with the answers that it would take, such as "~ need about 380 answers each",
// or in "~ too few answers" where not even that can be told.
// Changes of a [Rate] are in percentage points, "pt"; those of amounts and means
// have the relative change behind them: "40 -> 50: +10 (+25.0%)".
func (c Comparison) String() string {
	switch {
	case c.after == nil:
		return ""
	case c.before == nil:
		return c.after.String()
	}
	unit, scale := "", 1.0
	if _, ok := c.after.(Net); c.ofShares() {
		unit, scale = " pt", 100
	} else if !ok { // a part of a net says nothing
		if r, err := c.Relative(); err == nil {
			unit = fmt.Sprintf(" (%+.1f%%)", Value{r: percent(r.r)})
		}
	}
	s := fmt.Sprintf("%v -> %v: %+.4g%s", c.before, c.after, scale*c.Delta().Float64(), unit)
	i, err := c.Interval(0.95)
	switch {
	case err != nil && (isEstimate(c.before) || isEstimate(c.after)):
		return s + " ~ too few " + c.units()
	case err != nil:
		return s
	}
	s += fmt.Sprintf(" [%+.4g, %+.4g]", scale*i.Low, scale*i.High)
	if !i.Contains(0) {
		return s
	}
	s += " ~"
	if n, err := c.Needed(0.95); err == nil {
		s += " need about " + rounded(n) + " " + c.units() + " each"
	}
	return s
}

// units says what the observations are.
func (c Comparison) units() string {
	if _, ok := c.after.(Clustered); ok {
		return "customers"
	}
	return "answers"
}

// rounded returns n with two digits that count, rounded up.
func rounded(n uint64) string {
	f := float64(n)
	unit := math.Pow(10, max(math.Floor(math.Log10(f))-1, 0))
	return fmt.Sprintf("%.0f", math.Ceil(f/unit)*unit)
}

// A Band is a named part of a figure's range: everything above a bound, up to the
// next band. Bands are the caller's, such as the benchmarks of an industry or a
// contract. The only one that the library defines is
// [github.com/customerkpi/kpi/nps.Excellent].
type Band struct {
	Name  string          `json:"name"`
	Above decimal.Decimal `json:"above"` // in the figure's unit: of a Rate shares, 20% is 0.2; of a Net points
}

// BandOf returns the highest of the bands, given in any order, that the figure
// is above. Where it is above none, or is nil, the band is [ErrUndefined]; a
// bound that [CheckAmount] refuses is a [RangeError].
//
// The figure of a few answers may lie in a band by chance: its Interval tells which
// bands it could be in.
func BandOf(f Figure, bands ...Band) (Band, error) {
	var found *Band
	for i, b := range bands {
		if err := CheckAmount("kpi", "bound of a band", b.Above); err != nil {
			return Band{}, err
		}
		if f != nil && f.Rat().Cmp(b.Above.Rat()) > 0 && (found == nil || b.Above.Cmp(found.Above) > 0) {
			found = &bands[i]
		}
	}
	if found == nil {
		return Band{}, fmt.Errorf("kpi: band %w: %v is above none of %d", ErrUndefined, f, len(bands))
	}
	return *found, nil
}
