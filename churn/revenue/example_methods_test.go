package revenue_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn/revenue"
)

// march is a month of a subscription business: 100,000 of recurring revenue at its start.
func march() revenue.Movements {
	move := func(amount int64, customers uint64) revenue.Movement {
		m, err := revenue.NewMovement(decimal.NewFromInt(amount), customers)
		if err != nil {
			panic(err)
		}
		return m
	}
	return revenue.Movements{
		Start: move(100_000, 1000), New: move(20_000, 200), Expansion: move(8_000, 90), Reactivation: move(1_000, 10),
		Contraction: move(3_000, 40), Churn: move(5_000, 50),
	}
}

// first returns the first day of a month of 2026.
func first(month time.Month) time.Time { return time.Date(2026, month, 1, 0, 0, 0, 0, time.UTC) }

// Invoice lines in any order; those of one customer and month add up.
func ExampleBalances_Add() {
	var bills revenue.Balances[string]
	err := errors.Join(
		bills.Add("ada", first(2), decimal.NewFromInt(30)),
		bills.Add("ada", first(1), decimal.NewFromInt(20)),
		bills.Add("ada", first(1), decimal.NewFromInt(5)), // a second subscription
	)
	for m := range bills.Result().Periods() {
		fmt.Println(m.Period, m, err)
	}
	// Output:
	// 2026-01 0 + 25 new + 0 expansion + 0 reactivation - 0 contraction - 0 churn <nil>
	// 2026-02 25 + 0 new + 5 expansion + 0 reactivation - 0 contraction - 0 churn <nil>
}

// Cents have 2 digits.
func ExampleBalances_AddMinor() {
	var bills revenue.Balances[string]
	err := bills.AddMinor("ada", first(1), 29_90, 2)
	for m := range bills.Result().Periods() {
		fmt.Println(m.Period, m, err)
	}
	fmt.Println(bills.AddMinor("ada", first(1), -1, 2))
	// Output:
	// 2026-01 0 + 29.9 new + 0 expansion + 0 reactivation - 0 contraction - 0 churn <nil>
	// revenue: amount -1 below 0
}

// Two accounts turn out to be one customer, whose plans add up.
func ExampleBalances_Alias() {
	var bills revenue.Balances[string]
	err := errors.Join(
		bills.Add("ada", first(1), decimal.NewFromInt(20)),
		bills.Add("ada@work", first(1), decimal.NewFromInt(5)),
		bills.Alias("ada@work", "ada"),
	)
	fmt.Println(bills.Result().N(), err)
	// Output: 1 <nil>
}

// The state is that of a shop that never had the customer.
func ExampleBalances_Forget() {
	var bills revenue.Balances[string]
	err := errors.Join(
		bills.Add("ada", first(1), decimal.NewFromInt(20)),
		bills.Add("ben", first(1), decimal.NewFromInt(5)),
		bills.Forget("ben"),
	)
	fmt.Println(bills.Result().N(), err)
	// Output: 1 <nil>
}

func ExampleBalances_Result() {
	var bills revenue.Balances[string]
	err := errors.Join(
		bills.Add("ada", first(1), decimal.NewFromInt(20)),
		bills.Add("ben", first(1), decimal.NewFromInt(5)),
		bills.Add("ada", first(2), decimal.NewFromInt(25)), // no bill of ben
	)
	for m := range bills.Result().Periods() {
		fmt.Println(m.Period, m, err)
	}
	// Output:
	// 2026-01 0 + 25 new + 0 expansion + 0 reactivation - 0 contraction - 0 churn <nil>
	// 2026-02 25 + 0 new + 5 expansion + 0 reactivation - 0 contraction - 5 churn <nil>
}

