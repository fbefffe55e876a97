package csat

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

// Of returns the result of scores on the [OneToFive] scale. A score outside it is a
// [*kpi.RangeError] that says which one.
func Of(scores ...int) (Result, error) { return OneToFive().Of(scores...) }

// FromCounts returns the result of answers that are counted by score already, on
// the [OneToFive] scale: the number of answers of the score 1, of 2, and so on to 5.
// Another number of counts is a [*kpi.RangeError], more than 2^57-1 answers of a
// score are [kpi.ErrOverflow].
func FromCounts(counts ...uint64) (Result, error) { return OneToFive().FromCounts(counts...) }

// SatisfiedShare returns the satisfied share of answers that are counted already:
//
//	satisfied / answers        0 <= share <= 1
//
// Without an answer it is [kpi.ErrUndefined]. More satisfied answers than answers
// are a [*kpi.RangeError].
func SatisfiedShare(satisfied, answers uint64) (kpi.Rate, error) {
	return figure.Share{Op: "csat", Figure: "satisfied share", Counted: "satisfied answers", Why: "no answer"}.Rate(satisfied, answers)
}

// A Result is the number of satisfied and unsatisfied customers among the answers,
// and the sums that the mean follows from.
type Result struct {
	Scale       Scale     `json:"scale"`
	Satisfied   uint64    `json:"satisfied"`   // scores from Scale.Satisfied on
	Unsatisfied uint64    `json:"unsatisfied"` // scores below it, neutral ones too
	Sum         kpi.Value `json:"sum"`         // of the scores
	Squares     kpi.Value `json:"squares"`     // of the scores, summed
}

// N returns the number of answers.
func (r Result) N() uint64 { return r.Satisfied + r.Unsatisfied }

// Mean returns the mean score in points of the scale:
//
//	sum of the scores / answers        Scale.Min <= mean <= Scale.Max
//
// It is exact; Mean().Decimal(2) rounds it and Mean().Interval(0.95) says how sure
// it is, within the scale. Without an answer it is [kpi.ErrUndefined].
//
// The unit is the answer. Where customers answer several times, the interval is too narrow:
// take a [kpi.ByCustomer], or one answer of each by [kpi.Answers].
func (r Result) Mean() (kpi.Mean, error) {
	return r.classes().Mean(r.Scale.bounds(), r.Sum, r.Squares)
}

// SatisfiedShare returns the share of satisfied answers:
//
//	satisfied / answers        0 <= share <= 1
//
// Without an answer it is [kpi.ErrUndefined].
//
// The unit is the answer. Where customers answer several times, the interval is too narrow:
// take a [kpi.ByCustomer], or one answer of each by [kpi.Answers].
func (r Result) SatisfiedShare() (kpi.Rate, error) {
	return r.classes().Rate("satisfied share", r.Satisfied)
}

// Percentages returns the shares of satisfied and unsatisfied answers in percent,
// in this order. They are rounded to places by the largest remainder, so that they
// sum to exactly 100; where remainders are equal, the first is rounded up. Places
// below -2 count as -2. Without an answer they are [kpi.ErrUndefined].
func (r Result) Percentages(places int32) ([]decimal.Decimal, error) {
	return r.classes().Percentages(places)
}

func (r Result) classes() tally.Classes {
	return tally.Classes{Op: "csat", Counts: []uint64{r.Satisfied, r.Unsatisfied}}
}

// String returns a text like "mean 4.20, 80.0% satisfied of 40 on 1..5".
func (r Result) String() string {
	mean, err := r.Mean()
	if err != nil {
		return err.Error()
	}
	share, _ := r.SatisfiedShare()
	scale := r.Scale.orDefault()
	return fmt.Sprintf("mean %.2f, %s%% satisfied of %d on %d..%d",
		mean, share.Percent(1).StringFixed(1), r.N(), scale.Min, scale.Max)
}

// MarshalJSON returns the fields, and value, the [Result.SatisfiedShare].
func (r Result) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *Result) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *Result) json() figure.Form {
	type fields Result
	return figure.FormOf("csat", r, (*fields)(r), Result.SatisfiedShare)
}

// An Accumulator is a streaming Customer Satisfaction Score. The zero value is ready, with
// the [OneToFive] scale; see [kpi.Accumulator] for the laws that it keeps. A score
// may be counted 2^57-1 times.
type Accumulator struct {
	scale  Scale // zero for the default
	scores tally.Scores
}

// New returns an accumulator for a scale, or the error of [Scale.Validate].
func New(scale Scale) (*Accumulator, error) {
	scale, err := scale.kept()
	if err != nil {
		return nil, err
	}
	return &Accumulator{scale: scale}, nil
}

