package nps_test

import (
	"errors"
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

func Example() {
	var answers nps.Accumulator
	for _, score := range []int{10, 9, 9, 8, 7, 3} {
		if err := answers.Add(score); err != nil {
			fmt.Println(err)
		}
	}
	score, err := answers.Result().Score()
	if err != nil {
		fmt.Println(err)
		return
	}
	sure, _ := score.Interval(0.95)
	fmt.Println("NPS", score.Decimal(1).StringFixed(1), "of", score.Total(), "answers")
	fmt.Println("95% interval", sure)
	// Output:
	// NPS 33.3 of 6 answers
	// 95% interval -26.74..71.19 (95%)
}

func ExampleOf() {
	r, err := nps.Of(10, 9, 2)
	fmt.Println(r, err)
	// Output: 33.3 (66.7% promoters, 33.3% detractors of 3) <nil>
}

func ExampleFromCounts() {
	r, _ := nps.FromCounts(50, 30, 20)
	score, _ := r.Score()
	fmt.Println(score)
	// Output: 30
}

func ExampleScale_Of() {
	r, _ := nps.OneToTen().Of(10, 6)
	fmt.Println(r)
	// Output: 0.0 (50.0% promoters, 50.0% detractors of 2)
}

func ExampleAccumulator_Merge() {
	var monday, tuesday nps.Accumulator
	_ = monday.AddSlice([]int{10, 9})
	_ = tuesday.AddSlice([]int{3, 7})
	if err := monday.Merge(&tuesday); err != nil {
		fmt.Println(err)
	}
	fmt.Println(monday.Result())
	// Output: 25.0 (50.0% promoters, 25.0% detractors of 4)
}

func ExampleAccumulator_MarshalBinary() {
	var a, b nps.Accumulator
	_ = a.AddSlice([]int{10, 9, 3})
	state, _ := a.MarshalBinary()
	fmt.Println(len(state), "bytes", b.UnmarshalBinary(state), b.Result() == a.Result())
	// Output: 19 bytes <nil> true
}

func ExampleAccumulator_Add_error() {
	var a nps.Accumulator
	err := a.Add(11)
	fmt.Println(err)
	fmt.Println(errors.Is(err, kpi.ErrRange))
	_, err = a.Result().Score()
	fmt.Println(err)
	// Output:
	// nps: score 11 outside 0..10
	// true
	// nps: score undefined: no answer
}

func ExampleWeighted() {
	// Of 6 answers 4 are from the young, who are a half of the customers.
	weights, err := kpi.PostStratify(
		map[string]uint64{"young": 4, "old": 2},
		map[string]uint64{"young": 5000, "old": 5000})
	if err != nil {
		fmt.Println(err)
		return
	}
	var answers nps.Weighted
	for _, a := range []struct {
		age   string
		score int
	}{{"young", 10}, {"young", 9}, {"young", 9}, {"young", 3}, {"old", 6}, {"old", 8}} {
		if err := answers.Add(a.score, weights[a.age].Decimal(12)); err != nil {
			fmt.Println(err)
		}
	}
	score, err := answers.Result().Score()
	fmt.Printf("NPS %.1f of %d answers, worth %.1f, %v\n", score, score.N(), score.EffectiveN(), err)
	// Output: NPS 0.0 of 6 answers, worth 5.3, <nil>
}

func ExampleResult_Percentages() {
	r, _ := nps.Of(10, 8, 3)
	percent, err := r.Percentages(1) // sums to 100.0
	fmt.Println(percent[0].StringFixed(1), percent[1].StringFixed(1), percent[2].StringFixed(1), err)
	// Output: 33.4 33.3 33.3 <nil>
}
