package shop

import "time"

func date(month time.Month, day int) time.Time {
	return time.Date(2025, month, day, 0, 0, 0, 0, time.UTC)
}

// The year, and the days on which something changes in it.
func yearStart() time.Time     { return date(time.January, 1) }
func yearEnd() time.Time       { return yearStart().AddDate(1, 0, 0) } // the first moment after it
func newCheckout() time.Time   { return date(time.April, 1) }
func newSupport() time.Time    { return date(time.June, 15) }
func priceIncrease() time.Time { return date(time.September, 1) }

// badPress tells whether t is in the bad week.
func badPress(t time.Time) bool { return between(t, date(time.October, 13), date(time.October, 20)) }

// badMemory tells whether customers still think of the bad week.
func badMemory(t time.Time) bool { return between(t, date(time.October, 13), date(time.October, 27)) }

func between(t, from, to time.Time) bool { return !t.Before(from) && t.Before(to) }

// season is how much people buy in the month of t; about 1 on average.
func season(t time.Time) float64 {
	return [...]float64{0.80, 0.80, 0.90, 0.95, 1.00, 0.95, 0.80, 0.75, 0.95, 1.00, 1.40, 1.90}[t.Month()-1]
}

const highSeason = 1.90

// mood is how content customers of a segment are, in standard deviations of
// their opinion: a few tenths, up or down.
func mood(t time.Time, segment string) float64 {
	m := map[string]float64{"store": 0.25, "web": 0, "app": -0.20}[segment]
	if !t.Before(newSupport()) {
		m += 0.45
	}
	if badMemory(t) {
		m -= 0.90
	}
	return m
}
