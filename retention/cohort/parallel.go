package cohort

import (
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
)

// AddParallel is AddSlice on up to n goroutines, which are gone when it returns. Two take
// columns of millions of events in little more than half the time; of fewer than some
// 100,000 events it is AddSlice itself.
func (a *Accumulator[K]) AddParallel(n int, customers []K, at []time.Time) error {
	return a.addParallel(n, customers, at, starts|returns)
}

func (a *Accumulator[K]) addParallel(n int, customers []K, at []time.Time, k kind) error {
	if n := len(customers); len(at) != n {
		return &kpi.RangeError{Op: op, Name: "number of times", Value: len(at), Min: n, Max: n}
	}
	periods, err := figure.IndexesOn(n, op, a.in(), at)
	if err != nil {
		return err
	}
	keyed.EachOn(n, &a.customers, customers, periods, func(h *history, period int32) { h.add(blockOf(period, k)) })
	return nil
}

// Sibling returns an empty accumulator for other customers, or for another goroutine, by
// the same grain and location, whose state a takes in at less cost than that of a
// stranger: see Absorb. It makes a ready for that, so that a must have no other writer.
func (a *Accumulator[K]) Sibling() *Accumulator[K] {
	return &Accumulator[K]{a.calendar, a.customers.Sibling()}
}

// Share returns which of n siblings a customer belongs to, 0 to n-1, so that Absorb costs
// nothing per customer. Siblings agree on it, two strangers do not. It takes n of 1 to
// 256; a larger n counts as 256, a smaller one as 1.
func (a *Accumulator[K]) Share(customer K, n int) int { return a.customers.Share(customer, n) }

// Absorb is Merge, and leaves o without customers. It takes over what it can of the memory
// of o: of siblings that hold the customers of other shares all, in the same time for a
// million customers as for one.
func (a *Accumulator[K]) Absorb(o *Accumulator[K]) error {
	if o == nil || o == a || o.isZero() {
		return a.Merge(o)
	}
	if a.isZero() {
		a.calendar = o.calendar
	}
	if err := a.differ(o); err != nil {
		return err
	}
	a.customers.Absorb(&o.customers, (*history).merge)
	return nil
}
