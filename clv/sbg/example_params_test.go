package sbg_test

import (
	"context"
	"fmt"

	"github.com/customerkpi/kpi/clv/sbg"
)

func ExampleCohortOf() {
	c, err := sbg.CohortOf(1000, 869, 743, 653)
	fmt.Println("lost", c.Lost, "kept", c.Kept, err)
	_, err = sbg.CohortOf(1000, 869, 870)
	fmt.Println(err)
	// Output:
	// lost [131 126 90] kept [0 0 653] <nil>
	// sbg: customers after period 2 870 outside 0..869
}

// One churn rate for all years, which is too high for the later ones.
func ExampleCohort_Constant() {
	c, err := sbg.CohortOf(1000, 869, 743, 653)
	if err != nil {
		fmt.Println(err)
		return
	}
	churn, err := c.Constant()
	fmt.Println(churn, err)
	// Output: 13.28% (347 of 2612) <nil>
}

func ExampleFit() {
	c, err := sbg.CohortOf(1000, 869, 743, 653, 593, 551, 517, 491)
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := sbg.Fit(context.Background(), c, sbg.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v: alpha %.3f, beta %.3f\n", m.Fit.Status, m.Alpha, m.Beta)
	// Output: converged: alpha 0.668, beta 3.806
}

// Years that a new customer is expected to stay, each discounted by 10%. Without discount
// the mean does not exist: a few stay for ever.
func ExampleParams_Lifetime() {
	p := sbg.Params{Alpha: 0.668, Beta: 3.806, C: 1} // the published "High End" customers
	years, err := p.Lifetime(0.1)
	fmt.Printf("%.2f %v\n", years, err)
	_, err = p.Lifetime(0)
	fmt.Println(err)
	// Output:
	// 5.92 <nil>
	// sbg: lifetime undefined: c alpha = 0.668 has no finite mean, only one above 1
}

func ExampleParams_LogLikelihood() {
	p := sbg.Params{Alpha: 0.668, Beta: 3.806, C: 1} // the published "High End" customers
	c, err := sbg.CohortOf(1000, 869, 743, 653)
	if err != nil {
		fmt.Println(err)
		return
	}
	l, err := p.LogLikelihood(c)
	fmt.Printf("%.1f %v\n", l, err)
	// Output: -1026.9 <nil>
}

// What customers will still pay, at 100 a year and 10% discount, before their first and
// their fifth renewal: who stayed for longer stays for longer.
func ExampleParams_Residual() {
	p := sbg.Params{Alpha: 0.668, Beta: 3.806, C: 1} // the published "High End" customers
	for _, year := range []uint64{1, 5} {
		years, err := p.Residual(year, 0.1)
		fmt.Printf("year %d: %.0f %v\n", year, 100*years, err)
	}
	// Output:
	// year 1: 541 <nil>
	// year 5: 690 <nil>
}

// Retention rises with time, although no customer changes: who leaves easily has left.
func ExampleParams_Retention() {
	p := sbg.Params{Alpha: 0.668, Beta: 3.806, C: 1} // the published "High End" customers
	for _, year := range []uint64{1, 2, 7} {
		share, err := p.Retention(year)
		fmt.Printf("year %d: %.1f%% %v\n", year, 100*share, err)
	}
	// Output:
	// year 1: 85.1% <nil>
	// year 2: 87.8% <nil>
	// year 7: 93.6% <nil>
}

func ExampleParams_Simulate() {
	p := sbg.Params{Alpha: 0.668, Beta: 3.806, C: 1} // the published "High End" customers
	c, err := p.Simulate(1, 1000, 4)
	fmt.Println("lost", c.Lost, "kept", c.Kept, err)
	// Output: lost [143 105 83 64] kept [0 0 0 605] <nil>
}

func ExampleParams_Survival() {
	p := sbg.Params{Alpha: 0.668, Beta: 3.806, C: 1} // the published "High End" customers
	for _, years := range []uint64{1, 4, 7} {
		left, err := p.Survival(years)
		fmt.Printf("year %d: %.1f%% %v\n", years, 100*left, err)
	}
	// Output:
	// year 1: 85.1% <nil>
	// year 4: 61.0% <nil>
	// year 7: 48.9% <nil>
}
