package event

import (
	"errors"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/keyed"
)

// OfParallel is [Of] on up to n goroutines, which are gone when it returns: the same
// result and errors, for a column of some 100,000 rows or more in about the n-th part
// of the time. It is Of itself, on one goroutine, where an event has several steps or
// an exclusion, one step above 30, or lies nine years away from the first, unless the
// customers are sorted.
func OfParallel[K kpi.Key](n int, rule Rule, customers []K, events []Event, steps ...string) (Result, error) {
	f, err := New[K](rule, steps...)
	if err != nil || n < 2 || len(events) == 0 || len(events) != len(customers) {
		return Of(rule, customers, events, steps...)
	}
	p := &f.customers.plan
	first, err := p.record(&events[0])
	if err != nil {
		return Of(rule, customers, events, steps...)
	}
	all := make(batches, n)
	for i := range all {
		all[i] = newBatch(p)
		all[i].begin(first)
	}
	if slices.IsSorted(customers) {
		err = all.ascending(sameCustomer(customers), events)
	} else {
		err = batchesOf(all, customers, events)
	}
	if errors.Is(err, errOdd) {
		return Of(rule, customers, events, steps...)
	}
	if err != nil {
		return Result{}, err
	}
	return all.join().tally.result(f.stepNames(), rule.Optional), nil
}

// errOdd ends the work of several goroutines at an event whose note is odd: it would be
// the place of a record of another goroutine.
var errOdd = errors.New("event: an odd event")

// batches are those of the goroutines of one column. They have one origin.
type batches []*batch

// batchesOf takes columns in any order.
func batchesOf[K kpi.Key](all batches, customers []K, events []Event) error {
	starts := slices.Repeat([]int{-1}, len(all)) // the first row of each section
	return keyed.GroupOn(len(all), customers,
		func(section, start int, notes []note) error {
			b := all[section]
			if starts[section] < 0 {
				starts[section] = start
			}
			if err := b.read(start, events[start:], notes); err != nil {
				return err
			}
			if len(b.odd) > 0 {
				return errOdd
			}
			return nil
		},
		func(i int) func([]note) {
			if i == 0 {
				all.meet(starts, events)
			}
			return all[i].customer
		})
}

// meet tells each batch what all have read: the latest time, and whether the times of
// the column do not fall.
func (all batches) meet(starts []int, events []Event) {
	latest, sorted := uint64(0), true
	for i, b := range all {
		latest = max(latest, b.latest)
		sorted = sorted && b.sorted
		if start := starts[i]; start > 0 {
			sorted = sorted && !events[start].Time.Before(events[start-1].Time)
		}
	}
	for _, b := range all {
		b.latest, b.sorted = latest, sorted
	}
}

// ascending takes columns of sorted customers: each batch a section of them.
func (all batches) ascending(same func(row int) bool, events []Event) error {
	// The first row of a customer at or after a row.
	boundary := func(row int) int {
		for row > 0 && row < len(events) && same(row) {
			row++
		}
		return row
	}
	errs := make([]error, len(all))
	keyed.Spread(len(all), len(events), func(i, from, to int) {
		errs[i] = all[i].ascending(same, events, boundary(from), boundary(to))
	})
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// join adds the others to the first, and finishes it.
func (all batches) join() *batch {
	b := all[0]
	for _, o := range all[1:] {
		b.tally.merge(&o.tally)
		b.open = append(b.open, o.open...)
		b.latest = max(b.latest, o.latest)
		b.known.include(o.known)
	}
	b.finish()
	return b
}
