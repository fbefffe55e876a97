package retention_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/retention"
)

// on returns a day of 2026.
func on(month time.Month, day int) time.Time {
	return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC)
}

// shop is who bought in which month of 2026.
func shop() *retention.Activity[string] {
	monthly, err := retention.NewActivity[string](kpi.Month, nil)
	if err != nil {
		panic(err)
	}
	for customer, months := range map[string][]time.Month{"ada": {1, 3}, "ben": {1}, "cy": {2, 3}} {
		for _, month := range months {
			if err := monthly.Add(customer, on(month, 9)); err != nil {
				panic(err)
			}
		}
	}
	return monthly
}

// Of those who bought in January, who bought in February too? And of those of February
// in March?
func ExampleActivityPeriod_Rate() {
	for p := range shop().Result().Periods() {
		rate, err := p.Rate()
		if err != nil {
			fmt.Println(p.Period, err)
			continue
		}
		fmt.Println(p.Period, rate)
	}
	// Output:
	// 2026-01 retention: rate undefined: no customer in the period before
	// 2026-02 0.00% (0 of 2)
	// 2026-03 100.00% (1 of 1)
}

func ExampleActivityResult_N() {
	fmt.Println(shop().Result().N(), "customers in all months")
	// Output: 3 customers in all months
}

func ExampleActivityResult_Periods() {
	for p := range shop().Result().Periods() {
		fmt.Println(p.Period, "active", p.Active, "new", p.New, "lost", p.Lost, "reactivated", p.Reactivated)
	}
	// Output:
	// 2026-01 active 2 new 2 lost 0 reactivated 0
	// 2026-02 active 1 new 1 lost 2 reactivated 0
	// 2026-03 active 2 new 0 lost 0 reactivated 1
}

// Who bought in two months or more; several orders within a month are not a repurchase
// here.
func ExampleActivityResult_RepurchaseRate() {
	rate, err := shop().Result().RepurchaseRate()
	fmt.Println(rate, err)
	// Output: 66.67% (2 of 3) <nil>
}

// One order, visit or login per Add, in any order.
func ExampleActivity_Add() {
	var daily retention.Activity[string]
	err := errors.Join(daily.Add("ada", on(3, 2)), daily.Add("ada", on(3, 1)), daily.Add("ada", on(3, 1)))
	for p := range daily.Result().Periods() {
		fmt.Println(p.Period, p.Active, err)
	}
	// Output:
	// 2026-03-01 1 <nil>
	// 2026-03-02 1 <nil>
}

func ExampleActivity_AddSlice() {
	var daily retention.Activity[string]
	err := daily.AddSlice([]string{"ada", "ben"}, []time.Time{on(3, 1), on(3, 1)})
	for p := range daily.Result().Periods() {
		fmt.Println(p.Period, p.Active, err)
	}
	// Output: 2026-03-01 2 <nil>
}

// The visitor of February turns out to be ada.
func ExampleActivity_Alias() {
	monthly := shop()
	err := errors.Join(monthly.Add("visitor-7", on(2, 20)), monthly.Alias("visitor-7", "ada"))
	for p := range monthly.Result().Periods() {
		fmt.Println(p.Period, "active", p.Active, "retained", p.Retained, err)
	}
	// Output:
	// 2026-01 active 2 retained 0 <nil>
	// 2026-02 active 2 retained 1 <nil>
	// 2026-03 active 2 retained 2 <nil>
}

func ExampleActivity_Forget() {
	monthly := shop()
	err := monthly.Forget("ada")
	for p := range monthly.Result().Periods() {
		fmt.Println(p.Period, "active", p.Active, err)
	}
	// Output:
	// 2026-01 active 1 <nil>
	// 2026-02 active 1 <nil>
	// 2026-03 active 1 <nil>
}

func ExampleActivity_Result() {
	result := shop().Result()
	fmt.Println(result.NonEmpty[0].Period, "active", result.NonEmpty[0].Active)
	// Output: 2026-01 active 2
}

