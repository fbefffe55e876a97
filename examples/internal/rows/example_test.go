package rows_test

import (
	"fmt"
	"strings"

	"github.com/customerkpi/kpi/examples/internal/rows"
)

func ExampleOrders() {
	const file = `Invoice No,Customer ID,Date,Qty,Unit Price,Country
A1,c7,2025-03-01,2,12.50,France
A2,c7,2025-03-02,two,12.50,France
A3,,2025-03-02,-1,12.50,Belgium
`
	r, err := rows.Orders(strings.NewReader(file), "orders.csv", rows.Options{By: "country"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for o, err := range r.All() {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(o.Order, o.Time.Format("2006-01-02"), o.Quantity, o.Amount.StringFixed(2), o.Segment)
	}
	// Output:
	// A1 2025-03-01 2 25.00 France
	// orders.csv:3: column Qty: "two": not a whole number
	// A3 2025-03-02 -1 -12.50 Belgium
}

func ExampleHeaderError() {
	_, err := rows.Visits(strings.NewReader("when,who,step\n"), "visits.csv", rows.Options{})
	fmt.Println(err)
	// Output:
	// visits.csv: no column time (or date, timestamp, created_at) in the header: when, who, step
}
