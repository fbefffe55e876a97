package laws

import (
	"bytes"
	"encoding"
	"errors"
	"math"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/wire"
)

// Full returns the Full of a [Spec] whose accumulator takes many equal inputs at once: it
// makes one with 2^64-1 times the input.
func Full[A kpi.Accumulator[A], In any](addN func(A, In, uint64) error, in In) func(*testing.T) A {
	return func(t *testing.T) A {
		t.Helper()
		var none A
		a := none.Clone()
		if err := addN(a, in, math.MaxUint64); err != nil {
			t.Fatalf("AddN(%v, 2^64-1): %v", in, err)
		}
		return a
	}
}

func (s Spec[A, In]) overflow(t *testing.T) {
	if s.Full == nil {
		t.Skip("no counter of this type can be filled by its inputs")
	}
	a := s.Full(t)
	before := state(t, a)
	if err := a.Merge(a); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("Merge of two full accumulators: %v, want ErrOverflow", err)
	}
	same(t, "after ErrOverflow", a, before)
	for _, in := range s.Sample {
		if err := s.Add(a, in); !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("Add(%v) to a full accumulator: %v, want ErrOverflow", in, err)
		}
		same(t, "after ErrOverflow", a, before)
	}
}

// groups: data in the accumulator that groups start from would be in each.
func (s Spec[A, In]) groups(t *testing.T) {
	for config := range len(s.Configs) + 1 {
		a := s.fresh(config)
		if _, err := kpi.NewGroups[string](a); err != nil {
			t.Errorf("empty, configuration %d: %v", config, err)
		}
		s.feed(t, a, []In{s.Inputs.Example(1)})
		if _, err := kpi.NewGroups[string](a); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("with data, configuration %d: %v, want ErrRange", config, err)
		}
	}
}

func (s Spec[A, In]) locked(t *testing.T) {
	if len(s.Sample) == 0 {
		t.Fatal("the Spec has no Sample")
	}
	a := s.fresh(0)
	s.feed(t, a, s.Sample)
	sample, of := state(t, a), reflect.TypeOf(a).Elem()
	read := func(data []byte) ([]byte, error) {
		b := s.fresh(0)
		if err := b.UnmarshalBinary(data); err != nil {
			return nil, err
		}
		return sample, nil // which the line has to be
	}
	if !locked(t, of, sample[:wire.MagicLen], read) {
		needsLine(t, of, sample)
	}
}

// bounded puts the largest length at every place of an encoding.
func (s Spec[A, In]) bounded(t *testing.T) {
	a := s.fresh(0)
	s.feed(t, a, s.Sample)
	good := state(t, a)
	huge := bytes.Repeat([]byte{0xff}, 8)
	for at := range good {
		bad := append(append(slices.Clone(good[:at]), append(huge, 1)...), good[at:]...)
		into := s.fresh(0)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_ = into.UnmarshalBinary(bad) // corrupt or not, only its cost is looked at
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
			t.Fatalf("%d bytes allocated for %d bytes of input", got, len(bad))
		}
	}
}

// fataler is what testing.T and rapid.T have in common here.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func (s Spec[A, In]) feed(t fataler, a A, stream []In) {
	t.Helper()
	for _, in := range stream {
		if err := s.Add(a, in); err != nil {
			t.Fatalf("Add(%v): %v", in, err)
		}
	}
}

func merge[A kpi.Accumulator[A]](t fataler, a, b A) {
	t.Helper()
	if err := a.Merge(b); err != nil {
		t.Fatalf("Merge: %v", err)
	}
}

func state(t fataler, a encoding.BinaryAppender) []byte {
	t.Helper()
	b, err := a.AppendBinary(nil)
	if err != nil {
		t.Fatalf("AppendBinary: %v", err)
	}
	return b
}

// alike compares two states, and what they say: some of what a state keeps, such as a
// total, is not in its encoding.
func (s Spec[A, In]) alike(t fataler, what string, a, want A) {
	t.Helper()
	same(t, what, a, state(t, want))
	if got, want := s.Result(a), s.Result(want); !reflect.DeepEqual(got, want) {
		t.Fatalf("%s: result %v, want %v", what, got, want)
	}
}

func same(t fataler, what string, a encoding.BinaryAppender, want []byte) {
	t.Helper()
	if got := state(t, a); !bytes.Equal(got, want) {
		t.Fatalf("%s:\n got %x\nwant %x", what, got, want)
	}
}