// Weeks in Paris.
func ExampleNewActivity() {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		fmt.Println(err)
		return
	}
	weekly, err := retention.NewActivity[int64](kpi.Week, paris)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(weekly.Add(1001, on(3, 1)), weekly.Result().NonEmpty[0].Period)
	// Output: <nil> 2026-W09
}

func ExampleParticipants_AddInvitedSlice() {
	var survey retention.Participants[string]
	err := survey.AddInvitedSlice([]string{"ada", "ben", "ada"}) // each counts once
	fmt.Println(survey.Result(), err)
	// Output: 0.00% (0 of 2 invited, 0 uninvited) <nil>
}

// Who takes part without an invitation is counted apart.
func ExampleParticipants_AddParticipant() {
	var survey retention.Participants[string]
	err := errors.Join(survey.AddInvited("ada"), survey.AddParticipant("ada"), survey.AddParticipant("eve"))
	fmt.Println(survey.Result(), err)
	// Output: 100.00% (1 of 1 invited, 1 uninvited) <nil>
}

func ExampleParticipants_AddParticipantSlice() {
	var survey retention.Participants[string]
	err := errors.Join(
		survey.AddInvitedSlice([]string{"ada", "ben"}),
		survey.AddParticipantSlice([]string{"ada", "ada"}),
	)
	fmt.Println(survey.Result(), err)
	// Output: 50.00% (1 of 2 invited, 0 uninvited) <nil>
}

// ada was invited by mail and took part as a visitor.
func ExampleParticipants_Alias() {
	var survey retention.Participants[string]
	err := errors.Join(survey.AddInvited("ada"), survey.AddParticipant("visitor-7"), survey.Alias("visitor-7", "ada"))
	fmt.Println(survey.Result(), err)
	// Output: 100.00% (1 of 1 invited, 0 uninvited) <nil>
}

func ExampleParticipants_Forget() {
	var survey retention.Participants[string]
	err := errors.Join(survey.AddInvitedSlice([]string{"ada", "ben"}), survey.Forget("ben"))
	fmt.Println(survey.Result(), err)
	// Output: 0.00% (0 of 1 invited, 0 uninvited) <nil>
}

func ExampleParticipants_Result() {
	var survey retention.Participants[string]
	err := errors.Join(survey.AddInvitedSlice([]string{"ada", "ben"}), survey.AddParticipant("ben"))
	rate, err2 := survey.Result().Rate()
	fmt.Println(rate, errors.Join(err, err2))
	// Output: 50.00% (1 of 2) <nil>
}

func ExampleParticipationResult_N() {
	var survey retention.Participation
	err := survey.AddSlice([]bool{true, false, false})
	fmt.Println(survey.Result().N(), "invited", err)
	// Output: 3 invited <nil>
}

func ExampleParticipationResult_Rate() {
	var survey retention.Participation
	err := survey.AddSlice([]bool{true, false, false, false})
	rate, err2 := survey.Result().Rate()
	fmt.Println(rate, errors.Join(err, err2))
	// Output: 25.00% (1 of 4) <nil>
}

// One invitation per Add: did the customer take part?
func ExampleParticipation_Add() {
	var survey retention.Participation
	err := errors.Join(survey.Add(true), survey.Add(false))
	fmt.Println(survey.Result(), err)
	// Output: 50.00% (1 of 2 invited, 0 uninvited) <nil>
}

func ExampleParticipation_AddN() {
	var survey retention.Participation
	err := errors.Join(survey.AddN(true, 25), survey.AddN(false, 175))
	fmt.Println(survey.Result(), err)
	// Output: 12.50% (25 of 200 invited, 0 uninvited) <nil>
}

func ExampleParticipation_AddSlice() {
	var survey retention.Participation
	err := survey.AddSlice([]bool{true, false, false})
	fmt.Println(survey.Result(), err)
	// Output: 33.33% (1 of 3 invited, 0 uninvited) <nil>
}

func ExampleParticipation_Result() {
	var survey retention.Participation
	err := survey.AddN(true, 2)
	fmt.Println(survey.Result().N(), err)
	// Output: 2 <nil>
}

