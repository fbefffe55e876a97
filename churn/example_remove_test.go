package churn_test

import (
	"errors"
	"fmt"

	"github.com/customerkpi/kpi/churn"
)

// A customer was counted as lost, and had only paid late.
func ExampleAccumulator_Remove() {
	var a churn.Accumulator
	kept, lost := churn.Presence{Start: true, End: true}, churn.Presence{Start: true}
	err := errors.Join(a.AddN(kept, 9), a.Add(lost), a.Remove(lost), a.Add(kept))
	fmt.Println(a.Result().Kept, a.Result().Lost, err)
	fmt.Println(a.Remove(lost))
	// Output:
	// 10 0 <nil>
	// churn: customers to take out 1 outside 0..0
}

func ExampleAccumulator_RemoveN() {
	var a churn.Accumulator
	err := errors.Join(a.AddN(churn.Presence{Start: true, End: true}, 30), a.RemoveN(churn.Presence{Start: true, End: true}, 10))
	fmt.Println(a.Result(), err)
	// Output: 0.00% (0 lost of 20 at the start, 0 won, 0 brief) <nil>
}
