package event

import (
	"math"
	"math/bits"
	"slices"
	"time"
)

// A cell is the journey of a customer in order under a plain rule, whose events
// each match one step at a time of its own: a third of the memory, without
// pointers and in the place of the customer in the table, which is one miss of
// the cache an event instead of four. It follows [walk.ordered]; a customer with
// an event that it does not know moves on to a journey. When the event before
// the latest one was, it forgets.
type cell struct {
	last nanos // the latest event

	// The times of the best attempt and then, with Best, of the slots. Before
	// the last step the best attempt has one time less than there are steps;
	// behind it there are no slots. The place of the journey if moved.
	times [cellTimes]nanos

	waits uint8 // the step of the event that waits, 0 for none
	level uint8 // or movedOn
	live  uint8
	begun bool
}

// movedOn is the level of a cell whose customer has a journey.
const movedOn = math.MaxUint8

func (c *cell) moved() bool { return c.level == movedOn }

// nanos are nanoseconds since 1970, in words: int64s would make a place in the
// table of cells, and a row that waits for its cell, 8 bytes larger.
type nanos [2]uint32

func nanosOf(ns int64) nanos { return nanos{uint32(ns), uint32(ns >> 32)} }

func (n nanos) int() int64 { return int64(n[0]) | int64(n[1])<<32 }

// cellTimes has room for the best attempt and the slots of three steps, 2 + 1 + 2,
// or for the first attempt of five.
const cellTimes = 5

// small reports whether a cell has room for the steps.
func (p *plan) small() bool {
	return p.plain() && (p.steps <= 3 || p.Entry == First && p.steps <= cellTimes)
}

// near returns an instant in nanoseconds since 1970, if they fit.
func (i instant) near() (int64, bool) {
	const limit = math.MaxInt64/int64(time.Second) - 1
	return i.sec*int64(time.Second) + int64(i.nsec), -limit <= i.sec && i.sec <= limit
}

// instantAt returns the instant of n.
func instantAt(n nanos) instant { return instant{}.add(span(time.Duration(n.int()))) }

// A cellNote is a record that a cell can hold, in 12 bytes: as many of them wait for
// their cells as there are customers.
type cellNote struct {
	at   nanos
	step uint32
}

// cellNote returns the note of a record, if there is one.
func (r record) cellNote() (cellNote, bool) {
	at, ok := r.at.near()
	simple := r.excludes == 0 && r.steps != 0 && r.steps&(r.steps-1) == 0
	return cellNote{nanosOf(at), uint32(bits.Len32(r.steps))}, ok && simple
}

// record returns the record of a note.
func (n cellNote) record() record {
	return record{at: instantAt(n.at), steps: bit(int(n.step))}
}

// holds reports whether the cell can hold an event.
func (c *cell) holds(n cellNote) bool { return !c.moved() && (c.waits == 0 || n.at != c.last) }

// add adds an event that the cell can hold.
func (c *cell) add(p *plan, n cellNote) {
	if c.waits != 0 {
		c.take(p)
	}
	c.last, c.waits = n.at, uint8(n.step)
}

// isNew reports whether there was no event.
func (c *cell) isNew() bool { return c.waits == 0 && !c.begun }

// take takes the event that waits.
func (c *cell) take(p *plan) {
	step, at := int(c.waits), c.last
	c.begun, c.waits = true, 0
	switch {
	case int(c.level) == p.steps:
	case p.Entry == First:
		c.takeFirst(p, step, at)
	case step > 1:
		c.advance(p, step, at)
	default:
		c.enter(p, at)
	}
}

// takeFirst goes on with the only attempt there is, in the slot of the level.
func (c *cell) takeFirst(p *plan, step int, at nanos) {
	if step != int(c.level)+1 || step > 1 && c.live == 0 {
		return
	}
	c.live = 0
	if step > 1 && p.overNear(c.times[0], at) {
		return
	}
	c.times[step-1] = at
	c.level = uint8(step)
	if step < p.steps {
		c.live = uint8(bit(step))
	}
}

