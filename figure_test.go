package kpi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
)

func TestRate(t *testing.T) {
	r := rate(t, 1, 8) // 0.125
	for _, tc := range []struct{ got, want string }{
		{r.Decimal(2).StringFixed(2), "0.13"}, // half away from zero
		{r.Percent(1).StringFixed(1), "12.5"},
		{r.Percent(0).StringFixed(0), "13"},
		{r.Complement().Percent(1).StringFixed(1), "87.5"},
		{r.String(), "12.50% (1 of 8)"},
		{fmt.Sprintf("%v|%8.3f|%-8.1f|%+.2f|%d", r, r, r, r, r), "12.50% (1 of 8)|   0.125|0.1     |+0.13|%!d(kpi=12.50% (1 of 8))"},
		{kpi.Rate{}.String(), "0.00% (0 of 1)"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %q, want %q", tc.got, tc.want)
		}
	}
	if inverse, err := r.Inverse(); err != nil || inverse.String() != "8" {
		t.Errorf("Inverse = %v, %v, want 8", inverse, err)
	}
	if !r.Equal(rate(t, 2, 16)) || r == rate(t, 2, 16) {
		t.Error("1 of 8 must Equal 2 of 16 and differ in counts")
	}
}

func TestUndefinedAndRangeErrors(t *testing.T) {
	huge := decimal.New(1, 1e7)
	one := decimal.New(1, 0)
	for _, tc := range []struct {
		err  error
		is   error
		text string
	}{
		{second(kpi.NewRate(3, 0)), kpi.ErrUndefined, "kpi: rate undefined: 3 of 0"},
		{second(kpi.NewRate(3, 2)), kpi.ErrRange, "kpi: count 3 outside 0..2"},
		{second(kpi.Rate{}.Inverse()), kpi.ErrUndefined, "kpi: inverse undefined: rate is 0"},
		{second(kpi.NewRatio(one, decimal.Decimal{})), kpi.ErrUndefined, "kpi: ratio undefined: denominator is 0"},
		{second(kpi.NewValue(one, huge)), kpi.ErrRange, "kpi: denominator exponent 10000000 outside -64..64"},
		{second(kpi.NewRatio(huge, one)), kpi.ErrRange, "kpi: numerator exponent 10000000 outside -64..64"},
		{kpi.CheckAmount("clv", "amount", decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 600), 0)), kpi.ErrRange, "clv: amount bits 601 above 512"},
		{second(kpi.Ratio{}.Inverse()), kpi.ErrUndefined, "kpi: inverse undefined: ratio is 0"},
		{second(kpi.NewNet(0, 0, 0)), kpi.ErrUndefined, "kpi: net undefined: total is 0"},
		{second(kpi.NewNet(3, 2, 4)), kpi.ErrRange, "kpi: minus 2 outside 0..1"},
		{second(kpi.NewNet(5, 0, 4)), kpi.ErrRange, "kpi: plus 5 outside 0..4"},
		{second(kpi.NewMean(0, nil, nil)), kpi.ErrUndefined, "kpi: mean undefined: no observation"},
		{second(kpi.NewMean(2, big.NewRat(4, 1), big.NewRat(7, 1))), kpi.ErrRange, "kpi: sum of squares 7 below 8"},
		{second(kpi.Mean{}.Interval(0.5)), kpi.ErrUndefined, "kpi: interval undefined: 0 observations"},
		{second(kpi.Net{}.Interval(0.5)), kpi.ErrUndefined, "kpi: interval undefined: total is 0"},
		{second(kpi.Compare(kpi.Value{}, kpi.Value{}).Relative()), kpi.ErrUndefined, "kpi: relative change undefined: before is 0"},
		{second(kpi.Compare(kpi.Value{}, kpi.Value{}).Interval(0.5)), kpi.ErrUndefined, "kpi: interval of change undefined: the figures are not samples"},
	} {
		if !errors.Is(tc.err, tc.is) || tc.err.Error() != tc.text {
			t.Errorf("error %v, want %s", tc.err, tc.text)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestRoundingIsOnceAndHalfAwayFromZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		num := rapid.Int64().Draw(t, "num")
		den := rapid.Int64Range(1, math.MaxInt64).Draw(t, "den")
		places := rapid.Int32Range(-25, 40).Draw(t, "places")
		r := big.NewRat(num, den)
		v := kpi.ValueOf(r)
		got := v.Decimal(places)
		if got.Exponent() != -places {
			t.Fatalf("exponent %d, want %d", got.Exponent(), -places)
		}
		// |rounded - r| <= unit/2, and a tie is away from zero.
		unit := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(places, -places))), nil))
		if places > 0 {
			unit.Inv(unit)
		}
		back := new(big.Rat).Mul(new(big.Rat).SetInt(got.Coefficient()), unit)
		diff := new(big.Rat).Sub(back, r)
		half := unit.Quo(unit, big.NewRat(2, 1))
		switch new(big.Rat).Abs(diff).Cmp(half) {
		case 1:
			t.Fatalf("%v rounds to %v at %d", r, back, places)
		case 0:
			if diff.Sign() != r.Sign() {
				t.Fatalf("%v at a tie rounds to %v, toward zero", r, back)
			}
		}
	})
}