// What a customer pays per month from a time on; 0 ends it.
func ExampleChanges_Add() {
	var plans revenue.Changes[string]
	err := errors.Join(
		plans.Add("ada", first(1), decimal.NewFromInt(20)),
		plans.Add("ada", first(3), decimal.NewFromInt(0)),
	)
	for m := range plans.Result().Periods() {
		fmt.Println(m.Period, m, err)
	}
	// Output:
	// 2026-01 0 + 20 new + 0 expansion + 0 reactivation - 0 contraction - 0 churn <nil>
	// 2026-02 20 + 0 new + 0 expansion + 0 reactivation - 0 contraction - 0 churn <nil>
	// 2026-03 20 + 0 new + 0 expansion + 0 reactivation - 0 contraction - 20 churn <nil>
}

func ExampleChanges_AddMinor() {
	var plans revenue.Changes[string]
	err := plans.AddMinor("ada", first(1), 29_90, 2)
	for m := range plans.Result().Periods() {
		fmt.Println(m.Period, m, err)
	}
	// Output: 2026-01 0 + 29.9 new + 0 expansion + 0 reactivation - 0 contraction - 0 churn <nil>
}

func ExampleChanges_Alias() {
	var plans revenue.Changes[string]
	err := errors.Join(
		plans.Add("trial-7", first(1), decimal.NewFromInt(20)),
		plans.Add("ada", first(2), decimal.NewFromInt(30)),
		plans.Alias("trial-7", "ada"), // so February is an upgrade, not a new customer
	)
	for m := range plans.Result().Periods() {
		fmt.Println(m.Period, m, err)
	}
	// Output:
	// 2026-01 0 + 20 new + 0 expansion + 0 reactivation - 0 contraction - 0 churn <nil>
	// 2026-02 20 + 0 new + 10 expansion + 0 reactivation - 0 contraction - 0 churn <nil>
}

func ExampleChanges_Forget() {
	var plans revenue.Changes[string]
	err := errors.Join(
		plans.Add("ada", first(1), decimal.NewFromInt(20)),
		plans.Add("ben", first(1), decimal.NewFromInt(5)),
		plans.Forget("ben"),
	)
	fmt.Println(plans.Result().N(), err)
	// Output: 1 <nil>
}

func ExampleChanges_Result() {
	var plans revenue.Changes[string]
	err := errors.Join(
		plans.Add("ada", first(1), decimal.NewFromInt(20)),
		plans.Add("ben", first(1), decimal.NewFromInt(5)),
		plans.Add("ada", first(3), decimal.NewFromInt(25)),
	)
	for m := range plans.Result().Periods() { // February too, in which nothing moved
		fmt.Println(m.Period, m, err)
	}
	// Output:
	// 2026-01 0 + 25 new + 0 expansion + 0 reactivation - 0 contraction - 0 churn <nil>
	// 2026-02 25 + 0 new + 0 expansion + 0 reactivation - 0 contraction - 0 churn <nil>
	// 2026-03 25 + 0 new + 5 expansion + 0 reactivation - 0 contraction - 0 churn <nil>
}

func ExampleMovements_CustomerChurnRate() {
	lost, err := march().CustomerChurnRate()
	fmt.Println(lost, err)
	// Output: 5.00% (50 of 1000) <nil>
}

func ExampleMovements_End() {
	end, err := march().End()
	fmt.Println(end.Amount, "of", end.Customers, "customers,", err)
	// Output: 121000 of 1160 customers, <nil>
}

// (5,000 + 3,000) / 100,000.
func ExampleMovements_GrossChurn() {
	churn, err := march().GrossChurn()
	fmt.Println(churn, err)
	// Output: 0.08 <nil>
}

// (100,000 - 5,000 - 3,000) / 100,000: what new and larger plans bring does not hide
// what was lost.
func ExampleMovements_GrossRetention() {
	grr, err := march().GrossRetention()
	fmt.Println(grr, err)
	// Output: 0.92 <nil>
}

// (121,000 - 100,000) / 100,000.
func ExampleMovements_Growth() {
	growth, err := march().Growth()
	fmt.Println(growth, err)
	// Output: 0.21 <nil>
}

