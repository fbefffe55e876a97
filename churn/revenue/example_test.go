package revenue_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn/revenue"
)

func Example() {
	var mrr revenue.Changes[string]
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	if err := errors.Join(
		mrr.Add("ada", day(1, 3), decimal.New(100, 0)),
		mrr.Add("ben", day(1, 9), decimal.New(60, 0)),
		mrr.Add("ada", day(2, 14), decimal.New(130, 0)), // a larger plan
		mrr.Add("ben", day(2, 20), decimal.Decimal{}),   // cancelled
	); err != nil {
		fmt.Println(err)
	}
	for month := range mrr.Result().Periods() {
		fmt.Println(month.Period, month)
		if nrr, err := month.NetRetention(); err == nil {
			fmt.Println("NRR", nrr.Percent(1).StringFixed(1)+"%")
		}
	}
	// Output:
	// 2026-01 0 + 160 new + 0 expansion + 0 reactivation - 0 contraction - 0 churn
	// 2026-02 160 + 0 new + 30 expansion + 0 reactivation - 0 contraction - 60 churn
	// NRR 81.3%
}

func ExampleBalances() {
	monthly, err := revenue.NewBalances[string](kpi.Month, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := errors.Join(
		monthly.AddMinor("ada", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), 100_00, 2),
		monthly.AddMinor("ada", time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), 80_00, 2),
	); err != nil {
		fmt.Println(err)
	}
	february, _ := monthly.Result().At(kpi.PeriodOf(time.Date(2026, 2, 9, 0, 0, 0, 0, time.UTC), kpi.Month, nil))
	gross, err := february.GrossRetention()
	fmt.Println("GRR", gross, err)
	// Output: GRR 0.8 <nil>
}

// An export with dates only: the numbers of its rows tell that ada took the smaller
// plan after the larger one.
func ExampleChanges_AddChange() {
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	var mrr revenue.Changes[string]
	for row, amount := range []int64{100, 130, 80} {
		c := revenue.Change{Time: day(1, 3), Number: int64(row), Amount: decimal.New(amount, 0)}
		if row > 0 {
			c.Time = day(2, 14)
		}
		if err := mrr.AddChange("ada", c); err != nil {
			fmt.Println(err)
		}
	}
	for month := range mrr.Result().Periods() {
		fmt.Println(month.Period, month)
	}
	// Output:
	// 2026-01 0 + 100 new + 0 expansion + 0 reactivation - 0 contraction - 0 churn
	// 2026-02 100 + 0 new + 0 expansion + 0 reactivation - 20 contraction - 0 churn
}

func ExampleChanges_Through() {
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	var basic, pro revenue.Changes[string]
	if err := errors.Join(
		basic.Add("ada", day(1, 5), decimal.New(100, 0)),
		basic.Add("ben", day(3, 6), decimal.New(10, 0)),
		pro.Add("cleo", day(1, 5), decimal.New(100, 0)), // nothing moves since
	); err != nil {
		fmt.Println(err)
	}
	march := kpi.PeriodOf(day(3, 31), kpi.Month, nil)
	for _, plan := range []*revenue.Changes[string]{&basic, &pro} {
		r, err := plan.Through(march)
		if err != nil {
			fmt.Println(err)
			return
		}
		m, _ := r.At(march)
		end, err := m.End()
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(end.Amount, "of", end.Customers, err)
	}
	// Output:
	// 110 of 2 <nil>
	// 100 of 1 <nil>
}

func ExampleBalances_Through() {
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	var monthly revenue.Balances[string]
	if err := errors.Join(
		monthly.AddMinor("ada", day(1, 1), 100_00, 2),
		monthly.AddMinor("ada", day(2, 1), 100_00, 2),
	); err != nil {
		fmt.Println(err)
	}
	r, err := monthly.Through(kpi.PeriodOf(day(3, 1), kpi.Month, nil)) // all bills of March are there
	for month := range r.Periods() {
		fmt.Println(month.Period, month.Start.Amount, "lost", month.Churn.Amount, err)
	}
	// Output:
	// 2026-01 0 lost 0 <nil>
	// 2026-02 100 lost 0 <nil>
	// 2026-03 100 lost 100 <nil>
}

