package churn_test

import (
	"errors"
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn"
)

func Example() {
	rate, err := churn.Rate(1250, 5000)
	if err != nil {
		fmt.Println(err)
		return
	}
	months, err := churn.Lifetime(rate)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("churn per month", rate)
	fmt.Println("lifetime", months, "months")
	// Output:
	// churn per month 25.00% (1250 of 5000)
	// lifetime 4 months
}

func ExampleRate() {
	rate, err := churn.Rate(1250, 5000)
	fmt.Println(rate, err)
	// Output: 25.00% (1250 of 5000) <nil>
}

func ExampleAverageRate() {
	rate, err := churn.AverageRate(1250, 5000, 4250)
	if err != nil {
		fmt.Println(err)
		return
	}
	months, err := rate.Inverse()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s%%, lifetime %.1f months\n", rate.Percent(2).StringFixed(2), months)
	// Output: 27.03%, lifetime 3.7 months
}

func ExampleTotalRate() {
	rate, err := churn.TotalRate(1500, 5750)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rate)
	// Output: 26.09% (1500 of 5750)
}

func ExampleLifetime() {
	rate, err := churn.Rate(1250, 5000)
	if err != nil {
		fmt.Println(err)
		return
	}
	lifetime, err := churn.Lifetime(rate)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(lifetime)

	nobody, err := churn.Rate(0, 5000)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = churn.Lifetime(nobody)
	fmt.Println(err)
	// Output:
	// 4
	// churn: lifetime undefined: no customer lost
}

func ExampleAccumulator() {
	var january churn.Accumulator
	if err := errors.Join(
		january.Add(churn.Presence{Start: true, End: true}),
		january.AddN(churn.Presence{Start: true, End: true}, 2),
		january.Add(churn.Presence{Start: true}),
		january.Add(churn.Presence{End: true}),
		january.Add(churn.Presence{}), // joined and left in January
	); err != nil {
		fmt.Println(err)
	}
	r := january.Result()
	total, err := r.TotalRate()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r)
	fmt.Println("in total", total)
	// Output:
	// 25.00% (1 lost of 4 at the start, 1 won, 1 brief)
	// in total 33.33% (2 of 6)
}

func ExampleAccumulator_Merge() {
	var north, south churn.Accumulator
	if err := errors.Join(
		north.AddSlice([]churn.Presence{{Start: true, End: true}, {Start: true}}),
		south.AddSlice([]churn.Presence{{Start: true, End: true}, {End: true}}),
	); err != nil {
		fmt.Println(err)
	}
	if err := north.Merge(&south); err != nil {
		fmt.Println(err)
	}
	fmt.Println(north.Result())
	// Output: 33.33% (1 lost of 3 at the start, 1 won, 0 brief)
}

func ExampleAccumulator_MarshalBinary() {
	var a, b churn.Accumulator
	if err := a.AddSlice([]churn.Presence{{Start: true, End: true}, {Start: true}}); err != nil {
		fmt.Println(err)
	}
	state, err := a.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(state), "bytes", b.UnmarshalBinary(state), b.Result() == a.Result())
	// Output: 8 bytes <nil> true
}

func ExampleRate_error() {
	_, err := churn.Rate(11, 10)
	fmt.Println(err)
	fmt.Println(errors.Is(err, kpi.ErrRange))
	_, err = churn.Rate(0, 0)
	fmt.Println(err)
	// Output:
	// churn: customers lost 11 outside 0..10
	// true
	// churn: rate undefined: no customer at the start
}

func ExampleResult() {
	march := churn.Result{Kept: 3750, Lost: 1250, Won: 500, Brief: 250}
	fmt.Println(march.Start(), "at the start,", march.End(), "at the end,", march.N(), "in all")
	rate, err := march.Rate()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("churn", rate, "retention", rate.Complement())
	average, err := march.AverageRate()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("of the average", average.Percent(2).StringFixed(2)+"%")
	// Output:
	// 5000 at the start, 4250 at the end, 5750 in all
	// churn 25.00% (1250 of 5000) retention 75.00% (3750 of 5000)
	// of the average 27.03%
}
