package clv_test

import (
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
)

func Example() {
	var year clv.Spend[string]
	_ = year.AddMinor("Ada", 19_99, 2)
	_ = year.AddMinor("Ada", 40_01, 2)
	_ = year.AddMinor("Ben", 30_00, 2)
	r := year.Result()
	basket, err := r.PerOrder()
	if err != nil {
		fmt.Println(err)
		return
	}
	frequency, _ := r.Frequency()
	value, _ := r.Lifetime(kpi.ValueOf(big.NewRat(4, 1))) // customers stay 4 years
	fmt.Println("basket", basket)
	fmt.Println("orders a customer and year", frequency)
	fmt.Println("lifetime value", value)
	// Output:
	// basket 30
	// orders a customer and year 1.5
	// lifetime value 180
}

func ExampleOf() {
	spend, frequency, years := decimal.New(40, 0), decimal.New(6, 0), decimal.New(45, -1)
	value, err := clv.Of(spend, frequency, years)
	fmt.Println(value, err)
	// Output: 1080 <nil>
}

func ExampleWithMargin() {
	spend, frequency, years := decimal.New(40, 0), decimal.New(6, 0), decimal.New(45, -1)
	value, _ := clv.WithMargin(spend, frequency, years, decimal.New(30, -2))
	fmt.Println(value)
	// Output: 324
}

func ExampleDiscounted() {
	retention, _ := kpi.NewRate(80, 100)
	value, _ := clv.Discounted(decimal.New(100, 0), retention, decimal.New(10, -2))
	fmt.Printf("%.2f\n", value) // 100 · 0.8 / (1 + 0.1 - 0.8)
	// Output: 266.67
}

func ExampleAverageBasket() {
	basket, _ := clv.AverageBasket(decimal.New(98, 0), 4)
	fmt.Println(basket)
	// Output: 24.5
}

func ExampleBasket() {
	var orders clv.Basket
	_ = orders.Add(decimal.New(1999, -2))
	_ = orders.AddMinor(40_01, 2)
	_ = orders.AddN(decimal.New(19, 0), 2)
	basket, err := orders.Result().PerOrder()
	if err != nil {
		fmt.Println(err)
		return
	}
	sure, _ := basket.Interval(0.95)
	fmt.Println(orders.Result())
	fmt.Println("95% interval", sure)
	// Output:
	// 24.50 per order (98.00 in 4 orders)
	// 95% interval 8.03..40.97 (95%)
}

// A refund lowers the revenue, and is not an order.
func ExampleBasket_Add_refund() {
	var orders clv.Basket
	_ = orders.AddN(decimal.New(30, 0), 4)
	_ = orders.Add(decimal.New(-30, 0))
	r := orders.Result()
	fmt.Println(r)
	fmt.Println(r.Refunds, "refund of", r.Refunded)
	// Output:
	// 22.50 per order (90.00 in 4 orders)
	// 1 refund of 30
}

func ExampleBasket_Merge() {
	var web, store clv.Basket
	_ = web.AddMinorSlice([]int64{10_00, 20_00}, 2)
	_ = store.AddMinorSlice([]int64{60_00}, 2)
	if err := web.Merge(&store); err != nil {
		fmt.Println(err)
	}
	fmt.Println(web.Result())
	// Output: 30.00 per order (90.00 in 3 orders)
}

func ExampleBasket_MarshalBinary() {
	var a, b clv.Basket
	_ = a.AddMinorSlice([]int64{10_00, 20_00}, 2)
	state, _ := a.MarshalBinary()
	fmt.Println(len(state), "bytes", b.UnmarshalBinary(state), b.Result())
	// Output: 20 bytes <nil> 15.00 per order (30.00 in 2 orders)
}

func ExampleBasket_Add_error() {
	var a clv.Basket
	err := a.Add(decimal.New(1, 1e7))
	fmt.Println(err)
	fmt.Println(errors.Is(err, kpi.ErrRange))
	_, err = a.Result().PerOrder()
	fmt.Println(err)
	// Output:
	// clv: amount exponent 10000000 outside -64..64
	// true
	// clv: average basket undefined: no order
}

// Ada orders often, and more than others. Five orders say less than five customers.
func ExampleSpendResult_PerOrder() {
	var orders clv.Spend[string]
	var basket clv.Basket
	for customer, amounts := range map[string][]int64{"Ada": {90, 95, 100, 92, 98, 94}, "Ben": {20}, "Cleo": {35, 31}, "Dan": {50}} {
		for _, v := range amounts {
			_, _ = orders.AddMinor(customer, v, 0), basket.AddMinor(v, 0)
		}
	}
	byCustomer, _ := orders.Result().PerOrder()
	byOrder, _ := basket.Result().PerOrder()
	i, _ := byCustomer.Interval(0.95)
	j, _ := byOrder.Interval(0.95)
	fmt.Printf("%.2f per order, %.0f to %.0f over %d customers\n", byCustomer, i.Low, i.High, byCustomer.N())
	fmt.Printf("%.2f per order, %.0f to %.0f over %d orders, as if all were of different customers\n", byOrder, j.Low, j.High, byOrder.N())
	// Output:
	// 70.50 per order, 7 to 134 over 4 customers
	// 70.50 per order, 47 to 94 over 10 orders, as if all were of different customers
}

