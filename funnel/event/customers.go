package event

import (
	"fmt"
	"iter"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/timeline"
	"github.com/customerkpi/kpi/internal/wire"
)

// customers keep the journey of each customer: all of them as such or, in order
// under a plain rule of few steps, as many as they can in cells.
type customers[K kpi.Key] struct {
	plan     plan
	machine  machine
	inOrder  bool
	finished tally // entries or sessions

	journeys keyed.Table[K, *journey] // pointers: a table has free places, and moves

	compact bool
	cells   keyed.Table[K, cell] // of all customers, if compact
	moved   []*journey           // of those whose cell says so
	lent    []bool               // of a view: which of moved are those of who is viewed
	free    []int                // places in moved that nobody has any more

	// The latest event that does not matter to the rule, of each customer with one: it
	// makes no difference to the customer, but the data reach up to it.
	idle keyed.Table[K, moment]

	// How events are added that waited: as values, so that none is made per event.
	addToCell    func(*cell, cellEvent)
	addToJourney func(**journey, record)
}

func newCustomers[K kpi.Key](p plan, inOrder bool) *customers[K] {
	c := &customers[K]{plan: p, machine: newMachine(&p), inOrder: inOrder}
	c.compact = c.forgets()
	c.addToCell = func(to *cell, e cellEvent) { c.toCell(to, e) }
	c.addToJourney = func(to **journey, e record) { c.toJourney(journeyAt(to), e) }
	return c
}

// journeyAt returns a journey, which may be new.
func journeyAt(j **journey) *journey {
	if *j == nil {
		*j = new(journey)
	}
	return *j
}

// forgets reports whether the time of the events taken is not kept where others
// wait: cells have no room for it.
func (c *customers[K]) forgets() bool { return c.inOrder && c.plan.small() }

func (c *customers[K]) len() int { return c.journeys.Len() + c.cells.Len() }

// later adds an event, now or later: one that cannot be refused.
func (c *customers[K]) later(customer K, r record) {
	if !c.compact {
		keyed.Later(&c.journeys, customer, r, c.addToJourney)
	} else if e, ok := r.cellEvent(); ok {
		keyed.Later(&c.cells, customer, e, c.addToCell)
	} else {
		c.add(customer, r)
	}
}

// flush adds the events that wait. It is for those who add more; those who read have
// [customers.read].
func (c *customers[K]) flush() {
	c.cells.Flush()
	c.journeys.Flush()
	c.idle.Flush()
}

// add adds an event of a customer. In order it is false, with the time of their
// latest event, for an event before that.
func (c *customers[K]) add(customer K, r record) (last timeline.Instant, ok bool) {
	if !c.compact {
		return c.toJourney(journeyAt(c.journeys.At(customer)), r)
	}
	to := c.cells.At(customer)
	if e, ok := r.cellEvent(); ok {
		return c.toCell(to, e)
	}
	return c.toJourney(c.move(to), r)
}

func (c *customers[K]) toCell(to *cell, e cellEvent) (last timeline.Instant, ok bool) {
	switch {
	case !to.holds(e):
		return c.toJourney(c.move(to), e.record())
	case e.at.int() < to.last.int() && !to.isNew():
		return to.last.instant(), false
	}
	to.add(&c.machine, e)
	return timeline.Instant{}, true
}

func (c *customers[K]) toJourney(to *journey, r record) (last timeline.Instant, ok bool) {
	if last, ok := to.last(); c.inOrder && ok && r.at.Before(last) {
		return last, false
	}
	to.add(&c.plan, r, c.inOrder, &c.finished)
	return timeline.Instant{}, true
}

// addIdle notes an event that does not matter.
func (c *customers[K]) addIdle(customer K, at timeline.Instant) {
	keyed.Later(&c.idle, customer, at, (*moment).advance)
}

// addAll adds columns, whose order is that of the customers.
func (c *customers[K]) addAll(keys []K, records []record) {
	if !c.compact {
		keyed.Each(&c.journeys, keys, records, c.addToJourney)
		return
	}
	keyed.Each(&c.cells, keys, records, func(to *cell, r record) {
		if e, ok := r.cellEvent(); ok {
			c.toCell(to, e)
		} else {
			c.toJourney(c.move(to), r)
		}
	})
}

