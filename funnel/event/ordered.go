package event

import "slices"

// ordered goes on by a group in the order Ordered. An attempt moves from slot
// to slot, as far as each group takes it.
func (w *walk) ordered(p *plan, g *group, t *tally) {
	if p.Stop == AtForeign && w.level > 0 && g.rows[0].steps == 0 {
		w.stop() // a foreign event comes before the others of its time
		return
	}
	limit, cut := p.limit(w, g)
	before := w.level
	// From the furthest attempt down: none moves twice, and where two meet the
	// later one stays.
	for i := min(before, p.steps-1); i > 0; i-- {
		if !w.has(i) {
			continue
		}
		to, served := p.reach(g, i)
		to = min(to, limit)
		excluded := g.excludes&bit(i) != 0
		if to <= i && !excluded && p.Count != Entries {
			continue // most events; to look at the times costs a cache miss
		}
		over := p.over(w.start(i), g.at)
		switch {
		case !over && to > i:
			w.enter(p, i, to, g.at, served)
			w.live &^= bit(i)
		case over || excluded:
			w.live &^= bit(i)
			if p.Count == Entries {
				w.tainted = !over && p.Exclusion == Remove
				w.finish(p, t)
			}
		}
	}
	if w.mayEnter(p) {
		if to, served := p.reach(g, 0); to > 0 {
			w.enter(p, 0, min(to, limit), g.at, served)
		}
	}
	w.choose(p, g)
	if cut || p.Stop == AtForeign && w.level > 0 && g.union>>1&^upTo(w.level) != 0 {
		w.stop()
	}
}

// mayEnter reports whether an event of step 1 begins an attempt.
func (w *walk) mayEnter(p *plan) bool {
	return p.Entry == Best || w.level == 0
}

// choose finds the best attempt after a group: the one that got furthest; of
// these the one that got there first; of these the one that began last. With
// Remove, an attempt that an exclusion ended makes way for the next one that
// gets as far.
func (w *walk) choose(p *plan, g *group) {
	for i := p.steps; i > w.level; i-- {
		if w.has(i) {
			w.record(p, i)
			return
		}
	}
	if p.Exclusion != Remove || w.level == 0 {
		return
	}
	n := w.level
	if g.excludes&bit(n) != 0 && w.best[n-1].before(g.at) && !p.over(w.best[0], g.at) {
		w.tainted = true
	}
	if w.tainted && w.has(n) && w.slot(p, n)[n-1] == g.at {
		w.record(p, n)
	}
}

func (w *walk) stop() {
	w.stopped, w.live = true, 0
}

// limit returns the furthest step that the Stop AtRepeat lets attempts get to
// by a group, and whether the search ends with it. Two events of a step at one
// time are a repeat, and the steps behind it are not looked at.
func (p *plan) limit(w *walk, g *group) (limit int, cut bool) {
	if p.Stop != AtRepeat {
		return p.steps, false
	}
	reached := w.level
	for i := 0; i < p.steps; i++ {
		if i > 0 && (!w.has(i) || p.over(w.start(i), g.at)) || i == 0 && !w.mayEnter(p) {
			continue
		}
		to, _ := p.reach(g, i)
		reached = max(reached, to)
	}
	for step := 2; step <= p.steps; step++ {
		events := 0
		for _, r := range g.rows {
			if r.steps&bit(step) != 0 {
				events++
			}
		}
		switch {
		case events > 0 && step <= w.level:
			return step - 1, true
		case events > 1 && step <= reached:
			return step, true
		}
	}
	return p.steps, false
}

// consecutive goes on by a group in the order Consecutive. An attempt that an
// event both repeats and takes further goes on both ways, because what comes
// next decides which was better; so slots are copied, not moved.
func (w *walk) consecutive(p *plan, g *group) {
	var to [maxSteps + 1]int // where the attempt of each slot gets to
	if w.mayEnter(p) {
		to[0], _ = p.reach(g, 0)
	}
	for i := 1; i < p.steps; i++ {
		if !w.has(i) {
			continue
		}
		if p.over(w.start(i), g.at) {
			w.live &^= bit(i)
			continue
		}
		to[i], _ = p.reach(g, i)
	}
	// From the last slot down, so that those which a slot is made of are as
	// they were before the group.
	for i := p.steps; i > 0; i-- {
		stays := w.has(i) && g.all&bit(i) != 0
		from := -1
		if to[0] >= i {
			from = 0
		}
		for j := 1; j < i; j++ {
			// Of attempts that began together the one further on is the
			// earlier one at each step.
			if to[j] >= i && (from < 0 || from > 0 && !w.start(j).before(w.start(from))) {
				from = j
			}
		}
		switch {
		case from == 0, from > 0 && !(stays && !w.start(i).before(w.start(from))):
			w.enter(p, from, i, g.at, 0)
		case !stays:
			w.live &^= bit(i)
		}
	}
	w.choose(p, g)
}

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
