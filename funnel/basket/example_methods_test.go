package basket_test

import (
	"errors"
	"fmt"

	"github.com/customerkpi/kpi/funnel/basket"
)

// shop is four orders.
func shop() *basket.Accumulator[int, string] {
	var orders basket.Accumulator[int, string]
	for order, products := range [][]string{{"tea", "cup"}, {"tea", "cup", "pot"}, {"tea"}, {"pot"}} {
		for _, product := range products {
			if err := orders.Add(order, product); err != nil {
				panic(err)
			}
		}
	}
	return &orders
}

// cupAndTea are in two of the four orders together.
var cupAndTea = basket.Pair[string]{A: "cup", B: "tea", Together: 2, OrdersA: 2, OrdersB: 3, Orders: 4}

// One line per Add, in any order; the same line twice counts once.
func ExampleAccumulator_Add() {
	var orders basket.Accumulator[int, string]
	err := errors.Join(orders.Add(7, "tea"), orders.Add(7, "cup"), orders.Add(7, "tea"))
	fmt.Println(orders.Result().Orders, "order,", orders.Result().Count("tea"), "with tea", err)
	// Output: 1 order, 1 with tea <nil>
}

func ExampleAccumulator_Result() {
	fmt.Println(shop().Result().Orders, "orders")
	// Output: 4 orders
}

// A sketch keeps to its size: 1,024 pairs exactly, and more within an error that it
// tells.
func ExampleNewSketch() {
	s, err := basket.NewSketch[string](1024)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Add("tea", "cup"), s.Result().Exact)
	_, err = basket.NewSketch[string](1000)
	fmt.Println(err)
	// Output:
	// <nil> true
	// basket: out of range: size 1000 is not a power of two; 1024 is the next one
}

// Of the orders with a cup, the share that has tea too.
func ExamplePair_Confidence() {
	share, err := cupAndTea.Confidence()
	fmt.Println(share, err)
	// Output: 100.00% (2 of 2) <nil>
}

// (2/4) / (2/4 x 3/4): together more often than by chance.
func ExamplePair_Lift() {
	lift, err := cupAndTea.Lift()
	fmt.Println(lift, err)
	// Output: 1.333333 <nil>
}

// The share of all orders that have both.
func ExamplePair_Support() {
	share, err := cupAndTea.Support()
	fmt.Println(share, err)
	// Output: 50.00% (2 of 4) <nil>
}

// Of the orders with tea, the share that has a cup too.
func ExamplePair_Swap() {
	share, err := cupAndTea.Swap().Confidence()
	fmt.Println(share, err)
	// Output: 66.67% (2 of 3) <nil>
}

func ExampleResult_Count() {
	fmt.Println(shop().Result().Count("tea"), "orders with tea,", shop().Result().Count("jam"), "with jam")
	// Output: 3 orders with tea, 0 with jam
}

// The two pairs with the most orders, of those in one order at least.
func ExampleResult_Pairs() {
	pairs, err := shop().Result().Pairs(2, basket.BySupport, 1)
	for _, p := range pairs {
		fmt.Println(p.A, "and", p.B, p.Together, err)
	}
	// Output:
	// cup and tea 2 <nil>
	// cup and pot 1 <nil>
}

// What is bought with tea.
func ExampleResult_With() {
	pairs, err := shop().Result().With("tea", 10, basket.BySupport, 1)
	for _, p := range pairs {
		share, err2 := p.Confidence()
		fmt.Println(p.B, share, errors.Join(err, err2))
	}
	// Output:
	// cup 66.67% (2 of 3) <nil>
	// pot 33.33% (1 of 3) <nil>
}

// While a sketch is exact, the bounds of a pair are equal.
func ExampleSketchResult_Pairs() {
	var s basket.Sketch[string]
	err := errors.Join(s.Add("tea", "cup"), s.Add("tea", "cup", "pot"))
	pairs, err2 := s.Result().Pairs(1, basket.BySupport, 1)
	fmt.Println(pairs[0].A, pairs[0].B, pairs[0].AtLeast, "to", pairs[0].Together, errors.Join(err, err2))
	// Output: cup tea 2 to 2 <nil>
}

// A whole order per Add, which the sketch does not keep.
func ExampleSketch_Add() {
	var s basket.Sketch[string]
	err := s.Add("tea", "cup", "tea") // the same product twice counts once
	fmt.Println(s.Result().Orders, s.Result().Exact, err)
	// Output: 1 true <nil>
}

// Orders that are counted already.
func ExampleSketch_AddN() {
	var s basket.Sketch[string]
	err := s.AddN(120, "tea", "cup")
	fmt.Println(s.Result().Orders, err)
	// Output: 120 <nil>
}

func ExampleSketch_Result() {
	var s basket.Sketch[string]
	err := s.Add("tea", "cup")
	r := s.Result()
	fmt.Println(r.Orders, "order, exact:", r.Exact, "error:", r.Error, err)
	// Output: 1 order, exact: true error: 0 <nil>
}

func ExampleSketch_Size() {
	var s basket.Sketch[string]
	fmt.Println(s.Size(), "pairs")
	// Output: 65536 pairs
}
