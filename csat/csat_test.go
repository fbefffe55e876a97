package csat_test

import (
	"errors"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/csat"
)

func TestMeanAndShareByHand(t *testing.T) {
	for _, tc := range []struct {
		name        string
		scale       csat.Scale
		scores      []int
		mean, share string
	}{
		// (1+3+4+4+5)/5 = 17/5 = 3.4; satisfied 4, 4, 5: 3 of 5
		{"1 to 5", csat.OneToFive(), []int{1, 3, 4, 4, 5}, "3.4", "60.00% (3 of 5)"},
		// (8+9+10)/3 = 9; satisfied 9, 10: 2 of 3
		{"1 to 10", csat.OneToTen(), []int{8, 9, 10}, "9", "66.67% (2 of 3)"},
		{"yes or no", csat.YesNo(), []int{0, 1, 1, 1}, "0.75", "75.00% (3 of 4)"},
		// (-5+95)/2 = 45; satisfied from 95 on: 1 of 2
		{"a scale of one's own", csat.Scale{Min: -5, Satisfied: 95, Max: 95}, []int{-5, 95}, "45", "50.00% (1 of 2)"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r, err := tc.scale.Of(tc.scores...)
			if err != nil {
				t.Fatal(err)
			}
			mean, err := r.Mean()
			share, err2 := r.SatisfiedShare()
			if err := errors.Join(err, err2); err != nil {
				t.Fatal(err)
			}
			if mean.String() != tc.mean || share.String() != tc.share {
				t.Errorf("mean %v, share %v; want %s, %s", mean, share, tc.mean, tc.share)
			}
		})
	}
}

func TestErrorTexts(t *testing.T) {
	var a csat.Accumulator
	for _, tc := range []struct {
		err  error
		want string
	}{
		{a.Add(6), "csat: score 6 outside 1..5"},
		{a.Add(0), "csat: score 0 outside 1..5"},
		{a.AddSlice([]int{5, 9}), "input 1: csat: score 9 outside 1..5"},
		{a.AddBytes([]uint8{0}), "input 0: csat: score 0 outside 1..5"},
		{csat.Scale{Min: 1, Satisfied: 1, Max: 5}.Validate(), "csat: scale: lowest satisfied score 1 outside 2..5"},
		{csat.Scale{Min: 1, Satisfied: 2, Max: 102}.Validate(), "csat: scale: highest score 102 outside 2..101"},
		{second(csat.Result{}.Mean()), "csat: mean undefined: no answer"},
		{second(csat.Result{}.SatisfiedShare()), "csat: satisfied share undefined: no answer"},
		{second(csat.FromCounts(3, 2)), "csat: satisfied answers 3 outside 0..2"},
	} {
		if tc.err == nil || tc.err.Error() != tc.want {
			t.Errorf("%v, want %s", tc.err, tc.want)
		}
	}
	if n := a.Result().Answers; n != 0 {
		t.Errorf("refused answers counted: %d", n)
	}
}

func second[T any](_ T, err error) error { return err }

func TestMeanStaysWithinTheScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lowest := rapid.IntRange(-20, 20).Draw(t, "min")
		highest := lowest + rapid.IntRange(1, 100).Draw(t, "span")
		scale := csat.Scale{Min: lowest, Satisfied: rapid.IntRange(lowest+1, highest).Draw(t, "satisfied"), Max: highest}
		scores := rapid.SliceOfN(rapid.IntRange(lowest, highest), 1, 50).Draw(t, "scores")
		r, err := scale.Of(scores...)
		if err != nil {
			t.Fatal(err)
		}
		// The formulas again, one answer at a time.
		sum, satisfied := 0, uint64(0)
		for _, s := range scores {
			sum += s
			if s >= scale.Satisfied {
				satisfied++
			}
		}
		mean, err := r.Mean()
		if err != nil || mean.Rat().Cmp(big.NewRat(int64(sum), int64(len(scores)))) != 0 {
			t.Fatalf("mean %v, %v of %v", mean, err, scores)
		}
		if mean.Rat().Cmp(big.NewRat(int64(lowest), 1)) < 0 || mean.Rat().Cmp(big.NewRat(int64(highest), 1)) > 0 {
			t.Fatalf("mean %v outside %v", mean, scale)
		}
		share, err := r.SatisfiedShare()
		if err != nil || share.Count() != satisfied || share.Total() != uint64(len(scores)) {
			t.Fatalf("share %v, %v; want %d of %d", share, err, satisfied, len(scores))
		}
	})
}

func TestEveryWayOfCountingAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOf(rapid.IntRange(1, 5)).Draw(t, "scores")
		var single, slice, column, counted csat.Accumulator
		bytes := make([]uint8, len(scores))
		for i, s := range scores {
			bytes[i] = uint8(s)
			if err := errors.Join(single.Add(s), counted.AddN(s, 1)); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(slice.AddSlice(scores), column.AddBytes(bytes)); err != nil {
			t.Fatal(err)
		}
		for s := 0; s <= 6; s++ {
			n := single.Count(s)
			if slice.Count(s) != n || column.Count(s) != n || counted.Count(s) != n {
				t.Fatalf("score %d counted %d, %d, %d, %d times", s, n, slice.Count(s), column.Count(s), counted.Count(s))
			}
		}
	})
}

func TestCountingDoesNotAllocate(t *testing.T) {
	var a csat.Accumulator
	scores := []int{1, 2, 3, 4, 5}
	if n := testing.AllocsPerRun(10, func() {
		if errors.Join(a.Add(4), a.AddN(3, 5), a.AddSlice(scores)) != nil {
			t.Fatal("refused")
		}
	}); n > 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
