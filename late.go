package kpi

import (
	"maps"
	"time"

	"github.com/customerkpi/kpi/internal/wire"
)

// NewRecentSeries returns [NewSeries] of the newest keep periods, which bounds the memory
// of a stream without end: a time in a new period drops those that are then too old, and
// a time in a period that is too old is refused with a [RangeError]. So a month with the
// keep of 13 is open for a year after it ended.
//
// The newest period is that of the newest input, so that a clock that runs ahead drops
// what others still need: compare times from elsewhere with your own clock first. The parts
// of a stream, in any order, merge to the state of one pass.
func NewRecentSeries[A Accumulator[A]](grain Grain, loc *time.Location, empty A, keep int) (*Series[A], error) {
	s, err := NewSeries(grain, loc, empty)
	if err != nil {
		return nil, err
	}
	if keep < 1 || int64(keep) > s.beyond()-s.beginning() {
		return nil, &RangeError{Op: "kpi: series", Name: "number of periods", Value: keep, Min: 1, Max: s.beyond() - s.beginning()}
	}
	s.keep = int64(keep)
	return s, nil
}

// Drop forgets the periods that ended by before, and returns how many. It bounds the
// memory of a long stream. From then on [Series.Update] refuses their times with a
// [RangeError], and Merge takes nothing of them.
func (s *Series[A]) Drop(before time.Time) int {
	first := s.beyond()
	if index, err := s.index(before); err == nil {
		first = index
	} else if before.Before(s.period(s.beginning()).Start()) {
		return 0
	}
	return s.dropUntil(first)
}

// Open returns the time from which on s takes input, and whether there is one: it is the
// start of the first period that was not dropped.
func (s *Series[A]) Open() (from time.Time, ok bool) {
	if s.dropped == 0 {
		return time.Time{}, false
	}
	return s.period(s.first()).Start(), true
}

// beginning returns the index of the first period that a series may have, and beyond the
// one after the last.
func (s *Series[A]) beginning() int64 { return index(s.grain, minSeriesYear, time.January, 1) }
func (s *Series[A]) beyond() int64    { return index(s.grain, maxYear, time.December, 31) + 1 }

// first returns the index of the first period that was not dropped.
func (s *Series[A]) first() int64 { return s.beginning() + s.dropped }

// open returns the index of the period that holds t, or a RangeError if it was dropped.
func (s *Series[A]) open(t time.Time) (int64, error) {
	index, err := s.index(t)
	if err == nil && s.dropped > 0 && index < s.first() {
		from, _ := s.Open()
		err = &RangeError{Op: "kpi: series", Name: "time", Value: t, Min: from}
	}
	return index, err
}

// advance drops what is too old once there is a period of an index.
func (s *Series[A]) advance(index int64) {
	if s.keep > 0 {
		s.dropUntil(index - s.keep + 1)
	}
}

// dropUntil drops the periods before the one of index first, and returns how many had
// an accumulator.
func (s *Series[A]) dropUntil(first int64) int {
	if first <= s.first() {
		return 0
	}
	s.dropped = first - s.beginning()
	n := s.groups.Len()
	maps.DeleteFunc(s.groups.m, func(index int64, _ A) bool { return index < first })
	return n - s.groups.Len()
}

// since returns the accumulators from the period of index first on; they are those of s.
func (s *Series[A]) since(first int64) *Groups[int64, A] {
	if first <= s.first() {
		return &s.groups
	}
	g := &Groups[int64, A]{empty: s.groups.empty}
	for index, a := range s.groups.m {
		if index >= first {
			g.put(index, a)
		}
	}
	return g
}

// readBounds reads how many periods are kept, and were dropped.
func (s *Series[A]) readBounds(r *wire.Reader) {
	keep, dropped := r.Uint(), r.Uint()
	if all := uint64(s.beyond() - s.beginning()); keep > all || dropped > all {
		r.Fail("%d periods kept and %d dropped of %d", keep, dropped, all)
		return
	}
	s.keep, s.dropped = int64(keep), int64(dropped)
}

// checkPeriods makes periods that s does not take a fault of r.
func (s *Series[A]) checkPeriods(r *wire.Reader) {
	first, beyond := s.first(), s.beyond()
	if s.keep > 0 {
		beyond = min(beyond, first+s.keep)
	}
	if !s.groups.keys.isZero() {
		r.Fail("periods with a bound of keys")
	}
	for index := range s.groups.m {
		if r.Err() == nil && (index < first || index >= beyond) {
			r.Fail("period %d", index)
		}
	}
}
