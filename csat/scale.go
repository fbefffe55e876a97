package csat

import (
	"fmt"

	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Scale says which scores there are, and which of them satisfied customers give:
//
//	Satisfied..Max satisfied, Min..Satisfied-1 unsatisfied
//
// The zero Scale is [OneToFive].
type Scale struct {
	Min          int `json:"min"`           // lowest score
	SatisfiedMin int `json:"satisfied_min"` // lowest score of a satisfied customer
	Max          int `json:"max"`           // highest score
}

// OneToFive returns the scale from 1 to 5, satisfied 4 and 5.
func OneToFive() Scale { return Scale{Min: 1, SatisfiedMin: 4, Max: 5} }

// OneToTen returns the scale from 1 to 10, satisfied 9 and 10.
func OneToTen() Scale { return Scale{Min: 1, SatisfiedMin: 9, Max: 10} }

// YesNo returns the scale of the question "Are you satisfied?": 0 no, 1 yes.
func YesNo() Scale { return Scale{Min: 0, SatisfiedMin: 1, Max: 1} }

// Validate reports whether the scale can be used:
//
//	-1000 <= Min < Satisfied <= Max <= 1000, Max - Min <= 100
//
// If not, the error is a [*kpi.RangeError].
func (s Scale) Validate() error {
	s = s.orDefault()
	return s.bounds().Validate(
		tally.Cut{Name: "lowest score of a satisfied customer", Score: s.SatisfiedMin, Min: s.Min + 1, Max: s.Max},
	)
}

// Of returns the result of scores on this scale. A score outside the scale is a
// [*kpi.RangeError] that says which one, and so is a scale that
// [Scale.Validate] refuses.
func (s Scale) Of(scores ...int) (Result, error) {
	a, err := New(s)
	if err != nil {
		return Result{}, err
	}
	if err := a.AddSlice(scores); err != nil {
		return Result{}, err
	}
	return a.Result(), nil
}

// FromCounts returns the result of answers that are counted by score already, from
// the lowest score of this scale to the highest. Another number of counts is a
// [*kpi.RangeError], and so is a scale that [Scale.Validate] refuses. More than
// 2^57-1 answers of a score are [kpi.ErrOverflow].
func (s Scale) FromCounts(counts ...uint64) (Result, error) {
	a, err := New(s)
	if err != nil {
		return Result{}, err
	}
	if err := a.counters().AddCounts(counts); err != nil {
		return Result{}, err
	}
	return a.Result(), nil
}

// String returns a text like "1..5 (satisfied 4..5)".
func (s Scale) String() string {
	s = s.orDefault()
	satisfied, _ := s.classes()
	return fmt.Sprintf("%d..%d (satisfied %v)", s.Min, s.Max, satisfied)
}

// orDefault returns the scale that s stands for.
func (s Scale) orDefault() Scale {
	if s == (Scale{}) {
		return OneToFive()
	}
	return s
}

// kept returns the scale as an accumulator keeps it: the zero Scale for the
// default, so that the zero accumulator equals a new one of the default scale.
func (s Scale) kept() (Scale, error) {
	if err := s.Validate(); err != nil || s == OneToFive() {
		return Scale{}, err
	}
	return s, nil
}

// base is the lowest score of the default scale, see [tally.Scores].
const base = 1

// bounds returns the range of the scores of the scale that s stands for.
func (s Scale) bounds() tally.Range {
	s = s.orDefault()
	return tally.Range{Op: "csat", Counted: "answers of a score", Min: s.Min, Max: s.Max, Base: base}
}

// classes returns the scores of each class of the scale that s stands for.
func (s Scale) classes() (satisfied, unsatisfied tally.Span) {
	s = s.orDefault()
	return tally.Span{From: s.SatisfiedMin, To: s.Max}, tally.Span{From: s.Min, To: s.SatisfiedMin - 1}
}

// append appends the encoding of the scale that s stands for.
func (s Scale) append(b []byte) []byte {
	s = s.orDefault()
	for _, v := range []int{s.Min, s.SatisfiedMin, s.Max} {
		b = wire.AppendInt(b, int64(v))
	}
	return b
}

// readScale reads what append wrote, as an accumulator keeps it.
func readScale(r *wire.Reader) Scale {
	s := Scale{Min: r.Small(), SatisfiedMin: r.Small(), Max: r.Small()}
	kept, err := s.kept()
	if err != nil || s == (Scale{}) {
		r.Fail("%d, %d, %d is not a scale", s.Min, s.SatisfiedMin, s.Max)
	}
	return kept
}
