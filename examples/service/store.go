package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// A store keeps the log and the checkpoints in a database. The log is append-only, and is
// as long as what came after the last checkpoint: see layers.go.
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
	// What a checkpoint that was not finished left, or one that was just finished.
	for _, statement := range []string{
		"DELETE FROM chunks WHERE layer NOT IN (SELECT id FROM layers)",
		"DELETE FROM log WHERE seq <= (SELECT MAX(seq) FROM layers)",
	} {
		if _, err := s.db.ExecContext(ctx, statement); err != nil {
			return nil, errors.Join(err, s.close())
		}
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
