package event

import (
	"math/bits"
	"slices"
	"time"

	"github.com/customerkpi/kpi/internal/timeline"
	"github.com/customerkpi/kpi/internal/wire"
)

// A walk is how far a customer has got, by the ties taken. With Entries and Sessions
// it is that of the latest entry or session, a unit.
//
// Attempts stand in slots, one per step: of two attempts at one step, the one that
// began last can do all that the other can, so that the other is forgotten. So the
// state does not grow with the number of events.
type walk struct {
	last  timeline.Instant // of the last tie taken
	begun bool             // whether there is one

	level    int  // the furthest step reached, 0 for none
	furthest int  // that of any unit of the customer
	stopped  bool // by a Stop
	tainted  bool // an exclusion ended the best attempt, with Remove

	best   []timeline.Instant // when the best attempt reached each step
	served uint32             // the steps that it did not leave out

	// Of the sequences Ordered and Consecutive. Slot i has i times, from
	// times[i(i-1)/2] on; a step left out has the time of the one before it.
	live     uint32 // which slots hold an attempt
	times    []timeline.Instant
	optional []uint32 // the steps served, by slot; nil without optional steps

	// Of the sequence Any: events that can serve, at most one per step.
	basis []record
}

// slot returns the times of slot i, whether or not it holds an attempt.
func (w *walk) slot(p *plan, i int) []timeline.Instant {
	if n := i * (i + 1) / 2; n > len(w.times) {
		if w.times == nil {
			w.reserve(p)
		}
		w.times = append(w.times, make([]timeline.Instant, n-len(w.times))...)
	}
	return w.times[i*(i-1)/2 : i*(i+1)/2]
}

// reserve makes room for the best attempt and the first three slots at once:
// memory by slot took four allocations per customer.
func (w *walk) reserve(p *plan) {
	const firstSlots = 1 + 2 + 3
	room := make([]timeline.Instant, p.steps+firstSlots)
	w.best = append(room[:0:p.steps], w.best...)
	w.times = room[p.steps:p.steps]
}

func (w *walk) has(i int) bool { return w.live&bit(i) != 0 }

func (w *walk) start(i int) timeline.Instant { return w.times[i*(i-1)/2] }

