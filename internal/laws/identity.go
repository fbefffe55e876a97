package laws

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
)

// Customers says whose an input is, for accumulators that keep a state per customer.
// Those have Forget and Alias, and this makes [Run] hold both against one pass of a
// stream in which the customer is not there, or has the other name.
type Customers[In any] struct {
	Of func(in In) string              // whose input it is
	As func(in In, customer string) In // the same input of another customer
	// NoAlias are the configurations, 0 being the default, whose Alias is
	// kpi.ErrIrreversible.
	NoAlias []int
	// Never says that Forget and Alias are kpi.ErrIrreversible: the state knows nobody.
	Never bool
}

// identities is what a customer's name needs of an accumulator.
type identities interface {
	Forget(customer string) error
	Alias(from, to string) error
}

// secret is the name of a customer who is to be forgotten: no part of it is in
// anything else.
const secret = "Qx7_erase!me_Zk9"

// never holds a type whose state knows nobody to its refusal.
func (s Spec[A, In]) never(t *rapid.T, config int, stream []In) {
	a := s.fresh(config)
	s.feed(t, a, stream)
	before := state(t, a)
	for _, who := range append([]string{secret}, s.customer(t, "who", stream)) {
		if err := any(a).(identities).Forget(who); !errors.Is(err, kpi.ErrIrreversible) {
			t.Fatalf("Forget(%q) = %v, want ErrIrreversible", who, err)
		}
		if err := any(a).(identities).Alias(who, secret); !errors.Is(err, kpi.ErrIrreversible) {
			t.Fatalf("Alias(%q, ...) = %v, want ErrIrreversible", who, err)
		}
		same(t, "after a refusal", a, before)
	}
}

func (s Spec[A, In]) forget(t *rapid.T, config int, stream []In) {
	who := s.customer(t, "who", stream)
	var others []In
	for i, in := range stream {
		if s.Customers.Of(in) == who {
			stream[i] = s.Customers.As(in, secret)
		} else {
			others = append(others, in)
		}
	}
	a, want := s.fresh(config), s.fresh(config)
	s.feed(t, a, stream)
	s.feed(t, want, others)
	for range 2 { // to forget who is forgotten changes nothing
		if err := any(a).(identities).Forget(secret); err != nil {
			t.Fatalf("Forget: %v", err)
		}
		s.alike(t, "after Forget", a, want)
	}
	if part := partOf(state(t, a), secret); part != "" {
		t.Fatalf("after Forget the encoding has %q", part)
	}
	s.feed(t, a, stream) // it goes on, with the forgotten customer as a new one
	s.feed(t, want, stream)
	s.alike(t, "input after Forget", a, want)
}

// forgetAll forgets a customer, and renames another, in groups and in a series.
func (s Spec[A, In]) forgetAll(t *rapid.T, config int, stream []In) {
	who, to := s.customer(t, "who", stream), s.customer(t, "to", stream)
	from := who
	if len(stream) > 0 && !slices.Contains(s.Customers.NoAlias, config) {
		from = s.customer(t, "from", stream)
	}
	groups, noGroups := kpi.NewGroups[int](s.fresh(config))
	series, noSeries := kpi.NewSeries(kpi.Week, nil, s.fresh(config))
	if err := errors.Join(noGroups, noSeries); err != nil {
		t.Fatal(err)
	}
	wantGroups, wantSeries := groups.Clone(), series.Clone()
	for _, in := range stream {
		key := rapid.IntRange(0, 5).Draw(t, "group")
		day := time.Date(2026, time.January, 1+5*key, 0, 0, 0, 0, time.UTC)
		add := func(a A) error { return s.Add(a, in) }
		if err := errors.Join(groups.Update(key, add), series.Update(day, add)); err != nil {
			t.Fatalf("Add: %v", err)
		}
		switch s.Customers.Of(in) {
		case who:
			continue
		case from:
			in = s.Customers.As(in, to)
		}
		if err := errors.Join(wantGroups.Update(key, add), wantSeries.Update(day, add)); err != nil {
			t.Fatalf("Add: %v", err)
		}
	}
	change := func(a A) error {
		if err := any(a).(identities).Forget(who); err != nil || from == who {
			return err
		}
		return any(a).(identities).Alias(from, to)
	}
	if err := errors.Join(groups.UpdateAll(change), series.UpdateAll(change)); err != nil {
		t.Fatalf("UpdateAll: %v", err)
	}
	same(t, "groups after UpdateAll", groups, state(t, wantGroups))
	same(t, "a series after UpdateAll", series, state(t, wantSeries))
}

