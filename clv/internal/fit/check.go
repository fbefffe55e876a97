package fit

import (
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
)

// Parameters, times and rates are far within these, and sums, products and
// quotients of two of them are finite.
const minParam, maxParam = 1e-100, 1e100

// Positive reports a parameter that is not a positive number of that size.
func Positive(op, name string, p float64) error {
	if p >= minParam && p <= maxParam {
		return nil
	}
	return &kpi.RangeError{Op: op, Name: name, Value: p, Min: minParam, Max: maxParam}
}

// Time reports a time that is negative, too long or no number.
func Time(op string, t float64) error { return nonNegative(op, "time", t) }

// Rate reports a discount rate that is negative, too high or no number.
func Rate(op string, rate float64) error { return nonNegative(op, "discount rate", rate) }

func nonNegative(op, name string, v float64) error {
	if v >= 0 && v <= maxParam {
		return nil
	}
	return &kpi.RangeError{Op: op, Name: name, Value: v, Min: 0, Max: maxParam}
}

// Count reports a number of orders that is too large.
func Count(op string, n uint64) error {
	if n <= clv.MaxFrequency {
		return nil
	}
	return &kpi.RangeError{Op: op, Name: "number of orders", Value: n, Min: 0, Max: uint64(clv.MaxFrequency)}
}

// Columns reports a result of another length than that of customers, or the
// first of them that Check refuses.
func Columns(op string, dst []float64, customers []clv.Customer) error {
	if n := len(customers); len(dst) != n {
		return &kpi.RangeError{Op: op, Name: "length of the result", Value: len(dst), Min: n, Max: n}
	}
	for i := range customers {
		if c := &customers[i]; !sound(c) {
			if err := c.Check(op); err != nil {
				return fmt.Errorf("input %d: %w", i, err)
			}
		}
	}
	return nil
}

// sound reports what Check does not refuse. It is inlined, and takes a quarter of
// the time, which is a tenth of that of a column.
func sound(c *clv.Customer) bool {
	return (c.T == 0 || c.T >= minParam && c.T <= maxParam) && c.Recency >= 0 && c.Recency <= c.T &&
		(c.Frequency == 0) == (c.Recency == 0) && (c.Recency == 0 || c.Recency >= minParam) && c.Frequency <= clv.MaxFrequency && c.LogGaps-c.LogGaps == 0
}
