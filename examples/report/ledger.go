package main

import (
	"errors"
	"math"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
)

// A ledger is what customers bought, summed up: one fact per customer, segment and period,
// from which all figures of customers follow. Facts are 40 bytes and hold no pointer, so that
// a million customers fit in memory, and the collector need not look at them.
type ledger struct {
	calendar *calendar
	bins     []*binFacts
	numbers  map[bin]uint32 // of bins
	latest   struct {       // the bin of the line before
		bin
		number uint32
	}

	heads    []uint32 // the number of a customer's latest fact, and 1
	facts    pages[fact]
	rest     map[uint32]decimal.Decimal // what does not fit, by fact
	refunded map[string]*cash           // by segment; it is in what customers spent
	orders   uint64
	sorted   bool     // facts are listed by bin
	recent   struct { // the fact of the line before
		*fact
		number uint32
	}

	firsts     pages[first]
	firstHeads []uint32 // as heads
	firstRest  map[uint32]decimal.Decimal
	opening    time.Time // of the first order of a customer
}

// A bin is a segment and a period.
type bin struct {
	segment string
	period  int64
}

// binFacts are the facts of a bin.
type binFacts struct {
	bin
	orders, products bool // some fact has them
	n                int
	facts            []uint32 // their numbers, once all lines are read
}

// A fact is what one customer bought in one bin.
type fact struct {
	before   uint32 // the number of the customer's fact before this one, and 1
	customer uint32
	bin      uint32
	orders   uint32
	spent    int64 // in units; see ledger.rest
	days     sole  // with an order
	products sole  // of lines
}

// A sole is nothing, one thing, or several different ones: which, is not known.
type sole struct {
	only  uint32
	kinds uint8 // 0, 1, or 2 for several
}

func (s *sole) add(thing uint32) {
	switch {
	case s.kinds == 0:
		*s = sole{thing, 1}
	case s.kinds == 1 && s.only != thing:
		*s = sole{0, 2}
	}
}

func (s *sole) merge(o sole) {
	if o.kinds == 1 {
		s.add(o.only)
	} else if o.kinds == 2 {
		*s = o
	}
}

func newLedger(c *calendar) *ledger {
	l := &ledger{calendar: c, numbers: make(map[bin]uint32), refunded: make(map[string]*cash)}
	l.rest, l.firstRest = make(map[uint32]decimal.Decimal), make(map[uint32]decimal.Decimal)
	return l
}

// binOf returns the number of the bin of a segment and time.
func (l *ledger) binOf(s spot) uint32 {
	return l.binAt(bin{s.segment, l.calendar.index(s.time)})
}

func (l *ledger) binAt(b bin) uint32 {
	if b == l.latest.bin && len(l.bins) > 0 {
		return l.latest.number
	}
	number, ok := l.numbers[b]
	if !ok {
		number = uint32(len(l.bins))
		l.numbers[b] = number
		l.bins = append(l.bins, &binFacts{bin: b})
	}
	l.latest.bin, l.latest.number = b, number
	return number
}

// spotOf returns the segment of a bin and the start of its period.
func (l *ledger) spotOf(i uint32) spot {
	b := l.bins[i]
	return spot{b.segment, kpi.PeriodAt(b.period, l.calendar.grain, l.calendar.zone).Start()}
}

// at returns the fact of a customer in a bin, and its number. Files come by time: it is
// among the latest of the customer.
func (l *ledger) at(customer, bin uint32) (*fact, uint32) {
	if f := l.recent.fact; f != nil && f.customer == customer && f.bin == bin {
		return f, l.recent.number
	}
	f, i := l.find(customer, bin)
	l.recent.fact, l.recent.number = f, i
	return f, i
}

func (l *ledger) find(customer, bin uint32) (*fact, uint32) {
	head := headOf(&l.heads, customer)
	for i := *head; i > 0; {
		f := l.facts.at(i - 1)
		if f.bin == bin {
			return f, i - 1
		}
		i = f.before
	}
	i := l.facts.add(fact{before: *head, customer: customer, bin: bin})
	*head = i + 1
	l.bins[bin].n++
	return l.facts.at(i), i
}

// headOf returns the head of a customer's list.
func headOf(heads *[]uint32, customer uint32) *uint32 {
	for int(customer) >= len(*heads) {
		*heads = append(*heads, 0)
	}
	return &(*heads)[customer]
}

// addProduct takes a line of a customer.
func (l *ledger) addProduct(customer, bin, product uint32) {
	f, _ := l.at(customer, bin)
	f.products.add(product)
	l.bins[bin].products = true
}

var errManyOrders = errors.New("more than 4,294,967,295 orders")

// addOrder takes an order of a customer.
func (l *ledger) addOrder(o *order) error {
	if l.orders == math.MaxUint32 {
		return errManyOrders
	}
	l.orders++
	if l.opening.IsZero() || o.time.Before(l.opening) {
		l.opening = o.time
	}
	bin := l.binOf(o.spot)
	l.bins[bin].orders = true
	f, i := l.at(o.customer, bin)
	f.orders++
	f.days.add(uint32(l.calendar.dayNumber(o.time)))
	addAmount(&f.spent, l.rest, i, o.amount)
	l.addFirst(o)
	return nil
}

// addAmount adds to the units of an element, or to its rest.
func addAmount(units *int64, rest map[uint32]decimal.Decimal, i uint32, amount cash) {
	if !addUnits(units, amount.units) {
		rest[i] = rest[i].Add(decimal.New(amount.units, -minorPlaces))
	}
	if amount.rest != nil {
		rest[i] = rest[i].Add(*amount.rest)
	}
}

// each calls visit for the facts of the bins of a segment and period: "" is all segments, whole
// all periods. A customer may have several.
func (l *ledger) each(segment string, period int64, visit func(b *binFacts, i uint32, f *fact)) {
	if !l.sorted {
		l.sort()
	}
	for _, b := range l.bins {
		if segment != "" && b.segment != segment || period != whole && b.period != period {
			continue
		}
		for _, i := range b.facts {
			visit(b, i, l.facts.at(i))
		}
	}
}

// eachPeriod calls add for each customer and period with an order, in the segment; "" is all.
func (l *ledger) eachPeriod(segment string, add func(customer uint32, t time.Time) error) (err error) {
	var start time.Time
	var of *binFacts
	l.each(segment, whole, func(b *binFacts, _ uint32, f *fact) {
		if of != b {
			of, start = b, l.spotOf(f.bin).time
		}
		if f.orders > 0 && err == nil {
			err = add(f.customer, start)
		}
	})
	return err
}

// sort lists the facts by bin, when all lines are read.
func (l *ledger) sort() {
	l.sorted = true
	for _, b := range l.bins {
		b.facts = make([]uint32, 0, b.n)
	}
	for i, f := range l.facts.all {
		b := l.bins[f.bin]
		b.facts = append(b.facts, i)
	}
}

// segments returns the segments with orders, or else with products, in no order; without "".
func (l *ledger) segments(products bool) []string {
	seen := make(map[string]bool)
	var all []string
	for _, b := range l.bins {
		if b.segment != "" && !seen[b.segment] && (products && b.products || !products && b.orders) {
			seen[b.segment] = true
			all = append(all, b.segment)
		}
	}
	return all
}
