package ces_test

import (
	"errors"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
)

func TestFiguresByHand(t *testing.T) {
	for _, tc := range []struct {
		name                       string
		scale                      ces.Scale
		scores                     []int
		mean, easy, difficult, net string
	}{
		// (1+3+4+5+7)/5 = 4; easy 5, 7; difficult 1, 3
		{"ease 1 to 7", ces.EaseSeven(), []int{1, 3, 4, 5, 7}, "4", "40.00% (2 of 5)", "40.00% (2 of 5)", "0"},
		// (1+2+2+4)/4 = 2.25; easy 1, 2, 2; difficult 4: 100 (3-1)/4 = 50
		{"effort 1 to 5", ces.EffortFive(), []int{1, 2, 2, 4}, "2.25", "75.00% (3 of 4)", "25.00% (1 of 4)", "50"},
		// (0+10)/2 = 5; easy 10; difficult 0
		{"a scale of one's own", ces.Scale{Min: 0, Max: 10, Easy: 10, Difficult: 0}, []int{0, 10}, "5", "50.00% (1 of 2)", "50.00% (1 of 2)", "0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r, err := tc.scale.Of(tc.scores...)
			mean, err1 := r.Mean()
			easy, err2 := r.EasyShare()
			difficult, err3 := r.DifficultShare()
			net, err4 := r.NetEase()
			if err := errors.Join(err, err1, err2, err3, err4); err != nil {
				t.Fatal(err)
			}
			if mean.String() != tc.mean || easy.String() != tc.easy || difficult.String() != tc.difficult || net.String() != tc.net {
				t.Errorf("%v, %v, %v, %v; want %s, %s, %s, %s", mean, easy, difficult, net, tc.mean, tc.easy, tc.difficult, tc.net)
			}
		})
	}
}

func TestErrorTexts(t *testing.T) {
	var a ces.Accumulator
	for _, tc := range []struct {
		err  error
		want string
	}{
		{a.Add(8), "ces: score 8 outside 1..7"},
		{a.AddSlice([]int{7, 0}), "input 1: ces: score 0 outside 1..7"},
		{a.AddBytes([]uint8{8}), "input 0: ces: score 8 outside 1..7"},
		{ces.Scale{Min: 1, Max: 7, Easy: 3, Difficult: 3}.Validate(), "ces: scale: lowest easy score 3 outside 4..7"},
		{ces.Scale{Min: 1, Max: 5, Direction: ces.LowIsEasy, Easy: 0, Difficult: 4}.Validate(), "ces: scale: highest easy score 0 outside 1..4"},
		{ces.Scale{Min: 1, Max: 5, Direction: 2, Easy: 2, Difficult: 4}.Validate(), "ces: scale: direction 2 outside 0..1"},
		{second(ces.Result{}.Mean()), "ces: mean undefined: no answer"},
		{second(ces.Result{}.EasyShare()), "ces: easy share undefined: no answer"},
		{second(ces.Result{}.NetEase()), "ces: net ease undefined: no answer"},
	} {
		if tc.err == nil || tc.err.Error() != tc.want || errors.Is(tc.err, kpi.ErrRange) == errors.Is(tc.err, kpi.ErrUndefined) {
			t.Errorf("%v, want %s", tc.err, tc.want)
		}
	}
	if n := a.Result().Answers; n != 0 {
		t.Errorf("refused answers counted: %d", n)
	}
}

func second[T any](_ T, err error) error { return err }

// scales draws a scale of either direction.
func scales() *rapid.Generator[ces.Scale] {
	return rapid.Custom(func(t *rapid.T) ces.Scale {
		lowest := rapid.IntRange(-20, 20).Draw(t, "min")
		highest := lowest + rapid.IntRange(1, 100).Draw(t, "span")
		low := rapid.IntRange(lowest, highest-1).Draw(t, "low")
		high := rapid.IntRange(low+1, highest).Draw(t, "high")
		if rapid.Bool().Draw(t, "low is easy") {
			return ces.Scale{Min: lowest, Max: highest, Direction: ces.LowIsEasy, Easy: low, Difficult: high}
		}
		return ces.Scale{Min: lowest, Max: highest, Easy: high, Difficult: low}
	})
}

func TestFiguresAgreeWithOneAnswerAtATime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale := scales().Draw(t, "scale")
		scores := rapid.SliceOfN(rapid.IntRange(scale.Min, scale.Max), 1, 50).Draw(t, "scores")
		r, err := scale.Of(scores...)
		if err != nil {
			t.Fatal(err)
		}
		sum, easy, difficult := 0, int64(0), int64(0)
		for _, s := range scores {
			sum += s
			good, bad := s >= scale.Easy, s <= scale.Difficult
			if scale.Direction == ces.LowIsEasy {
				good, bad = s <= scale.Easy, s >= scale.Difficult
			}
			if good {
				easy++
			}
			if bad {
				difficult++
			}
		}
		n := int64(len(scores))
		mean, err := r.Mean()
		if err != nil || mean.Rat().Cmp(big.NewRat(int64(sum), n)) != 0 {
			t.Fatalf("mean %v, %v", mean, err)
		}
		if mean.Rat().Cmp(big.NewRat(int64(scale.Min), 1)) < 0 || mean.Rat().Cmp(big.NewRat(int64(scale.Max), 1)) > 0 {
			t.Fatalf("mean %v outside %v", mean, scale)
		}
		net, err := r.NetEase()
		if err != nil || net.Rat().Cmp(big.NewRat(100*(easy-difficult), n)) != 0 {
			t.Fatalf("net ease %v, %v; want %d - %d of %d", net, err, easy, difficult, n)
		}
		e, err := r.EasyShare()
		d, err2 := r.DifficultShare()
		if err != nil || err2 != nil || e.Count() != uint64(easy) || d.Count() != uint64(difficult) {
			t.Fatalf("easy %v, %v, difficult %v, %v; want %d, %d", e, err, d, err2, easy, difficult)
		}
	})
}

func TestReversingTheScaleKeepsNetEase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.IntRange(1, 5), 1, 50).Draw(t, "scores")
		reversed := make([]int, len(scores))
		for i, s := range scores {
			reversed[i] = 6 - s
		}
		effort, err := ces.EffortFive().Of(scores...)
		ease, err2 := ces.Scale{Min: 1, Max: 5, Easy: 4, Difficult: 2}.Of(reversed...)
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		a, err := effort.NetEase()
		b, err2 := ease.NetEase()
		if err != nil || err2 != nil || !a.Equal(b.Value) {
			t.Fatalf("net ease %v of effort, %v of ease", a, b)
		}
	})
}

func TestCountingDoesNotAllocate(t *testing.T) {
	var a ces.Accumulator
	scores, column := []int{1, 2, 6, 7}, []uint8{1, 7, 7}
	if n := testing.AllocsPerRun(10, func() {
		if errors.Join(a.Add(4), a.AddN(3, 5), a.AddSlice(scores), a.AddBytes(column)) != nil {
			t.Fatal("refused")
		}
	}); n > 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
