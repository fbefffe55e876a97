package surveytest

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/wire"
)

// An encoding is the bytes of a state, or of what is not one.
type encoding struct {
	name string
	data []byte
	text string // of the error, "" if there is none
}

// counts is an encoding of answers: the scale, and a count per score.
func (s Spec[S, R, X, A, W]) counts(scale []byte, n ...uint64) []byte {
	b := append([]byte(s.Magic), scale...)
	for _, v := range n {
		b = wire.AppendUint(b, v)
	}
	return b
}

// A sums is the answers of one score: how many, the sum of their weights, and of
// the squares of these.
type sums struct {
	n            uint64
	sum, squares string
}

// weights is an encoding of weighted answers.
func (s Spec[S, R, X, A, W]) weights(scale []byte, each ...sums) []byte {
	b := append([]byte(s.WeightedMagic), scale...)
	for _, m := range each {
		b = wire.AppendUint(b, m.n)
		for _, text := range []string{m.sum, m.squares} {
			v, _ := new(big.Int).SetString(text, 10)
			b = wire.AppendInt(wire.AppendBig(b, v), 0)
		}
	}
	return b
}

// notAScale is the error of settings.
func (s Spec[S, R, X, A, W]) notAScale(lowest, low, high, highest int64) string {
	text := fmt.Sprint(s.Settings(lowest, low, high, highest))
	return strings.ReplaceAll(strings.Trim(text, "[]"), " ", ", ") + " is not a scale"
}

// answers are encodings of answers: each valid one is followed by what lies one
// step beyond it.
func (s Spec[S, R, X, A, W]) answers() []encoding {
	nine := make([]uint64, 9)
	for i := range nine {
		nine[i] = uint64(i + 1)
	}
	wide, two := s.settings(3, 5, 7, 11), s.settings(0, 0, 1, 1)
	return []encoding{
		{"3..11", s.counts(wide, nine...), ""},
		{"a count too many", s.counts(wide, append(nine, 10)...), "1 trailing bytes"},
		{"a count too few", s.counts(wide, nine[:8]...), "bad number"},
		{"2^57-1 answers of a score", s.counts(two, full, full), ""},
		{"2^57 answers of a score", s.counts(two, 1, full+1), "count 144115188075855872 above 144115188075855871"},
		{"classes that overlap", s.counts(s.settings(0, 0, 0, 1), 0, 0), s.notAScale(0, 0, 0, 1)},
		{"the zero scale", s.counts(s.settings(0, 0, 0, 0), 0), s.notAScale(0, 0, 0, 0)},
		{"a scale of 33 bits", s.counts(s.settings(0, 0, 1, 1<<31), 0), "number 2147483648 of more than 32 bits"},
		{"the lowest scale", s.counts(s.settings(-1000, -1000, -999, -999), 5, 6), ""},
		{"a scale too low", s.counts(s.settings(-1001, -1001, -1000, -1000), 5, 6), s.notAScale(-1001, -1001, -1000, -1000)},
		{"101 points", s.counts(s.settings(0, 1, 2, 100), make([]uint64, 101)...), ""},
		{"102 points", s.counts(s.settings(0, 1, 2, 101), make([]uint64, 102)...), s.notAScale(0, 1, 2, 101)},
		{"weighted answers", s.weights(two, sums{0, "0", "0"}, sums{0, "0", "0"}), fmt.Sprintf("magic %q, want %q", s.WeightedMagic, s.Magic)},
	}
}

// weightedAnswers is answers for weighted answers, on the scale 0, 1.
func (s Spec[S, R, X, A, W]) weightedAnswers() []encoding {
	scale, none := s.settings(0, 0, 1, 1), sums{0, "0", "0"}
	most := fmt.Sprint(uint64(math.MaxUint64))
	return []encoding{
		{"weights 1 and 2", s.weights(scale, sums{2, "3", "5"}, none), ""},
		{"a sum of squares that no two weights have", s.weights(scale, sums{2, "3", "4"}, none), "sum of squares does not fit the sum"},
		{"weights 3 and 0", s.weights(scale, sums{2, "3", "9"}, none), "a weight is not above 0"},
		{"weights 4 and -1", s.weights(scale, none, sums{2, "3", "17"}), "a weight is not above 0"},
		{"one weight of 3", s.weights(scale, sums{1, "3", "9"}, none), ""},
		{"one weight of -3", s.weights(scale, sums{1, "-3", "9"}, none), "a weight is not above 0"},
		{"one weight of 0", s.weights(scale, sums{1, "0", "0"}, none), "a weight is not above 0"},
		{"five weights of 0", s.weights(scale, none, sums{5, "0", "0"}), "a weight is not above 0"},
		{"one weight with two squares", s.weights(scale, sums{1, "3", "11"}, none), "sum of squares does not fit the sum"},
		{"no answer with a weight", s.weights(scale, sums{0, "3", "9"}, none), "sum of squares does not fit the sum"},
		{"2^64-1 answers", s.weights(scale, sums{math.MaxUint64 - 1, "18446744073709551614", "18446744073709551614"}, sums{1, "1", "1"}), ""},
		{"2^64 answers", s.weights(scale, sums{math.MaxUint64, most, most}, sums{1, "1", "1"}), "more than 2^64-1 answers"},
		{"a score too many", s.weights(scale, none, none, none), "7 trailing bytes"},
		{"a score too few", s.weights(scale, none), "bad number"},
		{"classes that overlap", s.weights(s.settings(0, 0, 0, 1), none, none), s.notAScale(0, 0, 0, 1)},
		{"answers without weights", s.counts(scale, 1, 1), fmt.Sprintf("magic %q, want %q", s.Magic, s.WeightedMagic)},
	}
}

