package survival_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/customerkpi/kpi/churn/survival"
)

// A customer who is still there says that they stayed for so long at least.
func ExampleAccumulator_Add() {
	var a survival.Accumulator
	err := errors.Join(
		a.Add(survival.Row{Duration: 12, Churned: true}),
		a.Add(survival.Row{Duration: 20}),
	)
	fmt.Println(a.Result().N(), "customers,", err)
	fmt.Println(a.Add(survival.Row{Duration: -1}))
	// Output:
	// 2 customers, <nil>
	// survival: duration -1 below 0
}

// From the start to the cancellation, or to today.
func ExampleAccumulator_AddTimes() {
	today := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	var a survival.Accumulator // in days
	err := errors.Join(
		a.AddTimes(today.AddDate(0, 0, -40), today.AddDate(0, 0, -10), true),
		a.AddTimes(today.AddDate(0, 0, -35), today, false),
	)
	for _, s := range a.Result().Steps {
		fmt.Println("day", s.Time, "at risk", s.AtRisk, "churned", s.Events, err)
	}
	// Output:
	// day 30 at risk 2 churned 1 <nil>
	// day 35 at risk 1 churned 0 <nil>
}

func ExampleAccumulator_Result() {
	curve := days().Result()
	fmt.Println(curve.Customers, "customers,", len(curve.Steps), "days on which one was last seen")
	// Output: 8 customers, 6 days on which one was last seen
}

func ExampleAccumulator_Unit() {
	weeks, err := survival.New(7 * 24 * time.Hour)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(weeks.Unit(), new(survival.Accumulator).Unit())
	// Output: 168h0m0s 24h0m0s
}

// Half of the customers have left after 45 days. How long the other half may stay is not
// known yet.
func ExampleCurve_Median() {
	median, err := days().Result().Median(0.95)
	fmt.Println(median, err)
	// Output: median 45, 30..not reached (95%, log) <nil>
}

func ExampleCurve_N() {
	fmt.Println(days().Result().N(), "customers")
	// Output: 8 customers
}

func ExampleLogRankTest_N() {
	test, err := survival.LogRank(days(), days())
	fmt.Println(test.N(), "customers,", err)
	// Output: 16 customers, <nil>
}

func ExampleRestrictedMean_Interval() {
	mean, err := days().Result().RMST(60)
	if err != nil {
		fmt.Println(err)
		return
	}
	interval, err := mean.Interval(0.9)
	fmt.Printf("%v %v\n", interval, err)
	// Output: 32.61..53.51 (90%) <nil>
}

// The cumulative hazard of Nelson and Aalen, with its standard error.
func ExampleStep_HazardStdErr() {
	s, err := days().Result().At(61)
	fmt.Printf("%.4f ± %.4f %v\n", s.Hazard, s.HazardStdErr(), err)
	// Output: 1.0417 ± 0.4948 <nil>
}

// The three kinds differ where few customers are left.
func ExampleStep_Interval() {
	s, err := days().Result().At(61)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, kind := range []survival.Kind{survival.Log, survival.Plain, survival.LogLog} {
		interval, err := s.Interval(kind, 0.95)
		fmt.Println(kind, interval, err)
	}
	// Output:
	// log 0.0913..0.9318 (95%) <nil>
	// plain 0..0.6304 (95%) <nil>
	// log-log 0.04231..0.6188 (95%) <nil>
}
