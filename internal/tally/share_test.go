package tally

import (
	"math"
	"testing"

	"github.com/customerkpi/kpi/internal/wire"
)

func TestShareCounts(t *testing.T) {
	var s Share
	for i := range 7 {
		if !s.Add(i < 3) {
			t.Fatal("refused")
		}
	}
	if !s.AddN(true, 10) || !s.AddN(false, 20) || !s.AddN(true, 0) || !s.Merge(Share{Hits: 100, Total: 400}) {
		t.Fatal("refused")
	}
	if want := (Share{Hits: 113, Total: 437}); s != want {
		t.Errorf("%+v, want %+v", s, want)
	}
}

// A column counts wholly or not at all.
func TestColumnsOfAShare(t *testing.T) {
	const most = math.MaxUint64
	column := []bool{true, false, true, true}
	for _, tc := range []struct {
		from Share
		ok   bool
	}{
		{Share{}, true},
		{Share{Hits: 2, Total: 10}, true},
		{Share{Hits: 5, Total: most - 4}, true},
		{Share{Hits: 0, Total: most - 3}, false},
		{Share{Hits: most - 3, Total: most - 3}, false},
		{Share{Hits: most - 4, Total: most - 4}, true},
	} {
		s, want := tc.from, tc.from
		if tc.ok {
			want.Hits, want.Total = want.Hits+3, want.Total+4
		}
		if s.AddSlice(column) != tc.ok || s != want {
			t.Errorf("%+v became %+v, want %+v", tc.from, s, want)
		}
	}
	if s := (Share{Hits: 1, Total: most}); !s.AddSlice(nil) || s.Total != most {
		t.Errorf("%+v", s)
	}
}

// The total is at most 2^64-1, whatever number of it hits.
func TestTheTotalOfAShareDoesNotWrap(t *testing.T) {
	const most = math.MaxUint64
	for name, add := range map[string]func(s *Share) bool{
		"Add":         func(s *Share) bool { return s.Add(false) },
		"Add of hit":  func(s *Share) bool { return s.Add(true) },
		"AddN":        func(s *Share) bool { return s.AddN(false, 1) },
		"AddN of hit": func(s *Share) bool { return s.AddN(true, 1) },
		"Merge":       func(s *Share) bool { return s.Merge(Share{Total: 1}) },
	} {
		for _, hits := range []uint64{0, 5, most - 1} {
			s := Share{Hits: hits, Total: most - 1}
			if !add(&s) || s.Total != most {
				t.Errorf("%s up to 2^64-1: %+v", name, s)
			}
			if full := s; add(&s) || s != full {
				t.Errorf("%s beyond 2^64-1: %+v", name, s)
			}
		}
	}
	s := Share{Hits: 1, Total: most}
	if !s.AddN(true, 0) || !s.Merge(Share{}) || s.AddN(true, most) || s.Merge(s) || s != (Share{Hits: 1, Total: most}) {
		t.Errorf("%+v", s)
	}
}

// shares are encodings of a Share, each bound with one step beyond it.
var shares = []struct {
	hits, total uint64
	ok          bool
}{
	{0, 0, true},
	{1, 0, false},
	{3, 5, true},
	{5, 5, true},
	{6, 5, false},
	{5, 3, false},
	{math.MaxUint64, math.MaxUint64, true},
	{math.MaxUint64, math.MaxUint64 - 1, false},
}

func TestShareIsReadBack(t *testing.T) {
	for _, tc := range shares {
		s := Share{Hits: tc.hits, Total: tc.total}
		r := wire.Open("tally", "", s.Append(nil))
		back := ReadShare(r)
		if err := r.Close(); (err == nil) != tc.ok || tc.ok && back != s {
			t.Errorf("%d of %d: %+v, %v", tc.hits, tc.total, back, err)
		}
		if !tc.ok && r.Err().Error() != "tally: corrupt encoding: "+uintText(tc.hits)+" of "+uintText(tc.total) {
			t.Error(r.Err())
		}
	}
}

func uintText(n uint64) string { return rat(n).RatString() }

// FuzzReadShare: any bytes are refused or the encoding of a share.
func FuzzReadShare(f *testing.F) {
	for _, tc := range shares {
		s := Share{Hits: tc.hits, Total: tc.total}
		f.Add(s.Append(nil))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := wire.Open("tally", "", data)
		s := ReadShare(r)
		if r.Close() == nil && (s.Hits > s.Total || string(s.Append(nil)) != string(data)) {
			t.Errorf("%x is read as %+v", data, s)
		}
	})
}
