package main

import (
	"errors"
	"math/big"
	"strconv"
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
	lowGood  bool // a low mean is good

	survey[*ces.Accumulator]
	contacts   *cube[*support.FirstContact]   // where no customer is known
	byCustomer *cube[*kpi.ByCustomer[string]] // the same, where customers are: nil or in place of contacts
	anonymous  int                            // tickets without a customer among these
	response   queue
	resolution queue
}

// A queue is the times of tickets up to an event, such as the first response.
//
// A ticket without the event has waited until the data's end, which is known
// when all lines are read. It waits here until then, or until it is overdue
// whatever comes: what is kept are the tickets of one target, not all of them.
type queue struct {
	*cube[*support.ResponseTime]
	calendar *calendar
	target   time.Duration
	waiting  []spot
	room     int // number of tickets waiting at which to look who is overdue
}

func newCES(c *config) (f cesFamily, err error) {
	f.calendar, f.lowGood = &c.calendar, c.cesScale.Direction == ces.LowIsEasy
	empty, err := ces.New(c.cesScale)
	if err != nil {
		return f, err
	}
	f.survey = newSurvey(f.calendar, empty)
	f.contacts = newCube(f.calendar, "-tickets", new(support.FirstContact))
	times, err := support.NewResponseTime(c.target)
	if err != nil {
		return f, err
	}
	f.response = queue{newCube(f.calendar, "-tickets", times), f.calendar, c.target, nil, 0}
	f.resolution = queue{newCube(f.calendar, "-tickets", times), f.calendar, c.target, nil, 0}
	return f, nil
}

func (f *cesFamily) add(s spot, row *rows.Survey) error {
	if row.Answered {
		if err := refused("score", row.Score, f.answers.update(s, func(a *ces.Accumulator) error { return a.Add(whole32(row.Score)) })); err != nil {
			return err
		}
	}
	return f.invited(s, row)
}

