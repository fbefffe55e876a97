package cohort

import (
	"fmt"
	"slices"
	"time"

	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/timeline"
)

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

// UnmarshalText reads the text of String. Another text is a [*kpi.RangeError].
func (c *Clock) UnmarshalText(text []byte) error { return parse("clock", text, c, Hours) }

// A place is where an event lies on the line of a clock: the days of the clock, each
// daySeconds long, from any origin. So an age is the same subtraction by every clock.
type place = timeline.Instant

const daySeconds = 24 * 60 * 60

// age returns the whole days from start to p, below 0 if p is before start.
func age(start, p place) int {
	d := p.Sub(start)
	if d.Sec < 0 {
		return -1
	}
	return int(d.Sec / daySeconds)
}

// A line reads a clock.
type line struct {
	clock      Clock
	days, rows civil.Calendar
	skipped    civil.Skipped // of the periods or dates of the clock
}

// at returns where an event is on the line. Add has checked that it has a row and day.
func (l *line) at(e event) place {
	switch l.clock {
	case Periods:
		return l.place(l.row(e))
	case Dates:
		day, _ := l.days.Index(e.time())
		return l.place(day)
	case Hours:
		_, minutes, seconds := e.time().In(l.days.Zone().Location()).Clock()
		return place{Sec: e.sec - int64(60*minutes+seconds)}
	default:
		return e.instant()
	}
}

// row returns the period of the cohort of an event.
func (l *line) row(e event) int32 {
	row, _ := l.rows.Index(e.time())
	return row
}

// place returns the beginning of a period or date on the line, where those that
// the location never had take no place.
func (l *line) place(index int32) place {
	return place{Sec: int64(l.skipped.Number(index)) * daySeconds}
}

// places returns the calendar whose periods or dates are places on the line. The
// clocks that have no such calendar get months in UTC, which skip none.
func (l *line) places() civil.Calendar {
	switch l.clock {
	case Periods:
		return l.rows
	case Dates:
		return l.days
	default:
		return civil.In(civil.Month, civil.Zone{})
	}
}

// A reach is how far the data go, on a line.
type reach struct {
	rows  horizon
	begun place // the last that is looked at
	over  place // where what is over ends
	cut   event // the first event that is left out; no event is if its kind is 0
}

// reach returns how far the data go that end before an instant.
func (l *line) reach(end time.Time) reach {
	r := reach{rows: horizonAt(l.rows, end), cut: eventAt(end)}
	switch l.clock {
	case Periods, Dates:
		c := l.places()
		h := horizonAt(c, end)
		r.begun, r.over = l.place(h.begun), l.place(h.closed+1)
		r.cut.sec, r.cut.nsec = c.Start(h.begun+1).Unix(), 0
	default:
		r.begun = l.at(eventAt(end.Add(-1)))
		r.over = r.cut.instant()
	}
	return r
}

// reachOf returns how far the data go that end with an event, whose period and
// date are open.
func (l *line) reachOf(last event) reach {
	row := l.row(last)
	r := reach{rows: horizon{begun: row, closed: row - 1}, begun: l.at(last), over: l.at(last)}
	if l.clock == Hours {
		r.over = last.instant()
	}
	return r
}

// ages appends the ages, ascending, at which a customer returned as often as
// least, for a start.
func (l *line) ages(ages []int, v []event, start place, least uint64) []int {
	for _, e := range v {
		if e.kind&returns == 0 {
			continue
		}
		if age := age(start, l.at(e)); age >= 0 {
			ages = append(ages, age)
		}
	}
	// Where a clock is put back over midnight, a date comes twice.
	if !slices.IsSorted(ages) {
		slices.Sort(ages)
	}
	often := ages[:0]
	for i := 0; i < len(ages); {
		n := i
		for i < len(ages) && ages[i] == ages[n] {
			i++
		}
		if uint64(i-n) >= least {
			often = append(often, ages[n])
		}
	}
	return often
}
