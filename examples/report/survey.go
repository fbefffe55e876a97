package main

import (
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/examples/internal/rows"
	"github.com/customerkpi/kpi/retention"
)

// A survey is the answers of one kind of survey, and how many were invited.
type survey[A kpi.Accumulator[A], R any] struct {
	answers  *byCustomer[A, R]
	response *byCustomer[*retention.Response, retention.ResponseResult]
}

// newSurvey returns the survey of a KPI, whose keys begin with family.
func newSurvey[A kpi.Accumulator[A], R any](c *calendar, number int, family string, empty A, result func(A) R, measures ...measure[R]) survey[A, R] {
	return survey[A, R]{
		newByCustomer(c, "-surveys", empty, result, measures...),
		newByCustomer(c, "-surveys", new(retention.Response), (*retention.Response).Result,
			count(name{number, family + "_answers", text{"  answers", "  réponses"}, quantity, 0}, func(r retention.ResponseResult) uint64 { return r.Answered }),
			figure(name{number, family + "_response", text{"  response rate", "  taux de réponse"}, percent, +1}, retention.ResponseResult.Rate),
		),
	}
}

// given says that there is a file.
func (s *survey[A, R]) given() { s.answers.missing, s.response.missing = "", "" }

// invited counts an invitation.
func (s *survey[A, R]) invited(at spot, row *rows.Survey) error {
	outcome := retention.Unanswered
	if row.Answered {
		outcome = retention.Answered
	}
	return s.response.update(at, row.Customer, func(a *retention.Response) error { return a.Add(outcome) })
}

// addLines adds the lines of the answers and of the response to t, and warns of few
// answers.
func (s *survey[A, R]) addLines(t *table) error {
	if err := s.answers.addLines(t); err != nil {
		return err
	}
	if err := s.response.addLines(t); err != nil || s.response.missing != "" {
		return err
	}
	all, err := s.response.all()
	if err != nil {
		return err
	}
	few := 0
	for _, p := range t.calendar.periods {
		if a, ok := all.Get(p.Start()); !ok || a.Result().Warning() != "" {
			few++
		}
	}
	if few > 0 {
		t.notes = append(t.notes, text{
			fmt.Sprintf(one(few, "en", "%d period has", "%d periods have")+" fewer than %d answers to the survey: read the interval, not the figure.", few, retention.FewAnswers),
			fmt.Sprintf(one(few, "fr", "%d période a", "%d périodes ont")+" moins de %d réponses à l'enquête : lire l'intervalle, pas le chiffre.", few, retention.FewAnswers),
		})
	}
	return nil
}
