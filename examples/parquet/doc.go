// Command parquet computes KPIs from the columns of a Parquet file: the NPS, the
// repurchase rate and a funnel. No row is made in between: columns go to AddSlice and
// event.Of as Arrow holds them.
//
//	go run .                          writes a file of 1,000,000 events, and reads it
//	go run . -rows 10000000           of more
//	go run . -file events.parquet     reads the columns customer, time, step and score
//
// It is a module of its own, so that Arrow is not a dependency of the library.
//
// Strings that Parquet has in a dictionary are never made strings again: the keys of
// customers are numbers of their text, and each text is looked up once per dictionary,
// which is once per row group, not once per row. Texts that are not in a dictionary Arrow
// puts in one as it reads.
//
// The last lines are the times: of reading the columns alone, and with the KPIs.
package main
