package main

import (
	"math/big"

	"github.com/customerkpi/kpi"
)

// A cube keeps one accumulator a segment and period. Rows are added once;
// every total is a merge, which counts a customer of two months or segments
// once, as one stream would.
type cube[A kpi.Accumulator[A]] struct {
	segments *kpi.Groups[string, *kpi.Series[A]]
	none     *kpi.Series[A] // without any period
	empty    A

	// missing names the flag or column without which there is nothing to add.
	missing string

	// apart says that segment "" is not the rows without a segment but all
	// rows, where a merge of the segments would count one twice: a subscriber
	// who changes the plan leaves one segment, but not the shop.
	apart bool
}

// newCube returns a cube whose accumulators start as clones of empty.
func newCube[A kpi.Accumulator[A]](c *calendar, missing string, empty A) *cube[A] {
	series, _ := kpi.NewSeries(c.grain, c.zone, empty) // calendar.place has tried it
	segments, _ := kpi.NewGroups[string](series)       // which is empty
	made := &cube[A]{segments: segments, none: series, empty: empty, missing: missing}
	c.cubes = append(c.cubes, made)
	return made
}

// save returns the encoding of the accumulators.
func (c *cube[A]) save() ([]byte, error) { return c.segments.AppendBinary(nil) }

// load adds accumulators that were saved.
func (c *cube[A]) load(data []byte) error {
	saved, _ := kpi.NewGroups[string](c.none)
	if err := saved.UnmarshalBinary(data); err != nil {
		return err
	}
	return c.segments.Merge(saved)
}

// update lets add feed the accumulator of a row.
func (c *cube[A]) update(s spot, add func(A) error) error {
	return c.segments.Update(s.segment, func(series *kpi.Series[A]) error { return series.Update(s.time, add) })
}

// in returns the accumulator of a segment in a period, or nil if there is none.
// It is for cubes with rows apart.
func (c *cube[A]) in(segment string, p kpi.Period) (a A) {
	if s, ok := c.segments.Get(segment); ok {
		a, _ = s.Get(p.Start())
	}
	return a
}

// all returns the accumulators of all segments by period.
func (c *cube[A]) all() (*kpi.Series[A], error) {
	if c.apart {
		if all, ok := c.segments.Get(""); ok {
			return all, nil
		}
		return c.none, nil
	}
	return c.segments.Total()
}

// total returns the accumulator of all segments and periods.
func (c *cube[A]) total() (total A, err error) {
	all, err := c.all()
	if err != nil {
		return total, err
	}
	return all.Total()
}

// each calls visit for the total of the segments, and then for each segment.
func (c *cube[A]) each(visit func(segment string, s *kpi.Series[A]) error) error {
	all, err := c.all()
	if err != nil {
		return err
	}
	if err := visit("", all); err != nil {
		return err
	}
	for segment, s := range c.segments.All() {
		if segment == "" {
			continue
		}
		if err := visit(segment, s); err != nil {
			return err
		}
	}
	return nil
}

// by returns the accumulators of all places of a table.
func (c *cube[A]) by(t *table) (map[slot]A, error) {
	all := make(map[slot]A)
	return all, c.each(func(segment string, s *kpi.Series[A]) error {
		total, err := s.Total()
		if err != nil {
			return err
		}
		all[slot{segment, whole}] = total
		for _, p := range t.calendar.periods {
			if a, ok := s.Get(p.Start()); ok {
				all[slot{segment, p.Index()}] = a
			}
		}
		return nil
	})
}

// A measure is one line of a table: a figure of the results of type R.
type measure[R any] struct {
	name
	of func(R) (kpi.Figure, error)

	low, high *big.Rat // of a mean of rows, nil for none
}

// figure makes a measure of a method such as nps.Result.Score.
func figure[R any, F kpi.Figure](n name, of func(R) (F, error)) measure[R] {
	return measure[R]{name: n, of: func(r R) (kpi.Figure, error) { return of(r) }}
}

// count makes a measure of a number of things.
func count[R any](n name, of func(R) uint64) measure[R] {
	return measure[R]{name: n, of: func(r R) (kpi.Figure, error) { return countFigure(of(r)), nil }}
}

// addLines adds a line a measure to t, and fills it from the cube.
func addLines[A kpi.Accumulator[A], R any](t *table, c *cube[A], result func(A) R, measures ...measure[R]) error {
	lines := make([]*line, len(measures))
	for i, m := range measures {
		lines[i] = t.line(m.name, c.missing)
	}
	if c.missing != "" {
		return nil
	}
	put := func(s slot, a A) {
		r := result(a) // once: of identities it is a pass over the customers
		for i, m := range measures {
			lines[i].put(s)(m.of(r))
		}
	}
	return c.each(func(segment string, s *kpi.Series[A]) error {
		total, err := s.Total()
		if err != nil {
			return err
		}
		put(slot{segment, whole}, total)
		for _, p := range t.calendar.periods {
			a, ok := s.Get(p.Start())
			if !ok {
				a = c.empty
			}
			put(slot{segment, p.Index()}, a)
		}
		return nil
	})
}
