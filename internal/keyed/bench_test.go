package keyed

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
)

// column returns rows of customers in random order.
func column(rows, customers int) []int64 {
	r := rand.New(rand.NewPCG(1, 2))
	keys := make([]int64, rows)
	for i := range keys {
		keys[i] = r.Int64N(int64(customers))
	}
	return keys
}

// count counts the rows of each key of a column.
func count[K Key](t *Table[K, uint64], keys []K) {
	Each(t, keys, make([]struct{}, len(keys)), func(n *uint64, _ struct{}) { *n++ })
}

// places returns the values from, from+1, ... to-1.
func places(from, to int) []int {
	var all []int
	for i := from; i < to; i++ {
		all = append(all, i)
	}
	return all
}

// queueOf returns a queue with room for size rows a shard, whatever the keys.
func queueOf[K Key, S, V any](size int, add func(s *S, v V)) *queue[K, S, V] {
	q := newQueue[K](add)
	q.size, q.n, q.rows = size, new([shards]int), make([]queued[K, V], shards*size)
	return q
}

// named returns a column of strings of 9 bytes. Each has its own memory, as if
// it had been read from a file.
func named(column []int64) []string {
	keys := make([]string, len(column))
	for i, id := range column {
		keys[i] = fmt.Sprintf("c%08d", id)
	}
	return keys
}

// ways are the ways to count rows by key; the first is the baseline.
func ways[K Key]() []func(keys []K) int {
	return []func(keys []K) int{
		func(keys []K) int {
			m := map[K]uint8{}
			for _, k := range keys {
				m[k]++
			}
			return len(m)
		},
		func(keys []K) int {
			var t Table[K, uint8]
			for _, k := range keys {
				*t.At(k)++
			}
			return t.Len()
		},
		func(keys []K) int {
			var t Table[K, uint8]
			Each(&t, keys, make([]struct{}, len(keys)), func(n *uint8, _ struct{}) { *n++ })
			return t.Len()
		},
	}
}

// benchmarkWays takes the ways in turn, so that they share what else the
// machine does, and reports the time of At and of Each as a part of the map's.
func benchmarkWays[K Key](b *testing.B, keys []K) {
	ways := ways[K]()
	times := make([]float64, len(ways))
	b.ReportAllocs()
	for b.Loop() {
		for i, way := range ways {
			before := b.Elapsed()
			way(keys)
			times[i] += float64((b.Elapsed() - before).Nanoseconds())
		}
	}
	for i, name := range []string{"map", "at", "each"} {
		b.ReportMetric(times[i]/float64(b.N)/float64(len(keys)), name+"-ns/row")
	}
	b.ReportMetric(times[1]/times[0], "at/map")
	b.ReportMetric(times[2]/times[0], "each/map")
	b.ReportMetric(0, "ns/op")
}

func BenchmarkInt(b *testing.B) {
	for _, customers := range []int{10, 1e3, 1e5, 1e6} {
		b.Run(fmt.Sprint(customers), func(b *testing.B) { benchmarkWays(b, column(10*customers, customers)) })
	}
}

func BenchmarkString(b *testing.B) {
	for _, customers := range []int{10, 1e3, 1e5, 1e6} {
		b.Run(fmt.Sprint(customers), func(b *testing.B) { benchmarkWays(b, named(column(10*customers, customers))) })
	}
}

// A named type has the general hash.
func BenchmarkNamedInt(b *testing.B) {
	type id int64
	var keys []id
	for _, k := range column(1e6, 1e5) {
		keys = append(keys, id(k))
	}
	benchmarkWays(b, keys)
}

func BenchmarkAppendTable(b *testing.B) {
	var t Table[int64, uint64]
	for _, k := range column(1e6, 1e5) {
		*t.At(k)++
	}
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = AppendTable(buf[:0], &t, appendCount)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(t.Len()), "ns/key")
}

func BenchmarkReadTable(b *testing.B) {
	var t Table[int64, uint64]
	count(&t, column(1e6, 1e5))
	buf := AppendTable(nil, &t, appendCount)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := read[int64](buf); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(t.Len()), "ns/key")
}

// BenchmarkMerge merges two tables of about a million keys, most of them in both.
func BenchmarkMerge(b *testing.B) {
	var t, o Table[int64, uint64]
	count(&t, column(3e6, 1e6))
	count(&o, column(3e6, 1e6)[1e6:])
	b.ReportAllocs()
	for b.Loop() {
		t.Merge(&o, func(n *uint64, theirs uint64) { *n += theirs })
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(o.Len()), "ns/key")
}

func BenchmarkClone(b *testing.B) {
	var t Table[int64, uint64]
	count(&t, column(1e6, 1e5))
	b.ReportAllocs()
	for b.Loop() {
		t.Clone(nil)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(t.Len()), "ns/key")
}

func TestAtAllocatesNothingForKnownKeys(t *testing.T) {
	var ints Table[int64, uint64]
	var texts Table[string, uint64]
	keys := column(1000, 1e5)
	names := named(keys)
	add := func() {
		for i := range keys {
			*ints.At(keys[i])++
			*texts.At(names[i])++
		}
		count(&ints, keys)
	}
	for range 2 { // with one shard, and with many
		add()
		if n := testing.AllocsPerRun(5, add); n != 0 {
			t.Errorf("%v allocations", n)
		}
		ints.split()
		texts.split()
	}
}

// heap returns how much the heap grows by what f returns.
func heap[T any](f func() *T) float64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	kept := f()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(kept)
	return float64(after.HeapAlloc) - float64(before.HeapAlloc)
}

