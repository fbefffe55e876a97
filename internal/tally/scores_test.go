package tally

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/internal/wire"
)

// naive counts scores one by one in a map.
func naive(scores []int, min, max int) ([]uint64, bool) {
	counts := make([]uint64, max-min+1)
	for _, v := range scores {
		if v < min || v > max {
			return nil, false
		}
		counts[v-min]++
	}
	return counts, true
}

// scale draws a scale, most often within 0..10 where columns are counted by
// bits.
func scale(t *rapid.T) (min, max int) {
	min = rapid.OneOf(rapid.IntRange(0, 3), rapid.IntRange(-50, 100)).Draw(t, "min")
	return min, min + rapid.OneOf(rapid.IntRange(1, 10), rapid.IntRange(1, 100)).Draw(t, "span")
}

func TestEveryPathCountsLikeTheNaiveLoop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		min, max := scale(t)
		score := rapid.IntRange(min, max)
		if rapid.IntRange(0, 3).Draw(t, "with bad scores") == 0 {
			score = rapid.IntRange(min-2, max+2)
		}
		scores := rapid.SliceOfN(score, 0, 400).Draw(t, "scores")
		want, ok := naive(scores, min, max)

		var single, slice, bytes, each Scores
		for _, s := range []*Scores{&single, &slice, &bytes, &each} {
			s.Init(min, max, min)
		}
		good := true
		for _, v := range scores {
			good = single.AddN(v, 1) && good
		}
		check := func(name string, s *Scores, got bool) {
			t.Helper()
			if got != ok {
				t.Fatalf("%s = %v, want %v", name, got, ok)
			}
			if ok && (!slices.Equal(s.counts, want) || s.Total() != uint64(len(scores))) {
				t.Fatalf("%s counted %v, want %v", name, s.counts, want)
			}
			if !ok && name != "AddN" && s.Total() != 0 {
				t.Fatalf("%s refused the column and counted %d", name, s.Total())
			}
		}
		check("AddN", &single, good)
		check("AddSlice", &slice, slice.AddSlice(scores))
		check("addEach", &each, each.addEach(len(scores), func(i int) int { return scores[i] }))
		column := make([]uint8, len(scores))
		for i, v := range scores {
			if v < 0 || v > 255 {
				return // no byte
			}
			column[i] = uint8(v)
		}
		check("AddBytes", &bytes, bytes.AddBytes(column))
	})
}

func TestAddBytesRefusesEveryOtherByte(t *testing.T) {
	for v := range 256 {
		for _, at := range []int{0, 63, 64, 127, 128, 130} {
			column := make([]uint8, 131)
			column[at] = uint8(v)
			var s Scores
			s.Init(0, 10, 0)
			if got, want := s.AddBytes(column), v <= 10; got != want {
				t.Errorf("AddBytes with %d at %d = %v, want %v", v, at, got, want)
			}
		}
	}
}

func TestSums(t *testing.T) {
	var s Scores
	s.Init(1, 5, 0)
	s.AddSlice([]int{1, 2, 2, 5})
	// 1+2+2+5 = 10, 1+4+4+25 = 34
	sum, squares := s.Sums()
	if sum.RatString() != "10" || squares.RatString() != "34" {
		t.Errorf("Sums = %v, %v, want 10, 34", sum, squares)
	}
	if got := s.Count(2, 4); got != 2 {
		t.Errorf("Count(2, 4) = %d, want 2", got)
	}
	if got := s.Count(-9, 99); got != 4 {
		t.Errorf("Count of all = %d, want 4", got)
	}
}

// More points than a scale of a survey has are counted too.
func TestWideScales(t *testing.T) {
	for _, base := range []int{0, 5} {
		var s Scores
		s.Init(0, 199, base)
		if !s.AddSlice([]int{150, 199, 150}) || s.Count(150, 150) != 2 || s.Count(199, 199) != 1 || s.AddSlice([]int{3, 200}) || s.Total() != 3 {
			t.Errorf("base %d: %v", base, s.counts)
		}
	}
	var edge Scores // a table of 128 entries holds it
	edge.Init(0, 127, 5)
	if !edge.AddSlice([]int{127, 0}) || edge.AddSlice([]int{128}) || edge.Count(127, 127) != 1 || edge.Total() != 2 {
		t.Errorf("128 points: %v", edge.counts)
	}
}

