package kpi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
)

// The zero value of every figure is 0, in each of its forms.
func TestTheZeroOfEveryFigure(t *testing.T) {
	type figure interface {
		kpi.Figure
		fmt.Formatter
		slog.LogValuer
		Float64() float64
		Decimal(places int32) decimal.Decimal
		MarshalText() ([]byte, error)
	}
	for _, tc := range []struct {
		zero            figure
		text, log, code string
	}{
		{kpi.Value{}, "0", "0", "0"},
		{kpi.Ratio{}, "0", "0", "0"},
		{kpi.Rate{}, "0.00% (0 of 1)", "[count=0 total=1 percent=0.00]", "0/1"},
		{kpi.Net{}, "0", "[points=0 plus=0 minus=0 total=0]", `{"plus":0,"minus":0,"total":0,"value":0}`},
		{kpi.Mean{}, "0", "[mean=0 n=0]", `{"exact":"0","n":0,"value":0}`},
		{kpi.Weighted{}, "0", "[value=0 n=0 effective=0]", `{"kind":"mean","exact":"0","n":0,"effective_n":0,"size":0,"hits":0,"misses":0,"variance":0,"value":0}`},
		{kpi.Fraction{}, "0 (0 of 1)", "[value=0 numerator=0 denominator=1]", `{"numerator":"0","denominator":"1","value":0}`},
	} {
		code, err := tc.zero.MarshalText()
		if got := tc.zero.String(); got != tc.text || tc.zero.LogValue().String() != tc.log || err != nil || string(code) != tc.code {
			t.Errorf("%T: %q, %v, %s, %v, want %q, %s, %s", tc.zero, got, tc.zero.LogValue(), code, err, tc.text, tc.log, tc.code)
		}
		if got := fmt.Sprintf("%.2f", tc.zero); got != "0.00" || tc.zero.Float64() != 0 || tc.zero.Decimal(2).StringFixed(2) != "0.00" {
			t.Errorf("%T: %s, %v, %v", tc.zero, got, tc.zero.Float64(), tc.zero.Decimal(2))
		}
	}
	if got := (kpi.Ratio{}).Percent(1).StringFixed(1); got != "0.0" {
		t.Errorf("percent of a ratio of 0: %s", got)
	}
	one := kpi.RatioOf(big.NewRat(5, 4))
	if one.Cmp(kpi.Ratio{}) != 1 || (kpi.Ratio{}).Cmp(one) != -1 || must(one.Inverse()).Rat().RatString() != "4/5" {
		t.Errorf("5/4: %d, %v", one.Cmp(kpi.Ratio{}), must(one.Inverse()))
	}
	if n := (kpi.Fraction{}).Numerator(); n.String() != "0" {
		t.Errorf("numerator of 0 of 1: %v", n)
	}
	if _, err := (kpi.Mean{}).Within(nil, big.NewRat(-1, 1)); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("a mean of 0 below 0: %v", err)
	}
	if _, err := (kpi.Weighted{}).Within(big.NewRat(1, 1), nil); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("a weighted figure of 0 above 0: %v", err)
	}
	if _, err := (kpi.Weighted{}).Interval(0.95); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("interval of no weighted answers: %v", err)
	}
}

// Gob reads what it wrote of every figure, and refuses the rest.
func TestGobsOfFigures(t *testing.T) {
	type decoder interface {
		GobEncode() ([]byte, error)
		GobDecode([]byte) error
	}
	rate, net, mean := rate(t, 3, 8), net(t, 5, 2, 11), meanOf(t, 1, []uint64{2, 0, 1})
	v, q := value(5, 2), kpi.RatioOf(big.NewRat(5, 4))
	weighted := must(kpi.WeightedNet(weights(1, 3), weights(2), weights(5)))
	fraction := must(kpi.NewFraction(big.NewRat(7, 3), big.NewRat(2, 1)))
	for _, tc := range []struct{ figure, into decoder }{
		{&rate, new(kpi.Rate)},
		{&net, new(kpi.Net)},
		{&mean, new(kpi.Mean)},
		{&v, new(kpi.Value)},
		{&q, new(kpi.Ratio)},
		{&weighted, new(kpi.Weighted)},
		{&fraction, new(kpi.Fraction)},
	} {
		code := must(tc.figure.GobEncode())
		if err := tc.into.GobDecode(code); err != nil || string(must(tc.into.GobEncode())) != string(code) {
			t.Errorf("%T: %s from %s, %v", tc.figure, must(tc.into.GobEncode()), code, err)
		}
		if err := tc.into.GobDecode([]byte("x")); !errors.Is(err, kpi.ErrCorrupt) || string(must(tc.into.GobEncode())) != string(code) {
			t.Errorf("%T of an x: %v", tc.figure, err)
		}
	}
	if err := q.UnmarshalText([]byte("1/0")); !errors.Is(err, kpi.ErrCorrupt) {
		t.Errorf("ratio 1/0: %v", err)
	}
	if err := new(kpi.Comparison).UnmarshalJSON([]byte("{}")); err == nil {
		t.Error("a comparison is read from JSON")
	}
}

