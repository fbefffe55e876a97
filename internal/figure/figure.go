// Package figure makes the figures of the KPI packages and their errors, so that
// each has one text in the whole module:
//
//	nps: score undefined: no answer
//	churn: customers lost 6 outside 0..5
//	retention: orders overflow
//	revenue: year 57983 outside 1..9999
package figure

import (
	"fmt"
	"math/big"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/timeline"
)

// Undefined is the error of a figure that does not exist, and says why.
func Undefined(op, figure, why string) error {
	return fmt.Errorf("%s: %s %w: %s", op, figure, kpi.ErrUndefined, why)
}

// NotAdded returns the error of what is to be taken out, less of have, and is not there.
func NotAdded(op, counted string, less, have uint64) error {
	if less > have {
		return Outside(op, counted+" to take out", less, have)
	}
	return fmt.Errorf("%s: %w: %s to take out, %d of %d, were not added", op, kpi.ErrRange, counted, less, have)
}

// Same returns [kpi.ErrIncompatible] if two configurations are not the same; what says of
// what they are: "scales".
func Same[C comparable](op, what string, a, b C) error {
	if a == b {
		return nil
	}
	return fmt.Errorf("%s: %w %s %v and %v", op, kpi.ErrIncompatible, what, a, b)
}

// Overflow is the error of a count that would pass its limit.
func Overflow(op, counted string) error {
	return fmt.Errorf("%s: %s %w", op, counted, kpi.ErrOverflow)
}

// Outside is the error of a count outside 0..max.
func Outside(op, counted string, count, max uint64) error {
	return &kpi.RangeError{Op: op, Name: counted, Value: count, Min: 0, Max: max}
}

// A Share words the errors of a rate, counted of all.
type Share struct {
	Op      string // "churn"
	Figure  string // "rate", which is undefined
	Why     string // "no customer at the start", where there is none to count
	Counted string // "customers lost", which may not be more than all
}

// Rate returns count / total. Without a total it is undefined, and a count above
// the total is out of range.
func (s Share) Rate(count, total uint64) (kpi.Rate, error) {
	switch {
	case total == 0:
		return kpi.Rate{}, Undefined(s.Op, s.Figure, s.Why)
	case count > total:
		return kpi.Rate{}, Outside(s.Op, s.Counted, count, total)
	}
	return kpi.NewRate(count, total)
}

// PerUnit returns count / units as a quantity for each of the units, such as orders
// per customer.
func (s Share) PerUnit(count, units uint64) (kpi.Value, error) {
	if units == 0 {
		return kpi.Value{}, Undefined(s.Op, s.Figure, s.Why)
	}
	return kpi.ValueOf(Quotient(count, units)), nil
}

// Quotient returns a / b; b is not 0.
func Quotient(a, b uint64) *big.Rat { return new(big.Rat).SetFrac(Int(a), Int(b)) }

// Int returns n as a big integer.
func Int(n uint64) *big.Int { return new(big.Int).SetUint64(n) }

// Instant returns the instant of t; a year outside 1..9999 is out of range.
func Instant(op string, t time.Time) (timeline.Instant, error) {
	i, ok := timeline.Of(t)
	if !ok {
		return i, &kpi.RangeError{Op: op, Name: "year", Value: t.UTC().Year(), Min: 1, Max: 9999}
	}
	return i, nil
}
