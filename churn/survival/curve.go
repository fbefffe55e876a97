package survival

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
)

// A Curve is the estimate of the survival function by Kaplan and Meier, and of the
// cumulative hazard by Nelson and Aalen: one step per age at which a customer left or
// was censored. Ages are in the unit of the rows.
type Curve struct {
	Customers uint64 `json:"customers"`
	Events    uint64 `json:"events"` // customers who churned
	Steps     []Step `json:"steps"`  // by ascending time
}

// N returns the number of customers.
func (c Curve) N() uint64 { return c.Customers }

// A Step is the estimate from its time up to the next step. With d churned of n
// at risk at each time up to and including this one:
//
//	Survival        Π (1 - d/n)         the share who stay longer than Time, 1..0
//	Greenwood       Σ d / (n (n-d))     the variance of log Survival
//	Hazard          Σ d/n               the cumulative hazard
//	HazardVariance  Σ d/n²              its variance
//
// A time at which all leave, d = n, adds nothing to Greenwood: Survival is 0
// from then on and has no standard error.
//
// Sources: E. L. Kaplan and P. Meier, JASA 53 (1958) 457-481; M. Greenwood,
// Reports on Public Health and Medical Subjects 33 (1926); W. Nelson, Journal of
// Quality Technology 1 (1969) 27-52; O. Aalen, Annals of Statistics 6 (1978)
// 701-726.
type Step struct {
	Time     int64  `json:"time"`
	AtRisk   uint64 `json:"at_risk"`  // just before Time: under observation and not gone
	Events   uint64 `json:"events"`   // customers who churned at Time
	Censored uint64 `json:"censored"` // customers last seen at Time; they are in AtRisk

	Survival       float64 `json:"survival"`
	Greenwood      float64 `json:"greenwood"`
	Hazard         float64 `json:"hazard"`
	HazardVariance float64 `json:"hazard_variance"`
}

// Result returns the curve of the customers so far, in time proportional to
// m log m for m different ages.
func (a *Accumulator) Result() Curve {
	c := Curve{Customers: a.rows, Steps: make([]Step, 0, a.at.Len())}
	atRisk := a.rows - a.late
	now := Step{Survival: 1}
	for age, m := range a.at.Sorted() {
		if m.left() > 0 {
			now = now.next(age, atRisk, m)
			c.Events += m.churned
			c.Steps = append(c.Steps, now)
		}
		// Customers who enter at an age are at risk after it.
		atRisk += m.entered - m.left()
	}
	return c
}

// next returns the step after s.
func (s Step) next(age int64, atRisk uint64, m *moves) Step {
	s.Time, s.AtRisk, s.Events, s.Censored = age, atRisk, m.churned, m.censored
	n, d, stay := float64(atRisk), float64(m.churned), float64(atRisk-m.churned)
	s.Survival *= stay / n
	if stay > 0 {
		s.Greenwood += d / n / stay
	}
	s.Hazard += d / n
	s.HazardVariance += d / n / n
	return s
}

// StdErr returns the standard error of Survival by Greenwood's formula:
//
//	Survival √Greenwood
//
// Where Survival is 0 it is [kpi.ErrUndefined].
func (s Step) StdErr() (float64, error) {
	if s.Survival <= 0 {
		return 0, figure.Undefined(op, "standard error", fmt.Sprintf("nobody is left at %d", s.Time))
	}
	return s.Survival * math.Sqrt(s.Greenwood), nil
}

// HazardStdErr returns the standard error of Hazard, √HazardVariance.
func (s Step) HazardStdErr() float64 { return math.Sqrt(s.HazardVariance) }

// At returns the step in force at a time: the last at or before it or, before the
// first, a step with Survival 1 and nobody counted. Beyond the last time it is
// [kpi.ErrUndefined], because nobody was observed for so long. If nobody is left there,
// Survival stays 0. A negative time is a [*kpi.RangeError].
func (c Curve) At(time int64) (Step, error) {
	if err := c.checkTime("time", time); err != nil {
		return Step{}, err
	}
	i, ok := slices.BinarySearchFunc(c.Steps, time, func(s Step, t int64) int {
		switch {
		case s.Time < t:
			return -1
		case s.Time > t:
			return 1
		}
		return 0
	})
	switch {
	case ok:
		return c.Steps[i], nil
	case i == 0:
		return Step{Survival: 1}, nil
	}
	return c.Steps[i-1], nil
}

// checkTime refuses times at which the curve is not known.
func (c Curve) checkTime(name string, time int64) error {
	if len(c.Steps) == 0 {
		return errEmpty(name)
	}
	if time < 0 {
		return &kpi.RangeError{Op: op, Name: name, Value: time, Min: 0}
	}
	if last := c.Steps[len(c.Steps)-1]; time > last.Time && last.Survival > 0 {
		return figure.Undefined(op, fmt.Sprintf("curve at %s %d", name, time), fmt.Sprintf("nobody was observed after %d", last.Time))
	}
	return nil
}

func errEmpty(what string) error {
	return figure.Undefined(op, what, "no customer")
}

// Emptied returns the time at which all customers under observation left although
// others, who entered late, were observed afterwards. Survival is 0 from then on. That
// says that few were at risk, not that nobody stays: look at AtRisk there. The curve
// of those who stay longer than some time t is sound again if enough are at risk after
// t: add only the rows that end after t, with Entry max(entry, t).
func (c Curve) Emptied() (time int64, ok bool) {
	for i, s := range c.Steps {
		if s.Survival == 0 {
			return s.Time, i < len(c.Steps)-1
		}
	}
	return 0, false
}

// String returns a text of several lines, one per step with an event, with its
// interval at 95% of the kind [Log].
func (c Curve) String() string {
	lines := []string{
		fmt.Sprintf("%d customers, %d churned", c.Customers, c.Events),
		fmt.Sprintf("%8s %8s %8s %9s %8s  %s", "time", "at risk", "churned", "survival", "std err", "95%"),
	}
	for _, s := range c.Steps {
		if s.Events == 0 {
			continue
		}
		line := fmt.Sprintf("%8d %8d %8d %9.4f", s.Time, s.AtRisk, s.Events, s.Survival)
		if se, err := s.StdErr(); err == nil {
			line += fmt.Sprintf(" %8.4f", se)
		}
		if i, err := s.Interval(Log, 0.95); err == nil {
			line += fmt.Sprintf("  %.4f..%.4f", i.Low, i.High)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
