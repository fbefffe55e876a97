package sentiment

import (
	"fmt"
	"strings"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/shell"
)

// A Class says how a mention speaks of the brand. The zero value is Neutral.
type Class int8

// The classes.
const (
	Negative Class = iota - 1
	Neutral
	Positive
)

// classes are the names of the classes from Negative.
var classes = [...]string{"negative", "neutral", "positive"}

// ParseClass returns the class that is named "negative", "neutral" or
// "positive", in any letter case. Another text is a [*kpi.RangeError].
func ParseClass(text string) (Class, error) {
	for i, name := range classes {
		if strings.EqualFold(text, name) {
			return Negative + Class(i), nil
		}
	}
	return 0, &kpi.RangeError{Op: "sentiment", Name: "class", Value: fmt.Sprintf("%.40q", text), Min: Negative, Max: Positive}
}

// check reports whether c is one of the three, or a [*kpi.RangeError].
func (c Class) check() error {
	if Negative <= c && c <= Positive {
		return nil
	}
	return &kpi.RangeError{Op: "sentiment", Name: "class", Value: int8(c), Min: int8(Negative), Max: int8(Positive)}
}

// String returns "negative", "neutral" or "positive", and a text like
// "Class(2)" for a number that is not a class.
func (c Class) String() string {
	if c.check() != nil {
		return fmt.Sprintf("Class(%d)", int8(c))
	}
	return classes[c-Negative]
}

// MarshalText returns the name of the class, or a [*kpi.RangeError].
func (c Class) MarshalText() ([]byte, error) { return shell.Text(c, c.check()) }

// UnmarshalText reads a name as [ParseClass] does, with its error.
func (c *Class) UnmarshalText(text []byte) error { return shell.FromText(text, c, ParseClass) }
