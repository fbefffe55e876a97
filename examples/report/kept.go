package main

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/examples/internal/rows"
)

// kept are the orders whose lines may stand apart: all of them, until the end. An order is
// 56 bytes, beside its text.
type kept struct {
	numbers   map[string]uint32 // of orders, by their text
	orders    pages[keptOrder]
	rest      map[uint32]decimal.Decimal // of amounts, by order
	elsewhere map[elsewhere]sole         // products of lines in another bin than the first
}

type keptOrder struct {
	seconds  int64 // of the earliest line
	number   int64
	amount   int64 // in units
	nanos    int32
	customer uint32
	bin      uint32 // of the first line
	products sole   // of the lines of that bin
}

// elsewhere is an order in another bin than that of its first line.
type elsewhere struct{ order, bin uint32 }

func newKept() kept {
	return kept{numbers: make(map[string]uint32), rest: make(map[uint32]decimal.Decimal), elsewhere: make(map[elsewhere]sole)}
}

// known returns the amount of an order so far.
func (k *kept) known(id string) (m cash) {
	i, ok := k.numbers[id]
	if !ok {
		return m
	}
	m.units = k.orders.at(i).amount
	if rest, ok := k.rest[i]; ok {
		m.rest = &rest
	}
	return m
}

// collect adds a line to its order, which is made at its first.
func (k *kept) collect(s spot, o *rows.Order, customer, bin, product uint32) {
	i, ok := k.numbers[o.Order]
	if !ok {
		first := newOrder(s, o, customer)
		i = k.orders.add(keptOrder{seconds: s.time.Unix(), nanos: int32(s.time.Nanosecond()), number: first.number, customer: customer, bin: bin})
		k.numbers[string([]byte(o.Order))] = i
	}
	at := k.orders.at(i)
	at.see(s.time)
	if at.customer == 0 {
		at.customer = customer
	}
	var amount cash
	amount.add(o.Amount)
	addAmount(&at.amount, k.rest, i, amount)
	if product > 0 {
		k.addProducts(i, bin, sole{product, 1})
	}
}

// see takes the time of a line.
func (o *keptOrder) see(t time.Time) {
	if seconds, nanos := t.Unix(), int32(t.Nanosecond()); seconds < o.seconds || seconds == o.seconds && nanos < o.nanos {
		o.seconds, o.nanos = seconds, nanos
	}
}

// addProducts adds the products of lines in a bin.
func (k *kept) addProducts(i, bin uint32, products sole) {
	at := k.orders.at(i)
	switch {
	case products.kinds == 0:
	case bin == at.bin:
		at.products.merge(products)
	default:
		s := k.elsewhere[elsewhere{i, bin}]
		s.merge(products)
		k.elsewhere[elsewhere{i, bin}] = s
	}
}

// order returns an order, of which l has the segment.
func (k *kept) order(i uint32, l *ledger) order {
	at := k.orders.at(i)
	o := order{customer: at.customer, number: at.number, amount: cash{units: at.amount}}
	o.spot = spot{l.bins[at.bin].segment, time.Unix(at.seconds, int64(at.nanos)).In(l.calendar.zone)}
	if rest, ok := k.rest[i]; ok {
		o.amount.rest = &rest
	}
	return o
}
