package event

import (
	"cmp"
	"slices"
	"time"

	"github.com/customerkpi/kpi/internal/timeline"
	"github.com/customerkpi/kpi/internal/wire"
)

// maxSteps is the number of steps that a state has bits for.
const maxSteps = 32

// Steps is a set of steps: bit i-1 is step i. An event may match several:
//
//	event.Step(2) | event.Step(3)
type Steps uint64

// Step returns the set of step i, from 1 to 32. For another i it is a set that
// every funnel refuses.
func Step(i int) Steps {
	if i < 1 || i > maxSteps {
		return 1 << 63
	}
	return 1 << (i - 1)
}

// Has reports whether step i, from 1, is in s.
func (s Steps) Has(i int) bool { return i >= 1 && i <= maxSteps && s&Step(i) != 0 }

// An Event is what a customer did at a time: which steps of the funnel it
// matches, and which attempts it ends.
type Event struct {
	// Time has to lie in the years 1 to 9999, in UTC. Events of one time have
	// no order, and no rule asks for one. If the log has an order, add it to the
	// time as nanoseconds.
	Time time.Time `json:"time"`

	// Steps are the steps that the event matches. An event without a step still
	// comes between two others.
	Steps Steps `json:"steps"`

	// Excludes are the steps after which the event is an exclusion: with step i, it
	// ends the attempts that stand at step i and have not taken the next one. Only
	// funnels of the sequence Ordered have exclusions.
	Excludes Steps `json:"excludes"`
}

// A record is an event as it is kept: 24 bytes. A funnel has at most 32 steps,
// so a record has bits for them only.
type record struct {
	at       timeline.Instant
	steps    uint32
	excludes uint32
}

// bit returns the set of a step, as a record has it.
func bit(step int) uint32 { return 1 << (step - 1) }

// upTo returns the set of the steps 1 to n.
func upTo(n int) uint32 { return 1<<n - 1 }

// compare orders records by all they hold, so that equal sets of events sort
// to equal lists.
func (r record) compare(o record) int {
	switch {
	case r.at.Before(o.at):
		return -1
	case o.at.Before(r.at):
		return 1
	}
	return cmp.Or(cmp.Compare(r.steps, o.steps), cmp.Compare(r.excludes, o.excludes))
}

// sortRecords sorts records, most of which are in order.
func sortRecords(rows []record) {
	if !slices.IsSortedFunc(rows, record.compare) {
		slices.SortFunc(rows, record.compare)
	}
}

// before returns the number of sorted records before a time.
func before(rows []record, at timeline.Instant) int {
	n, _ := slices.BinarySearchFunc(rows, at, func(r record, at timeline.Instant) int {
		if r.at.Before(at) {
			return -1
		}
		return 1
	})
	return n
}

// A moment is an instant that may not be there.
type moment struct {
	at timeline.Instant
	ok bool
}

// advance moves m to a later instant.
func (m *moment) advance(at timeline.Instant) {
	if !m.ok || m.at.Before(at) {
		*m = moment{at, true}
	}
}

// include moves m to o, if o is later.
func (m *moment) include(o moment) {
	if o.ok {
		m.advance(o.at)
	}
}

// append appends whether there is a moment, and which.
func (m moment) append(b []byte) []byte {
	if b = wire.AppendBool(b, m.ok); m.ok {
		b = appendInstant(b, m.at)
	}
	return b
}

func readMoment(r *wire.Reader) moment {
	if !r.Bool() {
		return moment{}
	}
	return moment{readInstant(r), true}
}

func (r record) append(b []byte) []byte {
	return wire.AppendUint(wire.AppendUint(appendInstant(b, r.at), uint64(r.steps)), uint64(r.excludes))
}

// readRecord reads a record of a funnel of so many steps.
func readRecord(r *wire.Reader, steps int) record {
	at := readInstant(r)
	return record{at, readSet(r, steps), readSet(r, steps-1)}
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

// An instant is encoded since 1970, not since the one before it: an event is read
// without the others.

func appendInstant(b []byte, at timeline.Instant) []byte { return at.Append(b, timeline.Instant{}) }

func readInstant(r *wire.Reader) timeline.Instant { return timeline.Read(r, timeline.Instant{}) }
