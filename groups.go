package kpi

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// Groups keeps one accumulator per key: a segment, a source, a country.
//
//	var byChannel kpi.Groups[string, *nps.Accumulator]
//	err := byChannel.Update("web", func(a *nps.Accumulator) error { return a.Add(9) })
//
// The zero value makes zero accumulators; [NewGroups] takes another
// configuration. Groups is an [Accumulator] itself, so groups nest, also with
// [Series]:
//
//	monthly, err := kpi.NewSeries(kpi.Month, paris, &nps.Accumulator{})
//	byCountry, err := kpi.NewGroups[string](monthly)
//	err = byCountry.Update("FR", func(s *kpi.Series[*nps.Accumulator]) error {
//		return s.Update(answer.Time, func(a *nps.Accumulator) error { return a.Add(answer.Score) })
//	})
//
// Its state is that of its accumulators; Update costs a map look-up.
type Groups[K Key, A Accumulator[A]] struct {
	empty A         // what new keys start from; nil makes the zero value
	keys  keySet[K] // the keys that are taken
	m     map[K]A
}

// NewGroups returns groups whose accumulators start as clones of empty, which has
// their configuration. An accumulator that holds data is refused with [ErrRange].
func NewGroups[K Key, A Accumulator[A]](empty A) (*Groups[K, A], error) {
	if err := checkEmpty(empty); err != nil {
		return nil, err
	}
	return &Groups[K, A]{empty: empty.Clone()}, nil
}

// checkEmpty refuses an accumulator that holds data, which would be in every
// group. One that counts becomes another when it is merged with itself; one that
// keeps sets, where that changes nothing, has a method Empty.
func checkEmpty[A Accumulator[A]](empty A) error {
	twice := empty.Clone()
	set, ok := any(twice).(emptier)
	if ok && !set.Empty() || twice.Merge(twice) != nil || !sameState(empty, twice) {
		return fmt.Errorf("kpi: %w: the accumulator to start from holds data", ErrRange)
	}
	return nil
}

// An emptier says at little cost whether it has data: accumulators of customers do.
type emptier interface{ Empty() bool }

// sameState reports whether two accumulators have the same bytes; nil has those
// of the zero value.
func sameState[A Accumulator[A]](a, b A) bool {
	x, errA := a.Clone().AppendBinary(nil)
	y, errB := b.Clone().AppendBinary(nil)
	return errA == nil && errB == nil && bytes.Equal(x, y)
}

// Update lets add feed the accumulator of a key, which is made at its first use, and
// returns the error of add. A new key is there only if add succeeds, so that a refused
// input leaves no group without data. If the key was there before, what add did before
// its error stays, so add one input, or a slice, at a time. add must not use g. A key
// beyond the bound of [NewBoundedGroups] is a [RangeError].
func (g *Groups[K, A]) Update(key K, add func(A) error) error {
	key = g.keys.of(key)
	if a, ok := g.m[key]; ok {
		return add(a)
	}
	if err := g.keys.check(len(g.m) + 1); err != nil {
		return err
	}
	a := g.empty.Clone()
	if err := add(a); err != nil {
		return err
	}
	g.put(key, a)
	return nil
}

// At returns the accumulator of a key, made at its first use. The key is there from
// then on, even if its first input is refused. At is for keys that the program names
// itself; keys from outside go through [Groups.Update]. Beyond the bound of
// [NewBoundedGroups] the accumulator is not one of g, and what is added to it is lost.
func (g *Groups[K, A]) At(key K) A {
	key = g.keys.of(key)
	a, ok := g.m[key]
	if !ok {
		a = g.empty.Clone()
		if g.keys.check(len(g.m)+1) == nil {
			g.put(key, a)
		}
	}
	return a
}

func (g *Groups[K, A]) put(key K, a A) {
	if g.m == nil {
		g.m = make(map[K]A)
	}
	g.m[key] = a
}

// Get returns the accumulator of a key, if there is one.
func (g *Groups[K, A]) Get(key K) (A, bool) {
	a, ok := g.m[key]
	return a, ok
}

