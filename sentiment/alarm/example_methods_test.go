package alarm_test

import (
	"fmt"
	"time"

	"github.com/customerkpi/kpi/sentiment/alarm"
)

// burst is the verdict on an hour with five times the usual, after three weeks of 20
// mentions per hour or so.
func burst() alarm.Verdict {
	var d alarm.Detector
	at := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	for hour := range 3 * 7 * 24 {
		if _, err := d.Add(at, uint64(18+hour%5)); err != nil {
			panic(err)
		}
		at = at.Add(time.Hour)
	}
	v, err := d.Add(at, 100)
	if err != nil {
		panic(err)
	}
	return v
}

// recall is the report of an hour in which a text went round.
func recall() alarm.Report {
	var m alarm.Monitor
	at := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	var told alarm.Report
	add := func(text string, n int) {
		for range n {
			r, err := m.Add(alarm.Mention{Time: at, Source: "x", Text: text})
			if err != nil {
				panic(err)
			}
			if r != nil && r.Alarm {
				told = *r
			}
		}
		at = at.Add(time.Hour)
	}
	for range 3 * 7 * 24 {
		add("nice shoes", 10)
	}
	add("the shop recalls shoes", 60)
	add("nice shoes", 1)
	return told
}

// Buckets in the order of time: an hour that is over is refused.
func ExampleDetector_Add() {
	var d alarm.Detector
	at := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	v, err := d.Add(at, 12)
	fmt.Println(v, err)
	_, err = d.Add(at.Add(-time.Hour), 12)
	fmt.Println(err)
	// Output:
	// 2026-01-05 00:00..01:00: 12 mentions, not judged yet <nil>
	// alarm: bucket 2026-01-04 23:00:00 +0000 UTC below 2026-01-05 01:00:00 +0000 UTC
}

func ExampleDetector_Config() {
	var d alarm.Detector
	fmt.Println(d.Config().Bucket)
	// Output: 1h0m0s
}

func ExampleNewMonitor() {
	m, err := alarm.NewMonitor(alarm.Config{Bucket: 24 * time.Hour})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Config().Bucket)
	_, err = alarm.NewMonitor(alarm.Config{Bucket: -time.Hour})
	fmt.Println(err)
	// Output:
	// 24h0m0s
	// alarm: bucket -1h0m0s outside minutes that divide an hour..hours that divide a day
}

// The report of an hour comes with the first mention after it.
func ExampleMonitor_Add() {
	var m alarm.Monitor
	at := time.Date(2026, 1, 5, 9, 30, 0, 0, time.UTC)
	r, err := m.Add(alarm.Mention{Time: at, Source: "x", Text: "nice shoes"})
	fmt.Println(r == nil, err)
	r, err = m.Add(alarm.Mention{Time: at.Add(time.Hour), Source: "x", Text: "nice shoes"})
	fmt.Println(r.Count, "from", r.From.Format(time.TimeOnly), err)
	// Output:
	// true <nil>
	// 1 from 09:00:00 <nil>
}

// The sales begin: ten times the usual are expected for two days, and are no alarm.
func ExampleMonitor_Expect() {
	var m alarm.Monitor
	sales := time.Date(2026, 1, 26, 0, 0, 0, 0, time.UTC)
	err := m.Expect(sales, sales.AddDate(0, 0, 2), 10)
	alarms := 0
	for at := sales.AddDate(0, 0, -21); at.Before(sales.AddDate(0, 0, 2)) && err == nil; at = at.Add(time.Hour) {
		n := 20
		if !at.Before(sales) {
			n = 200
		}
		for range n {
			var r *alarm.Report
			if r, err = m.Add(alarm.Mention{Time: at, Source: "x", Text: "the sales"}); r != nil && r.Alarm {
				alarms++
			}
		}
	}
	fmt.Println(alarms, "alarms", err)
	// Output: 0 alarms <nil>
}

func ExampleMonitor_Config() {
	var m alarm.Monitor
	fmt.Println(m.Config().Bucket)
	// Output: 1h0m0s
}

func ExampleReport_English() {
	fmt.Println(recall().English())
	// Output: 26 Jan 2026, 00:00: 60 mentions where 1 to 23 were expected, 6.0 times the usual; 60 of them are copies of "the shop recalls shoes", the term "recalls shoes" went from 0% to 100%.
}

func ExampleReport_French() {
	fmt.Println(recall().French())
	// Output: 26/01/2026 à 0 h : 60 mentions, contre 1 à 23 attendues (6,0 fois plus que d'habitude) ; 60 d'entre elles reprennent le même texte, « the shop recalls shoes », la part du terme « recalls shoes » passe de 0 % à 100 %.
}

// How likely so many mentions are, if nothing is going on.
func ExampleVerdict_Chance() {
	fmt.Println(burst().Chance() < 1e-9)
	// Output: true
}

// How many times the expected number.
func ExampleVerdict_Growth() {
	growth, err := burst().Growth()
	fmt.Printf("%.1f %v\n", growth, err)
	// Output: 5.0 <nil>
}

// Alarms begin outside of it.
func ExampleVerdict_Range() {
	low, high := burst().Range()
	fmt.Println(low < 20, high > 20, burst().Count > high)
	// Output: true true true
}

// The chance in powers of ten.
func ExampleVerdict_Severity() {
	fmt.Println(burst().Severity() > 9)
	// Output: true
}
