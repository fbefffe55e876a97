package cohort

import (
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// op begins the texts of errors.
const op = "cohort"

// An Accumulator keeps in which calendar periods each customer started and
// returned, as bits. For ages in days of 24 hours, or where a single return is not
// enough, see [Events]. The zero value counts by month in UTC; see
// [kpi.Accumulator] for the laws that it keeps.
type Accumulator[K kpi.Key] struct {
	calendar  civil.Calendar // not set: months in UTC
	customers keyed.Table[K, history]
}

// New returns an accumulator by grain in a location (nil is UTC). Weeks begin on
// Monday. The location must be one that [time.LoadLocation] finds by its name,
// because the encoding holds the name; [time.Local] is refused. The error is
// [kpi.ErrRange].
func New[K kpi.Key](grain kpi.Grain, loc *time.Location) (*Accumulator[K], error) {
	c, err := figure.Calendar(op, grain, loc)
	if err != nil {
		return nil, err
	}
	return &Accumulator[K]{calendar: c}, nil
}

// in returns the calendar of the periods.
func (a *Accumulator[K]) in() civil.Calendar { return a.calendar.Or(civil.Month) }

// Add counts an event that both starts and returns, such as an order. A year outside
// 1..9999 is a [*kpi.RangeError] and is not counted.
func (a *Accumulator[K]) Add(customer K, t time.Time) error {
	return a.add(customer, t, starts|returns)
}

// AddStart counts an event that puts a customer into a cohort, such as a sign-up,
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
	period, err := figure.Index(op, a.in(), t)
	if err != nil {
		return err
	}
	keyed.Later(&a.customers, customer, visit{period, k}, (*history).visit)
	return nil
}

// AddSlice counts two columns, of customers and of the times of their events, as
// Add does: all or, with the error of the first refused one, none. Columns of
// different length are a [*kpi.RangeError].
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
	return a.addParallel(1, customers, at, k)
}

// Merge adds the events of o. Another grain or location is [kpi.ErrIncompatible],
// unless one of the two is the zero value.
func (a *Accumulator[K]) Merge(o *Accumulator[K]) error {
	return shell.Merge(a, o, (*Accumulator[K]).isZero, (*Accumulator[K]).differ, func() { a.customers.Merge(o.read(), (*history).merge) })
}

func (a *Accumulator[K]) differ(o *Accumulator[K]) error { return figure.Differ(op, a.in(), o.in()) }

func (a *Accumulator[K]) isZero() bool { return a.Empty() && a.calendar.IsDefault(civil.Month) }

// Empty reports whether nothing was added.
func (a *Accumulator[K]) Empty() bool { return a.customers.Len() == 0 }

// read returns the customers for a reader.
func (a *Accumulator[K]) read() *keyed.Table[K, history] {
	return keyed.Read(&a.customers, history.clone, (*history).visit)
}

// Forget takes a customer out, as if they had never been there. The error is always
// nil.
func (a *Accumulator[K]) Forget(customer K) error {
	a.customers.Remove(customer)
	return nil
}

// Alias gives the periods of the customer from to the customer to, as if they had had
// that name all along. The error is always nil.
func (a *Accumulator[K]) Alias(from, to K) error {
	a.customers.Rename(from, to, (*history).merge)
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Accumulator[K]) Clone() *Accumulator[K] {
	return shell.Clone(a, func(c *Accumulator[K]) { c.customers = c.read().Clone(history.clone) })
}

// Result returns the table of [On] for the zero [Query].
func (a *Accumulator[K]) Result() Table { return a.table(newTally(On, Query{}, nil)) }

// Table returns the retention by a criterion, by a pass over the customers. An
// unknown criterion, or a query that needs [Events], is a [*kpi.RangeError].
func (a *Accumulator[K]) Table(c Criterion, q Query) (Table, error) {
	if err := c.check(); err != nil {
		return Table{}, err
	}
	if err := q.checkPeriods(); err != nil {
		return Table{}, err
	}
	return a.table(newTally(c, q, nil)), nil
}

// Brackets returns the retention by brackets of ages: the first from edges[0] to
// edges[1]-1, and so on. Edges that do not ascend, or fewer than two, or one
// outside 0..10000, are a [*kpi.RangeError], as is a query that needs [Events].
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
	customers, in := a.read(), a.in()
	until := a.until(customers, t.query.End)
	skipped := a.skipped(customers, until)
	var ages []int
	for _, h := range customers.All() {
		ages = h.count(t, until, skipped, ages)
	}
	gaps := make([]ageRange, 0, len(t.query.Gaps)) // the first and the last period
	for _, g := range t.query.Gaps {
		gaps = append(gaps, ageRange{int(horizonAt(in, g.From).closed) + 1, int(horizonAt(in, g.To).begun)})
	}
	return t.table(in, func(period int32, _ *row) reached {
		age := func(of int32) int { return int(skipped.Number(of) - skipped.Number(period)) }
		to := reached{begun: age(until.begun), closed: age(until.closed)}
		for _, g := range gaps {
			to.unknown = append(to.unknown, ageRange{age(int32(g.first)), age(int32(g.last))})
		}
		return to
	})
}

// count counts a customer in the cohort of the first start, or of each. It uses the
// memory of ages, and returns it.
func (h *history) count(t *tally, until horizon, skipped civil.Skipped, ages []int) []int {
	for start := range h.periods(starts) {
		if start > until.begun {
			break
		}
		ages = ages[:0]
		for period := range h.periods(returns) {
			if start <= period && period <= until.begun {
				ages = append(ages, int(period-start))
			}
		}
		if len(skipped) > 0 {
			renumber(ages, start, skipped)
		}
		t.row(start).count(t, ages)
		if !t.query.Recurring {
			break
		}
	}
	return ages
}

// renumber takes the periods that never were off the ages of a start.
func renumber(ages []int, start int32, skipped civil.Skipped) {
	for i, age := range ages {
		ages[i] = int(skipped.Number(start+int32(age)) - skipped.Number(start))
	}
}

// skipped returns the periods within the data that never were.
func (a *Accumulator[K]) skipped(customers *keyed.Table[K, history], until horizon) civil.Skipped {
	if !a.in().MaySkip() {
		return nil
	}
	first := until.begun
	for _, h := range customers.All() {
		first = min(first, h.earliest())
	}
	return a.in().Skipped(first, until.begun)
}

// until returns how far the data go.
func (a *Accumulator[K]) until(customers *keyed.Table[K, history], end time.Time) horizon {
	if !end.IsZero() {
		return horizonAt(a.in(), end)
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

func (a *Accumulator[K]) append(b []byte) []byte {
	b = append(b, magic...)
	return keyed.AppendTable(a.in().Append(b), a.read(), (*history).append)
}

// readState reads a state; have is a calendar whose location need not be loaded again.
func readState[K kpi.Key](r *wire.Reader, have *Accumulator[K]) Accumulator[K] {
	r.Expect(op, magic)
	a := Accumulator[K]{calendar: civil.Read(r, have.calendar)}
	if r.Err() == nil {
		first, last := a.calendar.Bounds()
		a.customers = keyed.ReadTable[K](r, func(h *history, r *wire.Reader) { h.read(r, first, last) })
	}
	return a
}

// AppendBinary appends the encoding of a.
func (a *Accumulator[K]) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Accumulator[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns [kpi.ErrCorrupt].
// The time zone database must know its location.
func (a *Accumulator[K]) UnmarshalBinary(b []byte) error { return wire.DecodeOver(b, a, readState) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Accumulator[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Accumulator[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
