package keyed

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// Table keeps a state a key. The zero value is an empty table. A table is
// copied by Clone: a plain copy shares memory.
//
// The states lie side by side in the order in which their keys came; the index
// says where.
type Table[K Key, S any] struct {
	index  map[K]int
	keys   []K
	states []S
}

// Set is a set of keys: At adds one, Get reports whether it is there.
type Set[K Key] = Table[K, struct{}]

// Len returns the number of keys.
func (t *Table[K, S]) Len() int { return len(t.keys) }

// Get returns the state of k, and whether the table has k.
func (t *Table[K, S]) Get(k K) (S, bool) {
	if i, ok := t.index[k]; ok {
		return t.states[i], true
	}
	var zero S
	return zero, false
}

// At returns the state of k, which is a new zero one if the table has no k.
// The pointer is valid until the next call that adds a key.
func (t *Table[K, S]) At(k K) *S {
	i, ok := t.index[k]
	if !ok {
		i = t.append(k)
	}
	return &t.states[i]
}

// append adds a key that the table has not, and returns its place.
func (t *Table[K, S]) append(k K) int {
	if t.index == nil {
		t.index = make(map[K]int)
	}
	i := len(t.keys)
	t.index[k] = i
	t.keys = append(t.keys, k)
	var zero S
	t.states = append(t.states, zero)
	return i
}

// Each calls f for each i with the state of keys[i], as At returns it. Rows of
// one key come in their order; the order is not specified otherwise, so f must
// not depend on it. f must not use the table.
func (t *Table[K, S]) Each(keys []K, f func(i int, s *S)) {
	for i, k := range keys {
		f(i, t.At(k))
	}
}

// All returns the keys and their states, in no specified order. The loop must
// not add keys.
func (t *Table[K, S]) All() iter.Seq2[K, *S] {
	return func(yield func(K, *S) bool) {
		for i, k := range t.keys {
			if !yield(k, &t.states[i]) {
				return
			}
		}
	}
}

// Sorted returns the keys and their states, by ascending key. The loop must
// not add keys.
func (t *Table[K, S]) Sorted() iter.Seq2[K, *S] {
	return func(yield func(K, *S) bool) {
		if slices.IsSorted(t.keys) {
			t.All()(yield) // a table that was just read
			return
		}
		places := make([]int, len(t.keys))
		for i := range places {
			places[i] = i
		}
		slices.SortFunc(places, func(a, b int) int { return cmp.Compare(t.keys[a], t.keys[b]) })
		for _, i := range places {
			if !yield(t.keys[i], &t.states[i]) {
				return
			}
		}
	}
}

// Clone returns a copy that shares nothing with t, where copyState returns
// such a copy of a state. A nil copyState stands for states without pointers.
func (t *Table[K, S]) Clone(copyState func(S) S) Table[K, S] {
	c := Table[K, S]{maps.Clone(t.index), slices.Clone(t.keys), slices.Clone(t.states)}
	if copyState != nil {
		for i := range c.states {
			c.states[i] = copyState(c.states[i])
		}
	}
	return c
}
