package surveytest

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/customerkpi/kpi"
)

// bounds: each bound of a scale's range, and one step beyond. The bounds of the
// cuts are tests of the packages.
func (s Spec[S, R, X, A, W]) bounds(t *testing.T) {
	for _, tc := range []struct {
		lowest, low, high, highest int
		want                       string // the error
	}{
		{-1000, -1000, -999, -999, ""},
		{-1001, -1001, -1000, -1000, "lowest score -1001 outside -1000..999"},
		{-1001, -999, -998, -990, "lowest score -1001 outside -1000..999"},
		{999, 999, 1000, 1000, ""},
		{1000, 1000, 1001, 1001, "lowest score 1000 outside -1000..999"},
		{5, 6, 9, 105, ""}, // 101 points
		{5, 6, 9, 106, "highest score 106 outside 6..105"},
		{5, 5, 6, 6, ""},
		{5, 5, 6, 5, "highest score 5 outside 6..105"},
		{950, 951, 952, 1000, ""},
		{950, 951, 952, 1001, "highest score 1001 outside 951..1000"},
	} {
		s.scale(t, s.Scale(tc.lowest, tc.low, tc.high, tc.highest), tc.want)
	}
	s.scale(t, *new(S), "")
	s.scale(t, s.Default, "")
}

// scale checks that a scale is accepted, or refused with a text, in every way.
func (s Spec[S, R, X, A, W]) scale(t *testing.T, scale S, want string) {
	t.Helper()
	_, errNew := s.New(scale)
	_, errWeighted := s.NewWeighted(scale)
	_, errOf := scale.Of()
	for name, err := range map[string]error{"Validate": scale.Validate(), "New": errNew, "NewWeighted": errWeighted, "Of": errOf} {
		switch {
		case want == "" && err != nil:
			t.Errorf("%s of %v: %v", name, scale, err)
		case want != "" && (!errors.Is(err, kpi.ErrRange) || err.Error() != s.Op+": scale: "+want):
			t.Errorf("%s of %v: %v, want %s: scale: %s", name, scale, err, s.Op, want)
		}
	}
}

// zeroScale: New of the default scale is the zero value, which takes over the
// scale of another one; a scale survives its JSON.
func (s Spec[S, R, X, A, W]) zeroScale(t *testing.T) {
	a, zero := must(s.New(s.Default)), s.zero()
	if err := errors.Join(zero.Add(s.Max), a.Add(s.Min), a.Merge(zero)); err != nil || a.Count(s.Max) != 1 || a.Count(s.Min) != 1 {
		t.Errorf("%v, %v", err, a.Result())
	}
	w, zeroWeighted := must(s.NewWeighted(s.Default)), s.zeroWeighted()
	if err := errors.Join(zeroWeighted.Add(s.Max, one), w.Add(s.Min, one), w.Merge(zeroWeighted)); err != nil || w.Result().N() != 2 {
		t.Errorf("%v, %v", err, w.Result())
	}
	for _, scale := range []S{a.Scale(), zero.Scale(), w.Scale(), zeroWeighted.Scale()} {
		if scale != s.Default {
			t.Errorf("scale %v, want %v", scale, s.Default)
		}
	}
	if (*new(S)).String() != s.Default.String() {
		t.Errorf("the zero scale is %v", *new(S))
	}
	scale, back := s.Scale(-3, 2, 5, 8), *new(S)
	if err := json.Unmarshal(must(json.Marshal(scale)), &back); err != nil || back != scale {
		t.Errorf("%v, %v through JSON, want %v", err, back, scale)
	}
}

func (s Spec[S, R, X, A, W]) zero() A { return (*new(A)).Clone() }

func (s Spec[S, R, X, A, W]) zeroWeighted() W { return (*new(W)).Clone() }

// A sized is a scale with its lowest and highest score.
type sized[S any] struct {
	scale           S
	lowest, highest int
}

// scales are the default, and scales that begin at its lowest score, at 0, below
// and above it: Add has a fast way for some, AddBytes for others.
func (s Spec[S, R, X, A, W]) scales() []sized[S] {
	all := []sized[S]{{*new(S), s.Min, s.Max}}
	for _, c := range [][4]int{
		{s.Min, s.Min + 3, s.Min + 7, s.Min + 8},
		{0, 6, 9, 10},
		{1, 6, 9, 10},
		{3, 6, 9, 11},
		{4, 5, 7, 8},
		{-4, 0, 3, 5},
		{20, 30, 40, 90},
		{0, 40, 80, 100},
	} {
		all = append(all, sized[S]{s.Scale(c[0], c[1], c[2], c[3]), c[0], c[3]})
	}
	return all
}
