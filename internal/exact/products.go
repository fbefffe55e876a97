package exact

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/customerkpi/kpi/internal/wire"
)

// MaxEntry is the largest magnitude of a number in a row of [Products]. Its square
// has 62 bits, so that the sum of 2^64 of them has 126: no sum ever overflows.
const MaxEntry = math.MaxInt32

// Short numbers of a row are within -2^20 and 2^20 - 1, and their products within 2^40:
// the sums of 2^22 such rows are within 2^62, and are kept in 64 bits.
const (
	shortEntry = 1 << 20
	shortRows  = 1 << 22
)

// Products is the exact number of rows of whole numbers, the sums of their columns
// and the sums of the products of any two columns. The first column is given apart,
// since it mostly is: an outcome and what may explain it. The zero value has no
// columns until Init.
type Products struct {
	columns int
	n       uint64
	rows    int      // those in short
	short   []int64  // the sums of rows that are not in long yet
	long    []int128 // of column i: its sum, and its products with columns 0..i
}

// sums returns how many sums there are.
func sums(columns int) int { return columns * (columns + 3) / 2 }

// Init gives p its columns, 1 or more. Those that p already has are kept.
func (p *Products) Init(columns int) {
	if p.columns == 0 {
		*p = Products{columns: columns, short: make([]int64, sums(columns)), long: make([]int128, sums(columns))}
	}
}

// Columns returns the number of columns.
func (p *Products) Columns() int { return p.columns }

// N returns the number of rows.
func (p *Products) N() uint64 { return p.n }

// Add adds a row, of as many numbers as there are columns. It returns false, and adds
// nothing, if one is beyond MaxEntry or N would overflow.
func (p *Products) Add(first int, others []int) bool {
	if p.n == math.MaxUint64 {
		return false
	}
	size := first ^ first>>(bits.UintSize-1) // |x|, or 1 less if it is below 0
	for _, x := range others {
		size |= x ^ x>>(bits.UintSize-1)
	}
	if uint(size) >= shortEntry {
		return p.AddN(first, others, 1)
	}
	if p.rows == shortRows {
		p.flush()
	}
	p.rows++
	p.n++
	p.addShort(int64(first), others)
	return true
}

// addShort adds a row to the short sums. Two columns at a time take two thirds of the
// time of one: they share the loop over the columns before them.
func (p *Products) addShort(y int64, others []int) {
	p.short[0] += y
	p.short[1] += y * y
	rest := p.short[2:]
	for i := 1; i < len(others); i += 2 {
		a, b, before := int64(others[i-1]), int64(others[i]), others[:i]
		one, two := rest[:i+2], rest[i+2:][:i+3]
		one[0] += a
		one[1] += a * y
		two[0] += b
		two[1] += b * y
		two[i+2] += b * b
		one, two = one[2:][:len(before)], two[2:][:len(before)]
		for j, z := range before {
			one[j] += a * int64(z)
			two[j] += b * int64(z)
		}
		rest = rest[2*i+5:]
	}
	if len(others)%2 == 0 {
		return
	}
	x := int64(others[len(others)-1])
	rest[0] += x
	rest[1] += x * y
	for j, z := range others {
		rest[2+j] += x * int64(z)
	}
}

// AddN adds a row n times. It returns false, and adds nothing, if a number is beyond
// MaxEntry or N would overflow.
func (p *Products) AddN(first int, others []int, n uint64) bool {
	if n > math.MaxUint64-p.n || !IsEntry(first) || !IsEntry(others...) {
		return false
	}
	p.n += n
	at := 0
	add := func(v int64) {
		p.long[at] = p.long[at].add(product(v, n))
		at++
	}
	y := int64(first)
	add(y)
	add(y * y)
	for i, x := range others {
		x := int64(x)
		add(x)
		add(x * y)
		for _, z := range others[:i+1] {
			add(x * int64(z))
		}
	}
	return true
}

