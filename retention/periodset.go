package retention

import (
	"cmp"
	"iter"
	"math/bits"
	"slices"

	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/wire"
)

// A periodSet is a set of calendar periods: bits in blocks of 64 periods, the
// earliest of them inline, so that most customers cost no allocation: five
// years by month, or two months by day.
type periodSet struct {
	first block
	rest  []block // ascending, after first
}

// A block holds the periods 64 at to 64 at + 63; bit i is the period 64 at + i.
type block struct {
	at   int32
	bits uint64 // 0 only in the first block of an empty set
}

func blockOf(period int32) block { return block{period >> 6, 1 << (period & 63)} }

// add adds the periods of a block.
func (s *periodSet) add(b block) {
	switch {
	case s.first.bits == 0:
		s.first = b
	case b.at == s.first.at:
		s.first.bits |= b.bits
	case b.at < s.first.at:
		s.rest = slices.Insert(s.rest, 0, s.first)
		s.first = b
	default:
		i, found := slices.BinarySearchFunc(s.rest, b.at, func(b block, at int32) int { return cmp.Compare(b.at, at) })
		if found {
			s.rest[i].bits |= b.bits
		} else {
			s.rest = slices.Insert(s.rest, i, b)
		}
	}
}

// merge adds the periods of o, which is not empty.
func (s *periodSet) merge(o periodSet) {
	s.add(o.first)
	for _, b := range o.rest {
		s.add(b)
	}
}

func (s periodSet) clone() periodSet { return periodSet{s.first, slices.Clone(s.rest)} }

// all returns the periods in order.
func (s *periodSet) all() iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for i := -1; i < len(s.rest); i++ {
			b := s.first
			if i >= 0 {
				b = s.rest[i]
			}
			for ; b.bits != 0; b.bits &= b.bits - 1 {
				if !yield(b.at<<6 + int32(bits.TrailingZeros64(b.bits))) {
					return
				}
			}
		}
	}
}

// min returns the first period of a set that is not empty.
func (s *periodSet) min() int32 { return s.first.at<<6 + int32(bits.TrailingZeros64(s.first.bits)) }

// max returns the last period of a set that is not empty.
func (s *periodSet) max() int32 {
	b := s.first
	if n := len(s.rest); n > 0 {
		b = s.rest[n-1]
	}
	return b.at<<6 + int32(bits.Len64(b.bits)) - 1
}

// len returns the number of periods.
func (s *periodSet) len() int {
	n := bits.OnesCount64(s.first.bits)
	for _, b := range s.rest {
		n += bits.OnesCount64(b.bits)
	}
	return n
}

// append appends the encoding of s.
func (s *periodSet) append(b []byte) []byte { return civil.AppendIndexes(b, s.len(), s.all()) }

// read reads what append wrote. An empty set, or a period outside first..last, is a
// fault.
func (s *periodSet) read(r *wire.Reader, first, last int32) {
	if civil.ReadIndexes(r, first, last, func(period int32) { s.add(blockOf(period)) }) == 0 {
		r.Fail("no period")
	}
}
