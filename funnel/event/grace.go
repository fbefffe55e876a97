package event

import (
	"cmp"
	"slices"
)

// A tried is an attempt under a rule with grace.
type tried struct {
	times    []instant // of the steps reached
	excluded bool
	at       instant // of the exclusion
}

// graced returns the walk of sorted events under a rule with grace. A step may
// then lie before the one it follows, so that an attempt has to look back, and
// each is tried on its own: the time grows with the number of attempts times
// the events in their windows.
func (p *plan) graced(rows []record) walk {
	var w walk
	var attempts []tried
	for i, r := range rows {
		again := i > 0 && r.compare(rows[i-1]) == 0 // the attempt would be the same
		if r.steps&bit(1) == 0 || again {
			continue
		}
		a := p.attempt(rows, i)
		attempts = append(attempts, a)
		w.level = max(w.level, len(a.times))
		if !a.excluded && len(a.times) < p.steps {
			w.live = bit(1) // all that walk.open looks at
			w.times = a.times[:1]
		}
		if p.Entry == First {
			break
		}
	}
	attempts = slices.DeleteFunc(attempts, func(a tried) bool { return len(a.times) < w.level })
	slices.SortStableFunc(attempts, func(a, b tried) int {
		return cmp.Or(
			a.times[w.level-1].compare(b.times[w.level-1]),
			b.times[0].compare(a.times[0]),
			slices.CompareFunc(a.times, b.times, instant.compare),
		)
	})
	var best tried
	for i, a := range attempts {
		if i == 0 || best.excluded && p.Exclusion == Remove && !a.times[w.level-1].before(best.at) {
			best = a
		}
	}
	w.best, w.served = best.times, upTo(w.level)
	w.tainted = best.excluded && p.Exclusion == Remove
	return w
}

// attempt returns the attempt that begins with an event of step 1. It takes
// each step at the first event, from the grace before the step it stands at on,
// that lies in its window and, with OnePerEvent, that it has not taken yet.
func (p *plan) attempt(rows []record, first int) tried {
	a := tried{times: []instant{rows[first].at}}
	taken := []int{first}
	for len(a.times) < p.steps {
		stands := len(a.times)
		since := a.times[stands-1]
		from, _ := slices.BinarySearchFunc(rows, since, func(r record, since instant) int {
			if since.later(r.at, p.grace) {
				return -1
			}
			return 1
		})
		next := -1
		for i := from; i < len(rows) && !p.over(a.times[0], rows[i].at); i++ {
			r := rows[i]
			free := p.Reuse == Shared || !slices.Contains(taken, i)
			if r.steps&bit(stands+1) != 0 && free {
				next = i
				break
			}
			if r.excludes&bit(stands) != 0 && since.before(r.at) && !a.excluded {
				a.excluded, a.at = true, r.at
			}
		}
		if a.excluded && (next < 0 || a.at.before(rows[next].at)) {
			return a
		}
		a.excluded = false // at the time of the next step: it came first
		if next < 0 {
			return a
		}
		a.times = append(a.times, rows[next].at)
		taken = append(taken, next)
	}
	return a
}