func TestAddCountsBeginsAtTheLowestScore(t *testing.T) {
	var s Scores
	s.Init(3, 6, 3)
	if !s.AddCounts([]uint64{5, 0, 7}) || s.Count(3, 3) != 5 || s.Count(5, 5) != 7 || s.Total() != 12 {
		t.Errorf("%v", s.counts)
	}
	if s.AddCounts([]uint64{1, 1, 1, 1, 1}) || s.AddCounts([]uint64{MaxCount, 0}) || s.Total() != 12 {
		t.Errorf("%v", s.counts)
	}
	if !s.AddCounts([]uint64{0, 0, 0, 2, 0}) || s.Count(6, 6) != 2 {
		t.Errorf("%v: a count of 0 is on every scale", s.counts)
	}
}

// What was there before gives way to what is read, with its scale.
func TestReadTakesTheScaleToo(t *testing.T) {
	var s Scores
	s.Init(0, 1, 0)
	s.AddN(1, 9)
	r := wire.Open("tally", "", []byte{1, 2, 3})
	if s.Read(r, 4, 6, 4); r.Close() != nil || s.Total() != 6 || s.Count(6, 6) != 3 || s.Holds(1) || len(s.Fast) != 3 {
		t.Errorf("%v, %v", r.Err(), s)
	}
}

func TestCountersDoNotWrap(t *testing.T) {
	var s Scores
	s.Init(0, 1, 0)
	if !s.AddN(0, MaxCount) || !s.AddN(1, MaxCount) {
		t.Fatal("AddN of MaxCount refused")
	}
	o := s.Clone()
	for name, got := range map[string]bool{
		"AddN":     s.AddN(1, 1),
		"AddSlice": s.AddSlice([]int{1}),
		"AddBytes": s.AddBytes([]uint8{1}),
		"Merge":    s.Merge(&o),
	} {
		if got {
			t.Errorf("%s counted beyond MaxCount", name)
		}
	}
	if s.Fast != nil || o.Fast != nil {
		t.Error("Fast of a full counter")
	}
	if s.Total() != 2*MaxCount {
		t.Errorf("a refused count changed the state: %v", s.counts)
	}
}

func TestFastIsThereWhereItIsRight(t *testing.T) {
	var s Scores
	if s.Fast != nil {
		t.Error("Fast before Init")
	}
	s.Init(1, 5, 1)
	s.Fast[4]++
	if c := s.Clone(); s.Count(5, 5) != 1 || c.Count(5, 5) != 1 || len(c.Fast) != 5 || &c.Fast[0] == &s.Fast[0] {
		t.Errorf("Fast does not count, or a clone shares it: %v", s.counts)
	}
	var other Scores
	other.Init(0, 4, 1)
	if other.Fast != nil {
		t.Error("Fast on a scale that does not begin at base")
	}
}

func TestColumnsDoNotAllocate(t *testing.T) {
	var s Scores
	s.Init(0, 10, 0)
	scores, column := ints(1000), column(1000)
	if n := testing.AllocsPerRun(10, func() {
		if !s.AddN(7, 1) || !s.AddSlice(scores) || !s.AddBytes(column) {
			t.Fatal("refused")
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("abc\x01\x00\x01\x02"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := wire.Open("tally", "abc\x01", data)
		var s Scores
		s.Read(r, 1, 3, 0)
		if r.Close() != nil {
			return
		}
		if got := s.AppendBinary([]byte("abc\x01"), 1, 3); string(got) != string(data) {
			t.Errorf("%x decodes, but encodes as %x", data, got)
		}
	})
}
