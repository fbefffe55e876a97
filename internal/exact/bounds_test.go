package exact

import (
	"bytes"
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/wire"
)

// The fast way of amounts that are not below 0 takes those of the unit of both sums and
// of 31 bits, while there is room; it leaves the rest, and the sums, alone.
func TestTheFastWayOfNaturalAmounts(t *testing.T) {
	state := func(m Moments) string { return string(m.AppendBinary(nil)) }
	of := func(v int64, digits uint8, n uint64) (m Moments) {
		m.AddMinorN(v, digits, n)
		return m
	}
	cents := of(700, 2, 1)
	squares := cents // of 2 and 4 digits; this one's squares have another unit
	squares.squares = Sum{}
	sum := cents // and this one's sum
	sum.sum = Sum{}
	for _, tc := range []struct {
		name   string
		m      Moments
		v      int64
		digits uint8
		want   bool
	}{
		{"an amount", cents, 5, 2, true},
		{"0", cents, 0, 2, true},
		{"the largest", cents, math.MaxInt32, 2, true},
		{"one more", cents, math.MaxInt32 + 1, 2, false},
		{"below 0", cents, -1, 2, false},
		{"far below 0", cents, math.MinInt64, 2, false},
		{"more digits", cents, 5, 3, false},
		{"fewer digits", cents, 5, 1, false},
		{"squares of another unit", squares, 5, 2, false},
		{"a sum of another unit", sum, 5, 2, false},
		{"whole numbers", of(7, 0, 1), 5, 0, true},
		{"the last one", of(700, 2, math.MaxUint64-1), 5, 2, true},
		{"one too many", of(700, 2, math.MaxUint64), 5, 2, false},
	} {
		m, want := tc.m.Clone(), tc.m.Clone()
		if got := m.AddSameNaturalMinor(tc.v, tc.digits); got != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, got, tc.want)
		}
		if tc.want {
			want.AddMinorN(tc.v, tc.digits, 1)
		}
		if state(m) != state(want) || m.N() != want.N() {
			t.Errorf("%s: %v and %v of %d, want %v and %v of %d", tc.name, m.Sum(), m.Squares(), m.N(), want.Sum(), want.Squares(), want.N())
		}
		var negative Moments
		signed, slow := tc.m.Clone(), tc.m.Clone()
		d := decimal.New(tc.v, -int32(tc.digits))
		ok := signed.AddSigned(d, &negative)
		if tc.v >= 0 && (ok != slow.AddN(d, 1) || state(signed) != state(slow) || negative.N() != 0) {
			t.Errorf("%s, AddSigned: %v of %d, %d below 0", tc.name, signed.Sum(), signed.N(), negative.N())
		}
		if tc.v < 0 && (!ok || state(signed) != state(tc.m) || negative.Sum().Cmp(d.Rat()) != 0 || negative.N() != 1) {
			t.Errorf("%s, AddSigned: %v of %d, below 0 %v of %d", tc.name, signed.Sum(), signed.N(), negative.Sum(), negative.N())
		}
	}
	var m, negative Moments
	long := decimal.NewFromBigInt(power2(200), -2)
	for _, d := range []decimal.Decimal{long, long.Neg(), decimal.New(1, MaxExponent), decimal.New(-1, -MaxExponent)} {
		if !m.AddSigned(d, &negative) {
			t.Errorf("%v is refused", d)
		}
	}
	if m.AddSigned(decimal.New(1, MaxExponent+1), &negative) || m.AddSigned(decimal.New(-1, -MaxExponent-1), &negative) {
		t.Error("an exponent above 64 is taken")
	}
	if m.N() != 2 || negative.N() != 2 || m.Sum().Cmp(new(big.Rat).Add(long.Rat(), decimal.New(1, MaxExponent).Rat())) != 0 {
		t.Errorf("%v of %d, %v of %d", m.Sum(), m.N(), negative.Sum(), negative.N())
	}
}

