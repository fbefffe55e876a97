package fittest

import (
	"cmp"
	"math"
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

// CheckColumns compares the predictions of a column with those one by one, for
// parameters and customers that are drawn far beyond the usual: sizes are e^±spread of
// 1, and those of times all of one unit or each of its own.
func CheckColumns(t *testing.T, seed uint64, rounds int, spread [4]float64, of func(params [4]float64) Predictor, tolerance float64) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 0))
	for range rounds {
		var params [4]float64
		for i := range params {
			params[i] = size(r, spread[i])
		}
		p := of(params)
		customers := drawn(r)
		at := size(r, 30)
		dst := make([]float64, len(customers))
		failed := p.ConditionalExpectedSlice(dst, customers, at)
		for i, c := range customers {
			want, err := p.ConditionalExpected(c, at)
			if err != nil {
				if failed == nil {
					t.Errorf("%+v, %+v: %v, and the column has no error", p, c, err)
				}
				break
			}
			if failed != nil || want < 1e-290 {
				continue
			}
			if !(math.Abs(dst[i]-want) <= tolerance*want) {
				t.Errorf("%+v, %+v, t = %v: %v in a column, alone %v (off by %.1e)", p, c, at, dst[i], want, dst[i]/want-1)
			}
		}
	}
}

// size draws a size within e^±spread of 1.
func size(r *rand.Rand, spread float64) float64 { return math.Exp(spread * (2*r.Float64() - 1)) }

// drawn returns customers, some of them of one kind: those take the curves.
func drawn(r *rand.Rand) (customers []clv.Customer) {
	for range 12 {
		c := clv.Customer{T: size(r, 30)}
		if x := r.IntN(8); x > 0 {
			c.Frequency = uint64(x)
			if x == 7 {
				c.Frequency = uint64(1 + r.IntN(400))
			}
			c.Recency = c.T * min(1, size(r, 20))
		}
		for range 1 + r.IntN(6) {
			customers = append(customers, c)
			c.T *= 1 + 0.05*r.Float64()
		}
	}
	return customers
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
