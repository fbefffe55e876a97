package event

import (
	"math"
	"math/bits"
	"slices"
	"time"

	"github.com/customerkpi/kpi/internal/timeline"
)

// plain reports whether a machine can follow customers under the rule.
func (p *plan) plain() bool {
	return p.Sequence == Ordered && p.Count == Customers && p.Stop == Never && p.optional == 0 && p.Grace == 0
}

// A machine follows customers under a plain rule, as long as their events each match
// one step at a time of its own. By such an event only an attempt at the step before
// can go on, which takes a few instructions: a tenth of the time of [walk.ordered].
// The machine works in memory that is lent to it: a cell of the stream lends its own,
// the columns and a reader of journeys lend theirs to one customer after the other.
// Customers with other events have a walk.
type machine struct {
	steps  int
	first  bool
	window uint64 // in nanoseconds; without limit no difference is above it
}

func newMachine(p *plan) machine {
	m := machine{steps: p.steps, first: p.Entry == First, window: math.MaxUint64}
	if limit, ok := p.Window.Limit(); ok {
		m.window = uint64(limit)
	}
	return m
}

// nanos are nanoseconds since a time that all instants of a customer have in common.
// In two words, because an int64 would make a place in the table of cells, and a row
// that waits for its cell, 8 bytes larger.
type nanos [2]uint32

func nanosOf(ns int64) nanos { return nanos{uint32(ns), uint32(ns >> 32)} }

func (n nanos) int() int64 { return int64(n[0]) | int64(n[1])<<32 }

// since returns how long n is after start: a difference has 64 bits without a sign.
func (n nanos) since(start nanos) uint64 { return uint64(n.int() - start.int()) }

// A stand is how far a customer has got, as in a walk. The times belong to it: those
// of the best attempt and then, with Best, of the slots. Before the last step the best
// attempt has one time less than there are steps; behind it there are no slots. With
// First there is one attempt, which is the best one.
type stand struct {
	level uint8
	live  uint32
}

// room returns the number of times of a customer.
func (m *machine) room() int {
	if m.first || m.steps == 1 {
		return m.steps
	}
	return m.steps - 1 + m.steps*(m.steps-1)/2
}

// slot returns the times of slot i, before the last step.
func (m *machine) slot(times []nanos, i int) []nanos {
	if m.first {
		return times[:i]
	}
	return times[m.steps-1+i*(i-1)/2:][:i]
}

// take goes on by an event of a step, later than those before.
func (m *machine) take(s stand, times []nanos, step int, at nanos) stand {
	if step > 1 {
		return m.advance(s, times, step, at)
	}
	if int(s.level) == m.steps || m.first && s.level > 0 {
		return s
	}
	if m.steps > 1 {
		m.slot(times, 1)[0] = at
		s.live |= 1
	}
	if s.level == 0 {
		s.level, times[0] = 1, at
	}
	return s
}

// advance takes the attempt in the slot before a step, if any, to the step.
func (m *machine) advance(s stand, times []nanos, step int, at nanos) stand {
	if s.live&bit(step-1) == 0 {
		return s
	}
	s.live &^= bit(step - 1)
	from := m.slot(times, step-1)
	if at.since(from[0]) > m.window {
		return s
	}
	if step == m.steps {
		copy(times, from)
		times[step-1] = at
		return stand{level: uint8(step)}
	}
	to := m.slot(times, step)
	copy(to, from)
	to[step-1] = at
	s.live |= bit(step)
	if step > int(s.level) {
		s.level = uint8(step)
		copy(times, to)
	}
	return s
}

// done reports whether no event can change the stand any more.
func (m *machine) done(s stand) bool {
	return int(s.level) == m.steps || m.first && s.level > 0 && s.live == 0
}

// lastStart returns when the latest of the attempts began that may go on.
func (m *machine) lastStart(s stand, times []nanos) (start nanos, ok bool) {
	for live := s.live; live != 0; live &= live - 1 {
		if from := m.slot(times, bits.TrailingZeros32(live)+1)[0]; !ok || start.int() < from.int() {
			start, ok = from, true
		}
	}
	return start, ok
}

// follow makes w the walk of a customer by all their events, sorted. It is false if the
// machine does not know one of them.
func (m *machine) follow(p *plan, rows []record, times []nanos, w *walk) bool {
	var s stand
	var last nanos
	for i, r := range rows {
		at, near := nanosAt(r.at)
		again := i > 0 && rows[i-1].at == r.at
		switch {
		case !near || r.excludes != 0 || r.steps&(r.steps-1) != 0 || again && rows[i-1].steps != r.steps:
			return false
		case !again && !m.done(s):
			s = m.take(s, times, bits.Len32(r.steps), at)
		}
		last = at
	}
	m.walk(p, s, times, last, w)
	return true
}

// walk makes w the walk of a stand, in the memory of w.
func (m *machine) walk(p *plan, s stand, times []nanos, last nanos, w *walk) {
	*w = walk{
		last: last.instant(), begun: true, level: int(s.level), live: s.live,
		best: w.best[:0], served: upTo(int(s.level)), times: w.times[:0],
	}
	for _, at := range times[:s.level] {
		w.best = append(w.best, at.instant())
	}
	for i := 1; i < p.steps; i++ {
		if !w.has(i) {
			continue
		}
		to := w.slot(p, i)
		for n, at := range m.slot(times, i) {
			to[n] = at.instant()
		}
	}
}

// count counts a customer who has entered.
func (m *machine) count(s stand, times []nanos, o Outcome, t *tally) {
	t.unit(m.steps, o)
	for i, at := range times[:s.level] {
		t.reached[i]++
		if i > 0 {
			t.waits[i].addShort(time.Duration(at.since(times[i-1])))
		}
	}
	if o == Converted && m.steps > 1 {
		t.waits[0].addShort(time.Duration(times[m.steps-1].since(times[0])))
	}
}

