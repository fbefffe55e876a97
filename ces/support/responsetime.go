package support

import (
	"fmt"
	"math"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/sketch"
	"github.com/customerkpi/kpi/internal/wire"
)

// DefaultTarget is the service level's target of a zero [ResponseTime]: half
// of the customers expect an answer within the hour.
const DefaultTarget = time.Hour

// ResponseTime is a streaming response time with its service level: one Add per
// answered request, one AddOpen per request that waits for its answer, and one
// AddClosed per request that was closed without one. Times from the request to
// the first answer make it a first response time, times to the solution a
// resolution time. The zero value is ready, with the [DefaultTarget]; see
// [kpi.Accumulator] for the laws that it keeps.
type ResponseTime struct {
	target time.Duration // zero is DefaultTarget

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
// A target below one nanosecond is a *kpi.RangeError.
func NewResponseTime(target time.Duration) (*ResponseTime, error) {
	if target < 1 {
		return nil, &kpi.RangeError{Op: "support", Name: "target", Value: target, Min: time.Nanosecond}
	}
	if target == DefaultTarget {
		target = 0
	}
	return &ResponseTime{target: target}, nil
}

// ResponseTimeOf returns the result of answered requests. A target below one
// nanosecond, or a negative time, is a *kpi.RangeError that says which.
func ResponseTimeOf(target time.Duration, times ...time.Duration) (ResponseResult, error) {
	a, err := NewResponseTime(target)
	if err != nil {
		return ResponseResult{}, err
	}
	if err := a.AddSlice(times); err != nil {
		return ResponseResult{}, err
	}
	return a.Result(), nil
}

// Target returns the target of the service level.
func (a *ResponseTime) Target() time.Duration {
	if a.target == 0 {
		return DefaultTarget
	}
	return a.target
}

// Add counts a request that was answered after d. A negative time is a
// *kpi.RangeError, more than 2^64-1 requests are kpi.ErrOverflow, and the
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
		return errOverflow()
	}
	return nil
}

func (a *ResponseTime) requests() uint64 { return a.times.Count() + a.open + a.closed }

// Merge adds the requests of o. Another target is kpi.ErrIncompatible, unless
// one of the two is the zero value.
func (a *ResponseTime) Merge(o *ResponseTime) error {
	if o == nil || o.isZero() {
		return nil
	}
	if a.isZero() {
		*a = *o.Clone()
		return nil
	}
	if a.target != o.target {
		return fmt.Errorf("support: %w targets %v and %v", kpi.ErrIncompatible, a.Target(), o.Target())
	}
	if o.requests() > math.MaxUint64-a.requests() {
		return errOverflow()
	}
	a.seconds.Merge(&o.seconds)
	a.times.Merge(&o.times)
	a.within += o.within
	a.open += o.open
	a.overdue += o.overdue
	a.oldest = max(a.oldest, o.oldest)
	a.closed += o.closed
	a.closedLate += o.closedLate
	return nil
}

// isZero reports whether a has the default target and no request.
func (a *ResponseTime) isZero() bool { return a.target == 0 && a.requests() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *ResponseTime) Clone() *ResponseTime {
	c := new(ResponseTime)
	if a == nil {
		return c
	}
	*c = *a
	c.seconds = a.seconds.Clone()
	c.times = a.times.Clone()
	return c
}

// Result returns the requests so far.
func (a *ResponseTime) Result() ResponseResult {
	return ResponseResult{
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

// AppendBinary appends the encoding of a.
func (a *ResponseTime) AppendBinary(b []byte) ([]byte, error) {
	b = wire.AppendInt(append(b, responseMagic...), int64(a.Target()))
	for _, n := range []uint64{a.open, a.overdue, uint64(a.oldest), a.closed, a.closedLate, a.within} {
		b = wire.AppendUint(b, n)
	}
	return a.times.AppendBinary(a.seconds.AppendBinary(b)), nil
}

// MarshalBinary returns the encoding of a.
func (a ResponseTime) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt.
func (a *ResponseTime) UnmarshalBinary(data []byte) error {
	r := wire.Open("support: response time", responseMagic, data)
	d, err := NewResponseTime(time.Duration(r.Int()))
	if err != nil {
		r.Fail("%v", err)
		return r.Close()
	}
	var oldest uint64
	d.open, d.overdue, oldest = r.Uint(), r.Uint(), r.Uint()
	d.closed, d.closedLate, d.within = r.Uint(), r.Uint(), r.Uint()
	d.oldest = time.Duration(oldest)
	d.seconds.Read(r)
	d.times.Read(r)
	if err := d.inconsistency(); err != "" {
		r.Fail("%s", err)
	}
	if err := r.Close(); err != nil {
		return err
	}
	*a = *d
	return nil
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

// MarshalJSON returns the encoding of a as a string in base64.
func (a ResponseTime) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (a *ResponseTime) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON("support: response time", data, a)
}
