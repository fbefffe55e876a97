package kpi_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel"
	"github.com/customerkpi/kpi/nps"
)

// Example is the sample of README.md; TestReadmeSample keeps the two equal.
func Example() {
	var march, april nps.Accumulator // streaming: add answers as they come
	err := errors.Join(
		march.AddSlice([]int{10, 9, 8, 7, 6, 3, 9, 10}),
		april.AddSlice([]int{10, 9, 9, 10, 8, 2}),
	)
	before, err1 := march.Result().Score()
	after, err2 := april.Result().Score()
	err3 := march.Merge(&april) // states of parts merge exactly, in any order
	both, err4 := march.Result().Score()
	interval, err5 := both.Interval(0.95)
	fmt.Println("NPS", kpi.Compare(before, after))
	fmt.Printf("both %.1f, %.0f to %.0f at 95%%\n", both, interval.Low, interval.High)
	fmt.Println(errors.Join(err, err1, err2, err3, err4, err5))
	// Output:
	// NPS 25 -> 50: +25 [-54.07, +89.38] ~ need about 160 answers each
	// both 35.7, -9 to 68 at 95%
	// <nil>
}

// Ada bought two products, one of them twice, and Ben bought one.
func ExampleAddSeq2() {
	lines := [][2]string{{"ada", "tea"}, {"ben", "tea"}, {"ada", "tea"}, {"ada", "pot"}}
	var products funnel.MultiProduct[string, string]
	n, err := kpi.AddSeq2(&products, func(yield func(customer, product string) bool) {
		for _, l := range lines {
			if !yield(l[0], l[1]) {
				return
			}
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	rate, err := products.Result().Share()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n, err, rate)
	// Output: 4 <nil> 50.00% (1 of 2)
}

func ExampleGroups() {
	var byChannel kpi.Groups[string, *nps.Accumulator]
	for _, answer := range []struct {
		channel string
		score   int
	}{{"web", 9}, {"app", 3}, {"web", 10}, {"app", 9}} {
		if err := byChannel.Update(answer.channel, func(a *nps.Accumulator) error { return a.Add(answer.score) }); err != nil {
			fmt.Println(err)
		}
	}
	for channel, a := range byChannel.All() {
		fmt.Println(channel, a.Result())
	}
	total, err := byChannel.Total()
	fmt.Println("all", total.Result(), err)
	// Output:
	// app 0.0 (50.0% promoters, 50.0% detractors of 2)
	// web 100.0 (100.0% promoters, 0.0% detractors of 2)
	// all 50.0 (75.0% promoters, 25.0% detractors of 4) <nil>
}

func ExampleSeries() {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		fmt.Println(err)
		return
	}
	monthly, err := kpi.NewSeries(kpi.Month, paris, &nps.Accumulator{})
	if err != nil {
		fmt.Println(err)
		return
	}
	// 22:30 UTC on 31 March is 1 April in Paris.
	for hour, score := range map[int]int{20: 9, 22: 3} {
		err := monthly.Update(time.Date(2026, 3, 31, hour, 30, 0, 0, time.UTC), func(a *nps.Accumulator) error {
			return a.Add(score)
		})
		if err != nil {
			fmt.Println(err)
		}
	}
	for month, a := range monthly.All() {
		fmt.Println(month, a.Result())
	}
	// Output:
	// 2026-03 100.0 (100.0% promoters, 0.0% detractors of 1)
	// 2026-04 -100.0 (0.0% promoters, 100.0% detractors of 1)
}

// A refused input makes no group.
func ExampleGroups_Update() {
	var byChannel kpi.Groups[string, *nps.Accumulator]
	for _, answer := range []struct {
		channel string
		score   int
	}{{"web", 9}, {"phone", 11}} {
		err := byChannel.Update(answer.channel, func(a *nps.Accumulator) error { return a.Add(answer.score) })
		fmt.Println(err)
	}
	_, ok := byChannel.Get("phone")
	fmt.Println(byChannel.Len(), ok)
	// Output:
	// <nil>
	// nps: score 11 outside 0..10
	// 1 false
}

// Series in groups, and milliseconds that are taken for seconds.
func ExampleSeries_Update() {
	monthly, err := kpi.NewSeries(kpi.Month, time.UTC, &nps.Accumulator{})
	if err != nil {
		fmt.Println(err)
		return
	}
	byCountry, err := kpi.NewGroups[string](monthly)
	if err != nil {
		fmt.Println(err)
		return
	}
	add := func(country string, at time.Time, score int) error {
		return byCountry.Update(country, func(s *kpi.Series[*nps.Accumulator]) error {
			return s.Update(at, func(a *nps.Accumulator) error { return a.Add(score) })
		})
	}
	fmt.Println(add("FR", time.Unix(1_767_600_000, 0), 9))
	fmt.Println(add("ES", time.Unix(1_767_600_000_000, 0), 9))
	for country, series := range byCountry.All() {
		for month, a := range series.All() {
			fmt.Println(country, month, a.Result())
		}
	}
	// Output:
	// <nil>
	// kpi: series: year 57983 outside 1..9999
	// FR 2026-01 100.0 (100.0% promoters, 0.0% detractors of 1)
}

func ExampleCompare() {
	before, err := kpi.NewRate(200, 1000)
	if err != nil {
		fmt.Println(err)
		return
	}
	after, err := kpi.NewRate(260, 1000)
	if err != nil {
		fmt.Println(err)
		return
	}
	c := kpi.Compare(before, after)
	i, err := c.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c)
	fmt.Println("change", i)
	// Output:
	// 20.00% (200 of 1000) -> 26.00% (260 of 1000): +6 pt [+2.312, +9.669]
	// change 2.312..9.669 pt (95%)
}

func ExampleRate() {
	r, err := kpi.NewRate(1, 3)
	fmt.Println(r, err)
	fmt.Println(r.Decimal(4).StringFixed(4), r.Percent(1).StringFixed(1), r.Complement())
	fmt.Printf("%.3f\n", r)
	_, err = kpi.NewRate(1, 0)
	fmt.Println(err)
	// Output:
	// 33.33% (1 of 3) <nil>
	// 0.3333 33.3 66.67% (2 of 3)
	// 0.333
	// kpi: rate undefined: 1 of 0
}

func ExampleRate_Interval() {
	few, err := kpi.NewRate(4, 5)
	if err != nil {
		fmt.Println(err)
		return
	}
	many, err := kpi.NewRate(4000, 5000)
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := few.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	b, err := many.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a)
	fmt.Println(b)
	// Output:
	// 37.55%..96.38% (95%)
	// 78.87%..81.09% (95%)
}
