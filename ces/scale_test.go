package ces_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
)

// Each bound of a scale, and one step beyond.
func TestBoundsOfScales(t *testing.T) {
	high := func(lowest, difficult, easy, highest int) ces.Scale {
		return ces.Scale{Min: lowest, Max: highest, Easy: easy, Difficult: difficult}
	}
	low := func(lowest, easy, difficult, highest int) ces.Scale {
		return ces.Scale{Min: lowest, Max: highest, Direction: ces.LowIsEasy, Easy: easy, Difficult: difficult}
	}
	for _, tc := range []struct {
		scale ces.Scale
		want  string // the error
	}{
		{ces.EaseSeven(), ""},
		{ces.EffortFive(), ""},
		{high(-1000, -1000, -999, -999), ""},
		{low(-1000, -1000, -999, -999), ""},
		{high(-1001, -1001, -1000, -1000), "ces: scale: lowest score -1001 outside -1000..1000"},
		{low(999, 999, 1000, 1000), ""},
		{high(-1001, -999, -998, -990), "ces: scale: lowest score -1001 outside -1000..1000"},
		{high(1000, 1000, 1001, 1001), "ces: scale: highest score 1001 outside 1001..1000"},
		{low(1001, 1001, 1002, 1002), "ces: scale: lowest score 1001 outside -1000..1000"},
		{high(5, 6, 9, 105), ""}, // 101 points
		{high(5, 6, 9, 106), "ces: scale: highest score 106 outside 6..105"},
		{low(5, 5, 6, 5), "ces: scale: highest score 5 outside 6..105"},
		{high(950, 951, 952, 1000), ""},
		{low(950, 951, 952, 1001), "ces: scale: highest score 1001 outside 951..1000"},
		{high(5, 5, 6, 9), ""},
		{high(5, 4, 6, 9), "ces: scale: highest difficult score 4 outside 5..8"},
		{high(5, 8, 9, 9), ""},
		{high(5, 9, 9, 9), "ces: scale: highest difficult score 9 outside 5..8"},
		{high(5, 6, 6, 9), "ces: scale: lowest easy score 6 outside 7..9"},
		{high(5, 6, 10, 9), "ces: scale: lowest easy score 10 outside 7..9"},
		{low(5, 5, 6, 9), ""},
		{low(5, 4, 6, 9), "ces: scale: highest easy score 4 outside 5..8"},
		{low(5, 8, 9, 9), ""},
		{low(5, 9, 9, 9), "ces: scale: highest easy score 9 outside 5..8"},
		{low(5, 6, 6, 9), "ces: scale: lowest difficult score 6 outside 7..9"},
		{low(5, 6, 10, 9), "ces: scale: lowest difficult score 10 outside 7..9"},
		{ces.Scale{Min: 1, Max: 5, Direction: 2, Easy: 2, Difficult: 4}, "ces: scale: direction 2 outside 0..1"},
	} {
		a, errNew := ces.New(tc.scale)
		w, errWeighted := ces.NewWeighted(tc.scale)
		_, errOf := tc.scale.Of(tc.scale.Max)
		for name, err := range map[string]error{"Validate": tc.scale.Validate(), "New": errNew, "NewWeighted": errWeighted, "Of": errOf} {
			switch {
			case tc.want == "" && err != nil:
				t.Errorf("%s of %v: %v", name, tc.scale, err)
			case tc.want != "" && (!errors.Is(err, kpi.ErrRange) || err.Error() != tc.want):
				t.Errorf("%s of %v: %v, want %s", name, tc.scale, err, tc.want)
			}
		}
		if (a != nil) != (tc.want == "") || (w != nil) != (tc.want == "") {
			t.Errorf("%v: accumulators %v, %v beside %v", tc.scale, a, w, errNew)
		}
	}
}

