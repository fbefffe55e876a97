package keyed

// Sibling returns an empty table whose keys will lie as those of t do. Merge and
// Absorb of siblings go through the two shard by shard, in one direction, and neither
// hash a key nor wait for memory.
//
// A loop over one sibling must not add its keys to another by At: they come by
// ascending hash, and fill one end of a smaller table, which takes linear probing
// quadratic time.
func (t *Table[K, S]) Sibling() Table[K, S] {
	t.plant()
	return Table[K, S]{seed: t.seed}
}

// Share returns which of n shares of the keys has k: 0 to n-1, the same for all
// siblings. Two siblings of different shares have no shard in common.
func (t *Table[K, S]) Share(k K, n int) int {
	t.plant()
	return int(shardOf(hash(&t.seed, k)) * uint64(min(max(n, 1), shards)) >> shardBits)
}

// plant gives a table without keys its seed, and slots.
func (t *Table[K, S]) plant() {
	if t.seed.b == 0 { // which is odd once there is a seed
		t.seed = newSeed()
	}
	if t.large == nil && t.one.slots == nil {
		t.one.slots = make([]slot[K, S], minSlots)
	}
}

// divide makes a table one of many shards.
func (t *Table[K, S]) divide() {
	if t.large == nil {
		t.plant()
		t.split()
	}
}

// related reports whether o is a large table whose keys lie as those of t do.
func (t *Table[K, S]) related(o *Table[K, S]) bool { return o.large != nil && t.seed == o.seed }

// Absorb is Merge, and leaves o empty. Shards of a sibling that t has no key of it
// takes as they are: that costs nothing per key. A table does not absorb itself.
func (t *Table[K, S]) Absorb(o *Table[K, S], add func(s *S, theirs S)) {
	if t == o {
		return
	}
	o.Flush()
	t.Flush()
	if !t.related(o) {
		t.Merge(o, add)
		*o = Table[K, S]{}
		return
	}
	t.divide()
	for p := range t.large.shards {
		to, from := &t.large.shards[p], &o.large.shards[p]
		t.large.n += from.n
		if to.n == 0 && from.n > 0 {
			*to = *from
			continue
		}
		before := to.n + from.n
		to.merge(from, add)
		t.large.n -= before - to.n
	}
	*o = Table[K, S]{}
}

// mergeSibling is Merge for a table whose keys lie as those of t do.
func (t *Table[K, S]) mergeSibling(o *Table[K, S], add func(s *S, theirs S)) {
	t.divide()
	for p := range t.large.shards {
		to := &t.large.shards[p]
		before := to.n
		to.merge(&o.large.shards[p], add)
		t.large.n += to.n - before
	}
}

// merge adds the keys of another shard of the same hash. It makes room for all of them
// first: were it made in between, the keys, which come by ascending hash, would have
// crowded at one end. What was too much it gives back.
func (s *shard[K, S]) merge(o *shard[K, S], add func(s *S, theirs S)) {
	if s != o {
		s.reserve(o.n)
	}
	for i := range o.slots {
		from := &o.slots[i]
		if from.hash == 0 {
			continue
		}
		to := s.place(from.key, from.hash)
		if to.hash == 0 {
			to.hash, to.key = from.hash, from.key
			s.n++
		}
		add(&to.state, from.state)
	}
	if len(s.slots) > minSlots && s.n < len(s.slots)*3/8 {
		s.move(max(minSlots, 2*s.n))
	}
}

// place returns the slot of k, or the free one for it.
func (s *shard[K, S]) place(k K, hash uint32) *slot[K, S] {
	for i := s.home(hash); ; i = s.next(i) {
		slot := &s.slots[i]
		if slot.hash == 0 || slot.hash == hash && slot.key == k {
			return slot
		}
	}
}
