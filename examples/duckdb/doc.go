// Command duckdb sets this library against DuckDB: the repurchase rate, monthly
// cohorts and a conversion funnel, of the same events, by tuned SQL and by the
// accumulators. The answers have to be equal; it prints the times.
//
//	go run . -events 10000000 -customers 1000000
//
// It is a module of its own, so that DuckDB (with cgo, and half a gigabyte to
// download) is not a dependency of the library.
//
// Both sides use one thread and hold the events in memory, DuckDB in a table,
// the library in slices. The ways of a KPI take turns, and the best time of each
// counts: read the ratios, not the times.
//
//	add      one event after another, as they come: Add
//	columns  all at once: AddSlice and, for the funnel, event.Of, which leaves
//	         no accumulator
//
// A row is an event. The bytes are those of the accumulator, by customer: with
// strings without their text, which the events hold.
package main
