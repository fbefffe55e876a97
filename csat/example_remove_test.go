package csat_test

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/csat"
)

// An answer was entered by mistake. It cannot be taken back twice.
func ExampleAccumulator_Remove() {
	var a csat.Accumulator
	err := errors.Join(a.Add(5), a.Add(2), a.Remove(2))
	fmt.Println(a.Result().N(), "answer", err)
	err = a.Remove(2)
	fmt.Println(err, errors.Is(err, kpi.ErrRange))
	// Output:
	// 1 answer <nil>
	// csat: answers of a score to take out 1 outside 0..0 true
}

func ExampleAccumulator_RemoveN() {
	var a csat.Accumulator
	err := errors.Join(a.AddN(5, 100), a.RemoveN(5, 60))
	fmt.Println(a.Count(5), err)
	// Output: 40 <nil>
}

// A day that was imported twice.
func ExampleAccumulator_Unmerge() {
	var all, day csat.Accumulator
	err := errors.Join(day.AddSlice([]int{5, 2, 5}), all.Merge(&day), all.Merge(&day))
	fmt.Println(all.Result().N(), all.Unmerge(&day), all.Result().N(), err)
	// Output: 6 <nil> 3 <nil>
}

// An answer that was entered by mistake; one that was never there is refused.
func ExampleWeighted_Remove() {
	var a csat.Weighted
	err := errors.Join(a.Add(5, decimal.NewFromInt(2)), a.Add(2, decimal.NewFromInt(1)), a.Remove(2, decimal.NewFromInt(1)))
	fmt.Println(a.Result(), err)
	fmt.Println(a.Remove(2, decimal.NewFromInt(1)))
	// Output:
	// mean 5.00 of 1 answers, worth 1.0 <nil>
	// csat: out of range: weighted answers to take out, 1 of 1, were not added
}

func ExampleWeighted_RemoveN() {
	var a csat.Weighted
	err := errors.Join(a.AddN(5, decimal.NewFromInt(2), 30), a.RemoveN(5, decimal.NewFromInt(2), 10))
	fmt.Println(a.Result(), err)
	// Output: mean 5.00 of 20 answers, worth 20.0 <nil>
}
