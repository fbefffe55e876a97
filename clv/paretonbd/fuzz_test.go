package paretonbd_test

import (
	"testing"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/internal/fittest"
	"github.com/customerkpi/kpi/clv/paretonbd"
)

// Whatever the parameters and the customer, a prediction is an error or a number
// in its range.
func FuzzPredictions(f *testing.F) {
	f.Add(0.553, 10.578, 0.606, 11.669, uint64(2), 30.43, 38.86, 39.0, uint64(3))
	f.Add(4.7e82, 0.27, 0.07, 1.2e62, uint64(2), 0.69, 2.5, 3.0, uint64(876))
	f.Add(1e40, 1e40, 1e99, 1e-100, uint64(1_000_000), 1e-9, 1e100, 1e-100, uint64(0))
	f.Fuzz(func(t *testing.T, r, alpha, s, beta float64, x uint64, tx, watched, at float64, n uint64) {
		p := paretonbd.Params{R: r, Alpha: alpha, S: s, Beta: beta}
		fittest.CheckNumbers(t, p, clv.Customer{Frequency: x, Recency: tx, T: watched}, at, n)
	})
}