func TestHostilePlacesAreBounded(t *testing.T) {
	third := kpi.ValueOf(big.NewRat(1, 3))
	for places, want := range map[int32]int32{math.MaxInt32: -1000, math.MinInt32: 1000} {
		if got := third.Decimal(places).Exponent(); got != want {
			t.Errorf("Decimal(%d) has exponent %d, want %d", places, got, want)
		}
	}
	if s := fmt.Sprintf("%.999999f", third); len(s) != len("0.")+1000 {
		t.Errorf("a precision of 999999 prints %d bytes", len(s))
	}
}

func TestZeroFiguresWork(t *testing.T) {
	for _, f := range []interface {
		kpi.Figure
		slog.LogValuer
		Float64() float64
	}{kpi.Rate{}, kpi.Ratio{}, kpi.Value{}, kpi.Mean{}, kpi.Net{}} {
		if f.Float64() != 0 || f.Rat().Sign() != 0 || f.String() == "" {
			t.Errorf("zero %T is %v", f, f)
		}
		if _, err := json.Marshal(f); err != nil {
			t.Errorf("zero %T: %v", f, err)
		}
		f.LogValue()
	}
	if !(kpi.Value{}).Equal(kpi.ValueOf(nil)) || !(kpi.Ratio{}).Equal(kpi.RatioOf(nil)) {
		t.Error("nil is not 0")
	}
}

func TestFiguresAreImmutable(t *testing.T) {
	r := big.NewRat(5, 4)
	v, q := kpi.ValueOf(r), kpi.RatioOf(r)
	r.SetInt64(9)
	v.Rat().SetInt64(9)
	q.Rat().SetInt64(9)
	if v.String() != "1.25" || q.String() != "1.25" {
		t.Errorf("a figure changed with a fraction given or taken: %v, %v", v, q)
	}
}

func TestJSONAndTextGiveFiguresBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Uint64Min(1).Draw(t, "total")
		plus := rapid.Uint64Range(0, total).Draw(t, "plus")
		minus := rapid.Uint64Range(0, total-plus).Draw(t, "minus")
		frac := big.NewRat(rapid.Int64().Draw(t, "num"), rapid.Int64Range(1, 1e9).Draw(t, "den"))
		r, err := kpi.NewRate(plus, total)
		if err != nil {
			t.Fatal(err)
		}
		net, err := kpi.NewNet(plus, minus, total)
		if err != nil {
			t.Fatal(err)
		}
		mean, err := kpi.NewMean(2, frac, new(big.Rat).Mul(frac, frac))
		if err != nil {
			t.Fatal(err)
		}
		type doc struct {
			Rate  kpi.Rate
			Value kpi.Value
			Ratio kpi.Ratio
			Net   kpi.Net
			Mean  kpi.Mean
			Keys  map[kpi.Rate]int // as text
		}
		in := doc{r, kpi.ValueOf(frac), kpi.RatioOf(frac), net, mean, map[kpi.Rate]int{r: 1}}
		data, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		var out doc
		if err := json.Unmarshal(data, &out); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		again, err := json.Marshal(out)
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%s came back as %s, %v", data, again, err)
		}
		if out.Rate != in.Rate || !out.Value.Equal(in.Value) || !out.Net.Equal(in.Net.Value) || !out.Mean.Equal(in.Mean.Value) {
			t.Fatalf("%s came back as another figure", data)
		}
	})
}

func TestCorruptTextIsRefused(t *testing.T) {
	long := strings.Repeat("9", 5000)
	for _, text := range []string{"", "x", "1/0", "1/-2", "1e5", "1e999999999", "0x1p9", "010/0x3", "1//2", "--1", long, "nan", "Inf", "1_0"} {
		var v kpi.Value
		if err := v.UnmarshalText([]byte(text)); !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("value %.20q: %v, want ErrCorrupt", text, err)
		}
		var r kpi.Rate
		if err := r.UnmarshalText([]byte(text)); !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("rate %.20q: %v, want ErrCorrupt", text, err)
		}
	}
	for _, text := range []string{`{"count":2,"total":1}`, `{"count":0,"total":0}`, `{}`, `[]`, `{"count":-1,"total":4}`} {
		var r kpi.Rate
		if err := json.Unmarshal([]byte(text), &r); !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("rate %s: %v, want ErrCorrupt", text, err)
		}
	}
	for _, text := range []string{`{"exact":"1","n":2}`, `{"exact":"1","n":1,"variance":"2"}`, `{"exact":"1","n":2,"variance":"-2"}`, `7`} {
		var m kpi.Mean
		if err := json.Unmarshal([]byte(text), &m); !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("mean %s: %v, want ErrCorrupt", text, err)
		}
	}
	var n kpi.Net
	if err := json.Unmarshal([]byte(`{"plus":2,"minus":2,"total":3}`), &n); !errors.Is(err, kpi.ErrCorrupt) {
		t.Errorf("net: %v, want ErrCorrupt", err)
	}
}

func TestMean(t *testing.T) {
	// 1, 2, 3, 6: sum 12, squares 50; mean 3, variance (50 - 4*9) / 3 = 14/3
	m, err := kpi.NewMean(4, big.NewRat(12, 1), big.NewRat(50, 1))
	if err != nil {
		t.Fatal(err)
	}
	v, err := m.Variance()
	if err != nil || m.String() != "3" || m.N() != 4 || v.Rat().Cmp(big.NewRat(14, 3)) != 0 {
		t.Errorf("mean %v of %d, variance %v, %v; want 3 of 4, 14/3", m, m.N(), v, err)
	}
}

