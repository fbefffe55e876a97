package kpi_test

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/nps"
	"github.com/customerkpi/kpi/retention"
	"github.com/customerkpi/kpi/sentiment/mention"
)

// A customer asks to be erased, from the figures of every month.
func ExampleSeries_UpdateAll_erasure() {
	monthly, err := kpi.NewSeries(kpi.Month, nil, &retention.Repurchase[string]{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, order := range []struct {
		customer string
		month    time.Month
	}{{"Ada", time.March}, {"Ben", time.March}, {"Ben", time.March}, {"Ada", time.April}} {
		at := time.Date(2026, order.month, 15, 0, 0, 0, 0, time.UTC)
		if err := monthly.Update(at, func(a *retention.Repurchase[string]) error { return a.Add(order.customer) }); err != nil {
			fmt.Println(err)
		}
	}
	err = monthly.UpdateAll(func(a *retention.Repurchase[string]) error { return a.Forget("Ada") })
	for month, a := range monthly.All() {
		fmt.Println(month, a.Result(), err)
	}
	state, err := monthly.MarshalBinary()
	fmt.Println("the name is stored:", bytes.Contains(state, []byte("Ada")), err)
	// Output:
	// 2026-03 100.00% (1 of 1 repeat, 2 orders) <nil>
	// the name is stored: false <nil>
}

// A visitor signs in, and turns out to be a customer: the steps of both are of one person.
func ExampleGroups_UpdateAll_alias() {
	var byCountry kpi.Groups[string, *event.Funnel[string]]
	start := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	for i, e := range []struct {
		customer string
		step     int
	}{{"visitor 7", 1}, {"visitor 7", 2}, {"Ada", 3}, {"Ada", 4}} {
		seen := event.Event{Time: start.Add(time.Duration(i) * time.Minute), Steps: event.Step(e.step)}
		if err := byCountry.Update("FR", func(f *event.Funnel[string]) error { return f.Add(e.customer, seen) }); err != nil {
			fmt.Println(err)
		}
	}
	france, _ := byCountry.Get("FR")
	fmt.Println(france.Result())
	err := byCountry.UpdateAll(func(f *event.Funnel[string]) error { return f.Alias("visitor 7", "Ada") })
	fmt.Println(france.Result(), err)

	// A sketch does not know who is in it.
	var reach mention.DistinctSketch[string]
	err = reach.Alias("visitor 7", "Ada")
	fmt.Println(errors.Is(err, kpi.ErrIrreversible), err)
	// Output:
	// 0.00% of 1 (visit 1, product 1, cart 0, order 0; 1 open, 0 dropped)
	// 100.00% of 1 (visit 1, product 1, cart 1, order 1; 0 open, 0 dropped) <nil>
	// true mention: irreversible: a sketch does not know who is in it, take Distinct
}

// A sliding month of 30 days: a step adds a day and takes one back.
func ExampleSeries_EachRolling() {
	var daily kpi.Series[*nps.Accumulator]
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for day := range 60 {
		add := func(a *nps.Accumulator) error { return a.AddN(day%11, 10) }
		if err := daily.Update(start.AddDate(0, 0, day), add); err != nil {
			fmt.Println(err)
		}
	}
	err := daily.EachRolling(30, func(day kpi.Period, month *nps.Accumulator) error {
		if day.Start().Day() == 1 {
			fmt.Println(day, month.Result())
		}
		return nil
	})
	fmt.Println(err)
	// Output:
	// 2026-01-01 -100.0 (0.0% promoters, 100.0% detractors of 10)
	// 2026-02-01 -46.7 (16.7% promoters, 63.3% detractors of 300)
	// 2026-03-01 -43.3 (20.0% promoters, 63.3% detractors of 300)
	// <nil>
}

// The answers of a call centre were imported twice: the second import is taken back.
func ExampleGroups_Unmerge() {
	var all, imported kpi.Groups[string, *nps.Accumulator]
	add := func(g *kpi.Groups[string, *nps.Accumulator], where string, score int) {
		if err := g.Update(where, func(a *nps.Accumulator) error { return a.Add(score) }); err != nil {
			fmt.Println(err)
		}
	}
	add(&all, "web", 9)
	add(&imported, "phone", 3)
	fmt.Println(all.Merge(&imported), all.Merge(&imported), all.Unmerge(&imported))
	for where, a := range all.All() {
		fmt.Println(where, a.Result())
	}
	fmt.Println(all.Unmerge(&imported), all.Len())
	err := all.Unmerge(&imported)
	fmt.Println(errors.Is(err, kpi.ErrRange), err)
	// Output:
	// <nil> <nil> <nil>
	// phone -100.0 (0.0% promoters, 100.0% detractors of 1)
	// web 100.0 (100.0% promoters, 0.0% detractors of 1)
	// <nil> 1
	// true kpi: group phone: nps: answers of a score to take out 1 outside 0..0
}
