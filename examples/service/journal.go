package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// A journal is the one writer. What comes in is written to the log, committed, and only
// then added to the state and acknowledged; several requests share a commit. A restart
// reads the checkpoint and adds the entries of the log after it, in their order, so that
// the state is a function of the log:
//
//	killed before the commit   nothing was acknowledged: the client sends again
//	killed after it            the restart adds the entry; sent again, it is a duplicate
//
// While a checkpoint is written, readers go on and writers wait.
type journal struct {
	config  config
	store   *store
	log     *slog.Logger
	metrics *metrics

	mu    sync.RWMutex // of state: the journal writes, figures are read
	state *state

	queue chan *request
	save  chan struct{} // asks for a checkpoint
	tail  int           // events since the last checkpoint

	// rested is until when no long log asks for a checkpoint: a large state would
	// otherwise be written most of the time.
	rested time.Time
}

// A request is an entry on its way into the log, with its events decoded.
type request struct {
	entry  entry
	events []event
	alias  *aliasing
	done   chan outcome
}

// An outcome is what became of a request: of its events, one error each.
type outcome struct {
	errs []error // of the events; nil, errDuplicate, or why it was refused
	err  error   // of the whole request
}

type aliasing struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// openJournal opens the database and restores the state.
func openJournal(ctx context.Context, c config, log *slog.Logger, m *metrics) (*journal, error) {
	began := time.Now()
	db, err := openStore(ctx, c)
	if err != nil {
		return nil, err
	}
	j := &journal{
		config: c, store: db, log: log, metrics: m,
		queue: make(chan *request, c.ingests), save: make(chan struct{}, 1),
	}
	if err := j.restore(ctx); err != nil {
		return nil, errors.Join(err, db.close())
	}
	log.Info("restored", "entry", j.state.applied, "events_after_checkpoint", j.tail, "seconds", time.Since(began).Seconds())
	return j, nil
}

func (j *journal) restore(ctx context.Context) (err error) {
	if j.state, err = newState(j.config); err != nil {
		return err
	}
	if j.state.applied, err = j.store.restore(ctx, j.state.parts()); err != nil {
		return err
	}
	for _, p := range j.state.seen {
		for _, ids := range p.All() {
			j.state.opens(ids)
		}
	}
	j.metrics.saved.Store(j.state.applied)
	return j.store.tail(ctx, j.state.applied, func(e entry) error {
		r, err := requestOf(e)
		if err != nil {
			return fmt.Errorf("entry %d of the log: %w", e.seq, err)
		}
		j.add(r)
		return nil
	})
}

// requestOf decodes an entry of the log.
func requestOf(e entry) (*request, error) {
	r := &request{entry: e}
	switch e.kind {
	case "events":
		for line := range bytes.Lines(e.body) {
			ev, err := decode(line)
			if err != nil {
				return nil, err
			}
			r.events = append(r.events, ev)
		}
	case "forget", "alias":
		r.alias = new(aliasing)
		return r, json.Unmarshal(e.body, r.alias)
	default:
		return nil, fmt.Errorf("kind %q", e.kind)
	}
	return r, nil
}

// submit hands a request to the journal and waits until it is durable and counted.
func (j *journal) submit(ctx context.Context, r *request) outcome {
	r.done = make(chan outcome, 1)
	select {
	case j.queue <- r:
	case <-ctx.Done():
		return outcome{err: ctx.Err()}
	}
	// Not until ctx ends: an entry that is on its way is committed.
	return <-r.done
}

// run writes until the queue is closed. An error is one that only a restart can clear.
func (j *journal) run(ctx context.Context) error {
	every := time.NewTicker(j.config.every)
	defer every.Stop()
	for {
		select {
		case r, ok := <-j.queue:
			if !ok {
				return j.checkpoint(ctx)
			}
			if err := j.commit(ctx, j.batch(r)); err != nil {
				return err
			}
			if j.tail < j.config.tail || time.Now().Before(j.rested) {
				continue
			}
		case <-every.C:
		case <-j.save:
		}
		if err := j.checkpoint(ctx); err != nil {
			j.log.Error("checkpoint", "error", err) // the log has it all: the next one may succeed
		}
	}
}

// batch returns a request and those that wait behind it, for one commit.
func (j *journal) batch(r *request) []*request {
	all := []*request{r}
	for len(all) < cap(j.queue) {
		select {
		case next, ok := <-j.queue:
			if !ok {
				return all
			}
			all = append(all, next)
		default:
			return all
		}
	}
	return all
}

// commit makes requests durable, adds them to the state and answers them.
func (j *journal) commit(ctx context.Context, all []*request) error {
	entries := make([]entry, len(all))
	for i, r := range all {
		r.entry.seq = j.state.applied + int64(i) + 1
		entries[i] = r.entry
	}
	began := time.Now()
	err := j.store.append(ctx, entries)
	j.metrics.commits.Observe(time.Since(began).Seconds())
	if err != nil {
		j.log.Error("commit", "error", err)
		for _, r := range all {
			r.done <- outcome{err: err}
		}
		if errors.Is(err, errUncertain) {
			return err
		}
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, r := range all {
		r.done <- j.add(r)
	}
	return nil
}

// add adds a request that is in the log to the state.
func (j *journal) add(r *request) (o outcome) {
	s := j.state
	s.applied = r.entry.seq
	switch r.entry.kind {
	case "events":
		o.errs = make([]error, len(r.events))
		for i := range r.events {
			o.errs[i] = s.add(&r.events[i])
		}
		j.tail += len(r.events)
	case "forget":
		o.err = s.forget(r.alias.From)
	case "alias":
		o.err = s.alias(r.alias.From, r.alias.To)
	}
	return o
}

// checkpoint writes the state, if there is something new in it.
func (j *journal) checkpoint(ctx context.Context) error {
	if j.state.applied == j.metrics.saved.Load() {
		return nil
	}
	began := time.Now()
	size, err := j.store.checkpoint(ctx, j.state.applied, j.state.parts())
	if err != nil {
		return err
	}
	took := time.Since(began)
	j.tail, j.rested = 0, time.Now().Add(9*took)
	j.metrics.checkpointed(j.state.applied, size, took)
	j.log.Info("checkpoint", "entry", j.state.applied, "bytes", size, "seconds", took.Seconds())
	return nil
}

// soon asks for a checkpoint without waiting for it.
func (j *journal) soon() {
	select {
	case j.save <- struct{}{}:
	default: // one is asked for already
	}
}

// figures returns the figures, and the entry of the log up to which they go.
func (j *journal) figures() ([]figure, int64) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.state.figures(), j.state.applied
}
