package event

import (
	"fmt"
	"strings"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel"
)

// An Outcome is what became of a customer, an entry or a session by the end of
// the data.
type Outcome uint8

// The outcomes.
const (
	NotEntered Outcome = iota // no event of step 1
	Open                      // not converted, and its time is not over
	Dropped                   // not converted in time
	Converted                 // reached the last step
	Removed                   // left the funnel, see Remove
)

var outcomes = [...]string{"not entered", "open", "dropped", "converted", "removed"}

// String returns "not entered", "open", "dropped", "converted" or "removed".
func (o Outcome) String() string { return nameOf(outcomes[:], uint8(o)) }

// A Path is how far a customer got. With Entries or Sessions it is that of the
// one that goes on, if any.
type Path struct {
	// Reached is the furthest step, 0 for none, or where the customer is
	// removed. With the order Any it is the number of different steps.
	Reached int `json:"reached"`
	// Furthest is the furthest step of any entry or session that was not
	// removed; it is Reached where customers are counted.
	Furthest int     `json:"furthest"`
	Outcome  Outcome `json:"outcome"`
	// Times are when the best attempt reached each step up to Reached, in UTC;
	// the zero time for an optional step that was left out.
	Times []time.Time `json:"times"`
}

// A Bar is a step of the funnel, and how many customers, entries or sessions
// reached it or a later one. An optional step counts those who did it.
type Bar struct {
	Name     string `json:"name"`
	Count    uint64 `json:"count"`
	Optional bool   `json:"optional"`
	// Wait is the time from the step before, of those who reached this one. The
	// first step has none.
	Wait Waits `json:"wait"`
}

// A Result is what the events add up to: a funnel of customers, entries or
// sessions. Open, Dropped and Converted add up to the count of the first step.
type Result struct {
	Steps     []Bar  `json:"steps"`
	Open      uint64 `json:"open"`      // not converted, time not over
	Dropped   uint64 `json:"dropped"`   // not converted in time
	Converted uint64 `json:"converted"` // reached the last step
	Removed   uint64 `json:"removed"`   // by an exclusion; at no step
	Total     Waits  `json:"total"`     // from the first step to the last one
}

func newResult(p *plan, names []string, t *tally) Result {
	r := Result{
		Steps:     make([]Bar, p.steps),
		Open:      t.counts[Open],
		Dropped:   t.counts[Dropped],
		Converted: t.counts[Converted],
		Removed:   t.counts[Removed],
	}
	for i := range r.Steps {
		r.Steps[i] = Bar{Name: names[i], Optional: p.Optional.Has(i + 1)}
		if t.reached == nil {
			continue
		}
		r.Steps[i].Count = t.reached[i]
		if i > 0 {
			r.Steps[i].Wait = t.waits[i].result()
		} else {
			r.Total = t.waits[i].result()
		}
	}
	return r
}

// Entered returns the number of those at the first step:
// open + dropped + converted.
func (r Result) Entered() uint64 { return r.Open + r.Dropped + r.Converted }

// Conversion returns the conversion rate of all who entered:
//
//	converted / (converted + dropped + open)        0 <= rate <= 1
//
// It is too low while some are open. Where nobody entered it is
// kpi.ErrUndefined.
func (r Result) Conversion() (kpi.Rate, error) {
	if r.Entered() == 0 {
		return kpi.Rate{}, fmt.Errorf("event: conversion %w: nobody entered", kpi.ErrUndefined)
	}
	return kpi.NewRate(r.Converted, r.Entered())
}

// Decided returns the conversion rate of those whose time is over or who
// converted:
//
//	converted / (converted + dropped)        0 <= rate <= 1
//
// Who converts fast is decided before who does not, so that it is too high
// while many are open. Where nobody is decided it is kpi.ErrUndefined; without a
// window nobody drops.
func (r Result) Decided() (kpi.Rate, error) {
	if r.Converted+r.Dropped == 0 {
		return kpi.Rate{}, fmt.Errorf("event: decided conversion %w: nobody converted or dropped", kpi.ErrUndefined)
	}
	return kpi.NewRate(r.Converted, r.Converted+r.Dropped)
}

// Funnel returns the counts of the steps that are not optional, for the rates
// from step to step. Fewer than two steps are a *kpi.RangeError.
func (r Result) Funnel() (funnel.StepsResult, error) {
	var names []string
	var counts []uint64
	for _, s := range r.Steps {
		if !s.Optional {
			names, counts = append(names, s.Name), append(counts, s.Count)
		}
	}
	f, err := funnel.FromCounts(counts...)
	for i := range f.Steps {
		f.Steps[i].Name = names[i]
	}
	return f, err
}

// String returns a text like
// "50.00% of 4 (visit 4, cart 3, order 2; 1 open, 1 dropped)".
func (r Result) String() string {
	removed := ""
	if r.Removed > 0 {
		removed = fmt.Sprintf(", %d removed", r.Removed)
	}
	rate, err := r.Conversion()
	if err != nil {
		return err.Error() + removed
	}
	steps := make([]string, len(r.Steps))
	for i, s := range r.Steps {
		steps[i] = fmt.Sprintf("%s %d", s.Name, s.Count)
	}
	return fmt.Sprintf("%s%% of %d (%s; %d open, %d dropped%s)",
		rate.Percent(2).StringFixed(2), r.Entered(), strings.Join(steps, ", "), r.Open, r.Dropped, removed)
}
