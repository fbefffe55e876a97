package event_test

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/customerkpi/kpi/funnel/event"
)

// This file computes funnels a second time, from the definitions and by trying
// everything. Times are whole numbers of a unit.

type naiveEvent struct {
	t               int
	steps, excludes event.Steps
}

// A naiveUnit is what became of a customer, an entry or a session.
type naiveUnit struct {
	level   int
	times   []int // of the steps; leftOut for an optional one left out
	outcome event.Outcome
}

// A naiveFunnel is a rule in whole units; a window below 0 is none.
type naiveFunnel struct {
	event.Rule
	k                  int
	window, grace, gap int
	unit               time.Duration
}

// leftOut stands for the time of an optional step that was not done.
const leftOut = math.MinInt

// An attempt: times[i] of step i+1, or leftOut, and what ended it.
type attempt struct {
	start int
	times []int
	hit   bool
	hitAt int
	alive bool // by what came after, not by its window
}

func (a attempt) level() int { return len(a.times) }
func (a attempt) last() int  { return a.times[len(a.times)-1] }

func (n naiveFunnel) inWindow(start, t int) bool { return n.window < 0 || t-start <= n.window }

// units returns the finished units and the one that goes on at the end.
func (n naiveFunnel) units(events []naiveEvent, end int) (units []naiveUnit) {
	events = slices.Clone(events)
	slices.SortFunc(events, func(a, b naiveEvent) int {
		return cmp.Or(a.t-b.t, cmp.Compare(a.steps, b.steps), cmp.Compare(a.excludes, b.excludes))
	})
	switch n.Count {
	case event.Entries:
		return n.entries(events, end)
	case event.Sessions:
		for len(events) > 0 {
			i := 1
			for i < len(events) && events[i].t-events[i-1].t <= n.gap {
				i++
			}
			over := i < len(events) || end-events[i-1].t > n.gap
			units = append(units, n.one(events[:i], end, over))
			events = events[i:]
		}
		return units
	}
	return []naiveUnit{n.one(events, end, false)}
}

// one follows one customer or session; over says that nothing follows.
func (n naiveFunnel) one(events []naiveEvent, end int, over bool) naiveUnit {
	if n.Order == event.Any {
		return n.any(events, end, over)
	}
	events, stopped := n.stop(events)
	attempts := n.attempts(events)
	best := n.best(attempts)
	u := naiveUnit{level: best.level(), times: best.times}
	switch {
	case u.level == 0:
	case best.hit && n.Exclusion == event.Remove:
		u.outcome, u.level, u.times = event.Removed, 0, nil
	case u.level == n.k:
		u.outcome = event.Converted
	default:
		u.outcome = event.Dropped
		for _, a := range attempts {
			if !stopped && !over && a.alive && n.inWindow(a.start, end) {
				u.outcome = event.Open
			}
		}
	}
	return u
}

// best returns the attempt that got furthest, got there first, began last.
func (n naiveFunnel) best(attempts []attempt) attempt {
	level := 0
	for _, a := range attempts {
		level = max(level, a.level())
	}
	attempts = slices.DeleteFunc(slices.Clone(attempts), func(a attempt) bool { return a.level() < level })
	if level == 0 {
		return attempt{}
	}
	slices.SortFunc(attempts, func(a, b attempt) int {
		return cmp.Or(a.last()-b.last(), b.start-a.start, slices.Compare(a.times, b.times))
	})
	best := attempts[0]
	for _, a := range attempts[1:] {
		if best.hit && n.Exclusion == event.Remove && a.last() >= best.hitAt {
			best = a
		}
	}
	return best
}

func (n naiveFunnel) attempts(events []naiveEvent) []attempt {
	switch {
	case n.grace > 0:
		return n.graced(events)
	case n.Order == event.Consecutive:
		return n.consecutive(events)
	}
	var all []attempt
	excluded := slices.ContainsFunc(events, func(e naiveEvent) bool { return e.excludes != 0 })
	if !excluded && n.Optional == 0 {
		all = n.exhaustive(events)
	} else {
		for _, start := range n.starts(events) {
			all = append(all, n.follow(events, start))
		}
	}
	return all
}

// starts returns the times at which attempts begin.
func (n naiveFunnel) starts(events []naiveEvent) (times []int) {
	for _, e := range events {
		if e.steps.Has(1) && (len(times) == 0 || times[len(times)-1] != e.t) {
			times = append(times, e.t)
		}
	}
	if n.Entry == event.First && len(times) > 1 {
		times = times[:1]
	}
	return times
}

// exhaustive returns every list of events that is an attempt.
func (n naiveFunnel) exhaustive(events []naiveEvent) (all []attempt) {
	starts := n.starts(events)
	var used []int
	var extend func(times []int)
	extend = func(times []int) {
		if len(times) > 0 {
			all = append(all, attempt{start: times[0], times: slices.Clone(times), alive: len(times) < n.k})
		}
		for i, e := range events {
			step := len(times) + 1
			switch {
			case step > n.k, !e.steps.Has(step),
				n.Reuse == event.OnePerEvent && slices.Contains(used, i),
				step == 1 && !slices.Contains(starts, e.t),
				step > 1 && (e.t < times[step-2] || !n.inWindow(times[0], e.t)),
				step > 1 && n.Ties == event.Strict && e.t == times[step-2]:
				continue
			}
			used = append(used, i)
			extend(append(times, e.t))
			used = used[:len(used)-1]
		}
	}
	extend(nil)
	return all
}

