package clv_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgnbd"
)

// april returns a day of April 2026.
func april(day int) time.Time { return time.Date(2026, 4, day, 0, 0, 0, 0, time.UTC) }

func ExampleAcquisitionResult_Cost() {
	campaigns := clv.AcquisitionResult{Spend: kpi.ValueOf(big.NewRat(2000, 1)), Customers: 50}
	cost, err := campaigns.Cost()
	fmt.Println(cost, err)
	// Output: 40 <nil>
}

// 40 per customer, who brings 16 per month.
func ExampleAcquisitionResult_Payback() {
	campaigns := clv.AcquisitionResult{Spend: kpi.ValueOf(big.NewRat(2000, 1)), Customers: 50}
	months, err := campaigns.Payback(decimal.NewFromInt(16))
	fmt.Println(months, err)
	_, err = campaigns.Payback(decimal.Decimal{})
	fmt.Println(err)
	// Output:
	// 2.5 <nil>
	// clv: payback undefined: margin per period is 0
}

func ExampleAcquisitionResult_ValueToCost() {
	campaigns := clv.AcquisitionResult{Spend: kpi.ValueOf(big.NewRat(2000, 1)), Customers: 50}
	times, err := campaigns.ValueToCost(kpi.ValueOf(big.NewRat(120, 1)))
	fmt.Println(times, err)
	// Output: 3 <nil>
}

func ExampleAcquisition_AddCustomers() {
	var campaigns clv.Acquisition
	err := errors.Join(campaigns.AddCustomers(30), campaigns.AddCustomers(20))
	fmt.Println(campaigns.Result().Customers, err)
	// Output: 50 <nil>
}

// A credit note is negative.
func ExampleAcquisition_AddSpend() {
	var campaigns clv.Acquisition
	err := errors.Join(campaigns.AddSpend(decimal.New(2100_00, -2)), campaigns.AddSpend(decimal.New(-100_00, -2)))
	fmt.Println(campaigns.Result().Spend, err)
	// Output: 2000 <nil>
}

func ExampleAcquisition_AddSpendMinor() {
	var campaigns clv.Acquisition
	err := campaigns.AddSpendMinor(199_99, 2)
	fmt.Println(campaigns.Result().Spend, err)
	// Output: 199.99 <nil>
}

func ExampleAcquisition_Result() {
	var campaigns clv.Acquisition
	err := errors.Join(campaigns.AddSpend(decimal.NewFromInt(2000)), campaigns.AddCustomers(50))
	fmt.Println(campaigns.Result(), err)
	// Output: 40.00 per customer (2000.00 for 50 customers) <nil>
}

func ExampleBasketResult_PerOrder() {
	var orders clv.Basket
	err := orders.AddMinorSlice([]int64{19_99, 40_01, 30_00, 8_00}, 2)
	basket, err2 := orders.Result().PerOrder()
	fmt.Println(basket, errors.Join(err, err2))
	// Output: 24.5 <nil>
}

func ExampleBasket_Add() {
	var orders clv.Basket
	err := errors.Join(orders.Add(decimal.New(19_99, -2)), orders.Add(decimal.New(40_01, -2)))
	fmt.Println(orders.Result(), err)
	// Output: 30.00 per order (60.00 in 2 orders) <nil>
}

// Cents have 2 digits.
func ExampleBasket_AddMinor() {
	var orders clv.Basket
	err := errors.Join(orders.AddMinor(19_99, 2), orders.AddMinor(30_00, 2))
	fmt.Println(orders.Result(), err)
	// Output: 25.00 per order (49.99 in 2 orders) <nil>
}

func ExampleBasket_AddMinorSlice() {
	var orders clv.Basket
	err := orders.AddMinorSlice([]int64{19_99, 40_01, -5_00}, 2) // the last is a refund
	fmt.Println(orders.Result(), err)
	// Output: 27.50 per order (55.00 in 2 orders) <nil>
}

// Three orders of the same amount.
func ExampleBasket_AddN() {
	var orders clv.Basket
	err := orders.AddN(decimal.New(9_90, -2), 3)
	fmt.Println(orders.Result(), err)
	// Output: 9.90 per order (29.70 in 3 orders) <nil>
}

