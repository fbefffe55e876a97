package kpi

import (
	"fmt"
	"time"
)

// Rolling returns the last n periods, of which the last is the one that holds t,
// merged into a new accumulator: a rolling month by day is Rolling(t, 30). A t that
// Update refuses is a [RangeError]. For one period after the other, [Series.EachRolling]
// costs less.
func (s *Series[A]) Rolling(t time.Time, n int) (A, error) {
	last, err := s.index(t)
	if err != nil {
		return s.groups.empty.Clone(), err
	}
	return s.window(last, n)
}

// window returns the n periods up to the last one, merged.
func (s *Series[A]) window(last int64, n int) (A, error) {
	total := s.groups.empty.Clone()
	if n > s.Len() { // then there are fewer accumulators than periods
		return s.merged(func(p Period) bool { return p.Index() <= last && last-p.Index() < int64(n) })
	}
	for index := last - int64(n) + 1; index <= last; index++ {
		if a, ok := s.groups.Get(index); ok {
			if err := total.Merge(a); err != nil {
				return s.groups.empty.Clone(), fmt.Errorf("kpi: period %v: %w", s.period(index), err)
			}
		}
	}
	return total, nil
}

// EachRolling calls visit with each period from the first to the last one that has an
// accumulator, and with what [Series.Rolling] returns for it: the n periods that end with
// it, merged. It ends with the first error of visit or of a Merge, and returns that.
//
//	err := daily.EachRolling(30, func(day kpi.Period, month *nps.Accumulator) error {
//		score, err := month.Result().Score()
//		...
//	})
//
// The accumulators that are sums have a method Unmerge. For these, a step merges the
// period that comes, and takes the one back that goes, however large n is. For others,
// such as those of customers, a step merges the n periods, unless none comes or goes.
//
// The accumulator is that of the next step too: visit must not change it, and clones it to
// keep it. An n below 1 is a [RangeError].
func (s *Series[A]) EachRolling(n int, visit func(last Period, window A) error) error {
	if n < 1 {
		return &RangeError{Op: "kpi: series", Name: "number of periods", Value: n, Min: 1}
	}
	if s.Len() == 0 {
		return nil
	}
	first, last := s.ends()
	window := s.groups.empty.Clone()
	for index := first; index <= last; index++ {
		var err error
		if window, err = s.roll(window, index, n); err != nil {
			return err
		}
		if err := visit(s.period(index), window); err != nil {
			return err
		}
	}
	return nil
}

// ends returns the first and the last period of a series that has one.
func (s *Series[A]) ends() (first, last int64) {
	some := false
	for index := range s.groups.m {
		if !some {
			first, last, some = index, index, true
		}
		first, last = min(first, index), max(last, index)
	}
	return first, last
}

// roll returns the window of n periods that ends with a period, from that of the period
// before.
func (s *Series[A]) roll(window A, index int64, n int) (A, error) {
	comes, some := s.groups.Get(index)
	if goes, ok := s.groups.Get(index - int64(n)); ok && unmerge(window, goes) != nil {
		return s.window(index, n)
	}
	if !some {
		return window, nil
	}
	if err := window.Merge(comes); err != nil {
		return window, fmt.Errorf("kpi: period %v: %w", s.period(index), err)
	}
	return window, nil
}
