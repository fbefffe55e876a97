package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
)

// A layer is a checkpoint of what came after the layer before it: first the corrections of
// customers, which are those of all layers before it too, then the state of its own events,
// which merges into theirs. So a checkpoint costs what is new, not what there is.
//
// Once the later layers are as large as the first, or a customer has to leave the disk, all
// are merged into one.
type layer struct {
	id          int64
	seq         int64 // the last entry of the log that is in it
	size        int64 // bytes
	corrections []correction
}

// layers returns the layers, the first ones first.
func (s *store) layers(ctx context.Context) (all []layer, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id, seq, size, corrections FROM layers ORDER BY seq")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r layer
		var corrections []byte
		if err := rows.Scan(&r.id, &r.seq, &r.size, &corrections); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(corrections, &r.corrections); err != nil {
			return nil, fmt.Errorf("layer %d: %w", r.id, err)
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// restore reads layers into parts, several at once.
func (s *store) restore(ctx context.Context, layers []layer, parts map[string]part, empty func(name string) part) error {
	names := make(chan string, len(parts))
	for name := range parts {
		names <- name
	}
	close(names)
	errs := make([]error, runtime.GOMAXPROCS(0))
	var workers sync.WaitGroup
	for i := range errs {
		workers.Go(func() {
			for name := range names {
				errs[i] = errors.Join(errs[i], s.readPart(ctx, layers, name, parts[name], empty))
			}
		})
	}
	workers.Wait()
	return errors.Join(append(errs, s.checkParts(ctx, parts))...)
}

// checkParts refuses what a later release wrote, which would be lost.
func (s *store) checkParts(ctx context.Context, parts map[string]part) error {
	rows, err := s.db.QueryContext(ctx, "SELECT DISTINCT part FROM chunks")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		if parts[name] == nil {
			return fmt.Errorf("checkpoint: %s: no such part in this release", name)
		}
	}
	return rows.Err()
}

// readPart reads a part of layers into one without events. A layer that does not have the part
// is of an earlier release.
func (s *store) readPart(ctx context.Context, layers []layer, name string, into part, empty func(name string) part) error {
	for i, r := range layers {
		var err error
		for _, c := range r.corrections {
			err = errors.Join(err, c.apply(into))
		}
		next := into
		if i > 0 {
			next = empty(name)
		}
		chunks := &chunkReader{ctx: ctx, db: s.db, layer: r.id, part: name}
		if chunks.more() {
			_, failed := next.ReadFrom(chunks)
			err = errors.Join(err, failed)
		}
		if err = errors.Join(err, chunks.err); err == nil && i > 0 {
			err = into.merge(next)
		}
		if err != nil {
			return fmt.Errorf("checkpoint: layer %d: %s: %w", r.id, name, err)
		}
	}
	return nil
}

// write writes a state as a new layer, and removes the log up to there. An error leaves what
// there was.
func (s *store) write(ctx context.Context, r layer, parts map[string]part) (layer, error) {
	for name, p := range parts {
		size, err := s.writePart(ctx, r.id, name, p)
		if err != nil {
			return r, err
		}
		r.size += size
	}
	return r, s.replace(ctx, r, nil)
}

// compact merges layers into one, part by part: the memory of the largest part is what it
// takes. It reads and writes the database alone, so that nobody waits for it.
func (s *store) compact(ctx context.Context, layers []layer, id int64, names map[string]part, empty func(name string) part) (layer, error) {
	all := layer{id: id, seq: layers[len(layers)-1].seq}
	for name := range names {
		whole := empty(name)
		if err := s.readPart(ctx, layers, name, whole, empty); err != nil {
			return all, err
		}
		size, err := s.writePart(ctx, id, name, whole)
		if err != nil {
			return all, err
		}
		all.size += size
	}
	if err := s.replace(ctx, all, layers); err != nil {
		return all, err
	}
	_, err := s.db.ExecContext(ctx, s.tidy)
	return all, err
}

// replace makes the chunks of r a layer, in the place of others. The rest is removed in small
// steps, between which entries of the log are written; should they not be finished, the
// next start does it.
func (s *store) replace(ctx context.Context, r layer, others []layer) error {
	corrections, err := json.Marshal(r.corrections)
	if err != nil {
		return err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	if _, err := tx.ExecContext(ctx, "INSERT INTO layers (id, seq, size, corrections) VALUES ($1, $2, $3, $4)", r.id, r.seq, r.size, string(corrections)); err != nil {
		return err
	}
	for _, o := range others {
		if _, err := tx.ExecContext(ctx, "DELETE FROM layers WHERE id = $1", o.id); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	for _, o := range others {
		err = errors.Join(err, s.remove(ctx, `DELETE FROM chunks WHERE (layer, part, chunk) IN
			(SELECT layer, part, chunk FROM chunks WHERE layer = $1 LIMIT 4)`, o.id))
	}
	return errors.Join(err, s.remove(ctx, "DELETE FROM log WHERE seq IN (SELECT seq FROM log WHERE seq <= $1 ORDER BY seq LIMIT 100)", r.seq))
}

// remove repeats a statement until it removes nothing.
func (s *store) remove(ctx context.Context, statement string, of int64) error {
	for {
		result, err := s.db.ExecContext(ctx, statement, of)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); n == 0 || err != nil {
			return err
		}
	}
}

// writePart writes a part in chunks. Without a layer of their number they are nothing.
func (s *store) writePart(ctx context.Context, layer int64, name string, p part) (int64, error) {
	w := &chunkWriter{ctx: ctx, db: s.db, layer: layer, part: name}
	size, err := p.WriteTo(w)
	if err == nil {
		err = w.flush()
	}
	if err != nil {
		return 0, fmt.Errorf("checkpoint: %s: %w", name, err)
	}
	return size, nil
}

// chunkSize is so small that entries of the log do not wait for long between two chunks.
const chunkSize = 4 << 20

// A chunkWriter writes a stream as rows.
type chunkWriter struct {
	ctx   context.Context
	db    *sql.DB
	layer int64
	part  string
	chunk int
	buf   []byte
}

func (w *chunkWriter) Write(b []byte) (int, error) {
	w.buf = append(w.buf, b...)
	if len(w.buf) >= chunkSize {
		return len(b), w.flush()
	}
	return len(b), nil
}

func (w *chunkWriter) flush() error {
	if len(w.buf) == 0 {
		return nil
	}
	_, err := w.db.ExecContext(w.ctx, "INSERT INTO chunks (layer, part, chunk, body) VALUES ($1, $2, $3, $4)", w.layer, w.part, w.chunk, w.buf)
	w.chunk++
	w.buf = w.buf[:0]
	return err
}

// A chunkReader reads what a chunkWriter wrote, a row at a time: a query that stayed open
// would keep the connection from others.
type chunkReader struct {
	ctx   context.Context
	db    *sql.DB
	layer int64
	part  string
	chunk int
	rest  []byte
	err   error
}

// more reports whether there is something to read, and reads the next chunk for it.
func (r *chunkReader) more() bool {
	if len(r.rest) > 0 || r.err != nil {
		return len(r.rest) > 0
	}
	err := r.db.QueryRowContext(r.ctx, "SELECT body FROM chunks WHERE layer = $1 AND part = $2 AND chunk = $3", r.layer, r.part, r.chunk).Scan(&r.rest)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		r.err = err
	}
	r.chunk++
	return err == nil
}

func (r *chunkReader) Read(b []byte) (int, error) {
	if !r.more() {
		if r.err != nil {
			return 0, r.err
		}
		return 0, io.EOF
	}
	n := copy(b, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}
