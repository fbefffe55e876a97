package basket_test

import (
	"bytes"
	"encoding/gob"
	"testing"

	"github.com/customerkpi/kpi/funnel/basket"
)

// A sketch is encoded wherever it stands: gob calls the methods of a value in a map,
// which has no address.
func TestGobOfValuesAndPointers(t *testing.T) {
	var s basket.Sketch[string]
	must(0, s.Add("bread", "butter"))
	must(0, s.Add("bread", "jam"))
	checkGob(t, &s)
}

func checkGob[T any, A interface {
	*T
	MarshalBinary() ([]byte, error)
}](t *testing.T, a A,
) {
	t.Helper()
	type all struct {
		Value   T
		Pointer *T
		Map     map[string]T
		Slice   []T
	}
	var buf bytes.Buffer
	if err := gob.NewEncoder(&buf).Encode(all{*a, a, map[string]T{"a": *a}, []T{*a}}); err != nil {
		t.Fatalf("%T: %v", a, err)
	}
	var got all
	if err := gob.NewDecoder(&buf).Decode(&got); err != nil {
		t.Fatalf("%T: %v", a, err)
	}
	inMap := got.Map["a"]
	for place, read := range map[string]A{"value": &got.Value, "pointer": got.Pointer, "map": &inMap, "slice": &got.Slice[0]} {
		if !bytes.Equal(must(read.MarshalBinary()), must(a.MarshalBinary())) {
			t.Errorf("%T: another state in the %s", a, place)
		}
	}
}
