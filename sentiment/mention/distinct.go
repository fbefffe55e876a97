package mention

import (
	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// DistinctOf returns the number of different people among those given.
func DistinctOf[K kpi.Key](people ...K) uint64 {
	var a Distinct[K]
	_ = a.AddSlice(people) // which is nil
	return a.Result()
}

// Distinct counts the different people reached, exactly: reach in people, where
// [Reach] is reach in impressions. It remembers every person; beyond some millions,
// [DistinctSketch] takes 16 kB. The zero value is ready; see [kpi.Accumulator] for
// the laws that it keeps. Merging states of the same people changes nothing,
// because a person counts once.
type Distinct[K kpi.Key] struct{ people keyed.Set[K] }

// Add adds a person who was reached. One who was added before changes nothing.
// The error is always nil.
func (a *Distinct[K]) Add(person K) error {
	a.people.At(person)
	return nil
}

// AddSlice adds a column of people. The error is always nil.
func (a *Distinct[K]) AddSlice(people []K) error {
	keyed.Each(&a.people, people, make([]struct{}, len(people)), func(*struct{}, struct{}) {})
	return nil
}

// Forget takes a person out, as if they had never been reached. The error is always nil.
func (a *Distinct[K]) Forget(person K) error {
	a.people.Remove(person)
	return nil
}

// Alias gives the person from the name to: two who are one count once. The error is
// always nil.
func (a *Distinct[K]) Alias(from, to K) error {
	a.people.Rename(from, to, func(*struct{}, struct{}) {})
	return nil
}

// Merge adds the people of o. The error is always nil.
func (a *Distinct[K]) Merge(o *Distinct[K]) error {
	a.people.Merge(&shell.OrZero(o).people, func(*struct{}, struct{}) {})
	return nil
}

// Empty reports whether nothing was added.
func (a *Distinct[K]) Empty() bool { return a.people.Len() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Distinct[K]) Clone() *Distinct[K] { return &Distinct[K]{shell.OrZero(a).people.Clone(nil)} }

// Result returns the number of different people reached so far.
func (a *Distinct[K]) Result() uint64 { return uint64(a.people.Len()) }

// distinctMagic begins the encoding: the people, in ascending order.
const distinctMagic = "dis\x01"

func (a *Distinct[K]) append(b []byte) []byte {
	return keyed.AppendTable(append(b, distinctMagic...), &a.people, nil)
}

func readDistinct[K kpi.Key](r *wire.Reader) Distinct[K] {
	r.Expect("mention: distinct", distinctMagic)
	return Distinct[K]{keyed.ReadTable[K, struct{}](r, nil)}
}

// AppendBinary appends the encoding of a.
func (a *Distinct[K]) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Distinct[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *Distinct[K]) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readDistinct) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Distinct[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Distinct[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
