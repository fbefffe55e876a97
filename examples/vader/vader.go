// Package vader compares the rules of kpi/sentiment with govader, a port of
// VADER to Go: both read the same texts with govader's words. It holds tests
// and benchmarks only, in a module of its own, so that the library does not
// depend on govader.
package vader
