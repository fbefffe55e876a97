package support

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/sketch"
	"github.com/customerkpi/kpi/internal/wire"
)

// defaultTarget is the service level's target of a zero ResponseTime: half of the
// customers expect an answer within the hour.
const defaultTarget = time.Hour

// noAnswer is why a figure of the answered requests is undefined.
const noAnswer = "no answered request"

// A ResponseTimeResult is what the requests add up to.
type ResponseTimeResult struct {
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

// N returns the number of answered requests, those of which the mean and the
// percentiles are.
func (r ResponseTimeResult) N() uint64 { return r.Answered }

// MarshalJSON returns an object of the fields, of the times in the encoding of the
// state, which the percentiles are read from, and value, the [ResponseTimeResult.Mean].
func (r ResponseTimeResult) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt]. The times
// have to be there, all of them.
func (r *ResponseTimeResult) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

// json points to what the JSON has.
func (r *ResponseTimeResult) json() figure.Form {
	type fields ResponseTimeResult
	parts := &struct {
		*fields
		Times *sketch.Quantiles `json:"times"`
	}{(*fields)(r), &r.times}
	return figure.FormOf("support: response times", r, parts, ResponseTimeResult.Mean, ResponseTimeResult.check)
}

// check says what is wrong with the times.
func (r ResponseTimeResult) check() string {
	if r.times.Count() == r.Answered {
		return ""
	}
	return fmt.Sprintf("%d times of %d", r.times.Count(), r.Answered)
}

// GobEncode returns what MarshalJSON does: gob by itself leaves out what is not exported.
func (r ResponseTimeResult) GobEncode() ([]byte, error) { return r.MarshalJSON() }

// GobDecode reads what GobEncode wrote, or returns [kpi.ErrCorrupt].
func (r *ResponseTimeResult) GobDecode(data []byte) error { return r.UnmarshalJSON(data) }