func TestTextsOfScales(t *testing.T) {
	for scale, want := range map[ces.Scale]string{
		{}:                                       "1..7 (difficult 1..3, easy 5..7)",
		ces.EaseSeven():                          "1..7 (difficult 1..3, easy 5..7)",
		ces.EffortFive():                         "1..5 (easy 1..2, difficult 4..5)",
		{Min: -3, Max: 8, Easy: 4, Difficult: 1}: "-3..8 (difficult -3..1, easy 4..8)",
		{Min: -3, Max: 8, Direction: ces.LowIsEasy, Easy: 1, Difficult: 4}: "-3..8 (easy -3..1, difficult 4..8)",
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
}

// All scores of a scale, after each way to a state: a scale that does not begin
// at the lowest score of the default has no fast way.
func TestScoresGoOnWhereTheyBelong(t *testing.T) {
	for _, scale := range []ces.Scale{{}, ces.EffortFive(), {Min: -4, Max: 5, Easy: 3, Difficult: 0}, {Min: 20, Max: 90, Direction: ces.LowIsEasy, Easy: 30, Difficult: 40}} {
		first := must(ces.New(scale))
		lowest, highest := first.Scale().Min, first.Scale().Max
		if err := first.Add(highest); err != nil {
			t.Fatal(err)
		}
		state := must(first.MarshalBinary())
		merged, adopted, decoded := must(ces.New(scale)), new(ces.Accumulator), new(ces.Accumulator)
		if err := errors.Join(merged.Merge(first), adopted.Merge(first), decoded.UnmarshalBinary(state)); err != nil {
			t.Fatal(err)
		}
		for name, a := range map[string]*ces.Accumulator{"Clone": first.Clone(), "Merge": merged, "Merge into zero": adopted, "UnmarshalBinary": decoded} {
			if got := a.Scale(); got != first.Scale() {
				t.Errorf("%v: after %s the scale is %v", scale, name, got)
			}
			for score := lowest; score <= highest; score++ {
				for range score - lowest + 1 {
					if err := a.Add(score); err != nil {
						t.Fatalf("%v: after %s: %v", scale, name, err)
					}
				}
			}
			for score := lowest - 2; score <= highest+2; score++ {
				want := uint64(max(score-lowest+1, 0))
				switch {
				case score > highest:
					want = 0
				case score == highest:
					want++ // the first
				}
				if got := a.Count(score); got != want {
					t.Errorf("%v: after %s score %d was counted %d times, want %d", scale, name, score, got, want)
				}
			}
			for _, score := range []int{lowest - 1, highest + 1, lowest - 11, highest + 11, lowest + 128, lowest - 128, highest + 256} {
				if score >= lowest && score <= highest {
					continue
				}
				for way, err := range map[string]error{"Add": a.Add(score), "AddSlice": a.AddSlice([]int{lowest, score}), "AddSlice, first": a.AddSlice([]int{score, lowest}), "AddSlice, odd": a.AddSlice([]int{score})} {
					if !errors.Is(err, kpi.ErrRange) {
						t.Errorf("%v: after %s, %s of %d: %v, want ErrRange", scale, name, way, score, err)
					}
				}
			}
		}
	}
}

// Every byte, alone and behind a whole block of others, on scales that are counted
// by bits and on others.
func TestColumnsOfBytes(t *testing.T) {
	for _, scale := range []ces.Scale{{}, {Min: 0, Max: 10, Easy: 7, Difficult: 3}, {Min: -4, Max: 5, Easy: 3, Difficult: 0}, {Min: 20, Max: 90, Direction: ces.LowIsEasy, Easy: 30, Difficult: 40}, {Min: 1, Max: 101, Easy: 80, Difficult: 20}} {
		s := must(ces.New(scale)).Scale()
		for v := range 256 {
			for _, before := range []int{0, 1, 127, 128, 129} {
				a := must(ces.New(scale))
				column := make([]uint8, before, before+1)
				for i := range column {
					column[i] = uint8(max(s.Min, 0))
				}
				err := a.AddBytes(append(column, uint8(v)))
				switch on := s.Min <= v && v <= s.Max; {
				case on != (err == nil) || !on && !errors.Is(err, kpi.ErrRange):
					t.Fatalf("%v: %d behind %d: %v", scale, v, before, err)
				case on && (a.Count(v) == 0 || a.Count(v)+a.Count(max(s.Min, 0)) < uint64(before)+1):
					t.Fatalf("%v: %d behind %d was counted %d times", scale, v, before, a.Count(v))
				}
			}
		}
	}
}

// New of the default scale is the zero value.
func TestEaseSevenIsTheDefault(t *testing.T) {
	var zero ces.Accumulator
	a := must(ces.New(ces.EaseSeven()))
	if err := errors.Join(zero.Add(3), a.Add(4), a.Merge(&zero)); err != nil || a.Count(3) != 1 {
		t.Errorf("%v, %+v", err, a.Result())
	}
	w, wzero := must(ces.NewWeighted(ces.EaseSeven())), new(ces.Weighted)
	if err := errors.Join(wzero.Add(3, one), w.Add(4, one), w.Merge(wzero)); err != nil || w.Result().Answers() != 2 {
		t.Errorf("%v, %v", err, w.Result())
	}
	if zero.Scale() != ces.EaseSeven() || wzero.Scale() != zero.Scale() || w.Scale() != zero.Scale() || wzero.Result().Scale != zero.Scale() {
		t.Errorf("scales %v, %v, %v", zero.Scale(), wzero.Scale(), w.Scale())
	}
}

var one = decimal.New(1, 0)

func TestJSONOfAScale(t *testing.T) {
	scale, back := ces.Scale{Min: -3, Max: 8, Direction: ces.LowIsEasy, Easy: 1, Difficult: 4}, ces.Scale{}
	text, err := json.Marshal(scale)
	if err != nil || string(text) != `{"min":-3,"max":8,"direction":1,"easy":1,"difficult":4}` {
		t.Errorf("%s, %v", text, err)
	}
	if err := json.Unmarshal(text, &back); err != nil || back != scale {
		t.Errorf("%v, %v", back, err)
	}
}

const full = 1<<57 - 1 // answers of one score

// A counter takes 2^57-1 answers, whichever way fills it, and not one more.
func TestAFullCounterStaysFull(t *testing.T) {
	nearly := func() *ces.Accumulator {
		var a ces.Accumulator
		if err := a.AddN(7, full-1); err != nil {
			t.Fatal(err)
		}
		return &a
	}
	var last ces.Accumulator
	if err := last.Add(7); err != nil {
		t.Fatal(err)
	}
	for name, fill := range map[string]func(a *ces.Accumulator) error{
		"Add":      func(a *ces.Accumulator) error { return a.Add(7) },
		"AddN":     func(a *ces.Accumulator) error { return a.AddN(7, 1) },
		"AddSlice": func(a *ces.Accumulator) error { return a.AddSlice([]int{7}) },
		"AddBytes": func(a *ces.Accumulator) error { return a.AddBytes([]uint8{7}) },
		"Merge":    func(a *ces.Accumulator) error { return a.Merge(&last) },
	} {
		a := nearly()
		if err := errors.Join(a.Add(6), fill(a)); err != nil {
			t.Fatalf("%s of the last answer that fits: %v", name, err)
		}
		decoded, adopted := new(ces.Accumulator), new(ces.Accumulator)
		if err := errors.Join(decoded.UnmarshalBinary(must(a.MarshalBinary())), adopted.Merge(a)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for way, b := range map[string]*ces.Accumulator{"itself": a, "a clone": a.Clone(), "decoded": decoded, "merged": adopted} {
			for more, err := range map[string]error{
				"Add": b.Add(7), "AddN": b.AddN(7, 1), "AddSlice": b.AddSlice([]int{6, 7}), "AddBytes": b.AddBytes([]uint8{6, 7}), "Merge": b.Merge(&last),
			} {
				if !errors.Is(err, kpi.ErrOverflow) {
					t.Errorf("full by %s, %s, %s: %v, want ErrOverflow", name, way, more, err)
				}
			}
			if err := b.Add(6); err != nil || b.Count(7) != full || b.Count(6) != 2 {
				t.Errorf("full by %s, %s: %v, %d and %d", name, way, err, b.Count(7), b.Count(6))
			}
		}
	}
	// A counter that was small until a moment ago, so that Add had its fast way.
	for name, fill := range map[string]func(a *ces.Accumulator) error{
		"AddN":  func(a *ces.Accumulator) error { return a.AddN(7, full) },
		"Merge": func(a *ces.Accumulator) error { return errors.Join(a.Merge(nearly()), a.Add(7)) },
	} {
		for way, a := range map[string]*ces.Accumulator{"a clone": new(ces.Accumulator), "decoded": new(ces.Accumulator)} {
			if err := errors.Join(a.Add(6), a.Add(6)); err != nil {
				t.Fatal(err)
			}
			if way == "a clone" {
				a = a.Clone()
			} else if err := a.UnmarshalBinary(must(a.MarshalBinary())); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(a.Add(6), fill(a)); err != nil {
				t.Fatal(err)
			}
			if err := a.Add(7); !errors.Is(err, kpi.ErrOverflow) || a.Count(7) != full || a.Count(6) != 3 {
				t.Errorf("%s, full by %s: %v, %d and %d", way, name, err, a.Count(7), a.Count(6))
			}
		}
	}
	for _, tc := range []struct {
		err  error
		want string
	}{
		{nearly().AddN(7, 2), "ces: answers of a score: overflow"},
		{nearly().AddSlice([]int{7, 7}), "ces: answers of a score: overflow"},
		{nearly().AddBytes([]uint8{7, 7, 1}), "ces: answers of a score: overflow"},
		{nearly().Merge(nearly()), "ces: answers of a score: overflow"},
		{last.Merge(filled(t, oneToFifty, 7)), "ces: incompatible scales 1..7 (difficult 1..3, easy 5..7) and 1..50 (difficult 1..6, easy 9..50)"},
		{new(ces.Accumulator).AddN(11, full), "ces: score 11 outside 1..7"},
	} {
		if tc.err == nil || tc.err.Error() != tc.want {
			t.Errorf("%v, want %s", tc.err, tc.want)
		}
	}
}

var oneToFifty = ces.Scale{Min: 1, Max: 50, Easy: 9, Difficult: 6}

func filled(t *testing.T, scale ces.Scale, scores ...int) *ces.Accumulator {
	t.Helper()
	a := must(ces.New(scale))
	if err := a.AddSlice(scores); err != nil {
		t.Fatal(err)
	}
	return a
}
