package keyed

import (
	"cmp"
	"iter"
	"slices"
)

// Table keeps a state per key. The zero value is an empty table. A table is
// copied by Clone: a plain copy shares memory.
//
// A large table of n keys has 4n/3 to 8n/3 slots, each of a state, 4 bytes and a
// key, as aligned. For integers of 64 bits and a state of up to 4 bytes that
// makes 21 to 43 bytes per key, for strings 32 to 64 and the text. There are at most
// 2n slots of more than 32 bytes. A table keeps texts of its own for strings that
// waited.
type Table[K Key, S any] struct {
	seed  seed // from the first key on
	one   shard[K, S]
	large *large[K, S] // instead of one
}

// A table begins as one shard and is split when that no longer fits the cache
// of a core: then Each can take a shard at a time. A shard is the high bits of
// a hash. Shards also grow one by one, so that no At waits for all keys to move.
const (
	shardBits = 8
	shards    = 1 << shardBits
	unsplit   = 1 << 15 // the most keys of a single shard
)

// A large table has many shards, and maybe rows that wait.
type large[K Key, S any] struct {
	n      int
	rows   waiting[K, S] // nil before the first one
	shards [shards]shard[K, S]
}

// waiting is a [queue], whatever its values are.
type waiting[K Key, S any] interface {
	flush(l *large[K, S], shard uint64)
	flushAll(l *large[K, S])
	waits() bool
}

// Set is a set of keys: At adds one, Get reports whether it is there.
type Set[K Key] = Table[K, struct{}]

// Len returns the number of keys.
func (t *Table[K, S]) Len() int {
	if t.large != nil {
		return t.large.n
	}
	return t.one.n
}

// Get returns the state of k, and whether the table has k.
func (t *Table[K, S]) Get(k K) (S, bool) {
	if t.Len() > 0 {
		h := hash(&t.seed, k)
		if s := t.shard(h).find(k, short(h)); s != nil {
			return *s, true
		}
	}
	var zero S
	return zero, false
}

// At returns the state of k, which is a new zero one if the table does not have k.
// The pointer is valid until the next call that adds a key.
func (t *Table[K, S]) At(k K) *S {
	if t.large == nil && t.one.n == 0 {
		return t.add(k)
	}
	h := hash(&t.seed, k)
	t.settle(h)
	if s := t.shard(h).find(k, short(h)); s != nil {
		return s
	}
	return t.add(k)
}

// settle adds the rows that wait for the shard of a hash.
func (t *Table[K, S]) settle(h uint64) {
	if t.large != nil && t.large.rows != nil {
		t.large.rows.flush(t.large, shardOf(h))
	}
}

// shardOf returns the number of the shard of a hash.
func shardOf[W uint64](h W) W { return h >> (64 - shardBits) }

// shard returns the shard of a hash.
func (t *Table[K, S]) shard(h uint64) *shard[K, S] {
	if t.large == nil {
		return &t.one
	}
	return &t.large.shards[shardOf(h)]
}

// add adds a key that the table does not have, and returns its state.
func (t *Table[K, S]) add(k K) *S {
	switch {
	case t.large != nil:
		t.large.n++
	case t.one.n == 0:
		t.plant()
	case t.one.n == unsplit:
		t.split()
		t.large.n++
	}
	h := hash(&t.seed, k)
	return t.shard(h).add(k, short(h))
}

// reserve makes room for n keys in all, so that a table that will have them does not
// move its keys again and again. More shards than one share them by chance: some get a
// few more than their part, and grow once.
func (t *Table[K, S]) reserve(n int) {
	if n <= t.Len() {
		return
	}
	if n > unsplit {
		t.divide()
	}
	if t.large == nil {
		t.plant()
		t.one.reserve(n - t.one.n)
		return
	}
	for i := range t.large.shards {
		t.large.shards[i].reserve(n/shards - t.large.shards[i].n)
	}
}

// split moves the keys of the one shard to many.
func (t *Table[K, S]) split() {
	one := t.one
	t.one, t.large = shard[K, S]{}, &large[K, S]{n: one.n}
	for i := range t.large.shards {
		t.large.shards[i].slots = make([]slot[K, S], max(minSlots, 2*one.n/shards))
	}
	one.all(func(k K, s *S) bool {
		h := hash(&t.seed, k)
		*t.shard(h).add(k, short(h)) = *s
		return true
	})
}

// Remove takes k and its state out of the table, and returns the state and whether
// the table had k. It costs about as much as an At: the keys behind k in its shard
// move up, until one is where it belongs. Nothing is left of k in the table, and its
// memory falls with the number of keys.
func (t *Table[K, S]) Remove(k K) (S, bool) {
	var zero S
	if t.Len() == 0 {
		return zero, false
	}
	h := hash(&t.seed, k)
	t.settle(h)
	s := t.shard(h)
	i := s.index(k, short(h))
	if i < 0 {
		return zero, false
	}
	state := s.slots[i].state
	s.remove(i)
	if t.large != nil {
		t.large.n--
	}
	if t.Len() == 0 { // a table without keys begins anew, with another hash
		t.Flush()
		if t.Len() == 0 {
			*t = Table[K, S]{}
		}
	}
	return state, true
}

// Rename gives the state of from to the key to. If both have one, merge adds the
// state of from to that of to. Without from, or where the two are the same, it changes
// nothing.
func (t *Table[K, S]) Rename(from, to K, merge func(s *S, theirs S)) {
	if from == to {
		return
	}
	theirs, ok := t.Remove(from)
	if !ok {
		return
	}
	if t.Len() > 0 {
		t.settle(hash(&t.seed, to))
	}
	if _, ok := t.Get(to); !ok {
		*t.At(to) = theirs
		return
	}
	merge(t.At(to), theirs)
}

// Waits reports whether rows wait.
func (t *Table[K, S]) Waits() bool {
	return t.large != nil && t.large.rows != nil && t.large.rows.waits()
}

// Flush adds the rows that wait.
func (t *Table[K, S]) Flush() {
	if t.large != nil && t.large.rows != nil {
		t.large.rows.flushAll(t.large)
	}
}

// All returns the keys and their states, in no specified order. The loop must
// not add keys.
func (t *Table[K, S]) All() iter.Seq2[K, *S] {
	return func(yield func(K, *S) bool) {
		if t.large == nil {
			t.one.all(yield)
			return
		}
		for i := range t.large.shards {
			if !t.large.shards[i].all(yield) {
				return
			}
		}
	}
}

// Sorted returns the keys and their states, by ascending key. The loop must
// not add keys.
func (t *Table[K, S]) Sorted() iter.Seq2[K, *S] {
	type pair struct {
		key   K
		state *S
	}
	return func(yield func(K, *S) bool) {
		pairs := make([]pair, 0, t.Len())
		for k, s := range t.All() {
			pairs = append(pairs, pair{k, s})
		}
		slices.SortFunc(pairs, func(a, b pair) int { return cmp.Compare(a.key, b.key) })
		for _, p := range pairs {
			if !yield(p.key, p.state) {
				return
			}
		}
	}
}
