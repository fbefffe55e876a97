//go:build cgo && (amd64 || arm64)

package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// The SQL of each KPI is the fastest of the forms that were tried. The key
// column stands for {key}.
const (
	repurchaseSQL = `
		SELECT count(*), count(*) FILTER (n > 1), sum(n)::UBIGINT
		FROM (SELECT count(*) n FROM events GROUP BY {key})`

	// The months of a customer as bits; the natural form, by distinct customers
	// and months, takes three times as long. {cells} is a sum for each age.
	cohortSQL = `
		SELECT {cells}
		FROM (
			SELECT min(m) AS start, bit_or(1::UBIGINT << m) AS active
			FROM (SELECT {key}, datediff('month', TIMESTAMP '2024-01-01', ts) m FROM events)
			GROUP BY {key}
		)
		GROUP BY start ORDER BY start`
	cellSQL = `sum((active >> (start + %d)) & 1)::UBIGINT`

	// A join for each step; window functions and lists take three times as long.
	funnelSQL = `
		WITH visits AS (
			SELECT {key}, min(ts) visit FROM events WHERE step = 1 GROUP BY {key}
		), carts AS (
			SELECT {key}, visit, min(ts) cart FROM visits JOIN events USING ({key})
			WHERE step = 2 AND ts BETWEEN visit AND visit + INTERVAL 30 DAY GROUP BY {key}, visit
		), orders AS (
			SELECT {key}, min(ts) FROM carts JOIN events USING ({key})
			WHERE step = 3 AND ts BETWEEN cart AND visit + INTERVAL 30 DAY GROUP BY {key}
		)
		SELECT (SELECT count(*) FROM visits), (SELECT count(*) FROM carts), (SELECT count(*) FROM orders)`
)

// query returns a KPI's SQL by a key column.
func query(text, key string) string {
	cells := make([]string, months)
	for age := range cells {
		cells[age] = fmt.Sprintf(cellSQL, age)
	}
	return strings.NewReplacer("{key}", key, "{cells}", strings.Join(cells, ", ")).Replace(text)
}

// A database is DuckDB in memory with the events.
type database struct {
	pool *sql.DB
	conn *sql.Conn
}

func (db *database) close() {
	_ = db.conn.Close()
	_ = db.pool.Close()
}

// load fills a database.
func load(ctx context.Context, e *events) (*database, error) {
	pool, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		_ = pool.Close()
		return nil, err
	}
	db := &database{pool, conn}
	if err := db.fill(ctx, e); err != nil {
		db.close()
		return nil, err
	}
	return db, nil
}

func (db *database) fill(ctx context.Context, e *events) error {
	for _, statement := range []string{
		`SET threads = 1`,
		`CREATE TABLE events (id BIGINT, name VARCHAR, ts TIMESTAMP, step TINYINT)`,
	} {
		if _, err := db.conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return db.conn.Raw(func(conn any) error {
		a, err := duckdb.NewAppenderFromConn(conn.(driver.Conn), "", "events")
		if err != nil {
			return err
		}
		for i, id := range e.ids {
			if err := a.AppendRow(id, e.names[i], e.at[i], e.step(i)); err != nil {
				return err
			}
		}
		return a.Close()
	})
}

// numbers returns all numbers that a query gives, by row.
func (db *database) numbers(ctx context.Context, query string) ([]uint64, error) {
	rows, err := db.conn.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var all []uint64
	row, into := make([]uint64, len(columns)), make([]any, len(columns))
	for i := range row {
		into[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		all = append(all, row...)
	}
	return all, rows.Err()
}
