// Package shell has what the methods of all accumulators share, so that the rest of
// each is about its own fields:
//
//	func (a *Accumulator) Merge(o *Accumulator) error {
//		return shell.TryMerge(a, o, (*Accumulator).isZero, (*Accumulator).differ, func() error { return a.scores.Merge(&o.scores) })
//	}
//
//	func (a *Accumulator) Clone() *Accumulator {
//		return shell.Clone(a, func(c *Accumulator) { c.scores = c.scores.Clone() })
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

// Clone returns a copy of a, the zero value for nil. own gives the copy its own of what it
// shares with a: tables, slices, and sums.
func Clone[A any](a *A, own ...func(c *A)) *A {
	c := *OrZero(a)
	for _, own := range own {
		own(&c)
	}
	return &c
}

// Merge merges o into a. The zero value is the identity of Merge on both sides: a zero o
// changes nothing, and a zero a becomes a copy of o, with its configuration. Otherwise
// differ says what keeps the two apart, such as another configuration or a count that
// would overflow, and nothing else may fail: add adds o.
func Merge[A any, P accumulator[A]](a, o P, isZero func(P) bool, differ func(a, o P) error, add func()) error {
	return TryMerge(a, o, isZero, differ, func() error {
		add()
		return nil
	})
}

// TryMerge is Merge for an add that may refuse, and then has added nothing.
func TryMerge[A any, P accumulator[A]](a, o P, isZero func(P) bool, differ func(a, o P) error, add func() error) error {
	switch {
	case o == nil || isZero(o):
		return nil
	case isZero(a):
		*a = *o.Clone()
		return nil
	}
	if err := differ(a, o); err != nil {
		return err
	}
	return add()
}

type accumulator[A any] interface {
	*A
	Clone() *A
}

// Unmerge takes o out of a: nothing where o is nil or zero. Otherwise differ says whether
// the configurations are the same, and take takes o out, or refuses and takes nothing.
func Unmerge[A any](a, o *A, isZero func(*A) bool, differ func(a, o *A) error, take func() error) error {
	if o == nil || isZero(o) {
		return nil
	}
	if err := differ(a, o); err != nil {
		return err
	}
	return take()
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
