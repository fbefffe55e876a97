package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
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
// A checkpoint takes what came since the last one out of the state's hands, and is written
// beside everything else: nobody waits for it.
type journal struct {
	config  config
	store   *store
	log     *slog.Logger
	metrics *metrics

	mu    sync.RWMutex // of state: the journal writes, figures are read
	state *state

	queue chan *request
	save  chan struct{} // asks for a checkpoint
	due   bool          // a checkpoint is
	tail  int           // events since the last checkpoint

	corrections []correction // of customers, since the last checkpoint
	snapshots   chan snapshot
	ids         atomic.Int64 // the last number of a layer
}

// A snapshot is what a checkpoint writes.
type snapshot struct {
	seq         int64
	fresh       *state
	corrections []correction
}

// A request is an entry on its way into the log, with its events decoded.
type request struct {
	entry      entry
	events     []event
	correction *correction
	done       chan outcome
}

// An outcome is what became of a request: of its events, one error each.
type outcome struct {
	errs []error // of the events; nil, errDuplicate, or why it was refused
	err  error   // of the whole request
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
		queue: make(chan *request, c.ingests), save: make(chan struct{}, 1), snapshots: make(chan snapshot),
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
	if _, err = j.state.cut(j.config); err != nil {
		return err
	}
	layers, err := j.store.layers(ctx)
	if err != nil {
		return err
	}
	// Nearly all that is read stays: there is little to collect.
	percent := debug.SetGCPercent(400)
	err = j.store.restore(ctx, layers, j.state.parts(), j.empty)
	debug.SetGCPercent(percent)
	if err != nil {
		return err
	}
	if len(layers) > 0 {
		j.state.applied = layers[len(layers)-1].seq
	}
	for _, l := range layers {
		j.ids.Store(max(j.ids.Load(), l.id))
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

// empty returns a part without events.
func (j *journal) empty(name string) part {
	s, _ := newState(j.config) // a configuration that made one before
	return s.parts()[name]
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
		r.correction = new(correction)
		return r, json.Unmarshal(e.body, r.correction)
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
func (j *journal) run(ctx context.Context) (err error) {
	every := time.NewTicker(j.config.every)
	defer every.Stop()
	kept := make(chan struct{})
	go func() { j.keep(ctx); close(kept) }()
	defer func() { close(j.snapshots); <-kept }()
	for {
		var snapshots chan snapshot // nil takes nothing
		if j.due {
			snapshots = j.snapshots
		}
		select {
		case r, ok := <-j.queue:
			if !ok {
				j.snapshots <- j.snapshot()
				return nil
			}
			if err := j.commit(ctx, j.batch(r)); err != nil {
				return err
			}
			j.due = j.due || j.tail >= j.config.tail
		case <-every.C:
			j.due = true
		case <-j.save:
			j.due = true
		case snapshots <- j.snapshot():
			j.due, j.tail, j.corrections = false, 0, nil
			if _, err := j.state.cut(j.config); err != nil {
				return err
			}
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
	default:
		o.err = s.correct(*r.correction)
		j.corrections = append(j.corrections, *r.correction)
	}
	return o
}

// soon asks for a checkpoint without waiting for it.
func (j *journal) soon() {
	select {
	case j.save <- struct{}{}:
	default: // one is asked for already
	}
}

// figures returns the figures. Each is of one moment.
func (j *journal) figures() []figure { return j.state.figures(j.mu.RLocker()) }
