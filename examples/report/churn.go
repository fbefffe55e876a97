package main

import (
	"errors"
	"slices"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn"
	"github.com/customerkpi/kpi/churn/revenue"
	"github.com/customerkpi/kpi/examples/internal/rows"
	"github.com/customerkpi/kpi/retention"
)

// A churnFamily is KPIs 6 and 7, of the subscribers.
type churnFamily struct {
	calendar *calendar
	stays    map[subscriber][]stay // until all rows are read
	presence *cube[*churn.Accumulator]

	charges map[subscriber][]charge // until all rows are read
	revenue *kpi.Groups[string, *revenue.Changes[string]]
}

// A subscriber is a customer in a segment, and in "", which is all segments.
type subscriber struct{ segment, customer string }

// A stay is a time with a subscription, half-open; no end: still running.
type stay struct{ start, end time.Time }

func newChurn(c *calendar) (f churnFamily) {
	f.calendar, f.stays, f.charges = c, make(map[subscriber][]stay), make(map[subscriber][]charge)
	f.presence = newCube(c, "-subscriptions", new(churn.Accumulator))
	f.presence.apart = true
	return f
}

func (f *churnFamily) add(in *input, s spot, row *rows.Subscription) error {
	if !row.End.IsZero() && row.End.Before(row.Start) {
		return &cellError{"end", row.End.Format(time.DateOnly), errEndBeforeStart}
	}
	if err := checkPrice(row.Price); err != nil {
		return err
	}
	c := f.calendar
	if c.after(row.Start) || !row.End.IsZero() && row.End.Before(c.from) {
		in.leave(allFigures, outsideTime)
		return nil
	}
	if err := c.seeStay(row.Start, row.End); err != nil {
		return err
	}
	end := row.End
	if c.after(end) {
		end = time.Time{} // it runs when the data end
	}
	f.addCharge(s.segment, row.Customer, charge{stay{row.Start, end}, row.Price})
	f.join(subscriber{"", row.Customer}, stay{row.Start, row.End})
	if s.segment != "" {
		f.join(subscriber{s.segment, row.Customer}, stay{row.Start, row.End})
	}
	return nil
}

// join adds a stay, and makes those one that touch: who changes the plan does
// not leave. The state is that of the subscribers, not of the lines.
func (f *churnFamily) join(who subscriber, s stay) {
	all := append(f.stays[who], s)
	slices.SortFunc(all, func(a, b stay) int { return a.start.Compare(b.start) })
	joined := all[:1]
	for _, next := range all[1:] {
		last := &joined[len(joined)-1]
		switch {
		case last.end.IsZero():
		case next.start.After(last.end):
			joined = append(joined, next)
		case next.end.IsZero() || next.end.After(last.end):
			last.end = next.end
		}
	}
	f.stays[who] = joined
}

// close adds the presence of every subscriber in every period.
func (f *churnFamily) close() error {
	for _, p := range f.calendar.periods {
		start, end := f.calendar.cut(p)
		for who, stays := range f.stays {
			presence, there := presenceIn(stays, start, end)
			if !there {
				continue
			}
			if err := f.presence.update(spot{who.segment, p.Start()}, func(a *churn.Accumulator) error { return a.Add(presence) }); err != nil {
				return err
			}
		}
	}
	return f.closeRevenue()
}

// presenceIn says when somebody with these stays was there in [start, end). A change
// at an instant belongs to the period that contains it: who begins at its start was
// not there before, and who leaves at its end is there to the end.
func presenceIn(stays []stay, start, end time.Time) (p churn.Presence, there bool) {
	for _, s := range stays {
		p.Start = p.Start || s.before(start)
		p.End = p.End || s.before(end)
		there = there || s.start.Before(end) && (s.end.IsZero() || !s.end.Before(start))
	}
	return p, there
}

// before reports whether s holds up to an instant, whatever happens at it.
func (s stay) before(t time.Time) bool {
	return s.start.Before(t) && (s.end.IsZero() || !s.end.Before(t))
}

func (f *churnFamily) table(c *calendar) (*table, error) {
	t := &table{calendar: c, family: "churn", title: text{"Churn and lifetime of subscribers", "Attrition et durée de vie des abonnés"}}
	t.note(f.presence.missing, text{
		"In the total column, rates are the mean over the periods.",
		"Dans la colonne du total, les taux sont la moyenne sur les périodes.",
	})
	if err := addLines(t, f.presence, (*churn.Accumulator).Result,
		figure(name{6, "churn", text{"Churn rate, of those at the start", "Taux d'attrition, de ceux du début"}, percent, -1}, churn.Result.Rate),
		figure(name{6, "churn_average", text{"Churn rate, of the average", "Taux d'attrition, de la moyenne"}, percent, -1}, churn.Result.AverageRate),
		figure(name{6, "churn_in_total", text{"Churn rate, of all in the period", "Taux d'attrition, de tous"}, percent, -1}, churn.Result.TotalRate),
		figure(name{7, "lifetime", text{"Customer lifetime, in periods (1 / churn)", "Durée de vie d'un client, en périodes"}, periods, +1}, churn.Result.Lifetime),
	); err != nil {
		return nil, err
	}
	return t, f.addRevenue(t)
}

// addRetention adds the retention rate from counts at both ends of a period.
func (f *churnFamily) addRetention(t *table) error {
	return addLines(t, f.presence, (*churn.Accumulator).Result,
		figure(name{8, "retention_of_subscribers", text{"Retention rate of subscribers", "Taux de rétention des abonnés"}, percent, +1}, func(r churn.Result) (kpi.Rate, error) {
			return retention.RetentionRate(r.Start(), r.End(), r.Won)
		}),
	)
}

var errEndBeforeStart = errors.New("before the start")
