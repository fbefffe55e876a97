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
	plan     plan
	inOrder  bool
	finished tally // entries or sessions

	journeys keyed.Table[K, *journey] // pointers: a table has free places, and moves

	compact bool
	cells   keyed.Table[K, cell] // of all customers, if compact
	moved   []*journey           // of those whose cell says so

	// How events are added that wait, of many customers.
	toJourney func(*(*journey), record)
	toCell    func(*cell, cellNote)
	odd       []record // those without a note, whose step is 0 and whose time the place
}

func newRoster[K kpi.Key](p plan, inOrder bool) *roster[K] {
	r := &roster[K]{plan: p, inOrder: inOrder}
	r.compact = r.forgets()
	r.toCell, r.toJourney = r.note, r.push
	return r
}

// note adds an event that waited for a cell.
func (r *roster[K]) note(c *cell, n cellNote) {
	switch {
	case n.step == 0:
		r.addToCell(c, r.odd[n.at.int()])
	case c.holds(n):
		c.add(&r.plan, n)
	default:
		r.addToJourney(r.move(c), n.record())
	}
}

// forgets reports whether the time of the events taken is not kept where others
// wait: cells have no room for it.
func (r *roster[K]) forgets() bool { return r.inOrder && r.plan.small() }

func (r *roster[K]) len() int { return r.journeys.Len() + r.cells.Len() }

// later adds an event, now or later: one that cannot be refused.
func (r *roster[K]) later(customer K, e record) {
	if !r.compact {
		keyed.Later(&r.journeys, customer, e, r.toJourney)
		return
	}
	n, ok := e.cellNote()
	if !ok {
		n = cellNote{at: nanosOf(int64(len(r.odd)))}
		r.odd = append(r.odd, e) // before Later, which may ask for it
	}
	keyed.Later(&r.cells, customer, n, r.toCell)
	if len(r.odd) == maxOdd {
		r.flush()
	}
}

// maxOdd is the number of odd events that wait.
const maxOdd = 1 << 16

// flush adds the events that are yet to be added. It is for those who add more;
// those who read have a view.
func (r *roster[K]) flush() {
	r.cells.Flush()
	r.journeys.Flush()
	r.odd = r.odd[:0]
}

// add adds an event of a customer. In order it is false, with the time of their
// latest event, for an event before that.
func (r *roster[K]) add(customer K, e record) (last instant, ok bool) {
	if r.compact {
		return r.addToCell(r.cells.At(customer), e)
	}
	return r.addToJourney(r.journey(customer), e)
}

func (r *roster[K]) addToCell(c *cell, e record) (last instant, ok bool) {
	n, ok := e.cellNote()
	switch {
	case !ok || !c.holds(n):
		return r.addToJourney(r.move(c), e)
	case n.at.int() < c.last.int() && !c.isNew():
		return instantAt(c.last), false
	}
	c.add(&r.plan, n)
	return instant{}, true
}

func (r *roster[K]) addToJourney(j *journey, e record) (last instant, ok bool) {
	if last, ok := j.last(); r.inOrder && ok && e.at.before(last) {
		return last, false
	}
	j.add(&r.plan, e, r.inOrder, &r.finished)
	return instant{}, true
}

// addAll adds columns, whose order is that of the roster.
func (r *roster[K]) addAll(customers []K, events []record) {
	if r.compact {
		keyed.Each(&r.cells, customers, events, func(c *cell, e record) { r.addToCell(c, e) })
		return
	}
	keyed.Each(&r.journeys, customers, events, func(j **journey, e record) { r.push(j, e) })
}

// push adds an event to a journey, which may be new, in the order of the roster.
func (r *roster[K]) push(j **journey, e record) {
	if *j == nil {
		*j = new(journey)
	}
	(*j).add(&r.plan, e, r.inOrder, &r.finished)
}

// closeCells takes what waits before a time, and forgets what is over by then.
func (r *roster[K]) closeCells(before instant) {
	for _, c := range r.cells.All() {
		if c.waits != 0 && instantAt(c.last).before(before) {
			c.take(&r.plan)
		}
		c.expire(&r.plan, before)
	}
}

// journey returns the journey of a customer, who may be new. If compact they have
// none but that from then on.
func (r *roster[K]) journey(customer K) *journey {
	if r.compact {
		return r.move(r.cells.At(customer))
	}
	j := r.journeys.At(customer)
	if *j == nil {
		*j = new(journey)
	}
	return *j
}

// move moves a cell to a journey, if it has not yet.
func (r *roster[K]) move(c *cell) *journey {
	if !c.moved() {
		j := new(journey)
		c.inflate(&r.plan, j)
		r.keep(c, j)
	}
	return r.moved[c.times[0].int()]
}

// keep makes a cell the place of a journey.
func (r *roster[K]) keep(c *cell, j *journey) {
	*c = cell{level: movedOn}
	c.times[0] = nanosOf(int64(len(r.moved)))
	r.moved = append(r.moved, j)
}

// of returns the journey of a cell, in the memory of scratch if it has none.
func (r *roster[K]) of(c *cell, scratch *journey) *journey {
	if c.moved() {
		return r.moved[c.times[0].int()]
	}
	c.inflate(&r.plan, scratch)
	return scratch
}

// get returns the journey of a customer, in the memory of scratch if they have a
// cell.
func (r *roster[K]) get(customer K, scratch *journey) (*journey, bool) {
	if !r.compact {
		return r.journeys.Get(customer)
	}
	c, ok := r.cells.Get(customer)
	if !ok {
		return nil, false
	}
	return r.of(&c, scratch), true
}

// adopt gives a new customer a cell for a journey. It is false, and does nothing,
// if they are not new or that is not possible.
func (r *roster[K]) adopt(customer K, j *journey) bool {
	if !r.compact {
		return false
	}
	if _, ok := r.cells.Get(customer); ok {
		return false
	}
	c, ok := cellOf(&r.plan, j)
	if ok {
		*r.cells.At(customer) = c
	}
	return ok
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

func (r *roster[K]) read(from *wire.Reader) {
	r.finished = readTally(from, r.plan.steps)
	if !r.compact {
		r.journeys = keyed.ReadTable[K](from, func(j **journey, from *wire.Reader) {
			*j = new(journey)
			(*j).read(&r.plan, from, r.inOrder, r.forgets())
		})
		return
	}
	r.cells = keyed.ReadTable[K](from, func(c *cell, from *wire.Reader) {
		j := new(journey)
		j.read(&r.plan, from, true, r.forgets())
		if from.Err() != nil {
			return
		}
		var ok bool
		if *c, ok = cellOf(&r.plan, j); !ok {
			r.keep(c, j)
		}
	})
}
