package kpi_test

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
	"github.com/customerkpi/kpi/retention"
)

// on returns a day of 2026.
func on(month time.Month, day int) time.Time {
	return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC)
}

// inChannels are the answers of three channels.
func inChannels() *kpi.Groups[string, *nps.Accumulator] {
	var g kpi.Groups[string, *nps.Accumulator]
	for channel, scores := range map[string][]int{"web": {10, 9}, "app": {3, 8, 9}, "mail": {7}} {
		if err := g.Update(channel, func(a *nps.Accumulator) error { return a.AddSlice(scores) }); err != nil {
			panic(err)
		}
	}
	return &g
}

// daily are the answers of four days.
func daily() *kpi.Series[*nps.Accumulator] {
	var s kpi.Series[*nps.Accumulator]
	for i, score := range []int{10, 9, 3, 8} {
		if err := s.Update(on(3, 30+i), func(a *nps.Accumulator) error { return a.Add(score) }); err != nil {
			panic(err)
		}
	}
	return &s
}

// Every group starts with the configuration of the accumulator that is given.
func ExampleNewGroups() {
	tens, err := nps.New(nps.OneToTen())
	if err != nil {
		fmt.Println(err)
		return
	}
	g, err := kpi.NewGroups[string](tens)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(g.Update("web", func(a *nps.Accumulator) error { return a.Add(0) })) // from 1 here
	// Output: nps: score 0 outside 1..10
}

// In the order of the keys.
func ExampleGroups_All() {
	for channel, a := range inChannels().All() {
		fmt.Println(channel, a.Result())
	}
	// Output:
	// app 0.0 (33.3% promoters, 33.3% detractors of 3)
	// mail 0.0 (0.0% promoters, 0.0% detractors of 1)
	// web 100.0 (100.0% promoters, 0.0% detractors of 2)
}

// At makes what is not there, for keys that the program names itself.
func ExampleGroups_At() {
	g := inChannels()
	err := g.At("shop").Add(9)
	fmt.Println(g.Len(), err)
	// Output: 4 <nil>
}

// Get makes nothing.
func ExampleGroups_Get() {
	_, ok := inChannels().Get("shop")
	web, _ := inChannels().Get("web")
	fmt.Println(ok, web.Result())
	// Output: false 100.0 (100.0% promoters, 0.0% detractors of 2)
}

func ExampleGroups_Len() {
	fmt.Println(inChannels().Len(), "channels")
	// Output: 3 channels
}

// What WriteTo wrote, after a restart.
func ExampleGroups_ReadFrom() {
	var file bytes.Buffer
	_, err := inChannels().WriteTo(&file)
	var after kpi.Groups[string, *nps.Accumulator]
	_, err2 := after.ReadFrom(&file)
	fmt.Println(after.Len(), "channels", errors.Join(err, err2))
	// Output: 3 channels <nil>
}

// Ada asks to be forgotten, in every channel. One that had nobody else is gone.
func ExampleGroups_UpdateAll() {
	var g kpi.Groups[string, *retention.Repurchase[string]]
	add := func(channel, customer string) error {
		return g.Update(channel, func(a *retention.Repurchase[string]) error { return a.Add(customer) })
	}
	err := errors.Join(add("web", "Ada"), add("web", "Ben"), add("app", "Ada"))
	err2 := g.UpdateAll(func(a *retention.Repurchase[string]) error { return a.Forget("Ada") })
	for channel, a := range g.All() {
		fmt.Println(channel, a.Result().N(), errors.Join(err, err2))
	}
	// Output: web 1 <nil>
}

// Months of Paris.
func ExampleNewSeries() {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		fmt.Println(err)
		return
	}
	monthly, err := kpi.NewSeries(kpi.Month, paris, &nps.Accumulator{})
	if err != nil {
		fmt.Println(err)
		return
	}
	midnight := on(3, 31).Add(22 * time.Hour) // of 1 April in Paris
	err = monthly.Update(midnight, func(a *nps.Accumulator) error { return a.Add(9) })
	for month := range monthly.All() {
		fmt.Println(month, err)
	}
	// Output: 2026-04 <nil>
}

