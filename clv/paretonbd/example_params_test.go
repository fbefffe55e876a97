package paretonbd_test

import (
	"context"
	"fmt"
	"math"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/paretonbd"
)

// A fit says how it ended, and how sure it is of each parameter.
func ExampleFit() {
	customers, err := paretonbd.Params{R: 0.6, Alpha: 10, S: 0.6, Beta: 12}.Simulate(1, 2000, 52)
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := paretonbd.Fit(context.Background(), customers, clv.Options{})
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
	// r     0.65  0.54 .. 0.79  <nil>
	// alpha 10.41  8.86 .. 12.24  <nil>
	// s     0.51  0.37 .. 0.70  <nil>
	// beta  7.71  3.84 .. 15.50  <nil>
}

// Two repeat orders, the last one after 30.43 of 38.86 weeks.
func ExampleParams_Alive() {
	p := paretonbd.Params{R: 0.5533, Alpha: 10.5776, S: 0.6062, Beta: 11.6688}
	c := clv.Customer{Frequency: 2, Recency: 30.43, T: 38.86}
	alive, err := p.Alive(c)
	fmt.Printf("%.3f %v\n", alive, err)
	// Output: 0.869 <nil>
}

// Still a customer 39 weeks after the history?
func ExampleParams_AliveAt() {
	p := paretonbd.Params{R: 0.5533, Alpha: 10.5776, S: 0.6062, Beta: 11.6688}
	c := clv.Customer{Frequency: 2, Recency: 30.43, T: 38.86}
	now, err := p.Alive(c)
	later, err2 := p.AliveAt(c, 39)
	fmt.Printf("%.3f now, %.3f in 39 weeks, %v %v\n", now, later, err, err2)
	// Output: 0.869 now, 0.614 in 39 weeks, <nil> <nil>
}

// Two customers with the same number of orders: who was silent for long is expected to
// order less.
func ExampleParams_ConditionalExpected() {
	p := paretonbd.Params{R: 0.5533, Alpha: 10.5776, S: 0.6062, Beta: 11.6688}
	for _, recency := range []float64{30.43, 8} {
		orders, err := p.ConditionalExpected(clv.Customer{Frequency: 2, Recency: recency, T: 38.86}, 39)
		fmt.Printf("last order in week %v: %.2f orders in 39 weeks, %v\n", recency, orders, err)
	}
	// Output:
	// last order in week 30.43: 1.46 orders in 39 weeks, <nil>
	// last order in week 8: 0.35 orders in 39 weeks, <nil>
}

// A column of customers takes a small part of the time of one call per customer.
func ExampleParams_ConditionalExpectedSlice() {
	p := paretonbd.Params{R: 0.5533, Alpha: 10.5776, S: 0.6062, Beta: 11.6688}
	customers := []clv.Customer{
		{Frequency: 2, Recency: 30.43, T: 38.86},
		{Frequency: 0, Recency: 0, T: 38.86},
		{Frequency: 9, Recency: 37, T: 38.86},
	}
	orders := make([]float64, len(customers))
	err := p.ConditionalExpectedSlice(orders, customers, 39)
	fmt.Printf("%.2f %v\n", orders, err)
	// Output: [1.46 0.11 6.09] <nil>
}

// No order is the most likely number for this customer, though more than one is expected.
func ExampleParams_ConditionalPMF() {
	p := paretonbd.Params{R: 0.5533, Alpha: 10.5776, S: 0.6062, Beta: 11.6688}
	c := clv.Customer{Frequency: 2, Recency: 30.43, T: 38.86}
	for n := range uint64(4) {
		chance, err := p.ConditionalPMF(c, n, 39)
		fmt.Printf("%d: %.3f %v\n", n, chance, err)
	}
	// Output:
	// 0: 0.408 <nil>
	// 1: 0.219 <nil>
	// 2: 0.152 <nil>
	// 3: 0.096 <nil>
}

// What all orders to come are worth today, in orders, at 15% a year: the rate is by week,
// as the histories are.
func ExampleParams_DERT() {
	p := paretonbd.Params{R: 0.5533, Alpha: 10.5776, S: 0.6062, Beta: 11.6688}
	c := clv.Customer{Frequency: 2, Recency: 30.43, T: 38.86}
	orders, err := p.DERT(c, math.Log(1.15)/52)
	fmt.Printf("%.2f %v\n", orders, err)
	// Output: 6.50 <nil>
}

// A new customer orders again so often in the first year, and in the first ten.
func ExampleParams_Expected() {
	p := paretonbd.Params{R: 0.5533, Alpha: 10.5776, S: 0.6062, Beta: 11.6688}
	for _, weeks := range []float64{52, 520} {
		orders, err := p.Expected(weeks)
		fmt.Printf("%v weeks: %.2f %v\n", weeks, orders, err)
	}
	// Output:
	// 52 weeks: 1.47 <nil>
	// 520 weeks: 5.42 <nil>
}

// Of two sets of parameters, the one with the greater likelihood fits the customers better.
func ExampleParams_LogLikelihood() {
	p := paretonbd.Params{R: 0.5533, Alpha: 10.5776, S: 0.6062, Beta: 11.6688}
	customers := []clv.Customer{
		{Frequency: 2, Recency: 30.43, T: 38.86},
		{Frequency: 0, Recency: 0, T: 38.86, Weight: 3}, // three customers who are alike
	}
	other := p
	other.R = 1
	for _, p := range []paretonbd.Params{p, other} {
		l, err := p.LogLikelihood(customers)
		fmt.Printf("r = %v: %.2f %v\n", p.R, l, err)
	}
	// Output:
	// r = 0.5533: -11.12 <nil>
	// r = 1: -12.01 <nil>
}

// The share of new customers who do not order again within 39 weeks.
func ExampleParams_PMF() {
	p := paretonbd.Params{R: 0.5533, Alpha: 10.5776, S: 0.6062, Beta: 11.6688}
	none, err := p.PMF(0, 39)
	fmt.Printf("%.3f %v\n", none, err)
	// Output: 0.594 <nil>
}

// A shop of which the truth is known, to try a plan on.
func ExampleParams_Simulate() {
	p := paretonbd.Params{R: 0.5533, Alpha: 10.5776, S: 0.6062, Beta: 11.6688}
	customers, err := p.Simulate(1, 1000, 52)
	again := 0
	for _, c := range customers {
		if c.Frequency > 0 {
			again++
		}
	}
	fmt.Println(again, "of", len(customers), "ordered again,", err)
	// Output: 450 of 1000 ordered again, <nil>
}
