package main

import (
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
)

// A byCustomer is a cube of rows that belong to customers: answers, tickets, order lines,
// mentions by author. Its rates, nets and means are shares and means of the rows, but
// their intervals have the customer as the unit, because the rows of one are alike.
type byCustomer[A kpi.Accumulator[A], R any] struct {
	*cube[A]
	result   func(A) R
	measures []measure[R]
	units    *cube[*sums]
}

// sums are what the rows of each customer add up to, by the key of the measure.
type sums = kpi.Groups[string, *kpi.ByCustomer[string]]

func newByCustomer[A kpi.Accumulator[A], R any](c *calendar, missing string, empty A, result func(A) R, measures ...measure[R]) *byCustomer[A, R] {
	return &byCustomer[A, R]{newCube(c, missing, empty), result, measures, newCube(c, "", new(sums))}
}

// update lets add feed the accumulator of a row. The figures of that row alone are what it
// adds to those of its customer; a row without a customer is one of its own.
func (c *byCustomer[A, R]) update(s spot, customer string, add func(A) error) error {
	if c.missing != "" {
		return nil
	}
	alone := c.empty.Clone()
	if err := add(alone); err != nil {
		return err
	}
	if err := c.cube.update(s, add); err != nil {
		return err
	}
	r := c.result(alone)
	return c.units.update(s, func(all *sums) error {
		for _, m := range c.measures {
			y, ok := ofRow(m.of(r))
			if !ok {
				continue
			}
			if err := all.Update(m.key, func(a *kpi.ByCustomer[string]) error {
				if customer == "" {
					return a.AddUnknown(y, oneRow)
				}
				return a.Add(customer, y)
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

var oneRow = decimal.New(1, 0)

// ofRow returns the figure of one row, or false if the row is not one of those that the
// figure is a share or mean of.
func ofRow(f kpi.Figure, err error) (y decimal.Decimal, ok bool) {
	if err != nil {
		return y, false
	}
	switch f := f.(type) {
	case kpi.Rate:
		return decimal.New(int64(f.Count()), 0), true
	case kpi.Net:
		return decimal.New(int64(f.Rat().Sign()), 0), true
	case kpi.Mean:
		for _, places := range []int32{2, 9, moneyPlaces} { // short numbers are fast
			if y = f.Decimal(places); y.Rat().Cmp(f.Rat()) == 0 {
				break
			}
		}
		return y, true
	}
	return y, false
}

// addLines adds a line a measure to t.
func (c *byCustomer[A, R]) addLines(t *table) error {
	if err := addLines(t, c.cube, c.result, c.measures...); err != nil || c.missing != "" {
		return err
	}
	return c.units.each(func(segment string, s *kpi.Series[*sums]) error {
		total, err := s.Total()
		if err != nil {
			return err
		}
		for at := range t.slots(segment) {
			all := total
			if at.period != whole {
				p := kpi.PeriodAt(at.period, t.calendar.grain, t.calendar.zone)
				all, _ = s.Get(p.Start())
			}
			c.refine(t, at, all)
		}
		return nil
	})
}

// refine puts figures with customers in the place of those of rows, and lets go of those
// before.
func (c *byCustomer[A, R]) refine(t *table, s slot, all *sums) {
	for _, m := range c.measures {
		l := t.find(m.key)
		if all == nil {
			l.follow(t.calendar, s)
			continue
		}
		if a, ok := all.Get(m.key); ok && l.cells[s].figure != nil {
			if figure, err := m.panel(l.cells[s].figure, a); err == nil {
				l.refine(s, figure)
			}
		}
		l.follow(t.calendar, s)
	}
}

// panel returns the figure of the rows with the customers behind it.
func (m measure[R]) panel(rows kpi.Figure, a *kpi.ByCustomer[string]) (p kpi.Panel[string], err error) {
	switch rows.(type) {
	case kpi.Rate:
		return a.Rate()
	case kpi.Net:
		return a.Net()
	}
	if p, err = a.Ratio(); err == nil {
		p.Clustered, err = p.Within(m.low, m.high)
	}
	return p, err
}

// within says where a mean of rows can lie.
func (m measure[R]) within(low, high int) measure[R] {
	m.low, m.high = big.NewRat(int64(low), 1), big.NewRat(int64(high), 1)
	return m
}

// notNegative says that a mean of rows cannot lie below 0.
func (m measure[R]) notNegative() measure[R] {
	m.low = new(big.Rat)
	return m
}
