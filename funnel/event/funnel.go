package event

import (
	"fmt"
	"slices"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel"
)

// A Funnel is a streaming conversion funnel from events: one event of one
// customer an Add. The zero value is ready: it takes events in any order, has
// the default [Rule] and the steps visit, product, cart and order. See
// kpi.Accumulator for the laws that it keeps.
type Funnel[K kpi.Key] struct {
	rule    Rule
	names   []string // nil are the default ones
	inOrder bool
	made    plan

	end    moment // the latest event
	closed moment // see Close

	customers *roster[K] // so that copies, which share state, share all of it
}

// A moment is an instant that may not be there.
type moment struct {
	at instant
	ok bool
}

// advance moves m to a later instant.
func (m *moment) advance(at instant) {
	if !m.ok || m.at.before(at) {
		*m = moment{at, true}
	}
}

// New returns a funnel that takes events in any order. It keeps the events,
// sorts those of a customer for each result, and has exactly one state for one
// set of events. Without names the steps are visit, product, cart and order.
//
// A number of steps outside 1..32 or a choice that does not exist is a
// *kpi.RangeError; choices that contradict each other are kpi.ErrRange.
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
	f.make()
	return f, nil
}

// NewInOrder is New for events that come in the order of their times, each
// customer's on their own. It keeps no events but those of a customer's latest
// time, and an event before that is refused. A rule with grace, which has to
// look back, is kpi.ErrRange.
func NewInOrder[K kpi.Key](rule Rule, steps ...string) (*Funnel[K], error) {
	f, err := New[K](rule, steps...)
	if err != nil {
		return nil, err
	}
	if rule.Grace > 0 {
		return nil, fmt.Errorf("event: rule %w: Grace looks back, and needs events in any order: set Grace 0, or take New", kpi.ErrRange)
	}
	f.inOrder = true
	f.make()
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

// plan returns the plan of the rule, which all but the zero value keep.
func (f *Funnel[K]) plan() *plan {
	if f.made.steps == 0 {
		p := newPlan(f.rule, defaultLen)
		return &p
	}
	return &f.made
}

// flushed returns the customers with all events added, for a writer. The zero value
// has none.
func (f *Funnel[K]) flushed() *roster[K] {
	if f.customers == nil {
		return newRoster[K](*f.plan(), f.inOrder)
	}
	f.customers.flush()
	return f.customers
}

// view returns the customers with all events added, for a reader.
func (f *Funnel[K]) view() view[K] {
	if f.customers == nil {
		return newRoster[K](*f.plan(), f.inOrder).view()
	}
	return f.customers.view()
}

// make keeps the plan, and begins without customers.
func (f *Funnel[K]) make() {
	f.made = newPlan(f.rule, len(f.stepNames()))
	f.customers = newRoster[K](f.made, f.inOrder)
}

// defaultLen is the number of default steps.
const defaultLen = 4

// Rule returns the rule of the funnel.
func (f *Funnel[K]) Rule() Rule { return f.rule }

// Steps returns the names of the steps.
func (f *Funnel[K]) Steps() []string { return slices.Clone(f.stepNames()) }

// Add adds an event of a customer. It is a *kpi.RangeError, and nothing is
// added, if its time lies outside the years 1 to 9999 or before that of a
// [Funnel.Close], if it has a step that the funnel does not have, if it excludes
// behind another step than the first to the one before the last, or at all
// without the order Ordered, and, in order, if its time lies before the one of
// the customer's event before it. Events of one time may come in any order.
func (f *Funnel[K]) Add(customer K, e Event) error {
	if f.made.steps == 0 {
		f.make()
	}
	p := &f.made
	r, err := f.record(p, &e)
	if err != nil {
		return err
	}
	if !p.matters(r) {
		f.end.advance(r.at)
		return nil
	}
	if f.inOrder && f.end.ok && r.at.before(f.end.at) {
		// The customer's event before it may be later.
		if last, ok := f.flushed().add(customer, r); !ok {
			return disorder(fmt.Sprintf("time of customer %v", customer), r.at, last)
		}
		return nil
	}
	f.end.advance(r.at)
	f.customers.later(customer, r)
	return nil
}

// disorder is the error of a time before another.
func disorder(name string, at, before instant) error {
	return &kpi.RangeError{
		Op: "event", Name: name, Value: at.time().Format(time.RFC3339Nano), Min: before.time().Format(time.RFC3339Nano),
	}
}

// differentLengths is the error of columns that do not fit.
func differentLengths(customers, events int) error {
	return &kpi.RangeError{Op: "event", Name: "number of events", Value: events, Min: customers, Max: customers}
}

// AddSlice adds two columns, of customers and of an event of each, all or, with
// the error of the first refused one, none: it is several times faster than Add
// for each, where there are many customers. Columns of different length are a
// *kpi.RangeError.
//
// A funnel in order takes a column whose times do not fall, from the latest
// event of the funnel on. That is stricter than Add, which asks it of each
// customer.
func (f *Funnel[K]) AddSlice(customers []K, events []Event) error {
	n := len(customers)
	if len(events) != n {
		return differentLengths(n, len(events))
	}
	if f.made.steps == 0 {
		f.make()
	}
	p := &f.made
	records := make([]record, 0, n)
	var keys []K // those whose event matters; nil while that is all
	end := f.end
	for i := range events {
		r, err := f.record(p, &events[i])
		if err == nil && f.inOrder && end.ok && r.at.before(end.at) {
			err = disorder("time of the column", r.at, end.at)
		}
		if err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
		end.advance(r.at)
		switch {
		case !p.matters(r) && keys == nil:
			keys = append(make([]K, 0, n), customers[:i]...)
		case !p.matters(r):
		case keys != nil:
			keys = append(keys, customers[i])
			records = append(records, r)
		default:
			records = append(records, r)
		}
	}
	if keys == nil {
		keys = customers
	}
	f.end = end
	f.flushed().addAll(keys, records)
	return nil
}

// record checks an event.
func (f *Funnel[K]) record(p *plan, e *Event) (record, error) {
	r, err := p.record(e)
	if err == nil && f.closed.ok && r.at.before(f.closed.at) {
		return record{}, f.closed.refuses(e)
	}
	return r, err
}

// refuses is the error of an event before a Close.
func (m *moment) refuses(e *Event) error {
	return &kpi.RangeError{
		Op: "event", Name: "time",
		Value: e.Time.UTC().Format(time.RFC3339Nano), Min: "the close " + m.at.time().Format(time.RFC3339Nano),
	}
}

// record checks an event.
func (p *plan) record(e *Event) (record, error) {
	at, err := instantOf("time", e.Time)
	if err != nil {
		return record{}, err
	}
	if e.Steps&^p.all != 0 {
		return record{}, &kpi.RangeError{Op: "event", Name: "set of steps", Value: fmt.Sprintf("%#x", e.Steps), Min: 0, Max: fmt.Sprintf("%#x", p.all)}
	}
	if e.Excludes&^p.behind != 0 {
		return record{}, &kpi.RangeError{Op: "event", Name: "set of exclusions", Value: fmt.Sprintf("%#x", e.Excludes), Min: 0, Max: fmt.Sprintf("%#x", p.behind)}
	}
	return record{at, uint32(e.Steps), uint32(e.Excludes)}, nil
}

// Close says that no event before a time will come, and lets go of what only
// such events need: those before it are taken and forgotten, attempts whose
// window is over too, and entries and sessions that are over are counted. Of a
// customer remains how far they got, so that one who comes back is not counted
// twice. A rule with grace keeps the events all the same.
//
// From then on an earlier event is refused, and the data reach up to the time at
// least: an attempt whose window ends before it is decided. A time before that
// of an earlier Close changes nothing; one outside the years 1 to 9999 is a
// *kpi.RangeError.
func (f *Funnel[K]) Close(before time.Time) error {
	at, err := instantOf("time of the close", before)
	if err != nil {
		return err
	}
	f.closed.advance(at)
	f.settle()
	return nil
}

// settle takes what no event to come can precede.
func (f *Funnel[K]) settle() {
	p := f.plan()
	if p.Grace > 0 {
		return
	}
	customers := f.flushed()
	if f.closed.ok {
		customers.closeCells(f.closed.at)
	}
	for j := range customers.stay() {
		rows := j.waiting()
		sortRecords(rows)
		n := 0
		if f.inOrder && len(rows) > 0 {
			n = indexFrom(rows, rows[len(rows)-1].at)
		}
		if f.closed.ok {
			n = max(n, indexFrom(rows, f.closed.at))
		}
		if n > 0 {
			j.take(p, n, &customers.finished)
		}
		if f.closed.ok {
			j.walk.expire(p, f.closed.at, &customers.finished)
			j.walk.trim()
			j.more = slices.Clip(j.more)
		}
	}
}

// Result returns the funnel so far, by a pass over the customers. As all that reads
// a funnel, it changes nothing, and may run in any number of goroutines at once
// while nobody adds events.
//
// With more than 32,768 customers the latest events by [Funnel.Add], about one per
// customer and at most 1.3 million, wait to be added together. Each reader adds them
// to a copy of their customers: that took 1.5 to 3 times the time of a result where
// none waits, and half of the memory of the funnel until it returned. Before many
// results of the same events, [Funnel.AddSlice] of no events adds those that wait.
func (f *Funnel[K]) Result() Result { return f.Each(nil) }

// Each calls visit with each customer, by ascending key, and how far they got,
// and returns the result of the same pass: who stands behind a bar of it. Those
// behind step i are the customers whose Furthest is i or more, those of an
// outcome have it as their Outcome. Customers without an event that matters to
// the rule are not visited. A nil visit is Result.
func (f *Funnel[K]) Each(visit func(customer K, path Path)) Result {
	p := f.plan()
	customers := f.view()
	t := customers.r.finished.clone()
	end := f.dataEnd()
	for customer, w := range customers.walks(visit != nil, &t) {
		t.add(p, w, w.outcome(p, &end))
		if visit != nil {
			visit(customer, w.path(p, end))
		}
	}
	return newResult(p, f.stepNames(), &t)
}

// dataEnd returns up to when the data reach.
func (f *Funnel[K]) dataEnd() instant {
	end := f.end
	if f.closed.ok {
		end.advance(f.closed.at)
	}
	return end.at
}
