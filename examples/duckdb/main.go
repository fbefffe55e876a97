//go:build cgo && (amd64 || arm64)

package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	events := flag.Int("events", 1e6, "number of events")
	customers := flag.Int("customers", 1e5, "number of customers")
	rounds := flag.Int("rounds", 3, "times that each way is taken")
	seed := flag.Uint64("seed", 1, "of the events")
	flag.Parse()
	if *events < 1 || *customers < 1 || *rounds < 1 {
		log.Fatal("duckdb: events, customers and rounds have to be positive")
	}
	if err := run(os.Stdout, simulate(*seed, *events, *customers), *rounds); err != nil {
		log.Fatal("duckdb: ", err)
	}
}

// run compares all KPIs by both kinds of key, and writes the table.
func run(w io.Writer, e *events, rounds int) error {
	ctx := context.Background()
	db, err := load(ctx, e)
	if err != nil {
		return err
	}
	defer db.close()
	fmt.Fprintf(w, "%d events, %d customers, 1 thread, best of %d\n\n", len(e.at), e.customers, rounds)
	fmt.Fprintf(w, "%-18s %-6s %-8s %9s %9s %9s %11s\n", "", "key", "", "ms", "x DuckDB", "bytes", "allocs/row")
	for _, t := range append(tasks(e, "id", e.ids), tasks(e, "name", e.names)...) {
		if err := t.compare(ctx, w, db, e, rounds); err != nil {
			return fmt.Errorf("%s by %s: %w", t.name, t.column, err)
		}
	}
	return nil
}
