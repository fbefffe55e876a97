package main

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/examples/internal/rows"
)

// An order is what the lines of one add up to. Its segment is that of its first line, its
// time the earliest.
type order struct {
	spot
	customer uint32 // 0 if not known
	number   int64  // the digits of its number, which order those of one moment
	amount   cash
}

// An orderBook turns lines into orders.
//
// A line counts where its quantity is above 0 and its price is above 0, and
// its order is neither cancelled nor an adjustment; an order is what counts of
// its lines. In a file with amounts, an amount of 0 counts too: an order paid by
// a voucher is an order.
type orderBook struct {
	*config
	amounts bool // the file has amounts

	open order // of the line before, where lines follow each other
	kept       // where they may stand apart

	lines, anonymous int // all of them, and those without a customer
	sum              cash
	counted, free    int // those that count, and those of amount 0 among them
	revenue          cash
	refunded         struct {
		lines  int
		amount cash
	}
}

var (
	customerFigures = text{"figures of customers", "des chiffres des clients"}
	noCustomer      = reason{"no_customer", text{"no customer", "sans client"}}
)

// refuse returns why a line does not count, or false.
func (b *orderBook) refuse(o *rows.Order) (reason, bool) {
	switch {
	case numbered(o.Order, b.cancelled):
		return reason{"cancelled", text{"cancelled order (" + b.cancelled + "...)", "commande annulée (" + b.cancelled + "...)"}}, true
	case numbered(o.Order, b.adjustment):
		return reason{"adjustment", text{"adjustment (" + b.adjustment + "...)", "régularisation (" + b.adjustment + "...)"}}, true
	case o.Status != "" && b.uncounted[strings.ToLower(o.Status)]:
		return ofStatus(o.Status), true
	case b.isRefund(o):
		return reason{}, false
	case o.Quantity <= 0:
		return reason{"quantity", text{"quantity not above 0", "quantité non supérieure à 0"}}, true
	case o.Amount.Sign() < 0 || o.Amount.Sign() == 0 && !b.amounts:
		return reason{"price", text{"price not above 0", "prix non supérieur à 0"}}, true
	}
	return reason{}, false
}

// numbered reports whether an order number is the prefix and digits behind it.
func numbered(id, prefix string) bool {
	digits, ok := strings.CutPrefix(id, prefix)
	return ok && prefix != "" && digits != "" && strings.Trim(digits, "0123456789") == ""
}

// counts reports whether a line counts, and keeps the tally. known is the amount of its order
// so far.
func (b *orderBook) counts(in *input, o *rows.Order, known cash) (bool, error) {
	why, refused := b.refuse(o)
	if !refused {
		if err := b.check(o, known); err != nil {
			return false, err
		}
	}
	b.lines++
	b.sum.add(o.Amount)
	if o.Customer == "" {
		b.anonymous++
	}
	if refused {
		in.leave(allFigures, why).addAmount(o.Amount)
		return false, nil
	}
	b.countRefund(o)
	if o.Customer == "" {
		in.leave(customerFigures, noCustomer).addAmount(o.Amount)
	}
	if b.isRefund(o) {
		return true, nil
	}
	b.counted++
	b.revenue.add(o.Amount)
	if o.Amount.Sign() == 0 {
		b.free++
	}
	return true, nil
}

// check reports whether the figures will take the order with this line, where known is
// what the order has: once it is whole, nobody knows which line was too much.
func (b *orderBook) check(o *rows.Order, known cash) error {
	if err := b.checkRefund(o); err != nil {
		return err
	}
	if _, short := unitsOf(o.Amount); short && known.rest == nil && b.margin == nil {
		return nil // far from any bound
	}
	sum := o.Amount.Add(known.decimal())
	err := kpi.CheckAmount("report", "amount of the order", sum)
	if err == nil && b.margin != nil {
		err = kpi.CheckAmount("report", "margin of the order", sum.Mul(*b.margin))
	}
	if err != nil {
		return &cellError{"amount", decimalText(o.Amount), err}
	}
	return nil
}

// newOrder returns the order of one line.
func newOrder(s spot, o *rows.Order, customer uint32) order {
	digits := strings.TrimLeftFunc(o.Order, func(c rune) bool { return c < '0' || '9' < c })
	number, _ := strconv.ParseInt(digits, 10, 64) // 0 where it is no number
	made := order{spot: s, customer: customer, number: number}
	made.amount.add(o.Amount)
	return made
}

// add adds another line.
func (k *order) add(s spot, o *rows.Order, customer uint32) {
	if s.time.Before(k.time) {
		k.time = s.time
	}
	k.customer = cmp.Or(k.customer, customer)
	k.amount.add(o.Amount)
}
