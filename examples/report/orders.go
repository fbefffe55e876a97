package main

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/examples/internal/rows"
)

// An order is what is kept of one until all lines are read: the lines of an
// order may stand apart.
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
// its lines. In a file that has the amount of a line and not its price, an
// amount of 0 counts too: an order paid by a voucher is an order.
type orderBook struct {
	cancelled, adjustment string
	amounts               bool // the file has amounts
	orders                map[string]*order

	lines     int // all of them, with sum and without a customer
	sum       decimal.Decimal
	anonymous int
	counted   int // those that count, with revenue
	revenue   decimal.Decimal
	free      int // those of amount 0 that count
}

// The reasons to leave an order line out, in the order of their check.
var (
	quantityNotPositive = text{"quantity not above 0", "quantité non supérieure à 0"}
	priceNotPositive    = text{"price not above 0", "prix non supérieur à 0"}
	noCustomer          = text{"no customer", "sans client"}

	// customerFigures leave out orders without a customer.
	customerFigures = text{"figures of customers", "chiffres des clients"}
)

// leftOut returns why a line does not count, or the zero text.
func (b *orderBook) leftOut(o *rows.Order) text {
	switch {
	case numbered(o.Order, b.cancelled):
		return text{"cancelled order (" + b.cancelled + "...)", "commande annulée (" + b.cancelled + "...)"}
	case numbered(o.Order, b.adjustment):
		return text{"adjustment (" + b.adjustment + "...)", "régularisation (" + b.adjustment + "...)"}
	case o.Quantity <= 0:
		return quantityNotPositive
	case o.Amount.Sign() < 0 || o.Amount.Sign() == 0 && !b.amounts:
		return priceNotPositive
	}
	return text{}
}

// numbered reports whether an order number is the prefix and digits behind it.
func numbered(id, prefix string) bool {
	digits, ok := strings.CutPrefix(id, prefix)
	return ok && prefix != "" && digits != "" && strings.Trim(digits, "0123456789") == ""
}

// counts reports whether a line counts, and keeps the tally.
func (b *orderBook) counts(in *input, o *rows.Order) bool {
	b.lines++
	b.sum = b.sum.Add(o.Amount)
	if o.Customer == "" {
		b.anonymous++
	}
	if reason := b.leftOut(o); reason != (text{}) {
		in.leave(allFigures, reason, o.Amount)
		return false
	}
	if o.Customer == "" {
		in.leave(customerFigures, noCustomer, o.Amount)
	}
	b.counted++
	b.revenue = b.revenue.Add(o.Amount)
	if o.Amount.Sign() == 0 {
		b.free++
	}
	return true
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
	if known.customer == "" {
		known.customer = o.Customer
	}
	known.amount = known.amount.Add(o.Amount)
}

// newOrder returns the order of one line.
func newOrder(s spot, o *rows.Order) *order {
	digits := strings.TrimLeftFunc(o.Order, func(c rune) bool { return c < '0' || '9' < c })
	number, _ := strconv.ParseInt(digits, 10, 64) // 0 where it is no number
	return &order{spot: s, customer: o.Customer, number: number, amount: o.Amount}
}