// A cell is the journey of a customer in order under a plain rule of few steps, for
// the machine: a third of the memory, without pointers and in the place of the
// customer in the table, which is one miss of the cache per event instead of four. A
// customer with an event that the machine does not know moves on to a journey. A cell
// does not keep when the event before the latest one was.
type cell struct {
	last    nanos // of the latest event, since 1970
	times   [cellTimes]nanos
	pending uint8 // the step of the event that waits, 0 for none
	level   uint8 // or movedOn, and times[0] is the place of the journey
	live    uint8
	begun   bool
}

// movedOn is the level of a cell whose customer has a journey.
const movedOn = math.MaxUint8

// cellTimes has room for the best attempt and the slots of three steps, 2 + 1 + 2,
// or for the first attempt of five.
const cellTimes = 5

// small reports whether a cell has room for the steps.
func (p *plan) small() bool {
	if !p.plain() {
		return false
	}
	m := newMachine(p)
	return m.room() <= cellTimes
}

// nanosAt returns an instant in nanoseconds since 1970, if they fit.
func nanosAt(i timeline.Instant) (nanos, bool) {
	const limit = math.MaxInt64/int64(time.Second) - 1
	return nanosOf(i.Sec*int64(time.Second) + int64(i.Nano)), -limit <= i.Sec && i.Sec <= limit
}

// instant returns the instant of n since 1970.
func (n nanos) instant() timeline.Instant {
	return timeline.Instant{}.Add(timeline.Span(time.Duration(n.int())))
}

// A cellEvent is a record of few steps near 1970, in 12 bytes: as many of them wait
// for their cells as there are customers.
type cellEvent struct {
	at              nanos
	steps, excludes uint16
}

// cellEvent returns the event of a record under a small plan, if there is one.
func (r record) cellEvent() (cellEvent, bool) {
	at, ok := nanosAt(r.at)
	return cellEvent{at, uint16(r.steps), uint16(r.excludes)}, ok
}

func (e cellEvent) record() record {
	return record{e.at.instant(), uint32(e.steps), uint32(e.excludes)}
}

func (c *cell) moved() bool { return c.level == movedOn }

// isNew reports whether there was no event.
func (c *cell) isNew() bool { return c.pending == 0 && !c.begun }

// holds reports whether the cell can hold an event.
func (c *cell) holds(e cellEvent) bool {
	single := e.excludes == 0 && e.steps != 0 && e.steps&(e.steps-1) == 0
	return single && !c.moved() && (c.pending == 0 || e.at != c.last)
}

// add adds an event that the cell can hold.
func (c *cell) add(m *machine, e cellEvent) {
	if c.pending != 0 {
		c.take(m)
	}
	c.last, c.pending = e.at, uint8(bits.Len16(e.steps))
}

// take takes the event that waits.
func (c *cell) take(m *machine) {
	s := m.take(stand{c.level, uint32(c.live)}, c.times[:], int(c.pending), c.last)
	c.level, c.live = s.level, uint8(s.live)
	c.begun, c.pending = true, 0
}

// close takes what waits before a time, and forgets attempts whose window is over by
// then.
func (c *cell) close(p *plan, m *machine, before timeline.Instant) {
	if c.moved() {
		return
	}
	if c.pending != 0 && c.last.instant().Before(before) {
		c.take(m)
	}
	for i := 1; i < m.steps; i++ {
		if c.live&uint8(bit(i)) != 0 && p.over(m.slot(c.times[:], i)[0].instant(), before) {
			c.live &^= uint8(bit(i))
		}
	}
}

// inflate makes j what the cell stands for, in the memory of j.
func (c *cell) inflate(p *plan, m *machine, j *journey) {
	j.single, j.more = false, j.more[:0]
	if c.pending != 0 {
		j.push(record{at: c.last.instant(), steps: bit(int(c.pending))})
	}
	if c.begun {
		m.walk(p, stand{c.level, uint32(c.live)}, c.times[:], c.last, &j.walk)
	} else {
		j.walk = walk{best: j.walk.best[:0], times: j.walk.times[:0]}
	}
}

// cellOf returns the cell that stands for a journey. It is false if there is none.
func cellOf(p *plan, m *machine, j *journey) (c cell, ok bool) {
	w, rows := &j.walk, j.waiting()
	if len(rows) > 1 || w.stopped || w.tainted || w.furthest != 0 || w.level == p.steps && w.live != 0 {
		return cell{}, false
	}
	if w.begun && !c.hold(p, m, w) {
		return cell{}, false
	}
	for _, r := range rows {
		e, ok := r.cellEvent()
		if !ok || !c.holds(e) {
			return cell{}, false
		}
		c.last, c.pending = e.at, uint8(bits.Len16(e.steps))
	}
	return c, true
}

// hold makes a cell what a walk is. It is false if it cannot.
func (c *cell) hold(p *plan, m *machine, w *walk) bool {
	c.begun, c.level, c.live = true, uint8(w.level), uint8(w.live)
	last, near := nanosAt(w.last)
	c.last = last
	fill := func(to []nanos, from []timeline.Instant) {
		for i, at := range from {
			ns, ok := nanosAt(at)
			to[i], near = ns, near && ok
		}
	}
	fill(c.times[:], w.best)
	for i := 1; i < p.steps; i++ {
		if !w.has(i) {
			continue
		}
		if m.first && (i != w.level || !slices.Equal(w.slot(p, i), w.best)) {
			return false
		}
		fill(m.slot(c.times[:], i), w.slot(p, i))
	}
	return near
}
