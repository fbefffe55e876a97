package main

import (
	"errors"
	"strconv"
	"strings"

	"github.com/customerkpi/kpi/examples/internal/rows"
)

// An orderStream makes orders of lines that follow each other, and keeps one order alone.
// That an order does not come back later is known where the numbers rise: no set of the
// orders seen is needed.
type orderStream struct {
	prefix   string // of all numbers
	highest  uint64 // number, of the open order
	id       string // of the open order; empty: none
	period   int64
	products sole // of the open order
}

// errApart says that orders have to be kept until the end.
var errApart = errors.New("the lines of an order may stand apart")

// numberOf splits an order's number into what is before its last digits, and these.
func numberOf(id string) (prefix string, n uint64, ok bool) {
	prefix = strings.TrimRight(id, "0123456789")
	n, err := strconv.ParseUint(id[len(prefix):], 10, 64)
	return prefix, n, err == nil
}

// add takes a line that counts, and reports whether another order begins with it.
func (s *orderStream) add(c *calendar, at spot, o *rows.Order, product uint32, open *order) (begins bool, err error) {
	period := c.index(at.time)
	if o.Order == s.id {
		if at.segment != open.segment || period != s.period {
			return false, errApart // its lines count in two places
		}
		if product > 0 {
			s.products.add(product)
		}
		return false, nil
	}
	prefix, n, ok := numberOf(o.Order)
	if !ok || s.id != "" && (prefix != s.prefix || n <= s.highest) {
		return false, errApart
	}
	s.prefix, s.highest, s.period = strings.Clone(prefix), n, period
	return true, nil
}

// stream takes a line of a file whose orders follow each other.
func (r *report) stream(at spot, o *rows.Order, customer, product uint32) error {
	s := &r.orders
	begins, err := s.add(&r.calendar, at, o, product, &r.book.open)
	if err != nil {
		return err
	}
	if !begins {
		r.book.open.add(at, o, customer)
		return nil
	}
	if err := r.closeOrder(); err != nil {
		return err
	}
	s.id, s.products = strings.Clone(o.Order), sole{}
	if product > 0 {
		s.products.add(product)
	}
	r.book.open = newOrder(at, o, customer)
	return nil
}

// closeOrder gives the open order to the figures.
func (r *report) closeOrder() error {
	if r.orders.id == "" {
		return nil
	}
	o := r.book.open
	if r.orders.products.kinds > 0 {
		if err := r.funnel.addBasket(o.spot, r.orders.products.kinds > 1); err != nil {
			return err
		}
	}
	return r.addOrder(&o)
}

// closeKept gives the orders that were kept to the figures.
func (r *report) closeKept() error {
	k := &r.book.kept
	for at, products := range k.elsewhere {
		if err := r.funnel.addPart(at.order, r.ledger.spotOf(at.bin), products); err != nil {
			return err
		}
	}
	apart := make(map[uint32]bool, len(k.elsewhere))
	for at := range k.elsewhere {
		apart[at.order] = true
	}
	for i, at := range k.orders.all {
		if apart[i] {
			if err := r.funnel.addPart(i, r.ledger.spotOf(at.bin), at.products); err != nil {
				return err
			}
		} else if at.products.kinds > 0 {
			if err := r.funnel.addBasket(r.ledger.spotOf(at.bin), at.products.kinds > 1); err != nil {
				return err
			}
		}
		o := k.order(i, r.ledger)
		if err := r.addOrder(&o); err != nil {
			return err
		}
	}
	return nil
}
