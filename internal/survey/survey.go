// Package survey is what the accumulators of NPS, CSAT and CES have in common:
// answers on a scale, with and without weights.
package survey

import (
	"fmt"
	"math/big"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Kind is what differs between the surveys. Its methods do the work of the
// accumulators' methods of the same name. A scale that is the zero value of S
// stands for Default.
type Kind[S comparable] struct {
	Op            string // the package, which begins errors
	Magic         string // begins the encoding of answers
	WeightedMagic string // begins the encoding of weighted answers
	Default       S

	Validate func(S) error
	Range    func(S) (lowest, highest int)
	Append   func(S, []byte) []byte // the encoding of a scale
	Read     func(*wire.Reader) S   // and back, unchecked
}

// Scale returns the scale that s stands for.
func (k *Kind[S]) Scale(s S) S {
	if s == *new(S) {
		return k.Default
	}
	return s
}

// New returns what an accumulator keeps of a scale: the zero value for Default.
func (k *Kind[S]) New(s S) (S, error) {
	if err := k.Validate(s); err != nil || s == k.Default {
		return *new(S), err
	}
	return s, nil
}

// bounds returns the range of the scale that s stands for.
func (k *Kind[S]) bounds(s S) (lowest, highest int) { return k.Range(k.Scale(s)) }

// init gives scores their counters.
func (k *Kind[S]) init(s S, scores *tally.Scores) {
	lowest, highest := k.bounds(s)
	base, _ := k.Range(k.Default) // where the accumulator's Add looks for Fast
	scores.Init(lowest, highest, base)
}

// AddN counts n answers of the same score.
func (k *Kind[S]) AddN(s S, scores *tally.Scores, score int, n uint64) error {
	k.init(s, scores)
	if !scores.AddN(score, n) {
		return k.refusal(s, scores, score)
	}
	return nil
}

// AddSlice counts a column.
func (k *Kind[S]) AddSlice(s S, scores *tally.Scores, column []int) error {
	k.init(s, scores)
	if !scores.AddSlice(column) {
		return refusalOf(k, s, scores, column)
	}
	return nil
}

// AddBytes counts a column.
func (k *Kind[S]) AddBytes(s S, scores *tally.Scores, column []uint8) error {
	k.init(s, scores)
	if !scores.AddBytes(column) {
		return refusalOf(k, s, scores, column)
	}
	return nil
}

// refusal says why a score was not counted.
func (k *Kind[S]) refusal(s S, scores *tally.Scores, score int) error {
	if scores.Holds(score) {
		return k.overflow()
	}
	return k.outside(s, score)
}

func (k *Kind[S]) outside(s S, score int) error {
	lowest, highest := k.bounds(s)
	return &kpi.RangeError{Op: k.Op, Name: "score", Value: score, Min: lowest, Max: highest}
}

func (k *Kind[S]) overflow() error {
	return fmt.Errorf("%s: answers of a score: %w", k.Op, kpi.ErrOverflow)
}

// refusalOf says why a column was not counted.
func refusalOf[S comparable, T int | uint8](k *Kind[S], s S, scores *tally.Scores, column []T) error {
	for i, score := range column {
		if !scores.Holds(int(score)) {
			return fmt.Errorf("input %d: %w", i, k.refusal(s, scores, int(score)))
		}
	}
	return k.overflow()
}

// Mean returns the mean score of n answers of the scale lowest..highest, which is
// its range.
func Mean(n uint64, sum, squares kpi.Value, lowest, highest int) (kpi.Mean, error) {
	mean, err := kpi.NewMean(n, sum.Rat(), squares.Rat())
	if err != nil {
		return kpi.Mean{}, err
	}
	return mean.Within(big.NewRat(int64(lowest), 1), big.NewRat(int64(highest), 1))
}

// Merge adds the answers from, on the scale o, to scores on the scale s. Those
// of a zero accumulator take over the other's scale.
func (k *Kind[S]) Merge(s *S, scores *tally.Scores, o S, from *tally.Scores) error {
	return merge(k, s, scores, o, from, k.overflow)
}

// histogram is tally.Scores or tally.Weighted.
type histogram[T any] interface {
	*T
	Total() uint64
	Clone() T
	Merge(o *T) bool
}

func merge[S comparable, T any, H histogram[T]](k *Kind[S], s *S, scores H, o S, from H, overflow func() error) error {
	zero := *new(S)
	switch {
	case o == zero && from.Total() == 0:
		return nil
	case *s == zero && scores.Total() == 0:
		*s, *scores = o, from.Clone()
		return nil
	case *s != o:
		return fmt.Errorf("%s: %w scales %v and %v", k.Op, kpi.ErrIncompatible, k.Scale(*s), k.Scale(o))
	case !scores.Merge(from):
		return overflow()
	}
	return nil
}

// AppendBinary appends the scale, and a count a score.
func (k *Kind[S]) AppendBinary(b []byte, s S, scores *tally.Scores) []byte {
	lowest, highest := k.bounds(s)
	return scores.AppendBinary(k.Append(k.Scale(s), append(b, k.Magic...)), lowest, highest)
}

// Decode reads what AppendBinary wrote.
func (k *Kind[S]) Decode(data []byte) (s S, scores tally.Scores, err error) {
	r := wire.Open(k.Op, k.Magic, data)
	s = k.readScale(r)
	if r.Err() == nil {
		lowest, highest := k.bounds(s)
		base, _ := k.Range(k.Default)
		scores.Read(r, lowest, highest, base)
	}
	return s, scores, r.Close()
}

// readScale reads a scale, refuses what is none, and returns what New does.
func (k *Kind[S]) readScale(r *wire.Reader) S {
	s := k.Read(r)
	kept, err := k.New(s)
	if r.Err() == nil && (err != nil || s == *new(S)) {
		r.Fail("no scale: %v", s)
	}
	return kept
}
