package nps

import (
	"fmt"

	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Scale says which scores there are, which of them promoters give, and which
// detractors:
//
//	Min..DetractorMax detractors, PromoterMin..Max promoters, passives between
//
// The zero Scale is [ZeroToTen].
type Scale struct {
	Min          int `json:"min"`           // lowest score
	DetractorMax int `json:"detractor_max"` // highest score of a detractor
	PromoterMin  int `json:"promoter_min"`  // lowest score of a promoter
	Max          int `json:"max"`           // highest score
}

// ZeroToTen returns the scale of the Net Promoter Score: 0 to 10, detractors 0
// to 6, promoters 9 and 10.
func ZeroToTen() Scale { return Scale{Min: 0, DetractorMax: 6, PromoterMin: 9, Max: 10} }

// OneToTen returns the scale of questionnaires that ask from 1 to 10:
// detractors 1 to 6, promoters 9 and 10.
func OneToTen() Scale { return Scale{Min: 1, DetractorMax: 6, PromoterMin: 9, Max: 10} }

// Validate reports whether the scale can be used:
//
//	-1000 <= Min <= DetractorMax < PromoterMin <= Max <= 1000, Max - Min <= 100
//
// If not, the error is a [*kpi.RangeError].
func (s Scale) Validate() error {
	s = s.orDefault()
	return s.bounds().Validate(
		tally.Cut{Name: "highest score of a detractor", Score: s.DetractorMax, Min: s.Min, Max: s.Max - 1},
		tally.Cut{Name: "lowest score of a promoter", Score: s.PromoterMin, Min: s.DetractorMax + 1, Max: s.Max},
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

// String returns a text like "0..10 (detractors 0..6, promoters 9..10)".
func (s Scale) String() string {
	s = s.orDefault()
	promoters, _, detractors := s.classes()
	return fmt.Sprintf("%d..%d (detractors %v, promoters %v)", s.Min, s.Max, detractors, promoters)
}

// orDefault returns the scale that s stands for.
func (s Scale) orDefault() Scale {
	if s == (Scale{}) {
		return ZeroToTen()
	}
	return s
}

// kept returns the scale as an accumulator keeps it: the zero Scale for the
// default, so that the zero accumulator equals a new one of the default scale.
func (s Scale) kept() (Scale, error) {
	if err := s.Validate(); err != nil || s == ZeroToTen() {
		return Scale{}, err
	}
	return s, nil
}

// bounds returns the range of the scores of the scale that s stands for.
func (s Scale) bounds() tally.Range {
	s = s.orDefault()
	return tally.Range{Op: "nps", Counted: "answers of a score", Min: s.Min, Max: s.Max}
}

// classes returns the scores of each class of the scale that s stands for.
func (s Scale) classes() (promoters, passives, detractors tally.Span) {
	s = s.orDefault()
	return tally.Span{From: s.PromoterMin, To: s.Max}, tally.Span{From: s.DetractorMax + 1, To: s.PromoterMin - 1}, tally.Span{From: s.Min, To: s.DetractorMax}
}

// append appends the encoding of the scale that s stands for.
func (s Scale) append(b []byte) []byte {
	s = s.orDefault()
	for _, v := range []int{s.Min, s.DetractorMax, s.PromoterMin, s.Max} {
		b = wire.AppendInt(b, int64(v))
	}
	return b
}

// readScale reads what append wrote, as an accumulator keeps it.
func readScale(r *wire.Reader) Scale {
	s := Scale{Min: r.Small(), DetractorMax: r.Small(), PromoterMin: r.Small(), Max: r.Small()}
	kept, err := s.kept()
	if err != nil || s == (Scale{}) {
		r.Fail("%d, %d, %d, %d is not a scale", s.Min, s.DetractorMax, s.PromoterMin, s.Max)
	}
	return kept
}
