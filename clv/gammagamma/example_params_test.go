package gammagamma_test

import (
	"context"
	"fmt"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/gammagamma"
)

// Customers without repeat orders say nothing about amounts: the fit counts them apart.
func ExampleFit() {
	customers := make([]clv.Customer, 1000)
	for i := range customers {
		customers[i] = clv.Customer{Frequency: uint64(i % 4), Recency: float64(i % 4), T: 10}
	}
	if err := (gammagamma.Params{P: 6.25, Q: 3.74, V: 15.44}).Simulate(1, customers); err != nil {
		fmt.Println(err)
		return
	}
	m, err := gammagamma.Fit(context.Background(), customers, clv.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	mean, err := m.Mean()
	fmt.Printf("%v, %d left out, mean amount %.1f, %v\n", m.Fit.Status, m.Fit.LeftOut, mean, err)
	// Output: converged, 250 left out, mean amount 34.1, <nil>
}

// The more orders of a customer are known, the more their own mean counts; that of all
// customers is 35.22.
func ExampleParams_ConditionalMean() {
	p := gammagamma.Params{P: 6.25, Q: 3.74, V: 15.44}
	for _, orders := range []uint64{0, 1, 2, 10} {
		mean, err := p.ConditionalMean(clv.Customer{Frequency: orders, Spend: 22.35})
		fmt.Printf("%2d orders: %.2f %v\n", orders, mean, err)
	}
	// Output:
	//  0 orders: 35.22 <nil>
	//  1 orders: 26.27 <nil>
	//  2 orders: 24.66 <nil>
	// 10 orders: 22.89 <nil>
}

func ExampleParams_Simulate() {
	p := gammagamma.Params{P: 6.25, Q: 3.74, V: 15.44}
	customers := []clv.Customer{{Frequency: 2, Recency: 30.43, T: 38.86}, {Frequency: 0, T: 38.86}}
	err := p.Simulate(1, customers)
	fmt.Printf("%.2f %.2f %v\n", customers[0].Spend, customers[1].Spend, err)
	// Output: 28.80 0.00 <nil>
}
