package churn_test

import (
	"errors"
	"fmt"

	"github.com/customerkpi/kpi/churn"
)

// One customer per Add, by when they were there.
func ExampleAccumulator_Add() {
	var march churn.Accumulator
	for _, p := range []churn.Presence{{Start: true, End: true}, {Start: true}, {End: true}} {
		if err := march.Add(p); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(march.Result())
	// Output: 50.00% (1 lost of 2 at the start, 1 won, 0 brief)
}

// Customers who are counted already.
func ExampleAccumulator_AddN() {
	var march churn.Accumulator
	err := errors.Join(
		march.AddN(churn.Presence{Start: true, End: true}, 3750),
		march.AddN(churn.Presence{Start: true}, 1250),
	)
	fmt.Println(march.Result(), err)
	// Output: 25.00% (1250 lost of 5000 at the start, 0 won, 0 brief) <nil>
}

func ExampleAccumulator_AddSlice() {
	var march churn.Accumulator
	err := march.AddSlice([]churn.Presence{{Start: true, End: true}, {Start: true, End: true}, {Start: true}})
	fmt.Println(march.Result(), err)
	// Output: 33.33% (1 lost of 3 at the start, 0 won, 0 brief) <nil>
}

// A Result is a snapshot: what is added later does not change it.
func ExampleAccumulator_Result() {
	var march churn.Accumulator
	err := march.AddN(churn.Presence{Start: true, End: true}, 3)
	before := march.Result()
	err = errors.Join(err, march.Add(churn.Presence{Start: true}))
	fmt.Println(before.Start(), march.Result().Start(), err)
	// Output: 3 4 <nil>
}

// Half of the customers of the start left, and as many came: 500 of 1000 on average.
func ExampleResult_AverageRate() {
	average, err := churn.Result{Kept: 500, Lost: 500, Won: 500}.AverageRate()
	fmt.Println(average, err)
	// Output: 0.5 <nil>
}

func ExampleResult_End() {
	fmt.Println(churn.Result{Kept: 3750, Lost: 1250, Won: 500, Brief: 250}.End())
	// Output: 4250
}

// 2 of 5000 customers lost per month: a customer stays 2500 months, if it goes on like
// that for ever.
func ExampleResult_Lifetime() {
	months, err := churn.Result{Kept: 4998, Lost: 2}.Lifetime()
	fmt.Println(months, err)
	_, err = churn.Result{Kept: 5000}.Lifetime()
	fmt.Println(err)
	// Output:
	// 2500 <nil>
	// churn: lifetime undefined: no customer lost
}

func ExampleResult_N() {
	fmt.Println(churn.Result{Kept: 3750, Lost: 1250, Won: 500, Brief: 250}.N())
	// Output: 5750
}

// Those who joined and left within the month are not in the rate.
func ExampleResult_Rate() {
	rate, err := churn.Result{Kept: 3750, Lost: 1250, Won: 500, Brief: 250}.Rate()
	fmt.Println(rate, err)
	// Output: 25.00% (1250 of 5000) <nil>
}

func ExampleResult_Start() {
	fmt.Println(churn.Result{Kept: 3750, Lost: 1250, Won: 500, Brief: 250}.Start())
	// Output: 5000
}

// Where many stay for less than a month, the rate over all customers of the month counts
// them too.
func ExampleResult_TotalRate() {
	rate, err := churn.Result{Kept: 3750, Lost: 1250, Won: 500, Brief: 250}.TotalRate()
	fmt.Println(rate, err)
	// Output: 26.09% (1500 of 5750) <nil>
}