// partOf returns a part of the name, forwards or backwards, that data has.
func partOf(data []byte, name string) string {
	const least = 5 // bytes that are in no encoding by chance
	back := []byte(name)
	slices.Reverse(back)
	for _, text := range []string{name, string(back)} {
		for i := range len(text) - least + 1 {
			if part := text[i : i+least]; bytes.Contains(data, []byte(part)) {
				return part
			}
		}
	}
	return ""
}

func (s Spec[A, In]) alias(t *rapid.T, config int, stream []In) {
	from, to := s.customer(t, "from", stream), s.customer(t, "to", stream)
	last := s.customer(t, "then to", stream)
	a, want := s.fresh(config), s.fresh(config)
	s.feed(t, a, stream)
	before := state(t, a)
	if slices.Contains(s.Customers.NoAlias, config) {
		if err := any(a).(identities).Alias(from, to); !errors.Is(err, kpi.ErrIrreversible) {
			t.Fatalf("Alias(%q, %q) = %v, want ErrIrreversible", from, to, err)
		}
		same(t, "after a refused Alias", a, before)
		return
	}
	renamed := slices.Clone(stream)
	for _, step := range [][2]string{{from, to}, {to, last}} {
		if err := any(a).(identities).Alias(step[0], step[1]); err != nil {
			t.Fatalf("Alias(%q, %q): %v", step[0], step[1], err)
		}
		for i, in := range renamed {
			if s.Customers.Of(in) == step[0] {
				renamed[i] = s.Customers.As(in, step[1])
			}
		}
	}
	s.feed(t, want, renamed)
	s.alike(t, "after Alias", a, want)
	s.feed(t, a, stream) // it goes on: the old name is that of a new customer
	s.feed(t, want, stream)
	s.alike(t, "input after Alias", a, want)
}

// customer draws a customer of the stream, or one who is not there.
func (s Spec[A, In]) customer(t *rapid.T, label string, stream []In) string {
	names := []string{"nobody"}
	for _, in := range stream {
		names = append(names, s.Customers.Of(in))
	}
	return rapid.SampledFrom(names).Draw(t, label)
}

// manyIdentities forgets and renames a few of many customers, some of whose rows
// wait in a queue.
func (s Spec[A, In]) manyIdentities(t *testing.T) {
	for config := range len(s.Configs) + 1 {
		a, want := s.fresh(config), s.fresh(config)
		to := s.Customers.Of(s.Many(13))
		names := map[string]string{} // new ones; the empty name is that of who is forgotten
		for i := range 30 {
			who := s.Customers.Of(s.Many(i * 97))
			names[who] = ""
			if i%2 == 0 && !slices.Contains(s.Customers.NoAlias, config) {
				names[who] = to
			}
		}
		var renamed []In
		for i := range manyInputs {
			in := s.Many(i)
			s.feed(t, a, []In{in})
			name, ok := names[s.Customers.Of(in)]
			switch {
			case !ok:
				renamed = append(renamed, in)
			case name != "":
				renamed = append(renamed, s.Customers.As(in, name))
			}
		}
		s.feed(t, want, renamed)
		for who, name := range names {
			var err error
			if name == "" {
				err = any(a).(identities).Forget(who)
			} else {
				err = any(a).(identities).Alias(who, name)
			}
			if err != nil {
				t.Fatalf("configuration %d: %q to %q: %v", config, who, name, err)
			}
		}
		s.alike(t, "of many customers, some forgotten or renamed", a, want)
	}
}
