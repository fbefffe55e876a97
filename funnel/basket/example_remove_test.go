package basket_test

import (
	"errors"
	"fmt"

	"github.com/customerkpi/kpi/funnel/basket"
)

// An order was cancelled, with all its lines.
func ExampleAccumulator_Remove() {
	var a basket.Accumulator[int, string]
	err := errors.Join(a.Add(1, "bread"), a.Add(1, "butter"), a.Add(2, "bread"))
	err = errors.Join(err, a.Remove(1))
	fmt.Println(a.Result().Orders, "order", err)
	fmt.Println(a.Remove(1))
	// Output:
	// 1 order <nil>
	// basket: out of range: no line of order 1 to take out
}