// A column up to the first amount below 0 counts as one by one: long amounts within it
// too.
func TestARunEndsAtTheFirstBelow0(t *testing.T) {
	for _, tc := range []struct {
		column []int64
		n      int
	}{
		{nil, 0}, {[]int64{0, 5, math.MaxInt32, math.MaxInt32 + 1, math.MaxInt64, 2}, 6}, {[]int64{3, 0, -1, 7, -2}, 2}, {[]int64{-5, 1}, 0}, {[]int64{0, -1}, 1},
	} {
		var m, want Moments
		n := m.AddMinorRun(tc.column, 2)
		for _, v := range tc.column[:tc.n] {
			want.AddMinor(v, 2)
		}
		if n != tc.n || m.N() != want.N() || m.Sum().Cmp(want.Sum()) != 0 || m.Squares().Cmp(want.Squares()) != 0 {
			t.Errorf("%v: %d, sum %v, want %d and %v", tc.column, n, m.Sum(), tc.n, want.Sum())
		}
	}
}

// numbers are those of sums of pairs: n, Σy, Σx, Σy², Σyx, Σx².
func numbers(p *PairSums) [6]string {
	got := [6]string{new(big.Int).SetUint64(p.N()).String()}
	for i, s := range p.sums() {
		got[1+i] = s.Rat().RatString()
	}
	return got
}

func pairOf(y, x string) *Pair {
	var p Pair
	p.Y.Add(decimal.RequireFromString(y))
	p.X.Add(decimal.RequireFromString(x))
	return &p
}

// (2, 3), (-5, 7) and (1/2, -1): sums -5/2 and 9, squares 117/4 and 59, products
// 6 - 35 - 1/2.
func TestSumsOfPairs(t *testing.T) {
	want := [6]string{"3", "-5/2", "9", "117/4", "-59/2", "59"}
	twice := [6]string{"6", "-5", "18", "117/2", "-59", "118"}
	var a, b PairSums
	for i, p := range []*Pair{pairOf("2", "3"), pairOf("-5", "7"), pairOf("0.5", "-1")} {
		if !([]*PairSums{&a, &b}[i%2]).Add(p) {
			t.Fatal("no room")
		}
	}
	if !a.Merge(&b) || numbers(&a) != want || b.N() != 1 {
		t.Fatalf("%v, want %v", numbers(&a), want)
	}
	c := a.Clone()
	if !c.Merge(&c) || numbers(&c) != twice || numbers(&a) != want {
		t.Errorf("a clone with itself %v, want %v; its origin %v", numbers(&c), twice, numbers(&a))
	}
	var pairs Pairs
	one := pairOf("2", "3")
	pairs.Add(&one.Y, &one.X)
	pairs.Merge(&a)
	y, x := pairs.Sums()
	yy, yx, xx := pairs.Products()
	for i, got := range []*big.Rat{y, x, yy, yx, xx} {
		if want := []string{"-1/2", "12", "133/4", "-47/2", "68"}[i]; got.RatString() != want {
			t.Errorf("sum %d with (2, 3) before is %v, want %s", i, got.RatString(), want)
		}
	}
	if pairs.N() != 4 {
		t.Errorf("%d pairs, want 4", pairs.N())
	}
	p := pairOf("2", "3")
	q := p.Clone()
	q.Merge(pairOf("10", "20"))
	q.Merge(&q)
	if p.Y.Rat().RatString() != "2" || p.X.Rat().RatString() != "3" || q.Y.Rat().RatString() != "24" || q.X.Rat().RatString() != "46" {
		t.Errorf("%v and %v, %v and %v", p.Y.Rat(), p.X.Rat(), q.Y.Rat(), q.X.Rat())
	}
	// Long sums share no memory with their copies.
	long := &Pair{}
	long.Y.Add(decimal.NewFromBigInt(power2(300), 0))
	long.X.Add(decimal.NewFromBigInt(power2(301), 0))
	copied := long.Clone()
	before := numbers(func() *PairSums { var s PairSums; s.Add(long); return &s }())
	copied.Merge(long)
	var sums PairSums
	sums.Add(long)
	other := sums.Clone()
	other.Merge(&sums)
	if got := numbers(&sums); got != before {
		t.Errorf("%v changed with its copies: %v", before, got)
	}
}

