package exact

import (
	"math/big"
	"math/bits"

	"github.com/shopspring/decimal"
)

// Sum is the exact sum of decimals. The zero value is an empty sum. A Sum is
// copied by Clone: a plain copy may share memory.
//
// Its value is acc·10^exp + rest·10^restExp. Amounts of a common unit meet in
// acc, an integer of 128 bits; what cannot be aligned there goes to rest.
//
// acc never overflows: every step but the plain addition of an int64 leaves it
// roomy, below 2^126, and it takes 2^63 such additions, three centuries of one
// a nanosecond, to get from there to 2^127.
type Sum struct {
	acc          int128
	exp, restExp int32
	rest         *big.Int // nil: nothing
}

// Add adds d. It returns false, and adds nothing, if d does not fit.
func (s *Sum) Add(d decimal.Decimal) bool {
	e := d.Exponent()
	switch {
	case !fitsExponent(e):
		return false
	case !isShort(d):
		return s.addLong(d, 1)
	case e == s.exp: // one unit: under a fifth of the time of decimal.Add
		s.acc = s.acc.add(widen(d.CoefficientInt64()))
	default:
		s.add(widen(d.CoefficientInt64()), e)
	}
	return true
}

// AddN adds d·n. It returns false, and adds nothing, if d does not fit.
func (s *Sum) AddN(d decimal.Decimal, n uint64) bool {
	switch {
	case !fitsExponent(d.Exponent()):
		return false
	case !isShort(d):
		return s.addLong(d, n)
	}
	s.add(product(d.CoefficientInt64(), n), d.Exponent())
	return true
}

// addLong is AddN for any coefficient.
func (s *Sum) addLong(d decimal.Decimal, n uint64) bool {
	if !Fits(d) {
		return false
	}
	c := d.Coefficient()
	s.spill(c.Mul(c, new(big.Int).SetUint64(n)), d.Exponent())
	return true
}

// AddMinor adds v·10^-digits: cents have 2 digits. It returns false, and adds
// nothing, if digits is over MaxExponent.
func (s *Sum) AddMinor(v int64, digits uint8) bool {
	if s.AddSameMinor(v, digits) {
		return true
	}
	if digits > MaxExponent {
		return false
	}
	s.add(widen(v), -int32(digits))
	return true
}

// AddSameMinor is AddMinor if the sum is in the unit of digits, as it is after
// an amount of the same digits; otherwise it adds nothing and returns false. The compiler inlines it, but not a method that also
// calls the general way: a hot method tries this first, and saves a call.
func (s *Sum) AddSameMinor(v int64, digits uint8) bool {
	if s.exp != -int32(digits) {
		return false
	}
	lo, carry := bits.Add64(s.acc.lo, uint64(v), 0)
	s.acc.hi += v>>63 + int64(carry)
	s.acc.lo = lo
	return true
}

// AddMinorSlice adds the sum of v·10^-digits. It returns false, and adds
// nothing, if digits is over MaxExponent.
func (s *Sum) AddMinorSlice(v []int64, digits uint8) bool {
	if digits > MaxExponent {
		return false
	}
	var sum int128 // no memory holds a column of 2^63
	for _, x := range v {
		sum = sum.add(widen(x))
	}
	s.add(sum, -int32(digits))
	return true
}

// Merge adds t, which may be s.
func (s *Sum) Merge(t *Sum) {
	acc, exp := t.acc, t.exp
	if t.rest != nil {
		s.spill(new(big.Int).Set(t.rest), t.restExp)
	}
	s.add(acc, exp)
}

// Unmerge subtracts t, which may be s.
func (s *Sum) Unmerge(t *Sum) {
	minus := Sum{acc: t.acc.neg(), exp: t.exp, restExp: t.restExp}
	if t.rest != nil {
		minus.rest = new(big.Int).Neg(t.rest)
	}
	s.Merge(&minus)
}

// Clone returns a copy that shares nothing with s.
func (s *Sum) Clone() Sum {
	t := *s
	if s.rest != nil {
		t.rest = new(big.Int).Set(s.rest)
	}
	return t
}

