package cohort

import (
	"fmt"

	"github.com/customerkpi/kpi"
)

// A Criterion says when a customer counts as retained at an age.
type Criterion uint8

// The criteria.
const (
	On        Criterion = iota // returned at that age
	OnOrAfter                  // returned at that age or later
	Streak                     // returned at every age from 0 to that one
	bracket                    // returned at one of the ages of a bracket
)

// String returns a text like "on or after".
func (c Criterion) String() string {
	if c <= bracket {
		return [...]string{"on", "on or after", "streak", "bracket"}[c]
	}
	return fmt.Sprintf("Criterion(%d)", uint8(c))
}

// MarshalText returns the text of String.
func (c Criterion) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the text of String. Another text is a [*kpi.RangeError].
func (c *Criterion) UnmarshalText(text []byte) error { return parse("criterion", text, c, bracket) }

// parse sets a value, which is at most last, by the text of its String.
func parse[T interface {
	~uint8
	fmt.Stringer
}](name string, text []byte, v *T, last T,
) error {
	for known := T(0); known <= last; known++ {
		if known.String() == string(text) {
			*v = known
			return nil
		}
	}
	return &kpi.RangeError{Op: op, Name: name, Value: fmt.Sprintf("%.40q", text), Min: T(0), Max: last}
}

// check refuses a criterion that Table does not count by.
func (c Criterion) check() error {
	if c >= bracket {
		return &kpi.RangeError{Op: op, Name: "criterion", Value: uint8(c), Min: uint8(On), Max: uint8(Streak)}
	}
	return nil
}

// maxAges is the largest number of cells of a cohort: a wrong date costs no more
// memory than that.
const maxAges = 10_000

// checkEdges refuses edges that make no brackets.
func checkEdges(edges []int) error {
	if len(edges) < 2 {
		return &kpi.RangeError{Op: op, Name: "number of edges", Value: len(edges), Min: 2}
	}
	least := 0
	for _, e := range edges {
		if e < least || e > maxAges {
			return &kpi.RangeError{Op: op, Name: "edge", Value: e, Min: least, Max: maxAges}
		}
		least = e + 1
	}
	return nil
}
