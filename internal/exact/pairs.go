package exact

import (
	"math/big"
	"math/bits"
)

// Pair is two exact sums that belong together, such as what a customer spent and
// how often. The zero value is empty. It is copied by Clone, as a Sum.
type Pair struct{ Y, X Sum }

// Merge adds q, which may be p.
func (p *Pair) Merge(q *Pair) {
	p.Y.Merge(&q.Y)
	p.X.Merge(&q.X)
}

// Clone returns a copy that shares nothing with p.
func (p Pair) Clone() Pair { return Pair{p.Y.Clone(), p.X.Clone()} }

// Pairs is the number of pairs (y, x) of sums, and the exact sums of y, x, y², yx
// and x². The zero value is empty. It is not to be copied.
type Pairs struct {
	n                uint64
	y, x, yy, yx, xx Sum

	// Sums of the pairs whose numbers have 32 bits and the units of the first of
	// them. Their products have 62 bits, so that 2^64 of them have 126.
	short struct {
		some             bool
		yExp, xExp       int32
		y, x, yy, yx, xx int128
	}
}

// Add adds a pair.
func (p *Pairs) Add(y, x *Sum) {
	if v, ok := x.int32(); ok && p.addShort(y, v, x.exp) {
		return
	}
	p.add(y, x)
}

// AddCount adds a pair whose second number is a count.
func (p *Pairs) AddCount(y *Sum, n uint64) {
	if n <= 1<<31-1 && p.addShort(y, int64(n), 0) {
		return
	}
	p.add(y, &Sum{acc: int128{0, n}})
}

// addShort adds (y, x·10^xExp), with an x of 32 bits, if it belongs to short.
func (p *Pairs) addShort(y *Sum, x int64, xExp int32) bool {
	s := &p.short
	v, ok := y.int32()
	switch {
	case !ok:
		return false
	case !s.some:
		s.some, s.yExp, s.xExp = true, y.exp, xExp
	case s.yExp != y.exp || s.xExp != xExp:
		return false
	}
	p.n++
	s.y = s.y.add(widen(v))
	s.x = s.x.add(widen(x))
	s.yy = s.yy.add(int128{0, uint64(v * v)})
	s.yx = s.yx.add(widen(v * x))
	s.xx = s.xx.add(int128{0, uint64(x * x)})
	return true
}

func (p *Pairs) add(y, x *Sum) {
	p.n++
	p.y.Merge(y)
	p.x.Merge(x)
	p.yy.AddProduct(y, y)
	p.yx.AddProduct(y, x)
	p.xx.AddProduct(x, x)
}

// N returns the number of pairs.
func (p *Pairs) N() uint64 { return p.n }

// Sums returns the sums of y and of x.
func (p *Pairs) Sums() (y, x *big.Rat) {
	s := &p.short
	return plus(&p.y, s.y, s.yExp), plus(&p.x, s.x, s.xExp)
}

// Products returns the sums of y², yx and x².
func (p *Pairs) Products() (yy, yx, xx *big.Rat) {
	s := &p.short
	return plus(&p.yy, s.yy, 2*s.yExp), plus(&p.yx, s.yx, s.yExp+s.xExp), plus(&p.xx, s.xx, 2*s.xExp)
}

// plus returns s + v·10^e.
func plus(s *Sum, v int128, e int32) *big.Rat {
	t := s.Clone()
	t.add(v, e)
	return t.Rat()
}

// int32 returns s in its unit, if that has 32 bits.
func (s *Sum) int32() (int64, bool) {
	v := int64(int32(s.acc.lo))
	return v, s.acc == widen(v) && s.rest == nil
}

// AddProduct adds a·b.
func (s *Sum) AddProduct(a, b *Sum) {
	v, w := int64(a.acc.lo), int64(b.acc.lo)
	if a.rest == nil && b.rest == nil && a.acc == widen(v) && b.acc == widen(w) {
		s.add(times(v, w), a.exp+b.exp)
		return
	}
	c, e := a.value()
	d, f := b.value()
	s.spill(c.Mul(c, d), e+f)
}

// times returns a·b. A negative a is uint64(a) - 2^64.
func times(a, b int64) int128 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	return int128{int64(hi) - b&(a>>63) - a&(b>>63), lo}
}
