package event

// ordered goes on by a group in the order Ordered. An attempt moves from slot
// to slot, as far as each group takes it.
func (w *walk) ordered(p *plan, g *group, t *tally) {
	if p.Stop == AtForeign && w.level > 0 && g.rows[0].steps == 0 {
		w.stop() // a foreign event comes before the others of its time
		return
	}
	limit, cut := p.steps, false
	if p.Stop == AtRepeat {
		limit, cut = p.limit(w, g)
	}
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
// Remove, an exclusion that ends it removes the customer, until another attempt
// gets further: it stands where it got to, for no attempt that got as far later
// takes its place.
func (w *walk) choose(p *plan, g *group) {
	for i := p.steps; i > w.level; i-- {
		if w.has(i) {
			w.record(p, i)
			return
		}
	}
	if p.Exclusion == Remove && w.level > 0 && g.excludes&bit(w.level) != 0 && !p.over(w.best[0], g.at) {
		w.tainted = true
	}
}

func (w *walk) stop() {
	w.stopped, w.live = true, 0
}

// limit returns the furthest step that the Stop AtRepeat lets attempts get to
// by a group, and whether the search ends with it. Two events of a step at one
// time are a repeat, and the steps behind it are not looked at.
func (p *plan) limit(w *walk, g *group) (limit int, cut bool) {
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
