package nps_test

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

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
	sure, err := score.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
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
	r, err := nps.FromCounts(50, 30, 20)
	if err != nil {
		fmt.Println(err)
		return
	}
	score, err := r.Score()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(score)
	// Output: 30
}

func ExampleScale_Of() {
	r, err := nps.OneToTen().Of(10, 6)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r)
	// Output: 0.0 (50.0% promoters, 50.0% detractors of 2)
}

func ExampleAccumulator_Merge() {
	var monday, tuesday nps.Accumulator
	if err := errors.Join(
		monday.AddSlice([]int{10, 9}),
		tuesday.AddSlice([]int{3, 7}),
	); err != nil {
		fmt.Println(err)
	}
	if err := monday.Merge(&tuesday); err != nil {
		fmt.Println(err)
	}
	fmt.Println(monday.Result())
	// Output: 25.0 (50.0% promoters, 25.0% detractors of 4)
}

func ExampleAccumulator_MarshalBinary() {
	var a, b nps.Accumulator
	if err := a.AddSlice([]int{10, 9, 3}); err != nil {
		fmt.Println(err)
	}
	state, err := a.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
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
	r, err := nps.Of(10, 8, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	percent, err := r.Percentages(1) // sums to 100.0
	fmt.Println(percent[0].StringFixed(1), percent[1].StringFixed(1), percent[2].StringFixed(1), err)
	// Output: 33.4 33.3 33.3 <nil>
}

func ExampleScale() {
	scale := nps.Scale{Min: 0, DetractorMax: 5, PromoterMin: 8, Max: 10} // cut-offs of your own
	fmt.Println(scale, scale.Validate())
	scale.PromoterMin = 5
	fmt.Println(scale.Validate())
	// Output:
	// 0..10 (detractors 0..5, promoters 8..10) <nil>
	// nps: scale: lowest score of a promoter 5 outside 6..10
}

func ExampleZeroToTen() {
	fmt.Println(nps.ZeroToTen())
	fmt.Println(nps.Scale{} == nps.ZeroToTen(), nps.Scale{}) // the zero Scale stands for it
	// Output:
	// 0..10 (detractors 0..6, promoters 9..10)
	// false 0..10 (detractors 0..6, promoters 9..10)
}

func ExampleOneToTen() {
	r, err := nps.OneToTen().Of(10, 9, 7, 6)
	fmt.Println(r, err)
	// Output: 25.0 (50.0% promoters, 25.0% detractors of 4) <nil>
}

func ExampleNew() {
	answers, err := nps.New(nps.OneToTen())
	fmt.Println(answers.Scale(), err)
	fmt.Println(answers.Add(0))
	// Output:
	// 1..10 (detractors 1..6, promoters 9..10) <nil>
	// nps: score 0 outside 1..10
}

func ExampleAccumulator_AddN() {
	var answers nps.Accumulator
	if err := errors.Join(
		answers.AddN(9, 50), // counted already, such as by GROUP BY score
		answers.AddN(7, 30),
		answers.AddN(2, 20),
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(answers.Result())
	// Output: 30.0 (50.0% promoters, 20.0% detractors of 100)
}

func ExampleAccumulator_AddSlice() {
	var answers nps.Accumulator
	fmt.Println(answers.AddSlice([]int{10, 9, 3}), answers.Result())
	fmt.Println(answers.AddSlice([]int{8, 99}), answers.Result().N(), "answers") // all or none
	// Output:
	// <nil> 33.3 (66.7% promoters, 33.3% detractors of 3)
	// input 1: nps: score 99 outside 0..10 3 answers
}

func ExampleAccumulator_AddBytes() {
	column := []uint8{10, 9, 3, 7} // a column of bytes, such as a file holds
	var answers nps.Accumulator
	fmt.Println(answers.AddBytes(column), answers.Result())
	// Output: <nil> 25.0 (50.0% promoters, 25.0% detractors of 4)
}

func ExampleAccumulator_Count() {
	var answers nps.Accumulator
	if err := answers.AddSlice([]int{9, 10, 9, 0}); err != nil {
		fmt.Println(err)
	}
	for score := 8; score <= 10; score++ {
		fmt.Println(score, answers.Count(score))
	}
	// Output:
	// 8 0
	// 9 2
	// 10 1
}

func ExampleAccumulator_Merge_error() {
	oneToTen, err := nps.New(nps.OneToTen())
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := oneToTen.Add(9); err != nil {
		fmt.Println(err)
	}
	var standard nps.Accumulator
	if err := standard.Add(9); err != nil {
		fmt.Println(err)
	}
	err = standard.Merge(oneToTen)
	fmt.Println(errors.Is(err, kpi.ErrIncompatible), standard.Result().N())
	// Output: true 1
}

func ExampleAccumulator_Clone() {
	var morning nps.Accumulator
	if err := morning.AddSlice([]int{10, 3}); err != nil {
		fmt.Println(err)
	}
	day := morning.Clone()
	if err := day.Add(9); err != nil {
		fmt.Println(err)
	}
	fmt.Println(morning.Result().N(), day.Result().N())
	// Output: 2 3
}

func ExampleResult_Score() {
	r, err := nps.FromCounts(20, 13, 7)
	if err != nil {
		fmt.Println(err)
		return
	}
	score, err := r.Score()
	fmt.Println(score.Decimal(1).StringFixed(1), err)
	interval, err := score.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(interval)
	// Output:
	// 32.5 <nil>
	// 7.639..52.83 (95%)
}

func ExampleResult_PromoterShare() {
	r, err := nps.FromCounts(20, 13, 7)
	if err != nil {
		fmt.Println(err)
		return
	}
	promoters, err := r.PromoterShare()
	if err != nil {
		fmt.Println(err)
		return
	}
	passives, err := r.PassiveShare()
	if err != nil {
		fmt.Println(err)
		return
	}
	detractors, err := r.DetractorShare()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(promoters, passives, detractors, "of", r.N())
	// Output: 50.00% (20 of 40) 32.50% (13 of 40) 17.50% (7 of 40) of 40
}

func ExampleExcellent() {
	r, err := nps.FromCounts(70, 20, 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	score, err := r.Score()
	if err != nil {
		fmt.Println(err)
		return
	}
	band, err := kpi.BandOf(score, nps.Excellent(), kpi.Band{Name: "good", Above: decimal.New(30, 0)})
	fmt.Println(score, band.Name, err)
	// Output: 60 excellent <nil>
}

func ExampleNewWeighted() {
	answers, err := nps.NewWeighted(nps.OneToTen())
	fmt.Println(answers.Scale(), err)
	// Output: 1..10 (detractors 1..6, promoters 9..10) <nil>
}

func ExampleWeighted_AddN() {
	var answers nps.Weighted
	if err := errors.Join(
		answers.AddN(9, decimal.New(5, -1), 10), // ten answers that count a half each
		answers.AddN(3, decimal.New(2, 0), 5),   // five that count twice
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(answers.Result())
	// Output: -33.3 of 15 answers, worth 10.0
}

func ExampleWeighted_Merge() {
	var web, store nps.Weighted
	if err := errors.Join(
		web.Add(9, decimal.New(5, -1)),
		store.Add(3, decimal.New(2, 0)),
	); err != nil {
		fmt.Println(err)
	}
	if err := web.Merge(&store); err != nil {
		fmt.Println(err)
	}
	fmt.Println(web.Result().N(), "answers")
	// Output: 2 answers
}

func ExampleWeightedResult_Score() {
	var answers nps.Weighted
	if err := errors.Join(
		answers.AddN(10, decimal.New(15, -1), 20),
		answers.AddN(7, decimal.New(1, 0), 10),
		answers.AddN(2, decimal.New(1, 0), 10),
	); err != nil {
		fmt.Println(err)
	}
	r := answers.Result()
	score, err := r.Score()
	if err != nil {
		fmt.Println(err)
		return
	}
	promoters, err := r.PromoterShare()
	if err != nil {
		fmt.Println(err)
		return
	}
	detractors, err := r.DetractorShare()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(score, promoters, detractors, err)
	// Output: 40 60.00% 20.00% <nil>
}

// Customers who are asked again and again give answers that are alike: the customer is
// the unit, with 1 for a promoter and -1 for a detractor.
func ExampleAccumulator_byCustomer() {
	var answers nps.Accumulator
	var byCustomer kpi.ByCustomer[string]
	for customer, scores := range map[string][]int{"Ada": {10, 9, 10, 10, 9}, "Ben": {3, 2, 5}, "Cleo": {9}, "Dan": {8, 7}, "Eve": {9, 10, 9}, "Fay": {10}} {
		for _, score := range scores {
			one, err := nps.Of(score)
			if err != nil {
				fmt.Println(err)
				return
			}
			sign := int64(one.Promoters) - int64(one.Detractors)
			if err := errors.Join(
				answers.Add(score),
				byCustomer.Add(customer, decimal.NewFromInt(sign)),
			); err != nil {
				fmt.Println(err)
			}
		}
	}
	score, err := answers.Result().Score()
	if err != nil {
		fmt.Println(err)
		return
	}
	i, err := score.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	net, err := byCustomer.Result().Net()
	if err != nil {
		fmt.Println(err)
		return
	}
	j, err := net.Interval(0.95)
	fmt.Printf("NPS %.1f of %d answers, %.0f to %.0f\n", score, score.Total(), i.Low, i.High)
	fmt.Printf("NPS %.1f of %d customers, %.0f to %.0f, %v\n", net, net.N(), j.Low, j.High, err)
	// Output:
	// NPS 46.7 of 15 answers, 2 to 76
	// NPS 46.7 of 6 customers, -57 to 100, <nil>
}
