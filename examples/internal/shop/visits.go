package shop

import (
	"fmt"
	"time"
)

const leftVisits = 8000

// A step is one step of a visit.
type step struct {
	time    time.Time
	visitor string
	name    string
	segment string
}

func stepNames() [4]string { return [...]string{"visit", "product", "basket", "order"} }

// newVisits returns the steps of all visits by time.
func newVisits(customers []customer, orders []order) []step {
	d := newDice(visitStream)
	all := make([]step, 0, 4*len(orders)+2*leftVisits)
	for i := range orders {
		if o := &orders[i]; o.sale() {
			all = appendVisit(d, all, o.customer.id, o.segment, o.time, 4)
		}
	}
	for range leftVisits {
		at := d.openingTime(d.inSeason())
		who, segment := fmt.Sprintf("V%04d", 1+d.IntN(prospects)), pickSegment(d)
		if c := d.someone(customers, at); d.chance(0.4) && c != nil {
			who, segment = c.id, c.segment
		}
		baskets := 20
		if segment == "app" && !at.Before(newCheckout()) {
			baskets = 10
		}
		all = appendVisit(d, all, who, segment, at, pick(d, []choice[int]{{55, 1}, {25, 2}, {baskets, 3}}))
	}
	byTime(all, func(s step) time.Time { return s.time })
	return all
}

// appendVisit adds the first depth steps of a visit that ends at a time.
func appendVisit(d dice, all []step, who, segment string, end time.Time, depth int) []step {
	names := stepNames()
	for i := depth - 1; i >= 0; i-- {
		all = append(all, step{end, who, names[i], segment})
		end = end.Add(-time.Duration(20+d.IntN(400)) * time.Second)
	}
	return all
}

func (f file) writeVisits(steps []step) {
	f.row("time", "customer", "step", "segment")
	for _, s := range steps {
		f.row(stamp(s.time), s.visitor, s.name, s.segment)
	}
}
