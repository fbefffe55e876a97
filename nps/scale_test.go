package nps_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/nps"
)

// Each bound of the cuts, and one step beyond.
func TestCutsOfScales(t *testing.T) {
	for _, tc := range []struct {
		detractor, promoter int // on the scale 5..9
		want                string
	}{
		{5, 6, ""},
		{4, 6, "nps: scale: highest score of a detractor 4 outside 5..8"},
		{8, 9, ""},
		{9, 9, "nps: scale: highest score of a detractor 9 outside 5..8"},
		{6, 6, "nps: scale: lowest score of a promoter 6 outside 7..9"},
		{6, 10, "nps: scale: lowest score of a promoter 10 outside 7..9"},
	} {
		err := nps.Scale{Min: 5, DetractorMax: tc.detractor, PromoterMin: tc.promoter, Max: 9}.Validate()
		if (err == nil) != (tc.want == "") || err != nil && (err.Error() != tc.want || !errors.Is(err, kpi.ErrRange)) {
			t.Errorf("%d, %d: %v, want %s", tc.detractor, tc.promoter, err, tc.want)
		}
	}
}

// The classes of the standard questionnaire, and of one from 1 to 10.
func TestEveryScoreHasItsClass(t *testing.T) {
	for _, tc := range []struct {
		scale   nps.Scale
		classes string // of the scores from Min
	}{
		{nps.ZeroToTen(), "DDDDDDDPPRR"},
		{nps.Scale{}, "DDDDDDDPPRR"},
		{nps.OneToTen(), "-DDDDDDPPRR"},
		{nps.Scale{Min: -1, DetractorMax: -1, PromoterMin: 1, Max: 1}, "DPR"},
	} {
		for i, class := range tc.classes {
			if class == '-' {
				continue
			}
			score := min(tc.scale.Min, 0) + i
			want := map[rune]nps.Result{'D': {Detractors: 1}, 'P': {Passives: 1}, 'R': {Promoters: 1}}[class]
			if got := laws.Must(tc.scale.Of(score)); got != want {
				t.Errorf("%v: score %d is %+v, want %+v", tc.scale, score, got, want)
			}
		}
	}
}

func TestTextsOfScales(t *testing.T) {
	own := nps.Scale{Min: -3, DetractorMax: 2, PromoterMin: 5, Max: 8}
	for scale, want := range map[nps.Scale]string{
		{}:              "0..10 (detractors 0..6, promoters 9..10)",
		nps.ZeroToTen(): "0..10 (detractors 0..6, promoters 9..10)",
		nps.OneToTen():  "1..10 (detractors 1..6, promoters 9..10)",
		own:             "-3..8 (detractors -3..2, promoters 5..8)",
	} {
		if got := scale.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if text := string(laws.Must(json.Marshal(own))); text != `{"min":-3,"detractor_max":2,"promoter_min":5,"max":8}` {
		t.Error(text)
	}
}
