package event

import (
	"iter"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/keyed"
)

// A view is a roster as its readers see it: with the events added that wait. Making
// one changes nothing in the roster, so that any number of readers may do so at
// once. It is valid until the next event is added.
type view[K kpi.Key] struct {
	r        *roster[K] // without tables: what is finished, and the journeys of moved cells
	cells    *keyed.Table[K, cell]
	journeys *keyed.Table[K, *journey]
}

// view returns the roster itself if no event waits. Otherwise it copies what those
// that wait touch: the cells and the journeys of their customers, and what is
// finished.
func (r *roster[K]) view() view[K] {
	if !r.cells.Waits() && !r.journeys.Waits() {
		return view[K]{r, &r.cells, &r.journeys}
	}
	own := &roster[K]{
		plan: r.plan, inOrder: r.inOrder, compact: r.compact,
		finished: r.finished.clone(), moved: slices.Clone(r.moved), odd: r.odd,
	}
	cells := keyed.Read(&r.cells, func(c cell) cell {
		if c.moved() {
			j := &own.moved[c.times[0].int()]
			*j = (*j).clone()
		}
		return c
	}, own.note)
	return view[K]{own, cells, keyed.Read(&r.journeys, (*journey).clone, own.push)}
}

// all returns the customers and their journeys, in no specified order. A journey
// is only there until the next one, and not to be changed.
func (v view[K]) all() iter.Seq2[K, *journey] {
	return func(yield func(K, *journey) bool) {
		var scratch journey
		for customer, c := range v.cells.All() {
			if !yield(customer, v.r.of(c, &scratch)) {
				return
			}
		}
		for customer, j := range v.journeys.All() {
			if !yield(customer, *j) {
				return
			}
		}
	}
}

// walks returns the customers and their walks with all events taken, in no
// specified order or by ascending key. Units that are finished by that are
// counted in t. A walk is only there until the next one.
func (v view[K]) walks(sorted bool, t *tally) iter.Seq2[K, *walk] {
	return func(yield func(K, *walk) bool) {
		var scratch, followed journey
		for customer, c := range order(v.cells, sorted) {
			c := *c
			if c.waits != 0 {
				c.take(&v.r.plan)
			}
			if !yield(customer, v.r.of(&c, &scratch).taken(&v.r.plan, &followed, t)) {
				return
			}
		}
		for customer, j := range order(v.journeys, sorted) {
			if !yield(customer, (*j).taken(&v.r.plan, &followed, t)) {
				return
			}
		}
	}
}

func order[K kpi.Key, S any](v *keyed.Table[K, S], sorted bool) iter.Seq2[K, *S] {
	if sorted {
		return v.Sorted()
	}
	return v.All()
}

func (v view[K]) clone() *roster[K] {
	c := newRoster[K](v.r.plan, v.r.inOrder)
	c.finished = v.r.finished.clone()
	c.journeys = v.journeys.Clone((*journey).clone)
	c.cells = v.cells.Clone(nil)
	for _, j := range v.r.moved {
		c.moved = append(c.moved, j.clone())
	}
	return c
}

// append appends what is finished and each customer.
func (v view[K]) append(b []byte) []byte {
	b = v.r.finished.append(b)
	p := &v.r.plan
	if v.r.compact {
		var scratch journey
		return keyed.AppendTable(b, v.cells, func(c *cell, b []byte) []byte { return v.r.of(c, &scratch).append(p, b, v.r.forgets()) })
	}
	return keyed.AppendTable(b, v.journeys, func(j **journey, b []byte) []byte { return (*j).append(p, b, v.r.forgets()) })
}
