package revenue

import (
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/figure"
)

// A Movement is an amount of recurring revenue, and the number of customers that it
// is from.
type Movement struct {
	Amount    kpi.Value `json:"amount"`    // in money, 0 or more
	Customers uint64    `json:"customers"` // whose amount it is
}

// NewMovement returns a movement of an amount by a number of customers. An amount
// below 0, or one that [kpi.CheckAmount] refuses, is a [*kpi.RangeError].
func NewMovement(amount decimal.Decimal, customers uint64) (Movement, error) {
	if err := checkAmount(amount); err != nil {
		return Movement{}, err
	}
	return Movement{kpi.ValueOf(amount.Rat()), customers}, nil
}

func checkAmount(amount decimal.Decimal) error {
	if err := kpi.CheckAmount("revenue", "amount", amount); err != nil {
		return err
	}
	if amount.Sign() < 0 {
		return &kpi.RangeError{Op: "revenue", Name: "amount", Value: kpi.ValueOf(amount.Rat()), Min: 0}
	}
	return nil
}

func checkMinor(amount int64, digits uint8) error {
	if digits > exact.MaxExponent {
		return &kpi.RangeError{Op: "revenue", Name: "digits", Value: digits, Min: 0, Max: exact.MaxExponent}
	}
	if amount < 0 {
		return &kpi.RangeError{Op: "revenue", Name: "amount", Value: amount, Min: 0}
	}
	return nil
}

// Movements are what happened to the recurring revenue in a period.
type Movements struct {
	Start        Movement `json:"start"` // held at the start of the period
	New          Movement `json:"new"`
	Expansion    Movement `json:"expansion"`
	Reactivation Movement `json:"reactivation"`
	Contraction  Movement `json:"contraction"`
	Churn        Movement `json:"churn"`
}

// End returns what is held at the end of the period:
//
//	start + new + expansion + reactivation - contraction - churn
//
// and by how many: start + new + reactivation - churn. Losses above the rest are
// a [*kpi.RangeError].
func (m Movements) End() (Movement, error) {
	amount := gain(sum(m.Start, m.New, m.Expansion, m.Reactivation), m.lost())
	before := m.Start.Customers + m.New.Customers + m.Reactivation.Customers
	if amount.Sign() < 0 || m.Churn.Customers > before {
		return Movement{}, &kpi.RangeError{Op: "revenue", Name: "churn", Value: m.Churn.Amount, Min: 0, Max: "all there was"}
	}
	return Movement{kpi.ValueOf(amount), before - m.Churn.Customers}, nil
}

// GrossChurn returns the gross revenue churn:
//
//	(churn + contraction) / start        0 <= gross churn <= 1
//
// Without revenue at the start it is [kpi.ErrUndefined]. Losses above the start,
// as EachChange may give, are a [*kpi.RangeError].
func (m Movements) GrossChurn() (kpi.Ratio, error) {
	lost := m.lost()
	if lost.Cmp(m.Start.Amount.Rat()) > 0 && m.Start.Amount.Rat().Sign() > 0 {
		return kpi.Ratio{}, &kpi.RangeError{Op: "revenue", Name: "churn and contraction", Value: kpi.ValueOf(lost), Min: 0, Max: m.Start.Amount}
	}
	return m.toStart("gross churn", lost)
}

// NetChurn returns the net revenue churn, which is below 0 where more was
// gained from existing customers than lost:
//
//	(churn + contraction - expansion - reactivation) / start
//
// Without revenue at the start it is [kpi.ErrUndefined].
func (m Movements) NetChurn() (kpi.Ratio, error) {
	return m.toStart("net churn", gain(m.lost(), sum(m.Expansion, m.Reactivation)))
}

// GrossRetention returns the gross revenue retention (GRR), one minus
// GrossChurn and with its errors:
//
//	(start - churn - contraction) / start        0 <= GRR <= 1
//
// Contraction is that of each customer, so that what one gains does not hide
// what another loses.
func (m Movements) GrossRetention() (kpi.Ratio, error) {
	if _, err := m.GrossChurn(); err != nil {
		return kpi.Ratio{}, err
	}
	return m.toStart("gross retention", gain(sum(m.Start), m.lost()))
}

// NetRetention returns the net revenue retention (NRR), without those who came
// back:
//
//	(start + expansion - churn - contraction) / start        GRR <= NRR
//
// Without revenue at the start it is [kpi.ErrUndefined].
func (m Movements) NetRetention() (kpi.Ratio, error) {
	return m.toStart("net retention", gain(sum(m.Start, m.Expansion), m.lost()))
}

// NetRetentionWithReactivation returns the net revenue retention with those who
// came back, one minus NetChurn:
//
//	(start + expansion + reactivation - churn - contraction) / start
//
// Without revenue at the start it is [kpi.ErrUndefined].
func (m Movements) NetRetentionWithReactivation() (kpi.Ratio, error) {
	return m.toStart("net retention", gain(sum(m.Start, m.Expansion, m.Reactivation), m.lost()))
}

