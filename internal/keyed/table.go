package keyed

import "iter"

// Table keeps a state a key. The zero value is an empty table. A table is
// copied by Clone: a plain copy shares memory.
//
// A large table of n keys has 4n/3 to 8n/3 slots, each of a state, 4 bytes and a
// key, as aligned. For integers of 64 bits and a state of up to 4 bytes that
// makes 21 to 43 bytes a key, for strings 32 to 64 and the text. Slots of more
// than 32 bytes are at most 2n. A table keeps texts of its own for strings that were
// queued.
type Table[K Key, S any] struct {
	n      int
	seed   seed // from the first key on
	one    shard[K, S]
	shards *[shards]shard[K, S]
}

// A table begins as one shard and is split when that no longer fits the cache
// of a core: then Each can take a shard at a time. A shard is the high bits of
// a hash. Shards also grow one by one, so that no Add waits for all keys to
// move.
const (
	shardBits = 8
	shards    = 1 << shardBits
	unsplit   = 1 << 15 // the most keys of a single shard
)

// Set is a set of keys: At adds one, Get reports whether it is there.
type Set[K Key] = Table[K, struct{}]

// Len returns the number of keys.
func (t *Table[K, S]) Len() int { return t.n }

// Get returns the state of k, and whether the table has k.
func (t *Table[K, S]) Get(k K) (S, bool) {
	if t.n > 0 {
		h := hash(&t.seed, k)
		if s := t.shard(h).find(k, short(h)); s != nil {
			return *s, true
		}
	}
	var zero S
	return zero, false
}

// At returns the state of k, which is a new zero one if the table has no k.
// The pointer is valid until the next call that adds a key.
func (t *Table[K, S]) At(k K) *S {
	if t.n == 0 {
		return t.add(k)
	}
	h := hash(&t.seed, k)
	if s := t.shard(h).find(k, short(h)); s != nil {
		return s
	}
	return t.add(k)
}

// shard returns the shard of a hash.
func (t *Table[K, S]) shard(h uint64) *shard[K, S] {
	if t.shards == nil {
		return &t.one
	}
	return &t.shards[h>>(64-shardBits)]
}

// add adds a key that the table has not, and returns its state.
func (t *Table[K, S]) add(k K) *S {
	switch {
	case t.n == 0:
		t.seed = newSeed()
		t.one.slots = make([]slot[K, S], minSlots)
	case t.n == unsplit && t.shards == nil:
		t.split()
	}
	t.n++
	h := hash(&t.seed, k)
	return t.shard(h).add(k, short(h))
}

// split moves the keys of the one shard to many.
func (t *Table[K, S]) split() {
	one := t.one
	t.one = shard[K, S]{}
	t.shards = new([shards]shard[K, S])
	for i := range t.shards {
		t.shards[i].slots = make([]slot[K, S], max(minSlots, 2*t.n/shards))
	}
	one.all(func(k K, s *S) bool {
		h := hash(&t.seed, k)
		*t.shard(h).add(k, short(h)) = *s
		return true
	})
}

// All returns the keys and their states, in no specified order. The loop must
// not add keys.
func (t *Table[K, S]) All() iter.Seq2[K, *S] {
	return func(yield func(K, *S) bool) {
		if t.shards == nil {
			t.one.all(yield)
			return
		}
		for i := range t.shards {
			if !t.shards[i].all(yield) {
				return
			}
		}
	}
}

// Sorted returns the keys and their states, by ascending key. The loop must
// not add keys.
func (t *Table[K, S]) Sorted() iter.Seq2[K, *S] { return sorted[K, S](t) }

// Merge calls add for each key of o, with its state in t, as At returns it, and
// that in o. Large tables take another 256 * 5000 rows, while they merge.
func (t *Table[K, S]) Merge(o View[K, S], add func(s *S, theirs S)) {
	q := NewQueue(t, add)
	for k, s := range o.All() {
		if !q.Add(k, *s) {
			add(t.At(k), *s)
		}
	}
	q.Flush()
}

// Clone returns a copy that shares nothing with t, where copyState returns
// such a copy of a state. A nil copyState stands for states without pointers.
//
// The copy has a seed of its own. With that of t, a loop over the one that adds
// to the other would come by ascending hash, and fill one end of a smaller
// table: linear probing would take quadratic time.
func (t *Table[K, S]) Clone(copyState func(S) S) Table[K, S] { return Clone[K, S](t, copyState) }

// Clone is [Table.Clone] of a view.
func Clone[K Key, S any](v View[K, S], copyState func(S) S) Table[K, S] {
	var c Table[K, S]
	c.Merge(v, func(s *S, theirs S) {
		if copyState != nil {
			theirs = copyState(theirs)
		}
		*s = theirs
	})
	return c
}
