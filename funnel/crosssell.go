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

// CrossSellRate returns the cross-sell rate (taux de vente croisée):
//
//	additional / sales        0 <= rate <= 1
//
// Without a sale it is [kpi.ErrUndefined]; more additional sales than sales are a
// [*kpi.RangeError].
func CrossSellRate(additional, sales uint64) (kpi.Rate, error) {
	return figure.Share{Op: "funnel", Figure: "cross-sell rate", Counted: "additional sales", Why: "no sale"}.Rate(additional, sales)
}

// A CrossSellResult is the number of sales and of those of them that were
// additional: offered to a customer who was buying something else. Results are
// comparable with ==.
type CrossSellResult struct {
	Additional uint64 `json:"additional"`
	Sales      uint64 `json:"sales"` // all of them
}

// N returns the number of sales.
func (r CrossSellResult) N() uint64 { return r.Sales }

// Rate returns the [CrossSellRate]:
//
//	additional / sales        0 <= rate <= 1
//
// Without a sale it is [kpi.ErrUndefined].
//
// The unit is the sale. Where customers have several each, which are alike, the interval
// is too narrow: take a [kpi.ByCustomer].
func (r CrossSellResult) Rate() (kpi.Rate, error) { return CrossSellRate(r.Additional, r.Sales) }

// String returns a text like "20.00% (30 additional of 150 sales)".
func (r CrossSellResult) String() string {
	rate, err := r.Rate()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s%% (%d additional of %d sales)", rate.Percent(2).StringFixed(2), r.Additional, r.Sales)
}

// MarshalJSON returns the fields, and value, the [CrossSellResult.Rate].
func (r CrossSellResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *CrossSellResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *CrossSellResult) json() figure.Form {
	type fields CrossSellResult
	return figure.FormOf("funnel: cross-sell", r, (*fields)(r), CrossSellResult.Rate)
}

// CrossSell is a streaming cross-sell rate: one sale per Add. The zero value is
// ready; see [kpi.Accumulator] for the laws that it keeps.
type CrossSell struct{ share tally.Share }

// Add counts one sale, and whether it was additional. More than 2^64-1 sales are
// [kpi.ErrOverflow] and are not counted.
func (a *CrossSell) Add(additional bool) error {
	if !a.share.Add(additional) {
		return errSales
	}
	return nil
}

// AddN counts n sales of the same outcome. More than 2^64-1 are
// [kpi.ErrOverflow], and nothing is counted.
func (a *CrossSell) AddN(additional bool, n uint64) error {
	return shell.Fits(a.share.AddN(additional, n), errSales)
}

// AddSlice counts a column of sales, all or, with [kpi.ErrOverflow], none.
func (a *CrossSell) AddSlice(additional []bool) error {
	return shell.Fits(a.share.AddSlice(additional), errSales)
}

// Remove takes one sale back that was counted: the state is that before it was
// added. Where none of the outcome is counted the error is [kpi.ErrRange], and nothing
// changes.
func (a *CrossSell) Remove(additional bool) error { return a.RemoveN(additional, 1) }

// RemoveN takes n sales of the same outcome back, with the error of Remove.
func (a *CrossSell) RemoveN(additional bool, n uint64) error {
	var back CrossSell
	return cmp.Or(back.AddN(additional, n), a.Unmerge(&back))
}

// Unmerge takes the sales of o back, as if they had never been added or merged, with
// the error of Remove.
func (a *CrossSell) Unmerge(o *CrossSell) error {
	return a.share.Unmerge("funnel", "sales", shell.OrZero(o).share)
}

// Merge adds the sales of o.
func (a *CrossSell) Merge(o *CrossSell) error {
	return shell.Fits(a.share.Merge(shell.OrZero(o).share), errSales)
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *CrossSell) Clone() *CrossSell { return shell.Clone(a) }

// Result returns the counts so far.
func (a *CrossSell) Result() CrossSellResult {
	return CrossSellResult{Additional: a.share.Hits, Sales: a.share.Total}
}

// crossSellMagic begins the encoding: additional sales, then all sales.
const crossSellMagic = "xsl\x01"

func (a *CrossSell) append(b []byte) []byte {
	return a.share.Append(append(b, crossSellMagic...))
}

func readCrossSell(r *wire.Reader) CrossSell {
	r.Expect("funnel: cross-sell", crossSellMagic)
	return CrossSell{tally.ReadShare(r)}
}

// AppendBinary appends the encoding of a.
func (a CrossSell) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a CrossSell) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *CrossSell) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readCrossSell) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a CrossSell) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *CrossSell) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
