package main

import (
	"errors"
	"iter"
	"sync"

	"github.com/customerkpi/kpi"
)

// A book keeps the accumulators of one kind of events, by segment and month.
type book[A accumulator[A]] struct {
	*kpi.Groups[string, *kpi.Series[A]]
}

// An accumulator knows its customers, who may be forgotten or renamed.
type accumulator[A any] interface {
	kpi.Accumulator[A]
	Forget(customer string) error
	Alias(from, to string) error
}

// newBook returns a book of bounded size: a segment too many and a month too old are
// refused.
func newBook[A accumulator[A]](c config, empty A) (*book[A], error) {
	months, err := kpi.NewRecentSeries(kpi.Month, c.location, empty, c.months)
	if err != nil {
		return nil, err
	}
	segments, err := kpi.NewBoundedGroups[string](months, c.segments)
	return &book[A]{segments}, err
}

// add lets add feed the accumulator of an event's segment and month, if both are open and
// once has no error.
func (b *book[A]) add(e *event, once func() error, add func(A) error) error {
	return b.Update(e.Segment, func(months *kpi.Series[A]) error {
		return months.Update(e.Time, func(a A) error {
			if err := once(); err != nil {
				return err
			}
			return add(a)
		})
	})
}

func (b *book[A]) forget(customer string) error {
	return b.each(func(a A) error { return a.Forget(customer) })
}

func (b *book[A]) alias(from, to string) error {
	return b.each(func(a A) error { return a.Alias(from, to) })
}

// each lets do change all accumulators.
func (b *book[A]) each(do func(A) error) error {
	return b.UpdateAll(func(months *kpi.Series[A]) error { return months.UpdateAll(do) })
}

// merge adds a later book month by month. Merge of Groups would try it on a copy first.
func (b *book[A]) merge(later part) (err error) {
	for segment, months := range later.(*book[A]).All() {
		err = errors.Join(err, b.Update(segment, func(mine *kpi.Series[A]) (err error) {
			if from, ok := months.Open(); ok { // even if the newest month was of one customer, who was forgotten
				mine.Drop(from)
			}
			for month, theirs := range months.All() {
				err = errors.Join(err, mine.Update(month.Start(), func(a A) error { return a.Merge(theirs) }))
			}
			return err
		}))
	}
	return err
}

// A page is the accumulator of a month.
type page[A any] struct {
	month kpi.Period
	of    A
}

// pages returns the accumulators by segment and month. They are there without the lock, but
// not to be looked at.
func (b *book[A]) pages(lock sync.Locker) iter.Seq2[string, page[A]] {
	var segments []string
	var pages []page[A]
	lock.Lock()
	for segment, months := range b.All() {
		for month, a := range months.All() {
			segments, pages = append(segments, segment), append(pages, page[A]{month, a})
		}
	}
	lock.Unlock()
	return func(yield func(string, page[A]) bool) {
		for i, p := range pages {
			if !yield(segments[i], p) {
				return
			}
		}
	}
}
