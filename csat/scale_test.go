package csat_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/internal/laws"
)

// Each bound of the cut, and one step beyond.
func TestCutsOfScales(t *testing.T) {
	for satisfied, want := range map[int]string{ // on the scale 5..9
		5:  "csat: scale: lowest score of a satisfied customer 5 outside 6..9",
		6:  "",
		9:  "",
		10: "csat: scale: lowest score of a satisfied customer 10 outside 6..9",
	} {
		err := csat.Scale{Min: 5, SatisfiedMin: satisfied, Max: 9}.Validate()
		if (err == nil) != (want == "") || err != nil && (err.Error() != want || !errors.Is(err, kpi.ErrRange)) {
			t.Errorf("%d: %v, want %s", satisfied, err, want)
		}
	}
}

func TestEveryScoreHasItsClass(t *testing.T) {
	for _, tc := range []struct {
		scale   csat.Scale
		lowest  int
		classes string
	}{
		{csat.OneToFive(), 1, "uuuss"},
		{csat.Scale{}, 1, "uuuss"},
		{csat.OneToTen(), 1, "uuuuuuuuss"},
		{csat.YesNo(), 0, "us"},
	} {
		for i, class := range tc.classes {
			r := laws.Must(tc.scale.Of(tc.lowest + i))
			if got := [2]uint64{r.Satisfied, r.Unsatisfied}; got != map[rune][2]uint64{'s': {1, 0}, 'u': {0, 1}}[class] {
				t.Errorf("%v: score %d is %+v, want %c", tc.scale, tc.lowest+i, r, class)
			}
		}
		if _, err := tc.scale.Of(tc.lowest + len(tc.classes)); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%v has more scores: %v", tc.scale, err)
		}
	}
}

func TestTextsOfScales(t *testing.T) {
	own := csat.Scale{Min: -3, SatisfiedMin: 2, Max: 8}
	for scale, want := range map[csat.Scale]string{
		{}:               "1..5 (satisfied 4..5)",
		csat.OneToFive(): "1..5 (satisfied 4..5)",
		csat.OneToTen():  "1..10 (satisfied 9..10)",
		csat.YesNo():     "0..1 (satisfied 1..1)",
		own:              "-3..8 (satisfied 2..8)",
	} {
		if got := scale.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if text := string(laws.Must(json.Marshal(own))); text != `{"min":-3,"satisfied_min":2,"max":8}` {
		t.Error(text)
	}
}
