package nps_test

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/nps"
)

// weighted are three answers, of which the first counts double.
func weighted() *nps.Weighted {
	var a nps.Weighted
	err := errors.Join(a.Add(10, decimal.NewFromInt(2)), a.Add(8, decimal.NewFromInt(1)), a.Add(3, decimal.NewFromInt(1)))
	if err != nil {
		panic(err)
	}
	return &a
}

// month is a hundred answers.
var month = nps.Result{Promoters: 50, Passives: 30, Detractors: 20}

func ExampleAccumulator_Add() {
	var answers nps.Accumulator
	err := errors.Join(answers.Add(10), answers.Add(3))
	fmt.Println(answers.Result(), err)
	// Output: 0.0 (50.0% promoters, 50.0% detractors of 2) <nil>
}

func ExampleAccumulator_Result() {
	var answers nps.Accumulator
	err := answers.AddSlice([]int{10, 9, 3})
	fmt.Println(answers.Result().Promoters, "promoters of", answers.Result().N(), err)
	// Output: 2 promoters of 3 <nil>
}

func ExampleAccumulator_Scale() {
	var answers nps.Accumulator
	fmt.Println(answers.Scale())
	// Output: 0..10 (detractors 0..6, promoters 9..10)
}

func ExampleResult_Answers() {
	fmt.Println(month.Answers())
	// Output: 100
}

func ExampleResult_DetractorShare() {
	share, err := month.DetractorShare()
	fmt.Println(share, err)
	// Output: 20.00% (20 of 100) <nil>
}

func ExampleResult_N() {
	fmt.Println(month.N(), "answers")
	// Output: 100 answers
}

func ExampleResult_PassiveShare() {
	share, err := month.PassiveShare()
	fmt.Println(share, err)
	// Output: 30.00% (30 of 100) <nil>
}

func ExampleScale_Validate() {
	fmt.Println(nps.Scale{Min: 0, DetractorMax: 6, PromoterMin: 6, Max: 10}.Validate())
	// Output: nps: scale: lowest score of a promoter 6 outside 7..10
}

func ExampleWeightedResult_DetractorShare() {
	share, err := weighted().Result().DetractorShare()
	fmt.Println(share, err)
	// Output: 25.00% <nil>
}

func ExampleWeightedResult_N() {
	fmt.Println(weighted().Result().N(), "answers")
	// Output: 3 answers
}

func ExampleWeightedResult_PassiveShare() {
	share, err := weighted().Result().PassiveShare()
	fmt.Println(share, err)
	// Output: 25.00% <nil>
}

func ExampleWeightedResult_PromoterShare() {
	share, err := weighted().Result().PromoterShare()
	fmt.Println(share, err)
	// Output: 50.00% <nil>
}

// An answer of weight 0 is none.
func ExampleWeighted_Add() {
	var answers nps.Weighted
	err := errors.Join(answers.Add(10, decimal.New(15, -1)), answers.Add(3, decimal.NewFromInt(1)), answers.Add(0, decimal.Decimal{}))
	fmt.Println(answers.Result(), err)
	// Output: 20.0 of 2 answers, worth 1.9 <nil>
}

func ExampleWeighted_Result() {
	fmt.Println(weighted().Result())
	// Output: 25.0 of 3 answers, worth 2.7
}

func ExampleWeighted_Scale() {
	var answers nps.Weighted
	fmt.Println(answers.Scale())
	// Output: 0..10 (detractors 0..6, promoters 9..10)
}
