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
	frequency, err := r.Frequency()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("repurchase rate", rate)
	fmt.Printf("%.2f orders per customer\n", frequency)
	// Output:
	// repurchase rate 33.33% (1 of 3)
	// 1.67 orders per customer
}

func ExampleRetentionRate() {
	rate, err := retention.RetentionRate(5000, 4250, 500)
	if err != nil {
		fmt.Println(err)
		return
	}
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
	if err := errors.Join(
		customers.AddBeforeSlice([]string{"Ada", "Ben", "Cleo", "Ben"}),
		customers.AddAfterSlice([]string{"Cleo", "Ada", "Dan"}),
	); err != nil {
		fmt.Println(err)
	}
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
		if err := customers.AddBefore(customer); err != nil {
			fmt.Println(err)
		}
	}
	if err := customers.AddAfter("Ben"); err != nil {
		fmt.Println(err)
	}
	fmt.Println(customers.Result())
	// Output: 50.00% (1 of 2 retained, 1 lost, 0 new)
}

func ExampleRepurchase_AddN() {
	var orders retention.Repurchase[int]
	if err := errors.Join(
		orders.AddN(1001, 3),
		orders.AddN(1002, 1),
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(orders.Result())
	// Output: 50.00% (1 of 2 repeat, 4 orders)
}

func ExampleRepurchase_Merge() {
	var web, shop retention.Repurchase[string]
	if err := errors.Join(
		web.AddSlice([]string{"Ada", "Ben"}),
		shop.AddSlice([]string{"Ada", "Cleo"}),
	); err != nil {
		fmt.Println(err)
	}
	if err := web.Merge(&shop); err != nil {
		fmt.Println(err)
	}
	fmt.Println(web.Result())
	// Output: 33.33% (1 of 3 repeat, 4 orders)
}

func ExampleRepurchase_MarshalBinary() {
	var a, b retention.Repurchase[string]
	if err := a.AddSlice([]string{"Ada", "Ben", "Ada"}); err != nil {
		fmt.Println(err)
	}
	state, err := a.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
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
	again, err := r.RepurchaseRate()
	if err != nil {
		fmt.Println(err)
		return
	}
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
	if err := errors.Join(
		survey.Add(true),
		survey.AddN(false, 7),
	); err != nil {
		fmt.Println(err)
	}
	rate, err := survey.Result().Rate()
	if err != nil {
		fmt.Println(err)
		return
	}
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
			if err := errors.Join(
				perInvitation.Add(a),
				byCustomer.AddHit(customer, a),
			); err != nil {
				fmt.Println(err)
			}
		}
	}
	rate, err := perInvitation.Result().Rate()
	if err != nil {
		fmt.Println(err)
		return
	}
	asIf, err := rate.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	participation, err := byCustomer.Result().Rate()
	if err != nil {
		fmt.Println(err)
		return
	}
	interval, err := participation.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rate, asIf)
	fmt.Println(participation, interval)
	// Output:
	// 57.14% (8 of 14) 32.59%..78.62% (95%)
	// 57.14% 9.959%..94.14% (95%)
}

func ExampleParticipants() {
	var programme retention.Participants[string]
	if err := errors.Join(
		programme.AddInvitedSlice([]string{"Ada", "Ben", "Cleo", "Dan"}),
		programme.AddParticipantSlice([]string{"Ben", "Eve", "Ben"}),
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(programme.Result())
	// Output: 25.00% (1 of 4 invited, 1 uninvited)
}

func ExampleParticipants_AddInvited() {
	var survey retention.Participants[string]
	if err := errors.Join(
		survey.AddInvited("Ada"),
		survey.AddInvited("Ben"),
		survey.AddParticipant("Ben"),
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(survey.Result())
	// Output: 50.00% (1 of 2 invited, 0 uninvited)
}

func ExampleActivityResult() {
	monthly, err := retention.NewActivity[string](kpi.Month, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := errors.Join(
		monthly.Add("Ada", time.Date(2026, time.January, 15, 0, 0, 0, 0, time.UTC)),
		monthly.Add("Ada", time.Date(2026, time.February, 15, 0, 0, 0, 0, time.UTC)),
	); err != nil {
		fmt.Println(err)
	}
	r := monthly.Result()
	rate, err := r.NonEmpty[1].Rate()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.NonEmpty[1].Period, "retained", rate)
	text, err := json.Marshal(r.NonEmpty[1])
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(text))
	// Output:
	// 2026-02 retained 100.00% (1 of 1)
	// {"period":"2026-02","active":1,"new":0,"retained":1,"lost":0,"reactivated":0,"dormant":0}
}

func ExampleRepurchaseResult() {
	var orders retention.Repurchase[string]
	if err := orders.AddSlice([]string{"Ada", "Ben", "Ada"}); err != nil {
		fmt.Println(err)
	}
	text, err := json.Marshal(orders.Result())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(text))
	// Output: {"customers":2,"repeat":1,"orders":3,"value":0.5}
}

