package event_test

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"github.com/customerkpi/kpi/funnel/event"
)

// The brute force: what the page of the package says, word by word, and
// nothing else. It lists every choice of events that a rule allows and picks
// from the lists. It knows no trick, keeps no state and shares no line with the
// package, which it reads by its public names only.

// An occurrence is an event of one customer, at a whole number of some unit.
type occurrence struct {
	at              int64
	steps, excludes event.Steps
}

// A trial is an attempt: what became of one beginning: when it reached which step.
type trial struct {
	times    []int64 // of the steps 1..n, never where it was not done
	level    int
	reached  int64 // when it got to level
	began    int64
	excluded bool  // ended by an exclusion
	over     bool  // ended by something: it takes no other step, whatever comes
	end      int64 // when it ended so
}

const never = int64(-1) << 62

// A bruteRule is a rule for a number of steps, whose times are whole numbers of
// a unit.
type bruteRule struct {
	event.Rule
	steps int
	unit  time.Duration
}

// A brute is the search of a rule over the events of one customer.
type brute struct {
	event.Rule
	steps              int
	window, grace, gap int64        // in units; no window below 0
	events             []occurrence // by ascending time
}

func (r bruteRule) over(events []occurrence) brute {
	b := brute{Rule: r.Rule, steps: r.steps, window: -1, grace: int64(r.Grace / r.unit), gap: int64(r.Gap / r.unit), events: slices.Clone(events)}
	if d, limited := r.Window.Limit(); limited {
		b.window = int64(d / r.unit)
	}
	slices.SortFunc(b.events, func(x, y occurrence) int { return cmp.Compare(x.at, y.at) })
	return b
}

// within says that a time lies in the window that a first step began:
// t(k) - t(1) <= window.
func (b brute) within(began, at int64) bool { return b.window < 0 || at-began <= b.window }

// of returns the same search over a part of the events.
func (b brute) of(keep func(occurrence) bool) brute {
	b.events = slices.Clone(b.events)
	b.events = slices.DeleteFunc(b.events, func(e occurrence) bool { return !keep(e) })
	return b
}

// A taken step of a list, and the event that matches it.
type taken struct{ step, event int }

// lists calls visit with every list of events that begins with event first as
// step 1 and that the formula of the page allows, the ones that go on and the
// ones that could.
func (b brute) lists(first int, visit func([]taken)) {
	var extend func(list []taken)
	extend = func(list []taken) {
		visit(list)
		last := list[len(list)-1]
		for step := last.step + 1; step <= b.steps; step++ {
			for e := range b.events {
				if b.follows(list, taken{step, e}) {
					extend(append(slices.Clone(list), taken{step, e}))
				}
			}
			if !b.Optional.Has(step) {
				return // it must not be left out
			}
		}
	}
	extend([]taken{{1, first}})
}

func (b brute) follows(list []taken, next taken) bool {
	last := list[len(list)-1]
	from, to := b.events[last.event], b.events[next.event]
	if !to.steps.Has(next.step) || to.at < from.at-b.grace || !b.within(b.events[list[0].event].at, to.at) {
		return false
	}
	if b.Ties == event.Strict && to.at == from.at {
		return false
	}
	if b.Reuse == event.OnePerEvent && slices.ContainsFunc(list, func(t taken) bool { return t.event == next.event }) {
		return false
	}
	if b.Sequence == event.Consecutive {
		for _, between := range b.events {
			if from.at < between.at && between.at < to.at && !between.steps.Has(last.step) {
				return false
			}
		}
	}
	return true
}

// earlier says that list x takes every step as early as it can, in one instant
// as many as it can, where list y does not.
func (b brute) earlier(x, y []taken) bool {
	if b.grace > 0 { // where steps go back in time, one step after the other
		for i := range min(len(x), len(y)) {
			if tx, ty := b.events[x[i].event].at, b.events[y[i].event].at; tx != ty {
				return tx < ty
			}
		}
		return len(x) > len(y)
	}
	for _, e := range b.events { // each instant: where they stand after it
		stand := func(list []taken) (furthest, steps int) {
			for _, t := range list {
				if b.events[t.event].at <= e.at {
					furthest, steps = t.step, steps+1
				}
			}
			return furthest, steps
		}
		fx, nx := stand(x)
		fy, ny := stand(y)
		if order := cmp.Or(cmp.Compare(fx, fy), cmp.Compare(nx, ny)); order != 0 {
			return order > 0
		}
	}
	return slices.CompareFunc(x, y, func(a, b taken) int { return cmp.Compare(a.step, b.step) }) < 0
}

