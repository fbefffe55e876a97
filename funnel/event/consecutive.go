package event

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
