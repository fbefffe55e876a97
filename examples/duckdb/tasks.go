//go:build cgo && (amd64 || arm64)

package main

import (
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/retention"
	"github.com/customerkpi/kpi/retention/cohort"
)

const window = 30 * 24 * time.Hour // of the funnel

// A task is a KPI by a key: the SQL, and the ways of the library, which return
// the same numbers. An accumulator is what is left when a way is done.
type task struct {
	name   string
	column string // the key
	sql    string
	ways   []way
}

type way struct {
	name string
	run  func() (accumulator any, numbers []uint64, err error)
}

// tasks returns all tasks of the customers in a column.
func tasks[K kpi.Key](e *events, column string, customers []K) []task {
	return []task{
		{"repurchase rate", column, query(repurchaseSQL, column), []way{
			{"add", func() (any, []uint64, error) {
				var a retention.Repurchase[K]
				for _, c := range customers {
					if err := a.Add(c); err != nil {
						return nil, nil, err
					}
				}
				return &a, repurchase(a.Result()), nil
			}},
			{"columns", func() (any, []uint64, error) {
				var a retention.Repurchase[K]
				err := a.AddSlice(customers)
				return &a, repurchase(a.Result()), err
			}},
		}},
		{"monthly cohorts", column, query(cohortSQL, column), []way{
			{"add", func() (any, []uint64, error) {
				var a cohort.Accumulator[K]
				for i, c := range customers {
					if err := a.Add(c, e.at[i]); err != nil {
						return nil, nil, err
					}
				}
				return &a, cells(a.Result()), nil
			}},
			{"columns", func() (any, []uint64, error) {
				var a cohort.Accumulator[K]
				err := a.AddSlice(customers, e.at)
				return &a, cells(a.Result()), err
			}},
		}},
		{"funnel of 3 steps", column, query(funnelSQL, column), []way{
			{"add", func() (any, []uint64, error) {
				f, err := event.NewInOrder[K](firstVisit, funnelSteps...)
				if err != nil {
					return nil, nil, err
				}
				for i, c := range customers {
					if err := f.Add(c, e.steps[i]); err != nil {
						return nil, nil, err
					}
				}
				return f, bars(f.Result()), nil
			}},
			{"columns", func() (any, []uint64, error) {
				r, err := event.Of(firstVisit, customers, e.steps, funnelSteps...)
				return nil, bars(r), err
			}},
		}},
	}
}

// firstVisit counts from the first visit of each customer, as the SQL does.
var (
	firstVisit  = event.Rule{Entry: event.First, Window: event.Within(window)}
	funnelSteps = []string{"visit", "cart", "order"}
)

func repurchase(r retention.RepurchaseResult) []uint64 {
	return []uint64{r.Customers, r.Repeat, r.Orders}
}

// cells returns the retained customers of each cohort, by age, with 0 for what
// is after the data.
func cells(t cohort.Table) []uint64 {
	var all []uint64
	for _, c := range t.Cohorts {
		row := make([]uint64, months)
		for age, cell := range c.Cells {
			row[age] = cell.Retained
		}
		all = append(all, row...)
	}
	return all
}

func bars(r event.Result) []uint64 {
	var all []uint64
	for _, bar := range r.Steps {
		all = append(all, bar.Count)
	}
	return all
}
