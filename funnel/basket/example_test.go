package basket_test

import (
	"fmt"

	"github.com/customerkpi/kpi/funnel/basket"
)

func Example() {
	var orders basket.Accumulator[int, string]
	for order, products := range [][]string{{"tea", "cup"}, {"tea", "cup", "pot"}, {"tea"}, {"pot"}} {
		for _, product := range products {
			_ = orders.Add(order, product)
		}
	}
	pairs, err := orders.Result().Pairs(1, basket.BySupport, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	p := pairs[0]
	support, _ := p.Support()
	confidence, _ := p.Swap().Confidence()
	lift, _ := p.Lift()
	fmt.Println(p.A, "and", p.B, support)
	fmt.Println(p.A, "with", p.B, confidence, "lift", lift)
	// Output:
	// cup and tea 50.00% (2 of 4)
	// cup with tea 66.67% (2 of 3) lift 1.333333
}

func ExampleAccumulator_Merge() {
	var morning, evening basket.Accumulator[int, string]
	_ = morning.Add(7, "tea")
	_ = evening.Add(7, "cup") // a line of the same order
	err := morning.Merge(&evening)
	fmt.Println(morning.Result().Orders, "order", err)
	// Output: 1 order <nil>
}
