package main

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// savedOrders are the orders of a state: those that are kept, because their lines may stand
// apart in other files, and what customers bought.
type savedOrders struct {
	Lines, Anonymous, Counted, Free int
	Sum, Revenue                    savedCash
	Refunds                         int
	Refunded                        savedCash
	RefundedIn                      []savedRefund // of customers, by segment

	Bins      []savedBin
	Facts     []savedFact
	Firsts    []savedFirst
	Opening   time.Time
	Kept      []savedOrder
	Elsewhere []savedPart
}

// A savedCash is a cash: units, and what does not fit.
type savedCash struct {
	Units int64
	Rest  *savedAmount
}

type savedRefund struct {
	Segment string
	Amount  savedCash
}

type savedBin struct {
	Segment string
	Period  int64
}

type savedSole struct {
	Only  uint32
	Kinds uint8
}

type savedFact struct {
	Customer, Bin, Orders uint32
	Spent                 savedCash
	Days, Products        savedSole
}

type savedFirst struct {
	Customer, Bin uint32
	Time          time.Time
	Number        int64
	Amount        savedCash
}

type savedOrder struct {
	ID            string
	Customer, Bin uint32
	Time          time.Time
	Number        int64
	Amount        savedCash
	Products      savedSole
}

// A savedPart is the products of an order in another bin than that of its first line.
type savedPart struct {
	Order, Bin uint32
	Products   savedSole
}

func (s sole) saved() savedSole { return savedSole{s.only, s.kinds} }

func saveCash(units int64, rest map[uint32]decimal.Decimal, i uint32) savedCash {
	s := savedCash{Units: units}
	if r, ok := rest[i]; ok {
		s.Rest = savedAmountOf(&r)
	}
	return s
}

func (m *cash) saved() savedCash { return savedCash{m.units, savedAmountOf(m.rest)} }

func (s savedCash) cash() cash { return cash{s.Units, s.Rest.decimal()} }

// merge adds a sum to another.
func (m *cash) merge(o cash) {
	m.addUnits(o.units)
	if o.rest != nil {
		m.addRest(*o.rest)
	}
}

// savedOrders returns what is kept of orders.
func (r *report) savedOrders() savedOrders {
	l, b := r.ledger, r.book
	s := savedOrders{
		Lines: b.lines, Anonymous: b.anonymous, Counted: b.counted, Free: b.free, Opening: l.opening,
		Sum: b.sum.saved(), Revenue: b.revenue.saved(), Refunds: b.refunded.lines, Refunded: b.refunded.amount.saved(),
	}
	for _, segment := range slices.Sorted(maps.Keys(l.refunded)) {
		s.RefundedIn = append(s.RefundedIn, savedRefund{segment, l.refunded[segment].saved()})
	}
	for _, of := range l.bins {
		s.Bins = append(s.Bins, savedBin{of.segment, of.period})
	}
	for i, f := range l.facts.all {
		s.Facts = append(s.Facts, savedFact{f.customer, f.bin, f.orders, saveCash(f.spent, l.rest, i), f.days.saved(), f.products.saved()})
	}
	for i, f := range l.firsts.all {
		s.Firsts = append(s.Firsts, savedFirst{f.customer, f.bin, time.Unix(f.seconds, int64(f.nanos)), f.number, saveCash(f.amount, l.firstRest, i)})
	}
	s.Kept = make([]savedOrder, b.kept.orders.n)
	for id, i := range b.kept.numbers {
		o := b.kept.orders.at(i)
		s.Kept[i] = savedOrder{id, o.customer, o.bin, time.Unix(o.seconds, int64(o.nanos)), o.number, saveCash(o.amount, b.kept.rest, i), o.products.saved()}
	}
	for at, products := range b.kept.elsewhere {
		s.Elsewhere = append(s.Elsewhere, savedPart{at.order, at.bin, products.saved()})
	}
	slices.SortFunc(s.Elsewhere, func(a, b savedPart) int { return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Bin, b.Bin)) })
	return s
}

