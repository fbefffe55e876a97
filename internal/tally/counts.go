package tally

import (
	"math"

	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/wire"
)

// Total returns the sum of counts.
func Total(counts []uint64) (n uint64) {
	for _, c := range counts {
		n += c
	}
	return n
}

// AddCounts adds more to counts, one by one; it is false and adds nothing if their total
// would overflow.
func AddCounts(counts, more []uint64) bool {
	if Total(more) > math.MaxUint64-Total(counts) {
		return false
	}
	for i, n := range more {
		counts[i] += n
	}
	return true
}

// TakeCounts takes less out of counts, one by one, or nothing where one is not there,
// which is kpi.ErrRange; counted says in the error what they are.
func TakeCounts(op, counted string, counts, less []uint64) error {
	for i, n := range less {
		if n > counts[i] {
			return figure.NotAdded(op, counted, n, counts[i])
		}
	}
	for i, n := range less {
		counts[i] -= n
	}
	return nil
}

// AppendCounts appends the counts.
func AppendCounts(b []byte, counts []uint64) []byte {
	for _, n := range counts {
		b = wire.AppendUint(b, n)
	}
	return b
}

// ReadCounts reads what [AppendCounts] wrote of as many counts; what they count is for
// the error.
func ReadCounts(r *wire.Reader, what string, counts []uint64) {
	var total uint64
	for i := range counts {
		n := r.Uint()
		if n > math.MaxUint64-total {
			r.Fail("more than 2^64-1 %s", what)
			return
		}
		counts[i] = n
		total += n
	}
}
