package ces_test

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
)

func Example() {
	var answers ces.Accumulator // "made it easy", 1 to 7
	for _, score := range []int{7, 6, 6, 4, 2} {
		if err := answers.Add(score); err != nil {
			fmt.Println(err)
		}
	}
	r := answers.Result()
	mean, _ := r.Mean()
	easy, _ := r.EasyShare()
	net, err := r.NetEase()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("mean score", mean.Decimal(2).StringFixed(2))
	fmt.Println("easy", easy)
	fmt.Println("net ease", net.Decimal(1).StringFixed(1))
	// Output:
	// mean score 5.00
	// easy 60.00% (3 of 5)
	// net ease 40.0
}

func ExampleOf() {
	r, err := ces.Of(7, 5, 3)
	fmt.Println(r, err)
	// Output: mean 5.00 on 1..7 (high is easy), net ease 33.3 of 3 <nil>
}

func ExampleScale_Of() {
	r, _ := ces.EffortFive().Of(1, 2, 5) // effort: low is good
	fmt.Println(r)
	// Output: mean 2.67 on 1..5 (low is easy), net ease 33.3 of 3
}

func ExampleAccumulator_Merge() {
	var chat, phone ces.Accumulator
	_ = chat.AddSlice([]int{7, 6})
	_ = phone.AddSlice([]int{2, 5})
	if err := chat.Merge(&phone); err != nil {
		fmt.Println(err)
	}
	fmt.Println(chat.Result())
	// Output: mean 5.00 on 1..7 (high is easy), net ease 50.0 of 4
}

func ExampleAccumulator_MarshalBinary() {
	var a, b ces.Accumulator
	_ = a.AddSlice([]int{7, 5, 3})
	state, _ := a.MarshalBinary()
	fmt.Println(len(state), "bytes", b.UnmarshalBinary(state), b.Result())
	// Output: 16 bytes <nil> mean 5.00 on 1..7 (high is easy), net ease 33.3 of 3
}

func ExampleAccumulator_Add_error() {
	var a ces.Accumulator
	err := a.Add(8)
	fmt.Println(err)
	fmt.Println(errors.Is(err, kpi.ErrRange))
	_, err = a.Result().NetEase()
	fmt.Println(err)
	// Output:
	// ces: score 8 outside 1..7
	// true
	// ces: net ease undefined: no answer
}

func ExampleWeighted() {
	var answers ces.Weighted
	_ = answers.Add(7, decimal.New(5, -1)) // a group that answers too often
	_ = answers.Add(6, decimal.New(5, -1))
	_ = answers.Add(2, decimal.New(2, 0)) // and one that seldom does
	net, err := answers.Result().NetEase()
	fmt.Printf("net ease %.1f of %d answers, %v\n", net, net.N(), err)
	// Output: net ease -33.3 of 3 answers, <nil>
}
