package keyed

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/internal/wire"
)

func checkKey[K Key](t *testing.T, k K, want string) {
	t.Helper()
	b := AppendKey(nil, k)
	if string(b) != want {
		t.Errorf("AppendKey(%v) = %q, want %q", k, b, want)
	}
	r := wire.Open("keyed", "", b)
	if got := ReadKey[K](r); r.Close() != nil || got != k {
		t.Errorf("%v became %v, %v", k, got, r.Err())
	}
}

type customer string

type channel int8

// Zigzag: -1 is 1, 1 is 2; a varint has seven bits a byte, the last byte first
// in size.
func TestKeysOfEveryKindAreVarintsOrStrings(t *testing.T) {
	checkKey(t, 0, "\x00")
	checkKey(t, -1, "\x01")
	checkKey(t, int8(math.MinInt8), "\xff\x01")
	checkKey(t, int16(64), "\x80\x01")
	checkKey(t, int32(math.MaxInt32), "\xfe\xff\xff\xff\x0f")
	checkKey(t, int64(math.MinInt64), "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")
	checkKey(t, uint(300), "\xac\x02")
	checkKey(t, uint8(255), "\xff\x01")
	checkKey(t, uint16(1), "\x01")
	checkKey(t, uint32(2), "\x02")
	checkKey(t, uint64(math.MaxUint64), "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")
	checkKey(t, uintptr(3), "\x03")
	checkKey(t, "", "\x00")
	checkKey(t, "Zoë", "\x04Zo\xc3\xab")
	checkKey(t, customer("c1"), "\x02c1")
	checkKey(t, channel(-2), "\x03")
}

func refuseKey[K Key](t *testing.T, b []byte) {
	t.Helper()
	r := wire.Open("keyed", "", b)
	if k := ReadKey[K](r); r.Close() == nil {
		t.Errorf("%x is read as %T %v", b, k, k)
	}
}

func TestKeysOutsideTheirTypeAreRefused(t *testing.T) {
	refuseKey[int8](t, wire.AppendInt(nil, 128))
	refuseKey[channel](t, wire.AppendInt(nil, -129))
	refuseKey[int32](t, wire.AppendInt(nil, math.MaxInt32+1))
	refuseKey[uint8](t, wire.AppendUint(nil, 256))
	refuseKey[uint32](t, wire.AppendUint(nil, math.MaxUint32+1))
	refuseKey[int](t, []byte{0x80, 0}) // a long form of 0
	refuseKey[string](t, []byte{2, 'a'})
}

func TestTableEncodingDoesNotDependOnTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOf(rapid.StringMatching("[a-c]{0,4}")).Draw(t, "keys")
		var a, b Table[string, uint64]
		for _, k := range keys {
			*a.At(k)++
		}
		count(&b, rapid.Permutation(keys).Draw(t, "order"))
		if x, y := AppendTable(nil, &a, appendCount), AppendTable(nil, &b, appendCount); !bytes.Equal(x, y) {
			t.Errorf("%x and %x", x, y)
		}
	})
}

func TestReadTableRefusesOtherForms(t *testing.T) {
	for name, data := range map[string]string{
		"nothing":         "",
		"too few keys":    "\x02\x01a\x05",
		"no state":        "\x01\x01a",
		"descending keys": "\x02\x01b\x01\x01a\x01",
		"twice a key":     "\x02\x01a\x01\x01a\x01",
		"a false length":  "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01" + strings.Repeat("\x00", 20),
		"trailing bytes":  "\x01\x01a\x05\x00",
	} {
		if table, err := read[string]([]byte(data)); err == nil || name != "trailing bytes" && table.Len() != 0 {
			t.Errorf("%s: %d keys, %v", name, table.Len(), err)
		}
	}
}

// Of many keys the slots are made ahead, for keys short and long.
func TestTablesOfManyKeysComeBack(t *testing.T) {
	for _, format := range []string{"%d", "customer-%d"} {
		for _, n := range []int{0, 1, unsplit, unsplit + 1, 3 * unsplit} {
			var want Table[string, int64]
			for i := range n {
				*want.At(fmt.Sprintf(format, i)) = int64(i)
			}
			write := func(s *int64, b []byte) []byte { return wire.AppendInt(b, *s) }
			b := AppendTable(nil, &want, write)
			r := wire.Open("keyed", "", b)
			got := ReadTable[string](r, func(s *int64, r *wire.Reader) { *s = r.Int() })
			if err := r.Close(); err != nil || got.Len() != n || !bytes.Equal(AppendTable(nil, &got, write), b) {
				t.Errorf("%d keys of %s: %d came back, %v", n, format, got.Len(), err)
			}
			if *got.At("another") = 1; got.Len() != n+1 {
				t.Errorf("%d keys after one more", got.Len())
			}
		}
	}
}
