package survival

import (
	"fmt"
	"math"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/keyed"
)

// day is the unit of the zero value.
const day = 24 * time.Hour

// An Accumulator counts customers by the age at which they left, were last seen,
// or came under observation: all that the estimates of this package need. The
// zero value takes days of 24 hours; see kpi.Accumulator for the laws that it
// keeps. Give each segment its own in a kpi.Groups to compare them by [LogRank].
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
// below 1ns is a *kpi.RangeError.
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

// Add counts one customer. A negative duration or entry, or a late entry that is
// not before the duration, is a *kpi.RangeError; more than 2^64-1 customers are
// kpi.ErrOverflow. Neither is counted.
func (a *Accumulator) Add(r Row) error { return a.AddN(r, 1) }

// AddN counts n customers with the same row, an integer weight, with the errors
// of Add.
func (a *Accumulator) AddN(r Row, n uint64) error {
	if err := r.check(); err != nil {
		return err
	}
	if n > math.MaxUint64-a.rows {
		return errOverflow()
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
		return errOverflow()
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

// AddTimes counts a customer by dates: the duration is the whole units between
// start and end. End is when the customer left or, not churned, the last time
// known to be there. An end before the start, or more than 292 years after it, is
// a *kpi.RangeError.
//
// Units have a fixed length. From midnight to midnight across a change to summer
// time are 23 hours, which is not a whole day: give civil dates as midnights in UTC.
func (a *Accumulator) AddTimes(start, end time.Time, churned bool) error {
	return a.AddTimesFrom(start, start, end, churned)
}

// AddTimesFrom is AddTimes for a customer who came under observation at a time
// after the start, as at the begin of the data: a late entry. A time before the
// start is none.
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

// Merge adds the customers of o, which have to be others than those of a. Another
// unit is kpi.ErrIncompatible, unless one of the two is the zero value; more than
// 2^64-1 customers are kpi.ErrOverflow.
func (a *Accumulator) Merge(o *Accumulator) error {
	switch {
	case o == nil || o.isZero():
		return nil
	case a.isZero():
		*a = *o.Clone()
		return nil
	case a.unit != o.unit:
		return fmt.Errorf("survival: %w: units %v and %v", kpi.ErrIncompatible, a.Unit(), o.Unit())
	case o.rows > math.MaxUint64-a.rows:
		return errOverflow()
	}
	a.rows += o.rows
	a.late += o.late
	for age, theirs := range o.at.All() {
		mine := a.at.At(age) // theirs itself where a is o
		mine.entered += theirs.entered
		mine.churned += theirs.churned
		mine.censored += theirs.censored
	}
	return nil
}

func (a *Accumulator) isZero() bool { return a.unit == 0 && a.rows == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Accumulator) Clone() *Accumulator {
	if a == nil {
		return new(Accumulator)
	}
	return &Accumulator{a.unit, a.rows, a.late, a.at.Clone(nil)}
}

func errOverflow() error { return fmt.Errorf("survival: customers %w", kpi.ErrOverflow) }
