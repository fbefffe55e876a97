package event

import (
	"slices"

	"github.com/customerkpi/kpi/internal/timeline"
)

// take goes on by the next tie, as the sequence of the rule says.
func (w *walk) take(p *plan, now *tie, t *tally) {
	if p.Count == Sessions && w.begun && later(now.at, w.last, p.gap) {
		w.finish(p, t)
	}
	w.last, w.begun = now.at, true
	if w.done(p) {
		return
	}
	switch p.Sequence {
	case Ordered:
		w.ordered(p, now, t)
	case Any:
		w.any(p, now)
	case Consecutive:
		w.consecutive(p, now)
	}
	if w.level == p.steps && p.Count == Entries {
		w.finish(p, t)
	} else if w.done(p) {
		w.live, w.basis = 0, w.basis[:0]
	}
}

// ordered goes on by a tie in the sequence Ordered. An attempt moves from slot
// to slot, as far as each tie takes it.
func (w *walk) ordered(p *plan, now *tie, t *tally) {
	if p.Stop == AtForeign && w.level > 0 && now.rows[0].steps == 0 {
		w.stop() // a foreign event comes before the others of its time
		return
	}
	limit, cut := p.steps, false
	if p.Stop == AtRepeat {
		limit, cut = p.limit(w, now)
	}
	// From the furthest attempt down: none moves twice, and where two meet the
	// later one stays.
	for i := min(w.level, p.steps-1); i > 0; i-- {
		if w.has(i) {
			w.move(p, now, i, limit, t)
		}
	}
	if w.mayEnter(p) {
		if to, served := p.reach(now, 0); to > 0 {
			w.enter(p, 0, min(to, limit), now.at, served)
		}
	}
	w.choose(p, now)
	if cut || p.Stop == AtForeign && w.level > 0 && now.union>>1&^upTo(w.level) != 0 {
		w.stop()
	}
}

// move takes the attempt in slot i on, or ends it.
func (w *walk) move(p *plan, now *tie, i, limit int, t *tally) {
	to, served := p.reach(now, i)
	to = min(to, limit)
	excluded := now.excludes&bit(i) != 0
	if to <= i && !excluded && p.Count != Entries {
		return // most events; to look at the times costs a cache miss
	}
	over := p.over(w.start(i), now.at)
	switch {
	case !over && to > i:
		w.enter(p, i, to, now.at, served)
		w.live &^= bit(i)
	case over || excluded:
		w.live &^= bit(i)
		if p.Count == Entries {
			w.tainted = !over && p.Exclusion == Remove
			w.finish(p, t)
		}
	}
}

// choose finds the best attempt after a tie: the one that got furthest; of
// these the one that got there first; of these the one that began last. With
// Remove, an exclusion that ends it removes the customer, until another attempt
// gets further: it stands where it got to, for no attempt that got as far later
// takes its place.
func (w *walk) choose(p *plan, now *tie) {
	for i := p.steps; i > w.level; i-- {
		if w.has(i) {
			w.prefer(p, i)
			return
		}
	}
	if p.Exclusion == Remove && w.level > 0 && now.excludes&bit(w.level) != 0 && !p.over(w.best[0], now.at) {
		w.tainted = true
	}
}

