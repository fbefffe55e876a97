package kpi

import (
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Series keeps one accumulator per calendar period, by the time of the events.
//
//	monthly, err := kpi.NewSeries(kpi.Month, paris, &nps.Accumulator{})
//	err = monthly.Update(answer.Time, func(a *nps.Accumulator) error { return a.Add(answer.Score) })
//
// The zero value keeps zero accumulators by day in UTC. A Series is an
// [Accumulator] itself, so it goes into [Groups]. Series of another grain or
// location are [ErrIncompatible].
type Series[A Accumulator[A]] struct {
	grain   Grain
	zone    civil.Zone
	groups  Groups[int64, A]
	keep    int64 // periods to keep, with the newest; 0 keeps all
	dropped int64 // periods since the year 1 whose times are refused
}

// NewSeries returns a series by grain in a location (nil is UTC), whose
// accumulators start as clones of empty, as in [NewGroups]. The location must be one
// that [time.LoadLocation] finds by its name, because the encoding holds the name.
// [time.Local], which differs between machines, and the location of a time that has
// nothing but an offset are refused with [ErrRange].
func NewSeries[A Accumulator[A]](grain Grain, loc *time.Location, empty A) (*Series[A], error) {
	if err := grain.check(); err != nil {
		return nil, err
	}
	z, err := civil.ZoneOf(loc)
	if err != nil {
		return nil, fmt.Errorf("kpi: series: %w: %v", ErrRange, err)
	}
	groups, err := NewGroups[int64](empty)
	if err != nil {
		return nil, err
	}
	return &Series[A]{grain: grain, zone: z, groups: *groups}, nil
}

// Grain returns the length of the periods.
func (s *Series[A]) Grain() Grain { return s.grain }

// Location returns the location of the periods.
func (s *Series[A]) Location() *time.Location { return s.zone.Location() }

// Update lets add feed the accumulator of the period that holds t, as
// [Groups.Update] does: a new period is there only if add succeeds. A t outside the
// years 1 to 9999, most likely milliseconds taken for seconds, is a [RangeError], and
// so is a t in a period that was dropped.
func (s *Series[A]) Update(t time.Time, add func(A) error) error {
	index, err := s.open(t)
	if err != nil {
		return err
	}
	if err := s.groups.Update(index, add); err != nil {
		return err
	}
	s.advance(index)
	return nil
}

// At returns the accumulator of the period that holds t, made at its first use, as
// [Groups.At] does. A time outside the years 1 to 9999 has no period, and the period of
// another may have been dropped: then the accumulator is not one of the series, and what
// is added to it is lost. So At is for times that the program makes itself; for all
// others there is [Series.Update], which returns an error.
func (s *Series[A]) At(t time.Time) A {
	index, err := s.open(t)
	if err != nil {
		return s.groups.empty.Clone()
	}
	s.advance(index)
	return s.groups.At(index)
}

// Get returns the accumulator of the period that holds t, if there is one.
func (s *Series[A]) Get(t time.Time) (a A, ok bool) {
	index, err := s.index(t)
	if err != nil {
		return a, false
	}
	return s.groups.Get(index)
}

// UpdateAll lets change change the accumulator of every period, and drops the periods
// whose accumulators become empty by that, as [Groups.UpdateAll] does: a customer is
// forgotten, or gets another name, in all of them. What [Series.Drop] dropped, or a newer
// period in [NewRecentSeries], stays dropped.
func (s *Series[A]) UpdateAll(change func(A) error) error {
	return s.groups.updateAll(change, func(index int64) string { return "period " + s.period(index).String() })
}

// Len returns the number of periods that have an accumulator.
func (s *Series[A]) Len() int { return s.groups.Len() }

// All returns the periods that have an accumulator, in the order of time.
func (s *Series[A]) All() iter.Seq2[Period, A] {
	return func(yield func(Period, A) bool) {
		for index, a := range s.groups.All() {
			if !yield(s.period(index), a) {
				return
			}
		}
	}
}

// Changes returns the figure of every period that has one, compared with that of
// the period right before it: the trend, with its uncertainty.
//
//	score := func(a *nps.Accumulator) (kpi.Net, error) { return a.Result().Score() }
//	for month, change := range kpi.Changes(monthly, score) {
//		fmt.Println(month, change)
//	}
//
// Where the period before has no figure, Before is nil and After the figure. Periods
// whose figure is an error are left out. Periods mostly share customers, so that their
// figures are not independent: a figure that is a [Panel], such as
// (*ByCustomer[string]).Rate, takes that into account. For other figures of customers the
// intervals of the changes are too wide.
func Changes[A Accumulator[A], F Figure](s *Series[A], figure func(A) (F, error)) iter.Seq2[Period, Comparison] {
	return func(yield func(Period, Comparison) bool) {
		var last Figure
		var lastIndex int64
		for index, a := range s.groups.All() {
			f, err := figure(a)
			if err != nil {
				continue
			}
			c := Comparison{after: alone(f)}
			if last != nil && lastIndex == index-1 {
				c = Compare[Figure](last, f)
			}
			if !yield(s.period(index), c) {
				return
			}
			last, lastIndex = f, index
		}
	}
}

// index returns the index of the period that holds t.
func (s *Series[A]) index(t time.Time) (int64, error) {
	loc := s.zone.Location()
	if t.Before(earliest) || t.After(latest) || t.In(loc).Year() < minSeriesYear || t.In(loc).Year() > maxYear {
		return 0, &RangeError{Op: "kpi: series", Name: "year", Value: t.In(loc).Year(), Min: minSeriesYear, Max: maxYear}
	}
	return PeriodOf(t, s.grain, loc).index, nil
}

// minSeriesYear is the first year that a series takes; its last is maxYear.
const minSeriesYear = 1

func (s *Series[A]) period(index int64) Period { return PeriodAt(index, s.grain, s.zone.Location()) }

// Total returns all periods merged into a new accumulator.
func (s *Series[A]) Total() (A, error) { return s.groups.Total() }

// Range returns the periods that begin in the half-open [from, to), merged
// into a new accumulator.
func (s *Series[A]) Range(from, to time.Time) (A, error) {
	return s.merged(func(p Period) bool {
		start := p.Start()
		return !start.Before(from) && start.Before(to)
	})
}

func (s *Series[A]) merged(keep func(Period) bool) (A, error) {
	total := s.groups.empty.Clone()
	for p, a := range s.All() {
		if !keep(p) {
			continue
		}
		if err := total.Merge(a); err != nil {
			return s.groups.empty.Clone(), fmt.Errorf("kpi: period %v: %w", p, err)
		}
	}
	return total, nil
}

// Merge adds the accumulators of o period by period.
func (s *Series[A]) Merge(o *Series[A]) error {
	return shell.TryMerge(s, o, (*Series[A]).isZero, (*Series[A]).differ, func() error {
		first := max(s.first(), o.first())
		err := s.groups.Merge(o.since(first))
		if err == nil {
			s.dropUntil(first)
		}
		return err
	})
}

// differ returns [ErrIncompatible] if o has another configuration.
func (s *Series[A]) differ(o *Series[A]) error {
	if s.grain != o.grain || s.zone.String() != o.zone.String() {
		return fmt.Errorf("kpi: %w series: %v in %v and %v in %v", ErrIncompatible, s.grain, s.zone, o.grain, o.zone)
	}
	if s.keep != o.keep {
		return fmt.Errorf("kpi: %w series: %d periods kept and %d", ErrIncompatible, s.keep, o.keep)
	}
	if !sameState(s.groups.empty, o.groups.empty) {
		return fmt.Errorf("kpi: %w series: of other configurations", ErrIncompatible)
	}
	return nil
}

// isZero reports whether s is the zero value: no period, zero accumulators, the
// default calendar.
func (s *Series[A]) isZero() bool {
	return s.Empty() && s.isDefault()
}

// isDefault reports whether s has the default calendar and zero accumulators.
func (s *Series[A]) isDefault() bool {
	return s.grain == Day && s.zone == civil.Zone{} && s.keep == 0 && s.groups.isDefault()
}

// Empty reports whether nothing was added, and nothing dropped.
func (s *Series[A]) Empty() bool { return s.Len() == 0 && s.dropped == 0 }

// Clone returns an independent copy.
func (s *Series[A]) Clone() *Series[A] {
	return shell.Clone(s, func(c *Series[A]) { c.groups = *c.groups.Clone() })
}

const seriesMagic = "ser\x01"

func (s *Series[A]) append(b []byte) ([]byte, error) {
	b = wire.AppendUint(append(b, seriesMagic...), uint64(s.grain))
	b = wire.AppendUint(wire.AppendUint(s.zone.Append(b), uint64(s.keep)), uint64(s.dropped))
	return appendState(b, &s.groups)
}

func readSeries[A Accumulator[A]](r *wire.Reader, have *Series[A]) (s Series[A]) {
	r.Expect("kpi: series", seriesMagic)
	grain, zone := r.Uint(), civil.ReadZone(r, have.zone)
	if grain > uint64(Year) {
		r.Fail("grain %d", grain)
	}
	s = Series[A]{grain: Grain(grain), zone: zone, groups: Groups[int64, A]{empty: have.groups.empty.Clone()}}
	s.readBounds(r)
	if state := r.Bytes(); r.Err() == nil {
		err := s.groups.UnmarshalBinary(state)
		if errors.Is(err, ErrIncompatible) {
			r.Refuse(fmt.Errorf("kpi: series: %w", err))
		} else if err != nil {
			r.Fail("%v", err)
		}
	}
	s.checkPeriods(r)
	if r.Err() == nil && !have.isDefault() {
		if err := have.differ(&s); err != nil {
			r.Refuse(err)
		}
	}
	return s
}

// AppendBinary appends the encoding of s.
func (s *Series[A]) AppendBinary(b []byte) ([]byte, error) { return s.append(b) }

// MarshalBinary returns the encoding of s.
func (s Series[A]) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// UnmarshalBinary makes s the state that was encoded. A series that was made with a
// configuration of its own refuses a state of another one with [ErrIncompatible].
// The time zone database must have the location.
func (s *Series[A]) UnmarshalBinary(b []byte) error { return wire.DecodeOver(b, s, readSeries) }

// MarshalJSON returns the encoding of s as a string in base64.
func (s Series[A]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&s) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (s *Series[A]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, s) }
