package kpi

import (
	"fmt"
	"math/big"
)

// limits is the range in which a figure is known to lie, from min to max; nil
// is no bound on that side.
type limits struct{ min, max *big.Rat }

// newLimits returns the range of the figure x; what names the figure in errors.
func newLimits(what string, x, min, max *big.Rat) (limits, error) {
	l := limits{min, max}
	switch {
	case min != nil && max != nil && min.Cmp(max) > 0:
		return limits{}, &RangeError{Op: "kpi", Name: "lower bound of a " + what, Value: short(min), Max: short(max)}
	case !l.hold(x):
		e := &RangeError{Op: "kpi", Name: what, Value: short(x)}
		if min != nil {
			e.Min = short(min)
		}
		if max != nil {
			e.Max = short(max)
		}
		return limits{}, e
	}
	return limits{copied(min), copied(max)}, nil
}

// copied returns a copy of r, nil of nil.
func copied(r *big.Rat) *big.Rat {
	if r == nil {
		return nil
	}
	return new(big.Rat).Set(r)
}

// hold reports whether x lies within the range.
func (l limits) hold(x *big.Rat) bool {
	return (l.min == nil || l.min.Cmp(x) <= 0) && (l.max == nil || x.Cmp(l.max) <= 0)
}

// cut returns the part of an interval that lies within the range.
func (l limits) cut(i Interval) Interval {
	if l.min != nil {
		i.Low = max(i.Low, float(l.min))
	}
	if l.max != nil {
		i.High = min(i.High, float(l.max))
	}
	return i
}

// minus returns the range of a difference x - y, with x within l and y within m.
func (l limits) minus(m limits) (d limits) {
	if l.min != nil && m.max != nil {
		d.min = new(big.Rat).Sub(l.min, m.max)
	}
	if l.max != nil && m.min != nil {
		d.max = new(big.Rat).Sub(l.max, m.min)
	}
	return d
}

// limitsOf returns the range of a figure: what is known of a sample, and for
// what is not a sample the figure itself.
func limitsOf(f Figure) limits {
	switch f := f.(type) {
	case interface{ limits() limits }:
		return f.limits()
	case Estimate:
		return limits{}
	}
	return limits{f.Rat(), f.Rat()}
}

func (Rate) limits() limits { return limits{big.NewRat(0, 1), big.NewRat(1, 1)} }

func (Net) limits() limits { return limits{big.NewRat(-100, 1), big.NewRat(100, 1)} }

// limitsJSON is the JSON form of limits, a part of that of a figure.
type limitsJSON struct {
	Min *Value `json:"min,omitempty"`
	Max *Value `json:"max,omitempty"`
}

func (l limits) json() (j limitsJSON) {
	if l.min != nil {
		j.Min = &Value{r: l.min}
	}
	if l.max != nil {
		j.Max = &Value{r: l.max}
	}
	return j
}

// limits returns the range that was encoded, of the figure x.
func (j limitsJSON) limits(what string, x *big.Rat) (limits, error) {
	var l limits
	if j.Min != nil {
		l.min = orZero(j.Min.r)
	}
	if j.Max != nil {
		l.max = orZero(j.Max.r)
	}
	if _, err := newLimits(what, x, l.min, l.max); err != nil {
		return limits{}, fmt.Errorf("kpi: %s: %w: %v", what, ErrCorrupt, err)
	}
	return l, nil
}
