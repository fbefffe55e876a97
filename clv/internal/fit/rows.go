package fit

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
)

// Distinct returns the rows of the customers who were watched, sorted by frequency
// first, with equal ones made one of their added weights: a likelihood takes time
// for each distinct row only, and much of it depends on the frequency alone.
// Customers with T = 0 are counted and left out. Spend is not looked at, nor LogGaps
// without gaps. A row that Customer refuses is an error, as are no rows at all, and
// with gaps, LogGaps that are not there.
func Distinct(op string, customers []clv.Customer, gaps bool) (rows []clv.Customer, n Numbers, err error) {
	rows = make([]clv.Customer, 0, len(customers))
	for i := range customers {
		c := customers[i]
		err := Customer(op, c)
		if err == nil && gaps {
			err = checkGaps(op, &c)
		}
		if err != nil {
			return nil, n, fmt.Errorf("input %d: %w", i, err)
		}
		if err := n.Count(op, c.Weight, c.T > 0); err != nil {
			return nil, n, err
		}
		if c.T == 0 {
			continue
		}
		c.Spend, c.Weight = 0, max(1, c.Weight)
		if !gaps {
			c.LogGaps = 0
		}
		rows = append(rows, c)
	}
	if len(rows) == 0 {
		return nil, n, &kpi.RangeError{Op: op, Name: "number of customers with T above 0", Value: 0, Min: 1}
	}
	if gaps {
		if err := checkPresence(op, rows); err != nil {
			return nil, n, err
		}
	}
	rows = merged(rows, compare)
	n.Rows = len(rows)
	return rows, n, nil
}

// checkGaps reports LogGaps above those of equal gaps, and what an error of their
// times may add. Of no gap and of one the sum is known.
func checkGaps(op string, c *clv.Customer) error {
	most, x := 0.0, float64(c.Frequency)
	if x > 0 {
		most = x * math.Log(c.Recency/x)
	}
	apart := 1e-9 * (1 + x)
	var least any = "-infinity (excluded)"
	switch {
	case x <= 1 && math.Abs(c.LogGaps-most) > apart:
		least = most
	case c.LogGaps <= most+apart:
		return nil
	}
	return &kpi.RangeError{Op: op, Name: "sum of the logarithms of gaps (LogGaps)", Value: c.LogGaps, Min: least, Max: most}
}

// checkPresence reports customers who all have LogGaps 0, which is a column that was
// not filled in: in one unit of time a sum may be 0 by chance, or because all gaps
// are one unit, but then the Recency is the Frequency.
func checkPresence(op string, rows []clv.Customer) error {
	missing := false
	for i := range rows {
		c := &rows[i]
		if c.LogGaps != 0 {
			return nil
		}
		missing = missing || c.Recency != float64(c.Frequency)
	}
	if !missing {
		return nil
	}
	return fmt.Errorf("%s: LogGaps %w: 0 for all customers, so the times between their orders are missing: take them from a clv.History, or fit a Regularity of 1", op, kpi.ErrRange)
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

// Weight returns the number of customers of a row, at least 1.
func Weight(c *clv.Customer) float64 { return float64(max(1, c.Weight)) }

// Times returns the mean time between orders, and the mean time watched.
func Times(rows []clv.Customer) (gap, watched float64) {
	orders, time, n := 0.0, 0.0, 0.0
	for _, c := range rows {
		w := Weight(&c)
		n += w
		orders += w * (float64(c.Frequency) + 1)
		time += w * c.T
	}
	return time / orders, time / n
}
