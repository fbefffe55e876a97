package event

import (
	"cmp"
	"slices"
)

// A record is an event as it is kept: 24 bytes. A funnel has at most 32 steps,
// so a record has bits for them only.
type record struct {
	at       instant
	steps    uint32
	excludes uint32
}

// compare orders records by all they hold, so that equal sets of events sort
// to equal lists.
func (r record) compare(o record) int {
	return cmp.Or(r.at.compare(o.at), cmp.Compare(r.steps, o.steps), cmp.Compare(r.excludes, o.excludes))
}

// A group is all events of a customer at one time. The rules look at groups,
// never at the order within one.
type group struct {
	at       instant
	rows     []record // sorted
	union    uint32   // the steps that an event of the group matches
	all      uint32   // the steps that every event of the group matches
	excludes uint32
}

// firstGroup returns the first group of sorted records, and the rest of them.
func firstGroup(rows []record) (g group, rest []record) {
	n := 1
	for n < len(rows) && rows[n].at == rows[0].at {
		n++
	}
	g = group{at: rows[0].at, rows: rows[:n], all: ^uint32(0)}
	for _, r := range g.rows {
		g.union |= r.steps
		g.all &= r.steps
		g.excludes |= r.excludes
	}
	return g, rows[n:]
}

func bit(step int) uint32 { return 1 << (step - 1) }

// upTo returns the set of the steps 1 to n.
func upTo(n int) uint32 { return 1<<n - 1 }

// reach returns the furthest step that an attempt that stands at step from
// (0: it has not begun) gets to by the events of a group, and the steps that
// these serve. Of the optional steps on the way it takes those that it can,
// the first ones first.
func (p *plan) reach(g *group, from int) (to int, served uint32) {
	switch {
	case g.union>>from == 0:
		return from, 0
	case p.Ties == Strict || p.Reuse == OnePerEvent && len(g.rows) == 1:
		return p.reachOne(g.union, from)
	case p.Reuse == Shared:
		return p.reachAll(g.union, from)
	}
	return p.reachDistinct(g, from)
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
func (p *plan) reachDistinct(g *group, from int) (to int, served uint32) {
	var required, furthest matching // for the steps up to `to`
	to = from
	for step := from + 1; step <= p.steps; step++ {
		with := required.clone()
		ok := with.add(g.rows, step)
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
			furthest.add(g.rows, step)
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
// the group serves, 0 for none.
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
