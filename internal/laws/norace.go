//go:build !race

package laws

// Race says whether the race detector is on.
const Race = false
