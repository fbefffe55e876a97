package exact

import (
	"bytes"
	"encoding/hex"
	"math"
	"math/big"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/internal/wire"
)

// coefficient draws small numbers, numbers about 2^63 and up to the door's
// bound.
var coefficient = rapid.OneOf(
	rapid.Map(rapid.Int64Range(-1e6, 1e6), big.NewInt),
	rapid.Map(rapid.Int64(), big.NewInt),
	rapid.Custom(func(t *rapid.T) *big.Int {
		v := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 0, MaxBits/8).Draw(t, "bytes"))
		if rapid.Bool().Draw(t, "negative") {
			v.Neg(v)
		}
		return v
	}),
)

// amount draws any decimal that fits, often one of cents.
var amount = rapid.Custom(func(t *rapid.T) decimal.Decimal {
	e := rapid.OneOf(rapid.Just(int32(-2)), rapid.Int32Range(-4, 1), rapid.Int32Range(-MaxExponent, MaxExponent))
	return decimal.NewFromBigInt(coefficient.Draw(t, "coefficient"), e.Draw(t, "exponent"))
})

// naive returns d·n by decimal's own conversion, which is exact.
func naive(d decimal.Decimal, n uint64) *big.Rat {
	r := new(big.Rat).SetInt(new(big.Int).SetUint64(n))
	return r.Mul(r, d.Rat())
}

func minor(v int64, digits uint8) decimal.Decimal { return decimal.New(v, -int32(digits)) }

func sumOf(t testing.TB, ds ...decimal.Decimal) *Sum {
	var s Sum
	for _, d := range ds {
		if !s.Add(d) {
			t.Fatalf("%v·10^%d does not fit", d.Coefficient(), d.Exponent())
		}
	}
	return &s
}

