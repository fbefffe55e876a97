// Package shell has what the methods of all accumulators share, so that the rest of
// each is about its own fields. Merge and Clone begin alike:
//
//	func (a *Accumulator) Merge(o *Accumulator) error {
//		switch {
//		case shell.Adopt(a, o, (*Accumulator).isZero):
//			return nil
//		case a.scale != o.scale:
//			return kpi.ErrIncompatible
//		}
//		return a.scores.Merge(&o.scores)
//	}
//
//	func (a *Accumulator) Clone() *Accumulator {
//		a = shell.OrZero(a)
//		return &Accumulator{a.scale, a.scores.Clone()}
//	}
package shell

import "fmt"

// OrZero returns a, and a new zero value for nil: nil merges and clones as one.
func OrZero[A any](a *A) *A {
	if a == nil {
		return new(A)
	}
	return a
}

// Adopt does the merge of o into a where one of them is nothing, and reports whether
// it did. The zero value is the identity of Merge on both sides: a zero o changes
// nothing, and a zero a becomes a copy of o, with its configuration. The caller
// merges the rest, two states that each may have a configuration.
func Adopt[A any, P interface {
	*A
	Clone() *A
}](a, o P, isZero func(P) bool) bool {
	switch {
	case o == nil || isZero(o):
		return true
	case isZero(a):
		*a = *o.Clone()
		return true
	}
	return false
}

// Fits returns nil for what was counted, and the error of the counter that is full for
// what was not. An Add that takes a nanosecond is 12% faster with an if of its own.
func Fits(counted bool, overflow error) error {
	if counted {
		return nil
	}
	return overflow
}

// Text returns the text of a name such as "positive", or the error of what has none.
func Text(name fmt.Stringer, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	return []byte(name.String()), nil
}

// FromText makes into what a text names, or returns the error of parse.
func FromText[T any](text []byte, into *T, parse func(string) (T, error)) error {
	parsed, err := parse(string(text))
	if err == nil {
		*into = parsed
	}
	return err
}
