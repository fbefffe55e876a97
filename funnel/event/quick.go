package event

import (
	"math"
	"math/bits"
	"time"
)

// A quick is the walk of a customer under a plain rule, whose events each match
// one step at a time of its own. Of those only an attempt at the step before can
// go on, which makes an event a few instructions: a tenth of the time of
// [walk.ordered]. What it does not know it leaves to that.
type quick struct {
	steps  int
	first  bool
	window uint64 // in nanoseconds; without limit no difference is above it

	level int
	best  []uint64 // times since the origin of a batch
	live  uint32   // as in a walk; with First there is one attempt, which is the best
	times []uint64

	open []uint64 // the starts of the customers who may be, within a window
}

// plain reports whether a quick can follow.
func (p *plan) plain() bool {
	return p.Order == Ordered && p.Count == Customers && p.Stop == Never && p.optional == 0 && p.Grace == 0
}

func newQuick(p *plan) *quick {
	q := &quick{steps: p.steps, first: p.Entry == First, window: math.MaxUint64}
	if limit, ok := p.Window.Limit(); ok {
		q.window = uint64(limit)
	}
	q.best, q.times = make([]uint64, p.steps), make([]uint64, p.steps*(p.steps+1)/2)
	return q
}

// slot returns the times of slot i.
func (q *quick) slot(i int) []uint64 { return q.times[i*(i-1)/2:][:i] }

// follow takes the sorted events of a customer. It is false if it cannot.
func (q *quick) follow(notes []note) bool {
	q.level, q.live = 0, 0
	last := note(odd) // the last one of a step
	for _, n := range notes {
		switch step, at := n.step(), n.at(); {
		case step == 0 || n == last:
			continue
		case at == last.at() && last != odd:
			return false // a group of several steps
		case q.level == q.steps || q.first && q.level > 0 && at-q.best[0] > q.window:
			return true
		case !q.first:
			q.take(step, at)
		case step == q.level+1:
			q.best[q.level], q.level = at, step
		}
		last = n
	}
	return true
}

// take goes on by an event that matches one step.
func (q *quick) take(step int, at uint64) {
	if step > 1 {
		q.advance(step, at)
		return
	}
	q.times[0] = at
	q.live |= 1
	if q.level == 0 {
		q.level, q.best[0] = 1, at
	}
}

// advance takes the attempt in the slot before a step, if any, to the step.
func (q *quick) advance(step int, at uint64) {
	if q.live&bit(step-1) == 0 {
		return
	}
	q.live &^= bit(step - 1)
	from := q.slot(step - 1)
	if at-from[0] > q.window {
		return
	}
	to := q.slot(step)
	copy(to, from)
	to[step-1] = at
	q.live |= bit(step)
	if step > q.level {
		q.level = step
		copy(q.best, to)
	}
}

// count counts the customer. Who is open at the latest time that was read is open
// until finish knows the end of the data.
func (q *quick) count(t *tally, latest uint64) {
	if q.level == 0 {
		return
	}
	outcome := Dropped
	if q.level == q.steps {
		outcome = Converted
	} else if start, ok := q.lastStart(); ok && latest-start <= q.window {
		outcome = Open
		if q.window < math.MaxUint64 {
			q.open = append(q.open, start)
		}
	}
	t.unit(q.steps, outcome)
	for i, at := range q.best[:q.level] {
		t.reached[i]++
		if i > 0 {
			t.waits[i].addShort(time.Duration(at - q.best[i-1]))
		}
	}
	if q.level == q.steps && q.steps > 1 {
		t.waits[0].addShort(time.Duration(q.best[q.steps-1] - q.best[0]))
	}
}

// lastStart returns when the latest of the attempts began that may go on.
func (q *quick) lastStart() (start uint64, ok bool) {
	if q.first {
		return q.best[0], true
	}
	for live := q.live; live != 0; live &= live - 1 {
		start = max(start, q.slot(bits.TrailingZeros32(live) + 1)[0])
	}
	return start, q.live != 0
}

// finish counts those as dropped who are not open at the end of the data.
func (q *quick) finish(t *tally, end uint64) {
	for _, start := range q.open {
		if end-start > q.window {
			t.counts[Open]--
			t.counts[Dropped]++
		}
	}
}
