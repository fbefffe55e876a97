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
	// churn: out of range: customers to take out that were not added
}
