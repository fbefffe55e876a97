package basket_test

import (
	"errors"
	"fmt"

	"github.com/customerkpi/kpi/funnel/basket"
)

func Example() {
	var orders basket.Accumulator[int, string]
	for order, products := range [][]string{{"tea", "cup"}, {"tea", "cup", "pot"}, {"tea"}, {"pot"}} {
		for _, product := range products {
			if err := orders.Add(order, product); err != nil {
				fmt.Println(err)
			}
		}
	}
	pairs, err := orders.Result().Pairs(1, basket.BySupport, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	p := pairs[0]
	support, err := p.Support()
	if err != nil {
		fmt.Println(err)
		return
	}
	confidence, err := p.Swap().Confidence()
	if err != nil {
		fmt.Println(err)
		return
	}
	lift, err := p.Lift()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.A, "and", p.B, support)
	fmt.Println(p.A, "with", p.B, confidence, "lift", lift)
	// Output:
	// cup and tea 50.00% (2 of 4)
	// cup with tea 66.67% (2 of 3) lift 1.333333
}

func ExampleAccumulator_Merge() {
	var morning, evening basket.Accumulator[int, string]
	if err := errors.Join(
		morning.Add(7, "tea"),
		evening.Add(7, "cup"), // a line of the same order
	); err != nil {
		fmt.Println(err)
	}
	err := morning.Merge(&evening)
	fmt.Println(morning.Result().Orders, "order", err)
	// Output: 1 order <nil>
}
