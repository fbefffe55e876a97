package event

import (
	"iter"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/wire"
)

// A roster keeps the journeys of the customers: all of them as such or, in order
// under a plain rule of few steps, as many as it can in cells.
type roster[K kpi.Key] struct {
	compact  bool
	journeys keyed.Table[K, *journey] // pointers: a table has free places, and moves

	cells keyed.Table[K, cell] // of all customers, if compact
	moved []*journey           // of those whose cell says so
}

func (r *roster[K]) len() int { return r.journeys.Len() + r.cells.Len() }

// add adds an event of a customer. In order it is false, with the time of his
// latest event, for an event before that.
func (r *roster[K]) add(p *plan, customer K, e record, inOrder bool, t *tally) (last instant, ok bool) {
	if r.compact {
		return r.addToCell(p, r.cells.At(customer), e, t)
	}
	return addToJourney(p, r.journey(p, customer), e, inOrder, t)
}

func (r *roster[K]) addToCell(p *plan, c *cell, e record, t *tally) (last instant, ok bool) {
	at, ok := c.knows(e)
	switch {
	case !ok || c.moved:
		return addToJourney(p, r.move(p, c), e, true, t)
	case at < c.last && !c.isNew():
		return instantAt(c.last), false
	}
	c.add(p, e, at)
	return instant{}, true
}

func addToJourney(p *plan, j *journey, e record, inOrder bool, t *tally) (last instant, ok bool) {
	if last, ok := j.last(); inOrder && ok && e.at.before(last) {
		return last, false
	}
	j.add(p, e, inOrder, t)
	return instant{}, true
}

// addAll adds columns that are in order.
func (r *roster[K]) addAll(p *plan, customers []K, events []record, inOrder bool, t *tally) {
	if r.compact {
		r.cells.Each(customers, func(i int, c *cell) { r.addToCell(p, c, events[i], t) })
		return
	}
	r.journeys.Each(customers, func(i int, j **journey) {
		if *j == nil {
			*j = new(journey)
		}
		(*j).add(p, events[i], inOrder, t)
	})
}

// closeCells takes what waits before a time, and forgets what is over by then.
func (r *roster[K]) closeCells(p *plan, before instant) {
	for _, c := range r.cells.All() {
		if c.waits != 0 && instantAt(c.last).before(before) {
			c.take(p)
		}
		c.expire(p, before)
	}
}

// journey returns the journey of a customer, who may be new. If compact he has
// none but that from then on.
func (r *roster[K]) journey(p *plan, customer K) *journey {
	if r.compact {
		return r.move(p, r.cells.At(customer))
	}
	j := r.journeys.At(customer)
	if *j == nil {
		*j = new(journey)
	}
	return *j
}

// move moves a cell to a journey, if it has not yet.
func (r *roster[K]) move(p *plan, c *cell) *journey {
	if !c.moved {
		j := new(journey)
		c.inflate(p, j)
		r.keep(c, j)
	}
	return r.moved[c.place]
}

// keep makes a cell the place of a journey.
func (r *roster[K]) keep(c *cell, j *journey) {
	*c = cell{moved: true, place: int32(len(r.moved))}
	r.moved = append(r.moved, j)
}

// of returns the journey of a cell, in the memory of scratch if it has none.
func (r *roster[K]) of(p *plan, c *cell, scratch *journey) *journey {
	if c.moved {
		return r.moved[c.place]
	}
	c.inflate(p, scratch)
	return scratch
}

// get returns the journey of a customer, in the memory of scratch if he has a
// cell.
func (r *roster[K]) get(p *plan, customer K, scratch *journey) (*journey, bool) {
	if !r.compact {
		return r.journeys.Get(customer)
	}
	c, ok := r.cells.Get(customer)
	if !ok {
		return nil, false
	}
	return r.of(p, &c, scratch), true
}

// adopt gives a new customer a cell for a journey. It is false, and does nothing,
// if he is not new or that is not possible.
func (r *roster[K]) adopt(p *plan, customer K, j *journey) bool {
	if !r.compact {
		return false
	}
	if _, ok := r.cells.Get(customer); ok {
		return false
	}
	c, ok := cellOf(p, j)
	if ok {
		*r.cells.At(customer) = c
	}
	return ok
}

// all returns the customers and their journeys, in no specified order. A journey
// is only there until the next one, and not to be changed.
func (r *roster[K]) all(p *plan) iter.Seq2[K, *journey] {
	return func(yield func(K, *journey) bool) {
		var scratch journey
		for customer, c := range r.cells.All() {
			if !yield(customer, r.of(p, c, &scratch)) {
				return
			}
		}
		for customer, j := range r.journeys.All() {
			if !yield(customer, *j) {
				return
			}
		}
	}
}

// walks returns the customers and their walks with all events taken, in no
// specified order or by ascending key. Units that are finished by that are
// counted in t. A walk is only there until the next one.
func (r *roster[K]) walks(p *plan, sorted bool, t *tally) iter.Seq2[K, *walk] {
	return func(yield func(K, *walk) bool) {
		var scratch, followed journey
		for customer, c := range order(&r.cells, sorted) {
			c := *c
			if c.waits != 0 {
				c.take(p)
			}
			if !yield(customer, r.of(p, &c, &scratch).taken(p, &followed, t)) {
				return
			}
		}
		for customer, j := range order(&r.journeys, sorted) {
			if !yield(customer, (*j).taken(p, &followed, t)) {
				return
			}
		}
	}
}

func order[K kpi.Key, S any](t *keyed.Table[K, S], sorted bool) iter.Seq2[K, *S] {
	if sorted {
		return t.Sorted()
	}
	return t.All()
}

// stay returns the journeys that are kept as such, to be changed.
func (r *roster[K]) stay() iter.Seq[*journey] {
	return func(yield func(*journey) bool) {
		for _, j := range r.moved {
			if !yield(j) {
				return
			}
		}
		for _, j := range r.journeys.All() {
			if !yield(*j) {
				return
			}
		}
	}
}

func (r *roster[K]) clone() roster[K] {
	c := roster[K]{compact: r.compact, cells: r.cells.Clone(nil), journeys: r.journeys.Clone((*journey).clone)}
	for _, j := range r.moved {
		c.moved = append(c.moved, j.clone())
	}
	return c
}

func (r *roster[K]) append(p *plan, b []byte) []byte {
	if r.compact {
		var scratch journey
		return keyed.AppendTable(b, &r.cells, func(c *cell, b []byte) []byte { return r.of(p, c, &scratch).append(p, b) })
	}
	return keyed.AppendTable(b, &r.journeys, func(j **journey, b []byte) []byte { return (*j).append(p, b) })
}

func (r *roster[K]) read(p *plan, from *wire.Reader, inOrder bool) {
	if !r.compact {
		r.journeys = keyed.ReadTable[K](from, func(j **journey, from *wire.Reader) {
			*j = new(journey)
			(*j).read(p, from, inOrder)
		})
		return
	}
	r.cells = keyed.ReadTable[K](from, func(c *cell, from *wire.Reader) {
		j := new(journey)
		j.read(p, from, inOrder)
		if from.Err() != nil {
			return
		}
		var ok bool
		if *c, ok = cellOf(p, j); !ok {
			r.keep(c, j)
		}
	})
}
