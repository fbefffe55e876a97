package nps

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/survey"
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Weighted is a streaming Net Promoter Score of answers that count with a
// weight each, as [kpi.PostStratify] gives them. The zero value is ready, with the
// [Standard] scale; see [kpi.Accumulator] for the laws that it keeps. It keeps
// three exact numbers per point of the scale.
type Weighted struct {
	scale  Scale // zero is Standard
	scores tally.Weighted
}

// NewWeighted returns a weighted accumulator for a scale, or the error of
// [Scale.Validate].
func NewWeighted(scale Scale) (*Weighted, error) {
	scale, err := kind.New(scale)
	if err != nil {
		return nil, err
	}
	return &Weighted{scale: scale}, nil
}

// Scale returns the scale of the accumulator.
func (w *Weighted) Scale() Scale { return kind.Scale(w.scale) }

// Add counts one answer with its weight. A score outside the scale, a weight
// below 0, or one that [kpi.CheckAmount] refuses, is a [*kpi.RangeError] and is not
// counted.
//
// An answer of weight 0 is not an answer, such as one outside the domain of an
// analysis: it is checked and left out, so that all figures and intervals are
// those without it. (R's package survey leaves such rows out of the degrees of
// freedom, but keeps them in the standard error.)
func (w *Weighted) Add(score int, weight decimal.Decimal) error { return w.AddN(score, weight, 1) }

// AddN counts n answers of the same score and weight. Its errors are those of
// Add, and kpi.ErrOverflow for too many; then nothing is counted.
func (w *Weighted) AddN(score int, weight decimal.Decimal, n uint64) error {
	return kind.AddWeighted(w.scale, &w.scores, score, weight, n)
}

// Merge adds the answers of o. Another scale is kpi.ErrIncompatible, unless
// one of the two is the zero value.
func (w *Weighted) Merge(o *Weighted) error {
	if o == nil {
		return nil
	}
	return kind.MergeWeighted(&w.scale, &w.scores, o.scale, &o.scores)
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (w *Weighted) Clone() *Weighted {
	if w == nil {
		return new(Weighted)
	}
	return &Weighted{scale: w.scale, scores: w.scores.Clone()}
}

// Result returns the weights so far.
func (w *Weighted) Result() WeightedResult {
	return WeightedResult{Scale: w.Scale(), Scores: kind.Weights(w.scale, &w.scores)}
}

// A WeightedResult is the weights of the answers by score.
type WeightedResult struct {
	Scale  Scale         `json:"scale"`
	Scores []kpi.Weights `json:"scores"` // of Scale.Min, Scale.Min+1, ...
}

// Answers returns the number of answers.
func (r WeightedResult) Answers() uint64 {
	s := r.Scale.orDefault()
	return r.of(s.Min, s.Max).N
}

// Score returns the weighted Net Promoter Score in points, -100 to 100:
//
//	100 (Σ weights of promoters - Σ weights of detractors) / Σ weights
//
// It is exact, and its Interval is that of weighted answers. Without an
// answer it is [kpi.ErrUndefined].
func (r WeightedResult) Score() (kpi.Weighted, error) {
	s := r.Scale.orDefault()
	return kpi.WeightedNet(r.of(s.PromoterMin, s.Max), r.of(s.DetractorMax+1, s.PromoterMin-1), r.of(s.Min, s.DetractorMax))
}

// PromoterShare returns the weighted share of promoters, 0 to 1, with the errors
// of Score.
func (r WeightedResult) PromoterShare() (kpi.Weighted, error) {
	s := r.Scale.orDefault()
	return kpi.WeightedRate(r.of(s.PromoterMin, s.Max), r.of(s.Min, s.PromoterMin-1))
}

// DetractorShare returns the weighted share of detractors, 0 to 1, with the
// errors of Score.
func (r WeightedResult) DetractorShare() (kpi.Weighted, error) {
	s := r.Scale.orDefault()
	return kpi.WeightedRate(r.of(s.Min, s.DetractorMax), r.of(s.DetractorMax+1, s.Max))
}

// of returns the weights of the scores from..to.
func (r WeightedResult) of(from, to int) kpi.Weights {
	return survey.Sum(r.Scores, r.Scale.orDefault().Min, from, to)
}

// AppendBinary appends the encoding of w.
func (w *Weighted) AppendBinary(b []byte) ([]byte, error) {
	return kind.AppendWeighted(b, w.scale, &w.scores), nil
}

// MarshalBinary returns the encoding of w.
func (w Weighted) MarshalBinary() ([]byte, error) { return w.AppendBinary(nil) }

// UnmarshalBinary makes w the state that was encoded, or returns
// kpi.ErrCorrupt.
func (w *Weighted) UnmarshalBinary(data []byte) error {
	scale, scores, err := kind.DecodeWeighted(data)
	if err == nil {
		*w = Weighted{scale, scores}
	}
	return err
}

// MarshalJSON returns the encoding of w as a string in base64.
func (w Weighted) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&w) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (w *Weighted) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON("nps", data, w) }

// String returns a text like "32.5 of 40 answers, worth 31.2".
func (r WeightedResult) String() string {
	figure, err := r.Score()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%.1f of %d answers, worth %.1f", figure, figure.N(), figure.EffectiveN())
}
