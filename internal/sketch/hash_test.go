package sketch

import (
	"hash/fnv"
	"math/bits"
	"testing"

	"pgregory.net/rapid"
)

func TestHashUintIsSplitMix64(t *testing.T) {
	// The first numbers for the seed 1234567, as published on Rosetta Code,
	// "Pseudo-random numbers/Splitmix64". Number i is that of the seed moved i
	// steps on.
	for i, want := range []uint64{
		6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
	} {
		if got := HashUint(1234567 + uint64(i)*0x9e3779b97f4a7c15); got != want {
			t.Errorf("number %d: %d, want %d", i, got, want)
		}
	}
}

func TestHashStringIsMixedFNV1a(t *testing.T) {
	// FNV-1a of 64 bits, from the test vectors of draft-eastlake-fnv.
	for s, want := range map[string]uint64{
		"": 0xcbf29ce484222325, "a": 0xaf63dc4c8601ec8c, "foobar": 0x85944171f73967e8,
	} {
		if got := HashString(s); got != HashUint(want) {
			t.Errorf("HashString(%q) = %#x, want %#x", s, got, HashUint(want))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		h := fnv.New64a()
		h.Write([]byte(s))
		if got, want := HashString(s), HashUint(h.Sum64()); got != want {
			t.Fatalf("HashString(%q) = %#x, want %#x", s, got, want)
		}
	})
}

// One changed bit of a number, or of the last byte of a string, should change
// each of the 64 bits with probability 1/2. Over n pairs the number of changes
// has the standard deviation sqrt(n)/2; 5 of them are allowed, which 4600 such
// numbers all keep with probability 99.7 %.
func TestOneBitOfTheInputChangesHalfOfTheHash(t *testing.T) {
	const n = 4096
	const margin = 5 * 64 / 2 // sqrt(4096) = 64
	check := func(name string, hash func(uint64) uint64, inputBits int) {
		for in := range inputBits {
			var changed [64]int
			for i := range uint64(n) {
				v := i>>in<<(in+1) | i&(1<<in-1) // bit in is 0, so that each pair comes once
				for diff := hash(v) ^ hash(v|1<<in); diff != 0; diff &= diff - 1 {
					changed[bits.TrailingZeros64(diff)]++
				}
			}
			for out, c := range changed {
				if c < n/2-margin || c > n/2+margin {
					t.Errorf("%s: bit %d of the input changes bit %d in %d of %d", name, in, out, c, n)
				}
			}
		}
	}
	check("HashUint", HashUint, 64)
	check("HashString", func(v uint64) uint64 {
		return HashString(string([]byte{'u', byte(v >> 8), byte(v)}))
	}, 8)
}
