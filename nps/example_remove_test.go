package nps_test

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// An answer was entered by mistake. It cannot be taken back twice.
func ExampleAccumulator_Remove() {
	var a nps.Accumulator
	err := errors.Join(a.Add(9), a.Add(3), a.Remove(3))
	fmt.Println(a.Result().N(), "answer", err)
	err = a.Remove(3)
	fmt.Println(err, errors.Is(err, kpi.ErrRange))
	// Output:
	// 1 answer <nil>
	// nps: answers of a score to take out 1 outside 0..0 true
}

func ExampleAccumulator_RemoveN() {
	var a nps.Accumulator
	err := errors.Join(a.AddN(9, 100), a.RemoveN(9, 60))
	fmt.Println(a.Count(9), err)
	// Output: 40 <nil>
}

// A day that was imported twice.
func ExampleAccumulator_Unmerge() {
	var all, day nps.Accumulator
	err := errors.Join(day.AddSlice([]int{9, 3, 9}), all.Merge(&day), all.Merge(&day))
	fmt.Println(all.Result().N(), all.Unmerge(&day), all.Result().N(), err)
	// Output: 6 <nil> 3 <nil>
}

// An answer that was entered by mistake; one that was never there is refused.
func ExampleWeighted_Remove() {
	var a nps.Weighted
	err := errors.Join(a.Add(10, decimal.NewFromInt(2)), a.Add(3, decimal.NewFromInt(1)), a.Remove(3, decimal.NewFromInt(1)))
	fmt.Println(a.Result(), err)
	fmt.Println(a.Remove(3, decimal.NewFromInt(1)))
	// Output:
	// 100.0 of 1 answers, worth 1.0 <nil>
	// nps: out of range: weighted answers to take out, 1 of 1, were not added
}

func ExampleWeighted_RemoveN() {
	var a nps.Weighted
	err := errors.Join(a.AddN(10, decimal.NewFromInt(2), 30), a.RemoveN(10, decimal.NewFromInt(2), 10))
	fmt.Println(a.Result(), err)
	// Output: 100.0 of 20 answers, worth 20.0 <nil>
}
