package sentiment

import (
	"cmp"
	"fmt"
	"math"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Result is the number of positive, neutral and negative mentions. Results
// are comparable with ==.
type Result struct {
	Positive uint64 `json:"positive"`
	Neutral  uint64 `json:"neutral"`
	Negative uint64 `json:"negative"`
}

// Of returns the result of mentions of these classes. A number that is not a class
// is a [*kpi.RangeError] that says which.
func Of(classes ...Class) (Result, error) {
	var a Accumulator
	if err := a.AddSlice(classes); err != nil {
		return Result{}, err
	}
	return a.Result(), nil
}

// FromCounts returns the result of mentions that are counted already. A total
// above 2^64-1 is [kpi.ErrOverflow].
func FromCounts(positive, neutral, negative uint64) (Result, error) {
	if neutral > math.MaxUint64-positive || negative > math.MaxUint64-positive-neutral {
		return Result{}, figure.Overflow("sentiment", "mentions")
	}
	return Result{positive, neutral, negative}, nil
}

// N returns the number of mentions, of all classes.
func (r Result) N() uint64 { return r.Positive + r.Neutral + r.Negative }

// Count returns the number of mentions of a class, 0 for a number that is not a
// class.
func (r Result) Count(c Class) uint64 {
	switch c {
	case Positive:
		return r.Positive
	case Neutral:
		return r.Neutral
	case Negative:
		return r.Negative
	}
	return 0
}

// Share returns the mentions of a class / mentions, 0 to 1. It is
// [kpi.ErrUndefined] without a mention, and a [*kpi.RangeError] for a number that
// is not a class.
//
// The unit is the mention. Where authors write several each, which are alike, the interval
// is too narrow: take a [kpi.ByCustomer] of authors.
func (r Result) Share(c Class) (kpi.Rate, error) {
	if err := c.check(); err != nil {
		return kpi.Rate{}, err
	}
	if err := r.check(c.String() + " share"); err != nil {
		return kpi.Rate{}, err
	}
	return kpi.NewRate(r.Count(c), r.N())
}

// Net returns the net sentiment of all mentions in points, -100 to 100:
//
//	100 (positive - negative) / (positive + neutral + negative)
//
// Neutral mentions pull it towards 0; [Result.NetOpinions] leaves them out.
// Without a mention it is [kpi.ErrUndefined].
//
// The unit is the mention. Where authors write several each, which are alike, the interval
// is too narrow: take a [kpi.ByCustomer] of authors.
func (r Result) Net() (kpi.Net, error) {
	if err := r.check("net sentiment"); err != nil {
		return kpi.Net{}, err
	}
	return kpi.NewNet(r.Positive, r.Negative, r.N())
}

// NetOpinions returns the net sentiment of the mentions that hold an opinion
// in points, -100 to 100:
//
//	100 (positive - negative) / (positive + negative)
//
// Without a positive or negative mention it is [kpi.ErrUndefined].
//
// The unit is the mention. Where authors write several each, which are alike, the interval
// is too narrow: take a [kpi.ByCustomer] of authors.
func (r Result) NetOpinions() (kpi.Net, error) {
	opinions := Result{Positive: r.Positive, Negative: r.Negative}
	if err := opinions.check("net sentiment of opinions"); err != nil {
		return kpi.Net{}, err
	}
	return kpi.NewNet(r.Positive, r.Negative, opinions.N())
}

// Percentages returns the shares of positive, neutral and negative mentions in
// percent, in this order. They are rounded to places by the largest remainder, so
// that they sum to exactly 100: if remainders are equal, the first is rounded up.
// Places below -2 count as -2. Without a mention it is [kpi.ErrUndefined].
func (r Result) Percentages(places int32) ([]decimal.Decimal, error) {
	if err := r.check("percentages"); err != nil {
		return nil, err
	}
	return tally.LargestRemainder([]uint64{r.Positive, r.Neutral, r.Negative}, places), nil
}

// check reports why a figure does not exist: no mention, or counts that a
// caller put into r and whose sum overflows.
func (r Result) check(name string) error {
	if _, err := FromCounts(r.Positive, r.Neutral, r.Negative); err != nil {
		return err
	}
	if r.N() == 0 {
		return figure.Undefined("sentiment", name, "no mention")
	}
	return nil
}

// String returns a text like "30.0 (40.0% positive, 10.0% negative of 200)".
func (r Result) String() string {
	net, err := r.Net()
	if err != nil {
		return err.Error()
	}
	positive, _ := r.Share(Positive)
	negative, _ := r.Share(Negative)
	return fmt.Sprintf("%.1f (%s%% positive, %s%% negative of %d)", net,
		positive.Percent(1).StringFixed(1), negative.Percent(1).StringFixed(1), r.N())
}

// MarshalJSON returns the fields, and value, the [Result.Net].
func (r Result) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *Result) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *Result) json() figure.Form {
	type fields Result
	return figure.FormOf("sentiment", r, (*fields)(r), Result.Net)
}

