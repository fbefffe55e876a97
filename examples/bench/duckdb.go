//go:build cgo && (amd64 || arm64)

package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/nps"
)

// duckTasks returns the tasks against DuckDB, which has the events once a task runs.
func duckTasks(ctx context.Context, e *events) (all []task, done func()) {
	db := &database{ctx: ctx, events: e}
	all = []task{
		{
			name: "NPS of a column", against: "DuckDB, 1 thread", before: db.threads(1), theirs: db.query(npsSQL), within: 1e-9,
			ours: func() ([]float64, error) { var a nps.Accumulator; return points(&a, a.AddBytes(e.scores)) },
		},
		{
			name: "average basket of a column", against: "DuckDB, 1 thread", before: db.threads(1), theirs: db.query(basketSQL),
			ours: func() ([]float64, error) { var a clv.Basket; return basket(&a, a.AddMinorSlice(e.cents, 2)) },
		},
	}
	for n := range 3 {
		all = append(all, duckKeyed(db, n, "integers", "id", e.ids)...)
		all = append(all, duckKeyed(db, n, "texts", "name", e.names)...)
	}
	return all, db.close
}

// duckKeyed returns the tasks by customer, of whom a column has the keys, on n goroutines.
func duckKeyed[K kpi.Key](db *database, n int, kind, column string, customers []K) []task {
	threads := max(n, 1)
	kind += []string{", one by one", ", columns", ", 2 goroutines"}[n]
	against := []string{"", "DuckDB, 1 thread", "DuckDB, 2 threads"}[threads]
	of := func(name, text string, ours way) task {
		return task{name: name + ", " + kind, against: against, before: db.threads(threads), theirs: db.query(keyedBy(text, column)), ours: ours}
	}
	e := db.events
	return []task{
		of("repurchase rate", repurchaseSQL, repurchase(n, customers)),
		of("monthly cohorts", cohortSQL, cohorts(n, customers, e.at)),
		of("funnel of 3 steps", funnelSQL, funnel(n, customers, e.steps)),
	}
}

// The SQL of each KPI is the fastest of the forms that were tried. The key
// column stands for {key}.
const (
	npsSQL = `
		SELECT 100.0 * sum(CASE WHEN score >= 9 THEN n WHEN score <= 6 THEN -n ELSE 0 END)::BIGINT / sum(n)::BIGINT, sum(n)::BIGINT
		FROM (SELECT score, count(*) n FROM events GROUP BY score)`

	basketSQL = `SELECT sum(cents)::BIGINT, count(*) FROM events`

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

// keyedBy returns a KPI's SQL by a key column.
func keyedBy(text, key string) string {
	cells := make([]string, months)
	for age := range cells {
		cells[age] = fmt.Sprintf(cellSQL, age)
	}
	return strings.NewReplacer("{key}", key, "{cells}", strings.Join(cells, ", ")).Replace(text)
}

// A database is DuckDB in memory with the events, from the first task on.
type database struct {
	ctx    context.Context
	events *events
	pool   *sql.DB // nil before the first task
	conn   *sql.Conn
}

func (db *database) close() {
	if db.pool != nil {
		_ = errors.Join(db.conn.Close(), db.pool.Close())
	}
}

// threads returns a function that allows so many threads.
func (db *database) threads(n int) func() error {
	return func() error {
		if db.pool == nil {
			if err := db.load(); err != nil {
				return err
			}
		}
		_, err := db.conn.ExecContext(db.ctx, fmt.Sprintf("SET threads = %d", n))
		return err
	}
}

// load makes the table.
func (db *database) load() error {
	pool, err := sql.Open("duckdb", "")
	if err != nil {
		return err
	}
	conn, err := pool.Conn(db.ctx)
	if err != nil {
		return errors.Join(err, pool.Close())
	}
	db.pool, db.conn = pool, conn
	if _, err := conn.ExecContext(db.ctx, "CREATE TABLE events (id BIGINT, name VARCHAR, ts TIMESTAMP, step TINYINT, score UTINYINT, cents BIGINT)"); err != nil {
		return err
	}
	return conn.Raw(func(conn any) error {
		a, err := duckdb.NewAppenderFromConn(conn.(driver.Conn), "", "events")
		if err != nil {
			return err
		}
		e := db.events
		for i, id := range e.ids {
			if err := a.AppendRow(id, e.names[i], e.at[i], e.step(i), e.scores[i], e.cents[i]); err != nil {
				return err
			}
		}
		return a.Close()
	})
}

// query returns a way of all numbers that a query gives, by row.
func (db *database) query(text string) way {
	return func() ([]float64, error) {
		rows, err := db.conn.QueryContext(db.ctx, text)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		var all []float64
		row, into := make([]float64, len(columns)), make([]any, len(columns))
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
}
