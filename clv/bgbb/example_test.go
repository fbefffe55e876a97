package bgbb_test

import (
	"fmt"

	"github.com/customerkpi/kpi/clv/bgbb"
)

// Donors with six yearly opportunities, by the parameters that were published:
// who gave four times, last in year five, will give how often in ten years?
func Example() {
	p := bgbb.Params{Alpha: 1.2035, Beta: 0.7497, Gamma: 0.6568, Delta: 2.7838}
	c := bgbb.Customer{Frequency: 4, Recency: 5, Opportunities: 6}
	next, err := p.AliveAt(c, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	gifts, err := p.ConditionalExpected(c, 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("there next year: %.2f, gifts in ten years: %.2f\n", next, gifts)
	// Output: there next year: 0.70, gifts in ten years: 3.63
}
