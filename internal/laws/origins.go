package laws

import (
	"encoding/json"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
)

// origins are the ways by which a state may come to be, beside its own inputs.
// All of them go on as the state itself does.
func (s Spec[A, In]) origins(t fataler, a A, config int) map[string]A {
	t.Helper()
	decoded, adopted, merged := s.fresh(0), s.fresh(0), s.fresh(config)
	if err := decoded.UnmarshalBinary(state(t, a)); err != nil {
		t.Fatalf("UnmarshalBinary: %v", err)
	}
	merge(t, adopted, a)
	merge(t, merged, a)
	doc, err := json.Marshal(a)
	if err != nil {
		t.Fatalf("json.Marshal: %v", err)
	}
	read := s.fresh(0)
	if err := json.Unmarshal(doc, read); err != nil {
		t.Fatalf("json.Unmarshal: %v", err)
	}
	return map[string]A{
		"a clone":                   a.Clone(),
		"a decoded state":           decoded,
		"a state read from JSON":    read,
		"the zero value merged":     adopted,
		"a new one merged":          merged,
		"a clone of a decoded one":  decoded.Clone(),
		"one decoded into a clone":  s.redecoded(t, a),
		"a clone of a merged one":   merged.Clone(),
		"a clone of an adopted one": adopted.Clone(),
	}
}

// redecoded returns a clone of a that its own encoding was read into.
func (s Spec[A, In]) redecoded(t fataler, a A) A {
	t.Helper()
	c := a.Clone()
	if err := c.UnmarshalBinary(state(t, a)); err != nil {
		t.Fatalf("UnmarshalBinary: %v", err)
	}
	return c
}

// goesOn: what came from Clone, Merge, a decoder or AddSlice takes more inputs,
// and refuses others, as one pass does.
func (s Spec[A, In]) goesOn(t *rapid.T, config int, stream []In) {
	half := len(stream) / 2
	pass := s.fresh(config)
	s.feed(t, pass, stream[:half])
	all := s.origins(t, pass, config)
	if slice := s.slice(); slice != nil {
		column := s.fresh(config)
		if err := slice(column, stream[:half]); err != nil {
			t.Fatalf("AddSlice(%v): %v", stream[:half], err)
		}
		same(t, "a column", column, state(t, pass))
		all["a column"] = column
		for _, refused := range s.refusedBy(config) {
			before := state(t, column)
			if err := slice(column, append(stream[:half:half], refused)); !errors.Is(err, kpi.ErrRange) {
				t.Fatalf("AddSlice that ends with %v = %v, want ErrRange", refused, err)
			}
			same(t, "after a refused column", column, before)
		}
	}
	s.feed(t, pass, stream[half:])
	want := state(t, pass)
	for origin, a := range all {
		for _, refused := range s.refusedBy(config) {
			if err := s.Add(a, refused); !errors.Is(err, kpi.ErrRange) {
				t.Fatalf("%s: Add(%v) = %v, want ErrRange", origin, refused, err)
			}
		}
		s.feed(t, a, stream[half:])
		same(t, origin+" that goes on", a, want)
	}
}

// refusedBy returns the inputs that a configuration refuses, 0 being the default.
func (s Spec[A, In]) refusedBy(config int) []In {
	switch {
	case config == 0:
		return s.Refused
	case config <= len(s.RefusedBy):
		return s.RefusedBy[config-1]
	}
	return nil
}

// slice returns the column form of Add, if the type has it: Spec.Slice, or a method
// AddSlice of inputs.
func (s Spec[A, In]) slice() func(A, []In) error {
	if s.Slice != nil {
		return s.Slice
	}
	if _, ok := any(*new(A)).(interface{ AddSlice([]In) error }); !ok {
		return nil
	}
	return func(a A, in []In) error { return any(a).(interface{ AddSlice([]In) error }).AddSlice(in) }
}

// full: a counter that is full stays so, however the state came to be.
func (s Spec[A, In]) full(t *testing.T) {
	if s.Full == nil {
		t.Skip("no counter of this type can be filled by its inputs")
	}
	a := s.Full(t)
	for origin, a := range s.origins(t, a, 0) {
		before := state(t, a)
		for _, in := range s.Sample {
			if err := s.Add(a, in); !errors.Is(err, kpi.ErrOverflow) {
				t.Errorf("%s: Add(%v) to a full state: %v, want ErrOverflow", origin, in, err)
			}
			if slice := s.slice(); slice != nil {
				if err := slice(a, []In{in}); !errors.Is(err, kpi.ErrOverflow) {
					t.Errorf("%s: AddSlice(%v) to a full state: %v, want ErrOverflow", origin, in, err)
				}
			}
			same(t, "after ErrOverflow", a, before)
		}
		one := s.fresh(0)
		s.feed(t, one, s.Sample[:1])
		if err := a.Merge(one); !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("%s: Merge of one more: %v, want ErrOverflow", origin, err)
		}
		if err := one.Merge(a); !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("%s: Merge into one that has one: %v, want ErrOverflow", origin, err)
		}
		same(t, "after ErrOverflow", a, before)
	}
}
