package cohort

import (
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/calendar"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/wire"
)

// op begins the texts of errors.
const op = "cohort"

// An Accumulator keeps in which calendar periods each customer started and
// returned, as bits. For ages in days of 24 hours, or where a single return is not
// enough, see [Events]. The zero value counts by month in UTC; see
// kpi.Accumulator for the laws that it keeps.
type Accumulator[K kpi.Key] struct {
	calendar  calendar.Calendar
	customers keyed.Table[K, history]
}

// New returns an accumulator by grain in a location (nil is UTC). Weeks begin on
// Monday. The location must be one that [time.LoadLocation] finds by its name,
// because the encoding holds the name; [time.Local] is refused. The error is
// kpi.ErrRange.
func New[K kpi.Key](grain kpi.Grain, loc *time.Location) (*Accumulator[K], error) {
	c, err := calendar.New(op, grain, loc)
	if err != nil {
		return nil, err
	}
	return &Accumulator[K]{calendar: c}, nil
}

// Add counts an event that both starts and returns, as an order. A year outside
// 1..9999 is a *kpi.RangeError and is not counted.
func (a *Accumulator[K]) Add(customer K, t time.Time) error {
	return a.add(customer, t, starts|returns)
}

// AddStart counts an event that puts a customer into a cohort, as a sign-up,
// with the errors of Add.
func (a *Accumulator[K]) AddStart(customer K, t time.Time) error { return a.add(customer, t, starts) }

// AddReturn counts an event by which a customer comes back, with the errors of
// Add.
func (a *Accumulator[K]) AddReturn(customer K, t time.Time) error {
	return a.add(customer, t, returns)
}

// kind says what an event does; it may do both.
type kind uint8

const (
	starts kind = 1 << iota
	returns
)

// A visit is an event in a period.
type visit struct {
	period int32
	kind   kind
}

func (h *history) visit(v visit) { h.add(blockOf(v.period, v.kind)) }

func (a *Accumulator[K]) add(customer K, t time.Time, k kind) error {
	period, err := a.calendar.Index(op, t)
	if err != nil {
		return err
	}
	keyed.Later(&a.customers, customer, visit{period, k}, (*history).visit)
	return nil
}

// AddSlice counts two columns, of customers and of the times of their events, as
// Add does: all or, with the error of the first refused one, none. Columns of
// different length are a *kpi.RangeError.
func (a *Accumulator[K]) AddSlice(customers []K, at []time.Time) error {
	return a.addSlice(customers, at, starts|returns)
}

// AddStartSlice counts two columns as AddStart does, with the errors of AddSlice.
func (a *Accumulator[K]) AddStartSlice(customers []K, at []time.Time) error {
	return a.addSlice(customers, at, starts)
}

// AddReturnSlice counts two columns as AddReturn does, with the errors of
// AddSlice.
func (a *Accumulator[K]) AddReturnSlice(customers []K, at []time.Time) error {
	return a.addSlice(customers, at, returns)
}

func (a *Accumulator[K]) addSlice(customers []K, at []time.Time, k kind) error {
	if n := len(customers); len(at) != n {
		return &kpi.RangeError{Op: op, Name: "number of times", Value: len(at), Min: n, Max: n}
	}
	periods, err := a.calendar.Indexes(op, at)
	if err != nil {
		return err
	}
	keyed.Each(&a.customers, customers, periods, func(h *history, period int32) { h.add(blockOf(period, k)) })
	return nil
}

// Merge adds the events of o. Another grain or location is
// kpi.ErrIncompatible, unless one of the two is the zero value.
func (a *Accumulator[K]) Merge(o *Accumulator[K]) error {
	switch {
	case o == nil || o.isZero():
		return nil
	case a.isZero():
		*a = *o.Clone()
		return nil
	}
	if err := a.calendar.Differs(op, o.calendar); err != nil {
		return err
	}
	a.customers.Merge(o.read(), func(h *history, theirs history) { h.merge(&theirs) })
	return nil
}

func (a *Accumulator[K]) isZero() bool { return a.calendar.IsZero() && a.Empty() }

// Empty reports whether nothing was added.
func (a *Accumulator[K]) Empty() bool { return a.customers.Len() == 0 }

// read returns the customers for a reader.
func (a *Accumulator[K]) read() *keyed.Table[K, history] {
	return keyed.Read(&a.customers, history.clone, (*history).visit)
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Accumulator[K]) Clone() *Accumulator[K] {
	if a == nil {
		return new(Accumulator[K])
	}
	return &Accumulator[K]{a.calendar, a.read().Clone(history.clone)}
}

