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
	for name, p := range parts {
		if err := s.read(ctx, seq, name, p); err != nil {
			return 0, fmt.Errorf("checkpoint %d: %s: %w", seq, name, err)
		}
	}
	return seq, nil
}

// read reads one part. One that the checkpoint does not have stays empty: it is new in
// this release.
func (s *store) read(ctx context.Context, seq int64, name string, p part) error {
	rows, err := s.db.QueryContext(ctx, "SELECT body FROM chunks WHERE seq = $1 AND part = $2 ORDER BY chunk", seq, name)
	if err != nil {
		return err
	}
	defer rows.Close()
	chunks := &chunkReader{rows: rows}
	if !chunks.next() {
		return rows.Err()
	}
	_, err = p.ReadFrom(chunks)
	return err
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

// A chunkReader is the stream that a chunkWriter wrote.
type chunkReader struct {
	rows *sql.Rows
	buf  []byte
	err  error
}

func (r *chunkReader) next() bool {
	if r.err != nil || !r.rows.Next() {
		return false
	}
	r.err = r.rows.Scan(&r.buf)
	return r.err == nil
}

func (r *chunkReader) Read(b []byte) (int, error) {
	for len(r.buf) == 0 {
		if !r.next() {
			if err := errors.Join(r.err, r.rows.Err()); err != nil {
				return 0, err
			}
			return 0, io.EOF
		}
	}
	n := copy(b, r.buf)
	r.buf = r.buf[n:]
	return n, nil
}