// UpdateAll lets change change the accumulator of every key, by ascending key, and drops
// the keys whose accumulators become empty by that. So a customer is forgotten in all of
// them, and the state is that of groups that never saw the customer:
//
//	err := byCountry.UpdateAll(func(a *retention.Activity[string]) error { return a.Forget("Ada") })
//
// An error keeps none of the others from being changed: what is returned is all errors,
// joined. change must not use g.
func (g *Groups[K, A]) UpdateAll(change func(A) error) error {
	return g.updateAll(change, func(key K) string { return fmt.Sprintf("group %v", key) })
}

// updateAll is UpdateAll; name says in errors what a key is.
func (g *Groups[K, A]) updateAll(change func(A) error, name func(K) string) error {
	var all []error
	for key, a := range g.All() {
		was := g.isEmpty(a)
		if err := change(a); err != nil {
			all = append(all, fmt.Errorf("kpi: %s: %w", name(key), err))
		}
		if !was && g.isEmpty(a) {
			delete(g.m, key)
		}
	}
	return errors.Join(all...)
}

// isEmpty reports whether an accumulator has no data: by its method Empty, or by its
// bytes, which are few where it has none.
func (g *Groups[K, A]) isEmpty(a A) bool {
	if e, ok := any(a).(emptier); ok {
		return e.Empty()
	}
	return sameState(g.empty, a)
}

// Len returns the number of keys.
func (g *Groups[K, A]) Len() int { return len(g.m) }

// All returns the keys and their accumulators in ascending order of the keys.
func (g *Groups[K, A]) All() iter.Seq2[K, A] {
	return func(yield func(K, A) bool) {
		for _, key := range slices.Sorted(maps.Keys(g.m)) {
			if !yield(key, g.m[key]) {
				return
			}
		}
	}
}

// Total returns all accumulators merged into a new one. An accumulator of customers
// counts a customer of two groups once, as it would in one stream.
func (g *Groups[K, A]) Total() (A, error) {
	total := g.empty.Clone()
	for key, a := range g.All() {
		if err := total.Merge(a); err != nil {
			return g.empty.Clone(), fmt.Errorf("kpi: total of group %v: %w", key, err)
		}
	}
	return total, nil
}

// Merge adds the accumulators of o key by key.
func (g *Groups[K, A]) Merge(o *Groups[K, A]) error {
	return shell.TryMerge(g, o, (*Groups[K, A]).isZero, (*Groups[K, A]).differ, func() error { return g.add(o) })
}

// add adds the accumulators of o: first to clones, so that an error leaves g as it was;
// then in place, so that accumulators handed out by Get stay those of g.
func (g *Groups[K, A]) add(o *Groups[K, A]) error {
	if err := g.keys.check(g.union(o)); err != nil {
		return err
	}
	for key, a := range o.m {
		mine, ok := g.m[key]
		if !ok {
			mine = g.empty
		}
		if err := mine.Clone().Merge(a); err != nil {
			return fmt.Errorf("kpi: group %v: %w", key, err)
		}
	}
	for key, a := range o.m {
		if err := g.Update(key, func(mine A) error { return mine.Merge(a) }); err != nil {
			return fmt.Errorf("kpi: group %v: %w", key, err)
		}
	}
	return nil
}

func (g *Groups[K, A]) differ(o *Groups[K, A]) error {
	if g.sameConfig(o) {
		return nil
	}
	if g.keys.max != o.keys.max && g.keys.max > 0 && o.keys.max > 0 {
		return fmt.Errorf("kpi: %w groups: bounds of %d and %d keys", ErrIncompatible, g.keys.max, o.keys.max)
	}
	return fmt.Errorf("kpi: %w groups: of other configurations", ErrIncompatible)
}

// isZero reports whether g is the zero value: no key, zero accumulators.
func (g *Groups[K, A]) isZero() bool { return len(g.m) == 0 && g.isDefault() }

// isDefault reports whether g takes all keys and starts from zero accumulators.
func (g *Groups[K, A]) isDefault() bool {
	var zero A
	return g.keys.isZero() && sameState(g.empty, zero)
}

// sameConfig reports whether g and o take the same keys and start from equal accumulators.
func (g *Groups[K, A]) sameConfig(o *Groups[K, A]) bool {
	return g.keys.equal(o.keys) && sameState(g.empty, o.empty)
}

