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
	// clv: out of range: orders to take out that were not added
}
