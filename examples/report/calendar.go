package main

import (
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// maxPeriods bounds the table of a file with a wrong date in it.
const maxPeriods = 10_000

// A calendar is the time that the report looks at, cut into periods.
type calendar struct {
	grain    kpi.Grain
	zone     *time.Location
	from, to time.Time // half-open; zero where there is no bound

	// What the inputs hold, known once they are read.
	first, last time.Time
	periods     []kpi.Period

	cubes []interface { // all that there are, in the order in which they were made
		save() ([]byte, error)
		load([]byte) error
	}

	recent struct { // the period of the line before
		start, end time.Time
		index      int64
	}
}

// place sets the zone, and the bounds in it.
func (c *calendar) place(zone, from, to string) (err error) {
	if c.zone, err = time.LoadLocation(zone); err != nil {
		return badValue("zone", zone, err.Error())
	}
	// That a series can be made holds for all that newCube will make.
	if _, err := kpi.NewSeries(c.grain, c.zone, new(nps.Accumulator)); err != nil {
		return badValue("zone", zone, err.Error())
	}
	if c.from, err = c.day("from", from); err != nil {
		return err
	}
	if c.to, err = c.day("to", to); err != nil {
		return err
	}
	if !c.to.IsZero() && !c.from.Before(c.to) {
		return badValue("from", from, "not before -to "+to)
	}
	return nil
}

// day returns the first moment of a day, which is not everywhere midnight.
func (c *calendar) day(name, date string) (time.Time, error) {
	if date == "" {
		return time.Time{}, nil
	}
	noon, err := time.ParseInLocation(time.DateOnly+" 15", date+" 12", c.zone)
	if err != nil {
		return time.Time{}, badValue(name, date, "not a date as 2025-01-31")
	}
	return kpi.PeriodOf(noon, kpi.Day, c.zone).Start(), nil
}

// holds reports whether t is within -from and -to.
func (c *calendar) holds(t time.Time) bool {
	return (c.from.IsZero() || !t.Before(c.from)) && !c.after(t)
}

// after reports whether t is at or after -to.
func (c *calendar) after(t time.Time) bool { return !c.to.IsZero() && !t.Before(c.to) }

// cut returns the start and the end of p, within -from and -to.
func (c *calendar) cut(p kpi.Period) (start, end time.Time) {
	start, end = p.Start(), p.End()
	if start.Before(c.from) {
		start = c.from
	}
	if c.after(end) {
		end = c.to
	}
	return start, end
}

// errFar is that of a line that is not of the time of the others.
var errFar = fmt.Errorf("more than %d periods from the lines before", maxPeriods)

// far reports whether t is so far from what was seen that no calendar holds both.
func (c *calendar) far(t time.Time) bool {
	if c.first.IsZero() {
		return false
	}
	if !t.Before(c.first) && !t.After(c.last) {
		return false
	}
	i := c.index(t)
	first, last := kpi.PeriodOf(c.first, c.grain, c.zone).Index(), kpi.PeriodOf(c.last, c.grain, c.zone).Index()
	return i-first >= maxPeriods || last-i >= maxPeriods
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

// seeStay widens the calendar to the start and the end of a stay, if it has one.
func (c *calendar) seeStay(start, end time.Time) error {
	if !c.holds(start) {
		start = c.from
	}
	ends := !end.IsZero() && c.holds(end)
	if c.far(start) || ends && c.far(end) {
		return errFar
	}
	c.see(start)
	if ends {
		c.see(end)
	}
	return nil
}

// close lists the periods from the first event to the last.
func (c *calendar) close() error {
	if c.first.IsZero() {
		return nil
	}
	last := kpi.PeriodOf(c.last, c.grain, c.zone)
	first := kpi.PeriodOf(c.first, c.grain, c.zone)
	if n := last.Index() - first.Index(); n >= maxPeriods {
		return fmt.Errorf("%d periods from %v to %v, %d are shown at most: take a longer -grain, or -from and -to", n+1, first, last, maxPeriods)
	}
	c.periods = append(c.periods, first)
	for p := first; p != last; { // nothing comes after the last period of year 9999
		p = p.Next()
		c.periods = append(c.periods, p)
	}
	return nil
}

// begin returns where the data begin: at -from, or else with the day of the
// first event.
func (c *calendar) begin() time.Time {
	if !c.from.IsZero() {
		return c.from
	}
	return kpi.PeriodOf(c.first, kpi.Day, c.zone).Start()
}

// end returns where the data end: at -to, or else with the day of the last
// event.
func (c *calendar) end() time.Time {
	if !c.to.IsZero() {
		return c.to
	}
	return kpi.PeriodOf(c.last, kpi.Day, c.zone).End()
}

// index is that of the period of t.
func (c *calendar) index(t time.Time) int64 {
	if l := &c.recent; !t.Before(l.start) && t.Before(l.end) {
		return l.index
	}
	p := kpi.PeriodOf(t, c.grain, c.zone)
	c.recent.start, c.recent.end, c.recent.index = p.Start(), p.End(), p.Index()
	return c.recent.index
}

// complete reports whether the data cover all of p. A comparison with half a
// month would say nothing.
func (c *calendar) complete(p kpi.Period) bool {
	return !p.Start().Before(c.begin()) && !p.End().After(c.end())
}

// comparable reports whether period i and the one before are complete.
func (c *calendar) comparable(i int) bool {
	return i > 0 && c.complete(c.periods[i]) && c.complete(c.periods[i-1])
}

// told reports whether a period is one of those of which it is told why they differ.
func (c *calendar) told(period int64) bool {
	before, after, ok := c.latest()
	return ok && (period == before.Index() || period == after.Index())
}

// latest returns the last two neighbours that are comparable.
func (c *calendar) latest() (before, after kpi.Period, ok bool) {
	for i := len(c.periods) - 1; i > 0; i-- {
		if c.comparable(i) {
			return c.periods[i-1], c.periods[i], true
		}
	}
	return before, after, false
}
