package laws

import (
	"bytes"
	_ "embed"
	"encoding"
	"encoding/hex"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/internal/wire"
)

//go:embed testdata/encodings.txt
var encodings string

// An Encoding is a line of testdata/encodings.txt: a state that this module once
// wrote, and reads forever.
type Encoding struct {
	Type string // with its package below the module: "funnel.Conversion"
	Data []byte // begins with the magic of the type
	What string // the state, in words
}

// Magic returns the first bytes, three letters and a version.
func (e Encoding) Magic() string { return string(e.Data[:min(wire.MagicLen, len(e.Data))]) }

// Encodings returns the table of encodings.
func Encodings() ([]Encoding, error) {
	var all []Encoding
	for i, line := range strings.Split(encodings, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		fields := strings.SplitN(line, "\t", 3)
		if len(fields) < 3 || fields[2] == "" {
			return nil, fmt.Errorf("encodings.txt:%d: not a type, an encoding and a description, with tabs between them", i+1)
		}
		data, err := hex.DecodeString(fields[1])
		if err != nil {
			return nil, fmt.Errorf("encodings.txt:%d: %w", i+1, err)
		}
		all = append(all, Encoding{fields[0], data, fields[2]})
	}
	return all, nil
}

// TypeName returns the name of a type as it stands in the table.
func TypeName(t reflect.Type) string {
	dir, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(t.PkgPath(), module), "/"), "_test")
	if dir == "" {
		dir = "kpi"
	}
	return dir + "." + strings.ReplaceAll(t.Name(), module+"/", "")
}

const module = "github.com/customerkpi/kpi"

// Locked checks that the table has a state of the type of this one, and that it is
// read and encodes as itself. It is for types whose states are float64, whose last
// digit differs between processors; Run asks more of all others.
func Locked[T any, A interface {
	*T
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}](t *testing.T, state A,
) {
	t.Helper()
	read := func(data []byte) ([]byte, error) {
		a := A(new(T))
		if err := a.UnmarshalBinary(data); err != nil {
			return nil, err
		}
		return a.MarshalBinary()
	}
	data := Must(state.MarshalBinary())
	if !locked(t, reflect.TypeFor[T](), data[:wire.MagicLen], read) {
		needsLine(t, reflect.TypeFor[T](), data)
	}
}

// locked checks the lines of a type: each is read, and the one of the magic encodes
// as itself. It reports whether there is one.
func locked(t *testing.T, of reflect.Type, magic []byte, read func([]byte) (again []byte, err error)) (found bool) {
	t.Helper()
	for _, e := range Must(Encodings()) {
		if e.Type != TypeName(of) {
			continue // another type
		}
		again, err := read(e.Data)
		if err != nil {
			t.Errorf("the encoding of %s is not read any more: %v\n%x", e.What, err, e.Data)
		}
		if e.Magic() != string(magic) {
			continue // an older version
		}
		found = true
		if err == nil && !bytes.Equal(again, e.Data) {
			t.Errorf("the encoding of %s has changed without a new version:\n got %x\nwant %x", e.What, again, e.Data)
		}
	}
	return found
}

func needsLine(t *testing.T, of reflect.Type, data []byte) {
	t.Helper()
	t.Errorf("internal/laws/testdata/encodings.txt needs the line\n%s\t%x\twhat the state is", TypeName(of), data)
}
