//go:build !cgo || !(amd64 || arm64)

package main

import "log"

func main() { log.Fatal("duckdb: DuckDB's library needs cgo, and a processor of amd64 or arm64") }