// IsEntry reports whether numbers lie within MaxEntry.
func IsEntry(numbers ...int) bool {
	for _, x := range numbers {
		if magnitude(int64(x)) > MaxEntry {
			return false
		}
	}
	return true
}

// flush adds the short sums to the long ones.
func (p *Products) flush() {
	for i, v := range p.short {
		p.long[i] = p.long[i].add(widen(v))
	}
	clear(p.short)
	p.rows = 0
}

// sum returns sum i.
func (p *Products) sum(i int) int128 { return p.long[i].add(widen(p.short[i])) }

// Merge adds the rows of q, which may be p and has the columns of p. It returns
// false, and adds nothing, if N would overflow.
func (p *Products) Merge(q *Products) bool {
	if q.n > math.MaxUint64-p.n {
		return false
	}
	p.n += q.n
	for i := range p.long {
		p.long[i] = p.long[i].add(q.sum(i))
	}
	return true
}

// Minus returns p without the rows of q, which has the columns of p. It is false where
// no rows have what would remain: then those of q are not among those of p.
func (p *Products) Minus(q *Products) (Products, bool) {
	if q.n > p.n {
		return Products{}, false
	}
	d := p.Clone()
	d.n -= q.n
	for i := range d.long {
		d.long[i] = d.long[i].add(q.sum(i).neg())
	}
	return d, d.possible()
}

// Clone returns a copy that shares nothing with p.
func (p *Products) Clone() Products {
	var c Products
	if p.columns > 0 {
		c.Init(p.columns)
		c.Merge(p)
	}
	return c
}

// Sum returns the sum of a column.
func (p *Products) Sum(column int) *big.Int { return p.sum(sums(column)).big() }

// Product returns the sum of the products of two columns.
func (p *Products) Product(a, b int) *big.Int {
	return p.sum(sums(max(a, b)) + 1 + min(a, b)).big()
}

// AppendBinary appends N and the sums.
func (p *Products) AppendBinary(b []byte) []byte {
	b = wire.AppendUint(b, p.n)
	for i := range p.long {
		b = wire.AppendBig(b, p.sum(i).big())
	}
	return b
}

// ReadProducts reads what AppendBinary wrote for that many columns, and refuses sums
// that no rows have.
func ReadProducts(r *wire.Reader, columns int) Products {
	var p Products
	p.Init(columns)
	p.n = r.Uint()
	for i := range p.long {
		v := r.Big()
		if v.BitLen() > 126 {
			r.Fail("sum of %d bits", v.BitLen())
		}
		if r.Err() != nil {
			return Products{}
		}
		p.long[i] = fromBig(v)
	}
	if !p.possible() {
		r.Fail("sums that no %d rows have", p.n)
		return Products{}
	}
	return p
}

// possible reports whether any two columns may have these sums: the squares of
// entries are bounded, and by Cauchy and Schwarz
//
//	(Σxy)² <= Σx² Σy²        (n Σxy - Σx Σy)² <= (n Σx² - (Σx)²) (n Σy² - (Σy)²)
func (p *Products) possible() bool {
	n := new(big.Int).SetUint64(p.n)
	most := new(big.Int).Mul(n, big.NewInt(MaxEntry*MaxEntry))
	centred := func(i, j int) *big.Int {
		c := new(big.Int).Mul(n, p.Product(i, j))
		return c.Sub(c, new(big.Int).Mul(p.Sum(i), p.Sum(j)))
	}
	within := func(both, one, other *big.Int) bool {
		return both.Mul(both, both).CmpAbs(one.Mul(one, other)) <= 0
	}
	for i := range p.columns {
		square, spread := p.Product(i, i), centred(i, i).Sign()
		if square.Sign() < 0 || square.Cmp(most) > 0 || spread < 0 || p.n == 1 && spread > 0 {
			return false
		}
		for j := range i {
			if !within(p.Product(i, j), p.Product(i, i), p.Product(j, j)) || !within(centred(i, j), centred(i, i), centred(j, j)) {
				return false
			}
		}
	}
	return true
}
