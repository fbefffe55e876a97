// Sql computes KPIs where the rows are: from a query of database/sql, row by row; from
// states that are stored in a column; and in SQLite itself, as aggregate functions.
//
//	go run .                                  SQLite in memory
//	DATABASE_URL=postgres://... go run .      PostgreSQL, whose queries have no such functions
package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"
)

func main() {
	if err := run(context.Background(), os.Stdout, os.Getenv("DATABASE_URL")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, postgres string) error {
	db, err := open(postgres)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := create(ctx, db, postgres != ""); err != nil {
		return err
	}
	fmt.Fprintln(out, "Rows of a query, streamed:")
	for _, day := range days {
		all, err := scores(ctx, db, "SELECT segment, score FROM answers WHERE day = $1", day)
		if err != nil {
			return err
		}
		for segment, a := range all.All() {
			fmt.Fprintf(out, "  %s %-5s %v\n", day, segment, a.Result())
		}
		if err := save(ctx, db, day, all); err != nil {
			return err
		}
	}
	fmt.Fprintln(out, "States of the days, merged from a column:")
	all, err := load(ctx, db, days[0], "9999")
	if err != nil {
		return err
	}
	for segment, a := range all.All() {
		fmt.Fprintf(out, "  %-5s %v\n", segment, a.Result())
	}
	if postgres != "" {
		return nil
	}
	return queries(ctx, db, out)
}

// queries runs SQL that has the KPIs as functions.
func queries(ctx context.Context, db *sql.DB, out io.Writer) error {
	for _, query := range []string{
		"SELECT segment, round(nps(score), 1), count(*) FROM answers GROUP BY segment",
		"SELECT segment, round(nps_of(nps_merge(nps)), 1), length(nps_merge(nps)) FROM daily GROUP BY segment",
		`SELECT day, round(nps(score) OVER (ORDER BY day ROWS BETWEEN 3 PRECEDING AND CURRENT ROW), 1), score
			FROM answers WHERE segment = 'web' ORDER BY day, score LIMIT 6`,
	} {
		fmt.Fprintln(out, query)
		if err := printRows(ctx, db, out, query); err != nil {
			return err
		}
	}
	return nil
}

func printRows(ctx context.Context, db *sql.DB, out io.Writer, query string) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var a, b, c any
		if err := rows.Scan(&a, &b, &c); err != nil {
			return err
		}
		fmt.Fprintf(out, "  %v %v %v\n", a, b, c)
	}
	return rows.Err()
}

// open opens PostgreSQL, or SQLite in memory.
func open(postgres string) (*sql.DB, error) {
	if postgres != "" {
		return sql.Open("pgx", postgres)
	}
	if err := register(); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", ":memory:")
	if err == nil {
		db.SetMaxOpenConns(1) // each connection would have a memory of its own
	}
	return db, err
}

var days = []string{"2026-03-01", "2026-03-02", "2026-03-03"}

// create makes the tables, with a few answers.
func create(ctx context.Context, db *sql.DB, postgres bool) error {
	bytes := "BLOB"
	if postgres {
		bytes = "BYTEA"
	}
	for _, statement := range []string{
		"CREATE TABLE answers (day TEXT NOT NULL, segment TEXT NOT NULL, customer TEXT NOT NULL, score BIGINT)",
		"CREATE TABLE daily (day TEXT NOT NULL, segment TEXT NOT NULL, nps " + bytes + ", PRIMARY KEY (day, segment))",
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	for i := range 60 {
		_, err := db.ExecContext(ctx, "INSERT INTO answers (day, segment, customer, score) VALUES ($1, $2, $3, $4)",
			days[i%3], []string{"web", "store"}[i%2], fmt.Sprint("c", i%25), (i*7+i/11)%11)
		if err != nil {
			return err
		}
	}
	return nil
}
