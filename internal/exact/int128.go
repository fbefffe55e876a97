package exact

import (
	"math"
	"math/big"
	"math/bits"
)

// int128 is the two's complement integer hi·2^64 + lo.
type int128 struct {
	hi int64
	lo uint64
}

// add returns a + b, for sums within 127 bits.
func (a int128) add(b int128) int128 {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	return int128{a.hi + b.hi + int64(carry), lo}
}

// roomy reports whether -2^126 <= a < 2^126: two roomy numbers, or a roomy
// one and 2^63 numbers of 64 bits, add up within 127 bits.
func (a int128) roomy() bool { return a.hi>>62 == a.hi>>63 }

// shift returns a·10^digits if that is below 2^126 and 10^digits has 64 bits.
func (a int128) shift(digits int32) (int128, bool) {
	if digits >= int32(len(powers)) {
		return a, false
	}
	p, m := powers[digits], a.abs()
	carry, lo := bits.Mul64(m.lo, p)
	over, hi := bits.Mul64(uint64(m.hi), p)
	hi, more := bits.Add64(hi, carry, 0)
	if over != 0 || more != 0 || hi >= 1<<62 {
		return a, false
	}
	m = int128{int64(hi), lo}
	if a.hi < 0 {
		m = m.neg()
	}
	return m, true
}

func (a int128) abs() int128 {
	if a.hi < 0 {
		return a.neg()
	}
	return a
}

func (a int128) neg() int128 {
	lo, borrow := bits.Sub64(0, a.lo, 0)
	return int128{-a.hi - int64(borrow), lo}
}

func (a int128) sign() int {
	switch {
	case a.hi < 0:
		return -1
	case a.hi > 0 || a.lo > 0:
		return 1
	}
	return 0
}

func (a int128) big() *big.Int {
	if v := int64(a.lo); a == widen(v) {
		return big.NewInt(v)
	}
	v := big.NewInt(a.hi)
	return v.Lsh(v, 64).Add(v, new(big.Int).SetUint64(a.lo))
}

// fromBig returns v, which has 127 bits at most.
func fromBig(v *big.Int) int128 {
	m := new(big.Int).Abs(v)
	a := int128{int64(new(big.Int).Rsh(m, 64).Uint64()), new(big.Int).And(m, new(big.Int).SetUint64(math.MaxUint64)).Uint64()}
	if v.Sign() < 0 {
		a = a.neg()
	}
	return a
}

// widen returns v.
func widen(v int64) int128 { return int128{v >> 63, uint64(v)} }

// product returns a·b; 2^63·2^64 = 2^127 is out of its reach. A negative a is
// uint64(a) - 2^64. (A branch on the sign costs more than both additions of
// [Moments] where signs are mixed.)
func product(a int64, b uint64) int128 {
	hi, lo := bits.Mul64(uint64(a), b)
	return int128{int64(hi - b&uint64(a>>63)), lo}
}

// magnitude returns |v|, without a branch for the same reason.
func magnitude(v int64) uint64 {
	sign := uint64(v >> 63)
	return (uint64(v) ^ sign) - sign
}

// powers are the powers of ten of 64 bits.
var powers = [20]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}
