package alarm_test

import (
	"fmt"
	"time"

	"github.com/customerkpi/kpi/sentiment/alarm"
)

// Three weeks of hours, more by day than by night, and then a burst.
func ExampleDetector() {
	var d alarm.Detector // buckets of an hour
	at := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	for hour := range 3 * 7 * 24 {
		count := uint64(10 + hour%3)
		if h := at.Hour(); 8 <= h && h < 20 {
			count *= 4
		}
		if hour >= 496 {
			count *= 5
		}
		v, err := d.Add(at, count)
		if err != nil {
			fmt.Println(err)
			return
		}
		if v.Alarm {
			fmt.Println(v)
			growth, err := v.Growth()
			if err != nil {
				fmt.Println(err)
				return
			}
			fmt.Printf("%.1f times the usual\n", growth)
		}
		at = at.Add(time.Hour)
	}
	// Output:
	// 2026-01-25 16:00..17:00: 220 mentions, expected 19..76 (43.9), alarm
	// 5.0 times the usual
}

// Days in a location, a stricter chance of a false alarm, and outages.
func ExampleNewDetector() {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		fmt.Println(err)
		return
	}
	d, err := alarm.NewDetector(alarm.Config{
		Bucket: 24 * time.Hour, Location: paris, FalseAlarm: 0.005, Missing: alarm.MissingIsUnknown,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := d.Add(time.Date(2026, 3, 29, 12, 0, 0, 0, paris), 40)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(v.To.Sub(v.From), v.Alarm) // the clocks change
	_, err = d.Add(time.Date(2026, 3, 28, 12, 0, 0, 0, paris), 40)
	fmt.Println(err)
	// Output:
	// 23h0m0s false
	// alarm: bucket 2026-03-28 00:00:00 +0100 CET below 2026-03-30 00:00:00 +0200 CEST
}

// A detector that stops goes on where it was.
func ExampleDetector_MarshalBinary() {
	var d alarm.Detector
	at := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	_, err := d.Add(at, 12)
	if err != nil {
		fmt.Println(err)
		return
	}
	state, err := d.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}

	var again alarm.Detector
	if err := again.UnmarshalBinary(state); err != nil {
		fmt.Println(err)
		return
	}
	a, err := d.Add(at.Add(time.Hour), 30)
	if err != nil {
		fmt.Println(err)
		return
	}
	b, err := again.Add(at.Add(time.Hour), 30)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a == b)
	// Output: true
}

func ExampleMonitor() {
	var m alarm.Monitor // buckets of an hour
	at := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	add := func(source string, text string, n int) {
		for range n {
			r, err := m.Add(alarm.Mention{Time: at, Source: source, Text: text})
			if err != nil {
				fmt.Println(err)
			}
			if r != nil && r.Alarm {
				fmt.Println(r.English())
				fmt.Println(r.French())
			}
		}
	}
	for range 3 * 7 * 24 {
		add("x", "nice shoes", 8)
		add("news", "the shop opens", 2)
		at = at.Add(time.Hour)
	}
	add("news", "the shop recalls shoes", 60)
	at = at.Add(time.Hour)
	add("x", "nice shoes", 1)
	// Output:
	// 26 Jan 2026, 00:00: 60 mentions where 1 to 23 were expected, 6.0 times the usual; 60 of them are copies of "the shop recalls shoes", news went from 20% to 100%, the term "recalls shoes" from 0% to 100%.
	// 26/01/2026 à 0 h : 60 mentions, contre 1 à 23 attendues (6,0 fois plus que d'habitude) ; 60 d'entre elles reprennent le même texte, « the shop recalls shoes », la part de news passe de 20 % à 100 %, celle du terme « recalls shoes » de 0 % à 100 %.
}

// A clock that is a year ahead, a mention that is late, and a long silence.
func ExampleMonitor_Close() {
	m, err := alarm.NewMonitor(alarm.Config{Ahead: time.Hour, Late: 2 * time.Minute})
	if err != nil {
		fmt.Println(err)
		return
	}
	add := func(at time.Time) {
		if _, err := m.Add(alarm.Mention{Time: at, Text: "nice shoes"}); err != nil {
			fmt.Println(err)
		}
	}
	at := time.Date(2026, 1, 5, 9, 59, 0, 0, time.UTC)
	add(at)
	add(at.Add(365 * 24 * time.Hour))
	add(at.Add(time.Minute))
	add(at) // its bucket has ended a minute ago

	sunday := at.Add(6 * 24 * time.Hour)
	fmt.Println(m.Close(sunday)) // from the clock of the caller
	add(sunday.Add(time.Minute))
	// Output:
	// alarm: time 2027-01-05 09:59:00 +0000 UTC above 2026-01-05 11:00:00 +0000 UTC
	// 2026-01-05 10:00..11:00: 2 mentions, not judged yet
}

// A series goes on after a silence that is longer than Ahead.
func ExampleDetector_Advance() {
	var d alarm.Detector
	at := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	_, err := d.Add(at, 12)
	if err != nil {
		fmt.Println(err)
		return
	}
	at = at.Add(30 * 24 * time.Hour)
	_, err = d.Add(at, 9)
	fmt.Println(err)
	if err = d.Advance(at); err == nil {
		_, err = d.Add(at, 9)
	}
	fmt.Println(err)
	// Output:
	// alarm: time 2026-02-04 00:00:00 +0000 UTC above 2026-01-12 01:00:00 +0000 UTC
	// <nil>
}

// A campaign of two days, in which three times the usual is expected, and a holiday of
// which nobody knows.
func ExampleDetector_Expect() {
	var d alarm.Detector
	day := func(n int) time.Time { return time.Date(2026, 1, 5+n, 0, 0, 0, 0, time.UTC) }
	fmt.Println(d.Expect(day(20), day(22), 3))
	fmt.Println(d.Expect(day(30), day(31), 0))
	fmt.Println(d.Expect(day(21), day(23), 2))
	// Output:
	// <nil>
	// <nil>
	// alarm: date 2026-01-26 00:00:00 +0000 UTC..2026-01-28 00:00:00 +0000 UTC: out of range: it overlaps that of 2026-01-25 00:00:00 +0000 UTC
}
