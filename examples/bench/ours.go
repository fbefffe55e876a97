package main

import (
	"errors"
	"math/big"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/nps"
	"github.com/customerkpi/kpi/retention"
	"github.com/customerkpi/kpi/retention/cohort"
)

// The KPIs of the events, by the library. What takes a column of customers takes it on
// up to n goroutines; n of 0 is one event after the other.

func repurchase[K kpi.Key](n int, customers []K) way {
	return func() ([]float64, error) {
		var a retention.Repurchase[K]
		err := columns(n, len(customers),
			func(i int) error { return a.Add(customers[i]) },
			func() error { return a.AddSlice(customers) },
			func() error { return a.AddParallel(n, customers) })
		r := a.Result()
		return []float64{float64(r.Customers), float64(r.Repeat), float64(r.Orders)}, err
	}
}

func cohorts[K kpi.Key](n int, customers []K, at []time.Time) way {
	return func() ([]float64, error) {
		var a cohort.Accumulator[K]
		err := columns(n, len(customers),
			func(i int) error { return a.Add(customers[i], at[i]) },
			func() error { return a.AddSlice(customers, at) },
			func() error { return a.AddParallel(n, customers, at) })
		return cells(a.Result()), err
	}
}

// firstVisit counts from the first visit of each customer, as the SQL does.
var (
	firstVisit  = event.Rule{Entry: event.First, Window: event.Within(30 * 24 * time.Hour)}
	funnelSteps = []string{"visit", "cart", "order"}
)

func funnel[K kpi.Key](n int, customers []K, events []event.Event) way {
	return func() ([]float64, error) {
		var r event.Result
		var err error
		switch n {
		case 0:
			r, err = streamed(customers, events)
		case 1:
			r, err = event.Of(firstVisit, customers, events, funnelSteps...)
		default:
			r, err = event.OfParallel(n, firstVisit, customers, events, funnelSteps...)
		}
		var all []float64
		for _, bar := range r.Steps {
			all = append(all, float64(bar.Count))
		}
		return all, err
	}
}

// streamed returns the funnel of events that come one by one.
func streamed[K kpi.Key](customers []K, events []event.Event) (event.Result, error) {
	f, err := event.NewInOrder[K](firstVisit, funnelSteps...)
	if err != nil {
		return event.Result{}, err
	}
	for i, c := range customers {
		if err := f.Add(c, events[i]); err != nil {
			return event.Result{}, err
		}
	}
	return f.Result(), nil
}

// columns adds rows one by one, as columns, or on n goroutines.
func columns(n, rows int, one func(i int) error, slice, parallel func() error) error {
	switch n {
	case 0:
		for i := range rows {
			if err := one(i); err != nil {
				return err
			}
		}
		return nil
	case 1:
		return slice()
	}
	return parallel()
}

// cells returns the retained customers of each cohort, by age, with 0 for what
// is after the data.
func cells(t cohort.Table) []float64 {
	var all []float64
	for _, c := range t.Cohorts {
		row := make([]float64, months)
		for age, cell := range c.Cells {
			row[age] = float64(cell.Retained)
		}
		all = append(all, row...)
	}
	return all
}

// points returns the points of an NPS, and the number of answers.
func points(a *nps.Accumulator, err error) ([]float64, error) {
	score, undefined := a.Result().Score()
	return []float64{score.Float64(), float64(a.Result().N())}, errors.Join(err, undefined)
}

// basket returns the sum in cents, and the number of orders.
func basket(a *clv.Basket, err error) ([]float64, error) {
	r := a.Result()
	cents := r.Revenue.Rat()
	sum, _ := cents.Mul(cents, big.NewRat(100, 1)).Float64()
	return []float64{sum, float64(r.Orders)}, err
}
