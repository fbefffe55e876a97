package main

import (
	"errors"
	"math/big"
	"strings"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
	"github.com/customerkpi/kpi/ces/support"
	"github.com/customerkpi/kpi/examples/internal/rows"
)

// A cesFamily is KPIs 3 to 5.
type cesFamily struct {
	calendar *calendar

	survey[*ces.Accumulator, ces.Result]
	contacts   *byCustomer[*support.FirstContact, support.FirstContactResult]
	response   queue
	resolution queue
}

// A queue is the times of tickets up to an event, such as the first response.
//
// A ticket without the event has waited until the data's end, which is known
// when all lines are read. It waits here until then, or until it is overdue
// whatever comes: what is kept are the tickets of one target, not all of them.
type queue struct {
	*byCustomer[*support.ResponseTime, support.ResponseTimeResult]
	calendar *calendar
	target   time.Duration
	waiting  []waiter
	room     int // number of tickets waiting at which to look who is overdue
}

// A waiter is a ticket without the event.
type waiter struct {
	spot
	customer string
}

func newCES(c *config) (f cesFamily, err error) {
	f.calendar = &c.calendar
	empty, err := ces.New(c.cesScale)
	if err != nil {
		return f, err
	}
	good := +1
	if c.cesScale.Direction == ces.LowIsEasy {
		good = -1
	}
	f.survey = newSurvey(f.calendar, 3, "ces", empty, (*ces.Accumulator).Result,
		figure(name{3, "ces", text{"Customer effort score (CES), mean", "Score d'effort client (CES), moyenne"}, score, good}, ces.Result.Mean).within(c.cesScale.Min, c.cesScale.Max),
		figure(name{3, "ces_easy", text{"  low-effort answers", "  réponses à faible effort"}, percent, +1}, ces.Result.EasyShare),
		figure(name{3, "ces_net", text{"  net ease", "  facilité nette"}, points, +1}, ces.Result.NetEase),
	)
	f.contacts = newByCustomer(f.calendar, "-tickets", new(support.FirstContact), (*support.FirstContact).Result,
		figure(name{4, "first_contact_resolution", text{"First contact resolution (FCR)", "Résolution au premier contact"}, percent, +1}, support.FirstContactResult.Rate),
	)
	return f, f.addQueues(c)
}

// addQueues makes what is of the times of tickets.
func (f *cesFamily) addQueues(c *config) error {
	times, err := support.NewResponseTime(c.target)
	if err != nil {
		return err
	}
	newQueue := func(measures ...measure[support.ResponseTimeResult]) queue {
		return queue{newByCustomer(f.calendar, "-tickets", times, (*support.ResponseTime).Result, measures...), f.calendar, c.target, nil, 0}
	}
	in := text{"answered within " + brief(c.target), "répondu en " + brief(c.target)}
	f.response = newQueue(
		figure(name{5, "service_level", text{"Response time, " + in.en, "Délai de réponse, " + in.fr}, percent, +1}, support.ResponseTimeResult.ServiceLevel),
		figure(name{5, "response_time", text{"  mean of those answered", "  moyenne des demandes répondues"}, hours, -1}, support.ResponseTimeResult.Mean).notNegative(),
		figure(name{5, "response_median", text{"  median", "  médian"}, hours, -1}, median),
		figure(name{5, "response_p90", text{"  nine in ten within", "  neuf sur dix en moins de"}, hours, -1}, percentile(0.9)),
		count(name{5, "unanswered", text{"  not answered yet", "  sans réponse à ce jour"}, quantity, -1}, func(r support.ResponseTimeResult) uint64 { return r.Open }),
		count(name{5, "closed_unanswered", text{"  closed without an answer", "  fermés sans réponse"}, quantity, -1}, func(r support.ResponseTimeResult) uint64 { return r.Closed }),
	)
	f.resolution = newQueue(
		figure(name{5, "resolution_time", text{"Resolution time, mean of those resolved", "Délai de résolution, moyen des résolus"}, hours, -1}, support.ResponseTimeResult.Mean).notNegative(),
		count(name{5, "unresolved", text{"  not resolved yet", "  non résolus à ce jour"}, quantity, -1}, func(r support.ResponseTimeResult) uint64 { return r.Open }),
	)
	return nil
}

func (f *cesFamily) add(s spot, row *rows.Survey) error {
	if row.Answered {
		if err := refused("score", row.Score, f.answers.update(s, row.Customer, func(a *ces.Accumulator) error { return a.Add(whole32(row.Score)) })); err != nil {
			return err
		}
	}
	return f.invited(s, row)
}

func (f *cesFamily) givenTickets(has func(string) bool) {
	f.response.missing, f.resolution.missing, f.contacts.missing = "", "", ""
	if !has("contacts") {
		f.contacts.missing = "column contacts in -tickets"
	}
}

