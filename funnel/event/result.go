package event

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/wire"
)

// An Outcome is what became of a customer, an entry or a session by the end of
// the data.
type Outcome uint8

// The outcomes.
const (
	NotEntered Outcome = iota // no event of step 1
	Open                      // not converted, time not over
	Dropped                   // not converted in time
	Converted                 // reached the last step
	Removed                   // left the funnel, see Remove
)

var outcomes = [...]string{"not entered", "open", "dropped", "converted", "removed"}

// String returns "not entered", "open", "dropped", "converted" or "removed".
func (o Outcome) String() string { return nameOf(outcomes[:], uint8(o)) }

// A Path is how far a customer got. With Entries or Sessions it is the path of the
// entry or session that goes on, if there is one.
type Path struct {
	// Reached is the furthest step, 0 for none, or where the customer is
	// removed. With the sequence Any it is the number of different steps.
	Reached int `json:"reached"`
	// Furthest is the furthest step of any entry or session that was not
	// removed; it is Reached where customers are counted.
	Furthest int     `json:"furthest"`
	Outcome  Outcome `json:"outcome"`
	// Times are when the best attempt reached each step up to Reached, in UTC;
	// the zero time for an optional step that was left out.
	Times []time.Time `json:"times"`
}

// A Bar is a step of the funnel, and how many customers, entries or sessions
// reached it or a later one. An optional step counts those who did it.
type Bar struct {
	Name     string `json:"name"`
	Count    uint64 `json:"count"`
	Optional bool   `json:"optional"`
	// Wait is the time from the step before, of those who reached this one. The
	// first step has none.
	Wait Waits `json:"wait"`
}

// A Result is what the events add up to: a funnel of customers, entries or
// sessions. Open, Dropped and Converted add up to the count of the first step.
type Result struct {
	Steps     []Bar  `json:"steps"`
	Open      uint64 `json:"open"`      // not converted, time not over
	Dropped   uint64 `json:"dropped"`   // not converted in time
	Converted uint64 `json:"converted"` // reached the last step
	Removed   uint64 `json:"removed"`   // by an exclusion; at no step
	Total     Waits  `json:"total"`     // from the first step to the last one
}

// Entered returns the number of those at the first step:
// open + dropped + converted.
func (r Result) Entered() uint64 { return r.Open + r.Dropped + r.Converted }

// Conversion returns the conversion rate of all who entered:
//
//	converted / (converted + dropped + open)        0 <= rate <= 1
//
// It is too low while some are open. If nobody entered it is [kpi.ErrUndefined].
//
// The unit is the key of a path: a customer or, where a session is the key, a session.
// Where a customer has several sessions, which are alike, the interval is too narrow: give
// them to a [kpi.ByCustomer] by [Funnel.Each]. So it is with Count Entries or Sessions,
// and the funnel does not keep whose they are: make sessions the keys.
func (r Result) Conversion() (kpi.Rate, error) {
	return figure.Share{Op: "event", Figure: "conversion", Why: "nobody entered"}.Rate(r.Converted, r.Entered())
}

// Decided returns the conversion rate of those whose time is over or who
// converted:
//
//	converted / (converted + dropped)        0 <= rate <= 1
//
// Customers who convert fast are decided before those who do not, so that it is too
// high while many are open. If nobody is decided it is [kpi.ErrUndefined]. Without a
// window nobody drops.
func (r Result) Decided() (kpi.Rate, error) {
	share := figure.Share{Op: "event", Figure: "decided conversion", Why: "nobody converted or dropped"}
	return share.Rate(r.Converted, r.Converted+r.Dropped)
}

// Funnel returns the counts of the steps that are not optional, for the rates
// from step to step. Fewer than two steps are a [*kpi.RangeError].
func (r Result) Funnel() (funnel.StepsResult, error) {
	var names []string
	var counts []uint64
	for _, s := range r.Steps {
		if !s.Optional {
			names, counts = append(names, s.Name), append(counts, s.Count)
		}
	}
	f, err := funnel.StepsFromCounts(counts...)
	for i := range f.Steps {
		f.Steps[i].Name = names[i]
	}
	return f, err
}

// String returns a text like
// "50.00% of 4 (visit 4, cart 3, order 2; 1 open, 1 dropped)".
func (r Result) String() string {
	removed := ""
	if r.Removed > 0 {
		removed = fmt.Sprintf(", %d removed", r.Removed)
	}
	rate, err := r.Conversion()
	if err != nil {
		return err.Error() + removed
	}
	steps := make([]string, len(r.Steps))
	for i, s := range r.Steps {
		steps[i] = fmt.Sprintf("%s %d", s.Name, s.Count)
	}
	return fmt.Sprintf("%s%% of %d (%s; %d open, %d dropped%s)",
		rate.Percent(2).StringFixed(2), r.Entered(), strings.Join(steps, ", "), r.Open, r.Dropped, removed)
}

