package cohort

import (
	"cmp"
	"slices"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/calendar"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/wire"
)

// Events keeps every event of each customer, to the nanosecond: what it takes to
// count ages in days of 24 hours from the start, or to ask for a number of returns.
// It costs 16 bytes an event. An [Accumulator] is enough for the rest, and gives
// the same tables. The zero value has cohorts by month in UTC; see
// kpi.Accumulator for the laws that it keeps.
type Events[K kpi.Key] struct {
	calendar  calendar.Calendar
	customers keyed.Table[K, events]
}

// NewEvents returns one with cohorts by grain in a location, as [New].
func NewEvents[K kpi.Key](grain kpi.Grain, loc *time.Location) (*Events[K], error) {
	c, err := calendar.New(op, grain, loc)
	if err != nil {
		return nil, err
	}
	return &Events[K]{calendar: c}, nil
}

// Add adds an event that both starts and returns, as an order. A year outside
// 1..9999 is a *kpi.RangeError and is not added.
func (e *Events[K]) Add(customer K, t time.Time) error { return e.add(customer, t, starts|returns) }

// AddStart adds an event that puts a customer into a cohort, as a sign-up, with
// the errors of Add.
func (e *Events[K]) AddStart(customer K, t time.Time) error { return e.add(customer, t, starts) }

// AddReturn adds an event by which a customer comes back, with the errors of Add.
func (e *Events[K]) AddReturn(customer K, t time.Time) error { return e.add(customer, t, returns) }

func (e *Events[K]) add(customer K, t time.Time, k kind) error {
	if _, err := e.calendar.Index(op, t); err != nil {
		return err
	}
	e.customers.At(customer).add(event{t.Unix(), int32(t.Nanosecond()), k})
	return nil
}

// Merge adds the events of o. Another grain or location is
// kpi.ErrIncompatible, unless one of the two is the zero value.
func (e *Events[K]) Merge(o *Events[K]) error {
	switch {
	case o == nil || o.isZero():
		return nil
	case e.isZero():
		*e = *o.Clone()
		return nil
	}
	if err := e.calendar.Differs(op, o.calendar); err != nil {
		return err
	}
	e.customers.Merge(&o.customers, func(mine *events, theirs events) {
		*mine = append(*mine, theirs...)
		slices.SortFunc(*mine, event.compare)
	})
	return nil
}

func (e *Events[K]) isZero() bool { return e.calendar.IsZero() && e.customers.Len() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (e *Events[K]) Clone() *Events[K] {
	if e == nil {
		return new(Events[K])
	}
	return &Events[K]{e.calendar, e.customers.Clone(func(v events) events { return slices.Clone(v) })}
}

// Result returns the table of [On] for the zero [Query].
func (e *Events[K]) Result() Table { return e.table(newTally(On, Query{}, nil)) }

// Table returns the retention by a rule, by a pass over the events. A rule, a
// clock or a gap that is none is a *kpi.RangeError.
func (e *Events[K]) Table(rule Rule, q Query) (Table, error) {
	if err := checkRule(rule); err != nil {
		return Table{}, err
	}
	if err := q.check(); err != nil {
		return Table{}, err
	}
	return e.table(newTally(rule, q, nil)), nil
}

// Brackets returns the retention by brackets of ages, see
// [Accumulator.Brackets]: of days, but with Periods.
func (e *Events[K]) Brackets(q Query, edges ...int) (Table, error) {
	if err := checkEdges(edges); err != nil {
		return Table{}, err
	}
	if err := q.check(); err != nil {
		return Table{}, err
	}
	return e.table(newTally(bracket, q, edges)), nil
}

// events are those of a customer, ascending; there is one at least.
type events []event

type event struct {
	sec  int64 // since 1970, UTC
	nsec int32
	kind kind
}

func (e event) compare(o event) int {
	return cmp.Or(cmp.Compare(e.sec, o.sec), cmp.Compare(e.nsec, o.nsec), cmp.Compare(e.kind, o.kind))
}

func (e event) time() time.Time { return time.Unix(e.sec, int64(e.nsec)) }

func (v *events) add(e event) {
	n := len(*v)
	if n == 0 || (*v)[n-1].compare(e) <= 0 { // most come in order
		*v = append(*v, e)
		return
	}
	i, _ := slices.BinarySearchFunc(*v, e, event.compare)
	*v = slices.Insert(*v, i, e)
}

// append appends the number of events, and of each the seconds since the one
// before, the nanoseconds and the kind.
func (v *events) append(b []byte) []byte {
	b = wire.AppendUint(b, uint64(len(*v)))
	before := int64(0)
	for _, e := range *v {
		b = wire.AppendInt(b, e.sec-before)
		b = wire.AppendUint(wire.AppendUint(b, uint64(e.nsec)), uint64(e.kind))
		before = e.sec
	}
	return b
}

// read reads what append wrote.
func (v *events) read(r *wire.Reader, c calendar.Calendar) {
	n := r.Len(3)
	if n == 0 {
		r.Fail("a customer without an event")
	}
	var before event
	for i := range n {
		step, nsec, k := r.Int(), r.Uint(), r.Uint()
		if r.Err() != nil {
			return
		}
		if nsec >= 1e9 || k == 0 || k > uint64(starts|returns) {
			r.Fail("event of %d nanoseconds and kind %d", nsec, k)
			return
		}
		e := event{before.sec + step, int32(nsec), kind(k)}
		if _, err := c.Index(op, e.time()); err != nil || i > 0 && (step < 0 || e.compare(before) < 0) {
			r.Fail("event %d out of order", i)
			return
		}
		*v = append(*v, e)
		before = e
	}
}

// eventsMagic begins the encoding: the calendar, then each customer and the
// events.
const eventsMagic = "coe\x01"

// AppendBinary appends the encoding of e.
func (e *Events[K]) AppendBinary(b []byte) ([]byte, error) {
	return keyed.AppendTable(e.calendar.Append(append(b, eventsMagic...)), &e.customers, (*events).append), nil
}

// MarshalBinary returns the encoding of e.
func (e Events[K]) MarshalBinary() ([]byte, error) { return e.AppendBinary(nil) }

// UnmarshalBinary makes e the state that was encoded, or returns
// kpi.ErrCorrupt. The time zone database must know its location.
func (e *Events[K]) UnmarshalBinary(data []byte) error {
	r := wire.Open(op, eventsMagic, data)
	d := Events[K]{calendar: calendar.Read(r, e.calendar)}
	if r.Err() == nil {
		d.customers = keyed.ReadTable[K](r, func(v *events, r *wire.Reader) { v.read(r, d.calendar) })
	}
	if err := r.Close(); err != nil {
		return err
	}
	*e = d
	return nil
}

// MarshalJSON returns the encoding of e as a string in base64.
func (e Events[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&e) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (e *Events[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(op, data, e) }
