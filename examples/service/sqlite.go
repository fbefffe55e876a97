package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"

	_ "modernc.org/sqlite" // registers "sqlite"
)

// openSQLite opens a file of SQLite for this process alone. Commits are synced to the
// disk, and what is deleted is overwritten, so that nothing is left of a customer who
// was forgotten.
func openSQLite(ctx context.Context, c config) (*store, error) {
	options := url.Values{"_pragma": {
		"locking_mode(EXCLUSIVE)", "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)", "busy_timeout(1000)",
	}}
	// A path is not a URI: what it has of ?, # and % must not become options.
	name := url.URL{Scheme: "file", Opaque: url.PathEscape(c.database), RawQuery: options.Encode()}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // of one process there is one writer
	_, err = db.ExecContext(ctx, `
		CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, body BLOB NOT NULL);
		CREATE TABLE IF NOT EXISTS layers (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, size INTEGER NOT NULL, corrections TEXT NOT NULL);
		CREATE TABLE IF NOT EXISTS chunks (
			layer INTEGER NOT NULL, part TEXT NOT NULL, chunk INTEGER NOT NULL, body BLOB NOT NULL,
			PRIMARY KEY (layer, part, chunk));`)
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("%s: %w (is another service running on it?)", c.database, err)
	}
	return &store{db: db, tidy: "PRAGMA wal_checkpoint(TRUNCATE)", release: func() {}}, nil
}
