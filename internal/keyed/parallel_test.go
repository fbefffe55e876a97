package keyed

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// twin returns a copy with the seed of t.
func (t *Table[K, S]) twin() Table[K, S] {
	c := t.Sibling()
	if t.large == nil {
		c.one = shard[K, S]{t.one.n, slices.Clone(t.one.slots)}
		return c
	}
	c.large = &large[K, S]{n: t.large.n}
	for p, s := range t.large.shards {
		c.large.shards[p] = shard[K, S]{s.n, slices.Clone(s.slots)}
	}
	return c
}

// rowsOf returns the values of each key in the order of the rows.
func rowsOf[K Key](keys []K, values []int) map[K][]int {
	all := make(map[K][]int)
	for i, k := range keys {
		all[k] = append(all[k], values[i])
	}
	return all
}

func collect[K Key](t *Table[K, []int]) map[K][]int {
	all := make(map[K][]int)
	for k, s := range t.All() {
		all[k] = *s
	}
	return all
}

func testEachOn[K Key](t *testing.T, name string, keys []K) {
	values := places(0, len(keys))
	want := rowsOf(keys, values)
	for _, n := range []int{-1, 0, 1, 2, 3, 8} {
		var table Table[K, []int]
		// The table has some of the rows before, and rows that wait.
		half := len(keys) / 3
		for i, k := range keys[:half] {
			Later(&table, k, i, func(s *[]int, v int) { *s = append(*s, v) })
		}
		EachOn(n, &table, keys[half:], values[half:], func(s *[]int, v int) { *s = append(*s, v) })
		if table.Len() != len(want) {
			t.Errorf("%s on %d: %d keys, want %d", name, n, table.Len(), len(want))
		}
		if got := collect(&table); !maps.EqualFunc(got, want, slices.Equal) {
			t.Errorf("%s on %d: other rows", name, n)
		}
	}
}

// A column on goroutines gives each key its rows in their order, as Go's map does.
func TestEachOnKeepsTheOrderOfRows(t *testing.T) {
	wide := column(3*minParallel, 40_000)
	testEachOn(t, "integers", wide)
	testEachOn(t, "strings", named(wide))
	testEachOn(t, "one key", make([]int64, 3*minParallel))
	testEachOn(t, "few rows", wide[:100])
	testEachOn(t, "no rows", wide[:0])
	long := named(wide)
	long[minParallel] = strings.Repeat("x", maxText+1)
	testEachOn(t, "a long text", long)
}

// A column of several parts: more rows than are sorted at a time.
func TestEachOnOfSeveralParts(t *testing.T) {
	keys := column(2*maxPart+5, 50_000)
	var one, two Table[int64, uint64]
	count(&one, keys)
	EachOn(2, &two, keys, make([]struct{}, len(keys)), func(n *uint64, _ struct{}) { *n++ })
	if one.Len() != two.Len() {
		t.Fatalf("%d keys, want %d", two.Len(), one.Len())
	}
	for k, n := range one.All() {
		if got, _ := two.Get(k); got != *n {
			t.Fatalf("key %d: %d rows, want %d", k, got, *n)
		}
	}
}

func TestSpreadCoversAllRows(t *testing.T) {
	for _, n := range []int{-1, 0, 1, 2, 3, 7} {
		for _, rows := range []int{0, 1, minParallel - 1, minParallel, 5*minParallel + 3} {
			seen := make([]uint8, rows)
			Spread(n, rows, func(_, from, to int) {
				for i := from; i < to; i++ {
					seen[i]++
				}
			})
			if i := slices.IndexFunc(seen, func(n uint8) bool { return n != 1 }); i >= 0 {
				t.Errorf("%d rows on %d: row %d %d times", rows, n, i, seen[i])
			}
		}
	}
}

