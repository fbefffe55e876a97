package keyed

import (
	"slices"
	"strings"
	"testing"
)

func add(n *uint64, v uint64) { *n = *n*31 + v }

// A queue adds what At adds, with new keys in it, and flushed in between.
func TestQueuedRowsAreAsRows(t *testing.T) {
	checkQueue(t, column(9*unsplit, 4*unsplit))
	checkQueue(t, named(column(4*unsplit, 2*unsplit)))
}

// Strings wait in a way of their own, but those of a named type and long ones.
func TestQueuedTextsAreAsRows(t *testing.T) {
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
	checkQueue(t, texts)
	checkQueue(t, names)
}

func checkQueue[K Key](t *testing.T, keys []K) {
	t.Helper()
	var rows, together Table[K, uint64]
	q := NewQueue(&together, add)
	queued := 0
	for i, k := range keys {
		add(rows.At(k), uint64(i))
		if q.Add(k, uint64(i)) {
			queued++
		} else {
			add(together.At(k), uint64(i))
		}
		if i == len(keys)/2 {
			q.Flush()
			checkTables(t, &together, &rows)
		}
	}
	q.Flush()
	q.Flush()
	checkTables(t, &together, &rows)
	if queued < len(keys)/2 || together.Len() < unsplit {
		t.Errorf("%d rows of %d were queued, for %d keys", queued, len(keys), together.Len())
	}
}

func checkTables[K Key](t *testing.T, got, want *Table[K, uint64]) {
	t.Helper()
	if !slices.Equal(AppendTable(nil, got, appendCount), AppendTable(nil, want, appendCount)) {
		t.Errorf("%d keys by queue, %d by row", got.Len(), want.Len())
	}
}

func TestASmallTableNeedsNoQueue(t *testing.T) {
	var table Table[int, uint64]
	q := NewQueue(&table, add)
	for k := range unsplit {
		if q.Add(k, 1) {
			t.Fatalf("key %d is queued", k)
		}
		*table.At(k) = 1
	}
	q.Flush()
	if table.Len() != unsplit {
		t.Errorf("%d keys", table.Len())
	}
}

func BenchmarkQueue(b *testing.B) {
	keys := column(1e7, 1e6)
	b.Run("integers", func(b *testing.B) { benchmarkQueue(b, keys) })
	b.Run("strings", func(b *testing.B) { benchmarkQueue(b, named(keys)) })
}

func benchmarkQueue[K Key](b *testing.B, keys []K) {
	b.ReportAllocs()
	for b.Loop() {
		var t Table[K, [8]uint64]
		q := NewQueue(&t, func(s *[8]uint64, v [2]uint64) { s[0] += v[0] })
		for _, k := range keys {
			if !q.Add(k, [2]uint64{1}) {
				t.At(k)[0]++
			}
		}
		q.Flush()
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
