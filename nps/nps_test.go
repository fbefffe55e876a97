package nps_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

func TestScore(t *testing.T) {
	for _, tc := range []struct {
		name                            string
		promoters, passives, detractors uint64
		want                            string // points, one place
	}{
		// 100 (20 - 7) / 40 = 1300 / 40 = 32.5
		{"hand calculation", 20, 13, 7, "32.5"},
		// 100 (1 - 2) / 3 = -33.33..., rounded half away from zero
		{"negative third", 1, 0, 2, "-33.3"},
		{"all promoters", 12, 0, 0, "100.0"},
		{"all detractors", 0, 0, 12, "-100.0"},
		{"all passives", 0, 12, 0, "0.0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r, err := nps.FromCounts(tc.promoters, tc.passives, tc.detractors)
			if err != nil {
				t.Fatal(err)
			}
			score, err := r.Score()
			if err != nil {
				t.Fatal(err)
			}
			if got := score.Decimal(1).StringFixed(1); got != tc.want {
				t.Errorf("score %s, want %s", got, tc.want)
			}
		})
	}
}

func TestEveryScoreHasItsClass(t *testing.T) {
	// The classes of the standard questionnaire, and of one from 1 to 10.
	for _, tc := range []struct {
		scale   nps.Scale
		classes string // of the scores from Min
	}{
		{nps.Standard(), "DDDDDDDPPRR"},
		{nps.OneToTen(), "DDDDDDPPRR"},
		{nps.Scale{Min: -1, DetractorMax: -1, PromoterMin: 1, Max: 1}, "DPR"},
	} {
		for i, class := range tc.classes {
			score := tc.scale.Min + i
			got, err := tc.scale.Of(score)
			if err != nil {
				t.Fatal(err)
			}
			want := map[rune]nps.Result{'D': {Detractors: 1}, 'P': {Passives: 1}, 'R': {Promoters: 1}}[class]
			if got != want {
				t.Errorf("%v: score %d is %+v, want %+v", tc.scale, score, got, want)
			}
		}
		for _, score := range []int{tc.scale.Min - 1, tc.scale.Max + 1, math.MinInt, math.MaxInt} {
			if _, err := tc.scale.Of(score); !errors.Is(err, kpi.ErrRange) {
				t.Errorf("%v: score %d: %v, want ErrRange", tc.scale, score, err)
			}
		}
	}
}

func TestErrorTexts(t *testing.T) {
	var a nps.Accumulator
	for _, tc := range []struct {
		name string
		err  error
		want string
	}{
		{"score", a.Add(11), "nps: score 11 outside 0..10"},
		{"column", a.AddSlice([]int{5, -1}), "input 1: nps: score -1 outside 0..10"},
		{"bytes", a.AddBytes([]uint8{5, 200}), "input 1: nps: score 200 outside 0..10"},
		{"scale", nps.Scale{Min: 0, DetractorMax: 6, PromoterMin: 6, Max: 10}.Validate(), "nps: scale: lowest score of a promoter 6 outside 7..10"},
		{"wide scale", nps.Scale{Min: 0, DetractorMax: 6, PromoterMin: 9, Max: 200}.Validate(), "nps: scale: highest score 200 outside 1..100"},
		{"no answer", second(nps.Result{}.Score()), "nps: score undefined: no answer"},
		{"overflow", second(nps.Result{Promoters: 1 << 63, Passives: 1 << 63}.PassiveShare()), "nps: answers overflow"},
	} {
		if tc.err == nil || tc.err.Error() != tc.want {
			t.Errorf("%s: %v, want %s", tc.name, tc.err, tc.want)
		}
	}
	if n := a.Result().Answers(); n != 0 {
		t.Errorf("refused columns counted %d answers", n)
	}
}

func second[T any](_ T, err error) error { return err }

func TestScoreStaysInRangeAndRisesWithPromoters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.Uint64Range(0, 1<<61)
		p, q, d := count.Draw(t, "promoters"), count.Draw(t, "passives"), count.Draw(t, "detractors")
		if p+q+d == 0 {
			return
		}
		score := scoreOf(t, p, q, d)
		// The formula again, over big.Rat.
		want := new(big.Rat).Sub(rat(p), rat(d))
		want.Mul(want, rat(100)).Quo(want, rat(p+q+d))
		if score.Rat().Cmp(want) != 0 {
			t.Fatalf("score %v, want %v", score.Rat(), want)
		}
		if f := score.Rat(); f.Cmp(rat(100)) > 0 || f.Cmp(new(big.Rat).Neg(rat(100))) < 0 {
			t.Fatalf("score %v outside -100..100", f)
		}
		if more := scoreOf(t, p+1, q, d); more.Cmp(score.Value) < 0 {
			t.Fatalf("one more promoter lowers %v to %v", score, more)
		}
		if less := scoreOf(t, p, q, d+1); less.Cmp(score.Value) > 0 {
			t.Fatalf("one more detractor raises %v to %v", score, less)
		}
	})
}

func scoreOf(t *rapid.T, p, q, d uint64) kpi.Net {
	r, err := nps.FromCounts(p, q, d)
	if err != nil {
		t.Fatal(err)
	}
	score, err := r.Score()
	if err != nil {
		t.Fatal(err)
	}
	return score
}

func rat(n uint64) *big.Rat { return new(big.Rat).SetInt(new(big.Int).SetUint64(n)) }

func TestEveryWayOfCountingAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOf(rapid.IntRange(0, 10)).Draw(t, "scores")
		want, err := nps.Of(scores...)
		if err != nil {
			t.Fatal(err)
		}
		var single, slice, column, counted nps.Accumulator
		bytes := make([]uint8, len(scores))
		counts := map[int]uint64{}
		for i, s := range scores {
			if err := single.Add(s); err != nil {
				t.Fatal(err)
			}
			bytes[i] = uint8(s)
			counts[s]++
		}
		if err := errors.Join(slice.AddSlice(scores), column.AddBytes(bytes)); err != nil {
			t.Fatal(err)
		}
		for s, n := range counts {
			if err := counted.AddN(s, n); err != nil {
				t.Fatal(err)
			}
			if counted.Count(s) != n {
				t.Fatalf("Count(%d) = %d, want %d", s, counted.Count(s), n)
			}
		}
		for name, a := range map[string]*nps.Accumulator{"Add": &single, "AddSlice": &slice, "AddBytes": &column, "AddN": &counted} {
			if diff := cmp.Diff(want, a.Result()); diff != "" {
				t.Fatalf("%s: (-want +got)\n%s", name, diff)
			}
		}
	})
}
