package event

import "slices"

// A tried is an attempt under a rule with grace.
type tried struct {
	times    []instant // of the steps reached
	excluded bool      // ended by an exclusion
	served   []served
}

// A served is a group whose events serve steps of an attempt.
type served struct {
	group int
	by    matching
}

// graced returns the walk of sorted events under a rule with grace. A step may
// then lie before the one it follows, so that an attempt has to look back, and
// each is tried on its own: the time grows with the number of attempts times
// the events in their windows.
func (p *plan) graced(rows []record) walk {
	var groups []group
	for rest := rows; len(rest) > 0; {
		var g group
		g, rest = firstGroup(rest)
		groups = append(groups, g)
	}
	var w walk
	var best tried
	for i := range groups {
		if groups[i].union&bit(1) == 0 {
			continue
		}
		a := p.attempt(groups, i)
		level := len(a.times)
		if level > w.level || level == w.level && !best.times[level-1].before(a.times[level-1]) {
			w.level, best = level, a // further, or there first, or begun last
		}
		if !a.excluded && level < p.steps {
			w.live = bit(1) // all that walk.open looks at
			w.times = a.times[:1]
		}
		if p.Entry == First {
			break
		}
	}
	w.best, w.served = best.times, upTo(w.level)
	w.tainted = best.excluded && p.Exclusion == Remove
	return w
}

// attempt returns the attempt that begins with a group. It takes each step at
// the first time, from the grace before the step it stands at on, that lies in
// its window and whose events can serve the step together with those that they
// serve already.
func (p *plan) attempt(groups []group, first int) tried {
	a := tried{times: []instant{groups[first].at}}
	a.serves(p, groups, first, 1)
	for len(a.times) < p.steps {
		stands := len(a.times)
		since := a.times[stands-1]
		from, _ := slices.BinarySearchFunc(groups, since, func(g group, since instant) int {
			if since.later(g.at, p.grace) {
				return -1
			}
			return 1
		})
		next := -1
		for i := from; i < len(groups) && !p.over(a.times[0], groups[i].at); i++ {
			g := &groups[i]
			if g.union&bit(stands+1) != 0 && a.serves(p, groups, i, stands+1) {
				next = i
				break
			}
			if g.excludes&bit(stands) != 0 && since.before(g.at) {
				a.excluded = true
				return a
			}
		}
		if next < 0 {
			return a
		}
		a.times = append(a.times, groups[next].at)
	}
	return a
}

// serves reports whether the events of a group that has some for a step serve
// it, one step an event unless they are shared. Which event serves which step of
// a time is left open, for they have no order.
func (a *tried) serves(p *plan, groups []group, i, step int) bool {
	if p.Reuse == Shared {
		return true
	}
	n := slices.IndexFunc(a.served, func(s served) bool { return s.group == i })
	if n < 0 {
		n = len(a.served)
		a.served = append(a.served, served{group: i})
	}
	return a.served[n].by.add(groups[i].rows, step)
}
