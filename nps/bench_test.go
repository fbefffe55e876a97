package nps_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// scores is a column that fits the processor's cache.
func scores() []int {
	r := rand.New(rand.NewPCG(1, 2))
	s := make([]int, 10_000)
	for i := range s {
		s[i] = r.IntN(11)
	}
	return s
}

func perScore(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/score")
}

// BenchmarkTable is the baseline of the benchmarks below.
func BenchmarkTable(b *testing.B) {
	s := scores()
	var counts [11]uint64
	for b.Loop() {
		for _, v := range s {
			counts[v]++
		}
	}
	perScore(b, len(s))
}

func BenchmarkAdd(b *testing.B) {
	s := scores()
	var a nps.Accumulator
	b.ReportAllocs()
	for b.Loop() {
		for _, v := range s {
			if err := a.Add(v); err != nil {
				b.Fatal(err)
			}
		}
	}
	perScore(b, len(s))
}

// BenchmarkAddSeq is Add through the generic helper.
func BenchmarkAddSeq(b *testing.B) {
	s := scores()
	var a nps.Accumulator
	b.ReportAllocs()
	for b.Loop() {
		if _, err := kpi.AddSeq(&a, slices.Values(s)); err != nil {
			b.Fatal(err)
		}
	}
	perScore(b, len(s))
}

// BenchmarkGroups is Add to one of eight groups by name.
func BenchmarkGroups(b *testing.B) {
	s := scores()
	names := []string{"web", "store", "app", "phone", "mail", "partner", "chat", "other"}
	var g kpi.Groups[string, *nps.Accumulator]
	b.ReportAllocs()
	for b.Loop() {
		for i, v := range s {
			if err := g.Update(names[i%len(names)], func(a *nps.Accumulator) error { return a.Add(v) }); err != nil {
				b.Fatal(err)
			}
		}
	}
	perScore(b, len(s))
}

func BenchmarkAddSlice(b *testing.B) {
	s := scores()
	var a nps.Accumulator
	b.ReportAllocs()
	for b.Loop() {
		if err := a.AddSlice(s); err != nil {
			b.Fatal(err)
		}
	}
	perScore(b, len(s))
}

func BenchmarkAddBytes(b *testing.B) {
	s := make([]uint8, 10_000)
	for i, v := range scores() {
		s[i] = uint8(v)
	}
	var a nps.Accumulator
	b.ReportAllocs()
	for b.Loop() {
		if err := a.AddBytes(s); err != nil {
			b.Fatal(err)
		}
	}
	perScore(b, len(s))
}

func BenchmarkMerge(b *testing.B) {
	var a, o nps.Accumulator
	if err := o.AddSlice(scores()); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		c := a // the counters are made anew, so that they do not overflow
		if err := c.Merge(&o); err != nil {
			b.Fatal(err)
		}
	}
}

func TestCountingDoesNotAllocate(t *testing.T) {
	s := scores()
	var a nps.Accumulator
	if n := testing.AllocsPerRun(10, func() {
		if a.Add(9) != nil || a.AddN(3, 5) != nil || a.AddSlice(s) != nil {
			t.Fatal("refused")
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
