package tally

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/wire"
)

// of returns the range lowest..highest of a test; Add has its fast way from 0 on.
func of(lowest, highest int) Range {
	return Range{Op: "test", Counted: "scores", Min: lowest, Max: highest, Base: max(lowest, 0)}
}

// empty returns scores of a range.
func empty(g Range) *Scores {
	var s Scores
	s.Init(g)
	return &s
}

// add is how an accumulator adds, see [Scores.Fast].
func add(s *Scores, base, score int) error {
	if score >= base && score < len(s.Fast) {
		s.Fast[score]++
		return nil
	}
	return s.AddN(score, 1)
}

// naive counts scores one by one.
func naive(scores []int, g Range) (counts []uint64, refused int) {
	counts = make([]uint64, g.Max-g.Min+1)
	for i, v := range scores {
		if v < g.Min || v > g.Max {
			return nil, i
		}
		counts[v-g.Min]++
	}
	return counts, -1
}

// ranges draws a range, most often within 0..10 where columns are counted by bits.
func ranges(t *rapid.T) Range {
	min := rapid.OneOf(rapid.IntRange(0, 3), rapid.IntRange(-50, 100)).Draw(t, "min")
	g := of(min, min+rapid.OneOf(rapid.IntRange(1, 10), rapid.IntRange(1, 100)).Draw(t, "span"))
	g.Base = rapid.SampledFrom([]int{0, 1, max(min, 0)}).Draw(t, "base")
	return g
}

func TestEveryPathCountsLikeTheNaiveLoop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := ranges(t)
		score := rapid.IntRange(g.Min, g.Max)
		if rapid.IntRange(0, 3).Draw(t, "with bad scores") == 0 {
			score = rapid.IntRange(g.Min-2, g.Max+2)
		}
		scores := rapid.SliceOfN(score, 0, 400).Draw(t, "scores")
		want, refused := naive(scores, g)

		single, each, slice, bytes := empty(g), empty(g), empty(g), empty(g)
		var errSingle, errEach error
		for _, v := range scores {
			errSingle = errors.Join(errSingle, add(single, g.Base, v))
			errEach = errors.Join(errEach, each.AddN(v, 1))
		}
		check := func(name string, s *Scores, err error) {
			t.Helper()
			if (err != nil) != (refused >= 0) || err != nil && !errors.Is(err, kpi.ErrRange) {
				t.Fatalf("%s: %v, want %d refused", name, err, refused)
			}
			if refused < 0 && (!slices.Equal(s.counts, want) || s.N() != uint64(len(scores))) {
				t.Fatalf("%s counted %v, want %v", name, s.counts, want)
			}
		}
		check("Add", single, errSingle)
		check("AddN", each, errEach)
		column := func(name string, s *Scores, err error) {
			t.Helper()
			check(name, s, err)
			if err == nil {
				return
			}
			text := fmt.Sprintf("input %d: test: score %d outside %d..%d", refused, scores[refused], g.Min, g.Max)
			if err.Error() != text || s.N() != 0 {
				t.Fatalf("%s: %v, want %s; counted %d", name, err, text, s.N())
			}
		}
		column("AddSlice", slice, slice.AddSlice(scores))
		narrow := make([]uint8, len(scores))
		for i, v := range scores {
			if v < 0 || v > 255 {
				return // not a byte
			}
			narrow[i] = uint8(v)
		}
		column("AddBytes", bytes, bytes.AddBytes(narrow))
	})
}

func TestAddBytesRefusesEveryOtherByte(t *testing.T) {
	for _, g := range []Range{of(0, 10), of(1, 10), of(0, 9), of(3, 7)} {
		for v := range 256 {
			for _, at := range []int{0, 63, 64, 127, 128, 130} {
				column := slices.Repeat([]uint8{uint8(g.Min)}, 131)
				column[at] = uint8(v)
				s := empty(g)
				if err := s.AddBytes(column); (err == nil) != (g.Min <= v && v <= g.Max) {
					t.Errorf("AddBytes with %d at %d on %d..%d: %v", v, at, g.Min, g.Max, err)
				}
			}
		}
	}
}

