package main

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/funnel"
	"github.com/customerkpi/kpi/sentiment"
)

// A state is what all events add up to. It depends on nothing but the entries of the
// log, in their order, so that a restart ends where it was.
type state struct {
	seen     [4]identifiers                         // of events, in parts that are restored at once, of shards that are written one by one
	surveys  map[string]*book[*kpi.Answers[string]] // one answer per customer and month
	orders   *book[*clv.Spend[string]]              // orders by customer
	solved   *book[*kpi.ByCustomer[string]]         // tickets: resolved at the first contact
	answered *book[*kpi.ByCustomer[string]]         // tickets: first response within the hour
	mentions *book[*kpi.ByCustomer[string]]         // +1, 0 or -1 per mention of an author
	visits   *book[*funnel.Visitors[string]]        // steps by visitor
	open     time.Time                              // events before are too late; that of the shard with the newest event
	applied  int64                                  // the last entry of the log that is in here

	// What came since the last checkpoint, by itself: the next one writes nothing else. With
	// what the checkpoints before have it merges to this state.
	fresh *state
}

// errDuplicate says that an event was counted before.
var errDuplicate = errors.New("duplicate")

// newState returns a state without events. It takes none before its first cut.
func newState(c config) (*state, error) {
	ids, err := kpi.NewSeen[string](c.remember)
	if err != nil {
		return nil, err
	}
	answers, err := kpi.NewAnswers[string](kpi.KeepLatest, kpi.Month, c.location)
	if err != nil {
		return nil, err
	}
	s := &state{surveys: map[string]*book[*kpi.Answers[string]]{}}
	var errs [5]error
	for i := range s.seen {
		s.seen[i].Groups, err = kpi.NewGroups[uint8](ids)
	}
	s.orders, errs[0] = newBook(c, &clv.Spend[string]{})
	s.solved, errs[1] = newBook(c, &kpi.ByCustomer[string]{})
	s.answered, errs[2] = newBook(c, &kpi.ByCustomer[string]{})
	s.mentions, errs[3] = newBook(c, &kpi.ByCustomer[string]{})
	s.visits, errs[4] = newBook(c, &funnel.Visitors[string]{})
	for name := range surveys {
		var e error
		s.surveys[name], e = newBook(c, answers)
		err = errors.Join(err, e)
	}
	return s, errors.Join(err, errors.Join(errs[:]...))
}

// cut begins a new stretch, and returns what came since the one before.
func (s *state) cut(c config) (fresh *state, err error) {
	fresh = s.fresh
	s.fresh, err = newState(c)
	return fresh, err
}

// A part of the state goes into a checkpoint as one stream.
type part interface {
	io.WriterTo
	io.ReaderFrom
	merge(later part) error // of the same type, which is used up
}

// A ledger is a part of customers.
type ledger interface {
	part
	forget(customer string) error
	alias(from, to string) error
}

func (s *state) parts() map[string]part {
	all := map[string]part{
		"orders": s.orders, "solved": s.solved, "answered": s.answered, "mentions": s.mentions, "visits": s.visits,
	}
	for i, p := range s.seen {
		all[fmt.Sprint("seen ", i)] = p
	}
	for name, book := range s.surveys {
		all[name] = book
	}
	return all
}

// add counts an event that was checked, once. errDuplicate, a segment too many, and a
// time too old leave the figures as they were.
func (s *state) add(e *event) error {
	err := s.count(e, func() error { return s.note(e) })
	if err == nil {
		err = s.fresh.count(e, func() error { return nil })
	}
	return err
}

// count adds an event to its books, if once has no error.
func (s *state) count(e *event, once func() error) error {
	switch e.Kind {
	case "answer":
		return s.surveys[e.Survey].add(e, once, func(a *kpi.Answers[string]) error {
			return a.Add(e.Customer, e.Time, *e.Score)
		})
	case "order":
		return s.orders.add(e, once, func(a *clv.Spend[string]) error { return a.Add(e.Customer, *e.Amount) })
	case "ticket":
		return s.countTicket(e, once)
	case "mention":
		class, err := sentiment.ParseClass(e.Sentiment)
		if err != nil {
			return err
		}
		return s.mentions.add(e, once, func(a *kpi.ByCustomer[string]) error {
			return a.Add(e.Customer, decimal.New(int64(class), 0))
		})
	case "visit":
		return s.visits.add(e, once, func(a *funnel.Visitors[string]) error {
			return a.Add(e.Customer, slices.Index(steps, e.Step)+1)
		})
	}
	return fmt.Errorf("kind %q", e.Kind)
}

// countTicket counts a ticket, and whether its response came within the hour. The second
// book has no segment and no month that the first one has not.
func (s *state) countTicket(e *event, once func() error) error {
	err := s.solved.add(e, once, func(a *kpi.ByCustomer[string]) error { return a.AddHit(e.Customer, *e.Resolved) })
	if err != nil || e.Response == nil {
		return err
	}
	noted := func() error { return nil }
	return s.answered.add(e, noted, func(a *kpi.ByCustomer[string]) error {
		return a.AddHit(e.Customer, *e.Response <= 3600)
	})
}

// note notes the identifier of an event. One that is too late is refused, because nobody
// knows whether it was counted.
func (s *state) note(e *event) error {
	if e.Time.Before(s.open) {
		return &kpi.RangeError{Op: "events", Name: "time", Value: e.Time, Min: s.open}
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(e.ID)) // a hash has no errors
	part, shard := h.Sum32()>>8%4, uint8(h.Sum32())
	var first bool
	err := s.seen[part].Update(shard, func(ids *kpi.Seen[string]) (err error) {
		first, err = ids.Add(e.ID, e.Time)
		s.opens(ids)
		return err
	})
	if err != nil {
		return err
	}
	// Also of a duplicate: the latest time of an identifier says how long it is kept. That
	// it is the first one is for s to say, which knows more.
	err = s.fresh.seen[part].Update(shard, func(ids *kpi.Seen[string]) error {
		_, err := ids.Add(e.ID, e.Time)
		return err
	})
	if err == nil && !first {
		err = errDuplicate
	}
	return err
}

// opens notes the bound of a shard.
func (s *state) opens(ids *kpi.Seen[string]) {
	if from, ok := ids.Bound(); ok && from.After(s.open) {
		s.open = from
	}
}

// A correction is of a customer: another name, or none.
type correction struct {
	Kind string `json:"kind"` // forget, alias
	From string `json:"from"`
	To   string `json:"to"`
}

// correct changes all figures as if it had been so all along.
func (s *state) correct(c correction) (err error) {
	for _, p := range s.parts() {
		err = errors.Join(err, c.apply(p))
	}
	for _, p := range s.fresh.parts() {
		err = errors.Join(err, c.apply(p))
	}
	return err
}

// apply changes a part. Identifiers of events name nobody.
func (c correction) apply(p part) error {
	l, ok := p.(ledger)
	switch {
	case !ok:
		return nil
	case c.Kind == "forget":
		return l.forget(c.From)
	}
	return l.alias(c.From, c.To)
}

// identifiers are those of events, by a part of their hash.
type identifiers struct {
	*kpi.Groups[uint8, *kpi.Seen[string]]
}

func (i identifiers) merge(o part) (err error) {
	for shard, ids := range o.(identifiers).All() {
		err = errors.Join(err, i.Update(shard, func(mine *kpi.Seen[string]) error { return mine.Merge(ids) }))
	}
	return err
}