// (5,000 + 3,000 - 8,000 - 1,000) / 100,000: below 0, existing customers bring more than
// they take away.
func ExampleMovements_NetChurn() {
	churn, err := march().NetChurn()
	fmt.Println(churn, err)
	// Output: -0.01 <nil>
}

func ExampleMovements_NetRetentionWithReactivation() {
	nrr, err := march().NetRetentionWithReactivation()
	fmt.Println(nrr, err)
	// Output: 1.01 <nil>
}

// 121,000 / (1000 + 200 + 10 - 50).
func ExampleMovements_PerAccount() {
	arpa, err := march().PerAccount()
	fmt.Printf("%.2f %v\n", arpa, err)
	// Output: 104.31 <nil>
}

// (20,000 + 8,000) / (5,000 + 3,000).
func ExampleMovements_QuickRatio() {
	quick, err := march().QuickRatio()
	fmt.Println(quick, err)
	// Output: 3.5 <nil>
}

func ExampleMovements_QuickRatioWithReactivation() {
	quick, err := march().QuickRatioWithReactivation()
	fmt.Println(quick, err)
	// Output: 3.625 <nil>
}

// Weeks in Paris. A location that is named differently on another machine is refused.
func ExampleNewBalances() {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		fmt.Println(err)
		return
	}
	weekly, err := revenue.NewBalances[string](kpi.Week, paris)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(weekly.Add("ada", first(1), decimal.NewFromInt(7)), weekly.Result().NonEmpty[0].Period)
	_, err = revenue.NewBalances[string](kpi.Week, time.Local)
	fmt.Println(errors.Is(err, kpi.ErrRange))
	// Output:
	// <nil> 2026-W01
	// true
}

func ExampleNewChanges() {
	yearly, err := revenue.NewChanges[string](kpi.Year, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(yearly.Add("ada", first(7), decimal.NewFromInt(240)), yearly.Result().NonEmpty[0].Period)
	// Output: <nil> 2026
}

func ExampleNewMovement() {
	m, err := revenue.NewMovement(decimal.New(29_900, -2), 10)
	fmt.Println(m.Amount, "of", m.Customers, err)
	_, err = revenue.NewMovement(decimal.NewFromInt(-5), 1)
	fmt.Println(err)
	// Output:
	// 299 of 10 <nil>
	// revenue: amount -5 below 0
}

func ExampleResult_At() {
	var plans revenue.Changes[string]
	err := plans.Add("ada", first(1), decimal.NewFromInt(20))
	january, ok := plans.Result().At(kpi.PeriodOf(first(1), kpi.Month, nil))
	fmt.Println(january, ok, err)
	_, ok = plans.Result().At(kpi.PeriodOf(first(2), kpi.Month, nil)) // see Through
	fmt.Println(ok)
	// Output:
	// 0 + 20 new + 0 expansion + 0 reactivation - 0 contraction - 0 churn true <nil>
	// false
}

func ExampleResult_N() {
	var plans revenue.Changes[string]
	err := errors.Join(
		plans.Add("ada", first(1), decimal.NewFromInt(20)),
		plans.Add("ben", first(1), decimal.NewFromInt(5)),
	)
	fmt.Println(plans.Result().N(), "customers,", err)
	// Output: 2 customers, <nil>
}

// NonEmpty has the months in which something moved; Periods those between too.
func ExampleResult_Periods() {
	var plans revenue.Changes[string]
	err := errors.Join(
		plans.Add("ada", first(1), decimal.NewFromInt(20)),
		plans.Add("ada", first(4), decimal.NewFromInt(25)),
	)
	result := plans.Result()
	for m := range result.Periods() {
		fmt.Print(m.Period, " ")
	}
	fmt.Println("and of", len(result.NonEmpty), "with movements,", err)
	// Output: 2026-01 2026-02 2026-03 2026-04 and of 2 with movements, <nil>
}