// What JSON and texts of figures may hold, one field at a time.
func TestFieldsOfFiguresInJSON(t *testing.T) {
	for _, tc := range []struct {
		into json.Unmarshaler
		data string
		want string // "" if it is refused
	}{
		{new(kpi.Net), `{"plus":1}`, ""},
		{new(kpi.Net), `{"minus":1}`, ""},
		{new(kpi.Net), `{"total":4}`, `{"plus":0,"minus":0,"total":4,"value":0}`},
		{new(kpi.Net), `{"plus":1,"total":4}`, `{"plus":1,"minus":0,"total":4,"value":25}`},
		{new(kpi.Net), `{"minus":1,"total":4}`, `{"plus":0,"minus":1,"total":4,"value":-25}`},
		{new(kpi.Mean), `{"n":1}`, ""},
		{new(kpi.Mean), `{"exact":"3","n":1,"max":"2"}`, ""},
		{new(kpi.Mean), `{"exact":"3","n":1,"max":"3"}`, `{"exact":"3","n":1,"max":"3","value":3}`},
		{new(kpi.Weighted), `{"kind":"mean","exact":"3","n":1,"effective_n":1,"size":1,"min":"4"}`, ""},
		{new(kpi.Fraction), `{"numerator":"1","denominator":"4","value":0.25}`, `{"numerator":"1","denominator":"4","value":0.25}`},
		{new(kpi.Fraction), `{"numerator":"1","denominator":"4","value":0.5}`, ""},
		{new(kpi.Fraction), `{"numerator":"1","denominator":"-4"}`, ""},
		{new(kpi.Fraction), `{"numerator":"0","denominator":"0"}`, ""},
		{new(kpi.Fraction), `{"numerator":1}`, ""},
		{new(kpi.Rate), `"18446744073709551614/18446744073709551615"`, `{"count":18446744073709551614,"total":18446744073709551615,"value":1}`},
		{new(kpi.Rate), `"1/18446744073709551616"`, ""},
		{new(kpi.Rate), `"9223372036854775808/18446744073709551616"`, ""},
	} {
		before := string(must(json.Marshal(tc.into)))
		err := tc.into.UnmarshalJSON([]byte(tc.data))
		got := string(must(json.Marshal(tc.into)))
		if tc.want == "" && (!errors.Is(err, kpi.ErrCorrupt) || got != before) || tc.want != "" && (err != nil || got != tc.want) {
			t.Errorf("%T of %s: %s, %v, want %q", tc.into, tc.data, got, err, tc.want)
		}
	}
}

// Amounts beyond a float64 overflow, above and below 0, and however small their spread.
func TestAmountsBeyondAFloat(t *testing.T) {
	mean := func(sign, spread int64) kpi.Mean { // sign·10^400 and, with a spread, one more
		x := new(big.Rat).SetInt(new(big.Int).Mul(big.NewInt(sign), new(big.Int).Exp(big.NewInt(10), big.NewInt(400), nil)))
		y := new(big.Rat).Add(x, big.NewRat(spread, 1))
		squares := new(big.Rat).Add(new(big.Rat).Mul(x, x), new(big.Rat).Mul(y, y))
		return must(kpi.NewMean(2, x.Add(x, y), squares))
	}
	zero := meanOf(t, 0, []uint64{1, 1})
	for _, sign := range []int64{1, -1} {
		for name, err := range map[string]error{
			"interval":          second(mean(sign, 0).Interval(0.95)),
			"interval of a few": second(mean(sign, 1).Interval(0.95)),
			"test":              second(kpi.Compare(zero, mean(sign, 1)).Test()),
			"change":            second(kpi.Compare(zero, mean(sign, 1)).Interval(0.95)),
		} {
			if !errors.Is(err, kpi.ErrOverflow) {
				t.Errorf("%d, %s: %v, want ErrOverflow", sign, name, err)
			}
		}
	}
}

