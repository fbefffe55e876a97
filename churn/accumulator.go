package churn

import (
	"cmp"
	"fmt"
	"math"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

var errCustomers = figure.Overflow("churn", "customers")

// A Presence says when somebody was a customer: at the start of the period, at its
// end, both, or neither if they joined and left within it. A change belongs to the
// period that contains its instant. The start lies before all changes of the period,
// and the end after them. So somebody who leaves at midnight of 1 April, or joins
// then, does so in April: the end of March and the start of April have the same
// customers.
type Presence struct {
	Start bool `json:"start"`
	End   bool `json:"end"`
}

// A Result is the number of customers of a period by their [Presence]. Results are
// comparable with ==.
type Result struct {
	Kept  uint64 `json:"kept"`  // at the start and at the end
	Lost  uint64 `json:"lost"`  // at the start only
	Won   uint64 `json:"won"`   // at the end only
	Brief uint64 `json:"brief"` // joined and left within the period
}

// N returns the number of customers of the period:
//
//	kept + lost + won + brief
func (r Result) N() uint64 { return r.Kept + r.Lost + r.Won + r.Brief }

// Start returns the number of customers at the start:
//
//	kept + lost
func (r Result) Start() uint64 { return r.Kept + r.Lost }

// End returns the number of customers at the end:
//
//	kept + won
func (r Result) End() uint64 { return r.Kept + r.Won }

// Rate returns the churn rate of those who were customers at the start, see [Rate]:
//
//	lost / (kept + lost)        0 <= rate <= 1
//
// Without a customer at the start it is [kpi.ErrUndefined]. Its Complement is the
// retention rate.
func (r Result) Rate() (kpi.Rate, error) {
	if err := r.check(); err != nil {
		return kpi.Rate{}, err
	}
	return Rate(r.Lost, r.Start())
}

// AverageRate returns the churn rate over the average number of customers, see
// [AverageRate]:
//
//	2 lost / (start + end)        0 or more
//
// Without a customer at the start and the end it is [kpi.ErrUndefined].
func (r Result) AverageRate() (kpi.Ratio, error) {
	if err := r.check(); err != nil {
		return kpi.Ratio{}, err
	}
	return AverageRate(r.Lost, r.Start(), r.End())
}

// TotalRate returns the churn rate of all customers of the period, see [TotalRate].
// Those who joined and left within the period are lost too:
//
//	(lost + brief) / (kept + lost + won + brief)        0 <= rate <= 1
//
// Without a customer it is [kpi.ErrUndefined].
func (r Result) TotalRate() (kpi.Rate, error) {
	if err := r.check(); err != nil {
		return kpi.Rate{}, err
	}
	return TotalRate(r.Lost+r.Brief, r.N())
}

// Lifetime returns the [Lifetime] of the Rate, in periods:
//
//	(kept + lost) / lost        1 or more
//
// Without a lost customer it is [kpi.ErrUndefined].
func (r Result) Lifetime() (kpi.Value, error) {
	rate, err := r.Rate()
	if err != nil {
		return kpi.Value{}, err
	}
	return Lifetime(rate)
}

// check reports counts whose sum overflows, which only a caller can put into r.
func (r Result) check() error {
	rest := uint64(math.MaxUint64)
	for _, n := range []uint64{r.Kept, r.Lost, r.Won, r.Brief} {
		if n > rest {
			return errCustomers
		}
		rest -= n
	}
	return nil
}

// String returns a text like
// "25.00% (1250 lost of 5000 at the start, 500 won, 250 brief)".
func (r Result) String() string {
	rate, err := r.Rate()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s%% (%d lost of %d at the start, %d won, %d brief)",
		rate.Percent(2).StringFixed(2), r.Lost, r.Start(), r.Won, r.Brief)
}

// MarshalJSON returns the fields, and value, the [Result.Rate].
func (r Result) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *Result) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *Result) json() figure.Form {
	type fields Result
	return figure.FormOf("churn", r, (*fields)(r), Result.Rate)
}

// An Accumulator is a streaming churn rate of one period: one customer of the period
// per Add. The zero value is ready; see [kpi.Accumulator] for the laws that it keeps.
// For the churn of every period keep them in a [kpi.Series].
type Accumulator struct{ counts [presences]uint64 }

// The counts, by presence.
const (
	kept = iota
	lost
	won
	brief
	presences
)

func (p Presence) index() int {
	switch {
	case p.Start && p.End:
		return kept
	case p.Start:
		return lost
	case p.End:
		return won
	}
	return brief
}

// Add counts one customer of the period. More than 2^64-1 customers are
// [kpi.ErrOverflow] and are not counted.
func (a *Accumulator) Add(p Presence) error { return a.AddN(p, 1) }

// AddN counts n customers of the same presence. More than 2^64-1 customers are
// [kpi.ErrOverflow], and nothing is counted.
func (a *Accumulator) AddN(p Presence, n uint64) error {
	if n > math.MaxUint64-tally.Total(a.counts[:]) {
		return errCustomers
	}
	a.counts[p.index()] += n
	return nil
}

// AddSlice counts a column of customers, all or, with [kpi.ErrOverflow], none.
func (a *Accumulator) AddSlice(customers []Presence) error {
	if uint64(len(customers)) > math.MaxUint64-tally.Total(a.counts[:]) {
		return errCustomers
	}
	for _, p := range customers {
		a.counts[p.index()]++
	}
	return nil
}

// Remove takes one customer back that was counted: the state is that before they were
// added. Where none of the presence is counted the error is [kpi.ErrRange], and nothing
// changes.
func (a *Accumulator) Remove(p Presence) error { return a.RemoveN(p, 1) }

// RemoveN takes n customers of the same presence back, with the error of Remove.
func (a *Accumulator) RemoveN(p Presence, n uint64) error {
	var back Accumulator
	return cmp.Or(back.AddN(p, n), a.Unmerge(&back))
}

// Unmerge takes the customers of o back, as if they had never been added or merged, with
// the error of Remove.
func (a *Accumulator) Unmerge(o *Accumulator) error {
	return tally.TakeCounts("churn", "customers", a.counts[:], shell.OrZero(o).counts[:])
}

// Merge adds the customers of o, which have to be others than those of a.
func (a *Accumulator) Merge(o *Accumulator) error {
	return shell.Fits(tally.AddCounts(a.counts[:], shell.OrZero(o).counts[:]), errCustomers)
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Accumulator) Clone() *Accumulator { return shell.Clone(a) }

// Result returns the counts so far.
func (a *Accumulator) Result() Result {
	return Result{Kept: a.counts[kept], Lost: a.counts[lost], Won: a.counts[won], Brief: a.counts[brief]}
}

// magic begins the encoding: the customers kept, lost, won and brief.
const magic = "chu\x01"

func (a *Accumulator) append(b []byte) []byte {
	return tally.AppendCounts(append(b, magic...), a.counts[:])
}

func read(r *wire.Reader) (a Accumulator) {
	r.Expect("churn", magic)
	tally.ReadCounts(r, "customers", a.counts[:])
	return a
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
