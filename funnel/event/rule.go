package event

import (
	"encoding/json"
	"fmt"
	"math/bits"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Rule says when events make a conversion. Its zero value is the default of
// each choice: the steps in order, the best attempt of a customer, one step per
// event, equal times in any order, no limit of time. The page of the package
// defines the words. Compare rules with ==.
type Rule struct {
	Sequence  Sequence  `json:"sequence"`
	Entry     Entry     `json:"entry"`
	Reuse     Reuse     `json:"reuse"`
	Ties      Ties      `json:"ties"`
	Exclusion Exclusion `json:"exclusion"`
	Stop      Stop      `json:"stop"`
	Count     Count     `json:"count"`

	// Optional are steps that an attempt may leave out, not the first or the last
	// step. They need the sequence Ordered.
	Optional Steps `json:"optional"`

	// Window is the time for an attempt, from its first step, inclusive:
	// t(k) - t(1) <= window. The zero value is no limit.
	Window Window `json:"window"`

	// Grace lets a step lie up to that much before the one it follows:
	// t(i+1) >= t(i) - grace. It needs the sequence Ordered, Ties Allowed, no Stop,
	// no optional steps and the Count Customers.
	Grace time.Duration `json:"grace"`

	// Gap is the pause that ends a session, for the Count Sessions: an event that
	// comes more than a gap after the one before it begins another session.
	Gap time.Duration `json:"gap"`
}

// A Sequence says in what order the steps have to come. The zero value is
// Ordered.
type Sequence uint8

// The sequences.
const (
	// Ordered: each step after the one before it, whatever else happens.
	Ordered Sequence = iota
	// Any: the steps in any order; it counts how many different steps were done.
	Any
	// Consecutive: like Ordered, and every event between step i and step i+1
	// matches step i. After an attempt that another event ended, another attempt
	// may begin.
	Consecutive
)

// An Entry says which of a customer's attempts counts. The zero value is Best.
type Entry uint8

// The entries.
const (
	// Best: the attempt that gets furthest, whatever event it begins with.
	Best Entry = iota
	// First: the attempt that begins with the customer's first event of step
	// 1; with the sequence Any, with the first event of any step.
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
	// Remove: the attempt ends, and a customer whose best attempt ended in this
	// way leaves the funnel, the first step included. The best attempt is the one
	// that got furthest; of several, the one that got there first. A later attempt
	// that gets as far does not bring the customer back; one that gets further
	// does. Remove needs the sequence Ordered.
	Remove
)

// A Stop says which event ends the search for good: no attempt goes on or begins after
// it. Among the events of one time, those that match no step come first, and then step
// after step. A step is reached if one of the attempts that count got to it. The zero
// value is Never. The others need the sequence Ordered, no optional steps, and another
// count than Entries.
type Stop uint8

// The stops.
const (
	// Never: no event.
	Never Stop = iota
	// AtForeign: once step 1 is reached, either an event that matches no step,
	// which ends the search before the steps of its time, or a step after one that
	// is not reached, which ends it after them.
	AtForeign
	// AtRepeat: an event of a step, not the first, that is reached already. Two
	// events of a step at the time when it is reached are a repeat. The steps of
	// the time of a repeat that lie before it count, those after it do not.
	AtRepeat
)

// A Count says what is counted. The zero value is Customers.
type Count uint8

// The counts.
const (
	// Customers: each customer once.
	Customers Count = iota
	// Entries: each attempt in turn. One begins with the first event of step 1
	// after the one before has converted or run out of time, or not before the
	// exclusion that ended it. Entries need the sequence Ordered, Entry First and
	// no Stop.
	Entries
	// Sessions: each session once. They need a Rule.Gap, and a session whose gap is
	// over is not open. If the log has session identifiers, count Customers with
	// those as keys instead.
	Sessions
)

// The names of the choices, as String gives them.
var (
	sequences  = []string{"ordered", "any", "consecutive"}
	entries    = []string{"best", "first"}
	reuses     = []string{"one step per event", "shared"}
	ties       = []string{"ties allowed", "ties strict"}
	exclusions = []string{"drop", "remove"}
	stops      = []string{"never", "at a foreign event", "at a repeated step"}
	counts     = []string{"customers", "entries", "sessions"}
)

// String returns "ordered", "any" or "consecutive".
func (s Sequence) String() string { return nameOf(sequences, uint8(s)) }

// String returns "best" or "first".
func (e Entry) String() string { return nameOf(entries, uint8(e)) }

// String returns "one step per event" or "shared".
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

// A Window is a limit of time. The zero value is no limit.
type Window struct {
	limit   time.Duration
	limited bool
}

// Within returns the window of a length, which is inclusive: a window of 0 holds
// what has one time. New refuses a negative length.
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

// GobEncode returns what MarshalJSON does: gob by itself leaves out fields that are not
// exported.
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

// ClickHouse returns the rule of ClickHouse's windowFunnel without a mode:
// ordered, an event serves every step that it matches, equal times count as
// ordered, and a later first step may replace an earlier one.
func ClickHouse(w Window) Rule { return Rule{Reuse: Shared, Window: w} }

// ClickHouseStrictIncrease returns the rule of windowFunnel's mode
// strict_increase as ClickHouse defines it: each step at a later time than the
// one before. ClickHouse itself counts too few where a step repeats (its issues
// 52844 and 93789); this rule does not.
func ClickHouseStrictIncrease(w Window) Rule { return Rule{Reuse: Shared, Ties: Strict, Window: w} }

// ClickHouseStrictOnce returns the rule of windowFunnel's mode strict_once: an
// event serves one step. It is the default Rule, with a window.
func ClickHouseStrictOnce(w Window) Rule { return Rule{Window: w} }

// ClickHouseStrictOrder returns the rule of windowFunnel's mode strict_order:
// the first event that does not belong ends the search, also for attempts that
// would begin later.
func ClickHouseStrictOrder(w Window) Rule { return Rule{Reuse: Shared, Stop: AtForeign, Window: w} }

// ClickHouseStrictDeduplication returns the rule of windowFunnel's mode
// strict_deduplication: the first repeated step, from 2 on, ends the search.
func ClickHouseStrictDeduplication(w Window) Rule {
	return Rule{Reuse: Shared, Stop: AtRepeat, Window: w}
}

// PostHogOrdered returns the rule of PostHog's ordered funnels: an event serves
// one step, and exclusions remove the customer.
func PostHogOrdered(w Window) Rule { return Rule{Exclusion: Remove, Window: w} }

// PostHogStrict returns the rule of PostHog's strict funnels: the steps are
// consecutive events of the customer, and a later attempt may succeed.
func PostHogStrict(w Window) Rule { return Rule{Sequence: Consecutive, Window: w} }

// PostHogUnordered returns the rule of PostHog's unordered funnels: the largest
// number of different steps within one window.
func PostHogUnordered(w Window) Rule { return Rule{Sequence: Any, Window: w} }

// mixpanelGrace is how far apart Mixpanel takes two events for simultaneous.
const mixpanelGrace = 2 * time.Second

// MixpanelFirstEntry returns the rule of Mixpanel's unique funnels: the window
// begins at the customer's first event of step 1 and does not move, and steps
// within two seconds may be swapped.
func MixpanelFirstEntry(w Window) Rule { return Rule{Entry: First, Grace: mixpanelGrace, Window: w} }

// MixpanelTotals returns the rule of Mixpanel's funnels of totals: Count Entries
// and Entry First, one entry after the other, without the grace of two seconds.
func MixpanelTotals(w Window) Rule { return Rule{Entry: First, Count: Entries, Window: w} }

// A choice is one of the fields of a rule that have names.
type choice struct {
	name  string
	value *uint8
	names []string
}

// choices returns those of r, in the order of the encoding.
func (r *Rule) choices() []choice {
	return []choice{
		{"sequence", (*uint8)(&r.Sequence), sequences},
		{"entry", (*uint8)(&r.Entry), entries},
		{"reuse", (*uint8)(&r.Reuse), reuses},
		{"ties", (*uint8)(&r.Ties), ties},
		{"exclusion", (*uint8)(&r.Exclusion), exclusions},
		{"stop", (*uint8)(&r.Stop), stops},
		{"count", (*uint8)(&r.Count), counts},
	}
}

// check reports a rule that has no meaning for a number of steps.
func (r Rule) check(steps int) error {
	for _, c := range r.choices() {
		if int(*c.value) >= len(c.names) {
			return &kpi.RangeError{Op: "event", Name: c.name, Value: *c.value, Min: 0, Max: len(c.names) - 1}
		}
	}
	for _, d := range []struct {
		name  string
		value time.Duration
	}{{"window", r.Window.limit}, {"grace", r.Grace}, {"gap", r.Gap}} {
		if d.value < 0 {
			return &kpi.RangeError{Op: "event", Name: d.name, Value: d.value, Min: time.Duration(0)}
		}
	}
	switch bad := r.Optional &^ inner(steps); {
	case bad != 0 && steps < 3:
		return contradiction(fmt.Sprintf("Optional steps lie between the first and the last, and a funnel of %d steps has none there: set Optional 0", steps))
	case bad != 0:
		return &kpi.RangeError{Op: "event", Name: "optional step", Value: bits.Len64(uint64(bad)), Min: 2, Max: steps - 1}
	}
	return r.checkTogether()
}

// inner returns the set of the steps between the first and the last.
func inner(steps int) Steps {
	if steps < 3 {
		return 0
	}
	return (Step(steps) - 1) &^ 1
}

// checkTogether reports choices that contradict each other.
func (r Rule) checkTogether() error {
	unordered, graced := r.Sequence != Ordered, r.Grace > 0
	stops, optional, strict := r.Stop != Never, r.Optional != 0, r.Ties == Strict
	for _, c := range []struct {
		one, other bool
		what       string
	}{
		{unordered, r.Exclusion == Remove, "Exclusion Remove needs Sequence Ordered: set that, or Exclusion Drop"},
		{unordered, stops, "a Stop needs Sequence Ordered: set that, or Stop Never"},
		{unordered, optional, "Optional steps need Sequence Ordered: set that, or Optional 0"},
		{unordered, graced, "Grace needs Sequence Ordered: set that, or Grace 0"},
		{unordered, r.Count == Entries, "Count Entries needs Sequence Ordered: set that, or another Count"},
		{r.Sequence == Any, strict, "Ties Strict need an order: set Sequence Ordered or Consecutive, or Ties Allowed"},
		{graced, strict, "Grace lets steps swap, Ties Strict do not: set Grace 0, or Ties Allowed"},
		{stops, optional, "a Stop knows no Optional steps: set Stop Never, or Optional 0"},
		{stops, r.Count == Entries, "a Stop ends all entries: set Stop Never, or another Count than Entries"},
		{r.Entry == Best, r.Count == Entries, "Count Entries needs Entry First, one entry after the other: set that, or another Count"},
		{graced, stops, "Grace lets steps swap, a Stop does not: set Grace 0, or Stop Never"},
		{graced, optional, "Grace knows no Optional steps: set Grace 0, or Optional 0"},
		{graced, r.Count != Customers, "Grace needs Count Customers: set that, or Grace 0"},
		{r.Count == Sessions, r.Gap == 0, "Count Sessions needs a Gap: set one above 0, or another Count"},
		{r.Count != Sessions, r.Gap > 0, "a Gap is that of Count Sessions: set that, or Gap 0"},
	} {
		if c.one && c.other {
			return contradiction(c.what)
		}
	}
	return nil
}

// contradiction is the error of choices that do not go together.
func contradiction(what string) error {
	return fmt.Errorf("event: rule %w: %s", kpi.ErrRange, what)
}

// append appends the choices, the optional steps and the times.
func (r Rule) append(b []byte) []byte {
	for _, c := range r.choices() {
		b = wire.AppendUint(b, uint64(*c.value))
	}
	b = wire.AppendUint(b, uint64(r.Optional))
	b = wire.AppendBool(b, r.Window.limited)
	if r.Window.limited {
		b = wire.AppendInt(b, int64(r.Window.limit))
	}
	return wire.AppendInt(wire.AppendInt(b, int64(r.Grace)), int64(r.Gap))
}

func readRule(r *wire.Reader) (rule Rule) {
	for _, c := range rule.choices() {
		v := r.Uint()
		if v >= uint64(len(c.names)) {
			r.Fail("%s %d", c.name, v)
			return Rule{}
		}
		*c.value = uint8(v)
	}
	rule.Optional = Steps(r.Uint())
	if r.Bool() {
		rule.Window = Within(time.Duration(r.Int()))
	}
	rule.Grace, rule.Gap = time.Duration(r.Int()), time.Duration(r.Int())
	return rule
}
