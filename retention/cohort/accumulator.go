package cohort

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/calendar"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/wire"
)

// op begins the texts of errors.
const op = "cohort"

// An Accumulator keeps in which calendar periods each customer started and
// returned. The zero value counts by month in UTC; see kpi.Accumulator for the
// laws that it keeps.
type Accumulator[K kpi.Key] struct {
	calendar  calendar.Calendar
	customers keyed.Table[K, visits]
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
// 1..9999 is a *kpi.RangeError, more than 2^32-1 events of a customer in a period
// kpi.ErrOverflow; then nothing is counted.
func (a *Accumulator[K]) Add(customer K, t time.Time) error {
	return a.add(customer, t, visit{0, 1, 1})
}

// AddStart counts an event that puts a customer into a cohort, as a sign-up,
// with the errors of Add.
func (a *Accumulator[K]) AddStart(customer K, t time.Time) error {
	return a.add(customer, t, visit{0, 1, 0})
}

// AddReturn counts an event by which a customer comes back, with the errors of
// Add.
func (a *Accumulator[K]) AddReturn(customer K, t time.Time) error {
	return a.add(customer, t, visit{0, 0, 1})
}

func (a *Accumulator[K]) add(customer K, t time.Time, v visit) (err error) {
	if v.period, err = a.calendar.Index(op, t); err != nil {
		return err
	}
	if s, ok := a.customers.Get(customer); ok && !s.room(v) {
		return errOverflow()
	}
	a.customers.At(customer).add(v)
	return nil
}

func errOverflow() error { return fmt.Errorf("cohort: events of a customer: %w", kpi.ErrOverflow) }

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
	for customer, theirs := range o.customers.All() {
		if mine, ok := a.customers.Get(customer); ok && slices.ContainsFunc(*theirs, func(v visit) bool { return !mine.room(v) }) {
			return errOverflow()
		}
	}
	for customer, theirs := range o.customers.All() {
		mine := a.customers.At(customer)
		for _, v := range slices.Clone(*theirs) { // a may be o
			mine.add(v)
		}
	}
	return nil
}

func (a *Accumulator[K]) isZero() bool { return a.calendar.IsZero() && a.customers.Len() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Accumulator[K]) Clone() *Accumulator[K] {
	if a == nil {
		return new(Accumulator[K])
	}
	return &Accumulator[K]{a.calendar, a.customers.Clone(func(v visits) visits { return slices.Clone(v) })}
}

// visits are the periods with an event of a customer, ascending; there is one at
// least.
type visits []visit

type visit struct {
	period          int32
	starts, returns uint32
}

func (v visits) find(period int32) (int, bool) {
	return slices.BinarySearchFunc(v, period, func(x visit, p int32) int { return int(int64(x.period) - int64(p)) })
}

// room reports whether add keeps the counters below 2^32.
func (v visits) room(n visit) bool {
	i, ok := v.find(n.period)
	return !ok || n.starts <= math.MaxUint32-v[i].starts && n.returns <= math.MaxUint32-v[i].returns
}

func (v *visits) add(n visit) {
	i, ok := v.find(n.period)
	if !ok {
		*v = slices.Insert(*v, i, n)
		return
	}
	(*v)[i].starts += n.starts
	(*v)[i].returns += n.returns
}

// append appends the number of periods, and of each the distance from the one
// before and the counters.
func (v *visits) append(b []byte) []byte {
	b = wire.AppendUint(b, uint64(len(*v)))
	before := int64(0)
	for _, x := range *v {
		b = wire.AppendInt(b, int64(x.period)-before)
		b = wire.AppendUint(wire.AppendUint(b, uint64(x.starts)), uint64(x.returns))
		before = int64(x.period)
	}
	return b
}

// read reads what append wrote, of periods in first..last.
func (v *visits) read(r *wire.Reader, first, last int32) {
	n := r.Len(3)
	if n == 0 {
		r.Fail("a customer without a period")
	}
	before := int64(0)
	for i := range n {
		step, starts, returns := r.Int(), r.Uint(), r.Uint()
		switch {
		case r.Err() != nil:
			return
		case i > 0 && step <= 0, step < int64(first)-before, step > int64(last)-before:
			r.Fail("period %d after %d", step, before)
			return
		case starts > math.MaxUint32, returns > math.MaxUint32, starts+returns == 0:
			r.Fail("%d starts and %d returns", starts, returns)
			return
		}
		before += step
		*v = append(*v, visit{int32(before), uint32(starts), uint32(returns)})
	}
}

// magic begins the encoding: the calendar, then each customer and its periods.
const magic = "coh\x01"

// AppendBinary appends the encoding of a.
func (a *Accumulator[K]) AppendBinary(b []byte) ([]byte, error) {
	return keyed.AppendTable(a.calendar.Append(append(b, magic...)), &a.customers, (*visits).append), nil
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
		d.customers = keyed.ReadTable[K](r, func(v *visits, r *wire.Reader) { v.read(r, first, last) })
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
