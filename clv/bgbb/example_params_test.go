package bgbb_test

import (
	"context"
	"fmt"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgbb"
)

// A fit says how it ended, and how sure it is of each parameter.
func ExampleFit() {
	donors, err := bgbb.Params{Alpha: 1.2, Beta: 0.75, Gamma: 0.66, Delta: 2.8}.Simulate(1, 5000, 6)
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := bgbb.Fit(context.Background(), donors, clv.Options{})
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
	// alpha 1.28  1.07 .. 1.53  <nil>
	// beta  0.77  0.69 .. 0.87  <nil>
	// gamma 0.60  0.49 .. 0.74  <nil>
	// delta 2.44  1.77 .. 3.36  <nil>
}

// The donor gave in year five of six. Silent in year six: gone, or only skipped?
func ExampleParams_Alive() {
	p := bgbb.Params{Alpha: 1.2035, Beta: 0.7497, Gamma: 0.6568, Delta: 2.7838}
	c := bgbb.Customer{Frequency: 4, Recency: 5, Opportunities: 6}
	there, err := p.Alive(c)
	fmt.Printf("%.3f %v\n", there, err)
	// Output: 0.749 <nil>
}

func ExampleParams_AliveAt() {
	p := bgbb.Params{Alpha: 1.2035, Beta: 0.7497, Gamma: 0.6568, Delta: 2.7838}
	c := bgbb.Customer{Frequency: 4, Recency: 5, Opportunities: 6}
	for _, years := range []uint64{1, 5, 10} {
		there, err := p.AliveAt(c, years)
		fmt.Printf("%2d years on: %.3f %v\n", years, there, err)
	}
	// Output:
	//  1 years on: 0.697 <nil>
	//  5 years on: 0.554 <nil>
	// 10 years on: 0.452 <nil>
}

// Gifts of the next five years, of three donors with four gifts in six years.
func ExampleParams_ConditionalExpected() {
	p := bgbb.Params{Alpha: 1.2035, Beta: 0.7497, Gamma: 0.6568, Delta: 2.7838}
	for _, last := range []uint32{4, 5, 6} {
		gifts, err := p.ConditionalExpected(bgbb.Customer{Frequency: 4, Recency: last, Opportunities: 6}, 5)
		fmt.Printf("last gift in year %d: %.2f %v\n", last, gifts, err)
	}
	// Output:
	// last gift in year 4: 0.58 <nil>
	// last gift in year 5: 2.03 <nil>
	// last gift in year 6: 2.71 <nil>
}

// The chances of 0, 1 and 2 gifts in the next two years.
func ExampleParams_ConditionalPMF() {
	p := bgbb.Params{Alpha: 1.2035, Beta: 0.7497, Gamma: 0.6568, Delta: 2.7838}
	c := bgbb.Customer{Frequency: 4, Recency: 5, Opportunities: 6}
	for gifts := range uint64(3) {
		chance, err := p.ConditionalPMF(c, gifts, 2)
		fmt.Printf("%d: %.3f %v\n", gifts, chance, err)
	}
	// Output:
	// 0: 0.413 <nil>
	// 1: 0.291 <nil>
	// 2: 0.296 <nil>
}

// What all gifts to come are worth today, in gifts, at 10% a year.
func ExampleParams_DERT() {
	p := bgbb.Params{Alpha: 1.2035, Beta: 0.7497, Gamma: 0.6568, Delta: 2.7838}
	c := bgbb.Customer{Frequency: 4, Recency: 5, Opportunities: 6}
	gifts, err := p.DERT(c, 0.1)
	fmt.Printf("%.2f %v\n", gifts, err)
	// Output: 3.20 <nil>
}

func ExampleParams_Expected() {
	p := bgbb.Params{Alpha: 1.2035, Beta: 0.7497, Gamma: 0.6568, Delta: 2.7838}
	gifts, err := p.Expected(6)
	fmt.Printf("a new donor gives %.2f times in six years, %v\n", gifts, err)
	// Output: a new donor gives 2.22 times in six years, <nil>
}

func ExampleParams_LogLikelihood() {
	p := bgbb.Params{Alpha: 1.2035, Beta: 0.7497, Gamma: 0.6568, Delta: 2.7838}
	donors := []bgbb.Customer{
		{Frequency: 4, Recency: 5, Opportunities: 6},
		{Frequency: 0, Recency: 0, Opportunities: 6, Weight: 3}, // three donors who are alike
	}
	l, err := p.LogLikelihood(donors)
	fmt.Printf("%.3f %v\n", l, err)
	// Output: -8.598 <nil>
}

// The share of new donors who do not give again within six years.
func ExampleParams_PMF() {
	p := bgbb.Params{Alpha: 1.2035, Beta: 0.7497, Gamma: 0.6568, Delta: 2.7838}
	none, err := p.PMF(0, 6)
	fmt.Printf("%.3f %v\n", none, err)
	// Output: 0.311 <nil>
}

func ExampleParams_Simulate() {
	p := bgbb.Params{Alpha: 1.2035, Beta: 0.7497, Gamma: 0.6568, Delta: 2.7838}
	donors, err := p.Simulate(1, 1000, 6)
	again := 0
	for _, d := range donors {
		if d.Frequency > 0 {
			again++
		}
	}
	fmt.Println(again, "of", len(donors), "gave again,", err)
	// Output: 689 of 1000 gave again, <nil>
}
