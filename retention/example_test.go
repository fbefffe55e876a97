package retention_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/retention"
)

func Example() {
	var orders retention.Repurchase[string]
	for _, customer := range []string{"Ada", "Ben", "Ada", "Cleo", "Ada"} {
		if err := orders.Add(customer); err != nil {
			fmt.Println(err)
		}
	}
	r := orders.Result()
	rate, err := r.Rate()
	if err != nil {
		fmt.Println(err)
		return
	}
	frequency, _ := r.Frequency()
	fmt.Println("repurchase rate", rate)
	fmt.Printf("%.2f orders per customer\n", frequency)
	// Output:
	// repurchase rate 33.33% (1 of 3)
	// 1.67 orders per customer
}

func ExampleRetentionRate() {
	rate, _ := retention.RetentionRate(5000, 4250, 500)
	fmt.Println("retention", rate)
	fmt.Println("churn", rate.Complement())
	// Output:
	// retention 75.00% (3750 of 5000)
	// churn 25.00% (1250 of 5000)
}

func ExampleRetentionRate_error() {
	_, err := retention.RetentionRate(10, 15, 4)
	fmt.Println(err)
	fmt.Println(errors.Is(err, kpi.ErrRange))
	_, err = retention.RetentionRate(0, 15, 15)
	fmt.Println(err)
	// Output:
	// retention: customers retained 11 outside 0..10
	// true
	// retention: rate undefined: no customer at the start
}

func ExampleRepurchaseRate() {
	rate, err := retention.RepurchaseRate(2000, 5000)
	fmt.Println(rate, err)
	// Output: 40.00% (2000 of 5000) <nil>
}

func ExampleParticipationRate() {
	rate, err := retention.ParticipationRate(25, 200)
	fmt.Println(rate, err)
	// Output: 12.50% (25 of 200) <nil>
}

func ExampleReturning() {
	var customers retention.Returning[string]
	_ = customers.AddBeforeSlice([]string{"Ada", "Ben", "Cleo", "Ben"})
	_ = customers.AddAfterSlice([]string{"Cleo", "Ada", "Dan"})
	r := customers.Result()
	fmt.Println(r)
	fmt.Println(r.N(), "before:", r.Lost(), "lost,", r.New(), "new after")
	// Output:
	// 66.67% (2 of 3 retained, 1 lost, 1 new)
	// 3 before: 1 lost, 1 new after
}

func ExampleReturning_AddBefore() {
	var customers retention.Returning[string]
	for _, customer := range []string{"Ada", "Ben"} {
		_ = customers.AddBefore(customer)
	}
	_ = customers.AddAfter("Ben")
	fmt.Println(customers.Result())
	// Output: 50.00% (1 of 2 retained, 1 lost, 0 new)
}

func ExampleRepurchase_AddN() {
	var orders retention.Repurchase[int]
	_ = orders.AddN(1001, 3)
	_ = orders.AddN(1002, 1)
	fmt.Println(orders.Result())
	// Output: 50.00% (1 of 2 repeat, 4 orders)
}

func ExampleRepurchase_Merge() {
	var web, shop retention.Repurchase[string]
	_ = web.AddSlice([]string{"Ada", "Ben"})
	_ = shop.AddSlice([]string{"Ada", "Cleo"})
	if err := web.Merge(&shop); err != nil {
		fmt.Println(err)
	}
	fmt.Println(web.Result())
	// Output: 33.33% (1 of 3 repeat, 4 orders)
}

func ExampleRepurchase_MarshalBinary() {
	var a, b retention.Repurchase[string]
	_ = a.AddSlice([]string{"Ada", "Ben", "Ada"})
	state, _ := a.MarshalBinary()
	fmt.Println(len(state), "bytes", b.UnmarshalBinary(state), b.Result() == a.Result())
	// Output: 16 bytes <nil> true
}

