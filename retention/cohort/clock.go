package cohort

import (
	"slices"
	"time"

	"github.com/customerkpi/kpi/internal/calendar"
)

// An instant is a place on the line of a clock: the days of the clock, each
// daySeconds long, from any origin. So an age is the same subtraction by every
// clock.
type instant struct {
	sec  int64
	nsec int32
}

const daySeconds = 24 * 60 * 60

// age returns the whole days from start to i; below 0 if i is before start.
func (i instant) age(start instant) int {
	sec := i.sec - start.sec
	if i.nsec < start.nsec {
		sec--
	}
	if sec < 0 {
		return -1
	}
	return int(sec / daySeconds)
}

func (i instant) before(o instant) bool { return i.sec < o.sec || i.sec == o.sec && i.nsec < o.nsec }

// A line reads a clock.
type line struct {
	clock      Clock
	days, rows calendar.Calendar
	skipped    calendar.Skipped // of the periods or dates of the clock
}

// at returns where an event is on the line.
func (l *line) at(e event) instant {
	switch l.clock {
	case Periods:
		return l.place(l.row(e))
	case Dates:
		day, _ := l.days.Index(op, e.time()) // Add has checked the year
		return l.place(day)
	case Hours:
		_, minutes, seconds := e.time().In(l.days.Period(0).Location()).Clock()
		return instant{sec: e.sec - int64(60*minutes+seconds)}
	default:
		return instant{e.sec, e.nsec}
	}
}

func (l *line) row(e event) int32 {
	row, _ := l.rows.Index(op, e.time()) // Add has checked the year
	return row
}

// place returns the beginning of a period or date on the line, where those that
// the location never had take no place.
func (l *line) place(index int32) instant {
	return instant{sec: int64(l.skipped.Number(index)) * daySeconds}
}

// A reach is how far the data go, on a line.
type reach struct {
	rows  horizon
	begun instant // the last place that is looked at
	over  instant // where what is over ends
	cut   event   // the first event that is left out; none if its kind is 0
}

// reach returns how far the data go that end before an instant.
func (l *line) reach(end time.Time) reach {
	r := reach{rows: horizonAt(l.rows, end), cut: eventAt(end)}
	h, c := r.rows, l.rows
	switch l.clock {
	case Dates:
		h, c = horizonAt(l.days, end), l.days
		fallthrough
	case Periods:
		r.begun, r.over = l.place(h.begun), l.place(h.closed+1)
		r.cut.sec, r.cut.nsec = c.Period(h.begun).End().Unix(), 0
	default:
		r.begun = l.at(eventAt(end.Add(-1)))
		r.over = instant{r.cut.sec, r.cut.nsec}
	}
	return r
}

// reachOf returns how far the data go that end with an event, whose period and
// date are open.
func (l *line) reachOf(last event) reach {
	row := l.row(last)
	r := reach{rows: horizon{begun: row, closed: row - 1}, begun: l.at(last), over: l.at(last)}
	if l.clock == Hours {
		r.over = instant{last.sec, last.nsec}
	}
	return r
}

// eventAt is the first event there may be at an instant.
func eventAt(t time.Time) event { return event{t.Unix(), int32(t.Nanosecond()), starts} }

// before returns the events that are looked at.
func (v events) before(r reach) events {
	if r.cut.kind == 0 {
		return v
	}
	n, _ := slices.BinarySearchFunc(v, r.cut, event.compare)
	return v[:n]
}

// ages appends the ages, ascending, at which a customer returned as often as
// least, for a start.
func (l *line) ages(ages []int, v events, start instant, least uint64) []int {
	for _, e := range v {
		if e.kind&returns == 0 {
			continue
		}
		if age := l.at(e).age(start); age >= 0 {
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

// table counts every customer.
func (e *Events[K]) table(t *tally) Table {
	l, until := e.line(t.query)
	least := max(t.query.Min, 1)
	var found []int
	in := make(map[int32]bool) // the cohorts that a customer is in
	for _, v := range e.customers.All() {
		v := v.before(until)
		clear(in)
		for _, x := range v {
			if x.kind&starts == 0 {
				continue
			}
			period := l.row(x)
			if in[period] {
				continue
			}
			in[period] = true
			start := l.at(x)
			found = l.ages(found[:0], v, start, least)
			r := t.row(period)
			r.span(start)
			r.count(t, found)
			if !t.query.Recurring {
				break
			}
		}
	}
	gaps := make([][2]instant, 0, len(t.query.Gaps)) // the first and the last place
	for _, g := range t.query.Gaps {
		if from, to := clamp(e.calendar, g.From), clamp(e.calendar, g.To); from.Before(to) {
			gaps = append(gaps, [2]instant{l.at(eventAt(from)), l.at(eventAt(to.Add(-1)))})
		}
	}
	return t.table(e.calendar, func(period int32, r *row) reached {
		to := reached{begun: until.begun.age(r.first), closed: until.over.age(r.last) - 1}
		if period > until.rows.closed { // customers may still come
			to.closed = -1
		}
		for _, g := range gaps {
			to.unknown = append(to.unknown, ageRange{g[0].age(r.last), g[1].age(r.first)})
		}
		return to
	})
}

// span widens the starts of a cohort.
func (r *row) span(start instant) {
	if r.size == 0 || start.before(r.first) {
		r.first = start
	}
	if r.size == 0 || r.last.before(start) {
		r.last = start
	}
}

// line returns the line of a query, and how far the data go on it.
func (e *Events[K]) line(q Query) (line, reach) {
	l := line{clock: q.Clock, days: e.calendar.Days(), rows: e.calendar}
	var last event
	for _, v := range e.customers.All() {
		if x := (*v)[len(*v)-1]; last.kind == 0 || last.compare(x) < 0 {
			last = x
		}
	}
	end := clamp(e.calendar, q.End)
	l.skipped = e.skipped(l.places(), last, end)
	if !q.End.IsZero() {
		return l, l.reach(end)
	}
	return l, l.reachOf(last)
}

// places returns the calendar whose periods or dates are places on the line; that
// of months in UTC by the clocks that have none.
func (l *line) places() calendar.Calendar {
	switch l.clock {
	case Periods:
		return l.rows
	case Dates:
		return l.days
	default:
		return calendar.Calendar{}
	}
}

// skipped returns the periods that never were, from the first event to the last or
// to the end of the data.
func (e *Events[K]) skipped(c calendar.Calendar, last event, end time.Time) calendar.Skipped {
	if !c.MaySkip() || last.kind == 0 {
		return nil
	}
	first := last
	for _, v := range e.customers.All() {
		if x := (*v)[0]; x.compare(first) < 0 {
			first = x
		}
	}
	from, _ := c.Index(op, first.time()) // Add has checked the year
	to, _ := c.Index(op, last.time())
	return c.Skipped(from, max(to, horizonAt(c, end).begun))
}
