package event

import (
	"github.com/customerkpi/kpi/internal/wire"
)

// A tally counts units: customers, entries or sessions. The zero value is
// empty. Units that are finished are counted in the tally of the funnel, the
// others for each result.
type tally struct {
	units   uint64 // with and without those removed
	counts  [len(outcomes)]uint64
	reached []uint64 // units by step, from 1
	waits   []waits  // to each step, from 1; of step 1, from there to the last one
}

// add counts a unit.
func (t *tally) add(p *plan, w *walk, o Outcome) {
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

// unit counts a unit, but not its steps.
func (t *tally) unit(steps int, o Outcome) {
	if t.reached == nil {
		t.reached, t.waits = make([]uint64, steps), make([]waits, steps)
	}
	t.units++
	t.counts[o]++
}

// maxUnits is how many units two tallies may merge to. Counting one by one does
// not get from there to where a counter wraps.
const maxUnits = 1 << 63

// overflows reports whether o would not fit. No other counter is above units.
func (t *tally) overflows(o *tally) bool {
	return t.units > maxUnits || o.units > maxUnits-t.units
}

// merge adds o, which does not overflow.
func (t *tally) merge(o *tally) {
	if o.units == 0 {
		return
	}
	if t.reached == nil {
		*t = o.clone()
		return
	}
	t.units += o.units
	for i, n := range o.counts {
		t.counts[i] += n
	}
	for i, n := range o.reached {
		t.reached[i] += n
		t.waits[i].merge(&o.waits[i])
	}
}

func (t *tally) clone() tally {
	c := *t
	c.reached = append([]uint64(nil), t.reached...)
	c.waits = nil
	for i := range t.waits {
		c.waits = append(c.waits, t.waits[i].clone())
	}
	return c
}

// append appends the number of units and, unless it is 0, all else.
func (t *tally) append(b []byte) []byte {
	b = wire.AppendUint(b, t.units)
	if t.units == 0 {
		return b
	}
	for _, n := range t.counts[1:] {
		b = wire.AppendUint(b, n)
	}
	for i := range t.reached {
		b = t.waits[i].append(wire.AppendUint(b, t.reached[i]))
	}
	return b
}

func readTally(r *wire.Reader, steps int) tally {
	t := tally{units: r.Uint()}
	if t.units == 0 || r.Err() != nil {
		return t
	}
	sum := uint64(0)
	for o := range t.counts[1:] {
		n := r.Uint()
		if n > t.units-sum {
			r.Fail("more outcomes than %d", t.units)
			return tally{}
		}
		t.counts[o+1] = n
		sum += n
	}
	if sum != t.units {
		r.Fail("%d outcomes of %d", sum, t.units)
	}
	t.reached, t.waits = make([]uint64, steps), make([]waits, steps)
	for i := range t.reached {
		if t.reached[i] = r.Uint(); t.reached[i] > t.units-t.counts[Removed] {
			r.Fail("step %d reached by %d of %d", i+1, t.reached[i], t.units)
		}
		t.waits[i].read(r)
		if n := t.waits[i].times.Count(); n > t.reached[i] {
			r.Fail("%d times to step %d, reached by %d", n, i+1, t.reached[i])
		}
	}
	return t
}