// addOrders adds the orders of a state. Its numbers of customers, products, bins and orders
// are others than those here.
func (r *report) addOrders(s *state) error {
	o, l, b := &s.Orders, r.ledger, r.book
	n := renumbering{l: l, names: r.customers, things: r.products, s: s}
	b.lines, b.anonymous, b.counted, b.free = b.lines+o.Lines, b.anonymous+o.Anonymous, b.counted+o.Counted, b.free+o.Free
	b.sum.merge(o.Sum.cash())
	b.revenue.merge(o.Revenue.cash())
	b.refunded.lines += o.Refunds
	b.refunded.amount.merge(o.Refunded.cash())
	for _, of := range o.RefundedIn {
		l.refundedIn(of.Segment).merge(of.Amount.cash())
	}
	if !o.Opening.IsZero() && (l.opening.IsZero() || o.Opening.Before(l.opening)) {
		l.opening = o.Opening.In(l.calendar.zone)
	}
	for _, f := range o.Facts {
		l.addFact(n.customer(f.Customer), n.bin(f.Bin), &f, n.products(f.Products))
	}
	for _, f := range o.Firsts {
		bin := n.bin(f.Bin)
		if n.err == nil {
			l.addFirst(&order{spot{l.bins[bin].segment, f.Time.In(l.calendar.zone)}, n.customer(f.Customer), f.Number, f.Amount.cash()})
		}
	}
	numbers := make([]uint32, len(o.Kept))
	for i, at := range o.Kept {
		numbers[i] = b.kept.addSaved(&at, n.customer(at.Customer), n.bin(at.Bin), n.products(at.Products))
	}
	for _, at := range o.Elsewhere {
		if int(at.Order) >= len(numbers) {
			return errCorrupt
		}
		b.kept.addProducts(numbers[at.Order], n.bin(at.Bin), n.products(at.Products))
	}
	return errors.Join(r.clv.ahead.add(s.Ahead, &n), n.err)
}

// A renumbering finds the numbers here of those in a state.
type renumbering struct {
	l             *ledger
	names, things *names
	s             *state
	err           error
}

func (n *renumbering) customer(i uint32) uint32 { return n.name(n.names, n.s.Customers, i) }

func (n *renumbering) products(s savedSole) sole {
	if s.Kinds == 1 {
		return sole{n.name(n.things, n.s.Products, s.Only), 1}
	}
	return sole{0, min(s.Kinds, 2)}
}

func (n *renumbering) name(in *names, all []string, i uint32) uint32 {
	if int(i) >= len(all) {
		n.err = errCorrupt
		return 0
	}
	return in.of(all[i])
}

func (n *renumbering) bin(i uint32) uint32 {
	if int(i) >= len(n.s.Orders.Bins) {
		n.err = errCorrupt
		return n.l.binAt(bin{})
	}
	b := n.s.Orders.Bins[i]
	return n.l.binAt(bin{b.Segment, b.Period})
}

// addFact adds what a customer bought in a bin.
func (l *ledger) addFact(customer, bin uint32, s *savedFact, products sole) {
	f, i := l.at(customer, bin)
	f.orders += s.Orders
	l.orders += uint64(s.Orders)
	f.days.merge(sole{s.Days.Only, min(s.Days.Kinds, 2)})
	f.products.merge(products)
	addAmount(&f.spent, l.rest, i, s.Spent.cash())
	b := l.bins[bin]
	b.orders, b.products = b.orders || s.Orders > 0, b.products || products.kinds > 0
}

// addSaved adds the lines of an order in other files, which come first.
func (k *kept) addSaved(s *savedOrder, customer, bin uint32, products sole) uint32 {
	i, ok := k.numbers[s.ID]
	if !ok {
		i = k.orders.add(keptOrder{seconds: s.Time.Unix(), nanos: int32(s.Time.Nanosecond()), number: s.Number, customer: customer, bin: bin})
		k.numbers[s.ID] = i
	}
	at := k.orders.at(i)
	at.see(s.Time)
	if at.customer == 0 {
		at.customer = customer
	}
	addAmount(&at.amount, k.rest, i, s.Amount.cash())
	k.addProducts(i, bin, products)
	return i
}
