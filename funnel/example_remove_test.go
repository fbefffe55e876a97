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
	// funnel: out of range: visitors to take out that were not added
}

// A test order.
func ExampleConversion_Remove() {
	var a funnel.Conversion
	err := errors.Join(a.AddN(false, 9), a.AddN(true, 2), a.Remove(true))
	fmt.Println(a.Result().Buyers, "of", a.Result().Prospects, err)
	// Output: 1 of 10 <nil>
}
