package shop

import "time"

const subscribers = 880

type subscription struct {
	customer *customer
	plan     int
	start    time.Time
	end      time.Time // zero: still running
}

type plan struct {
	name  string
	price int64   // cents a month
	churn float64 // chance to leave in a usual month
}

func plans() []plan {
	return []plan{{"basic", 990, 0.030}, {"plus", 1990, 0.020}, {"pro", 3990, 0.012}}
}

// newSubscriptions returns the subscriptions by start, to the day.
func newSubscriptions(customers []customer) []subscription {
	d := newDice(subscriptionStream)
	var all []subscription
	left := subscribers
	for _, i := range d.Perm(len(customers)) {
		c := &customers[i]
		start := c.joined.Truncate(24*time.Hour).AddDate(0, 0, 1+d.IntN(45))
		if !start.Before(yearEnd()) {
			continue
		}
		all = appendStay(d, all, subscription{customer: c, plan: pick(d, []choice[int]{{50, 0}, {35, 1}, {15, 2}}), start: start})
		if left--; left == 0 {
			break
		}
	}
	byTime(all, func(s subscription) time.Time { return s.start })
	return all
}

// appendStay follows a subscription month by month: each time, its customer
// may leave, or go one plan up or down.
func appendStay(d dice, all []subscription, s subscription) []subscription {
	for month := yearStart(); month.Before(yearEnd()); month = month.AddDate(0, 1, 0) {
		next := month.AddDate(0, 1, 0)
		from := s.start.AddDate(0, 0, 1)
		if from.Before(month) {
			from = month
		}
		if !from.Before(next) {
			continue
		}
		day := d.within(from, next).Truncate(24 * time.Hour)
		churn := plans()[s.plan].churn
		if s.customer.segment == "app" {
			churn *= 1.4
		}
		if month.Equal(priceIncrease()) {
			churn *= 4
		}
		if d.chance(churn) {
			s.end = day
			return append(all, s)
		}
		if other := s.plan + pick(d, []choice[int]{{65, 1}, {35, -1}}); d.chance(0.006) && 0 <= other && other < len(plans()) {
			s.end = day
			all = append(all, s)
			s = subscription{customer: s.customer, plan: other, start: day}
		}
	}
	return append(all, s)
}

func (f file) writeSubscriptions(subscriptions []subscription) {
	f.row("customer", "plan", "start", "end", "price", "segment")
	for _, s := range subscriptions {
		p, end := plans()[s.plan], ""
		if !s.end.IsZero() {
			end = s.end.Format(time.DateOnly)
		}
		if !s.start.Before(priceIncrease()) {
			p.price += p.price / 10
		}
		f.row(s.customer.id, p.name, s.start.Format(time.DateOnly), end, cents(p.price), s.customer.segment)
	}
}

// writeSpend writes the marketing spend of each month, which follows the
// season and, as it is a plan, no chance.
func (f file) writeSpend() {
	f.row("time", "amount", "channel", "segment")
	for month := yearStart(); month.Before(yearEnd()); month = month.AddDate(0, 1, 0) {
		for _, c := range []struct {
			channel, segment string
			cents            float64
		}{{"search", "web", 900_00}, {"affiliates", "web", 400_00}, {"social", "app", 700_00}, {"flyers", "store", 500_00}} {
			f.row(month.Format(time.DateOnly), cents(int64(c.cents*season(month))), c.channel, c.segment)
		}
	}
}
