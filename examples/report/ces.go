package main

import (
	"errors"
	"math/big"
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

	answers    *cube[*ces.Accumulator]
	contacts   *cube[*support.FirstContact]
	response   *cube[*support.ResponseTime]
	resolution *cube[*support.ResponseTime]

	// Tickets that wait are as old as the data's end, which is not known
	// before all lines are read.
	unanswered, unresolved []spot
}

func newCES(c *config) (f cesFamily, err error) {
	f.calendar, f.lowGood = &c.calendar, c.cesScale.Direction == ces.LowIsEasy
	empty, err := ces.New(c.cesScale)
	if err != nil {
		return f, err
	}
	f.answers = newCube(f.calendar, "-surveys", empty)
	f.contacts = newCube(f.calendar, "-tickets", new(support.FirstContact))
	times, err := support.NewResponseTime(c.target)
	if err != nil {
		return f, err
	}
	f.response = newCube(f.calendar, "-tickets", times)
	f.resolution = newCube(f.calendar, "-tickets", times)
	return f, nil
}

func (f *cesFamily) add(s spot, answer *rows.Survey) error {
	return refused("score", answer.Score, f.answers.at(s).Add(whole32(answer.Score)))
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
		time   time.Time
	}{{"first_response", t.FirstResponse}, {"resolved", t.Resolved}} {
		if !at.time.IsZero() && at.time.Before(t.Created) {
			return &cellError{at.column, at.time.Format(time.DateTime), errBeforeCreated}
		}
	}
	request := support.Request{Contacts: whole32(t.Contacts), Resolved: !t.Resolved.IsZero(), Reopened: t.Reopened}
	if err := f.contacts.at(s).Add(request); err != nil {
		return refused("contacts", t.Contacts, err)
	}
	if t.Resolved.IsZero() {
		f.unresolved = append(f.unresolved, s)
	} else if err := f.resolution.at(s).Add(t.Resolved.Sub(t.Created)); err != nil {
		return err
	}
	if t.FirstResponse.IsZero() {
		f.unanswered = append(f.unanswered, s)
		return nil
	}
	return f.response.at(s).Add(t.FirstResponse.Sub(t.Created))
}

// count adds the tickets that wait.
func (f *cesFamily) count() error {
	end := f.calendar.end()
	for _, s := range f.unanswered {
		if err := f.response.at(s).AddOpen(end.Sub(s.time)); err != nil {
			return err
		}
	}
	for _, s := range f.unresolved {
		if err := f.resolution.at(s).AddOpen(end.Sub(s.time)); err != nil {
			return err
		}
	}
	return nil
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
		count(name{3, "ces_answers", text{"  answers", "  réponses"}, quantity, 0}, func(r ces.Result) uint64 { return r.Answers }),
	); err != nil {
		return nil, err
	}
	if err := addLines(t, f.contacts, (*support.FirstContact).Result,
		figure(name{4, "first_contact_resolution", text{"First contact resolution (FCR)", "Résolution au premier contact"}, percent, +1}, support.FirstContactResult.Rate),
	); err != nil {
		return nil, err
	}
	if err := addLines(t, f.response, (*support.ResponseTime).Result,
		figure(name{5, "response_time", text{"Response time, mean", "Temps de réponse, moyen"}, hours, -1}, support.ResponseResult.Mean),
		figure(name{5, "response_median", text{"  median", "  médian"}, hours, -1}, seconds(0.5)),
		figure(name{5, "response_p90", text{"  nine in ten within", "  neuf sur dix en"}, hours, -1}, seconds(0.9)),
		figure(name{5, "service_level", text{"  service level, answered in time", "  niveau de service, répondu à temps"}, percent, +1}, support.ResponseResult.ServiceLevel),
		count(name{5, "unanswered", text{"  not answered yet", "  sans réponse à ce jour"}, quantity, -1}, func(r support.ResponseResult) uint64 { return r.Open }),
	); err != nil {
		return nil, err
	}
	return t, addLines(t, f.resolution, (*support.ResponseTime).Result,
		figure(name{5, "resolution_time", text{"Resolution time, mean", "Temps de résolution, moyen"}, hours, -1}, support.ResponseResult.Mean),
		count(name{5, "unresolved", text{"  not resolved yet", "  non résolus à ce jour"}, quantity, -1}, func(r support.ResponseResult) uint64 { return r.Open }),
	)
}

// seconds returns a percentile of the response times as a figure.
func seconds(p float64) func(support.ResponseResult) (kpi.Value, error) {
	return func(r support.ResponseResult) (kpi.Value, error) {
		d, err := r.Percentile(p)
		return kpi.ValueOf(big.NewRat(int64(d), int64(time.Second))), err
	}
}
