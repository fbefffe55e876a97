package survival_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn/survival"
)

// Days until eight customers cancelled, or until today.
func days() *survival.Accumulator {
	var a survival.Accumulator
	for _, d := range []int64{12, 30, 30, 45, 61} {
		_ = a.Add(survival.Row{Duration: d, Churned: true})
	}
	for _, d := range []int64{20, 61, 90} {
		_ = a.Add(survival.Row{Duration: d}) // still a customer
	}
	return &a
}

func Example() {
	curve := days().Result()
	fmt.Println(curve)
	median, err := curve.Median(0.95)
	fmt.Println(median, err)
	// Output:
	// 8 customers, 5 churned
	//     time  at risk  churned  survival  std err  95%
	//       12        8        1    0.8750   0.1169  0.6734..1.0000
	//       30        6        2    0.5833   0.1856  0.3127..1.0000
	//       45        4        1    0.4375   0.1879  0.1885..1.0000
	//       61        3        1    0.2917   0.1728  0.0913..0.9318
	// median 45, 30..not reached (95%, log) <nil>
}

func ExampleNew() {
	hours, err := survival.New(time.Hour)
	if err != nil {
		fmt.Println(err)
		return
	}
	start := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	if err := errors.Join(
		hours.AddTimes(start, start.Add(30*time.Hour), true),
		hours.AddTimes(start, start.Add(50*time.Hour), false),
	); err != nil {
		fmt.Println(err)
	}
	_, err = survival.New(0)
	fmt.Println(hours.Result().Steps[0].Time, "times", hours.Unit(), err)
	// Output: 30 times 1h0m0s survival: unit 0s below 1ns
}

// The data begin on 1 January: of the customers of before, only those who were
// still there are in them.
func ExampleAccumulator_AddTimesFrom() {
	day := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	begin, today := day(2026, 1, 1), day(2026, 3, 1)
	var a survival.Accumulator
	if err := errors.Join(
		a.AddTimesFrom(day(2025, 12, 2), begin, day(2026, 1, 31), true), // from day 30 to 60
		a.AddTimesFrom(day(2026, 1, 10), begin, day(2026, 1, 20), true), // from the start to 10
		a.AddTimesFrom(day(2026, 1, 1), begin, today, false),            // from the start to 59
	); err != nil {
		fmt.Println(err)
	}
	for _, s := range a.Result().Steps {
		fmt.Println("day", s.Time, "at risk", s.AtRisk, "survival", s.Survival)
	}
	// Output:
	// day 10 at risk 2 survival 0.5
	// day 59 at risk 2 survival 0.5
	// day 60 at risk 1 survival 0
}

func ExampleAccumulator_AddN() {
	var a survival.Accumulator
	if err := errors.Join(
		a.AddN(survival.Row{Duration: 1, Churned: true}, 131), // of 1000, in the first year
		a.AddN(survival.Row{Duration: 2, Churned: true}, 126),
		a.AddN(survival.Row{Duration: 2}, 743),
	); err != nil {
		fmt.Println(err)
	}
	s, err := a.Result().At(2)
	fmt.Printf("%.3f %v\n", s.Survival, err)
	// Output: 0.743 <nil>
}

func ExampleAccumulator_Merge() {
	a, b := days(), days()
	err := a.Merge(b)
	if err != nil {
		fmt.Println(err)
		return
	}
	state, err := a.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
	var c survival.Accumulator
	if err := c.UnmarshalBinary(state); err != nil {
		fmt.Println(err)
	}
	fmt.Println(c.Result().Customers, "customers in", len(state), "bytes", err)
	// Output: 16 customers in 37 bytes <nil>
}

