package gammagamma_test

import (
	"errors"
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/gammagamma"
)

// Two orders of 22.35 each on average: what will the next ones be worth? All
// customers' are worth 35.22.
func Example() {
	p := gammagamma.Params{P: 6.25, Q: 3.74, V: 15.44}
	all, err := p.Mean()
	if err != nil {
		fmt.Println(err)
		return
	}
	own, err := p.ConditionalMean(clv.Customer{Frequency: 2, Spend: 22.35})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("all %.2f, theirs %.2f\n", all, own)
	// Output: all 35.22, theirs 24.66
}

// There is no mean where the tail is too heavy: an error, not a negative amount.
func ExampleParams_Mean() {
	_, err := gammagamma.Params{P: 6, Q: 0.9, V: 15}.Mean()
	fmt.Println(err, errors.Is(err, kpi.ErrUndefined))
	// Output: gammagamma: mean amount undefined: q = 0.9 has no finite mean, only one above 1 true
}
