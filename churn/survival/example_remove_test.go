package survival_test

import (
	"errors"
	"fmt"

	"github.com/customerkpi/kpi/churn/survival"
)

// A customer who was counted by mistake; one who was never there is refused.
func ExampleAccumulator_Remove() {
	var a survival.Accumulator
	err := errors.Join(a.Add(survival.Row{Duration: 12, Churned: true}), a.Add(survival.Row{Duration: 20}), a.Remove(survival.Row{Duration: 20}))
	fmt.Println(a.Result().N(), err)
	fmt.Println(a.Remove(survival.Row{Duration: 20}))
	// Output:
	// 1 <nil>
	// survival: out of range: customers to take out, 1 of 1, were not added
}

func ExampleAccumulator_RemoveN() {
	var a survival.Accumulator
	err := errors.Join(a.AddN(survival.Row{Duration: 12, Churned: true}, 30), a.RemoveN(survival.Row{Duration: 12, Churned: true}, 10))
	fmt.Println(a.Result().N(), err)
	// Output: 20 <nil>
}
