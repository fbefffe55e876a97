package clv_test

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/clv"
)

// An order was recorded twice. One that is returned is an Add of its refund instead.
func ExampleBasket_Remove() {
	var b clv.Basket
	price := decimal.New(1999, -2)
	err := errors.Join(b.Add(price), b.Add(price), b.Add(decimal.New(500, -2)), b.Remove(price))
	fmt.Println(b.Result().Orders, "orders", b.Result().Revenue.Decimal(2).StringFixed(2), err)
	fmt.Println(b.Remove(decimal.New(7000, -2)))
	// Output:
	// 2 orders 24.99 <nil>
	// clv: out of range: orders to take out, 1 of 2, were not added
}

func ExampleAcquisition_RemoveCustomers() {
	var a clv.Acquisition
	err := errors.Join(a.AddCustomers(50), a.RemoveCustomers(2))
	fmt.Println(a.Result().Customers, err)
	fmt.Println(a.RemoveCustomers(100))
	// Output:
	// 48 <nil>
	// clv: customers won to take out 100 outside 0..48
}

func ExampleAcquisition_RemoveSpend() {
	var a clv.Acquisition
	err := errors.Join(a.AddSpend(decimal.NewFromInt(2000)), a.RemoveSpend(decimal.NewFromInt(500)))
	fmt.Println(a.Result().Spend, err)
	// Output: 1500 <nil>
}

func ExampleReturn_RemoveCost() {
	var a clv.Return
	err := errors.Join(a.AddCost(decimal.NewFromInt(2000)), a.RemoveCost(decimal.NewFromInt(500)))
	fmt.Println(a.Result().Cost, err)
	// Output: 1500 <nil>
}

func ExampleReturn_RemoveGain() {
	var a clv.Return
	err := errors.Join(a.AddGain(decimal.NewFromInt(2500)), a.RemoveGain(decimal.NewFromInt(500)))
	fmt.Println(a.Result().Gain, err)
	// Output: 2000 <nil>
}

func ExampleBasket_RemoveN() {
	var a clv.Basket
	err := errors.Join(a.AddN(decimal.NewFromInt(20), 30), a.RemoveN(decimal.NewFromInt(20), 10))
	fmt.Println(a.Result(), err)
	// Output: 20.00 per order (400.00 in 20 orders) <nil>
}

// Two accounts turn out to be one customer, whose second order is a later one.
func ExampleLoyalty_Alias() {
	var a clv.Loyalty[string]
	err := errors.Join(
		a.Add("ada", clv.Order{Time: april(1), Amount: decimal.NewFromInt(20)}),
		a.Add("ada@work", clv.Order{Time: april(9), Amount: decimal.NewFromInt(30)}),
		a.Alias("ada@work", "ada"),
	)
	fmt.Println(a.Result(), err)
	// Output: 1.50 times the first basket (20.00 in 1 first orders, 30.00 in 1 later) <nil>
}

func ExampleLoyalty_Forget() {
	var a clv.Loyalty[string]
	err := errors.Join(
		a.Add("ada", clv.Order{Time: april(1), Amount: decimal.NewFromInt(20)}),
		a.Add("ben", clv.Order{Time: april(9), Amount: decimal.NewFromInt(30)}),
		a.Forget("ben"),
	)
	fmt.Println(a.Result().First.Orders, err)
	// Output: 1 <nil>
}
