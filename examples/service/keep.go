package main

import (
	"context"
	"slices"
	"time"
)

// snapshot returns what came since the last checkpoint. It is for the keeper alone once it
// was cut off.
func (j *journal) snapshot() snapshot { return snapshot{j.state.applied, j.state.fresh, j.corrections} }

// append adds a later snapshot.
func (s *snapshot) append(later snapshot) error {
	parts := s.fresh.parts()
	for name, p := range later.fresh.parts() {
		for _, c := range later.corrections {
			if err := c.apply(parts[name]); err != nil {
				return err
			}
		}
		if err := parts[name].merge(p); err != nil {
			return err
		}
	}
	s.seq, s.corrections = later.seq, append(s.corrections, later.corrections...)
	return nil
}

// keep writes a snapshot after the other, until there are no more. What could not be
// written is written with the next one: until then the log has it all.
func (j *journal) keep(ctx context.Context) {
	compacting, stop := context.WithCancel(ctx)
	work, done := make(chan struct{}, 1), make(chan struct{})
	go func() { j.compactAll(compacting, work); close(done) }()
	defer func() { stop(); close(work); <-done }()
	var held *snapshot
	for s := range j.snapshots {
		if held == nil {
			held = &s
		} else if err := held.append(s); err != nil {
			j.log.Error("checkpoint", "error", err)
		}
		if held.seq == j.metrics.saved.Load() { // nothing is new
			held = nil
			continue
		}
		if err := j.write(ctx, held); err != nil {
			j.log.Error("checkpoint", "error", err)
			continue
		}
		held = nil
		select {
		case work <- struct{}{}:
		default: // it is to look already
		}
	}
}

// compactAll merges layers whenever there is reason to look, until there is none.
func (j *journal) compactAll(ctx context.Context, work <-chan struct{}) {
	for range work {
		if err := j.compact(ctx); err != nil && ctx.Err() == nil {
			j.log.Error("compaction", "error", err)
		}
	}
}

// write writes a checkpoint.
func (j *journal) write(ctx context.Context, s *snapshot) error {
	began := time.Now()
	r, err := j.store.write(ctx, layer{id: j.ids.Add(1), seq: s.seq, corrections: s.corrections}, s.fresh.parts())
	if err != nil {
		return err
	}
	j.metrics.checkpointed(r.seq, r.size, time.Since(began))
	j.log.Info("checkpoint", "entry", r.seq, "bytes", r.size, "seconds", time.Since(began).Seconds())
	return nil
}

// compact merges the layers if the later ones are as large as the first, or if there is a
// change: a name that has to leave the disk.
func (j *journal) compact(ctx context.Context) error {
	layers, err := j.store.layers(ctx)
	if err != nil || len(layers) == 0 {
		return err
	}
	var later int64
	for _, r := range layers[1:] {
		later += r.size
	}
	changed := slices.ContainsFunc(layers, func(r layer) bool { return len(r.corrections) > 0 })
	if later < layers[0].size && !changed {
		return nil
	}
	began := time.Now()
	all, err := j.store.compact(ctx, layers, j.ids.Add(1), j.state.parts(), j.empty)
	if err != nil {
		return err
	}
	j.metrics.compacted(all.seq, time.Since(began))
	j.log.Info("compaction", "entry", all.seq, "layers", len(layers), "bytes", all.size, "seconds", time.Since(began).Seconds())
	return nil
}
