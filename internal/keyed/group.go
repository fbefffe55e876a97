package keyed

import (
	"hash/maphash"
	"sync"
	"sync/atomic"
)

const (
	groupRows = 1 << 13 // rows of a part that fit the cache of a core
	groupBits = 9       // 2^9 parts at most: more would spoil the cache of pages
	chunk     = 256     // rows of a part that lie together
)

// Group calls visit with the values of each key, in the order of their rows; the
// keys come in no specified order. It first asks fill for the values of all rows,
// a block from row start on at a time, and ends with its error, if any. visit may
// change the values, and must not keep them.
//
// It is for what needs all rows of a key at once, and no state behind. Rows are
// sorted into parts by the hash of their keys, and those of a part by key while it
// is in the cache of a core: no row waits for memory. That takes memory for the
// rows once more: a value and, of integers, 8 bytes; of strings up to 15 bytes 16,
// or else 24.
func Group[K Key, V any](keys []K, fill func(start int, values []V) error, visit func(values []V)) error {
	return GroupOn(1, keys,
		func(_, start int, values []V) error { return fill(start, values) },
		func(int) func([]V) { return visit })
}

// GroupOn is Group on up to n goroutines, which are gone when it returns. They ask
// fill for the values of n sections of the rows, 0 to n-1, each on one goroutine from
// its first row to its last. Of several errors it returns that of the first row.
// When all values are there, it calls visitor n times, and then what it returned, each
// on one goroutine: a key goes to any of them, with all its values.
func GroupOn[K Key, V any](n int, keys []K, fill func(section, start int, values []V) error, visitor func(i int) func(values []V)) error {
	g := groups[V]{n, len(keys), fill, visitor}
	s := newSeed()
	switch keys := any(keys).(type) {
	case []int:
		return groupNumbers(&s, keys, &g)
	case []int32:
		return groupNumbers(&s, keys, &g)
	case []int64:
		return groupNumbers(&s, keys, &g)
	case []uint:
		return groupNumbers(&s, keys, &g)
	case []uint32:
		return groupNumbers(&s, keys, &g)
	case []uint64:
		return groupNumbers(&s, keys, &g)
	case []string:
		if allPacked(keys) {
			return group(&g, func(start int, images []image[uint64]) {
				for i, k := range keys[start:][:len(images)] {
					lo, hi := pack(k)
					images[i] = image[uint64]{hi, mix(&s, lo^mix(&s, hi))}
				}
			})
		}
	}
	return group(&g, func(start int, images []image[K]) {
		for i, k := range keys[start:][:len(images)] {
			images[i] = image[K]{k, maphash.Comparable(s.comparable, k)}
		}
	})
}

func groupNumbers[N int | int32 | int64 | uint | uint32 | uint64, V any](s *seed, keys []N, g *groups[V]) error {
	return group(g, func(start int, images []image[struct{}]) {
		for i, k := range keys[start:][:len(images)] {
			images[i].hash = mix(s, uint64(k))
		}
	})
}

// An image stands for a key: those of two keys are equal if the keys are. The
// hash of an integer has an inverse, so that nothing else is needed; that of a
// packed string has one together with the second word.
//
// The rest comes first: a last field of size 0 would be padded.
type image[R comparable] struct {
	rest R
	hash uint64
}

// maxPacked is the length of the strings that fit in two words with their length.
const maxPacked = 15

func allPacked(keys []string) bool {
	for _, k := range keys {
		if len(k) > maxPacked {
			return false
		}
	}
	return true
}

// pack returns a string as two words: 8 bytes, 7 bytes and the length. To compare
// strings then takes no memory but that of the row.
func pack(s string) (lo, hi uint64) {
	n := len(s)
	switch {
	case n >= 8: // the second word is the end of the string, without what is in the first
		lo, hi = word(s), word(s[n-8:])>>(8*(16-n))
	case n >= 4:
		lo = half(s) | half(s[n-4:])<<(8*(n-4))
	default:
		for i := range n {
			lo |= uint64(s[i]) << (8 * i)
		}
	}
	return lo, hi | uint64(n)<<56
}

func word(s string) uint64 { return half(s) | half(s[4:])<<32 }

func half(s string) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

type groupRow[R comparable, V any] struct {
	image[R]
	value V
}

// groups is what GroupOn is called with, but for the keys.
type groups[V any] struct {
	n, rows int
	fill    func(section, start int, values []V) error
	visitor func(i int) func(values []V)
}

// group is GroupOn for rows whose images images writes.
func group[R comparable, V any](g *groups[V], images func(start int, images []image[R])) error {
	parts := 1
	for parts < 1<<groupBits && parts*groupRows < g.rows {
		parts *= 2
	}
	n := sections(g.n, g.rows)
	all := make([]sorted[R, V], n)
	errs := make([]error, n)
	Spread(n, g.rows, func(i, from, to int) {
		all[i] = newSorted[R, V](parts, to-from)
		errs[i] = all[i].sort(from, to, images, func(start int, values []V) error { return g.fill(i, start, values) })
	})
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	if n == 1 {
		visitParts(all, func() int { parts--; return parts }, g.visitor(0))
		return nil
	}
	left := new(atomic.Int64)
	left.Store(int64(parts))
	var wg sync.WaitGroup
	for i := range n {
		visit := g.visitor(i)
		wg.Go(func() { visitParts(all, func() int { return int(left.Add(-1)) }, visit) })
	}
	wg.Wait()
	return nil
}

