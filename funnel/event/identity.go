package event

import (
	"fmt"

	"github.com/customerkpi/kpi"
)

// Empty reports whether nothing was added.
func (f *Funnel[K]) Empty() bool { return !f.end.ok }

// Forget takes a customer out, as if they had never been there. Where the customer's
// event was the latest of all, it looks for another of that time, or for the one before,
// which may take a pass over all customers.
//
// A funnel of entries or sessions that is in order or closed has counted those that are
// over, and does not know whose they were: then the error is [kpi.ErrIrreversible], and
// nothing changes. Where a customer may have to be forgotten, take a funnel in any order,
// or one whose customers are pseudonyms of which you keep the table.
func (f *Funnel[K]) Forget(customer K) error {
	if (f.inOrder || f.closed.ok) && f.rule.Count != Customers {
		return fmt.Errorf("event: %w: entries or sessions that are over are counted without their customer", kpi.ErrIrreversible)
	}
	if f.customers == nil {
		return nil
	}
	if latest := f.customers.forget(customer); latest.ok && latest == f.end {
		f.end = f.customers.latest(latest)
	}
	return nil
}

// Alias gives the events of the customer from to the customer to, as if they had had
// that name all along: the attempts of both are looked at anew.
//
// That takes the events. A funnel in order, or one that was closed, has let go of them:
// then the error is [kpi.ErrIrreversible], and nothing changes. Where visitors sign in,
// take a funnel in any order, or give each event the name of today before it is added.
func (f *Funnel[K]) Alias(from, to K) error {
	if f.inOrder || f.closed.ok {
		return fmt.Errorf("event: %w: a funnel in order or closed has let go of the events of its customers", kpi.ErrIrreversible)
	}
	if f.customers != nil {
		f.customers.alias(from, to)
	}
	return nil
}

// Empty reports whether nothing was added.
func (b *Breakdown[K, P]) Empty() bool { return !b.funnel.end.ok }

// Forget takes a customer out, as if they had never been there, as [Funnel.Forget] does.
// The error is always nil.
func (b *Breakdown[K, P]) Forget(customer K) error {
	idle := b.funnel.written()
	latest := idle.forget(customer)
	touches, _ := b.customers.Remove(customer)
	latest.include(latestOf(touches))
	if !latest.ok || latest != b.funnel.end {
		return nil
	}
	end := idle.latest(latest)
	for _, touches := range b.customers.All() {
		if end == latest {
			break
		}
		end.include(latestOf(*touches))
	}
	b.funnel.end = end
	return nil
}

// latestOf returns when the latest of some events was.
func latestOf[P kpi.Key](touches []touch[P]) (latest moment) {
	for _, t := range touches {
		latest.advance(t.at)
	}
	return latest
}

// Alias gives the events of the customer from to the customer to, as if they had had
// that name all along: the customer then is in one group. The error is always nil.
func (b *Breakdown[K, P]) Alias(from, to K) error {
	b.funnel.written().alias(from, to)
	b.customers.Rename(from, to, join[P])
	return nil
}

// forget takes a customer out, and returns when their latest event was, if there was
// one.
func (c *customers[K]) forget(customer K) moment {
	latest, _ := c.idle.Remove(customer)
	if j, ok := c.journeys.Remove(customer); ok {
		latest.include(j.latest())
	}
	if from, ok := c.cells.Remove(customer); ok {
		var scratch journey
		latest.include(c.of(&from, &scratch).latest())
		if from.moved() {
			at := int(from.times[0].int())
			c.moved[at] = nil
			c.free = append(c.free, at)
		}
	}
	return latest
}

// alias gives the events of a customer to another, where none are taken yet.
func (c *customers[K]) alias(from, to K) {
	c.idle.Rename(from, to, (*moment).include)
	c.journeys.Rename(from, to, func(j **journey, theirs *journey) { (*j).join(theirs) })
}

// latest returns when the latest event was, by a pass over the customers, which ends
// where one has an event at most: there is none after that.
func (c *customers[K]) latest(most moment) (latest moment) {
	c.flush()
	for _, at := range c.idle.All() {
		if latest.include(*at); latest == most {
			return latest
		}
	}
	for _, j := range c.all() {
		if latest.include(j.latest()); latest == most {
			return latest
		}
	}
	return latest
}

// latest returns when the latest event was, of a journey in any order too.
func (j *journey) latest() moment {
	latest := moment{j.walk.last, j.walk.begun}
	for _, r := range j.waiting() {
		latest.advance(r.at)
	}
	return latest
}
