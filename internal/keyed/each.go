package keyed

import "slices"

const (
	minColumn = 1 << 14 // the least rows that are worth sorting into shards
	maxPart   = 1 << 20 // rows that are sorted at a time
)

// Each calls add for each row of two columns, of keys and of values, with the
// state of the key, as At returns it. Rows of one key come in their order; the
// order is not specified otherwise, so add must not depend on it. add must not use
// the table.
//
// A long column takes another 256 * 5000 rows of memory at most, while it runs:
// 20 MB for values of 4 bytes, and the texts of strings, up to 64 MB.
func Each[K Key, S, V any](t *Table[K, S], keys []K, values []V, add func(s *S, v V)) {
	t.Flush()
	i := 0
	for ; i < len(keys) && (t.large == nil || len(keys)-i < minColumn); i++ {
		add(t.At(keys[i]), values[i])
	}
	if i == len(keys) {
		return
	}
	q := newQueue[K](add)
	if isText[K]() { // whose texts wait too
		for ; i < len(keys); i++ {
			q.put(t, keys[i], values[i])
		}
		q.flushAll(t.large)
		return
	}
	for ; i < len(keys); i += maxPart {
		part := keys[i:min(i+maxPart, len(keys))]
		// About as many rows as keys pay for reading a shard.
		size := min(max(minQueue, 2*t.large.n/shards), maxQueue, 2*len(part)/shards+1)
		if size > q.size {
			q.make(size)
		}
		q.putAll(t, part, values[i:])
	}
}

// putAll adds a part of two columns. The queues are empty before and after.
//
// The values wait with their keys: were it their places in the column, to fetch
// each from there would be half the time of a row.
func (q *queue[K, S, V]) putAll(t *Table[K, S], keys []K, values []V) {
	var h [block]uint64
	for from := 0; from < len(keys); from += block {
		some := keys[from:min(from+block, len(keys))]
		hashes(&t.seed, some, &h)
		for i, k := range some {
			h := h[i%block]
			p := shardOf(h)
			n := q.n[p]
			q.rows[int(p)*q.size+n] = queued[K, V]{k, short(h), values[from+i]}
			q.n[p] = n + 1
			if n+1 == q.size {
				q.flush(t.large, p)
			}
		}
	}
	for p := range q.n {
		q.flush(t.large, uint64(p))
	}
}

// Merge calls add for each key of o, with its state in t, as At returns it, and
// that in o. It makes room once: t will have the keys of o at least. Large tables take another 256 * 5000 rows, while they merge.
func (t *Table[K, S]) Merge(o *Table[K, S], add func(s *S, theirs S)) {
	t.Flush()
	if t.related(o) {
		t.mergeSibling(o, add)
		return
	}
	t.reserve(o.Len())
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

// Snapshot is a Clone that is only read, as Get and All do: its keys lie as those of t, so
// that none is hashed again, and it takes the time of a copy of the memory.
func (t *Table[K, S]) Snapshot(copyState func(S) S) Table[K, S] {
	c := Table[K, S]{seed: t.seed, one: t.one.snapshot(copyState)}
	if t.large != nil {
		c.large = &large[K, S]{n: t.large.n}
		for i := range t.large.shards {
			c.large.shards[i] = t.large.shards[i].snapshot(copyState)
		}
	}
	return c
}

func (s *shard[K, S]) snapshot(copyState func(S) S) shard[K, S] {
	c := shard[K, S]{n: s.n, slots: slices.Clone(s.slots)}
	for i := range c.slots {
		if slot := &c.slots[i]; slot.hash != 0 {
			slot.state = copyState(slot.state)
		}
	}
	return c
}
