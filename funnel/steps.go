package funnel

import (
	"fmt"
	"math"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/wire"
)

// Steps is a streaming conversion funnel from how far each visitor got: one
// visitor an Add. Where the steps of a visitor come apart, use [Visitors]. The
// zero value is ready, with the steps visit, product, cart and order; see
// kpi.Accumulator for the laws that it keeps.
type Steps struct {
	names    stepNames
	visitors uint64
	furthest []uint64 // visitors by their furthest step; nil for none
}

// NewSteps returns a funnel of named steps, from the first to the last. A
// number of steps outside 2..64 is a *kpi.RangeError.
func NewSteps(names ...string) (*Steps, error) {
	s, err := newStepNames(names)
	if err != nil {
		return nil, err
	}
	return &Steps{names: s}, nil
}

// Names returns the names of the steps.
func (a *Steps) Names() []string { return a.names.all() }

// Add counts one visitor who reached a step, from 1, and so all steps before
// it, but no later one. Another step is a *kpi.RangeError, more than 2^64-1
// visitors are kpi.ErrOverflow, and the visitor is not counted.
func (a *Steps) Add(reached int) error { return a.AddN(reached, 1) }

// AddN counts n visitors who reached a step. Its errors are those of Add, and
// then nothing is counted.
func (a *Steps) AddN(reached int, n uint64) error {
	if err := a.names.check(reached); err != nil {
		return err
	}
	if n > math.MaxUint64-a.visitors {
		return errVisitors
	}
	a.add(reached-1, n)
	return nil
}

// AddSlice counts a column of visitors, each by the step reached, all or, with
// the error of the first refused one, none.
func (a *Steps) AddSlice(reached []int) error {
	for i, step := range reached {
		if err := a.names.check(step); err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
	}
	if uint64(len(reached)) > math.MaxUint64-a.visitors {
		return errVisitors
	}
	for _, step := range reached {
		a.add(step-1, 1)
	}
	return nil
}

// add counts n visitors by their furthest step, from 0.
func (a *Steps) add(step int, n uint64) {
	if a.furthest == nil {
		a.furthest = make([]uint64, a.names.len())
	}
	a.visitors += n
	a.furthest[step] += n
}

// Merge adds the visitors of o, which have to be others than those of a. Other
// steps are kpi.ErrIncompatible, unless one of the two is the zero value.
func (a *Steps) Merge(o *Steps) error {
	if o == nil || o.isZero() {
		return nil
	}
	if a.isZero() {
		*a = *o.Clone()
		return nil
	}
	if !slices.Equal(a.names, o.names) {
		return incompatible(a.names, o.names)
	}
	if o.visitors > math.MaxUint64-a.visitors {
		return errVisitors
	}
	for step, n := range o.furthest {
		a.add(step, n)
	}
	return nil
}

func incompatible(a, b stepNames) error {
	return fmt.Errorf("funnel: %w steps %q and %q", kpi.ErrIncompatible, a.all(), b.all())
}

// isZero reports whether a has the default steps and no visitor.
func (a *Steps) isZero() bool { return a.names == nil && a.visitors == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Steps) Clone() *Steps {
	if a == nil {
		return new(Steps)
	}
	return &Steps{names: a.names, visitors: a.visitors, furthest: slices.Clone(a.furthest)}
}

// Result returns the funnel so far.
func (a *Steps) Result() StepsResult { return a.names.result(a.furthest) }

// stepsMagic begins the encoding: the names, then the number of visitors by
// their furthest step.
const stepsMagic = "stp\x01"

// AppendBinary appends the encoding of a.
func (a *Steps) AppendBinary(b []byte) ([]byte, error) {
	b = a.names.append(append(b, stepsMagic...))
	for step := range a.names.len() {
		n := uint64(0)
		if a.furthest != nil {
			n = a.furthest[step]
		}
		b = wire.AppendUint(b, n)
	}
	return b, nil
}

// MarshalBinary returns the encoding of a.
func (a Steps) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt.
func (a *Steps) UnmarshalBinary(data []byte) error {
	r := wire.Open("funnel: steps", stepsMagic, data)
	d := Steps{names: readStepNames(r)}
	for step := range d.names.len() {
		n := r.Uint()
		if n > math.MaxUint64-d.visitors {
			r.Fail("visitors overflow")
			break
		}
		d.add(step, n)
	}
	if err := r.Close(); err != nil {
		return err
	}
	*a = d
	return nil
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Steps) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (a *Steps) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON("funnel: steps", data, a) }