// buys are the orders of ada, after 2, 10 and 30 days, and one of ben.
func buys() *retention.Purchases[string] {
	var p retention.Purchases[string]
	for _, day := range []int{1, 3, 13, 43} {
		if err := p.Add("ada", on(1, day)); err != nil {
			panic(err)
		}
	}
	if err := p.Add("ben", on(1, 5)); err != nil {
		panic(err)
	}
	return &p
}

// In seconds: (2 + 10 + 30) / 3 days.
func ExamplePurchasesResult_Mean() {
	mean, err := buys().Result().Mean()
	fmt.Printf("%.0f hours, %v\n", mean.Float64()/3600, err)
	// Output: 336 hours, <nil>
}

func ExamplePurchasesResult_Median() {
	median, err := buys().Result().Median()
	fmt.Printf("about %.0f hours, %v\n", median.Hours(), err)
	// Output: about 241 hours, <nil>
}

func ExamplePurchasesResult_N() {
	fmt.Println(buys().Result().N(), "times between two purchases")
	// Output: 3 times between two purchases
}

func ExamplePurchasesResult_Percentile() {
	slow, err := buys().Result().Percentile(0.9)
	fmt.Printf("about %.0f hours, %v\n", slow.Hours(), err)
	// Output: about 720 hours, <nil>
}

func ExamplePurchases_Add() {
	var p retention.Purchases[string]
	err := errors.Join(p.Add("ada", on(1, 11)), p.Add("ada", on(1, 1))) // in any order
	fmt.Println(p.Result(), err)
	// Output: 10.0 days between purchases (2 orders, 1 customers) <nil>
}

func ExamplePurchases_AddSlice() {
	var p retention.Purchases[string]
	err := p.AddSlice([]string{"ada", "ada"}, []time.Time{on(1, 1), on(1, 11)})
	fmt.Println(p.Result(), err)
	// Output: 10.0 days between purchases (2 orders, 1 customers) <nil>
}

func ExamplePurchases_Alias() {
	p := buys()
	err := p.Alias("ben", "ada") // who bought on 1, 3, 5 and 13 January then
	fmt.Println(p.Result(), err)
	// Output: 10.5 days between purchases (5 orders, 1 customers) <nil>
}

func ExamplePurchases_Forget() {
	p := buys()
	err := p.Forget("ada")
	fmt.Println(p.Result().N(), err)
	// Output: 0 <nil>
}

// Who bought again within 30 days of an order, of those who were watched for as long.
func ExamplePurchases_RepurchaseRate() {
	rate, err := buys().RepurchaseRate(30*24*time.Hour, on(4, 1))
	fmt.Println(rate, err)
	// Output: 50.00% (1 of 2) <nil>
}

func ExamplePurchases_Result() {
	fmt.Println(buys().Result())
	// Output: 14.0 days between purchases (5 orders, 2 customers)
}

func ExampleRepurchaseResult_Frequency() {
	var orders retention.Repurchase[string]
	err := orders.AddSlice([]string{"ada", "ben", "ada"})
	frequency, err2 := orders.Result().Frequency()
	fmt.Println(frequency, "orders per customer", errors.Join(err, err2))
	// Output: 1.5 orders per customer <nil>
}

func ExampleRepurchaseResult_N() {
	var orders retention.Repurchase[string]
	err := orders.AddSlice([]string{"ada", "ben", "ada"})
	fmt.Println(orders.Result().N(), "customers", err)
	// Output: 2 customers <nil>
}

func ExampleRepurchaseResult_Rate() {
	var orders retention.Repurchase[string]
	err := orders.AddSlice([]string{"ada", "ben", "ada"})
	rate, err2 := orders.Result().Rate()
	fmt.Println(rate, errors.Join(err, err2))
	// Output: 50.00% (1 of 2) <nil>
}

// One order per Add.
func ExampleRepurchase_Add() {
	var orders retention.Repurchase[string]
	err := errors.Join(orders.Add("ada"), orders.Add("ben"), orders.Add("ada"))
	fmt.Println(orders.Result(), err)
	// Output: 50.00% (1 of 2 repeat, 3 orders) <nil>
}

