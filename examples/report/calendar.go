package main

import (
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
)

// maxPeriods bounds the table of a file with a wrong date in it.
const maxPeriods = 10_000

// A calendar is the time that the report looks at, cut into periods.
type calendar struct {
	grain    kpi.Grain
	zone     *time.Location
	from, to time.Time // half-open; zero where there is no bound

	err error // of a grain or zone that kpi.Series refuses

	// What the inputs hold, known once they are read.
	first, last time.Time
	periods     []kpi.Period
}

// holds reports whether t is within -from and -to.
func (c *calendar) holds(t time.Time) bool {
	return (c.from.IsZero() || !t.Before(c.from)) && (c.to.IsZero() || t.Before(c.to))
}

// see widens the calendar to an event.
func (c *calendar) see(t time.Time) {
	if c.first.IsZero() || t.Before(c.first) {
		c.first = t
	}
	if c.last.IsZero() || t.After(c.last) {
		c.last = t
	}
}

// close lists the periods from the first event to the last.
func (c *calendar) close() error {
	if c.first.IsZero() {
		return nil
	}
	last := kpi.PeriodOf(c.last, c.grain, c.zone)
	first := kpi.PeriodOf(c.first, c.grain, c.zone)
	if n := last.Index() - first.Index(); n >= maxPeriods {
		return fmt.Errorf("%d periods from %v to %v: take a longer -grain, or -from and -to", n+1, first, last)
	}
	for p := first; p.Index() <= last.Index(); p = p.Next() {
		c.periods = append(c.periods, p)
	}
	return nil
}

// end returns where the data end: at -to, or else with the day of the last
// event.
func (c *calendar) end() time.Time {
	if !c.to.IsZero() {
		return c.to
	}
	return kpi.PeriodOf(c.last, kpi.Day, c.zone).End()
}

// open reports whether the data cover only a part of p.
func (c *calendar) open(p kpi.Period) bool {
	return p.Start().Before(c.from) || p.End().After(c.end())
}

// compared returns the last two periods that the data cover in full: a
// comparison with half a month would say nothing.
func (c *calendar) compared() (before, after kpi.Period, ok bool) {
	for i := len(c.periods) - 1; i > 0; i-- {
		if !c.open(c.periods[i]) {
			return c.periods[i-1], c.periods[i], !c.open(c.periods[i-1])
		}
	}
	return before, after, false
}
