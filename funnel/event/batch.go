package event

import (
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
			r, err := f.record(b.p, &events[start+i])
			if err != nil {
				return fmt.Errorf("input %d: %w", start+i, err)
			}
			notes[i] = b.note(r)
		}
		return nil
	}, b.customer)
	if err != nil {
		return Result{}, err
	}
	return newResult(b.p, f.stepNames(), &b.tally), nil
}

// A note is an event in 8 bytes, because to move rows is most of the work: the
// nanoseconds since the origin of the batch, and in the low bits the step, 0 for
// none. An event of several steps, with an exclusion, of step 31 or 32, or nine
// years away from the first one of all is odd, and its note the place of its
// record.
type note uint64

const (
	noteBits = 5
	odd      = 1<<noteBits - 1
	noteSpan = 1 << (63 - noteBits) // nanoseconds, to both sides of the first event
)

func (n note) isOdd() bool { return n&odd == odd }
func (n note) step() int   { return int(n & odd) }
func (n note) at() uint64  { return uint64(n >> noteBits) }

// A batch takes one customer after the other, with all his events at hand: a
// state of one customer for all of them.
type batch struct {
	p      *plan
	tally  tally
	origin moment // noteSpan before the first event
	odd    []record

	// Of the events that have the time in their note, since the origin.
	last   uint64 // that of the latest row
	latest uint64
	sorted bool   // the times do not fall
	far    moment // the latest of the other events

	quick   *quick // nil if the rule needs a walk
	journey journey
	scratch journey
}

func newBatch(p *plan) *batch {
	b := &batch{p: p, sorted: true}
	if p.plain() {
		b.quick = newQuick(p)
	}
	return b
}

// note returns the note of the next row.
func (b *batch) note(r record) note {
	if !b.origin.ok {
		b.origin = moment{r.at.sub(span(noteSpan)), true}
	}
	at, ok := b.since(r.at)
	if ok {
		b.sorted = b.sorted && b.last <= at
		b.last, b.latest = at, max(b.latest, at)
	} else {
		b.far.advance(r.at)
	}
	if !ok || r.excludes != 0 || r.steps&(r.steps-1) != 0 || r.steps >= bit(odd) {
		b.odd = append(b.odd, r)
		return note(len(b.odd)-1)<<noteBits | odd
	}
	return note(at)<<noteBits | note(bits.Len32(r.steps))
}

// since returns the nanoseconds from the origin to a time, if a note holds them.
func (b *batch) since(at instant) (uint64, bool) {
	d := at.sub(b.origin.at)
	const seconds = 2*noteSpan/int64(time.Second) - 1
	return uint64(d.sec)*uint64(time.Second) + uint64(d.nsec), uint64(d.sec) <= uint64(seconds)
}

// end returns the time of the latest event.
func (b *batch) end() instant {
	end := b.far
	end.advance(b.origin.at.add(span(time.Duration(b.latest))))
	return end.at
}

// record returns the record of a note.
func (b *batch) record(n note) record {
	if n.isOdd() {
		return b.odd[n>>noteBits]
	}
	at := b.origin.at.add(span(time.Duration(n.at())))
	return record{at: at, steps: uint32(1) << n.step() >> 1}
}

// customer counts a customer.
func (b *batch) customer(notes []note) {
	if b.quick != nil && !slices.ContainsFunc(notes, note.isOdd) {
		if !b.sorted {
			slices.Sort(notes)
		}
		if b.quick.follow(notes) {
			end, ok := b.since(b.end())
			if !ok {
				end = math.MaxUint64
			}
			b.quick.count(&b.tally, end)
			return
		}
	}
	rows := b.journey.more[:0]
	for _, n := range notes {
		if r := b.record(n); b.p.matters(r) {
			rows = append(rows, r)
		}
	}
	b.journey.more = rows
	b.scratch.follow(b.p, &b.journey, &b.tally)
	w, end := &b.scratch.walk, b.end()
	b.tally.add(b.p, w, w.outcome(b.p, &end))
}