// Mean returns the mean response time of the answered requests in seconds:
//
//	sum / answered        0 <= mean
//
// It is exact, but too low while slow requests are Open. Its intervals do not go
// below 0. Without an answered request it is [kpi.ErrUndefined].
//
// The unit is the request. Where customers have several each, which are alike, the
// interval is too narrow: take a [kpi.ByCustomer].
func (r ResponseTimeResult) Mean() (kpi.Mean, error) {
	if r.Answered == 0 {
		return kpi.Mean{}, figure.Undefined("support", "mean response time", noAnswer)
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
// Requests that still wait within the target, or were closed within it without an
// answer, are in neither number. Without a request to count it is
// [kpi.ErrUndefined].
//
// The unit is the request. Where customers have several each, which are alike, the
// interval is too narrow: take a [kpi.ByCustomer].
func (r ResponseTimeResult) ServiceLevel() (kpi.Rate, error) {
	late := r.Overdue + r.ClosedLate
	due := r.Answered + late
	if late < r.Overdue || due < late {
		return kpi.Rate{}, errRequests
	}
	return figure.Share{Op: "support", Figure: "service level", Counted: "requests within the target", Why: noAnswer}.Rate(r.Within, due)
}

// String returns a text like "mean 40m0s, 75.0% within 1h0m0s (8 answered, 2 open,
// 1 overdue)", followed by "3 closed unanswered" if there are any.
func (r ResponseTimeResult) String() string {
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

// ResponseTime is a streaming response time with its service level: one Add per
// answered request, one AddOpen per request that waits for its answer, and one
// AddClosed per request that was closed without one. Times from the request to
// the first answer make it a first response time, times to the solution a
// resolution time. The zero value is ready, with a target of one hour; see
// [kpi.Accumulator] for the laws that it keeps.
type ResponseTime struct {
	target time.Duration // zero is defaultTarget

	seconds exact.Moments    // of the answered requests
	times   sketch.Quantiles // of the answered requests, in nanoseconds
	within  uint64           // answered within the target

	open    uint64
	overdue uint64        // open for longer than the target
	oldest  time.Duration // of the open ones

	closed     uint64 // without an answer
	closedLate uint64 // of these, after the target
}

// NewResponseTime returns a response time with the target of its service level.
// A target below one nanosecond is a [*kpi.RangeError].
func NewResponseTime(target time.Duration) (*ResponseTime, error) {
	if target < 1 {
		return nil, &kpi.RangeError{Op: "support", Name: "target", Value: target, Min: time.Nanosecond}
	}
	if target == defaultTarget {
		target = 0
	}
	return &ResponseTime{target: target}, nil
}

// ResponseTimeOf returns the result of answered requests. A target below one
// nanosecond, or a negative time, is a [*kpi.RangeError] that says which.
func ResponseTimeOf(target time.Duration, times ...time.Duration) (ResponseTimeResult, error) {
	a, err := NewResponseTime(target)
	if err != nil {
		return ResponseTimeResult{}, err
	}
	if err := a.AddSlice(times); err != nil {
		return ResponseTimeResult{}, err
	}
	return a.Result(), nil
}

// Target returns the target of the service level.
func (a *ResponseTime) Target() time.Duration {
	if a.target == 0 {
		return defaultTarget
	}
	return a.target
}

// Add counts a request that was answered after d. A negative time is a
// [*kpi.RangeError], more than 2^64-1 requests are [kpi.ErrOverflow], and the
// request is not counted.
func (a *ResponseTime) Add(d time.Duration) error { return a.AddN(d, 1) }

// AddN counts n requests that were answered after the same time. Its errors are
// those of Add, and then nothing is counted.
func (a *ResponseTime) AddN(d time.Duration, n uint64) error {
	if err := a.check(d, n); err != nil {
		return err
	}
	a.add(d, n)
	return nil
}

// add counts n answered requests that check let through.
func (a *ResponseTime) add(d time.Duration, n uint64) {
	a.times.AddN(int64(d), n)
	a.seconds.AddMinorN(int64(d), 9, n) // nanoseconds have 9 digits
	if d <= a.Target() {
		a.within += n
	}
}

// AddSlice counts a column of answered requests, all or, with the error of the
// first refused one, none.
func (a *ResponseTime) AddSlice(times []time.Duration) error {
	for i, d := range times {
		if err := a.check(d, uint64(len(times))); err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
	}
	for _, d := range times {
		a.add(d, 1)
	}
	return nil
}

// AddOpen counts a request that has no answer after waiting for age. Its errors
// are those of Add.
//
// A request open for longer than the target misses the service level; a younger
// one is not counted in it yet.
func (a *ResponseTime) AddOpen(age time.Duration) error {
	if err := a.check(age, 1); err != nil {
		return err
	}
	a.open++
	if age > a.Target() {
		a.overdue++
	}
	a.oldest = max(a.oldest, age)
	return nil
}

// AddClosed counts a request that was closed without an answer, age after it was
// made: spam, a test, or a customer who gave up. It waits no longer. Its errors
// are those of Add.
//
// A request that was closed within the target is not counted in the service
// level. One that was closed later had missed the target before, and still does:
// closing overdue requests does not raise the service level.
func (a *ResponseTime) AddClosed(age time.Duration) error {
	if err := a.check(age, 1); err != nil {
		return err
	}
	a.closed++
	if age > a.Target() {
		a.closedLate++
	}
	return nil
}

// check reports whether n requests of a time may be counted.
func (a *ResponseTime) check(d time.Duration, n uint64) error {
	if d < 0 {
		return &kpi.RangeError{Op: "support", Name: "time", Value: d, Min: time.Duration(0)}
	}
	if n > math.MaxUint64-a.requests() {
		return errRequests
	}
	return nil
}

func (a *ResponseTime) requests() uint64 { return a.times.Count() + a.open + a.closed }

// Merge adds the requests of o. Another target is [kpi.ErrIncompatible], unless
// one of the two is the zero value.
func (a *ResponseTime) Merge(o *ResponseTime) error {
	return shell.Merge(a, o, (*ResponseTime).isZero, (*ResponseTime).differ, func() {
		a.seconds.Merge(&o.seconds)
		a.times.Merge(&o.times)
		a.within += o.within
		a.open += o.open
		a.overdue += o.overdue
		a.oldest = max(a.oldest, o.oldest)
		a.closed += o.closed
		a.closedLate += o.closedLate
	})
}

// differ reports another target, or more requests than there is room for.
func (a *ResponseTime) differ(o *ResponseTime) error {
	room := o.requests() <= math.MaxUint64-a.requests()
	return cmp.Or(figure.Same("support", "targets", a.Target(), o.Target()), shell.Fits(room, errRequests))
}

// isZero reports whether a has the default target and no request.
func (a *ResponseTime) isZero() bool { return a.target == 0 && a.requests() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *ResponseTime) Clone() *ResponseTime {
	return shell.Clone(a, func(c *ResponseTime) { c.seconds, c.times = c.seconds.Clone(), c.times.Clone() })
}

// Result returns the requests so far.
func (a *ResponseTime) Result() ResponseTimeResult {
	return ResponseTimeResult{
		Target:     a.Target(),
		Answered:   a.times.Count(),
		Within:     a.within,
		Open:       a.open,
		Overdue:    a.overdue,
		Oldest:     a.oldest,
		Closed:     a.closed,
		ClosedLate: a.closedLate,
		Sum:        kpi.ValueOf(a.seconds.Sum()),
		Squares:    kpi.ValueOf(a.seconds.Squares()),
		times:      a.times.Clone(),
	}
}

// responseMagic begins the encoding: the target, the open requests, those closed
// without an answer, those answered within the target, their sums and their
// histogram.
const responseMagic = "rsp\x01"

func (a *ResponseTime) append(b []byte) []byte {
	b = append(b, responseMagic...)
	b = wire.AppendInt(b, int64(a.Target()))
	for _, n := range []uint64{a.open, a.overdue, uint64(a.oldest), a.closed, a.closedLate, a.within} {
		b = wire.AppendUint(b, n)
	}
	return a.times.AppendBinary(a.seconds.AppendBinary(b))
}

func readResponseTime(r *wire.Reader) ResponseTime {
	r.Expect("support: response time", responseMagic)
	a, err := NewResponseTime(time.Duration(r.Int()))
	if err != nil {
		r.Fail("%v", err)
		return ResponseTime{}
	}
	a.open, a.overdue, a.oldest = r.Uint(), r.Uint(), time.Duration(r.Uint())
	a.closed, a.closedLate, a.within = r.Uint(), r.Uint(), r.Uint()
	a.seconds.Read(r)
	a.times.Read(r)
	if why := a.inconsistency(); why != "" {
		r.Fail("%s", why)
	}
	return *a
}

// inconsistency says what no stream of requests leads to in a decoded state.
func (a *ResponseTime) inconsistency() string {
	answered := a.times.Count()
	switch {
	case a.oldest < 0 || a.open == 0 && a.oldest > 0:
		return "oldest open request"
	case a.overdue > a.open || (a.overdue > 0) != (a.oldest > a.Target()):
		return "overdue requests"
	case a.closedLate > a.closed:
		return "requests closed without an answer"
	case a.seconds.Sum().Sign() < 0:
		return "sum of the times"
	case a.within > answered || a.seconds.N() != answered:
		return "number of answers"
	case answered > math.MaxUint64-a.open || a.closed > math.MaxUint64-a.open-answered:
		return "number of requests"
	}
	return ""
}

// AppendBinary appends the encoding of a.
func (a *ResponseTime) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a ResponseTime) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *ResponseTime) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readResponseTime) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a ResponseTime) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *ResponseTime) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
