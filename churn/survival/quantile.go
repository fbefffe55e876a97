package survival

import (
	"fmt"
	"strconv"

	"github.com/customerkpi/kpi/internal/stats"
)

// A Quantile is the time by which a share P of the customers have left, with its
// confidence interval. Any of the three times may lie beyond the data. It is then not
// Reached, which is not an error: half of the customers may well be still there.
type Quantile struct {
	P     float64 `json:"p"` // share of customers who have left: 0.5 for the median
	Time  Bound   `json:"time"`
	Low   Bound   `json:"low"`
	High  Bound   `json:"high"`
	Level float64 `json:"level"` // confidence level of Low and High
	Kind  Kind    `json:"kind"`  // of the band of survival that gives Low and High
}

// A Bound is a time, or that the data do not reach it. A Bound that is not
// Reached has Time 0.
type Bound struct {
	Time    float64 `json:"time"`
	Reached bool    `json:"reached"`
}

// String returns the time, or "not reached".
func (b Bound) String() string {
	if !b.Reached {
		return "not reached"
	}
	return strconv.FormatFloat(b.Time, 'g', -1, 64)
}

// String returns a text like "median 56, 53..58 (95%, log)".
func (q Quantile) String() string {
	name := "median"
	if q.P != 0.5 {
		name = fmt.Sprintf("quantile %.4g", q.P)
	}
	return fmt.Sprintf("%s %v, %v..%v (%.4g%%, %v)", name, q.Time, q.Low, q.High, 100*q.Level, q.Kind)
}

// Median returns the time by which half of the customers have left, the Quantile
// of 0.5, with an interval of the kind [Log].
//
// It follows the convention of survival analysis: the first time at which survival
// is at most one half, or the middle of the part where the curve is flat at exactly
// one half. If all customers have left and none has a late entry, it is the median of
// their times, as everywhere in this module: the mean of the two middle ones if their
// number is even.
func (c Curve) Median(level float64) (Quantile, error) { return c.Quantile(0.5, Log, level) }

// Quantile returns the time by which a share p of the customers have left, the
// first at which survival is at most 1-p:
//
//	Time   where Survival comes down to 1-p
//	Low    where the lower end of its band does
//	High   where the upper end of its band does
//
// Where a curve is flat at exactly 1-p, the time is the middle of the flat part. At
// the end of the data that part ends with the last time. As in R's quantile.survfit,
// survival within 1.5e-8 of 1-p counts as equal to it. Where few are at risk a band
// may rise again: the first time that it comes down counts.
//
// A curve without steps is [kpi.ErrUndefined]. A p outside 0..1, both excluded, a
// level outside [0.5, 1) or another kind is a [*kpi.RangeError].
//
// Source: R. Brookmeyer and J. Crowley, Biometrics 38 (1982) 29-41.
func (c Curve) Quantile(p float64, kind Kind, level float64) (Quantile, error) {
	if err := checkShare("quantile", p); err != nil {
		return Quantile{}, err
	}
	if err := kind.check(level); err != nil {
		return Quantile{}, err
	}
	if len(c.Steps) == 0 {
		return Quantile{}, errEmpty("quantile")
	}
	z := stats.NormalQuantile(level)
	return Quantile{
		P: p, Level: level, Kind: kind,
		Time: c.cross(1-p, func(s Step) (float64, bool) { return s.Survival, true }),
		Low:  c.cross(1-p, func(s Step) (float64, bool) { low, _, ok := s.band(kind, z); return low, ok }),
		High: c.cross(1-p, func(s Step) (float64, bool) { _, high, ok := s.band(kind, z); return high, ok }),
	}, nil
}

// equalWithin is the distance at which R takes survival for equal to 1-p,
// √(2^-52): a product of quotients is rarely 0.5 to the last bit.
const equalWithin = 0x1p-26

// cross returns where a curve comes down to a height. Steps at which the curve is
// undefined are passed over.
func (c Curve) cross(height float64, of func(Step) (float64, bool)) Bound {
	var first Bound
	for _, s := range c.Steps {
		y, ok := of(s)
		switch {
		case !ok:
		case y <= height-equalWithin && first.Reached:
			return first.middle(s.Time)
		case y <= height-equalWithin:
			return Bound{float64(s.Time), true}
		case y <= height+equalWithin && !first.Reached:
			first = Bound{float64(s.Time), true}
		}
	}
	if first.Reached {
		return first.middle(c.Steps[len(c.Steps)-1].Time)
	}
	return Bound{}
}

// middle returns the middle of a flat part from b to end.
func (b Bound) middle(end int64) Bound { return Bound{(b.Time + float64(end)) / 2, true} }
