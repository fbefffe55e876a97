package exact

import (
	"bytes"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/wire"
)

// FuzzAdd: three amounts of any exponent and length, added and merged in two
// ways, against rational numbers.
func FuzzAdd(f *testing.F) {
	f.Add([]byte{1}, int8(-2), false, []byte{2}, int8(0), true, []byte{3}, int8(17), false, uint64(3))
	f.Add([]byte("\x7f\xff\xff\xff\xff\xff\xff\xff"), int8(0), false, []byte("\x80\x00\x00\x00\x00\x00\x00\x00"), int8(-19), true,
		[]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff"), int8(64), true, uint64(1<<64-1))
	f.Fuzz(func(t *testing.T, a []byte, ea int8, na bool, b []byte, eb int8, nb bool, c []byte, ec int8, nc bool, n uint64) {
		var s, parts Sum
		want := new(big.Rat)
		for _, x := range []struct {
			mag []byte
			e   int8
			neg bool
		}{{a, ea, na}, {b, eb, nb}, {c, ec, nc}} {
			v := new(big.Int).SetBytes(x.mag)
			if x.neg {
				v.Neg(v)
			}
			d := decimal.NewFromBigInt(v, int32(x.e))
			var part Sum
			if fits := x.e >= -MaxExponent && x.e <= MaxExponent && v.BitLen() <= MaxBits; s.AddN(d, n) != fits || part.Add(d) != fits {
				t.Fatalf("door at %v·10^%d", v, x.e)
			} else if !fits {
				continue
			}
			s.Add(d)
			parts.Merge(&part)
			want.Add(want, d.Rat())
		}
		if parts.Rat().Cmp(want) != 0 {
			t.Errorf("sum %v, want %v", parts.Rat(), want)
		}
		factor := new(big.Rat).SetInt(new(big.Int).SetUint64(n))
		want.Mul(want, factor.Add(factor, big.NewRat(1, 1)))
		if s.Rat().Cmp(want) != 0 {
			t.Errorf("sum %v, want %v", s.Rat(), want)
		}
	})
}

// FuzzRead: any bytes are refused or the one encoding of a sum.
func FuzzRead(f *testing.F) {
	f.Add([]byte{0, 0, 0})
	f.Add([]byte{2, 1, 25, 3})
	for _, e := range []int64{-65, -64, 512, 513} { // the bounds, see TestReadInNumbers
		f.Add(wire.AppendInt(wire.AppendBig(nil, big.NewInt(1)), e))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var s Sum
		if read(&s, data) == nil && !bytes.Equal(s.AppendBinary(nil), data) {
			t.Errorf("%x is read, but written as %x", data, s.AppendBinary(nil))
		}
	})
}

// FuzzReadMoments: any bytes are refused or the one encoding of moments with a
// variance.
func FuzzReadMoments(f *testing.F) {
	var m Moments
	m.AddMinor(1999, 2)
	m.AddMinor(-5, 1)
	f.Add(m.AppendBinary(nil))
	for _, e := range []int64{-65, -64, 512, 513} {
		b := wire.AppendInt(wire.AppendBig(wire.AppendUint(nil, 2), big.NewInt(1)), e)
		f.Add(wire.AppendInt(wire.AppendBig(b, big.NewInt(1)), 2*e))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var m Moments
		r := wire.Open("exact", "", data)
		m.Read(r)
		if r.Close() != nil {
			return
		}
		if !bytes.Equal(m.AppendBinary(nil), data) {
			t.Errorf("%x is read, but written as %x", data, m.AppendBinary(nil))
		}
		if m.Squares().Sign() < 0 {
			t.Errorf("squares %v", m.Squares())
		}
	})
}

// FuzzParseText: any text is refused or a number that Text writes and
// ParseText reads again.
func FuzzParseText(f *testing.F) {
	for _, s := range []string{"1.25", "-1/3", "010/3", "1e9", "+0.", "1/2/3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, ok := ParseText(s)
		if !ok {
			return
		}
		if again, ok := ParseText(Text(r)); len(Text(r)) <= maxText && (!ok || again.Cmp(r) != 0) {
			t.Errorf("%q is %v, but written as %q", s, r, Text(r))
		}
	})
}
