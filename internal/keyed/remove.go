package keyed

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
	if t.large != nil && t.large.rows != nil {
		t.large.rows.flush(t.large, shardOf(h))
	}
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