func ExampleBasket_Result() {
	var orders clv.Basket
	err := orders.AddMinor(19_99, 2)
	fmt.Println(orders.Result().Orders, orders.Result().Revenue, err)
	// Output: 1 19.99 <nil>
}

// Of two models of the same customers, the one with the lower AIC.
func ExampleFit_AIC() {
	twoParameters := clv.Fit{Params: make([]clv.Param, 2), LogLikelihood: -1000}
	threeParameters := clv.Fit{Params: make([]clv.Param, 3), LogLikelihood: -999.5}
	fmt.Println(twoParameters.AIC(), threeParameters.AIC())
	// Output: 2004 2005
}

// How sure is a forecast? A customer's expected orders come from the fit, and so does
// their interval.
func ExampleFit_Interval() {
	shop := bgnbd.Params{R: 0.5, Alpha: 4, A: 0.8, B: 2.4}
	customers, err := shop.Simulate(1, 2000, 52)
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := bgnbd.Fit(context.Background(), customers, bgnbd.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	c := clv.Customer{Frequency: 3, Recency: 40, T: 52}
	orders := func(p []float64) (float64, error) {
		return bgnbd.Params{R: p[0], Alpha: p[1], A: p[2], B: p[3]}.ConditionalExpected(c, 26)
	}
	interval, err := m.Fit.Interval(0.95, orders)
	fmt.Printf("%.2f to %.2f orders in half a year, %v\n", interval.Low, interval.High, err)
	// Output: 0.97 to 1.06 orders in half a year, <nil>
}

func ExampleForecast_Decimal() {
	fmt.Println(clv.Forecast(36.2749).Decimal(2).StringFixed(2))
	// Output: 36.27
}

// Two orders of one day are one: a basket in two parts is not a customer who came back.
func ExampleHistory_Add() {
	var orders clv.History[string]
	err := errors.Join(
		orders.Add("ada", april(1), decimal.NewFromInt(20)),
		orders.Add("ada", april(1).Add(time.Hour), decimal.NewFromInt(5)),
		orders.Add("ada", april(15), decimal.NewFromInt(30)),
	)
	rows, err2 := orders.Customers(clv.Summary{})
	fmt.Println(rows[0].Frequency, "repeat order, in week", rows[0].Recency, errors.Join(err, err2))
	// Output: 1 repeat order, in week 2 <nil>
}

func ExampleHistory_AddMinor() {
	var orders clv.History[string]
	err := orders.AddMinor("ada", april(1), 19_99, 2)
	fmt.Println(orders.Result(), err)
	// Output: 19.99 in 1 orders of 1 customers <nil>
}

// Three columns, as a file or a query has them.
func ExampleHistory_AddMinorSlice() {
	var orders clv.History[string]
	err := orders.AddMinorSlice(
		[]string{"ada", "ben", "ada"},
		[]time.Time{april(1), april(2), april(9)},
		[]int64{19_99, 5_00, 30_00}, 2,
	)
	fmt.Println(orders.Result(), err)
	// Output: 54.99 in 3 orders of 2 customers <nil>
}

// A visitor signs in and turns out to be ada.
func ExampleHistory_Alias() {
	var orders clv.History[string]
	err := errors.Join(
		orders.AddMinor("visitor-7", april(1), 19_99, 2),
		orders.AddMinor("ada", april(8), 5_00, 2),
		orders.Alias("visitor-7", "ada"),
	)
	rows, err2 := orders.Customers(clv.Summary{})
	fmt.Println(len(rows), "customer,", rows[0].Frequency, "repeat order,", errors.Join(err, err2))
	// Output: 1 customer, 1 repeat order, <nil>
}

// The last two weeks are held out, to see how good a forecast of them would have been.
func ExampleHistory_Customers() {
	var orders clv.History[string]
	err := orders.AddMinorSlice(
		[]string{"ada", "ada", "ada", "ben"},
		[]time.Time{april(1), april(8), april(27), april(3)},
		[]int64{19_99, 5_00, 30_00, 12_00}, 2,
	)
	rows, err2 := orders.Customers(clv.Summary{End: april(15), Until: april(29)})
	for _, r := range rows {
		fmt.Printf("%s: %d again, the last in week %.0f of %.2f; then %d\n", r.ID, r.Frequency, r.Recency, r.T, r.Later)
	}
	fmt.Println(errors.Join(err, err2))
	// Output:
	// ada: 1 again, the last in week 1 of 2.00; then 1
	// ben: 0 again, the last in week 0 of 1.71; then 0
	// <nil>
}

func ExampleHistory_Forget() {
	var orders clv.History[string]
	err := errors.Join(
		orders.AddMinor("ada", april(1), 19_99, 2),
		orders.AddMinor("ben", april(8), 5_00, 2),
		orders.Forget("ben"),
	)
	fmt.Println(orders.Result(), err)
	// Output: 19.99 in 1 orders of 1 customers <nil>
}

func ExampleHistory_Result() {
	var orders clv.History[string]
	err := errors.Join(orders.AddMinor("ada", april(1), 19_99, 2), orders.AddMinor("ben", april(8), 5_00, 2))
	fmt.Println(orders.Result(), err)
	// Output: 24.99 in 2 orders of 2 customers <nil>
}

// What the orders of the next twelve months are worth today, in orders, at 1% per month,
// for a customer who orders twice a month.
func ExampleHorizon_Orders() {
	year := clv.Horizon{Periods: 12, Length: 1, Rate: 0.01}
	orders, err := year.Orders(func(t float64) (float64, error) { return 2 * t, nil })
	fmt.Printf("%.2f of 24, %v\n", orders, err)
	// Output: 22.51 of 24, <nil>
}

// The same for a column of customers, by the form of a model for columns.
func ExampleHorizon_OrdersSlice() {
	p := bgnbd.Params{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426} // in weeks
	customers := []clv.Customer{{Frequency: 2, Recency: 30.43, T: 38.86}, {Frequency: 0, T: 38.86}}
	orders := make([]float64, len(customers))
	year := clv.Horizon{Periods: 12, Length: 52.0 / 12, Rate: 0.01}
	err := year.OrdersSlice(orders, customers, p.ConditionalExpectedSlice)
	fmt.Printf("%.2f %v\n", orders, err)
	// Output: [1.47 0.24] <nil>
}

func ExampleHorizon_Value() {
	year := clv.Horizon{Periods: 12, Length: 1, Rate: 0.01}
	value, err := year.Value(25, func(t float64) (float64, error) { return 2 * t, nil })
	fmt.Println(value, err)
	// Output: ~562.75 <nil>
}

func ExampleLoyaltyResult_Multiple() {
	var shop clv.Loyalty[string]
	err := errors.Join(
		shop.Add("ada", clv.Order{Time: april(1), Amount: decimal.NewFromInt(20)}),
		shop.Add("ada", clv.Order{Time: april(9), Amount: decimal.NewFromInt(30)}),
	)
	times, err2 := shop.Result().Multiple()
	fmt.Println(times, errors.Join(err, err2))
	// Output: 1.5 <nil>
}

func ExampleLoyaltyResult_Reaches() {
	var shop clv.Loyalty[string]
	err := errors.Join(
		shop.Add("ada", clv.Order{Time: april(1), Amount: decimal.NewFromInt(20)}),
		shop.Add("ada", clv.Order{Time: april(9), Amount: decimal.NewFromInt(30)}),
	)
	reached, err2 := shop.Result().Reaches(decimal.New(14, -1))
	fmt.Println(reached, errors.Join(err, err2))
	// Output: true <nil>
}

func ExampleLoyaltyResult_Revenue() {
	var shop clv.Loyalty[string]
	err := errors.Join(
		shop.Add("ada", clv.Order{Time: april(1), Amount: decimal.NewFromInt(20)}),
		shop.Add("ada", clv.Order{Time: april(9), Amount: decimal.NewFromInt(-5)}), // a refund
	)
	fmt.Println(shop.Result().Revenue(), err)
	// Output: 15 <nil>
}

// In any order: the first order is the earliest one.
func ExampleLoyalty_Add() {
	var shop clv.Loyalty[string]
	err := errors.Join(
		shop.Add("ada", clv.Order{Time: april(9), Amount: decimal.NewFromInt(30)}),
		shop.Add("ada", clv.Order{Time: april(1), Amount: decimal.NewFromInt(20)}),
	)
	fmt.Println(shop.Result(), err)
	// Output: 1.50 times the first basket (20.00 in 1 first orders, 30.00 in 1 later) <nil>
}

func ExampleLoyalty_AddSlice() {
	var shop clv.Loyalty[string]
	err := shop.AddSlice([]string{"ada", "ada"}, []clv.Order{
		{Time: april(9), Amount: decimal.NewFromInt(30)},
		{Time: april(1), Amount: decimal.NewFromInt(20)},
	})
	fmt.Println(shop.Result(), err)
	// Output: 1.50 times the first basket (20.00 in 1 first orders, 30.00 in 1 later) <nil>
}

func ExampleLoyalty_Result() {
	var shop clv.Loyalty[string]
	err := shop.Add("ada", clv.Order{Time: april(1), Amount: decimal.NewFromInt(20)})
	fmt.Println(shop.Result().First.Orders, "first order,", shop.Result().Later.Orders, "later,", err)
	// Output: 1 first order, 0 later, <nil>
}

// Days of Paris: the second order is of another day there, but not in UTC.
func ExampleNewHistory() {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		fmt.Println(err)
		return
	}
	orders, err := clv.NewHistory[string](clv.MergeDays, paris)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = errors.Join(
		orders.AddMinor("ada", april(1).Add(21*time.Hour), 19_99, 2), // 23:00 in Paris
		orders.AddMinor("ada", april(1).Add(23*time.Hour), 5_00, 2),  // 01:00 of the next day
	)
	fmt.Println(orders.Result(), err)
	// Output: 24.99 in 2 orders of 1 customers <nil>
}