// MarshalJSON returns the fields, and value, the [Result.Conversion].
func (r Result) MarshalJSON() ([]byte, error) { return r.json().Marshal() }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (r *Result) UnmarshalJSON(data []byte) error { return r.json().Unmarshal(data) }

func (r *Result) json() figure.Form {
	type fields Result
	return figure.FormOf("event", r, (*fields)(r), Result.Conversion)
}

// A tally counts units: customers, entries or sessions. The zero value is
// empty. Units that are finished are counted in the tally of the funnel, the
// others for each result.
type tally struct {
	units   uint64 // with and without those removed
	counts  [len(outcomes)]uint64
	reached []uint64 // units by step, from 1
	waits   []waits  // to each step, from 1; of step 1, from there to the last one
}

// unit counts a unit, but not its steps.
func (t *tally) unit(steps int, o Outcome) {
	if t.reached == nil {
		t.reached, t.waits = make([]uint64, steps), make([]waits, steps)
	}
	t.units++
	t.counts[o]++
}

// maxUnits is how many units two tallies may merge to. Counting one by one does
// not get from there to where a counter wraps.
const maxUnits = 1 << 63

// overflows reports whether o would not fit. No other counter is above units.
func (t *tally) overflows(o *tally) bool {
	return t.units > maxUnits || o.units > maxUnits-t.units
}

// merge adds o, which does not overflow.
func (t *tally) merge(o *tally) {
	if o.units == 0 {
		return
	}
	if t.reached == nil {
		*t = o.clone()
		return
	}
	t.units += o.units
	for i, n := range o.counts {
		t.counts[i] += n
	}
	for i, n := range o.reached {
		t.reached[i] += n
		t.waits[i].merge(&o.waits[i])
	}
}

func (t *tally) clone() tally {
	c := *t
	c.reached, c.waits = slices.Clone(t.reached), nil
	for i := range t.waits {
		c.waits = append(c.waits, t.waits[i].clone())
	}
	return c
}

// result returns the funnel of a tally. Its steps have names.
func (t *tally) result(names []string, optional Steps) Result {
	r := Result{
		Steps:     make([]Bar, len(names)),
		Open:      t.counts[Open],
		Dropped:   t.counts[Dropped],
		Converted: t.counts[Converted],
		Removed:   t.counts[Removed],
	}
	for i, name := range names {
		r.Steps[i] = Bar{Name: name, Optional: optional.Has(i + 1)}
		if t.reached == nil {
			continue
		}
		r.Steps[i].Count = t.reached[i]
		if i > 0 {
			r.Steps[i].Wait = t.waits[i].result()
		} else {
			r.Total = t.waits[i].result()
		}
	}
	return r
}

// append appends the number of units and, unless it is 0, all else.
func (t *tally) append(b []byte) []byte {
	b = wire.AppendUint(b, t.units)
	if t.units == 0 {
		return b
	}
	for _, n := range t.counts[1:] {
		b = wire.AppendUint(b, n)
	}
	for i := range t.reached {
		b = t.waits[i].append(wire.AppendUint(b, t.reached[i]))
	}
	return b
}

func readTally(r *wire.Reader, steps int) tally {
	t := tally{units: r.Uint()}
	if t.units == 0 || r.Err() != nil {
		return t
	}
	sum := uint64(0)
	for o := range t.counts[1:] {
		n := r.Uint()
		if n > t.units-sum {
			r.Fail("more outcomes than %d", t.units)
			return tally{}
		}
		t.counts[o+1] = n
		sum += n
	}
	if sum != t.units {
		r.Fail("%d outcomes of %d", sum, t.units)
	}
	t.reached, t.waits = make([]uint64, steps), make([]waits, steps)
	for i := range t.reached {
		if t.reached[i] = r.Uint(); t.reached[i] > t.units-t.counts[Removed] {
			r.Fail("step %d reached by %d of %d", i+1, t.reached[i], t.units)
		}
		t.waits[i].read(r)
		if n := t.waits[i].times.Count(); n > t.reached[i] {
			r.Fail("%d times to step %d, reached by %d", n, i+1, t.reached[i])
		}
	}
	return t
}
