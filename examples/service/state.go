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
	seen     [4]*kpi.Groups[uint8, *kpi.Seen[string]] // identifiers of events, in parts that are restored at once, of shards that are written one by one
	surveys  map[string]*book[*kpi.Answers[string]]   // one answer per customer and month
	orders   *book[*clv.Spend[string]]                // orders by customer
	solved   *book[*kpi.ByCustomer[string]]           // tickets: resolved at the first contact
	answered *book[*kpi.ByCustomer[string]]           // tickets: first response within the hour
	mentions *book[*kpi.ByCustomer[string]]           // +1, 0 or -1 per mention of an author
	visits   *book[*funnel.Visitors[string]]          // steps by visitor
	open     time.Time                                // events before are too late; that of the shard with the newest event
	applied  int64                                    // the last entry of the log that is in here
}

// errDuplicate says that an event was counted before.
var errDuplicate = errors.New("duplicate")

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
		s.seen[i], err = kpi.NewGroups[uint8](ids)
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

// A part of the state goes into a checkpoint as one stream.
type part interface {
	io.WriterTo
	io.ReaderFrom
}

// A ledger is a part of customers.
type ledger interface {
	part
	forget(customer string) error
	alias(from, to string) error
}

func (s *state) ledgers() map[string]ledger {
	all := map[string]ledger{
		"orders": s.orders, "solved": s.solved, "answered": s.answered, "mentions": s.mentions, "visits": s.visits,
	}
	for name, book := range s.surveys {
		all[name] = book
	}
	return all
}

func (s *state) parts() map[string]part {
	all := map[string]part{}
	for i, p := range s.seen {
		all[fmt.Sprint("seen ", i)] = p
	}
	for name, l := range s.ledgers() {
		all[name] = l
	}
	return all
}

// add counts an event that was checked, once. errDuplicate, a segment too many, and a
// time too old leave the state as it was.
func (s *state) add(e *event) error {
	once := func() error { return s.note(e) }
	switch e.Kind {
	case "answer":
		return s.surveys[e.Survey].add(e, once, func(a *kpi.Answers[string]) error {
			return a.Add(e.Customer, e.Time, *e.Score)
		})
	case "order":
		return s.orders.add(e, once, func(a *clv.Spend[string]) error { return a.Add(e.Customer, *e.Amount) })
	case "ticket":
		return s.addTicket(e, once)
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

// addTicket counts a ticket, and whether its response came within the hour. The second
// book has no segment and no month that the first one has not.
func (s *state) addTicket(e *event, once func() error) error {
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
	sum := h.Sum32()
	return s.seen[sum>>8%4].Update(uint8(sum), func(ids *kpi.Seen[string]) error {
		first, err := ids.Add(e.ID, e.Time)
		if err == nil && !first {
			err = errDuplicate
		}
		s.opens(ids)
		return err
	})
}

// opens notes the bound of a shard.
func (s *state) opens(ids *kpi.Seen[string]) {
	if from, ok := ids.Bound(); ok && from.After(s.open) {
		s.open = from
	}
}

// forget takes a customer out of all figures.
func (s *state) forget(customer string) (err error) {
	for _, l := range s.ledgers() {
		err = errors.Join(err, l.forget(customer))
	}
	return err
}

// alias gives what a customer did to another name.
func (s *state) alias(from, to string) (err error) {
	for _, l := range s.ledgers() {
		err = errors.Join(err, l.alias(from, to))
	}
	return err
}
