package ces_test

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/ces"
)

// weighted are three answers, of which the first counts double.
func weighted() *ces.Weighted {
	var a ces.Weighted
	err := errors.Join(a.Add(7, decimal.NewFromInt(2)), a.Add(4, decimal.NewFromInt(1)), a.Add(2, decimal.NewFromInt(1)))
	if err != nil {
		panic(err)
	}
	return &a
}

func ExampleAccumulator_Result() {
	var answers ces.Accumulator
	err := answers.AddSlice([]int{7, 6, 2})
	ease, err2 := answers.Result().NetEase()
	fmt.Printf("%.1f of %d, %v\n", ease, answers.Result().N(), errors.Join(err, err2))
	// Output: 33.3 of 3, <nil>
}

func ExampleAccumulator_Scale() {
	var answers ces.Accumulator
	fmt.Println(answers.Scale())
	// Output: 1..7 (difficult 1..3, easy 5..7)
}

func ExampleResult_DifficultShare() {
	r, err := ces.Of(7, 6, 2)
	share, err2 := r.DifficultShare()
	fmt.Println(share, errors.Join(err, err2))
	// Output: 33.33% (1 of 3) <nil>
}

func ExampleResult_N() {
	r, err := ces.Of(7, 6, 2)
	fmt.Println(r.N(), "answers", err)
	// Output: 3 answers <nil>
}

func ExampleResult_NeutralShare() {
	r, err := ces.Of(7, 6, 4)
	share, err2 := r.NeutralShare()
	fmt.Println(share, errors.Join(err, err2))
	// Output: 33.33% (1 of 3) <nil>
}

func ExampleScale_Validate() {
	fmt.Println(ces.EaseSeven().Validate(), ces.EffortFive().Validate())
	// Output: <nil> <nil>
}

func ExampleWeightedResult_DifficultShare() {
	share, err := weighted().Result().DifficultShare()
	fmt.Println(share, err)
	// Output: 25.00% <nil>
}

func ExampleWeightedResult_EasyShare() {
	share, err := weighted().Result().EasyShare()
	fmt.Println(share, err)
	// Output: 50.00% <nil>
}

// (2 x 7 + 4 + 2) / 4.
func ExampleWeightedResult_Mean() {
	mean, err := weighted().Result().Mean()
	fmt.Println(mean, err)
	// Output: 5 <nil>
}

func ExampleWeightedResult_N() {
	fmt.Println(weighted().Result().N(), "answers")
	// Output: 3 answers
}

func ExampleWeightedResult_NeutralShare() {
	share, err := weighted().Result().NeutralShare()
	fmt.Println(share, err)
	// Output: 25.00% <nil>
}

func ExampleWeighted_Add() {
	var answers ces.Weighted
	err := answers.Add(7, decimal.New(15, -1))
	fmt.Println(answers.Result(), err)
	// Output: mean 7.00 of 1 answers, worth 1.0 <nil>
}

func ExampleWeighted_Result() {
	fmt.Println(weighted().Result())
	// Output: mean 5.00 of 3 answers, worth 2.7
}

func ExampleWeighted_Scale() {
	var answers ces.Weighted
	fmt.Println(answers.Scale())
	// Output: 1..7 (difficult 1..3, easy 5..7)
}
