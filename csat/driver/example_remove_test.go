package driver_test

import (
	"errors"
	"fmt"

	"github.com/customerkpi/kpi/csat/driver"
)

func ExampleAccumulator_Remove() {
	a, err := driver.New("room", "breakfast")
	if err != nil {
		fmt.Println(err)
		return
	}
	err = errors.Join(a.Add(9, 5, 4), a.Add(3, 2, 2), a.Remove(3, 2, 2))
	fmt.Println(a.Result().N, err)
	// Output: 1 <nil>
}

func ExampleAccumulator_RemoveN() {
	a, err := driver.New("room", "breakfast")
	if err != nil {
		fmt.Println(err)
		return
	}
	err = errors.Join(a.AddN(9, []int{5, 4}, 20), a.RemoveN(9, []int{5, 4}, 5))
	fmt.Println(a.Result().N, err)
	// Output: 15 <nil>
}