// limit returns the furthest step that the Stop AtRepeat lets attempts get to
// by a tie, and whether the search ends with it. Two events of a step at one
// time are a repeat, and the steps behind it are not looked at.
func (p *plan) limit(w *walk, now *tie) (limit int, cut bool) {
	reached := w.level
	for i := 0; i < p.steps; i++ {
		if i > 0 && (!w.has(i) || p.over(w.start(i), now.at)) || i == 0 && !w.mayEnter(p) {
			continue
		}
		to, _ := p.reach(now, i)
		reached = max(reached, to)
	}
	for step := 2; step <= p.steps; step++ {
		events := 0
		for _, r := range now.rows {
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

// consecutive goes on by a tie in the sequence Consecutive. An attempt that an
// event both repeats and takes further goes on both ways, because what comes
// next decides which was better; so slots are copied, not moved.
func (w *walk) consecutive(p *plan, now *tie) {
	to := w.reachEach(p, now)
	// From the last slot down, so that those which a slot is made of are as
	// they were before the tie.
	for i := p.steps; i > 0; i-- {
		stays := w.has(i) && now.all&bit(i) != 0
		from := w.latest(&to, i)
		switch {
		case from == 0, from > 0 && !(stays && !w.start(i).Before(w.start(from))):
			w.enter(p, from, i, now.at, 0)
		case !stays:
			w.live &^= bit(i)
		}
	}
	w.choose(p, now)
}

// reachEach returns where the attempt of each slot gets to by a tie; that of slot 0
// begins. Attempts whose window is over are forgotten.
func (w *walk) reachEach(p *plan, now *tie) (to [maxSteps + 1]int) {
	if w.mayEnter(p) {
		to[0], _ = p.reach(now, 0)
	}
	for i := 1; i < p.steps; i++ {
		switch {
		case !w.has(i):
		case p.over(w.start(i), now.at):
			w.live &^= bit(i)
		default:
			to[i], _ = p.reach(now, i)
		}
	}
	return to
}

// latest returns the slot before slot i of the attempt that began last, of those that
// get to i, or -1. Of attempts that began together the one further on is the earlier
// one at each step.
func (w *walk) latest(to *[maxSteps + 1]int, i int) int {
	if to[0] >= i {
		return 0
	}
	from := -1
	for j := 1; j < i; j++ {
		if to[j] >= i && (from < 0 || !w.start(j).Before(w.start(from))) {
			from = j
		}
	}
	return from
}

// any goes on by a tie in the sequence Any.
//
// With Best, the number of different steps that the events of a window can
// serve is the size of a matching, and basis holds those events that are in one
// when the latest events are taken first. Such a list of at most one event per
// step tells the size for every window that ends now (the greedy algorithm of a
// matroid, here of the events that can serve different steps at once), so that
// no other event has to be kept. With First the window has a fixed start, and
// the earliest events are taken first.
func (w *walk) any(p *plan, now *tie) {
	if p.Entry == First && w.level > 0 && p.over(w.best[0], now.at) {
		return
	}
	before := len(w.basis)
	w.basis = p.elements(w.basis, now)
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
		w.basis = p.within(independent(w.basis), now.at)
	}
	if len(w.basis) <= w.level {
		return
	}
	w.level, w.served, w.best = len(w.basis), upTo(len(w.basis)), w.best[:0]
	for _, e := range w.basis {
		w.best = append(w.best, e.at)
	}
	slices.SortFunc(w.best, timeline.Instant.Compare)
}

// elements appends the events of a tie that match a step; where an event
// serves all its steps, one for each.
func (p *plan) elements(events []record, now *tie) []record {
	for _, r := range now.rows {
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

// A tried is an attempt under a rule with grace.
type tried struct {
	times    []timeline.Instant // of the steps reached
	excluded bool               // ended by an exclusion
	parts    []part
}

// A part is a tie whose events serve steps of an attempt.
type part struct {
	tie int
	by  matching
}

// graced returns the walk of sorted events under a rule with grace. A step may
// then lie before the one it follows, so that an attempt has to look back, and
// each is tried on its own: the time grows with the number of attempts times
// the events in their windows.
func (p *plan) graced(rows []record) walk {
	var ties []tie
	for rest := rows; len(rest) > 0; {
		var now tie
		now, rest = firstTie(rest)
		ties = append(ties, now)
	}
	var w walk
	var best tried
	for i := range ties {
		if ties[i].union&bit(1) == 0 {
			continue
		}
		a := p.attempt(ties, i)
		level := len(a.times)
		if level > w.level || level == w.level && !best.times[level-1].Before(a.times[level-1]) {
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

// attempt returns the attempt that begins with a tie. It takes each step at
// the first time, from the grace before the step it stands at on, that lies in
// its window and whose events can serve the step together with those that they
// serve already.
func (p *plan) attempt(ties []tie, first int) tried {
	a := tried{times: []timeline.Instant{ties[first].at}}
	a.serves(p, ties, first, 1)
	for len(a.times) < p.steps {
		stands := len(a.times)
		since := a.times[stands-1]
		from, _ := slices.BinarySearchFunc(ties, since, func(now tie, since timeline.Instant) int {
			if later(since, now.at, p.grace) {
				return -1
			}
			return 1
		})
		next := -1
		for i := from; i < len(ties) && !p.over(a.times[0], ties[i].at); i++ {
			now := &ties[i]
			if now.union&bit(stands+1) != 0 && a.serves(p, ties, i, stands+1) {
				next = i
				break
			}
			if now.excludes&bit(stands) != 0 && since.Before(now.at) {
				a.excluded = true
				return a
			}
		}
		if next < 0 {
			return a
		}
		a.times = append(a.times, ties[next].at)
	}
	return a
}

// serves reports whether the events of a tie that has some for a step serve
// it, one step an event unless they are shared. Which event serves which step of
// a time is left open, for they have no order.
func (a *tried) serves(p *plan, ties []tie, i, step int) bool {
	if p.Reuse == Shared {
		return true
	}
	n := slices.IndexFunc(a.parts, func(s part) bool { return s.tie == i })
	if n < 0 {
		n = len(a.parts)
		a.parts = append(a.parts, part{tie: i})
	}
	return a.parts[n].by.add(ties[i].rows, step)
}