// move moves a cell to a journey, if it has not yet. A view makes a journey its own that
// it is about to change.
func (c *customers[K]) move(from *cell) *journey {
	if !from.moved() {
		j := new(journey)
		from.inflate(&c.plan, &c.machine, j)
		c.keep(from, j)
	}
	at := from.times[0].int()
	if c.lent != nil && int(at) < len(c.lent) && c.lent[at] {
		c.moved[at], c.lent[at] = c.moved[at].clone(), false
	}
	return c.moved[at]
}

// keep makes a cell the place of a journey.
func (c *customers[K]) keep(place *cell, j *journey) {
	at := len(c.moved)
	if n := len(c.free) - 1; n >= 0 {
		at, c.free = c.free[n], c.free[:n]
		c.moved[at] = j
	} else {
		c.moved = append(c.moved, j)
	}
	*place = cell{level: movedOn}
	place.times[0] = nanosOf(int64(at))
}

// of returns the journey of a cell, in the memory of scratch if it has none.
func (c *customers[K]) of(from *cell, scratch *journey) *journey {
	if from.moved() {
		return c.moved[from.times[0].int()]
	}
	from.inflate(&c.plan, &c.machine, scratch)
	return scratch
}

// get returns the journey of a customer, in the memory of scratch if they have a
// cell.
func (c *customers[K]) get(customer K, scratch *journey) (*journey, bool) {
	if !c.compact {
		return c.journeys.Get(customer)
	}
	from, ok := c.cells.Get(customer)
	if !ok {
		return nil, false
	}
	return c.of(&from, scratch), true
}

// read returns the customers for a reader, with the events added that wait: c itself
// if there are none. Otherwise it copies what those that wait touch. Nothing in c
// changes, so that any number of readers may read at once. What read returns is valid
// until the next event is added.
func (c *customers[K]) read() *customers[K] {
	if !c.cells.Waits() && !c.journeys.Waits() && !c.idle.Waits() {
		return c
	}
	own := c.view()
	own.cells = *keyed.Read(&c.cells, nil, own.addToCell)
	own.journeys = *keyed.Read(&c.journeys, (*journey).clone, own.addToJourney)
	own.idle = *c.readIdle()
	return own
}

// readIdle is read for the latest events that do not matter.
func (c *customers[K]) readIdle() *keyed.Table[K, moment] {
	return keyed.Read(&c.idle, nil, (*moment).advance)
}

// view returns what takes events for a reader: all but the tables.
func (c *customers[K]) view() *customers[K] {
	own := newCustomers[K](c.plan, c.inOrder)
	own.compact, own.finished = c.compact, c.finished.clone()
	own.moved, own.lent = slices.Clone(c.moved), slices.Repeat([]bool{true}, len(c.moved))
	return own
}

// all returns the customers and their journeys, in no specified order. A journey
// is only there until the next one, and not to be changed.
func (c *customers[K]) all() iter.Seq2[K, *journey] {
	return func(yield func(K, *journey) bool) {
		var scratch journey
		for customer, from := range c.cells.All() {
			if !yield(customer, c.of(from, &scratch)) {
				return
			}
		}
		for customer, j := range c.journeys.All() {
			if !yield(customer, *j) {
				return
			}
		}
	}
}

// walks returns the customers and their walks with all events taken, those that wait
// too, in no specified order or by ascending key. When they are all taken, the units
// that are finished are in t. A walk is only there until the next one.
func (c *customers[K]) walks(ascending bool, t *tally) iter.Seq2[K, *walk] {
	own := c
	if ascending {
		own = c.read()
	} else if c.cells.Waits() || c.journeys.Waits() {
		own = c.view()
	}
	cells, journeys := own.cells.Sorted(), own.journeys.Sorted()
	if !ascending {
		cells = keyed.ReadAll(&c.cells, nil, own.addToCell)
		journeys = keyed.ReadAll(&c.journeys, (*journey).clone, own.addToJourney)
	}
	return func(yield func(K, *walk) bool) {
		var scratch, followed journey
		times := make([]nanos, c.machine.room())
		for customer, from := range cells {
			from := *from
			if from.pending != 0 {
				from.take(&c.machine)
			}
			if !yield(customer, own.of(&from, &scratch).taken(&c.plan, &followed, t)) {
				return
			}
		}
		for customer, j := range journeys {
			if !yield(customer, own.taken(*j, &followed, times, t)) {
				return
			}
		}
		t.merge(&own.finished)
	}
}

