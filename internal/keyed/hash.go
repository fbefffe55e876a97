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
//
// It is generic, as short and mix are, for the compiler: who imports a package that
// imports this one makes the generic functions of its own, and only what is generic
// too is inlined in them (Go 1.26).
func number[W uint64](s *seed, k W) uint64 {
	hi, lo := bits.Mul64(uint64(k)^s.a, s.b)
	hi, lo = bits.Mul64(hi^lo, 0x9e3779b97f4a7c15)
	return hi ^ lo
}

// short is the part of a hash that a slot keeps. No key has a short hash of 0.
// It shares no bits but the lowest with the number of the shard.
func short[W uint64](hash W) uint32 { return uint32(hash) | 1 }

// mix hashes a word so that no two have the same hash.
func mix[W uint64](s *seed, k W) uint64 {
	h := (uint64(k) ^ s.a) * s.b // s.b is odd
	h = (h ^ h>>32) * 0x9e3779b97f4a7c15
	return h ^ h>>29
}

// hash hashes a key. The usual integers have the fast way, strings and named
// types the general one.
func hash[K Key](s *seed, k K) uint64 {
	switch k := any(k).(type) {
	case int:
		return number(s, uint64(k))
	case int32:
		return number(s, uint64(k))
	case int64:
		return number(s, uint64(k))
	case uint:
		return number(s, uint64(k))
	case uint32:
		return number(s, uint64(k))
	case uint64:
		return number(s, k)
	}
	return maphash.Comparable(s.comparable, k)
}

const block = 256 // rows that are hashed at a time

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
		h[i%block] = number(s, uint64(k))
	}
}

func general[K Key](s *seed, keys []K, h *[block]uint64) {
	for i, k := range keys {
		h[i%block] = maphash.Comparable(s.comparable, k)
	}
}