func TestCompare(t *testing.T) {
	for _, tc := range []struct {
		c    kpi.Comparison
		want string
	}{
		{kpi.Compare(kpi.ValueOf(big.NewRat(40, 1)), kpi.ValueOf(big.NewRat(50, 1))), "40 -> 50: +10 (+25.0%)"},
		{kpi.Compare(kpi.ValueOf(big.NewRat(-4, 1)), kpi.ValueOf(big.NewRat(-5, 1))), "-4 -> -5: -1 (-25.0%)"},
		{kpi.Compare(kpi.Value{}, kpi.ValueOf(big.NewRat(5, 1))), "0 -> 5: +5"},
		{kpi.Compare(rate(t, 1, 4), rate(t, 2, 4)), "25.00% (1 of 4) -> 50.00% (2 of 4): +25 pt [-31.96, +65.53] ~ need about 60 answers each"},
		{kpi.Compare(rate(t, 1000, 4000), rate(t, 2000, 4000)), "25.00% (1000 of 4000) -> 50.00% (2000 of 4000): +25 pt [+22.94, +27.03]"},
		{kpi.Compare(rate(t, 1, 4), rate(t, 1, 4)), "25.00% (1 of 4) -> 25.00% (1 of 4): +0 pt [-49.37, +49.37] ~"},
		{kpi.Compare(meanOf(t, 1, []uint64{2, 8}), meanOf(t, 1, []uint64{8, 2})), "1.8 -> 1.2: -0.6 (-33.3%) [-0.9962, -0.2038]"},
		{kpi.Compare(meanOf(t, 1, []uint64{1, 0}), meanOf(t, 1, []uint64{0, 3})), "1 -> 2: +1 (+100.0%) ~ too few answers"},
		{kpi.Comparison{}, ""},
		{kpi.Compare[kpi.Figure](nil, nil), ""},
	} {
		if got := tc.c.String(); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

func TestComparisonJSON(t *testing.T) {
	for _, tc := range []struct {
		c    kpi.Comparison
		want string
	}{
		{kpi.Compare(rate(t, 1, 4), rate(t, 1, 2)), `{"before":{"count":1,"total":4,"value":0.25},"after":{"count":1,"total":2,"value":0.5},"delta":"0.25","value":0.25,"interval":{`},
		{kpi.Compare(kpi.Value{}, kpi.ValueOf(big.NewRat(5, 2))), `{"before":{"exact":"0","value":0},"after":{"exact":"2.5","value":2.5},"delta":"2.5","value":2.5}`},
		{kpi.Comparison{}, `{"before":null,"after":null,"delta":null,"value":null}`},
	} {
		if data, err := json.Marshal(tc.c); err != nil || !strings.HasPrefix(string(data), tc.want) {
			t.Errorf("%s, %v, want %s", data, err, tc.want)
		}
	}
}

func TestCompareIsAntisymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func() kpi.Rate {
			total := rapid.Uint64Range(1, 1<<40).Draw(t, "total")
			r, err := kpi.NewRate(rapid.Uint64Range(0, total).Draw(t, "count"), total)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		a, b := draw(), draw()
		there, back := kpi.Compare(a, b), kpi.Compare(b, a)
		sum := new(big.Rat).Add(there.Delta().Rat(), back.Delta().Rat())
		i, err := there.Interval(0.95)
		j, err2 := back.Interval(0.95)
		if err != nil || err2 != nil || sum.Sign() != 0 || i.Low != -j.High || i.High != -j.Low {
			t.Fatalf("%v, %v and back %v, %v", there, i, back, j)
		}
	})
}

// Every accessor on numbers that are all different.
func TestFiguresTellTheirParts(t *testing.T) {
	r, n := rate(t, 3, 8), net(t, 5, 2, 11)
	if r.Count() != 3 || r.Total() != 8 || n.Plus() != 5 || n.Minus() != 2 || n.Total() != 11 {
		t.Errorf("%d of %d; %d, %d of %d", r.Count(), r.Total(), n.Plus(), n.Minus(), n.Total())
	}
	m := meanOf(t, 1, []uint64{2, 0, 1}) // 1, 1, 3
	w := must(kpi.WeightedRate(kpi.Weights{N: 2, Sum: value(4, 1), Squares: value(10, 1)}, kpi.Weights{N: 1, Sum: value(2, 1), Squares: value(4, 1)}))
	for _, tc := range []struct {
		figure slog.LogValuer
		want   string
	}{
		{r, "[count=3 total=8 percent=37.50]"},
		{rate(t, 66446, 100000), "[count=66446 total=100000 percent=66.45]"},
		{n, "[points=27.272727 plus=5 minus=2 total=11]"},
		{m, "[mean=1.666667 n=3]"},
		{w, "[value=66.67% n=3 effective=2.5714285714285716]"}, // 6²/14
		{value(5, 2), "2.5"},
		{kpi.RatioOf(big.NewRat(5, 4)), "1.25"},
	} {
		if got := tc.figure.LogValue().String(); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
	for _, tc := range []struct{ got, want string }{
		{rate(t, 66446, 100000).String(), "66.45% (66446 of 100000)"},
		{rate(t, 66446, 100000).Percent(1).StringFixed(1), "66.4"},
		{rate(t, 12345, 1000000).String(), "1.23% (12345 of 1000000)"}, // 1.2345, not 1.235 rounded again
		{string(must(r.MarshalText())), "3/8"},
		{must(rate(t, 1, 1).Inverse()).String(), "1"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %q, want %q", tc.got, tc.want)
		}
	}
	if inverse, err := rate(t, 0, 5).Inverse(); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("inverse of 0 of 5: %v, %v, want ErrUndefined", inverse, err)
	}
}

