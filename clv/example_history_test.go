package clv_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgnbd"
	"github.com/customerkpi/kpi/clv/gammagamma"
)

// From orders to what a customer is worth: the history gives the summary that the
// models need, here of published parameters, and the horizon discounts the year
// to come by 1% a month.
func ExampleHistory() {
	var h clv.History[string]
	for _, o := range []struct {
		day    string
		amount int64 // in cents
	}{{"1997-01-01", 2933}, {"1997-01-18", 2973}, {"1997-08-02", 1496}} {
		at, err := time.Parse(time.DateOnly, o.day)
		if err != nil {
			fmt.Println(err)
			return
		}
		if err := h.Add("Ada", at, decimal.New(o.amount, -2)); err != nil {
			fmt.Println(err)
			return
		}
	}
	rows, err := h.Customers(clv.Summary{End: time.Date(1997, 9, 30, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		fmt.Println(err)
		return
	}
	ada := rows[0]
	fmt.Printf("%d repeat orders of %.3f, the last one after %.2f of %.2f weeks\n", ada.Frequency, ada.Spend, ada.Recency, ada.T)

	orders := bgnbd.Params{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426}
	spend, err := gammagamma.Params{P: 6.25, Q: 3.74, V: 15.44}.ConditionalMean(ada.Customer)
	if err != nil {
		fmt.Println(err)
		return
	}
	year := clv.Horizon{Periods: 12, Length: 4.345, Rate: 0.01}
	value, err := year.Value(spend, func(t float64) (float64, error) { return orders.ConditionalExpected(ada.Customer, t) })
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(value)
	// Output:
	// 2 repeat orders of 22.345, the last one after 30.43 of 38.86 weeks
	// ~36.29
}

// Ben came on the last day: nothing more is known yet, but the customer counts.
func ExampleUnwatched() {
	var h clv.History[string]
	if err := errors.Join(
		h.AddMinor("Ada", time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC), 10_00, 2),
		h.AddMinor("Ben", time.Date(2026, 2, 4, 0, 0, 0, 0, time.UTC), 10_00, 2),
	); err != nil {
		fmt.Println(err)
	}
	rows, err := h.Customers(clv.Summary{Unit: 24 * time.Hour})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range rows {
		fmt.Println(c.ID, "watched for", c.T, "days")
	}
	fmt.Println(clv.Unwatched(rows), "not watched")
	// Output:
	// Ada watched for 30 days
	// Ben watched for 0 days
	// 1 not watched
}
