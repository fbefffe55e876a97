package laws

import (
	"bytes"
	"encoding"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/customerkpi/kpi"
)

// Must returns v, or panics with err: for tests that make what cannot fail.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Fuzz is the fuzz target of a decoder: any bytes are ErrCorrupt or the encoding of
// a state. It begins with the encodings of seeds, and calls use with each state
// that decodes; use may be nil.
func Fuzz[T any, A interface {
	*T
	kpi.Accumulator[A]
}](f *testing.F, use func(*testing.T, A), seeds ...A,
) {
	f.Helper()
	for _, a := range append(seeds, new(T)) {
		f.Add(Must(a.AppendBinary(nil)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if a := A(new(T)); Decodes(t, a, data) && use != nil {
			use(t, a)
		}
	})
}

// Corrupt checks that an encoding, in hexadecimal, is ErrCorrupt with a text.
func Corrupt(t *testing.T, a encoding.BinaryUnmarshaler, encoded, text string) {
	t.Helper()
	err := a.UnmarshalBinary(Must(hex.DecodeString(encoded)))
	if !errors.Is(err, kpi.ErrCorrupt) || !strings.Contains(err.Error(), text) {
		t.Errorf("%s: %v, want ErrCorrupt with %q", encoded, err, text)
	}
}

// Decodes is for fuzz targets: it checks that data is ErrCorrupt or the encoding
// of a state, and reports which.
func Decodes(t *testing.T, a interface {
	encoding.BinaryAppender
	encoding.BinaryUnmarshaler
}, data []byte,
) bool {
	t.Helper()
	if err := a.UnmarshalBinary(data); err != nil {
		if !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("%T: %v is not ErrCorrupt", a, err)
		}
		return false
	}
	if again, err := a.AppendBinary(nil); err != nil || !bytes.Equal(again, data) {
		t.Errorf("%T: %x decodes, but encodes as %x, %v", a, data, again, err)
	}
	return true
}
