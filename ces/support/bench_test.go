package support_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/customerkpi/kpi/ces/support"
)

// waits are times between minutes and days.
func waits() []time.Duration {
	r := rand.New(rand.NewPCG(1, 2))
	times := make([]time.Duration, 10_000)
	for i := range times {
		times[i] = time.Duration(r.ExpFloat64() * float64(time.Hour))
	}
	return times
}

// BenchmarkSort is the exact way to percentiles, the baseline of BenchmarkAdd.
func BenchmarkSort(b *testing.B) {
	times := waits()
	b.ReportAllocs()
	for b.Loop() {
		slices.Sort(slices.Clone(times))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(times)), "ns/request")
}

func BenchmarkAdd(b *testing.B) {
	times := waits()
	var a support.ResponseTime
	b.ReportAllocs()
	for b.Loop() {
		for _, d := range times {
			if err := a.Add(d); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(times)), "ns/request")
}

func BenchmarkPercentile(b *testing.B) {
	var a support.ResponseTime
	if err := a.AddSlice(waits()); err != nil {
		b.Fatal(err)
	}
	r := a.Result()
	for b.Loop() {
		if _, err := r.Percentile(0.95); err != nil {
			b.Fatal(err)
		}
	}
}