func ExampleActivity() {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		fmt.Println(err)
		return
	}
	monthly, err := retention.NewActivity[string](kpi.Month, paris)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, order := range []struct {
		customer string
		month    time.Month
	}{
		{"Ada", time.January},
		{"Ben", time.January},
		{"Ben", time.February},
		{"Cleo", time.February},
		{"Ada", time.March},
		{"Cleo", time.March},
	} {
		if err := monthly.Add(order.customer, time.Date(2026, order.month, 15, 10, 0, 0, 0, paris)); err != nil {
			fmt.Println(err)
		}
	}
	r := monthly.Result()
	fmt.Println("month    active new retained reactivated lost")
	for p := range r.Periods() {
		fmt.Printf("%v  %5d %3d %8d %11d %4d\n", p.Period, p.Active, p.New, p.Retained, p.Reactivated, p.Lost)
	}
	again, _ := r.RepurchaseRate()
	fmt.Println("bought in two months or more:", again)
	// Output:
	// month    active new retained reactivated lost
	// 2026-01      2   2        0           0    0
	// 2026-02      2   1        1           0    1
	// 2026-03      2   0        1           1    1
	// bought in two months or more: 100.00% (3 of 3)
}

func ExampleActivity_Add_error() {
	var daily retention.Activity[string]
	err := daily.Add("Ada", time.UnixMilli(1_700_000_000_000_000)) // microseconds
	fmt.Println(err)
	// Output: retention: activity: year 55840 outside 1..9999
}

func ExampleParticipation() {
	var survey retention.Participation
	_ = survey.Add(true)
	_ = survey.AddN(false, 7)
	rate, _ := survey.Result().Rate()
	fmt.Println(rate)
	// Output: 12.50% (1 of 8)
}

// Ada was asked every month and always answers: her invitations are alike, and the unit is
// the customer.
func ExampleParticipation_byCustomer() {
	var perInvitation retention.Participation
	var byCustomer kpi.ByCustomer[string]
	for customer, answered := range map[string][]bool{
		"Ada": {true, true, true, true, true, true}, "Ben": {false, false, false, false}, "Cleo": {true}, "Dan": {false}, "Eve": {false, true},
	} {
		for _, a := range answered {
			_ = perInvitation.Add(a)
			_ = byCustomer.AddHit(customer, a)
		}
	}
	rate, _ := perInvitation.Result().Rate()
	asIf, _ := rate.Interval(0.95)
	participation, _ := byCustomer.Result().Rate()
	interval, _ := participation.Interval(0.95)
	fmt.Println(rate, asIf)
	fmt.Println(participation, interval)
	// Output:
	// 57.14% (8 of 14) 32.59%..78.62% (95%)
	// 57.14% 9.959%..94.14% (95%)
}

func ExampleParticipants() {
	var programme retention.Participants[string]
	_ = programme.AddInvitedSlice([]string{"Ada", "Ben", "Cleo", "Dan"})
	_ = programme.AddParticipantSlice([]string{"Ben", "Eve", "Ben"})
	fmt.Println(programme.Result())
	// Output: 25.00% (1 of 4 invited, 1 uninvited)
}

func ExampleParticipants_AddInvited() {
	var survey retention.Participants[string]
	_ = survey.AddInvited("Ada")
	_ = survey.AddInvited("Ben")
	_ = survey.AddParticipant("Ben")
	fmt.Println(survey.Result())
	// Output: 50.00% (1 of 2 invited, 0 uninvited)
}

func ExampleActivityResult() {
	monthly, _ := retention.NewActivity[string](kpi.Month, nil)
	_ = monthly.Add("Ada", time.Date(2026, time.January, 15, 0, 0, 0, 0, time.UTC))
	_ = monthly.Add("Ada", time.Date(2026, time.February, 15, 0, 0, 0, 0, time.UTC))
	r := monthly.Result()
	rate, _ := r.NonEmpty[1].Rate()
	fmt.Println(r.NonEmpty[1].Period, "retained", rate)
	text, _ := json.Marshal(r.NonEmpty[1])
	fmt.Println(string(text))
	// Output:
	// 2026-02 retained 100.00% (1 of 1)
	// {"period":"2026-02","active":1,"new":0,"retained":1,"lost":0,"reactivated":0,"dormant":0}
}

func ExampleRepurchaseResult() {
	var orders retention.Repurchase[string]
	_ = orders.AddSlice([]string{"Ada", "Ben", "Ada"})
	text, _ := json.Marshal(orders.Result())
	fmt.Println(string(text))
	// Output: {"customers":2,"repeat":1,"orders":3,"value":0.5}
}

func ExampleResponse() {
	var survey retention.Response
	_ = survey.AddN(retention.Unanswered, 60)
	_ = survey.AddN(retention.Partial, 5)
	_ = survey.AddN(retention.Answered, 20)
	r := survey.Result()
	rate, err := r.Rate()
	fmt.Println(rate, err)
	fmt.Println(r.Warning())
	// Output:
	// 23.53% (20 of 85) <nil>
	// only 20 answers of 85 invited, fewer than 30: read the interval, not the figure
}