// AddBytes would hide a column that is counted by bits and refused without need.
func TestBitsCountLikeTheNaiveLoop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.IntRange(0, 10), 128, 128).Draw(t, "scores")
		scores = append(scores, rapid.SliceOfN(rapid.IntRange(0, 10), 256, 256).Draw(t, "more scores")...)
		bad := rapid.SampledFrom([]int{0, 10, 11, 12, 13, 14, 15, 16, 0x20, 0x40, 0x80, 255}).Draw(t, "one score")
		scores[rapid.IntRange(0, len(scores)-1).Draw(t, "at")] = bad
		column := make([]uint8, len(scores))
		for i, v := range scores {
			column[i] = uint8(v)
		}
		p := countBits(column)
		counts, ok := p.counts(uint64(len(column)))
		want, refused := naive(scores, of(0, 10))
		if ok != (refused < 0) || ok && !slices.Equal(counts[:], want) {
			t.Fatalf("%v, %v, want %v", counts, ok, want)
		}
	})
	// One byte that is not a score, at each place of the two blocks.
	for at := range 128 {
		for _, bad := range []uint8{11, 12, 13, 14, 15, 16, 0x20, 0x40, 0x80} {
			column := make([]uint8, 128)
			column[at] = bad
			p := countBits(column)
			if _, ok := p.counts(128); ok {
				t.Errorf("%d at %d counts", bad, at)
			}
		}
	}
	// Columns of one byte.
	for v := range 256 {
		column := slices.Repeat([]uint8{uint8(v)}, 128)
		p := countBits(column)
		if counts, ok := p.counts(128); ok != (v <= 10) || ok && counts[v] != 128 {
			t.Errorf("%d: %v, %v", v, counts, ok)
		}
	}
}

func TestSums(t *testing.T) {
	s := empty(of(1, 5))
	if err := s.AddSlice([]int{1, 2, 2, 5}); err != nil {
		t.Fatal(err)
	}
	// 1+2+2+5 = 10, 1+4+4+25 = 34
	if sum, squares := s.Sums(); sum.String() != "10" || squares.String() != "34" {
		t.Errorf("Sums = %v, %v, want 10, 34", sum, squares)
	}
	for span, want := range map[Span]uint64{{2, 4}: 2, {2, 2}: 2, {3, 4}: 0, {-9, 99}: 4, {5, 5}: 1, {1, 1}: 1, {4, 2}: 0} {
		if got := s.Count(span); got != want {
			t.Errorf("Count(%v) = %d, want %d", span, got, want)
		}
	}
	var none Scores
	if sum, squares := none.Sums(); sum.String() != "0" || squares.String() != "0" || none.N() != 0 || none.Count(Span{0, 9}) != 0 {
		t.Errorf("Sums = %v, %v", sum, squares)
	}
}

func TestCountsFromTheLowestScore(t *testing.T) {
	s := empty(of(3, 6))
	if err := s.AddCounts([]uint64{5, 0, 7, 2}); err != nil || s.Count(Span{3, 3}) != 5 || s.Count(Span{5, 5}) != 7 || s.N() != 14 {
		t.Errorf("%v, %v", err, s.counts)
	}
	for _, tc := range []struct {
		counts []uint64
		is     error
		text   string
	}{
		{[]uint64{1, 1, 1, 1, 0}, kpi.ErrRange, "test: number of counts 5 outside 4..4"},
		{[]uint64{1, 1, 1}, kpi.ErrRange, "test: number of counts 3 outside 4..4"},
		{nil, kpi.ErrRange, "test: number of counts 0 outside 4..4"},
		{[]uint64{1, 1, 1, MaxCount - 1}, kpi.ErrOverflow, "test: scores overflow"},
	} {
		if err := s.AddCounts(tc.counts); !errors.Is(err, tc.is) || err.Error() != tc.text || s.N() != 14 {
			t.Errorf("%v: %v, want %s; %v", tc.counts, err, tc.text, s.counts)
		}
	}
	if err := s.AddCounts([]uint64{1, 1, 1, MaxCount - 2}); err != nil || s.Count(Span{6, 6}) != MaxCount {
		t.Errorf("%v, %v", err, s.counts)
	}
}

// MaxPoints is the widest range, and a column has a table for it.
func TestTheWidestRange(t *testing.T) {
	s := empty(of(-50, 50))
	if err := s.AddSlice([]int{-50, 50, 50}); err != nil || s.Count(Span{50, 50}) != 2 || s.Count(Span{-50, -50}) != 1 {
		t.Errorf("%v, %v", err, s.counts)
	}
	for _, score := range []int{51, -51, 51 + 128} {
		if err := s.AddSlice([]int{score}); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%d: %v, want ErrRange", score, err)
		}
	}
}

func TestInitKeepsTheFirstRange(t *testing.T) {
	s := empty(of(0, 1))
	if err := s.AddN(1, 9); err != nil {
		t.Fatal(err)
	}
	if s.Init(of(4, 6)); s.N() != 9 || s.AddN(5, 1) == nil {
		t.Errorf("%+v", s)
	}
}

