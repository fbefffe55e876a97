package cohort_test

import (
	"testing"
	"time"

	"github.com/customerkpi/kpi/retention/cohort"
)

func BenchmarkAdd(b *testing.B) {
	months := make([]time.Time, 12)
	for i := range months {
		months[i] = time.Date(2026, time.Month(1+i), 5, 0, 0, 0, 0, time.UTC)
	}
	var a cohort.Accumulator[int]
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if a.Add(i*7919%10_000, months[i%12]) != nil {
			b.Fatal("refused")
		}
	}
}

// BenchmarkTable is the pass over 10,000 customers of 12 months.
func BenchmarkTable(b *testing.B) {
	var a cohort.Accumulator[int]
	for i := range 120_000 {
		if a.Add(i*7919%10_000, time.Date(2026, time.Month(1+i%12), 5, 0, 0, 0, 0, time.UTC)) != nil {
			b.Fatal("refused")
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		a.Result()
	}
}
