package keyed

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// A stream of 1e6 rows of 1e5 customers in random order.
const (
	rows      = 1e6
	customers = 1e5
)

func ids() []int64 {
	r := rand.New(rand.NewPCG(1, 2))
	keys := make([]int64, rows)
	for i := range keys {
		keys[i] = r.Int64N(customers)
	}
	return keys
}

func names() []string {
	var name [customers]string
	for i := range name {
		name[i] = fmt.Sprintf("c%08d", i)
	}
	keys := make([]string, rows)
	for i, id := range ids() {
		keys[i] = name[id]
	}
	return keys
}

func perRow(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
}

func benchmarkAt[K Key](b *testing.B, keys []K) {
	b.ReportAllocs()
	for b.Loop() {
		var t Table[K, uint64]
		for _, k := range keys {
			*t.At(k)++
		}
	}
	perRow(b)
}

func benchmarkEach[K Key](b *testing.B, keys []K) {
	b.ReportAllocs()
	for b.Loop() {
		var t Table[K, uint64]
		t.Each(keys, func(_ int, n *uint64) { *n++ })
	}
	perRow(b)
}

// benchmarkMap is the baseline.
func benchmarkMap[K Key](b *testing.B, keys []K) {
	b.ReportAllocs()
	for b.Loop() {
		m := map[K]uint64{}
		for _, k := range keys {
			m[k]++
		}
	}
	perRow(b)
}

func BenchmarkAtInt(b *testing.B)      { benchmarkAt(b, ids()) }
func BenchmarkEachInt(b *testing.B)    { benchmarkEach(b, ids()) }
func BenchmarkMapInt(b *testing.B)     { benchmarkMap(b, ids()) }
func BenchmarkAtString(b *testing.B)   { benchmarkAt(b, names()) }
func BenchmarkEachString(b *testing.B) { benchmarkEach(b, names()) }
func BenchmarkMapString(b *testing.B)  { benchmarkMap(b, names()) }

func BenchmarkAppendTable(b *testing.B) {
	var t Table[int64, uint64]
	for _, k := range ids() {
		*t.At(k)++
	}
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = AppendTable(buf[:0], &t, appendCount)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/customers, "ns/key")
}

func TestAtAllocatesNothingForKnownKeys(t *testing.T) {
	var ints Table[int64, uint64]
	var strings Table[string, uint64]
	keys, texts := ids()[:1000], names()[:1000]
	add := func() {
		for i := range keys {
			*ints.At(keys[i])++
			*strings.At(texts[i])++
		}
		ints.Each(keys, func(_ int, n *uint64) { *n++ })
	}
	add()
	if n := testing.AllocsPerRun(5, add); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
