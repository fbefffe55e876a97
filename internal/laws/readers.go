package laws

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// manyInputs is so large that a table of customers is divided into shards and
// later rows wait in its queues: what reads such a state must not empty them.
const manyInputs = 40_009

// ManyKeys returns a key for each i below manyInputs, most of them more than
// once, in no order.
func ManyKeys(i int) int { return i * 7919 % 36_007 }

// A reader is something that may be done to a state by any number of goroutines
// at once. It returns what it saw.
type reader struct {
	name string
	read func() string
}

// readers: law 11. Everything that reads a state runs at once in 8 goroutines,
// each beginning with another reader, and sees what a single one sees. It means
// most under -race.
func (s Spec[A, In]) readers(t *testing.T) {
	for config := range len(s.Configs) + 1 {
		many := config == 0 && s.Many != nil
		build := func() A {
			a := s.fresh(config)
			if many {
				for i := range manyInputs {
					if err := s.Add(a, s.Many(i)); err != nil {
						t.Fatalf("Add(%v): %v", s.Many(i), err)
					}
				}
				return a
			}
			for i := range 20 {
				s.feed(t, a, []In{s.Inputs.Example(i)})
			}
			return a
		}
		a, twin := build(), s.readersOf(build())
		want := make([]string, len(twin))
		for i, r := range twin {
			want[i] = r.read()
		}
		all := s.readersOf(a)
		each := len(all)
		if many {
			each = 2 // of a large state each reader still runs in several goroutines
		}
		var wg sync.WaitGroup
		for g := range 8 {
			wg.Go(func() {
				defer func() {
					if p := recover(); p != nil {
						t.Errorf("configuration %d: a panic beside other readers: %v", config, p)
					}
				}()
				for i := range each {
					i := (g + i) % len(all)
					if got := all[i].read(); got != want[i] {
						t.Errorf("configuration %d: %s beside other readers: %.200q, alone %.200q", config, all[i].name, got, want[i])
					}
				}
			})
		}
		wg.Wait()
		if got := s.readersOf(a)[0].read(); got != want[0] {
			t.Errorf("configuration %d: the state is another after its readers", config)
		}
	}
}

// readersOf returns the encoding, Result, Clone, Merge from a, and every other
// exported method that does not write, called with zero arguments.
func (s Spec[A, In]) readersOf(a A) []reader {
	encoded := func(a A) string {
		b, err := a.AppendBinary(nil)
		return fmt.Sprint(err) + string(b)
	}
	all := []reader{
		{"AppendBinary", func() string { return encoded(a) }},
		{"Result", func() string { return fmt.Sprintf("%+v", s.Result(a)) }},
		{"Clone", func() string { return encoded(a.Clone()) }},
		{"Merge from it", func() string {
			into := s.fresh(0)
			err := into.Merge(a)
			return fmt.Sprint(err) + encoded(into)
		}},
		{"MarshalJSON", func() string {
			b, err := json.Marshal(a)
			return fmt.Sprint(err) + string(b)
		}},
	}
	v := reflect.ValueOf(a)
	for i := range v.NumMethod() {
		name, method := v.Type().Method(i).Name, v.Method(i)
		if writes(name) || method.Type().IsVariadic() {
			continue
		}
		all = append(all, reader{name, func() string {
			in := make([]reflect.Value, method.Type().NumIn())
			for i := range in {
				in[i] = reflect.Zero(method.Type().In(i))
			}
			var b strings.Builder
			for _, out := range method.Call(in) {
				consume(&b, out)
			}
			return addresses.ReplaceAllString(b.String(), "")
		}})
	}
	return all
}

// addresses of what a result points to say nothing of its value.
var addresses = regexp.MustCompile(`0x[0-9a-f]{6,}`)

// writes reports whether a method of that name is a writer's, or in readersOf
// already.
func writes(name string) bool {
	for _, prefix := range []string{"Result", "Add", "At", "Update", "Merge", "Unmarshal", "Append", "Clone", "Close", "Drop", "MarshalJSON", "Advance", "Forget", "Alias", "Remove"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// consume writes what a method returned; an iterator is run to its end. States
// that it hands out are those of a: only their encoding says something.
func consume(b *strings.Builder, v reflect.Value) {
	t := v.Type()
	show := func(v reflect.Value) {
		if a, ok := v.Interface().(interface{ AppendBinary([]byte) ([]byte, error) }); ok && v.Kind() == reflect.Pointer && !v.IsNil() {
			state, err := a.AppendBinary(nil)
			fmt.Fprint(b, err)
			b.Write(state)
			return
		}
		fmt.Fprintf(b, "%+v;", v.Interface())
	}
	switch {
	case t.Kind() == reflect.Func && t.CanSeq2():
		for k, v := range v.Seq2() {
			show(k)
			show(v)
		}
	case t.Kind() == reflect.Func && t.CanSeq():
		for v := range v.Seq() {
			show(v)
		}
	default:
		show(v)
	}
}

// byValue: law 12. A state encodes as a value and as a pointer, in a struct and in
// a map, by gob and by JSON alike.
func (s Spec[A, In]) byValue(t *testing.T) {
	for config := range len(s.Configs) + 1 {
		a := s.fresh(config)
		for i := range 20 {
			s.feed(t, a, []In{s.Inputs.Example(i)})
		}
		want := state(t, a)
		for name, v := range holders(reflect.ValueOf(a)) {
			for codec, back := range codecs {
				got, err := back(v)
				if err != nil {
					t.Errorf("configuration %d: %s of %s: %v", config, codec, name, err)
					continue
				}
				for _, got := range states[A](got) {
					if b := state(t, got); !bytes.Equal(b, want) {
						t.Errorf("configuration %d: %s of %s:\n got %x\nwant %x", config, codec, name, b, want)
					}
				}
			}
		}
	}
}
