package ces_test

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
	"github.com/customerkpi/kpi/internal/wire"
)

// settings are those of a scale as they are encoded: the direction, the lowest
// and the highest score, easy, difficult.
func settings(direction uint64, values ...int64) []byte {
	b := wire.AppendUint(nil, direction)
	for _, v := range values {
		b = wire.AppendInt(b, v)
	}
	return b
}

// counts is an encoding of answers: the scale, and a count per score.
func counts(scale []byte, n ...uint64) []byte {
	b := append([]byte("ces\x01"), scale...)
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
	b := append([]byte("cew\x01"), scale...)
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
	{"the default", counts(settings(0, 1, 7, 5, 3), 1, 2, 3, 4, 5, 6, 7), ""},
	{"a count too many", counts(settings(0, 1, 7, 5, 3), 1, 2, 3, 4, 5, 6, 7, 8), "1 trailing bytes"},
	{"a count too few", counts(settings(0, 1, 7, 5, 3), 1, 2, 3, 4, 5, 6), "bad number"},
	{"low is easy", counts(settings(1, 1, 5, 2, 4), 1, 2, 3, 4, 5), ""},
	{"no direction", counts(settings(2, 1, 5, 2, 4), 1, 2, 3, 4, 5), "no scale: 1..5"},
	{"a direction of 9 bits", counts(settings(256, 1, 5, 4, 2), 1, 2, 3, 4, 5), "no scale: 1..5"},
	{"2^57-1 answers of a score", counts(settings(0, 0, 1, 1, 0), 1<<57-1, 1<<57-1), ""},
	{"2^57 answers of a score", counts(settings(0, 0, 1, 1, 0), 1, 1<<57), "count 144115188075855872 above 144115188075855871"},
	{"no scale", counts(settings(0, 0, 1, 1, 1), 0, 0), "no scale: 0..1 (difficult 0..1, easy 1..1)"},
	{"the zero scale", counts(settings(0, 0, 0, 0, 0), 0), "no scale: 1..7"},
	{"a scale of 33 bits", counts(settings(0, 0, 1<<31, 1, 0), 0), "number 2147483648 of more than 32 bits"},
	{"the lowest scale", counts(settings(0, -1000, -999, -999, -1000), 5, 6), ""},
	{"a scale too low", counts(settings(0, -1001, -1000, -1000, -1001), 5, 6), "no scale: -1001..-1000"},
	{"101 points", counts(settings(0, 0, 100, 2, 1), make([]uint64, 101)...), ""},
	{"102 points", counts(settings(0, 0, 101, 2, 1), make([]uint64, 102)...), "no scale: 0..101"},
	{"weighted answers", weights(settings(0, 0, 1, 1, 0), none, none), `magic "cew\x01", want "ces\x01"`},
}

// weightedTable is answersTable for weighted answers, on the scale 0, 1.
var weightedTable = []struct {
	name string
	data []byte
	text string
}{
	{"weights 1 and 2", weights(settings(0, 0, 1, 1, 0), sums{2, "3", "5"}, none), ""},
	{"a sum of squares that no two weights have", weights(settings(0, 0, 1, 1, 0), sums{2, "3", "4"}, none), "sum of squares does not fit the sum"},
	{"weights 3 and 0", weights(settings(0, 0, 1, 1, 0), sums{2, "3", "9"}, none), "a weight is not above 0"},
	{"weights 4 and -1", weights(settings(0, 0, 1, 1, 0), none, sums{2, "3", "17"}), "a weight is not above 0"},
	{"one weight of 3", weights(settings(0, 0, 1, 1, 0), sums{1, "3", "9"}, none), ""},
	{"one weight of -3", weights(settings(0, 0, 1, 1, 0), sums{1, "-3", "9"}, none), "a weight is not above 0"},
	{"one weight of 0", weights(settings(0, 0, 1, 1, 0), sums{1, "0", "0"}, none), "a weight is not above 0"},
	{"five weights of 0", weights(settings(0, 0, 1, 1, 0), none, sums{5, "0", "0"}), "a weight is not above 0"},
	{"one weight with two squares", weights(settings(0, 0, 1, 1, 0), sums{1, "3", "11"}, none), "sum of squares does not fit the sum"},
	{"no answer with a weight", weights(settings(0, 0, 1, 1, 0), sums{0, "3", "9"}, none), "sum of squares does not fit the sum"},
	{"2^64-1 answers", weights(settings(0, 0, 1, 1, 0), sums{math.MaxUint64 - 1, "18446744073709551614", "18446744073709551614"}, sums{1, "1", "1"}), ""},
	{"2^64 answers", weights(settings(0, 0, 1, 1, 0), sums{math.MaxUint64, "18446744073709551615", "18446744073709551615"}, sums{1, "1", "1"}), "more than 2^64-1 answers"},
	{"a score too many", weights(settings(0, 0, 1, 1, 0), none, none, none), "7 trailing bytes"},
	{"a score too few", weights(settings(0, 0, 1, 1, 0), none), "bad number"},
	{"no scale", weights(settings(0, 0, 1, 1, 1), none, none), "no scale: 0..1 (difficult 0..1, easy 1..1)"},
	{"answers without weights", counts(settings(0, 0, 1, 1, 0), 1, 1), `magic "ces\x01", want "cew\x01"`},
}

func TestDecodersHoldTheirBounds(t *testing.T) {
	for _, tc := range answersTable {
		var a ces.Accumulator
		decodes(t, tc.name, a.UnmarshalBinary(tc.data), tc.text, tc.data, func() []byte { return must(a.MarshalBinary()) })
	}
	for _, tc := range weightedTable {
		var w ces.Weighted
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
	case text != "" && (!errors.Is(err, kpi.ErrCorrupt) || !strings.HasPrefix(err.Error(), "ces: corrupt encoding: "+text)):
		t.Errorf("%s: %v, want ces: corrupt encoding: %s", name, err, text)
	}
}

// A decoded state that is full takes no answer more.
func TestAFullWeightedStateStaysFull(t *testing.T) {
	half := must(ces.NewWeighted(ces.Scale{Min: 0, Max: 1, Easy: 1, Difficult: 0}))
	other := must(ces.NewWeighted(ces.Scale{Min: 0, Max: 1, Easy: 1, Difficult: 0}))
	if err := errors.Join(half.AddN(1, one, 1<<63), other.AddN(0, one, 1<<63-1), half.Merge(other)); err != nil {
		t.Fatal(err)
	}
	decoded, adopted := new(ces.Weighted), new(ces.Weighted)
	if err := errors.Join(decoded.UnmarshalBinary(must(half.MarshalBinary())), adopted.Merge(half)); err != nil {
		t.Fatal(err)
	}
	single := must(ces.NewWeighted(ces.Scale{Min: 0, Max: 1, Easy: 1, Difficult: 0}))
	if err := single.Add(1, one); err != nil {
		t.Fatal(err)
	}
	for name, w := range map[string]*ces.Weighted{"merged": half, "a clone": half.Clone(), "decoded": decoded, "adopted": adopted} {
		for way, err := range map[string]error{"Add": w.Add(0, one), "AddN": w.AddN(1, one, 2), "Merge": w.Merge(single)} {
			if !errors.Is(err, kpi.ErrOverflow) || err.Error() != "ces: weighted answers: overflow" {
				t.Errorf("%s, %s: %v, want ces: weighted answers: overflow", name, way, err)
			}
		}
		if err := w.AddN(1, decimal.Decimal{}, 5); err != nil || w.Result().Answers() != math.MaxUint64 {
			t.Errorf("%s: %v, %d answers", name, err, w.Result().Answers())
		}
	}
}