func ExampleRepurchase_AddSlice() {
	var orders retention.Repurchase[string]
	err := orders.AddSlice([]string{"ada", "ben", "ada"})
	fmt.Println(orders.Result(), err)
	// Output: 50.00% (1 of 2 repeat, 3 orders) <nil>
}

// Two accounts with an order each are one customer who came back.
func ExampleRepurchase_Alias() {
	var orders retention.Repurchase[string]
	err := errors.Join(orders.AddSlice([]string{"ada", "ada@work", "ben"}), orders.Alias("ada@work", "ada"))
	fmt.Println(orders.Result(), err)
	// Output: 50.00% (1 of 2 repeat, 3 orders) <nil>
}

func ExampleRepurchase_Forget() {
	var orders retention.Repurchase[string]
	err := errors.Join(orders.AddSlice([]string{"ada", "ada", "ben"}), orders.Forget("ada"))
	fmt.Println(orders.Result(), err)
	// Output: 0.00% (0 of 1 repeat, 1 orders) <nil>
}

// Results of one period and of the next are compared by their rates.
func ExampleRepurchase_Result() {
	var march, april retention.Repurchase[int]
	err := errors.Join(march.AddSlice([]int{1, 2, 3, 4, 1}), april.AddSlice([]int{1, 2, 3, 1, 2}))
	before, err2 := march.Result().Rate()
	after, err3 := april.Result().Rate()
	fmt.Println(kpi.Compare(before, after), errors.Join(err, err2, err3))
	// Output: 25.00% (1 of 4) -> 66.67% (2 of 3): +41.67 pt [-22.57, +75.68] ~ need about 21 answers each <nil>
}

// Of those who started, who finished?
func ExampleResponseResult_CompletionRate() {
	r := retention.ResponseResult{Invited: 200, Delivered: 190, Started: 60, Answered: 50}
	rate, err := r.CompletionRate()
	fmt.Println(rate, err)
	// Output: 83.33% (50 of 60) <nil>
}

// Answers of the invitations that arrived.
func ExampleResponseResult_DeliveredRate() {
	r := retention.ResponseResult{Invited: 200, Delivered: 190, Started: 60, Answered: 50}
	rate, err := r.DeliveredRate()
	fmt.Println(rate, err)
	// Output: 26.32% (50 of 190) <nil>
}

func ExampleResponseResult_N() {
	r := retention.ResponseResult{Invited: 200, Delivered: 190, Started: 60, Answered: 50}
	fmt.Println(r.N(), "invited")
	// Output: 200 invited
}

func ExampleResponseResult_Rate() {
	r := retention.ResponseResult{Invited: 200, Delivered: 190, Started: 60, Answered: 50}
	rate, err := r.Rate()
	fmt.Println(rate, err)
	// Output: 25.00% (50 of 200) <nil>
}

func ExampleResponseResult_Warning() {
	few := retention.ResponseResult{Invited: 100, Delivered: 100, Started: 20, Answered: 12}
	fmt.Println(few.Warning())
	enough := retention.ResponseResult{Invited: 100, Delivered: 100, Started: 80, Answered: 75}
	fmt.Printf("%q\n", enough.Warning())
	// Output:
	// only 12 answers of 100 invited, fewer than 30: read the interval, not the figure
	// ""
}

// One invitation per Add, by what became of it.
func ExampleResponse_Add() {
	var survey retention.Response
	err := errors.Join(survey.Add(retention.Answered), survey.Add(retention.Unanswered), survey.Add(retention.Partial))
	fmt.Println(survey.Result(), err)
	// Output: 33.33% (3 invited, 3 delivered, 2 started, 1 answered) <nil>
}

func ExampleResponse_AddN() {
	var survey retention.Response
	err := errors.Join(survey.AddN(retention.Answered, 50), survey.AddN(retention.Unanswered, 150))
	fmt.Println(survey.Result(), err)
	// Output: 25.00% (200 invited, 200 delivered, 50 started, 50 answered) <nil>
}

