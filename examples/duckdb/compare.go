//go:build cgo && (amd64 || arm64)

package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"
)

// A cost is what a way takes: the best time, the heap of the accumulator, and
// the number of allocations.
type cost struct {
	time   time.Duration
	heap   uint64
	allocs uint64
}

// compare takes the ways of a task in turn, and writes a line for each.
func (t task) compare(ctx context.Context, w io.Writer, db *database, e *events, rounds int) error {
	var want []uint64
	var duck cost
	costs := make([]cost, len(t.ways))
	for range rounds {
		start := time.Now()
		numbers, err := db.numbers(ctx, t.sql)
		if err != nil {
			return err
		}
		duck.took(time.Since(start))
		want = numbers
		for i, way := range t.ways {
			got, err := costs[i].measure(way)
			if err != nil {
				return err
			}
			if !slices.Equal(got, want) {
				return fmt.Errorf("%s gives %v, DuckDB %v", way.name, got, want)
			}
		}
	}
	t.line(w, "DuckDB", duck, duck)
	for i, way := range t.ways {
		t.line(w, way.name, costs[i], duck)
		fmt.Fprintf(w, " %9.1f %11.4f\n", float64(costs[i].heap)/float64(e.customers), float64(costs[i].allocs)/float64(len(e.at)))
	}
	return nil
}

// line writes what DuckDB has too.
func (t task) line(w io.Writer, way string, c, duck cost) {
	fmt.Fprintf(w, "%-18s %-6s %-8s %9.1f %9.2f", t.name, t.column, way, c.time.Seconds()*1e3, c.time.Seconds()/duck.time.Seconds())
	if way == "DuckDB" {
		fmt.Fprintln(w)
	}
}

// took keeps the best time.
func (c *cost) took(d time.Duration) {
	if c.time == 0 || d < c.time {
		c.time = d
	}
}

// measure runs a way and returns its numbers.
func (c *cost) measure(w way) ([]uint64, error) {
	var before, during, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	accumulator, numbers, err := w.run()
	c.took(time.Since(start))
	runtime.ReadMemStats(&during)
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(accumulator)
	c.allocs = during.Mallocs - before.Mallocs
	c.heap = after.HeapAlloc - min(before.HeapAlloc, after.HeapAlloc)
	return numbers, err
}
