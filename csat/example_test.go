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
	mean, err := r.Mean()
	if err != nil {
		fmt.Println(err)
		return
	}
	share, err := r.SatisfiedShare()
	if err != nil {
		fmt.Println(err)
		return
	}
	sure, err := share.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
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
	r, err := csat.YesNo().Of(1, 1, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r)
	// Output: mean 0.67, 66.7% satisfied of 3 on 0..1
}

func ExampleAccumulator_Merge() {
	var shop, app csat.Accumulator
	if err := errors.Join(
		shop.AddSlice([]int{5, 4}),
		app.AddSlice([]int{1, 4}),
	); err != nil {
		fmt.Println(err)
	}
	if err := shop.Merge(&app); err != nil {
		fmt.Println(err)
	}
	fmt.Println(shop.Result())
	// Output: mean 3.50, 75.0% satisfied of 4 on 1..5
}

func ExampleAccumulator_MarshalBinary() {
	var a, b csat.Accumulator
	if err := a.AddSlice([]int{5, 5, 3}); err != nil {
		fmt.Println(err)
	}
	state, err := a.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
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
	if err := errors.Join(
		answers.Add(5, decimal.New(5, -1)), // a group that answers too often
		answers.Add(5, decimal.New(5, -1)),
		answers.Add(2, decimal.New(2, 0)), // and one that seldom does
	); err != nil {
		fmt.Println(err)
	}
	mean, err := answers.Result().Mean()
	if err != nil {
		fmt.Println(err)
		return
	}
	share, err := answers.Result().SatisfiedShare()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("mean %.2f, satisfied %.2f of %d answers, %v\n", mean, share, mean.N(), err)
	// Output: mean 3.00, satisfied 0.33 of 3 answers, <nil>
}

func ExampleScale() {
	scale := csat.Scale{Min: 1, SatisfiedMin: 6, Max: 7} // a scale of your own
	fmt.Println(scale, scale.Validate())
	scale.SatisfiedMin = 8
	fmt.Println(scale.Validate())
	// Output:
	// 1..7 (satisfied 6..7) <nil>
	// csat: scale: lowest score of a satisfied customer 8 outside 2..7
}

func ExampleOneToFive() {
	fmt.Println(csat.OneToFive())
	fmt.Println(csat.Scale{}) // the zero Scale stands for it
	// Output:
	// 1..5 (satisfied 4..5)
	// 1..5 (satisfied 4..5)
}

func ExampleOneToTen() {
	r, err := csat.OneToTen().Of(10, 9, 8)
	fmt.Println(r, err)
	// Output: mean 9.00, 66.7% satisfied of 3 on 1..10 <nil>
}

