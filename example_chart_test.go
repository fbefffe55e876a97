package kpi_test

import (
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// weeklyNPS has the answers of 16 weeks. From week 13 there are more detractors.
func weeklyNPS() (*kpi.Series[*nps.Accumulator], error) {
	weekly, err := kpi.NewSeries(kpi.Week, nil, &nps.Accumulator{})
	if err != nil {
		return nil, err
	}
	monday := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	for i, promoters := range []uint64{52, 47, 55, 49, 50, 46, 53, 51, 48, 54, 45, 50, 38, 36, 39, 35} {
		err := weekly.Update(monday.AddDate(0, 0, 7*i), func(a *nps.Accumulator) error {
			if err := a.AddN(9, 4*promoters); err != nil {
				return err
			}
			return a.AddN(3, 4*(90-promoters))
		})
		if err != nil {
			return nil, err
		}
	}
	return weekly, nil
}

func scoreOf(a *nps.Accumulator) (kpi.Net, error) { return a.Result().Score() }

// Which weeks are worth asking why? The limits are those of the first twelve.
func ExampleChartSeries() {
	weekly, err := weeklyNPS()
	if err != nil {
		fmt.Println(err)
		return
	}
	chart, err := kpi.ChartSeries(weekly, scoreOf, kpi.ChartConfig{Baseline: 12})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f in the mean, limits of the last week %.1f..%.1f\n", chart.Center, chart.Points[15].Low, chart.Points[15].High)
	for _, p := range chart.Signals() {
		fmt.Println(p.Period, p.Figure, p.Signal)
	}
	// Output:
	// 11.1 in the mean, limits of the last week -19.0..41.2
	// 2026-W15 -20 beyond limits
	// 2026-W17 -22.222222 beyond limits
}

// Complaints among the tickets of days, of which some have many.
func ExampleChartOf() {
	rates := []kpi.Rate{newRate(12, 200), newRate(19, 310), newRate(9, 190), newRate(44, 820), newRate(14, 205), newRate(30, 210)}
	chart, err := kpi.ChartOf(rates, kpi.ChartConfig{Baseline: 5})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range chart.Points {
		fmt.Printf("%v, limits %.1f%%..%.1f%%", p.Figure, 100*p.Low, 100*p.High)
		if p.Signal != "" {
			fmt.Print(" ", p.Signal)
		}
		fmt.Println()
	}
	// Output:
	// 6.00% (12 of 200), limits 3.2%..8.2%
	// 6.13% (19 of 310), limits 3.7%..7.7%
	// 4.74% (9 of 190), limits 3.1%..8.3%
	// 5.37% (44 of 820), limits 4.4%..6.9%
	// 6.83% (14 of 205), limits 3.2%..8.2%
	// 14.29% (30 of 210), limits 3.2%..8.1% beyond limits
}

func ExampleChart_Signals() {
	chart, err := kpi.ChartOf([]kpi.Rate{newRate(20, 100), newRate(22, 100), newRate(21, 100), newRate(60, 100)}, kpi.ChartConfig{Baseline: 3})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range chart.Signals() {
		fmt.Printf("%v %v %.1f%%..%.1f%%\n", p.Figure, p.Signal, 100*p.Low, 100*p.High)
	}
	// Output: 60.00% (60 of 100) beyond limits 17.0%..25.0%
}

// Has the score changed for good since April? The answer may be asked for every week.
func ExampleWatch() {
	weekly, err := weeklyNPS()
	if err != nil {
		fmt.Println(err)
		return
	}
	april := time.Date(2026, 3, 30, 0, 0, 0, 0, time.UTC)
	before, err := weekly.Range(time.Time{}, april)
	if err != nil {
		fmt.Println(err)
		return
	}
	baseline, err := scoreOf(before)
	if err != nil {
		fmt.Println(err)
		return
	}
	shift, found, err := kpi.Watch(weekly, scoreOf, baseline, april, 0.95)
	fmt.Println(found, shift, err)
	// Output: true since 2026-W14: 11.111111 -> -17.777778, found 2026-W15 <nil>
}
