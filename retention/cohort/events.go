package cohort

import (
	"cmp"
	"slices"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/timeline"
	"github.com/customerkpi/kpi/internal/wire"
)

// Events keeps every event of each customer, to the nanosecond. That is needed to count
// ages in days of 24 hours from the start, or to ask for a number of returns. It costs 16
// bytes per event. An [Accumulator] is enough for the rest, and gives the same tables.
// The zero value has cohorts by month in UTC; see [kpi.Accumulator] for the laws that it
// keeps.
type Events[K kpi.Key] struct {
	calendar  civil.Calendar // not set: months in UTC
	customers keyed.Table[K, events]
}

// NewEvents returns events with cohorts by grain in a location, as [New] does.
func NewEvents[K kpi.Key](grain kpi.Grain, loc *time.Location) (*Events[K], error) {
	c, err := figure.Calendar(op, grain, loc)
	if err != nil {
		return nil, err
	}
	return &Events[K]{calendar: c}, nil
}

// in returns the calendar of the cohorts.
func (e *Events[K]) in() civil.Calendar { return e.calendar.Or(civil.Month) }

// Add adds an event that both starts and returns, such as an order. A year outside
// 1..9999 is a [*kpi.RangeError] and is not added.
func (e *Events[K]) Add(customer K, t time.Time) error { return e.add(customer, t, starts|returns) }

// AddStart adds an event that puts a customer into a cohort, such as a sign-up, with
// the errors of Add.
func (e *Events[K]) AddStart(customer K, t time.Time) error { return e.add(customer, t, starts) }

// AddReturn adds an event by which a customer comes back, with the errors of Add.
func (e *Events[K]) AddReturn(customer K, t time.Time) error { return e.add(customer, t, returns) }

func (e *Events[K]) add(customer K, t time.Time, k kind) error {
	if _, err := figure.Index(op, e.in(), t); err != nil {
		return err
	}
	e.customers.At(customer).Add(event{t.Unix(), int32(t.Nanosecond()), k})
	return nil
}

// Merge adds the events of o. Another grain or location is [kpi.ErrIncompatible],
// unless one of the two is the zero value.
func (e *Events[K]) Merge(o *Events[K]) error {
	return shell.Merge(e, o, (*Events[K]).isZero, (*Events[K]).differ, func() { e.customers.Merge(&o.customers, (*events).merge) })
}

func (e *Events[K]) differ(o *Events[K]) error { return figure.Differ(op, e.in(), o.in()) }

func (e *Events[K]) isZero() bool {
	return e.customers.Len() == 0 && e.calendar.IsDefault(civil.Month)
}

// Empty reports whether nothing was added.
func (e *Events[K]) Empty() bool { return e.customers.Len() == 0 }

// Forget takes a customer out, as if they had never been there. The error is always
// nil.
func (e *Events[K]) Forget(customer K) error {
	e.customers.Remove(customer)
	return nil
}

// Alias gives the events of the customer from to the customer to, as if they had had
// that name all along. The error is always nil.
func (e *Events[K]) Alias(from, to K) error {
	e.customers.Rename(from, to, (*events).merge)
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (e *Events[K]) Clone() *Events[K] {
	return shell.Clone(e, func(c *Events[K]) { c.customers = c.customers.Clone(events.clone) })
}

// Result returns the table of [On] for the zero [Query].
func (e *Events[K]) Result() Table { return e.table(newTally(On, Query{}, nil)) }

// Table returns the retention by a criterion, by a pass over the events. An unknown
// criterion or clock, or a gap that does not end after it begins, is a
// [*kpi.RangeError].
func (e *Events[K]) Table(c Criterion, q Query) (Table, error) {
	if err := c.check(); err != nil {
		return Table{}, err
	}
	if err := q.check(); err != nil {
		return Table{}, err
	}
	return e.table(newTally(c, q, nil)), nil
}

// Brackets returns the retention by brackets of ages, see [Accumulator.Brackets]: of
// days, except by the clock Periods.
func (e *Events[K]) Brackets(q Query, edges ...int) (Table, error) {
	if err := checkEdges(edges); err != nil {
		return Table{}, err
	}
	if err := q.check(); err != nil {
		return Table{}, err
	}
	return e.table(newTally(bracket, q, edges)), nil
}

// table counts every customer.
func (e *Events[K]) table(t *tally) Table {
	l, until := e.line(t.query)
	in := make(map[int32]bool) // the cohorts that a customer is in
	var ages []int
	for _, v := range e.customers.All() {
		clear(in)
		ages = t.countEvents(v.before(until), l, in, ages)
	}
	gaps := make([][2]place, 0, len(t.query.Gaps)) // the first and the last
	for _, g := range t.query.Gaps {
		if from, to := clamp(e.in(), g.From), clamp(e.in(), g.To); from.Before(to) {
			gaps = append(gaps, [2]place{l.at(eventAt(from)), l.at(eventAt(to.Add(-1)))})
		}
	}
	return t.table(e.in(), func(period int32, r *row) reached {
		to := reached{begun: age(r.first, until.begun), closed: age(r.last, until.over) - 1}
		if period > until.rows.closed { // customers may still come
			to.closed = -1
		}
		for _, g := range gaps {
			to.unknown = append(to.unknown, ageRange{age(r.last, g[0]), age(r.first, g[1])})
		}
		return to
	})
}

// countEvents counts a customer in the cohort of the first start, or of each period
// with one. It uses the memory of ages, and returns it.
func (t *tally) countEvents(v []event, l line, in map[int32]bool, ages []int) []int {
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
		ages = l.ages(ages[:0], v, start, max(t.query.Min, 1))
		r := t.row(period)
		r.span(start)
		r.count(t, ages)
		if !t.query.Recurring {
			break
		}
	}
	return ages
}

