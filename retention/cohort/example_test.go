package cohort_test

import (
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/retention/cohort"
)

func Example() {
	var orders cohort.Accumulator[string]
	for _, o := range []struct {
		customer string
		month    time.Month
	}{{"ada", 1}, {"ben", 1}, {"ada", 2}, {"cy", 2}, {"cy", 3}, {"ben", 3}} {
		if err := orders.Add(o.customer, time.Date(2026, o.month, 9, 0, 0, 0, 0, time.UTC)); err != nil {
			fmt.Println(err)
		}
	}
	table, err := orders.Table(cohort.On, cohort.Query{End: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)})
	fmt.Println(table, err)
	// Output:
	// cohort         size       0       1       2
	// 2026-01           2  100.0%   50.0%   50.0%
	// 2026-02           1  100.0%  100.0%
	// average           3  100.0%   66.7%   50.0% <nil>
}

func ExampleCohort_Rate() {
	signups, _ := cohort.New[string](kpi.Week, nil)
	_ = signups.AddStart("ada", time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))
	_ = signups.AddReturn("ada", time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC))
	first := signups.Result().Cohorts[0]
	_, err := first.Rate(1)
	fmt.Println(first.Period, first.Size, err)
	// Output: 2026-W10 1 cohort: rate undefined: the data end before age 1 of 2026-W10 does
}

func ExampleAccumulator_Brackets() {
	daily, _ := cohort.New[int](kpi.Day, nil)
	for _, day := range []int{1, 2, 6} {
		_ = daily.Add(1, time.Date(2026, 3, day, 0, 0, 0, 0, time.UTC))
	}
	table, _ := daily.Brackets(cohort.Query{End: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)}, 1, 7, 14)
	week, _ := table.Cohorts[0].Rate(0)
	next, _ := table.Cohorts[0].Rate(1)
	fmt.Println("days 1-6", week, "days 7-13", next)
	// Output: days 1-6 100.00% (1 of 1) days 7-13 0.00% (0 of 1)
}