func ExampleResponse() {
	var survey retention.Response
	if err := errors.Join(
		survey.AddN(retention.Unanswered, 60),
		survey.AddN(retention.Partial, 5),
		survey.AddN(retention.Answered, 20),
	); err != nil {
		fmt.Println(err)
	}
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
	delivered, err := r.DeliveredRate()
	if err != nil {
		fmt.Println(err)
		return
	}
	completed, err := r.CompletionRate()
	if err != nil {
		fmt.Println(err)
		return
	}
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
		if err := p.Add("ada", time.Date(2026, 1, day, 0, 0, 0, 0, time.UTC)); err != nil {
			fmt.Println(err)
		}
	}
	if err := p.Add("ben", time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)); err != nil {
		fmt.Println(err)
	}
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
		if err := p.Add("ada", time.Date(2026, 1, day, 0, 0, 0, 0, time.UTC)); err != nil {
			fmt.Println(err)
		}
	}
	r := p.Result()
	mean, err := r.Mean()
	if err != nil {
		fmt.Println(err)
		return
	}
	median, err := r.Median()
	if err != nil {
		fmt.Println(err)
		return
	}
	slow, err := r.Percentile(0.9)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d times, mean %.0f hours, median about %.0f, 9 of 10 within %.0f\n", r.N(), mean.Float64()/3600, median.Hours(), slow.Hours())
	// Output: 3 times, mean 336 hours, median about 241, 9 of 10 within 720
}

func ExampleActivity_Sticky() {
	daily, err := retention.NewActivity[string](kpi.Day, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for day := range 14 {
		if err := daily.Add("ada", time.Date(2026, 2, 1+day, 0, 0, 0, 0, time.UTC)); err != nil {
			fmt.Println(err)
		}
	}
	if err := daily.Add("ben", time.Date(2026, 2, 14, 0, 0, 0, 0, time.UTC)); err != nil {
		fmt.Println(err)
	}
	months, err := daily.Sticky(kpi.Month)
	if err != nil {
		fmt.Println(err)
		return
	}
	mean, err := months[0].DailyMean()
	if err != nil {
		fmt.Println(err)
		return
	}
	stickiness, err := months[0].Stickiness()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(months[0].Period, "so far", months[0].Days, "days")
	fmt.Println(mean.Decimal(3), stickiness.Percent(1).StringFixed(1)+"%", err)
	// Output:
	// 2026-02 so far 14 days
	// 1.071 53.6% <nil>
}

func ExampleActivity_StickyWithin() {
	var daily retention.Activity[string]
	for day := range 14 {
		if err := daily.Add("ada", time.Date(2026, 2, 1+day, 0, 0, 0, 0, time.UTC)); err != nil {
			fmt.Println(err)
		}
	}
	february := retention.Span{To: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
	months, err := daily.StickyWithin(kpi.Month, february)
	if err != nil {
		fmt.Println(err)
		return
	}
	stickiness, err := months[0].Stickiness()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(months[0].Period, stickiness.Percent(1).StringFixed(1)+"%", err)
	// Output: 2026-02 50.0% <nil>
}

func ExampleActivityPeriod_ReactivationRate() {
	monthly, err := retention.NewActivity[string](kpi.Month, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for customer, months := range map[string][]time.Month{"ada": {1, 3}, "ben": {1}, "cy": {2, 3}} {
		for _, month := range months {
			if err := monthly.Add(customer, time.Date(2026, month, 9, 0, 0, 0, 0, time.UTC)); err != nil {
				fmt.Println(err)
			}
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