func ExampleMovements() {
	start, err := revenue.NewMovement(decimal.New(100_000, 0), 1000)
	if err != nil {
		fmt.Println(err)
		return
	}
	won, err := revenue.NewMovement(decimal.New(20_000, 0), 200)
	if err != nil {
		fmt.Println(err)
		return
	}
	lost, err := revenue.NewMovement(decimal.New(5000, 0), 50)
	if err != nil {
		fmt.Println(err)
		return
	}
	m := revenue.Movements{Start: start, New: won, Churn: lost}
	quick, err := m.QuickRatio()
	if err != nil {
		fmt.Println(err)
		return
	}
	churn, err := m.CustomerChurnRate()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("quick ratio", quick, "customers lost", churn)
	_, err = revenue.Movements{}.QuickRatio()
	fmt.Println(err)
	// Output:
	// quick ratio 4 customers lost 5.00% (50 of 1000)
	// revenue: quick ratio undefined: no losses
}

func ExampleCompounded() {
	monthly, err := kpi.NewRatio(decimal.New(3, -2), decimal.New(1, 0))
	if err != nil {
		fmt.Println(err)
		return
	}
	yearly, err := revenue.Compounded(monthly, 12)
	fmt.Println(yearly.Percent(1).StringFixed(1)+"%", err)
	// Output: 30.6% <nil>
}

func ExampleBalances_Merge() {
	var a, b revenue.Balances[int]
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := errors.Join(
		a.Add(1, at, decimal.New(10, 0)),
		b.Add(2, at, decimal.New(5, 0)),
	); err != nil {
		fmt.Println(err)
	}
	err := a.Merge(&b)
	if err != nil {
		fmt.Println(err)
		return
	}
	state, err := a.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a.Result().Customers, "customers in", len(state), "bytes", err)
	// Output: 2 customers in 26 bytes <nil>
}

// A customer leaves and comes back within February: by balances nothing moves, by each
// change there is churn and reactivation.
func ExampleChanges_EachChange() {
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	monthly, err := revenue.NewChanges[string](kpi.Month, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := errors.Join(
		monthly.Add("ben", day(1, 9), decimal.New(60, 0)),
		monthly.Add("ben", day(2, 10), decimal.Decimal{}),
		monthly.Add("ben", day(2, 20), decimal.New(60, 0)),
	); err != nil {
		fmt.Println(err)
	}
	february := kpi.PeriodOf(day(2, 1), kpi.Month, nil)
	balances, _ := monthly.Result().At(february)
	each, _ := monthly.EachChange().At(february)
	fmt.Println(balances)
	fmt.Println(each)
	// Output:
	// 60 + 0 new + 0 expansion + 0 reactivation - 0 contraction - 0 churn
	// 60 + 0 new + 0 expansion + 60 reactivation - 0 contraction - 60 churn
}

func ExampleChanges_EachChangeThrough() {
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	var mrr revenue.Changes[string]
	if err := mrr.Add("ben", day(1, 9), decimal.New(60, 0)); err != nil {
		fmt.Println(err)
	}
	r, err := mrr.EachChangeThrough(kpi.PeriodOf(day(3, 1), kpi.Month, nil))
	for month := range r.Periods() {
		fmt.Println(month.Period, month.Start.Amount, err)
	}
	// Output:
	// 2026-01 0 <nil>
	// 2026-02 60 <nil>
	// 2026-03 60 <nil>
}

// The figures of a month that begins with 100,000 of a thousand customers.
func ExampleMovements_NetRetention() {
	move := func(amount int64, customers uint64) revenue.Movement {
		m, err := revenue.NewMovement(decimal.New(amount, 0), customers)
		if err != nil {
			fmt.Println(err)
		}
		return m
	}
	m := revenue.Movements{
		Start: move(100_000, 1000), New: move(20_000, 200), Expansion: move(8000, 40), Reactivation: move(1000, 10),
		Contraction: move(3000, 30), Churn: move(5000, 50),
	}
	for _, figure := range []struct {
		name string
		of   func() (kpi.Ratio, error)
	}{
		{"GRR", m.GrossRetention},
		{"NRR", m.NetRetention},
		{"NRR with reactivation", m.NetRetentionWithReactivation},
		{"gross churn", m.GrossChurn},
		{"net churn", m.NetChurn},
		{"growth", m.Growth},
	} {
		ratio, err := figure.of()
		fmt.Println(figure.name, ratio.Percent(1).StringFixed(1)+"%", err)
	}
	perAccount, err := m.PerAccount()
	fmt.Printf("ARPA %.2f %v\n", perAccount, err)
	quick, err := m.QuickRatio()
	if err != nil {
		fmt.Println(err)
		return
	}
	with, err := m.QuickRatioWithReactivation()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("quick ratio", quick, "or", with)
	// Output:
	// GRR 92.0% <nil>
	// NRR 100.0% <nil>
	// NRR with reactivation 101.0% <nil>
	// gross churn 8.0% <nil>
	// net churn -1.0% <nil>
	// growth 21.0% <nil>
	// ARPA 104.31 <nil>
	// quick ratio 3.5 or 3.625
}
