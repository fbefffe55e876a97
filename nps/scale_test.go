package nps_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// Each bound of a scale, and one step beyond.
func TestBoundsOfScales(t *testing.T) {
	scale := func(lowest, detractor, promoter, highest int) nps.Scale {
		return nps.Scale{Min: lowest, DetractorMax: detractor, PromoterMin: promoter, Max: highest}
	}
	for _, tc := range []struct {
		scale nps.Scale
		want  string // the error
	}{
		{nps.Scale{}, ""},
		{nps.Standard(), ""},
		{nps.OneToTen(), ""},
		{scale(-1000, -1000, -999, -999), ""},
		{scale(-1001, -1001, -1000, -1000), "nps: scale: lowest score -1001 outside -1000..1000"},
		{scale(999, 999, 1000, 1000), ""},
		{scale(-1001, -999, -998, -990), "nps: scale: lowest score -1001 outside -1000..1000"},
		{scale(1000, 1000, 1001, 1001), "nps: scale: highest score 1001 outside 1001..1000"},
		{scale(1001, 1001, 1002, 1002), "nps: scale: lowest score 1001 outside -1000..1000"},
		{scale(5, 6, 9, 105), ""}, // 101 points
		{scale(5, 6, 9, 106), "nps: scale: highest score 106 outside 6..105"},
		{scale(5, 5, 6, 5), "nps: scale: highest score 5 outside 6..105"},
		{scale(950, 951, 952, 1000), ""},
		{scale(950, 951, 952, 1001), "nps: scale: highest score 1001 outside 951..1000"},
		{scale(5, 5, 6, 9), ""},
		{scale(5, 4, 6, 9), "nps: scale: highest score of a detractor 4 outside 5..8"},
		{scale(5, 8, 9, 9), ""},
		{scale(5, 9, 9, 9), "nps: scale: highest score of a detractor 9 outside 5..8"},
		{scale(5, 6, 6, 9), "nps: scale: lowest score of a promoter 6 outside 7..9"},
		{scale(5, 6, 10, 9), "nps: scale: lowest score of a promoter 10 outside 7..9"},
	} {
		a, errNew := nps.New(tc.scale)
		w, errWeighted := nps.NewWeighted(tc.scale)
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

// All scores of a scale, after each way to a state: a scale that does not begin
// at the lowest score of the default has no fast way.
func TestScoresGoOnWhereTheyBelong(t *testing.T) {
	for _, scale := range []nps.Scale{{}, nps.OneToTen(), {Min: -4, DetractorMax: 0, PromoterMin: 3, Max: 5}, {Min: 20, DetractorMax: 30, PromoterMin: 40, Max: 90}} {
		first := must(nps.New(scale))
		lowest, highest := first.Scale().Min, first.Scale().Max
		if err := first.Add(highest); err != nil {
			t.Fatal(err)
		}
		state := must(first.MarshalBinary())
		merged, adopted, decoded := must(nps.New(scale)), new(nps.Accumulator), new(nps.Accumulator)
		if err := errors.Join(merged.Merge(first), adopted.Merge(first), decoded.UnmarshalBinary(state)); err != nil {
			t.Fatal(err)
		}
		for name, a := range map[string]*nps.Accumulator{"Clone": first.Clone(), "Merge": merged, "Merge into zero": adopted, "UnmarshalBinary": decoded} {
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
	for _, scale := range []nps.Scale{{}, {Min: 1, DetractorMax: 6, PromoterMin: 9, Max: 10}, {Min: -4, DetractorMax: 0, PromoterMin: 3, Max: 5}, {Min: 20, DetractorMax: 30, PromoterMin: 40, Max: 90}, {Min: 0, DetractorMax: 40, PromoterMin: 80, Max: 100}, {Min: 3, DetractorMax: 6, PromoterMin: 9, Max: 11}} {
		s := must(nps.New(scale)).Scale()
		for v := range 256 {
			for _, before := range []int{0, 1, 127, 128, 129} {
				a := must(nps.New(scale))
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
func TestTheStandardScaleIsTheDefault(t *testing.T) {
	var zero nps.Accumulator
	a := must(nps.New(nps.Standard()))
	if err := errors.Join(zero.Add(3), a.Add(4), a.Merge(&zero)); err != nil || a.Count(3) != 1 {
		t.Errorf("%v, %+v", err, a.Result())
	}
	w, wzero := must(nps.NewWeighted(nps.Standard())), new(nps.Weighted)
	if err := errors.Join(wzero.Add(3, one), w.Add(4, one), w.Merge(wzero)); err != nil || w.Result().Answers() != 2 {
		t.Errorf("%v, %v", err, w.Result())
	}
	if zero.Scale() != nps.Standard() || wzero.Scale() != zero.Scale() || w.Scale() != zero.Scale() || wzero.Result().Scale != zero.Scale() {
		t.Errorf("scales %v, %v, %v", zero.Scale(), wzero.Scale(), w.Scale())
	}
}

var one = decimal.New(1, 0)

func TestJSONOfAScale(t *testing.T) {
	scale, back := nps.Scale{Min: -3, DetractorMax: 2, PromoterMin: 5, Max: 8}, nps.Scale{}
	text, err := json.Marshal(scale)
	if err != nil || string(text) != `{"min":-3,"detractor_max":2,"promoter_min":5,"max":8}` {
		t.Errorf("%s, %v", text, err)
	}
	if err := json.Unmarshal(text, &back); err != nil || back != scale {
		t.Errorf("%v, %v", back, err)
	}
}

const full = 1<<57 - 1 // answers of one score

// A counter takes 2^57-1 answers, whichever way fills it, and not one more.
func TestAFullCounterStaysFull(t *testing.T) {
	nearly := func() *nps.Accumulator {
		var a nps.Accumulator
		if err := a.AddN(9, full-1); err != nil {
			t.Fatal(err)
		}
		return &a
	}
	var nine nps.Accumulator
	if err := nine.Add(9); err != nil {
		t.Fatal(err)
	}
	for name, fill := range map[string]func(a *nps.Accumulator) error{
		"Add":      func(a *nps.Accumulator) error { return a.Add(9) },
		"AddN":     func(a *nps.Accumulator) error { return a.AddN(9, 1) },
		"AddSlice": func(a *nps.Accumulator) error { return a.AddSlice([]int{9}) },
		"AddBytes": func(a *nps.Accumulator) error { return a.AddBytes([]uint8{9}) },
		"Merge":    func(a *nps.Accumulator) error { return a.Merge(&nine) },
	} {
		a := nearly()
		if err := errors.Join(a.Add(8), fill(a)); err != nil {
			t.Fatalf("%s of the last answer that fits: %v", name, err)
		}
		decoded, adopted := new(nps.Accumulator), new(nps.Accumulator)
		if err := errors.Join(decoded.UnmarshalBinary(must(a.MarshalBinary())), adopted.Merge(a)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for way, b := range map[string]*nps.Accumulator{"itself": a, "a clone": a.Clone(), "decoded": decoded, "merged": adopted} {
			for more, err := range map[string]error{
				"Add": b.Add(9), "AddN": b.AddN(9, 1), "AddSlice": b.AddSlice([]int{8, 9}), "AddBytes": b.AddBytes([]uint8{8, 9}), "Merge": b.Merge(&nine),
			} {
				if !errors.Is(err, kpi.ErrOverflow) {
					t.Errorf("full by %s, %s, %s: %v, want ErrOverflow", name, way, more, err)
				}
			}
			if err := b.Add(8); err != nil || b.Count(9) != full || b.Count(8) != 2 {
				t.Errorf("full by %s, %s: %v, %d and %d", name, way, err, b.Count(9), b.Count(8))
			}
		}
	}
	// A counter that was small until a moment ago, so that Add had its fast way.
	for name, fill := range map[string]func(a *nps.Accumulator) error{
		"AddN":  func(a *nps.Accumulator) error { return a.AddN(9, full) },
		"Merge": func(a *nps.Accumulator) error { return errors.Join(a.Merge(nearly()), a.Add(9)) },
	} {
		for way, a := range map[string]*nps.Accumulator{"a clone": new(nps.Accumulator), "decoded": new(nps.Accumulator)} {
			if err := errors.Join(a.Add(8), a.Add(8)); err != nil {
				t.Fatal(err)
			}
			if way == "a clone" {
				a = a.Clone()
			} else if err := a.UnmarshalBinary(must(a.MarshalBinary())); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(a.Add(8), fill(a)); err != nil {
				t.Fatal(err)
			}
			if err := a.Add(9); !errors.Is(err, kpi.ErrOverflow) || a.Count(9) != full || a.Count(8) != 3 {
				t.Errorf("%s, full by %s: %v, %d and %d", way, name, err, a.Count(9), a.Count(8))
			}
		}
	}
	for _, tc := range []struct {
		err  error
		want string
	}{
		{nearly().AddN(9, 2), "nps: answers of a score: overflow"},
		{nearly().AddSlice([]int{9, 9}), "nps: answers of a score: overflow"},
		{nearly().AddBytes([]uint8{9, 9, 0}), "nps: answers of a score: overflow"},
		{nearly().Merge(nearly()), "nps: answers of a score: overflow"},
		{nine.Merge(filled(t, oneToFifty, 9)), "nps: incompatible scales 0..10 (detractors 0..6, promoters 9..10) and 1..50 (detractors 1..6, promoters 9..50)"},
		{new(nps.Accumulator).AddN(11, full), "nps: score 11 outside 0..10"},
	} {
		if tc.err == nil || tc.err.Error() != tc.want {
			t.Errorf("%v, want %s", tc.err, tc.want)
		}
	}
}

var oneToFifty = nps.Scale{Min: 1, DetractorMax: 6, PromoterMin: 9, Max: 50}

func filled(t *testing.T, scale nps.Scale, scores ...int) *nps.Accumulator {
	t.Helper()
	a := must(nps.New(scale))
	if err := a.AddSlice(scores); err != nil {
		t.Fatal(err)
	}
	return a
}
