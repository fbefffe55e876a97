package retention

import (
	"cmp"
	"fmt"
	"math"
	"time"

	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/timeline"
)

// AddParallel is [Repurchase.AddSlice] on up to n goroutines, which are gone when it
// returns. Two take a column of millions of orders in little more than half the time; of
// fewer than some 100,000 orders it is AddSlice itself.
func (a *Repurchase[K]) AddParallel(n int, customers []K) error {
	if uint64(len(customers)) > math.MaxUint64-a.orders {
		return errOrders
	}
	if a.orders += uint64(len(customers)); a.short() {
		keyed.EachOn(n, &a.customers, customers, make([]struct{}, len(customers)), func(t *times, _ struct{}) { *t++ })
		return nil
	}
	for _, customer := range customers {
		a.addLong(customer, 1)
	}
	return nil
}

// Sibling returns an empty accumulator for other customers, or for another goroutine,
// whose state a takes in at less cost than that of a stranger: see [Repurchase.Absorb].
// It makes a ready for that, so that a must have no other writer or reader.
func (a *Repurchase[K]) Sibling() *Repurchase[K] {
	return &Repurchase[K]{customers: a.customers.Sibling()}
}

// Share returns which of n siblings a customer belongs to, 0 to n-1, so that
// [Repurchase.Absorb] costs nothing per customer. Siblings agree on it, two strangers do
// not. It takes n of 1 to 256; a larger n counts as 256, a smaller one as 1. Before the
// first customer it makes a ready, as Sibling does.
func (a *Repurchase[K]) Share(customer K, n int) int { return a.customers.Share(customer, n) }

// Absorb is [Repurchase.Merge], and leaves o empty. It takes over what it can of the
// memory of o: of siblings that hold the customers of other shares all, in the same time
// for a million customers as for one.
func (a *Repurchase[K]) Absorb(o *Repurchase[K]) error {
	if o == nil || o == a {
		return a.Merge(o)
	}
	if o.orders > math.MaxUint64-a.orders {
		return errOrders
	}
	if o.orders+a.orders > math.MaxUint32 { // somebody may have more than 32 bits hold
		err := a.Merge(o)
		*o = Repurchase[K]{}
		return err
	}
	a.orders += o.orders
	a.customers.Absorb(&o.customers, (*times).add)
	o.orders = 0
	return nil
}

// AddParallel is [Activity.AddSlice] on up to n goroutines, which are gone when it
// returns; of fewer than some 100,000 rows it is AddSlice itself.
func (a *Activity[K]) AddParallel(n int, customers []K, at []time.Time) error {
	if err := checkColumn("retention: activity", len(customers), len(at)); err != nil {
		return err
	}
	periods, err := figure.IndexesOn(n, "retention: activity", a.calendar, at)
	if err != nil {
		return err
	}
	keyed.EachOn(n, &a.customers, customers, periods, func(s *periodSet, period int32) { s.add(blockOf(period)) })
	return nil
}

// AddParallel is [Purchases.AddSlice] on up to n goroutines, which are gone when it
// returns; of fewer than some 100,000 orders it is AddSlice itself.
func (p *Purchases[K]) AddParallel(n int, customers []K, at []time.Time) error {
	if err := checkColumn("retention: purchases", len(customers), len(at)); err != nil {
		return err
	}
	instants := make([]timeline.Instant, len(at))
	errs := make([]error, max(n, 1)) // the first one of each section
	keyed.Spread(n, len(at), func(section, from, to int) {
		for i := from; i < to; i++ {
			var err error
			if instants[i], err = figure.Instant("retention: purchases", at[i]); err != nil {
				errs[section] = fmt.Errorf("input %d: %w", i, err)
				return
			}
		}
	})
	if err := cmp.Or(errs...); err != nil {
		return err
	}
	keyed.EachOn(n, &p.customers, customers, instants, func(o *orders, at timeline.Instant) { o.Add(at) })
	return nil
}
