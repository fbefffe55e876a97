package event

import (
	"fmt"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/timeline"
)

// A plan is a rule with what follows from it and the number of steps.
type plan struct {
	Rule
	steps    int
	all      Steps // the steps that there are
	behind   Steps // those that an exclusion may stand behind
	optional uint32
	window   timeline.Instant // as a difference, like the others
	grace    timeline.Instant
	gap      timeline.Instant
}

func newPlan(r Rule, steps int) plan {
	p := plan{
		Rule: r, steps: steps, all: Steps(upTo(steps)), optional: uint32(r.Optional),
		window: timeline.Span(r.Window.limit), grace: timeline.Span(r.Grace), gap: timeline.Span(r.Gap),
	}
	if r.Sequence == Ordered {
		p.behind = Steps(upTo(steps - 1))
	}
	return p
}

// later reports whether a time lies more than d after start.
func later(at, start, d timeline.Instant) bool { return d.Before(at.Sub(start)) }

// over reports whether the window of an attempt that began at start is over at
// a time.
func (p *plan) over(start, at timeline.Instant) bool {
	return p.Window.limited && later(at, start, p.window)
}

// record checks an event.
func (p *plan) record(e *Event) (record, error) {
	at, err := figure.Instant("event", e.Time)
	switch {
	case err != nil:
		return record{}, err
	case e.Steps&^p.all != 0:
		return record{}, outsideSet("set of steps", e.Steps, p.all)
	case e.Excludes&^p.behind != 0:
		return record{}, outsideSet("set of exclusions", e.Excludes, p.behind)
	}
	return record{at, uint32(e.Steps), uint32(e.Excludes)}, nil
}

func outsideSet(name string, s, most Steps) error {
	return &kpi.RangeError{Op: "event", Name: name, Value: fmt.Sprintf("%#x", s), Min: 0, Max: fmt.Sprintf("%#x", most)}
}

// matters reports whether an event makes a difference to its customer. One that
// matches nothing may come between two others.
func (p *plan) matters(r record) bool {
	return r.steps|r.excludes != 0 || p.Sequence == Consecutive || p.Stop == AtForeign || p.Count == Sessions
}

// A tie is all events of a customer at one time, often a single one. The rules look
// at ties, never at the order within one.
type tie struct {
	at       timeline.Instant
	rows     []record // sorted
	union    uint32   // the steps that an event of the tie matches
	all      uint32   // the steps that every event of the tie matches
	excludes uint32
}

// firstTie returns the first tie of sorted records, and the rest of them.
func firstTie(rows []record) (t tie, rest []record) {
	n := 1
	for n < len(rows) && rows[n].at == rows[0].at {
		n++
	}
	t = tie{at: rows[0].at, rows: rows[:n], all: ^uint32(0)}
	for _, r := range t.rows {
		t.union |= r.steps
		t.all &= r.steps
		t.excludes |= r.excludes
	}
	return t, rows[n:]
}

// reach returns the furthest step that an attempt that stands at step from
// (0: it has not begun) gets to by the events of a tie, and the steps that
// these serve. Of the optional steps on the way it takes those that it can,
// the first ones first.
func (p *plan) reach(t *tie, from int) (to int, served uint32) {
	switch {
	case t.union>>from == 0:
		return from, 0
	case p.Ties == Strict || p.Reuse == OnePerEvent && len(t.rows) == 1:
		return p.reachOne(t.union, from)
	case p.Reuse == Shared:
		return p.reachAll(t.union, from)
	}
	return p.reachDistinct(t, from)
}

// reachOne is reach where one step is served: the furthest that has only
// optional steps before it.
func (p *plan) reachOne(union uint32, from int) (to int, served uint32) {
	to = from
	for step := from + 1; step <= p.steps; step++ {
		if union&bit(step) != 0 {
			to, served = step, bit(step)
		}
		if p.optional&bit(step) == 0 {
			break
		}
	}
	return to, served
}

// reachAll is reach where each event serves all its steps.
func (p *plan) reachAll(union uint32, from int) (to int, served uint32) {
	to = from
	for step := from + 1; step <= p.steps; step++ {
		if union&bit(step) != 0 {
			to = step
		} else if p.optional&bit(step) == 0 {
			break
		}
	}
	return to, union & upTo(to) &^ upTo(from)
}

// reachDistinct is reach where each event serves one step: a matching of steps
// to events.
func (p *plan) reachDistinct(t *tie, from int) (to int, served uint32) {
	var required, furthest matching // for the steps up to `to`
	to = from
	for step := from + 1; step <= p.steps; step++ {
		with := required.clone()
		ok := with.add(t.rows, step)
		if ok {
			to, furthest = step, with
		}
		if p.optional&bit(step) != 0 {
			continue
		}
		if !ok {
			break
		}
		required = with
	}
	for step := from + 1; step < to; step++ {
		if p.optional&bit(step) != 0 {
			furthest.add(t.rows, step)
		}
	}
	for _, step := range furthest.steps {
		if step > 0 {
			served |= bit(step)
		}
	}
	return to, served
}

// A matching gives events to steps: steps[i] is the step that the i-th event of
// the tie serves, 0 for none.
type matching struct{ steps []int }

func (m matching) clone() matching { return matching{slices.Clone(m.steps)} }

// add gives an event to a further step, moving other steps to other events
// where that makes room (an augmenting path; Kuhn 1955). It reports whether
// there is one, and changes nothing otherwise.
func (m *matching) add(rows []record, step int) bool {
	if m.steps == nil {
		m.steps = make([]int, len(rows))
	}
	return m.augment(rows, step, make([]bool, len(rows)))
}

func (m *matching) augment(rows []record, step int, tried []bool) bool {
	for i, r := range rows {
		if r.steps&bit(step) == 0 || tried[i] {
			continue
		}
		tried[i] = true
		if m.steps[i] == 0 || m.augment(rows, m.steps[i], tried) {
			m.steps[i] = step
			return true
		}
	}
	return false
}