func ExampleYesNo() {
	answers, err := csat.New(csat.YesNo())
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := errors.Join(
		answers.AddN(1, 412),
		answers.AddN(0, 88),
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(answers.Result())
	// Output: mean 0.82, 82.4% satisfied of 500 on 0..1
}

func ExampleScale_FromCounts() {
	r, err := csat.YesNo().FromCounts(88, 412) // 88 no, 412 yes
	fmt.Println(r, err)
	_, err = csat.OneToTen().FromCounts(88, 412)
	fmt.Println(err)
	// Output:
	// mean 0.82, 82.4% satisfied of 500 on 0..1 <nil>
	// csat: number of counts 2 outside 10..10
}

func ExampleNew() {
	answers, err := csat.New(csat.OneToTen())
	fmt.Println(answers.Scale(), err)
	fmt.Println(answers.Add(0))
	// Output:
	// 1..10 (satisfied 9..10) <nil>
	// csat: score 0 outside 1..10
}

func ExampleAccumulator_AddN() {
	var answers csat.Accumulator
	if err := errors.Join(
		answers.AddN(5, 50), // counted already, such as by GROUP BY score
		answers.AddN(3, 30),
		answers.AddN(1, 20),
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(answers.Result())
	// Output: mean 3.60, 50.0% satisfied of 100 on 1..5
}

func ExampleAccumulator_AddSlice() {
	var answers csat.Accumulator
	fmt.Println(answers.AddSlice([]int{5, 4, 3}), answers.Result())
	fmt.Println(answers.AddSlice([]int{5, 99}), answers.Result().N(), "answers") // all or none
	// Output:
	// <nil> mean 4.00, 66.7% satisfied of 3 on 1..5
	// input 1: csat: score 99 outside 1..5 3 answers
}

func ExampleAccumulator_AddBytes() {
	column := []uint8{5, 4, 3, 4} // a column of bytes, such as a file holds
	var answers csat.Accumulator
	fmt.Println(answers.AddBytes(column), answers.Result())
	// Output: <nil> mean 4.00, 75.0% satisfied of 4 on 1..5
}

func ExampleAccumulator_Count() {
	var answers csat.Accumulator
	if err := answers.AddSlice([]int{5, 4, 5, 1}); err != nil {
		fmt.Println(err)
	}
	for score := 3; score <= 5; score++ {
		fmt.Println(score, answers.Count(score))
	}
	// Output:
	// 3 0
	// 4 1
	// 5 2
}

func ExampleAccumulator_Merge_error() {
	oneToTen, err := csat.New(csat.OneToTen())
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := oneToTen.Add(9); err != nil {
		fmt.Println(err)
	}
	var oneToFive csat.Accumulator
	if err := oneToFive.Add(5); err != nil {
		fmt.Println(err)
	}
	err = oneToFive.Merge(oneToTen)
	fmt.Println(errors.Is(err, kpi.ErrIncompatible), oneToFive.Result().N())
	// Output: true 1
}

func ExampleAccumulator_Clone() {
	var morning csat.Accumulator
	if err := morning.AddSlice([]int{5, 3}); err != nil {
		fmt.Println(err)
	}
	day := morning.Clone()
	if err := day.Add(4); err != nil {
		fmt.Println(err)
	}
	fmt.Println(morning.Result().N(), day.Result().N())
	// Output: 2 3
}

func ExampleResult_Mean() {
	r, err := csat.FromCounts(12, 20, 56, 180, 232)
	if err != nil {
		fmt.Println(err)
		return
	}
	mean, err := r.Mean()
	fmt.Println(mean.Decimal(2).StringFixed(2), err)
	interval, err := mean.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(interval)
	// Output:
	// 4.20 <nil>
	// 4.116..4.284 (95%)
}

func ExampleResult_SatisfiedShare() {
	r, err := csat.Of(5, 4, 3, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	share, err := r.SatisfiedShare()
	fmt.Println(share, err)
	// Output: 50.00% (2 of 4) <nil>
}

func ExampleResult_Percentages() {
	r, err := csat.Of(5, 4, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	percent, err := r.Percentages(1) // sums to 100.0
	fmt.Println("satisfied", percent[0].StringFixed(1), "unsatisfied", percent[1].StringFixed(1), err)
	// Output: satisfied 66.7 unsatisfied 33.3 <nil>
}

func ExampleNewWeighted() {
	answers, err := csat.NewWeighted(csat.YesNo())
	fmt.Println(answers.Scale(), err)
	// Output: 0..1 (satisfied 1..1) <nil>
}

func ExampleWeighted_AddN() {
	var answers csat.Weighted
	if err := errors.Join(
		answers.AddN(5, decimal.New(5, -1), 10), // ten answers that count a half each
		answers.AddN(2, decimal.New(2, 0), 5),   // five that count twice
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(answers.Result())
	// Output: mean 3.00 of 15 answers, worth 10.0
}

func ExampleWeighted_Merge() {
	var web, store csat.Weighted
	if err := errors.Join(
		web.Add(5, decimal.New(5, -1)),
		store.Add(2, decimal.New(2, 0)),
	); err != nil {
		fmt.Println(err)
	}
	if err := web.Merge(&store); err != nil {
		fmt.Println(err)
	}
	fmt.Println(web.Result().N(), "answers")
	// Output: 2 answers
}

func ExampleWeightedResult_Mean() {
	var answers csat.Weighted
	if err := errors.Join(
		answers.AddN(5, decimal.New(15, -1), 20),
		answers.AddN(2, decimal.New(1, 0), 20),
	); err != nil {
		fmt.Println(err)
	}
	r := answers.Result()
	mean, err := r.Mean()
	if err != nil {
		fmt.Println(err)
		return
	}
	share, err := r.SatisfiedShare()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(mean, share, err)
	// Output: 3.8 60.00% <nil>
}
