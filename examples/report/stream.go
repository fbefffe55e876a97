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
	prefix  string // of all numbers
	highest uint64 // number, of the open order
	id      string // of the open order; empty: none
	period  int64
	product string // the first of the open order
	several bool   // it has two products or more
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
func (s *orderStream) add(c *calendar, at spot, o *rows.Order, open *order) (begins bool, err error) {
	period := c.index(at.time)
	if o.Order == s.id {
		if at.segment != open.segment || period != s.period {
			return false, errApart // its lines count in two places
		}
		s.several = s.several || o.Product != "" && s.product != "" && o.Product != s.product
		if s.product == "" {
			s.product = strings.Clone(o.Product)
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

// begin opens the order of a line.
func (s *orderStream) begin(o *rows.Order) {
	s.id, s.product, s.several = strings.Clone(o.Order), strings.Clone(o.Product), false
}

// stream takes a line of a file whose orders follow each other.
func (r *report) stream(at spot, o *rows.Order) error {
	s := &r.orders
	begins, err := s.add(&r.calendar, at, o, r.book.orders[s.id])
	if err != nil {
		return err
	}
	if begins {
		if err := r.closeOrder(); err != nil {
			return err
		}
		s.begin(o)
		o.Order = s.id
	}
	r.book.collect(at, o)
	return nil
}

// closeOrder gives the open order to the figures.
func (r *report) closeOrder() error {
	o, ok := r.book.orders[r.orders.id]
	if !ok {
		return nil
	}
	delete(r.book.orders, r.orders.id)
	if r.orders.product != "" {
		if err := r.funnel.addBasket(o.spot, r.orders.several); err != nil {
			return err
		}
	}
	return r.addOrder(o)
}
