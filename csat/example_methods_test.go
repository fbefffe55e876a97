package csat_test

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/csat"
)

// weighted are three answers, of which the first counts double.
func weighted() *csat.Weighted {
	var a csat.Weighted
	err := errors.Join(a.Add(5, decimal.NewFromInt(2)), a.Add(4, decimal.NewFromInt(1)), a.Add(1, decimal.NewFromInt(1)))
	if err != nil {
		panic(err)
	}
	return &a
}

func ExampleAccumulator_Result() {
	var answers csat.Accumulator
	err := answers.AddSlice([]int{5, 4, 2})
	mean, err2 := answers.Result().Mean()
	fmt.Printf("%.2f of %d, %v\n", mean, answers.Result().N(), errors.Join(err, err2))
	// Output: 3.67 of 3, <nil>
}

func ExampleAccumulator_Scale() {
	var answers csat.Accumulator
	fmt.Println(answers.Scale())
	// Output: 1..5 (satisfied 4..5)
}

func ExampleResult_N() {
	r, err := csat.Of(5, 4, 2)
	fmt.Println(r.N(), "answers", err)
	// Output: 3 answers <nil>
}

func ExampleScale_Validate() {
	scale := csat.OneToFive()
	scale.SatisfiedMin = 6
	fmt.Println(scale.Validate())
	// Output: csat: scale: lowest score of a satisfied customer 6 outside 2..5
}

func ExampleWeightedResult_N() {
	fmt.Println(weighted().Result().N(), "answers")
	// Output: 3 answers
}

// 3 of a weight of 4.
func ExampleWeightedResult_SatisfiedShare() {
	share, err := weighted().Result().SatisfiedShare()
	fmt.Println(share, err)
	// Output: 75.00% <nil>
}

func ExampleWeighted_Add() {
	var answers csat.Weighted
	err := answers.Add(5, decimal.New(15, -1))
	fmt.Println(answers.Result(), err)
	// Output: mean 5.00 of 1 answers, worth 1.0 <nil>
}

func ExampleWeighted_Result() {
	fmt.Println(weighted().Result())
	// Output: mean 3.75 of 3 answers, worth 2.7
}

func ExampleWeighted_Scale() {
	var answers csat.Weighted
	fmt.Println(answers.Scale())
	// Output: 1..5 (satisfied 4..5)
}
