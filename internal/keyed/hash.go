package keyed

import (
	"hash/maphash"
	"math/bits"
)

// A seed makes the hash of a table its own, and secret: who chooses keys cannot
// choose those that collide. Nothing that leaves a table depends on it but the
// order of All.
type seed struct {
	comparable maphash.Seed
	a, b       uint64
}

func newSeed() seed {
	s := maphash.MakeSeed()
	return seed{s, maphash.Comparable(s, 1), maphash.Comparable(s, 2) | 1}
}

// number hashes an integer, as the runtime does where it has no AES: two
// multiplications of 64 by 64 bits, the halves of each product folded. That is
// a quarter of the time of maphash.Comparable, which cannot be inlined; and in
// a stream, instructions between two loads from memory cost more than their
// time, because they are in the way of the next load.
func (s *seed) number(k uint64) uint64 { return fold(fold(k^s.a, s.b), 0x9E3779B97F4A7C15) }

func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// hash hashes a key. The usual integers have the fast way, strings and named
// types the general one.
func hash[K Key](s *seed, k K) uint64 {
	switch k := any(k).(type) {
	case int:
		return s.number(uint64(k))
	case int32:
		return s.number(uint64(k))
	case int64:
		return s.number(uint64(k))
	case uint:
		return s.number(uint64(k))
	case uint32:
		return s.number(uint64(k))
	case uint64:
		return s.number(k)
	}
	return maphash.Comparable(s.comparable, k)
}

// hashes is hash for at most len(h) keys. It asks for the type of the keys
// once.
func hashes[K Key](s *seed, keys []K, h *[block]uint64) {
	switch keys := any(keys).(type) {
	case []int:
		numbers(s, keys, h)
	case []int32:
		numbers(s, keys, h)
	case []int64:
		numbers(s, keys, h)
	case []uint:
		numbers(s, keys, h)
	case []uint32:
		numbers(s, keys, h)
	case []uint64:
		numbers(s, keys, h)
	default:
		general(s, keys.([]K), h)
	}
}

func numbers[N int | int32 | int64 | uint | uint32 | uint64](s *seed, keys []N, h *[block]uint64) {
	for i, k := range keys {
		h[i%block] = s.number(uint64(k))
	}
}

func general[K Key](s *seed, keys []K, h *[block]uint64) {
	for i, k := range keys {
		h[i%block] = maphash.Comparable(s.comparable, k)
	}
}
