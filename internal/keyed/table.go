package keyed

import (
	"cmp"
	"iter"
	"slices"

	"github.com/customerkpi/kpi/internal/wire"
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
	if t.large != nil && t.large.rows != nil {
		t.large.rows.flush(t.large, shardOf(h))
	}
	if s := t.shard(h).find(k, short(h)); s != nil {
		return s
	}
	return t.add(k)
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
		t.seed = newSeed()
		t.one.slots = make([]slot[K, S], minSlots)
	case t.one.n == unsplit:
		t.split()
		t.large.n++
	}
	h := hash(&t.seed, k)
	return t.shard(h).add(k, short(h))
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

// Merge calls add for each key of o, with its state in t, as At returns it, and
// that in o. Large tables take another 256 * 5000 rows, while they merge.
func (t *Table[K, S]) Merge(o *Table[K, S], add func(s *S, theirs S)) {
	t.Flush()
	q := newQueue[K](add)
	for k, s := range o.All() {
		q.put(t, k, *s)
	}
	q.flushAll(t.large)
}

// Clone returns a copy that shares nothing with t, where copyState returns
// such a copy of a state. A nil copyState stands for states without pointers.
//
// The copy has a seed of its own. With that of t, a loop over the one that adds
// to the other would come by ascending hash, and fill one end of a smaller
// table: linear probing would take quadratic time.
func (t *Table[K, S]) Clone(copyState func(S) S) Table[K, S] {
	var c Table[K, S]
	c.Merge(t, func(s *S, theirs S) {
		if copyState != nil {
			theirs = copyState(theirs)
		}
		*s = theirs
	})
	return c
}

// AppendTable appends the number of keys and, by ascending key, each key and
// what appendState appends of its state. The parameters of appendState are
// those of a method expression, such as (*exact.Sum).AppendBinary; nil appends
// nothing, for a Set.
//
// The order makes the encoding depend on what the table holds, not on how it
// came there.
func AppendTable[K Key, S any](b []byte, t *Table[K, S], appendState func(s *S, b []byte) []byte) []byte {
	b = wire.AppendUint(b, uint64(t.Len()))
	for k, s := range t.Sorted() {
		b = AppendKey(b, k)
		if appendState != nil {
			b = appendState(s, b)
		}
	}
	return b
}

// ReadTable reads what AppendTable wrote. readState reads a state into a zero
// one, as (*exact.Sum).Read does; nil reads nothing. Keys that do not ascend are
// refused. A faulty encoding gives an empty table.
func ReadTable[K Key, S any](r *wire.Reader, readState func(s *S, r *wire.Reader)) Table[K, S] {
	var t Table[K, S]
	q := newQueue[K](func(s *S, read S) { *s = read })
	var last K
	var s S
	for i := range r.Len(1) {
		k := ReadKey[K](r)
		if i > 0 && k <= last {
			r.Fail("keys out of order")
		}
		if r.Err() != nil {
			return Table[K, S]{}
		}
		last = k
		s = *new(S)
		if readState != nil {
			readState(&s, r)
		}
		q.put(&t, k, s)
	}
	q.flushAll(t.large)
	if r.Err() != nil {
		return Table[K, S]{}
	}
	return t
}