// enter puts the attempt of slot from (0: a new one) into slot to, with the
// time at for the steps between.
func (w *walk) enter(p *plan, from, to int, at timeline.Instant, served uint32) {
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

// prefer makes the attempt in slot i the best one.
func (w *walk) prefer(p *plan, i int) {
	w.level, w.tainted = i, false
	w.best = append(w.best[:0], w.slot(p, i)...)
	w.served = upTo(i)
	if p.optional != 0 {
		w.served = w.optional[i]
	}
}

// mayEnter reports whether an event of step 1 begins an attempt.
func (w *walk) mayEnter(p *plan) bool { return p.Entry == Best || w.level == 0 }

func (w *walk) stop() { w.stopped, w.live = true, 0 }

// done reports whether no event can change the walk, or the unit, any more.
func (w *walk) done(p *plan) bool { return w.stopped || w.level == p.steps }

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

// expire forgets attempts whose window is over before a time that all later
// events have, and finishes the unit that is over.
func (w *walk) expire(p *plan, before timeline.Instant, t *tally) {
	if p.Count == Sessions && w.begun && later(before, w.last, p.gap) {
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
	if p.Sequence == Any && p.Entry == Best {
		w.basis = p.within(w.basis, before)
	}
}

// within returns the events whose window is not over at a time. They are
// sorted, the latest first.
func (p *plan) within(events []record, at timeline.Instant) []record {
	for i, e := range events {
		if p.over(e.at, at) {
			return events[:i]
		}
	}
	return events
}

// finish counts the unit and begins another.
func (w *walk) finish(p *plan, t *tally) {
	w.count(p, w.outcome(p, nil), t)
	*w = walk{
		last: w.last, begun: w.begun, furthest: w.reached(),
		best: w.best[:0], times: w.times[:0], basis: w.basis[:0],
	}
}

// count counts the unit.
func (w *walk) count(p *plan, o Outcome, t *tally) {
	if o == NotEntered {
		return
	}
	t.unit(p.steps, o)
	if o == Removed {
		return
	}
	from := w.best[0]
	for i, at := range w.best {
		if w.served&bit(i+1) == 0 {
			continue // an optional step that was left out
		}
		t.reached[i]++
		if i > 0 {
			t.waits[i].add(from, at)
		}
		from = at
	}
	if o == Converted && p.steps > 1 {
		t.waits[0].add(w.best[0], from)
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
func (w *walk) outcome(p *plan, end *timeline.Instant) Outcome {
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
func (w *walk) open(p *plan, end timeline.Instant) bool {
	switch {
	case w.stopped, p.Count == Sessions && later(end, w.last, p.gap):
		return false
	case p.Sequence == Any && p.Entry == First:
		return w.level > 0 && !p.over(w.best[0], end)
	case p.Sequence == Any:
		return slices.ContainsFunc(w.basis, func(e record) bool { return !p.over(e.at, end) })
	}
	for i := 1; i <= p.steps; i++ {
		if w.has(i) && !p.over(w.start(i), end) {
			return true
		}
	}
	return false
}

// path returns the unit for the caller.
func (w *walk) path(p *plan, end timeline.Instant) Path {
	path := Path{Reached: w.level, Furthest: w.reached(), Outcome: w.outcome(p, &end)}
	if path.Outcome == Removed {
		path.Reached = 0
	}
	path.Times = make([]time.Time, path.Reached)
	for i := range path.Times {
		if w.served&bit(i+1) != 0 {
			path.Times[i] = w.best[i].Time()
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

func (w *walk) clone() walk {
	var c walk
	c.copyFrom(w)
	return c
}

// append appends 0 for a walk that has not begun. Otherwise it appends 1, the
// time of the last tie, the furthest steps of the unit and of all units, a
// set of flags, the best attempt, and then the attempts by slot or, for the
// sequence Any, the events that can serve.
func (w *walk) append(p *plan, b []byte) []byte {
	b = wire.AppendBool(b, w.begun)
	if !w.begun {
		return b
	}
	b = appendInstant(b, w.last)
	b = wire.AppendUint(wire.AppendUint(b, uint64(w.level)), uint64(w.furthest))
	b = wire.AppendBool(wire.AppendBool(b, w.stopped), w.tainted)
	for _, at := range w.best[:w.level] {
		b = appendInstant(b, at)
	}
	if p.optional != 0 {
		b = wire.AppendUint(b, uint64(w.served))
	}
	if p.Sequence == Any {
		b = wire.AppendUint(b, uint64(len(w.basis)))
		for _, r := range w.basis {
			b = r.append(b)
		}
		return b
	}
	b = wire.AppendUint(b, uint64(w.live))
	for i := 1; i <= p.steps; i++ {
		if !w.has(i) {
			continue
		}
		for _, at := range w.slot(p, i) {
			b = appendInstant(b, at)
		}
		if p.optional != 0 {
			b = wire.AppendUint(b, uint64(w.optional[i]))
		}
	}
	return b
}

func (w *walk) read(p *plan, r *wire.Reader) {
	if w.begun = r.Bool(); !w.begun {
		return
	}
	w.last = readInstant(r)
	level, furthest := r.Uint(), r.Uint()
	if max(level, furthest) > uint64(p.steps) {
		r.Fail("step %d of %d", max(level, furthest), p.steps)
		return
	}
	w.level, w.furthest = int(level), int(furthest)
	w.stopped, w.tainted = r.Bool(), r.Bool()
	if w.tainted && w.level == 0 {
		r.Fail("no attempt to remove")
	}
	for range w.level {
		w.best = append(w.best, readInstant(r))
	}
	w.served = upTo(w.level)
	if p.optional != 0 {
		w.served = readSet(r, w.level)
	}
	if p.Sequence == Any {
		w.readBasis(p, r)
	} else {
		w.readSlots(p, r)
	}
}

func (w *walk) readSlots(p *plan, r *wire.Reader) {
	// An attempt stands at a step before the last one that was reached.
	w.live = readSet(r, min(w.level, p.steps-1))
	for i := 1; i <= bits.Len32(w.live) && r.Err() == nil; i++ {
		if !w.has(i) {
			continue
		}
		times := w.slot(p, i)
		for n := range times {
			times[n] = readInstant(r)
		}
		if p.optional != 0 {
			if w.optional == nil {
				w.optional = make([]uint32, p.steps+1)
			}
			w.optional[i] = readSet(r, i)
		}
	}
}

func (w *walk) readBasis(p *plan, r *wire.Reader) {
	n := r.Len(4)
	if n > p.steps {
		r.Fail("%d events for %d steps", n, p.steps)
		return
	}
	for range n {
		e := readRecord(r, p.steps)
		if e.steps == 0 || e.excludes != 0 {
			r.Fail("an event that serves no step")
		}
		w.basis = append(w.basis, e)
	}
}
