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
	if slices.IsSorted(customers) {
		err = ascending(b, customers, events)
	} else {
		err = keyed.Group(customers, func(start int, notes []note) error {
			return b.read(start, events[start:], notes)
		}, b.customer)
	}
	if err != nil {
		return Result{}, err
	}
	if b.quick != nil {
		b.quick.finish(&b.tally, b.since(b.lastEvent()))
	}
	return newResult(b.p, f.stepNames(), &b.tally), nil
}

// ascending takes the customers in their order: their events are together already.
func ascending[K kpi.Key](b *batch, customers []K, events []Event) error {
	b.unread = events
	var notes []note
	for from := 0; from < len(customers); from += len(notes) {
		to := from + 1
		for to < len(customers) && customers[to] == customers[from] {
			to++
		}
		notes = slices.Grow(notes[:0], to-from)[:to-from]
		b.last, b.sorted = 0, true
		if err := b.read(from, events[from:], notes); err != nil {
			return err
		}
		b.customer(notes)
	}
	b.unread = nil
	return nil
}

// A note is an event in 8 bytes, because to move rows is most of the work: the
// nanoseconds since the origin of the batch, and in the low bits the step, 0 for
// none. An event of several steps, with an exclusion, of step 31 or 32, or nine
// years away from the first of all is odd, and its note the place of its record.
type note uint64

const (
	noteBits = 5
	odd      = 1<<noteBits - 1
	noteSpan = 1 << (63 - noteBits) // nanoseconds, to both sides of the first event
)

func (n note) isOdd() bool { return n&odd == odd }
func (n note) step() int   { return int(n & odd) }
func (n note) at() uint64  { return uint64(n >> noteBits) }

// A batch takes one customer after the other, with all their events at hand: a
// state of one customer for all of them.
type batch struct {
	p      *plan
	tally  tally
	origin int64 // in seconds since 1970; after all data until the first event
	odd    []record
	known  moment  // the latest of them, and of all events once lastEvent had to read on
	unread []Event // those that may come after what was read; nil if none

	// Of the other events, since the origin.
	last   uint64 // the time of the latest row
	latest uint64 // the latest time
	sorted bool   // the times do not fall

	quick   *quick // nil if the rule needs a walk
	journey journey
	scratch journey
}

func newBatch(p *plan) *batch {
	b := &batch{p: p, origin: maxSec + 1, sorted: true}
	if p.plain() {
		b.quick = newQuick(p)
	}
	return b
}

// noteSeconds is how far behind the origin a note reaches.
const noteSeconds = 2*noteSpan/int64(time.Second) - 1

// note returns the note of the next row. It is false, and nothing is noted, for
// one that is odd or refused.
func (b *batch) note(e *Event) (note, bool) {
	sec := e.Time.Unix()
	single := e.Excludes == 0 && e.Steps&(e.Steps-1) == 0 && e.Steps&^b.p.all == 0 && e.Steps < Step(odd)
	if !single || sec < b.origin || sec-b.origin > noteSeconds || sec < minSec || sec > maxSec {
		return 0, false
	}
	at := uint64(sec-b.origin)*uint64(time.Second) + uint64(e.Time.Nanosecond())
	b.sorted = b.sorted && b.last <= at
	b.last, b.latest = at, max(b.latest, at)
	return note(at)<<noteBits | note(bits.Len64(uint64(e.Steps))), true
}

// read makes notes of the events from row start on.
func (b *batch) read(start int, events []Event, notes []note) error {
	for i := range notes {
		n, ok := b.note(&events[i])
		if !ok {
			r, err := b.p.record(&events[i])
			if err != nil {
				return fmt.Errorf("input %d: %w", start+i, err)
			}
			n = b.otherNote(&events[i], r)
		}
		notes[i] = n
	}
	return nil
}

// otherNote returns the note of the next row if note does not.
func (b *batch) otherNote(e *Event, r record) note {
	if b.origin > maxSec { // the first one
		b.origin = r.at.sec - noteSeconds/2
		if n, ok := b.note(e); ok {
			return n
		}
	}
	b.odd = append(b.odd, r)
	b.known.advance(r.at)
	return note(len(b.odd)-1)<<noteBits | odd
}

// since returns the nanoseconds from the origin to a time, or the most that there
// are: 584 years, of which no window holds more than half.
func (b *batch) since(at instant) uint64 {
	if uint64(at.sec-b.origin) >= math.MaxUint64/uint64(time.Second) {
		return math.MaxUint64
	}
	return uint64(at.sec-b.origin)*uint64(time.Second) + uint64(at.nsec)
}

// at returns the instant of nanoseconds since the origin.
func (b *batch) at(ns uint64) instant { return instant{sec: b.origin}.add(span(time.Duration(ns))) }

// lastEvent returns the time of the latest event of all.
func (b *batch) lastEvent() instant {
	for i := range b.unread {
		t := b.unread[i].Time
		b.known.advance(instant{t.Unix(), int32(t.Nanosecond())})
	}
	b.unread = nil
	last := b.known
	last.advance(b.at(b.latest))
	return last.at
}

// record returns the record of a note.
func (b *batch) record(n note) record {
	if n.isOdd() {
		return b.odd[n>>noteBits]
	}
	return record{at: b.at(n.at()), steps: uint32(1) << n.step() >> 1}
}

// customer counts a customer.
func (b *batch) customer(notes []note) {
	if b.quick != nil && (len(b.odd) == 0 || !slices.ContainsFunc(notes, note.isOdd)) {
		if !b.sorted {
			slices.Sort(notes)
		}
		if b.quick.follow(notes) {
			b.quick.count(&b.tally, b.latest)
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
	w, end := &b.scratch.walk, b.lastEvent()
	b.tally.add(b.p, w, w.outcome(b.p, &end))
}
