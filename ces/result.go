package ces

import (
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/survey"
)

// A Result is what the answers add up to.
type Result struct {
	Scale     Scale     `json:"scale"`
	Answers   uint64    `json:"answers"`
	Easy      uint64    `json:"easy"`
	Difficult uint64    `json:"difficult"`
	Sum       kpi.Value `json:"sum"`     // of the scores
	Squares   kpi.Value `json:"squares"` // of the scores, summed
}

// Of returns the result of scores on the default scale, ease from 1 to 7. A
// score outside is a *kpi.RangeError that says which.
func Of(scores ...int) (Result, error) { return EaseSeven().Of(scores...) }

// Mean returns the mean score in points of the scale:
//
//	sum of the scores / answers        Scale.Min <= mean <= Scale.Max
//
// Which end is good is the scale's [Direction]. It is exact; Mean().Decimal(2)
// rounds it and Mean().Interval(0.95) says how sure it is, within the scale.
// Without an answer it is [kpi.ErrUndefined].
func (r Result) Mean() (kpi.Mean, error) {
	if r.Answers == 0 {
		return kpi.Mean{}, undefined("mean")
	}
	s := r.Scale.orDefault()
	return survey.Mean(r.Answers, r.Sum, r.Squares, s.Min, s.Max)
}

// EasyShare returns the share of easy, that is low-effort, answers:
//
//	easy / answers        0 <= share <= 1
//
// Without an answer it is kpi.ErrUndefined.
func (r Result) EasyShare() (kpi.Rate, error) { return r.share("easy share", r.Easy) }

// DifficultShare returns the share of difficult answers:
//
//	difficult / answers        0 <= share <= 1
//
// Without an answer it is kpi.ErrUndefined.
func (r Result) DifficultShare() (kpi.Rate, error) { return r.share("difficult share", r.Difficult) }

func (r Result) share(figure string, count uint64) (kpi.Rate, error) {
	if r.Answers == 0 {
		return kpi.Rate{}, undefined(figure)
	}
	return kpi.NewRate(count, r.Answers)
}

// NetEase returns the net ease in points, high is good on every scale:
//
//	100 (easy - difficult) / answers        -100 <= net ease <= 100
//
// Without an answer it is kpi.ErrUndefined.
func (r Result) NetEase() (kpi.Net, error) {
	if r.Answers == 0 {
		return kpi.Net{}, undefined("net ease")
	}
	return kpi.NewNet(r.Easy, r.Difficult, r.Answers)
}

func undefined(figure string) error {
	return fmt.Errorf("ces: %s %w: no answer", figure, kpi.ErrUndefined)
}

// String returns a text like
// "mean 5.20 on 1..7 (high is easy), net ease 42.5 of 40".
func (r Result) String() string {
	mean, err := r.Mean()
	if err != nil {
		return err.Error()
	}
	net, err := r.NetEase()
	if err != nil {
		return err.Error()
	}
	scale := r.Scale.orDefault()
	return fmt.Sprintf("mean %.2f on %d..%d (%v), net ease %.1f of %d", mean, scale.Min, scale.Max, scale.Direction, net, r.Answers)
}
