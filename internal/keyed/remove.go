package keyed

// Remove takes k and its state out of the table, and returns the state and whether
// the table had k. It costs about as much as an At: the keys behind k in its shard
// move up, until one is where it belongs. Nothing is left of k in the table, and its
// memory falls with the number of keys.
func (t *Table[K, S]) Remove(k K) (S, bool) {
	var zero S
	if t.n == 0 {
		return zero, false
	}
	h := hash(&t.seed, k)
	s := t.shard(h)
	i, ok := s.place(k, short(h))
	if !ok {
		return zero, false
	}
	state := s.slots[i].state
	s.remove(i)
	t.n--
	if t.n == 0 { // as a new table: the next key makes the seed
		*t = Table[K, S]{}
	}
	return state, true
}

// place returns the number of the slot of k.
func (s *shard[K, S]) place(k K, hash uint32) (int, bool) {
	for i := s.home(hash); s.slots[i].hash != 0; i = s.next(i) {
		if s.slots[i].hash == hash && s.slots[i].key == k {
			return i, true
		}
	}
	return 0, false
}

// home returns the number of the slot where a key with that hash belongs.
func (s *shard[K, S]) home(hash uint32) int { return int(uint64(hash) * uint64(len(s.slots)) >> 32) }

func (s *shard[K, S]) next(i int) int {
	if i++; i < len(s.slots) {
		return i
	}
	return 0
}

// remove clears slot i. A key behind it, up to the next free slot, moves into the gap
// unless it belongs behind the gap: a search from where it belongs has to find it.
func (s *shard[K, S]) remove(i int) {
	gap := i
	for j := s.next(i); s.slots[j].hash != 0; j = s.next(j) {
		// How far j is from where it belongs, and from the gap, going around the end.
		n := len(s.slots)
		if way := (j - s.home(s.slots[j].hash) + n) % n; way >= (j-gap+n)%n {
			s.slots[gap] = s.slots[j]
			gap = j
		}
	}
	s.slots[gap] = slot[K, S]{}
	s.n--
	if len(s.slots) > minSlots && s.n < len(s.slots)/4 {
		s.move(max(minSlots, len(s.slots)/2))
	}
}

// Remove is [Table.Remove] for a table with rows that wait. Those of k are among what
// is taken out.
func (q *Queue[K, S, V]) Remove(k K) (S, bool) {
	t := q.table
	switch {
	case !q.some:
	case t.n <= 1: // a table without keys begins anew, with another hash
		q.Flush()
	default:
		q.flush(hash(&t.seed, k) >> (64 - shardBits))
	}
	return t.Remove(k)
}

// Remove takes k and its state out of the stream, and returns the state and whether
// the stream had k.
func (s *Stream[K, S, V]) Remove(k K) (S, bool) {
	if s.state == nil {
		var zero S
		return zero, false
	}
	return s.state.queue.Remove(k)
}
