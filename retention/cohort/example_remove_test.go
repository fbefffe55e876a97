package cohort_test

import (
	"errors"
	"fmt"
	"sync"

	"github.com/customerkpi/kpi/retention/cohort"
)

// Two goroutines with customers of their own, and then one state.
func ExampleAccumulator_Sibling() {
	var all cohort.Accumulator[int]
	parts := []*cohort.Accumulator[int]{all.Sibling(), all.Sibling()}
	var wait sync.WaitGroup
	for i, part := range parts {
		wait.Go(func() {
			for customer := i; customer < 1000; customer += 2 {
				if err := part.Add(customer, on(1, 9)); err != nil {
					fmt.Println(err)
				}
			}
		})
	}
	wait.Wait()
	for _, part := range parts {
		if err := all.Absorb(part); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(all.Result().N(), "customers")
	// Output: 1000 customers
}

// Absorb is Merge, and empties the other.
func ExampleAccumulator_Absorb() {
	var all cohort.Accumulator[string]
	part := all.Sibling()
	err := errors.Join(part.Add("ada", on(1, 9)), all.Add("ben", on(1, 9)), all.Absorb(part))
	fmt.Println(all.Result().N(), part.Result().N(), err)
	// Output: 2 0 <nil>
}
