package funnel_test

import (
	"errors"
	"fmt"

	"github.com/customerkpi/kpi/funnel"
)

// A robot was counted as a visitor.
func ExampleSteps_Remove() {
	var a funnel.Steps
	err := errors.Join(a.AddN(1, 10), a.AddN(4, 2), a.Remove(1))
	fmt.Println(a.Result().Steps[0].Count, err)
	fmt.Println(a.Remove(3))
	// Output:
	// 11 <nil>
	// funnel: visitors to take out 1 outside 0..0
}

// A test order.
func ExampleConversion_Remove() {
	var a funnel.Conversion
	err := errors.Join(a.AddN(false, 9), a.AddN(true, 2), a.Remove(true))
	fmt.Println(a.Result().Buyers, "of", a.Result().Prospects, err)
	// Output: 1 of 10 <nil>
}

func ExampleConversion_RemoveN() {
	var a funnel.Conversion
	err := errors.Join(a.AddN(true, 30), a.RemoveN(true, 10))
	fmt.Println(a.Result(), err)
	// Output: 100.00% (20 of 20 prospects bought) <nil>
}

// One that was counted by mistake; one that was never there is refused.
func ExampleCrossSell_Remove() {
	var a funnel.CrossSell
	err := errors.Join(a.Add(true), a.Add(false), a.Remove(false))
	fmt.Println(a.Result(), err)
	fmt.Println(a.Remove(false))
	// Output:
	// 100.00% (1 additional of 1 sales) <nil>
	// funnel: sales to take out 1 outside 0..0
}

func ExampleCrossSell_RemoveN() {
	var a funnel.CrossSell
	err := errors.Join(a.AddN(true, 30), a.RemoveN(true, 10))
	fmt.Println(a.Result(), err)
	// Output: 100.00% (20 additional of 20 sales) <nil>
}

// One that was counted by mistake; one that was never there is refused.
func ExampleUpSell_Remove() {
	var a funnel.UpSell
	err := errors.Join(a.Add(true), a.Add(false), a.Remove(false))
	fmt.Println(a.Result(), err)
	fmt.Println(a.Remove(false))
	// Output:
	// 100.00% (1 above of 1 sales) <nil>
	// funnel: sales to take out 1 outside 0..0
}

func ExampleUpSell_RemoveN() {
	var a funnel.UpSell
	err := errors.Join(a.AddN(true, 30), a.RemoveN(true, 10))
	fmt.Println(a.Result(), err)
	// Output: 100.00% (20 above of 20 sales) <nil>
}

func ExampleSteps_RemoveN() {
	a, err := funnel.NewSteps("visit", "order")
	if err != nil {
		fmt.Println(err)
		return
	}
	err = errors.Join(a.AddN(1, 97), a.RemoveN(1, 7))
	fmt.Println(a.Result().N(), err)
	// Output: 90 <nil>
}