// union returns the number of keys of g and o.
func (g *Groups[K, A]) union(o *Groups[K, A]) int {
	n := len(g.m)
	for key := range o.m {
		if _, ok := g.m[key]; !ok {
			n++
		}
	}
	return n
}

// Empty reports whether nothing was added.
func (g *Groups[K, A]) Empty() bool { return g.Len() == 0 }

// Clone returns an independent copy.
func (g *Groups[K, A]) Clone() *Groups[K, A] {
	c := new(Groups[K, A])
	if g == nil {
		return c
	}
	c.empty, c.keys = g.empty.Clone(), g.keys
	for key, a := range g.m {
		c.put(key, a.Clone())
	}
	return c
}

const groupsMagic = "grp\x01"

func (g *Groups[K, A]) append(b []byte) ([]byte, error) {
	b, err := appendState(append(b, groupsMagic...), g.empty.Clone())
	b = wire.AppendUint(g.keys.append(b), uint64(len(g.m)))
	for key, a := range g.All() {
		if err != nil {
			return nil, err
		}
		b, err = appendState(keyed.AppendKey(b, key), a)
	}
	return b, err
}

func readGroups[K Key, A Accumulator[A]](r *wire.Reader, have *Groups[K, A]) (g Groups[K, A]) {
	r.Expect("kpi: groups", groupsMagic)
	g.readConfig(r, have)
	n := r.Len(2)
	if err := g.keys.check(n); err != nil {
		r.Fail("%v", err)
	}
	var last K
	for i := range n {
		key := keyed.ReadKey[K](r)
		if i > 0 && key <= last {
			r.Fail("keys out of order")
		}
		if g.keys.of(key) != key {
			r.Fail("key %v is not named", key)
		}
		last = key
		a := readState(r, g.empty)
		if r.Err() == nil && a.Merge(g.empty.Clone()) != nil {
			r.Fail("group %v has another configuration", key)
		}
		if r.Err() != nil {
			break
		}
		g.put(key, a)
	}
	return g
}

// readConfig reads the configuration, which has to be that of the groups that are
// replaced, if these have one.
func (g *Groups[K, A]) readConfig(r *wire.Reader, have *Groups[K, A]) {
	g.empty = have.empty.Clone()
	if state := r.Bytes(); r.Err() == nil {
		err := g.empty.UnmarshalBinary(state)
		switch {
		case errors.Is(err, ErrIncompatible):
			r.Refuse(fmt.Errorf("kpi: groups: %w", err))
		case err != nil:
			r.Fail("%v", err)
		case checkEmpty(g.empty) != nil:
			r.Fail("the empty accumulator holds data")
		}
	}
	g.keys = readKeySet[K](r)
	if r.Err() == nil && !have.isDefault() && !have.sameConfig(g) {
		r.Refuse(fmt.Errorf("kpi: %w groups: the encoding is of another configuration", ErrIncompatible))
	}
}

// appendState appends the encoding of an accumulator with its length.
func appendState[A Accumulator[A]](b []byte, a A) ([]byte, error) {
	state, err := a.AppendBinary(nil)
	if err != nil {
		return nil, err
	}
	return wire.AppendBytes(b, state), nil
}

// readState reads what appendState wrote into a clone of empty.
func readState[A Accumulator[A]](r *wire.Reader, empty A) A {
	a := empty.Clone()
	state := r.Bytes()
	if r.Err() != nil {
		return a
	}
	if err := a.UnmarshalBinary(state); err != nil {
		r.Fail("%v", err)
	}
	return a
}

// AppendBinary appends the encoding of g.
func (g *Groups[K, A]) AppendBinary(b []byte) ([]byte, error) { return g.append(b) }

// MarshalBinary returns the encoding of g.
func (g Groups[K, A]) MarshalBinary() ([]byte, error) { return g.AppendBinary(nil) }

// UnmarshalBinary makes g the state that was encoded. Groups that were made with a
// configuration of their own refuse a state of another one with [ErrIncompatible].
func (g *Groups[K, A]) UnmarshalBinary(b []byte) error { return wire.DecodeOver(b, g, readGroups) }

// MarshalJSON returns the encoding of g as a string in base64.
func (g Groups[K, A]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&g) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (g *Groups[K, A]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, g) }
