package kpi

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/wire"
)

// Every error of this module matches one of these with errors.Is. The text
// names the package, the value and the bound:
//
//	nps: score 11 outside 0..10
//	churn: lifetime undefined: no customer lost
var (
	// ErrUndefined says that the figure does not exist for this input, such as a
	// rate of nobody. It is returned instead of NaN, Inf or a silent zero.
	ErrUndefined = errors.New("undefined")

	// ErrRange says that an input lies outside its bounds; the error is a
	// [*RangeError], except for locations, empty accumulators and what is to be
	// taken back but was never added, which have no bounds to name.
	ErrRange = errors.New("out of range")

	// ErrOverflow says that a counter would pass 2^64-1.
	ErrOverflow = errors.New("overflow")

	// ErrIncompatible says that two states cannot be merged or compared,
	// because they count by different rules.
	ErrIncompatible = errors.New("incompatible")

	// ErrIrreversible says that a state does not know what it would need to take
	// something back: that of a sketch, or of a funnel in which the events of a
	// customer are done with.
	ErrIrreversible = errors.New("irreversible")

	// ErrCorrupt says that an encoding is not one that this module writes.
	ErrCorrupt = wire.ErrCorrupt
)

// A RangeError reports a value outside its bounds, as [strconv.NumError]
// reports a string that is not a number. It matches [ErrRange].
type RangeError struct {
	Op    string `json:"op"`    // the package or function: "nps"
	Name  string `json:"name"`  // what the value is: "score"
	Value any    `json:"value"` // the offending value
	Min   any    `json:"min"`   // the lowest accepted value, nil for none
	Max   any    `json:"max"`   // the highest accepted value, nil for none
}

// Error returns a text like "nps: score 11 outside 0..10".
func (e *RangeError) Error() string {
	bounds := fmt.Sprintf("outside %v..%v", e.Min, e.Max)
	switch {
	case e.Min == nil:
		bounds = fmt.Sprintf("above %v", e.Max)
	case e.Max == nil:
		bounds = fmt.Sprintf("below %v", e.Min)
	}
	return fmt.Sprintf("%s: %s %v %s", e.Op, e.Name, e.Value, bounds)
}

// Is reports whether target is [ErrRange].
func (e *RangeError) Is(target error) bool { return target == ErrRange }

// CheckAmount returns a [RangeError] for an amount that no accumulator of this
// module takes; op and name say where it comes from and what it is. The exponent has
// to be in -64..64 and the coefficient in 512 bits (154 digits). Without these
// bounds, an amount that is short to write could take seconds to add:
// decimal.New(1, 1e7) has ten million digits.
func CheckAmount(op, name string, d decimal.Decimal) error {
	if exact.Fits(d) {
		return nil
	}
	if e := d.Exponent(); e < -exact.MaxExponent || e > exact.MaxExponent {
		return &RangeError{Op: op, Name: name + " exponent", Value: e, Min: -exact.MaxExponent, Max: exact.MaxExponent}
	}
	return &RangeError{Op: op, Name: name + " bits", Value: d.Coefficient().BitLen(), Max: exact.MaxBits}
}
