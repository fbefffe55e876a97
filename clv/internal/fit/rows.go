package fit

import (
	"cmp"
	"fmt"
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
		}
		if count += c.Weight; count < c.Weight {
			return nil, 0, fmt.Errorf("%s: %w: more than 2^64-1 customers", op, kpi.ErrOverflow)
		}
	}
	return merged(rows, compare), count, nil
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

// many is from how many rows on the likelihood has one top, as far as was seen.
const many = 1000

// Starts returns the parameters to begin from: those of the options, if there
// are, or else the first of otherwise, or with few rows all: then the likelihood
// may have several tops, and to look for them takes no time.
func Starts(op string, o clv.Options, names []string, rows int, otherwise ...[]float64) ([][]float64, error) {
	switch {
	case o.Start == nil && rows < many:
		return otherwise, nil
	case o.Start == nil:
		return otherwise[:1], nil
	case len(o.Start) != len(names):
		return nil, &kpi.RangeError{Op: op, Name: "number of start parameters", Value: len(o.Start), Min: len(names), Max: len(names)}
	}
	for i, p := range o.Start {
		if err := Positive(op, "start "+names[i], p); err != nil {
			return nil, err
		}
	}
	return [][]float64{o.Start}, nil
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
