package bgnbd_test

import (
	"context"
	"math"
	"testing"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgnbd"
	"github.com/customerkpi/kpi/clv/internal/fittest"
)

// Whatever the parameters and the customer, a prediction is an error or a number
// in its range.
func FuzzPredictions(f *testing.F) {
	f.Add(0.243, 4.414, 0.793, 2.426, uint8(1), false, uint64(2), 30.43, 38.86, 39.0, uint64(3))
	f.Add(1e-9, 1e12, 1.0, 1e-9, uint8(12), true, uint64(1000), 1e-9, 1e6, 1e6, uint64(0))
	f.Add(327.4, 10.3, 2.5e-18, 11.9, uint8(0), false, uint64(1), 6e-100, 4e56, 2e-99, uint64(2))
	f.Add(1.0, 1e-100, 1.0, 1.0, uint8(2), true, uint64(0), 0.0, 1e-100, 0.0, uint64(0))
	f.Add(2e13, 28.9, 7e-86, 0.05, uint8(0), true, uint64(5197), 6e-6, 6e-6, 12.9, uint64(7))
	f.Fuzz(func(t *testing.T, r, alpha, a, b float64, k uint8, any bool, x uint64, tx, watched, at float64, n uint64) {
		p := bgnbd.Params{R: r, Alpha: alpha, A: a, B: b, Regularity: int(k)}
		if any {
			p.Dropout = bgnbd.AfterAny
		}
		// Orders of a customer are added one by one, and the chances of a rate of
		// nearly 0 have no series that ends soon: these take seconds.
		if x > 10_000 || n > 10_000 || r < 1e-3 && at > 1e3*alpha {
			return
		}
		fittest.CheckNumbers(t, p, clv.Customer{Frequency: x, Recency: tx, T: watched}, at, n)
	})
}

// Whatever the customers, a fit is an error or has numbers.
func FuzzFit(f *testing.F) {
	f.Add(uint64(2), 30.43, 38.86, uint64(0), 0.0, 38.86, uint8(1), false)
	f.Add(uint64(1000), 1.0, 1e6, uint64(1), 1e-9, 1e-8, uint8(3), true)
	f.Fuzz(func(t *testing.T, x uint64, tx, watched float64, x2 uint64, tx2, watched2 float64, k uint8, any bool) {
		o := bgnbd.Options{Regularity: int(k)}
		if any {
			o.Dropout = bgnbd.AfterAny
		}
		if watched > 1e100 || watched2 > 1e100 || watched < 1e-100 || watched2 < 1e-100 {
			return
		}
		m, err := bgnbd.Fit(context.Background(), []clv.Customer{
			{Frequency: x, Recency: tx, T: watched, LogGaps: equalGaps(x, tx)},
			{Frequency: x2, Recency: tx2, T: watched2, LogGaps: equalGaps(x2, tx2)},
			{T: watched},
		}, o)
		if err != nil {
			return
		}
		for _, p := range m.Fit.Params {
			if !(p.Value > 0) || math.IsInf(p.Value, 0) || !(p.StdErr >= 0) {
				t.Errorf("%v", m.Fit)
			}
		}
		if math.IsNaN(m.Fit.LogLikelihood) || math.IsInf(m.Fit.LogLikelihood, 0) {
			t.Errorf("%v", m.Fit)
		}
	})
}

func equalGaps(x uint64, tx float64) float64 {
	if x == 0 {
		return 0
	}
	return float64(x) * math.Log(tx/float64(x))
}