// attempts returns the attempts that begin at each time of an event of step 1.
func (b brute) attempts() []trial {
	var all []trial
	for began := range b.starts() {
		var earliest []taken
		for first, e := range b.events {
			if e.at != began || !e.steps.Has(1) {
				continue
			}
			b.lists(first, func(list []taken) {
				switch {
				case b.Sequence == event.Consecutive: // each of them is an attempt
					all = append(all, b.attempt(list))
				case earliest == nil || b.earlier(list, earliest):
					earliest = slices.Clone(list)
				}
			})
		}
		if earliest != nil {
			all = append(all, b.attempt(earliest))
		}
	}
	return all
}

// starts returns the times at which attempts begin.
func (b brute) starts() iter.Seq[int64] {
	return func(yield func(int64) bool) {
		for i, e := range b.events {
			if !e.steps.Has(1) || slices.ContainsFunc(b.events[:i], func(o occurrence) bool { return o.at == e.at && o.steps.Has(1) }) {
				continue
			}
			if !yield(e.at) || b.Entry == event.First {
				return
			}
		}
	}
}

// attempt is what became of a list: it ends by the first exclusion that it
// meets, and with the order Consecutive by the first other event.
func (b brute) attempt(list []taken) trial {
	a := trial{times: slices.Repeat([]int64{never}, b.steps), began: b.events[list[0].event].at}
	for i, t := range list {
		at := b.events[t.event].at
		a.times[t.step-1], a.level, a.reached = at, t.step, at
		if t.step == b.steps {
			return a
		}
		for _, e := range b.events { // the exclusions behind step i, until step i+1
			if e.excludes.Has(t.step) && e.at > at && b.within(a.began, e.at) && (i+1 == len(list) || e.at < b.events[list[i+1].event].at) {
				a.excluded, a.over, a.end = true, true, e.at
				return a
			}
		}
	}
	if b.Sequence == event.Consecutive {
		for _, e := range b.events {
			if e.at > a.reached && !e.steps.Has(a.level) && b.within(a.began, e.at) {
				a.over, a.end = true, e.at
				return a
			}
		}
	}
	return a
}

// best is the one that got furthest, of these the one that got there first, of
// these the one that began last.
func bestTrial(all []trial) trial {
	return slices.MinFunc(all, func(x, y trial) int {
		return cmp.Or(
			cmp.Compare(y.level, x.level), cmp.Compare(x.reached, y.reached), cmp.Compare(y.began, x.began),
			slices.Compare(x.times, y.times),
		)
	})
}

// stopped returns what the Stop of the rule lets count, and whether an event
// ended the search for good.
func (b brute) stopped() (brute, bool) {
	if b.Stop == event.Never {
		return b, false
	}
	reached := func(b brute) int {
		level := 0
		for _, a := range b.attempts() {
			level = max(level, a.level)
		}
		return level
	}
	for _, e := range b.events {
		before := b.of(func(o occurrence) bool { return o.at < e.at })
		until := b.of(func(o occurrence) bool { return o.at <= e.at })
		was, is := reached(before), reached(until)
		if was == b.steps {
			return before, false
		}
		matching := func(step int) (events int) {
			for _, o := range b.events {
				if o.at == e.at && o.steps.Has(step) {
					events++
				}
			}
			return events
		}
		switch b.Stop {
		case event.AtForeign:
			// An event of no step, ahead of the steps of its time.
			if was > 0 && slices.ContainsFunc(b.events, func(o occurrence) bool { return o.at == e.at && o.steps == 0 }) {
				return before, true
			}
			// A step behind one that is not reached, by then.
			for step := is + 2; is > 0 && step <= b.steps; step++ {
				if matching(step) > 0 {
					return until, true
				}
			}
		case event.AtRepeat:
			// One step after the other: those behind a repeated one are not looked at.
			for step := 2; step <= is || step <= was; step++ {
				counts := step
				switch {
				case step <= was && matching(step) > 0:
					counts = step - 1
				case step <= is && matching(step) > 1:
				default:
					continue
				}
				for i := range until.events {
					if until.events[i].at == e.at {
						until.events[i].steps &= event.Step(counts+1) - 1
					}
				}
				return until, true
			}
		}
	}
	return b, false
}

