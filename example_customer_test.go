package kpi_test

import (
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
)

// Ada opened most of the tickets, and hers are like each other: what 14 tickets say is
// not what 14 customers would say.
func ExampleByCustomer() {
	var tickets kpi.ByCustomer[string]
	err := errors.Join(
		tickets.AddCounts("Ada", 8, 8), // resolved, of so many
		tickets.AddCounts("Ben", 1, 3),
		tickets.AddHit("Cleo", true), // or one by one
		tickets.AddHit("Dan", false),
		tickets.AddHit("Eve", false),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	resolved, err := tickets.Result().Rate()
	if err != nil {
		fmt.Println(err)
		return
	}
	i, err := resolved.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	byRow, err := kpi.NewRate(10, 14)
	if err != nil {
		fmt.Println(err)
		return
	}
	j, err := byRow.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(resolved, "of", resolved.N(), "customers:", i, err)
	fmt.Println("as if each ticket were of another customer:", j)
	fmt.Printf("like %.1f customers with as many tickets each\n", resolved.EffectiveN())
	// Output:
	// 71.43% of 5 customers: 18.63%..96.47% (95%) <nil>
	// as if each ticket were of another customer: 45.35%..88.28% (95%)
	// like 2.6 customers with as many tickets each
}

func ExampleByCustomer_Merge() {
	var monday, tuesday kpi.ByCustomer[string]
	err := errors.Join(
		monday.AddSums("Ada", decimal.New(4050, -2), decimal.NewFromInt(3)), // money, pieces
		monday.AddSums("Ben", decimal.New(1200, -2), decimal.NewFromInt(1)),
		tuesday.AddSums("Ada", decimal.New(2000, -2), decimal.NewFromInt(1)),
		monday.Merge(&tuesday),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	perPiece, err := monday.Result().Ratio()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f per piece, of %d customers, %v\n", perPiece, perPiece.N(), err)
	// Output: 14.50 per piece, of 2 customers, <nil>
}

func ExampleByCustomer_UnmarshalBinary() {
	var a, b kpi.ByCustomer[string]
	if err := a.AddHit("Ada", true); err != nil {
		fmt.Println(err)
	}
	state, err := a.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(b.UnmarshalBinary(state), b.Result().N)
	fmt.Println(b.UnmarshalBinary(state[:7]))
	// Output:
	// <nil> 1
	// kpi: by customer: corrupt encoding: 3 elements in 1 bytes
}

// Who answered several times counts once in the error of the score.
func ExampleClusters_Net() {
	var answers kpi.ByCustomer[int] // promoters are 1, detractors -1
	for customer, scores := range [][]int64{{1, 1, 1, 1}, {-1, -1, 0}, {1}, {0, 1}, {1, 1, 0}, {0}, {1, 0, 0}, {1, 1}, {-1}, {1}} {
		for _, s := range scores {
			if err := answers.Add(customer, decimal.NewFromInt(s)); err != nil {
				fmt.Println(err)
			}
		}
	}
	nps, err := answers.Result().Net()
	if err != nil {
		fmt.Println(err)
		return
	}
	i, err := nps.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("NPS %.1f of %d customers, %.0f to %.0f, %v\n", nps, nps.N(), i.Low, i.High, err)
	// Output: NPS 42.9 of 10 customers, -9 to 95, <nil>
}

// The sums may come from a database.
func ExampleClusters_Rate() {
	v := func(x int64) kpi.Value { return kpi.ValueOf(big.NewRat(x, 1)) }
	sums := kpi.Clusters{N: 400, Numerator: v(900), Denominator: v(2500), NumeratorSquares: v(7_000), Products: v(13_000), DenominatorSquares: v(30_000)}
	share, err := sums.Rate()
	if err != nil {
		fmt.Println(err)
		return
	}
	se, err := share.StandardError()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v ± %.1f points, %v\n", share, 100*se, err)
	_, err = kpi.Clusters{}.Rate()
	fmt.Println(err)
	// Output:
	// 36.00% ± 1.6 points, <nil>
	// kpi: clustered figure undefined: denominator is 0
}

// All four customers spent more in May. That they spend differently is no reason to
// doubt it: they are the same in both months.
func ExamplePanel() {
	monthly, err := kpi.NewSeries(kpi.Month, nil, new(kpi.ByCustomer[string]))
	if err != nil {
		fmt.Println(err)
		return
	}
	add := func(month time.Month, customer string, amount int64) {
		at := time.Date(2026, month, 9, 0, 0, 0, 0, time.UTC)
		if err := monthly.Update(at, func(a *kpi.ByCustomer[string]) error { return a.Add(customer, decimal.NewFromInt(amount)) }); err != nil {
			fmt.Println(err)
		}
	}
	for customer, amounts := range map[string][2]int64{"Ada": {20, 23}, "Ben": {80, 84}, "Cleo": {45, 47}, "Dan": {35, 38}} {
		add(time.April, customer, amounts[0])
		add(time.May, customer, amounts[1])
	}
	perOrder := (*kpi.ByCustomer[string]).Ratio
	for month, change := range kpi.Changes(monthly, perOrder) {
		fmt.Println(month, change)
	}
	withoutCustomers := func(a *kpi.ByCustomer[string]) (kpi.Clustered, error) { return a.Result().Ratio() }
	for month, change := range kpi.Changes(monthly, withoutCustomers) {
		fmt.Println(month, change)
	}
	// Output:
	// 2026-04 45
	// 2026-05 45 -> 48: +3 (+6.7%) [+1.701, +4.299]
	// 2026-04 45
	// 2026-05 45 -> 48: +3 (+6.7%) [-41.52, +47.52] ~ need about 1200 customers each
}

// The customers of both months are the same, and all paid more per order in May: that they
// spend differently is no reason to doubt it.
func ExampleExplain_customers() {
	type row struct {
		customer, shop string
		money, orders  int64
	}
	spend := func(rows ...row) *kpi.Groups[string, *kpi.ByCustomer[string]] {
		var g kpi.Groups[string, *kpi.ByCustomer[string]]
		for _, r := range rows {
			if err := g.Update(r.shop, func(a *kpi.ByCustomer[string]) error {
				return a.AddSums(r.customer, decimal.NewFromInt(r.money), decimal.NewFromInt(r.orders))
			}); err != nil {
				fmt.Println(err)
			}
		}
		return &g
	}
	april := spend(row{"Ada", "store", 40, 2}, row{"Ben", "store", 80, 1}, row{"Cleo", "store", 90, 2}, row{"Dan", "web", 20, 1}, row{"Eve", "web", 75, 3})
	may := spend(row{"Ada", "store", 46, 2}, row{"Ben", "store", 83, 1}, row{"Cleo", "store", 96, 2}, row{"Dan", "web", 23, 1}, row{"Eve", "web", 86, 3})

	why, err := kpi.Explain(april.All(), may.All(), (*kpi.ByCustomer[string]).Ratio)
	fmt.Println(why.Change, "of the same customers,", err)
	withoutCustomers := func(a *kpi.ByCustomer[string]) (kpi.Clustered, error) { return a.Result().Ratio() }
	why, err = kpi.Explain(april.All(), may.All(), withoutCustomers)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(why.Change, "as if they were others")
	// Output:
	// +3.222 [+2.653, +3.791] of the same customers, <nil>
	// +3.222 [-28.74, +35.19] ~ as if they were others
}

// The figure of a share keeps what it is of.
func ExampleClustered_Numerator() {
	var tickets kpi.ByCustomer[string]
	if err := errors.Join(tickets.AddCounts("Ada", 8, 8), tickets.AddCounts("Ben", 1, 3)); err != nil {
		fmt.Println(err)
	}
	resolved, err := tickets.Result().Rate()
	fmt.Println(resolved, "is", resolved.Numerator(), "of", resolved.Denominator(), err)
	// Output: 81.82% is 9 of 11 <nil>
}

// Orders without a login are each of a customer of their own.
func ExampleByCustomer_AddUnknown() {
	var orders kpi.ByCustomer[string]
	one := decimal.NewFromInt(1)
	err := errors.Join(
		orders.Add("Ada", decimal.NewFromInt(40)),
		orders.Add("Ada", decimal.NewFromInt(50)),
		orders.AddUnknown(decimal.NewFromInt(25), one),
		orders.AddUnknown(decimal.NewFromInt(70), one),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	basket, err := orders.Result().Ratio()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f of %d customers, %v\n", basket, basket.N(), err)
	// Output: 46.25 of 3 customers, <nil>
}
