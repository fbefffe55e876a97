package civil

import (
	"iter"
	"math"

	"github.com/customerkpi/kpi/internal/wire"
)

// AppendIndexes appends n indexes of periods, ascending: their number, the first, and
// before each other one the number of periods that are skipped.
func AppendIndexes(b []byte, n int, indexes iter.Seq[int32]) []byte {
	b = wire.AppendUint(b, uint64(n))
	last, begun := int32(0), false
	for i := range indexes {
		if begun {
			b = wire.AppendUint(b, uint64(i-last-1))
		} else {
			b = wire.AppendInt(b, int64(i))
		}
		last, begun = i, true
	}
	return b
}

// ReadIndexes reads what [AppendIndexes] wrote, calls add with each index, and
// returns their number. An index outside first..last is a fault.
func ReadIndexes(r *wire.Reader, first, last int32, add func(index int32)) int {
	n := r.Len(1)
	index := int64(0)
	for i := range n {
		if i == 0 {
			index = r.Int()
		} else {
			// The bound keeps the sum from wrapping, and above last it stays.
			index += 1 + int64(min(r.Uint(), math.MaxInt32))
		}
		if index < int64(first) || index > int64(last) {
			r.Fail("period %d outside %d..%d", index, first, last)
			return 0
		}
		add(int32(index))
	}
	return n
}
