package clv

import (
	"cmp"

	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/timeline"
	"github.com/customerkpi/kpi/internal/wire"
)

// purchase is an Order as it is kept.
type purchase struct {
	at     timeline.Instant
	number int64
	amount exact.Sum
}

// set makes p the purchase of an order.
func (p *purchase) set(o Order) error {
	at, ok := timeline.Of(o.Time) // which is inlined
	if !ok {
		_, err := figure.Instant("clv", o.Time)
		return err
	}
	p.at, p.number = at, o.Number
	return add(&p.amount, "amount", o.Amount)
}

// compare orders purchases by the rules of Loyalty: the first one is less.
func (p *purchase) compare(o *purchase) int {
	switch {
	case p.at.Before(o.at):
		return -1
	case p.at != o.at:
		return 1
	case p.number != o.number:
		return cmp.Compare(p.number, o.number)
	}
	return o.amount.Rat().Cmp(p.amount.Rat())
}

func (p purchase) clone() purchase {
	p.amount = p.amount.Clone()
	return p
}

func (p *purchase) append(b []byte) []byte {
	b = wire.AppendInt(p.at.Append(b, timeline.Instant{}), p.number)
	return p.amount.AppendBinary(b)
}

func (p *purchase) read(r *wire.Reader) {
	*p = purchase{at: timeline.Read(r, timeline.Instant{}), number: r.Int()}
	if p.amount.Read(r); p.amount.Sign() < 0 {
		r.Fail("a first order of %v", p.amount.Decimal())
	}
}

// A buyer is a customer with an order or a refund.
type buyer struct {
	first purchase
	more  *further // nil for none
}

// further is what a buyer did beside the first order.
type further struct {
	unordered bool // only refunds so far, which are not orders
	later     exact.Moments
	refunds   *exact.Moments // nil for none
}

// ordered reports whether there is a first order.
func (b *buyer) ordered() bool { return b.more == nil || !b.more.unordered }

// further returns what the buyer did beside the first order, to add to it.
func (b *buyer) further() *further {
	if b.more == nil {
		b.more = new(further)
	}
	return b.more
}

// refunded returns the refunds, to add to them.
func (f *further) refunded() *exact.Moments {
	if f.refunds == nil {
		f.refunds = new(exact.Moments)
	}
	return f.refunds
}

// counts returns the number of orders, without the first one, and of refunds.
func (b *buyer) counts() (later, refunds uint64) {
	if b.more == nil {
		return 0, 0
	}
	if b.more.refunds != nil {
		refunds = b.more.refunds.N()
	}
	return b.more.later.N(), refunds
}

// order adds an order to a buyer with a first one.
func (b *buyer) order(p *purchase) {
	if p.compare(&b.first) < 0 {
		b.further().later.AddSum(&b.first.amount)
		b.first = p.clone()
		return
	}
	b.further().later.AddSum(&p.amount)
}

// merge adds what another buyer did: the later of two first orders becomes one of the
// later ones.
func (b *buyer) merge(o *buyer) {
	if o.more != nil {
		b.further().later.Merge(&o.more.later)
		if o.more.refunds != nil {
			b.more.refunded().Merge(o.more.refunds)
		}
	}
	switch {
	case !o.ordered():
	case !b.ordered():
		b.first, b.more.unordered = o.first.clone(), false
	default:
		b.order(&o.first)
	}
}

func (b buyer) clone() buyer {
	b.first = b.first.clone()
	if b.more == nil {
		return b
	}
	f := &further{unordered: b.more.unordered, later: b.more.later.Clone()}
	if b.more.refunds != nil {
		*f.refunded() = b.more.refunds.Clone()
	}
	b.more = f
	return b
}

// What there is of a buyer.
const (
	hasFirst = 1 << iota
	hasLater
	hasRefunds
)

func (b *buyer) append(to []byte) []byte {
	has, f := uint64(0), b.more
	if b.ordered() {
		has |= hasFirst
	}
	if f != nil && f.later.N() > 0 {
		has |= hasLater
	}
	if f != nil && f.refunds != nil {
		has |= hasRefunds
	}
	to = wire.AppendUint(to, has)
	if has&hasFirst != 0 {
		to = b.first.append(to)
	}
	if has&hasLater != 0 {
		to = f.later.AppendBinary(to)
	}
	if has&hasRefunds != 0 {
		to = f.refunds.AppendBinary(to)
	}
	return to
}

func (b *buyer) read(r *wire.Reader) {
	has := r.Uint()
	if has&(hasFirst|hasRefunds) == 0 || has&(hasFirst|hasLater) == hasLater || has > hasFirst|hasLater|hasRefunds {
		r.Fail("kinds of orders %d", has)
		return
	}
	if has&hasFirst != 0 {
		b.first.read(r)
	} else {
		b.further().unordered = true
	}
	if has&hasLater != 0 {
		b.further().later = readSome(r, 1)
	}
	if has&hasRefunds != 0 {
		*b.further().refunded() = readSome(r, -1)
	}
}

// readSome is readMoments of an order or a refund at least.
func readSome(r *wire.Reader, sign int) exact.Moments {
	m := readMoments(r, sign)
	if m.N() == 0 {
		r.Fail("no later order or refund")
	}
	return m
}
