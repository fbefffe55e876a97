package keyed

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

type orders uint64

func (c *orders) add(n orders) { *c += n }

// TestRemove runs a table of few keys against a map, in one shard and in many.
func TestRemove(t *testing.T) {
	for name, many := range map[string]int{"one shard": 0, "many shards": unsplit + 1000} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, uint64(many)))
			var s Table[int, orders]
			want := map[int]orders{}
			for k := range many {
				Later(&s, k, 1, (*orders).add)
				want[k]++
			}
			for range 200_000 {
				k := r.IntN(many + 50)
				if r.IntN(2) == 0 {
					Later(&s, k, 1, (*orders).add)
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
			for k, n := range Read(&s, nil, (*orders).add).All() {
				got[k] = *n
			}
			if !maps.Equal(got, want) || s.Len() > len(want) {
				t.Fatalf("%d keys, want %d", len(got), len(want))
			}
			for _, k := range slices.Collect(maps.Keys(want)) {
				if _, ok := s.Remove(k); !ok {
					t.Fatalf("Remove(%d) finds nothing", k)
				}
			}
			if s.Len() != 0 {
				t.Error("not empty when all are removed")
			}
			Later(&s, 7, 1, (*orders).add)
			if n, ok := s.Get(7); !ok || n != 1 {
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
			i := s.index(gone, hashes[gone]|1)
			if i < 0 {
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
		for i := range table.large.shards {
			n += len(table.large.shards[i].slots)
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
