package laws

import (
	"bytes"
	"encoding"
	"fmt"
	"io"
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
// at once. It returns what it saw, which is looked at when all are done: fmt and
// encoding/json keep pools, whose locks would hide a race between two readers.
type reader struct {
	name string
	read func() []any
}

// readers: law 11. Everything that reads a state runs at once in 8 goroutines,
// each beginning with another reader, and sees what a single one sees. It means
// most under -race.
func (s Spec[A, In]) readers(t *testing.T) {
	for config := range len(s.Configs) + 1 {
		s.readersAtOnce(t, fmt.Sprintf("configuration %d, empty", config), func() A { return s.fresh(config) }, 8)
		s.readersAtOnce(t, fmt.Sprintf("configuration %d", config), func() A {
			a := s.fresh(config)
			for i := range 20 {
				s.feed(t, a, []In{s.Inputs.Example(i)})
			}
			return a
		}, 8)
	}
	if s.Many == nil {
		return
	}
	s.readersAtOnce(t, "many keys", func() A {
		a := s.fresh(0)
		for i := range manyInputs {
			if err := s.Add(a, s.Many(i)); err != nil {
				t.Fatalf("Add(%v): %v", s.Many(i), err)
			}
		}
		return a
	}, 2)
}

// readersAtOnce runs readers of a state from build, each goroutine that many in a
// row, against those of a second one.
func (s Spec[A, In]) readersAtOnce(t *testing.T, what string, build func() A, each int) {
	t.Helper()
	var want []string
	for _, r := range s.readersOf(build()) {
		want = append(want, text(r.read()))
	}
	a := build()
	all := s.readersOf(a)
	type sight struct {
		reader int
		saw    []any
	}
	sights := make([][]sight, 8)
	var wg sync.WaitGroup
	for g := range sights {
		wg.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					t.Errorf("%s: a panic beside other readers: %v", what, p)
				}
			}()
			for i := range each {
				// Pairs of goroutines begin with the same reader.
				reader := (g/2 + i) % len(all)
				sights[g] = append(sights[g], sight{reader, all[reader].read()})
			}
		})
	}
	wg.Wait()
	for _, some := range append(sights, []sight{{0, all[0].read()}}) {
		for _, x := range some {
			if got := text(x.saw); got != want[x.reader] {
				t.Errorf("%s: %s beside other readers: %.200q, alone %.200q", what, all[x.reader].name, got, want[x.reader])
			}
		}
	}
}

// readersOf returns the encoding, Clone, Merge from a, Result, and every other
// exported method that does not write, called with zero arguments.
func (s Spec[A, In]) readersOf(a A) []reader {
	all := []reader{
		{"AppendBinary", func() []any { b, err := a.AppendBinary(nil); return []any{b, err} }},
		{"Clone", func() []any { return []any{a.Clone()} }},
		{"Merge from it", func() []any { into := s.fresh(0); err := into.Merge(a); return []any{into, err} }},
		{"Result", func() []any { return []any{s.Result(a)} }},
		{"MarshalJSON", func() []any { b, err := a.MarshalJSON(); return []any{b, err} }},
	}
	if w, ok := any(a).(io.WriterTo); ok {
		all = append(all, reader{"WriteTo", func() []any {
			var b bytes.Buffer
			_, err := w.WriteTo(&b)
			return []any{b.Bytes(), err}
		}})
	}
	v := reflect.ValueOf(a)
	for i := range v.NumMethod() {
		name, method := v.Type().Method(i).Name, v.Method(i)
		if writes(name) || method.Type().IsVariadic() {
			continue
		}
		in := make([]reflect.Value, method.Type().NumIn())
		for i := range in {
			in[i] = reflect.Zero(method.Type().In(i))
		}
		all = append(all, reader{name, func() (saw []any) {
			for _, out := range method.Call(in) {
				saw = append(saw, consumed(out)...)
			}
			return saw
		}})
	}
	return all
}

// consumed returns what a method returned, of an iterator all that it yields.
func consumed(v reflect.Value) (all []any) {
	switch t := v.Type(); {
	case t.Kind() == reflect.Func && t.CanSeq2():
		for k, v := range v.Seq2() {
			all = append(all, k.Interface(), v.Interface())
		}
	case t.Kind() == reflect.Func && t.CanSeq():
		for v := range v.Seq() {
			all = append(all, v.Interface())
		}
	default:
		all = append(all, v.Interface())
	}
	return all
}

// text returns what was seen: of a state its encoding, of anything else its text
// without the addresses in it.
func text(saw []any) string {
	var b strings.Builder
	for _, v := range saw {
		if a, ok := v.(encoding.BinaryAppender); ok && !reflect.ValueOf(v).IsZero() { // nil of a key that is not there
			state, err := a.AppendBinary(nil)
			fmt.Fprint(&b, err)
			b.Write(state)
			continue
		}
		if bytes, ok := v.([]byte); ok {
			b.Write(bytes)
			continue
		}
		b.WriteString(addresses.ReplaceAllString(fmt.Sprintf("%+v;", v), ""))
	}
	return b.String()
}

// addresses of what a result points to say nothing of its value.
var addresses = regexp.MustCompile(`0x[0-9a-f]{6,}`)

// writes reports whether a method of that name is a writer's, or in readersOf
// already.
func writes(name string) bool {
	for _, prefix := range []string{"Result", "Add", "At", "Once", "Update", "Merge", "Unmerge", "Absorb", "Sibling", "Share", "Expect", "Unmarshal", "Append", "Clone", "Close", "Drop", "MarshalJSON", "Advance", "Forget", "Alias", "Remove", "ReadFrom", "WriteTo"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
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
