package churn

import (
	"fmt"
	"math/big"

	"github.com/customerkpi/kpi"
)

// AtStart returns the churn rate, the default of this package:
//
//	lost / start        0 <= rate <= 1
//
// where lost are the customers of the start who are gone at the end. Without a
// customer at the start it is kpi.ErrUndefined; more lost than there were at
// the start is a *kpi.RangeError.
func AtStart(lost, start uint64) (kpi.Rate, error) {
	return share("rate", lost, start, "no customer at the start")
}

// Average returns the churn rate over the average number of customers:
//
//	lost / ((start + end) / 2) = 2 lost / (start + end)
//
// where lost may include those who joined and left in between. It may exceed 1:
// when all of 10 customers leave it is 2. Without a customer
// at the start and the end it is kpi.ErrUndefined.
func Average(lost, start, end uint64) (kpi.Ratio, error) {
	base := new(big.Int).Add(bigInt(start), bigInt(end))
	if base.Sign() == 0 {
		return kpi.Ratio{}, fmt.Errorf("churn: average rate %w: no customer at the start and the end", kpi.ErrUndefined)
	}
	twice := new(big.Int).Lsh(bigInt(lost), 1)
	return kpi.RatioOf(new(big.Rat).SetFrac(twice, base)), nil
}

// InTotal returns the churn rate over all customers of the period, those who
// joined within it too:
//
//	lost / total        0 <= rate <= 1
//
// Without a customer it is kpi.ErrUndefined; more lost than there were is a
// *kpi.RangeError.
func InTotal(lost, total uint64) (kpi.Rate, error) {
	return share("rate in total", lost, total, "no customer")
}

// Lifetime returns the mean time that a customer stays, in periods of the
// churn rate, if the rate is the same for all and for ever:
//
//	1 / rate        1 or more, exactly
//
// Without a lost customer it is kpi.ErrUndefined. The lifetime of an [Average]
// rate is its Inverse.
func Lifetime(rate kpi.Rate) (kpi.Value, error) {
	if rate.Count() == 0 {
		return kpi.Value{}, fmt.Errorf("churn: lifetime %w: no customer lost", kpi.ErrUndefined)
	}
	return rate.Inverse()
}

// share returns lost / total; figure and nobody word the error.
func share(figure string, lost, total uint64, nobody string) (kpi.Rate, error) {
	if total == 0 {
		return kpi.Rate{}, fmt.Errorf("churn: %s %w: %s", figure, kpi.ErrUndefined, nobody)
	}
	if lost > total {
		return kpi.Rate{}, &kpi.RangeError{Op: "churn", Name: "customers lost", Value: lost, Min: 0, Max: total}
	}
	return kpi.NewRate(lost, total)
}

func bigInt(n uint64) *big.Int { return new(big.Int).SetUint64(n) }
