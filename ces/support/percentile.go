package support

import (
	"fmt"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/stats"
)

// Percentile returns the response time that a share p of the answered requests
// did not exceed, 0 <= p <= 1, by the nearest rank: the ceil(p answered)-th
// shortest, at least the first, never a time between two. It is within 1/128
// (0.78%) of the exact one, and exact for p = 0, for p = 1 and where all times are
// equal. For p = 0.5 and an even number it is the lower of the two middle times;
// [ResponseTimeResult.Median] is their mean. Without an answered request it is
// [kpi.ErrUndefined], for another p a [*kpi.RangeError].
func (r ResponseTimeResult) Percentile(p float64) (time.Duration, error) {
	if !(p >= 0 && p <= 1) {
		return 0, &kpi.RangeError{Op: "support", Name: "percentile", Value: p, Min: 0, Max: 1}
	}
	ns, ok := r.times.Quantile(p)
	if !ok {
		return 0, r.noTimes("percentile")
	}
	return time.Duration(ns), nil
}

// PercentileInterval returns the confidence interval of a percentile, in
// seconds: between two of the answered times, whose ranks are those between
// which the number of times up to the true percentile lies,
//
//	low  = the l-th shortest time, l = the (1-level)/2 quantile of the binomial
//	high = the u-th shortest time, u = 1 + the (1+level)/2 quantile
//
// of the answered requests and p; low is 0 where l is 0. It assumes nothing about the
// times, and holds at least as often as level says, except for the 1/128 of
// [ResponseTimeResult.Percentile]. Where u is above the number of answered requests they do
// not bound the percentile, and it is [kpi.ErrUndefined]. A p outside 0..1, both
// excluded, or a level outside [0.5, 1) is a [*kpi.RangeError].
//
// Source: W. R. Thompson, Annals of Mathematical Statistics 7 (1936) 122-128.
//
// The unit is the request. Where customers have several each, which are alike, the
// interval is too narrow.
func (r ResponseTimeResult) PercentileInterval(p, level float64) (kpi.Interval, error) {
	if !(p > 0 && p < 1) {
		return kpi.Interval{}, &kpi.RangeError{Op: "support", Name: "percentile", Value: p, Min: "0 (excluded)", Max: "1 (excluded)"}
	}
	if !(level >= 0.5 && level < 1) {
		return kpi.Interval{}, &kpi.RangeError{Op: "support", Name: "confidence level", Value: level, Min: 0.5, Max: "1 (excluded)"}
	}
	if r.Answered == 0 || r.times.Count() != r.Answered {
		return kpi.Interval{}, r.noTimes("interval of a percentile")
	}
	low, _ := r.times.AtRank(stats.BinomialQuantile((1-level)/2, r.Answered, p))
	high, ok := r.times.AtRank(stats.BinomialQuantile((1+level)/2, r.Answered, p) + 1)
	if !ok {
		return kpi.Interval{}, figure.Undefined("support", "interval of a percentile", fmt.Sprintf("%d answered requests do not bound it", r.Answered))
	}
	return kpi.Interval{Low: time.Duration(low).Seconds(), High: time.Duration(high).Seconds(), Level: level}, nil
}

// Median returns the middle response time of the answered requests, or the mean of
// the two middle ones if their number is even, rounded down to a nanosecond. So it
// is not Percentile(0.5), which is one of the times. It is within 1/128 (0.78%) of
// the exact one, and exact for one or two requests and where all times are equal.
// Without an answered request it is [kpi.ErrUndefined].
func (r ResponseTimeResult) Median() (time.Duration, error) {
	ns, ok := r.times.Median()
	if !ok {
		return 0, r.noTimes("median")
	}
	return time.Duration(ns), nil
}

// noTimes says why there is no percentile.
func (r ResponseTimeResult) noTimes(name string) error {
	if r.Answered == 0 {
		return figure.Undefined("support", name, noAnswer)
	}
	return figure.Undefined("support", name, "the result came from its fields, which do not hold the times")
}
