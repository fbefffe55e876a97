package fittest

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/clv"
)

// Histories are customers at the ends of what there is: none and a thousand
// orders, not watched, for a moment or for ever, gone long ago, near-daily buyers.
var Histories = []clv.Customer{
	{},
	{T: 1e-10},
	{T: 1},
	{T: 39},
	{T: 1e6},
	{Frequency: 1, Recency: 1e-9, T: 39, LogGaps: math.Log(1e-9)},
	{Frequency: 1, Recency: 39, T: 39, LogGaps: math.Log(39)},
	{Frequency: 2, Recency: 30.43, T: 38.86, LogGaps: 2 * math.Log(15)},
	{Frequency: 26, Recency: 30.86, T: 31, LogGaps: 26 * math.Log(1.1)},
	{Frequency: 350, Recency: 358, T: 365, LogGaps: 350 * math.Log(1.02)},
	{Frequency: 1000, Recency: 10, T: 200, LogGaps: 1000 * math.Log(0.01)},
	{Frequency: 1000, Recency: 999, T: 1000},
	{Frequency: 5, Recency: 1, T: 1e6, LogGaps: 5 * math.Log(0.2)},
}

// Times are those that predictions look ahead.
var Times = []float64{0, 1e-10, 1e-3, 1, 39, 1000, 1e6}

// CheckNumbers reports predictions of one customer that are neither an error
// nor a number in its range.
func CheckNumbers(t *testing.T, p Predictor, c clv.Customer, at float64, n uint64) {
	t.Helper()
	for name, predict := range map[string]func() (float64, error){
		"alive":              func() (float64, error) { return p.Alive(c) },
		"alive later":        func() (float64, error) { return p.AliveAt(c, at) },
		"chance of n":        func() (float64, error) { return p.ConditionalPMF(c, n, at) },
		"chance of n, new":   func() (float64, error) { return p.PMF(n, at) },
		"orders":             func() (float64, error) { return p.ConditionalExpected(c, at) },
		"orders of a new":    func() (float64, error) { return p.Expected(at) },
		"orders in all":      func() (float64, error) { return p.DERT(c, 0) },
		"orders, discounted": func() (float64, error) { return p.DERT(c, 1/(1+at)) },
		"orders in a column": func() (float64, error) { return first(p.ConditionalExpectedSlice, c, at) },
	} {
		limit := math.MaxFloat64
		if strings.Contains(name, "alive") || strings.Contains(name, "chance") {
			limit = 1
		}
		if v, err := predict(); err == nil && !(v >= 0 && v <= limit) {
			t.Errorf("%s = %v of %+v, %+v, n %d, t %v", name, v, p, c, n, at)
		}
	}
}

// first is the first of a column of customers who are all the same, so many that
// it takes what is for columns.
func first(column func(dst []float64, customers []clv.Customer, t float64) error, c clv.Customer, t float64) (float64, error) {
	dst := make([]float64, 8)
	err := column(dst, []clv.Customer{c, c, c, c, c, c, c, c}, t)
	return dst[7], err
}

// CheckGrid reports every prediction that is not a number, out of its range, or not
// as the model has it: chances of the number of orders have the expected one as
// their mean; the expected number rises, and if concave less and less.
func CheckGrid(t *testing.T, name string, p Predictor, concave bool) {
	t.Helper()
	for _, c := range Histories {
		checkHistory(t, fmt.Sprintf("%s, x=%d tx=%g T=%g", name, c.Frequency, c.Recency, c.T), p, c, concave)
	}
	for _, at := range Times {
		checkNew(t, fmt.Sprintf("%s, new, t=%g", name, at), p, at)
	}
}