var errBeforeCreated = errors.New("before the ticket was created")

func (f *cesFamily) addTicket(_ *input, s spot, t *rows.Ticket) error {
	for _, at := range []struct {
		column string
		time   *time.Time
	}{{"first_response", &t.FirstResponse}, {"resolved", &t.Resolved}} {
		if !at.time.IsZero() && at.time.Before(t.Created) {
			return &cellError{at.column, at.time.Format(time.DateTime), errBeforeCreated}
		}
		if f.calendar.after(*at.time) {
			*at.time = time.Time{} // it had not come yet
		}
	}
	request := support.Request{Contacts: whole32(t.Contacts), Resolved: !t.Resolved.IsZero(), Reopened: t.Reopened}
	if err := f.contacts.update(s, t.Customer, func(a *support.FirstContact) error { return a.Add(request) }); err != nil {
		return refused("contacts", t.Contacts, err)
	}
	ticket := waiter{s, t.Customer}
	if t.FirstResponse.IsZero() && !t.Resolved.IsZero() { // as spam: nobody waits for an answer
		err := f.response.update(s, t.Customer, func(a *support.ResponseTime) error { return a.AddClosed(t.Resolved.Sub(t.Created)) })
		return errors.Join(err, f.resolution.add(ticket, t.Resolved))
	}
	if err := f.response.add(ticket, t.FirstResponse); err != nil {
		return err
	}
	return f.resolution.add(ticket, t.Resolved)
}

// add adds a ticket, and the time of the event if there was one.
func (q *queue) add(w waiter, event time.Time) error {
	if !event.IsZero() {
		return q.update(w.spot, w.customer, func(a *support.ResponseTime) error { return a.Add(event.Sub(w.time)) })
	}
	q.waiting = append(q.waiting, w)
	if len(q.waiting) < q.room {
		return nil
	}
	err := q.settle(func(age time.Duration) bool { return age > q.target })
	q.room = max(2*len(q.waiting), 1024)
	return err
}

// settle adds the waiting tickets of an age that is due. Until all lines are
// read the age is the least that it can be.
func (q *queue) settle(due func(age time.Duration) bool) error {
	end := q.calendar.end()
	kept := q.waiting[:0]
	for _, w := range q.waiting {
		age := end.Sub(w.time)
		if !due(age) {
			kept = append(kept, w)
			continue
		}
		if err := q.update(w.spot, w.customer, func(a *support.ResponseTime) error { return a.AddOpen(age) }); err != nil {
			return err
		}
	}
	q.waiting = kept
	return nil
}

// close adds the tickets that wait at the data's end.
func (f *cesFamily) close() error {
	all := func(time.Duration) bool { return true }
	return errors.Join(f.response.settle(all), f.resolution.settle(all))
}

func (f *cesFamily) table(c *calendar) (*table, error) {
	t := &table{calendar: c, family: "ces", title: text{"Customer effort and support", "Effort client et service"}}
	for _, lines := range []func(*table) error{f.addLines, f.contacts.addLines, f.response.addLines, f.resolution.addLines} {
		if err := lines(t); err != nil {
			return nil, err
		}
	}
	t.note(f.response.missing, text{
		"Means and percentiles are of the tickets that are done: too low while slow ones are open. The share answered in time counts those open for longer, and those closed later without an answer.",
		"Moyennes et percentiles portent sur les tickets clos : trop bas tant que des tickets lents restent ouverts. La part répondue à temps compte ceux ouverts depuis plus longtemps et ceux fermés plus tard sans réponse.",
	})
	return t, nil
}

// A percentileFigure is a percentile of response times, in seconds: an estimate.
type percentileFigure struct {
	kpi.Value
	of support.ResponseTimeResult
	p  float64
}

// N returns the number of answered tickets, which makes the figure a kpi.Estimate.
func (f percentileFigure) N() uint64 { return f.of.Answered }

func (f percentileFigure) Interval(level float64) (kpi.Interval, error) {
	return f.of.PercentileInterval(f.p, level)
}

// median returns the median of the response times as a figure.
func median(r support.ResponseTimeResult) (percentileFigure, error) {
	d, err := r.Median()
	return percentileFigure{inSeconds(d), r, 0.5}, err
}

// percentile returns a percentile of the response times as a figure.
func percentile(p float64) func(support.ResponseTimeResult) (percentileFigure, error) {
	return func(r support.ResponseTimeResult) (percentileFigure, error) {
		d, err := r.Percentile(p)
		return percentileFigure{inSeconds(d), r, p}, err
	}
}

func inSeconds(d time.Duration) kpi.Value {
	return kpi.ValueOf(big.NewRat(int64(d), int64(time.Second)))
}

// brief writes a time without the minutes and seconds that it does not have.
func brief(d time.Duration) string {
	s := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(s, zero) {
			s = s[:len(s)-2]
		}
	}
	return s
}
