package funnel

import (
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/wire"
)

// The number of steps of a funnel. A customer of [Visitors] has one bit per step.
const (
	minSteps = 2
	maxSteps = 64
)

func checkLen(steps int) error {
	if steps < minSteps || steps > maxSteps {
		return &kpi.RangeError{Op: "funnel", Name: "number of steps", Value: steps, Min: minSteps, Max: maxSteps}
	}
	return nil
}

// stepNames are the names of a funnel's steps; nil are the default ones, and
// the default ones are nil.
type stepNames []string

func newStepNames(names []string) (stepNames, error) {
	if err := checkLen(len(names)); err != nil {
		return nil, err
	}
	if slices.Equal(names, defaultSteps[:]) {
		return nil, nil
	}
	return slices.Clone(names), nil
}

var defaultSteps = [...]string{"visit", "product", "cart", "order"}

// len returns the number of steps.
func (s stepNames) len() int {
	if s == nil {
		return len(defaultSteps)
	}
	return len(s)
}

// all returns the names in memory of their own.
func (s stepNames) all() []string {
	if s == nil {
		return slices.Clone(defaultSteps[:])
	}
	return slices.Clone(s)
}

// check reports whether there is a step of a number.
func (s stepNames) check(step int) error {
	if step < 1 || step > s.len() {
		return &kpi.RangeError{Op: "funnel", Name: "step", Value: step, Min: 1, Max: s.len()}
	}
	return nil
}

// result returns the funnel of the number of visitors whose furthest step is
// each, steps counted from 0.
func (s stepNames) result(furthest []uint64) StepsResult {
	r := StepsResult{Steps: make([]Step, s.len())}
	for i, name := range s.all() {
		r.Steps[i].Name = name
	}
	reached := uint64(0)
	for i := len(furthest) - 1; i >= 0; i-- {
		reached += furthest[i]
		r.Steps[i].Count = reached
	}
	return r
}

// append appends the number of steps and their names.
func (s stepNames) append(b []byte) []byte {
	b = wire.AppendUint(b, uint64(s.len()))
	for _, name := range s.all() {
		b = wire.AppendBytes(b, name)
	}
	return b
}

func readStepNames(r *wire.Reader) stepNames {
	names := make([]string, r.Len(1))
	for i := range names {
		names[i] = string(r.Bytes())
	}
	s, err := newStepNames(names)
	if err != nil {
		r.Fail("%v", err)
	}
	return s
}
