package kpi

import (
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"

	"github.com/customerkpi/kpi/internal/stats"
)

// MarginOfError returns half the width of the interval that n answers will have, in
// the unit of sd, the standard deviation of one answer:
//
//	margin = z sd / √n
//
// Plan with the sd of the last period, or with the largest possible one: 0.5 for a
// [Rate], 100 for a [Net] in points, and half of the scale for a mean score. An n of
// 0, an sd below 0 and a level outside [0.5, 1) are a [RangeError].
//
// Source: W. G. Cochran, Sampling Techniques, 3rd ed. (1977) 4.4.
func MarginOfError(n uint64, sd, level float64) (float64, error) {
	if n == 0 {
		return 0, &RangeError{Op: "kpi", Name: "answers", Value: n, Min: 1}
	}
	if err := checkPlan(sd, level); err != nil {
		return 0, err
	}
	margin := stats.Margin(float64(n), sd, level)
	if math.IsInf(margin, 0) {
		return 0, fmt.Errorf("kpi: margin of error: %w", ErrOverflow)
	}
	return margin, nil
}

// SampleSize returns the smallest number of answers whose [MarginOfError] is
// margin or less:
//
//	n = (z sd / margin)², rounded up
//
// It is the inverse of MarginOfError: the size for the margin of n answers is n.
// Divide it by the response rate to know how many to invite. A margin that is not
// above 0 is a [RangeError], and a size above 2^64-1 [ErrOverflow].
func SampleSize(margin, sd, level float64) (uint64, error) {
	if !(margin > 0) || math.IsInf(margin, 1) {
		return 0, &RangeError{Op: "kpi", Name: "margin", Value: margin, Min: "0 (excluded)", Max: math.MaxFloat64}
	}
	if err := checkPlan(sd, level); err != nil {
		return 0, err
	}
	n := stats.SampleSize(margin, sd, level)
	if !(n < math.MaxUint64) {
		return 0, fmt.Errorf("kpi: sample size for margin %v: %w", margin, ErrOverflow)
	}
	return max(uint64(n), 1), nil
}

func checkPlan(sd, level float64) error {
	if !(sd >= 0) || math.IsInf(sd, 1) {
		return &RangeError{Op: "kpi", Name: "standard deviation", Value: sd, Min: 0, Max: math.MaxFloat64}
	}
	return checkLevel(level)
}

// PostStratify returns the weight of an answer of each stratum, such as an age or a
// country. The weights give the strata the shares that they have in the population:
//
//	weight = (population of the stratum / population) / (answers of the stratum / answers)
//
// The weights average 1 over the answers. Add each answer with its weight, as a decimal
// of a dozen places, to [github.com/customerkpi/kpi/nps.Weighted],
// [github.com/customerkpi/kpi/csat.Weighted] or
// [github.com/customerkpi/kpi/ces.Weighted]: their figures are exact for the weights as
// they were rounded. A stratum with a population and no answer is [ErrUndefined], because
// no weight makes up for it: merge it with a similar one. So is one with answers and no
// population.
//
// Source: D. Holt and T. M. F. Smith, JRSS A 142 (1979) 33-46.
func PostStratify[K Key](answers, population map[K]uint64) (map[K]Ratio, error) {
	n, all := new(big.Int), new(big.Int)
	for _, k := range slices.Sorted(maps.Keys(answers)) {
		count := answers[k]
		if count > 0 && population[k] == 0 {
			return nil, fmt.Errorf("kpi: weight %w: %d answers of stratum %v, which is not in the population", ErrUndefined, count, k)
		}
		n.Add(n, bigUint(count))
	}
	for _, k := range slices.Sorted(maps.Keys(population)) {
		count := population[k]
		if count > 0 && answers[k] == 0 {
			return nil, fmt.Errorf("kpi: weight %w: no answer of stratum %v, a population of %d", ErrUndefined, k, count)
		}
		all.Add(all, bigUint(count))
	}
	weights := make(map[K]Ratio, len(population))
	for k, count := range population {
		if count > 0 {
			w := new(big.Rat).SetFrac(bigUint(count), all)
			weights[k] = Ratio{w.Mul(w, new(big.Rat).SetFrac(n, bigUint(answers[k])))}
		}
	}
	return weights, nil
}
