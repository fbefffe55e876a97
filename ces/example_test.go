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
	mean, err := r.Mean()
	if err != nil {
		fmt.Println(err)
		return
	}
	easy, err := r.EasyShare()
	if err != nil {
		fmt.Println(err)
		return
	}
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
	r, err := ces.EffortFive().Of(1, 2, 5) // effort: low is good
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r)
	// Output: mean 2.67 on 1..5 (low is easy), net ease 33.3 of 3
}

func ExampleAccumulator_Merge() {
	var chat, phone ces.Accumulator
	if err := errors.Join(
		chat.AddSlice([]int{7, 6}),
		phone.AddSlice([]int{2, 5}),
	); err != nil {
		fmt.Println(err)
	}
	if err := chat.Merge(&phone); err != nil {
		fmt.Println(err)
	}
	fmt.Println(chat.Result())
	// Output: mean 5.00 on 1..7 (high is easy), net ease 50.0 of 4
}

func ExampleAccumulator_MarshalBinary() {
	var a, b ces.Accumulator
	if err := a.AddSlice([]int{7, 5, 3}); err != nil {
		fmt.Println(err)
	}
	state, err := a.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
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
	if err := errors.Join(
		answers.Add(7, decimal.New(5, -1)), // a group that answers too often
		answers.Add(6, decimal.New(5, -1)),
		answers.Add(2, decimal.New(2, 0)), // and one that seldom does
	); err != nil {
		fmt.Println(err)
	}
	net, err := answers.Result().NetEase()
	fmt.Printf("net ease %.1f of %d answers, %v\n", net, net.N(), err)
	// Output: net ease -33.3 of 3 answers, <nil>
}

func ExampleScale() {
	scale := ces.Scale{Min: 1, Max: 10, Easy: 8, Difficult: 4} // a scale of your own
	fmt.Println(scale, scale.Validate())
	scale.Difficult = 8
	fmt.Println(scale.Validate())
	// Output:
	// 1..10 (difficult 1..4, easy 8..10) <nil>
	// ces: scale: lowest easy score 8 outside 9..10
}

func ExampleDirection() {
	fmt.Println(ces.EaseSeven().Direction)
	fmt.Println(ces.EffortFive().Direction)
	// Output:
	// high is easy
	// low is easy
}

func ExampleEaseSeven() {
	fmt.Println(ces.EaseSeven())
	fmt.Println(ces.Scale{}) // the zero Scale stands for it
	// Output:
	// 1..7 (difficult 1..3, easy 5..7)
	// 1..7 (difficult 1..3, easy 5..7)
}

func ExampleEffortFive() {
	r, err := ces.EffortFive().Of(1, 2, 4) // effort: low is good
	fmt.Println(r, err)
	// Output: mean 2.33 on 1..5 (low is easy), net ease 33.3 of 3 <nil>
}

func ExampleFromCounts() {
	r, err := ces.FromCounts(2, 3, 5, 10, 30, 30, 20) // 2 answers of 1, ..., 20 of 7
	fmt.Println(r, err)
	// Output: mean 5.33 on 1..7 (high is easy), net ease 70.0 of 100 <nil>
}

func ExampleScale_FromCounts() {
	r, err := ces.EffortFive().FromCounts(40, 30, 15, 10, 5)
	fmt.Println(r, err)
	_, err = ces.EaseSeven().FromCounts(40, 30)
	fmt.Println(err)
	// Output:
	// mean 2.10 on 1..5 (low is easy), net ease 55.0 of 100 <nil>
	// ces: number of counts 2 outside 7..7
}

func ExampleNew() {
	answers, err := ces.New(ces.EffortFive())
	fmt.Println(answers.Scale(), err)
	fmt.Println(answers.Add(6))
	// Output:
	// 1..5 (easy 1..2, difficult 4..5) <nil>
	// ces: score 6 outside 1..5
}

