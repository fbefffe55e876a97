package funnel

import (
	"cmp"
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

// ConversionRate returns the conversion rate (taux de conversion):
//
//	buyers / prospects        0 <= rate <= 1
//
// Without a prospect it is [kpi.ErrUndefined]; more buyers than prospects are a
// [*kpi.RangeError].
func ConversionRate(buyers, prospects uint64) (kpi.Rate, error) {
	return figure.Share{Op: "funnel", Figure: "conversion rate", Counted: "buyers", Why: "no prospect"}.Rate(buyers, prospects)
}

// A ConversionResult is the number of prospects and of those of them who
// bought. Results are comparable with ==.
type ConversionResult struct {
	Buyers    uint64 `json:"buyers"` // prospects who bought
	Prospects uint64 `json:"prospects"`
}

// N returns the number of prospects.
func (r ConversionResult) N() uint64 { return r.Prospects }

// Rate returns the [ConversionRate]:
//
//	buyers / prospects        0 <= rate <= 1
//
// Without a prospect it is [kpi.ErrUndefined].
func (r ConversionResult) Rate() (kpi.Rate, error) { return ConversionRate(r.Buyers, r.Prospects) }

// String returns a text like "2.50% (25 of 1000 prospects bought)".
func (r ConversionResult) String() string {
	rate, err := r.Rate()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s%% (%d of %d prospects bought)", rate.Percent(2).StringFixed(2), r.Buyers, r.Prospects)
}

// MarshalJSON returns the fields, and value, the [ConversionResult.Rate].
func (r ConversionResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *ConversionResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *ConversionResult) json() figure.Form {
	type fields ConversionResult
	return figure.FormOf("funnel: conversion", r, (*fields)(r), ConversionResult.Rate)
}

// Conversion is a streaming conversion rate: one prospect per Add. Where visits and
// purchases are logged separately, use [Visitors]. The zero value is ready; see
// [kpi.Accumulator] for the laws that it keeps.
type Conversion struct{ share tally.Share }

// Add counts one prospect, and whether the prospect bought. More than 2^64-1
// prospects are [kpi.ErrOverflow] and are not counted.
func (a *Conversion) Add(bought bool) error {
	if !a.share.Add(bought) {
		return errProspects
	}
	return nil
}

// AddN counts n prospects of the same outcome. More than 2^64-1 are
// [kpi.ErrOverflow], and nothing is counted.
func (a *Conversion) AddN(bought bool, n uint64) error {
	return shell.Fits(a.share.AddN(bought, n), errProspects)
}

// AddSlice counts a column of prospects, all or, with [kpi.ErrOverflow], none.
func (a *Conversion) AddSlice(bought []bool) error {
	return shell.Fits(a.share.AddSlice(bought), errProspects)
}

// Remove takes one prospect back that was counted: the state is that before it was
// added. Where none of the outcome is counted the error is [kpi.ErrRange], and nothing
// changes.
func (a *Conversion) Remove(bought bool) error { return a.RemoveN(bought, 1) }

// RemoveN takes n prospects of the same outcome back, with the error of Remove.
func (a *Conversion) RemoveN(bought bool, n uint64) error {
	var back Conversion
	return cmp.Or(back.AddN(bought, n), a.Unmerge(&back))
}

// Unmerge takes the prospects of o back, as if they had never been added or merged, with
// the error of Remove.
func (a *Conversion) Unmerge(o *Conversion) error {
	return a.share.Unmerge("funnel", "prospects", shell.OrZero(o).share)
}

// Merge adds the prospects of o.
func (a *Conversion) Merge(o *Conversion) error {
	return shell.Fits(a.share.Merge(shell.OrZero(o).share), errProspects)
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Conversion) Clone() *Conversion { return shell.Clone(a) }

// Result returns the counts so far.
func (a *Conversion) Result() ConversionResult {
	return ConversionResult{Buyers: a.share.Hits, Prospects: a.share.Total}
}

// conversionMagic begins the encoding: buyers, then prospects.
const conversionMagic = "cnv\x01"

func (a *Conversion) append(b []byte) []byte {
	return a.share.Append(append(b, conversionMagic...))
}

func readConversion(r *wire.Reader) Conversion {
	r.Expect("funnel: conversion", conversionMagic)
	return Conversion{tally.ReadShare(r)}
}

// AppendBinary appends the encoding of a.
func (a Conversion) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Conversion) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *Conversion) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readConversion) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Conversion) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Conversion) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