// consecutive returns every attempt of exhaustive without an event between two
// steps that does not match the first of them.
func (n naiveFunnel) consecutive(events []naiveEvent) []attempt {
	unbroken := func(from, to, step int) bool {
		return !slices.ContainsFunc(events, func(e naiveEvent) bool {
			return from < e.t && e.t < to && !e.steps.Has(step)
		})
	}
	all := slices.DeleteFunc(n.exhaustive(events), func(a attempt) bool {
		for i := 1; i < len(a.times); i++ {
			if !unbroken(a.times[i-1], a.times[i], i) {
				return true
			}
		}
		return false
	})
	for i, a := range all {
		all[i].alive = a.alive && unbroken(a.last(), 1<<30, a.level())
	}
	return all
}

// follow returns the attempt that begins at a time, instant by instant.
func (n naiveFunnel) follow(events []naiveEvent, start int) attempt {
	a := attempt{start: start}
	for len(events) > 0 && a.level() < n.k {
		t := events[0].t
		i := slices.IndexFunc(events, func(e naiveEvent) bool { return e.t != t })
		if i < 0 {
			i = len(events)
		}
		here := events[:i]
		events = events[i:]
		if t < start {
			continue
		}
		if !n.inWindow(start, t) {
			break
		}
		took := n.furthest(here, a.level())
		for _, served := range took {
			if served {
				a.times = append(a.times, t)
			} else {
				a.times = append(a.times, leftOut)
			}
		}
		hits := slices.ContainsFunc(here, func(e naiveEvent) bool { return e.excludes.Has(a.level()) })
		if len(took) == 0 && hits {
			a.hit, a.hitAt = true, t
			return a
		}
	}
	a.alive = a.level() < n.k
	return a
}

// furthest tries every way for the events of an instant to serve the steps
// behind a level, and returns for each step it gets past whether it is served.
func (n naiveFunnel) furthest(here []naiveEvent, level int) (best []bool) {
	var used []int
	var extend func(served []bool)
	extend = func(served []bool) {
		if l := len(served); l > 0 && served[l-1] {
			if l > len(best) || l == len(best) && slices.CompareFunc(served, best, func(a, b bool) int {
				return cmp.Compare(num(a), num(b))
			}) > 0 {
				best = slices.Clone(served)
			}
		}
		step := level + len(served) + 1
		if step > n.k {
			return
		}
		if n.Optional.Has(step) {
			extend(append(slices.Clone(served), false))
		}
		if n.Ties == event.Strict && slices.Contains(served, true) {
			return
		}
		for i, e := range here {
			if !e.steps.Has(step) || n.Reuse == event.OnePerEvent && slices.Contains(used, i) {
				continue
			}
			used = append(used, i)
			extend(append(slices.Clone(served), true))
			used = used[:len(used)-1]
		}
	}
	extend(nil)
	return best
}

func num(b bool) int {
	if b {
		return 1
	}
	return 0
}

// stop returns the events that a Stop lets count.
func (n naiveFunnel) stop(events []naiveEvent) (counted []naiveEvent, stopped bool) {
	if n.Stop == event.Never {
		return events, false
	}
	free := n
	free.Stop = event.Never
	level := func(events []naiveEvent) int { return free.best(free.attempts(events)).level() }
	for i := 0; i < len(events); {
		j := i
		for j < len(events) && events[j].t == events[i].t {
			j++
		}
		before, after := level(events[:i]), level(events[:j])
		if before == n.k {
			return events[:i], false
		}
		here := events[i:j]
		matching := func(step int) (count int) {
			for _, e := range here {
				count += num(e.steps.Has(step))
			}
			return count
		}
		if n.Stop == event.AtForeign {
			if before > 0 && slices.ContainsFunc(here, func(e naiveEvent) bool { return e.steps == 0 }) {
				return events[:i], true
			}
			for step := 2; step <= n.k; step++ {
				if after > 0 && step-1 > after && matching(step) > 0 {
					return events[:j], true
				}
			}
		}
		for step := 2; n.Stop == event.AtRepeat && step <= n.k; step++ {
			cut := 0
			if step <= before && matching(step) > 0 {
				cut = step - 1
			} else if step <= after && matching(step) > 1 {
				cut = step
			}
			if cut > 0 {
				counted = slices.Clone(events[:j])
				for c := i; c < j; c++ {
					counted[c].steps &= event.Step(cut+1) - 1
				}
				return counted, true
			}
		}
		i = j
	}
	return events, false
}

// entries follows one first entry after the other.
func (n naiveFunnel) entries(events []naiveEvent, end int) (units []naiveUnit) {
	from := -1 << 30
	for {
		i := slices.IndexFunc(events, func(e naiveEvent) bool { return e.steps.Has(1) && e.t >= from })
		if i < 0 {
			return units
		}
		start := events[i].t
		a := n.follow(events, start)
		u := naiveUnit{level: a.level(), times: a.times}
		switch {
		case a.level() == n.k:
			u.outcome, from = event.Converted, a.last()+1
		case a.hit && n.Exclusion == event.Remove:
			u.outcome, u.level, u.times, from = event.Removed, 0, nil, a.hitAt
		case a.hit:
			u.outcome, from = event.Dropped, a.hitAt
		case !n.inWindow(start, end):
			u.outcome, from = event.Dropped, start+n.window+1
		default:
			u.outcome, from = event.Open, 1<<30
		}
		units = append(units, u)
	}
}
