package exact

import "github.com/customerkpi/kpi/internal/wire"

// What a sum may be to be read, an order a power that is summed: 1 for
// amounts, 2 for squares. By the door, 2^64 amounts add up to less than
//
//	2^512·10^64·2^64 < 10^(4·64)
//
// in units of 10^-64. Merging a state with itself doubles it, which adds a bit
// each time and a zero behind at most as often as 5 divides: the bounds leave
// room for a hundred thousand times.
const (
	maxSumExponent = 8 * MaxExponent
	maxSumBits     = 1 << 17
)

// AppendBinary appends the sum: the coefficient and the exponent of Decimal.
// So it depends on nothing but the value.
func (s *Sum) AppendBinary(b []byte) []byte {
	c, e := s.canonical()
	return wire.AppendInt(wire.AppendBig(b, c), int64(e))
}

// Read reads what AppendBinary wrote, and leaves s alone if that is corrupt.
func (s *Sum) Read(r *wire.Reader) { s.read(r, 1) }

// read reads a sum of powers of an order.
func (s *Sum) read(r *wire.Reader, order int) {
	c, e := r.Big(), r.Int()
	if c.BitLen() > order*maxSumBits || e < int64(-order*MaxExponent) || e > int64(order*maxSumExponent) {
		r.Fail("sum of %d bits and exponent %d", c.BitLen(), e)
		return
	}
	t := Sum{rest: c, restExp: int32(e)}
	if c.IsInt64() {
		t = Sum{acc: widen(c.Int64()), exp: int32(e)}
	}
	if _, canonical := t.canonical(); int64(canonical) != e {
		r.Fail("sum with trailing zeros")
	}
	if r.Err() == nil {
		*s = t
	}
}
