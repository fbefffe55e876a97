//go:build race

package laws

// Race says whether the race detector is on: then sync.Pool drops some of what it
// is given, so that counts of allocations mean nothing.
const Race = true
