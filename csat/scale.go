package csat

import (
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/tally"
)

// A Scale says which scores there are, and from which on an answer is
// satisfied:
//
//	Satisfied..Max satisfied, Min..Satisfied-1 not
//
// The zero Scale is [OneToFive].
type Scale struct {
	Min       int `json:"min"`       // lowest score
	Satisfied int `json:"satisfied"` // lowest score of a satisfied answer
	Max       int `json:"max"`       // highest score
}

// OneToFive returns the scale from 1 to 5, satisfied 4 and 5.
func OneToFive() Scale { return Scale{Min: 1, Satisfied: 4, Max: 5} }

// OneToTen returns the scale from 1 to 10, satisfied 9 and 10.
func OneToTen() Scale { return Scale{Min: 1, Satisfied: 9, Max: 10} }

// YesNo returns the scale of the question "Are you satisfied?": 0 no, 1 yes.
func YesNo() Scale { return Scale{Min: 0, Satisfied: 1, Max: 1} }

// Validate reports whether the scale is one:
//
//	-1000 <= Min < Satisfied <= Max <= 1000, Max - Min <= 100
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
		{"lowest satisfied score", s.Satisfied, s.Min + 1, s.Max},
	} {
		if c.value < c.min || c.value > c.max {
			return &kpi.RangeError{Op: "csat: scale", Name: c.name, Value: c.value, Min: c.min, Max: c.max}
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

// String returns a text like "1..5 (satisfied 4..5)".
func (s Scale) String() string {
	s = s.orDefault()
	return fmt.Sprintf("%d..%d (satisfied %d..%d)", s.Min, s.Max, s.Satisfied, s.Max)
}

// orDefault returns the scale that s stands for.
func (s Scale) orDefault() Scale {
	if s == (Scale{}) {
		return OneToFive()
	}
	return s
}
