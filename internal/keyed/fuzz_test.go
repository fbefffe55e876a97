package keyed

import (
	"bytes"
	"testing"
)

func checkBytes[K Key](t *testing.T, data []byte) {
	table, err := read[K](data)
	if err != nil {
		return
	}
	if again := AppendTable(nil, &table, appendCount); !bytes.Equal(again, data) {
		t.Errorf("%x is read, but written as %x", data, again)
	}
}

// FuzzReadTable: any bytes are refused or the one encoding of a table.
func FuzzReadTable(f *testing.F) {
	f.Add([]byte("\x00"))
	f.Add([]byte("\x02\x01a\x05\x01b\x06"))
	f.Add([]byte("\x02\x01\x05\x02\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		checkBytes[string](t, data)
		checkBytes[int](t, data)
		checkBytes[int8](t, data)
		checkBytes[uint16](t, data)
	})
}
