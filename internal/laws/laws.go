// Package laws is the conformance suite of every accumulator: the laws that
// kpi.Accumulator states, as tests. A package runs them on each of its types:
//
//	func TestAccumulatorLaws(t *testing.T) {
//		laws.Run(t, laws.Spec[*nps.Accumulator, int]{...})
//	}
//
// A test of this package fails when an exported accumulator of the module is
// not run.
package laws

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
)

// Contract is what the laws need of an accumulator beside Add and Result,
// whose types differ.
type Contract[A any] interface {
	kpi.Accumulator[A]
	encoding.BinaryMarshaler
	json.Marshaler
	json.Unmarshaler
}

// A Spec says how to feed one accumulator type.
type Spec[A Contract[A], In any] struct {
	// Configs makes empty accumulators of configurations other than the
	// default, and unequal to one another.
	Configs []func() A
	// Inputs draws an input that every configuration accepts.
	Inputs *rapid.Generator[In]
	// Add adds an input.
	Add func(A, In) error
	// Slice is the column form of Add; nil where the type has a method AddSlice
	// of inputs, or none.
	Slice func(A, []In) error
	// Many returns input i of a long stream of many keys, see [ManyKeys]. A type
	// that keeps a state per key has it.
	Many func(i int) In
	// Customers is there where the keys are customers.
	Customers *Customers[In]
	// Remove takes an input back; nil where the type has no Unmerge.
	Remove func(A, In) error
	// Blind says that the state does not know how many inputs it is of, so that one that
	// was never added may be taken out of it.
	Blind bool
	// Result returns the accumulator's result.
	Result func(A) any
	// Refused are inputs that the default configuration refuses with ErrRange,
	// among them amounts with hostile exponents, if amounts are added.
	Refused []In
	// RefusedBy are inputs that each of Configs refuses, in their order.
	RefusedBy [][]In
	// Full makes an accumulator that one more input, or itself, overflows. It
	// is nil for a type whose counters a test cannot fill.
	Full func(t *testing.T) A
	// Sample is a stream. The encoding of its state in the default configuration
	// is a line of testdata/encodings.txt, which no release may change.
	Sample []In
}

// Run runs every law as a subtest that names it.
func Run[A Contract[A], In any](t *testing.T, s Spec[A, In]) {
	t.Helper()
	laws := []struct {
		name string
		law  func(*rapid.T, A, []In)
	}{
		{"zero value is ready", s.ready},
		{"zero value is the identity of Merge", s.identity},
		{"any partition and order equals one pass", s.partition},
		{"Result is pure and a snapshot", s.pure},
		{"a refused input changes nothing", s.refused},
		{"Merge neither changes nor aliases its source, a.Merge(a) doubles", s.source},
		{"Clone is independent", s.clone},
		{"an encoding gives the state back", s.roundTrip},
		{"a damaged encoding is ErrCorrupt", s.corrupt},
	}
	for _, l := range laws {
		t.Run(l.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				config := rapid.IntRange(0, len(s.Configs)).Draw(t, "configuration (0 is the default)")
				stream := rapid.SliceOfN(s.Inputs, 0, 30).Draw(t, "stream")
				l.law(t, s.fresh(config), stream)
			})
		})
	}
	t.Run("a state goes on, wherever it came from", s.eachConfig(s.goesOn))
	s.runIdentities(t)
	if _, ok := any(s.fresh(0)).(unmerger[A]); ok {
		t.Run("what is added and taken back was never there", s.eachConfig(s.takeBack))
		t.Run("what was never added cannot be taken back", s.eachConfig(s.takeNothing))
	}
	t.Run("any number of readers at once", s.readers)
	t.Run("values and pointers encode alike", s.byValue)
	t.Run("a full counter stays full", s.full)
	t.Run("unequal configurations do not merge", s.incompatible)
	t.Run("counters do not wrap", s.overflow)
	t.Run("groups do not start from data", s.groups)
	t.Run("the encoding of a sample is locked", s.locked)
	t.Run("a decoder's memory is bounded by its input", s.bounded)
}

// runIdentities runs the laws of accumulators whose keys are customers.
func (s Spec[A, In]) runIdentities(t *testing.T) {
	switch {
	case s.Customers == nil:
	case s.Customers.Never:
		t.Run("nobody can be forgotten or renamed", s.eachConfig(s.never))
	default:
		t.Run("a forgotten customer was never there", s.eachConfig(s.forget))
		t.Run("a renamed customer always had that name", s.eachConfig(s.alias))
		t.Run("groups and series forget and rename too", s.eachConfig(s.forgetAll))
		t.Run("of many customers any may be forgotten or renamed", s.manyIdentities)
	}
}