// taken returns the walk of a journey with all events taken, in the memory of scratch
// if any wait: by the machine, in times, if it can.
func (c *customers[K]) taken(j, scratch *journey, times []nanos, t *tally) *walk {
	if c.plan.plain() && !j.walk.begun {
		scratch.single, scratch.more = false, append(scratch.more[:0], j.waiting()...)
		sortRecords(scratch.more)
		if c.machine.follow(&c.plan, scratch.more, times, &scratch.walk) {
			return &scratch.walk
		}
	}
	return j.taken(&c.plan, scratch, t)
}

// settle takes what no event to come can precede. A rule with grace keeps all events.
func (c *customers[K]) settle(closed moment) {
	if c.plan.Grace > 0 {
		return
	}
	c.flush()
	for _, j := range c.moved {
		if j == nil {
			continue
		}
		j.settle(&c.plan, c.inOrder, closed, &c.finished)
	}
	for _, j := range c.journeys.All() {
		(*j).settle(&c.plan, c.inOrder, closed, &c.finished)
	}
	if !closed.ok {
		return
	}
	for _, place := range c.cells.All() {
		place.close(&c.plan, &c.machine, closed.at)
	}
}

// merge adds the journeys of o, which may be c.
func (c *customers[K]) merge(o *customers[K]) error {
	c.flush()
	from := o.read() // after that, for o may be c
	if c.finished.overflows(&from.finished) {
		return figure.Overflow("event", "entries")
	}
	var scratch journey
	for customer, theirs := range from.all() {
		if j, ok := c.get(customer, &scratch); ok && !j.follows(theirs, c.forgets()) && !theirs.follows(j, c.forgets()) {
			return fmt.Errorf("event: %w funnels: the events of customer %v overlap", kpi.ErrIncompatible, customer)
		}
	}
	c.finished.merge(&from.finished)
	c.idle.Merge(&from.idle, (*moment).include)
	for customer, theirs := range from.all() {
		if !c.compact {
			journeyAt(c.journeys.At(customer)).join(theirs)
			continue
		}
		place := c.cells.At(customer)
		if place.isNew() && !place.moved() {
			if fits, ok := cellOf(&c.plan, &c.machine, theirs); ok {
				*place = fits
				continue
			}
		}
		c.move(place).join(theirs)
	}
	return nil
}

func (c *customers[K]) clone() *customers[K] {
	if c == nil {
		return nil
	}
	from := c.read()
	to := newCustomers[K](c.plan, c.inOrder)
	to.finished = from.finished.clone()
	to.journeys = from.journeys.Clone((*journey).clone)
	to.cells = from.cells.Clone(nil)
	to.idle = from.idle.Clone(nil)
	to.free = slices.Clone(from.free)
	for _, j := range from.moved {
		if j != nil {
			j = j.clone()
		}
		to.moved = append(to.moved, j)
	}
	return to
}

// append appends what is finished and each customer, where no event waits.
func (c *customers[K]) append(b []byte) []byte {
	b = c.finished.append(b)
	p, forgets := &c.plan, c.forgets()
	if !c.compact {
		return keyed.AppendTable(b, &c.journeys, func(j **journey, b []byte) []byte { return (*j).append(p, b, forgets) })
	}
	var scratch journey
	return keyed.AppendTable(b, &c.cells, func(from *cell, b []byte) []byte { return c.of(from, &scratch).append(p, b, forgets) })
}

// readAll reads what append wrote into customers of whom there is none.
func (c *customers[K]) readAll(r *wire.Reader) {
	c.finished = readTally(r, c.plan.steps)
	p, forgets := &c.plan, c.forgets()
	if !c.compact {
		c.journeys = keyed.ReadTable[K](r, func(j **journey, r *wire.Reader) { *j = readJourney(p, r, c.inOrder, forgets) })
		return
	}
	c.cells = keyed.ReadTable[K](r, func(place *cell, r *wire.Reader) {
		j := readJourney(p, r, true, forgets)
		if r.Err() != nil {
			return
		}
		var ok bool
		if *place, ok = cellOf(p, &c.machine, j); !ok {
			c.keep(place, j)
		}
	})
}
