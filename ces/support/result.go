package support

import (
	"encoding/json"
	"fmt"
	"math/big"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/sketch"
	"github.com/customerkpi/kpi/internal/stats"
)

// A ResponseResult is what the requests add up to.
type ResponseResult struct {
	Target     time.Duration `json:"target"`
	Answered   uint64        `json:"answered"`
	Within     uint64        `json:"within"`      // answered within the target
	Open       uint64        `json:"open"`        // not answered yet, and not closed
	Overdue    uint64        `json:"overdue"`     // open for longer than the target
	Oldest     time.Duration `json:"oldest"`      // the longest that one is open; 0 without one
	Closed     uint64        `json:"closed"`      // closed without an answer
	ClosedLate uint64        `json:"closed_late"` // of these, closed after the target
	Sum        kpi.Value     `json:"sum"`         // of the answered requests' times, in seconds
	Squares    kpi.Value     `json:"squares"`     // of these times, summed

	times sketch.Quantiles // of the answered requests, in nanoseconds
}

// MarshalJSON returns an object of the fields, and of the times in the encoding of
// the state, which the percentiles are read from.
func (r ResponseResult) MarshalJSON() ([]byte, error) {
	type fields ResponseResult
	return json.Marshal(struct {
		fields
		Times sketch.Quantiles `json:"times"`
	}{fields(r), r.times})
}

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt] and leaves
// r as it was. The times have to be there, and as many as Answered.
func (r *ResponseResult) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	type fields ResponseResult
	var j struct {
		fields
		Times sketch.Quantiles `json:"times"`
	}
	if err := json.Unmarshal(data, &j); err != nil {
		return fmt.Errorf("support: response times: %w: %v", kpi.ErrCorrupt, err)
	}
	if j.Times.Count() != j.Answered {
		return fmt.Errorf("support: response times: %w: %d times of %d", kpi.ErrCorrupt, j.Times.Count(), j.Answered)
	}
	*r = ResponseResult(j.fields)
	r.times = j.Times
	return nil
}

// GobEncode returns what MarshalJSON does: gob by itself leaves out what is not exported.
func (r ResponseResult) GobEncode() ([]byte, error) { return r.MarshalJSON() }

// GobDecode reads what GobEncode wrote, or returns [kpi.ErrCorrupt].
func (r *ResponseResult) GobDecode(data []byte) error { return r.UnmarshalJSON(data) }

// Mean returns the mean response time of the answered requests in seconds:
//
//	sum / answered        0 <= mean
//
// It is exact, but too low while slow requests are Open. Its intervals do not go
// below 0. Without an answered request it is [kpi.ErrUndefined].
func (r ResponseResult) Mean() (kpi.Mean, error) {
	if r.Answered == 0 {
		return kpi.Mean{}, undefined("mean response time")
	}
	mean, err := kpi.NewMean(r.Answered, r.Sum.Rat(), r.Squares.Rat())
	if err != nil {
		return kpi.Mean{}, err
	}
	return mean.Within(new(big.Rat), nil)
}

// ServiceLevel returns the share of requests that were answered within the
// target, of those that were answered or had no answer when the target passed:
//
//	within / (answered + overdue + closed late)        0 <= rate <= 1
//
// Requests that wait within the target, or were closed in it without an answer,
// are in neither number. Without a request to count it is [kpi.ErrUndefined].
func (r ResponseResult) ServiceLevel() (kpi.Rate, error) {
	late := r.Overdue + r.ClosedLate
	due := r.Answered + late
	if late < r.Overdue || due < late {
		return kpi.Rate{}, errOverflow()
	}
	if due == 0 {
		return kpi.Rate{}, undefined("service level")
	}
	return kpi.NewRate(r.Within, due)
}

// Percentile returns the response time that a share p of the answered requests
// did not exceed, 0 <= p <= 1, by the nearest rank: the ceil(p answered)-th
// shortest, at least the first, never a time between two. It is within 1/128
// (0.78%) of the exact one, and exact for p = 0, for p = 1 and where all times are
// equal. For p = 0.5 and an even number it is the lower of the two middle times;
// [ResponseResult.Median] is their mean. Without an answered request it is
// [kpi.ErrUndefined], for another p a [*kpi.RangeError].
func (r ResponseResult) Percentile(p float64) (time.Duration, error) {
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
// of the answered requests and p; low is 0 where l is 0. It assumes nothing of
// the times, and holds at least as often as level says, but for the 1/128 of
// [ResponseResult.Percentile]. Where u is above the number of answered requests
// they do not bound the percentile, and it is [kpi.ErrUndefined]. A p outside 0..1,
// both excluded, or a level outside [0.5, 1) is a [*kpi.RangeError].
//
// Source: W. R. Thompson, Annals of Mathematical Statistics 7 (1936) 122-128.
func (r ResponseResult) PercentileInterval(p, level float64) (kpi.Interval, error) {
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
		return kpi.Interval{}, fmt.Errorf("support: interval of a percentile %w: %d answered requests do not bound it", kpi.ErrUndefined, r.Answered)
	}
	return kpi.Interval{Low: time.Duration(low).Seconds(), High: time.Duration(high).Seconds(), Level: level}, nil
}

// Median returns the middle response time of the answered requests, or the mean
// of the two middle ones if their number is even, rounded down to a nanosecond.
// So it is not Percentile(0.5), which is one of the times. It is within 1/128
// (0.78%) of the exact one, and exact of one or two requests and where all times
// are equal. Without an answered request it is [kpi.ErrUndefined].
func (r ResponseResult) Median() (time.Duration, error) {
	ns, ok := r.times.Median()
	if !ok {
		return 0, r.noTimes("median")
	}
	return time.Duration(ns), nil
}

// noTimes says why there is no percentile.
func (r ResponseResult) noTimes(figure string) error {
	if r.Answered == 0 {
		return undefined(figure)
	}
	return fmt.Errorf("support: %s %w: the result came from its fields, which do not hold the times", figure, kpi.ErrUndefined)
}

func undefined(figure string) error {
	return fmt.Errorf("support: %s %w: no answered request", figure, kpi.ErrUndefined)
}

// String returns a text like
// "mean 40m0s, 75.0% within 1h0m0s (8 answered, 2 open, 1 overdue)", and
// "3 closed unanswered" behind it if there are such.
func (r ResponseResult) String() string {
	counts := fmt.Sprintf("(%d answered, %d open, %d overdue)", r.Answered, r.Open, r.Overdue)
	if r.Closed > 0 {
		counts = fmt.Sprintf("%s, %d closed unanswered)", counts[:len(counts)-1], r.Closed)
	}
	level, err := r.ServiceLevel()
	if err != nil {
		return err.Error()
	}
	within := fmt.Sprintf("%s%% within %v", level.Percent(1).StringFixed(1), r.Target)
	mean, err := r.Mean()
	if err != nil {
		return within + " " + counts // all that are due are open
	}
	return fmt.Sprintf("mean %v, %s %s", time.Duration(mean.Decimal(0).IntPart())*time.Second, within, counts)
}
