package event

import (
	"slices"
	"time"
)

// A plan is a rule with what follows from it and the number of steps.
type plan struct {
	Rule
	steps    int
	all      Steps // the steps that there are
	behind   Steps // those that an exclusion may stand behind
	optional uint32
	window   instant // as a difference
	grace    instant
	gap      instant
}

func newPlan(r Rule, steps int) plan {
	p := plan{
		Rule: r, steps: steps, all: Steps(upTo(steps)), optional: uint32(r.Optional),
		window: span(r.Window.limit), grace: span(r.Grace), gap: span(r.Gap),
	}
	if r.Order == Ordered {
		p.behind = Steps(upTo(steps - 1))
	}
	return p
}

// over reports whether the window of an attempt that began at start is over at
// a time.
func (p *plan) over(start, at instant) bool {
	return p.Window.limited && at.later(start, p.window)
}

// matters reports whether an event makes a difference to its customer. One that
// matches nothing may come between two others.
func (p *plan) matters(r record) bool {
	return r.steps|r.excludes != 0 || p.Order == Consecutive || p.Stop == AtForeign || p.Count == Sessions
}

// A walk is how far a customer has got, as of the last group taken. With
// Entries and Sessions it is that of the latest entry or session, a unit.
//
// Attempts stand in slots, one a step: of two attempts at one step the one that
// began last can do all that the other can, so the other is forgotten. This
// makes the state bounded: it does not grow with the number of events.
type walk struct {
	last  instant // of the last group taken
	begun bool    // whether there is one

	level    int  // the furthest step reached, 0 for none
	furthest int  // that of any unit of the customer
	stopped  bool // by a Stop
	tainted  bool // an exclusion ended the best attempt, with Remove

	best   []instant // when the best attempt reached each step
	served uint32    // the steps that it did not leave out

	// Of the orders Ordered and Consecutive. Slot i has i times, from
	// times[i(i-1)/2] on; a step left out has the time of the one before it.
	live     uint32 // which slots hold an attempt
	times    []instant
	optional []uint32 // the steps served, by slot; nil without optional steps

	// Of the order Any: events that can serve, at most one a step.
	basis []record
}

// slot returns the times of slot i, whether or not it holds an attempt.
func (w *walk) slot(p *plan, i int) []instant {
	if n := i * (i + 1) / 2; n > len(w.times) {
		if w.times == nil {
			w.reserve(p)
		}
		w.times = append(w.times, make([]instant, n-len(w.times))...)
	}
	return w.times[i*(i-1)/2 : i*(i+1)/2]
}

// reserve makes room for the best attempt and the first three slots at once:
// memory by slot took four allocations a customer.
func (w *walk) reserve(p *plan) {
	const firstSlots = 1 + 2 + 3
	room := make([]instant, p.steps+firstSlots)
	w.best = append(room[:0:p.steps], w.best...)
	w.times = room[p.steps:p.steps]
}

func (w *walk) has(i int) bool { return w.live&bit(i) != 0 }

func (w *walk) start(i int) instant { return w.times[i*(i-1)/2] }

// enter puts the attempt of slot from (0: a new one) into slot to, with the
// time at for the steps between.
func (w *walk) enter(p *plan, from, to int, at instant, served uint32) {
	times := w.slot(p, to)
	n := 0
	if from > 0 {
		n = copy(times, w.slot(p, from))
	}
	for i := n; i < to; i++ {
		times[i] = at
	}
	w.live |= bit(to)
	if p.optional != 0 {
		if w.optional == nil {
			w.optional = make([]uint32, p.steps+1)
		}
		if from > 0 {
			served |= w.optional[from]
		}
		w.optional[to] = served
	}
}

// record makes the attempt in slot i the best one.
func (w *walk) record(p *plan, i int) {
	w.level, w.tainted = i, false
	w.best = append(w.best[:0], w.slot(p, i)...)
	w.served = upTo(i)
	if p.optional != 0 {
		w.served = w.optional[i]
	}
}