func ExampleAccumulator_AddN() {
	var answers ces.Accumulator
	if err := errors.Join(
		answers.AddN(7, 50), // counted already, such as by GROUP BY score
		answers.AddN(4, 30),
		answers.AddN(1, 20),
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(answers.Result())
	// Output: mean 4.90 on 1..7 (high is easy), net ease 30.0 of 100
}

func ExampleAccumulator_AddSlice() {
	var answers ces.Accumulator
	fmt.Println(answers.AddSlice([]int{7, 6, 2}), answers.Result())
	fmt.Println(answers.AddSlice([]int{5, 99}), answers.Result().N(), "answers") // all or none
	// Output:
	// <nil> mean 5.00 on 1..7 (high is easy), net ease 33.3 of 3
	// input 1: ces: score 99 outside 1..7 3 answers
}

func ExampleAccumulator_AddBytes() {
	column := []uint8{7, 6, 2, 5} // a column of bytes, such as a file holds
	var answers ces.Accumulator
	fmt.Println(answers.AddBytes(column), answers.Result())
	// Output: <nil> mean 5.00 on 1..7 (high is easy), net ease 50.0 of 4
}

func ExampleAccumulator_Count() {
	var answers ces.Accumulator
	if err := answers.AddSlice([]int{7, 6, 7, 1}); err != nil {
		fmt.Println(err)
	}
	for score := 5; score <= 7; score++ {
		fmt.Println(score, answers.Count(score))
	}
	// Output:
	// 5 0
	// 6 1
	// 7 2
}

func ExampleAccumulator_Merge_error() {
	effort, err := ces.New(ces.EffortFive())
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := effort.Add(1); err != nil {
		fmt.Println(err)
	}
	var ease ces.Accumulator
	if err := ease.Add(7); err != nil {
		fmt.Println(err)
	}
	err = ease.Merge(effort)
	fmt.Println(errors.Is(err, kpi.ErrIncompatible), ease.Result().N())
	// Output: true 1
}

func ExampleAccumulator_Clone() {
	var morning ces.Accumulator
	if err := morning.AddSlice([]int{7, 3}); err != nil {
		fmt.Println(err)
	}
	day := morning.Clone()
	if err := day.Add(5); err != nil {
		fmt.Println(err)
	}
	fmt.Println(morning.Result().N(), day.Result().N())
	// Output: 2 3
}

func ExampleResult_Mean() {
	r, err := ces.FromCounts(2, 3, 5, 10, 30, 30, 20)
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
	// 5.33 <nil>
	// 5.056..5.604 (95%)
}

func ExampleResult_EasyShare() {
	r, err := ces.Of(7, 5, 4, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	easy, err := r.EasyShare()
	if err != nil {
		fmt.Println(err)
		return
	}
	neutral, err := r.NeutralShare()
	if err != nil {
		fmt.Println(err)
		return
	}
	difficult, err := r.DifficultShare()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(easy, neutral, difficult, "of", r.N())
	// Output: 50.00% (2 of 4) 25.00% (1 of 4) 25.00% (1 of 4) of 4
}

func ExampleResult_NetEase() {
	r, err := ces.FromCounts(2, 3, 5, 10, 30, 30, 20)
	if err != nil {
		fmt.Println(err)
		return
	}
	net, err := r.NetEase()
	fmt.Println(net, err)
	// Output: 70 <nil>
}

func ExampleResult_Percentages() {
	r, err := ces.Of(7, 4, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	percent, err := r.Percentages(1) // sums to 100.0
	fmt.Println("easy", percent[0].StringFixed(1), "neutral", percent[1].StringFixed(1), "difficult", percent[2].StringFixed(1), err)
	// Output: easy 33.4 neutral 33.3 difficult 33.3 <nil>
}

func ExampleNewWeighted() {
	answers, err := ces.NewWeighted(ces.EffortFive())
	fmt.Println(answers.Scale(), err)
	// Output: 1..5 (easy 1..2, difficult 4..5) <nil>
}

func ExampleWeighted_AddN() {
	var answers ces.Weighted
	if err := errors.Join(
		answers.AddN(7, decimal.New(5, -1), 10), // ten answers that count a half each
		answers.AddN(2, decimal.New(2, 0), 5),   // five that count twice
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(answers.Result())
	// Output: mean 3.67 of 15 answers, worth 10.0
}

func ExampleWeighted_Merge() {
	var chat, phone ces.Weighted
	if err := errors.Join(
		chat.Add(7, decimal.New(5, -1)),
		phone.Add(2, decimal.New(2, 0)),
	); err != nil {
		fmt.Println(err)
	}
	if err := chat.Merge(&phone); err != nil {
		fmt.Println(err)
	}
	fmt.Println(chat.Result().N(), "answers")
	// Output: 2 answers
}

func ExampleWeightedResult_NetEase() {
	var answers ces.Weighted
	if err := errors.Join(
		answers.AddN(7, decimal.New(15, -1), 20),
		answers.AddN(4, decimal.New(1, 0), 10),
		answers.AddN(2, decimal.New(1, 0), 10),
	); err != nil {
		fmt.Println(err)
	}
	r := answers.Result()
	net, err := r.NetEase()
	if err != nil {
		fmt.Println(err)
		return
	}
	mean, err := r.Mean()
	if err != nil {
		fmt.Println(err)
		return
	}
	easy, err := r.EasyShare()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(net, mean, easy, err)
	// Output: 40 5.4 60.00% <nil>
}
