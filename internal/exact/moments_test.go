package exact

import (
	"bytes"
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/internal/wire"
)

// TestMomentsAreExact runs every way to add against rational numbers.
func TestMomentsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m Moments
		var n uint64
		sum, squares := new(big.Rat), new(big.Rat)
		count := func(d decimal.Decimal, times uint64) {
			n += times
			x := naive(d, times)
			sum.Add(sum, x)
			squares.Add(squares, x.Mul(x, d.Rat()))
		}
		t.Repeat(map[string]func(*rapid.T){
			"Add": func(t *rapid.T) {
				d := amount.Draw(t, "d")
				if !m.Add(d) {
					t.Error("does not fit")
				}
				count(d, 1)
			},
			"AddN": func(t *rapid.T) {
				d, times := amount.Draw(t, "d"), rapid.Uint64Max(math.MaxUint64-n).Draw(t, "n")
				if !m.AddN(d, times) {
					t.Error("does not fit")
				}
				count(d, times)
			},
			"AddMinor": func(t *rapid.T) {
				v, digits := rapid.Int64().Draw(t, "v"), rapid.Uint8Range(0, MaxExponent).Draw(t, "digits")
				if !m.AddMinor(v, digits) {
					t.Error("does not fit")
				}
				count(minor(v, digits), 1)
			},
			"AddSameMinor": func(t *rapid.T) {
				v, digits := rapid.Int64().Draw(t, "v"), rapid.Uint8Range(0, 3).Draw(t, "digits")
				if m.AddSameMinor(v, digits) {
					count(minor(v, digits), 1)
				}
			},
			"AddMinorSlice": func(t *rapid.T) {
				column, digits := rapid.SliceOf(rapid.Int64()).Draw(t, "v"), rapid.Uint8Range(0, MaxExponent).Draw(t, "digits")
				if fits := uint64(len(column)) <= math.MaxUint64-n; m.AddMinorSlice(column, digits) != fits {
					t.Errorf("added: %v", !fits)
				} else if !fits {
					return
				}
				for _, v := range column {
					count(minor(v, digits), 1)
				}
			},
			"AddSum": func(t *rapid.T) {
				ds := rapid.SliceOfN(amount, 0, 3).Draw(t, "ds")
				var s Sum
				x := new(big.Rat)
				for _, d := range ds {
					s.Add(d)
					x.Add(x, d.Rat())
				}
				before := s.AppendBinary(nil)
				if !m.AddSum(&s) {
					t.Error("does not fit")
				}
				if !bytes.Equal(s.AppendBinary(nil), before) {
					t.Error("the sum changed")
				}
				n++
				sum.Add(sum, x)
				squares.Add(squares, x.Mul(x, x))
			},
			"Merge": func(t *rapid.T) {
				o := m.Clone()
				if n > math.MaxUint64/2 {
					before := m.AppendBinary(nil)
					if m.Merge(&o) || !bytes.Equal(m.AppendBinary(nil), before) {
						t.Error("N overflowed")
					}
					return
				}
				if !m.Merge(&o) {
					t.Error("no overflow")
				}
				n *= 2
				sum.Add(sum, sum)
				squares.Add(squares, squares)
			},
			"": func(t *rapid.T) {
				if n > math.MaxUint64-100 {
					t.Skip("full") // the next Add would overflow
				}
				if m.N() != n || m.Sum().Cmp(sum) != 0 || m.Squares().Cmp(squares) != 0 {
					t.Fatalf("%d, %v, %v, want %d, %v, %v", m.N(), m.Sum(), m.Squares(), n, sum, squares)
				}
				var back Moments
				b := m.AppendBinary(nil)
				r := wire.Open("exact", "", b)
				back.Read(r)
				if err := r.Close(); err != nil || !bytes.Equal(back.AppendBinary(nil), b) {
					t.Fatalf("%x: %v", b, err)
				}
			},
		})
	})
}

