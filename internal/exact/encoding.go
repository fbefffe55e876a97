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
	if v, ok := s.int64(); ok { // nearly always, and five times as fast
		v, e := shortest(v, s.exp)
		return wire.AppendInt(wire.AppendShort(b, v), int64(e))
	}
	c, e := s.canonical()
	return wire.AppendInt(wire.AppendBig(b, c), int64(e))
}

// Read reads what AppendBinary wrote, and leaves s alone if that is corrupt.
func (s *Sum) Read(r *wire.Reader) { s.read(r, 1) }

// int64 returns the integer that the sum has in the unit of exp, if 64 bits hold all.
func (s *Sum) int64() (int64, bool) {
	v := int64(s.acc.lo)
	return v, s.rest == nil && s.acc.hi == v>>63
}

// shortest returns v·10^e as c·10^e where 10 does not divide c; 0 is 0·10^0.
func shortest(v int64, e int32) (int64, int32) {
	if v == 0 {
		return 0, 0
	}
	for ; v%10 == 0; e++ {
		v /= 10
	}
	return v, e
}

// read reads a sum of powers of an order.
func (s *Sum) read(r *wire.Reader, order int) {
	if v, ok := r.Short(); ok {
		s.readShort(r, v, order)
		return
	}
	c, e := r.Big(), r.Int()
	if c.BitLen() > order*maxSumBits || !fitsPower(e, order) {
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

// readShort reads what follows a coefficient of 64 bits.
func (s *Sum) readShort(r *wire.Reader, v int64, order int) {
	e := r.Int()
	if !fitsPower(e, order) {
		r.Fail("sum of exponent %d", e)
		return
	}
	if c, short := shortest(v, int32(e)); c != v || int64(short) != e {
		r.Fail("sum with trailing zeros")
	}
	if r.Err() == nil {
		*s = Sum{acc: widen(v), exp: int32(e)}
	}
}

// fitsPower reports whether e may be the exponent of a sum of powers of an order.
func fitsPower(e int64, order int) bool {
	return e >= int64(-order*MaxExponent) && e <= int64(order*maxSumExponent)
}