// 2^63 pairs are as many as there are, and encodings come back up to each bound.
func TestPairsAtTheirBounds(t *testing.T) {
	read := func(b []byte) (PairSums, error) {
		r := wire.Open("pairs", "", b)
		var p PairSums
		p.Read(r)
		return p, r.Close()
	}
	var one, full PairSums
	one.Add(pairOf("2", "3"))
	full = one.Clone()
	for range 62 {
		if !full.Merge(&full) {
			t.Fatal("no room")
		}
	}
	less := full.Clone() // 2^62
	if !full.Merge(&less) || full.N() != MaxPairs {
		t.Fatalf("%d pairs", full.N())
	}
	state := full.AppendBinary(nil)
	if full.Add(pairOf("2", "3")) || full.Merge(&one) || !bytes.Equal(full.AppendBinary(nil), state) {
		t.Error("more than 2^63 pairs")
	}
	if !full.Merge(new(PairSums)) || !less.Add(pairOf("2", "3")) || less.N() != 1<<62+1 {
		t.Errorf("%d pairs", less.N())
	}
	for name, p := range map[string]*PairSums{"none": {}, "one": &one, "all": &full, "a half": &less} {
		b := p.AppendBinary(nil)
		got, err := read(b)
		if err != nil || numbers(&got) != numbers(p) || !bytes.Equal(got.AppendBinary(nil), b) {
			t.Errorf("%s: %v, %v, want %v", name, numbers(&got), err, numbers(p))
		}
	}
	sum := func(bits uint, e int64) []byte { return wire.AppendInt(wire.AppendBig(nil, power2(bits-1)), e) }
	zero := sum(1, 0)
	for _, tc := range []struct {
		name string
		n    uint64
		sums [5][]byte
		good bool
	}{
		{"ones", 1, [5][]byte{zero, zero, zero, zero, zero}, true},
		{"too many", MaxPairs + 1, [5][]byte{zero, zero, zero, zero, zero}, false},
		{"long sums", 1, [5][]byte{sum(maxSumBits, 0), sum(maxSumBits, 0), sum(2*maxSumBits, 0), sum(2*maxSumBits, 0), sum(2*maxSumBits, 0)}, true},
		{"a longer y", 1, [5][]byte{sum(maxSumBits+1, 0), zero, zero, zero, zero}, false},
		{"a longer x", 1, [5][]byte{zero, sum(maxSumBits+1, 0), zero, zero, zero}, false},
		{"a longer square of y", 1, [5][]byte{zero, zero, sum(2*maxSumBits+1, 0), zero, zero}, false},
		{"a longer product", 1, [5][]byte{zero, zero, zero, sum(2*maxSumBits+1, 0), zero}, false},
		{"a longer square of x", 1, [5][]byte{zero, zero, zero, zero, sum(2*maxSumBits+1, 0)}, false},
		{"an end that is missing", 1, [5][]byte{zero, zero, zero, zero, nil}, false},
	} {
		got, err := read(append(wire.AppendUint(nil, tc.n), bytes.Join(tc.sums[:], nil)...))
		if (err == nil) != tc.good || got.N() != map[bool]uint64{true: tc.n}[tc.good] {
			t.Errorf("%s: %d pairs, %v", tc.name, got.N(), err)
		}
	}
}

// Counts and sums at the bounds of the fast way, in units of their own.
func TestCountsOfPairsAtTheBoundsOfTheFastWay(t *testing.T) {
	for _, y := range []string{"1", "-2147483648", "2147483647", "2147483648", "-2147483649", "0.01", "1e30"} {
		for _, n := range []uint64{0, 1, 1<<30 - 1, 1 << 30, 1<<31 - 1, 1 << 31, 1<<32 - 1, math.MaxUint64} {
			var p Pairs
			want := [5]*big.Rat{new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat)}
			for _, first := range []string{"3", y} { // the first one sets the units
				var s Sum
				s.Add(decimal.RequireFromString(first))
				p.AddCount(&s, n)
				a, b := s.Rat(), new(big.Rat).SetInt(new(big.Int).SetUint64(n))
				for i, x := range []*big.Rat{a, b, new(big.Rat).Mul(a, a), new(big.Rat).Mul(a, b), new(big.Rat).Mul(b, b)} {
					want[i].Add(want[i], x)
				}
			}
			a, b := p.Sums()
			aa, ab, bb := p.Products()
			for i, got := range []*big.Rat{a, b, aa, ab, bb} {
				if got.Cmp(want[i]) != 0 {
					t.Errorf("3 and %s with %d: sum %d is %v, want %v", y, n, i, got.RatString(), want[i].RatString())
				}
			}
		}
	}
}