func (s Spec[S, R, X, A, W]) encodings(t *testing.T) {
	for _, e := range s.answers() {
		a := s.zero()
		s.decodes(t, e, a.UnmarshalBinary(e.data), func() []byte { return must(a.MarshalBinary()) })
	}
}

func (s Spec[S, R, X, A, W]) weightedEncodings(t *testing.T) {
	for _, e := range s.weightedAnswers() {
		w := s.zeroWeighted()
		s.decodes(t, e, w.UnmarshalBinary(e.data), func() []byte { return must(w.MarshalBinary()) })
	}
}

// decodes checks the error of a decoder, and that what it accepted encodes as it was.
func (s Spec[S, R, X, A, W]) decodes(t *testing.T, e encoding, err error, again func() []byte) {
	t.Helper()
	switch want := s.Op + ": corrupt encoding: " + e.text; {
	case e.text == "" && err != nil:
		t.Errorf("%s: %v", e.name, err)
	case e.text == "" && string(again()) != string(e.data):
		t.Errorf("%s: encodes as %x, want %x", e.name, again(), e.data)
	case e.text != "" && (!errors.Is(err, kpi.ErrCorrupt) || err.Error() != want):
		t.Errorf("%s: %v, want %s", e.name, err, want)
	}
}

// Seeds adds the encodings of answers to a fuzz target of Accumulator.
func (s Spec[S, R, X, A, W]) Seeds(f *testing.F) {
	for _, e := range s.answers() {
		f.Add(e.data)
	}
}

// WeightedSeeds adds the encodings of weighted answers to a fuzz target of Weighted.
func (s Spec[S, R, X, A, W]) WeightedSeeds(f *testing.F) {
	for _, e := range s.weightedAnswers() {
		f.Add(e.data)
	}
}

// Defined checks that the figures of a result that was decoded exist, but for those
// of no answer.
func (s Spec[S, R, X, A, W]) Defined(t *testing.T, r R) {
	for _, f := range s.Figures {
		if _, err := f.Of(r); (err != nil) != (r.N() == 0) || err != nil && !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%s of %d answers: %v", f.Name, r.N(), err)
		}
	}
}

// DefinedWeighted is Defined of weighted answers.
func (s Spec[S, R, X, A, W]) DefinedWeighted(t *testing.T, x X) {
	for _, f := range s.Figures {
		if _, err := f.Weighted(x); (err != nil) != (x.N() == 0) || err != nil && !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%s of %d answers: %v", f.Name, x.N(), err)
		}
	}
}

// FuzzScale is a fuzz target: any scale is refused or counts each of its scores
// once.
func (s Spec[S, R, X, A, W]) FuzzScale(f *testing.F) {
	f.Add(0, 6, 9, 10, 3)
	f.Add(1, 3, 4, 5, 0)
	f.Fuzz(func(t *testing.T, lowest, low, high, highest, score int) {
		a, err := s.New(s.Scale(lowest, low, high, highest))
		if err != nil {
			if !errors.Is(err, kpi.ErrRange) {
				t.Errorf("%v is not ErrRange", err)
			}
			return
		}
		if a.Scale() == s.Default {
			lowest, highest = s.Min, s.Max
		}
		err = a.Add(score)
		if on := lowest <= score && score <= highest; on != (err == nil) || on != (a.Result().N() == 1) {
			t.Errorf("%v: score %d: %v, %v", a.Scale(), score, err, a.Result())
		}
		if again, err := s.New(a.Scale()); err != nil || again.Scale() != a.Scale() || !laws.Decodes(t, again, must(a.MarshalBinary())) {
			t.Errorf("%v: %v", a.Scale(), err)
		}
	})
}
