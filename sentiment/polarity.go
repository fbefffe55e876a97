package sentiment

import (
	"cmp"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// PolarityOf returns the result of these polarities. One outside -1..1 is a
// [*kpi.RangeError] that says which.
func PolarityOf(polarities ...decimal.Decimal) (PolarityResult, error) {
	var a Polarity
	for i, p := range polarities {
		if err := a.Add(p); err != nil {
			return PolarityResult{}, fmt.Errorf("input %d: %w", i, err)
		}
	}
	return a.Result(), nil
}

// A PolarityResult is the number of mentions, the sum of their polarities and
// the sum of the squares, all exact.
type PolarityResult struct {
	Mentions uint64    `json:"mentions"`
	Sum      kpi.Value `json:"sum"`
	Squares  kpi.Value `json:"squares"`
}

// N returns the number of mentions.
func (r PolarityResult) N() uint64 { return r.Mentions }

// Mean returns the mean of the polarities, -1 to 1:
//
//	mean = Σ polarity / mentions
//
// Its Interval says how sure it is, within -1..1. Without a mention it is
// [kpi.ErrUndefined].
//
// The unit is the mention. Where authors write several each, which are alike, the interval
// is too narrow: take a [kpi.ByCustomer] of authors.
func (r PolarityResult) Mean() (kpi.Mean, error) {
	if r.Mentions == 0 {
		return kpi.Mean{}, figure.Undefined("sentiment", "mean polarity", "no mention")
	}
	m, err := kpi.NewMean(r.Mentions, r.Sum.Rat(), r.Squares.Rat())
	if err != nil {
		return kpi.Mean{}, err
	}
	return m.Within(low.Rat(), high.Rat())
}

// String returns a text like "mean 0.07 of 4805 mentions".
func (r PolarityResult) String() string {
	mean, err := r.Mean()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("mean %.2f of %d mentions", mean, r.Mentions)
}

// MarshalJSON returns the fields, and value, the [PolarityResult.Mean].
func (r PolarityResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *PolarityResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *PolarityResult) json() figure.Form {
	type fields PolarityResult
	return figure.FormOf("sentiment", r, (*fields)(r), PolarityResult.Mean)
}

// Polarity is a streaming mean of polarities: how strongly mentions speak for
// (1) or against (-1) the brand, where a class is too coarse. The zero value is
// ready; see [kpi.Accumulator] for the laws that it keeps.
type Polarity struct{ moments exact.Moments }

// Add adds the polarity of one mention. One outside -1..1 is a [*kpi.RangeError]
// and is not added.
func (a *Polarity) Add(p decimal.Decimal) error {
	if err := checkPolarity(p); err != nil {
		return err
	}
	return shell.Fits(a.moments.Add(p), errPolarities)
}

// AddN adds n mentions of the same polarity. One outside -1..1 is a
// [*kpi.RangeError], a number of mentions above 2^64-1 [kpi.ErrOverflow], and
// nothing is added.
func (a *Polarity) AddN(p decimal.Decimal, n uint64) error {
	if err := checkPolarity(p); err != nil {
		return err
	}
	return shell.Fits(a.moments.AddN(p, n), errPolarities)
}

var errPolarities = figure.Overflow("sentiment", "polarities")

// The bounds of a polarity.
var low, high = decimal.New(-1, 0), decimal.New(1, 0)

// checkPolarity reports whether p is a polarity, or a [*kpi.RangeError].
func checkPolarity(p decimal.Decimal) error {
	// Most polarities are short, and these two calls do not allocate for them
	// as Cmp does.
	if e := p.Exponent(); -18 <= e && e <= 0 && p.NumDigits() <= 18 {
		whole := p.IntPart()
		if whole == 0 || (whole == 1 || whole == -1) && p.IsInteger() {
			return nil
		}
	}
	if err := kpi.CheckAmount("sentiment", "polarity", p); err != nil {
		return err
	}
	if p.Cmp(low) < 0 || p.Cmp(high) > 0 {
		return &kpi.RangeError{Op: "sentiment", Name: "polarity", Value: exact.Text(exact.Rat(p)), Min: -1, Max: 1}
	}
	return nil
}

// Remove takes the polarity of one mention back that was added: the state is that before.
// Where the sums show that it was not added the error is [kpi.ErrRange], and nothing
// changes.
func (a *Polarity) Remove(p decimal.Decimal) error { return a.RemoveN(p, 1) }

// RemoveN takes n mentions of the same polarity back, with the errors of Add and Remove.
func (a *Polarity) RemoveN(p decimal.Decimal, n uint64) error {
	var back Polarity
	return cmp.Or(back.AddN(p, n), a.Unmerge(&back))
}

// Unmerge takes the polarities of o back, as if they had never been added or merged, with
// the error of Remove.
func (a *Polarity) Unmerge(o *Polarity) error {
	if o == nil {
		return nil
	}
	left, ok := a.moments.Minus(&o.moments)
	if !ok || !within(&left) {
		return figure.NotAdded("sentiment", "polarities", o.moments.N(), a.moments.N())
	}
	a.moments = left
	return nil
}

// within reports whether no square need be above 1. By the inequality of Cauchy and
// Schwarz, which the sums keep, the mean is then within -1..1 too.
func within(m *exact.Moments) bool {
	return m.Squares().Cmp(exact.Rat(decimal.NewFromUint64(m.N()))) <= 0
}

// Merge adds the polarities of o.
func (a *Polarity) Merge(o *Polarity) error {
	return shell.Fits(a.moments.Merge(&shell.OrZero(o).moments), errPolarities)
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Polarity) Clone() *Polarity { return &Polarity{shell.OrZero(a).moments.Clone()} }

// Result returns the sums so far.
func (a *Polarity) Result() PolarityResult {
	return PolarityResult{
		Mentions: a.moments.N(),
		Sum:      kpi.ValueOf(a.moments.Sum()),
		Squares:  kpi.ValueOf(a.moments.Squares()),
	}
}

// polarityMagic begins the encoding: the number of mentions, the sum and the
// sum of squares.
const polarityMagic = "pol\x01"

func (a *Polarity) append(b []byte) []byte {
	return a.moments.AppendBinary(append(b, polarityMagic...))
}

// AppendBinary appends the encoding of a.
func (a *Polarity) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Polarity) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *Polarity) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readPolarity) }

func readPolarity(r *wire.Reader) (a Polarity) {
	r.Expect("sentiment", polarityMagic)
	a.moments.Read(r)
	if r.Err() == nil && !within(&a.moments) {
		r.Fail("squares of %d polarities above 1", a.moments.N())
	}
	return a
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Polarity) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Polarity) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