// Most customers of April are those of March, each at their own level.
func ExampleSpend_PerOrder() {
	monthly, _ := kpi.NewSeries(kpi.Month, nil, new(clv.Spend[string]))
	for customer, amounts := range map[string][2]int64{"Ada": {90, 96}, "Ben": {20, 22}, "Cleo": {35, 38}, "Dan": {50, 57}, "Eve": {12, 14}} {
		for i, v := range amounts {
			month := time.Date(2026, time.March+time.Month(i), 5, 0, 0, 0, 0, time.UTC)
			_ = monthly.Update(month, func(a *clv.Spend[string]) error { return a.AddMinor(customer, v, 0) })
		}
	}
	for month, change := range kpi.Changes(monthly, (*clv.Spend[string]).PerOrder) {
		fmt.Println(month, change)
	}
	// Output:
	// 2026-03 41.4
	// 2026-04 41.4 -> 45.4: +4 (+9.7%) [+1.088, +6.912]
}

// The spend per customer of two months, as far as customers bought in them.
func ExampleSpend_PerCustomer() {
	var march, april clv.Spend[string]
	for customer, amounts := range map[string][2]int64{"Ada": {90, 96}, "Ben": {20, 22}, "Cleo": {35, 38}, "Dan": {50, 57}} {
		_, _ = march.AddMinor(customer, amounts[0], 0), april.AddMinor(customer, amounts[1], 0)
	}
	_ = april.AddMinor("Eve", 30, 0)
	before, _ := march.PerCustomer()
	after, err := april.PerCustomer()
	fmt.Println(kpi.Compare(before, after), err)
	// Output: 48.75 -> 48.6: -0.15 (-0.3%) [-19.11, +18.81] ~ need about 60000 customers each <nil>
}

// The share of order lines of one kind, and the lines per order, of customers.
func ExampleSpend_lines() {
	var gifts, lines kpi.ByCustomer[string]
	err := errors.Join(
		gifts.AddCounts("Ada", 9, 12), lines.Add("Ada", decimal.NewFromInt(12)), // of each order
		gifts.AddCounts("Ada", 7, 10), lines.Add("Ada", decimal.NewFromInt(10)),
		gifts.AddCounts("Ben", 0, 2), lines.Add("Ben", decimal.NewFromInt(2)),
		gifts.AddCounts("Cleo", 1, 4), lines.Add("Cleo", decimal.NewFromInt(4)),
	)
	share, _ := gifts.Result().Rate()
	perOrder, _ := lines.Result().Ratio()
	i, _ := share.Interval(0.95)
	fmt.Println(share, i, perOrder, err)
	// Output: 60.71% 15.51%..92.86% (95%) 7 <nil>
}

func ExampleSpend() {
	var orders clv.Spend[int]
	_ = orders.Add(17, decimal.New(1999, -2))
	_ = orders.AddMinorSlice([]int{17, 4}, []int64{40_01, 30_00}, 2)
	fmt.Println(orders.Result())
	// Output: 45.00 per customer (90.00 in 3 orders of 2 customers)
}

func ExampleLoyalty() {
	day := func(n int) time.Time { return time.Date(2026, time.March, n, 0, 0, 0, 0, time.UTC) }
	var orders clv.Loyalty[string]
	_ = orders.Add("Ada", clv.Order{Time: day(9), Amount: decimal.New(50, 0)})
	_ = orders.Add("Ada", clv.Order{Time: day(2), Amount: decimal.New(10, 0)}) // the first, though added later
	_ = orders.Add("Ben", clv.Order{Time: day(5), Amount: decimal.New(30, 0)})
	r := orders.Result()
	reached, _ := r.Reaches(decimal.NewFromInt(clv.TargetMultiple))
	fmt.Println(r)
	fmt.Println("target reached:", reached)
	// Output:
	// 2.50 times the first basket (20.00 in 2 first orders, 50.00 in 1 later)
	// target reached: false
}

func ExampleAcquisition() {
	var march clv.Acquisition
	_ = march.AddSpend(decimal.New(1500, 0))
	_ = march.AddSpendMinor(500_00, 2)
	_ = march.AddCustomers(50)
	r := march.Result()
	times, _ := r.ValueToCost(kpi.ValueOf(big.NewRat(120, 1)))
	months, _ := r.Payback(decimal.New(8, 0))
	fmt.Println(r)
	fmt.Println("CLV:CAC", times)
	fmt.Println("paid back after", months, "months")
	// Output:
	// 40.00 per customer (2000.00 for 50 customers)
	// CLV:CAC 3
	// paid back after 5 months
}

func ExampleAcquisitionCost() {
	cost, _ := clv.AcquisitionCost(decimal.New(2000, 0), 50)
	fmt.Println(cost)
	// Output: 40
}

func ExampleValueToCost() {
	value, _ := clv.WithMargin(decimal.New(40, 0), decimal.New(6, 0), decimal.New(45, -1), decimal.New(30, -2))
	cost, _ := clv.AcquisitionCost(decimal.New(2000, 0), 50)
	times, _ := clv.ValueToCost(value, cost)
	fmt.Println(times)
	// Output: 8.1
}

func ExamplePayback() {
	cost, _ := clv.AcquisitionCost(decimal.New(2000, 0), 50)
	months, _ := clv.Payback(cost, decimal.New(8, 0))
	fmt.Println(months)
	// Output: 5
}

func ExampleReturn() {
	var programme clv.Return
	_ = programme.AddCost(decimal.New(2000, 0))
	_ = programme.AddGain(decimal.New(1800, 0))
	_ = programme.AddGainMinor(700_00, 2)
	fmt.Println(programme.Result())
	// Output: 25.0% (2500.00 gained for 2000.00)
}

func ExampleROI() {
	ratio, _ := clv.ROI(decimal.New(2500, 0), decimal.New(2000, 0))
	fmt.Println(ratio.Percent(1).StringFixed(1) + "%")
	// Output: 25.0%
}
