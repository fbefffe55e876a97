package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"time"
)

// A task is a piece of work that the library and another side do, with equal answers.
type task struct {
	name, against string
	before        func() error // not timed; may be nil
	ours, theirs  way
	within        float64       // how far the numbers of an answer may differ: those that one side rounds
	measured      time.Duration // instead of theirs, where that is not run here
}

// A way does the work and returns its numbers.
type way func() ([]float64, error)

// run takes both sides in turn.
func (t *task) run(rounds int) (took times, err error) {
	if t.before != nil {
		if err := t.before(); err != nil {
			return took, err
		}
	}
	for range rounds {
		ours, got, err := timed(t.ours)
		if err != nil {
			return took, err
		}
		theirs := t.measured
		if t.theirs != nil {
			var want []float64
			if theirs, want, err = timed(t.theirs); err != nil {
				return took, err
			}
			if err := t.compare(got, want); err != nil {
				return took, err
			}
		}
		took.ours, took.theirs = append(took.ours, ours), append(took.theirs, theirs)
	}
	return took, nil
}

// timed takes a way, without the garbage of the one before.
func timed(w way) (time.Duration, []float64, error) {
	runtime.GC()
	start := time.Now()
	numbers, err := w()
	return time.Since(start), numbers, err
}

// compare returns an error for answers that are not equal, and for one that would be
// equal to another by having nothing in it.
func (t *task) compare(got, want []float64) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d numbers, not %d", len(got), len(want))
	}
	something := false
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= t.within) {
			return fmt.Errorf("number %d is %v, not %v", i, got[i], want[i])
		}
		something = something || got[i] != 0
	}
	if !something {
		return errors.New("an answer of nothing")
	}
	return nil
}

// times are those of the rounds of a task.
type times struct{ ours, theirs []time.Duration }

const lineFormat = "%-42s %-22s %10s %11s %7s  %s\n"

// line writes the best times, and the median, the least and the greatest ratio.
func (t *times) line(w io.Writer, of *task) {
	var ratios []float64
	for i := range t.ours {
		ratios = append(ratios, t.ours[i].Seconds()/t.theirs[i].Seconds())
	}
	slices.Sort(ratios)
	n := len(ratios)
	median := (ratios[(n-1)/2] + ratios[n/2]) / 2
	spread := fmt.Sprintf("(%.2f to %.2f)", ratios[0], ratios[n-1])
	if of.theirs == nil {
		spread += " theirs measured elsewhere"
	}
	fmt.Fprintf(w, lineFormat, of.name, of.against, millis(slices.Min(t.ours)), millis(slices.Min(t.theirs)), fmt.Sprintf("%.2f", median), spread)
}

func millis(d time.Duration) string { return fmt.Sprintf("%.1f", d.Seconds()*1e3) }

// benchstat writes a line for each side and round, as go test -bench does.
func (t *times) benchstat(w io.Writer, of *task) {
	name := strings.NewReplacer(" ", "_", ",", "").Replace("BenchmarkTask/" + of.name + "/than=" + of.against)
	for i := range t.ours {
		fmt.Fprintf(w, "%s/by=kpi-%d 1 %d ns/op\n", name, runtime.GOMAXPROCS(0), t.ours[i])
		if of.theirs != nil {
			fmt.Fprintf(w, "%s/by=other-%d 1 %d ns/op\n", name, runtime.GOMAXPROCS(0), t.theirs[i])
		}
	}
}
