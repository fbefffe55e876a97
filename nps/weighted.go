package nps

import (
	"cmp"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

// A WeightedResult is the weights of the answers by score.
type WeightedResult struct {
	Scale  Scale         `json:"scale"`
	Scores []kpi.Weights `json:"scores"` // of Scale.Min, Scale.Min+1, ...
}

// N returns the number of answers.
func (r WeightedResult) N() uint64 { return r.Scale.bounds().N(r.Scores) }

// Score returns the weighted Net Promoter Score in points:
//
//	100 (Σ weights of promoters - Σ weights of detractors) / Σ weights
//
// It lies in -100..100 and is exact; its Interval is that of weighted answers.
// Without an answer it is [kpi.ErrUndefined].
func (r WeightedResult) Score() (kpi.Weighted, error) {
	promoters, passives, detractors := r.Scale.classes()
	g := r.Scale.bounds()
	return kpi.WeightedNet(g.Weights(r.Scores, promoters), g.Weights(r.Scores, passives), g.Weights(r.Scores, detractors))
}

// PromoterShare returns the weighted share of promoters:
//
//	Σ weights of promoters / Σ weights        0 <= share <= 1
//
// Without an answer it is [kpi.ErrUndefined].
func (r WeightedResult) PromoterShare() (kpi.Weighted, error) {
	promoters, _, _ := r.Scale.classes()
	return r.Scale.bounds().WeightedRate(r.Scores, promoters)
}

// PassiveShare returns the weighted share of passives:
//
//	Σ weights of passives / Σ weights        0 <= share <= 1
//
// Without an answer it is [kpi.ErrUndefined].
func (r WeightedResult) PassiveShare() (kpi.Weighted, error) {
	_, passives, _ := r.Scale.classes()
	return r.Scale.bounds().WeightedRate(r.Scores, passives)
}

// DetractorShare returns the weighted share of detractors:
//
//	Σ weights of detractors / Σ weights        0 <= share <= 1
//
// Without an answer it is [kpi.ErrUndefined].
func (r WeightedResult) DetractorShare() (kpi.Weighted, error) {
	_, _, detractors := r.Scale.classes()
	return r.Scale.bounds().WeightedRate(r.Scores, detractors)
}

// String returns a text like "32.5 of 40 answers, worth 31.2".
func (r WeightedResult) String() string {
	score, err := r.Score()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%.1f of %d answers, worth %.1f", score, score.N(), score.EffectiveN())
}

// MarshalJSON returns the fields, and value, the [WeightedResult.Score].
func (r WeightedResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *WeightedResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *WeightedResult) json() figure.Form {
	type fields WeightedResult
	return figure.FormOf("nps", r, (*fields)(r), WeightedResult.Score)
}

// A Weighted is a streaming Net Promoter Score of answers that each
// count with a weight, such as [kpi.PostStratify] gives. The zero value is ready, with
// the [ZeroToTen] scale; see [kpi.Accumulator] for the laws that it keeps. It keeps three
// exact numbers per point of the scale.
type Weighted struct {
	scale  Scale // zero for the default
	scores tally.Weighted
}

// NewWeighted returns a weighted accumulator for a scale, or the error of
// [Scale.Validate].
func NewWeighted(scale Scale) (*Weighted, error) {
	scale, err := scale.kept()
	if err != nil {
		return nil, err
	}
	return &Weighted{scale: scale}, nil
}

// Scale returns the scale of the accumulator.
func (w *Weighted) Scale() Scale { return w.scale.orDefault() }

// Add counts one answer with its weight. A score outside the scale, a weight below
// 0, or one that [kpi.CheckAmount] refuses, is a [*kpi.RangeError], one answer too
// many is [kpi.ErrOverflow], and the answer is not counted.
//
// An answer of weight 0, such as one outside the domain of an analysis, is not an
// answer: it is checked and left out, so that all figures and intervals are those
// without it. (R's package survey leaves such rows out of the degrees of freedom,
// but keeps them in the standard error.)
func (w *Weighted) Add(score int, weight decimal.Decimal) error { return w.AddN(score, weight, 1) }

// AddN counts n answers of the same score and weight. Its errors are those of Add,
// and then nothing is counted.
func (w *Weighted) AddN(score int, weight decimal.Decimal, n uint64) error {
	return w.counters().AddN(score, weight, n)
}

// counters returns the weights, which a zero accumulator gets only now.
func (w *Weighted) counters() *tally.Weighted {
	w.scores.Init(w.scale.bounds())
	return &w.scores
}

// Remove takes one answer with its weight back that was counted: the state is that before
// it was added. Where the sums show that it is not counted the error is [kpi.ErrRange],
// and nothing changes.
func (w *Weighted) Remove(score int, weight decimal.Decimal) error {
	return w.RemoveN(score, weight, 1)
}

// RemoveN takes n answers of the same score and weight back. Its errors are those of
// Remove, and then nothing is taken back.
func (w *Weighted) RemoveN(score int, weight decimal.Decimal, n uint64) error {
	back := Weighted{scale: w.scale}
	return cmp.Or(back.AddN(score, weight, n), w.Unmerge(&back))
}

// Unmerge takes the answers of o back, as if they had never been added or merged. Answers
// that, as the sums show, are not counted are [kpi.ErrRange], another scale is
// [kpi.ErrIncompatible], and nothing is taken back.
func (w *Weighted) Unmerge(o *Weighted) error {
	return shell.Unmerge(w, o, (*Weighted).isZero, (*Weighted).differ, func() error { return w.counters().Unmerge(&o.scores) })
}

// Merge adds the answers of o. Another scale is [kpi.ErrIncompatible], unless one
// of the two is the zero value.
func (w *Weighted) Merge(o *Weighted) error {
	return shell.TryMerge(w, o, (*Weighted).isZero, (*Weighted).differ, func() error { return w.counters().Merge(&o.scores) })
}

func (w *Weighted) differ(o *Weighted) error { return figure.Same("nps", "scales", w.scale, o.scale) }

// isZero reports whether w has the default scale and no answer.
func (w *Weighted) isZero() bool { return w.scale == Scale{} && w.scores.N() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (w *Weighted) Clone() *Weighted {
	return shell.Clone(w, func(c *Weighted) { c.scores = c.scores.Clone() })
}

// Result returns the weights so far.
func (w *Weighted) Result() WeightedResult {
	return WeightedResult{Scale: w.Scale(), Scores: w.scores.Weights(w.scale.bounds())}
}

// weightedMagic begins the encoding: the scale, then the weights per score.
const weightedMagic = "npw\x01"

func (w *Weighted) append(b []byte) []byte {
	return w.scores.Append(w.scale.append(append(b, weightedMagic...)), w.scale.bounds())
}

// AppendBinary appends the encoding of w.
func (w *Weighted) AppendBinary(b []byte) ([]byte, error) { return w.append(b), nil }

// MarshalBinary returns the encoding of w.
func (w Weighted) MarshalBinary() ([]byte, error) { return w.AppendBinary(nil) }

// UnmarshalBinary makes w the state that was encoded, or returns [kpi.ErrCorrupt].
func (w *Weighted) UnmarshalBinary(b []byte) error { return wire.Decode(b, w, readWeighted) }

func readWeighted(r *wire.Reader) Weighted {
	r.Expect("nps", weightedMagic)
	scale := readScale(r)
	return Weighted{scale: scale, scores: tally.ReadWeighted(r, scale.bounds())}
}

// MarshalJSON returns the encoding of w as a string in base64.
func (w Weighted) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&w) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (w *Weighted) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, w) }