// In the order of time.
func ExampleSeries_All() {
	for day, a := range daily().All() {
		fmt.Println(day, a.Result())
	}
	// Output:
	// 2026-03-30 100.0 (100.0% promoters, 0.0% detractors of 1)
	// 2026-03-31 100.0 (100.0% promoters, 0.0% detractors of 1)
	// 2026-04-01 -100.0 (0.0% promoters, 100.0% detractors of 1)
	// 2026-04-02 0.0 (0.0% promoters, 0.0% detractors of 1)
}

// At makes a period that is not there, for times that the program makes itself.
func ExampleSeries_At() {
	s := daily()
	err := s.At(on(4, 3)).Add(9)
	fmt.Println(s.Len(), err)
	// Output: 5 <nil>
}

// What ended before April is forgotten.
func ExampleSeries_Drop() {
	s := daily()
	fmt.Println(s.Drop(on(4, 1)), "days dropped,", s.Len(), "left")
	// Output: 2 days dropped, 2 left
}

func ExampleSeries_Get() {
	a, ok := daily().Get(on(4, 1))
	fmt.Println(a.Result(), ok)
	_, ok = daily().Get(on(5, 1))
	fmt.Println(ok)
	// Output:
	// -100.0 (0.0% promoters, 100.0% detractors of 1) true
	// false
}

func ExampleSeries_Grain() {
	fmt.Println(daily().Grain())
	// Output: day
}

func ExampleSeries_Len() {
	fmt.Println(daily().Len(), "days")
	// Output: 4 days
}

func ExampleSeries_Location() {
	fmt.Println(daily().Location())
	// Output: UTC
}