func TestSumAddsDecimalsOfAnyExponent(t *testing.T) {
	for _, test := range []struct {
		name string
		in   []decimal.Decimal
		want string // by hand
	}{
		{"nothing", nil, "0"},
		{"cents", []decimal.Decimal{minor(1050, 2), minor(-50, 2)}, "10"},
		{"a finer amount", []decimal.Decimal{minor(1, 1), minor(1, 3)}, "101/1000"},
		{"a coarser amount", []decimal.Decimal{minor(1, 3), minor(1, 0)}, "1001/1000"},
		{"tens", []decimal.Decimal{decimal.New(3, 1), minor(1, 0)}, "31"},
		{"too far apart for 128 bits", []decimal.Decimal{decimal.New(1, 20), minor(1, 10)}, "100000000000000000000.0000000001"},
		{"what cancels", []decimal.Decimal{decimal.New(1, 40), minor(5, 1), decimal.New(-1, 40)}, "1/2"},
	} {
		if got := sumOf(t, test.in...).Rat(); got.Cmp(rat(test.want)) != 0 {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestRefusedAmountsLeaveTheSumAlone(t *testing.T) {
	s := sumOf(t, minor(1999, 2))
	before := *s
	hostile := decimal.New(1, 1e7)
	if s.Add(hostile) || s.AddN(hostile, 3) || s.AddMinor(1, MaxExponent+1) || s.AddMinor(1, 255) ||
		s.AddMinorSlice([]int64{1}, MaxExponent+1) {
		t.Error("a hostile amount was added")
	}
	if *s != before {
		t.Errorf("%v became %v", before, *s)
	}
}

func TestAddSameMinorKeepsToItsUnit(t *testing.T) {
	var s Sum
	if s.AddSameMinor(1, 2) || s.Sign() != 0 {
		t.Error("a sum of nothing has cents")
	}
	if s.AddMinor(1999, 2); !s.AddSameMinor(-2000, 2) || s.AddSameMinor(1, 3) || s.AddSameMinor(1, 255) {
		t.Error("a sum of cents does not have cents only")
	}
	if s.Rat().Cmp(rat("-0.01")) != 0 {
		t.Errorf("sum %v", s.Rat())
	}
}

func TestSumIsSmall(t *testing.T) {
	if n := unsafe.Sizeof(Sum{}); n > 48 {
		t.Errorf("%d bytes", n)
	}
}

// The extremes of int64 at the edge of what acc holds: the plain additions
// have 2^63 steps to go, everything else gives way to rest.
func TestSumGivesWayBeforeItOverflows(t *testing.T) {
	edge := int128{1<<62 - 1, math.MaxUint64} // 2^126 - 1
	value := func(a int128) *big.Rat { return new(big.Rat).SetInt(a.big()) }
	for _, acc := range []int128{edge, edge.neg(), {-1 << 62, 0}} {
		for _, v := range []int64{1, -1, math.MaxInt64, math.MinInt64} {
			s, want := Sum{acc: acc}, value(acc)
			want.Add(want, new(big.Rat).SetInt64(v))
			s.AddMinor(v, 0)
			if s.Rat().Cmp(want) != 0 {
				t.Errorf("%v + %d = %v", acc, v, s.Rat())
			}
			s.AddMinorSlice([]int64{v, v}, 0)
			want.Add(want, new(big.Rat).SetInt64(v))
			want.Add(want, new(big.Rat).SetInt64(v))
			if s.Rat().Cmp(want) != 0 || !s.acc.roomy() {
				t.Errorf("%v + 3·%d = %v", acc, v, s.Rat())
			}
			s.Merge(&s)
			if want.Add(want, want); s.Rat().Cmp(want) != 0 || !s.acc.roomy() {
				t.Errorf("2·(%v + 3·%d) = %v", acc, v, s.Rat())
			}
		}
	}
	var s Sum
	d := decimal.New(-999999999999999999, -64)
	s.AddN(d, math.MaxUint64)
	if want := naive(d, math.MaxUint64); s.Rat().Cmp(want) != 0 {
		t.Errorf("%v, want %v", s.Rat(), want)
	}
}

// TestSumIsExact runs every way to add against a rational number.
func TestSumIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s Sum
		want := new(big.Rat)
		digits := rapid.OneOf(rapid.Just(uint8(2)), rapid.Uint8Range(0, MaxExponent))
		t.Repeat(map[string]func(*rapid.T){
			"Add": func(t *rapid.T) {
				d := amount.Draw(t, "d")
				if !s.Add(d) {
					t.Error("does not fit")
				}
				want.Add(want, naive(d, 1))
			},
			"AddN": func(t *rapid.T) {
				d, n := amount.Draw(t, "d"), rapid.Uint64().Draw(t, "n")
				if !s.AddN(d, n) {
					t.Error("does not fit")
				}
				want.Add(want, naive(d, n))
			},
			"AddMinor": func(t *rapid.T) {
				v, d := rapid.Int64().Draw(t, "v"), digits.Draw(t, "digits")
				if !s.AddMinor(v, d) {
					t.Error("does not fit")
				}
				want.Add(want, naive(minor(v, d), 1))
			},
			"AddMinorSlice": func(t *rapid.T) {
				v, d := rapid.SliceOf(rapid.Int64()).Draw(t, "v"), digits.Draw(t, "digits")
				if !s.AddMinorSlice(v, d) {
					t.Error("does not fit")
				}
				for _, v := range v {
					want.Add(want, naive(minor(v, d), 1))
				}
			},
			"Merge with itself": func(*rapid.T) {
				s.Merge(&s)
				want.Add(want, want)
			},
			"Clone": func(t *rapid.T) {
				c := s.Clone()
				c.Add(amount.Draw(t, "d"))
				c.Merge(&c)
			},
			"": func(t *rapid.T) {
				if got := s.Rat(); got.Cmp(want) != 0 {
					t.Fatalf("sum %v, want %v", got, want)
				}
				if s.Sign() != want.Sign() || (s.Sign() == 0) != (want.Sign() == 0) {
					t.Fatalf("sign %d, want %d", s.Sign(), want.Sign())
				}
				d := s.Decimal()
				if d.Rat().Cmp(want) != 0 || new(big.Int).Rem(d.Coefficient(), big.NewInt(10)).Sign() == 0 && !d.IsZero() {
					t.Fatalf("decimal %v·10^%d, want %v", d.Coefficient(), d.Exponent(), want)
				}
			},
		})
	})
}