// nil is 0, and one observation has no spread.
func TestMeansAtTheEdge(t *testing.T) {
	zero, err := kpi.NewMean(3, nil, nil)
	if v, err2 := zero.Variance(); errors.Join(err, err2) != nil || zero.String() != "0" || v.String() != "0" {
		t.Errorf("three observations of 0: %v, %v, %v", zero, v, errors.Join(err, err2))
	}
	one, err := kpi.NewMean(1, big.NewRat(3, 1), big.NewRat(9, 1))
	if err != nil || one.String() != "3" {
		t.Errorf("one observation: %v, %v", one, err)
	}
	for name, m := range map[string]kpi.Mean{"one": one, "none": {}} {
		if v, err := m.Variance(); !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("variance of %s: %v, %v, want ErrUndefined", name, v, err)
		}
	}
	for _, tc := range []struct {
		err  error
		is   error
		text string
	}{
		{second(kpi.NewMean(0, nil, nil)), kpi.ErrUndefined, "kpi: mean undefined: no observation"},
		{second(kpi.NewMean(1, big.NewRat(3, 1), big.NewRat(10, 1))), kpi.ErrRange, "kpi: sum of squares 10 below 9"},
		{second(kpi.NewMean(1, big.NewRat(3, 1), big.NewRat(8, 1))), kpi.ErrRange, "kpi: sum of squares 8 below 9"},
		{second(kpi.NewMean(2, big.NewRat(4, 1), nil)), kpi.ErrRange, "kpi: sum of squares 0 below 8"},
		{second(kpi.NewMean(2, nil, big.NewRat(-1, 1))), kpi.ErrRange, "kpi: sum of squares -1 below 0"},
	} {
		if !errors.Is(tc.err, tc.is) || tc.err.Error() != tc.text {
			t.Errorf("%v, want %s", tc.err, tc.text)
		}
	}
	if m, err := kpi.NewMean(2, nil, big.NewRat(1, 1)); err != nil || m.String() != "0" {
		t.Errorf("1 and -1: %v, %v", m, err)
	}
}

