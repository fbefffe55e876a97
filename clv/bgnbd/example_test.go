package bgnbd_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgnbd"
)

// Who is still a customer, and how often will they order? With the parameters that
// were published for CDNOW, in weeks: two repeat orders, the last one after 30.43
// of 38.86 weeks.
func Example() {
	p := bgnbd.Params{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426}
	c := clv.Customer{Frequency: 2, Recency: 30.43, T: 38.86}
	alive, err := p.Alive(c)
	if err != nil {
		fmt.Println(err)
		return
	}
	orders, err := p.ConditionalExpected(c, 39)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("alive: %.3f, orders in 39 weeks: %.3f\n", alive, orders)
	// Output: alive: 0.727, orders in 39 weeks: 1.226
}

// A fit says how it ended, and how sure it is of each parameter.
func ExampleFit() {
	customers, err := bgnbd.Params{R: 0.5, Alpha: 4, A: 0.8, B: 2.4}.Simulate(1, 5000, 52)
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := bgnbd.Fit(context.Background(), customers, bgnbd.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Fit.Status)
	for _, p := range m.Fit.Params {
		i, err := p.Interval(0.95)
		fmt.Printf("%-5s %.2f  %.2f .. %.2f  %v\n", p.Name, p.Value, i.Low, i.High, err)
	}
	// Output:
	// converged
	// r     0.51  0.48 .. 0.53  <nil>
	// alpha 3.98  3.68 .. 4.30  <nil>
	// a     0.78  0.68 .. 0.89  <nil>
	// b     2.15  1.78 .. 2.59  <nil>
}

// A fit that ends at a boundary has no interval of a forecast: its covariance leaves a
// direction out. Fits to customers drawn with replacement say how sure the forecast is.
func Example_resampling() {
	customers, err := bgnbd.Params{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426}.Simulate(109, 200, 39)
	if err != nil {
		fmt.Println(err)
		return
	}
	c := clv.Customer{Frequency: 2, Recency: 30.43, T: 38.86}
	forecast := func(customers []clv.Customer) (bgnbd.Model, float64) {
		m, err := bgnbd.Fit(context.Background(), customers, bgnbd.Options{})
		if err != nil {
			return m, math.NaN()
		}
		orders, err := m.ConditionalExpected(c, 39)
		if err != nil {
			return m, math.NaN()
		}
		return m, orders
	}
	m, orders := forecast(customers)
	_, err = m.Fit.Interval(0.95, func(v []float64) (float64, error) {
		return bgnbd.Params{R: v[0], Alpha: v[1], A: v[2], B: v[3]}.ConditionalExpected(c, 39)
	})
	fmt.Printf("%v, orders in 39 weeks: %.2f, interval undefined: %v\n", m.Fit.Status, orders, errors.Is(err, kpi.ErrUndefined))

	r := rand.New(rand.NewPCG(1, 0))
	drawn := make([]clv.Customer, len(customers))
	forecasts := make([]float64, 79) // a few hundred are better
	for i := range forecasts {
		for j := range drawn {
			drawn[j] = customers[r.IntN(len(customers))]
		}
		_, forecasts[i] = forecast(drawn)
	}
	slices.Sort(forecasts)
	fmt.Printf("95%%: %.1f .. %.1f\n", forecasts[1], forecasts[77])
	// Output:
	// at the boundary, orders in 39 weeks: 1.27, interval undefined: true
	// 95%: 1.1 .. 1.5
}

// Customers who are all alike do not have two distributions: the fit says so,
// and its predictions are good all the same.
func ExampleFit_boundary() {
	alike := clv.Customer{Frequency: 4, Recency: 35, T: 40, Weight: 500}
	m, err := bgnbd.Fit(context.Background(), []clv.Customer{alike}, bgnbd.Options{})
	fmt.Println(m.Fit.Status, err)
	orders, err := m.ConditionalExpected(alike, 10)
	fmt.Printf("%.2f %v\n", orders, err)
	// Output:
	// at the boundary <nil>
	// 1.00 <nil>
}

func ExampleParams_Alive_error() {
	p := bgnbd.Params{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426}
	_, err := p.Alive(clv.Customer{Frequency: 2, Recency: 40, T: 38.86})
	fmt.Println(err, errors.Is(err, kpi.ErrRange))
	// Output: bgnbd: recency 40 outside 0..38.86 true
}
