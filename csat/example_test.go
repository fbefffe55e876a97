package csat_test

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/csat"
)

func Example() {
	var answers csat.Accumulator
	for _, score := range []int{5, 4, 4, 3, 1} {
		if err := answers.Add(score); err != nil {
			fmt.Println(err)
		}
	}
	r := answers.Result()
	mean, _ := r.Mean()
	share, err := r.SatisfiedShare()
	if err != nil {
		fmt.Println(err)
		return
	}
	sure, _ := share.Interval(0.95)
	fmt.Println("mean score", mean.Decimal(2).StringFixed(2))
	fmt.Println("satisfied", share, "95% interval", sure)
	// Output:
	// mean score 3.40
	// satisfied 60.00% (3 of 5) 95% interval 23.07%..88.24% (95%)
}

func ExampleOf() {
	r, err := csat.Of(5, 5, 4, 2)
	fmt.Println(r, err)
	// Output: mean 4.00, 75.0% satisfied of 4 on 1..5 <nil>
}

func ExampleFromCounts() {
	r, err := csat.FromCounts(12, 20, 56, 180, 232) // 12 answers of 1, ..., 232 of 5
	fmt.Println(r, err)
	// Output: mean 4.20, 82.4% satisfied of 500 on 1..5 <nil>
}

func ExampleSatisfiedShare() {
	share, err := csat.SatisfiedShare(412, 500)
	fmt.Println(share, err)
	// Output: 82.40% (412 of 500) <nil>
}

func ExampleScale_Of() {
	r, _ := csat.YesNo().Of(1, 1, 0)
	fmt.Println(r)
	// Output: mean 0.67, 66.7% satisfied of 3 on 0..1
}

func ExampleAccumulator_Merge() {
	var shop, app csat.Accumulator
	_ = shop.AddSlice([]int{5, 4})
	_ = app.AddSlice([]int{1, 4})
	if err := shop.Merge(&app); err != nil {
		fmt.Println(err)
	}
	fmt.Println(shop.Result())
	// Output: mean 3.50, 75.0% satisfied of 4 on 1..5
}

func ExampleAccumulator_MarshalBinary() {
	var a, b csat.Accumulator
	_ = a.AddSlice([]int{5, 5, 3})
	state, _ := a.MarshalBinary()
	fmt.Println(len(state), "bytes", b.UnmarshalBinary(state), b.Result())
	// Output: 12 bytes <nil> mean 4.33, 66.7% satisfied of 3 on 1..5
}

func ExampleAccumulator_Add_error() {
	var a csat.Accumulator
	err := a.Add(6)
	fmt.Println(err)
	fmt.Println(errors.Is(err, kpi.ErrRange))
	_, err = a.Result().Mean()
	fmt.Println(err)
	// Output:
	// csat: score 6 outside 1..5
	// true
	// csat: mean undefined: no answer
}

func ExampleWeighted() {
	var answers csat.Weighted
	_ = answers.Add(5, decimal.New(5, -1)) // a group that answers too often
	_ = answers.Add(5, decimal.New(5, -1))
	_ = answers.Add(2, decimal.New(2, 0)) // and one that seldom does
	mean, err := answers.Result().Mean()
	share, _ := answers.Result().SatisfiedShare()
	fmt.Printf("mean %.2f, satisfied %.2f of %d answers, %v\n", mean, share, mean.N(), err)
	// Output: mean 3.00, satisfied 0.33 of 3 answers, <nil>
}
