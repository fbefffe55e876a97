package revenue_test

import (
	"testing"
	"time"

	"github.com/customerkpi/kpi/churn/revenue"
)

func BenchmarkBalancesAddMinor(b *testing.B) {
	months := make([]time.Time, 12)
	for i := range months {
		months[i] = time.Date(2026, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC)
	}
	var a revenue.Balances[int]
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if a.AddMinor(i%10_000, months[i/10_000%12], 1999, 2) != nil {
			b.Fatal("refused")
		}
	}
}

// BenchmarkBalancesResult is the pass over 10,000 customers of 12 months.
func BenchmarkBalancesResult(b *testing.B) {
	var a revenue.Balances[int]
	for i := range 120_000 {
		if a.AddMinor(i%10_000, time.Date(2026, time.Month(1+i/10_000), 1, 0, 0, 0, 0, time.UTC), int64(1999+i%7*(i/10_000)), 2) != nil {
			b.Fatal("refused")
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		a.Result()
	}
}
