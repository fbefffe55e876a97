package funnel

import (
	"fmt"
	"math/bits"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// Visitors is a streaming conversion funnel from identities: one step of one
// customer per Add. A customer counts at a step who did it and all steps before it,
// in any order and however often. The zero value is ready, with the steps visit,
// product, cart and order; see [kpi.Accumulator] for the laws that it keeps.
type Visitors[K kpi.Key] struct {
	names     stepNames
	customers keyed.Table[K, stepSet]
}

// stepSet is the set of the steps that a customer did: bit 0 is step 1.
type stepSet uint64

// reached returns the number of steps that were done from the first on without
// a gap.
func (s stepSet) reached() int { return bits.TrailingZeros64(uint64(^s)) }

func (s *stepSet) merge(o stepSet) { *s |= o }

func (s *stepSet) append(b []byte) []byte { return wire.AppendUint(b, uint64(*s)) }

// read reads what append wrote. A customer has done a step, and none behind the
// last one.
func (s *stepSet) read(r *wire.Reader, steps int) {
	v := r.Uint()
	if v == 0 || bits.Len64(v) > steps {
		r.Fail("set %#x of %d steps", v, steps)
		return
	}
	*s = stepSet(v)
}

// NewVisitors returns a funnel of named steps, from the first to the last. A
// number of steps outside 2..64 is a [*kpi.RangeError].
func NewVisitors[K kpi.Key](names ...string) (*Visitors[K], error) {
	s, err := newStepNames(names)
	if err != nil {
		return nil, err
	}
	return &Visitors[K]{names: s}, nil
}

// Names returns the names of the steps.
func (a *Visitors[K]) Names() []string { return a.names.all() }

// Add counts that a customer did a step, from 1. Another step is a
// [*kpi.RangeError] and is not counted.
func (a *Visitors[K]) Add(customer K, step int) error {
	if err := a.names.check(step); err != nil {
		return err
	}
	*a.customers.At(customer) |= 1 << (step - 1)
	return nil
}

// AddSlice counts two columns, of customers and of the steps they did, all or,
// with the error of the first refused one, none. Columns of different length
// are a [*kpi.RangeError].
func (a *Visitors[K]) AddSlice(customers []K, steps []int) error {
	return a.AddParallel(1, customers, steps)
}

// AddParallel is [Visitors.AddSlice] on up to n goroutines, which are gone when it
// returns; of fewer than some 100,000 rows it is AddSlice itself.
func (a *Visitors[K]) AddParallel(n int, customers []K, steps []int) error {
	if err := checkColumns("number of steps done", len(steps), len(customers)); err != nil {
		return err
	}
	for i, step := range steps {
		if err := a.names.check(step); err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
	}
	keyed.EachOn(n, &a.customers, customers, steps, func(s *stepSet, step int) { *s |= 1 << (step - 1) })
	return nil
}

// checkColumns reports whether a column beside n customers has their length.
func checkColumns(name string, length, n int) error {
	if length != n {
		return &kpi.RangeError{Op: "funnel", Name: name, Value: length, Min: n, Max: n}
	}
	return nil
}

// Merge adds the customers of o: a step done in either of the two is done. Other
// steps are [kpi.ErrIncompatible], unless one of the two is the zero value.
func (a *Visitors[K]) Merge(o *Visitors[K]) error {
	return shell.Merge(a, o, (*Visitors[K]).isZero, (*Visitors[K]).differ, func() { a.customers.Merge(&o.customers, (*stepSet).merge) })
}

func (a *Visitors[K]) differ(o *Visitors[K]) error { return a.names.differ(o.names) }

// isZero reports whether a has the default steps and no customer.
func (a *Visitors[K]) isZero() bool { return a.names == nil && a.customers.Len() == 0 }

// Forget takes a customer out, as if they had never been there. The error is always
// nil.
func (a *Visitors[K]) Forget(customer K) error {
	a.customers.Remove(customer)
	return nil
}

// Alias gives the steps of the customer from to the customer to, as if they had had
// that name all along. The error is always nil.
func (a *Visitors[K]) Alias(from, to K) error {
	a.customers.Rename(from, to, (*stepSet).merge)
	return nil
}

// Empty reports whether nothing was added.
func (a *Visitors[K]) Empty() bool { return a.customers.Len() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Visitors[K]) Clone() *Visitors[K] {
	return shell.Clone(a, func(c *Visitors[K]) { c.customers = c.customers.Clone(nil) })
}

// Result returns the funnel so far, by a pass over the customers. A customer who
// did not do the first step is at no step.
func (a *Visitors[K]) Result() StepsResult {
	furthest := make([]uint64, a.names.len())
	for _, s := range a.customers.All() {
		if n := s.reached(); n > 0 {
			furthest[n-1]++
		}
	}
	return a.names.result(furthest)
}

// visitorsMagic begins the encoding: the names, then each customer and the set
// of steps, bit 0 being step 1.
const visitorsMagic = "vis\x01"

func (a *Visitors[K]) append(b []byte) []byte {
	return keyed.AppendTable(a.names.append(append(b, visitorsMagic...)), &a.customers, (*stepSet).append)
}

// AppendBinary appends the encoding of a.
func (a *Visitors[K]) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Visitors[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *Visitors[K]) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readVisitors) }

func readVisitors[K kpi.Key](r *wire.Reader) Visitors[K] {
	r.Expect("funnel: visitors", visitorsMagic)
	a := Visitors[K]{names: readStepNames(r)}
	a.customers = keyed.ReadTable[K](r, func(s *stepSet, r *wire.Reader) { s.read(r, a.names.len()) })
	return a
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Visitors[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Visitors[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
