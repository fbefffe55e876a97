package keyed

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
)

func add(n *uint64, v uint64) { *n = *n*31 + v }

// Rows that wait are added as At adds them, with new keys among them, and flushed in
// between.
func TestWaitingRowsAreAsRows(t *testing.T) {
	checkLater(t, column(9*unsplit, 4*unsplit))
	checkLater(t, named(column(4*unsplit, 2*unsplit)))
}

// Strings wait in a way of their own, but those of a named type and long ones.
func TestWaitingTextsAreAsRows(t *testing.T) {
	type name string
	var names []name
	texts := named(column(4*unsplit, 2*unsplit))
	for i, text := range texts {
		names = append(names, name(text))
		switch i % 1000 {
		case 0:
			texts[i] = ""
		case 1, 2:
			texts[i] = strings.Repeat("x", maxText+i%2)
		}
	}
	checkLater(t, texts)
	checkLater(t, names)
}

func checkLater[K Key](t *testing.T, keys []K) {
	t.Helper()
	var rows, together Table[K, uint64]
	waited := 0
	for i, k := range keys {
		add(rows.At(k), uint64(i))
		Later(&together, k, uint64(i), add)
		if together.Waits() {
			waited++
		}
		switch i {
		case len(keys) / 2:
			together.Flush()
			checkTables(t, &together, &rows)
		case len(keys) * 3 / 4: // what waits for a key comes before the next row by At
			add(rows.At(k), 7)
			add(together.At(k), 7)
		}
	}
	checkTables(t, Read(&together, nil, add), &rows)
	together.Flush()
	together.Flush()
	checkTables(t, &together, &rows)
	if waited < len(keys)/2 || together.Len() < unsplit {
		t.Errorf("rows waited %d times of %d, for %d keys", waited, len(keys), together.Len())
	}
}

func checkTables[K Key](t *testing.T, got, want *Table[K, uint64]) {
	t.Helper()
	if got.Waits() || !slices.Equal(AppendTable(nil, got, appendCount), AppendTable(nil, want, appendCount)) {
		t.Errorf("%d keys, %d by row", got.Len(), want.Len())
	}
}

func TestNoRowOfASmallTableWaits(t *testing.T) {
	var table Table[int, uint64]
	for k := range unsplit {
		Later(&table, k, 1, add)
		if table.Waits() {
			t.Fatalf("key %d waits", k)
		}
	}
	if table.Len() != unsplit {
		t.Errorf("%d keys", table.Len())
	}
}

// Each and Merge add what waits before their own rows, and rows of another type do.
func TestWaitingRowsComeFirst(t *testing.T) {
	var got, want, other Table[int, uint64]
	for k := range 2 * unsplit {
		*got.At(k), *want.At(k) = 1, 1
	}
	*other.At(5) = 9
	for i, step := range []func(){
		func() { Each(&got, []int{5}, []uint64{2}, add) },
		func() { got.Merge(&other, add) },
		func() { Later(&got, 5, uint8(2), func(n *uint64, v uint8) { add(n, uint64(v)) }) },
	} {
		Later(&got, 5, uint64(3), add)
		step()
		add(want.At(5), 3)
		add(want.At(5), []uint64{2, 9, 2}[i])
	}
	got.Flush()
	checkTables(t, &got, &want)
}

// What waits for a key is its state, also when it is removed or renamed.
func TestWaitingRowsAreRenamed(t *testing.T) {
	var table Table[int, uint64]
	sum := func(n *uint64, v uint64) { *n += v }
	for k := range 2 * unsplit {
		*table.At(k) = 1
	}
	from, to, fresh := 5, 6, 3*unsplit
	Later(&table, from, 10, sum)
	Later(&table, to, 100, sum)
	table.Rename(from, to, sum)
	Later(&table, fresh, 1000, sum)
	table.Rename(to, fresh, sum)
	if n, ok := table.Get(fresh); !ok || n != 1112 || table.Len() != 2*unsplit-1 {
		t.Errorf("%d, %v, in a table of %d keys", n, ok, table.Len())
	}
	Later(&table, 7, 5, sum)
	if n, ok := table.Remove(7); !ok || n != 6 {
		t.Errorf("removed %d, %v", n, ok)
	}
}

// A copy of a large table shares all of it.
func TestALargeTableMoves(t *testing.T) {
	var table, want Table[int, uint64]
	for k := range 3 * unsplit {
		Later(&table, k, 1, add)
		add(want.At(k), 1)
	}
	moved := table
	table = Table[int, uint64]{}
	for k := range 4 * unsplit {
		Later(&moved, k, 2, add)
		add(want.At(k), 2)
	}
	moved.Flush()
	checkTables(t, &moved, &want)
}

// list is a state behind a pointer: its rows, in their order.
type list struct{ rows *[]int }

func (l list) clone() list {
	if l.rows == nil {
		return list{}
	}
	rows := slices.Clone(*l.rows)
	return list{&rows}
}

func (l *list) add(row int) {
	if l.rows == nil {
		l.rows = new([]int)
	}
	*l.rows = append(*l.rows, row)
}

// Any number of readers at once see the rows that wait, new keys among them, and
// none of them changes what the table or a state holds.
func TestReadersOfATableShareIt(t *testing.T) {
	keys := column(2*unsplit, 2*unsplit)
	t.Run("integers", func(t *testing.T) { checkReaders(t, keys) })
	t.Run("texts", func(t *testing.T) { checkReaders(t, named(keys)) })
}

