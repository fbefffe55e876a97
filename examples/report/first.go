package main

import "cmp"

// A first is the first order of a customer in a segment. Which one that is follows from the
// orders alone, as in [clv.Loyalty].
type first struct {
	before   uint32 // the number of the customer's first in another segment, and 1
	customer uint32
	bin      uint32 // one of the segment
	nanos    int32
	seconds  int64
	number   int64
	amount   int64 // in units; see ledger.firstRest
}

// addFirst takes an order of a customer.
func (l *ledger) addFirst(o *order) {
	bin := l.binOf(o.spot)
	next := first{customer: o.customer, bin: bin, seconds: o.time.Unix(), nanos: int32(o.time.Nanosecond()), number: o.number, amount: o.amount.units}
	head := headOf(&l.firstHeads, o.customer)
	for i := *head; i > 0; {
		f := l.firsts.at(i - 1)
		if l.bins[f.bin].segment == o.segment {
			if l.comesFirst(&next, o.amount, f, l.firstAmount(i-1, f)) {
				next.before = f.before
				*f = next
				l.keepRest(i-1, o.amount)
			}
			return
		}
		i = f.before
	}
	next.before = *head
	i := l.firsts.add(next)
	*head = i + 1
	l.keepRest(i, o.amount)
}

// keepRest keeps what of an amount is not in units.
func (l *ledger) keepRest(i uint32, amount cash) {
	if amount.rest != nil {
		l.firstRest[i] = *amount.rest
	} else if len(l.firstRest) > 0 {
		delete(l.firstRest, i)
	}
}

// firstAmount returns the amount of a first order.
func (l *ledger) firstAmount(i uint32, f *first) cash {
	m := cash{units: f.amount}
	if rest, ok := l.firstRest[i]; ok {
		m.rest = &rest
	}
	return m
}

// comesFirst reports whether an order comes before another: by time, then by number, then
// with the larger amount.
func (l *ledger) comesFirst(a *first, amount cash, b *first, other cash) bool {
	byTime := cmp.Or(cmp.Compare(a.seconds, b.seconds), cmp.Compare(a.nanos, b.nanos), cmp.Compare(a.number, b.number))
	if byTime != 0 {
		return byTime < 0
	}
	if amount.rest == nil && other.rest == nil {
		return amount.units > other.units
	}
	return amount.decimal().GreaterThan(other.decimal())
}

// eachFirst calls visit for the amount of each customer's first order in a segment; "" is
// all.
func (l *ledger) eachFirst(segment string, visit func(amount cash)) {
	for _, head := range l.firstHeads {
		var best *first
		var amount cash
		for i := head; i > 0; {
			f := l.firsts.at(i - 1)
			if segment == "" || l.bins[f.bin].segment == segment {
				if a := l.firstAmount(i-1, f); best == nil || l.comesFirst(f, a, best, amount) {
					best, amount = f, a
				}
			}
			i = f.before
		}
		if best != nil {
			visit(amount)
		}
	}
}
