package keyed

import "reflect"

// A shard is a hash table with open addressing and linear probing. Keys and
// states lie in the slots themselves: at a million keys the time of a row is
// that of its misses of the cache, and an index of places in dense slices would
// double them.
//
// A key belongs in slot hash*len(slots)/2^32, or in the next free one. A fourth
// of the slots is free, so that a search is short and ends.
type shard[K Key, S any] struct {
	n     int
	slots []slot[K, S]
}

// A slot without key has hash 0. The state comes first: a last field of size 0,
// such as that of a Set, would be padded.
type slot[K Key, S any] struct {
	state S
	hash  uint32
	key   K
}

const (
	minSlots  = 8  // the least of a shard that is in use
	smallSlot = 32 // bytes
)

// find returns the state of k, or nil. The shard must have slots.
func (s *shard[K, S]) find(k K, hash uint32) *S {
	if i := s.index(k, hash); i >= 0 {
		return &s.slots[i].state
	}
	return nil
}

// index returns the number of the slot of k, or -1. The shard must have slots.
func (s *shard[K, S]) index(k K, hash uint32) int {
	for i := s.home(hash); ; i = s.next(i) {
		slot := &s.slots[i]
		if slot.hash == hash && slot.key == k {
			return i
		}
		if slot.hash == 0 {
			return -1
		}
	}
}

// home returns the number of the slot where a key belongs.
func (s *shard[K, S]) home(hash uint32) int { return int(uint64(hash) * uint64(len(s.slots)) >> 32) }

func (s *shard[K, S]) next(i int) int {
	if i++; i < len(s.slots) {
		return i
	}
	return 0
}

// free returns the slot for a key that the shard does not have.
func (s *shard[K, S]) free(hash uint32) *slot[K, S] {
	i := s.home(hash)
	for s.slots[i].hash != 0 {
		i = s.next(i)
	}
	return &s.slots[i]
}

// add adds a key that the shard does not have, and returns its state. The shard must
// have slots.
func (s *shard[K, S]) add(k K, hash uint32) *S {
	s.reserve(1)
	s.n++
	slot := s.free(hash)
	slot.hash, slot.key = hash, k
	return &slot.state
}

// reserve makes room for n more keys, and reports whether there was none. Small slots
// are doubled at least, for speed: the less full they are, the more keys are in the
// slot where they belong. Large ones get half as many more, for memory.
func (s *shard[K, S]) reserve(n int) bool {
	if n += s.n; n <= len(s.slots)-len(s.slots)/4 {
		return false
	}
	size := max(2*len(s.slots), 2*n)
	if reflect.TypeFor[slot[K, S]]().Size() > smallSlot {
		size = max(len(s.slots)+max(minSlots, len(s.slots)/2), n+n/2)
	}
	s.move(size)
	return true
}

// move moves the keys to new slots, of which a fourth has to stay free.
//
// Keys keep their order, but for the few that had come around the end, so both
// passes go forward through memory.
func (s *shard[K, S]) move(size int) {
	old := s.slots
	s.slots = make([]slot[K, S], size)
	for i := range old {
		if hash := old[i].hash; hash != 0 {
			*s.free(hash) = old[i]
		}
	}
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
	// A shard grows when three quarters are taken, to a half of that or more, so that this
	// shrinks it once half of the keys are gone: to a size that is as far from the next
	// growth as from the next shrinking.
	if len(s.slots) > minSlots && 8*s.n < 3*len(s.slots) {
		s.move(max(minSlots, s.n+2*s.n/3))
	}
}

// warm reads all slots in their order, which the processor foresees: it is a
// third faster than to let the rows find them out of the cache in theirs. What
// it returns is only there to be used, or the compiler would drop the reads.
func (s *shard[K, S]) warm() (read uint32) {
	for i := range s.slots {
		read |= s.slots[i].hash
	}
	return read
}

// all yields the keys and their states until yield refuses one.
func (s *shard[K, S]) all(yield func(K, *S) bool) bool {
	for i := range s.slots {
		if slot := &s.slots[i]; slot.hash != 0 && !yield(slot.key, &slot.state) {
			return false
		}
	}
	return true
}
