package csat_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/csat"
)

// Each bound of a scale, and one step beyond.
func TestBoundsOfScales(t *testing.T) {
	scale := func(lowest, satisfied, highest int) csat.Scale {
		return csat.Scale{Min: lowest, Satisfied: satisfied, Max: highest}
	}
	for _, tc := range []struct {
		scale csat.Scale
		want  string // the error
	}{
		{csat.OneToFive(), ""},
		{csat.OneToTen(), ""},
		{csat.YesNo(), ""},
		{scale(-1000, -999, -999), ""},
		{scale(-1001, -1000, -1000), "csat: scale: lowest score -1001 outside -1000..1000"},
		{scale(999, 1000, 1000), ""},
		{scale(-1001, -998, -990), "csat: scale: lowest score -1001 outside -1000..1000"},
		{scale(1000, 1001, 1001), "csat: scale: highest score 1001 outside 1001..1000"},
		{scale(1001, 1002, 1002), "csat: scale: lowest score 1001 outside -1000..1000"},
		{scale(5, 6, 105), ""}, // 101 points
		{scale(5, 6, 106), "csat: scale: highest score 106 outside 6..105"},
		{scale(5, 6, 5), "csat: scale: highest score 5 outside 6..105"},
		{scale(950, 960, 1000), ""},
		{scale(950, 960, 1001), "csat: scale: highest score 1001 outside 951..1000"},
		{scale(5, 6, 9), ""},
		{scale(5, 5, 9), "csat: scale: lowest satisfied score 5 outside 6..9"},
		{scale(5, 9, 9), ""},
		{scale(5, 10, 9), "csat: scale: lowest satisfied score 10 outside 6..9"},
	} {
		a, errNew := csat.New(tc.scale)
		w, errWeighted := csat.NewWeighted(tc.scale)
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
	for scale, want := range map[csat.Scale]string{
		{}:                              "1..5 (satisfied 4..5)",
		csat.OneToFive():                "1..5 (satisfied 4..5)",
		csat.OneToTen():                 "1..10 (satisfied 9..10)",
		csat.YesNo():                    "0..1 (satisfied 1..1)",
		{Min: -3, Satisfied: 2, Max: 8}: "-3..8 (satisfied 2..8)",
	} {
		if got := scale.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// All scores of a scale, after each way to a state: a scale that does not begin
// at the lowest score of the default has no fast way.
func TestScoresGoOnWhereTheyBelong(t *testing.T) {
	for _, scale := range []csat.Scale{{}, csat.YesNo(), {Min: -4, Satisfied: 3, Max: 5}, {Min: 20, Satisfied: 40, Max: 90}} {
		first := must(csat.New(scale))
		lowest, highest := first.Scale().Min, first.Scale().Max
		if err := first.Add(highest); err != nil {
			t.Fatal(err)
		}
		state := must(first.MarshalBinary())
		merged, adopted, decoded := must(csat.New(scale)), new(csat.Accumulator), new(csat.Accumulator)
		if err := errors.Join(merged.Merge(first), adopted.Merge(first), decoded.UnmarshalBinary(state)); err != nil {
			t.Fatal(err)
		}
		for name, a := range map[string]*csat.Accumulator{"Clone": first.Clone(), "Merge": merged, "Merge into zero": adopted, "UnmarshalBinary": decoded} {
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
	for _, scale := range []csat.Scale{{}, {Min: 0, Satisfied: 1, Max: 1}, {Min: -4, Satisfied: 3, Max: 5}, {Min: 20, Satisfied: 40, Max: 90}, {Min: 1, Satisfied: 80, Max: 101}, {Min: 0, Satisfied: 9, Max: 11}} {
		s := must(csat.New(scale)).Scale()
		for v := range 256 {
			for _, before := range []int{0, 1, 127, 128, 129} {
				a := must(csat.New(scale))
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
func TestOneToFiveIsTheDefault(t *testing.T) {
	var zero csat.Accumulator
	a := must(csat.New(csat.OneToFive()))
	if err := errors.Join(zero.Add(3), a.Add(4), a.Merge(&zero)); err != nil || a.Count(3) != 1 {
		t.Errorf("%v, %+v", err, a.Result())
	}
	w, wzero := must(csat.NewWeighted(csat.OneToFive())), new(csat.Weighted)
	if err := errors.Join(wzero.Add(3, one), w.Add(4, one), w.Merge(wzero)); err != nil || w.Result().Answers() != 2 {
		t.Errorf("%v, %v", err, w.Result())
	}
	if zero.Scale() != csat.OneToFive() || wzero.Scale() != zero.Scale() || w.Scale() != zero.Scale() || wzero.Result().Scale != zero.Scale() {
		t.Errorf("scales %v, %v, %v", zero.Scale(), wzero.Scale(), w.Scale())
	}
}

var one = decimal.New(1, 0)

func TestJSONOfAScale(t *testing.T) {
	scale, back := csat.Scale{Min: -3, Satisfied: 2, Max: 8}, csat.Scale{}
	text, err := json.Marshal(scale)
	if err != nil || string(text) != `{"min":-3,"satisfied":2,"max":8}` {
		t.Errorf("%s, %v", text, err)
	}
	if err := json.Unmarshal(text, &back); err != nil || back != scale {
		t.Errorf("%v, %v", back, err)
	}
}

const full = 1<<57 - 1 // answers of one score

// A counter takes 2^57-1 answers, whichever way fills it, and not one more.
func TestAFullCounterStaysFull(t *testing.T) {
	nearly := func() *csat.Accumulator {
		var a csat.Accumulator
		if err := a.AddN(5, full-1); err != nil {
			t.Fatal(err)
		}
		return &a
	}
	var last csat.Accumulator
	if err := last.Add(5); err != nil {
		t.Fatal(err)
	}
	for name, fill := range map[string]func(a *csat.Accumulator) error{
		"Add":      func(a *csat.Accumulator) error { return a.Add(5) },
		"AddN":     func(a *csat.Accumulator) error { return a.AddN(5, 1) },
		"AddSlice": func(a *csat.Accumulator) error { return a.AddSlice([]int{5}) },
		"AddBytes": func(a *csat.Accumulator) error { return a.AddBytes([]uint8{5}) },
		"Merge":    func(a *csat.Accumulator) error { return a.Merge(&last) },
	} {
		a := nearly()
		if err := errors.Join(a.Add(4), fill(a)); err != nil {
			t.Fatalf("%s of the last answer that fits: %v", name, err)
		}
		decoded, adopted := new(csat.Accumulator), new(csat.Accumulator)
		if err := errors.Join(decoded.UnmarshalBinary(must(a.MarshalBinary())), adopted.Merge(a)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for way, b := range map[string]*csat.Accumulator{"itself": a, "a clone": a.Clone(), "decoded": decoded, "merged": adopted} {
			for more, err := range map[string]error{
				"Add": b.Add(5), "AddN": b.AddN(5, 1), "AddSlice": b.AddSlice([]int{4, 5}), "AddBytes": b.AddBytes([]uint8{4, 5}), "Merge": b.Merge(&last),
			} {
				if !errors.Is(err, kpi.ErrOverflow) {
					t.Errorf("full by %s, %s, %s: %v, want ErrOverflow", name, way, more, err)
				}
			}
			if err := b.Add(4); err != nil || b.Count(5) != full || b.Count(4) != 2 {
				t.Errorf("full by %s, %s: %v, %d and %d", name, way, err, b.Count(5), b.Count(4))
			}
		}
	}
	// A counter that was small until a moment ago, so that Add had its fast way.
	for name, fill := range map[string]func(a *csat.Accumulator) error{
		"AddN":  func(a *csat.Accumulator) error { return a.AddN(5, full) },
		"Merge": func(a *csat.Accumulator) error { return errors.Join(a.Merge(nearly()), a.Add(5)) },
	} {
		for way, a := range map[string]*csat.Accumulator{"a clone": new(csat.Accumulator), "decoded": new(csat.Accumulator)} {
			if err := errors.Join(a.Add(4), a.Add(4)); err != nil {
				t.Fatal(err)
			}
			if way == "a clone" {
				a = a.Clone()
			} else if err := a.UnmarshalBinary(must(a.MarshalBinary())); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(a.Add(4), fill(a)); err != nil {
				t.Fatal(err)
			}
			if err := a.Add(5); !errors.Is(err, kpi.ErrOverflow) || a.Count(5) != full || a.Count(4) != 3 {
				t.Errorf("%s, full by %s: %v, %d and %d", way, name, err, a.Count(5), a.Count(4))
			}
		}
	}
	for _, tc := range []struct {
		err  error
		want string
	}{
		{nearly().AddN(5, 2), "csat: answers of a score: overflow"},
		{nearly().AddSlice([]int{5, 5}), "csat: answers of a score: overflow"},
		{nearly().AddBytes([]uint8{5, 5, 1}), "csat: answers of a score: overflow"},
		{nearly().Merge(nearly()), "csat: answers of a score: overflow"},
		{last.Merge(filled(t, oneToFifty, 5)), "csat: incompatible scales 1..5 (satisfied 4..5) and 1..50 (satisfied 9..50)"},
		{new(csat.Accumulator).AddN(11, full), "csat: score 11 outside 1..5"},
	} {
		if tc.err == nil || tc.err.Error() != tc.want {
			t.Errorf("%v, want %s", tc.err, tc.want)
		}
	}
}

var oneToFifty = csat.Scale{Min: 1, Satisfied: 9, Max: 50}

func filled(t *testing.T, scale csat.Scale, scores ...int) *csat.Accumulator {
	t.Helper()
	a := must(csat.New(scale))
	if err := a.AddSlice(scores); err != nil {
		t.Fatal(err)
	}
	return a
}
