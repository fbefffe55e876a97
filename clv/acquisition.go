package clv

import (
	"fmt"
	"math"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// AcquisitionCost returns the customer acquisition cost (CAC) of a period, in money
// per customer:
//
//	spend / customers
//
// where spend is what marketing and sales cost in the period, and customers
// those won in it. Where nobody was won it is [kpi.ErrUndefined]. A spend that
// [kpi.CheckAmount] refuses is a [*kpi.RangeError].
func AcquisitionCost(spend decimal.Decimal, customers uint64) (kpi.Value, error) {
	if err := kpi.CheckAmount("clv", "spend", spend); err != nil {
		return kpi.Value{}, err
	}
	return acquisitionCost(exact.Rat(spend), customers)
}

func acquisitionCost(spend *big.Rat, customers uint64) (kpi.Value, error) {
	return each("acquisition cost", spend, customers, "no customer won")
}

// ValueToCost returns how many times its acquisition cost a customer is worth
// (CLV:CAC):
//
//	value / cost
//
// Both are money per customer; take the value as margin, of [WithMargin] or
// [Discounted]. A cost of 0 is [kpi.ErrUndefined], a negative one a
// [*kpi.RangeError].
func ValueToCost(value, cost kpi.Value) (kpi.Ratio, error) {
	den := cost.Rat()
	switch den.Sign() {
	case -1:
		return kpi.Ratio{}, negative("acquisition cost", cost)
	case 0:
		return kpi.Ratio{}, figure.Undefined("clv", "value to cost", "acquisition cost is 0")
	}
	return kpi.RatioOf(den.Quo(value.Rat(), den)), nil
}

// Payback returns the time until a customer has paid back the acquisition
// cost, in periods of the margin:
//
//	cost / margin        0 or more
//
// where margin is that of one customer per period. Without a margin above 0 it is
// [kpi.ErrUndefined]: the cost never comes back. A negative cost, or a margin
// that [kpi.CheckAmount] refuses, is a [*kpi.RangeError].
func Payback(cost kpi.Value, margin decimal.Decimal) (kpi.Value, error) {
	if cost.Rat().Sign() < 0 {
		return kpi.Value{}, negative("acquisition cost", cost)
	}
	if err := kpi.CheckAmount("clv", "margin per period", margin); err != nil {
		return kpi.Value{}, err
	}
	den := exact.Rat(margin)
	if den.Sign() <= 0 {
		return kpi.Value{}, figure.Undefined("clv", "payback", fmt.Sprintf("margin per period is %v", kpi.ValueOf(den)))
	}
	return kpi.ValueOf(den.Quo(cost.Rat(), den)), nil
}

// An AcquisitionResult is the spend on acquisition and the number of customers
// won. Compare the spend with its Equal.
type AcquisitionResult struct {
	Spend     kpi.Value `json:"spend"`
	Customers uint64    `json:"customers"` // won
}

// Cost returns the [AcquisitionCost], in money per customer:
//
//	spend / customers
//
// Where nobody was won it is [kpi.ErrUndefined].
func (r AcquisitionResult) Cost() (kpi.Value, error) {
	return acquisitionCost(r.Spend.Rat(), r.Customers)
}

// ValueToCost returns [ValueToCost] for a customer lifetime value and Cost.
func (r AcquisitionResult) ValueToCost(value kpi.Value) (kpi.Ratio, error) {
	cost, err := r.Cost()
	if err != nil {
		return kpi.Ratio{}, err
	}
	return ValueToCost(value, cost)
}

// Payback returns [Payback] for Cost and a customer's margin per period.
func (r AcquisitionResult) Payback(margin decimal.Decimal) (kpi.Value, error) {
	cost, err := r.Cost()
	if err != nil {
		return kpi.Value{}, err
	}
	return Payback(cost, margin)
}

// String returns a text like "40.00 per customer (2000.00 for 50 customers)".
func (r AcquisitionResult) String() string {
	cost, err := r.Cost()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%.2f per customer (%.2f for %d customers)", cost, r.Spend, r.Customers)
}

// MarshalJSON returns the fields, and value, the [AcquisitionResult.Cost].
func (r AcquisitionResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *AcquisitionResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *AcquisitionResult) json() figure.Form {
	type fields AcquisitionResult
	return figure.FormOf("clv: acquisition", r, (*fields)(r), AcquisitionResult.Cost)
}

// Acquisition is a streaming customer acquisition cost: spend and customers
// won, as they come. The zero value is ready; see [kpi.Accumulator] for the laws
// that it keeps.
type Acquisition struct {
	spend     exact.Sum
	customers uint64
}

// AddSpend adds a cost of marketing or sales; a credit note is negative. An
// amount that [kpi.CheckAmount] refuses is a [*kpi.RangeError] and is not added.
func (a *Acquisition) AddSpend(amount decimal.Decimal) error { return add(&a.spend, "spend", amount) }

// AddSpendMinor adds a cost of v minor units, of which a unit has 10^digits:
// AddSpendMinor(1999, 2) is 19.99. More than 64 digits are a [*kpi.RangeError],
// and nothing is added.
func (a *Acquisition) AddSpendMinor(v int64, digits uint8) error {
	if a.spend.AddSameMinor(v, digits) { // inlined, see exact.Sum
		return nil
	}
	return addMinor(&a.spend, v, digits)
}

// AddCustomers counts n customers won. More than 2^64-1 are [kpi.ErrOverflow], and
// nothing is counted.
func (a *Acquisition) AddCustomers(n uint64) error {
	if n > math.MaxUint64-a.customers {
		return figure.Overflow("clv", "customers won")
	}
	a.customers += n
	return nil
}

// RemoveSpend takes a cost back that was added: the state is that before. It is the Add of
// the opposite amount, with the errors of AddSpend, because the sum does not know which
// costs it is of.
func (a *Acquisition) RemoveSpend(amount decimal.Decimal) error { return a.AddSpend(amount.Neg()) }

// RemoveCustomers takes n customers back that were counted. Where there are fewer the error
// is [kpi.ErrRange], and nothing changes.
func (a *Acquisition) RemoveCustomers(n uint64) error {
	return a.Unmerge(&Acquisition{customers: n})
}

// Unmerge takes the spend and the customers of o back, as if they had never been added or
// merged, with the error of RemoveCustomers.
func (a *Acquisition) Unmerge(o *Acquisition) error {
	o = shell.OrZero(o)
	if o.customers > a.customers {
		return figure.NotAdded("clv", "customers won", o.customers, a.customers)
	}
	a.customers -= o.customers
	a.spend.Unmerge(&o.spend)
	return nil
}

// Merge adds the spend and the customers of o.
func (a *Acquisition) Merge(o *Acquisition) error {
	o = shell.OrZero(o)
	if err := a.AddCustomers(o.customers); err != nil {
		return err
	}
	a.spend.Merge(&o.spend)
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Acquisition) Clone() *Acquisition {
	return shell.Clone(a, func(c *Acquisition) { c.spend = c.spend.Clone() })
}

// Result returns the sums so far.
func (a *Acquisition) Result() AcquisitionResult {
	return AcquisitionResult{Spend: kpi.ValueOf(a.spend.Rat()), Customers: a.customers}
}

// acquisitionMagic begins the encoding: the spend, then the customers.
const acquisitionMagic = "acq\x01"

func (a *Acquisition) append(b []byte) []byte {
	b = append(b, acquisitionMagic...)
	return wire.AppendUint(a.spend.AppendBinary(b), a.customers)
}

func readAcquisition(r *wire.Reader) (a Acquisition) {
	r.Expect("clv: acquisition", acquisitionMagic)
	a.spend.Read(r)
	a.customers = r.Uint()
	return a
}

// AppendBinary appends the encoding of a.
func (a *Acquisition) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Acquisition) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *Acquisition) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readAcquisition) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Acquisition) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Acquisition) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
