package kpi

import (
	"fmt"
	"time"

	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/timeline"
	"github.com/customerkpi/kpi/internal/wire"
)

// Seen is a set of the identifiers of events, so that an event that is delivered
// twice is counted once:
//
//	first, err := seen.Once(id, t, func() error { return answers.Add(score) })
//
// The zero value keeps every identifier. A set from [NewSeen] keeps the identifiers of a
// span of time before the newest event, which bounds its memory; an older event is
// refused, because nobody knows whether it was counted. The bound is that of event times:
// a clock that runs ahead moves it, so compare times from elsewhere with your own clock
// first.
//
// An identifier is an integer or a string; a UUID is string(id[:]). An integer takes
// 43 to 85 bytes, a string 53 to 80 and its text; those that are too old are removed
// when they are as many as the others. See [Accumulator] for the laws: the sets of the
// parts of a stream merge to the set of one pass.
type Seen[ID Key] struct {
	keep   time.Duration // 0 keeps all
	newest timeline.Instant
	ids    keyed.Table[ID, timeline.Instant]
	live   int // identifiers that were kept when old ones were last removed
}

// NewSeen returns a set that keeps the identifiers of events up to keep older than
// the newest one. A keep of 0 or less is a [*RangeError].
func NewSeen[ID Key](keep time.Duration) (*Seen[ID], error) {
	if keep <= 0 {
		return nil, &RangeError{Op: "seen", Name: "time to keep", Value: keep, Min: time.Duration(1)}
	}
	return &Seen[ID]{keep: keep}, nil
}

// Add notes an event, and reports whether it is the first with its identifier. If an
// identifier has several times, the latest counts. A time before the bound, or outside
// the years 1 to 9999, is a [*RangeError]; then nothing is noted.
//
// Where the event may still be refused, take [Seen.Once]: an event that was noted but
// not counted is lost.
func (s *Seen[ID]) Add(id ID, t time.Time) (first bool, err error) {
	at, err := s.check(t)
	if err != nil {
		return false, err
	}
	first = s.note(id, at)
	s.removeOld()
	return first, nil
}

// Once calls count if the event is the first with its identifier, and notes it if count
// returns nil. Any other error is returned, and the event may come again, corrected.
// Otherwise it is [Seen.Add].
func (s *Seen[ID]) Once(id ID, t time.Time, count func() error) (first bool, err error) {
	at, err := s.check(t)
	if err != nil {
		return false, err
	}
	if latest, ok := s.ids.Get(id); !ok || s.isOld(latest) {
		if err := count(); err != nil {
			return false, err
		}
	}
	first = s.note(id, at)
	s.removeOld()
	return first, nil
}

// check returns the instant of t, or why it is refused.
func (s *Seen[ID]) check(t time.Time) (timeline.Instant, error) {
	at, ok := timeline.Of(t)
	if !ok {
		return at, &RangeError{Op: "seen", Name: "year", Value: t.UTC().Year(), Min: 1, Max: 9999}
	}
	if s.isOld(at) {
		return at, &RangeError{Op: "seen", Name: "time", Value: t, Min: s.bound().Time()}
	}
	return at, nil
}

// Empty reports whether the set has no identifier.
func (s *Seen[ID]) Empty() bool { return s.ids.Len() == 0 }

// Len returns the number of identifiers. It looks at each of them.
func (s *Seen[ID]) Len() int {
	n := 0
	for range s.kept {
		n++
	}
	return n
}

// Bound returns the time before which events are refused, and whether there is one.
func (s *Seen[ID]) Bound() (time.Time, bool) {
	if s.keep == 0 || s.ids.Len() == 0 {
		return time.Time{}, false
	}
	return s.bound().Time(), true
}

// bound needs an event and a time to keep.
func (s *Seen[ID]) bound() timeline.Instant { return s.newest.Add(timeline.Span(-s.keep)) }

func (s *Seen[ID]) isOld(t timeline.Instant) bool {
	return s.keep != 0 && s.ids.Len() > 0 && t.Before(s.bound())
}

