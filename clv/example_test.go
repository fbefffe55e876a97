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
	if err := errors.Join(
		year.AddMinor("Ada", 19_99, 2),
		year.AddMinor("Ada", 40_01, 2),
		year.AddMinor("Ben", 30_00, 2),
	); err != nil {
		fmt.Println(err)
	}
	r := year.Result()
	basket, err := r.PerOrder()
	if err != nil {
		fmt.Println(err)
		return
	}
	frequency, err := r.Frequency()
	if err != nil {
		fmt.Println(err)
		return
	}
	value, err := r.Lifetime(kpi.ValueOf(big.NewRat(4, 1))) // customers stay 4 years
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("basket", basket)
	fmt.Println("orders per customer and year", frequency)
	fmt.Println("lifetime value", value)
	// Output:
	// basket 30
	// orders per customer and year 1.5
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
	value, err := clv.WithMargin(spend, frequency, years, decimal.New(30, -2))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(value)
	// Output: 324
}

func ExampleDiscounted() {
	retention, err := kpi.NewRate(80, 100)
	if err != nil {
		fmt.Println(err)
		return
	}
	value, err := clv.Discounted(decimal.New(100, 0), retention, decimal.New(10, -2))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f\n", value) // 100 · 0.8 / (1 + 0.1 - 0.8)
	// Output: 266.67
}

func ExampleAverageBasket() {
	basket, err := clv.AverageBasket(decimal.New(98, 0), 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(basket)
	// Output: 24.5
}

func ExampleBasket() {
	var orders clv.Basket
	if err := errors.Join(
		orders.Add(decimal.New(1999, -2)),
		orders.AddMinor(40_01, 2),
		orders.AddN(decimal.New(19, 0), 2),
	); err != nil {
		fmt.Println(err)
	}
	basket, err := orders.Result().PerOrder()
	if err != nil {
		fmt.Println(err)
		return
	}
	sure, err := basket.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(orders.Result())
	fmt.Println("95% interval", sure)
	// Output:
	// 24.50 per order (98.00 in 4 orders)
	// 95% interval 8.03..40.97 (95%)
}

// A refund lowers the revenue, and is not an order.
func ExampleBasket_Add_refund() {
	var orders clv.Basket
	if err := errors.Join(
		orders.AddN(decimal.New(30, 0), 4),
		orders.Add(decimal.New(-30, 0)),
	); err != nil {
		fmt.Println(err)
	}
	r := orders.Result()
	fmt.Println(r)
	fmt.Println(r.Refunds, "refund of", r.Refunded)
	// Output:
	// 22.50 per order (90.00 in 4 orders)
	// 1 refund of 30
}

func ExampleBasket_Merge() {
	var web, store clv.Basket
	if err := errors.Join(
		web.AddMinorSlice([]int64{10_00, 20_00}, 2),
		store.AddMinorSlice([]int64{60_00}, 2),
	); err != nil {
		fmt.Println(err)
	}
	if err := web.Merge(&store); err != nil {
		fmt.Println(err)
	}
	fmt.Println(web.Result())
	// Output: 30.00 per order (90.00 in 3 orders)
}

func ExampleBasket_MarshalBinary() {
	var a, b clv.Basket
	if err := a.AddMinorSlice([]int64{10_00, 20_00}, 2); err != nil {
		fmt.Println(err)
	}
	state, err := a.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
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
			if err := errors.Join(orders.AddMinor(customer, v, 0), basket.AddMinor(v, 0)); err != nil {
				fmt.Println(err)
			}
		}
	}
	byCustomer, err := orders.Result().PerOrder()
	if err != nil {
		fmt.Println(err)
		return
	}
	byOrder, err := basket.Result().PerOrder()
	if err != nil {
		fmt.Println(err)
		return
	}
	i, err := byCustomer.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	j, err := byOrder.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f per order, %.0f to %.0f over %d customers\n", byCustomer, i.Low, i.High, byCustomer.N())
	fmt.Printf("%.2f per order, %.0f to %.0f over %d orders, as if all were of different customers\n", byOrder, j.Low, j.High, byOrder.N())
	// Output:
	// 70.50 per order, 7 to 134 over 4 customers
	// 70.50 per order, 47 to 94 over 10 orders, as if all were of different customers
}

