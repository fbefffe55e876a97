package paretonbd_test

import (
	"fmt"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/paretonbd"
)

// With the parameters that were published for CDNOW, in weeks: 26 repeat orders,
// the last one after 30.86 of 31 weeks.
func Example() {
	p := paretonbd.Params{R: 0.5533, Alpha: 10.5776, S: 0.6062, Beta: 11.6688}
	c := clv.Customer{Frequency: 26, Recency: 30.857, T: 31}
	alive, err := p.Alive(c)
	if err != nil {
		fmt.Println(err)
		return
	}
	later, err := p.AliveAt(c, 52)
	if err != nil {
		fmt.Println(err)
		return
	}
	orders, err := p.ConditionalExpected(c, 52)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("alive: %.3f, in a year: %.3f, orders in a year: %.2f\n", alive, later, orders)
	// Output: alive: 0.998, in a year: 0.616, orders in a year: 25.46
}
