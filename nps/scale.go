package nps

import (
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/tally"
)

// A Scale says which scores there are, and which make a promoter and which a
// detractor:
//
//	Min..DetractorMax detractors, PromoterMin..Max promoters, passives between
//
// The zero Scale is [Standard].
type Scale struct {
	Min          int `json:"min"`           // lowest score
	DetractorMax int `json:"detractor_max"` // highest score of a detractor
	PromoterMin  int `json:"promoter_min"`  // lowest score of a promoter
	Max          int `json:"max"`           // highest score
}

// Standard returns the scale of the Net Promoter Score: 0 to 10, detractors 0
// to 6, promoters 9 and 10.
func Standard() Scale { return Scale{Min: 0, DetractorMax: 6, PromoterMin: 9, Max: 10} }

// OneToTen returns the scale of questionnaires that ask from 1 to 10:
// detractors 1 to 6, promoters 9 and 10.
func OneToTen() Scale { return Scale{Min: 1, DetractorMax: 6, PromoterMin: 9, Max: 10} }

// Validate reports whether the scale is one:
//
//	-1000 <= Min <= DetractorMax < PromoterMin <= Max <= 1000, Max - Min <= 100
//
// or a *kpi.RangeError.
func (s Scale) Validate() error {
	s = s.orDefault()
	for _, c := range []struct {
		name            string
		value, min, max int
	}{
		{"lowest score", s.Min, -1000, 1000},
		{"highest score", s.Max, s.Min + 1, min(s.Min+tally.MaxPoints-1, 1000)},
		{"highest score of a detractor", s.DetractorMax, s.Min, s.Max - 1},
		{"lowest score of a promoter", s.PromoterMin, s.DetractorMax + 1, s.Max},
	} {
		if c.value < c.min || c.value > c.max {
			return &kpi.RangeError{Op: "nps: scale", Name: c.name, Value: c.value, Min: c.min, Max: c.max}
		}
	}
	return nil
}

// Of returns the result of scores on this scale. A score outside the scale is
// a *kpi.RangeError that says which, a bad scale too.
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
	return fmt.Sprintf("%d..%d (detractors %d..%d, promoters %d..%d)", s.Min, s.Max, s.Min, s.DetractorMax, s.PromoterMin, s.Max)
}

// orDefault returns the scale that s stands for.
func (s Scale) orDefault() Scale {
	if s == (Scale{}) {
		return Standard()
	}
	return s
}