// Sign returns -1, 0 or 1.
func (s *Sum) Sign() int {
	if s.rest == nil {
		return s.acc.sign()
	}
	c, _ := s.value()
	return c.Sign()
}

// Rat returns the sum, in memory of its own.
func (s *Sum) Rat() *big.Rat { return scaled(s.value()) }

// Decimal returns the sum, without trailing zeros in its coefficient.
func (s *Sum) Decimal() decimal.Decimal {
	c, e := s.canonical()
	return decimal.NewFromBigInt(c, e)
}

// Short returns the sum in its unit, at less cost than Decimal.
func (s *Sum) Short() decimal.Decimal {
	if v := int64(s.acc.lo); s.rest == nil && s.acc == widen(v) {
		return decimal.New(v, s.exp)
	}
	c, e := s.value()
	return decimal.NewFromBigInt(c, e)
}

// add adds v·10^e.
func (s *Sum) add(v int128, e int32) {
	if sum := s.acc.add(v); e == s.exp && s.acc.roomy() && v.roomy() && sum.roomy() {
		s.acc = sum
		return
	}
	s.addAligned(v, e)
}

// addAligned is add for any unit.
func (s *Sum) addAligned(v int128, e int32) {
	if v == (int128{}) {
		return
	}
	a, b, exp, aligned := s.acc, v, e, true
	switch {
	case s.acc == (int128{}): // any unit will do
	case s.exp > e:
		a, aligned = a.shift(s.exp - e)
	case s.exp < e:
		b, aligned = b.shift(e - s.exp)
		exp = s.exp
	}
	if sum := a.add(b); aligned && a.roomy() && b.roomy() && sum.roomy() {
		s.acc, s.exp = sum, exp
		return
	}
	// Too far apart or too large. Amounts of one unit tend to follow each
	// other, so the newer one stays.
	s.spill(s.acc.big(), s.exp)
	s.acc, s.exp = v, e
	if !v.roomy() {
		s.spill(v.big(), e)
		s.acc = int128{}
	}
}

// spill adds c·10^e to rest. It keeps c.
func (s *Sum) spill(c *big.Int, e int32) {
	if s.rest == nil {
		s.rest, s.restExp = c, e
		return
	}
	s.restExp = align(s.rest, s.restExp, c, e)
	s.rest.Add(s.rest, c)
}

// value returns the sum as c·10^e, in memory of its own.
func (s *Sum) value() (c *big.Int, e int32) {
	c, e = s.acc.big(), s.exp
	if s.rest != nil {
		rest := new(big.Int).Set(s.rest)
		e = align(c, e, rest, s.restExp)
		c.Add(c, rest)
	}
	return c, e
}

// canonical returns the sum as c·10^e, where 10 does not divide c; 0 is 0·10^0.
func (s *Sum) canonical() (c *big.Int, e int32) {
	c, e = s.value()
	if c.Sign() == 0 {
		return c, 0
	}
	ten, rem := big.NewInt(10), new(big.Int)
	for q := new(big.Int); ; e++ {
		if q.QuoRem(c, ten, rem); rem.Sign() != 0 {
			return c, e
		}
		c, q = q, c
	}
}

// align brings a·10^x and b·10^y to the common exponent that it returns.
func align(a *big.Int, x int32, b *big.Int, y int32) int32 {
	switch {
	case x > y:
		a.Mul(a, pow10(x-y))
	case y > x:
		b.Mul(b, pow10(y-x))
	}
	return min(x, y)
}

// Float64 returns the float64 nearest to the sum.
func (s *Sum) Float64() float64 {
	// Both the coefficient and the power of ten are exact in a float64, so that
	// their quotient is rounded once. It is 50 times faster than by way of a Rat.
	const exactBits, exactPower = 1 << 53, 22
	v := int64(s.acc.lo)
	if s.rest == nil && s.acc.hi == v>>63 && v > -exactBits && v < exactBits && s.exp <= 0 && s.exp >= -exactPower {
		return float64(v) / float64Powers[-s.exp]
	}
	f, _ := s.Rat().Float64()
	return f
}

var float64Powers = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}
