package kpi_test

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// Handlers of a server write, each in its own goroutine, while a dashboard reads.
func ExampleShared() {
	var score kpi.Shared[*nps.Accumulator]
	if err := score.Update(func(a *nps.Accumulator) error { return a.AddSlice([]int{10, 9, 3}) }); err != nil {
		fmt.Println(err)
	}
	if err := score.View(func(a *nps.Accumulator) error {
		fmt.Println(a.Result())
		return nil
	}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 33.3 (66.7% promoters, 33.3% detractors of 3)
}

// For a computation that takes long, a copy.
func ExampleShared_Snapshot() {
	var score kpi.Shared[*nps.Accumulator]
	now := score.Snapshot()
	if err := score.Update(func(a *nps.Accumulator) error { return a.Add(10) }); err != nil {
		fmt.Println(err)
	}
	fmt.Println(now.Result().N(), score.Snapshot().Result().N())
	// Output:
	// 0 1
}

// Segments that come from outside must not fill the memory.
func ExampleNewBoundedGroups() {
	bySegment, err := kpi.NewBoundedGroups[string](&nps.Accumulator{}, 2)
	if err != nil {
		fmt.Println(err)
	}
	for _, segment := range []string{"web", "app", "web", "'; DROP TABLE"} {
		if err := bySegment.Update(segment, func(a *nps.Accumulator) error { return a.Add(9) }); err != nil {
			fmt.Println(segment, errors.Is(err, kpi.ErrRange), err)
		}
	}
	// Output:
	// '; DROP TABLE true kpi: groups: number of keys 3 outside 0..2
}

// Three countries, and one group for all others.
func ExampleNewNamedGroups() {
	byCountry, err := kpi.NewNamedGroups(&nps.Accumulator{}, "other", "FR", "DE", "US")
	if err != nil {
		fmt.Println(err)
	}
	for _, country := range []string{"FR", "US", "MC", "LI", "FR"} {
		if err := byCountry.Update(country, func(a *nps.Accumulator) error { return a.Add(9) }); err != nil {
			fmt.Println(err)
		}
	}
	for country, a := range byCountry.All() {
		fmt.Println(country, a.Result().N())
	}
	// Output:
	// FR 2
	// US 1
	// other 2
}

// Two months are open; what comes later than that is refused, and the caller is told.
func ExampleNewRecentSeries() {
	monthly, err := kpi.NewRecentSeries(kpi.Month, nil, &nps.Accumulator{}, 2)
	if err != nil {
		fmt.Println(err)
	}
	for _, month := range []time.Month{time.January, time.March, time.February, time.January} {
		at := time.Date(2026, month, 10, 0, 0, 0, 0, time.UTC)
		if err := monthly.Update(at, func(a *nps.Accumulator) error { return a.Add(9) }); err != nil {
			fmt.Println(err)
		}
	}
	from, ok := monthly.Open()
	fmt.Println(monthly.Len(), "months, open from", from.Format(time.DateOnly), ok)
	// Output:
	// kpi: series: time 2026-01-10 00:00:00 +0000 UTC below 2026-02-01 00:00:00 +0000 UTC
	// 2 months, open from 2026-02-01 true
}

// A state goes to a file, or to rows of a database, part by part.
func ExampleGroups_WriteTo() {
	var byChannel kpi.Groups[string, *nps.Accumulator]
	if err := byChannel.Update("web", func(a *nps.Accumulator) error { return a.Add(10) }); err != nil {
		fmt.Println(err)
	}
	var file bytes.Buffer
	_, err := byChannel.WriteTo(&file)
	fmt.Println(err)

	damaged := bytes.Clone(file.Bytes())
	damaged[len(damaged)/2] ^= 1
	var back kpi.Groups[string, *nps.Accumulator]
	_, err = back.ReadFrom(bytes.NewReader(damaged))
	fmt.Println(errors.Is(err, kpi.ErrCorrupt), back.Len())
	_, err = back.ReadFrom(&file)
	web, _ := back.Get("web")
	fmt.Println(err, web.Result())
	// Output:
	// <nil>
	// true 0
	// <nil> 100.0 (100.0% promoters, 0.0% detractors of 1)
}
