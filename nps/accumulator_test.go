package nps_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
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
			score := laws.Must(laws.Must(nps.FromCounts(tc.promoters, tc.passives, tc.detractors)).Score())
			if got := score.Decimal(1).StringFixed(1); got != tc.want {
				t.Errorf("score %s, want %s", got, tc.want)
			}
		})
	}
}

// All three counts differ, so that none can stand for another.
func TestEveryFigureOfAResult(t *testing.T) {
	r := laws.Must(nps.FromCounts(5, 2, 1))
	for _, tc := range []struct {
		name      string
		got, want any
	}{
		{"n", r.N(), uint64(8)},
		{"answers", r.Answers(), uint64(8)},
		{"score", laws.Must(r.Score()).String(), "50"}, // 100 (5 - 1) / 8
		{"promoters", laws.Must(r.PromoterShare()).String(), "62.50% (5 of 8)"},
		{"passives", laws.Must(r.PassiveShare()).String(), "25.00% (2 of 8)"},
		{"detractors", laws.Must(r.DetractorShare()).String(), "12.50% (1 of 8)"},
		{"percentages", texts(r.Percentages(1)), "[62.5 25.0 12.5]"},
		// 62.5, 25 and 12.5 leave one percent for the first of the remainders.
		{"percentages without places", texts(r.Percentages(0)), "[63 25 12]"},
		{"JSON", string(laws.Must(json.Marshal(r))), `{"promoters":5,"passives":2,"detractors":1,"value":50}`},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, tc.got, tc.want)
		}
	}
}

// texts are percentages with the places that they were rounded to.
func texts(percentages []decimal.Decimal, err error) string {
	var texts []string
	for _, p := range percentages {
		texts = append(texts, p.StringFixed(-p.Exponent()))
	}
	if err != nil {
		texts = append(texts, err.Error())
	}
	return fmt.Sprint(texts)
}

// Counts that a caller put in, and that add up to 2^64 or more, have no figure.
func TestFiguresOfTooManyAnswers(t *testing.T) {
	for _, r := range []nps.Result{
		{Promoters: math.MaxUint64, Detractors: 1},
		{Passives: 1, Detractors: math.MaxUint64},
		{Promoters: math.MaxUint64, Passives: 1},
	} {
		_, errPercentages := r.Percentages(1)
		errs := []error{errPercentages}
		for _, f := range survey.Figures {
			_, err := f.Of(r)
			errs = append(errs, err)
		}
		for _, err := range errs {
			if !errors.Is(err, kpi.ErrOverflow) || err.Error() != "nps: answers overflow" {
				t.Errorf("%+v: %v, want nps: answers overflow", r, err)
			}
		}
	}
}

// The answers are at most 2^64-1, whatever class they are in.
func TestFromCountsUpToTheLimit(t *testing.T) {
	const most = math.MaxUint64
	for _, c := range [][3]uint64{
		{most, 0, 0}, {0, most, 0}, {0, 0, most}, {most - 1, 1, 0}, {1, most - 1, 0}, {1, 0, most - 1}, {0, 1, most - 1}, {most - 3, 2, 1},
	} {
		r, err := nps.FromCounts(c[0], c[1], c[2])
		if err != nil || r != (nps.Result{Promoters: c[0], Passives: c[1], Detractors: c[2]}) || r.N() != most {
			t.Errorf("%v: %+v, %v", c, r, err)
		}
	}
	for _, c := range [][3]uint64{
		{most, 1, 0}, {most, 0, 1}, {0, most, 1}, {1, most, 0}, {1, 0, most}, {0, 1, most}, {most - 3, 2, 2}, {most - 3, 3, 1}, {most, most, most},
	} {
		if r, err := nps.FromCounts(c[0], c[1], c[2]); !errors.Is(err, kpi.ErrOverflow) || r != (nps.Result{}) {
			t.Errorf("%v: %+v, %v, want ErrOverflow", c, r, err)
		}
	}
}

func TestTexts(t *testing.T) {
	for _, tc := range []struct {
		r    nps.Result
		want string
	}{
		// 66446 and 12346 of 100000 are 66.446% and 12.346%: rounded once to 66.4 and
		// 12.3, where 66.45 and 12.35 would round on to 66.5 and 12.4.
		{nps.Result{Promoters: 66_446, Passives: 21_208, Detractors: 12_346}, "54.1 (66.4% promoters, 12.3% detractors of 100000)"},
		{nps.Result{Passives: 3, Detractors: 1}, "-25.0 (0.0% promoters, 25.0% detractors of 4)"},
	} {
		if got := tc.r.String(); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
	}
	// Weights 3 and 1: (3 + 1)² / (9 + 1) = 1.6.
	var w nps.Weighted
	if err := errors.Join(w.Add(3, decimal.New(3, 0)), w.Add(10, decimal.New(1, 0))); err != nil {
		t.Fatal(err)
	}
	if got, want := w.Result().String(), "-50.0 of 2 answers, worth 1.6"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAScoreAbove50IsExcellent(t *testing.T) {
	for promoters, want := range map[uint64]string{50: "other", 51: "excellent"} {
		score := laws.Must(laws.Must(nps.FromCounts(promoters, 100-promoters, 0)).Score())
		other := kpi.Band{Name: "other", Above: decimal.New(-101, 0)}
		if band := laws.Must(kpi.BandOf(score, other, nps.Excellent())); band.Name != want {
			t.Errorf("%v is %q, want %q", score, band.Name, want)
		}
	}
}

func TestScoreStaysInRangeAndRisesWithPromoters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.Uint64Range(0, 1<<61)
		p, q, d := count.Draw(t, "promoters"), count.Draw(t, "passives"), count.Draw(t, "detractors")
		if p+q+d == 0 {
			return
		}
		scoreOf := func(p, q, d uint64) kpi.Net { return laws.Must(laws.Must(nps.FromCounts(p, q, d)).Score()) }
		score := scoreOf(p, q, d)
		// The formula again, over big.Rat.
		want := new(big.Rat).Sub(rat(p), rat(d))
		want.Mul(want, rat(100)).Quo(want, rat(p+q+d))
		if score.Rat().Cmp(want) != 0 {
			t.Fatalf("score %v, want %v", score.Rat(), want)
		}
		if f := score.Rat(); f.Cmp(rat(100)) > 0 || f.Cmp(new(big.Rat).Neg(rat(100))) < 0 {
			t.Fatalf("score %v outside -100..100", f)
		}
		if more := scoreOf(p+1, q, d); more.Cmp(score.Value) < 0 {
			t.Fatalf("one more promoter lowers %v to %v", score, more)
		}
		if less := scoreOf(p, q, d+1); less.Cmp(score.Value) > 0 {
			t.Fatalf("one more detractor raises %v to %v", score, less)
		}
	})
}

func rat(n uint64) *big.Rat { return new(big.Rat).SetInt(new(big.Int).SetUint64(n)) }
