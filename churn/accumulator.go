package churn

import "math"

// An Accumulator is a streaming churn rate of one period, fed one customer of
// the period at a time. The zero value is ready; see kpi.Accumulator for the
// laws that it keeps. For the churn of every period keep them in a kpi.Series.
type Accumulator struct{ counts Result }

// Add counts one customer of the period. More than 2^64-1 customers are
// kpi.ErrOverflow and are not counted.
func (a *Accumulator) Add(p Presence) error { return a.AddN(p, 1) }

// AddN counts n customers of the same presence. More than 2^64-1 customers are
// kpi.ErrOverflow, and nothing is counted.
func (a *Accumulator) AddN(p Presence, n uint64) error {
	if n > math.MaxUint64-a.counts.Customers() {
		return errOverflow()
	}
	*a.counts.of(p) += n
	return nil
}

// of returns the counter of a presence.
func (r *Result) of(p Presence) *uint64 {
	switch {
	case p.Start && p.End:
		return &r.Kept
	case p.Start:
		return &r.Lost
	case p.End:
		return &r.Won
	default:
		return &r.Brief
	}
}

// AddSlice counts a column of customers, all or, with kpi.ErrOverflow, none.
func (a *Accumulator) AddSlice(customers []Presence) error {
	if uint64(len(customers)) > math.MaxUint64-a.counts.Customers() {
		return errOverflow()
	}
	for _, p := range customers {
		*a.counts.of(p)++
	}
	return nil
}

// Merge adds the customers of o, which have to be others than those of a.
func (a *Accumulator) Merge(o *Accumulator) error {
	if o == nil {
		return nil
	}
	if o.counts.Customers() > math.MaxUint64-a.counts.Customers() {
		return errOverflow()
	}
	a.counts.Kept += o.counts.Kept
	a.counts.Lost += o.counts.Lost
	a.counts.Won += o.counts.Won
	a.counts.Brief += o.counts.Brief
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Accumulator) Clone() *Accumulator {
	c := new(Accumulator)
	if a != nil {
		*c = *a
	}
	return c
}

// Result returns the counts so far.
func (a *Accumulator) Result() Result { return a.counts }
