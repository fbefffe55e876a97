package main

import (
	"errors"
	"flag"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/examples/internal/rows"
)

// usuallyUncounted are the words for orders that came to nothing, of shops in English and
// in French.
const usuallyUncounted = "cancelled,canceled,refunded,voided,failed,annulé,annulée,remboursé,remboursée"

func (c *config) refundFlags(set *flag.FlagSet) {
	c.uncounted = wordsOf(usuallyUncounted)
	set.Func("uncounted", "`words` of the column status, of orders that do not count (default cancelled, refunded, failed ...)", func(s string) error {
		c.uncounted = wordsOf(s)
		if s != "" && c.uncounted[""] {
			return errors.New("not words with commas between them")
		}
		return nil
	})
	set.BoolVar(&c.refunds, "refunds", false, "lines of an amount below 0 are refunds: revenue falls, the number of orders stays")
}

// words are those of a list with commas, in lower case.
func wordsOf(list string) map[string]bool {
	all := make(map[string]bool)
	for w := range strings.SplitSeq(list, ",") {
		all[strings.ToLower(strings.TrimSpace(w))] = true
	}
	return all
}

// ofStatus is the reason of an order that does not count by its status.
func ofStatus(status string) reason {
	status = strings.Clone(strings.ToLower(status))
	return reason{"status_" + status, text{"status " + status, "statut « " + status + " »"}}
}

// isRefund reports whether a line gives money back, and is not a line of an order.
func (b *orderBook) isRefund(o *rows.Order) bool { return b.refunds && o.Amount.Sign() < 0 }

// refundOf returns what a line gives back, below 0, or else 0.
func (b *orderBook) refundOf(o *rows.Order) decimal.Decimal {
	if b.isRefund(o) {
		return o.Amount
	}
	return o.Refund.Neg()
}

func (b *orderBook) checkRefund(o *rows.Order) error {
	refund := b.refundOf(o)
	if refund.Sign() == 0 {
		return nil
	}
	err := kpi.CheckAmount("report", "refund", refund)
	if err == nil && b.margin != nil {
		err = kpi.CheckAmount("report", "margin of the refund", refund.Mul(*b.margin))
	}
	if err != nil {
		return &cellError{"refund", decimalText(refund), err}
	}
	return nil
}

func (b *orderBook) countRefund(o *rows.Order) {
	if refund := b.refundOf(o); refund.Sign() < 0 {
		b.refunded.lines++
		b.refunded.amount.add(refund.Neg())
	}
}

// addRefund takes what a line gives back, and reports whether that is all of it. A refund
// lowers the revenue where the line stands. It is not an order.
func (r *report) addRefund(s spot, o *rows.Order) (done bool, err error) {
	refund, done := r.book.refundOf(o), r.book.isRefund(o)
	if refund.Sign() == 0 {
		return done, nil
	}
	if err := r.clv.addRefund(s, refund, o.Customer != ""); err != nil {
		return done, err
	}
	if o.Customer == "" {
		return done, nil
	}
	customer := r.customers.of(o.Customer)
	r.ledger.addRefund(s, customer, refund)
	if ahead := r.clv.ahead; ahead != nil {
		return done, ahead.history.Add(r.customers.all[customer], s.time, refund)
	}
	return done, nil
}

func (f *clvFamily) addRefund(s spot, refund decimal.Decimal, known bool) error {
	if err := f.baskets.update(s, func(a *clv.Basket) error { return a.Add(refund) }); err != nil {
		return err
	}
	if !known {
		if err := f.strangers.update(s, func(a *kpi.ByCustomer[uint32]) error { return a.AddUnknown(refund, decimal.Decimal{}) }); err != nil {
			return err
		}
	}
	if f.margin == nil {
		return nil
	}
	return f.returns.update(s, func(a *clv.Return) error { return a.AddGain(refund.Mul(*f.margin)) })
}

// addRefund lowers what a customer spent.
func (l *ledger) addRefund(s spot, customer uint32, refund decimal.Decimal) {
	var amount cash
	amount.add(refund)
	f, i := l.at(customer, l.binOf(s))
	addAmount(&f.spent, l.rest, i, amount)
	l.refundedIn(s.segment).add(refund.Neg())
}

// refundedIn is what was given back to customers of a segment.
func (l *ledger) refundedIn(segment string) *cash {
	if l.refunded[segment] == nil {
		l.refunded[segment] = new(cash)
	}
	return l.refunded[segment]
}
