package nps_test

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/wire"
	"github.com/customerkpi/kpi/nps"
)

// ints are the settings of a scale as they are encoded.
func ints(values ...int64) (b []byte) {
	for _, v := range values {
		b = wire.AppendInt(b, v)
	}
	return b
}

// counts is an encoding of answers: the scale, and a count per score.
func counts(scale []byte, n ...uint64) []byte {
	b := append([]byte("nps\x01"), scale...)
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
func weights(scale []byte, each ...sums) []byte {
	b := append([]byte("npw\x01"), scale...)
	for _, s := range each {
		b = wire.AppendUint(b, s.n)
		for _, text := range []string{s.sum, s.squares} {
			v, _ := new(big.Int).SetString(text, 10)
			b = wire.AppendInt(wire.AppendBig(b, v), 0)
		}
	}
	return b
}

var none = sums{0, "0", "0"}

// answersTable are encodings of answers: each valid one is followed by what lies
// one step beyond it. The fuzzers begin with them.
var answersTable = []struct {
	name string
	data []byte
	text string // of the error, "" if there is none
}{
	{"the default", counts(ints(0, 6, 9, 10), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), ""},
	{"a count too many", counts(ints(0, 6, 9, 10), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), "1 trailing bytes"},
	{"a count too few", counts(ints(0, 6, 9, 10), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), "bad number"},
	{"2^57-1 answers of a score", counts(ints(0, 0, 1, 1), 1<<57-1, 1<<57-1), ""},
	{"2^57 answers of a score", counts(ints(0, 0, 1, 1), 1, 1<<57), "count 144115188075855872 above 144115188075855871"},
	{"no scale", counts(ints(0, 1, 1, 1), 0, 0), "no scale: 0..1 (detractors 0..1, promoters 1..1)"},
	{"the zero scale", counts(ints(0, 0, 0, 0), 0), "no scale: 0..10"},
	{"a scale of 33 bits", counts(ints(0, 0, 1, 1<<31), 0), "number 2147483648 of more than 32 bits"},
	{"the lowest scale", counts(ints(-1000, -1000, -999, -999), 5, 6), ""},
	{"a scale too low", counts(ints(-1001, -1001, -1000, -1000), 5, 6), "no scale: -1001..-1000"},
	{"101 points", counts(ints(0, 1, 2, 100), make([]uint64, 101)...), ""},
	{"102 points", counts(ints(0, 1, 2, 101), make([]uint64, 102)...), "no scale: 0..101"},
	{"weighted answers", weights(ints(0, 0, 1, 1), none, none), `magic "npw\x01", want "nps\x01"`},
}

// weightedTable is answersTable for weighted answers, on the scale 0, 1.
var weightedTable = []struct {
	name string
	data []byte
	text string
}{
	{"weights 1 and 2", weights(ints(0, 0, 1, 1), sums{2, "3", "5"}, none), ""},
	{"a sum of squares that no two weights have", weights(ints(0, 0, 1, 1), sums{2, "3", "4"}, none), "sum of squares does not fit the sum"},
	{"weights 3 and 0", weights(ints(0, 0, 1, 1), sums{2, "3", "9"}, none), "a weight is not above 0"},
	{"weights 4 and -1", weights(ints(0, 0, 1, 1), none, sums{2, "3", "17"}), "a weight is not above 0"},
	{"one weight of 3", weights(ints(0, 0, 1, 1), sums{1, "3", "9"}, none), ""},
	{"one weight of -3", weights(ints(0, 0, 1, 1), sums{1, "-3", "9"}, none), "a weight is not above 0"},
	{"one weight of 0", weights(ints(0, 0, 1, 1), sums{1, "0", "0"}, none), "a weight is not above 0"},
	{"five weights of 0", weights(ints(0, 0, 1, 1), none, sums{5, "0", "0"}), "a weight is not above 0"},
	{"one weight with two squares", weights(ints(0, 0, 1, 1), sums{1, "3", "11"}, none), "sum of squares does not fit the sum"},
	{"no answer with a weight", weights(ints(0, 0, 1, 1), sums{0, "3", "9"}, none), "sum of squares does not fit the sum"},
	{"2^64-1 answers", weights(ints(0, 0, 1, 1), sums{math.MaxUint64 - 1, "18446744073709551614", "18446744073709551614"}, sums{1, "1", "1"}), ""},
	{"2^64 answers", weights(ints(0, 0, 1, 1), sums{math.MaxUint64, "18446744073709551615", "18446744073709551615"}, sums{1, "1", "1"}), "more than 2^64-1 answers"},
	{"a score too many", weights(ints(0, 0, 1, 1), none, none, none), "7 trailing bytes"},
	{"a score too few", weights(ints(0, 0, 1, 1), none), "bad number"},
	{"no scale", weights(ints(0, 1, 1, 1), none, none), "no scale: 0..1 (detractors 0..1, promoters 1..1)"},
	{"answers without weights", counts(ints(0, 0, 1, 1), 1, 1), `magic "nps\x01", want "npw\x01"`},
}

func TestDecodersHoldTheirBounds(t *testing.T) {
	for _, tc := range answersTable {
		var a nps.Accumulator
		decodes(t, tc.name, a.UnmarshalBinary(tc.data), tc.text, tc.data, func() []byte { return must(a.MarshalBinary()) })
	}
	for _, tc := range weightedTable {
		var w nps.Weighted
		decodes(t, tc.name, w.UnmarshalBinary(tc.data), tc.text, tc.data, func() []byte { return must(w.MarshalBinary()) })
	}
}

// decodes checks the error of a decoder, and that what it accepted encodes as it was.
func decodes(t *testing.T, name string, err error, text string, data []byte, again func() []byte) {
	t.Helper()
	switch {
	case text == "" && err != nil:
		t.Errorf("%s: %v", name, err)
	case text == "" && string(again()) != string(data):
		t.Errorf("%s: encodes as %x, want %x", name, again(), data)
	case text != "" && (!errors.Is(err, kpi.ErrCorrupt) || !strings.HasPrefix(err.Error(), "nps: corrupt encoding: "+text)):
		t.Errorf("%s: %v, want nps: corrupt encoding: %s", name, err, text)
	}
}

// A decoded state that is full takes no answer more.
func TestAFullWeightedStateStaysFull(t *testing.T) {
	half := must(nps.NewWeighted(nps.Scale{Min: 0, DetractorMax: 0, PromoterMin: 1, Max: 1}))
	other := must(nps.NewWeighted(nps.Scale{Min: 0, DetractorMax: 0, PromoterMin: 1, Max: 1}))
	if err := errors.Join(half.AddN(1, one, 1<<63), other.AddN(0, one, 1<<63-1), half.Merge(other)); err != nil {
		t.Fatal(err)
	}
	decoded, adopted := new(nps.Weighted), new(nps.Weighted)
	if err := errors.Join(decoded.UnmarshalBinary(must(half.MarshalBinary())), adopted.Merge(half)); err != nil {
		t.Fatal(err)
	}
	single := must(nps.NewWeighted(nps.Scale{Min: 0, DetractorMax: 0, PromoterMin: 1, Max: 1}))
	if err := single.Add(1, one); err != nil {
		t.Fatal(err)
	}
	for name, w := range map[string]*nps.Weighted{"merged": half, "a clone": half.Clone(), "decoded": decoded, "adopted": adopted} {
		for way, err := range map[string]error{"Add": w.Add(0, one), "AddN": w.AddN(1, one, 2), "Merge": w.Merge(single)} {
			if !errors.Is(err, kpi.ErrOverflow) || err.Error() != "nps: weighted answers: overflow" {
				t.Errorf("%s, %s: %v, want nps: weighted answers: overflow", name, way, err)
			}
		}
		if err := w.AddN(1, decimal.Decimal{}, 5); err != nil || w.Result().Answers() != math.MaxUint64 {
			t.Errorf("%s: %v, %d answers", name, err, w.Result().Answers())
		}
	}
}
