package event

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/timeline"
	"github.com/customerkpi/kpi/internal/wire"
)

// An Attribution says which event of a customer's best attempt decides the group that
// they are in. The zero value is FirstTouch.
type Attribution int

// The attributions, beside [AtStep].
const (
	FirstTouch Attribution = iota // the event of the first step
	LastTouch                     // that of the furthest step
)

// AtStep returns the attribution to the event of step i, from 1. A customer whose
// best attempt has no such event is in no group. With the sequence Any it is the
// i-th event.
func AtStep(i int) Attribution {
	if i < 1 {
		return Attribution(i) - 1 // below all others, for NewBreakdown to refuse
	}
	return LastTouch + Attribution(i)
}

// step returns the step of an attempt, 0 for none.
func (a Attribution) step(w *walk) int {
	step := 1
	switch {
	case w.level == 0:
		return 0
	case a == LastTouch:
		step = bits.Len32(w.served)
	case a > LastTouch:
		step = int(a - LastTouch)
	}
	if step > w.level || w.served&bit(step) == 0 {
		return 0
	}
	return step
}

// A Breakdown is a funnel for each value of a property of the events, such as a
// campaign or a device: each customer is in the group of one event of their best
// attempt, see [Attribution], whatever the others say. K identifies customers, P
// is the property. The zero value is ready: the default [Rule] and steps, and
// FirstTouch. See [kpi.Accumulator] for the laws that it keeps.
//
// To hold a property constant instead, so that only events of one value make an
// attempt, make it a part of the customer's key in a [Funnel].
type Breakdown[K, P kpi.Key] struct {
	attribution Attribution
	funnel      Funnel[K] // without customers
	customers   keyed.Table[K, []touch[P]]
}

// A touch is an event with its property.
type touch[P kpi.Key] struct {
	record
	property P
}

func (t touch[P]) compare(o touch[P]) int {
	return cmp.Or(t.record.compare(o.record), cmp.Compare(t.property, o.property))
}

// NewBreakdown returns a breakdown of the funnel of New. It keeps the events, in
// any order. An attribution to a step that does not exist is a [*kpi.RangeError], a
// rule that does not count customers [kpi.ErrRange].
func NewBreakdown[K, P kpi.Key](rule Rule, by Attribution, steps ...string) (*Breakdown[K, P], error) {
	f, err := New[K](rule, steps...)
	if err != nil {
		return nil, err
	}
	b := &Breakdown[K, P]{attribution: by, funnel: *f}
	if err := b.check(); err != nil {
		return nil, err
	}
	return b, nil
}

func (b *Breakdown[K, P]) check() error {
	n := len(b.funnel.stepNames())
	switch by := b.attribution; {
	case by < FirstTouch:
		return &kpi.RangeError{Op: "event", Name: "step of an attribution", Value: int(by) + 1, Min: 1, Max: n}
	case by > AtStep(n):
		return &kpi.RangeError{Op: "event", Name: "step of an attribution", Value: int(by - LastTouch), Min: 1, Max: n}
	}
	if b.funnel.rule.Count != Customers {
		return contradiction("a breakdown counts customers: set Count Customers")
	}
	return nil
}

// Add adds an event of a customer with its property, with the errors of
// [Funnel.Add].
func (b *Breakdown[K, P]) Add(customer K, property P, e Event) error {
	p := &b.funnel.written().plan
	r, err := b.funnel.record(p, &e)
	if err != nil {
		return err
	}
	b.funnel.end.advance(r.at)
	if p.matters(r) {
		touches := b.customers.At(customer)
		*touches = append(*touches, touch[P]{r, property})
	} else {
		b.funnel.customers.addIdle(customer, r.at)
	}
	return nil
}

func join[P kpi.Key](touches *[]touch[P], theirs []touch[P]) { *touches = append(*touches, theirs...) }

// A BreakdownResult is a funnel for each group. Each customer is in one of them.
type BreakdownResult[P kpi.Key] struct {
	Groups []Group[P] `json:"groups"` // by ascending value
	None   Result     `json:"none"`   // of those without the event of the attribution
}

// A Group is the funnel of the customers with one value of the property.
type Group[P kpi.Key] struct {
	Value  P      `json:"value"`
	Result Result `json:"result"`
}

// Result returns the breakdown so far. If several events of one time could be the
// event of the attribution, the least of their values counts.
func (b *Breakdown[K, P]) Result() BreakdownResult[P] {
	p, end := &b.funnel.viewed().plan, b.funnel.dataEnd()
	var none tally
	var groups keyed.Table[P, tally]
	var events, followed journey
	for _, touches := range b.customers.All() {
		events.more = events.more[:0]
		for _, t := range *touches {
			events.more = append(events.more, t.record)
		}
		followed.follow(p, &events, &none)
		w := &followed.walk
		into := &none
		if step := b.attribution.step(w); step > 0 {
			into = groups.At(valueAt(p, *touches, step, w.best[step-1]))
		}
		w.count(p, w.outcome(p, &end), into)
	}
	names := b.funnel.stepNames()
	r := BreakdownResult[P]{None: none.result(names, p.Optional)}
	for value, t := range groups.Sorted() {
		r.Groups = append(r.Groups, Group[P]{value, t.result(names, p.Optional)})
	}
	return r
}

