package exact

import (
	"math/big"
	"math/bits"

	"github.com/customerkpi/kpi/internal/wire"
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

// Merge adds the pairs of q.
func (p *Pairs) Merge(q *PairSums) {
	p.n += q.n
	p.y.Merge(&q.y)
	p.x.Merge(&q.x)
	p.yy.Merge(&q.yy)
	p.yx.Merge(&q.yx)
	p.xx.Merge(&q.xx)
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

// PairSums are the sums of Pairs in a form that is kept and encoded. The zero value is
// empty. It is copied by Clone, as a Sum.
type PairSums struct {
	n                uint64
	y, x, yy, yx, xx Sum
}

// MaxPairs is the largest number of pairs, so that two numbers of them fit a counter.
const MaxPairs = 1 << 63

// Add adds a pair. It returns false, and adds nothing, if there are MaxPairs.
func (p *PairSums) Add(q *Pair) bool {
	if p.n == MaxPairs {
		return false
	}
	p.n++
	p.y.Merge(&q.Y)
	p.x.Merge(&q.X)
	p.yy.AddProduct(&q.Y, &q.Y)
	p.yx.AddProduct(&q.Y, &q.X)
	p.xx.AddProduct(&q.X, &q.X)
	return true
}

// Merge adds q, which may be p. It returns false, and adds nothing, if there would be
// more than MaxPairs.
func (p *PairSums) Merge(q *PairSums) bool {
	if q.n > MaxPairs-p.n {
		return false
	}
	p.n += q.n
	mine, theirs := p.sums(), q.sums()
	for i, s := range mine {
		s.Merge(theirs[i])
	}
	return true
}

// Clone returns a copy that shares nothing with p.
func (p *PairSums) Clone() PairSums {
	return PairSums{p.n, p.y.Clone(), p.x.Clone(), p.yy.Clone(), p.yx.Clone(), p.xx.Clone()}
}

// N returns the number of pairs.
func (p *PairSums) N() uint64 { return p.n }

func (p *PairSums) sums() [5]*Sum { return [5]*Sum{&p.y, &p.x, &p.yy, &p.yx, &p.xx} }

// AppendBinary appends the number of pairs and, if there are some, the sums.
func (p *PairSums) AppendBinary(b []byte) []byte {
	b = wire.AppendUint(b, p.n)
	if p.n > 0 {
		for _, s := range p.sums() {
			b = s.AppendBinary(b)
		}
	}
	return b
}

// Read reads what AppendBinary wrote. The caller checks whether pairs have such sums.
func (p *PairSums) Read(r *wire.Reader) {
	t := PairSums{n: r.Uint()}
	if t.n > MaxPairs {
		r.Fail("%d pairs", t.n)
	}
	if t.n > 0 {
		for i, s := range t.sums() {
			s.read(r, 1+min(i/2, 1)) // y and x, and three products
		}
	}
	if r.Err() == nil {
		*p = t
	}
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
