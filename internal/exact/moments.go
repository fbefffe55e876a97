package exact

import (
	"cmp"
	"math"
	"math/big"
	"math/bits"

	"github.com/customerkpi/kpi/internal/wire"
	"github.com/shopspring/decimal"
)

// Moments is the number, the exact sum and the exact sum of squares of
// decimals. The zero value is empty. It is copied by Clone, as a Sum.
type Moments struct {
	n            uint64
	sum, squares Sum
}

// Add adds d. It returns false, and adds nothing, if d does not fit or N would
// overflow.
func (m *Moments) Add(d decimal.Decimal) bool {
	if e := d.Exponent(); fitsExponent(e) && isShort(d) && m.addSame(d.CoefficientInt64(), e) {
		return true
	}
	return m.AddN(d, 1)
}

// AddN adds d n times. It returns false, and adds nothing, if d does not fit
// or N would overflow.
func (m *Moments) AddN(d decimal.Decimal, n uint64) bool {
	e := d.Exponent()
	switch {
	case n > math.MaxUint64-m.n || !fitsExponent(e):
		return false
	case !isShort(d):
		return m.addLong(d, n)
	}
	m.add(d.CoefficientInt64(), e, n)
	return true
}

// AddMinor adds v·10^-digits: cents have 2 digits. It returns false, and adds
// nothing, if digits is over MaxExponent or N would overflow.
func (m *Moments) AddMinor(v int64, digits uint8) bool { return m.AddMinorN(v, digits, 1) }

// AddMinorN adds v·10^-digits n times. It returns false, and adds nothing, if
// digits is over MaxExponent or N would overflow.
func (m *Moments) AddMinorN(v int64, digits uint8, n uint64) bool {
	if n > math.MaxUint64-m.n || digits > MaxExponent {
		return false
	}
	m.add(v, -int32(digits), n)
	return true
}

// AddSameMinor is AddMinor if the last amount had the same digits and v has 32
// bits, and nothing and false otherwise: a fifth of its time, see
// [Sum.AddSameMinor].
func (m *Moments) AddSameMinor(v int64, digits uint8) bool { return m.addSame(v, -int32(digits)) }

// addSame adds c·10^e if both sums have its unit, c has 32 bits and N does not
// overflow. The square then has 63 bits, as a plain addition to a Sum may have.
func (m *Moments) addSame(c int64, e int32) bool {
	if m.sum.exp != e || m.squares.exp != 2*e || c != int64(int32(c)) || m.n == math.MaxUint64 {
		return false
	}
	m.n++
	m.sum.acc = m.sum.acc.add(widen(c))
	m.squares.acc = m.squares.acc.add(int128{0, uint64(c * c)})
	return true
}

// AddSigned is Add, of a d below 0 to negative.
func (m *Moments) AddSigned(d decimal.Decimal, negative *Moments) bool {
	if e := d.Exponent(); fitsExponent(e) && isShort(d) && m.addSameNatural(d.CoefficientInt64(), e) {
		return true
	}
	if d.Sign() < 0 {
		m = negative
	}
	return m.AddN(d, 1)
}

// AddSameNaturalMinor is AddSameMinor for a v that is not below 0; for another it
// adds nothing and returns false.
func (m *Moments) AddSameNaturalMinor(v int64, digits uint8) bool {
	return m.addSameNatural(v, -int32(digits))
}

// addSameNatural is addSame for a c that is not below 0, by one comparison.
func (m *Moments) addSameNatural(c int64, e int32) bool {
	if m.sum.exp != e || m.squares.exp != 2*e || uint64(c) > math.MaxInt32 || m.n == math.MaxUint64 {
		return false
	}
	m.n++
	m.sum.acc = m.sum.acc.add(int128{0, uint64(c)})
	m.squares.acc = m.squares.acc.add(int128{0, uint64(c * c)})
	return true
}

// AddMinorSlice adds each v·10^-digits. It returns false, and adds nothing, if
// digits is over MaxExponent or N would overflow.
func (m *Moments) AddMinorSlice(v []int64, digits uint8) bool {
	if digits > MaxExponent || uint64(len(v)) > math.MaxUint64-m.n {
		return false
	}
	e := -int32(digits)
	var sum, squares int128
	for _, x := range v {
		if x != int64(int32(x)) {
			m.add(x, e, 1)
			continue
		}
		m.n++
		sum = sum.add(widen(x))
		squares = squares.add(int128{0, uint64(x * x)})
	}
	m.sum.add(sum, e)
	m.squares.add(squares, 2*e)
	return true
}

// AddMinorRun is AddMinorSlice up to the first v below 0, and returns how many
// it added. The caller knows that digits is not over MaxExponent, and that N has
// room for the column.
func (m *Moments) AddMinorRun(v []int64, digits uint8) (n int) {
	e := -int32(digits)
	var sum, squares int128
	for ; n < len(v); n++ {
		x := v[n]
		if uint64(x) > math.MaxInt32 { // long or below 0, by one comparison
			if x < 0 {
				break
			}
			m.add(x, e, 1)
			continue
		}
		m.n++
		sum = sum.add(int128{0, uint64(x)})
		squares = squares.add(int128{0, uint64(x * x)})
	}
	m.sum.add(sum, e)
	m.squares.add(squares, 2*e)
	return n
}

