package event_test

import (
	"bytes"
	"encoding/gob"
	"testing"

	"github.com/customerkpi/kpi/funnel/event"
)

// A funnel and a breakdown are encoded wherever they stand: gob calls the methods of
// a value in a map and in an interface, which has no address.
func TestGobOfValuesAndPointers(t *testing.T) {
	f := must(event.NewInOrder[string](event.ClickHouse(week), "a", "b"))
	must(0, f.Add("Ada", event.Event{Time: at(1), Steps: event.Step(1)}))
	b := must(event.NewBreakdown[string, string](event.PostHogOrdered(week), event.LastTouch, "a", "b"))
	must(0, b.Add("Ada", "mail", event.Event{Time: at(1), Steps: event.Step(1)}))
	checkGob(t, f)
	checkGob(t, b)
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
