package fittest

import (
	"cmp"
	"math/rand/v2"
	"testing"

	"github.com/customerkpi/kpi/clv"
)

// Many returns n different customers: simulated ones with histories of
// different length.
func Many(tb testing.TB, p interface {
	Simulate(seed uint64, n int, watched float64) ([]clv.Customer, error)
}, n int,
) []clv.Customer {
	tb.Helper()
	customers, err := p.Simulate(1, n, 52)
	if err != nil {
		tb.Fatal(err)
	}
	r := rand.New(rand.NewPCG(2, 0))
	for i := range customers {
		c := &customers[i]
		c.T = c.Recency + (c.T-c.Recency)*r.Float64() + 1e-3
	}
	return customers
}

// CheckSlice compares the predictions of a column with those one by one.
func CheckSlice(t *testing.T, name string, p Predictor, customers []clv.Customer, tolerance float64) {
	t.Helper()
	all := append(Histories[:len(Histories):len(Histories)], customers...)
	dst := make([]float64, len(all))
	for _, at := range []float64{0, 1e-10, 1, 39, 1000} {
		if err := p.ConditionalExpectedSlice(dst, all, at); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, c := range all {
			want, err := p.ConditionalExpected(c, at)
			if err != nil {
				t.Fatal(err)
			}
			if want == 0 && dst[i] == 0 || want < 1e-290 {
				continue
			}
			Near(t, name, dst[i], want, tolerance)
		}
	}
}

// Halves runs a function of a column on both halves of it at a time: the caller of
// a column decides how many cores it takes.
func Halves(f func(dst []float64, customers []clv.Customer, t float64) error, dst []float64, customers []clv.Customer, t float64) error {
	half := len(dst) / 2
	failed := make(chan error)
	go func() { failed <- f(dst[:half], customers[:half], t) }()
	err := f(dst[half:], customers[half:], t)
	return cmp.Or(<-failed, err)
}
