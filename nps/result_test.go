package nps_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// All three counts differ, so that none can stand for another.
func TestEveryFigureOfAResult(t *testing.T) {
	r, err := nps.FromCounts(5, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name      string
		got, want any
	}{
		{"answers", r.Answers(), uint64(8)},
		{"score", must(r.Score()).String(), "50"}, // 100 (5 - 1) / 8
		{"promoters", must(r.PromoterShare()).String(), "62.50% (5 of 8)"},
		{"passives", must(r.PassiveShare()).String(), "25.00% (2 of 8)"},
		{"detractors", must(r.DetractorShare()).String(), "12.50% (1 of 8)"},
		{"percentages", percentages(t, r, 1), "62.5 25.0 12.5"},
		// 62.5, 25 and 12.5 leave one percent for the first of the remainders.
		{"percentages without places", percentages(t, r, 0), "63 25 12"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, tc.got, tc.want)
		}
	}
	if got := string(must(json.Marshal(r))); got != `{"promoters":5,"passives":2,"detractors":1}` {
		t.Error(got)
	}
}

func percentages(t *testing.T, r nps.Result, places int32) string {
	t.Helper()
	p, q, d, err := r.Percentages(places)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(p.StringFixed(places), " ", q.StringFixed(places), " ", d.StringFixed(places))
}

// Without an answer, and with counts that a caller put in and that add up to 2^64
// or more, there is no figure.
func TestFiguresThatDoNotExist(t *testing.T) {
	for _, tc := range []struct {
		r    nps.Result
		kind error
		text string // %s is the figure
	}{
		{nps.Result{}, kpi.ErrUndefined, "nps: %s undefined: no answer"},
		{nps.Result{Promoters: math.MaxUint64, Detractors: 1}, kpi.ErrOverflow, "nps: answers overflow"},
		{nps.Result{Passives: 1, Detractors: math.MaxUint64}, kpi.ErrOverflow, "nps: answers overflow"},
		{nps.Result{Promoters: math.MaxUint64, Passives: 1}, kpi.ErrOverflow, "nps: answers overflow"},
	} {
		p, q, d, err := tc.r.Percentages(1)
		if !p.IsZero() || !q.IsZero() || !d.IsZero() {
			t.Errorf("%+v: percentages %v, %v, %v", tc.r, p, q, d)
		}
		for name, err := range map[string]error{
			"score":           second(tc.r.Score()),
			"promoter share":  second(tc.r.PromoterShare()),
			"passive share":   second(tc.r.PassiveShare()),
			"detractor share": second(tc.r.DetractorShare()),
			"percentages":     err,
		} {
			want := tc.text
			if tc.kind == kpi.ErrUndefined {
				want = fmt.Sprintf(want, name)
			}
			if !errors.Is(err, tc.kind) || err.Error() != want {
				t.Errorf("%+v: %v, want %s", tc.r, err, want)
			}
		}
	}
}

// The answers are at most 2^64-1, whatever class they are in.
func TestFromCountsUpToTheLimit(t *testing.T) {
	const most = math.MaxUint64
	for _, c := range [][3]uint64{
		{most, 0, 0},
		{0, most, 0},
		{0, 0, most},
		{most - 1, 1, 0},
		{1, most - 1, 0},
		{1, 0, most - 1},
		{0, 1, most - 1},
		{most - 3, 2, 1},
	} {
		r, err := nps.FromCounts(c[0], c[1], c[2])
		if err != nil || r != (nps.Result{Promoters: c[0], Passives: c[1], Detractors: c[2]}) || r.Answers() != most {
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
		got  fmt.Stringer
		want string
	}{
		// 66446 and 12346 of 100000 are 66.446% and 12.346%: rounded once to 66.4 and
		// 12.3, where 66.45 and 12.35 would round on to 66.5 and 12.4.
		{nps.Result{Promoters: 66_446, Passives: 21_208, Detractors: 12_346}, "54.1 (66.4% promoters, 12.3% detractors of 100000)"},
		{nps.Result{Passives: 3, Detractors: 1}, "-25.0 (0.0% promoters, 25.0% detractors of 4)"},
		{nps.Result{}, "nps: score undefined: no answer"},
		{nps.Scale{}, "0..10 (detractors 0..6, promoters 9..10)"},
		{nps.Standard(), "0..10 (detractors 0..6, promoters 9..10)"},
		{nps.OneToTen(), "1..10 (detractors 1..6, promoters 9..10)"},
		{nps.Scale{Min: -3, DetractorMax: 2, PromoterMin: 5, Max: 8}, "-3..8 (detractors -3..2, promoters 5..8)"},
	} {
		if got := tc.got.String(); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
	}
}