// checkHistory is CheckGrid of one customer.
func checkHistory(t *testing.T, label string, p Predictor, c clv.Customer, concave bool) {
	t.Helper()
	alive := number(t, label+": alive", 0, 1)(p.Alive(c))
	if dert := number(t, label+": DERT", 0, math.MaxFloat64)(p.DERT(c, 0.001)); alive > 0 && dert == 0 {
		t.Errorf("%s: DERT is 0", label)
	}
	there, before, slope := alive, 0.0, math.Inf(1)
	last := 0.0
	for _, at := range Times {
		label := fmt.Sprintf("%s, t=%g", label, at)
		after := number(t, label+": alive", 0, 1)(p.AliveAt(c, at))
		if after > there*(1+1e-12) {
			t.Errorf("%s: alive rises from %v to %v", label, there, after)
		}
		there = after
		orders := number(t, label+": orders", 0, math.MaxFloat64)(p.ConditionalExpected(c, at))
		if at > last {
			s := (orders - before) / (at - last)
			if orders < before*(1-1e-12) || concave && s > slope*(1+1e-9) {
				t.Errorf("%s: orders %v after %v, slope %v after %v", label, orders, before, s, slope)
			}
			before, slope, last = orders, s, at
		}
		if orders < 200 {
			checkPMF(t, label, orders, func(n uint64) (float64, error) { return p.ConditionalPMF(c, n, at) })
		}
	}
}

// checkNew is CheckGrid of a new customer, whom one who was not watched is as well.
func checkNew(t *testing.T, label string, p Predictor, at float64) {
	t.Helper()
	orders := number(t, label+": orders", 0, math.MaxFloat64)(p.Expected(at))
	Near(t, label+": orders, T=0", number(t, label, 0, math.MaxFloat64)(p.ConditionalExpected(clv.Customer{}, at)), orders, 1e-12)
	column := number(t, label, 0, math.MaxFloat64)(first(p.ConditionalExpectedSlice, clv.Customer{}, at))
	Near(t, label+": orders in a column", column, orders, 1e-10)
	for n := range uint64(4) {
		if want, err := p.PMF(n, at); err != nil || want > 1e-290 {
			Near(t, fmt.Sprintf("%s: chance of %d", label, n), number(t, label, 0, 1)(p.ConditionalPMF(clv.Customer{}, n, at)), want, 1e-12)
		}
	}
	if orders < 200 {
		checkPMF(t, label, orders, func(n uint64) (float64, error) { return p.PMF(n, at) })
	}
}

// checkPMF compares the first chances with the mean: Σ n f(n) of those that are
// looked at is at most the mean, and equal to it if they are all.
func checkPMF(t *testing.T, label string, mean float64, f func(n uint64) (float64, error)) {
	t.Helper()
	sum, first := 0.0, 0.0
	for n := uint64(0); n < 60 && sum < 1-1e-15; n++ {
		chance := number(t, fmt.Sprintf("%s: chance of %d", label, n), 0, 1)(f(n))
		sum += chance
		first += float64(n) * chance
	}
	if sum > 1+1e-9 || first > mean*(1+1e-9) {
		t.Errorf("%s: chances add up to %v, their mean is at least %v, not %v", label, sum, first, mean)
	}
	if 1-sum < 1e-13 && math.Abs(first-mean) > 1e-9*mean+1e-11 {
		t.Errorf("%s: the mean of the chances is %v, want %v", label, first, mean)
	}
}

func number(t *testing.T, label string, low, high float64) func(float64, error) float64 {
	return func(v float64, err error) float64 {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", label, err)
		}
		if !(v >= low && v <= high*(1+1e-12)) {
			t.Errorf("%s = %v", label, v)
		}
		return v
	}
}

// Integral returns the integral of f over 0..1, by double exponential
// quadrature: f gets x, 1-x and their logarithms, of which none is rounded away
// at the ends, and returns the logarithm of the integrand.
func Integral(f func(x, rest, lnX, lnRest float64) float64) float64 {
	const h = 1. / 64
	sum := 0.0
	for i := -64 * 11; i <= 64*11; i++ {
		u := float64(i) * h
		// x = 1 / (1 + e^(-π sinh u))
		s := math.Pi * math.Sinh(u)
		lnX, lnRest := -math.Log1p(math.Exp(-s)), -math.Log1p(math.Exp(s))
		if s < -700 {
			lnX = s
		}
		if s > 700 {
			lnRest = -s
		}
		v := f(math.Exp(lnX), math.Exp(lnRest), lnX, lnRest) + lnX + lnRest + math.Log(math.Pi*math.Cosh(u)*h)
		sum += math.Exp(v)
	}
	return sum
}
