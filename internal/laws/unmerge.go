package laws

import (
	"bytes"
	"errors"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
)

// unmerger is a type whose state is a sum, so that what was added can be taken back.
type unmerger[A any] interface{ Unmerge(A) error }

func (s Spec[A, In]) unmerge(t fataler, a, b A) {
	t.Helper()
	if err := any(a).(unmerger[A]).Unmerge(b); err != nil {
		t.Fatalf("Unmerge: %v", err)
	}
}

func (s Spec[A, In]) takeBack(t *rapid.T, config int, stream []In) {
	if s.Remove == nil {
		t.Fatalf("the Spec has no Remove")
	}
	more := rapid.SliceOfN(s.Inputs, 0, 10).Draw(t, "more")
	a, b := s.fresh(config), s.fresh(config)
	s.feed(t, a, stream)
	s.feed(t, b, more)
	before, part := state(t, a), state(t, b)
	s.feed(t, a, more)
	for _, in := range rapid.Permutation(more).Draw(t, "order") {
		if err := s.Remove(a, in); err != nil {
			t.Fatalf("Remove(%v): %v", in, err)
		}
	}
	same(t, "Add, then Remove", a, before)
	merge(t, a, b)
	s.unmerge(t, a, b)
	same(t, "Merge, then Unmerge", a, before)
	same(t, "the source of Unmerge", b, part)
	c := a.Clone()
	s.unmerge(t, c, s.fresh(config))
	s.unmerge(t, c, s.fresh(0))
	var none A
	s.unmerge(t, c, none)
	same(t, "Unmerge of nothing", c, before)
	s.unmerge(t, a, c)
	same(t, "Unmerge of all", a, state(t, s.fresh(config)))
	s.unmerge(t, c, c)
	same(t, "a.Unmerge(a)", c, state(t, s.fresh(config)))
	s.feed(t, a, stream) // it goes on
	same(t, "input after Unmerge", a, before)
	s.rolling(t, config, append(stream, more...))
}

// rolling holds the windows of a series, which take periods back, to new ones.
func (s Spec[A, In]) rolling(t *rapid.T, config int, stream []In) {
	series, err := kpi.NewSeries(kpi.Day, nil, s.fresh(config))
	if err != nil {
		t.Fatalf("NewSeries: %v", err)
	}
	day := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	for _, in := range stream {
		if err := series.Update(day, func(a A) error { return s.Add(a, in) }); err != nil {
			t.Fatalf("Add: %v", err)
		}
		day = day.AddDate(0, 0, rapid.SampledFrom([]int{0, 1, 1, 4}).Draw(t, "days"))
	}
	n := rapid.IntRange(1, 5).Draw(t, "n")
	if err := series.EachRolling(n, func(last kpi.Period, window A) error {
		want, err := series.Rolling(last.Start(), n)
		if err != nil {
			return err
		}
		same(t, "a window of "+last.String(), window, state(t, want))
		return nil
	}); err != nil {
		t.Fatalf("EachRolling: %v", err)
	}
}

func (s Spec[A, In]) takeNothing(t *rapid.T, config int, stream []In) {
	a, b := s.fresh(config), s.fresh(config)
	s.feed(t, a, stream)
	s.feed(t, b, stream)
	before := state(t, a)
	if config == 0 {
		for _, in := range s.Refused {
			if err := s.Remove(a, in); !errors.Is(err, kpi.ErrRange) {
				t.Fatalf("Remove(%v) = %v, want ErrRange", in, err)
			}
			same(t, "after a refused Remove", a, before)
		}
	}
	s.takeOther(t, a, config, len(stream) > 0)
	if s.Blind {
		return
	}
	in := s.Inputs.Draw(t, "one more")
	s.feed(t, b, []In{in})
	if bytes.Equal(state(t, b), before) {
		return
	}
	if err := any(a).(unmerger[A]).Unmerge(b); !errors.Is(err, kpi.ErrRange) {
		t.Fatalf("Unmerge of one more: %v, want ErrRange", err)
	}
	same(t, "after a refused Unmerge", a, before)
	none := s.fresh(config)
	if err := s.Remove(none, in); !errors.Is(err, kpi.ErrRange) {
		t.Fatalf("Remove(%v) of nothing: %v, want ErrRange", in, err)
	}
	same(t, "after a refused Remove", none, state(t, s.fresh(config)))
}

// takeOther takes states of other configurations out of a.
func (s Spec[A, In]) takeOther(t *rapid.T, a A, config int, filled bool) {
	before := state(t, a)
	for other := range len(s.Configs) + 1 {
		if other == config {
			continue
		}
		c := s.fresh(other)
		s.feed(t, c, []In{s.Inputs.Draw(t, "of another configuration")})
		if bytes.Equal(state(t, c), state(t, s.fresh(other))) {
			continue // an input that does not count, such as one of weight 0
		}
		if err := any(a).(unmerger[A]).Unmerge(c); err == nil {
			t.Fatalf("configuration %d took back from %d", other, config)
		} else if filled && !errors.Is(err, kpi.ErrIncompatible) {
			t.Fatalf("configuration %d from %d: %v, want ErrIncompatible", other, config, err)
		}
		same(t, "after a refused Unmerge", a, before)
	}
}
