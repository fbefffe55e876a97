// Package tally counts: answers on a scale of whole scores, things that hit,
// things by key. It is the state behind the KPIs of counts.
package tally

import (
	"math/big"
	"slices"

	"github.com/customerkpi/kpi/internal/wire"
)

// MaxPoints is the largest number of points of a scale.
const MaxPoints = 101

// MaxCount is the largest count of one score. A limit per score, instead of one
// on the total, keeps Add at one store, which is half of its time; and 101
// counters of it add up to less than 2^64.
const MaxCount = 1<<57 - 1

// fastCount is the count from which on Add has to look at MaxCount. Below it, an
// Add that does not look would take 2^56 calls to get to MaxCount, two years of
// one a nanosecond.
const fastCount = 1 << 56

// Scores is a histogram of scores on a scale. The zero value has no scale and
// refuses every score until Init.
type Scores struct {
	// Fast are the counts from the score base of Init, for an Add that is to
	// be inlined. The compiler's budget has room for this and no more, where
	// fast is a copy of Fast in the accumulator itself, refreshed after every
	// other call:
	//
	//	if uint(score-base) < uint(len(a.fast)) {
	//		a.fast[score-base]++
	//		return
	//	}
	//	return a.addOne(score) // AddN
	//
	// It is nil where that would be wrong: before Init, for a scale that does
	// not begin at base, and once a counter is at fastCount.
	Fast []uint64

	min, base int
	counts    []uint64
}

// Init gives s the scale min..max, and Fast where it begins at base; a scale
// that s already has is kept.
func (s *Scores) Init(min, max, base int) {
	if s.counts == nil {
		s.min, s.base, s.counts = min, base, make([]uint64, max-min+1)
		s.setFast()
	}
}

// setFast makes or takes away Fast after the counts changed.
func (s *Scores) setFast() {
	s.Fast = nil
	if s.min == s.base && (len(s.counts) == 0 || slices.Max(s.counts) < fastCount) {
		s.Fast = s.counts
	}
}

// AddN counts a score n times, or is false and counts nothing.
func (s *Scores) AddN(score int, n uint64) bool {
	if !s.Holds(score) || n > MaxCount-s.counts[score-s.min] {
		return false
	}
	s.counts[score-s.min] += n
	if s.counts[score-s.min] >= fastCount {
		s.Fast = nil
	}
	return true
}

// Holds reports whether score lies on the scale.
func (s *Scores) Holds(score int) bool {
	return uint(score)-uint(s.min) < uint(len(s.counts))
}

// AddSlice counts all scores, or is false and counts nothing.
func (s *Scores) AddSlice(scores []int) bool {
	if len(s.counts) > len(table{}) {
		return s.addEach(len(scores), func(i int) int { return scores[i] })
	}
	// Two tables, because two equal scores in a row would wait for each other
	// on one; a table has a power of two of entries, so that masking the index
	// saves the bounds check, and spread collects the bits that masking cut off.
	var even, odd table
	var spread uint
	min := uint(s.min)
	pairs := scores[:len(scores)&^1]
	for i := 0; i+1 < len(pairs); i += 2 {
		a, b := uint(pairs[i])-min, uint(pairs[i+1])-min
		spread |= a | b
		even[a%uint(len(even))]++
		odd[b%uint(len(odd))]++
	}
	if len(scores)%2 == 1 {
		a := uint(scores[len(scores)-1]) - min
		spread |= a
		even[a%uint(len(even))]++
	}
	if spread >= uint(len(even)) {
		return false
	}
	for i, n := range odd {
		even[i] += n
	}
	return s.commit(even[:], 0)
}

// table counts the scores of a column before they are committed.
type table [128]uint64

// addEach counts n scores one by one into a scratch histogram.
func (s *Scores) addEach(n int, score func(int) int) bool {
	counts := make([]uint64, len(s.counts))
	for i := range n {
		j := uint(score(i)) - uint(s.min)
		if j >= uint(len(counts)) {
			return false
		}
		counts[j]++
	}
	return s.commit(counts, 0)
}

// AddCounts adds counts that begin at the lowest score, or is false and counts
// nothing.
func (s *Scores) AddCounts(counts []uint64) bool { return s.commit(counts, 0) }

// commit adds counts, whose first entry counts the score min + offset, unless
// one lies outside the scale or overflows.
func (s *Scores) commit(counts []uint64, offset int) bool {
	for i, n := range counts {
		if j := uint(i + offset); n > 0 && (j >= uint(len(s.counts)) || n > MaxCount-s.counts[j]) {
			return false
		}
	}
	for i, n := range counts {
		if n > 0 {
			s.counts[i+offset] += n
		}
	}
	s.setFast()
	return true
}

// Merge adds the counts of o, which has the same scale or none; it is false,
// and adds nothing, if a counter would overflow.
func (s *Scores) Merge(o *Scores) bool {
	if o.counts == nil {
		return true
	}
	s.Init(o.min, o.min+len(o.counts)-1, o.base)
	return s.commit(o.counts, 0)
}

// Clone returns an independent copy.
func (s *Scores) Clone() Scores {
	c := Scores{min: s.min, base: s.base, counts: slices.Clone(s.counts)}
	c.setFast()
	return c
}

// Total returns the number of scores.
func (s *Scores) Total() uint64 { return s.Count(s.min, s.min+len(s.counts)-1) }

// Count returns the number of scores in from..to.
func (s *Scores) Count(from, to int) uint64 {
	var n uint64
	for score := max(from, s.min); score <= min(to, s.min+len(s.counts)-1); score++ {
		n += s.counts[score-s.min]
	}
	return n
}

// Sums returns the sum of the scores and of their squares.
func (s *Scores) Sums() (sum, squares *big.Rat) {
	a, b := new(big.Int), new(big.Int)
	for i, n := range s.counts {
		score := big.NewInt(int64(s.min + i))
		part := new(big.Int).SetUint64(n)
		a.Add(a, part.Mul(part, score))
		b.Add(b, part.Mul(part, score))
	}
	return new(big.Rat).SetInt(a), new(big.Rat).SetInt(b)
}

// AppendBinary appends the counts of the scale min..max, which is that of s if
// s has one.
func (s *Scores) AppendBinary(b []byte, min, max int) []byte {
	for score := min; score <= max; score++ {
		b = wire.AppendUint(b, s.Count(score, score))
	}
	return b
}

// Read reads what AppendBinary wrote for the scale min..max.
func (s *Scores) Read(r *wire.Reader, min, max, base int) {
	*s = Scores{}
	s.Init(min, max, base)
	for i := range s.counts {
		n := r.Uint()
		if n > MaxCount {
			r.Fail("count %d above %d", n, uint64(MaxCount))
			return
		}
		s.counts[i] = n
	}
	s.setFast()
}
