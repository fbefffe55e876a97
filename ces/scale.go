package ces

import (
	"fmt"
	"math"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Direction says which end of a scale is the good one.
type Direction uint8

// The directions.
const (
	HighIsEasy Direction = iota // the question is how easy it was
	LowIsEasy                   // the question is how much effort it took
)

// String returns "high is easy" or "low is easy".
func (d Direction) String() string {
	switch d {
	case HighIsEasy:
		return "high is easy"
	case LowIsEasy:
		return "low is easy"
	}
	return fmt.Sprintf("Direction(%d)", uint8(d))
}

// A Scale says which scores there are, which end is the good one, and which
// answers are easy and which difficult:
//
//	HighIsEasy: Min..Difficult difficult, Easy..Max easy, neutral between
//	LowIsEasy:  Min..Easy easy, Difficult..Max difficult, neutral between
//
// The zero Scale is [EaseSeven].
type Scale struct {
	Min       int       `json:"min"` // lowest score
	Max       int       `json:"max"` // highest score
	Direction Direction `json:"direction"`
	Easy      int       `json:"easy"`      // the easy score next to the middle
	Difficult int       `json:"difficult"` // the difficult score next to the middle
}

// EaseSeven returns the scale of "made it easy for me", from 1, strongly
// disagree, to 7, strongly agree: easy 5 to 7, difficult 1 to 3.
func EaseSeven() Scale { return Scale{Min: 1, Max: 7, Direction: HighIsEasy, Easy: 5, Difficult: 3} }

// EffortFive returns the scale of "how much effort did you have to put forth",
// from 1, very low, to 5, very high: easy 1 and 2, difficult 4 and 5.
func EffortFive() Scale { return Scale{Min: 1, Max: 5, Direction: LowIsEasy, Easy: 2, Difficult: 4} }

// Validate reports whether the scale can be used:
//
//	HighIsEasy: -1000 <= Min <= Difficult < Easy <= Max <= 1000
//	LowIsEasy:  -1000 <= Min <= Easy < Difficult <= Max <= 1000
//
// with Max - Min <= 100. If not, the error is a [*kpi.RangeError].
func (s Scale) Validate() error {
	s = s.orDefault()
	switch s.Direction {
	case HighIsEasy:
		return s.bounds().Validate(
			tally.Cut{Name: "highest difficult score", Score: s.Difficult, Min: s.Min, Max: s.Max - 1},
			tally.Cut{Name: "lowest easy score", Score: s.Easy, Min: s.Difficult + 1, Max: s.Max},
		)
	case LowIsEasy:
		return s.bounds().Validate(
			tally.Cut{Name: "highest easy score", Score: s.Easy, Min: s.Min, Max: s.Max - 1},
			tally.Cut{Name: "lowest difficult score", Score: s.Difficult, Min: s.Easy + 1, Max: s.Max},
		)
	}
	return &kpi.RangeError{Op: "ces: scale", Name: "direction", Value: uint8(s.Direction), Min: uint8(HighIsEasy), Max: uint8(LowIsEasy)}
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

// String returns a text like "1..7 (difficult 1..3, easy 5..7)".
func (s Scale) String() string {
	s = s.orDefault()
	easy, _, difficult := s.classes()
	if s.Direction == LowIsEasy {
		return fmt.Sprintf("%d..%d (easy %v, difficult %v)", s.Min, s.Max, easy, difficult)
	}
	return fmt.Sprintf("%d..%d (difficult %v, easy %v)", s.Min, s.Max, difficult, easy)
}

// orDefault returns the scale that s stands for.
func (s Scale) orDefault() Scale {
	if s == (Scale{}) {
		return EaseSeven()
	}
	return s
}

// kept returns the scale as an accumulator keeps it: the zero Scale for the
// default, so that the zero accumulator equals a new one of the default scale.
func (s Scale) kept() (Scale, error) {
	if err := s.Validate(); err != nil || s == EaseSeven() {
		return Scale{}, err
	}
	return s, nil
}

// base is the lowest score of the default scale, see [tally.Scores].
const base = 1

// bounds returns the range of the scores of the scale that s stands for.
func (s Scale) bounds() tally.Range {
	s = s.orDefault()
	return tally.Range{Op: "ces", Counted: "answers of a score", Min: s.Min, Max: s.Max, Base: base}
}

// classes returns the scores of each class of the scale that s stands for.
func (s Scale) classes() (easy, neutral, difficult tally.Span) {
	s = s.orDefault()
	if s.Direction == LowIsEasy {
		return tally.Span{From: s.Min, To: s.Easy}, tally.Span{From: s.Easy + 1, To: s.Difficult - 1}, tally.Span{From: s.Difficult, To: s.Max}
	}
	return tally.Span{From: s.Easy, To: s.Max}, tally.Span{From: s.Difficult + 1, To: s.Easy - 1}, tally.Span{From: s.Min, To: s.Difficult}
}

// append appends the encoding of the scale that s stands for.
func (s Scale) append(b []byte) []byte {
	s = s.orDefault()
	b = wire.AppendUint(b, uint64(s.Direction))
	for _, v := range []int{s.Min, s.Max, s.Easy, s.Difficult} {
		b = wire.AppendInt(b, int64(v))
	}
	return b
}

// readScale reads what append wrote, as an accumulator keeps it.
func readScale(r *wire.Reader) Scale {
	direction := Direction(min(r.Uint(), math.MaxUint8)) // one above LowIsEasy is refused
	s := Scale{Direction: direction, Min: r.Small(), Max: r.Small(), Easy: r.Small(), Difficult: r.Small()}
	kept, err := s.kept()
	if err != nil || s == (Scale{}) {
		r.Fail("%d, %d, %d, %d, %d is not a scale", s.Direction, s.Min, s.Max, s.Easy, s.Difficult)
	}
	return kept
}