// AddSum adds the value of s. It returns false, and adds nothing, if N would
// overflow.
func (m *Moments) AddSum(s *Sum) bool {
	if m.n == math.MaxUint64 {
		return false
	}
	if v := int64(s.acc.lo); s.rest == nil && s.acc == widen(v) {
		m.add(v, s.exp, 1)
		return true
	}
	m.n++
	m.sum.Merge(s)
	c, e := s.value()
	m.squares.spill(c.Mul(c, c), 2*e)
	return true
}

// add adds c·10^e n times.
func (m *Moments) add(c int64, e int32, n uint64) {
	m.n += n
	m.sum.add(product(c, n), e)
	abs := magnitude(c)
	hi, lo := bits.Mul64(abs, abs)
	over, top := bits.Mul64(hi, n)
	carry, low := bits.Mul64(lo, n)
	top, more := bits.Add64(top, carry, 0)
	if over == 0 && more == 0 && top>>63 == 0 {
		m.squares.add(int128{int64(top), low}, 2*e)
		return
	}
	square := int128{int64(hi), lo}.big()
	m.squares.spill(square.Mul(square, new(big.Int).SetUint64(n)), 2*e)
}

// addLong is AddN for any coefficient.
func (m *Moments) addLong(d decimal.Decimal, n uint64) bool {
	if !m.sum.addLong(d, n) {
		return false
	}
	m.n += n
	c := d.Coefficient()
	c.Mul(c, c).Mul(c, new(big.Int).SetUint64(n))
	m.squares.spill(c, 2*d.Exponent())
	return true
}

// Merge adds t, which may be m. It returns false, and adds nothing, if N would
// overflow.
func (m *Moments) Merge(t *Moments) bool {
	if t.n > math.MaxUint64-m.n {
		return false
	}
	m.n += t.n
	m.sum.Merge(&t.sum)
	m.squares.Merge(&t.squares)
	return true
}

// Minus returns m without the decimals of t. It is false where no decimals have what
// would remain: then those of t are not among those of m.
func (m *Moments) Minus(t *Moments) (Moments, bool) {
	if t.n > m.n {
		return Moments{}, false
	}
	d := m.Clone()
	d.n -= t.n
	d.sum.Unmerge(&t.sum)
	d.squares.Unmerge(&t.squares)
	switch {
	case !d.possible():
		return Moments{}, false
	case d.n == 0:
		return Moments{}, true
	}
	return d, true
}

// possible reports whether N decimals may have the sums: N Σx² >= (Σx)².
func (m *Moments) possible() bool {
	spread := m.CompareSquares(m.n)
	return spread >= 0 && (m.n != 1 || spread == 0) && (m.n != 0 || m.squares.Sign() == 0)
}

// SumSign returns the sign of the sum: -1, 0 or 1.
func (m *Moments) SumSign() int { return m.sum.Sign() }

// CompareSquares compares k Σx² with (Σx)².
func (m *Moments) CompareSquares(k uint64) int {
	sum, squares := int64(m.sum.acc.lo), m.squares.acc
	if m.sum.rest != nil || m.squares.rest != nil || m.sum.acc != widen(sum) || squares.hi < 0 || m.squares.exp != 2*m.sum.exp {
		left := new(big.Rat).SetInt(new(big.Int).SetUint64(k))
		right := m.Sum()
		return left.Mul(left, m.Squares()).Cmp(right.Mul(right, right))
	}
	// In one unit, k Σx² has three words and (Σx)² two.
	abs := magnitude(sum)
	hi, lo := bits.Mul64(abs, abs)
	carry, low := bits.Mul64(squares.lo, k)
	top, mid := bits.Mul64(uint64(squares.hi), k)
	mid, more := bits.Add64(mid, carry, 0)
	return cmp.Or(cmp.Compare(top+more, 0), cmp.Compare(mid, hi), cmp.Compare(low, lo))
}

// Clone returns a copy that shares nothing with m.
func (m *Moments) Clone() Moments {
	return Moments{m.n, m.sum.Clone(), m.squares.Clone()}
}

// N returns the number of decimals.
func (m *Moments) N() uint64 { return m.n }

// Sum returns the sum.
func (m *Moments) Sum() *big.Rat { return m.sum.Rat() }

// Squares returns the sum of the squares.
func (m *Moments) Squares() *big.Rat { return m.squares.Rat() }

// AppendBinary appends N, the sum and the sum of squares.
func (m *Moments) AppendBinary(b []byte) []byte {
	b = wire.AppendUint(b, m.n)
	return m.squares.AppendBinary(m.sum.AppendBinary(b))
}

// Read reads what AppendBinary wrote, and refuses sums that no N decimals
// have: N Σx² < (Σx)².
func (m *Moments) Read(r *wire.Reader) {
	t := Moments{n: r.Uint()}
	t.sum.read(r, 1)
	t.squares.read(r, 2)
	if r.Err() != nil {
		return
	}
	if !t.possible() {
		r.Fail("sum of squares does not fit the sum")
		return
	}
	*m = t
}
