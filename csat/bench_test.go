package csat_test

import (
	"testing"

	"github.com/customerkpi/kpi/csat"
)

// column is a column of answers that fits the processor's cache.
func column() []int {
	scores := make([]int, 10_000)
	for i := range scores {
		scores[i] = 1 + i*i%5
	}
	return scores
}

// BenchmarkTable is the baseline of BenchmarkAdd.
func BenchmarkTable(b *testing.B) {
	scores := column()
	var counts [8]uint64
	for b.Loop() {
		for _, s := range scores {
			counts[s&7]++
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(scores)), "ns/score")
}

func BenchmarkAdd(b *testing.B) {
	scores := column()
	var a csat.Accumulator
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range scores {
			if err := a.Add(s); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(scores)), "ns/score")
}

func BenchmarkResult(b *testing.B) {
	var a csat.Accumulator
	if err := a.AddSlice(column()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := a.Result().Mean(); err != nil {
			b.Fatal(err)
		}
	}
}
