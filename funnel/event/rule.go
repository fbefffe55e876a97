package event

import (
	"fmt"
	"math/bits"
	"time"

	"github.com/customerkpi/kpi"
)

// A Rule says when events make a conversion. Its zero value is the default of
// each choice: the steps in order, the best attempt of a customer, one step an
// event, equal times in any order, no limit of time. The page of the package
// defines the words. Rules are comparable with ==.
type Rule struct {
	Order     Order
	Entry     Entry
	Reuse     Reuse
	Ties      Ties
	Exclusion Exclusion
	Stop      Stop
	Count     Count

	// Optional are steps that an attempt may leave out; neither the first nor
	// the last step.
	Optional Steps

	// Window is the time for an attempt, from its first step, inclusive:
	// t(k) - t(1) <= window. The zero value is no limit.
	Window Window

	// Grace lets a step lie up to that much before the one it follows:
	// t(i+1) >= t(i) - grace.
	Grace time.Duration

	// Gap is the pause that ends a session, for the Count Sessions: an event
	// later than the gap after the one before begins another session.
	Gap time.Duration
}

// An Order says in what order the steps have to come. The zero value is
// Ordered.
type Order uint8

// The orders.
const (
	// Ordered: each step after the one before it, whatever else happens.
	Ordered Order = iota
	// Any: the steps in any order; what counts is how many different ones.
	Any
	// Consecutive: as Ordered, and every event between step i and step i+1
	// matches step i. An attempt that another event ends may be followed by
	// another attempt.
	Consecutive
)

// An Entry says which of a customer's attempts counts. The zero value is Best.
type Entry uint8

// The entries.
const (
	// Best: the attempt that gets furthest, whatever event it begins with.
	Best Entry = iota
	// First: the attempt that begins with the customer's first event of step
	// 1; with the order Any, with the first event of any step.
	First
)

// A Reuse says whether an event may serve several steps of an attempt. The zero
// value is OnePerEvent.
type Reuse uint8

// The reuses.
const (
	// OnePerEvent: an event serves one step of an attempt.
	OnePerEvent Reuse = iota
	// Shared: an event serves all the steps that it matches.
	Shared
)

// Ties says whether two steps of an attempt may have the same time. The zero
// value is Allowed.
type Ties uint8

// The ties.
const (
	// Allowed: a step may have the time of the one before it.
	Allowed Ties = iota
	// Strict: each step comes later than the one before it.
	Strict
)

// An Exclusion says what an exclusion does to an attempt, see
// [Event.Excludes]. The zero value is Drop.
type Exclusion uint8

// The exclusions.
const (
	// Drop: the attempt ends, and stays counted at the steps it reached.
	Drop Exclusion = iota
	// Remove: the attempt ends, and a customer whose best attempt ended so
	// leaves the funnel, the first step included.
	Remove
)

// A Stop says which event ends the search for good: no attempt goes on or
// begins after it. The zero value is Never.
type Stop uint8

// The stops.
const (
	// Never: no event.
	Never Stop = iota
	// AtForeign: once step 1 is reached, an event that matches no step, or a
	// step behind one that is not reached.
	AtForeign
	// AtRepeat: an event of a step from 2 on that is reached already.
	AtRepeat
)

// A Count says what is counted. The zero value is Customers.
type Count uint8

// The counts.
const (
	// Customers: each customer once.
	Customers Count = iota
	// Entries: each attempt in turn. One begins with the first event of step 1
	// after the one before has converted, run out of time or met an exclusion.
	Entries
	// Sessions: each session once, see Rule.Gap. Where the log has session
	// identifiers, count Customers with those as keys instead.
	Sessions
)

// The names of the choices, as String gives them.
var (
	orders     = []string{"ordered", "any", "consecutive"}
	entries    = []string{"best", "first"}
	reuses     = []string{"one step an event", "shared"}
	ties       = []string{"ties allowed", "ties strict"}
	exclusions = []string{"drop", "remove"}
	stops      = []string{"never", "at a foreign event", "at a repeated step"}
	counts     = []string{"customers", "entries", "sessions"}
)

// String returns "ordered", "any" or "consecutive".
func (o Order) String() string { return nameOf(orders, uint8(o)) }

// String returns "best" or "first".
func (e Entry) String() string { return nameOf(entries, uint8(e)) }

// String returns "one step an event" or "shared".
func (r Reuse) String() string { return nameOf(reuses, uint8(r)) }