// A verdict is what became of a customer, an entry or a session.
type verdict struct {
	outcome event.Outcome
	level   int
	times   []int64 // when the steps up to the level were reached
	best    trial
}

// judge returns the verdict of the events as one customer's or session's,
// the data reaching to end.
func (b brute) judge(end int64) verdict {
	if b.Sequence == event.Any {
		return b.judgeAny(end)
	}
	b, stopped := b.stopped()
	all := b.attempts()
	if len(all) == 0 {
		return verdict{}
	}
	v := b.verdict(bestTrial(all), end, stopped)
	if v.outcome == event.Dropped {
		for _, a := range all { // open while one of them is
			if b.verdict(a, end, stopped).outcome == event.Open {
				v.outcome = event.Open
			}
		}
	}
	return v
}

func (b brute) verdict(a trial, end int64, stopped bool) verdict {
	v := verdict{level: a.level, times: a.times[:a.level], best: a}
	switch {
	case a.level == b.steps:
		v.outcome = event.Converted
	case a.excluded && b.Exclusion == event.Remove:
		v = verdict{outcome: event.Removed, best: a}
	case b.within(a.began, end) && !a.over && !stopped:
		v.outcome = event.Open
	default:
		v.outcome = event.Dropped
	}
	return v
}

// judgeAny lists every choice of events for steps in any order.
func (b brute) judgeAny(end int64) verdict {
	var times, chosen []int64
	var used []int
	started := slices.IndexFunc(b.events, func(e occurrence) bool { return e.steps != 0 })
	if started < 0 {
		return verdict{}
	}
	latest := b.Entry == event.Best
	var choose func(step int)
	choose = func(step int) {
		if step > b.steps {
			sorted := slices.Sorted(slices.Values(times))
			if len(sorted) == 0 || !b.within(sorted[0], sorted[len(sorted)-1]) {
				return
			}
			if !latest && !b.within(b.events[started].at, sorted[len(sorted)-1]) {
				return
			}
			order := cmp.Compare(len(chosen), len(sorted))
			if order == 0 {
				order = cmp.Compare(sorted[len(sorted)-1], chosen[len(chosen)-1]) // got there first
			}
			if order == 0 {
				order = slices.Compare(sorted, chosen)
				if latest {
					order = -order
				}
			}
			if order < 0 {
				chosen = sorted
			}
			return
		}
		choose(step + 1)
		for i, e := range b.events {
			if e.steps.Has(step) && (b.Reuse == event.Shared || !slices.Contains(used, i)) {
				times, used = append(times, e.at), append(used, i)
				choose(step + 1)
				times, used = times[:len(times)-1], used[:len(used)-1]
			}
		}
	}
	choose(1)
	v := verdict{level: len(chosen), times: chosen, outcome: event.Dropped}
	for i, e := range b.events {
		if e.steps != 0 && (latest || i == started) && b.within(e.at, end) {
			v.outcome = event.Open
		}
	}
	if v.level == b.steps {
		v.outcome = event.Converted
	}
	return v
}

// verdicts returns what the rule counts of one customer.
func (b brute) verdicts(end int64) []verdict {
	switch b.Count {
	case event.Sessions:
		var all []verdict
		for from := 0; from < len(b.events); {
			to := from + 1
			for to < len(b.events) && b.events[to].at-b.events[to-1].at <= b.gap {
				to++
			}
			session := b
			session.events = b.events[from:to]
			v := session.judge(end)
			if v.outcome == event.Open && end-b.events[to-1].at > b.gap {
				v.outcome = event.Dropped // what would go on begins another session
			}
			all = append(all, v)
			from = to
		}
		return all
	case event.Entries:
		var all []verdict
		for {
			entry := b.judge(end)
			if entry.outcome == event.NotEntered {
				return all
			}
			all = append(all, entry)
			a := entry.best
			var next int64 // when the next one may begin
			switch {
			case a.level == b.steps:
				next = a.reached + 1
			case a.excluded:
				next = a.end
			case b.window < 0:
				return all
			default:
				next = a.began + b.window + 1
			}
			b = b.of(func(e occurrence) bool { return e.at >= next })
		}
	}
	return []verdict{b.judge(end)}
}