// Any order and any partition of the amounts gives the same bytes.
func TestMergesInAnyOrderGiveEqualBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ds := rapid.SliceOf(amount).Draw(t, "ds")
		var pass Sum
		for _, d := range ds {
			pass.Add(d)
		}
		parts := make([]Sum, rapid.IntRange(1, 4).Draw(t, "parts"))
		for _, d := range rapid.Permutation(ds).Draw(t, "order") {
			parts[rapid.IntRange(0, len(parts)-1).Draw(t, "part")].Add(d)
		}
		var merged Sum
		for _, p := range rapid.Permutation(parts).Draw(t, "merges") {
			before := p.AppendBinary(nil)
			merged.Merge(&p)
			if !bytes.Equal(p.AppendBinary(nil), before) {
				t.Error("Merge changed its source")
			}
		}
		if diff := cmp.Diff(pass.AppendBinary(nil), merged.AppendBinary(nil)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestCloneAndRatShareNothing(t *testing.T) {
	s := sumOf(t, decimal.New(1, 40), minor(5, 1)) // uses rest
	before := s.AppendBinary(nil)
	c := s.Clone()
	c.Add(decimal.New(1, 41))
	c.Add(minor(1, 64))
	c.Merge(&c)
	r := s.Rat()
	r.Num().SetInt64(7)
	r.Denom().SetInt64(7)
	s.Decimal().Coefficient().SetInt64(7)
	if !bytes.Equal(s.AppendBinary(nil), before) {
		t.Error("the sum changed with its copies")
	}
	empty := new(Sum)
	empty.Merge(s)
	empty.Add(decimal.New(1, 41))
	if !bytes.Equal(s.AppendBinary(nil), before) {
		t.Error("Merge shares its source")
	}
}

func read(s *Sum, b []byte) error {
	r := wire.Open("exact", "", b)
	s.Read(r)
	return r.Close()
}

func TestSumEncodesItsValueOnly(t *testing.T) {
	spilled := sumOf(t, decimal.New(1, 40), minor(25, 2), decimal.New(-1, 40), minor(1, 64), minor(-1, 64))
	for _, test := range []struct {
		name string
		s    *Sum
		want string // sign and exponent zigzag; 0x19 is 25
	}{
		{"empty", new(Sum), "00" + "00" + "00"},
		{"cancelled", sumOf(t, decimal.New(1, 40), decimal.New(-1, 40)), "00" + "00" + "00"},
		{"0.25", sumOf(t, minor(25, 2)), "02" + "0119" + "03"},
		{"0.250", sumOf(t, minor(250, 3)), "02" + "0119" + "03"},
		{"0.25 after detours", spilled, "02" + "0119" + "03"},
		{"-2500", sumOf(t, minor(-250000, 2)), "01" + "0119" + "04"},
	} {
		got := test.s.AppendBinary(nil)
		if hex.EncodeToString(got) != test.want {
			t.Errorf("%s: %x, want %s", test.name, got, test.want)
		}
		var back Sum
		if err := read(&back, got); err != nil || back.Rat().Cmp(test.s.Rat()) != 0 {
			t.Errorf("%s: read as %v, %v", test.name, back.Rat(), err)
		}
	}
}

func TestReadRefusesOtherFormsOfASum(t *testing.T) {
	form := func(c *big.Int, e int64) []byte { return wire.AppendInt(wire.AppendBig(nil, c), e) }
	for name, b := range map[string][]byte{
		"nothing":           nil,
		"trailing zero":     form(big.NewInt(250), -3),
		"zero with a unit":  form(new(big.Int), -2),
		"exponent below":    form(big.NewInt(1), -MaxExponent-1),
		"exponent above":    form(big.NewInt(1), maxSumExponent+1),
		"hostile exponent":  form(big.NewInt(1), math.MaxInt64),
		"long coefficient":  form(new(big.Int).Lsh(big.NewInt(1), maxSumBits), 0),
		"truncated":         form(big.NewInt(25), -2)[:2],
		"long form of size": {2, 0x81, 0, 25, 3},
	} {
		s := *sumOf(t, minor(1, 2))
		if err := read(&s, b); err == nil {
			t.Errorf("%s: read as %v", name, s.Rat())
		}
		if s.Rat().Cmp(rat("0.01")) != 0 {
			t.Errorf("%s: changed the sum to %v", name, s.Rat())
		}
	}
}

// The largest sums that 2^64 amounts make are read back: the bounds of Read
// refuse no honest state.
func TestReadTakesTheLargestSums(t *testing.T) {
	c := new(big.Int).Lsh(big.NewInt(1), MaxBits)
	c.Sub(c, big.NewInt(1))
	tens := pow10(154) // the largest power of ten of 512 bits
	for _, d := range []decimal.Decimal{
		decimal.NewFromBigInt(c, MaxExponent),
		decimal.NewFromBigInt(c.Neg(c), -MaxExponent),
		decimal.NewFromBigInt(tens, MaxExponent),
	} {
		var m Moments
		fine := minor(1, MaxExponent)
		if !m.AddN(d, math.MaxUint64-1) || !m.Add(fine) {
			t.Fatal("does not fit")
		}
		var back Moments
		r := wire.Open("exact", "", m.AppendBinary(nil))
		back.Read(r)
		if err := r.Close(); err != nil || back.Squares().Cmp(m.Squares()) != 0 {
			t.Error(err)
		}
		var s Sum
		s.AddN(d, math.MaxUint64)
		if err := read(new(Sum), s.AppendBinary(nil)); err != nil {
			t.Error(err)
		}
	}
}