// take goes on by the next group.
func (w *walk) take(p *plan, g *group, t *tally) {
	if p.Count == Sessions && w.begun && g.at.later(w.last, p.gap) {
		w.finish(p, t)
	}
	w.last, w.begun = g.at, true
	if w.done(p) {
		return
	}
	switch p.Order {
	case Ordered:
		w.ordered(p, g, t)
	case Any:
		w.any(p, g)
	case Consecutive:
		w.consecutive(p, g)
	}
	if w.level == p.steps && p.Count == Entries {
		w.finish(p, t)
	} else if w.done(p) {
		w.live, w.basis = 0, w.basis[:0]
	}
}

// trim lets go of memory that holds nothing.
func (w *walk) trim() {
	if w.live == 0 && w.times != nil {
		w.best = slices.Clone(w.best) // it lies beside the times
		w.times, w.optional = nil, nil
	}
	if len(w.basis) == 0 {
		w.basis = nil
	}
}

// done reports whether no event can change the walk, or the unit, any more.
func (w *walk) done(p *plan) bool { return w.stopped || w.level == p.steps }

// expire forgets attempts whose window is over before a time that all later
// events have, and finishes the unit that is over.
func (w *walk) expire(p *plan, before instant, t *tally) {
	if p.Count == Sessions && w.begun && before.later(w.last, p.gap) {
		w.finish(p, t)
	}
	for i := 1; i <= p.steps; i++ {
		if w.has(i) && p.over(w.start(i), before) {
			w.live &^= bit(i)
			if p.Count == Entries {
				w.finish(p, t)
			}
		}
	}
	if p.Order == Any && p.Entry == Best {
		w.basis = p.within(w.basis, before)
	}
}

// finish counts the unit and begins another.
func (w *walk) finish(p *plan, t *tally) {
	t.add(p, w, w.outcome(p, nil))
	*w = walk{
		last: w.last, begun: w.begun, furthest: w.reached(),
		best: w.best[:0], times: w.times[:0], basis: w.basis[:0],
	}
}

// reached returns the furthest step of any unit that is not removed.
func (w *walk) reached() int {
	if w.tainted {
		return w.furthest
	}
	return max(w.furthest, w.level)
}

// outcome returns what became of the unit by the end of the data; a nil end
// says that the unit is over.
func (w *walk) outcome(p *plan, end *instant) Outcome {
	switch {
	case w.level == 0:
		return NotEntered
	case w.tainted:
		return Removed
	case w.level == p.steps:
		return Converted
	case end != nil && w.open(p, *end):
		return Open
	}
	return Dropped
}

// open reports whether an attempt may still go on after the end of the data.
func (w *walk) open(p *plan, end instant) bool {
	if w.stopped || p.Count == Sessions && end.later(w.last, p.gap) {
		return false
	}
	if p.Order == Any {
		return w.openAny(p, end)
	}
	for i := 1; i <= p.steps; i++ {
		if w.has(i) && !p.over(w.start(i), end) {
			return true
		}
	}
	return false
}

// path returns the unit for the caller.
func (w *walk) path(p *plan, end instant) Path {
	path := Path{Reached: w.level, Furthest: w.reached(), Outcome: w.outcome(p, &end)}
	if path.Outcome == Removed {
		path.Reached = 0
	}
	path.Times = make([]time.Time, path.Reached)
	for i := range path.Times {
		if w.served&bit(i+1) != 0 {
			path.Times[i] = w.best[i].time()
		}
	}
	return path
}

// copyFrom makes w a copy of o, in the memory of w.
func (w *walk) copyFrom(o *walk) {
	c := *o
	c.best = append(w.best[:0], o.best...)
	c.times = append(w.times[:0], o.times...)
	c.optional = append(w.optional[:0], o.optional...)
	c.basis = append(w.basis[:0], o.basis...)
	if o.optional == nil {
		c.optional = nil
	}
	*w = c
}
