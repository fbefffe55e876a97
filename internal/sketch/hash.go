package sketch

// HashString returns the hash of s for [Distinct.AddHash]: FNV-1a of 64 bits
// (Fowler, Noll, Vo; draft-eastlake-fnv), mixed by [HashUint] because the high
// bits of FNV depend little on the last bytes.
//
// It is the same in every process and on every platform, as mergeable states
// need. So it has no secret: who may choose the strings can choose strings
// that spoil the estimate.
func HashString(s string) uint64 {
	h := uint64(0xcbf29ce484222325) // the offset basis
	for i := range len(s) {
		h ^= uint64(s[i])
		h *= 0x100000001b3 // the prime, 2^40 + 2^8 + 0xb3
	}
	return HashUint(h)
}

// HashUint returns the hash of v for [Distinct.AddHash]: the first number that
// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014; the constants are Vigna's
// splitmix64.c) makes from the seed v. Different numbers have different
// hashes. What HashString says of secrets holds here too.
func HashUint(v uint64) uint64 {
	v += 0x9e3779b97f4a7c15
	v = (v ^ v>>30) * 0xbf58476d1ce4e5b9
	v = (v ^ v>>27) * 0x94d049bb133111eb
	return v ^ v>>31
}
