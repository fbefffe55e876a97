package event

import "slices"

// any goes on by a group in the order Any.
//
// With Best, the number of different steps that the events of a window can
// serve is the size of a matching, and basis holds those events that are in one
// when the latest events are taken first. Such a list of at most one event a
// step tells the size for every window that ends now (the greedy algorithm of a
// matroid, here of the events that can serve different steps at once), so that
// no other event has to be kept. With First the window has a fixed start, and
// the earliest events are taken first.
func (w *walk) any(p *plan, g *group) {
	if p.Entry == First && w.level > 0 && p.over(w.best[0], g.at) {
		return
	}
	before := len(w.basis)
	w.basis = p.elements(w.basis, g)
	if len(w.basis) == before {
		return
	}
	if p.Entry == First {
		w.basis = independent(w.basis)
	} else {
		// The latest ones to the front, by turning both parts and the whole.
		slices.Reverse(w.basis[:before])
		slices.Reverse(w.basis[before:])
		slices.Reverse(w.basis)
		w.basis = p.within(independent(w.basis), g.at)
	}
	if len(w.basis) <= w.level {
		return
	}
	w.level, w.served, w.best = len(w.basis), upTo(len(w.basis)), w.best[:0]
	for _, e := range w.basis {
		w.best = append(w.best, e.at)
	}
	slices.SortFunc(w.best, instant.compare)
}

// elements appends the events of a group that match a step; where an event
// serves all its steps, one for each.
func (p *plan) elements(events []record, g *group) []record {
	for _, r := range g.rows {
		for step := 1; p.Reuse == Shared && step <= p.steps; step++ {
			if r.steps&bit(step) != 0 {
				events = append(events, record{at: r.at, steps: bit(step)})
			}
		}
		if p.Reuse == OnePerEvent && r.steps != 0 {
			events = append(events, record{at: r.at, steps: r.steps})
		}
	}
	return events
}

// within returns the events whose window is not over at a time. They are
// sorted, the latest first.
func (p *plan) within(events []record, at instant) []record {
	for i, e := range events {
		if p.over(e.at, at) {
			return events[:i]
		}
	}
	return events
}

// independent returns, in their order, the events that can serve a step each
// together with those before them.
func independent(events []record) []record {
	var owner [maxSteps]int // the event that serves a step, from 1; 0 for none
	kept := events[:0]
	for _, e := range events {
		kept = append(kept, e)
		var tried uint32
		if !serve(kept, len(kept), &owner, &tried) {
			kept = kept[:len(kept)-1]
		}
	}
	return kept
}

// serve finds a step for event n, from 1, moving other events to other steps
// where that makes room, see matching.add.
func serve(events []record, n int, owner *[maxSteps]int, tried *uint32) bool {
	for step := 1; step <= maxSteps; step++ {
		if events[n-1].steps&bit(step)&^*tried == 0 {
			continue
		}
		*tried |= bit(step)
		if owner[step-1] == 0 || serve(events, owner[step-1], owner, tried) {
			owner[step-1] = n
			return true
		}
	}
	return false
}

func (w *walk) openAny(p *plan, end instant) bool {
	if p.Entry == First {
		return w.level > 0 && !p.over(w.best[0], end)
	}
	for _, e := range w.basis {
		if !p.over(e.at, end) {
			return true
		}
	}
	return false
}
