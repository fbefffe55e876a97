package sbg_test

import (
	"context"
	"fmt"

	"github.com/customerkpi/kpi/clv/sbg"
)

// How wrong is 1 / churn rate? Four years of the two classic cohorts are fitted,
// and then compared with what was left in year 12: a constant churn rate loses
// most of it, for it does not know that those who stay are others than those who
// left. BdW comes near, and shows that a mean lifetime may not even exist.
func Example() {
	for _, cohort := range []struct {
		name      string
		customers []uint64 // after 0, 1, ... years
		year12    float64
	}{
		{"High End", []uint64{1000, 869, 743, 653, 593}, 0.394},
		{"Regular", []uint64{1000, 631, 468, 382, 326}, 0.173},
	} {
		c, err := sbg.CohortOf(cohort.customers...)
		if err != nil {
			fmt.Println(err)
			return
		}
		churn, err := c.Constant()
		if err != nil {
			fmt.Println(err)
			return
		}
		constant := 1.0
		for range 12 {
			constant *= 1 - churn.Float64()
		}
		lifetime, err := churn.Inverse()
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: %.1f%% left in year 12\n", cohort.name, 100*cohort.year12)
		fmt.Printf("  constant  %4.1f%%, lifetime 1/churn %.1f years\n", 100*constant, lifetime)
		for _, h := range []sbg.Hazard{sbg.Geometric, sbg.Weibull} {
			m, err := sbg.Fit(context.Background(), c, sbg.Options{Hazard: h})
			if err != nil {
				fmt.Println(err)
				return
			}
			left, err := m.Survival(12)
			if err != nil {
				fmt.Println(err)
				return
			}
			lifetime := "no finite mean lifetime"
			if mean, err := m.Lifetime(0); err == nil {
				lifetime = fmt.Sprintf("lifetime %.1f years", mean)
			}
			fmt.Printf("  %-9v %4.1f%%, %s\n", h, 100*left, lifetime)
		}
	}
	// Output:
	// High End: 39.4% left in year 12
	//   constant  20.2%, lifetime 1/churn 8.0 years
	//   geometric 30.7%, lifetime 28.7 years
	//   Weibull   38.9%, no finite mean lifetime
	// Regular: 17.3% left in year 12
	//   constant   2.2%, lifetime 1/churn 3.7 years
	//   geometric 16.0%, no finite mean lifetime
	//   Weibull   17.1%, no finite mean lifetime
}
