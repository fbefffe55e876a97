package driver_test

import (
	"fmt"

	"github.com/customerkpi/kpi/csat/driver"
)

// One answer per Add: the score, and what may drive it, in the order of New.
func ExampleAccumulator_Add() {
	a, err := driver.New("room", "breakfast")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a.Add(9, 5, 4), a.Result().N)
	fmt.Println(a.Add(9, 5))
	// Output:
	// <nil> 1
	// driver: number of predictors 1 outside 2..2
}

// Answers that are counted already.
func ExampleAccumulator_AddN() {
	a, err := driver.New("room", "breakfast")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a.AddN(9, []int{5, 4}, 20), a.Result().N)
	// Output: <nil> 20
}

func ExampleAccumulator_Result() {
	a, err := driver.New("room")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range stays {
		if err := a.Add(s.score, s.room); err != nil {
			fmt.Println(err)
		}
	}
	r, err := a.Result().Correlations()
	fmt.Printf("%.3f %v\n", r[0][1], err)
	// Output: 0.797 <nil>
}

// How sure is a share of so few answers?
func ExampleDriver_Interval() {
	a, err := driver.New("room", "noise")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range stays {
		if err := a.Add(s.score, s.room, s.noise); err != nil {
			fmt.Println(err)
		}
	}
	d, err := a.Result().RelativeWeights()
	if err != nil {
		fmt.Println(err)
		return
	}
	interval, err := d.Drivers[0].Interval(0.95)
	fmt.Printf("%s %.1f%%, %v %v\n", d.Drivers[0].Name, 100*d.Drivers[0].Share, interval, err)
	// Output: room 44.9%, 18.23%..83.31% (95%) <nil>
}

// Names that repeat are refused.
func ExampleNew() {
	_, err := driver.New("room", "room")
	fmt.Println(err)
	// Output: driver: predictors named room 2 above 1
}
