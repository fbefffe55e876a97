package driver

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/customerkpi/kpi/internal/figure"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// MaxPredictors is the largest number of predictors.
const MaxPredictors = 32

// An Accumulator is what the drivers of a score are computed from: the exact number
// of answers, sums, and sums of products. One Add per answer. The zero value is
// ready, and takes as many predictors as its first answer has; [New] gives them
// names. See [kpi.Accumulator] for the laws that it keeps.
type Accumulator struct {
	names []string // of the predictors; nil where they have none
	rows  exact.Products
}

// New returns an accumulator of predictors with names, 1 to [MaxPredictors]. Another
// number is a [*kpi.RangeError], and so is a name that comes twice.
func New(predictors ...string) (*Accumulator, error) {
	if n := len(predictors); n < 1 || n > MaxPredictors {
		return nil, errCount(n, 1, MaxPredictors)
	}
	sorted := slices.Sorted(slices.Values(predictors))
	for i := range sorted[1:] {
		if sorted[i] == sorted[i+1] {
			return nil, &kpi.RangeError{Op: "driver", Name: "predictors named " + sorted[i], Value: 2, Max: 1}
		}
	}
	a := &Accumulator{names: slices.Clone(predictors)}
	a.rows.Init(1 + len(predictors))
	return a, nil
}

func errCount(n, least, most int) error {
	return &kpi.RangeError{Op: "driver", Name: "number of predictors", Value: n, Min: least, Max: most}
}

var errAnswers = fmt.Errorf("driver: answers: %w", kpi.ErrOverflow)

// Add counts an answer: the score, and what may drive it, in the order of the names. All
// are whole numbers within ±(2^31-1): scale what has decimals, for example 16.5 to 165;
// no share depends on the unit. Leave out an answer that lacks a predictor. Another
// number of predictors, or a number outside, is a [*kpi.RangeError], more than 2^64-1
// answers are [kpi.ErrOverflow], and nothing is counted.
func (a *Accumulator) Add(score int, predictors ...int) error {
	if 1+len(predictors) == a.rows.Columns() && a.rows.Add(score, predictors) {
		return nil
	}
	return a.AddN(score, predictors, 1)
}

// AddN counts n equal answers, with the errors of Add.
func (a *Accumulator) AddN(score int, predictors []int, n uint64) error {
	if err := a.check(score, predictors); err != nil || n == 0 {
		return err
	}
	a.rows.Init(1 + len(predictors))
	return shell.Fits(a.rows.AddN(score, predictors, n), errAnswers)
}

// check reports whether a takes an answer.
func (a *Accumulator) check(score int, predictors []int) error {
	least, most := 1, MaxPredictors
	if c := a.rows.Columns(); c > 0 {
		least, most = c-1, c-1
	}
	if n := len(predictors); n < least || n > most {
		return errCount(n, least, most)
	}
	if !exact.IsEntry(score) {
		return &kpi.RangeError{Op: "driver", Name: "score", Value: score, Min: -exact.MaxEntry, Max: exact.MaxEntry}
	}
	for i, x := range predictors {
		if !exact.IsEntry(x) {
			return &kpi.RangeError{Op: "driver", Name: nameOf(a.names, i), Value: x, Min: -exact.MaxEntry, Max: exact.MaxEntry}
		}
	}
	return nil
}

// nameOf returns the name of a predictor.
func nameOf(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return fmt.Sprintf("predictor %d", i+1)
}

// Remove takes one answer back that was added: the state is that before. Where the sums
// show that it was not added the error is [kpi.ErrRange], and nothing changes.
func (a *Accumulator) Remove(score int, predictors ...int) error {
	return a.RemoveN(score, predictors, 1)
}

// RemoveN takes n equal answers back, with the errors of Add and Remove.
func (a *Accumulator) RemoveN(score int, predictors []int, n uint64) error {
	back := Accumulator{names: a.names}
	return cmp.Or(a.check(score, predictors), back.AddN(score, predictors, n), a.Unmerge(&back))
}