// A series that keeps three months takes nothing from before them.
func ExampleSeries_Open() {
	monthly, err := kpi.NewRecentSeries(kpi.Month, nil, &nps.Accumulator{}, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = monthly.Update(on(6, 10), func(a *nps.Accumulator) error { return a.Add(9) })
	from, ok := monthly.Open()
	fmt.Println(from.Format(time.DateOnly), ok, err)
	// Output: 2026-04-01 true <nil>
}

// The days that begin in March.
func ExampleSeries_Range() {
	days, err := daily().Range(on(3, 1), on(4, 1))
	fmt.Println(days.Result(), err)
	// Output: 100.0 (100.0% promoters, 0.0% detractors of 2) <nil>
}

func ExampleSeries_ReadFrom() {
	var file bytes.Buffer
	_, err := daily().WriteTo(&file)
	var after kpi.Series[*nps.Accumulator]
	_, err2 := after.ReadFrom(&file)
	fmt.Println(after.Len(), "days", errors.Join(err, err2))
	// Output: 4 days <nil>
}

func ExampleSeries_Total() {
	all, err := daily().Total()
	fmt.Println(all.Result(), err)
	// Output: 25.0 (50.0% promoters, 25.0% detractors of 4) <nil>
}

// A visitor signs in as Ada: in every month.
func ExampleSeries_UpdateAll() {
	var monthly kpi.Series[*retention.Participants[string]]
	err := monthly.Update(on(3, 1), func(a *retention.Participants[string]) error {
		return errors.Join(a.AddInvited("Ada"), a.AddParticipant("visitor-7"))
	})
	err2 := monthly.UpdateAll(func(a *retention.Participants[string]) error { return a.Alias("visitor-7", "Ada") })
	for _, a := range monthly.All() {
		fmt.Println(a.Result(), errors.Join(err, err2))
	}
	// Output: 100.00% (1 of 1 invited, 0 uninvited) <nil>
}

// A checkpoint goes to any writer.
func ExampleSeries_WriteTo() {
	var file bytes.Buffer
	n, err := daily().WriteTo(&file)
	fmt.Println(n == int64(file.Len()), err)
	// Output: true <nil>
}

// Identifiers of a day are kept, and older events are refused.
func ExampleNewSeen() {
	seen, err := kpi.NewSeen[string](24 * time.Hour)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(seen.Add("e1", on(3, 2)))
	fmt.Println(seen.Add("e1", on(3, 2))) // delivered twice
	_, err = seen.Add("e0", on(2, 1))
	fmt.Println(errors.Is(err, kpi.ErrRange))
	// Output:
	// true <nil>
	// false <nil>
	// true
}

func ExampleSeen_Add() {
	var seen kpi.Seen[int64]
	var answers nps.Accumulator
	for _, e := range []struct {
		id    int64
		score int
	}{{1001, 9}, {1002, 3}, {1001, 9}} {
		first, err := seen.Add(e.id, on(3, 1))
		if first {
			err = answers.Add(e.score)
		}
		if err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(answers.Result())
	// Output: 0.0 (50.0% promoters, 50.0% detractors of 2)
}

// A refused answer is not noted: its correction counts.
func ExampleSeen_Once() {
	var seen kpi.Seen[int64]
	var answers nps.Accumulator
	for _, score := range []int{11, 10, 10} { // a wrong one, its correction, which comes twice
		first, err := seen.Once(1001, on(3, 1), func() error { return answers.Add(score) })
		fmt.Println(first, err)
	}
	fmt.Println(answers.Result())
	// Output:
	// false nps: score 11 outside 0..10
	// true <nil>
	// false <nil>
	// 100.0 (100.0% promoters, 0.0% detractors of 1)
}

func ExampleSeen_Bound() {
	seen, err := kpi.NewSeen[string](24 * time.Hour)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = seen.Add("e1", on(3, 2))
	from, ok := seen.Bound()
	fmt.Println(from.Format(time.DateOnly), ok, err)
	// Output: 2026-03-01 true <nil>
}

func ExampleSeen_Len() {
	var seen kpi.Seen[string]
	_, err := seen.Add("e1", on(3, 2))
	fmt.Println(seen.Len(), "event", err)
	// Output: 1 event <nil>
}

// The accumulator belongs to the Shared from then on.
func ExampleNewShared() {
	tens, err := nps.New(nps.OneToTen())
	if err != nil {
		fmt.Println(err)
		return
	}
	score := kpi.NewShared(tens)
	fmt.Println(score.Update(func(a *nps.Accumulator) error { return a.Add(10) }))
	// Output: <nil>
}

// From any number of goroutines.
func ExampleShared_Update() {
	var score kpi.Shared[*nps.Accumulator]
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 100 {
				if err := score.Update(func(a *nps.Accumulator) error { return a.Add(9) }); err != nil {
					fmt.Println(err)
				}
			}
		})
	}
	wait.Wait()
	fmt.Println(score.Snapshot().Result().N(), "answers")
	// Output: 800 answers
}

// Look at an accumulator without a copy of it.
func ExampleShared_View() {
	var score kpi.Shared[*nps.Accumulator]
	err := score.Update(func(a *nps.Accumulator) error { return a.Add(9) })
	err2 := score.View(func(a *nps.Accumulator) error {
		fmt.Println(a.Result())
		return nil
	})
	fmt.Println(errors.Join(err, err2))
	// Output:
	// 100.0 (100.0% promoters, 0.0% detractors of 1)
	// <nil>
}

// latest are the answers of two customers in two months; one answered twice in March.
func latest() *kpi.Answers[string] {
	var a kpi.Answers[string]
	err := a.AddSlice([]string{"ada", "ada", "ben", "ada"}, []time.Time{on(3, 2), on(3, 20), on(3, 5), on(4, 1)}, []int{3, 9, 6, 10})
	if err != nil {
		panic(err)
	}
	return &a
}

func ExampleAnswersResult_Total() {
	var a nps.Accumulator
	err := latest().Result().Total().AddTo(&a)
	fmt.Println(a.Result(), err)
	// Output: 33.3 (66.7% promoters, 33.3% detractors of 3) <nil>
}