// Result returns the table of [On] for the zero [Query].
func (a *Accumulator[K]) Result() Table { return a.table(newTally(On, Query{}, nil)) }

// Table returns the retention by a rule, by a pass over the customers. A rule
// that is none, and a query that needs [Events], are a *kpi.RangeError.
func (a *Accumulator[K]) Table(rule Rule, q Query) (Table, error) {
	if err := checkRule(rule); err != nil {
		return Table{}, err
	}
	if err := q.checkPeriods(); err != nil {
		return Table{}, err
	}
	return a.table(newTally(rule, q, nil)), nil
}

// Brackets returns the retention by brackets of ages: the first from edges[0] to
// edges[1]-1, and so on. Edges that do not ascend, or fewer than two, or one
// outside 0..10000, are a *kpi.RangeError, as is a query that needs [Events].
func (a *Accumulator[K]) Brackets(q Query, edges ...int) (Table, error) {
	if err := checkEdges(edges); err != nil {
		return Table{}, err
	}
	if err := q.checkPeriods(); err != nil {
		return Table{}, err
	}
	return a.table(newTally(bracket, q, edges)), nil
}

// table counts every customer.
func (a *Accumulator[K]) table(t *tally) Table {
	customers := a.read()
	until := a.until(customers, t.query.End)
	skipped := a.skipped(customers, until)
	var found []int
	for _, h := range customers.All() {
		for start := range h.periods(starts) {
			if start > until.begun {
				break
			}
			found = found[:0]
			for period := range h.periods(returns) {
				if start <= period && period <= until.begun {
					found = append(found, int(period-start))
				}
			}
			if len(skipped) > 0 {
				renumber(found, start, skipped)
			}
			t.row(start).count(t, found)
			if !t.query.Recurring {
				break
			}
		}
	}
	gaps := make([][2]int32, 0, len(t.query.Gaps)) // the first and the last period
	for _, g := range t.query.Gaps {
		gaps = append(gaps, [2]int32{horizonAt(a.calendar, g.From).closed + 1, horizonAt(a.calendar, g.To).begun})
	}
	return t.table(a.calendar, func(period int32, _ *row) reached {
		age := func(of int32) int { return int(skipped.Number(of) - skipped.Number(period)) }
		to := reached{begun: age(until.begun), closed: age(until.closed)}
		for _, g := range gaps {
			to.unknown = append(to.unknown, ageRange{age(g[0]), age(g[1])})
		}
		return to
	})
}

// renumber takes the periods that never were off the ages of a start.
func renumber(ages []int, start int32, skipped calendar.Skipped) {
	for i, age := range ages {
		ages[i] = int(skipped.Number(start+int32(age)) - skipped.Number(start))
	}
}

// skipped returns the periods within the data that never were.
func (a *Accumulator[K]) skipped(customers *keyed.Table[K, history], until horizon) calendar.Skipped {
	if !a.calendar.MaySkip() {
		return nil
	}
	first := until.begun
	for _, h := range customers.All() {
		first = min(first, h.earliest())
	}
	return a.calendar.Skipped(first, until.begun)
}

// until returns how far the data go.
func (a *Accumulator[K]) until(customers *keyed.Table[K, history], end time.Time) horizon {
	if !end.IsZero() {
		return horizonAt(a.calendar, end)
	}
	h := horizon{}
	first := true
	for _, s := range customers.All() {
		if last := s.last(); first || last > h.begun {
			h, first = horizon{begun: last, closed: last - 1}, false
		}
	}
	return h
}

// magic begins the encoding: the calendar, then each customer, the periods of the
// starts, and those of the returns.
const magic = "coh\x01"

// AppendBinary appends the encoding of a.
func (a *Accumulator[K]) AppendBinary(b []byte) ([]byte, error) {
	return keyed.AppendTable(a.calendar.Append(append(b, magic...)), a.read(), (*history).append), nil
}

// MarshalBinary returns the encoding of a.
func (a Accumulator[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt. The time zone database must know its location.
func (a *Accumulator[K]) UnmarshalBinary(data []byte) error {
	r := wire.Open(op, magic, data)
	d := Accumulator[K]{calendar: calendar.Read(r, a.calendar)}
	if r.Err() == nil {
		first, last := d.calendar.Bounds()
		d.customers = keyed.ReadTable[K](r, func(h *history, r *wire.Reader) { h.read(r, first, last) })
	}
	if err := r.Close(); err != nil {
		return err
	}
	*a = d
	return nil
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Accumulator[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (a *Accumulator[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(op, data, a) }
