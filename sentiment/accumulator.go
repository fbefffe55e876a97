package sentiment

import (
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/tally"
)

// An Accumulator counts mentions by class: the shares and the net sentiment of
// a stream. The zero value is ready; see kpi.Accumulator for the laws that it
// keeps. A class may be counted 2^57-1 times.
type Accumulator struct{ scores tally.Scores }

// Add counts one mention. A number that is no class is a *kpi.RangeError and
// is not counted.
func (a *Accumulator) Add(c Class) error {
	if uint(c-Negative) < uint(len(a.scores.Fast)) { // half of the time of AddN
		a.scores.Fast[c-Negative]++
		return nil
	}
	return a.AddN(c, 1)
}

// AddN counts n mentions of the same class. A number that is no class is a
// *kpi.RangeError, too many mentions kpi.ErrOverflow, and nothing is counted.
func (a *Accumulator) AddN(c Class, n uint64) error {
	if err := c.check(); err != nil {
		return err
	}
	a.init()
	if !a.scores.AddN(int(c), n) {
		return errOverflow()
	}
	return nil
}

// AddSlice counts a column of mentions, all or, with the error of the first
// refused one, none.
func (a *Accumulator) AddSlice(classes []Class) error {
	var counts [3]uint64
	for i, c := range classes {
		j := uint(c - Negative)
		if j >= uint(len(counts)) {
			return fmt.Errorf("input %d: %w", i, c.check())
		}
		counts[j]++
	}
	a.init()
	if !a.scores.AddCounts(counts[:]) {
		return errOverflow()
	}
	return nil
}

// init gives a zero accumulator its counters.
func (a *Accumulator) init() { a.scores.Init(int(Negative), int(Positive), int(Negative)) }

func errOverflow() error { return fmt.Errorf("sentiment: mentions of a class: %w", kpi.ErrOverflow) }

// Merge adds the mentions of o.
func (a *Accumulator) Merge(o *Accumulator) error {
	if o != nil && !a.scores.Merge(&o.scores) {
		return errOverflow()
	}
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Accumulator) Clone() *Accumulator {
	if a == nil {
		return new(Accumulator)
	}
	return &Accumulator{scores: a.scores.Clone()}
}

// Result returns the counts so far.
func (a *Accumulator) Result() Result {
	return Result{Positive: a.count(Positive), Neutral: a.count(Neutral), Negative: a.count(Negative)}
}

func (a *Accumulator) count(c Class) uint64 { return a.scores.Count(int(c), int(c)) }