// Merge of siblings is that of strangers, whatever their sizes and common keys.
func TestSiblingsMergeAsStrangersDo(t *testing.T) {
	add := func(s *uint64, theirs uint64) { *s += theirs }
	for _, c := range []struct{ ours, theirs, shift int64 }{
		{0, 0, 0},
		{0, 10, 0},
		{10, 0, 0},
		{10, 20, 5},
		{0, 50_000, 0},        // into an empty one
		{100, 50_000, 50},     // into one of one shard
		{50_000, 100, 49_950}, // of one shard
		{50_000, 50_000, 0},   // the same keys
		{50_000, 50_000, 25_000},
		{40_000, 90_000, 40_000}, // disjoint
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			var origin, want Table[int64, uint64]
			ours, theirs := origin.Sibling(), origin.Sibling()
			for k := range c.ours {
				*ours.At(k) += uint64(k) + 1
				*want.At(k) += uint64(k) + 1
			}
			for k := range c.theirs {
				*theirs.At(k + c.shift) += 7
				*want.At(k + c.shift) += 7
			}
			before := theirs.Len()
			taken, taking := theirs.twin(), ours.twin()
			taking.Absorb(&taken, add)
			taking.Absorb(&taking, add)
			if taken.Len() != 0 || taking.Len() != want.Len() {
				t.Fatalf("absorbed %d keys, left %d, want %d", taking.Len(), taken.Len(), want.Len())
			}
			ours.Merge(&theirs, add)
			if ours.Len() != want.Len() || theirs.Len() != before {
				t.Fatalf("%d keys, want %d; of the source %d, want %d", ours.Len(), want.Len(), theirs.Len(), before)
			}
			for k, n := range want.All() {
				a, _ := ours.Get(k)
				b, _ := taking.Get(k)
				if a != *n || b != *n {
					t.Fatalf("key %d: %d merged, %d absorbed, want %d", k, a, b, *n)
				}
			}
			ours.Merge(&ours, add)
			for k, n := range want.All() {
				if got, _ := ours.Get(k); got != 2**n {
					t.Fatalf("key %d, merged with itself: %d, want %d", k, got, 2**n)
				}
			}
		})
	}
}

// A table that loses all keys begins anew, and its siblings stay as they are.
func TestSiblingOfATableThatBeganAnew(t *testing.T) {
	var origin Table[int64, uint64]
	a := origin.Sibling()
	b := a.Sibling()
	*a.At(1) = 5
	a.Remove(1)
	*a.At(2) = 6
	*b.At(2) = 7
	b.Merge(&a, func(s *uint64, theirs uint64) { *s += theirs })
	if got, _ := b.Get(2); got != 13 || b.Len() != 1 {
		t.Errorf("%d of %d keys, want 13 of 1", got, b.Len())
	}
}

// Shares cover the keys, and a table absorbs siblings of other shares as they are.
func TestSharesAreOfSeparateShards(t *testing.T) {
	const n = 3
	var parts [n]Table[string, uint64]
	for i := range parts[1:] {
		parts[i+1] = parts[0].Sibling()
	}
	keys := named(column(200_000, 150_000))
	var want Table[string, uint64]
	count(&want, keys)
	var rows [n][]string
	for _, k := range keys {
		i := parts[0].Share(k, n)
		if i != parts[2].Share(k, n) || i < 0 || i >= n {
			t.Fatalf("share %d, of a sibling %d", i, parts[2].Share(k, n))
		}
		rows[i] = append(rows[i], k)
	}
	for i := range parts {
		count(&parts[i], rows[i])
		if parts[i].Len() < 30_000 {
			t.Errorf("share %d has %d keys", i, parts[i].Len())
		}
	}
	for i := range parts[1:] {
		parts[0].Absorb(&parts[i+1], func(*uint64, uint64) { t.Fatal("a key of two shares") })
	}
	if parts[0].Len() != want.Len() {
		t.Fatalf("%d keys, want %d", parts[0].Len(), want.Len())
	}
	for k, n := range want.All() {
		if got, _ := parts[0].Get(k); got != *n {
			t.Fatalf("key %s: %d, want %d", k, got, *n)
		}
	}
	for _, n := range []int{-1, 0, 1} {
		if got := want.Share("k", n); got != 0 {
			t.Errorf("share of %d: %d", n, got)
		}
	}
}