// Most customers of April are those of March, each at their own level.
func ExampleSpend_PerOrder() {
	monthly, err := kpi.NewSeries(kpi.Month, nil, new(clv.Spend[string]))
	if err != nil {
		fmt.Println(err)
		return
	}
	for customer, amounts := range map[string][2]int64{"Ada": {90, 96}, "Ben": {20, 22}, "Cleo": {35, 38}, "Dan": {50, 57}, "Eve": {12, 14}} {
		for i, v := range amounts {
			month := time.Date(2026, time.March+time.Month(i), 5, 0, 0, 0, 0, time.UTC)
			if err := monthly.Update(month, func(a *clv.Spend[string]) error { return a.AddMinor(customer, v, 0) }); err != nil {
				fmt.Println(err)
			}
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
		if err := errors.Join(march.AddMinor(customer, amounts[0], 0), april.AddMinor(customer, amounts[1], 0)); err != nil {
			fmt.Println(err)
		}
	}
	if err := april.AddMinor("Eve", 30, 0); err != nil {
		fmt.Println(err)
	}
	before, err := march.PerCustomer()
	if err != nil {
		fmt.Println(err)
		return
	}
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
	if err != nil {
		fmt.Println(err)
		return
	}
	share, err := gifts.Result().Rate()
	if err != nil {
		fmt.Println(err)
		return
	}
	perOrder, err := lines.Result().Ratio()
	if err != nil {
		fmt.Println(err)
		return
	}
	i, err := share.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(share, i, perOrder, err)
	// Output: 60.71% 15.51%..92.86% (95%) 7 <nil>
}

func ExampleSpend() {
	var orders clv.Spend[int]
	if err := errors.Join(
		orders.Add(17, decimal.New(1999, -2)),
		orders.AddMinorSlice([]int{17, 4}, []int64{40_01, 30_00}, 2),
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(orders.Result())
	// Output: 45.00 per customer (90.00 in 3 orders of 2 customers)
}

func ExampleLoyalty() {
	day := func(n int) time.Time { return time.Date(2026, time.March, n, 0, 0, 0, 0, time.UTC) }
	var orders clv.Loyalty[string]
	if err := errors.Join(
		orders.Add("Ada", clv.Order{Time: day(9), Amount: decimal.New(50, 0)}),
		orders.Add("Ada", clv.Order{Time: day(2), Amount: decimal.New(10, 0)}), // the first, though added later
		orders.Add("Ben", clv.Order{Time: day(5), Amount: decimal.New(30, 0)}),
	); err != nil {
		fmt.Println(err)
	}
	r := orders.Result()
	reached, err := r.Reaches(decimal.NewFromInt(clv.TargetMultiple))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r)
	fmt.Println("target reached:", reached)
	// Output:
	// 2.50 times the first basket (20.00 in 2 first orders, 50.00 in 1 later)
	// target reached: false
}

func ExampleAcquisition() {
	var march clv.Acquisition
	if err := errors.Join(
		march.AddSpend(decimal.New(1500, 0)),
		march.AddSpendMinor(500_00, 2),
		march.AddCustomers(50),
	); err != nil {
		fmt.Println(err)
	}
	r := march.Result()
	times, err := r.ValueToCost(kpi.ValueOf(big.NewRat(120, 1)))
	if err != nil {
		fmt.Println(err)
		return
	}
	months, err := r.Payback(decimal.New(8, 0))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r)
	fmt.Println("CLV:CAC", times)
	fmt.Println("paid back after", months, "months")
	// Output:
	// 40.00 per customer (2000.00 for 50 customers)
	// CLV:CAC 3
	// paid back after 5 months
}

func ExampleAcquisitionCost() {
	cost, err := clv.AcquisitionCost(decimal.New(2000, 0), 50)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(cost)
	// Output: 40
}

func ExampleValueToCost() {
	value, err := clv.WithMargin(decimal.New(40, 0), decimal.New(6, 0), decimal.New(45, -1), decimal.New(30, -2))
	if err != nil {
		fmt.Println(err)
		return
	}
	cost, err := clv.AcquisitionCost(decimal.New(2000, 0), 50)
	if err != nil {
		fmt.Println(err)
		return
	}
	times, err := clv.ValueToCost(value, cost)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(times)
	// Output: 8.1
}

func ExamplePayback() {
	cost, err := clv.AcquisitionCost(decimal.New(2000, 0), 50)
	if err != nil {
		fmt.Println(err)
		return
	}
	months, err := clv.Payback(cost, decimal.New(8, 0))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(months)
	// Output: 5
}

func ExampleReturn() {
	var programme clv.Return
	if err := errors.Join(
		programme.AddCost(decimal.New(2000, 0)),
		programme.AddGain(decimal.New(1800, 0)),
		programme.AddGainMinor(700_00, 2),
	); err != nil {
		fmt.Println(err)
	}
	fmt.Println(programme.Result())
	// Output: 25.0% (2500.00 gained for 2000.00)
}

func ExampleROI() {
	ratio, err := clv.ROI(decimal.New(2500, 0), decimal.New(2000, 0))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(ratio.Percent(1).StringFixed(1) + "%")
	// Output: 25.0%
}