// enter begins an attempt.
func (c *cell) enter(p *plan, at nanos) {
	if p.steps > 1 {
		c.slot(p, 1)[0] = at
		c.live |= 1
	}
	if c.level == 0 {
		c.level, c.times[0] = 1, at
	}
}

// advance takes the attempt in the slot before a step, if any, to the step.
func (c *cell) advance(p *plan, step int, at nanos) {
	if c.live&uint8(bit(step-1)) == 0 {
		return
	}
	c.live &^= uint8(bit(step - 1))
	from := c.slot(p, step-1)
	if p.overNear(from[0], at) {
		return
	}
	if step == p.steps {
		copy(c.times[:], from)
		c.times[step-1] = at
		c.level, c.live = uint8(step), 0
		return
	}
	to := c.slot(p, step)
	copy(to, from)
	to[step-1] = at
	c.live |= uint8(bit(step))
	if step > int(c.level) {
		c.level = uint8(step)
		copy(c.times[:], to)
	}
}

// slot returns the times of slot i, before the last step. The first attempt is
// the best one and lies in its place.
func (c *cell) slot(p *plan, i int) []nanos {
	if p.Entry == First {
		return c.times[:i]
	}
	return c.times[p.steps-1+i*(i-1)/2:][:i]
}

// overNear is over for times near 1970: a difference has 64 bits without a sign.
func (p *plan) overNear(start, at nanos) bool {
	return p.Window.limited && uint64(at.int()-start.int()) > uint64(p.Window.limit)
}

// expire forgets attempts whose window is over before a time.
func (c *cell) expire(p *plan, before instant) {
	for i := 1; i < p.steps; i++ {
		if c.live&uint8(bit(i)) != 0 && p.over(instantAt(c.slot(p, i)[0]), before) {
			c.live &^= uint8(bit(i))
		}
	}
}

// inflate makes j what the cell stands for, in the memory of j.
func (c *cell) inflate(p *plan, j *journey) {
	*j = journey{walk: walk{best: j.walk.best[:0], times: j.walk.times[:0]}, more: j.more[:0]}
	if c.waits != 0 {
		j.push(record{at: instantAt(c.last), steps: bit(int(c.waits))})
	}
	if !c.begun {
		return
	}
	w := &j.walk
	w.begun, w.last = true, instantAt(c.last)
	w.level, w.served, w.live = int(c.level), upTo(int(c.level)), uint32(c.live)
	for _, at := range c.times[:c.level] {
		w.best = append(w.best, instantAt(at))
	}
	for i := 1; i < p.steps; i++ {
		if !w.has(i) {
			continue
		}
		to := w.slot(p, i)
		for n, at := range c.slot(p, i) {
			to[n] = instantAt(at)
		}
	}
}

// cellOf returns the cell that stands for a journey. It is false if there is none.
func cellOf(p *plan, j *journey) (c cell, ok bool) {
	w, rows := &j.walk, j.waiting()
	if len(rows) > 1 || w.stopped || w.tainted || w.furthest != 0 || w.level == p.steps && w.live != 0 {
		return cell{}, false
	}
	near := true
	ns := func(at instant) nanos {
		v, ok := at.near()
		near = near && ok
		return nanosOf(v)
	}
	if w.begun {
		c.begun, c.level, c.live = true, uint8(w.level), uint8(w.live)
		c.last = ns(w.last)
		for i, at := range w.best {
			c.times[i] = ns(at)
		}
		for i := 1; i < p.steps; i++ {
			if !w.has(i) {
				continue
			}
			if p.Entry == First && (i != w.level || !slices.Equal(w.slot(p, i), w.best)) {
				return cell{}, false
			}
			for n, at := range w.slot(p, i) {
				c.slot(p, i)[n] = ns(at)
			}
		}
	}
	for _, r := range rows {
		n, ok := r.cellNote()
		near = near && ok
		c.last, c.waits = n.at, uint8(n.step)
	}
	return c, near
}
