package main

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"
)

// lockKey is the advisory lock that a service holds on its database: "kpi" in ASCII.
const lockKey = 0x6b7069

// openPostgres opens a database of PostgreSQL for this process alone.
func openPostgres(ctx context.Context, c config) (*store, error) {
	db, err := sql.Open("pgx", c.postgres)
	if err != nil {
		return nil, err
	}
	s, err := lockPostgres(ctx, db)
	if err != nil {
		_ = db.Close()
	}
	return s, err
}

func lockPostgres(ctx context.Context, db *sql.DB) (*store, error) {
	// The server may not know yet that the service before this one was killed.
	wait, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	conn, err := db.Conn(wait) // holds the lock as long as it lives
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(wait, "SELECT pg_advisory_lock($1)", lockKey); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("lock: %w (is another service running on the database?)", err)
	}
	// Should the lock be lost with its connection, two services would write an entry of
	// the same number, which the primary key refuses.
	for _, statement := range []string{
		"CREATE TABLE IF NOT EXISTS log (seq BIGINT PRIMARY KEY, kind TEXT NOT NULL, body BYTEA NOT NULL)",
		"CREATE TABLE IF NOT EXISTS layers (id BIGINT PRIMARY KEY, seq BIGINT NOT NULL, size BIGINT NOT NULL, corrections TEXT NOT NULL)",
		`CREATE TABLE IF NOT EXISTS chunks (
			layer BIGINT NOT NULL, part TEXT NOT NULL, chunk BIGINT NOT NULL, body BYTEA NOT NULL,
			PRIMARY KEY (layer, part, chunk))`,
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			_ = conn.Close()
			return nil, fmt.Errorf("tables: %w", err)
		}
	}
	return &store{db: db, tidy: "VACUUM log, chunks", release: func() { _ = conn.Close() }}, nil
}