// Growth returns the growth of the revenue:
//
//	(end - start) / start        -1 or more
//
// Without revenue at the start it is [kpi.ErrUndefined].
func (m Movements) Growth() (kpi.Ratio, error) {
	return m.toStart("growth", gain(sum(m.New, m.Expansion, m.Reactivation), m.lost()))
}

// CustomerChurnRate returns the share of the customers at the start who are lost
// ("logo churn"):
//
//	customers lost / customers at the start        0 <= rate <= 1
//
// Without a customer at the start it is [kpi.ErrUndefined], more lost than there
// were a [*kpi.RangeError].
func (m Movements) CustomerChurnRate() (kpi.Rate, error) {
	share := figure.Share{Op: "revenue", Figure: "customer churn rate", Counted: "customers lost", Why: "no customer at the start"}
	return share.Rate(m.Churn.Customers, m.Start.Customers)
}

// QuickRatio returns what is won for each unit lost:
//
//	(new + expansion) / (churn + contraction)        0 or more
//
// Without losses it is [kpi.ErrUndefined].
func (m Movements) QuickRatio() (kpi.Ratio, error) {
	return m.toLosses(sum(m.New, m.Expansion))
}

// QuickRatioWithReactivation returns QuickRatio with those who came back:
//
//	(new + expansion + reactivation) / (churn + contraction)
func (m Movements) QuickRatioWithReactivation() (kpi.Ratio, error) {
	return m.toLosses(sum(m.New, m.Expansion, m.Reactivation))
}

// PerAccount returns the average revenue per account (ARPA) at the end:
//
//	end / customers at the end
//
// Without a customer at the end it is [kpi.ErrUndefined]; its other errors are
// those of End.
func (m Movements) PerAccount() (kpi.Value, error) {
	end, err := m.End()
	if err != nil {
		return kpi.Value{}, err
	}
	if end.Customers == 0 {
		return kpi.Value{}, figure.Undefined("revenue", "revenue per account", "no customer at the end")
	}
	amount := end.Amount.Rat()
	return kpi.ValueOf(amount.Quo(amount, figure.Quotient(end.Customers, 1))), nil
}

// String returns a text like
// "100000 + 20000 new + 8000 expansion + 1000 reactivation - 3000 contraction - 5000 churn".
func (m Movements) String() string {
	return fmt.Sprintf("%v + %v new + %v expansion + %v reactivation - %v contraction - %v churn",
		m.Start.Amount, m.New.Amount, m.Expansion.Amount, m.Reactivation.Amount, m.Contraction.Amount, m.Churn.Amount)
}

// sum returns the amounts of movements together.
func sum(movements ...Movement) *big.Rat {
	total := new(big.Rat)
	for _, m := range movements {
		total.Add(total, m.Amount.Rat())
	}
	return total
}

// gain returns won - lost.
func gain(won, lost *big.Rat) *big.Rat { return won.Sub(won, lost) }

// lost returns the losses.
func (m Movements) lost() *big.Rat { return sum(m.Churn, m.Contraction) }

func (m Movements) toStart(what string, amount *big.Rat) (kpi.Ratio, error) {
	start := m.Start.Amount.Rat()
	if start.Sign() <= 0 {
		return kpi.Ratio{}, figure.Undefined("revenue", what, "no revenue at the start")
	}
	return kpi.RatioOf(amount.Quo(amount, start)), nil
}

func (m Movements) toLosses(won *big.Rat) (kpi.Ratio, error) {
	lost := m.lost()
	if lost.Sign() <= 0 {
		return kpi.Ratio{}, figure.Undefined("revenue", "quick ratio", "no losses")
	}
	return kpi.RatioOf(won.Quo(won, lost)), nil
}

// maxPeriods bounds the digits of a compounded rate.
const maxPeriods = 366

// Compounded returns what the same churn in each of several periods comes to:
//
//	1 - (1 - churn)^periods
//
// 3% per month is 30.6% per year, not 36%. It is exact. A growth g is a churn of
// -g. A churn above 1, or periods outside 1..366, are a [*kpi.RangeError].
func Compounded(churn kpi.Ratio, periods int) (kpi.Ratio, error) {
	if periods < 1 || periods > maxPeriods {
		return kpi.Ratio{}, &kpi.RangeError{Op: "revenue", Name: "periods", Value: periods, Min: 1, Max: maxPeriods}
	}
	one := big.NewRat(1, 1)
	kept := new(big.Rat).Sub(one, churn.Rat())
	if kept.Sign() < 0 {
		return kpi.Ratio{}, &kpi.RangeError{Op: "revenue", Name: "churn", Value: churn, Max: 1}
	}
	n := big.NewInt(int64(periods))
	power := new(big.Rat).SetFrac(new(big.Int).Exp(kept.Num(), n, nil), new(big.Int).Exp(kept.Denom(), n, nil))
	return kpi.RatioOf(power.Sub(one, power)), nil
}