// null leaves a figure alone, as everywhere in encoding/json; what no figure can
// be is refused, and the figure stays; the keys of maps are figures too.
func TestWhatJSONGivesFigures(t *testing.T) {
	r, n, m := rate(t, 3, 8), net(t, 5, 2, 11), meanOf(t, 1, []uint64{2, 0, 1})
	w := must(kpi.WeightedNet(weights(1, 3), weights(2), weights(5)))
	q := must(kpi.NewFraction(big.NewRat(7, 3), big.NewRat(2, 1)))
	e := explain(t, map[int]kpi.Rate{1: r}, map[int]kpi.Rate{1: r.Complement()})
	for name, f := range map[string]json.Unmarshaler{"rate": &r, "net": &n, "mean": &m, "weighted": &w, "fraction": &q, "effect": &e.Change} {
		before := string(must(json.Marshal(f)))
		if err := f.UnmarshalJSON([]byte("null")); err != nil || string(must(json.Marshal(f))) != before {
			t.Errorf("%s: null gives %s, %v, want %s", name, must(json.Marshal(f)), err, before)
		}
		for _, text := range []string{"[]", "7", "{", `"x"`, `{"n":-1,"count":-1,"plus":-1}`} {
			if err := f.UnmarshalJSON([]byte(text)); !errors.Is(err, kpi.ErrCorrupt) || string(must(json.Marshal(f))) != before {
				t.Errorf("%s of %s: %v, and %s, want ErrCorrupt and %s", name, text, err, must(json.Marshal(f)), before)
			}
		}
		text, err := f.(interface{ MarshalText() ([]byte, error) }).MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		quoted := must(json.Marshal(string(text)))
		if err := f.UnmarshalJSON(quoted); err != nil || string(must(json.Marshal(f))) != before {
			t.Errorf("%s: the text %s in quotes gives %s, %v", name, quoted, must(json.Marshal(f)), err)
		}
		if err := f.(interface{ UnmarshalText([]byte) error }).UnmarshalText([]byte("x")); !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("%s of the text x: %v, want ErrCorrupt", name, err)
		}
	}
	// A net of nobody is the zero value, and takes the place of another.
	if err := json.Unmarshal([]byte(`{"plus":0,"minus":0,"total":0}`), &n); err != nil || n.Total() != 0 || n.Plus() != 0 {
		t.Errorf("net of nobody: %d of %d, %v", n.Plus(), n.Total(), err)
	}
	for _, text := range []string{"/8", "3/", "x/8", "3/x", "-1/8", "9/8", "0/0"} {
		if err := r.UnmarshalText([]byte(text)); !errors.Is(err, kpi.ErrCorrupt) || r.Count() != 3 {
			t.Errorf("rate %q: %v", text, err)
		}
	}
	for _, text := range []string{
		`{"exact":"1","n":0}`, `{"exact":"-1","n":0}`, `{"exact":"1","n":0,"variance":"1"}`, `{"exact":"1","n":1,"variance":"0"}`, `{"exact":"1","n":2}`,
	} {
		if err := json.Unmarshal([]byte(text), new(kpi.Mean)); !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("mean %s: %v, want ErrCorrupt", text, err)
		}
	}
	for _, text := range []string{`{"exact":"0","n":0}`, `{"exact":"-1","n":1}`, `{"exact":"0","n":2,"variance":"0"}`} {
		if err := json.Unmarshal([]byte(text), new(kpi.Mean)); err != nil {
			t.Errorf("mean %s: %v", text, err)
		}
	}
}

