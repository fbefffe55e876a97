package tally

import (
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/exact"
)

// LargestRemainder returns the counts in percent of their sum, rounded to places so
// that they sum to exactly 100, by the method of the largest remainder (Hare and
// Niemeyer). Each share is rounded down to units of the last place:
//
//	units = 100 10^places        floor(count units / sum)
//
// The units that are left over go to the largest remainders, one unit each; where
// remainders are equal, the first gets it. A count of 0 stays at 0.
//
// Places lie in -2..exact.MaxPlaces, because 100 is one unit of two places before the
// point; other places count as the nearest bound. It is nil where all counts are 0.
func LargestRemainder(counts []uint64, places int32) []decimal.Decimal {
	sum := new(big.Int)
	for _, n := range counts {
		sum.Add(sum, new(big.Int).SetUint64(n))
	}
	if sum.Sign() == 0 {
		return nil
	}
	places = min(max(places, -2), exact.MaxPlaces)
	units := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)+2), nil)

	left := new(big.Int).Set(units)
	floors, remainders := make([]*big.Int, len(counts)), make([]*big.Int, len(counts))
	for i, n := range counts {
		all := new(big.Int).SetUint64(n)
		floors[i], remainders[i] = new(big.Int).QuoRem(all.Mul(all, units), sum, new(big.Int))
		left.Sub(left, floors[i])
	}

	order := make([]int, len(counts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return remainders[j].Cmp(remainders[i]) })
	// Fewer units are left than there are remainders above 0: each is less
	// than one unit, and what is left is their sum.
	for _, i := range order[:left.Int64()] {
		floors[i].Add(floors[i], big.NewInt(1))
	}

	percents := make([]decimal.Decimal, len(counts))
	for i, floor := range floors {
		percents[i] = decimal.NewFromBigInt(floor, -places)
	}
	return percents
}
