// Package timeline keeps instants as events have them: exact to the nanosecond, of
// the years 1 to 9999, in 16 bytes.
package timeline

import (
	"cmp"
	"time"

	"github.com/customerkpi/kpi/internal/wire"
)

// An Instant is a time as the seconds since 1970 in UTC and the nanoseconds of
// that second. An int64 of nanoseconds alone would end in the year 2262. The zero
// value is 1970-01-01; no Instant stands for "none".
type Instant struct {
	Sec  int64
	Nano int32 // 0..999999999
}

// The first and the last second of the years 1 to 9999 in UTC. What lies beyond is
// most likely a count of milliseconds taken for seconds.
const (
	MinSec = -62135596800
	MaxSec = 253402300799
)

// Of returns the instant of t. It is false for a time outside the years 1 to 9999.
func Of(t time.Time) (Instant, bool) {
	i := Instant{t.Unix(), int32(t.Nanosecond())}
	return i, MinSec <= i.Sec && i.Sec <= MaxSec
}

// Time returns the instant as a time in UTC.
func (i Instant) Time() time.Time { return time.Unix(i.Sec, int64(i.Nano)).UTC() }

// Before reports whether i is earlier than o.
func (i Instant) Before(o Instant) bool { return i.Sec < o.Sec || i.Sec == o.Sec && i.Nano < o.Nano }

// Compare returns -1, 0 or 1 if i is earlier than o, equal or later.
func (i Instant) Compare(o Instant) int {
	return cmp.Or(cmp.Compare(i.Sec, o.Sec), cmp.Compare(i.Nano, o.Nano))
}

// Sub returns the time from o to i, as an Instant since 1970: a [time.Duration]
// ends after 292 years.
func (i Instant) Sub(o Instant) Instant {
	d := Instant{i.Sec - o.Sec, i.Nano - o.Nano}
	if d.Nano < 0 {
		d.Sec--
		d.Nano += int32(time.Second)
	}
	return d
}

// Add returns the instant that lies a difference, as Sub or [Span] returns it,
// after i.
func (i Instant) Add(d Instant) Instant {
	s := Instant{i.Sec + d.Sec, i.Nano + d.Nano}
	switch {
	case s.Nano < 0:
		s.Sec--
		s.Nano += int32(time.Second)
	case s.Nano >= int32(time.Second):
		s.Sec++
		s.Nano -= int32(time.Second)
	}
	return s
}

// Span returns a duration as a difference of instants. The parts of a negative
// one are both negative.
func Span(d time.Duration) Instant {
	return Instant{int64(d / time.Second), int32(d % time.Second)}
}

// Append appends i as what follows the instant before, the zero value for the
// first: the seconds between them and the nanoseconds.
func (i Instant) Append(b []byte, before Instant) []byte {
	return wire.AppendUint(wire.AppendInt(b, i.Sec-before.Sec), uint64(i.Nano))
}

// Read reads what [Instant.Append] wrote, and refuses what [Of] does.
func Read(r *wire.Reader, before Instant) Instant {
	step, nano := r.Int(), r.Uint()
	if r.Err() == nil && (nano >= uint64(time.Second) || step < MinSec-before.Sec || step > MaxSec-before.Sec) {
		r.Fail("an instant %d s and %d ns after %d s", step, nano, before.Sec)
	}
	if r.Err() != nil {
		return Instant{}
	}
	return Instant{before.Sec + step, int32(nano)}
}
