package nps_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

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

func BenchmarkAddN(b *testing.B) {
	s := scores()
	var a nps.Accumulator
	b.ReportAllocs()
	for b.Loop() {
		for _, v := range s {
			if err := a.AddN(v, 3); err != nil {
				b.Fatal(err)
			}
		}
	}
	perScore(b, len(s))
}

func BenchmarkWeightedAdd(b *testing.B) {
	s := scores()
	var w nps.Weighted
	b.ReportAllocs()
	for b.Loop() {
		for i, v := range s {
			if err := w.Add(v, decimal.New(int64(1+i%7), -1)); err != nil {
				b.Fatal(err)
			}
		}
	}
	perScore(b, len(s))
}

func BenchmarkWeightedMerge(b *testing.B) {
	var a, o nps.Weighted
	for i, v := range scores() {
		if err := errors.Join(a.Add(v, decimal.New(int64(1+i%7), -1)), o.Add(v, decimal.New(int64(1+i%5), -1))); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := a.Merge(&o); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMergeInto merges into an accumulator that has answers already.
func BenchmarkMergeInto(b *testing.B) {
	var a, o nps.Accumulator
	if err := errors.Join(a.AddSlice([]int{1, 9}), o.AddSlice([]int{2, 10})); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := a.Merge(&o); err != nil {
			b.Fatal(err)
		}
	}
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