func TestScoresAreReadBack(t *testing.T) {
	r := wire.Open("tally", "", []byte{1, 2, 3})
	s := ReadScores(r, of(4, 6))
	if r.Close() != nil || s.N() != 6 || s.Count(Span{6, 6}) != 3 || len(s.Fast) != 7 {
		t.Errorf("%v, %v", r.Err(), s)
	}
	for _, tc := range []struct {
		n    uint64
		fast bool
		ok   bool
	}{{fastCount - 1, true, true}, {fastCount, false, true}, {MaxCount, false, true}, {MaxCount + 1, false, false}} {
		r := wire.Open("tally", "", wire.AppendUint([]byte{0}, tc.n))
		s := ReadScores(r, of(0, 1))
		if err := r.Close(); (err == nil) != tc.ok || tc.ok && (s.Fast != nil) != tc.fast {
			t.Errorf("%d: %v, fast %v", tc.n, err, s.Fast)
		}
	}
	if got := new(Scores).Append(nil, of(4, 6)); string(got) != "\x00\x00\x00" {
		t.Errorf("no scores are %x", got)
	}
	slow := empty(Range{Min: 4, Max: 6})
	if err := slow.AddN(5, 7); err != nil || string(slow.Append(nil, slow.of)) != "\x00\x07\x00" {
		t.Errorf("%v, %v", err, slow)
	}
	if slow.Init(of(0, 1)); slow.N() != 7 || slow.of.Min != 4 {
		t.Errorf("another range took its place: %v", slow)
	}
}

func TestCountersDoNotWrap(t *testing.T) {
	s := empty(of(0, 1))
	const most = 144115188075855871 // 2^57-1
	if err := errors.Join(s.AddN(0, most), s.AddN(1, most)); err != nil {
		t.Fatal(err)
	}
	o := s.Clone()
	for name, err := range map[string]error{
		"AddN":     s.AddN(1, 1),
		"AddSlice": s.AddSlice([]int{1}),
		"AddBytes": s.AddBytes([]uint8{1}),
		"Merge":    s.Merge(&o),
	} {
		if !errors.Is(err, kpi.ErrOverflow) || err.Error() != "test: scores overflow" {
			t.Errorf("%s beyond MaxCount: %v", name, err)
		}
	}
	if s.Fast != nil || o.Fast != nil {
		t.Error("Fast of a full counter")
	}
	if s.N() != 2*most {
		t.Errorf("a refused count changed the state: %v", s.counts)
	}
}

func TestFastIsThereWhereItIsRight(t *testing.T) {
	var s Scores
	if s.Fast != nil {
		t.Error("Fast before Init")
	}
	s.Init(of(1, 5))
	s.Fast[5]++
	slow := empty(Range{Min: 2, Max: 4})
	if c := slow.Clone(); c.AddN(3, 1) != nil || slow.N() != 0 || c.N() != 1 || c.AddN(5, 1) == nil {
		t.Errorf("a clone shares its counts: %v, %v", slow, c)
	}
	if c := s.Clone(); s.Count(Span{5, 5}) != 1 || c.Count(Span{5, 5}) != 1 || len(c.Fast) != 6 || &c.Fast[1] == &s.Fast[1] {
		t.Errorf("Fast does not count, or a clone shares it: %v", s.counts)
	}
	c := s.Clone()
	if c.Fast[4]++; c.Count(Span{4, 4}) != 1 || s.N() != 1 {
		t.Errorf("Fast of a clone does not count: %v, %v", c.counts, s.counts)
	}
	if other := empty(Range{Min: 0, Max: 4, Base: 1}); other.Fast != nil || len(other.counts) != 5 {
		t.Error("Fast on a range that does not begin at Base")
	}
	// It goes with the count at which Add has to look, and not before.
	for _, way := range []func(s *Scores) error{
		func(s *Scores) error { return s.AddN(2, 1) },
		func(s *Scores) error { return s.AddSlice([]int{2}) },
		func(s *Scores) error { return s.AddBytes([]uint8{2}) },
		func(s *Scores) error { return s.AddCounts([]uint64{0, 1, 0, 0, 0}) },
		func(s *Scores) error { one := empty(of(1, 5)); return errors.Join(one.AddN(2, 1), s.Merge(one)) },
	} {
		s := empty(of(1, 5))
		if err := s.AddN(2, fastCount-1); err != nil || s.Fast == nil {
			t.Errorf("%v, fast %v", err, s.Fast)
		}
		if err := way(s); err != nil || s.Fast != nil || s.counts[1] != fastCount {
			t.Errorf("%v, fast %v", err, s.Fast)
		}
		if c := s.Clone(); c.Fast != nil || !slices.Equal(c.counts, s.counts) {
			t.Errorf("a clone: %v", c)
		}
	}
}

func TestColumnsDoNotAllocate(t *testing.T) {
	s := empty(of(0, 10))
	scores, column := ints(1000), column(1000)
	if n := testing.AllocsPerRun(10, func() {
		if s.AddN(7, 1) != nil || s.AddSlice(scores) != nil || s.AddBytes(column) != nil {
			t.Fatal("refused")
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func FuzzReadScores(f *testing.F) {
	f.Add([]byte("abc\x01\x00\x01\x02"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := wire.Open("tally", "abc\x01", data)
		s := ReadScores(r, of(1, 3))
		if r.Close() != nil {
			return
		}
		if got := s.Append([]byte("abc\x01"), of(1, 3)); string(got) != string(data) {
			t.Errorf("%x decodes, but encodes as %x", data, got)
		}
	})
}
