package event

import (
	"fmt"
	"math"
	"math/big"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/sketch"
	"github.com/customerkpi/kpi/internal/timeline"
	"github.com/customerkpi/kpi/internal/wire"
)

// Waits are the times that the best attempts took from one step to another.
type Waits struct {
	N   uint64    `json:"n"`   // attempts
	Sum kpi.Value `json:"sum"` // of their times, in seconds; exact

	times sketch.Quantiles // in nanoseconds
}

// Mean returns the mean time in seconds:
//
//	sum / n        0 <= mean
//
// It is exact. Without an attempt it is [kpi.ErrUndefined].
func (w Waits) Mean() (kpi.Value, error) {
	if w.N == 0 {
		return kpi.Value{}, figure.Undefined("event", "mean time", "no attempt")
	}
	n := new(big.Rat).SetInt(figure.Int(w.N))
	return kpi.ValueOf(n.Quo(w.Sum.Rat(), n)), nil
}

// Percentile returns the time that a share p of the attempts did not exceed,
// 0 <= p <= 1, by the nearest rank: the ceil(p n)-th shortest, at least the first. It
// is never a time between two, as [Waits.Median] may be. It is within 1/128
// (0.78%) of the exact one, and exact for p = 0, for p = 1 and where all times
// are equal. A time above 292 years counts as 292 years. Without an attempt it
// is [kpi.ErrUndefined], for another p a [*kpi.RangeError].
func (w Waits) Percentile(p float64) (time.Duration, error) {
	if !(p >= 0 && p <= 1) {
		return 0, &kpi.RangeError{Op: "event", Name: "percentile", Value: p, Min: 0, Max: 1}
	}
	ns, ok := w.times.Quantile(p)
	if !ok {
		return 0, figure.Undefined("event", "percentile", "no attempt")
	}
	return time.Duration(ns), nil
}

// Median returns the middle time, or the mean of the two middle ones, each as
// near to the exact one as a Percentile. Without an attempt it is [kpi.ErrUndefined].
func (w Waits) Median() (time.Duration, error) {
	ns, ok := w.times.Median()
	if !ok {
		return 0, figure.Undefined("event", "median", "no attempt")
	}
	return time.Duration(ns), nil
}

// String returns a text like "mean 1h40m0s, median 2h0m0s (3)".
func (w Waits) String() string {
	mean, err := w.Mean()
	if err != nil {
		return err.Error()
	}
	median, err := w.Median()
	if err != nil {
		return err.Error()
	}
	seconds := time.Duration(mean.Float64() * float64(time.Second))
	return fmt.Sprintf("mean %v, median %v (%d)", seconds.Round(time.Second), median.Round(time.Second), w.N)
}

// waits is what Waits are made of: it merges exactly.
type waits struct {
	seconds exact.Sum
	times   sketch.Quantiles
}

// add counts the time between two steps. With grace it may be negative, and
// counts as none.
func (w *waits) add(from, to timeline.Instant) {
	d := to.Sub(from)
	if d.Sec < 0 {
		d = timeline.Instant{}
	}
	if d.Sec < math.MaxInt64/int64(time.Second) {
		w.addShort(time.Duration(d.Sec)*time.Second + time.Duration(d.Nano))
		return
	}
	w.seconds.AddMinor(d.Sec, 0)
	w.seconds.AddMinor(int64(d.Nano), 9)
	w.times.Add(math.MaxInt64)
}

// addShort is add for a time that a Duration holds. In one unit the sum is fast.
func (w *waits) addShort(d time.Duration) {
	if !w.seconds.AddSameMinor(int64(d), 9) {
		w.seconds.AddMinor(int64(d), 9)
	}
	w.times.Add(int64(d))
}

func (w *waits) merge(o *waits) {
	w.seconds.Merge(&o.seconds)
	w.times.Merge(&o.times)
}

func (w *waits) clone() waits { return waits{w.seconds.Clone(), w.times.Clone()} }

func (w *waits) result() Waits {
	return Waits{N: w.times.Count(), Sum: kpi.ValueOf(w.seconds.Rat()), times: w.times.Clone()}
}

func (w *waits) append(b []byte) []byte {
	return w.times.AppendBinary(w.seconds.AppendBinary(b))
}

func (w *waits) read(r *wire.Reader) {
	w.seconds.Read(r)
	w.times.Read(r)
	if w.seconds.Sign() < 0 || w.times.Count() == 0 && w.seconds.Sign() != 0 {
		r.Fail("times of %d attempts add up to %v", w.times.Count(), w.seconds.Rat())
	}
}

// MarshalJSON returns an object of the fields, of the times in the encoding of the
// state, which the percentiles are read from, and value, the [Waits.Mean].
func (w Waits) MarshalJSON() ([]byte, error) { return w.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt]. The times
// have to be there, all of them.
func (w *Waits) UnmarshalJSON(data []byte) error { return w.json().Unmarshal(data) }

// json points to what the JSON has.
func (w *Waits) json() figure.Form {
	type fields Waits
	parts := &struct {
		*fields
		Times *sketch.Quantiles `json:"times"`
	}{(*fields)(w), &w.times}
	return figure.FormOf("event: waits", w, parts, Waits.Mean, Waits.check)
}

// check says what is wrong with the times.
func (w Waits) check() string {
	if w.times.Count() == w.N {
		return ""
	}
	return fmt.Sprintf("%d times of %d", w.times.Count(), w.N)
}

// GobEncode returns what MarshalJSON does: gob by itself leaves out fields that are not
// exported.
func (w Waits) GobEncode() ([]byte, error) { return w.MarshalJSON() }

// GobDecode reads what GobEncode wrote, or returns [kpi.ErrCorrupt].
func (w *Waits) GobDecode(data []byte) error { return w.UnmarshalJSON(data) }
