package cohort

import (
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/calendar"
)

// A Rule says when a customer counts as retained at an age.
type Rule uint8

// The rules.
const (
	On        Rule = iota // returned at that age
	OnOrAfter             // returned at that age or later
	Streak                // returned at every age from 0 to that one
	bracket               // returned at one of the ages of a bracket
)

// String returns a text like "on or after".
func (r Rule) String() string {
	if r <= bracket {
		return [...]string{"on", "on or after", "streak", "bracket"}[r]
	}
	return fmt.Sprintf("Rule(%d)", uint8(r))
}

// MarshalText returns the text of String.
func (r Rule) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the text of String. Another text is a *[kpi.RangeError].
func (r *Rule) UnmarshalText(text []byte) error {
	for rule := On; rule <= bracket; rule++ {
		if rule.String() == string(text) {
			*r = rule
			return nil
		}
	}
	return &kpi.RangeError{Op: op, Name: "rule", Value: fmt.Sprintf("%.40q", text), Min: On, Max: bracket}
}

func checkRule(r Rule) error {
	if r >= bracket {
		return &kpi.RangeError{Op: op, Name: "rule", Value: uint8(r), Min: uint8(On), Max: uint8(Streak)}
	}
	return nil
}

// maxAges is the largest number of cells of a cohort: a wrong date costs no more
// memory than that.
const maxAges = 10_000

func checkEdges(edges []int) error {
	if len(edges) < 2 {
		return &kpi.RangeError{Op: op, Name: "number of edges", Value: len(edges), Min: 2}
	}
	least := 0
	for _, e := range edges {
		if e < least || e > maxAges {
			return &kpi.RangeError{Op: op, Name: "edge", Value: e, Min: least, Max: maxAges}
		}
		least = e + 1
	}
	return nil
}

// A Clock says how the age of a customer at a return is counted. Cohorts are by
// calendar period with each of them.
type Clock uint8

// The clocks. All but Periods count days from a customer's own start, in a
// recurring cohort from the first start within the period of the cohort.
const (
	Periods Clock = iota // calendar periods, from that of the cohort
	Dates                // calendar days, from the date of the start
	Elapsed              // whole days of 24 hours, from the instant of the start
	Hours                // the same, of both instants cut to the hour
)

// String returns a text like "elapsed".
func (c Clock) String() string {
	if c <= Hours {
		return [...]string{"periods", "dates", "elapsed", "hours"}[c]
	}
	return fmt.Sprintf("Clock(%d)", uint8(c))
}

// MarshalText returns the text of String.
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the text of String. Another text is a *[kpi.RangeError].
func (c *Clock) UnmarshalText(text []byte) error {
	for clock := Periods; clock <= Hours; clock++ {
		if clock.String() == string(text) {
			*c = clock
			return nil
		}
	}
	return &kpi.RangeError{Op: op, Name: "clock", Value: fmt.Sprintf("%.40q", text), Min: Periods, Max: Hours}
}

// A Query says which customers form the cohorts, which returns count, and how far
// the data go. The zero value takes the first start of each customer, and the last
// period with an event as open.
type Query struct {
	Recurring bool `json:"recurring"` // a customer is in the cohort of every period with a start

	// End is the first instant after the data. A period that begins then or later
	// is left out; one that ends later is open, with all its events. The zero time
	// stands for the last event.
	End time.Time `json:"end"`

	Gaps []Gap `json:"gaps"` // times without data, as outages: cells that need them are open

	Clock Clock  `json:"clock"` // needs Events, but Periods
	Min   uint64 `json:"min"`   // the fewest returns at an age that count; 0 is 1, more needs Events
}

// A Gap is a time without data, from an instant to before another.
type Gap struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// check refuses what is not a query.
func (q Query) check() error {
	if q.Clock > Hours {
		return &kpi.RangeError{Op: op, Name: "clock", Value: uint8(q.Clock), Min: uint8(Periods), Max: uint8(Hours)}
	}
	for _, g := range q.Gaps {
		if !g.From.Before(g.To) {
			return &kpi.RangeError{Op: op, Name: "end of a gap", Value: g.To, Min: g.From}
		}
	}
	return nil
}

// checkPeriods also refuses what bits of periods do not tell.
func (q Query) checkPeriods() error {
	if err := q.check(); err != nil {
		return err
	}
	if q.Clock != Periods {
		return &kpi.RangeError{Op: op, Name: "clock without Events", Value: q.Clock, Min: Periods, Max: Periods}
	}
	if q.Min > 1 {
		return &kpi.RangeError{Op: op, Name: "fewest returns without Events", Value: q.Min, Min: 0, Max: 1}
	}
	return nil
}

// A horizon is how far the data go, in periods.
type horizon struct {
	begun  int32 // the last that is looked at
	closed int32 // the last that is over
}

// clamp returns the instant of a calendar that is nearest to t.
func clamp(c calendar.Calendar, t time.Time) time.Time {
	first, last := c.Bounds()
	if start := c.Period(first).Start(); t.Before(start) {
		return start
	}
	if end := c.Period(last).End(); t.After(end) {
		return end
	}
	return t
}

// horizonAt returns the horizon of an instant.
func horizonAt(c calendar.Calendar, end time.Time) horizon {
	end = clamp(c, end)
	_, last := c.Bounds()
	at, err := c.Index(op, end)
	if err != nil { // the end of the calendar
		return horizon{last, last}
	}
	// A date that comes twice, where a clock is put back over midnight, is over
	// when the next begins.
	for at <= last && !c.Period(at).End().After(end) {
		at++
	}
	h := horizon{begun: at - 1, closed: at - 1}
	if at <= last && c.Period(at).Start().Before(end) {
		h.begun++
	}
	return h
}
