package support_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces/support"
)

func Example() {
	var first support.ResponseTime // service level within an hour
	for _, minutes := range []time.Duration{5, 20, 45, 90} {
		if err := first.Add(minutes * time.Minute); err != nil {
			fmt.Println(err)
		}
	}
	// no answer yet
	if err := first.AddOpen(3 * time.Hour); err != nil {
		fmt.Println(err)
	}
	r := first.Result()
	fmt.Println(r)
	p90, err := r.Percentile(0.9)
	fmt.Println("90% answered within", p90, err)
	// Output:
	// mean 40m0s, 60.0% within 1h0m0s (4 answered, 1 open, 1 overdue)
	// 90% answered within 1h30m0s <nil>
}

func ExampleResponseTimeOf() {
	r, err := support.ResponseTimeOf(15*time.Minute, 10*time.Minute, 12*time.Minute, 30*time.Minute)
	fmt.Println(r, err)
	// Output: mean 17m20s, 66.7% within 15m0s (3 answered, 0 open, 0 overdue) <nil>
}

func ExampleFirstContactRate() {
	rate, err := support.FirstContactRate(412, 500)
	fmt.Println(rate, err)
	// Output: 82.40% (412 of 500) <nil>
}

func ExampleFirstContact() {
	var a support.FirstContact
	for _, r := range []support.Request{
		{Contacts: 1, Resolved: true},
		{Contacts: 1, Resolved: true, Reopened: true},
		{Contacts: 3, Resolved: true},
		{Contacts: 1, OutOfScope: true},
	} {
		if err := a.Add(r); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(a.Result())
	// Output: 33.33% (1 resolved of 3, 1 out of scope)
}

func ExampleResponseTime_Merge() {
	var night, day support.ResponseTime
	if err := errors.Join(
		night.Add(2*time.Hour),
		day.Add(10*time.Minute),
	); err != nil {
		fmt.Println(err)
	}
	if err := night.Merge(&day); err != nil {
		fmt.Println(err)
	}
	fmt.Println(night.Result())
	// Output: mean 1h5m0s, 50.0% within 1h0m0s (2 answered, 0 open, 0 overdue)
}

func ExampleResponseTime_MarshalBinary() {
	var a, b support.ResponseTime
	if err := a.AddN(20*time.Minute, 3); err != nil {
		fmt.Println(err)
	}
	state, err := a.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(b.UnmarshalBinary(state), b.Result())
	// Output: <nil> mean 20m0s, 100.0% within 1h0m0s (3 answered, 0 open, 0 overdue)
}

func ExampleResponseTime_Add_error() {
	var a support.ResponseTime
	fmt.Println(a.Add(-time.Minute))
	_, err := a.Result().Mean()
	fmt.Println(err)
	// Output:
	// support: time -1m0s below 0s
	// support: mean response time undefined: no answered request
}

// Requests of one customer are alike. Where a few customers ask most of them, the
// customer is the unit.
func ExampleFirstContact_byCustomer() {
	var requests support.FirstContact
	var byCustomer kpi.ByCustomer[string]
	for customer, contacts := range map[string][]int{"Ada": {1, 1, 1, 1, 1, 1}, "Ben": {3, 2, 4}, "Cleo": {1}, "Dan": {2}} {
		for _, n := range contacts {
			r := support.Request{Contacts: n, Resolved: true}
			if err := errors.Join(
				requests.Add(r),
				byCustomer.AddHit(customer, r.FirstContact()),
			); err != nil {
				fmt.Println(err)
			}
		}
	}
	byRequest, err := requests.Result().Rate()
	if err != nil {
		fmt.Println(err)
		return
	}
	rate, err := byCustomer.Result().Rate()
	if err != nil {
		fmt.Println(err)
		return
	}
	i, err := byRequest.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	j, err := rate.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(byRequest, i)
	fmt.Println(rate, j)
	// Output:
	// 63.64% (7 of 11) 35.38%..84.83% (95%)
	// 63.64% 7.834%..97.3% (95%)
}

// The mean response time is in seconds per request, of customers.
func ExampleResponseTime_byCustomer() {
	var byCustomer kpi.ByCustomer[string]
	for customer, minutes := range map[string][]int64{"Ada": {50, 55, 60, 52, 58}, "Ben": {5}, "Cleo": {12, 9}, "Dan": {20}} {
		for _, m := range minutes {
			if err := byCustomer.Add(customer, decimal.NewFromInt(60*m)); err != nil {
				fmt.Println(err)
			}
		}
	}
	mean, err := byCustomer.Result().Ratio()
	if err != nil {
		fmt.Println(err)
		return
	}
	se, err := mean.StandardError()
	fmt.Printf("%.0f s per request, standard error %.0f s over %d customers, %v\n", mean, se, mean.N(), err)
	// Output: 2140 s per request, standard error 880 s over 4 customers, <nil>
}