func TestMomentsRefuseWhatDoesNotFit(t *testing.T) {
	var m Moments
	m.AddN(minor(15, 1), math.MaxUint64)
	before := m.AppendBinary(nil)
	one := new(Moments)
	one.Add(minor(1, 0))
	hostile := decimal.New(1, 1e7)
	if m.Add(minor(1, 0)) || m.AddN(minor(1, 0), 1) || m.AddMinor(1, 0) || m.AddSameMinor(1, 1) ||
		m.AddMinorSlice([]int64{1}, 0) || m.AddSum(new(Sum)) || m.Merge(one) || m.Merge(&m) {
		t.Error("N overflowed")
	}
	if m.AddN(hostile, 0) || one.Add(hostile) || one.AddN(hostile, 2) || one.AddMinor(1, MaxExponent+1) ||
		one.AddMinorSlice([]int64{1}, MaxExponent+1) {
		t.Error("a hostile amount was added")
	}
	if !bytes.Equal(m.AppendBinary(nil), before) || one.N() != 1 || one.Sum().Cmp(rat("1")) != 0 {
		t.Error("a refused amount changed the state")
	}
	if !m.Merge(new(Moments)) || !m.AddN(minor(1, 0), 0) {
		t.Error("nothing does not fit")
	}
}

func TestReadRefusesMomentsThatNoNumbersHave(t *testing.T) {
	form := func(n uint64, sum, squares decimal.Decimal) []byte {
		b := wire.AppendUint(nil, n)
		return sumOf(t, squares).AppendBinary(sumOf(t, sum).AppendBinary(b))
	}
	for name, b := range map[string][]byte{
		"nothing with a sum":         form(0, minor(1, 0), minor(0, 0)),
		"nothing with squares":       form(0, minor(0, 0), minor(1, 0)),
		"one whose square is larger": form(1, minor(2, 0), minor(5, 0)),
		"two with too small squares": form(2, minor(4, 0), minor(7, 0)),
		"negative squares":           form(2, minor(0, 0), minor(-1, 0)),
	} {
		var m Moments
		r := wire.Open("exact", "", b)
		m.Read(r)
		if r.Close() == nil || m.N() != 0 {
			t.Errorf("%s: read as %+v", name, m)
		}
	}
}

// Amounts below 0 go to moments of their own, one by one and in a column.
func TestMomentsBySign(t *testing.T) {
	cents := rapid.OneOf(rapid.Int64Range(-3, 300), rapid.Int64(), rapid.SampledFrom([]int64{math.MaxInt32, math.MaxInt32 + 1, math.MinInt64, math.MaxInt64}))
	rapid.Check(t, func(t *rapid.T) {
		var want, apart, signed, negative, minor, run Moments
		column := rapid.SliceOf(cents).Draw(t, "cents")
		for _, v := range column {
			d := decimal.New(v, -2)
			if !signed.AddSigned(d, &negative) {
				t.Fatalf("%v is refused", d)
			}
			if v < 0 {
				apart.Add(d)
				if minor.AddSameNaturalMinor(v, 2) {
					t.Fatalf("%d is natural", v)
				}
				continue
			}
			want.Add(d)
			if !minor.AddSameNaturalMinor(v, 2) {
				minor.AddMinor(v, 2)
			}
		}
		for rest := column; ; {
			n := run.AddMinorRun(rest, 2)
			if n == len(rest) {
				break
			}
			if rest[n] >= 0 {
				t.Fatalf("the run ends at %d", rest[n])
			}
			rest = rest[n+1:]
		}
		for name, m := range map[string]*Moments{"AddSigned": &signed, "AddSameNaturalMinor": &minor, "AddMinorRun": &run} {
			if string(m.AppendBinary(nil)) != string(want.AppendBinary(nil)) {
				t.Errorf("%s: %v in %d, want %v in %d", name, m.Sum(), m.N(), want.Sum(), want.N())
			}
		}
		if string(negative.AppendBinary(nil)) != string(apart.AppendBinary(nil)) {
			t.Errorf("below 0: %v in %d, want %v in %d", negative.Sum(), negative.N(), apart.Sum(), apart.N())
		}
	})
}
