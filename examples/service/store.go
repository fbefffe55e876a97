package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
)

// A store keeps the log and the last checkpoint in a database. The log is append-only
// and is as long as what came after the checkpoint; the checkpoint is written in chunks
// beside it, and takes its place in one transaction.
type store struct {
	db      *sql.DB
	tidy    string // what takes deleted rows off the disk
	release func() // gives up the database
}

// openStore opens PostgreSQL, if there is a connection string, or else a file of SQLite.
func openStore(ctx context.Context, c config) (*store, error) {
	open := openSQLite
	if c.postgres != "" {
		open = openPostgres
	}
	s, err := open(ctx, c)
	if err != nil {
		return nil, err
	}
	// What a checkpoint that was not finished left.
	if _, err := s.db.ExecContext(ctx, "DELETE FROM chunks WHERE seq NOT IN (SELECT seq FROM checkpoints)"); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *store) close() error {
	s.release()
	return s.db.Close()
}

// An entry of the log is what changes the state: lines of events, or a customer to
// forget or to rename.
type entry struct {
	seq  int64
	kind string // events, forget, alias
	body []byte
}

// errUncertain says that nobody knows whether entries are in the log: the commit failed.
// Only a restart, which reads the log, can tell.
var errUncertain = errors.New("commit failed")

// append makes entries durable, all or none.
func (s *store) append(ctx context.Context, entries []entry) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	for _, e := range entries {
		if _, err := tx.ExecContext(ctx, "INSERT INTO log (seq, kind, body) VALUES ($1, $2, $3)", e.seq, e.kind, e.body); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("%w: %w", errUncertain, err)
	}
	return nil
}

// tail yields the entries after one of the log.
func (s *store) tail(ctx context.Context, after int64, yield func(entry) error) error {
	rows, err := s.db.QueryContext(ctx, "SELECT seq, kind, body FROM log WHERE seq > $1 ORDER BY seq", after)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var e entry
		if err := rows.Scan(&e.seq, &e.kind, &e.body); err != nil {
			return err
		}
		if err := yield(e); err != nil {
			return err
		}
	}
	return rows.Err()
}

// restore reads the last checkpoint into parts, and returns the entry up to which the
// log is in it.
func (s *store) restore(ctx context.Context, parts map[string]part) (seq int64, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT seq FROM checkpoints ORDER BY seq DESC LIMIT 1").Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if err := s.readParts(ctx, seq, parts); err != nil {
		return 0, fmt.Errorf("checkpoint %d: %w", seq, err)
	}
	return seq, nil
}

// readParts reads the chunks of a checkpoint, first those that all parts have, and hands
// them to the parts, which decode at the same time. A part that the checkpoint does not
// have stays empty: it is new in this release.
func (s *store) readParts(ctx context.Context, seq int64, parts map[string]part) error {
	rows, err := s.db.QueryContext(ctx, "SELECT part, body FROM chunks WHERE seq = $1 ORDER BY chunk, part", seq)
	if err != nil {
		return err
	}
	defer rows.Close()
	streams := map[string]*stream{}
	for rows.Next() {
		var name string
		var body []byte
		if err = rows.Scan(&name, &body); err != nil {
			break
		}
		p := parts[name]
		if p == nil {
			err = fmt.Errorf("%s: no such part in this release", name)
			break
		}
		if streams[name] == nil {
			streams[name] = decodeInto(p)
		}
		streams[name].chunks <- body
	}
	err = errors.Join(err, rows.Err())
	for name, d := range streams {
		close(d.chunks)
		if failed := <-d.done; failed != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", name, failed))
		}
	}
	return err
}

// A stream is chunks on their way into a part.
type stream struct {
	chunks chan []byte
	done   chan error
	rest   []byte
}

// decodeInto starts to decode a stream into a part.
func decodeInto(p part) *stream {
	d := &stream{chunks: make(chan []byte, 2), done: make(chan error, 1)}
	go func() {
		_, err := p.ReadFrom(d)
		for range d.chunks { // what comes after an error
		}
		d.done <- err
	}()
	return d
}

func (d *stream) Read(b []byte) (int, error) {
	for len(d.rest) == 0 {
		chunk, ok := <-d.chunks
		if !ok {
			return 0, io.EOF
		}
		d.rest = chunk
	}
	n := copy(b, d.rest)
	d.rest = d.rest[n:]
	return n, nil
}

// checkpoint writes parts as the checkpoint at an entry of the log, removes the log up to
// there, and returns the size. An error leaves the checkpoint before as it was.
func (s *store) checkpoint(ctx context.Context, seq int64, parts map[string]part) (size int64, err error) {
	if _, err := s.db.ExecContext(ctx, "DELETE FROM chunks WHERE seq = $1 AND seq NOT IN (SELECT seq FROM checkpoints)", seq); err != nil {
		return 0, err
	}
	for name, p := range parts {
		w := &chunkWriter{ctx: ctx, db: s.db, seq: seq, part: name}
		n, err := p.WriteTo(w)
		if err == nil {
			err = w.flush()
		}
		if err != nil {
			return 0, fmt.Errorf("checkpoint %d: %s: %w", seq, name, err)
		}
		size += n
	}
	return size, s.replace(ctx, seq)
}

// replace makes the chunks of seq the checkpoint.
func (s *store) replace(ctx context.Context, seq int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
	for _, statement := range []string{
		"INSERT INTO checkpoints (seq) VALUES ($1)",
		"DELETE FROM checkpoints WHERE seq < $1",
		"DELETE FROM chunks WHERE seq < $1",
		"DELETE FROM log WHERE seq <= $1",
	} {
		if _, err := tx.ExecContext(ctx, statement, seq); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, s.tidy)
	return err
}

// chunkSize is so small that entries of the log do not wait for long between two chunks.
const chunkSize = 1 << 20

// A chunkWriter writes a stream as rows.
type chunkWriter struct {
	ctx   context.Context
	db    *sql.DB
	seq   int64
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
	_, err := w.db.ExecContext(w.ctx, "INSERT INTO chunks (seq, part, chunk, body) VALUES ($1, $2, $3, $4)", w.seq, w.part, w.chunk, w.buf)
	w.chunk++
	w.buf = w.buf[:0]
	return err
}
