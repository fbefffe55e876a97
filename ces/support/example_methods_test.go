package support_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/customerkpi/kpi/ces/support"
)

// day is what became of four requests.
func day() *support.FirstContact {
	var a support.FirstContact
	err := a.AddSlice([]support.Request{
		{Contacts: 1, Resolved: true},
		{Contacts: 2, Resolved: true},
		{Contacts: 1, Resolved: true, Reopened: true},
		{Contacts: 1, OutOfScope: true},
	})
	if err != nil {
		panic(err)
	}
	return &a
}

// times are the minutes that six requests waited for an answer.
func times() *support.ResponseTime {
	a, err := support.NewResponseTime(30 * time.Minute)
	if err != nil {
		panic(err)
	}
	for _, minutes := range []time.Duration{5, 10, 12, 20, 45, 90} {
		if err := a.Add(minutes * time.Minute); err != nil {
			panic(err)
		}
	}
	return a
}

// Of all requests, those that nobody could have resolved at once too.
func ExampleFirstContactResult_Gross() {
	rate, err := day().Result().Gross()
	fmt.Println(rate, err)
	// Output: 25.00% (1 of 4) <nil>
}

func ExampleFirstContactResult_N() {
	fmt.Println(day().Result().N(), "requests in scope")
	// Output: 3 requests in scope
}

func ExampleFirstContactResult_Rate() {
	rate, err := day().Result().Rate()
	fmt.Println(rate, err)
	// Output: 33.33% (1 of 3) <nil>
}

func ExampleFirstContact_Add() {
	var a support.FirstContact
	err := a.Add(support.Request{Contacts: 1, Resolved: true})
	fmt.Println(a.Result(), err)
	fmt.Println(a.Add(support.Request{Contacts: 0, Resolved: true}))
	// Output:
	// 100.00% (1 resolved of 1, 0 out of scope) <nil>
	// support: contacts 0 below 1
}

func ExampleFirstContact_AddN() {
	var a support.FirstContact
	err := errors.Join(
		a.AddN(support.Request{Contacts: 1, Resolved: true}, 70),
		a.AddN(support.Request{Contacts: 3, Resolved: true}, 30),
	)
	fmt.Println(a.Result(), err)
	// Output: 70.00% (70 resolved of 100, 0 out of scope) <nil>
}

func ExampleFirstContact_AddSlice() {
	var a support.FirstContact
	err := a.AddSlice([]support.Request{{Contacts: 1, Resolved: true}, {Contacts: 2}})
	fmt.Println(a.Result(), err)
	// Output: 50.00% (1 resolved of 2, 0 out of scope) <nil>
}

func ExampleFirstContact_Result() {
	fmt.Println(day().Result())
	// Output: 33.33% (1 resolved of 3, 1 out of scope)
}

// With the target of a contract.
func ExampleNewResponseTime() {
	a, err := support.NewResponseTime(2 * time.Hour)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a.Target(), a.Add(time.Hour))
	// Output: 2h0m0s <nil>
}

// A request that comes back was not resolved.
func ExampleRequest_FirstContact() {
	fmt.Println(support.Request{Contacts: 1, Resolved: true}.FirstContact())
	fmt.Println(support.Request{Contacts: 1, Resolved: true, Reopened: true}.FirstContact())
	// Output:
	// true
	// false
}

// In seconds, with its uncertainty.
func ExampleResponseTimeResult_Mean() {
	mean, err := times().Result().Mean()
	fmt.Printf("%.1f minutes, %v\n", mean.Float64()/60, err)
	// Output: 30.3 minutes, <nil>
}

func ExampleResponseTimeResult_Median() {
	median, err := times().Result().Median()
	fmt.Println(median.Round(time.Minute), err)
	// Output: 16m0s <nil>
}

func ExampleResponseTimeResult_N() {
	fmt.Println(times().Result().N(), "requests")
	// Output: 6 requests
}

// Four of five were answered within about so long.
func ExampleResponseTimeResult_Percentile() {
	p, err := times().Result().Percentile(0.8)
	fmt.Println(p.Round(time.Minute), err)
	// Output: 45m0s <nil>
}

// In seconds.
func ExampleResponseTimeResult_PercentileInterval() {
	interval, err := times().Result().PercentileInterval(0.5, 0.9)
	fmt.Printf("%.0f to %.0f minutes, %v\n", interval.Low/60, interval.High/60, err)
	// Output: 5 to 90 minutes, <nil>
}

func ExampleResponseTimeResult_ServiceLevel() {
	rate, err := times().Result().ServiceLevel()
	fmt.Println(rate, err)
	// Output: 66.67% (4 of 6) <nil>
}

func ExampleResponseTime_Add() {
	a := times()
	err := a.Add(25 * time.Minute)
	fmt.Println(a.Result().N(), err)
	fmt.Println(a.Add(-time.Second))
	// Output:
	// 7 <nil>
	// support: time -1s below 0s
}

// Closed without an answer: it does not wait any more, and missed the target if it was
// open for longer.
func ExampleResponseTime_AddClosed() {
	a := times()
	err := a.AddClosed(3 * time.Hour)
	fmt.Println(a.Result(), err)
	// Output: mean 30m20s, 57.1% within 30m0s (6 answered, 0 open, 0 overdue, 1 closed unanswered) <nil>
}

func ExampleResponseTime_AddN() {
	a := times()
	err := a.AddN(15*time.Minute, 4)
	fmt.Println(a.Result().N(), err)
	// Output: 10 <nil>
}

// It waits for two hours already, and has missed its target.
func ExampleResponseTime_AddOpen() {
	a := times()
	err := a.AddOpen(2 * time.Hour)
	fmt.Println(a.Result(), err)
	// Output: mean 30m20s, 57.1% within 30m0s (6 answered, 1 open, 1 overdue) <nil>
}

func ExampleResponseTime_AddSlice() {
	a := times()
	err := a.AddSlice([]time.Duration{time.Minute, time.Hour})
	fmt.Println(a.Result().N(), err)
	// Output: 8 <nil>
}

func ExampleResponseTime_Result() {
	fmt.Println(times().Result())
	// Output: mean 30m20s, 66.7% within 30m0s (6 answered, 0 open, 0 overdue)
}

func ExampleResponseTime_Target() {
	fmt.Println(times().Target())
	// Output: 30m0s
}