// A comparison where one of the figures tells less than the other.
func TestUnevenComparisons(t *testing.T) {
	clustered := func(hits ...uint64) kpi.Clustered { // of customers with two rows each
		var a kpi.ByCustomer[int]
		for i, h := range hits {
			must(0, a.AddCounts(i, h, 2))
		}
		return must(a.Result().Rate())
	}
	one := must(kpi.NewMean(1, big.NewRat(3, 1), big.NewRat(9, 1)))
	many := meanOf(t, 1, []uint64{2, 0, 1})
	varied, alike := clustered(0, 1, 1, 2, 2, 2, 1, 0), clustered(1, 1, 1, 1, 1, 1)
	for _, tc := range []struct{ before, after kpi.Clustered }{{varied, alike}, {alike, varied}, {alike, alike}} {
		c := kpi.Compare(tc.before, tc.after)
		b, a := must(tc.before.Interval(0.95)), must(tc.after.Interval(0.95))
		x, y, d := tc.before.Float64(), tc.after.Float64(), c.Delta().Float64()
		i := must(c.Interval(0.95))
		low, high := d-math.Hypot(y-a.Low, b.High-x), d+math.Hypot(a.High-y, x-b.Low)
		if math.Abs(i.Low-low) > 1e-12 || math.Abs(i.High-high) > 1e-12 {
			t.Errorf("%v and %v: %v, want %v..%v", tc.before, tc.after, i, low, high)
		}
	}
	for _, tc := range []struct {
		err  error
		is   error
		text string
	}{
		{second(kpi.Compare[kpi.Figure](varied, rate(t, 3, 8)).Interval(0.95)), kpi.ErrUndefined, "kpi: interval of change undefined: of a kpi.Clustered and a kpi.Rate"},
		{second(kpi.Compare[kpi.Figure](rate(t, 3, 8), varied).Interval(0.95)), kpi.ErrUndefined, "kpi: interval of change undefined: of a kpi.Rate and a kpi.Clustered"},
		{second(kpi.Compare(value(1, 1), value(2, 1)).Test()), kpi.ErrUndefined, "kpi: test undefined: there is none for these figures"},
		{second(kpi.Compare(one, many).Needed(0.95)), kpi.ErrUndefined, "kpi: variance undefined: 1 observations"},
		{second(kpi.Compare(many, one).Needed(0.95)), kpi.ErrUndefined, "kpi: variance undefined: 1 observations"},
		{second(kpi.Compare(one, must(kpi.NewMean(1, big.NewRat(5, 1), big.NewRat(25, 1)))).Test()), kpi.ErrUndefined, "kpi: difference of means undefined: of 1 and 1 observations"},
	} {
		if !errors.Is(tc.err, tc.is) || tc.err.Error() != tc.text {
			t.Errorf("%v, want %s", tc.err, tc.text)
		}
	}
	if got := kpi.Compare[kpi.Figure](value(1, 2), clustered(1)).String(); got != "0.5 -> 50.00%: +0 pt ~ too few customers" {
		t.Errorf("a customer beside a target: %s", got)
	}
	if n := net(t, 5, 2, 11); n.N() != 11 {
		t.Errorf("n of a net: %d, want 11", n.N())
	}
	// 66.4446% is 66.44%, and not 66.445% rounded again.
	w := must(kpi.WeightedRate(kpi.Weights{N: 664446, Sum: value(664446, 1), Squares: value(664446, 1)}, kpi.Weights{N: 335554, Sum: value(335554, 1), Squares: value(335554, 1)}))
	if got := rate(t, 664446, 1000000).LogValue().String(); got != "[count=664446 total=1000000 percent=66.44]" || w.String() != "66.44%" {
		t.Errorf("%s, %v", got, w)
	}
}

// A weighted rate lies within 0..1, and within what else is known.
func TestWeightedRatesWithin(t *testing.T) {
	w := must(kpi.WeightedRate(weights(1, 3), weights(2, 2)))
	own := must(w.Interval(0.95))
	for _, tc := range []struct {
		min, max  *big.Rat
		low, high float64
	}{
		{nil, nil, own.Low, own.High},
		{big.NewRat(-1, 1), big.NewRat(2, 1), own.Low, own.High},
		{big.NewRat(1, 2), nil, 0.5, own.High},
		{nil, big.NewRat(1, 2), own.Low, 0.5},
		{big.NewRat(1, 4), big.NewRat(3, 4), 0.25, 0.75},
		{big.NewRat(0, 1), big.NewRat(1, 1), own.Low, own.High},
	} {
		i := must(must(w.Within(tc.min, tc.max)).Interval(0.95))
		if i.Low != tc.low || i.High != tc.high {
			t.Errorf("within %v..%v: %v, want %v..%v", tc.min, tc.max, i, tc.low, tc.high)
		}
	}
	if !(own.Low < 0.25 && own.High > 0.75) {
		t.Errorf("%v is too narrow to tell", own)
	}
}
