package event

import (
	"encoding/json"
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
	Order     Order     `json:"order"`
	Entry     Entry     `json:"entry"`
	Reuse     Reuse     `json:"reuse"`
	Ties      Ties      `json:"ties"`
	Exclusion Exclusion `json:"exclusion"`
	Stop      Stop      `json:"stop"`
	Count     Count     `json:"count"`

	// Optional are steps that an attempt may leave out; neither the first nor
	// the last step. They need the order Ordered.
	Optional Steps `json:"optional"`

	// Window is the time for an attempt, from its first step, inclusive:
	// t(k) - t(1) <= window. The zero value is no limit.
	Window Window `json:"window"`

	// Grace lets a step lie up to that much before the one it follows:
	// t(i+1) >= t(i) - grace. It needs the order Ordered, Ties Allowed, no Stop,
	// no optional steps and the Count Customers.
	Grace time.Duration `json:"grace"`

	// Gap is the pause that ends a session, for the Count Sessions: an event
	// later than the gap after the one before begins another session.
	Gap time.Duration `json:"gap"`
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
	// leaves the funnel, the first step included. The best attempt is the one
	// that got furthest, of these the one that got there first: a later one
	// that gets as far does not bring the customer back, one that gets further
	// does. Remove needs the order Ordered.
	Remove
)

// A Stop says which event ends the search for good: no attempt goes on or
// begins after it. Events of one time are looked at as those of no step first
// and then step by step, whatever event they are of. A step is reached where one
// of the attempts that count got to it. The zero value is Never;
// the others need the order Ordered, no optional steps, and another count than
// Entries.
type Stop uint8

// The stops.
const (
	// Never: no event.
	Never Stop = iota
	// AtForeign: once step 1 is reached, an event that matches no step, which
	// ends the search before the steps of its time, or a step behind one that
	// is not reached, after them.
	AtForeign
	// AtRepeat: an event of a step from 2 on that is reached already. Two events
	// of a step at the time when it is reached are a repeat. Of the time of a
	// repeat the steps before it count, those behind it do not.
	AtRepeat
)

// A Count says what is counted. The zero value is Customers.
type Count uint8

// The counts.
const (
	// Customers: each customer once.
	Customers Count = iota
	// Entries: each attempt in turn. One begins with the first event of step 1
	// after the one before has converted or run out of time, or from the
	// exclusion that it met on. Entries need the order Ordered, Entry First and
	// no Stop.
	Entries
	// Sessions: each session once. They need a Rule.Gap, and who is in a session
	// whose gap is over is not open. Where the log has session identifiers,
	// count Customers with those as keys instead.
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

// MarshalJSON returns the length of the window in nanoseconds, or null for no
// limit.
func (w Window) MarshalJSON() ([]byte, error) {
	if !w.limited {
		return []byte("null"), nil
	}
	return json.Marshal(w.limit)
}

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt] and leaves
// w as it was.
func (w *Window) UnmarshalJSON(data []byte) error {
	var limit *time.Duration
	if err := json.Unmarshal(data, &limit); err != nil {
		return fmt.Errorf("event: window: %w: %v", kpi.ErrCorrupt, err)
	}
	*w = Window{}
	if limit != nil {
		*w = Within(*limit)
	}
	return nil
}

// GobEncode returns what MarshalJSON does: gob by itself leaves out what is not exported.
func (w Window) GobEncode() ([]byte, error) { return w.MarshalJSON() }

// GobDecode reads what GobEncode wrote, or returns [kpi.ErrCorrupt].
func (w *Window) GobDecode(data []byte) error { return w.UnmarshalJSON(data) }

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
		return fmt.Errorf("event: rule %w: Optional steps lie between the first and the last, and a funnel of %d steps has none there: set Optional 0", kpi.ErrRange, steps)
	case bad != 0:
		return &kpi.RangeError{Op: "event", Name: "optional step", Value: bits.Len64(uint64(bad)), Min: 2, Max: steps - 1}
	}
	ordered, graced := r.Order == Ordered, r.Grace > 0
	for _, c := range []struct {
		bad  bool
		what string
	}{
		{!ordered && r.Exclusion == Remove, "Exclusion Remove needs Order Ordered: set that, or Exclusion Drop"},
		{!ordered && r.Stop != Never, "a Stop needs Order Ordered: set that, or Stop Never"},
		{!ordered && r.Optional != 0, "Optional steps need Order Ordered: set that, or Optional 0"},
		{!ordered && graced, "Grace needs Order Ordered: set that, or Grace 0"},
		{!ordered && r.Count == Entries, "Count Entries needs Order Ordered: set that, or another Count"},
		{r.Order == Any && r.Ties == Strict, "Ties Strict need an order: set Order Ordered or Consecutive, or Ties Allowed"},
		{r.Ties == Strict && graced, "Grace lets steps swap, Ties Strict do not: set Grace 0, or Ties Allowed"},
		{r.Stop != Never && r.Optional != 0, "a Stop knows no Optional steps: set Stop Never, or Optional 0"},
		{r.Stop != Never && r.Count == Entries, "a Stop ends all entries: set Stop Never, or another Count than Entries"},
		{r.Entry == Best && r.Count == Entries, "Count Entries needs Entry First, one entry after the other: set that, or another Count"},
		{graced && r.Stop != Never, "Grace lets steps swap, a Stop does not: set Grace 0, or Stop Never"},
		{graced && r.Optional != 0, "Grace knows no Optional steps: set Grace 0, or Optional 0"},
		{graced && r.Count != Customers, "Grace needs Count Customers: set that, or Grace 0"},
		{r.Count == Sessions && r.Gap == 0, "Count Sessions needs a Gap: set one above 0, or another Count"},
		{r.Count != Sessions && r.Gap > 0, "a Gap is that of Count Sessions: set that, or Gap 0"},
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
