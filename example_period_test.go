package kpi_test

import (
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// The day on which the clocks of Paris go forward has 23 hours.
func ExamplePeriod() {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		fmt.Println(err)
		return
	}
	day := kpi.PeriodOf(time.Date(2026, 3, 29, 12, 0, 0, 0, paris), kpi.Day, paris)
	fmt.Println(day, day.End().Sub(day.Start()))
	fmt.Println(day.Prev(), day.Next(), day.Add(3), day.Contains(day.End()))
	fmt.Println(kpi.PeriodAt(day.Index(), kpi.Day, paris).Equal(day), day.Compare(day.Next()))
	// Output:
	// 2026-03-29 23h0m0s
	// 2026-03-28 2026-03-30 2026-04-01 false
	// true -1
}

func ExampleParseGrain() {
	fmt.Println(kpi.ParseGrain("quarter"))
	_, err := kpi.ParseGrain("decade")
	fmt.Println(err)
	// Output:
	// quarter <nil>
	// kpi: grain "decade" outside day..year
}

// The last three days together, and memory that does not grow.
func ExampleSeries_Rolling() {
	var daily kpi.Series[*nps.Accumulator]
	start := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	for i, score := range []int{3, 9, 10, 7, 9} {
		at := start.AddDate(0, 0, i)
		if err := daily.Update(at, func(a *nps.Accumulator) error { return a.Add(score) }); err != nil {
			fmt.Println(err)
		}
	}
	last := start.AddDate(0, 0, 4)
	three, err := daily.Rolling(last, 3)
	fmt.Println(three.Result(), err)
	first, err := daily.Range(start, start.AddDate(0, 0, 2))
	fmt.Println(first.Result(), err)
	fmt.Println(daily.Drop(last), "days dropped,", daily.Len(), "left")
	// Output:
	// 66.7 (66.7% promoters, 0.0% detractors of 3) <nil>
	// 0.0 (50.0% promoters, 50.0% detractors of 2) <nil>
	// 4 days dropped, 1 left
}

// One channel after the other, and all of them.
func ExampleGroups_Total() {
	var byChannel kpi.Groups[string, *nps.Accumulator]
	for channel, scores := range map[string][]int{"web": {9, 10, 3}, "app": {10, 7}} {
		for _, score := range scores {
			if err := byChannel.At(channel).Add(score); err != nil {
				fmt.Println(err)
			}
		}
	}
	for channel, a := range byChannel.All() {
		fmt.Println(channel, a.Result())
	}
	total, err := byChannel.Total()
	fmt.Println("all", total.Result(), err)
	// Output:
	// app 50.0 (50.0% promoters, 0.0% detractors of 2)
	// web 33.3 (66.7% promoters, 33.3% detractors of 3)
	// all 40.0 (60.0% promoters, 20.0% detractors of 5) <nil>
}