// Parameters are positive, and so are their intervals.
func ExampleParam_Interval() {
	p := clv.Param{Name: "r", Value: 0.243, StdErr: 0.0126}
	interval, err := p.Interval(0.95)
	fmt.Printf("%.3f to %.3f, %v\n", interval.Low, interval.High, err)
	// Output: 0.220 to 0.269, <nil>
}

func ExampleReturnResult_ROI() {
	r := clv.ReturnResult{Gain: kpi.ValueOf(big.NewRat(2500, 1)), Cost: kpi.ValueOf(big.NewRat(2000, 1))}
	roi, err := r.ROI()
	fmt.Println(roi, err)
	// Output: 0.25 <nil>
}

func ExampleReturn_AddCost() {
	var campaign clv.Return
	err := errors.Join(campaign.AddCost(decimal.NewFromInt(2000)), campaign.AddCost(decimal.NewFromInt(-500))) // a credit note
	fmt.Println(campaign.Result().Cost, err)
	// Output: 1500 <nil>
}

func ExampleReturn_AddCostMinor() {
	var campaign clv.Return
	err := campaign.AddCostMinor(199_99, 2)
	fmt.Println(campaign.Result().Cost, err)
	// Output: 199.99 <nil>
}

func ExampleReturn_AddGain() {
	var campaign clv.Return
	err := campaign.AddGain(decimal.NewFromInt(2500))
	fmt.Println(campaign.Result().Gain, err)
	// Output: 2500 <nil>
}