// String returns "ties allowed" or "ties strict".
func (t Ties) String() string { return nameOf(ties, uint8(t)) }

// String returns "drop" or "remove".
func (e Exclusion) String() string { return nameOf(exclusions, uint8(e)) }

// String returns "never", "at a foreign event" or "at a repeated step".
func (s Stop) String() string { return nameOf(stops, uint8(s)) }

// String returns "customers", "entries" or "sessions".
func (c Count) String() string { return nameOf(counts, uint8(c)) }

func nameOf(names []string, v uint8) string {
	if int(v) < len(names) {
		return names[v]
	}
	return fmt.Sprintf("choice %d", v)
}

// A Window is a limit of time. The zero value is none.
type Window struct {
	limit   time.Duration
	limited bool
}

// Within returns the window of a length, which is inclusive; that of 0 holds
// what has one time. New refuses a negative one.
func Within(d time.Duration) Window { return Window{d, true} }

// Limit returns the length of the window, and whether there is a limit.
func (w Window) Limit() (time.Duration, bool) { return w.limit, w.limited }

// String returns the length, or "unlimited".
func (w Window) String() string {
	if !w.limited {
		return "unlimited"
	}
	return w.limit.String()
}

// check reports a rule that has no meaning for a number of steps.
func (r Rule) check(steps int) error {
	for _, c := range []struct {
		name  string
		value uint8
		names []string
	}{
		{"order", uint8(r.Order), orders},
		{"entry", uint8(r.Entry), entries},
		{"reuse", uint8(r.Reuse), reuses},
		{"ties", uint8(r.Ties), ties},
		{"exclusion", uint8(r.Exclusion), exclusions},
		{"stop", uint8(r.Stop), stops},
		{"count", uint8(r.Count), counts},
	} {
		if int(c.value) >= len(c.names) {
			return &kpi.RangeError{Op: "event", Name: c.name, Value: c.value, Min: 0, Max: len(c.names) - 1}
		}
	}
	if r.Window.limit < 0 {
		return &kpi.RangeError{Op: "event", Name: "window", Value: r.Window.limit, Min: time.Duration(0)}
	}
	if r.Grace < 0 {
		return &kpi.RangeError{Op: "event", Name: "grace", Value: r.Grace, Min: time.Duration(0)}
	}
	if r.Gap < 0 {
		return &kpi.RangeError{Op: "event", Name: "gap", Value: r.Gap, Min: time.Duration(0)}
	}
	switch bad := r.Optional &^ inner(steps); {
	case bad != 0 && steps < 3:
		return fmt.Errorf("event: rule %w: optional steps are between the first and the last, and a funnel of %d steps has none there", kpi.ErrRange, steps)
	case bad != 0:
		return &kpi.RangeError{Op: "event", Name: "optional step", Value: bits.Len64(uint64(bad)), Min: 2, Max: steps - 1}
	}
	ordered, graced := r.Order == Ordered, r.Grace > 0
	for _, c := range []struct {
		bad  bool
		what string
	}{
		{!ordered && r.Exclusion == Remove, "an exclusion that removes needs the order Ordered"},
		{!ordered && r.Stop != Never, "a stop needs the order Ordered"},
		{!ordered && r.Optional != 0, "optional steps need the order Ordered"},
		{!ordered && graced, "grace needs the order Ordered"},
		{!ordered && r.Count == Entries, "entries need the order Ordered"},
		{r.Order == Any && r.Ties == Strict, "strict ties need an order"},
		{r.Ties == Strict && graced, "grace contradicts strict ties"},
		{r.Stop != Never && r.Optional != 0, "a stop has no optional steps"},
		{r.Stop != Never && r.Count == Entries, "a stop ends all entries"},
		{r.Entry == Best && r.Count == Entries, "entries are first entries, one after the other"},
		{graced && r.Stop != Never, "grace contradicts a stop"},
		{graced && r.Optional != 0, "grace has no optional steps"},
		{graced && r.Count != Customers, "grace counts customers"},
		{(r.Count == Sessions) != (r.Gap > 0), "sessions need a gap, and a gap needs sessions"},
	} {
		if c.bad {
			return fmt.Errorf("event: rule %w: %s", kpi.ErrRange, c.what)
		}
	}
	return nil
}

// inner returns the set of the steps between the first and the last.
func inner(steps int) Steps {
	if steps < 3 {
		return 0
	}
	return (Step(steps) - 1) &^ 1
}
