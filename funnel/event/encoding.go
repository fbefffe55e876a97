package event

import (
	"fmt"
	"slices"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/wire"
)

// Merge adds the events of o. Another rule, other steps or another order of
// feeding are kpi.ErrIncompatible, unless one of the two is the zero value.
//
// In any order any two states merge, and the events of both count. Events that
// were taken already, in order or by a Close, cannot be taken again behind
// others: then a customer may be in both states only if the events of one of
// them all come after those taken in the other. Otherwise it is
// kpi.ErrIncompatible and nothing is merged. So divide a stream in order by
// customer. The merged funnel is closed where one of the two is.
func (f *Funnel[K]) Merge(o *Funnel[K]) error {
	if o == nil || o.isZero() {
		return nil
	}
	if f.isZero() {
		*f = *o.Clone()
		return nil
	}
	if f.rule != o.rule || !slices.Equal(f.names, o.names) || f.inOrder != o.inOrder {
		return fmt.Errorf("event: %w funnels: rule %+v of steps %q, and rule %+v of steps %q",
			kpi.ErrIncompatible, f.rule, f.stepNames(), o.rule, o.stepNames())
	}
	if f.made.steps == 0 {
		f.make()
	}
	into := f.flushed()
	from := o.view() // after that, for o may be f
	if into.finished.overflows(&from.r.finished) {
		return fmt.Errorf("event: entries %w", kpi.ErrOverflow)
	}
	var scratch journey
	for customer, theirs := range from.all() {
		if j, ok := into.get(customer, &scratch); ok && !j.follows(theirs, into.forgets()) && !theirs.follows(j, into.forgets()) {
			return fmt.Errorf("event: %w funnels: the events of customer %v overlap", kpi.ErrIncompatible, customer)
		}
	}
	into.finished.merge(&from.r.finished)
	for customer, theirs := range from.all() {
		if into.adopt(customer, theirs) {
			continue
		}
		j := into.journey(customer)
		if theirs.walk.begun && !j.walk.begun {
			j.walk = theirs.walk.clone()
		}
		for _, r := range theirs.waiting() {
			j.push(r)
		}
	}
	if o.end.ok {
		f.end.advance(o.end.at)
	}
	if o.closed.ok {
		f.closed.advance(o.closed.at)
	}
	if f.inOrder || f.closed.ok {
		f.settle()
	}
	return nil
}

// follows reports whether all events of j wait, and come after those that o has
// taken. If the roster forgets when that was, they must not come before those that
// wait in o.
func (j *journey) follows(o *journey, forgets bool) bool {
	if j.walk.begun {
		return false
	}
	if !o.walk.begun {
		return true
	}
	theirs := o.waiting()
	for _, r := range j.waiting() {
		if forgets && len(theirs) > 0 {
			if r.at.before(theirs[0].at) {
				return false
			}
		} else if !o.walk.last.before(r.at) {
			return false
		}
	}
	return true
}

