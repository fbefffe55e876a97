package guide_test

import (
	"fmt"
	"log"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/churn"
	"github.com/customerkpi/kpi/churn/revenue"
	"github.com/customerkpi/kpi/clv"
)

// Subscriptions start, grow, shrink and end; what each customer pays from a day on is
// all that the movements of revenue need.
func Example_page4Money() {
	var plans revenue.Changes[string] // by month, in UTC
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		customer string
		from     time.Time
		cents    int64 // per month; 0 is a cancellation
	}{
		{"Ada", day(1, 5), 2900},
		{"Ben", day(1, 20), 9900},
		{"Cleo", day(2, 3), 2900},
		{"Ada", day(2, 14), 4900},
		{"Ben", day(3, 1), 0},
	} {
		if err := plans.AddMinor(c.customer, c.from, c.cents, 2); err != nil {
			log.Fatal(err)
		}
	}
	for _, m := range plans.Result().NonEmpty {
		fmt.Println(m.Period, m.Movements)
	}

	// How many customers left, of those who were there, and how long one stays at that rate.
	lost, err := churn.Rate(40, 1000)
	if err != nil {
		log.Fatal(err)
	}
	lifetime, err := churn.Lifetime(lost)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("churn %v, so a customer stays %s months\n", lost, lifetime.Decimal(1).StringFixed(1))

	// What a customer is worth: spend per order, orders per month, number of months.
	value, err := clv.Of(decimal.New(2550, -2), decimal.NewFromInt(2), lifetime.Decimal(1))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("a customer is worth", value.Decimal(2).StringFixed(2))
	// Output:
	// 2026-01 0 + 128 new + 0 expansion + 0 reactivation - 0 contraction - 0 churn
	// 2026-02 128 + 29 new + 20 expansion + 0 reactivation - 0 contraction - 0 churn
	// 2026-03 177 + 0 new + 0 expansion + 0 reactivation - 0 contraction - 99 churn
	// churn 4.00% (40 of 1000), so a customer stays 25.0 months
	// a customer is worth 1275.00
}
