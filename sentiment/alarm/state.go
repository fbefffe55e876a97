package alarm

import (
	"encoding/binary"
	"math"

	"github.com/customerkpi/kpi/internal/wire"
)

// appendFlag appends 1 or 0.
func appendFlag(b []byte, flag bool) []byte {
	if flag {
		return wire.AppendUint(b, 1)
	}
	return wire.AppendUint(b, 0)
}

func readFlag(r *wire.Reader) bool { return below(r, "flag", 2) == 1 }

// below reads a number below a bound.
func below(r *wire.Reader, name string, bound uint64) uint64 {
	n := r.Uint()
	if n >= bound {
		r.Fail("%s %d", name, n)
		return 0
	}
	return n
}

// farthest is beyond the unix times of the years 1..9999.
const farthest = 1 << 38

// readTime reads a time or the number of a bucket.
func readTime(r *wire.Reader) int64 {
	n := r.Int()
	if n < -farthest || n > farthest {
		r.Fail("time %d", n)
		return 0
	}
	return n
}

// shortest is the exposure of the shortest bucket: two hours of which the clock
// skips one.
const shortest = 0.5

// largestFloat bounds the floats of a state: sums of counts stay below.
const largestFloat = 1e30

// appendFloats appends the bits of floats, 8 bytes each.
func appendFloats(b []byte, floats []float64) []byte {
	bits := make([]byte, 0, 8*len(floats))
	for _, f := range floats {
		bits = binary.BigEndian.AppendUint64(bits, math.Float64bits(f))
	}
	return wire.AppendBytes(b, bits)
}

// readFloats reads what appendFloats wrote: n floats, any number for -1, of 0 or
// more, without a sign.
func readFloats(r *wire.Reader, n int) []float64 {
	bits := r.Bytes()
	if len(bits)%8 != 0 || n >= 0 && len(bits) != 8*n {
		r.Fail("%d bytes of floats, want %d", len(bits), 8*n)
		return nil
	}
	floats := make([]float64, 0, len(bits)/8)
	for ; len(bits) > 0; bits = bits[8:] {
		f := math.Float64frombits(binary.BigEndian.Uint64(bits))
		if math.Signbit(f) || !(f <= largestFloat) {
			r.Fail("float %v", f)
			return nil
		}
		floats = append(floats, f)
	}
	return floats
}
