package tally

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/internal/wire"
)

func TestCounterCountsLikeAMapAndRanks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOf(rapid.StringN(0, 2, -1)).Draw(t, "keys")
		want := map[string]uint64{}
		var one, two Counter[string]
		for i, k := range keys {
			into := []*Counter[string]{&one, &two}[i%2]
			if !into.AddN(k, uint64(i%3)) {
				t.Fatal("refused")
			}
			if i%3 > 0 {
				want[k] += uint64(i % 3)
			}
		}
		if !one.Merge(&two) {
			t.Fatal("merge refused")
		}
		ranking := one.Ranking()
		if len(ranking) != len(want) {
			t.Fatalf("%d keys, want %d", len(ranking), len(want))
		}
		var total uint64
		for i, e := range ranking {
			if e.N != want[e.Key] {
				t.Fatalf("%q: %d, want %d", e.Key, e.N, want[e.Key])
			}
			if i > 0 && (e.N > ranking[i-1].N || e.N == ranking[i-1].N && e.Key <= ranking[i-1].Key) {
				t.Fatalf("%v after %v", e, ranking[i-1])
			}
			total += e.N
		}
		if one.Total() != total {
			t.Fatalf("Total %d, want %d", one.Total(), total)
		}
	})
}

func TestACounterIsReadBack(t *testing.T) {
	var c Counter[string]
	if !c.AddN("ada", 3) || !c.AddN("ben", math.MaxUint64-3) {
		t.Fatal("refused")
	}
	data := c.AppendBinary(nil)
	var back Counter[string]
	back.AddN("who was there", 5)
	r := wire.Open("tally", "", data)
	back.Read(r)
	if err := r.Close(); err != nil || back.Total() != math.MaxUint64 || !slices.Equal(back.Ranking(), c.Ranking()) || string(back.AppendBinary(nil)) != string(data) {
		t.Errorf("%v: %v of %d", err, back.Ranking(), back.Total())
	}
	if back.AddN("cleo", 1) {
		t.Error("a full counter takes one more after it was read")
	}
	// Bytes behind are another field's.
	r = wire.Open("tally", "", append(slices.Clone(data), 7))
	if back.Read(r); r.Err() != nil || r.Uint() != 7 || back.Total() != math.MaxUint64 {
		t.Errorf("%v, %d", r.Err(), back.Total())
	}
	// Half of it is nothing.
	r = wire.Open("tally", "", data[:len(data)-1])
	if back.Read(r); r.Err() == nil || back.Total() != 0 || len(back.Ranking()) != 0 {
		t.Errorf("%v, %v", r.Err(), back.Ranking())
	}
	var two, one Counter[string]
	if !two.AddN("ada", math.MaxUint64-1) || !one.AddN("ben", 1) || !two.Merge(&one) || two.Total() != math.MaxUint64 {
		t.Errorf("merged up to 2^64-1: %d", two.Total())
	}
}

func TestTheTotalOfACounterDoesNotWrap(t *testing.T) {
	var c Counter[int]
	if !c.AddN(1, math.MaxUint64-1) || !c.AddN(2, 1) {
		t.Fatal("cannot count 2^64-1")
	}
	o := c.Clone()
	if c.AddN(3, 1) || c.Merge(&o) || c.Total() != math.MaxUint64 || len(c.Ranking()) != 2 {
		t.Errorf("total %d of %v", c.Total(), c.Ranking())
	}
}

func TestCountersThatNoCountingGivesAreRefused(t *testing.T) {
	entry := func(k int64, n uint64) []byte { return wire.AppendUint(wire.AppendInt(nil, k), n) }
	for name, data := range map[string][]byte{
		"a count of 0": append([]byte{1}, entry(1, 0)...),
		"a total of 2^64": append(append([]byte{2}, entry(1, math.MaxUint64)...),
			entry(2, 1)...),
		"keys out of order": append(append([]byte{2}, entry(2, 1)...), entry(1, 1)...),
	} {
		r := wire.Open("tally", "", data)
		var c Counter[int64]
		c.Read(r)
		if r.Close() == nil || c.Total() != 0 || len(c.Ranking()) != 0 {
			t.Errorf("%s: accepted, or left %v", name, c.Ranking())
		}
	}
}
