package ces_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/wire"
)

// Each bound of the cuts, and one step beyond.
func TestCutsOfScales(t *testing.T) {
	for _, tc := range []struct {
		scale ces.Scale
		want  string
	}{
		{highIsEasy(5, 5, 6, 9), ""},
		{highIsEasy(5, 4, 6, 9), "ces: scale: highest difficult score 4 outside 5..8"},
		{highIsEasy(5, 8, 9, 9), ""},
		{highIsEasy(5, 9, 9, 9), "ces: scale: highest difficult score 9 outside 5..8"},
		{highIsEasy(5, 6, 6, 9), "ces: scale: lowest easy score 6 outside 7..9"},
		{highIsEasy(5, 6, 10, 9), "ces: scale: lowest easy score 10 outside 7..9"},
		{lowIsEasy(5, 5, 6, 9), ""},
		{lowIsEasy(5, 4, 6, 9), "ces: scale: highest easy score 4 outside 5..8"},
		{lowIsEasy(5, 8, 9, 9), ""},
		{lowIsEasy(5, 9, 9, 9), "ces: scale: highest easy score 9 outside 5..8"},
		{lowIsEasy(5, 6, 6, 9), "ces: scale: lowest difficult score 6 outside 7..9"},
		{lowIsEasy(5, 6, 10, 9), "ces: scale: lowest difficult score 10 outside 7..9"},
		{ces.Scale{Min: 1, Max: 5, Direction: 2, Easy: 2, Difficult: 4}, "ces: scale: direction 2 outside 0..1"},
	} {
		err := tc.scale.Validate()
		if (err == nil) != (tc.want == "") || err != nil && (err.Error() != tc.want || !errors.Is(err, kpi.ErrRange)) {
			t.Errorf("%+v: %v, want %s", tc.scale, err, tc.want)
		}
	}
}

func TestEveryScoreHasItsClass(t *testing.T) {
	for _, tc := range []struct {
		scale   ces.Scale
		lowest  int
		classes string
	}{
		{ces.EaseSeven(), 1, "dddneee"},
		{ces.Scale{}, 1, "dddneee"},
		{ces.EffortFive(), 1, "eendd"},
		{highIsEasy(-1, -1, 0, 1), -1, "dee"},
		{lowIsEasy(-2, -2, 1, 1), -2, "ennd"},
	} {
		for i, class := range tc.classes {
			r := laws.Must(tc.scale.Of(tc.lowest + i))
			want := map[rune][3]uint64{'e': {1, 0, 0}, 'n': {0, 1, 0}, 'd': {0, 0, 1}}[class]
			if got := [3]uint64{r.Easy, r.Neutral, r.Difficult}; got != want {
				t.Errorf("%v: score %d is %+v, want %c", tc.scale, tc.lowest+i, r, class)
			}
		}
		if _, err := tc.scale.Of(tc.lowest + len(tc.classes)); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%v has more scores: %v", tc.scale, err)
		}
	}
}

func TestTextsOfScales(t *testing.T) {
	for scale, want := range map[ces.Scale]string{
		{}:                      "1..7 (difficult 1..3, easy 5..7)",
		ces.EaseSeven():         "1..7 (difficult 1..3, easy 5..7)",
		ces.EffortFive():        "1..5 (easy 1..2, difficult 4..5)",
		highIsEasy(-3, 1, 4, 8): "-3..8 (difficult -3..1, easy 4..8)",
		lowIsEasy(-3, 1, 4, 8):  "-3..8 (easy -3..1, difficult 4..8)",
	} {
		if got := scale.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for direction, want := range map[ces.Direction]string{ces.HighIsEasy: "high is easy", ces.LowIsEasy: "low is easy", 2: "Direction(2)"} {
		if got := direction.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if text := string(laws.Must(json.Marshal(lowIsEasy(-3, 1, 4, 8)))); text != `{"min":-3,"max":8,"direction":1,"easy":1,"difficult":4}` {
		t.Error(text)
	}
}

// A direction that does not exist, one of them like another in its last 8 bits.
func TestDirectionsThatAreNotRead(t *testing.T) {
	for _, direction := range []uint64{2, 255, 256, 257, 1 << 63} {
		b := wire.AppendUint([]byte(survey.Magic), direction)
		for _, v := range []int64{1, 5, 2, 4} {
			b = wire.AppendInt(b, v)
		}
		if err := new(ces.Accumulator).UnmarshalBinary(append(b, 0, 0, 0, 0, 0)); !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("direction %d: %v, want ErrCorrupt", direction, err)
		}
	}
}
