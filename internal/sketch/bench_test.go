package sketch

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// times are response times in nanoseconds, lognormal around 65 ms.
func times(n int) []int64 {
	r := rand.New(rand.NewPCG(1, 2))
	s := make([]int64, n)
	for i := range s {
		s[i] = int64(math.Exp(18 + 2*r.NormFloat64()))
	}
	return s
}

// per reports the time of one of the n items of an iteration.
func per(b *testing.B, n int, unit string) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), unit)
}

func BenchmarkQuantilesAdd(b *testing.B) {
	stream := times(1e6)
	b.ReportAllocs()
	for b.Loop() {
		var q Quantiles
		for _, v := range stream {
			q.Add(v)
		}
	}
	per(b, len(stream), "ns/value")
}

// BenchmarkSort is the exact baseline of Add and Quantile.
func BenchmarkSort(b *testing.B) {
	stream := times(1e6)
	b.ReportAllocs()
	for b.Loop() {
		slices.Sort(slices.Clone(stream))
	}
	per(b, len(stream), "ns/value")
}

func BenchmarkQuantile(b *testing.B) {
	q := quantilesOf(times(1e6)...)
	b.ReportAllocs()
	for b.Loop() {
		q.Quantile(0.95)
	}
	b.ReportMetric(float64(len(q.AppendBinary(nil))), "B/encoding")
}

func BenchmarkQuantilesMerge(b *testing.B) {
	stream := times(1e6)
	q, o := quantilesOf(stream...), quantilesOf(stream[5e5:]...)
	b.ReportAllocs()
	for b.Loop() {
		q.Merge(o)
	}
}

func hashes(n int) []uint64 {
	s := make([]uint64, n)
	for i := range s {
		s[i] = HashUint(uint64(i))
	}
	return s
}

func BenchmarkAddHash(b *testing.B) {
	for _, n := range []int{100, 1000, 1e6} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			stream := hashes(n)
			b.ReportAllocs()
			for b.Loop() {
				var d Distinct
				for _, h := range stream {
					d.AddHash(h)
				}
			}
			per(b, n, "ns/hash")
		})
	}
}

// BenchmarkMap is the exact baseline of AddHash.
func BenchmarkMap(b *testing.B) {
	for _, n := range []int{100, 1000, 1e6} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			stream := hashes(n)
			b.ReportAllocs()
			for b.Loop() {
				set := map[uint64]struct{}{}
				for _, h := range stream {
					set[h] = struct{}{}
				}
			}
			per(b, n, "ns/hash")
		})
	}
}

func BenchmarkEstimate(b *testing.B) {
	d := distinctOf(1, 1e6)
	b.ReportAllocs()
	for b.Loop() {
		d.Estimate()
	}
}

// BenchmarkDistinctMerge merges two sets of n hashes each into an empty one.
func BenchmarkDistinctMerge(b *testing.B) {
	for _, n := range []int{100, 512, 1e6} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			one, two := distinctOf(1, n), distinctOf(2, n)
			b.ReportAllocs()
			for b.Loop() {
				var d Distinct
				d.Merge(one)
				d.Merge(two)
			}
			b.ReportMetric(float64(len(one.AppendBinary(nil))), "B/encoding")
		})
	}
}

func BenchmarkHashString(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		HashString("customer-1234567")
	}
}