// valueAt returns the least property of the events of a step at a time.
func valueAt[P kpi.Key](p *plan, touches []touch[P], step int, at timeline.Instant) (least P) {
	steps := bit(step)
	if p.Sequence == Any {
		steps = upTo(p.steps)
	}
	found := false
	for _, t := range touches {
		if t.at == at && t.steps&steps != 0 && (!found || t.property < least) {
			found, least = true, t.property
		}
	}
	return least
}

// Merge adds the events of o. Another rule, other steps or another attribution
// are [kpi.ErrIncompatible], unless one of the two is the zero value.
func (b *Breakdown[K, P]) Merge(o *Breakdown[K, P]) error {
	return shell.Merge(b, o, (*Breakdown[K, P]).isZero, (*Breakdown[K, P]).differ, func() {
		f, g := &b.funnel, &o.funnel
		f.end.include(g.end)
		if g.customers != nil {
			f.written().idle.Merge(g.customers.readIdle(), (*moment).include)
		}
		b.customers.Merge(&o.customers, join[P])
	})
}

func (b *Breakdown[K, P]) differ(o *Breakdown[K, P]) error {
	f, g := &b.funnel, &o.funnel
	if b.attribution == o.attribution && f.rule == g.rule && slices.Equal(f.names, g.names) {
		return nil
	}
	return fmt.Errorf("event: %w breakdowns: attribution %d, rule %+v of steps %q, and attribution %d, rule %+v of steps %q",
		kpi.ErrIncompatible, b.attribution, f.rule, f.stepNames(), o.attribution, g.rule, g.stepNames())
}

func (b *Breakdown[K, P]) isZero() bool { return b.attribution == FirstTouch && b.funnel.isZero() }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (b *Breakdown[K, P]) Clone() *Breakdown[K, P] {
	return shell.Clone(b, func(c *Breakdown[K, P]) {
		c.funnel, c.customers = *c.funnel.Clone(), c.customers.Clone(slices.Clone[[]touch[P]])
	})
}

// breakdownMagic begins the encoding: the attribution, the head of a funnel, and
// each customer's events, sorted.
const breakdownMagic = "fbd\x01"

func (b *Breakdown[K, P]) append(to []byte) []byte {
	to = append(to, breakdownMagic...)
	to = b.funnel.appendHead(wire.AppendUint(to, uint64(b.attribution)), b.funnel.viewed().readIdle())
	return keyed.AppendTable(to, &b.customers, appendTouches)
}

func appendTouches[P kpi.Key](touches *[]touch[P], b []byte) []byte {
	sorted := slices.Clone(*touches)
	slices.SortFunc(sorted, touch[P].compare)
	b = wire.AppendUint(b, uint64(len(sorted)))
	for _, t := range sorted {
		b = keyed.AppendKey(t.record.append(b), t.property)
	}
	return b
}

func readBreakdown[K, P kpi.Key](r *wire.Reader) Breakdown[K, P] {
	r.Expect("event", breakdownMagic)
	by := r.Uint()
	b := Breakdown[K, P]{attribution: Attribution(min(by, 255)), funnel: readHead[K](r)}
	if r.Err() != nil {
		return b
	}
	if err := b.check(); err != nil {
		r.Fail("%v", err)
	}
	if b.funnel.inOrder || b.funnel.closed.ok {
		r.Fail("events in order or a close")
	}
	steps := len(b.funnel.stepNames())
	b.customers = keyed.ReadTable[K](r, func(touches *[]touch[P], r *wire.Reader) { *touches = readTouches[P](r, steps) })
	return b
}

func readTouches[P kpi.Key](r *wire.Reader, steps int) (touches []touch[P]) {
	n := r.Len(5)
	if n == 0 {
		r.Fail("a customer without events")
	}
	for i := range n {
		t := touch[P]{readRecord(r, steps), keyed.ReadKey[P](r)}
		if i > 0 && t.compare(touches[i-1]) < 0 {
			r.Fail("events out of order")
		}
		if r.Err() != nil {
			return nil
		}
		touches = append(touches, t)
	}
	return touches
}

// AppendBinary appends the encoding of b.
func (b *Breakdown[K, P]) AppendBinary(to []byte) ([]byte, error) { return b.append(to), nil }

// MarshalBinary returns the encoding of b.
func (b Breakdown[K, P]) MarshalBinary() ([]byte, error) { return b.AppendBinary(nil) }

// UnmarshalBinary makes b the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (b *Breakdown[K, P]) UnmarshalBinary(data []byte) error {
	return wire.Decode(data, b, readBreakdown)
}

// MarshalJSON returns the encoding of b as a string in base64.
func (b Breakdown[K, P]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&b) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (b *Breakdown[K, P]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, b) }
