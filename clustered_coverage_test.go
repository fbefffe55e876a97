package kpi_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
)

// TestClusteredCoverage draws samples of customers and counts how often the interval at
// 95% holds the truth, over customers and over rows. The page of Clustered has its
// table.
func TestClusteredCoverage(t *testing.T) {
	if laws.Race {
		t.Skip("arithmetic of one goroutine, and the race detector takes ten times as long")
	}
	const samples = 1000
	for _, tc := range []struct {
		name        string
		rate        float64 // 0: money
		n           int
		least, most float64 // of the intervals over customers, in percent
	}{
		{"share of 50%", 0.5, 30, 93, 97},
		{"share of 50%", 0.5, 200, 93, 97},
		{"share of 10%", 0.1, 30, 89, 97},
		{"share of 10%", 0.1, 200, 91, 97},
		{"money per order", 0, 30, 88, 97},
		{"money per order", 0, 200, 92, 97},
	} {
		r := rand.New(rand.NewPCG(5, uint64(tc.n)))
		var byCustomer, byRow int
		for range samples {
			truth, c, row := tc.rate, kpi.Interval{}, kpi.Interval{}
			if tc.rate > 0 {
				c, row = sampleOfShares(r, tc.rate, tc.n)
			} else {
				truth = 50 * math.Exp(0.5*0.5/2+0.5*0.5/2)
				c, row = sampleOfMoney(r, tc.n)
			}
			if c.Contains(truth) {
				byCustomer++
			}
			if row.Contains(truth) {
				byRow++
			}
		}
		share := 100 * float64(byCustomer) / samples
		t.Logf("%-17s %4d %6.1f %6.1f", tc.name, tc.n, share, 100*float64(byRow)/samples)
		if share < tc.least || share > tc.most {
			t.Errorf("%s of %d customers: %.1f%% of the intervals hold the truth, want %v%% to %v%%", tc.name, tc.n, share, tc.least, tc.most)
		}
	}
}

// rowsOf draws how many rows a customer has: 1 or more, 4 on average, few with many.
func rowsOf(r *rand.Rand) int { return 1 + int(r.ExpFloat64()*3.5) }

// sampleOfShares draws customers of whom a third have all rows alike.
func sampleOfShares(r *rand.Rand, rate float64, n int) (byCustomer, byRow kpi.Interval) {
	var a kpi.ByCustomer[int]
	var hits, all uint64
	for i := range n {
		rows := rowsOf(r)
		alike, first := r.Float64() < 1.0/3, r.Float64() < rate
		k := uint64(0)
		for range rows {
			if alike && first || !alike && r.Float64() < rate {
				k++
			}
		}
		hits, all = hits+k, all+uint64(rows)
		if err := a.AddCounts(i, k, uint64(rows)); err != nil {
			panic(err)
		}
	}
	return laws.Must(laws.Must(a.Rate()).Interval(0.95)), laws.Must(laws.Must(kpi.NewRate(hits, all)).Interval(0.95))
}

// sampleOfMoney draws customers at a level of their own, half of the variance of the
// logarithm of an order.
func sampleOfMoney(r *rand.Rand, n int) (byCustomer, byRow kpi.Interval) {
	var a, rows kpi.ByCustomer[int] // rows: each as if of another customer
	all := 0
	for i := range n {
		level := 0.5 * r.NormFloat64()
		for range rowsOf(r) {
			y := decimal.New(int64(math.Round(5000*math.Exp(level+0.5*r.NormFloat64()))), -2)
			if err := a.Add(i, y); err != nil {
				panic(err)
			}
			if err := rows.Add(all, y); err != nil {
				panic(err)
			}
			all++
		}
	}
	return laws.Must(laws.Must(a.Ratio()).Interval(0.95)), laws.Must(laws.Must(rows.Ratio()).Interval(0.95))
}