// isZero reports whether f is as its zero value.
func (f *Funnel[K]) isZero() bool {
	return f.rule == Rule{} && f.names == nil && !f.inOrder && !f.end.ok && !f.closed.ok &&
		(f.customers == nil || f.customers.finished.units == 0 && f.customers.len() == 0)
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (f *Funnel[K]) Clone() *Funnel[K] {
	if f == nil {
		return new(Funnel[K])
	}
	c := *f
	c.customers = f.view().clone()
	return &c
}

func (w *walk) clone() walk {
	var c walk
	c.copyFrom(w)
	return c
}

// funnelMagic begins the encoding: the rule, the names of the steps, 1 for
// events in order, the latest event, the close, the finished entries or
// sessions, then each customer: the walk, and the events that wait.
const funnelMagic = "fev\x01"

// AppendBinary appends the encoding of f.
func (f *Funnel[K]) AppendBinary(b []byte) ([]byte, error) {
	return f.view().append(f.appendHead(append(b, funnelMagic...))), nil
}

// appendHead appends all but the customers.
func (f *Funnel[K]) appendHead(b []byte) []byte {
	b = f.rule.append(b)
	b = wire.AppendUint(b, uint64(len(f.names)))
	for _, name := range f.names {
		b = wire.AppendBytes(b, name)
	}
	b = appendBool(b, f.inOrder)
	return f.closed.append(f.end.append(b))
}

// MarshalBinary returns the encoding of f.
func (f Funnel[K]) MarshalBinary() ([]byte, error) { return f.AppendBinary(nil) }

// UnmarshalBinary makes f the state that was encoded, or returns
// kpi.ErrCorrupt.
func (f *Funnel[K]) UnmarshalBinary(data []byte) error {
	r := wire.Open("event", funnelMagic, data)
	d := readHead[K](r)
	if r.Err() == nil {
		d.customers.read(r)
	}
	if err := r.Close(); err != nil {
		return err
	}
	*f = d
	return nil
}

// readHead reads what appendHead wrote, into a funnel without customers.
func readHead[K kpi.Key](r *wire.Reader) Funnel[K] {
	d := Funnel[K]{rule: readRule(r)}
	for range r.Len(1) {
		d.names = append(d.names, string(r.Bytes()))
	}
	if n := len(d.names); n > maxSteps || slices.Equal(d.names, defaultSteps()) {
		r.Fail("%d names of steps", n)
	}
	d.inOrder = readBool(r)
	if err := d.rule.check(len(d.stepNames())); err != nil {
		r.Fail("%v", err)
	}
	if d.inOrder && d.rule.Grace > 0 {
		r.Fail("grace in order")
	}
	d.end, d.closed = readMoment(r), readMoment(r)
	if r.Err() == nil {
		d.make()
	}
	return d
}

// MarshalJSON returns the encoding of f as a string in base64.
func (f Funnel[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&f) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (f *Funnel[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON("event", data, f) }

func (r Rule) append(b []byte) []byte {
	for _, choice := range []uint8{
		uint8(r.Order), uint8(r.Entry), uint8(r.Reuse), uint8(r.Ties), uint8(r.Exclusion), uint8(r.Stop), uint8(r.Count),
	} {
		b = wire.AppendUint(b, uint64(choice))
	}
	b = wire.AppendUint(b, uint64(r.Optional))
	b = appendBool(b, r.Window.limited)
	if r.Window.limited {
		b = wire.AppendInt(b, int64(r.Window.limit))
	}
	return wire.AppendInt(wire.AppendInt(b, int64(r.Grace)), int64(r.Gap))
}

func readRule(r *wire.Reader) Rule {
	var choices [7]uint8
	for i := range choices {
		v := r.Uint()
		if v > 255 {
			r.Fail("choice %d", v)
		}
		choices[i] = uint8(v)
	}
	rule := Rule{
		Order: Order(choices[0]), Entry: Entry(choices[1]), Reuse: Reuse(choices[2]), Ties: Ties(choices[3]),
		Exclusion: Exclusion(choices[4]), Stop: Stop(choices[5]), Count: Count(choices[6]),
		Optional: Steps(r.Uint()),
	}
	if readBool(r) {
		rule.Window = Within(time.Duration(r.Int()))
	}
	rule.Grace, rule.Gap = time.Duration(r.Int()), time.Duration(r.Int())
	return rule
}

func appendBool(b []byte, v bool) []byte {
	if v {
		return wire.AppendUint(b, 1)
	}
	return wire.AppendUint(b, 0)
}

func readBool(r *wire.Reader) bool {
	v := r.Uint()
	if v > 1 {
		r.Fail("flag %d", v)
	}
	return v == 1
}

func (i instant) append(b []byte) []byte {
	return wire.AppendUint(wire.AppendInt(b, i.sec), uint64(i.nsec))
}

func readInstant(r *wire.Reader) instant {
	sec, nsec := r.Int(), r.Uint()
	i := instant{sec, int32(min(nsec, uint64(time.Second)))}
	if !i.valid() {
		r.Fail("time of %d s, %d ns", sec, nsec)
	}
	return i
}

// append appends whether there is a moment, and which.
func (m moment) append(b []byte) []byte {
	b = appendBool(b, m.ok)
	if m.ok {
		b = m.at.append(b)
	}
	return b
}

func readMoment(r *wire.Reader) moment {
	if !readBool(r) {
		return moment{}
	}
	return moment{readInstant(r), true}
}