func ExampleReturn_AddGainMinor() {
	var campaign clv.Return
	err := campaign.AddGainMinor(250_50, 2)
	fmt.Println(campaign.Result().Gain, err)
	// Output: 250.5 <nil>
}

func ExampleReturn_Result() {
	var campaign clv.Return
	err := errors.Join(campaign.AddGain(decimal.NewFromInt(2500)), campaign.AddCost(decimal.NewFromInt(2000)))
	fmt.Println(campaign.Result(), err)
	// Output: 25.0% (2500.00 gained for 2000.00) <nil>
}

// A fit takes customers without their identities.
func ExampleRows() {
	var orders clv.History[string]
	err := orders.AddMinorSlice([]string{"ada", "ada"}, []time.Time{april(1), april(8)}, []int64{19_99, 5_00}, 2)
	rows, err2 := orders.Customers(clv.Summary{})
	customers := clv.Rows(rows)
	fmt.Println(customers[0].Frequency, customers[0].Recency, errors.Join(err, err2))
	// Output: 1 1 <nil>
}

func ExampleSpendResult_Frequency() {
	var year clv.Spend[string]
	err := year.AddMinorSlice([]string{"ada", "ada", "ben"}, []int64{19_99, 40_01, 30_00}, 2)
	frequency, err2 := year.Result().Frequency()
	fmt.Println(frequency, "orders per customer", errors.Join(err, err2))
	// Output: 1.5 orders per customer <nil>
}

