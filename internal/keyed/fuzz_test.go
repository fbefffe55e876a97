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

// FuzzTable: rows that are added by At, by a column and by shards count as in a
// map.
func FuzzTable(f *testing.F) {
	f.Add([]byte("abracadabra"), uint8(3), uint8(2))
	f.Add([]byte{0, 0, 255, 0, 255}, uint8(0), uint8(0))
	f.Fuzz(func(t *testing.T, data []byte, rows, size uint8) {
		var table Table[string, uint64]
		model := map[string]uint64{}
		var keys []string
		for i := range data {
			keys = append(keys, string(data[i:min(len(data), i+1+int(data[i])%3)]))
			model[keys[i]]++
		}
		n := min(int(rows), len(keys))
		count(&table, keys[:n])
		if n == 0 {
			count(&table, keys)
		} else {
			table.split()
			q := queueOf[string](1+int(size)%4, func(n *uint64, _ struct{}) { *n++ })
			q.putAll(&table, keys[n:], make([]struct{}, len(keys)-n))
		}
		if table.Len() != len(model) {
			t.Errorf("%d keys, want %d", table.Len(), len(model))
		}
		for k, want := range model {
			if got, ok := table.Get(k); !ok || got != want {
				t.Errorf("%q: %d, %v, want %d", k, got, ok, want)
			}
		}
	})
}
