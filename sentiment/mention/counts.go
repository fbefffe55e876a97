package mention

import (
	"fmt"
	"math"
	"slices"

	"github.com/customerkpi/kpi"
)

// each returns what f makes of every element.
func each[T, U any](s []T, f func(T) U) []U {
	out := make([]U, 0, len(s))
	for _, v := range s {
		out = append(out, f(v))
	}
	return out
}

// sum returns the sum of mentions, or why a share of them does not exist: no
// mention, or counts that a caller put into a result and whose sum overflows.
func sum(name string, mentions []uint64) (uint64, error) {
	var total uint64
	for _, n := range mentions {
		if n > math.MaxUint64-total {
			return 0, fmt.Errorf("mention: mentions %w", kpi.ErrOverflow)
		}
		total += n
	}
	if total == 0 {
		return 0, fmt.Errorf("mention: %s %w: no mention", name, kpi.ErrUndefined)
	}
	return total, nil
}

// top returns a copy of the first n elements, or of all if there are fewer.
func top[T any](ranking []T, n int) []T {
	return slices.Clone(ranking[:min(max(n, 0), len(ranking))])
}
