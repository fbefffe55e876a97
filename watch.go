package kpi

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"time"
)

// A Shift is a change of a figure that lasts, as [Watch] finds it. It is a snapshot for a
// reader, which is not read back.
type Shift struct {
	Since    Period   // the period from which the figure is another, as far as it can be told
	Found    Period   // the period after which that is sure
	Before   Figure   // the baseline
	After    Figure   // of the periods from Since to Found, merged
	Interval Interval // of After, at the level that its start in the series has
}

// Watch looks at a figure after each period of a series that begins at from or later, and
// returns the first [Shift] away from a baseline. It may be called after each period, for
// as long as one cares: of all series that never leave their baseline, no more than
// 1 - level ever have a shift found, however often one looks. A [Chart] has no such bound:
// its false signals become more with every period.
//
//	found ⇔ the interval of the periods j..t, for one j <= t, lies beyond that of the baseline
//	level of start j = 1 - (1 - level) / 2 × 6 / (π² j²)        j = 1, 2, ...
//
// The intervals are those of [Rate.Sequential], [Net.Sequential] and [Mean.Sequential],
// which hold at every look, and the levels share the errors among all starts. A
// baseline that is a sample has the other half of the errors: the figure of a time before
// from, as of [Series.Range]. One that is a [Value] or [Ratio] is a target, and exact. In
// the sums of starts long ago only some are kept, 8 for each doubling of their age, so that
// a look costs little.
//
// It holds for answers that are samples of their own: where days differ by more than
// sampling, as the σz of a Chart shows, it finds those days. A mean is looked at with 100
// observations or more. A series of figures without a Sequential interval is
// [ErrUndefined]; periods without a figure are passed over.
//
// Source: H. Robbins, Annals of Mathematical Statistics 41 (1970) 1397-1409; sums from
// every start as in T. L. Lai, IEEE Transactions on Information Theory 44 (1998)
// 2917-2929; an error shared by 1/j² is Bonferroni's.
func Watch[A Accumulator[A], F Figure](s *Series[A], figure func(A) (F, error), baseline Figure, from time.Time, level float64) (shift Shift, found bool, err error) {
	w, err := newWatch(baseline, level)
	if err != nil {
		return Shift{}, false, err
	}
	var starts []start[A]
	number := uint64(0)
	for period, a := range s.All() {
		if period.Start().Before(from) {
			continue
		}
		number++
		starts = slices.DeleteFunc(starts, func(x start[A]) bool { return number-x.number >= youngest<<bits.TrailingZeros64(x.number) })
		starts = append(starts, start[A]{number, period, s.groups.empty.Clone()})
		for _, x := range starts {
			if err := x.sum.Merge(a); err != nil {
				return Shift{}, false, fmt.Errorf("kpi: watch: period %v: %w", period, err)
			}
			f, err := figure(x.sum)
			if errors.Is(err, ErrUndefined) {
				continue
			}
			if err == nil {
				err = w.look(x.number, x.period, alone(f))
			}
			if err != nil {
				return Shift{}, false, fmt.Errorf("kpi: watch: period %v: %w", period, err)
			}
		}
		if w.gap > 0 {
			w.shift.Found = period
			return w.shift, true, nil
		}
	}
	return Shift{}, false, nil
}

// A start is a sum from a period on.
type start[A any] struct {
	number uint64 // of the period, from 1
	period Period
	sum    A
}

// youngest is the number of the last periods that are all starts.
const youngest = 16

// leastOfMean is the number of observations from which the Sequential interval of a mean holds.
const leastOfMean = 100

// A watch compares figures with a baseline.
type watch struct {
	low, high float64 // of the baseline
	errors    float64 // that the starts share
	shift     Shift   // of the start that is farthest from the baseline
	gap       float64
}

func newWatch(baseline Figure, level float64) (watch, error) {
	if err := checkLevel(level); err != nil {
		return watch{}, err
	}
	if baseline == nil {
		return watch{}, fmt.Errorf("kpi: watch %w: the baseline is nil", ErrUndefined)
	}
	baseline = alone(baseline)
	x := float(baseline.Rat())
	w := watch{x, x, 1 - level, Shift{Before: baseline}, 0}
	if isEstimate(baseline) {
		w.errors /= 2
		i, err := sequentially(baseline, 1-w.errors)
		if err != nil {
			return watch{}, err
		}
		w.low, w.high = i.Low, i.High
	}
	return w, nil
}

// look looks at the figure of the periods from a start on.
func (w *watch) look(number uint64, since Period, f Figure) error {
	if m, ok := f.(Mean); ok && m.n < leastOfMean {
		return nil
	}
	j := float64(number)
	i, err := sequentially(f, 1-w.errors*6/(math.Pi*math.Pi*j*j))
	if err != nil {
		return err
	}
	if gap := max(i.Low-w.high, w.low-i.High); gap > w.gap {
		w.gap = gap
		w.shift.Since, w.shift.After, w.shift.Interval = since, f, i
	}
	return nil
}

// sequentially returns the Sequential interval of a figure.
func sequentially(f Figure, level float64) (Interval, error) {
	s, ok := f.(interface {
		Sequential(level float64) (Interval, error)
	})
	if !ok {
		return Interval{}, fmt.Errorf("kpi: watch %w: a %T has no Sequential interval", ErrUndefined, f)
	}
	return s.Sequential(level)
}

// String returns a text such as "since 2026-W14: 11.1 -> -17.8, found 2026-W16".
func (s Shift) String() string {
	if s.After == nil {
		return "no shift"
	}
	return fmt.Sprintf("since %v: %v -> %v, found %v", s.Since, s.Before, s.After, s.Found)
}

// MarshalJSON returns an object with the periods, the exact figures, the figure after as
// the number "value", and its interval.
func (s Shift) MarshalJSON() ([]byte, error) {
	j := struct {
		Since    Period   `json:"since"`
		Found    Period   `json:"found"`
		Before   Figure   `json:"before"`
		After    Figure   `json:"after"`
		Value    *float64 `json:"value"`
		Interval Interval `json:"interval"`
	}{s.Since, s.Found, s.Before, s.After, nil, s.Interval}
	if s.After != nil {
		j.Value = number(s.After.Rat())
	}
	return json.Marshal(j)
}

// UnmarshalJSON returns an error: keep the series, and watch it again.
func (s *Shift) UnmarshalJSON([]byte) error {
	return errors.New("kpi: a Shift cannot be read from JSON: read the series, and watch it")
}
