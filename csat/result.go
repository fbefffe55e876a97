package csat

import (
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/survey"
)

// A Result is what the answers add up to.
type Result struct {
	Scale     Scale     `json:"scale"`
	Answers   uint64    `json:"answers"`
	Satisfied uint64    `json:"satisfied"` // answers from Scale.Satisfied on
	Sum       kpi.Value `json:"sum"`       // of the scores
	Squares   kpi.Value `json:"squares"`   // of the scores, summed
}

// Of returns the result of scores on the default scale, 1 to 5. A score outside
// is a *kpi.RangeError that says which.
func Of(scores ...int) (Result, error) { return OneToFive().Of(scores...) }

// FromCounts returns the satisfied share of answers that are counted already:
//
//	satisfied / answers        0 <= share <= 1
//
// Without an answer it is kpi.ErrUndefined; more satisfied answers than answers
// are a *kpi.RangeError.
func FromCounts(satisfied, answers uint64) (kpi.Rate, error) {
	if answers == 0 {
		return kpi.Rate{}, undefined("satisfied share")
	}
	if satisfied > answers {
		return kpi.Rate{}, &kpi.RangeError{Op: "csat", Name: "satisfied answers", Value: satisfied, Min: 0, Max: answers}
	}
	return kpi.NewRate(satisfied, answers)
}

// Mean returns the mean score in points of the scale:
//
//	sum of the scores / answers        Scale.Min <= mean <= Scale.Max
//
// It is exact; Mean().Decimal(2) rounds it and Mean().Interval(0.95) says how
// sure it is, within the scale. Without an answer it is [kpi.ErrUndefined].
func (r Result) Mean() (kpi.Mean, error) {
	if r.Answers == 0 {
		return kpi.Mean{}, undefined("mean")
	}
	s := r.Scale.orDefault()
	return survey.Mean(r.Answers, r.Sum, r.Squares, s.Min, s.Max)
}

// SatisfiedShare returns the share of satisfied answers:
//
//	satisfied / answers        0 <= share <= 1
//
// Without an answer it is kpi.ErrUndefined.
func (r Result) SatisfiedShare() (kpi.Rate, error) { return FromCounts(r.Satisfied, r.Answers) }

func undefined(figure string) error {
	return fmt.Errorf("csat: %s %w: no answer", figure, kpi.ErrUndefined)
}

// String returns a text like "mean 4.20, 80.0% satisfied of 40 on 1..5".
func (r Result) String() string {
	mean, err := r.Mean()
	if err != nil {
		return err.Error()
	}
	share, err := r.SatisfiedShare()
	if err != nil {
		return err.Error()
	}
	scale := r.Scale.orDefault()
	return fmt.Sprintf("mean %.2f, %s%% satisfied of %d on %d..%d",
		mean, share.Percent(1).StringFixed(1), r.Answers, scale.Min, scale.Max)
}
