package funnel

import (
	"fmt"
	"strings"

	"github.com/customerkpi/kpi"
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

// FromCounts returns the funnel of counts: how many visitors reached each step
// or a later one. A count above the one before, or a number of steps outside
// 2..64, is a *kpi.RangeError. The steps have no names; they may be set in
// Steps.
func FromCounts(counts ...uint64) (StepsResult, error) {
	r := StepsResult{Steps: make([]Step, len(counts))}
	for i, n := range counts {
		r.Steps[i].Count = n
	}
	if err := r.check(); err != nil {
		return StepsResult{}, err
	}
	return r, nil
}

// StepRate returns the step conversion of step i, from 2:
//
//	count of step i / count of step i-1        0 <= rate <= 1
//
// Where nobody reached step i-1 it is kpi.ErrUndefined. An i that is no step
// after the first is a *kpi.RangeError.
func (r StepsResult) StepRate(i int) (kpi.Rate, error) {
	if err := r.check(); err != nil {
		return kpi.Rate{}, err
	}
	if i < 2 || i > len(r.Steps) {
		return kpi.Rate{}, &kpi.RangeError{Op: "funnel", Name: "step", Value: i, Min: 2, Max: len(r.Steps)}
	}
	before, here := r.Steps[i-2].Count, r.Steps[i-1].Count
	return rate(fmt.Sprintf("rate of step %d", i), "visitors", here, before, fmt.Sprintf("no visitor at step %d", i-1))
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
// Without a visitor it is kpi.ErrUndefined.
func (r StepsResult) Overall() (kpi.Rate, error) {
	if err := r.check(); err != nil {
		return kpi.Rate{}, err
	}
	first, last := r.Steps[0].Count, r.Steps[len(r.Steps)-1].Count
	return rate("overall conversion", "visitors", last, first, "no visitor")
}

// Worst returns the step with the lowest step rate, and the rate: where most
// visitors are lost. Of equal steps it is the earliest. Without a visitor it is
// kpi.ErrUndefined; steps behind one that nobody reached have no rate.
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

// check reports steps that are no funnel: too few, too many, or rising.
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
