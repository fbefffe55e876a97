package keyed

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

type orders uint64

func (c orders) Clone() orders { return c }

type order struct{}

func (order) AddTo(c *orders) { *c++ }

// TestRemove runs a stream of few keys against a map, in one shard and in many.
func TestRemove(t *testing.T) {
	for name, many := range map[string]int{"one shard": 0, "many shards": unsplit + 1000} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, uint64(many)))
			var s Stream[int, orders, order]
			want := map[int]orders{}
			for k := range many {
				s.Add(k, order{})
				want[k]++
			}
			for range 200_000 {
				k := r.IntN(many + 50)
				if r.IntN(2) == 0 {
					s.Add(k, order{})
					want[k]++
					continue
				}
				n, ok := s.Remove(k)
				if was, in := want[k]; n != was || ok != in {
					t.Fatalf("Remove(%d) = %d, %v, want %d, %v", k, n, ok, was, in)
				}
				delete(want, k)
			}
			got := map[int]orders{}
			for k, n := range s.View().All() {
				got[k] = *n
			}
			if !maps.Equal(got, want) || s.View().Len() != len(want) {
				t.Fatalf("%d keys, want %d", len(got), len(want))
			}
			for _, k := range slices.Collect(maps.Keys(want)) {
				if _, ok := s.Remove(k); !ok {
					t.Fatalf("Remove(%d) finds nothing", k)
				}
			}
			if !s.IsEmpty() {
				t.Error("not empty when all are removed")
			}
			s.Add(7, order{})
			if n, ok := s.View().(*Table[int, orders]).Get(7); !ok || n != 1 {
				t.Errorf("after all were removed, one more: %d, %v", n, ok)
			}
		})
	}
}

// TestRemoveAroundTheEnd: keys that belong in the last slots continue in the first.
func TestRemoveAroundTheEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := shard[int, int]{slots: make([]slot[int, int], 16)}
		hashes := rapid.SliceOfN(rapid.SampledFrom([]uint32{1, 1 << 28, 14 << 28, 15 << 28, 15<<28 | 1}), 1, 12).Draw(t, "hashes")
		for k, h := range hashes {
			*s.add(k, h|1) = k
		}
		for _, gone := range rapid.Permutation(slices.Collect(maps.Keys(maps.Collect(slices.All(hashes))))).Draw(t, "order") {
			i, ok := s.place(gone, hashes[gone]|1)
			if !ok {
				t.Fatalf("key %d is not found", gone)
			}
			s.remove(i)
			hashes[gone] = 0
			n := 0
			for k, h := range hashes {
				if h == 0 {
					continue
				}
				n++
				if state := s.find(k, h|1); state == nil || *state != k {
					t.Fatalf("without %d, key %d is lost", gone, k)
				}
			}
			if n != s.n {
				t.Fatalf("%d keys, want %d", s.n, n)
			}
		}
	})
}

func TestMemoryFallsWithTheKeys(t *testing.T) {
	var table Table[int, orders]
	slots := func() (n int) {
		for i := range table.shards {
			n += len(table.shards[i].slots)
		}
		return n
	}
	for k := range 100_000 {
		*table.At(k) = 1
	}
	full := slots()
	for k := range 90_000 {
		table.Remove(k)
	}
	if now := slots(); now > full/4 || table.Len() != 10_000 {
		t.Errorf("%d slots for %d keys, %d for ten times as many", now, table.Len(), full)
	}
}
