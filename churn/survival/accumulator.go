package survival

import (
	"cmp"
	"fmt"
	"math"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

var errCustomers = figure.Overflow(op, "customers")

// day is the unit of the zero value.
const day = 24 * time.Hour

// An Accumulator counts customers by the age at which they left, were last seen, or
// came under observation: all that the estimates of this package need. The zero value
// takes days of 24 hours; see [kpi.Accumulator] for the laws that it keeps. To compare
// segments by [LogRank], keep one accumulator per segment in a [kpi.Groups].
type Accumulator struct {
	unit time.Duration // 0 is a day, so that New(24 * time.Hour) is the zero value
	rows uint64
	late uint64 // of the rows, those with a late entry
	at   keyed.Table[int64, moves]
}

// moves are the customers who come and go at one age.
type moves struct{ entered, churned, censored uint64 }

func (m moves) left() uint64 { return m.churned + m.censored }

// New returns an accumulator whose ages are in units of this length. The unit is
// what AddTimes divides by; accumulators of different units do not merge. A unit
// below 1ns is a [*kpi.RangeError].
func New(unit time.Duration) (*Accumulator, error) {
	if unit <= 0 {
		return nil, &kpi.RangeError{Op: op, Name: "unit", Value: unit, Min: time.Nanosecond}
	}
	if unit == day {
		unit = 0
	}
	return &Accumulator{unit: unit}, nil
}

// Unit returns the length of the unit of time.
func (a *Accumulator) Unit() time.Duration {
	if a.unit == 0 {
		return day
	}
	return a.unit
}

// Add counts one customer. A negative duration or entry, or a late entry that is not
// before the duration, is a [*kpi.RangeError]. More than 2^64-1 customers are
// [kpi.ErrOverflow]. Then the customer is not counted.
func (a *Accumulator) Add(r Row) error { return a.AddN(r, 1) }

// AddN counts n customers with the same row, an integer weight, with the errors
// of Add.
func (a *Accumulator) AddN(r Row, n uint64) error {
	if err := r.check(); err != nil {
		return err
	}
	if n > math.MaxUint64-a.rows {
		return errCustomers
	}
	if n > 0 {
		a.count(r, n)
	}
	return nil
}

// AddSlice counts a column of customers: all or, with the error of the first
// refused one, none.
func (a *Accumulator) AddSlice(rows []Row) error {
	for i, r := range rows {
		if err := r.check(); err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
	}
	if uint64(len(rows)) > math.MaxUint64-a.rows {
		return errCustomers
	}
	for _, r := range rows {
		a.count(r, 1)
	}
	return nil
}

// count counts a row that is in order. Every row has one end, so that no counter
// passes the number of rows.
func (a *Accumulator) count(r Row, n uint64) {
	a.rows += n
	end := a.at.At(r.Duration)
	if r.Churned {
		end.churned += n
	} else {
		end.censored += n
	}
	if r.Entry > 0 {
		a.late += n
		a.at.At(r.Entry).entered += n
	}
}

// AddTimes counts a customer by dates: the duration is the whole units between start
// and end. End is when the customer left or, if they have not churned, when they were
// last known to be there. An end before the start, or more than 292 years after it, is
// a [*kpi.RangeError].
//
// Units have a fixed length. There are 23 hours from midnight to midnight across a
// change to summer time, which is not a whole day: give civil dates as midnights in UTC.
func (a *Accumulator) AddTimes(start, end time.Time, churned bool) error {
	return a.AddTimesFrom(start, start, end, churned)
}

// AddTimesFrom is AddTimes for a customer who came under observation at a time
// after the start, such as the beginning of the data: a late entry. A time before the
// start is not a late entry.
func (a *Accumulator) AddTimesFrom(start, from, end time.Time, churned bool) error {
	duration, err := units("end", start, end, a.Unit())
	if err != nil {
		return err
	}
	if from.Before(start) {
		from = start
	}
	entry, err := units("entry", start, from, a.Unit())
	if err != nil {
		return err
	}
	return a.Add(Row{Entry: entry, Duration: duration, Churned: churned})
}

// Remove takes one customer back that was counted: the state is that before they were
// added. Where the counts show that no such customer is counted the error is
// [kpi.ErrRange], and nothing changes.
func (a *Accumulator) Remove(r Row) error { return a.RemoveN(r, 1) }

// RemoveN takes n customers with the same row back, with the error of Remove.
func (a *Accumulator) RemoveN(r Row, n uint64) error {
	back := Accumulator{unit: a.unit}
	return cmp.Or(back.AddN(r, n), a.Unmerge(&back))
}

// Unmerge takes the customers of o back, as if they had never been added or merged, with
// the error of Remove. Another unit is [kpi.ErrIncompatible]. It looks at all ages.
func (a *Accumulator) Unmerge(o *Accumulator) error {
	return shell.Unmerge(a, o, (*Accumulator).isZero, (*Accumulator).differ, func() error {
		left, ok := a.without(o)
		if !ok {
			return figure.NotAdded("survival", "customers", o.rows, a.rows)
		}
		*a = left
		return nil
	})
}

// without returns the state before the customers of o were added; false where they are not
// all in it.
func (a *Accumulator) without(o *Accumulator) (Accumulator, bool) {
	if o.rows > a.rows || o.late > a.late {
		return Accumulator{}, false
	}
	left := Accumulator{unit: a.unit, rows: a.rows - o.rows, late: a.late - o.late, at: a.at.Clone(nil)}
	for age, theirs := range o.at.All() {
		m, _ := left.at.Get(age)
		if theirs.entered > m.entered || theirs.churned > m.churned || theirs.censored > m.censored {
			return Accumulator{}, false
		}
		m = moves{m.entered - theirs.entered, m.churned - theirs.churned, m.censored - theirs.censored}
		if *left.at.At(age) = m; m == (moves{}) {
			left.at.Remove(age)
		}
	}
	var r wire.Reader
	left.replay(&r)
	return left, r.Err() == nil
}

// Merge adds the customers of o, which have to be others than those of a. Another
// unit is [kpi.ErrIncompatible], unless one of the two is the zero value; more than
// 2^64-1 customers are [kpi.ErrOverflow].
func (a *Accumulator) Merge(o *Accumulator) error {
	return shell.TryMerge(a, o, (*Accumulator).isZero, (*Accumulator).differ, func() error {
		if o.rows > math.MaxUint64-a.rows {
			return errCustomers
		}
		a.rows += o.rows
		a.late += o.late
		for age, theirs := range o.at.All() {
			mine := a.at.At(age) // theirs itself where a is o
			*mine = moves{mine.entered + theirs.entered, mine.churned + theirs.churned, mine.censored + theirs.censored}
		}
		return nil
	})
}

func (a *Accumulator) differ(o *Accumulator) error {
	return figure.Same("survival", "units", a.Unit(), o.Unit())
}

func (a *Accumulator) isZero() bool { return a.unit == 0 && a.rows == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Accumulator) Clone() *Accumulator {
	return shell.Clone(a, func(c *Accumulator) { c.at = c.at.Clone(nil) })
}

// magic begins the encoding: the unit in nanoseconds, then by age the customers
// who entered late, who churned and who were censored.
const magic = "srv\x01"

func (a *Accumulator) append(b []byte) []byte {
	b = append(b, magic...)
	return keyed.AppendTable(wire.AppendUint(b, uint64(a.Unit())), &a.at, (*moves).append)
}

func read(r *wire.Reader) Accumulator {
	r.Expect(op, magic)
	var a Accumulator
	if unit := r.Uint(); unit == 0 || unit > math.MaxInt64 {
		r.Fail("unit of %d ns", unit)
	} else if time.Duration(unit) != day {
		a.unit = time.Duration(unit)
	}
	a.at = keyed.ReadTable[int64](r, (*moves).read)
	a.total(r)
	a.replay(r)
	return a
}

func (m *moves) append(b []byte) []byte {
	for _, n := range []uint64{m.entered, m.churned, m.censored} {
		b = wire.AppendUint(b, n)
	}
	return b
}

func (m *moves) read(r *wire.Reader) {
	*m = moves{entered: r.Uint(), churned: r.Uint(), censored: r.Uint()}
	if *m == (moves{}) {
		r.Fail("an age at which nothing happens")
	}
}

// total adds up the customers of a decoded state.
func (a *Accumulator) total(r *wire.Reader) {
	for _, m := range a.at.All() {
		for _, n := range []uint64{m.churned, m.censored} {
			if n > math.MaxUint64-a.rows {
				r.Fail("customers overflow")
				return
			}
			a.rows += n
		}
	}
	for _, m := range a.at.All() {
		if m.entered > a.rows-a.late {
			r.Fail("more entries than customers")
			return
		}
		a.late += m.entered
	}
}

// replay refuses moves that no rows give: customers who leave before they enter.
func (a *Accumulator) replay(r *wire.Reader) {
	atRisk := a.rows - a.late
	for age, m := range a.at.Sorted() {
		switch {
		case age < 0:
			r.Fail("age %d", age)
		case age == 0 && m.entered > 0:
			r.Fail("a late entry at 0")
		case m.left() > atRisk:
			r.Fail("%d of %d customers leave at %d", m.left(), atRisk, age)
		}
		if r.Err() != nil {
			return
		}
		atRisk += m.entered - m.left()
	}
}

// AppendBinary appends the encoding of a.
func (a *Accumulator) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Accumulator) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns [kpi.ErrCorrupt].
func (a *Accumulator) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, read) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Accumulator) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Accumulator) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