// eachConfig runs a law on streams in each configuration.
func (s Spec[A, In]) eachConfig(law func(*rapid.T, int, []In)) func(*testing.T) {
	return func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			config := rapid.IntRange(0, len(s.Configs)).Draw(t, "configuration (0 is the default)")
			law(t, config, rapid.SliceOfN(s.Inputs, 0, 30).Draw(t, "stream"))
		})
	}
}

// fresh returns an empty accumulator of a configuration, 0 being the default.
func (s Spec[A, In]) fresh(config int) A {
	if config == 0 {
		var none A
		return none.Clone()
	}
	return s.Configs[config-1]()
}

func (s Spec[A, In]) ready(t *rapid.T, _ A, stream []In) {
	a := s.fresh(0)
	s.feed(t, a, stream)
	s.Result(a)
}

func (s Spec[A, In]) identity(t *rapid.T, a A, stream []In) {
	s.feed(t, a, stream)
	want := state(t, a)
	left := s.fresh(0)
	merge(t, left, a)
	same(t, "zero.Merge(a)", left, want)
	merge(t, a, s.fresh(0))
	same(t, "a.Merge(zero)", a, want)
	var none A
	merge(t, a, none)
	same(t, "a.Merge(nil)", a, want)
}

func (s Spec[A, In]) partition(t *rapid.T, a A, stream []In) {
	empty := a.Clone()
	s.feed(t, a, stream)
	parts := make([]A, rapid.IntRange(1, 5).Draw(t, "parts"))
	for i := range parts {
		parts[i] = empty.Clone()
	}
	for _, in := range rapid.Permutation(stream).Draw(t, "order") {
		i := rapid.IntRange(0, len(parts)-1).Draw(t, "part")
		s.feed(t, parts[i], []In{in})
	}
	for len(parts) > 1 { // merge in the order of a random tree
		i := rapid.IntRange(1, len(parts)-1).Draw(t, "merged")
		j := rapid.IntRange(0, i-1).Draw(t, "into")
		merge(t, parts[j], parts[i])
		parts = slices.Delete(parts, i, i+1)
	}
	s.alike(t, "merged parts", parts[0], a)
}

func (s Spec[A, In]) pure(t *rapid.T, a A, stream []In) {
	s.feed(t, a, stream)
	before := state(t, a)
	result := s.Result(a)
	text := fmt.Sprintf("%#v", result)
	if again := s.Result(a); !reflect.DeepEqual(result, again) {
		t.Fatalf("two calls of Result differ: %v and %v", result, again)
	}
	same(t, "after Result", a, before)
	s.feed(t, a, stream)
	if now := fmt.Sprintf("%#v", result); !mentionsPointer(text) && now != text {
		t.Fatalf("a result changed with later input: %s, then %s", text, now)
	}
}

// mentionsPointer reports whether a %#v text holds addresses, which say
// nothing of the value.
func mentionsPointer(text string) bool { return bytes.Contains([]byte(text), []byte("0x")) }

func (s Spec[A, In]) refused(t *rapid.T, _ A, stream []In) {
	a := s.fresh(0)
	s.feed(t, a, stream)
	before := state(t, a)
	for _, in := range s.Refused {
		err := s.Add(a, in)
		if !errors.Is(err, kpi.ErrRange) {
			t.Fatalf("Add(%v) = %v, want ErrRange", in, err)
		}
		var re *kpi.RangeError
		if !errors.As(err, &re) || re.Op == "" || re.Name == "" {
			t.Fatalf("Add(%v) = %v, want a *RangeError that names the value", in, err)
		}
		same(t, "after a refused Add", a, before)
	}
}

func (s Spec[A, In]) source(t *rapid.T, a A, stream []In) {
	b, twice := a.Clone(), a.Clone()
	half := len(stream) / 2
	s.feed(t, a, stream[:half])
	s.feed(t, b, stream[half:])
	source := state(t, b)
	merge(t, a, b)
	same(t, "source after Merge", b, source)
	sum := state(t, a)
	s.feed(t, b, stream)
	same(t, "a after input to its source", a, sum)
	source = state(t, b)
	s.feed(t, a, stream)
	same(t, "source after input to a", b, source)

	s.feed(t, twice, stream)
	self := twice.Clone()
	s.feed(t, twice, stream)
	merge(t, self, self)
	s.alike(t, "a.Merge(a)", self, twice)
}

