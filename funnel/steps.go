package funnel

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Step is a step of a funnel, and how many visitors reached it or a later
// one.
type Step struct {
	Name  string `json:"name"`
	Count uint64 `json:"count"`
}

// A StepsResult is a conversion funnel: its steps in order. Step i, from 1, is
// Steps[i-1].
type StepsResult struct {
	Steps []Step `json:"steps"`
}

// StepsFromCounts returns the funnel of counts: how many visitors reached each step
// or a later one. A count above the one before, or a number of steps outside
// 2..64, is a [*kpi.RangeError]. The steps have no names; they may be set in
// Steps.
func StepsFromCounts(counts ...uint64) (StepsResult, error) {
	r := StepsResult{Steps: make([]Step, len(counts))}
	for i, n := range counts {
		r.Steps[i].Count = n
	}
	if err := r.check(); err != nil {
		return StepsResult{}, err
	}
	return r, nil
}

// N returns the number of visitors at the first step; 0 without steps.
func (r StepsResult) N() uint64 {
	if len(r.Steps) == 0 {
		return 0
	}
	return r.Steps[0].Count
}

// StepRate returns the step conversion of step i, from 2:
//
//	count of step i / count of step i-1        0 <= rate <= 1
//
// Where nobody reached step i-1 it is [kpi.ErrUndefined]. An i that is not a step
// after the first is a [*kpi.RangeError].
func (r StepsResult) StepRate(i int) (kpi.Rate, error) {
	if err := r.check(); err != nil {
		return kpi.Rate{}, err
	}
	if i < 2 || i > len(r.Steps) {
		return kpi.Rate{}, &kpi.RangeError{Op: "funnel", Name: "step", Value: i, Min: 2, Max: len(r.Steps)}
	}
	before, here := r.Steps[i-2].Count, r.Steps[i-1].Count
	return figure.Share{Op: "funnel", Figure: fmt.Sprintf("rate of step %d", i), Why: fmt.Sprintf("no visitor at step %d", i-1)}.Rate(here, before)
}

// DropOff returns the share of visitors who reached step i-1, but not step i:
//
//	1 - StepRate(i)        0 <= rate <= 1
//
// Its Count is the number of visitors lost between the two. Its errors are
// those of StepRate.
func (r StepsResult) DropOff(i int) (kpi.Rate, error) {
	rate, err := r.StepRate(i)
	if err != nil {
		return kpi.Rate{}, err
	}
	return rate.Complement(), nil
}

// Overall returns the conversion over all steps:
//
//	count of the last step / count of the first step        0 <= rate <= 1
//
// Without a visitor it is [kpi.ErrUndefined].
func (r StepsResult) Overall() (kpi.Rate, error) {
	if err := r.check(); err != nil {
		return kpi.Rate{}, err
	}
	first, last := r.Steps[0].Count, r.Steps[len(r.Steps)-1].Count
	return figure.Share{Op: "funnel", Figure: "overall conversion", Why: "no visitor"}.Rate(last, first)
}

// Worst returns the step with the lowest step rate, and the rate: where most
// visitors are lost. If several are equally low, it is the earliest. Without a
// visitor it is [kpi.ErrUndefined]; steps after one that nobody reached have no
// rate.
func (r StepsResult) Worst() (step int, worst kpi.Rate, err error) {
	if _, err := r.Overall(); err != nil {
		return 0, kpi.Rate{}, err
	}
	for i := 2; i <= len(r.Steps) && r.Steps[i-2].Count > 0; i++ {
		rate, err := r.StepRate(i)
		if err != nil {
			return 0, kpi.Rate{}, err
		}
		if step == 0 || rate.Cmp(worst) < 0 {
			step, worst = i, rate
		}
	}
	return step, worst, nil
}

// check reports steps that are not a funnel: too few, too many, or rising.
func (r StepsResult) check() error {
	if err := checkLen(len(r.Steps)); err != nil {
		return err
	}
	for i := 1; i < len(r.Steps); i++ {
		if before, here := r.Steps[i-1].Count, r.Steps[i].Count; here > before {
			return &kpi.RangeError{Op: "funnel", Name: fmt.Sprintf("count of step %d", i+1), Value: here, Min: 0, Max: before}
		}
	}
	return nil
}

