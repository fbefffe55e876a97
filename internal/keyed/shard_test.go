package keyed

import (
	"maps"
	"math"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// fill adds keys with a hash that the test chooses.
func fill(keys []int, hash func(k int) uint32) *shard[int, int] {
	s := &shard[int, int]{slots: make([]slot[int, int], minSlots)}
	for _, k := range keys {
		*s.add(k, hash(k)) = -k
	}
	return s
}

func checkShard(t interface{ Errorf(string, ...any) }, s *shard[int, int], keys []int, hash func(k int) uint32) {
	for _, k := range keys {
		if state := s.find(k, hash(k)); state == nil || *state != -k {
			t.Errorf("key %d is lost among %d", k, len(keys))
		}
	}
	if free := len(s.slots) - s.n; s.n != len(keys) || free < len(s.slots)/4 {
		t.Errorf("%d keys of %d in %d slots", s.n, len(keys), len(s.slots))
	}
	got := map[int]int{}
	s.all(func(k int, state *int) bool { got[k] = *state; return true })
	if len(got) != len(keys) {
		t.Errorf("all gives %d keys of %d", len(got), len(keys))
	}
}

func TestNoKeyIsTakenForAFreeSlot(t *testing.T) {
	for _, h := range []uint64{0, 1 << 32, 1<<63 | 2} {
		if short(h) == 0 {
			t.Errorf("hash %x is that of a free slot", h)
		}
	}
}

// A search compares keys, not hashes, and comes around the end.
func TestKeysOfOneHashAreKept(t *testing.T) {
	keys := make([]int, 100)
	for i := range keys {
		keys[i] = i + 1
	}
	for _, h := range []uint32{1, math.MaxUint32, 1<<31 | 1} {
		hash := func(int) uint32 { return h }
		s := fill(keys, hash)
		checkShard(t, s, keys, hash)
		if s.find(0, h) != nil || s.find(1, h^2) != nil {
			t.Errorf("hash %x: a key that was not added", h)
		}
	}
}

func TestHashesOfFewValuesAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hashes := rapid.SliceOfN(rapid.OneOf(rapid.Uint32(), rapid.Uint32Min(math.MaxUint32-3)), 1, 4).Draw(t, "hashes")
		hash := func(k int) uint32 { return hashes[(k%len(hashes)+len(hashes))%len(hashes)] | 1 }
		keys := rapid.SliceOfDistinct(rapid.IntRange(-99, 99), rapid.ID).Draw(t, "keys")
		checkShard(t, fill(keys, hash), keys, hash)
	})
}

// Around each size at which a shard grows or a table is split, every key is
// there, and the next is not. A shard of small slots grows
// at 3/4 of 2^p slots.
func TestTablesGrow(t *testing.T) {
	edge := func(n uint32) bool { return n%3 == 0 && bits.OnesCount32(n/3) == 1 || n == unsplit }
	var table Table[uint32, uint32]
	for n := uint32(1); n <= 3*unsplit; n++ {
		*table.At(n) = n
		if !edge(n-1) && !edge(n) && !edge(n+1) {
			continue
		}
		for k := uint32(1); k <= n; k++ {
			if got, ok := table.Get(k); !ok || got != k {
				t.Fatalf("with %d keys, %d has %d, %v", n, k, got, ok)
			}
		}
		if _, ok := table.Get(n + 1); ok || table.Len() != int(n) || (table.large != nil) != (n > unsplit) {
			t.Fatalf("with %d keys, there are %d, in shards %v", n, table.Len(), table.large != nil)
		}
	}
}

// Columns of more than a part, with keys before them, new in them, and known.
func TestLongColumnsAreAsRows(t *testing.T) {
	keys := append(column(maxPart, 2*unsplit), column(3*minColumn, 9*unsplit)...)
	names := named(keys[maxPart-minColumn:])
	for _, first := range []int{0, len(keys) - minColumn, len(keys)} {
		checkColumn(t, keys, first)
	}
	checkColumn(t, names, 10)
}

func checkColumn[K Key](t *testing.T, keys []K, first int) {
	t.Helper()
	var rows, columns Table[K, uint64]
	add := func(i int, n *uint64) { *n = *n*31 + uint64(i) }
	for i, k := range keys {
		add(i, rows.At(k))
	}
	for i, k := range keys[:first] {
		add(i, columns.At(k))
	}
	Each(&columns, keys[first:], places(first, len(keys)), func(n *uint64, i int) { add(i, n) })
	if !slices.Equal(AppendTable(nil, &rows, appendCount), AppendTable(nil, &columns, appendCount)) {
		t.Errorf("from row %d on: %d keys by row, %d by column", first, rows.Len(), columns.Len())
	}
}

// probes returns how many slots it takes to find a key of the table, on
// average.
func probes[K Key, S any](t *Table[K, S]) float64 {
	sum := 0
	count := func(s *shard[K, S]) {
		for i := range s.slots {
			if hash := s.slots[i].hash; hash != 0 {
				home := int(uint64(hash) * uint64(len(s.slots)) >> 32)
				sum += (i-home+len(s.slots))%len(s.slots) + 1
			}
		}
	}
	if count(&t.one); t.large != nil {
		for i := range t.large.shards {
			count(&t.large.shards[i])
		}
	}
	return float64(sum) / float64(t.Len())
}

