package event

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/timeline"
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
	b := newBatch(&f.customers.plan)
	if slices.IsSorted(customers) {
		err = b.ascending(sameCustomer(customers), events, 0, len(events))
	} else {
		err = keyed.Group(customers, func(start int, notes []note) error {
			return b.read(start, events[start:], notes)
		}, b.customer)
	}
	if err != nil {
		return Result{}, err
	}
	b.finish()
	return b.tally.result(f.stepNames(), rule.Optional), nil
}

// sameCustomer returns a function that reports whether a row is of the customer of the
// row before.
func sameCustomer[K kpi.Key](customers []K) func(row int) bool {
	return func(row int) bool { return customers[row] == customers[row-1] }
}

// ascending takes the rows from one to before another of sorted customers: their events
// are together already.
func (b *batch) ascending(same func(row int) bool, events []Event, start, end int) error {
	b.unread = events
	var notes []note
	for from := start; from < end; from += len(notes) {
		to := from + 1
		for to < end && same(to) {
			to++
		}
		notes = slices.Grow(notes[:0], to-from)[:to-from]
		b.last, b.sorted = 0, true
		if err := b.read(from, events[from:], notes); err != nil {
			return err
		}
		b.customer(notes)
	}
	b.unread = nil // what was not read here was read by others
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

	// A customer under a plain rule.
	plain   bool
	machine machine
	times   []nanos
	open    []uint64 // when those began who may be open, within a window

	// Any other one.
	journey journey
	scratch journey
}

func newBatch(p *plan) *batch {
	b := &batch{p: p, origin: timeline.MaxSec + 1, sorted: true, plain: p.plain(), machine: newMachine(p)}
	if b.plain {
		b.times = make([]nanos, b.machine.room())
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
	if !single || sec < b.origin || sec-b.origin > noteSeconds || sec < timeline.MinSec || sec > timeline.MaxSec {
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
	if b.origin > timeline.MaxSec {
		b.begin(r)
		if n, ok := b.note(e); ok {
			return n
		}
	}
	b.odd = append(b.odd, r)
	b.known.advance(r.at)
	return note(len(b.odd)-1)<<noteBits | odd
}

// begin sets the origin: the notes reach as far behind the first event as before it.
func (b *batch) begin(first record) { b.origin = first.at.Sec - noteSeconds/2 }

// since returns the nanoseconds from the origin to a time, or the most that there
// are: 584 years, of which no window holds more than half.
func (b *batch) since(at timeline.Instant) uint64 {
	if uint64(at.Sec-b.origin) >= math.MaxUint64/uint64(time.Second) {
		return math.MaxUint64
	}
	return uint64(at.Sec-b.origin)*uint64(time.Second) + uint64(at.Nano)
}

// at returns the instant of nanoseconds since the origin.
func (b *batch) at(ns uint64) timeline.Instant {
	return timeline.Instant{Sec: b.origin}.Add(timeline.Span(time.Duration(ns)))
}

// lastEvent returns the time of the latest event of all.
func (b *batch) lastEvent() timeline.Instant {
	for i := range b.unread {
		t := b.unread[i].Time
		b.known.advance(timeline.Instant{Sec: t.Unix(), Nano: int32(t.Nanosecond())})
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
	if b.plain && (len(b.odd) == 0 || !slices.ContainsFunc(notes, note.isOdd)) {
		if !b.sorted {
			slices.Sort(notes)
		}
		if s, ok := b.follow(notes); ok {
			b.count(s)
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
	w.count(b.p, w.outcome(b.p, &end), &b.tally)
}

// follow takes the sorted events of a customer under a plain rule. It is false for a
// tie of several steps.
func (b *batch) follow(notes []note) (s stand, ok bool) {
	last := note(odd) // the last one of a step
	for _, n := range notes {
		step, at := n.step(), n.at()
		switch {
		case step == 0 || n == last:
			continue
		case at == last.at() && last != odd:
			return s, false
		case b.machine.done(s):
			return s, true
		}
		s = b.machine.take(s, b.times, step, nanosOf(int64(at)))
		last = n
	}
	return s, true
}

// count counts a customer under a plain rule. Who is open at the latest time that was
// read is open until finish knows the end of the data.
func (b *batch) count(s stand) {
	if s.level == 0 {
		return
	}
	outcome := Dropped
	if int(s.level) == b.p.steps {
		outcome = Converted
	} else if from, ok := b.machine.lastStart(s, b.times); ok && b.latest-uint64(from.int()) <= b.machine.window {
		outcome = Open
		if b.p.Window.limited {
			b.open = append(b.open, uint64(from.int()))
		}
	}
	b.machine.count(s, b.times, outcome, &b.tally)
}

// finish counts those as dropped who are not open at the end of the data.
func (b *batch) finish() {
	if len(b.open) == 0 {
		return
	}
	end := b.since(b.lastEvent())
	for _, start := range b.open {
		if end-start > b.machine.window {
			b.tally.counts[Open]--
			b.tally.counts[Dropped]++
		}
	}
}