// String returns a text like
// "6.00% overall (visit 1000, product 400, cart 120, order 60)".
func (r StepsResult) String() string {
	overall, err := r.Overall()
	if err != nil {
		return err.Error()
	}
	steps := make([]string, len(r.Steps))
	for i, s := range r.Steps {
		if s.Name == "" {
			s.Name = fmt.Sprintf("step %d", i+1)
		}
		steps[i] = fmt.Sprintf("%s %d", s.Name, s.Count)
	}
	return fmt.Sprintf("%s%% overall (%s)", overall.Percent(2).StringFixed(2), strings.Join(steps, ", "))
}

// MarshalJSON returns the fields, and value, the [StepsResult.Overall].
func (r StepsResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *StepsResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *StepsResult) json() figure.Form {
	type fields StepsResult
	return figure.FormOf("funnel: steps", r, (*fields)(r), StepsResult.Overall)
}

// Steps is a streaming conversion funnel from how far each visitor got: one visitor
// per Add. Where the steps of a visitor are logged separately, use [Visitors]. The
// zero value is ready, with the steps visit, product, cart and order; see
// [kpi.Accumulator] for the laws that it keeps.
type Steps struct {
	names    stepNames
	visitors uint64
	furthest []uint64 // visitors by their furthest step; nil for none
}

// NewSteps returns a funnel of named steps, from the first to the last. A
// number of steps outside 2..64 is a [*kpi.RangeError].
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
// it, but no later one. Another step is a [*kpi.RangeError], more than 2^64-1
// visitors are [kpi.ErrOverflow], and the visitor is not counted.
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

// Remove takes one visitor back who was counted: the state is that before they were added.
// Where nobody who reached the step, and no later one, is counted the error is
// [kpi.ErrRange], and nothing changes.
func (a *Steps) Remove(reached int) error { return a.RemoveN(reached, 1) }

// RemoveN takes n visitors who reached a step back, with the errors of Add and Remove.
func (a *Steps) RemoveN(reached int, n uint64) error {
	back := Steps{names: a.names}
	return cmp.Or(back.AddN(reached, n), a.Unmerge(&back))
}

// Unmerge takes the visitors of o back, as if they had never been added or merged, with
// the error of Remove. Other steps are [kpi.ErrIncompatible].
func (a *Steps) Unmerge(o *Steps) error {
	return shell.Unmerge(a, o, (*Steps).isZero, (*Steps).differ, func() error {
		if o.visitors > a.visitors {
			return figure.NotAdded("funnel", "visitors", o.visitors, a.visitors)
		}
		err := tally.TakeCounts("funnel", "visitors", a.furthest, o.furthest)
		if err == nil {
			a.visitors -= o.visitors
		}
		return err
	})
}

// Merge adds the visitors of o, which have to be others than those of a. Other
// steps are [kpi.ErrIncompatible], unless one of the two is the zero value.
func (a *Steps) Merge(o *Steps) error {
	return shell.TryMerge(a, o, (*Steps).isZero, (*Steps).differ, func() error {
		if o.visitors > math.MaxUint64-a.visitors {
			return errVisitors
		}
		for step, n := range o.furthest {
			a.add(step, n)
		}
		return nil
	})
}

func (a *Steps) differ(o *Steps) error { return a.names.differ(o.names) }

func (n stepNames) differ(o stepNames) error {
	if slices.Equal(n, o) {
		return nil
	}
	return fmt.Errorf("funnel: %w steps %q and %q", kpi.ErrIncompatible, n.all(), o.all())
}

// isZero reports whether a has the default steps and no visitor.
func (a *Steps) isZero() bool { return a.names == nil && a.visitors == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Steps) Clone() *Steps {
	return shell.Clone(a, func(c *Steps) { c.furthest = slices.Clone(c.furthest) })
}

// Result returns the funnel so far.
func (a *Steps) Result() StepsResult { return a.names.result(a.furthest) }

// stepsMagic begins the encoding: the names, then the number of visitors by
// their furthest step.
const stepsMagic = "stp\x01"

func (a *Steps) append(b []byte) []byte {
	b = a.names.append(append(b, stepsMagic...))
	for step := range a.names.len() {
		n := uint64(0)
		if a.furthest != nil {
			n = a.furthest[step]
		}
		b = wire.AppendUint(b, n)
	}
	return b
}

func readSteps(r *wire.Reader) Steps {
	r.Expect("funnel: steps", stepsMagic)
	a := Steps{names: readStepNames(r)}
	for step := range a.names.len() {
		n := r.Uint()
		if n > math.MaxUint64-a.visitors {
			r.Fail("visitors overflow")
			break
		}
		a.add(step, n)
	}
	return a
}

// AppendBinary appends the encoding of a.
func (a *Steps) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Steps) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *Steps) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readSteps) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Steps) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Steps) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