func checkReaders[K Key](t *testing.T, keys []K) {
	var table Table[K, list]
	want := map[K][]int{}
	for i, k := range keys {
		Later(&table, k, i, (*list).add)
		want[k] = append(want[k], i)
		if i != len(keys)-10 {
			continue
		}
		if !table.Waits() || table.Len() == len(want) {
			t.Fatalf("%d rows: of %d keys %d wait", i+1, len(want), len(want)-table.Len())
		}
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				v := Read(&table, list.clone, (*list).add)
				if err := compare(v, want); err != nil {
					t.Errorf("%d rows: %v", i+1, err)
				}
				if err := comparePass(ReadAll(&table, list.clone, (*list).add), want); err != nil {
					t.Errorf("%d rows: pass: %v", i+1, err)
				}
				c := v.Clone(list.clone)
				if err := compare(&c, want); err != nil {
					t.Errorf("%d rows: clone: %v", i+1, err)
				}
				c.At(k).add(0)
				if err := compare(v, want); err != nil {
					t.Errorf("%d rows: once more: %v", i+1, err)
				}
			})
		}
		wg.Wait()
	}
	table.Flush()
	if err := compare(&table, want); err != nil {
		t.Errorf("flushed: %v", err)
	}
	for range ReadAll(&table, list.clone, (*list).add) {
		break // a pass may end early
	}
	if Read(&table, list.clone, (*list).add) != &table {
		t.Error("a table without waiting rows is read as another")
	}
}

// compare reads all of a table, in both ways.
func compare[K Key](t *Table[K, list], want map[K][]int) error {
	if t.Len() != len(want) {
		return fmt.Errorf("%d keys, want %d", t.Len(), len(want))
	}
	if err := comparePass(t.All(), want); err != nil {
		return err
	}
	sorted := make([]K, 0, len(want))
	for k := range t.Sorted() {
		sorted = append(sorted, k)
	}
	if len(sorted) != len(want) || !slices.IsSorted(sorted) {
		return fmt.Errorf("%d keys in order of %d", len(sorted), len(want))
	}
	return nil
}

// comparePass reads a pass over a table.
func comparePass[K Key](pass iter.Seq2[K, *list], want map[K][]int) error {
	n := 0
	for k, l := range pass {
		if n++; !slices.Equal(*l.rows, want[k]) {
			return fmt.Errorf("key %v: rows %v, want %v", k, *l.rows, want[k])
		}
	}
	if n != len(want) {
		return fmt.Errorf("%d keys of %d", n, len(want))
	}
	return nil
}

func TestReadersOfAnEmptyTable(t *testing.T) {
	var table Table[int, list]
	if v := Read(&table, list.clone, (*list).add); v.Len() != 0 || table.Waits() {
		t.Errorf("%d keys", v.Len())
	}
	for k := range ReadAll(&table, list.clone, (*list).add) {
		t.Errorf("key %d", k)
	}
}

// Rows have in a table what they have in a map, whenever it is read: below and above
// the size from which they wait, and in a clone.
func TestLaterIsAMap(t *testing.T) {
	var table Table[int64, uint64]
	sum := func(n *uint64, v uint64) { *n += v }
	want := map[int64]uint64{}
	check := func(t *testing.T, got *Table[int64, uint64]) {
		t.Helper()
		if got.Len() != len(want) {
			t.Fatalf("%d keys, want %d", got.Len(), len(want))
		}
		for k, n := range got.All() {
			if *n != want[k] {
				t.Fatalf("%d: %d, want %d", k, *n, want[k])
			}
		}
	}
	for i, k := range column(300_000, 60_000) {
		v := uint64(i % 9)
		Later(&table, k, v, sum)
		want[k] += v
		switch i {
		case 10, 20_000, 120_000, 250_000:
			check(t, Read(&table, nil, sum))
		case 200_000:
			table = Read(&table, nil, sum).Clone(nil)
		}
	}
	copied := table
	check(t, Read(&copied, nil, sum))
	check(t, Read(&table, nil, sum))
}

func BenchmarkLater(b *testing.B) {
	keys := column(1e7, 1e6)
	b.Run("integers", func(b *testing.B) { benchmarkLater(b, keys) })
	b.Run("strings", func(b *testing.B) { benchmarkLater(b, named(keys)) })
}

func benchmarkLater[K Key](b *testing.B, keys []K) {
	add := func(s *[8]uint64, v [2]uint64) { s[0] += v[0] }
	b.ReportAllocs()
	for b.Loop() {
		var t Table[K, [8]uint64]
		for _, k := range keys {
			Later(&t, k, [2]uint64{1}, add)
		}
		t.Flush()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(keys)), "ns/row")
}

// Merge adds the states of tables of any two sizes, Clone and ReadTable make the
// same table again.
func TestTablesMergeAsRows(t *testing.T) {
	sizes := []int{0, 10, unsplit - 1, 3 * unsplit}
	for _, mine := range sizes {
		for _, theirs := range sizes {
			checkMerge(t, column(2*mine, mine+1), column(2*theirs, theirs+1))
		}
	}
	checkMerge(t, named(column(2*unsplit, 2*unsplit)), named(column(4*unsplit, 3*unsplit)))
}

func checkMerge[K Key](t *testing.T, mine, theirs []K) {
	t.Helper()
	var a, b, want Table[K, uint64]
	count(&a, mine)
	count(&b, theirs)
	count(&want, append(slices.Clone(mine), theirs...))
	sum := func(n *uint64, theirs uint64) { *n += theirs }
	a.Merge(&b, sum)
	checkTables(t, &a, &want)

	c := a.Clone(nil)
	checkTables(t, &c, &want)
	c.Merge(&c, sum)
	a.Merge(&want, sum)
	checkTables(t, &c, &a)

	read, err := read[K](AppendTable(nil, &a, appendCount))
	if err != nil {
		t.Error(err)
	}
	checkTables(t, &read, &a)
}
