package kpi_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// Ada answered twice in March: her latest answer counts, once.
func ExampleAnswers() {
	var answers kpi.Answers[string] // the latest per customer and month
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 9, 0, 0, 0, time.UTC) }
	err := errors.Join(
		answers.Add("ada", day(3, 2), 3),
		answers.Add("ada", day(3, 20), 9),
		answers.Add("ben", day(3, 5), 6),
		answers.Add("ada", day(4, 1), 10),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, month := range answers.Result().Periods {
		var a nps.Accumulator
		if err := month.Scores.AddTo(&a); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(month.Period, a.Result())
	}
	// Output:
	// 2026-03 0.0 (50.0% promoters, 50.0% detractors of 2)
	// 2026-04 100.0 (100.0% promoters, 0.0% detractors of 1)
}

// The first answer of each quarter, by the calendar of Paris.
func ExampleNewAnswers() {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		fmt.Println(err)
		return
	}
	answers, err := kpi.NewAnswers[int](kpi.KeepFirst, kpi.Quarter, paris)
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Date(2026, 3, 31, 22, 30, 0, 0, time.UTC) // in Paris it is April
	err = answers.AddSlice([]int{7, 7, 8}, []time.Time{at, at.AddDate(0, 1, 0), at.AddDate(0, 0, -9)}, []int{2, 9, 8})
	fmt.Println(answers.Result(), err)
	for _, quarter := range answers.Result().Periods {
		fmt.Println(quarter.Period, quarter.Scores)
	}
	// Output:
	// 2 answers of 2 customers in 2 periods <nil>
	// 2026-Q1 [{8 1}]
	// 2026-Q2 [{2 1}]
}

// Answers of two parts of a stream merge to the bytes of one pass.
func ExampleAnswers_Merge() {
	var morning, evening, all kpi.Answers[string]
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	err := errors.Join(
		morning.Add("ada", at, 3), evening.Add("ada", at.Add(9*time.Hour), 9),
		all.Add("ada", at, 3), all.Add("ada", at.Add(9*time.Hour), 9),
		evening.Merge(&morning),
	)
	a, errA := evening.MarshalBinary()
	b, errB := all.MarshalBinary()
	fmt.Println(string(a) == string(b), evening.Result(), errors.Join(err, errA, errB))
	// Output: true 1 answers of 1 customers in 1 periods <nil>
}

// A customer who asks for it is forgotten; two accounts of one customer are one.
func ExampleAnswers_Forget() {
	var answers kpi.Answers[string]
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	err := errors.Join(
		answers.Add("ada", at, 3), answers.Add("ben", at, 7), answers.Add("ada@home", at.Add(time.Hour), 9),
		answers.Alias("ada@home", "ada"),
		answers.Forget("ben"),
	)
	fmt.Println(answers.Result(), answers.Result().Total(), err)
	// Output: 1 answers of 1 customers in 1 periods [{9 1}] <nil>
}