// An Accumulator counts mentions by class: the shares and the net sentiment of
// a stream. The zero value is ready; see [kpi.Accumulator] for the laws that it
// keeps. A class may be counted 2^57-1 times.
type Accumulator struct{ scores tally.Scores }

// Add counts one mention. A number that is not a class is a [*kpi.RangeError] and
// is not counted.
func (a *Accumulator) Add(c Class) error {
	if uint(c-Negative) < uint(len(a.scores.Fast)) { // half of the time of AddN
		a.scores.Fast[c-Negative]++
		return nil
	}
	return a.AddN(c, 1)
}

// AddN counts n mentions of the same class. A number that is not a class is a
// [*kpi.RangeError], too many mentions [kpi.ErrOverflow], and nothing is counted.
func (a *Accumulator) AddN(c Class, n uint64) error {
	if err := c.check(); err != nil {
		return err
	}
	return a.counters().AddN(int(c-Negative), n)
}

// AddSlice counts a column of mentions, all or, with the error of the first
// refused one, none.
func (a *Accumulator) AddSlice(classes []Class) error {
	var counts [3]uint64
	for i, c := range classes {
		j := uint(c - Negative)
		if j >= uint(len(counts)) {
			return fmt.Errorf("input %d: %w", i, c.check())
		}
		counts[j]++
	}
	return a.counters().AddCounts(counts[:])
}

// classRange is the range of the scores that classes are counted as: Negative is 0.
func classRange() tally.Range {
	return tally.Range{Op: "sentiment", Counted: "mentions of a class", Max: int(Positive - Negative)}
}

// counters returns the counters, which a zero accumulator gets only now.
func (a *Accumulator) counters() *tally.Scores {
	a.scores.Init(classRange())
	return &a.scores
}

// Remove takes one mention back that was counted: the state is that before it was added.
// Where none of the class is counted the error is [kpi.ErrRange], and nothing changes.
func (a *Accumulator) Remove(c Class) error { return a.RemoveN(c, 1) }

// RemoveN takes n mentions of the same class back, with the errors of Add and Remove.
func (a *Accumulator) RemoveN(c Class, n uint64) error {
	var back Accumulator
	return cmp.Or(back.AddN(c, n), a.Unmerge(&back))
}

// Unmerge takes the mentions of o back, as if they had never been added or merged, with
// the error of Remove.
func (a *Accumulator) Unmerge(o *Accumulator) error {
	return a.counters().Unmerge(&shell.OrZero(o).scores)
}

// Merge adds the mentions of o.
func (a *Accumulator) Merge(o *Accumulator) error { return a.counters().Merge(&shell.OrZero(o).scores) }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Accumulator) Clone() *Accumulator { return &Accumulator{shell.OrZero(a).scores.Clone()} }

// Result returns the counts so far.
func (a *Accumulator) Result() Result {
	return Result{Positive: a.count(Positive), Neutral: a.count(Neutral), Negative: a.count(Negative)}
}

func (a *Accumulator) count(c Class) uint64 {
	return a.scores.Count(tally.Span{From: int(c - Negative), To: int(c - Negative)})
}

// magic begins the encoding: the counts of negative, neutral and positive.
const magic = "sen\x01"

func (a *Accumulator) append(b []byte) []byte {
	return a.scores.Append(append(b, magic...), classRange())
}

// AppendBinary appends the encoding of a.
func (a *Accumulator) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Accumulator) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *Accumulator) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readAccumulator) }

func readAccumulator(r *wire.Reader) Accumulator {
	r.Expect("sentiment", magic)
	return Accumulator{scores: tally.ReadScores(r, classRange())}
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Accumulator) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Accumulator) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
