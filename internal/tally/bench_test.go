package tally

import (
	"math/rand/v2"
	"testing"
)

func column(n int) []uint8 {
	r := rand.New(rand.NewPCG(1, 2))
	c := make([]uint8, n)
	for i := range c {
		c[i] = uint8(r.IntN(11))
	}
	return c
}

// perScore reports the time per score.
func perScore(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/score")
}

// BenchmarkBytes is the column path, BenchmarkBytesPlain its baseline.
func BenchmarkBytes(b *testing.B) {
	c := column(1e7)
	s := empty(of(0, 10))
	b.ReportAllocs()
	for b.Loop() {
		_ = s.AddBytes(c)
	}
	perScore(b, len(c))
}

func BenchmarkBytesAllEqual(b *testing.B) {
	c := make([]uint8, 1e7)
	s := empty(of(0, 10))
	for b.Loop() {
		_ = s.AddBytes(c)
	}
	perScore(b, len(c))
}

func BenchmarkBytesPlain(b *testing.B) {
	c := column(1e7)
	var counts [256]uint64
	for b.Loop() {
		for _, v := range c {
			counts[v]++
		}
	}
	perScore(b, len(c))
}

func ints(n int) []int {
	c := make([]int, n)
	for i, v := range column(n) {
		c[i] = int(v)
	}
	return c
}

// BenchmarkInts is the column path, BenchmarkIntsSum its baseline.
func BenchmarkInts(b *testing.B) {
	c := ints(1e7)
	s := empty(of(0, 10))
	b.ReportAllocs()
	for b.Loop() {
		_ = s.AddSlice(c)
	}
	perScore(b, len(c))
}

func BenchmarkIntsSum(b *testing.B) {
	c := ints(1e7)
	sum := 0
	for b.Loop() {
		for _, v := range c {
			sum += v
		}
	}
	sink = sum
	perScore(b, len(c))
}

var sink int
