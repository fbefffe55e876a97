package event

import (
	"math/bits"
	"slices"

	"github.com/customerkpi/kpi/internal/wire"
)

// append appends the walk, and the events that wait in the order of
// record.compare. If the roster forgets, those taken are of the time of those that
// wait, as in a cell.
func (j *journey) append(p *plan, b []byte, forgets bool) []byte {
	rows := j.waiting()
	w := j.walk
	if forgets && len(rows) > 0 {
		w.last = rows[0].at
	}
	b = w.append(p, b)
	if !slices.IsSortedFunc(rows, record.compare) {
		rows = slices.Clone(rows)
		sortRecords(rows)
	}
	b = wire.AppendUint(b, uint64(len(rows)))
	for _, r := range rows {
		b = r.append(b)
	}
	return b
}

func (j *journey) read(p *plan, r *wire.Reader, inOrder, forgets bool) {
	j.walk.read(p, r)
	n := r.Len(4)
	var before record
	for i := range n {
		rec := readRecord(r, p)
		switch {
		case r.Err() != nil:
			return
		case i > 0 && rec.compare(before) < 0, i > 0 && inOrder && rec.at != before.at,
			j.walk.begun && forgets && rec.at != j.walk.last,
			j.walk.begun && !forgets && !j.walk.last.before(rec.at):
			r.Fail("events out of order")
			return
		}
		j.push(rec)
		before = rec
	}
	if n == 0 && !j.walk.begun {
		r.Fail("a customer without events")
	}
}

func (r record) append(b []byte) []byte {
	return wire.AppendUint(wire.AppendUint(r.at.append(b), uint64(r.steps)), uint64(r.excludes))
}

func readRecord(r *wire.Reader, p *plan) record {
	at := readInstant(r)
	return record{at, readSet(r, p.steps), readSet(r, p.steps-1)}
}

// readSet reads a set of the steps 1 to n.
func readSet(r *wire.Reader, n int) uint32 {
	v := r.Uint()
	if v > uint64(upTo(n)) {
		r.Fail("set %#x of %d steps", v, n)
		return 0
	}
	return uint32(v)
}

// append appends 0 for a walk that has not begun. Otherwise it appends 1, the
// time of the last group, the furthest steps of the unit and of all units, a
// set of flags, the best attempt, and then the attempts by slot or, for the
// order Any, the events that can serve.
func (w *walk) append(p *plan, b []byte) []byte {
	b = appendBool(b, w.begun)
	if !w.begun {
		return b
	}
	b = w.last.append(b)
	b = wire.AppendUint(wire.AppendUint(b, uint64(w.level)), uint64(w.furthest))
	b = appendBool(appendBool(b, w.stopped), w.tainted)
	for _, at := range w.best[:w.level] {
		b = at.append(b)
	}
	if p.optional != 0 {
		b = wire.AppendUint(b, uint64(w.served))
	}
	if p.Order == Any {
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
			b = at.append(b)
		}
		if p.optional != 0 {
			b = wire.AppendUint(b, uint64(w.optional[i]))
		}
	}
	return b
}

func (w *walk) read(p *plan, r *wire.Reader) {
	if w.begun = readBool(r); !w.begun {
		return
	}
	w.last = readInstant(r)
	level, furthest := r.Uint(), r.Uint()
	if max(level, furthest) > uint64(p.steps) {
		r.Fail("step %d of %d", max(level, furthest), p.steps)
		return
	}
	w.level, w.furthest = int(level), int(furthest)
	w.stopped, w.tainted = readBool(r), readBool(r)
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
	if p.Order == Any {
		w.readBasis(p, r)
		return
	}
	// An attempt stands at a step before the last one that was reached.
	w.live = readSet(r, min(w.level, p.steps-1))
	for i := 1; i <= bits.Len32(w.live) && r.Err() == nil; i++ {
		if !w.has(i) {
			continue
		}
		for n := range w.slot(p, i) {
			w.slot(p, i)[n] = readInstant(r)
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
		e := readRecord(r, p)
		if e.steps == 0 || e.excludes != 0 {
			r.Fail("an event that serves no step")
		}
		w.basis = append(w.basis, e)
	}
}
