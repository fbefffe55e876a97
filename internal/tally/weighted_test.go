package tally

import (
	"bytes"
	"math"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/wire"
)

// Weights of more than 128 bits are in memory of their own.
func TestACloneOfWeightsSharesNothing(t *testing.T) {
	var w Weighted
	w.Init(1, 2)
	if !w.AddN(1, decimal.New(1, 40), 1) || !w.AddN(1, decimal.New(5, -1), 1) {
		t.Fatal("refused")
	}
	before := w.AppendBinary(nil, 1, 2)
	c := w.Clone()
	if !c.AddN(1, decimal.New(3, 41), 5) || !c.AddN(1, decimal.New(1, -64), 1) || !c.Merge(&w) {
		t.Fatal("refused")
	}
	if !bytes.Equal(w.AppendBinary(nil, 1, 2), before) {
		t.Error("the origin changed with its clone")
	}
}

// A fault leaves what was there; a scale that was there gives way to the one read.
func TestReadTakesAllOrNothing(t *testing.T) {
	var w, other Weighted
	w.Init(1, 2)
	other.Init(0, 4)
	if !w.AddN(2, decimal.New(3, 0), 7) || !other.AddN(4, decimal.New(1, 0), 2) {
		t.Fatal("refused")
	}
	good := other.AppendBinary(nil, 0, 4)
	r := wire.Open("tally", "", good[:len(good)-1])
	if w.Read(r, 0, 4); r.Close() == nil || w.Total() != 7 {
		t.Errorf("%v, %d answers, want 7", r.Err(), w.Total())
	}
	r = wire.Open("tally", "", good)
	if w.Read(r, 0, 4); r.Close() != nil || w.Total() != 2 || !w.Holds(4) || w.Holds(5) || !bytes.Equal(w.AppendBinary(nil, 0, 4), good) {
		t.Errorf("%v, %d answers, want 2", r.Err(), w.Total())
	}
	for _, score := range []int{-1, 5, math.MinInt, math.MaxInt} {
		if n, sum, squares := w.Score(score); w.Holds(score) || n != 0 || sum.Sign() != 0 || squares.Sign() != 0 {
			t.Errorf("score %d: %d, %v, %v", score, n, sum, squares)
		}
	}
}