// With a lifetime from a churn rate, exactly.
func ExampleSpendResult_Lifetime() {
	var month clv.Spend[string]
	err := month.AddMinorSlice([]string{"ada", "ada", "ben"}, []int64{19_99, 40_01, 30_00}, 2)
	lost, err2 := kpi.NewRate(1, 30) // per month
	months, err3 := lost.Inverse()
	value, err4 := month.Result().Lifetime(months)
	fmt.Println(value, errors.Join(err, err2, err3, err4))
	// Output: 1350 <nil>
}

func ExampleSpendResult_PerCustomer() {
	var year clv.Spend[string]
	err := year.AddMinorSlice([]string{"ada", "ada", "ben"}, []int64{19_99, 40_01, 30_00}, 2)
	spend, err2 := year.Result().PerCustomer()
	fmt.Println(spend, "of", spend.N(), "customers", errors.Join(err, err2))
	// Output: 45 of 2 customers <nil>
}

func ExampleSpend_Add() {
	var year clv.Spend[string]
	err := errors.Join(year.Add("ada", decimal.New(19_99, -2)), year.Add("ada", decimal.New(-5_00, -2))) // an order, and a refund
	fmt.Println(year.Result(), err)
	// Output: 14.99 per customer (14.99 in 1 orders of 1 customers) <nil>
}

func ExampleSpend_AddMinor() {
	var year clv.Spend[string]
	err := year.AddMinor("ada", 19_99, 2)
	fmt.Println(year.Result(), err)
	// Output: 19.99 per customer (19.99 in 1 orders of 1 customers) <nil>
}

func ExampleSpend_AddMinorSlice() {
	var year clv.Spend[string]
	err := year.AddMinorSlice([]string{"ada", "ada", "ben"}, []int64{19_99, 40_01, 30_00}, 2)
	fmt.Println(year.Result(), err)
	// Output: 45.00 per customer (90.00 in 3 orders of 2 customers) <nil>
}

// Two accounts turn out to be one customer.
func ExampleSpend_Alias() {
	var year clv.Spend[string]
	err := errors.Join(
		year.AddMinorSlice([]string{"ada", "ada@work", "ben"}, []int64{19_99, 40_01, 30_00}, 2),
		year.Alias("ada@work", "ada"),
	)
	fmt.Println(year.Result(), err)
	// Output: 45.00 per customer (90.00 in 3 orders of 2 customers) <nil>
}

func ExampleSpend_Forget() {
	var year clv.Spend[string]
	err := errors.Join(
		year.AddMinorSlice([]string{"ada", "ben"}, []int64{19_99, 30_00}, 2),
		year.Forget("ben"),
	)
	fmt.Println(year.Result(), err)
	// Output: 19.99 per customer (19.99 in 1 orders of 1 customers) <nil>
}

func ExampleSpend_Result() {
	var year clv.Spend[string]
	err := year.AddMinorSlice([]string{"ada", "ada", "ben"}, []int64{19_99, 40_01, 30_00}, 2)
	r := year.Result()
	fmt.Println(r.Customers, "customers,", r.Orders, "orders,", r.Revenue, err)
	// Output: 2 customers, 3 orders, 90 <nil>
}