func (s Spec[A, In]) clone(t *rapid.T, a A, stream []In) {
	s.feed(t, a, stream)
	before := state(t, a)
	c := a.Clone()
	s.alike(t, "a clone", c, a)
	s.feed(t, a, stream)
	same(t, "a clone after input to its origin", c, before)
	after := state(t, a)
	s.feed(t, c, stream)
	s.feed(t, c, stream)
	same(t, "the origin after input to its clone", a, after)
}

func (s Spec[A, In]) roundTrip(t *rapid.T, a A, stream []In) {
	s.feed(t, a, stream)
	want := state(t, a)
	if b, err := a.MarshalBinary(); err != nil || !bytes.Equal(b, want) {
		t.Fatalf("MarshalBinary = %x, %v, AppendBinary wrote %x", b, err, want)
	}
	if b, err := a.AppendBinary([]byte("front")); err != nil || string(b) != "front"+string(want) {
		t.Fatalf("AppendBinary did not append: %x, %v", b, err)
	}
	for _, into := range []A{s.fresh(0), a.Clone()} {
		if err := into.UnmarshalBinary(want); err != nil {
			t.Fatalf("UnmarshalBinary: %v", err)
		}
		s.alike(t, "decoded state", into, a)
		s.feed(t, into, stream) // a decoded state goes on
	}
	doc, err := json.Marshal(map[string]any{"state": a})
	if err != nil {
		t.Fatalf("json.Marshal: %v", err)
	}
	byValue, err := json.Marshal(map[string]any{"state": reflect.ValueOf(a).Elem().Interface()})
	if err != nil || !bytes.Equal(byValue, doc) {
		t.Fatalf("json.Marshal of the value, not a pointer: %s, %v, want %s", byValue, err, doc)
	}
	back := map[string]A{"state": s.fresh(0)}
	if err := json.Unmarshal(doc, &back); err != nil {
		t.Fatalf("json.Unmarshal: %v", err)
	}
	same(t, "state through JSON", back["state"], want)
}

func (s Spec[A, In]) corrupt(t *rapid.T, a A, stream []In) {
	s.feed(t, a, stream)
	good := state(t, a)
	target := s.fresh(0)
	s.feed(t, target, stream)
	before := state(t, target)
	check := func(data []byte, what string) {
		err := target.UnmarshalBinary(data)
		if err == nil {
			// Damage may give the encoding of another state, but only its own.
			same(t, what+" decoded to another form", target, data)
			target = s.fresh(0)
			s.feed(t, target, stream)
			return
		}
		if !errors.Is(err, kpi.ErrCorrupt) {
			t.Fatalf("%s: %v, want ErrCorrupt", what, err)
		}
		same(t, "after ErrCorrupt", target, before)
	}
	at := rapid.IntRange(0, len(good)-1).Draw(t, "place")
	bad := slices.Clone(good)
	bad[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
	check(bad, "flipped byte")
	for _, must := range [][]byte{good[:at], append(slices.Clone(good), 0), nil, {}} {
		if err := target.UnmarshalBinary(must); !errors.Is(err, kpi.ErrCorrupt) {
			t.Fatalf("UnmarshalBinary(%x) = %v, want ErrCorrupt", must, err)
		}
		same(t, "after ErrCorrupt", target, before)
	}
	check(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"), "random bytes")
}

func (s Spec[A, In]) incompatible(t *testing.T) {
	in := s.Inputs.Example(1)
	for i := range len(s.Configs) + 1 {
		for j := range len(s.Configs) + 1 {
			a, b := s.fresh(i), s.fresh(j)
			s.feed(t, a, []In{in})
			s.feed(t, b, []In{in})
			before := state(t, a)
			err := a.Merge(b)
			switch {
			case i == j && err != nil:
				t.Errorf("configuration %d does not merge with itself: %v", i, err)
			case i != j && !errors.Is(err, kpi.ErrIncompatible):
				t.Errorf("configuration %d merged %d: %v, want ErrIncompatible", i, j, err)
			case i != j:
				same(t, "after ErrIncompatible", a, before)
			}
			// An empty one has its configuration too, but the zero value.
			if i == j || i == 0 || j == 0 {
				continue
			}
			a, b = s.fresh(i), s.fresh(j)
			if err := a.Merge(b); !errors.Is(err, kpi.ErrIncompatible) {
				t.Errorf("empty, configuration %d merged %d: %v, want ErrIncompatible", i, j, err)
			}
		}
	}
}
