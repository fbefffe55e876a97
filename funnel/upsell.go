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

// UpSellRate returns the up-sell rate (taux de montée en gamme):
//
//	above / sales        0 <= rate <= 1
//
// Without a sale it is [kpi.ErrUndefined]; more sales above than sales are a
// [*kpi.RangeError].
func UpSellRate(above, sales uint64) (kpi.Rate, error) {
	return figure.Share{Op: "funnel", Figure: "up-sell rate", Counted: "sales above", Why: "no sale"}.Rate(above, sales)
}

// An UpSellResult is the number of sales and of those of them of a range above
// the one that was first asked for. Results are comparable with ==.
type UpSellResult struct {
	Above uint64 `json:"above"` // above the range first asked for
	Sales uint64 `json:"sales"` // all of them
}

// N returns the number of sales.
func (r UpSellResult) N() uint64 { return r.Sales }

// Rate returns the [UpSellRate]:
//
//	above / sales        0 <= rate <= 1
//
// Without a sale it is [kpi.ErrUndefined].
//
// The unit is the sale. Where customers have several each, which are alike, the interval
// is too narrow: take a [kpi.ByCustomer].
func (r UpSellResult) Rate() (kpi.Rate, error) { return UpSellRate(r.Above, r.Sales) }

// String returns a text like "8.00% (12 above of 150 sales)".
func (r UpSellResult) String() string {
	rate, err := r.Rate()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s%% (%d above of %d sales)", rate.Percent(2).StringFixed(2), r.Above, r.Sales)
}

// MarshalJSON returns the fields, and value, the [UpSellResult.Rate].
func (r UpSellResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *UpSellResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *UpSellResult) json() figure.Form {
	type fields UpSellResult
	return figure.FormOf("funnel: up-sell", r, (*fields)(r), UpSellResult.Rate)
}

// UpSell is a streaming up-sell rate: one sale per Add. [Ranges] says which sales
// are above. The zero value is ready; see [kpi.Accumulator] for the laws that it
// keeps.
type UpSell struct{ share tally.Share }

// Add counts one sale, and whether its range was above the one first asked for.
// More than 2^64-1 sales are [kpi.ErrOverflow] and are not counted.
func (a *UpSell) Add(above bool) error {
	if !a.share.Add(above) {
		return errSales
	}
	return nil
}

// AddN counts n sales of the same outcome. More than 2^64-1 are
// [kpi.ErrOverflow], and nothing is counted.
func (a *UpSell) AddN(above bool, n uint64) error {
	return shell.Fits(a.share.AddN(above, n), errSales)
}

// AddSlice counts a column of sales, all or, with [kpi.ErrOverflow], none.
func (a *UpSell) AddSlice(above []bool) error { return shell.Fits(a.share.AddSlice(above), errSales) }

// Remove takes one sale back that was counted: the state is that before it was
// added. Where none of the outcome is counted the error is [kpi.ErrRange], and nothing
// changes.
func (a *UpSell) Remove(above bool) error { return a.RemoveN(above, 1) }

// RemoveN takes n sales of the same outcome back, with the error of Remove.
func (a *UpSell) RemoveN(above bool, n uint64) error {
	var back UpSell
	return cmp.Or(back.AddN(above, n), a.Unmerge(&back))
}

// Unmerge takes the sales of o back, as if they had never been added or merged, with
// the error of Remove.
func (a *UpSell) Unmerge(o *UpSell) error {
	return a.share.Unmerge("funnel", "sales", shell.OrZero(o).share)
}

// Merge adds the sales of o.
func (a *UpSell) Merge(o *UpSell) error {
	return shell.Fits(a.share.Merge(shell.OrZero(o).share), errSales)
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *UpSell) Clone() *UpSell { return shell.Clone(a) }

// Result returns the counts so far.
func (a *UpSell) Result() UpSellResult {
	return UpSellResult{Above: a.share.Hits, Sales: a.share.Total}
}

// upSellMagic begins the encoding: sales above, then all sales.
const upSellMagic = "ups\x01"

func (a *UpSell) append(b []byte) []byte {
	return a.share.Append(append(b, upSellMagic...))
}

func readUpSell(r *wire.Reader) UpSell {
	r.Expect("funnel: up-sell", upSellMagic)
	return UpSell{tally.ReadShare(r)}
}

// AppendBinary appends the encoding of a.
func (a UpSell) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a UpSell) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *UpSell) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readUpSell) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a UpSell) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *UpSell) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
