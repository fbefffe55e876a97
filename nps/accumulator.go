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

// Of returns the result of scores on the [ZeroToTen] scale, 0 to 10. A score
// outside it is a [*kpi.RangeError] that says which one.
func Of(scores ...int) (Result, error) { return ZeroToTen().Of(scores...) }

// FromCounts returns the result of answers that are counted by class already; those
// of packages csat and ces take counts by score, because a mean needs them. More than
// 2^64-1 answers are [kpi.ErrOverflow].
func FromCounts(promoters, passives, detractors uint64) (Result, error) {
	r := Result{promoters, passives, detractors}
	if _, err := r.classes().N(); err != nil {
		return Result{}, err
	}
	return r, nil
}

// A Result is the number of promoters, passives and detractors among the
// answers. Results are comparable with ==.
type Result struct {
	Promoters  uint64 `json:"promoters"`
	Passives   uint64 `json:"passives"`
	Detractors uint64 `json:"detractors"`
}

// N returns the number of answers.
func (r Result) N() uint64 { return r.Promoters + r.Passives + r.Detractors }

// Answers returns the number of answers, the same as [Result.N].
func (r Result) Answers() uint64 { return r.N() }

// Score returns the Net Promoter Score in points:
//
//	100 (promoters - detractors) / answers        -100 <= score <= 100
//
// It is exact; Score().Decimal(1) rounds it and Score().Interval(0.95) says how
// sure it is. Without an answer it is [kpi.ErrUndefined].
//
// The unit is the answer. Where customers answer several times, the interval is too narrow:
// take a [kpi.ByCustomer], or one answer of each by [kpi.Answers].
func (r Result) Score() (kpi.Net, error) {
	return r.classes().Net("score", r.Promoters, r.Detractors)
}

// PromoterShare returns the share of promoters:
//
//	promoters / answers        0 <= share <= 1
//
// Without an answer it is [kpi.ErrUndefined].
func (r Result) PromoterShare() (kpi.Rate, error) {
	return r.classes().Rate("promoter share", r.Promoters)
}

// PassiveShare returns the share of passives:
//
//	passives / answers        0 <= share <= 1
//
// Without an answer it is [kpi.ErrUndefined].
func (r Result) PassiveShare() (kpi.Rate, error) {
	return r.classes().Rate("passive share", r.Passives)
}

// DetractorShare returns the share of detractors:
//
//	detractors / answers        0 <= share <= 1
//
// Without an answer it is [kpi.ErrUndefined].
func (r Result) DetractorShare() (kpi.Rate, error) {
	return r.classes().Rate("detractor share", r.Detractors)
}

// Percentages returns the shares of promoters, passives and detractors in percent,
// in this order. They are rounded to places by the largest remainder, so that they
// sum to exactly 100; where remainders are equal, the first is rounded up. Places
// below -2 count as -2. Without an answer they are [kpi.ErrUndefined].
func (r Result) Percentages(places int32) ([]decimal.Decimal, error) {
	return r.classes().Percentages(places)
}

func (r Result) classes() tally.Classes {
	return tally.Classes{Op: "nps", Counts: []uint64{r.Promoters, r.Passives, r.Detractors}}
}

// String returns a text like "32.5 (50.0% promoters, 17.5% detractors of 40)".
func (r Result) String() string {
	score, err := r.Score()
	if err != nil {
		return err.Error()
	}
	promoters, _ := r.PromoterShare()
	detractors, _ := r.DetractorShare()
	return fmt.Sprintf("%.1f (%s%% promoters, %s%% detractors of %d)", score,
		promoters.Percent(1).StringFixed(1), detractors.Percent(1).StringFixed(1), r.N())
}

// MarshalJSON returns the fields, and value, the [Result.Score].
func (r Result) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *Result) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *Result) json() figure.Form {
	type fields Result
	return figure.FormOf("nps", r, (*fields)(r), Result.Score)
}

// Excellent returns the band that a score above 50 is commonly called. Any other
// benchmark is a [kpi.Band] of your own.
func Excellent() kpi.Band { return kpi.Band{Name: "excellent", Above: decimal.New(50, 0)} }

// An Accumulator is a streaming Net Promoter Score. The zero value is ready, with
// the [ZeroToTen] scale; see [kpi.Accumulator] for the laws that it keeps. A score
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
func (a *Accumulator) Add(score int) error {
	if uint(score) < uint(len(a.scores.Fast)) {
		a.scores.Fast[score]++
		return nil
	}
	return a.AddN(score, 1)
}

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
	return figure.Same("nps", "scales", a.scale, o.scale)
}

// isZero reports whether a has the default scale and no answer.
func (a *Accumulator) isZero() bool { return a.scale == Scale{} && a.scores.N() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Accumulator) Clone() *Accumulator {
	return shell.Clone(a, func(c *Accumulator) { c.scores = c.scores.Clone() })
}

// Result returns the counts so far.
func (a *Accumulator) Result() Result {
	promoters, passives, detractors := a.scale.classes()
	return Result{
		Promoters:  a.scores.Count(promoters),
		Passives:   a.scores.Count(passives),
		Detractors: a.scores.Count(detractors),
	}
}

// magic begins the encoding: the scale, then a count per score.
const magic = "nps\x01"

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
	r.Expect("nps", magic)
	scale := readScale(r)
	return Accumulator{scale: scale, scores: tally.ReadScores(r, scale.bounds())}
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Accumulator) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Accumulator) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
