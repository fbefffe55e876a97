package kpi

import (
	"fmt"
	"slices"

	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/wire"
)

// NewBoundedGroups returns [NewGroups] of at most max keys, which bounds the memory
// where keys come from outside. The key after the last is refused with a [RangeError],
// and so is a Merge that would need more keys; both leave the groups as they were.
//
// There is no group for the keys that do not fit. Which ones fit depends on the order in
// which they come, so that two parts of a stream would merge to another state than one
// pass has. [NewNamedGroups] has such a group, of all keys but those that are named.
//
// A state is read by groups of the same bound. To change the bound, read it with the old
// one and add what it has to the new groups:
//
//	for key, a := range old.All() {
//		err = g.Update(key, func(mine *nps.Accumulator) error { return mine.Merge(a) })
//	}
func NewBoundedGroups[K Key, A Accumulator[A]](empty A, max int) (*Groups[K, A], error) {
	if max < 1 {
		return nil, &RangeError{Op: "kpi: groups", Name: "number of keys", Value: max, Min: 1}
	}
	return newGroups(empty, keySet[K]{max: max})
}

// NewNamedGroups returns [NewGroups] of the named keys and of the key other, which takes
// the input of all keys that have no name.
//
//	byCountry, err := kpi.NewNamedGroups(&nps.Accumulator{}, "other", "FR", "DE", "US")
func NewNamedGroups[K Key, A Accumulator[A]](empty A, other K, names ...K) (*Groups[K, A], error) {
	names = append([]K{other}, names...)
	slices.Sort(names)
	return newGroups(empty, keySet[K]{names: slices.Compact(names), other: other})
}

func newGroups[K Key, A Accumulator[A]](empty A, keys keySet[K]) (*Groups[K, A], error) {
	g, err := NewGroups[K](empty)
	if err != nil {
		return nil, err
	}
	g.keys = keys
	return g, nil
}

// A keySet says which keys groups take. The zero value takes all.
type keySet[K Key] struct {
	max   int // 0 is no bound
	names []K // ascending, with other; nil names all
	other K   // stands for the keys without a name
}

// of returns the key of the group that takes the input of key.
func (s keySet[K]) of(key K) K {
	if s.names == nil {
		return key
	}
	if _, ok := slices.BinarySearch(s.names, key); ok {
		return key
	}
	return s.other
}

// check returns a RangeError if n keys are too many.
func (s keySet[K]) check(n int) error {
	if s.max == 0 || n <= s.max {
		return nil
	}
	return &RangeError{Op: "kpi: groups", Name: "number of keys", Value: n, Min: 0, Max: s.max}
}

func (s keySet[K]) isZero() bool { return s.max == 0 && s.names == nil }

func (s keySet[K]) equal(o keySet[K]) bool {
	return s.max == o.max && s.other == o.other && slices.Equal(s.names, o.names)
}

func (s keySet[K]) append(b []byte) []byte {
	b = wire.AppendUint(wire.AppendUint(b, uint64(s.max)), uint64(len(s.names)))
	if s.names == nil {
		return b
	}
	for _, name := range s.names {
		b = keyed.AppendKey(b, name)
	}
	return keyed.AppendKey(b, s.other)
}

func readKeySet[K Key](r *wire.Reader) (s keySet[K]) {
	limit := r.Uint()
	s.max = int(limit)
	n := r.Len(1)
	for i := range n {
		s.names = append(s.names, keyed.ReadKey[K](r))
		if i > 0 && s.names[i] <= s.names[i-1] {
			r.Fail("names out of order")
		}
	}
	if n > 0 {
		s.other = keyed.ReadKey[K](r)
	}
	switch {
	case r.Err() != nil:
		return keySet[K]{}
	case s.max < 0 || uint64(s.max) != limit:
		r.Fail("bound of %d keys", limit)
	case n > 0 && s.max > 0:
		r.Fail("a bound beside names")
	case n > 0 && s.of(s.other) != s.other:
		r.Fail("other key %v has no name", fmt.Sprint(s.other))
	}
	return s
}