func ExampleCurve_At() {
	curve := days().Result()
	s, err := curve.At(40)
	if err != nil {
		fmt.Println(err)
		return
	}
	interval, err := s.Interval(survival.LogLog, 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f stay more than 40 days, %v\n", s.Survival, interval)
	_, err = curve.At(91)
	fmt.Println(err)
	// Output:
	// 0.583 stay more than 40 days, 0.1802..0.8441 (95%)
	// survival: curve at time 91 undefined: nobody was observed after 90
}

func ExampleCurve_Quantile() {
	quarter, err := days().Result().Quantile(0.25, survival.LogLog, 0.9)
	fmt.Println(quarter, err)
	// Output: quantile 0.25 30, 12..45 (90%, log-log) <nil>
}

func ExampleCurve_RMST() {
	mean, err := days().Result().RMST(60)
	if err != nil {
		fmt.Println(err)
		return
	}
	interval, err := mean.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(mean, interval)
	// Output: 43.06 of the first 60, standard error 6.353 30.61..55.51 (95%)
}

func ExampleCurve_Emptied() {
	var a survival.Accumulator
	if err := errors.Join(
		a.Add(survival.Row{Duration: 3, Churned: true}), // alone for the first days
		a.AddN(survival.Row{Entry: 30, Duration: 90}, 100),
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(a.Result().Emptied())
	// Output: 3 true
}

func ExampleStep_HazardInterval() {
	s, err := days().Result().At(61)
	if err != nil {
		fmt.Println(err)
		return
	}
	interval, err := s.HazardInterval(0.95)
	fmt.Printf("%.4f ± %.4f, %v %v\n", s.Hazard, s.HazardStdErr(), interval, err)
	// Output: 1.0417 ± 0.4948, 0.4106..2.643 (95%) <nil>
}

func ExampleLogRank() {
	var plans kpi.Groups[string, *survival.Accumulator]
	add := func(plan string, r survival.Row, n uint64) {
		if err := plans.Update(plan, func(a *survival.Accumulator) error { return a.AddN(r, n) }); err != nil {
			fmt.Println(err)
		}
	}
	add("monthly", survival.Row{Duration: 1, Churned: true}, 30)
	add("monthly", survival.Row{Duration: 12}, 70)
	add("yearly", survival.Row{Duration: 12, Churned: true}, 12)
	add("yearly", survival.Row{Duration: 24}, 88)
	var groups []*survival.Accumulator
	for _, plan := range plans.All() {
		groups = append(groups, plan)
	}
	test, err := survival.LogRank(groups...)
	fmt.Println(test, err)
	// Output:
	// log-rank 11.09 (1 degrees of freedom), p 0.000868
	//    group  customers    churned     expected
	//        0        100         30        19.94
	//        1        100         12        22.06 <nil>
}

func ExampleStratifiedLogRank() {
	count := func(churned, stayed uint64) *survival.Accumulator {
		var a survival.Accumulator
		if err := errors.Join(
			a.AddN(survival.Row{Duration: 1, Churned: true}, churned),
			a.AddN(survival.Row{Duration: 2}, stayed),
		); err != nil {
			fmt.Println(err)
		}
		return &a
	}
	// In each country the two plans lose the same share, but France has more of the
	// first plan and loses more.
	france := []*survival.Accumulator{count(40, 60), count(8, 12)}
	spain := []*survival.Accumulator{count(2, 18), count(10, 90)}
	within, err := survival.StratifiedLogRank(france, spain)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("within countries:", within.Test)
	pooled, err := survival.LogRank(count(42, 78), count(18, 102))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("pooled:", pooled.Test)
	// Output:
	// within countries: log-rank 0 (1 degrees of freedom), p 1
	// pooled: log-rank 12.75 (1 degrees of freedom), p 0.000357
}

func ExampleAccumulator_AddSlice() {
	var a survival.Accumulator
	err := a.AddSlice([]survival.Row{{Duration: 12, Churned: true}, {Duration: 20}, {Duration: -1}})
	fmt.Println(err, a.Result().N())
	// Output: input 2: survival: duration -1 below 0 0
}

func ExampleStep_StdErr() {
	s, err := days().Result().At(30)
	if err != nil {
		fmt.Println(err)
		return
	}
	for kind := survival.Log; kind <= survival.LogLog; kind++ {
		interval, err := s.Interval(kind, 0.95)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(kind, interval)
	}
	stdErr, err := s.StdErr()
	fmt.Printf("standard error %.4f %v\n", stdErr, err)
	// Output:
	// log 0.3127..1 (95%)
	// plain 0.2196..0.947 (95%)
	// log-log 0.1802..0.8441 (95%)
	// standard error 0.1856 <nil>
}