// The JSON of a figure has a number beside its exact parts. It need not be there,
// but it is not another figure's.
func TestTheValueInJSON(t *testing.T) {
	huge := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(400), nil)) // beyond a float64
	for _, tc := range []struct {
		f                json.Marshaler
		into             func() json.Unmarshaler
		want, bare, lies string
	}{
		{rate(t, 1, 3), func() json.Unmarshaler { return new(kpi.Rate) }, `{"count":1,"total":3,"value":0.3333333333333333}`, `{"count":1,"total":3}`, `{"count":1,"total":3,"value":0.33}`},
		{net(t, 5, 2, 9), func() json.Unmarshaler { return new(kpi.Net) }, `{"plus":5,"minus":2,"total":9,"value":33.333333333333336}`, `{"plus":5,"minus":2,"total":9}`, `{"value":33}`},
		{meanOf(t, 1, []uint64{2, 0, 1}), func() json.Unmarshaler { return new(kpi.Mean) }, `{"exact":"5/3","n":3,"variance":"4/3","value":1.6666666666666667}`, `{"exact":"5/3","n":3,"variance":"4/3"}`, `{"exact":"5/3","n":3,"variance":"4/3","value":2}`},
		{value(-25, 3), func() json.Unmarshaler { return new(kpi.Value) }, `{"exact":"-25/3","value":-8.333333333333334}`, `{"exact":"-25/3"}`, `{"exact":"-25/3","value":8}`},
		{kpi.RatioOf(big.NewRat(21, 20)), func() json.Unmarshaler { return new(kpi.Ratio) }, `{"exact":"1.05","value":1.05}`, `{"exact":"1.05"}`, `{"value":1.05}`},
		{kpi.Value{}, func() json.Unmarshaler { return new(kpi.Value) }, `{"exact":"0","value":0}`, `"0"`, `{}`},
		{kpi.ValueOf(huge), func() json.Unmarshaler { return new(kpi.Value) }, `{"exact":"` + huge.Num().String() + `","value":null}`, `"` + huge.Num().String() + `"`, `{"exact":"` + huge.Num().String() + `","value":1}`},
		{
			must(kpi.WeightedRate(weights(3, 1), weights(2))), func() json.Unmarshaler { return new(kpi.Weighted) },
			// y = 4/6, Kish 36/14, n' = 6 (4/9 + 8/9) / (10/9 + 16/9) = 36/13, v = 3/2 (12/9) / 6
			`{"kind":"rate","exact":"2/3","n":3,"effective_n":2.5714285714285716,"size":2.769230769230769,"hits":1.8461538461538463,"misses":0,"variance":0.3333333333333333,"value":0.6666666666666666}`,
			`{"kind":"rate","exact":"2/3","n":3,"effective_n":2.5714285714285716,"size":2.769230769230769,"hits":1.8461538461538463,"misses":0,"variance":0.3333333333333333}`,
			`{"kind":"rate","exact":"2/3","n":3,"effective_n":2.5714285714285716,"size":2.769230769230769,"hits":1.8461538461538463,"misses":0,"variance":0.3333333333333333,"value":0.7}`,
		},
		{
			// 2 of 3 rows and 0 of 1: e = 1/2 and -1/2, se² = 2/1 (1/4 + 1/4) / 4², Kish 16/10, Σ e x = 3/2 - 1/2
			must(twoCustomers(t).Rate()), func() json.Unmarshaler { return new(kpi.Clustered) },
			`{"kind":"rate","exact":"0.5","n":2,"variance":"0.0625","effective_n":"1.6","denominator":"4","product":"1","value":0.5}`,
			`{"kind":"rate","exact":"0.5","n":2,"variance":"0.0625","effective_n":"1.6","denominator":"4","product":"1"}`,
			// e times x is at most √(Σe² Σx²) = √5
			`{"kind":"rate","exact":"0.5","n":2,"variance":"0.0625","effective_n":"1.6","denominator":"4","product":"2.3","value":0.5}`,
		},
	} {
		if data, err := json.Marshal(tc.f); err != nil || string(data) != tc.want {
			t.Errorf("%T: %s, %v, want %s", tc.f, data, err, tc.want)
		}
		for _, text := range []string{tc.want, tc.bare} {
			into := tc.into()
			if err := json.Unmarshal([]byte(text), into); err != nil {
				t.Errorf("%T: %v", tc.f, err)
			}
			if data, err := json.Marshal(into); err != nil || string(data) != tc.want {
				t.Errorf("%T: %s comes back as %s, %v", tc.f, text, data, err)
			}
		}
		into := tc.into()
		before := string(must(json.Marshal(into)))
		if err := json.Unmarshal([]byte(tc.lies), into); !errors.Is(err, kpi.ErrCorrupt) || string(must(json.Marshal(into))) != before {
			t.Errorf("%T of %s: %v, and %s", tc.f, tc.lies, err, must(json.Marshal(into)))
		}
	}
}

func twoCustomers(t *testing.T) kpi.Clusters {
	t.Helper()
	var a kpi.ByCustomer[string]
	if err := errors.Join(a.AddCounts("Ada", 2, 3), a.AddCounts("Ben", 0, 1)); err != nil {
		t.Fatal(err)
	}
	return a.Result()
}