// Unmerge takes the answers of o back, as if they had never been added or merged, with
// the error of Remove. Other predictors, or other names of them, are
// [kpi.ErrIncompatible].
func (a *Accumulator) Unmerge(o *Accumulator) error {
	if a.isZero() && o != nil && o.names == nil && !o.isZero() {
		return figure.NotAdded("driver", "answers", o.rows.N(), 0)
	}
	return shell.Unmerge(a, o, (*Accumulator).isZero, (*Accumulator).differ, func() error {
		left, ok := a.rows.Minus(&o.rows)
		switch {
		case !ok:
			return figure.NotAdded("driver", "answers", o.rows.N(), a.rows.N())
		case left.N() == 0 && a.names == nil:
			*a = Accumulator{}
		default:
			a.rows = left
		}
		return nil
	})
}

func (a *Accumulator) differ(o *Accumulator) error {
	if a.rows.Columns() == o.rows.Columns() && slices.Equal(a.names, o.names) {
		return nil
	}
	return fmt.Errorf("driver: %w predictors: %d, named %q, and %d, named %q", kpi.ErrIncompatible,
		a.rows.Columns()-1, a.names, o.rows.Columns()-1, o.names)
}

// Merge adds the answers of o. Other predictors, or other names of them, are
// [kpi.ErrIncompatible], unless one of the two is the zero value.
func (a *Accumulator) Merge(o *Accumulator) error {
	return shell.TryMerge(a, o, (*Accumulator).isZero, (*Accumulator).differ, func() error { return shell.Fits(a.rows.Merge(&o.rows), errAnswers) })
}

func (a *Accumulator) isZero() bool { return a.rows.Columns() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Accumulator) Clone() *Accumulator {
	return shell.Clone(a, func(c *Accumulator) { c.rows = c.rows.Clone() })
}

// Result returns the sums so far.
func (a *Accumulator) Result() Result {
	r := Result{N: a.rows.N(), Names: slices.Clone(a.names)}
	for i := range a.rows.Columns() {
		r.Sums = append(r.Sums, value(a.rows.Sum(i)))
		products := make([]kpi.Value, i+1)
		for j := range products {
			products[j] = value(a.rows.Product(i, j))
		}
		r.Products = append(r.Products, products)
	}
	return r
}

// magic begins the encoding: the number of predictors, their names, the number of
// answers, and the sums.
const magic = "drv\x01"

func (a *Accumulator) append(b []byte) []byte {
	b = append(b, magic...)
	b = wire.AppendUint(b, uint64(max(a.rows.Columns()-1, 0)))
	b = wire.AppendUint(b, uint64(len(a.names)))
	for _, name := range a.names {
		b = wire.AppendBytes(b, name)
	}
	if a.rows.Columns() == 0 {
		return b
	}
	return a.rows.AppendBinary(b)
}

func read(r *wire.Reader) Accumulator {
	r.Expect("driver", magic)
	n, names := r.Uint(), r.Len(1)
	if n > MaxPredictors || names != 0 && uint64(names) != n {
		r.Fail("%d names of %d predictors", names, n)
	}
	if r.Err() != nil || n == 0 {
		return Accumulator{}
	}
	var a Accumulator
	if names > 0 {
		named := make([]string, n)
		for i := range named {
			named[i] = string(r.Bytes())
		}
		of, err := New(named...)
		if err != nil {
			r.Fail("%v", err)
			return Accumulator{}
		}
		a = *of
	}
	a.rows = exact.ReadProducts(r, 1+int(n))
	if names == 0 && a.rows.N() == 0 {
		r.Fail("no answer of predictors without names")
	}
	return a
}

// AppendBinary appends the encoding of a.
func (a Accumulator) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Accumulator) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns [kpi.ErrCorrupt].
func (a *Accumulator) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, read) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Accumulator) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Accumulator) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
