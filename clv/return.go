package clv

import (
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// ROI returns the return on investment:
//
//	(gain - cost) / cost        -1 for no gain, 0 where the gain is the cost
//
// A cost of 0 is [kpi.ErrUndefined], a negative one a [*kpi.RangeError], as is an
// amount that [kpi.CheckAmount] refuses. A gain below 0 is a loss beyond the
// cost.
func ROI(gain, cost decimal.Decimal) (kpi.Ratio, error) {
	if err := kpi.CheckAmount("clv", "gain", gain); err != nil {
		return kpi.Ratio{}, err
	}
	c, err := factor("cost", cost)
	if err != nil {
		return kpi.Ratio{}, err
	}
	return roi(exact.Rat(gain), c)
}

func roi(gain, cost *big.Rat) (kpi.Ratio, error) {
	switch cost.Sign() {
	case -1:
		return kpi.Ratio{}, negative("cost", kpi.ValueOf(cost))
	case 0:
		return kpi.Ratio{}, figure.Undefined("clv", "return on investment", "cost is 0")
	}
	profit := new(big.Rat).Sub(gain, cost)
	return kpi.RatioOf(profit.Quo(profit, cost)), nil
}

// A ReturnResult is the gain and the cost of an investment. Compare them with
// their Equal.
type ReturnResult struct {
	Gain kpi.Value `json:"gain"`
	Cost kpi.Value `json:"cost"`
}

// ROI returns the [ROI]:
//
//	(gain - cost) / cost
//
// A cost of 0 is [kpi.ErrUndefined], a negative one a [*kpi.RangeError].
func (r ReturnResult) ROI() (kpi.Ratio, error) { return roi(r.Gain.Rat(), r.Cost.Rat()) }

// String returns a text like "25.0% (2500.00 gained for 2000.00)".
func (r ReturnResult) String() string {
	ratio, err := r.ROI()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s%% (%.2f gained for %.2f)", ratio.Percent(1).StringFixed(1), r.Gain, r.Cost)
}

// MarshalJSON returns the fields, and value, the [ReturnResult.ROI].
func (r ReturnResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *ReturnResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *ReturnResult) json() figure.Form {
	type fields ReturnResult
	return figure.FormOf("clv: return", r, (*fields)(r), ReturnResult.ROI)
}

// Return is a streaming return on investment: gains and costs, as they come.
// The zero value is ready; see [kpi.Accumulator] for the laws that it keeps.
type Return struct{ gain, cost exact.Sum }

// AddGain adds what the investment brought in; a refund is negative. An amount
// that [kpi.CheckAmount] refuses is a [*kpi.RangeError] and is not added.
func (a *Return) AddGain(amount decimal.Decimal) error { return add(&a.gain, "gain", amount) }

// AddCost adds what the investment cost; a credit note is negative. An amount
// that [kpi.CheckAmount] refuses is a [*kpi.RangeError] and is not added.
func (a *Return) AddCost(amount decimal.Decimal) error { return add(&a.cost, "cost", amount) }

// AddGainMinor adds a gain of v minor units, of which a unit has 10^digits:
// AddGainMinor(1999, 2) is 19.99. More than 64 digits are a [*kpi.RangeError],
// and nothing is added.
func (a *Return) AddGainMinor(v int64, digits uint8) error {
	if a.gain.AddSameMinor(v, digits) { // inlined, see exact.Sum
		return nil
	}
	return addMinor(&a.gain, v, digits)
}

// AddCostMinor adds a cost of v minor units, as AddGainMinor a gain.
func (a *Return) AddCostMinor(v int64, digits uint8) error {
	if a.cost.AddSameMinor(v, digits) {
		return nil
	}
	return addMinor(&a.cost, v, digits)
}

// RemoveGain takes a gain back that was added: the state is that before. It is the Add of
// the opposite amount, with the errors of AddGain, because the sum does not know which
// gains it is of.
func (a *Return) RemoveGain(amount decimal.Decimal) error { return a.AddGain(amount.Neg()) }

// RemoveCost takes a cost back that was added, as RemoveGain a gain.
func (a *Return) RemoveCost(amount decimal.Decimal) error { return a.AddCost(amount.Neg()) }

// Unmerge takes the gain and the cost of o back, as if they had never been added or merged.
// Its error is always nil.
func (a *Return) Unmerge(o *Return) error {
	o = shell.OrZero(o)
	a.gain.Unmerge(&o.gain)
	a.cost.Unmerge(&o.cost)
	return nil
}

// Merge adds the gain and the cost of o. Its error is always nil.
func (a *Return) Merge(o *Return) error {
	o = shell.OrZero(o)
	a.gain.Merge(&o.gain)
	a.cost.Merge(&o.cost)
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Return) Clone() *Return {
	return shell.Clone(a, func(c *Return) { c.gain, c.cost = c.gain.Clone(), c.cost.Clone() })
}

// Result returns the sums so far.
func (a *Return) Result() ReturnResult {
	return ReturnResult{Gain: kpi.ValueOf(a.gain.Rat()), Cost: kpi.ValueOf(a.cost.Rat())}
}

// returnMagic begins the encoding: the gain, then the cost.
const returnMagic = "roi\x01"

func (a *Return) append(b []byte) []byte {
	b = append(b, returnMagic...)
	return a.cost.AppendBinary(a.gain.AppendBinary(b))
}

func readReturn(r *wire.Reader) (a Return) {
	r.Expect("clv: return", returnMagic)
	a.gain.Read(r)
	a.cost.Read(r)
	return a
}

// AppendBinary appends the encoding of a.
func (a *Return) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Return) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *Return) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readReturn) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Return) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Return) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