// line returns the line of a query, and how far the data go on it.
func (e *Events[K]) line(q Query) (line, reach) {
	l := line{clock: q.Clock, days: e.in().Days(), rows: e.in()}
	var last event
	for _, v := range e.customers.All() {
		if x := v.List[len(v.List)-1]; last.kind == 0 || last.Compare(x) < 0 {
			last = x
		}
	}
	end := clamp(e.in(), q.End)
	l.skipped = e.skipped(l.places(), last, end)
	if !q.End.IsZero() {
		return l, l.reach(end)
	}
	return l, l.reachOf(last)
}

// skipped returns the periods that never were, from the first event to the last or
// to the end of the data.
func (e *Events[K]) skipped(c civil.Calendar, last event, end time.Time) civil.Skipped {
	if !c.MaySkip() || last.kind == 0 {
		return nil
	}
	first := last
	for _, v := range e.customers.All() {
		if x := v.List[0]; x.Compare(first) < 0 {
			first = x
		}
	}
	from, _ := c.Index(first.time()) // Add has checked the year
	to, _ := c.Index(last.time())
	return c.Skipped(from, max(to, horizonAt(c, end).begun))
}

// events are those of a customer; there is one at least.
type events struct{ timeline.List[event] }

func (v *events) merge(o events) { v.Merge(o.List) }

func (v events) clone() events { return events{v.Clone()} }

// An event is an instant, in 16 bytes with its kind.
type event struct {
	sec  int64
	nsec int32
	kind kind
}

func (e event) instant() timeline.Instant { return timeline.Instant{Sec: e.sec, Nano: e.nsec} }

func (e event) time() time.Time { return time.Unix(e.sec, int64(e.nsec)) }

// Compare orders events by instant and kind.
func (e event) Compare(o event) int {
	return cmp.Or(e.instant().Compare(o.instant()), cmp.Compare(e.kind, o.kind))
}

// eventAt is the first event there may be at an instant.
func eventAt(t time.Time) event { return event{t.Unix(), int32(t.Nanosecond()), starts} }

// before returns the events that are looked at.
func (v *events) before(r reach) []event {
	if r.cut.kind == 0 {
		return v.List
	}
	n, _ := slices.BinarySearchFunc(v.List, r.cut, event.Compare)
	return v.List[:n]
}

// append appends the events, each with the instant since the one before.
func (v *events) append(b []byte) []byte {
	return v.List.Append(b, func(e event, b []byte, before event) []byte {
		return wire.AppendUint(e.instant().Append(b, before.instant()), uint64(e.kind))
	})
}

// read reads what append wrote, of instants in the periods of a calendar.
func (v *events) read(r *wire.Reader, c civil.Calendar) {
	v.List = timeline.ReadList(r, 3, false, func(r *wire.Reader, before event) event {
		at, k := timeline.Read(r, before.instant()), r.Uint()
		if _, ok := c.Index(at.Time()); !ok || k == 0 || k > uint64(starts|returns) {
			r.Fail("an event of kind %d, or of no period", k)
		}
		return event{at.Sec, at.Nano, kind(k)}
	})
}

// eventsMagic begins the encoding: the calendar, then each customer and the
// events.
const eventsMagic = "coe\x01"

func (e *Events[K]) append(b []byte) []byte {
	b = append(b, eventsMagic...)
	return keyed.AppendTable(e.in().Append(b), &e.customers, (*events).append)
}

// readEvents reads a state; have is a calendar whose location need not be loaded
// again.
func readEvents[K kpi.Key](r *wire.Reader, have *Events[K]) Events[K] {
	r.Expect(op, eventsMagic)
	e := Events[K]{calendar: civil.Read(r, have.calendar)}
	e.customers = keyed.ReadTable[K](r, func(v *events, r *wire.Reader) { v.read(r, e.calendar) })
	return e
}

// AppendBinary appends the encoding of e.
func (e *Events[K]) AppendBinary(b []byte) ([]byte, error) { return e.append(b), nil }

// MarshalBinary returns the encoding of e.
func (e Events[K]) MarshalBinary() ([]byte, error) { return e.AppendBinary(nil) }

// UnmarshalBinary makes e the state that was encoded, or returns [kpi.ErrCorrupt].
// The time zone database must know its location.
func (e *Events[K]) UnmarshalBinary(b []byte) error { return wire.DecodeOver(b, e, readEvents) }

// MarshalJSON returns the encoding of e as a string in base64.
func (e Events[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&e) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (e *Events[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, e) }
