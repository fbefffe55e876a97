package shop

import (
	"fmt"
	"strconv"
	"time"
)

const (
	leaveChance     = 0.11
	leaveBadPress   = 0.25
	returnChance    = 0.025
	anonymousOrders = 150
)

type order struct {
	customer *customer // nil: not known
	time     time.Time
	segment  string
	country  string
	returned bool
	lines    []line
}

type line struct {
	product  int
	quantity int
	sale     string
}

// The products, in three ranges of eight. A price in cents rises with the
// product and its range.
const (
	productsInRange = 8
	products        = 3 * productsInRange
)

func productName(p int) string { return fmt.Sprintf("P%02d", p+1) }

func productRange(p int) string {
	return [...]string{"essential", "comfort", "premium"}[p/productsInRange]
}

func productPrice(p int) int64 {
	return [...]int64{690, 1490, 3990}[p/productsInRange] + 175*int64(p%productsInRange)
}

// newOrders returns the orders of the year by time.
func newOrders(customers []customer) []order {
	d := newDice(orderStream)
	var all []order
	for i := range customers {
		all = appendOrdersOf(d, all, &customers[i])
	}
	for range anonymousOrders {
		o := newOrder(d, &customer{segment: "store", country: "France"}, d.openingTime(d.inSeason()))
		o.customer = nil
		all = append(all, o)
	}
	byTime(all, func(o order) time.Time { return o.time })
	return all
}

// appendOrdersOf adds the orders of one customer. Chances to order come
// highSeason times as often as orders do in an average month, and are taken
// more often in the busy months.
func appendOrdersOf(d dice, all []order, c *customer) []order {
	now := c.joined
	if now.Before(yearStart()) {
		now = yearStart()
	} else {
		all = append(all, newOrder(d, c, now))
	}
	last := now
	for {
		now = now.Add(days(d.ExpFloat64() * c.gap / highSeason))
		if !now.Before(yearEnd()) {
			return all
		}
		at := d.openingTime(now)
		if !at.After(last) || !d.chance(season(at)/highSeason) {
			continue
		}
		o := newOrder(d, c, at)
		all = append(all, o)
		last = at
		if back := at.Add(days(3 + 18*d.Float64())); d.chance(returnChance) && back.Before(yearEnd()) {
			all = append(all, o.giveBack(back))
		}
		leave := leaveChance
		if badMemory(at) {
			leave = leaveBadPress
		}
		if d.chance(leave) {
			return all
		}
	}
}

func newOrder(d dice, c *customer, at time.Time) order {
	o := order{customer: c, time: at, segment: c.segment, country: c.country}
	more := 0.35 // the chance of one line more
	if c.segment == "app" {
		more = 0.48
	}
	for len(o.lines) == 0 || len(o.lines) < 4 && d.chance(more) {
		l := line{product: d.IntN(products), quantity: 1 + d.IntN(3)*d.IntN(2), sale: "first"}
		switch {
		case len(o.lines) > 0:
			l.sale = "cross-sell"
		case d.chance(0.08):
			l.sale = "up-sell"
			l.product = 2*productsInRange + d.IntN(productsInRange)
		}
		o.lines = append(o.lines, l)
	}
	return o
}

// giveBack is the return of the first line of o.
func (o order) giveBack(at time.Time) order {
	l := o.lines[0]
	l.quantity = -l.quantity
	o.time, o.returned, o.lines = at, true, []line{l}
	return o
}

// sale tells whether o is an order of a known customer, not a return.
func (o *order) sale() bool { return o.customer != nil && !o.returned }

func (f file) writeOrders(orders []order) {
	f.row("order", "customer", "time", "product", "range", "quantity", "price", "sale", "segment", "country")
	for i, o := range orders {
		id, who, at := fmt.Sprintf("O%05d", i+1), "", stamp(o.time)
		if o.customer != nil {
			who = o.customer.id
		}
		for _, l := range o.lines {
			f.row(id, who, at, productName(l.product), productRange(l.product), strconv.Itoa(l.quantity), cents(productPrice(l.product)), l.sale, o.segment, o.country)
		}
	}
}
