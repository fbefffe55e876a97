package event

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/keyed"
)

// Of returns the funnel of two columns, of customers and of an event of each:
// the [Funnel.Result] of New and AddSlice, and their errors, several times faster
// and without a state that goes on. The events may come in any order; without
// names the steps are visit, product, cart and order.
func Of[K kpi.Key](rule Rule, customers []K, events []Event, steps ...string) (Result, error) {
	f, err := New[K](rule, steps...)
	if err != nil {
		return Result{}, err
	}
	if len(events) != len(customers) {
		return Result{}, differentLengths(len(customers), len(events))
	}
	b := newBatch(f.plan())
	err = keyed.Group(customers, func(start int, notes []note) error {
		for i := range notes {
			if b.read(&events[start+i], &notes[i]) {
				continue
			}
			if _, err := f.record(b.p, events[start+i]); err != nil {
				return fmt.Errorf("input %d: %w", start+i, err)
			}
			return errFar
		}
		return nil
	}, b.customer)
	if errors.Is(err, errFar) {
		if err := f.AddSlice(customers, events); err != nil {
			return Result{}, err
		}
		return f.Result(), nil
	}
	if err != nil {
		return Result{}, err
	}
	return newResult(b.p, f.stepNames(), &b.tally), nil
}

// errFar says that a time is no int64 of nanoseconds.
var errFar = errors.New("far from 1970")

// A note is an event near 1970, with a third less memory than a record.
type note struct {
	ns       int64
	steps    uint32
	excludes uint32
}

// nearSeconds keeps differences to 1970 within an int64 of nanoseconds: 292 years.
const nearSeconds = math.MaxInt64/int64(time.Second) - 1

// near returns the nanoseconds of i, if they fit.
func (i instant) near() (int64, bool) {
	return i.sec*int64(time.Second) + int64(i.nsec), i.sec >= -nearSeconds && i.sec <= nearSeconds
}

// nearInstant returns the instant of nanoseconds since 1970.
func nearInstant(ns int64) instant {
	sec, nsec := ns/int64(time.Second), ns%int64(time.Second)
	if nsec < 0 {
		sec, nsec = sec-1, nsec+int64(time.Second)
	}
	return instant{sec, int32(nsec)}
}

// A batch takes one customer after the other, with all his events at hand: a
// state of one customer for all of them.
type batch struct {
	p      *plan
	tally  tally
	end    int64 // the latest time
	last   int64 // that of the latest row
	sorted bool  // the times do not fall

	quick   *quick // nil if the rule needs a walk
	journey journey
	scratch journey
}

func newBatch(p *plan) *batch {
	b := &batch{p: p, end: math.MinInt64, last: math.MinInt64, sorted: true}
	if p.plain() {
		b.quick = newQuick(p)
	}
	return b
}

// read notes an event. It is false if the event is refused or far.
func (b *batch) read(e *Event, n *note) bool {
	at := instant{e.Time.Unix(), int32(e.Time.Nanosecond())}
	ns, ok := at.near()
	if !ok || e.Steps&^b.p.all != 0 || e.Excludes&^b.p.behind != 0 {
		return false
	}
	*n = note{ns, uint32(e.Steps), uint32(e.Excludes)}
	b.sorted = b.sorted && b.last <= ns
	b.last, b.end = ns, max(b.end, ns)
	return true
}

// customer counts a customer.
func (b *batch) customer(notes []note) {
	if b.quick != nil {
		if !b.sorted {
			slices.SortFunc(notes, func(x, y note) int { return cmp.Compare(x.ns, y.ns) })
		}
		if b.quick.follow(notes) {
			b.quick.count(&b.tally, b.end)
			return
		}
	}
	rows := b.journey.more[:0]
	for _, n := range notes {
		if r := (record{nearInstant(n.ns), n.steps, n.excludes}); b.p.matters(r) {
			rows = append(rows, r)
		}
	}
	b.journey.more = rows
	b.scratch.follow(b.p, &b.journey, &b.tally)
	w, end := &b.scratch.walk, nearInstant(b.end)
	b.tally.add(b.p, w, w.outcome(b.p, &end))
}

// A quick is the walk of a customer under a plain rule, whose events each match
// one step at a time of its own. Of those only an attempt at the step before can
// go on, which makes an event a few instructions. It follows [walk.ordered],
// which the tests compare it with; what it does not know it leaves to that.
type quick struct {
	steps  int
	first  bool
	window uint64 // in nanoseconds; no difference is above that of no limit

	level int
	live  uint32
	best  []int64
	times []int64 // as in a walk
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
	q.best, q.times = make([]int64, p.steps), make([]int64, p.steps*(p.steps+1)/2)
	return q
}

// slot returns the times of slot i.
func (q *quick) slot(i int) []int64 { return q.times[i*(i-1)/2:][:i:i] }

// over reports whether the window from start on is over at a time. A difference of
// times has 64 bits, without a sign.
func (q *quick) over(start, at int64) bool { return uint64(at-start) > q.window }

// follow takes the sorted events of a customer. It is false if it cannot.
func (q *quick) follow(notes []note) bool {
	q.level, q.live = 0, 0
	before := note{ns: math.MinInt64} // the last one that matches a step
	for i := range notes {
		n := &notes[i]
		switch {
		case n.excludes != 0 || n.steps&(n.steps-1) != 0:
			return false
		case n.steps == 0:
			continue
		case n.ns == before.ns && n.steps != before.steps:
			return false // a group of several steps
		}
		before = *n
		if q.take(bits.Len32(n.steps), n.ns); q.level == q.steps {
			return true
		}
	}
	return true
}

// take goes on by an event that matches one step.
func (q *quick) take(step int, at int64) {
	if step == 1 {
		if q.first && q.level > 0 {
			return
		}
	} else {
		from := q.slot(step - 1)
		if q.live&bit(step-1) == 0 {
			return
		}
		q.live &^= bit(step - 1)
		if q.over(from[0], at) {
			return
		}
		copy(q.slot(step), from)
	}
	to := q.slot(step)
	to[step-1] = at
	q.live |= bit(step)
	if step > q.level {
		q.level = step
		copy(q.best, to)
	}
}

// count counts the customer by the end of the data.
func (q *quick) count(t *tally, end int64) {
	if q.level == 0 {
		return
	}
	o := Dropped
	if q.level == q.steps {
		o = Converted
	} else {
		for live := q.live; live != 0 && o == Dropped; live &= live - 1 {
			if !q.over(q.slot(bits.TrailingZeros32(live) + 1)[0], end) {
				o = Open
			}
		}
	}
	t.unit(q.steps, o)
	for i, at := range q.best[:q.level] {
		t.reached[i]++
		if i > 0 {
			t.waits[i].addNear(uint64(at - q.best[i-1]))
		}
	}
	if o == Converted && q.steps > 1 {
		t.waits[0].addNear(uint64(q.best[q.steps-1] - q.best[0]))
	}
}
