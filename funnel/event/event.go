package event

import (
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
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
	// no order: every rule is defined so that it needs none. Where the log
	// knows one, add it to the time as nanoseconds.
	Time time.Time `json:"time"`

	// Steps are the steps that the event matches. Without one it is still an
	// event that comes between two others.
	Steps Steps `json:"steps"`

	// Excludes are the steps behind which the event is an exclusion: with
	// step i, it ends the attempts that stand at step i and not yet at the
	// next one. Only funnels of the order Ordered have exclusions.
	Excludes Steps `json:"excludes"`
}

// An instant is a time, in seconds since 1970 and nanoseconds in 0..999999999:
// an int64 of nanoseconds ends in 2262. None of them stands for a missing time.
type instant struct {
	sec  int64
	nsec int32
}

// The seconds of the years 1 to 9999, in UTC.
const (
	minSec = -62135596800
	maxSec = 253402300799
)

// instantOf returns the instant of t.
func instantOf(name string, t time.Time) (instant, error) {
	i := instant{t.Unix(), int32(t.Nanosecond())}
	if !i.valid() {
		return instant{}, &kpi.RangeError{Op: "event", Name: name, Value: fmt.Sprintf("%d s", t.Unix()), Min: "year 1", Max: "9999"}
	}
	return i, nil
}

func (i instant) valid() bool {
	return i.sec >= minSec && i.sec <= maxSec && i.nsec >= 0 && i.nsec < int32(time.Second)
}

func (i instant) time() time.Time { return time.Unix(i.sec, int64(i.nsec)).UTC() }

func (i instant) before(o instant) bool {
	return i.sec < o.sec || i.sec == o.sec && i.nsec < o.nsec
}

func (i instant) compare(o instant) int {
	switch {
	case i.before(o):
		return -1
	case o.before(i):
		return 1
	}
	return 0
}

// sub returns i - o as an instant since 1970. Within the years 1 to 9999 the
// difference fits, as that of nanoseconds would not.
func (i instant) sub(o instant) instant {
	d := instant{i.sec - o.sec, i.nsec - o.nsec}
	if d.nsec < 0 {
		d.sec--
		d.nsec += int32(time.Second)
	}
	return d
}

// add returns the instant that lies a difference after i.
func (i instant) add(d instant) instant {
	s := instant{i.sec + d.sec, i.nsec + d.nsec}
	switch {
	case s.nsec < 0: // that of a negative span is
		s.sec--
		s.nsec += int32(time.Second)
	case s.nsec >= int32(time.Second):
		s.sec++
		s.nsec -= int32(time.Second)
	}
	return s
}

// span returns a duration as a difference of instants.
func span(d time.Duration) instant {
	return instant{int64(d / time.Second), int32(d % time.Second)}
}

// later reports whether i lies more than d after start.
func (i instant) later(start, d instant) bool { return d.before(i.sub(start)) }
