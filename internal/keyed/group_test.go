package keyed

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// checkGroup groups the numbers of rows, and compares with a map.
func checkGroup[K Key](t interface{ Fatalf(string, ...any) }, keys []K) {
	want := map[K][]int{}
	for i, k := range keys {
		want[k] = append(want[k], i)
	}
	visited := map[K]bool{}
	filled := 0
	err := Group(keys, func(start int, rows []int) error {
		for i := range rows {
			rows[i] = start + i
		}
		filled += len(rows)
		return nil
	}, func(rows []int) {
		if filled != len(keys) {
			t.Fatalf("a visit when %d of %d rows are filled", filled, len(keys))
		}
		k := keys[rows[0]]
		if visited[k] || !slices.Equal(rows, want[k]) {
			t.Fatalf("key %v of %d: rows %v, want %v, and once", k, len(keys), rows, want[k])
		}
		visited[k] = true
	})
	if err != nil || len(visited) != len(want) {
		t.Fatalf("%d keys, want %d; %v", len(visited), len(want), err)
	}
}

func TestGroupIsAMapOfRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOf(rapid.IntRange(-3, 9)).Draw(t, "numbers")
		checkGroup(t, numbers)
		checkGroup(t, slices.Sorted(slices.Values(numbers)))
		checkGroup(t, mapped(numbers, func(n int) int32 { return int32(n) }))
		checkGroup(t, mapped(numbers, func(n int) int64 { return int64(n) << 60 }))
		checkGroup(t, mapped(numbers, func(n int) uint { return uint(n) }))
		checkGroup(t, mapped(numbers, func(n int) uint32 { return uint32(n) }))
		checkGroup(t, mapped(numbers, func(n int) uint64 { return uint64(n) }))
		checkGroup(t, mapped(numbers, func(n int) uint8 { return uint8(n) }))
		// Strings of all lengths around those that are packed, of few letters.
		text := rapid.StringMatching(`[\x00a]{0,17}`)
		checkGroup(t, rapid.SliceOf(text).Draw(t, "texts"))
		checkGroup(t, rapid.SliceOf(rapid.StringN(0, 15, 15)).Draw(t, "short texts"))
	})
}

func mapped[A, B any](all []A, f func(A) B) []B {
	to := make([]B, len(all))
	for i, a := range all {
		to[i] = f(a)
	}
	return to
}

// Columns of many parts.
func TestLongColumnsAreGrouped(t *testing.T) {
	for _, customers := range []int{1, 1000, 1 << 17} {
		keys := column(1<<18, customers)
		checkGroup(t, keys)
		checkGroup(t, named(keys))
		checkGroup(t, mapped(named(keys), func(s string) string { return strings.Repeat(s, 2) }))
		checkGroup(t, slices.Sorted(slices.Values(keys)))
	}
}

// Most of the time of rows is to move them: integers and their values are 16 bytes.
func TestRowsAreSmall(t *testing.T) {
	if size := reflect.TypeFor[groupRow[struct{}, uint64]]().Size(); size > 16 {
		t.Errorf("%d bytes", size)
	}
	if size := reflect.TypeFor[groupSlot[struct{}]]().Size(); size > 16 {
		t.Errorf("a slot of %d bytes", size)
	}
}

func TestPackedStringsDiffer(t *testing.T) {
	seen := map[[2]uint64]string{}
	var all func(s string)
	all = func(s string) {
		lo, hi := pack(s)
		if other, ok := seen[[2]uint64{lo, hi}]; ok {
			t.Fatalf("%q is packed as %q", s, other)
		}
		seen[[2]uint64{lo, hi}] = s
		if len(s) < maxPacked {
			all(s + "\x00")
			all(s + "\xff")
		}
	}
	all("")
}

func TestGroupEndsWithAnError(t *testing.T) {
	refused := errors.New("refused")
	blocks := 0
	err := Group(make([]int, 10*block), func(start int, rows []int) error {
		if blocks++; start == 3*block {
			return refused
		}
		return nil
	}, func([]int) { t.Error("a visit") })
	if !errors.Is(err, refused) || blocks != 4 {
		t.Errorf("%v after %d blocks", err, blocks)
	}
}

// BenchmarkGroup sorts a million rows of 100,000 customers.
func BenchmarkGroup(b *testing.B) {
	keys := column(1e6, 1e5)
	b.Run("int64", func(b *testing.B) { benchmarkGroup(b, keys) })
	b.Run("ascending int64", func(b *testing.B) { benchmarkGroup(b, slices.Sorted(slices.Values(keys))) })
	b.Run("string", func(b *testing.B) { benchmarkGroup(b, named(keys)) })
	b.Run("long string", func(b *testing.B) {
		benchmarkGroup(b, mapped(named(keys), func(s string) string { return strings.Repeat(s, 4) }))
	})
}

func benchmarkGroup[K Key](b *testing.B, keys []K) {
	b.ReportAllocs()
	for b.Loop() {
		_ = Group(keys, func(int, []uint64) error { return nil }, func([]uint64) {})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(keys)), "ns/row")
}