func ExampleAnswers_Add() {
	var answers kpi.Answers[string] // the latest per customer and month
	err := errors.Join(answers.Add("ada", on(3, 2), 3), answers.Add("ada", on(3, 20), 9))
	fmt.Println(answers.Result(), err)
	// Output: 1 answers of 1 customers in 1 periods <nil>
}

// Three columns, all or none.
func ExampleAnswers_AddSlice() {
	var answers kpi.Answers[string]
	err := answers.AddSlice([]string{"ada", "ben"}, []time.Time{on(3, 2), on(3, 5)}, []int{3, 6})
	fmt.Println(answers.Result(), err)
	// Output: 2 answers of 2 customers in 1 periods <nil>
}

// Ben is Ada: her latest answer of March counts.
func ExampleAnswers_Alias() {
	answers := latest()
	err := answers.Alias("ben", "ada")
	fmt.Println(answers.Result(), err)
	// Output: 2 answers of 1 customers in 2 periods <nil>
}

func ExampleAnswers_Result() {
	for _, month := range latest().Result().Periods {
		fmt.Println(month.Period, month.Scores.N(), "answers")
	}
	// Output:
	// 2026-03 2 answers
	// 2026-04 1 answers
}

func ExampleScores_AddTo() {
	var a nps.Accumulator
	err := latest().Result().Periods[0].Scores.AddTo(&a)
	fmt.Println(a.Result(), err)
	// Output: 0.0 (50.0% promoters, 50.0% detractors of 2) <nil>
}

func ExampleScores_N() {
	fmt.Println(latest().Result().Total().N(), "answers that count")
	// Output: 3 answers that count
}

// marchOf2026 is March 2026 in UTC.
var marchOf2026 = kpi.PeriodOf(time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC), kpi.Month, nil)

func ExamplePeriodAt() {
	fmt.Println(kpi.PeriodAt(0, kpi.Month, nil), kpi.PeriodAt(marchOf2026.Index(), kpi.Month, nil))
	// Output: 1970-01 2026-03
}

func ExamplePeriod_Add() {
	fmt.Println(marchOf2026.Add(-3), marchOf2026.Add(1))
	// Output: 2025-12 2026-04
}

func ExamplePeriod_Compare() {
	fmt.Println(marchOf2026.Compare(marchOf2026.Next()), marchOf2026.Compare(marchOf2026))
	// Output: -1 0
}

// The end of a period is the start of the next.
func ExamplePeriod_Contains() {
	fmt.Println(marchOf2026.Contains(on(3, 31)), marchOf2026.Contains(on(4, 1)))
	// Output: true false
}

func ExamplePeriod_End() {
	fmt.Println(marchOf2026.End().Format(time.DateOnly))
	// Output: 2026-04-01
}

// Equal, however the location was loaded.
func ExamplePeriod_Equal() {
	one, err := time.LoadLocation("Europe/Paris")
	two, err2 := time.LoadLocation("Europe/Paris")
	fmt.Println(kpi.PeriodOf(on(3, 9), kpi.Month, one).Equal(kpi.PeriodOf(on(3, 9), kpi.Month, two)), errors.Join(err, err2))
	// Output: true <nil>
}

func ExamplePeriod_Grain() {
	fmt.Println(marchOf2026.Grain())
	// Output: month
}

// Months since January 1970.
func ExamplePeriod_Index() {
	fmt.Println(marchOf2026.Index())
	// Output: 674
}

func ExamplePeriod_Location() {
	fmt.Println(marchOf2026.Location())
	// Output: UTC
}

func ExamplePeriod_Next() {
	fmt.Println(marchOf2026.Next())
	// Output: 2026-04
}

func ExamplePeriod_Prev() {
	fmt.Println(marchOf2026.Prev())
	// Output: 2026-02
}

func ExamplePeriod_Start() {
	fmt.Println(marchOf2026.Start().Format(time.DateOnly))
	// Output: 2026-03-01
}
