package keyed

import (
	"math/rand/v2"
	"testing"
)

// sum is a state that rows are added to in any order.
type sum int

func (s sum) Clone() sum { return s }

type term int

func (t term) AddTo(s *sum) { *s += sum(t) }

// A stream has what a map has, whenever it is looked at: below and above the size
// from which rows wait, cloned and copied.
func TestStreamIsAMap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	var s Stream[int, sum, term]
	want := map[int]sum{}
	check := func(s *Stream[int, sum, term]) {
		t.Helper()
		if s.View().Len() != len(want) {
			t.Fatalf("%d keys, want %d", s.View().Len(), len(want))
		}
		for k, got := range s.View().All() {
			if *got != want[k] {
				t.Fatalf("%d: %d, want %d", k, *got, want[k])
			}
		}
	}
	check(&s)
	for i := range 300_000 {
		k, v := r.IntN(60_000), r.IntN(9)
		s.Add(k, term(v))
		want[k] += sum(v)
		switch i {
		case 10, 20_000, 120_000, 250_000:
			check(&s)
		case 200_000:
			s = s.Clone()
		}
	}
	copied := s
	check(&copied)
	check(&s)
}
