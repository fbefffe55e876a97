// Command bench sets this library against what else does the same work: DuckDB,
// shopspring/decimal, govader, and the shortest loops that one would write by hand. One
// run prints every figure of speed in the README:
//
//	go run .                        10,000,000 events of 1,000,000 customers, 6 rounds: some minutes
//	go run . -short                 100,000 events, one round: whether the answers are equal
//	go run . -run 'repurchase|NPS'  some of the tasks
//	go run . -benchstat > new.txt   lines for benchstat -col /by new.txt
//
// It is a module of its own, so that DuckDB (with cgo, and half a gigabyte to download)
// is not a dependency of the library. Without cgo its tasks are left out.
//
// The two sides of a task take turns, and each round gives a ratio: read the ratios, not
// the times. In every round the answers have to be equal, or the run ends with an error.
// Both sides hold their data in memory: DuckDB in a table, the library in slices.
//
//	one by one  each event as it comes: Add
//	columns     all at once: AddSlice and, for the funnel, event.Of, which leaves no state
//	goroutines  AddParallel and event.OfParallel
//
// The SQL of each task is the fastest of the forms that were tried. What a floor leaves
// out stands with it in floors.go. lifetimes is written in Python and is not run here:
// its times were measured once, on customers of the same number and kind, and a line
// says so. The customers here are simulated.
package main