// bytesPerKey returns the heap of a table of n integers, by At or by a queue.
func bytesPerKey[S any](n int, queued bool) float64 {
	return heap(func() *Table[int64, S] {
		var t Table[int64, S]
		q := newQueue[int64](func(*S, struct{}) {})
		for k := range int64(n) {
			if queued {
				q.put(&t, k, struct{}{})
			} else {
				t.At(k)
			}
		}
		q.flushAll(t.large)
		return &t
	}) / float64(n)
}

// The documentation of Table promises 4n/3 to 8n/3 slots of n keys, 5n/3 if they
// are large. A shard may have less or more keys than others, and the allocator
// rounds up.
func TestMemoryOfAKeyIsAsDocumented(t *testing.T) {
	if runtime.GOARCH == "386" {
		t.Skip("aligned otherwise")
	}
	for _, n := range []int{1e5, 1.5e5, 1e6} {
		for _, c := range []struct{ slot, most, got float64 }{
			{16, 8. / 3, bytesPerKey[uint8](n, false)},
			{16, 8. / 3, bytesPerKey[uint8](n, true)},
			{24, 8. / 3, bytesPerKey[uint64](n, false)},
			{24, 8. / 3, bytesPerKey[uint64](n, true)},
			{16 + 40, 5. / 3, bytesPerKey[[5]uint64](n, false)},
			{16 + 40, 5. / 3, bytesPerKey[[5]uint64](n, true)},
		} {
			t.Logf("%d keys, slots of %v bytes: %.1f bytes per key", n, c.slot, c.got)
			if least, most := c.slot*4/3, c.slot*c.most*1.1; c.got < least || c.got > most {
				t.Errorf("%d keys, slots of %v bytes: %.1f bytes per key, want %.1f to %.1f", n, c.slot, c.got, least, most)
			}
		}
	}
}

// BenchmarkDisjoint adds a table of a million customers to another of as many others,
// per customer of the second one: Merge of strangers and of siblings, and Absorb of
// siblings divided by Share.
func BenchmarkDisjoint(b *testing.B) {
	const customers = 1e6
	add := func(n *uint8, theirs uint8) { *n += theirs }
	var origin Table[int64, uint8]
	for _, way := range []struct {
		name    string
		sibling bool
		share   func(k int64) int
		add     func(a, b *Table[int64, uint8])
	}{
		{"strangers", false, func(k int64) int { return int(k % 2) }, func(a, b *Table[int64, uint8]) { a.Merge(b, add) }},
		{"siblings", true, func(k int64) int { return int(k % 2) }, func(a, b *Table[int64, uint8]) { a.Merge(b, add) }},
		{"shares", true, func(k int64) int { return origin.Share(k, 2) }, func(a, b *Table[int64, uint8]) { a.Absorb(b, add) }},
	} {
		b.Run(way.name, func(b *testing.B) {
			var tables [2]Table[int64, uint8]
			if way.sibling {
				tables = [2]Table[int64, uint8]{origin.Sibling(), origin.Sibling()}
			}
			for k := range int64(2 * customers) {
				*tables[way.share(k)].At(k)++
			}
			for b.Loop() {
				b.StopTimer()
				one, two := tables[0].twin(), tables[1].twin()
				runtime.GC()
				b.StartTimer()
				way.add(&one, &two)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/customers, "ns/customer")
		})
	}
}

// BenchmarkEachOn counts the rows of a million customers, on one goroutine and on two,
// in turn.
func BenchmarkEachOn(b *testing.B) {
	b.Run("int64", func(b *testing.B) { benchmarkEachOn(b, column(1e7, 1e6)) })
	b.Run("string", func(b *testing.B) { benchmarkEachOn(b, named(column(1e7, 1e6))) })
}

func benchmarkEachOn[K Key](b *testing.B, keys []K) {
	none := make([]struct{}, len(keys))
	var times [2]float64
	for b.Loop() {
		for n := range times {
			runtime.GC()
			before := b.Elapsed()
			var t Table[K, uint8]
			EachOn(n+1, &t, keys, none, func(n *uint8, _ struct{}) { *n++ })
			times[n] += float64((b.Elapsed() - before).Nanoseconds())
		}
	}
	b.ReportMetric(times[0]/float64(b.N)/float64(len(keys)), "one-ns/row")
	b.ReportMetric(times[1]/float64(b.N)/float64(len(keys)), "two-ns/row")
	b.ReportMetric(times[0]/times[1], "one/two")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkCopies is a Clone, and a Merge with an empty table and with one of as many
// other keys, per key.
func BenchmarkCopies(b *testing.B) {
	b.Run("int64", func(b *testing.B) { benchmarkCopies(b, func(n int) []int64 { return column(2*n, n) }) })
	b.Run("string", func(b *testing.B) { benchmarkCopies(b, func(n int) []string { return named(column(2*n, n)) }) })
}

func benchmarkCopies[K Key](b *testing.B, keys func(n int) []K) {
	type state [5]uint64
	add := func(s *state, theirs state) { s[0] += theirs[0] }
	for _, n := range []int{100, 10_000, 100_000} {
		var t, o Table[K, state]
		for i, k := range keys(2 * n) {
			if i%2 == 0 {
				t.At(k)[0]++
			} else {
				o.At(k)[0]++
			}
		}
		for _, way := range []struct {
			name string
			copy func()
		}{
			{"clone", func() { t.Clone(nil) }},
			{"empty", func() { new(Table[K, state]).Merge(&t, add) }},
			{"two", func() {
				c := t.Clone(nil)
				c.Merge(&o, add)
			}},
		} {
			b.Run(fmt.Sprintf("%s/%d", way.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					way.copy()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(t.Len()), "ns/key")
			})
		}
	}
}
