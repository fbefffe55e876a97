package main

import (
	"strconv"

	"github.com/customerkpi/kpi/examples/internal/rows"
	"github.com/customerkpi/kpi/nps"
)

// An npsFamily is KPI 1.
type npsFamily struct {
	survey[*nps.Accumulator, nps.Result]
}

func newNPS(c *config) (f npsFamily, err error) {
	empty, err := nps.New(c.npsScale)
	if err != nil {
		return f, err
	}
	f.survey = newSurvey(&c.calendar, 1, "nps", empty, (*nps.Accumulator).Result,
		figure(name{1, "nps", text{"Net Promoter Score (NPS)", "Net Promoter Score (NPS)"}, points, +1}, nps.Result.Score),
		figure(name{1, "promoters", text{"  promoters", "  promoteurs"}, percent, +1}, nps.Result.PromoterShare),
		figure(name{1, "passives", text{"  passives", "  passifs"}, percent, 0}, nps.Result.PassiveShare),
		figure(name{1, "detractors", text{"  detractors", "  détracteurs"}, percent, -1}, nps.Result.DetractorShare),
	)
	return f, nil
}

func (f *npsFamily) add(s spot, row *rows.Survey) error {
	if row.Answered {
		if err := refused("score", row.Score, f.answers.update(s, row.Customer, func(a *nps.Accumulator) error { return a.Add(whole32(row.Score)) })); err != nil {
			return err
		}
	}
	return f.invited(s, row)
}

func (f *npsFamily) table(c *calendar) (*table, error) {
	t := &table{calendar: c, family: "nps", title: text{"Net Promoter Score", "Net Promoter Score"}}
	return t, f.addLines(t)
}

// refused says which column held the value that a KPI refused.
func refused(column string, value int64, err error) error {
	if err == nil {
		return nil
	}
	return &cellError{column, strconv.FormatInt(value, 10), err}
}

// whole32 keeps a number that an int may not hold outside of any scale.
func whole32(n int64) int { return int(min(max(n, -1<<31), 1<<31-1)) }
