package cohort_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/retention/cohort"
)

// on returns a day of 2026.
func on(month time.Month, day int) time.Time {
	return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC)
}

// The first event of a customer is their start, later ones are returns.
func ExampleAccumulator_Add() {
	var a cohort.Accumulator[string]
	err := errors.Join(a.Add("ada", on(1, 9)), a.Add("ada", on(2, 9)))
	fmt.Println(a.Result(), err)
	// Output:
	// cohort         size       0       1
	// 2026-01           1  100.0%       *
	// average           1  100.0% <nil>
}

// Starts are sign-ups, and returns are orders.
func ExampleAccumulator_AddReturn() {
	var a cohort.Accumulator[string]
	err := errors.Join(a.AddStart("ada", on(1, 9)), a.AddReturn("ada", on(2, 9)))
	table, err2 := a.Table(cohort.On, cohort.Query{End: on(3, 1)})
	fmt.Println(table, errors.Join(err, err2))
	// Output:
	// cohort         size       0       1
	// 2026-01           1    0.0%  100.0%
	// average           1    0.0%  100.0% <nil>
}

func ExampleAccumulator_AddReturnSlice() {
	var a cohort.Accumulator[string]
	err := errors.Join(
		a.AddStartSlice([]string{"ada", "ben"}, []time.Time{on(1, 9), on(1, 20)}),
		a.AddReturnSlice([]string{"ada", "ada"}, []time.Time{on(2, 9), on(2, 10)}),
	)
	table, err2 := a.Table(cohort.On, cohort.Query{End: on(3, 1)})
	fmt.Println(table, errors.Join(err, err2))
	// Output:
	// cohort         size       0       1
	// 2026-01           2    0.0%   50.0%
	// average           2    0.0%   50.0% <nil>
}

func ExampleAccumulator_AddSlice() {
	var a cohort.Accumulator[string]
	err := a.AddSlice([]string{"ada", "ben", "ada"}, []time.Time{on(1, 9), on(1, 20), on(2, 9)})
	table, err2 := a.Table(cohort.On, cohort.Query{End: on(3, 1)})
	fmt.Println(table, errors.Join(err, err2))
	// Output:
	// cohort         size       0       1
	// 2026-01           2  100.0%   50.0%
	// average           2  100.0%   50.0% <nil>
}

// The new customer of February is ada, who came back.
func ExampleAccumulator_Alias() {
	a := orders()
	err := errors.Join(a.Add("visitor-7", on(2, 20)), a.Alias("visitor-7", "ada"))
	fmt.Println(a.Result(), err)
	// Output:
	// cohort         size       0       1       2
	// 2026-01           2  100.0%   50.0%       *
	// 2026-02           1  100.0%       *
	// average           3  100.0%   50.0% <nil>
}

func ExampleAccumulator_Forget() {
	a := orders()
	err := a.Forget("cy") // the only one who started in February
	fmt.Println(a.Result(), err)
	// Output:
	// cohort         size       0       1       2
	// 2026-01           2  100.0%   50.0%       *
	// average           2  100.0%   50.0% <nil>
}

func ExampleAccumulator_Result() {
	fmt.Println(orders().Result())
	// Output:
	// cohort         size       0       1       2
	// 2026-01           2  100.0%   50.0%       *
	// 2026-02           1  100.0%       *
	// average           3  100.0%   50.0%
}

func ExampleCohort_N() {
	table := orders().Result()
	fmt.Println(table.Cohorts[0].N(), "customers started in", table.Cohorts[0].Period)
	// Output: 2 customers started in 2026-01
}

// By day, an order is a return on its day, even one of the day on which the customer
// started.
func ExampleEvents_Add() {
	var e cohort.Events[string]
	err := errors.Join(e.Add("ada", on(1, 9)), e.Add("ada", on(2, 9)))
	fmt.Println(e.Result(), err)
	// Output:
	// cohort         size       0       1
	// 2026-01           1  100.0%       *
	// average           1  100.0% <nil>
}

func ExampleEvents_AddReturn() {
	var e cohort.Events[string]
	err := errors.Join(e.AddStart("ada", on(1, 9)), e.AddReturn("ada", on(2, 9)))
	fmt.Println(e.Result(), err)
	// Output:
	// cohort         size       0       1
	// 2026-01           1    0.0%       *
	// average           1    0.0% <nil>
}

func ExampleEvents_AddStart() {
	var e cohort.Events[string]
	err := errors.Join(e.AddStart("ada", on(1, 9)), e.AddStart("ben", on(1, 12)))
	fmt.Println(e.Result().N(), "customers", err)
	// Output: 2 customers <nil>
}

func ExampleEvents_Alias() {
	var e cohort.Events[string]
	err := errors.Join(e.Add("ada", on(1, 9)), e.Add("visitor-7", on(2, 9)), e.Alias("visitor-7", "ada"))
	fmt.Println(e.Result(), err)
	// Output:
	// cohort         size       0       1
	// 2026-01           1  100.0%       *
	// average           1  100.0% <nil>
}

func ExampleEvents_Brackets() {
	daily, err := cohort.NewEvents[string](kpi.Day, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = errors.Join(daily.Add("ada", on(3, 1)), daily.Add("ada", on(3, 5)))
	table, err2 := daily.Brackets(cohort.Query{End: on(4, 1)}, 1, 7, 14)
	week, err3 := table.Cohorts[0].Rate(0)
	fmt.Println("days 1 to 6:", week, errors.Join(err, err2, err3))
	// Output: days 1 to 6: 100.00% (1 of 1) <nil>
}

func ExampleEvents_Forget() {
	var e cohort.Events[string]
	err := errors.Join(e.Add("ada", on(1, 9)), e.Add("ben", on(1, 12)), e.Forget("ben"))
	fmt.Println(e.Result().N(), "customer", err)
	// Output: 1 customer <nil>
}

func ExampleEvents_Result() {
	var e cohort.Events[string]
	err := errors.Join(e.Add("ada", on(1, 9)), e.Add("ada", on(3, 9)))
	fmt.Println(e.Result(), err)
	// Output:
	// cohort         size       0       1       2
	// 2026-01           1  100.0%    0.0%       *
	// average           1  100.0%    0.0% <nil>
}

func ExampleEvents_Table() {
	var e cohort.Events[string]
	err := errors.Join(e.Add("ada", on(1, 9)), e.Add("ada", on(3, 9)))
	table, err2 := e.Table(cohort.OnOrAfter, cohort.Query{End: on(4, 1)})
	fmt.Println(table, errors.Join(err, err2))
	// Output:
	// cohort         size       0       1       2
	// 2026-01           1  100.0%  100.0%  100.0%
	// average           1  100.0%  100.0%  100.0% <nil>
}

func ExampleNew() {
	weekly, err := cohort.New[int64](kpi.Week, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(weekly.Add(1001, on(3, 4)), weekly.Result().Cohorts[0].Period)
	// Output: <nil> 2026-W10
}

func ExampleNewEvents() {
	weekly, err := cohort.NewEvents[int64](kpi.Week, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(weekly.Add(1001, on(3, 4)), weekly.Result().Cohorts[0].Period)
	// Output: <nil> 2026-W10
}

func ExampleTable_Ages() {
	table := orders().Result()
	fmt.Println(table.Ages(), "ages, 0 to", table.Ages()-1)
	// Output: 3 ages, 0 to 2
}

func ExampleTable_N() {
	fmt.Println(orders().Result().N(), "customers")
	// Output: 3 customers
}