// visitParts visits the keys of the parts that next returns, until it is negative.
func visitParts[R comparable, V any](all []sorted[R, V], next func() int, visit func([]V)) {
	var g grouper[R, V]
	for p := next(); p >= 0; p = next() {
		g.rows = g.rows[:0]
		for i := range all {
			g.gather(all[i].rows, all[i].chunks[p], all[i].ends[p])
		}
		g.visit(visit)
	}
}

// sorted is the rows of a section by part. Those of a part lie in chunks, so that
// nobody has to count them first.
type sorted[R comparable, V any] struct {
	rows   []groupRow[R, V]
	chunks [][]int // where those of a part begin
	ends   []int   // where the last one ends
}

func newSorted[R comparable, V any](parts, rows int) sorted[R, V] {
	return sorted[R, V]{make([]groupRow[R, V], (rows/chunk+parts)*chunk), make([][]int, parts), make([]int, parts)}
}

// sort sorts the rows from one to before another.
func (s *sorted[R, V]) sort(from, to int, images func(int, []image[R]), fill func(int, []V) error) error {
	rows, ends, parts := s.rows, s.ends, len(s.ends)
	free := 0
	var some [block]image[R]
	var values [block]V
	for ; from < to; from += block {
		some, values := some[:min(block, to-from)], values[:min(block, to-from)]
		images(from, some)
		if err := fill(from, values); err != nil {
			return err
		}
		for i := range some {
			p := some[i].hash >> 32 * uint64(parts) >> 32
			end := ends[p]
			if end%chunk == 0 {
				end = free
				free += chunk
				s.chunks[p] = append(s.chunks[p], end)
			}
			rows[end] = groupRow[R, V]{some[i], values[i]}
			ends[p] = end + 1
		}
	}
	return nil
}

// A grouper sorts the rows of a part by key, in memory for one part.
type grouper[R comparable, V any] struct {
	rows   [][]groupRow[R, V]
	slots  []groupSlot[R] // a hash table of the keys, with linear probing
	ends   []uint32       // by key: the number of its rows, then where they end
	of     []uint32       // the number of the key of each row
	values []V            // by key
}

// A groupSlot has the number of its key, from 1.
type groupSlot[R comparable] struct {
	image[R]
	key uint32
}

// gather takes more rows of a part: those of its chunks in a section, of which the last
// one ends at end.
func (g *grouper[R, V]) gather(rows []groupRow[R, V], starts []int, end int) {
	for i, start := range starts {
		to := start + chunk
		if i == len(starts)-1 {
			to = end
		}
		g.rows = append(g.rows, rows[start:to])
	}
}

// visit sorts the rows, and calls visit with the values of each key.
func (g *grouper[R, V]) visit(visit func([]V)) {
	clear(g.slots)
	g.ends, g.of = g.ends[:0], g.of[:0]
	for _, rows := range g.rows {
		for i := range rows {
			if 2*len(g.ends) >= len(g.slots) {
				g.grow()
			}
			slot := g.find(&rows[i].image)
			if slot.key == 0 {
				g.ends = append(g.ends, 0)
				slot.image, slot.key = rows[i].image, uint32(len(g.ends))
			}
			g.of = append(g.of, slot.key-1)
			g.ends[slot.key-1]++
		}
	}
	end := uint32(0)
	for key, n := range g.ends {
		g.ends[key] = end
		end += n
	}
	if len(g.values) < len(g.of) {
		g.values = make([]V, len(g.of))
	}
	of := g.of
	for _, rows := range g.rows {
		for i := range rows {
			to := &g.ends[of[i]]
			g.values[*to] = rows[i].value
			*to++
		}
		of = of[len(rows):]
	}
	from := uint32(0)
	for _, end := range g.ends {
		visit(g.values[from:end:end])
		from = end
	}
}

// find returns the slot of a key, or the free one for it. The low bits of a hash
// choose the slot, the high bits the part.
func (g *grouper[R, V]) find(m *image[R]) *groupSlot[R] {
	mask := uint64(len(g.slots) - 1)
	for i := m.hash & mask; ; i = (i + 1) & mask {
		if slot := &g.slots[i]; slot.key == 0 || slot.image == *m {
			return slot
		}
	}
}

// grow doubles the slots. They stay for the next part, which is about as large.
func (g *grouper[R, V]) grow() {
	old := g.slots
	g.slots = make([]groupSlot[R], max(minSlots, 2*len(old)))
	for i := range old {
		if old[i].key != 0 {
			*g.find(&old[i].image) = old[i]
		}
	}
}