// note enters a time that is not old, and reports whether the identifier is new: not
// there, or too old to be kept.
func (s *Seen[ID]) note(id ID, at timeline.Instant) (first bool) {
	n := s.ids.Len()
	latest := s.ids.At(id)
	added := s.ids.Len() > n
	first = added || s.isOld(*latest)
	if added || latest.Before(at) {
		*latest = at
	}
	if n == 0 || s.newest.Before(at) {
		s.newest = at
	}
	return first
}

// removeOld removes the identifiers that are too old, once there may be as many as
// others: an Add then costs a constant time on average.
func (s *Seen[ID]) removeOld() {
	if s.keep == 0 || s.ids.Len() < 2*s.live+1024 {
		return
	}
	s.ids = s.table()
	s.live = s.ids.Len()
}

// table returns the identifiers that are not too old.
func (s *Seen[ID]) table() keyed.Table[ID, timeline.Instant] {
	var kept keyed.Table[ID, timeline.Instant]
	for id, at := range s.kept {
		*kept.At(id) = *at
	}
	return kept
}

// kept yields the identifiers that are not too old.
func (s *Seen[ID]) kept(yield func(ID, *timeline.Instant) bool) {
	for id, at := range s.ids.All() {
		if !s.isOld(*at) && !yield(id, at) {
			return
		}
	}
}

// Merge adds the identifiers of o. Another time to keep is [ErrIncompatible], unless
// one of the two is the zero value.
func (s *Seen[ID]) Merge(o *Seen[ID]) error {
	return shell.Merge(s, o, (*Seen[ID]).isZero, (*Seen[ID]).differ, func() {
		if s.ids.Len() > 0 && o.ids.Len() > 0 && s.newest.Before(o.newest) {
			s.newest = o.newest
		}
		for id, at := range o.kept {
			if !s.isOld(*at) {
				s.note(id, *at)
			}
		}
		s.removeOld()
	})
}

func (s *Seen[ID]) differ(o *Seen[ID]) error {
	if s.keep == o.keep {
		return nil
	}
	return fmt.Errorf("seen: %w times to keep %v and %v", ErrIncompatible, s.keep, o.keep)
}

func (s *Seen[ID]) isZero() bool { return s.keep == 0 && s.ids.Len() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (s *Seen[ID]) Clone() *Seen[ID] {
	return shell.Clone(s, func(c *Seen[ID]) { c.ids = c.ids.Clone(nil) })
}

const seenMagic = "see\x01"

func (s *Seen[ID]) append(b []byte) []byte {
	b = wire.AppendInt(append(b, seenMagic...), int64(s.keep))
	ids := s.ids
	if s.Len() < ids.Len() {
		ids = s.table()
	}
	return keyed.AppendTable(b, &ids, func(at *timeline.Instant, b []byte) []byte {
		return at.Append(b, timeline.Instant{})
	})
}

func readSeen[ID Key](r *wire.Reader) Seen[ID] {
	r.Expect("seen", seenMagic)
	s := Seen[ID]{keep: time.Duration(r.Int())}
	if s.keep < 0 {
		r.Fail("time to keep %v", s.keep)
	}
	s.newest = timeline.Instant{Sec: timeline.MinSec}
	s.ids = keyed.ReadTable[ID](r, func(at *timeline.Instant, r *wire.Reader) {
		*at = timeline.Read(r, timeline.Instant{})
		if s.newest.Before(*at) {
			s.newest = *at
		}
	})
	for _, at := range s.ids.All() {
		if s.isOld(*at) {
			r.Fail("identifier of %v, before %v", at.Time(), s.bound().Time())
		}
	}
	return s
}

// AppendBinary appends the encoding of s.
func (s *Seen[ID]) AppendBinary(b []byte) ([]byte, error) { return s.append(b), nil }

// MarshalBinary returns the encoding of s.
func (s Seen[ID]) MarshalBinary() ([]byte, error) { return s.append(nil), nil }

// UnmarshalBinary makes s the set that was encoded, or returns [ErrCorrupt].
func (s *Seen[ID]) UnmarshalBinary(b []byte) error { return wire.Decode(b, s, readSeen) }

// MarshalJSON returns the encoding of s as a string in base64.
func (s Seen[ID]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&s) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [ErrCorrupt].
func (s *Seen[ID]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, s) }
