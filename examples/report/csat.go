package main

import (
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/examples/internal/rows"
)

// A csatFamily is KPI 2.
type csatFamily struct {
	answers *cube[*csat.Accumulator]
}

func newCSAT(c *config) (f csatFamily, err error) {
	empty, err := csat.New(c.csatScale)
	if err != nil {
		return f, err
	}
	f.answers = newCube(&c.calendar, "-surveys", empty)
	return f, nil
}

func (f *csatFamily) add(s spot, answer *rows.Survey) error {
	return refused("score", answer.Score, f.answers.at(s).Add(whole32(answer.Score)))
}

func (f *csatFamily) table(c *calendar) (*table, error) {
	t := &table{calendar: c, family: "csat", title: text{"Customer satisfaction", "Satisfaction client"}}
	return t, addLines(t, f.answers, (*csat.Accumulator).Result,
		figure(name{2, "csat", text{"Customer satisfaction (CSAT), mean", "Satisfaction client (CSAT), moyenne"}, score, +1}, csat.Result.Mean),
		figure(name{2, "csat_satisfied", text{"Customer satisfaction (CSAT), satisfied", "Satisfaction client (CSAT), satisfaits"}, percent, +1}, csat.Result.SatisfiedShare),
		count(name{2, "csat_answers", text{"  answers", "  réponses"}, quantity, 0}, func(r csat.Result) uint64 { return r.Answers }),
	)
}
