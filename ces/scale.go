package ces

import (
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/tally"
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
//	HighIsEasy: Min..Difficult difficult, Easy..Max easy
//	LowIsEasy:  Min..Easy easy, Difficult..Max difficult
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

// Validate reports whether the scale is one:
//
//	HighIsEasy: -1000 <= Min <= Difficult < Easy <= Max <= 1000
//	LowIsEasy:  -1000 <= Min <= Easy < Difficult <= Max <= 1000
//
// with Max - Min <= 100, or a *kpi.RangeError.
func (s Scale) Validate() error {
	s = s.orDefault()
	if s.Direction > LowIsEasy {
		return &kpi.RangeError{Op: "ces: scale", Name: "direction", Value: uint8(s.Direction), Min: uint8(HighIsEasy), Max: uint8(LowIsEasy)}
	}
	low, high := s.ends()
	lowName, highName := "highest difficult score", "lowest easy score"
	if s.Direction == LowIsEasy {
		lowName, highName = "highest easy score", "lowest difficult score"
	}
	for _, c := range []struct {
		name            string
		value, min, max int
	}{
		{"lowest score", s.Min, -1000, 1000},
		{"highest score", s.Max, s.Min + 1, min(s.Min+tally.MaxPoints-1, 1000)},
		{lowName, low, s.Min, s.Max - 1},
		{highName, high, low + 1, s.Max},
	} {
		if c.value < c.min || c.value > c.max {
			return &kpi.RangeError{Op: "ces: scale", Name: c.name, Value: c.value, Min: c.min, Max: c.max}
		}
	}
	return nil
}

// ends returns the last score of the low class and the first of the high one.
func (s Scale) ends() (low, high int) {
	if s.Direction == LowIsEasy {
		return s.Easy, s.Difficult
	}
	return s.Difficult, s.Easy
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

// String returns a text like "1..7 (difficult 1..3, easy 5..7)".
func (s Scale) String() string {
	s = s.orDefault()
	low, high := s.ends()
	lowName, highName := "difficult", "easy"
	if s.Direction == LowIsEasy {
		lowName, highName = highName, lowName
	}
	return fmt.Sprintf("%d..%d (%s %d..%d, %s %d..%d)", s.Min, s.Max, lowName, s.Min, low, highName, high, s.Max)
}

// orDefault returns the scale that s stands for.
func (s Scale) orDefault() Scale {
	if s == (Scale{}) {
		return EaseSeven()
	}
	return s
}
