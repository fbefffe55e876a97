package laws

import (
	"bytes"
	"encoding"
	"errors"
	"testing"

	"github.com/customerkpi/kpi"
)

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
