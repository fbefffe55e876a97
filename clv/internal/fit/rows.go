package fit

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
)

// Distinct returns the rows sorted by frequency first, with equal ones made one
// of their added weights, and the number of customers: a likelihood takes time
// for each distinct row only, and much of it depends on the frequency alone.
// Spend is not looked at, nor LogGaps without gaps. A row that Check refuses is an error, as are
// no rows at all.
func Distinct(op string, customers []clv.Customer, gaps bool) (rows []clv.Customer, count uint64, err error) {
	if len(customers) == 0 {
		return nil, 0, &kpi.RangeError{Op: op, Name: "number of customers", Value: 0, Min: 1}
	}
	rows = slices.Clone(customers)
	for i := range rows {
		c := &rows[i]
		if err := c.Check(op); err != nil {
			return nil, 0, fmt.Errorf("input %d: %w", i, err)
		}
		c.Spend, c.Weight = 0, max(1, c.Weight)
		if !gaps {
			c.LogGaps = 0
		} else if err := checkGaps(op, c); err != nil {
			return nil, 0, fmt.Errorf("input %d: %w", i, err)
		}
		if count += c.Weight; count < c.Weight {
			return nil, 0, fmt.Errorf("%s: %w: more than 2^64-1 customers", op, kpi.ErrOverflow)
		}
	}
	return merged(rows, compare), count, nil
}

// checkGaps reports LogGaps above those of equal gaps, and what an error of their
// times may add.
func checkGaps(op string, c *clv.Customer) error {
	most, x := 0.0, float64(c.Frequency)
	if x > 0 {
		most = x*math.Log(c.Recency/x) + 1e-9*(1+x)
	}
	if c.LogGaps <= most {
		return nil
	}
	return &kpi.RangeError{Op: op, Name: "sum of the logarithms of gaps", Value: c.LogGaps, Min: "-infinity (excluded)", Max: most}
}

// BySpend sorts rows by frequency and spend, and makes equal ones one.
func BySpend(rows []clv.Customer) []clv.Customer {
	return merged(rows, func(a, b clv.Customer) int {
		return cmp.Or(cmp.Compare(a.Frequency, b.Frequency), cmp.Compare(a.Spend, b.Spend))
	})
}

// merged sorts rows, of which there is one at least, and makes those that are
// equal one of their added weights.
func merged(rows []clv.Customer, compare func(a, b clv.Customer) int) []clv.Customer {
	slices.SortFunc(rows, compare)
	n := 0
	for _, c := range rows[1:] {
		if compare(rows[n], c) == 0 {
			rows[n].Weight += c.Weight
			continue
		}
		n++
		rows[n] = c
	}
	return rows[:n+1]
}

func compare(a, b clv.Customer) int {
	return cmp.Or(
		cmp.Compare(a.Frequency, b.Frequency), cmp.Compare(a.T, b.T),
		cmp.Compare(a.Recency, b.Recency), cmp.Compare(a.LogGaps, b.LogGaps),
	)
}

// Times returns the mean time between orders, and the mean time watched.
func Times(rows []clv.Customer) (gap, watched float64) {
	orders, time, n := 0.0, 0.0, 0.0
	for _, c := range rows {
		n += c.Count()
		orders += c.Count() * (float64(c.Frequency) + 1)
		time += c.Count() * c.T
	}
	return time / orders, time / n
}
