package main

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/examples/internal/rows"
)

// An order is what is kept of one until all lines are read, because its lines
// may stand apart. Its segment is that of its first line.
type order struct {
	spot
	customer string // "" if not known
	number   int64  // the digits of its number, which order those of one moment
	amount   decimal.Decimal
}

// An orderBook turns lines into orders.
//
// A line counts where its quantity is above 0 and its price is above 0, and
// its order is neither cancelled nor an adjustment; an order is what counts of
// its lines. In a file with amounts, an amount of 0 counts too: an order paid by
// a voucher is an order.
type orderBook struct {
	cancelled, adjustment string
	margin                *decimal.Decimal
	amounts               bool // the file has amounts
	orders                map[string]*order

	lines, anonymous int // all of them, and those without a customer
	sum              decimal.Decimal
	counted, free    int // those that count, and those of amount 0 among them
	revenue          decimal.Decimal
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

// counts reports whether a line counts, and keeps the tally.
func (b *orderBook) counts(in *input, o *rows.Order) (bool, error) {
	why, refused := b.refuse(o)
	if !refused {
		if err := b.check(o); err != nil {
			return false, err
		}
	}
	b.lines++
	b.sum = b.sum.Add(o.Amount)
	if o.Customer == "" {
		b.anonymous++
	}
	if refused {
		in.leave(allFigures, why).addAmount(o.Amount)
		return false, nil
	}
	if o.Customer == "" {
		in.leave(customerFigures, noCustomer).addAmount(o.Amount)
	}
	b.counted++
	b.revenue = b.revenue.Add(o.Amount)
	if o.Amount.Sign() == 0 {
		b.free++
	}
	return true, nil
}

// check reports whether the figures will take the order with this line: once
// it is whole, nobody knows which line was too much.
func (b *orderBook) check(o *rows.Order) error {
	sum := o.Amount
	if known, ok := b.orders[o.Order]; ok {
		sum = sum.Add(known.amount)
	}
	err := kpi.CheckAmount("report", "amount of the order", sum)
	if err == nil && b.margin != nil {
		err = kpi.CheckAmount("report", "margin of the order", sum.Mul(*b.margin))
	}
	if err != nil {
		return &cellError{"amount", decimalText(o.Amount), err}
	}
	return nil
}

// collect adds a line that counts to its order, which is made at its first.
func (b *orderBook) collect(s spot, o *rows.Order) {
	known, ok := b.orders[o.Order]
	if !ok {
		b.orders[o.Order] = newOrder(s, o)
		return
	}
	if s.time.Before(known.time) {
		known.time = s.time
	}
	known.customer = cmp.Or(known.customer, o.Customer)
	known.amount = known.amount.Add(o.Amount)
}

// newOrder returns the order of one line.
func newOrder(s spot, o *rows.Order) *order {
	digits := strings.TrimLeftFunc(o.Order, func(c rune) bool { return c < '0' || '9' < c })
	number, _ := strconv.ParseInt(digits, 10, 64) // 0 where it is no number
	return &order{spot: s, customer: o.Customer, number: number, amount: o.Amount}
}