// Keys in the patterns that break weak hashes, and those that a hash without a
// seed would send to one slot: number has an inverse only who knows the seed.
// Linear probing with random hashes takes (1 + 1/(1-load))/2 probes: 2.5 at the
// greatest load, 3/4 (Knuth, The Art of Computer Programming, 3, 6.4).
func TestPatternsOfKeysDoNotCollide(t *testing.T) {
	const most = 3.5 // a shard varies
	inverse := uint64(0x9E3779B97F4A7C15)
	for range 5 { // Newton: each step doubles the bits that are right
		inverse *= 2 - 0x9E3779B97F4A7C15*inverse
	}
	for name, key := range map[string]func(i uint64) uint64{
		"in order":         func(i uint64) uint64 { return i },
		"descending":       func(i uint64) uint64 { return -i },
		"high bits":        func(i uint64) uint64 { return i << 44 },
		"middle bits":      func(i uint64) uint64 { return i << 24 },
		"steps of 1000":    func(i uint64) uint64 { return i * 1000 },
		"two halves":       func(i uint64) uint64 { return i<<32 | i },
		"gray":             func(i uint64) uint64 { return i ^ i>>1 },
		"reversed":         func(i uint64) uint64 { return bits.Reverse64(i) },
		"floats":           func(i uint64) uint64 { return math.Float64bits(float64(i)) },
		"fixed multiplier": func(i uint64) uint64 { return i * inverse },
		"few bits":         func(i uint64) uint64 { return 1<<(i%64) | 1<<(i/64%64) | 1<<(i/4096%64) },
	} {
		var one, many Table[uint64, struct{}]
		for i := range uint64(unsplit) {
			one.At(key(i))
		}
		for i := range uint64(4 * unsplit) {
			many.At(key(i))
		}
		if p, q := probes(&one), probes(&many); p > most || q > most {
			t.Errorf("%s: %.1f and %.1f probes per key", name, p, q)
		}
	}
}

// What the comment of Clone fears: a table that is filled in the order of
// another one's slots.
func TestTablesFillInTheOrderOfOthers(t *testing.T) {
	var a Table[int64, struct{}]
	for k := range int64(1000) {
		a.At(k)
	}
	clone := a.Clone(nil)
	Each(&a, column(1e5, 1e5), make([]struct{}, 1e5), func(*struct{}, struct{}) {})
	var fresh Table[int64, struct{}]
	worst := 0.0
	for k := range a.All() {
		clone.At(k)
		fresh.At(k)
		if n := clone.Len(); bits.OnesCount(uint(n)) == 1 {
			worst = max(worst, probes(&clone), probes(&fresh))
		}
	}
	if worst = max(worst, probes(&clone), probes(&fresh)); worst > 4 {
		t.Errorf("%.1f probes per key", worst)
	}
}

// Two tables have different seeds; nothing but the order of All shows it.
func TestSeedsDoNotShow(t *testing.T) {
	var a, b Table[int, uint64]
	for k := range 1000 {
		*a.At(k), *b.At(999 - k) = uint64(k), uint64(999-k)
	}
	if a.seed == b.seed {
		t.Error("the same seed twice")
	}
	if !maps.Equal(byKey(&a), byKey(&b)) || !slices.Equal(AppendTable(nil, &a, appendCount), AppendTable(nil, &b, appendCount)) {
		t.Error("tables of the same keys differ")
	}
}

func byKey(t *Table[int, uint64]) map[int]uint64 {
	m := map[int]uint64{}
	for k, n := range t.All() {
		m[k] = *n
	}
	return m
}

// The hash of a column's key is that of the key.
func TestColumnsHashAsKeys(t *testing.T) {
	s := newSeed()
	checkHashes(t, &s, []int{-1, 0, 1, math.MaxInt})
	checkHashes(t, &s, []int8{-1, 0})
	checkHashes(t, &s, []int16{-1, 0})
	checkHashes(t, &s, []int32{-1, 0, math.MinInt32})
	checkHashes(t, &s, []int64{-1, 0, math.MinInt64})
	checkHashes(t, &s, []uint{0, 1})
	checkHashes(t, &s, []uint8{0, 1})
	checkHashes(t, &s, []uint16{0, 1})
	checkHashes(t, &s, []uint32{0, math.MaxUint32})
	checkHashes(t, &s, []uint64{0, math.MaxUint64})
	checkHashes(t, &s, []uintptr{0, 1})
	checkHashes(t, &s, []string{"", "a"})
	checkHashes(t, &s, []customer{"", "a"})
	checkHashes(t, &s, []channel{-1, 1})
}

func checkHashes[K Key](t *testing.T, s *seed, keys []K) {
	t.Helper()
	var h [block]uint64
	hashes(s, keys, &h)
	for i, k := range keys {
		if want := hash(s, k); h[i] != want {
			t.Errorf("%T %v: %x in a column, %x alone", k, k, h[i], want)
		}
	}
}
