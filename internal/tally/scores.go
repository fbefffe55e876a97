// Package tally counts answers on a scale of whole scores, with and without weights,
// things that hit, and things by key. It is the state behind the KPIs of counts, and
// has the figures and errors that surveys share.
package tally

import (
	"fmt"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/wire"
)

// MaxCount is the largest count of one score. A limit per score, not on the total,
// keeps Add at one store, which halves its time; and MaxPoints such counts add up to
// less than 2^64.
const MaxCount = 1<<57 - 1

// fastCount is the count at which Add begins to compare with MaxCount. From below it
// to MaxCount are 2^56 calls of Add, which take two years at one per nanosecond.
const fastCount = 1 << 56

// Scores is a histogram of scores. The zero value has no range and nothing can be
// added to it until Init.
type Scores struct {
	// Fast has the counts by score, so that the compiler inlines the Add of an
	// accumulator, which halves its time. The compiler's budget has room for this
	// and no more:
	//
	//	if score >= base && score < len(a.scores.Fast) {
	//		a.scores.Fast[score]++
	//		return
	//	}
	//	return a.addOne(score) // calls AddN, and is not inlined itself
	//
	// Here base is a constant, Range.Base; where it is 0, one comparison of unsigned
	// numbers will do. Fast is nil where Add has to take the other way: before Init,
	// for a range that does not begin at Base, and once a count is at fastCount. It
	// costs one unused counter per score below Base.
	Fast []uint64

	of     Range
	counts []uint64 // from of.Min; the end of Fast, if there is one
}

// Init gives s a range, unless it has one already.
func (s *Scores) Init(g Range) {
	if s.counts == nil {
		s.make(g)
	}
}

func (s *Scores) make(g Range) {
	s.of = g
	if g.Min != g.Base {
		s.counts = make([]uint64, g.points())
		return
	}
	s.Fast = make([]uint64, g.Max+1)
	s.counts = s.Fast[g.Min:]
}

// AddN counts a score n times. A score outside the range is a *kpi.RangeError, too
// many are kpi.ErrOverflow, and nothing is counted.
func (s *Scores) AddN(score int, n uint64) error {
	i := score - s.of.Min
	switch {
	case uint(i) >= uint(len(s.counts)):
		return s.of.outside(score)
	case n > MaxCount-s.counts[i]:
		return s.of.overflow()
	}
	s.set(i, s.counts[i]+n)
	return nil
}

// AddSlice counts a column. If a score is refused, none is counted, and the error
// says which one it was.
func (s *Scores) AddSlice(scores []int) error { return addColumn(s, scores) }

// addColumn counts into a table, which is committed if no score was refused.
func addColumn[T int | uint8](s *Scores, column []T) error {
	var table [MaxPoints]uint64
	counts := table[:len(s.counts)]
	for i, v := range column {
		j := int(v) - s.of.Min
		if uint(j) >= uint(len(counts)) {
			return fmt.Errorf("input %d: %w", i, s.of.outside(int(v)))
		}
		counts[j]++
	}
	return s.add(counts)
}

// AddCounts adds a count per score, from the lowest score on, or nothing if one is
// too many, which is kpi.ErrOverflow. Another number of counts is a *kpi.RangeError.
func (s *Scores) AddCounts(counts []uint64) error {
	if points := len(s.counts); len(counts) != points {
		return &kpi.RangeError{Op: s.of.Op, Name: "number of counts", Value: len(counts), Min: points, Max: points}
	}
	return s.add(counts)
}

// add adds counts from the lowest score on, or nothing if one is too many.
func (s *Scores) add(counts []uint64) error {
	for i, n := range counts {
		if n > MaxCount-s.counts[i] {
			return s.of.overflow()
		}
	}
	for i, n := range counts {
		s.set(i, s.counts[i]+n)
	}
	return nil
}

// set sets a count, and takes Fast away where it has become large.
func (s *Scores) set(i int, n uint64) {
	s.counts[i] = n
	if n >= fastCount {
		s.Fast = nil
	}
}

// Merge adds the counts of o, which has the same range or none. If one is too many,
// which is kpi.ErrOverflow, nothing is added.
func (s *Scores) Merge(o *Scores) error { return s.add(o.counts) }

// Unmerge takes the counts of o, which has the same range or none, out again. If one is
// not there, which is kpi.ErrRange, nothing is taken out.
func (s *Scores) Unmerge(o *Scores) error {
	for i, n := range o.counts {
		if n > s.counts[i] {
			return figure.NotAdded(s.of.Op, s.of.Counted, n, s.counts[i])
		}
	}
	for i, n := range o.counts {
		s.set(i, s.counts[i]-n)
	}
	return nil
}

// Clone returns an independent copy.
func (s *Scores) Clone() Scores {
	c := Scores{of: s.of, Fast: slices.Clone(s.Fast)}
	if c.Fast == nil {
		c.counts = slices.Clone(s.counts)
		return c
	}
	c.counts = c.Fast[s.of.Min:]
	return c
}

// N returns the number of scores.
func (s *Scores) N() (n uint64) {
	for _, c := range s.counts {
		n += c
	}
	return n
}

// Count returns the number of scores of a class.
func (s *Scores) Count(class Span) (n uint64) {
	for i, c := range s.counts {
		if class.has(s.of.Min + i) {
			n += c
		}
	}
	return n
}

// Sums returns the sum of the scores and of their squares.
func (s *Scores) Sums() (sum, squares kpi.Value) {
	var m exact.Moments // has room: MaxPoints counts add up to less than 2^64
	for i, n := range s.counts {
		m.AddMinorN(int64(s.of.Min+i), 0, n)
	}
	return kpi.ValueOf(m.Sum()), kpi.ValueOf(m.Squares())
}

// Append appends the counts of a range, which is that of s if s has one.
func (s *Scores) Append(b []byte, g Range) []byte {
	for i := range g.points() {
		n := uint64(0)
		if s.counts != nil {
			n = s.counts[i]
		}
		b = wire.AppendUint(b, n)
	}
	return b
}

// ReadScores reads what [Scores.Append] wrote for the same range.
func ReadScores(r *wire.Reader, g Range) (s Scores) {
	s.Init(g)
	for i := range s.counts {
		n := r.Uint()
		if n > MaxCount {
			r.Fail("count %d above %d", n, uint64(MaxCount))
			return s
		}
		s.set(i, n)
	}
	return s
}
