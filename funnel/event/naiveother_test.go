package event_test

import (
	"slices"

	"github.com/customerkpi/kpi/funnel/event"
)

// any tries every set of events of a window that serves different steps.
func (n naiveFunnel) any(events []naiveEvent, end int, over bool) naiveUnit {
	var elements []naiveEvent
	for _, e := range events {
		for step := 1; step <= n.k; step++ {
			if n.Reuse == event.Shared && e.steps.Has(step) {
				elements = append(elements, naiveEvent{t: e.t, steps: event.Step(step)})
			}
		}
		if n.Reuse == event.OnePerEvent && e.steps != 0 {
			elements = append(elements, e)
		}
	}
	if len(elements) == 0 {
		return naiveUnit{}
	}
	first, last := elements[0].t, elements[len(elements)-1].t
	var best []int
	var used []event.Steps // by chosen element, the step it serves
	var times []int
	var choose func(i int)
	choose = func(i int) {
		if betterAny(n.Entry == event.First, times, best) {
			best = slices.Clone(times)
		}
		for ; i < len(elements); i++ {
			e := elements[i]
			start := first
			if n.Entry == event.Best {
				start = append(times, e.t)[0]
			}
			if !n.inWindow(start, e.t) {
				continue
			}
			for step := 1; step <= n.k; step++ {
				if e.steps.Has(step) && !slices.Contains(used, event.Step(step)) {
					used, times = append(used, event.Step(step)), append(times, e.t)
					choose(i + 1)
					used, times = used[:len(used)-1], times[:len(times)-1]
				}
			}
		}
	}
	choose(0)
	u := naiveUnit{level: len(best), times: best, outcome: event.Dropped}
	opened := last
	if n.Entry == event.First {
		opened = first
	}
	switch {
	case u.level == n.k:
		u.outcome = event.Converted
	case !over && n.inWindow(opened, end):
		u.outcome = event.Open
	}
	return u
}

// betterAny reports whether sorted times are a better set than others: larger,
// then complete earlier, then of the latest events or, from a fixed start, of
// the earliest.
func betterAny(first bool, a, b []int) bool {
	if len(a) != len(b) || len(a) == 0 {
		return len(a) > len(b)
	}
	if last := len(a) - 1; !first && a[last] != b[last] {
		return a[last] < b[last]
	}
	if first {
		return slices.Compare(a, b) < 0
	}
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Reverse(a)
	slices.Reverse(b)
	return slices.Compare(a, b) > 0
}

// graced returns the attempts of a rule with grace.
func (n naiveFunnel) graced(events []naiveEvent) (all []attempt) {
	for first, e := range events {
		if !e.steps.Has(1) {
			continue
		}
		a := attempt{start: e.t, times: []int{e.t}}
		used := []int{first}
		for a.level() < n.k {
			next := -1
			for i, e := range events {
				free := n.Reuse == event.Shared || !slices.Contains(used, i)
				if next < 0 && free && e.steps.Has(a.level()+1) && e.t >= a.last()-n.grace && n.inWindow(a.start, e.t) {
					next = i
				}
			}
			for _, x := range events {
				ahead := next < 0 || x.t < events[next].t
				if !a.hit && x.excludes.Has(a.level()) && x.t > a.last() && n.inWindow(a.start, x.t) && ahead {
					a.hit, a.hitAt = true, x.t
				}
			}
			if a.hit || next < 0 {
				break
			}
			a.times = append(a.times, events[next].t)
			used = append(used, next)
		}
		a.alive = !a.hit && a.level() < n.k
		all = append(all, a)
		if n.Entry == event.First {
			break
		}
	}
	return all
}
