package kpi

import (
	"fmt"
	"slices"
)

// A Grain is the length of a calendar period. The zero value is Day.
type Grain uint8

// The grains. A Week is an ISO week, Monday to Sunday.
const (
	Day Grain = iota
	Week
	Month
	Quarter
	Year
)

var grains = []string{"day", "week", "month", "quarter", "year"}

// String returns "day", "week", "month", "quarter" or "year".
func (g Grain) String() string {
	if int(g) >= len(grains) {
		return fmt.Sprintf("Grain(%d)", uint8(g))
	}
	return grains[g]
}

// ParseGrain returns the grain of the name that String gives, or a
// [RangeError].
func ParseGrain(name string) (Grain, error) {
	if i := slices.Index(grains, name); i >= 0 {
		return Grain(i), nil
	}
	return 0, &RangeError{Op: "kpi", Name: "grain", Value: fmt.Sprintf("%.20q", name), Min: grains[0], Max: grains[len(grains)-1]}
}

// MarshalText returns the name of the grain.
func (g Grain) MarshalText() ([]byte, error) {
	if err := g.check(); err != nil {
		return nil, err
	}
	return []byte(g.String()), nil
}

// UnmarshalText reads a name, see [ParseGrain].
func (g *Grain) UnmarshalText(text []byte) error {
	parsed, err := ParseGrain(string(text))
	if err == nil {
		*g = parsed
	}
	return err
}

// check reports whether g is one of the grains.
func (g Grain) check() error {
	if int(g) < len(grains) {
		return nil
	}
	return &RangeError{Op: "kpi", Name: "grain", Value: uint8(g), Min: uint8(Day), Max: uint8(Year)}
}