func ExampleResponse_Result() {
	var survey retention.Response
	err := survey.AddN(retention.Answered, 50)
	fmt.Println(survey.Result().Answered, "answered", err)
	// Output: 50 answered <nil>
}

// years are the customers of two years.
func years() *retention.Returning[string] {
	var customers retention.Returning[string]
	if err := customers.AddBeforeSlice([]string{"ada", "ben", "cleo"}); err != nil {
		panic(err)
	}
	if err := customers.AddAfterSlice([]string{"cleo", "ada", "dan"}); err != nil {
		panic(err)
	}
	return &customers
}

func ExampleReturningResult_Lost() {
	fmt.Println(years().Result().Lost(), "lost")
	// Output: 1 lost
}

func ExampleReturningResult_N() {
	fmt.Println(years().Result().N(), "customers before")
	// Output: 3 customers before
}

func ExampleReturningResult_New() {
	fmt.Println(years().Result().New(), "new")
	// Output: 1 new
}

func ExampleReturningResult_Rate() {
	rate, err := years().Result().Rate()
	fmt.Println(rate, err)
	// Output: 66.67% (2 of 3) <nil>
}

func ExampleReturning_AddAfter() {
	var customers retention.Returning[string]
	err := errors.Join(customers.AddBefore("ada"), customers.AddAfter("ada"))
	fmt.Println(customers.Result(), err)
	// Output: 100.00% (1 of 1 retained, 0 lost, 0 new) <nil>
}

func ExampleReturning_AddAfterSlice() {
	var customers retention.Returning[string]
	err := errors.Join(customers.AddBefore("ada"), customers.AddAfterSlice([]string{"ben", "ada"}))
	fmt.Println(customers.Result(), err)
	// Output: 100.00% (1 of 1 retained, 0 lost, 1 new) <nil>
}

func ExampleReturning_AddBeforeSlice() {
	var customers retention.Returning[string]
	err := customers.AddBeforeSlice([]string{"ada", "ben", "ada"}) // each counts once
	fmt.Println(customers.Result(), err)
	// Output: 0.00% (0 of 2 retained, 2 lost, 0 new) <nil>
}

// dan is ben with a new address.
func ExampleReturning_Alias() {
	customers := years()
	err := customers.Alias("dan", "ben")
	fmt.Println(customers.Result(), err)
	// Output: 100.00% (3 of 3 retained, 0 lost, 0 new) <nil>
}

func ExampleReturning_Forget() {
	customers := years()
	err := customers.Forget("ben")
	fmt.Println(customers.Result(), err)
	// Output: 100.00% (2 of 2 retained, 0 lost, 1 new) <nil>
}

func ExampleReturning_Result() {
	fmt.Println(years().Result())
	// Output: 66.67% (2 of 3 retained, 1 lost, 1 new)
}

// logins are the days of February 2026 on which ada and ben logged in: all of the first
// two weeks, and one.
func logins() *retention.Activity[string] {
	var daily retention.Activity[string]
	for day := range 14 {
		if err := daily.Add("ada", on(2, 1+day)); err != nil {
			panic(err)
		}
	}
	if err := daily.Add("ben", on(2, 14)); err != nil {
		panic(err)
	}
	return &daily
}

// (13 days of one customer + 1 day of two) / 14 days.
func ExampleStickyPeriod_DailyMean() {
	months, err := logins().Sticky(kpi.Month)
	mean, err2 := months[0].DailyMean()
	fmt.Println(mean.Decimal(3).StringFixed(3), errors.Join(err, err2))
	// Output: 1.071 <nil>
}

func ExampleStickyPeriod_N() {
	months, err := logins().Sticky(kpi.Month)
	fmt.Println(months[0].N(), "customers in", months[0].Period, err)
	// Output: 2 customers in 2026-02 <nil>
}

// The daily mean over the customers of the month (DAU/MAU).
func ExampleStickyPeriod_Stickiness() {
	months, err := logins().Sticky(kpi.Month)
	stickiness, err2 := months[0].Stickiness()
	fmt.Println(stickiness.Decimal(3).StringFixed(3), errors.Join(err, err2))
	// Output: 0.536 <nil>
}