func (f *cesFamily) givenTickets(has func(string) bool) {
	f.response.missing, f.resolution.missing, f.contacts.missing = "", "", ""
	if !has("contacts") {
		f.contacts.missing = "column contacts in -tickets"
	} else if has("customer") {
		f.byCustomer = newCube(f.calendar, "", new(kpi.ByCustomer[string]))
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
	if err := f.addContacts(s, t); err != nil {
		return refused("contacts", t.Contacts, err)
	}
	if t.FirstResponse.IsZero() && !t.Resolved.IsZero() { // as spam: nobody waits for an answer
		err := f.response.update(s, func(a *support.ResponseTime) error { return a.AddClosed(t.Resolved.Sub(t.Created)) })
		return errors.Join(err, f.resolution.add(s, t.Resolved))
	}
	if err := f.response.add(s, t.FirstResponse); err != nil {
		return err
	}
	return f.resolution.add(s, t.Resolved)
}

// addContacts adds a ticket to the first contact resolution. Its unit is the customer,
// where customers are known, because the tickets of one are alike; a ticket without a
// customer is then one of its own.
func (f *cesFamily) addContacts(s spot, t *rows.Ticket) error {
	request := support.Request{Contacts: whole32(t.Contacts), Resolved: !t.Resolved.IsZero(), Reopened: t.Reopened}
	if f.byCustomer == nil {
		return f.contacts.update(s, func(a *support.FirstContact) error { return a.Add(request) })
	}
	if err := new(support.FirstContact).Add(request); err != nil {
		return err
	}
	customer := "c" + t.Customer
	if t.Customer == "" {
		f.anonymous++
		customer = strconv.Itoa(f.anonymous)
	}
	return f.byCustomer.update(s, func(a *kpi.ByCustomer[string]) error { return a.AddHit(customer, request.FirstContact()) })
}

func (f *cesFamily) addFirstContact(t *table) error {
	of := name{4, "first_contact_resolution", text{"First contact resolution (FCR)", "Résolution au premier contact"}, percent, +1}
	if f.byCustomer == nil {
		return addLines(t, f.contacts, (*support.FirstContact).Result, figure(of, support.FirstContactResult.Rate))
	}
	return addLines(t, f.byCustomer, func(a *kpi.ByCustomer[string]) *kpi.ByCustomer[string] { return a }, figure(of, firstContact))
}

// firstContact returns the first contact resolution, with the customers behind it.
func firstContact(a *kpi.ByCustomer[string]) (kpi.Panel[string], error) {
	rate, err := a.Rate()
	if errors.Is(err, kpi.ErrUndefined) {
		_, err = support.FirstContactRate(0, 0)
	}
	return rate, err
}

// add adds a ticket, and the time of the event if there was one.
func (q *queue) add(s spot, event time.Time) error {
	if !event.IsZero() {
		return q.update(s, func(a *support.ResponseTime) error { return a.Add(event.Sub(s.time)) })
	}
	q.waiting = append(q.waiting, s)
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
	for _, s := range q.waiting {
		age := end.Sub(s.time)
		if !due(age) {
			kept = append(kept, s)
			continue
		}
		if err := q.update(s, func(a *support.ResponseTime) error { return a.AddOpen(age) }); err != nil {
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
	good := +1
	if f.lowGood {
		good = -1
	}
	if err := addLines(t, f.answers, (*ces.Accumulator).Result,
		figure(name{3, "ces", text{"Customer effort score (CES), mean", "Score d'effort client (CES), moyenne"}, score, good}, ces.Result.Mean),
		figure(name{3, "ces_easy", text{"  low-effort answers", "  réponses à faible effort"}, percent, +1}, ces.Result.EasyShare),
		figure(name{3, "ces_net", text{"  net ease", "  facilité nette"}, points, +1}, ces.Result.NetEase),
	); err != nil {
		return nil, err
	}
	if err := f.addResponse(t, 3); err != nil {
		return nil, err
	}
	if err := f.addFirstContact(t); err != nil {
		return nil, err
	}
	in := text{"answered within " + brief(f.response.target), "répondu en " + brief(f.response.target)}
	if err := addLines(t, f.response.cube, (*support.ResponseTime).Result,
		figure(name{5, "service_level", text{"Response time, " + in.en, "Délai de réponse, " + in.fr}, percent, +1}, support.ResponseResult.ServiceLevel),
		figure(name{5, "response_time", text{"  mean of those answered", "  moyen des répondus"}, hours, -1}, support.ResponseResult.Mean),
		figure(name{5, "response_median", text{"  median", "  médian"}, hours, -1}, median),
		figure(name{5, "response_p90", text{"  nine in ten within", "  neuf sur dix en"}, hours, -1}, percentile(0.9)),
		count(name{5, "unanswered", text{"  not answered yet", "  sans réponse à ce jour"}, quantity, -1}, func(r support.ResponseResult) uint64 { return r.Open }),
		count(name{5, "closed_unanswered", text{"  closed without an answer", "  fermés sans réponse"}, quantity, -1}, func(r support.ResponseResult) uint64 { return r.Closed }),
	); err != nil {
		return nil, err
	}
	t.note(f.response.missing, text{
		"Means and percentiles are of the tickets that are done: too low while slow ones are open. The share answered in time counts those open for longer, and those closed later without an answer.",
		"Moyennes et percentiles portent sur les tickets clos : trop bas tant que des tickets lents restent ouverts. La part répondue à temps compte ceux ouverts depuis plus longtemps et ceux fermés plus tard sans réponse.",
	})
	return t, addLines(t, f.resolution.cube, (*support.ResponseTime).Result,
		figure(name{5, "resolution_time", text{"Resolution time, mean of those resolved", "Délai de résolution, moyen des résolus"}, hours, -1}, support.ResponseResult.Mean),
		count(name{5, "unresolved", text{"  not resolved yet", "  non résolus à ce jour"}, quantity, -1}, func(r support.ResponseResult) uint64 { return r.Open }),
	)
}

// A percentileFigure is a percentile of response times, in seconds: an estimate.
type percentileFigure struct {
	kpi.Value
	of support.ResponseResult
	p  float64
}

// N returns the number of answered tickets, which makes the figure a kpi.Estimate.
func (f percentileFigure) N() uint64 { return f.of.Answered }

func (f percentileFigure) Interval(level float64) (kpi.Interval, error) {
	return f.of.PercentileInterval(f.p, level)
}

// median returns the median of the response times as a figure.
func median(r support.ResponseResult) (percentileFigure, error) {
	d, err := r.Median()
	return percentileFigure{inSeconds(d), r, 0.5}, err
}

// percentile returns a percentile of the response times as a figure.
func percentile(p float64) func(support.ResponseResult) (percentileFigure, error) {
	return func(r support.ResponseResult) (percentileFigure, error) {
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
