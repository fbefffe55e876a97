package churn

import (
	"math/big"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
)

// Rate returns the churn rate of those who were customers at the start, the default
// of this package:
//
//	lost / start        0 <= rate <= 1
//
// where lost are the customers of the start who are gone at the end. Without a
// customer at the start it is [kpi.ErrUndefined]; more lost than there were at the
// start are a [*kpi.RangeError].
func Rate(lost, start uint64) (kpi.Rate, error) {
	return figure.Share{Op: "churn", Figure: "rate", Counted: "customers lost", Why: "no customer at the start"}.Rate(lost, start)
}

// AverageRate returns the churn rate over the average number of customers:
//
//	lost / ((start + end) / 2) = 2 lost / (start + end)        0 or more
//
// where lost may include those who joined and left in between. It may exceed 1:
// when all of 10 customers leave it is 2. Without a customer at the start and the
// end it is [kpi.ErrUndefined].
func AverageRate(lost, start, end uint64) (kpi.Ratio, error) {
	base := figure.Int(start)
	base.Add(base, figure.Int(end))
	if base.Sign() == 0 {
		return kpi.Ratio{}, figure.Undefined("churn", "average rate", "no customer at the start and the end")
	}
	twice := figure.Int(lost)
	return kpi.RatioOf(new(big.Rat).SetFrac(twice.Lsh(twice, 1), base)), nil
}

// TotalRate returns the churn rate of all customers of the period, those who joined
// within it too:
//
//	lost / total        0 <= rate <= 1
//
// Without a customer it is [kpi.ErrUndefined]; more lost than there were are a
// [*kpi.RangeError].
func TotalRate(lost, total uint64) (kpi.Rate, error) {
	return figure.Share{Op: "churn", Figure: "total rate", Counted: "customers lost", Why: "no customer"}.Rate(lost, total)
}

// Lifetime returns the mean time that a customer stays, in periods of the churn
// rate, if the rate is the same for all and for ever:
//
//	1 / rate        1 or more, exactly
//
// Without a lost customer it is [kpi.ErrUndefined]. The lifetime of an [AverageRate]
// is its Inverse.
func Lifetime(rate kpi.Rate) (kpi.Value, error) {
	if rate.Count() == 0 {
		return kpi.Value{}, figure.Undefined("churn", "lifetime", "no customer lost")
	}
	return rate.Inverse()
}
