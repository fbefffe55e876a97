package wire

import (
	"bytes"
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const magic = "tst\x01"

// Every field comes back, and the encoding has no other form: FuzzReader.
func TestFieldsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := rapid.Uint64().Draw(t, "uint")
		i := rapid.Int64().Draw(t, "int")
		s := rapid.String().Draw(t, "string")
		v := new(big.Int).SetBytes(rapid.SliceOf(rapid.Byte()).Draw(t, "magnitude"))
		if rapid.Bool().Draw(t, "negative") {
			v.Neg(v)
		}
		b := AppendUint([]byte(magic), u)
		b = AppendInt(b, i)
		b = AppendBytes(b, s)
		b = AppendBig(b, v)
		b = AppendInt(b, int64(int32(i)))
		b = AppendBool(AppendBool(b, true), false)

		r := Open("test", magic, b)
		gotU, gotI, gotS, gotV, gotSmall := r.Uint(), r.Int(), string(r.Bytes()), r.Big(), r.Small()
		yes, no := r.Bool(), r.Bool()
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if !yes || no {
			t.Fatalf("got %v %v, want true, false", yes, no)
		}
		if gotU != u || gotI != i || gotS != s || gotV.Cmp(v) != 0 || gotSmall != int(int32(i)) {
			t.Fatalf("got %v %v %q %v %v, want %v %v %q %v %v", gotU, gotI, gotS, gotV, gotSmall, u, i, s, v, int32(i))
		}
	})
}

// An integer of 64 bits has one encoding, whichever of the two writes it, and Short reads
// all below 2^63 in magnitude. What is not such an integer it leaves.
func TestShortIsBig(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Int64().Draw(t, "integer") >> rapid.IntRange(0, 63).Draw(t, "shift")
		b := AppendBig(nil, big.NewInt(v))
		if got := AppendShort(nil, v); !bytes.Equal(got, b) {
			t.Fatalf("%d is %x, want %x", v, got, b)
		}
		r := Open("test", "", b)
		if got, ok := r.Short(); ok != (v != math.MinInt64) || ok && (got != v || r.Close() != nil) {
			t.Fatalf("%d became %d, %v, %v", v, got, ok, r.Err())
		}
	})
	for _, b := range []string{"", "\x00", "\x02\x00", "\x00\x01\x01", "\x02\x02\x00\x01", "\x04\x01\x01", "\x02\x02\x01", "\x02\x08\x80\x00\x00\x00\x00\x00\x00\x00"} {
		if r := Open("test", "", []byte(b)); r.Left() != len(b) {
			t.Errorf("%x: %d left", b, r.Left())
		} else if v, ok := r.Short(); ok || r.Left() != len(b) || r.Err() != nil {
			t.Errorf("%x became %d, with %d left", b, v, r.Left())
		}
	}
}

func TestFaultsAreNamedAndStick(t *testing.T) {
	read := func(f func(*Reader)) func([]byte) error {
		return func(data []byte) error {
			r := Open("test", magic, data)
			f(r)
			r.Uint() // after a fault, nothing more is read
			return r.Close()
		}
	}
	for _, tc := range []struct {
		name, data, want string
		read             func(*Reader)
	}{
		{"empty", "", "truncated", func(r *Reader) {}},
		{"other type", "abc\x01\x00", `magic "abc\x01", want "tst\x01"`, func(r *Reader) {}},
		{"other version", "tst\x02\x00", `magic "tst\x02", want "tst\x01"`, func(r *Reader) {}},
		{"trailing", magic + "\x00\x00", "1 trailing bytes", func(r *Reader) {}},
		{"long varint", magic + "\x80\x00", "bad number", func(r *Reader) {}},
		{"65 bits", magic + strings.Repeat("\xff", 10) + "\x01", "bad number", func(r *Reader) {}},
		{"length", magic + "\x09ab", "9 elements in 2 bytes", func(r *Reader) { r.Bytes() }},
		{"elements", magic + "\x02\x00\x00\x00", "2 elements in 3 bytes", func(r *Reader) { r.Len(2) }},
		{"signed zero", magic + "\x02\x00", "bad big number", func(r *Reader) { r.Big() }},
		{"zero in front", magic + "\x02\x02\x00\x01", "bad big number", func(r *Reader) { r.Big() }},
		{"a flag of 2", magic + "\x02", "flag 2", func(r *Reader) { r.Bool() }},
		{"sign 2", magic + "\x04\x01\x01", "bad big number", func(r *Reader) { r.Big() }},
		{"no small", magic + "\x80\x80\x80\x80\x20", "number 4294967296 of more than 32 bits", func(r *Reader) { r.Small() }},
	} {
		err := read(tc.read)([]byte(tc.data))
		if !errors.Is(err, ErrCorrupt) || err.Error() != "test: corrupt encoding: "+tc.want {
			t.Errorf("%s: %v, want %s", tc.name, err, tc.want)
		}
	}
}

// FuzzReader: whatever is read without a fault encodes as the same bytes.
func FuzzReader(f *testing.F) {
	f.Add([]byte(magic+"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), "uisb")
	f.Fuzz(func(t *testing.T, data []byte, fields string) {
		r := Open("test", magic, data)
		b := []byte(magic)
		for _, field := range fields {
			switch field {
			case 'u':
				b = AppendUint(b, r.Uint())
			case 'i':
				b = AppendInt(b, r.Int())
			case 's':
				b = AppendBytes(b, r.Bytes())
			default:
				b = AppendBig(b, r.Big())
			}
		}
		if err := r.Close(); err == nil && string(b) != string(data) {
			t.Errorf("%x reads as %s, but encodes as %x", data, fields, b)
		}
	})
}
