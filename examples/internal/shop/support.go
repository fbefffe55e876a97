package shop

import (
	"fmt"
	"strconv"
	"time"
)

const looseTickets = 400 // tickets without an order before them

type ticket struct {
	customer      *customer
	created       time.Time
	firstResponse time.Time // zero: none before the year's end
	resolved      time.Time // zero: open at the year's end
	contacts      int
	reopened      bool
	channel       string
}

// newTickets returns the tickets of the year by time.
func newTickets(customers []customer, orders []order) []ticket {
	d := newDice(ticketStream)
	var all []ticket
	for i := range orders {
		o := &orders[i]
		if !o.sale() || !d.chance(0.28) {
			continue
		}
		if at := o.time.Add(days(0.1 + 10*d.Float64())); at.Before(yearEnd()) {
			all = append(all, newTicket(d, o.customer, at))
		}
	}
	for range looseTickets {
		at := d.within(yearStart(), yearEnd())
		if c := d.someone(customers, at); c != nil {
			all = append(all, newTicket(d, c, at))
		}
	}
	byTime(all, func(t ticket) time.Time { return t.created })
	return all
}

func newTicket(d dice, c *customer, created time.Time) ticket {
	response, resolution, again, reopened := 3.0, 9.0, 0.34, 0.09
	if !created.Before(newSupport()) {
		response, resolution, again, reopened = 1.0, 5.0, 0.22, 0.05
	}
	if created.Month() == time.December {
		response, resolution = 1.8*response, 1.5*resolution
	}
	channel := pick(d, []choice[string]{{50, "email"}, {30, "phone"}, {20, "chat"}})
	response *= map[string]float64{"email": 1.4, "phone": 0.3, "chat": 0.15}[channel]

	t := ticket{customer: c, created: created, contacts: 1, channel: channel}
	for t.contacts < 6 && d.chance(again) {
		t.contacts++
	}
	if d.chance(0.02) {
		return t
	}
	t.firstResponse = created.Add(hours(d.around(response, 0.8)))
	if !t.firstResponse.Before(yearEnd()) {
		t.firstResponse = time.Time{}
		return t
	}
	resolved := t.firstResponse.Add(hours(d.around(resolution, 0.9)))
	if d.chance(0.03) || !resolved.Before(yearEnd()) {
		return t
	}
	t.resolved = resolved
	if d.chance(reopened) {
		t.reopened = true
		t.contacts++
	}
	return t
}

func (f file) writeTickets(tickets []ticket) {
	f.row("ticket", "customer", "created", "first_response", "resolved", "contacts", "reopened", "channel", "segment")
	for i, t := range tickets {
		f.row(fmt.Sprintf("T%04d", i+1), t.customer.id, stamp(t.created), stamp(t.firstResponse), stamp(t.resolved),
			strconv.Itoa(t.contacts), strconv.FormatBool(t.reopened), t.channel, t.customer.segment)
	}
}

type survey struct {
	time     time.Time
	customer *customer
	kind     string
	answered bool
	score    int
}

// newSurveys returns the invitations of the year by time.
func newSurveys(orders []order, tickets []ticket) []survey {
	d := newDice(surveyStream)
	var all []survey
	invite := func(chance float64, at time.Time, c *customer, kind string, extra float64) {
		if d.chance(chance) && at.Before(yearEnd()) {
			all = append(all, newSurvey(d, at, c, kind, mood(at, c.segment)+extra))
		}
	}
	for i := range orders {
		if o := &orders[i]; o.sale() {
			invite(0.42, o.time.Add(days(3)), o.customer, "nps", 0)
		}
	}
	for i := range tickets {
		t := &tickets[i]
		if t.resolved.IsZero() {
			continue
		}
		trouble := -0.35 * float64(t.contacts-1)
		invite(0.65, t.resolved.Add(hours(1)), t.customer, "csat", trouble)
		invite(0.50, t.resolved.Add(hours(2)), t.customer, "ces", trouble)
	}
	byTime(all, func(s survey) time.Time { return s.time })
	return all
}

// newSurvey is an invitation, and the answer of a customer in a mood.
func newSurvey(d dice, at time.Time, c *customer, kind string, mood float64) survey {
	s := survey{time: at, customer: c, kind: kind}
	s.answered = d.chance(map[string]float64{"store": 0.30, "web": 0.38, "app": 0.48}[c.segment])
	if !s.answered {
		return s
	}
	switch kind {
	case "nps":
		s.score = d.score(7.8+2.0*mood, 2.0, 0, 10)
	case "csat":
		s.score = d.score(3.9+0.9*mood, 0.9, 1, 5)
	case "ces":
		s.score = d.score(5.2+1.2*mood, 1.2, 1, 7)
	}
	return s
}

func (f file) writeSurveys(surveys []survey) {
	f.row("time", "customer", "kind", "score", "segment")
	for _, s := range surveys {
		score := ""
		if s.answered {
			score = strconv.Itoa(s.score)
		}
		f.row(stamp(s.time), s.customer.id, s.kind, score, s.customer.segment)
	}
}
