//go:build !race && (amd64 || arm64)

package main

import (
	"encoding"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/util/reflectx"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/customerkpi/kpi"
)

// An input is an element of a pipeline that an accumulator takes.
type input[A any] interface{ AddTo(A) error }

// A combineFn makes any accumulator of the module a CombineFn: elements In are added to
// a state A, and states are merged.
type combineFn[A kpi.Accumulator[A], In input[A]] struct {
	Empty []byte // the encoding of an accumulator with a configuration; none is the default
}

// combining returns the combineFn of a configuration.
func combining[In input[A], A kpi.Accumulator[A]](empty A) *combineFn[A, In] {
	return &combineFn[A, In]{encoded(empty)}
}

func (f *combineFn[A, In]) CreateAccumulator() (A, error)       { return begun[A](f.Empty) }
func (f *combineFn[A, In]) AddInput(a A, in In) (A, error)      { return a, in.AddTo(a) }
func (f *combineFn[A, In]) MergeAccumulators(a, b A) (A, error) { return a, a.Merge(b) }

// A mergeFn is a CombineFn whose elements are states. They are merged into a new one:
// an element may be that of several keys, and belongs to none of them.
type mergeFn[A kpi.Accumulator[A]] struct{}

func (*mergeFn[A]) CreateAccumulator() (A, error)       { return begun[A](nil) }
func (*mergeFn[A]) AddInput(a, b A) (A, error)          { return a, a.Merge(b) }
func (*mergeFn[A]) MergeAccumulators(a, b A) (A, error) { return a, a.Merge(b) }

// A bundleFn adds up the elements of a bundle by cell, and hands on one state per cell
// in place of them. Beam would do so too, in front of a combineFn, but decodes and
// looks up a key for each element; with this, Beam sees the states alone.
//
// It is for the global window: a state has no time.
type bundleFn[A kpi.Accumulator[A], In input[A]] struct {
	Empty []byte

	states map[Cell]A
}

func bundling[In input[A], A kpi.Accumulator[A]](empty A) *bundleFn[A, In] {
	return &bundleFn[A, In]{Empty: encoded(empty)}
}

func (f *bundleFn[A, In]) StartBundle(func(Cell, A)) { f.states = make(map[Cell]A) }

func (f *bundleFn[A, In]) ProcessElement(c Cell, in In, _ func(Cell, A)) error {
	a, ok := f.states[c]
	if !ok {
		var err error
		if a, err = begun[A](f.Empty); err != nil {
			return err
		}
		f.states[c] = a
	}
	return in.AddTo(a)
}

func (f *bundleFn[A, In]) FinishBundle(emit func(Cell, A)) {
	for c, a := range f.states {
		emit(c, a)
	}
	f.states = nil
}

// begun returns a new accumulator with the configuration of an encoding.
func begun[A kpi.Accumulator[A]](empty []byte) (A, error) {
	var none A
	a := none.Clone()
	if len(empty) == 0 {
		return a, nil
	}
	return a, a.UnmarshalBinary(empty)
}

func encoded[A kpi.Accumulator[A]](a A) []byte {
	b, err := a.AppendBinary(nil)
	if err != nil {
		panic(err) // no accumulator of the module has one
	}
	return b
}

// A state is what the coder below takes: any accumulator of the module.
type state interface {
	encoding.BinaryAppender
	encoding.BinaryUnmarshaler
}

// One coder serves all accumulators, because Beam chooses it by interface. Without it
// Beam would take the exported fields of a state, of which there is none, and lose the
// state without a word.
func encodeState(s state) ([]byte, error) { return s.AppendBinary(nil) }

func decodeState(t reflect.Type, data []byte) (state, error) {
	s := reflect.New(t.Elem()).Interface().(state)
	return s, s.UnmarshalBinary(data)
}

// registerKPI tells Beam the types and functions of an accumulator and of what it adds.
// Beam needs that of every process, before its Init.
func registerKPI[A interface {
	kpi.Accumulator[A]
	state
}, In input[A]]() {
	for _, t := range []reflect.Type{
		reflect.TypeFor[A](), reflect.TypeFor[In](),
		reflect.TypeFor[combineFn[A, In]](), reflect.TypeFor[mergeFn[A]](), reflect.TypeFor[rollFn[A]](), reflect.TypeFor[partFn[A]](),
	} {
		beam.RegisterType(t)
	}
	registerBundle[A, In]()
	register.Emitter2[Cell, A]()
	register.Emitter2[Cell, In]()
}

// registerBundle spares Beam the reflection for each element. The functions of package
// register would do it for all methods of all types above, but take the compiler
// minutes.
func registerBundle[A kpi.Accumulator[A], In input[A]]() {
	t := reflect.TypeFor[bundleFn[A, In]]()
	beam.RegisterType(t)
	reflectx.RegisterStructWrapper(t, func(fn any) map[string]reflectx.Func {
		f := fn.(*bundleFn[A, In])
		return map[string]reflectx.Func{
			"StartBundle":    reflectx.MakeFunc(f.StartBundle),
			"ProcessElement": &processElement[A, In]{f},
			"FinishBundle":   reflectx.MakeFunc(f.FinishBundle),
		}
	})
}

// A processElement is the method of a bundleFn as Beam calls it.
type processElement[A kpi.Accumulator[A], In input[A]] struct{ *bundleFn[A, In] }

func (*processElement[A, In]) Name() string { return "ProcessElement" }

func (f *processElement[A, In]) Type() reflect.Type { return reflect.TypeOf(f.ProcessElement) }

func (f *processElement[A, In]) Call(args []any) []any {
	return []any{f.Call3x1(args[0], args[1], args[2])}
}

func (f *processElement[A, In]) Call3x1(c, in, emit any) any {
	if err := f.ProcessElement(c.(Cell), in.(In), emit.(func(Cell, A))); err != nil {
		return err
	}
	return nil
}