// Scale returns the scale of the accumulator.
func (a *Accumulator) Scale() Scale { return a.scale.orDefault() }

// Add counts one answer. A score outside the scale is a [*kpi.RangeError], one answer
// too many is [kpi.ErrOverflow], and the answer is not counted.
func (a *Accumulator) Add(score int) (err error) {
	if score >= base && score < len(a.scores.Fast) {
		a.scores.Fast[score]++
		return
	}
	return a.addOne(score)
}

// addOne is a cheaper call for Add, which could not be inlined with that of AddN.
//
//go:noinline
func (a *Accumulator) addOne(score int) error { return a.AddN(score, 1) }

// AddN counts n answers of the same score. Its errors are those of Add, and then
// nothing is counted.
func (a *Accumulator) AddN(score int, n uint64) error {
	return a.counters().AddN(score, n)
}

// AddSlice counts a column of answers. If one is refused, none is counted, and the
// error says which one it was.
func (a *Accumulator) AddSlice(scores []int) error {
	return a.counters().AddSlice(scores)
}

// AddBytes is AddSlice for a column of bytes. On a scale within 0..10 it takes
// about a third of the time.
func (a *Accumulator) AddBytes(scores []uint8) error {
	return a.counters().AddBytes(scores)
}

// counters returns the counters, which a zero accumulator gets only now.
func (a *Accumulator) counters() *tally.Scores {
	a.scores.Init(a.scale.bounds())
	return &a.scores
}

// Count returns the number of answers of one score, for the distribution behind the
// KPI.
func (a *Accumulator) Count(score int) uint64 {
	return a.scores.Count(tally.Span{From: score, To: score})
}

// Remove takes one answer back that was counted: the state is that before it was added.
// Where no answer of the score is counted the error is [kpi.ErrRange], and nothing
// changes.
func (a *Accumulator) Remove(score int) error { return a.RemoveN(score, 1) }

// RemoveN takes n answers of the same score back. Its errors are those of Remove, and
// then nothing is taken back.
func (a *Accumulator) RemoveN(score int, n uint64) error {
	back := Accumulator{scale: a.scale}
	return cmp.Or(back.AddN(score, n), a.Unmerge(&back))
}

// Unmerge takes the answers of o back, as if they had never been added or merged. Answers
// that are not counted are [kpi.ErrRange], another scale is [kpi.ErrIncompatible], and
// nothing is taken back.
func (a *Accumulator) Unmerge(o *Accumulator) error {
	return shell.Unmerge(a, o, (*Accumulator).isZero, (*Accumulator).differ, func() error { return a.counters().Unmerge(&o.scores) })
}

// Merge adds the answers of o. Another scale is [kpi.ErrIncompatible], unless one
// of the two is the zero value.
func (a *Accumulator) Merge(o *Accumulator) error {
	return shell.TryMerge(a, o, (*Accumulator).isZero, (*Accumulator).differ, func() error { return a.counters().Merge(&o.scores) })
}

func (a *Accumulator) differ(o *Accumulator) error {
	return figure.Same("csat", "scales", a.scale, o.scale)
}

// isZero reports whether a has the default scale and no answer.
func (a *Accumulator) isZero() bool { return a.scale == Scale{} && a.scores.N() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Accumulator) Clone() *Accumulator {
	return shell.Clone(a, func(c *Accumulator) { c.scores = c.scores.Clone() })
}

// Result returns the counts and sums so far.
func (a *Accumulator) Result() Result {
	satisfied, unsatisfied := a.scale.classes()
	sum, squares := a.scores.Sums()
	return Result{
		Scale:       a.Scale(),
		Satisfied:   a.scores.Count(satisfied),
		Unsatisfied: a.scores.Count(unsatisfied),
		Sum:         sum,
		Squares:     squares,
	}
}

// magic begins the encoding: the scale, then a count per score.
const magic = "csa\x01"

func (a *Accumulator) append(b []byte) []byte {
	return a.scores.Append(a.scale.append(append(b, magic...)), a.scale.bounds())
}

// AppendBinary appends the encoding of a.
func (a *Accumulator) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Accumulator) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns [kpi.ErrCorrupt].
func (a *Accumulator) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readAccumulator) }

func readAccumulator(r *wire.Reader) Accumulator {
	r.Expect("csat", magic)
	scale := readScale(r)
	return Accumulator{scale: scale, scores: tally.ReadScores(r, scale.bounds())}
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Accumulator) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Accumulator) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