func ExampleResponseResult() {
	r := retention.ResponseResult{Invited: 200, Delivered: 190, Started: 60, Answered: 50}
	delivered, _ := r.DeliveredRate()
	completed, _ := r.CompletionRate()
	fmt.Println(r)
	fmt.Println("of those delivered", delivered)
	fmt.Println("of those started", completed)
	fmt.Println("enough for an interval:", r.Answered >= retention.FewAnswers)
	// Output:
	// 25.00% (200 invited, 190 delivered, 60 started, 50 answered)
	// of those delivered 26.32% (50 of 190)
	// of those started 83.33% (50 of 60)
	// enough for an interval: true
}

func ExamplePurchases() {
	var p retention.Purchases[string]
	for _, day := range []int{1, 11, 41} {
		_ = p.Add("ada", time.Date(2026, 1, day, 0, 0, 0, 0, time.UTC))
	}
	_ = p.Add("ben", time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC))
	fmt.Println(p.Result())
	rate, err := p.RepurchaseRate(30*24*time.Hour, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
	fmt.Println("again within 30 days", rate, err)
	// Output:
	// 20.0 days between purchases (4 orders, 2 customers)
	// again within 30 days 50.00% (1 of 2) <nil>
}

func ExamplePurchasesResult() {
	var p retention.Purchases[string]
	for _, day := range []int{1, 3, 13, 43} { // after 2, 10 and 30 days
		_ = p.Add("ada", time.Date(2026, 1, day, 0, 0, 0, 0, time.UTC))
	}
	r := p.Result()
	mean, _ := r.Mean()
	median, _ := r.Median()
	slow, _ := r.Percentile(0.9)
	fmt.Printf("%d times, mean %.0f hours, median about %.0f, 9 of 10 within %.0f\n", r.N(), mean.Float64()/3600, median.Hours(), slow.Hours())
	// Output: 3 times, mean 336 hours, median about 241, 9 of 10 within 720
}

func ExampleActivity_Sticky() {
	daily, _ := retention.NewActivity[string](kpi.Day, nil)
	for day := range 14 {
		_ = daily.Add("ada", time.Date(2026, 2, 1+day, 0, 0, 0, 0, time.UTC))
	}
	_ = daily.Add("ben", time.Date(2026, 2, 14, 0, 0, 0, 0, time.UTC))
	months, err := daily.Sticky(kpi.Month)
	mean, _ := months[0].DailyMean()
	stickiness, _ := months[0].Stickiness()
	fmt.Println(months[0].Period, "so far", months[0].Days, "days")
	fmt.Println(mean.Decimal(3), stickiness.Percent(1).StringFixed(1)+"%", err)
	// Output:
	// 2026-02 so far 14 days
	// 1.071 53.6% <nil>
}

func ExampleActivity_StickyWithin() {
	var daily retention.Activity[string]
	for day := range 14 {
		_ = daily.Add("ada", time.Date(2026, 2, 1+day, 0, 0, 0, 0, time.UTC))
	}
	february := retention.Span{To: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
	months, err := daily.StickyWithin(kpi.Month, february)
	stickiness, _ := months[0].Stickiness()
	fmt.Println(months[0].Period, stickiness.Percent(1).StringFixed(1)+"%", err)
	// Output: 2026-02 50.0% <nil>
}

func ExampleActivityPeriod_ReactivationRate() {
	monthly, _ := retention.NewActivity[string](kpi.Month, nil)
	for customer, months := range map[string][]time.Month{"ada": {1, 3}, "ben": {1}, "cy": {2, 3}} {
		for _, month := range months {
			_ = monthly.Add(customer, time.Date(2026, month, 9, 0, 0, 0, 0, time.UTC))
		}
	}
	for p := range monthly.Result().Periods() {
		rate, err := p.ReactivationRate()
		if err != nil {
			fmt.Println(p.Period, err)
			continue
		}
		fmt.Println(p.Period, rate) // ada, of ada and ben
	}
	// Output:
	// 2026-01 retention: reactivation rate undefined: no dormant customer
	// 2026-02 retention: reactivation rate undefined: no dormant customer
	// 2026-03 50.00% (1 of 2)
}
