package kpi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

func ExampleAddSeq() {
	var a nps.Accumulator
	n, err := kpi.AddSeq(&a, slices.Values([]int{9, 10, 11, 3}))
	fmt.Println(n, err)
	// Output: 2 input 2: nps: score 11 outside 0..10
}

// A service refuses at its door what no accumulator would take.
func ExampleCheckAmount() {
	fmt.Println(kpi.CheckAmount("shop", "price", decimal.New(1999, -2)))
	fmt.Println(kpi.CheckAmount("shop", "price", decimal.New(1, 10_000_000)))
	// Output:
	// <nil>
	// shop: price exponent 10000000 outside -64..64
}

// Errors tell the package, the value and the bounds.
func ExampleRangeError() {
	_, err := nps.Of(9, 11)
	var outside *kpi.RangeError
	if errors.As(err, &outside) {
		fmt.Println(outside.Op, outside.Name, outside.Value, outside.Min, outside.Max)
	}
	fmt.Println(errors.Is(err, kpi.ErrRange))
	// Output:
	// nps score 11 0 10
	// true
}

// The exact parts of a figure are read back; value is for clients that only want a
// number.
func ExampleRate_MarshalJSON() {
	r, err := kpi.NewRate(1, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := json.Marshal(r)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(text))
	var back kpi.Rate
	fmt.Println(json.Unmarshal(text, &back), back == r)
	fmt.Println(json.Unmarshal([]byte(`{"count":1,"total":3,"value":0.5}`), &back))
	// Output:
	// {"count":1,"total":3,"value":0.3333333333333333}
	// <nil> true
	// kpi: rate: corrupt encoding: value 0.5, of 1/3
}

// A quarter of the customers leaves per year: they stay four years.
func ExampleRate_Inverse() {
	churn, err := kpi.NewRate(25, 100)
	if err != nil {
		fmt.Println(err)
		return
	}
	years, err := churn.Inverse()
	fmt.Println(years, err)
	// Output: 4 <nil>
}

// None of 20: the usual interval, one that guarantees its level, and a Bayesian one.
func ExampleRate_ClopperPearson() {
	r, err := kpi.NewRate(0, 20)
	if err != nil {
		fmt.Println(err)
		return
	}
	usual, err := r.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	guaranteed, err := r.ClopperPearson(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	bayesian, err := r.Jeffreys(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(usual)
	fmt.Println(guaranteed)
	fmt.Println(bayesian)
	// Output:
	// 0%..16.11% (95%)
	// 0%..16.84% (95%)
	// 0%..11.66% (95%)
}

// Wald's interval of the textbooks, and the one that mends it, both with pencil and
// paper.
func ExampleRate_AgrestiCoull() {
	r, err := kpi.NewRate(1, 20)
	if err != nil {
		fmt.Println(err)
		return
	}
	textbook, err := r.Wald(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	mended, err := r.AgrestiCoull(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(textbook)
	fmt.Println(mended)
	// Output:
	// 0%..14.55% (95%)
	// 0%..25.41% (95%)
}

// 120 of the 400 customers of a firm were asked, so that the answers of the other 280
// are all that is not known.
func ExampleRate_FiniteInterval() {
	r, err := kpi.NewRate(90, 120)
	if err != nil {
		fmt.Println(err)
		return
	}
	anybody, err := r.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	customers, err := r.FiniteInterval(0.95, 400)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(anybody)
	fmt.Println(customers)
	// Output:
	// 66.56%..81.89% (95%)
	// 68.01%..80.89% (95%)
}

func ExampleNewNet() {
	ease, err := kpi.NewNet(50, 20, 100)
	fmt.Println(ease, err, ease.Plus(), ease.Minus(), ease.Total())
	// Output: 30 <nil> 50 20 100
}

// Eight answers that are all alike.
func ExampleNet_Score() {
	net, err := kpi.NewNet(8, 0, 8)
	if err != nil {
		fmt.Println(err)
		return
	}
	score, err := net.Score(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	usual, err := net.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	textbook, err := net.Wald(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(score)
	fmt.Println(usual)
	fmt.Println(textbook)
	// Output:
	// 35.12..100 (95%)
	// 38.54..100 (95%)
	// 100..100 (95%)
}

// Waiting times of 1, 2, 3 and 6 minutes.
func ExampleNewMean() {
	sum, squares := big.NewRat(12, 1), big.NewRat(50, 1)
	m, err := kpi.NewMean(4, sum, squares)
	if err != nil {
		fmt.Println(err)
		return
	}
	variance, err := m.Variance()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m, m.N(), variance, err)
	// Output: 3 4 4.666667 <nil>
}

func ExampleNewRatio() {
	recurring, err := kpi.NewRatio(decimal.New(10_500, 0), decimal.New(10_000, 0))
	fmt.Println(recurring, recurring.Percent(1).StringFixed(1), err)
	_, err = kpi.NewRatio(decimal.New(1, 0), decimal.Decimal{})
	fmt.Println(err)
	// Output:
	// 1.05 105.0 <nil>
	// kpi: ratio undefined: denominator is 0
}

// What is not a ratio of like amounts has a unit: tickets per customer.
func ExampleNewValue() {
	tickets, err := kpi.NewValue(decimal.New(25, 0), decimal.New(3, 0))
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := tickets.MarshalText()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(tickets, string(text), tickets.Decimal(2), err)
	// Output: 8.333333 25/3 8.33 <nil>
}

// Young customers answer half as often as they should: each of their answers counts
// twice.
func ExampleWeightedRate() {
	of := func(n uint64, weight int64) kpi.Weights {
		return kpi.Weights{
			N:       n,
			Sum:     kpi.ValueOf(big.NewRat(int64(n)*weight, 1)),
			Squares: kpi.ValueOf(big.NewRat(int64(n)*weight*weight, 1)),
		}
	}
	plus := func(a, b kpi.Weights) kpi.Weights {
		return kpi.Weights{
			N:       a.N + b.N,
			Sum:     kpi.ValueOf(new(big.Rat).Add(a.Sum.Rat(), b.Sum.Rat())),
			Squares: kpi.ValueOf(new(big.Rat).Add(a.Squares.Rat(), b.Squares.Rat())),
		}
	}
	satisfied, others := plus(of(30, 2), of(120, 1)), plus(of(20, 2), of(30, 1))
	w, err := kpi.WeightedRate(satisfied, others)
	if err != nil {
		fmt.Println(err)
		return
	}
	i, err := w.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(w, w.N(), err)
	fmt.Printf("%v, like %.0f answers without weights\n", i, w.EffectiveN())
	// Output:
	// 72.00% 200 <nil>
	// 64.73%..78.27% (95%), like 179 answers without weights
}

// Two ages, half of the population each: of the young, fewer answered.
func ExamplePostStratify() {
	weights, err := kpi.PostStratify(
		map[string]uint64{"young": 20, "old": 80},
		map[string]uint64{"young": 5_000, "old": 5_000},
	)
	fmt.Println(weights["young"], weights["old"], err)
	// Output: 2.5 0.625 <nil>
}

func ExampleInterval() {
	r, err := kpi.NewRate(30, 100)
	if err != nil {
		fmt.Println(err)
		return
	}
	i, err := r.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(i, i.Contains(0.25), i.Contains(0.2))
	fmt.Printf("%.3f wide\n", i.Width())
	// Output:
	// 21.89%..39.58% (95%) true false
	// 0.177 wide
}
