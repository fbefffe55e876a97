package funnel_test

import (
	"errors"
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel"
)

func Example() {
	var march funnel.Visitors[string]
	for _, step := range []int{1, 2, 3, 4} { // visit, product, cart, order
		if err := march.Add("Ada", step); err != nil {
			fmt.Println(err)
		}
	}
	if err := errors.Join(
		march.Add("Ben", 2), // in any order
		march.Add("Ben", 1),
		march.Add("Cleo", 1),
		march.Add("Dan", 1),
	); err != nil {
		fmt.Println(err)
	}
	r := march.Result()
	step, rate, err := r.Worst()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r)
	fmt.Println("worst step:", r.Steps[step-1].Name, rate)
	// Output:
	// 25.00% overall (visit 4, product 2, cart 1, order 1)
	// worst step: product 50.00% (2 of 4)
}

func ExampleConversionRate() {
	rate, err := funnel.ConversionRate(25, 1000)
	fmt.Println(rate, err)
	// Output: 2.50% (25 of 1000) <nil>
}

func ExampleConversion() {
	var prospects funnel.Conversion
	if err := errors.Join(
		prospects.Add(true),
		prospects.AddN(false, 39),
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(prospects.Result())
	// Output: 2.50% (1 of 40 prospects bought)
}

func ExampleConversion_Merge() {
	var web, store funnel.Conversion
	if err := errors.Join(
		web.AddSlice([]bool{true, false, false}),
		store.Add(true),
	); err != nil {
		fmt.Println(err)
	}
	if err := web.Merge(&store); err != nil {
		fmt.Println(err)
	}
	fmt.Println(web.Result())
	// Output: 50.00% (2 of 4 prospects bought)
}

func ExampleStepsFromCounts() {
	r, err := funnel.StepsFromCounts(1000, 400, 120, 60)
	if err != nil {
		fmt.Println(err)
		return
	}
	overall, err := r.Overall()
	if err != nil {
		fmt.Println(err)
		return
	}
	cart, err := r.StepRate(3)
	if err != nil {
		fmt.Println(err)
		return
	}
	lost, err := r.DropOff(3)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("overall", overall)
	fmt.Println("step 3", cart)
	fmt.Println("lost before it", lost.Count())
	// Output:
	// overall 6.00% (60 of 1000)
	// step 3 30.00% (120 of 400)
	// lost before it 280
}

func ExampleSteps() {
	var visitors funnel.Steps // visit, product, cart, order
	if err := errors.Join(
		visitors.AddN(1, 60), // saw a page and left
		visitors.AddN(2, 30),
		visitors.AddN(3, 6),
		visitors.Add(4),
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(visitors.Result())
	// Output: 1.03% overall (visit 97, product 37, cart 7, order 1)
}

func ExampleNewSteps() {
	trials, err := funnel.NewSteps("trial", "invoice", "paid")
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := trials.AddSlice([]int{1, 1, 2, 3}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(trials.Result())
	// Output: 25.00% overall (trial 4, invoice 2, paid 1)
}

func ExampleSteps_MarshalBinary() {
	var a, b funnel.Steps
	if err := a.AddSlice([]int{1, 4}); err != nil {
		fmt.Println(err)
	}
	state, err := a.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(state), "bytes", b.UnmarshalBinary(state), b.Result())
	// Output: 34 bytes <nil> 50.00% overall (visit 2, product 1, cart 1, order 1)
}

func ExampleSteps_Add_error() {
	var a funnel.Steps
	err := a.Add(5)
	fmt.Println(err)
	fmt.Println(errors.Is(err, kpi.ErrRange))
	_, err = a.Result().Overall()
	fmt.Println(err)
	// Output:
	// funnel: step 5 outside 1..4
	// true
	// funnel: overall conversion undefined: no visitor
}

func ExampleCrossSell() {
	var sales funnel.CrossSell
	if err := errors.Join(
		sales.Add(false), // a phone
		sales.Add(true),  // its case, offered with it
		sales.AddN(false, 8),
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(sales.Result())
	// Output: 10.00% (1 additional of 10 sales)
}

func ExampleCrossSellRate() {
	rate, err := funnel.CrossSellRate(30, 150)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rate)
	// Output: 20.00% (30 of 150)
}

func ExampleUpSell() {
	ranges := funnel.Ranges{"basic", "plus", "pro"}
	var sales funnel.UpSell
	for _, sale := range []struct{ asked, sold string }{{"basic", "plus"}, {"plus", "plus"}, {"pro", "basic"}} {
		above, err := ranges.Above(sale.asked, sale.sold)
		if err != nil {
			fmt.Println(err)
			continue
		}
		if err := sales.Add(above); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(sales.Result())
	// Output: 33.33% (1 above of 3 sales)
}

func ExampleUpSellRate() {
	rate, err := funnel.UpSellRate(12, 150)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rate)
	// Output: 8.00% (12 of 150)
}

func ExampleRanges_Above() {
	ranges := funnel.Ranges{"basic", "plus", "pro"}
	fmt.Println(ranges.Above("basic", "pro"))
	_, err := ranges.Above("basic", "deluxe")
	fmt.Println(err)
	// Output:
	// true <nil>
	// funnel: range sold deluxe outside basic..pro
}

func ExampleMultiProduct() {
	var lines funnel.MultiProduct[string, int]
	if err := errors.Join(
		lines.Add("Ada", 22745),
		lines.Add("Ada", 84879),
		lines.Add("Ben", 22745),
		lines.Add("Ben", 22745), // the same product again
		lines.AddSlice([]string{"Cleo", "Cleo"}, []int{22745, 22748}),
	); err != nil {
		fmt.Println(err)
	}
	r := lines.Result()
	ratio, err := r.Ratio()
	fmt.Println(r)
	fmt.Println("ratio", ratio, err)
	// Output:
	// 66.67% (2 customers of several products, 1 of one)
	// ratio 2 <nil>
}

func ExampleMultiProductRatio() {
	ratio, err := funnel.MultiProductRatio(300, 120)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(ratio)
	// Output: 2.5
}

// Ada buys often, and what she buys is alike: by sale the rate looks better known than
// it is.
func ExampleCrossSell_byCustomer() {
	var sales kpi.ByCustomer[string]
	err := errors.Join(
		sales.AddCounts("Ada", 12, 20), // additional sales, all sales
		sales.AddCounts("Ben", 0, 3),
		sales.AddCounts("Cleo", 1, 4),
		sales.AddCounts("Dan", 0, 2),
		sales.AddHit("Eve", true), // or one by one
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	rate, err := sales.Result().Rate()
	if err != nil {
		fmt.Println(err)
		return
	}
	i, err := rate.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	bySale, err := funnel.CrossSellRate(14, 30)
	if err != nil {
		fmt.Println(err)
		return
	}
	j, err := bySale.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rate, i, err)
	fmt.Println(bySale, j)
	// Output:
	// 46.67% 19.46%..76.01% (95%) <nil>
	// 46.67% (14 of 30) 30.23%..63.86% (95%)
}

// In two months most customers are the same: what is compared is each of them with
// themselves.
func ExampleUpSell_byCustomer() {
	var march, april kpi.ByCustomer[string]
	for customer, above := range map[string][2]uint64{"Ada": {5, 7}, "Ben": {1, 2}, "Cleo": {0, 1}, "Dan": {3, 4}, "Eve": {2, 3}, "Fay": {0, 2}} {
		if err := errors.Join(
			march.AddCounts(customer, above[0], 8),
			april.AddCounts(customer, above[1], 8),
		); err != nil {
			fmt.Println(err)
		}
	}
	before, err := march.Rate()
	if err != nil {
		fmt.Println(err)
		return
	}
	after, err := april.Rate()
	fmt.Println(kpi.Compare(before, after), err)
	// Output: 22.92% -> 39.58%: +16.67 pt [+9.893, +23.44] <nil>
}
