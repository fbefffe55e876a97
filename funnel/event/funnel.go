package event

import (
	"fmt"
	"slices"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/timeline"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Funnel is a streaming conversion funnel from events: each Add takes one event of
// one customer. The zero value is ready: it takes events in any order, has
// the default [Rule] and the steps visit, product, cart and order. See
// [kpi.Accumulator] for the laws that it keeps.
type Funnel[K kpi.Key] struct {
	rule    Rule
	names   []string // nil are the default ones
	inOrder bool

	end    moment // the latest event
	closed moment // see Close

	customers *customers[K] // so that copies, which share state, share all of it
}

// New returns a funnel that takes events in any order. It keeps the events,
// sorts those of a customer for each result, and has exactly one state for one
// set of events. Without names the steps are visit, product, cart and order.
//
// A number of steps outside 1..32 or a choice that does not exist is a
// [*kpi.RangeError]; choices that contradict each other are [kpi.ErrRange].
func New[K kpi.Key](rule Rule, steps ...string) (*Funnel[K], error) {
	f := &Funnel[K]{rule: rule}
	if defaults := defaultSteps(); len(steps) > 0 && !slices.Equal(steps, defaults) {
		f.names = slices.Clone(steps)
	}
	n := len(f.stepNames())
	if n > maxSteps {
		return nil, &kpi.RangeError{Op: "event", Name: "number of steps", Value: n, Min: 1, Max: maxSteps}
	}
	if err := rule.check(n); err != nil {
		return nil, err
	}
	f.begin()
	return f, nil
}

// NewInOrder is [New] for events that come in the order of their times, each
// customer's on their own. It keeps no events but those of a customer's latest
// time, and an event before that is refused. A rule with grace, which has to
// look back, is [kpi.ErrRange].
func NewInOrder[K kpi.Key](rule Rule, steps ...string) (*Funnel[K], error) {
	f, err := New[K](rule, steps...)
	if err != nil {
		return nil, err
	}
	if rule.Grace > 0 {
		return nil, contradiction("Grace looks back, and needs events in any order: set Grace 0, or take New")
	}
	f.inOrder = true
	f.begin()
	return f, nil
}

// defaultSteps are those of the funnels of counts.
func defaultSteps() []string { return new(funnel.Steps).Names() }

func (f *Funnel[K]) stepNames() []string {
	if f.names == nil {
		return defaultSteps()
	}
	return f.names
}

// begin begins without customers.
func (f *Funnel[K]) begin() {
	f.customers = newCustomers[K](newPlan(f.rule, len(f.stepNames())), f.inOrder)
}

// written returns the customers for a writer: the zero value begins.
func (f *Funnel[K]) written() *customers[K] {
	if f.customers == nil {
		f.begin()
	}
	return f.customers
}

// viewed returns the customers for a reader, who must not change them: events may wait.
func (f *Funnel[K]) viewed() *customers[K] {
	if f.customers == nil {
		begun := *f
		begun.begin()
		return begun.customers
	}
	return f.customers
}

// Rule returns the rule of the funnel.
func (f *Funnel[K]) Rule() Rule { return f.rule }

// Names returns the names of the steps.
func (f *Funnel[K]) Names() []string { return slices.Clone(f.stepNames()) }

// Add adds an event of a customer. Events of one time may come in any order. Nothing is
// added, and the error is a [*kpi.RangeError], where
//
//   - the time lies outside the years 1 to 9999, or before that of a [Funnel.Close];
//   - the funnel does not have the step;
//   - an exclusion is not after one of the steps from the first to the last but one, or
//     the sequence is not Ordered;
//   - the funnel is in order, and the time lies before that of the customer's previous
//     event.
func (f *Funnel[K]) Add(customer K, e Event) error {
	c := f.written()
	r, err := f.record(&c.plan, &e)
	if err != nil {
		return err
	}
	if c.plan.matters(r) {
		if f.inOrder && f.end.ok && r.at.Before(f.end.at) {
			// The customer's event before it may be later.
			if last, ok := c.add(customer, r); !ok {
				return disorder(fmt.Sprintf("time of customer %v", customer), r.at, last)
			}
			return nil
		}
		c.later(customer, r)
	} else {
		c.addIdle(customer, r.at)
	}
	f.end.advance(r.at)
	return nil
}

// record checks an event.
func (f *Funnel[K]) record(p *plan, e *Event) (record, error) {
	r, err := p.record(e)
	if err == nil && f.closed.ok && r.at.Before(f.closed.at) {
		return record{}, tooEarly("time", r.at, "the close "+text(f.closed.at))
	}
	return r, err
}

// disorder is the error of a time before another.
func disorder(name string, at, before timeline.Instant) error {
	return tooEarly(name, at, text(before))
}

func tooEarly(name string, at timeline.Instant, before string) error {
	return &kpi.RangeError{Op: "event", Name: name, Value: text(at), Min: before}
}

func text(at timeline.Instant) string { return at.Time().Format(time.RFC3339Nano) }

// differentLengths is the error of columns that do not fit.
func differentLengths(customers, events int) error {
	return &kpi.RangeError{Op: "event", Name: "number of events", Value: events, Min: customers, Max: customers}
}

// AddSlice adds two columns, of customers and of an event of each, all or, with
// the error of the first refused one, none: it is several times faster than Add
// for each, where there are many customers. Columns of different length are a
// [*kpi.RangeError].
//
// A funnel in order takes a column whose times do not fall, from the latest
// event of the funnel on. That is stricter than Add, which asks it of each
// customer.
func (f *Funnel[K]) AddSlice(customers []K, events []Event) error {
	if len(events) != len(customers) {
		return differentLengths(len(customers), len(events))
	}
	c := f.written()
	records := make([]record, 0, len(events))
	var idle []K // those whose event does not matter
	var at []timeline.Instant
	keys := customers // those whose event matters: all, while idle is empty
	end := f.end
	for i := range events {
		r, err := f.record(&c.plan, &events[i])
		if err == nil && f.inOrder && end.ok && r.at.Before(end.at) {
			err = disorder("time of the column", r.at, end.at)
		}
		if err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
		end.advance(r.at)
		if !c.plan.matters(r) {
			if idle == nil {
				keys = append(make([]K, 0, len(events)), customers[:i]...)
			}
			idle, at = append(idle, customers[i]), append(at, r.at)
			continue
		}
		records = append(records, r)
		if idle != nil {
			keys = append(keys, customers[i])
		}
	}
	f.end = end
	c.addAll(keys, records)
	keyed.Each(&c.idle, idle, at, (*moment).advance)
	return nil
}

// Close says that no event before a time will come, and lets go of what only
// such events need. The events before it are taken and forgotten, as are attempts
// whose window is over; entries and sessions that are over are counted. How far each
// customer got remains, so that one who comes back is not counted twice. A rule with
// grace keeps the events all the same.
//
// From then on an earlier event is refused, and the data reach up to the time at
// least: an attempt whose window ends before it is decided. A time before that
// of an earlier Close changes nothing. One outside the years 1 to 9999 is a
// [*kpi.RangeError].
func (f *Funnel[K]) Close(before time.Time) error {
	at, err := figure.Instant("event", before)
	if err != nil {
		return err
	}
	f.closed.advance(at)
	f.written().settle(f.closed)
	return nil
}

// Result returns the funnel so far, by a pass over the customers. Like all methods
// that read a funnel, it changes nothing, and may run in any number of goroutines at
// once while nobody adds events.
//
// With more than 32,768 customers the latest events by [Funnel.Add], about one per
// customer and at most 1.3 million, wait to be added together. Each reader adds them to
// copies of the customers. Result copies some hundred of them at a time, and took 1.1 to 2
// times the time of a result where no events wait. Each with a visit, Clone, Merge from it
// and the encodings take the memory of the funnel without its events once more until they
// return. Before many results of the same events, [Funnel.AddSlice] of no events adds those
// that wait.
func (f *Funnel[K]) Result() Result { return f.Each(nil) }

// Each calls visit with each customer, by ascending key, and how far they got, and
// returns the result of the same pass. It tells which customers a bar of the funnel
// counts: at step i, those whose Furthest is i or more. Customers without an event that
// matters to the rule are not visited. A nil visit is Result.
func (f *Funnel[K]) Each(visit func(customer K, path Path)) Result {
	c := f.viewed()
	p, end := &c.plan, f.dataEnd()
	var t tally
	for customer, w := range c.walks(visit != nil, &t) {
		w.count(p, w.outcome(p, &end), &t)
		if visit != nil {
			visit(customer, w.path(p, end))
		}
	}
	return t.result(f.stepNames(), f.rule.Optional)
}

// dataEnd returns up to when the data reach.
func (f *Funnel[K]) dataEnd() timeline.Instant {
	end := f.end
	end.include(f.closed)
	return end.at
}

// Merge adds the events of o. Another rule, other steps, or one funnel in order and
// one in any order are [kpi.ErrIncompatible], unless one of the two is the zero value.
//
// Any two funnels in any order merge, and the events of both count. Events that
// were taken already, in order or by a Close, cannot be taken again after others:
// then a customer may be in both funnels only if the events of one of them all come
// after those taken in the other. Otherwise the error is [kpi.ErrIncompatible] and
// nothing is merged. So divide a stream in order by customer. The merged funnel is
// closed as far as one of the two is.
func (f *Funnel[K]) Merge(o *Funnel[K]) error {
	return shell.TryMerge(f, o, (*Funnel[K]).isZero, (*Funnel[K]).differ, func() error {
		if o.customers != nil {
			if err := f.written().merge(o.customers); err != nil {
				return err
			}
		}
		f.end.include(o.end)
		f.closed.include(o.closed)
		if f.inOrder || f.closed.ok {
			f.written().settle(f.closed)
		}
		return nil
	})
}

func (f *Funnel[K]) differ(o *Funnel[K]) error {
	if f.rule == o.rule && slices.Equal(f.names, o.names) && f.inOrder == o.inOrder {
		return nil
	}
	return fmt.Errorf("event: %w funnels: rule %+v of steps %q, and rule %+v of steps %q",
		kpi.ErrIncompatible, f.rule, f.stepNames(), o.rule, o.stepNames())
}

// isZero reports whether f is as its zero value.
func (f *Funnel[K]) isZero() bool {
	return f.rule == Rule{} && f.names == nil && !f.inOrder && !f.end.ok && !f.closed.ok &&
		(f.customers == nil || f.customers.finished.units == 0 && f.customers.len() == 0)
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (f *Funnel[K]) Clone() *Funnel[K] {
	return shell.Clone(f, func(c *Funnel[K]) { c.customers = c.customers.clone() })
}

// funnelMagic begins the encoding: the rule, the names of the steps, 1 for
// events in order, the latest event, the close, the latest event that does not matter to
// the rule by customer, the finished entries or sessions, then each customer: the walk,
// and the events that wait.
const funnelMagic = "fev\x01"

func (f *Funnel[K]) append(b []byte) []byte {
	c := f.viewed().read()
	return c.append(f.appendHead(append(b, funnelMagic...), &c.idle))
}

// appendHead appends all but the customers.
func (f *Funnel[K]) appendHead(b []byte, idle *keyed.Table[K, moment]) []byte {
	b = f.rule.append(b)
	b = wire.AppendUint(b, uint64(len(f.names)))
	for _, name := range f.names {
		b = wire.AppendBytes(b, name)
	}
	b = f.closed.append(f.end.append(wire.AppendBool(b, f.inOrder)))
	return keyed.AppendTable(b, idle, func(at *moment, b []byte) []byte { return appendInstant(b, at.at) })
}

func readFunnel[K kpi.Key](r *wire.Reader) Funnel[K] {
	r.Expect("event", funnelMagic)
	f := readHead[K](r)
	if r.Err() == nil {
		f.customers.readAll(r)
	}
	return f
}

// readHead reads what appendHead wrote, into a funnel without customers.
func readHead[K kpi.Key](r *wire.Reader) Funnel[K] {
	f := Funnel[K]{rule: readRule(r)}
	for range r.Len(1) {
		f.names = append(f.names, string(r.Bytes()))
	}
	if n := len(f.names); n > maxSteps || slices.Equal(f.names, defaultSteps()) {
		r.Fail("%d names of steps", n)
	}
	f.inOrder = r.Bool()
	if err := f.rule.check(len(f.stepNames())); err != nil {
		r.Fail("%v", err)
	}
	if f.inOrder && f.rule.Grace > 0 {
		r.Fail("grace in order")
	}
	f.end, f.closed = readMoment(r), readMoment(r)
	if r.Err() != nil {
		return f
	}
	f.begin()
	c := f.customers
	c.idle = keyed.ReadTable[K](r, func(at *moment, r *wire.Reader) {
		*at = moment{readInstant(r), true}
		if c.plan.matters(record{}) || !f.end.ok || f.end.at.Before(at.at) {
			r.Fail("an event at %v that does not matter", text(at.at))
		}
	})
	return f
}

// AppendBinary appends the encoding of f.
func (f *Funnel[K]) AppendBinary(b []byte) ([]byte, error) { return f.append(b), nil }

// MarshalBinary returns the encoding of f.
func (f Funnel[K]) MarshalBinary() ([]byte, error) { return f.AppendBinary(nil) }

// UnmarshalBinary makes f the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (f *Funnel[K]) UnmarshalBinary(b []byte) error { return wire.Decode(b, f, readFunnel) }

// MarshalJSON returns the encoding of f as a string in base64.
func (f Funnel[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&f) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (f *Funnel[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, f) }
