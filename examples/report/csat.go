package main

import (
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/examples/internal/rows"
)

// A csatFamily is KPI 2.
type csatFamily struct {
	survey[*csat.Accumulator, csat.Result]
}

func newCSAT(c *config) (f csatFamily, err error) {
	empty, err := csat.New(c.csatScale)
	if err != nil {
		return f, err
	}
	f.survey = newSurvey(&c.calendar, 2, "csat", empty, (*csat.Accumulator).Result,
		figure(name{2, "csat", text{"Customer satisfaction (CSAT), mean", "Satisfaction client (CSAT), moyenne"}, score, +1}, csat.Result.Mean).within(c.csatScale.Min, c.csatScale.Max),
		figure(name{2, "csat_satisfied", text{"Customer satisfaction (CSAT), satisfied", "Satisfaction client (CSAT), satisfaits"}, percent, +1}, csat.Result.SatisfiedShare),
	)
	return f, nil
}

func (f *csatFamily) add(s spot, row *rows.Survey) error {
	if row.Answered {
		if err := refused("score", row.Score, f.answers.update(s, row.Customer, func(a *csat.Accumulator) error { return a.Add(whole32(row.Score)) })); err != nil {
			return err
		}
	}
	return f.invited(s, row)
}

func (f *csatFamily) table(c *calendar) (*table, error) {
	t := &table{calendar: c, family: "csat", title: text{"Customer satisfaction", "Satisfaction client"}}
	return t, f.addLines(t)
}
