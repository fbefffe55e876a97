package kpi_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/nps"
)

// FuzzFigureText: any text is ErrCorrupt or a figure, whose text then comes
// back as itself.
func FuzzFigureText(f *testing.F) {
	for _, s := range []string{"1250/5000", "1.25", "-4/3", "1e9", `{"plus":3,"minus":1,"total":5}`, `{"exact":"1/3","n":2,"variance":"0.5"}`, `{"exact":"4/3","value":1.3333333333333333}`, `{"kind":"rate","exact":"1/3","n":2,"variance":"0.5","effective_n":"2","denominator":"3","product":"0.5","value":0.3333333333333333}`, `{"numerator":"7/3","denominator":"2"}`, `{"exact":"1.5","n":9,"se":0.5,"df":7.5,"range":1,"of":"share change"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, figure := range []interface {
			encoding.TextMarshaler
			encoding.TextUnmarshaler
			json.Unmarshaler
		}{new(kpi.Rate), new(kpi.Mean), new(kpi.Net), new(kpi.Weighted), new(kpi.Clustered), new(kpi.Value), new(kpi.Ratio), new(kpi.Fraction), new(kpi.Effect)} {
			if err := figure.UnmarshalJSON(text); err != nil && !errors.Is(err, kpi.ErrCorrupt) {
				t.Errorf("%T: JSON: %v is not ErrCorrupt", figure, err)
			}
			comesBack(t, figure, text)
		}
	})
}

func comesBack(t *testing.T, figure interface {
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}, text []byte,
) {
	t.Helper()
	if err := figure.UnmarshalText(text); err != nil {
		if !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("%T: %v is not ErrCorrupt", figure, err)
		}
		return
	}
	first, err := figure.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	if err := figure.UnmarshalText(first); err != nil {
		t.Fatalf("%T: its own text %.80s: %v", figure, first, err)
	}
	if second, err := figure.MarshalText(); err != nil || !bytes.Equal(first, second) {
		t.Errorf("%T: %.80s comes back as %.80s, %v", figure, first, second, err)
	}
}

// FuzzConstructors: counts and amounts are refused or make figures of which
// nothing panics.
func FuzzConstructors(f *testing.F) {
	f.Add(uint64(1250), uint64(100), uint64(5000), int64(19), int32(-2), int32(2), 0.95)
	f.Add(uint64(1)<<63, uint64(1)<<63, ^uint64(0), int64(1), int32(1e7), int32(1<<30), 1.5)
	f.Fuzz(func(t *testing.T, a, b, n uint64, coefficient int64, exponent, places int32, level float64) {
		d := decimal.New(coefficient, exponent)
		rate, err := kpi.NewRate(a, n)
		check(t, err)
		net, err := kpi.NewNet(a, b, n)
		check(t, err)
		mean, err := kpi.NewMean(n, new(big.Rat).SetUint64(a), new(big.Rat).SetUint64(b))
		check(t, err)
		value, err := kpi.NewValue(d, decimal.New(coefficient, places))
		check(t, err)
		ratio, err := kpi.NewRatio(decimal.New(coefficient, places), d)
		check(t, err)
		for _, figure := range []kpi.Estimate{rate, net, mean} {
			if i, err := figure.Interval(level); err == nil && !(i.Low <= i.High) {
				t.Errorf("%v: interval %v", figure, i)
			} else {
				check(t, err)
			}
		}
		_ = rate.Percent(places).Cmp(rate.Decimal(places))
		_ = value.Decimal(places).Cmp(ratio.Percent(places))
		_ = kpi.Compare[kpi.Figure](value, net).String() + kpi.Compare(rate, rate.Complement()).String()
		_, err = rate.Inverse()
		check(t, err)
		_, err = ratio.Inverse()
		check(t, err)
	})
}

// FuzzUncertainty: of any counts, level and weights every interval and test is
// refused or made of numbers in their range.
func FuzzUncertainty(f *testing.F) {
	f.Add(uint64(3), uint64(2), uint64(9), uint64(40), 0.95, 5.0, int64(3))
	f.Add(uint64(0), uint64(0), uint64(1), uint64(1), 0.5, 0.0, int64(-1))
	f.Add(uint64(1)<<63, uint64(1)<<62, ^uint64(0), ^uint64(0), 1-1e-16, 1e300, int64(1)<<62)
	f.Fuzz(func(t *testing.T, plus, minus, total, population uint64, level, x float64, weight int64) {
		interval := func(name string, low, high float64) func(kpi.Interval, error) {
			return func(i kpi.Interval, err error) {
				t.Helper()
				check(t, err)
				if err == nil && !(low <= i.Low && i.Low <= i.High && i.High <= high) {
					t.Errorf("%s of %d, %d of %d at %v: %v", name, plus, minus, total, level, i)
				}
			}
		}
		tested := func(test kpi.Test, err error) {
			t.Helper()
			check(t, err)
			if err == nil && !(test.P >= 0 && test.P <= 1) {
				t.Errorf("%v of %d, %d of %d", test, plus, minus, total)
			}
		}
		r, err := kpi.NewRate(plus, total)
		check(t, err)
		n, err := kpi.NewNet(plus, minus, total)
		check(t, err)
		for _, m := range rateMethods {
			if m.name != "finite" {
				interval(m.name, 0, 1)(m.of(r, level))
			}
		}
		interval("finite", 0, 1)(r.FiniteInterval(level, population))
		for _, m := range netMethods {
			if m.name != "finite" {
				interval(m.name, -100, 100)(m.of(n, level))
			}
		}
		interval("finite", -100, 100)(n.FiniteInterval(level, population))
		rates, nets := kpi.Compare(r, kpi.Rate{}), kpi.Compare(kpi.Net{}, n)
		interval("rates", -1, 1)(rates.Interval(level))
		interval("rates", -1, 1)(rates.Sequential(level))
		interval("nets", -200, 200)(nets.Interval(level))
		tested(rates.Test())
		tested(nets.Test())
		tested(kpi.ChiSquare(r, r.Complement(), r))
		tested(kpi.Fisher(r, kpi.Rate{}))
		tested(kpi.Fisher(r, r.Complement()))
		tested(kpi.MannWhitney([]uint64{plus, total}, []uint64{minus, population}))
		_, err = rates.Needed(level)
		check(t, err)
		_, err = kpi.Holm(level, x)
		check(t, err)
		_, err = kpi.SampleSize(x, level*100, level)
		check(t, err)
		_, err = kpi.MarginOfError(total, x, level)
		check(t, err)
		w := kpi.Weights{N: plus, Sum: kpi.ValueOf(big.NewRat(weight, 3)), Squares: kpi.ValueOf(new(big.Rat).SetUint64(minus))}
		others := kpi.Weights{N: 1, Sum: kpi.ValueOf(big.NewRat(2, 1)), Squares: kpi.ValueOf(big.NewRat(4, 1))}
		y, err := kpi.WeightedNet(w, kpi.Weights{}, others)
		check(t, err)
		interval("weighted net", -100, 100)(y.Interval(level))
		y, err = kpi.WeightedRate(others, w)
		check(t, err)
		interval("weighted rate", 0, 1)(y.Interval(level))
		interval("bootstrap", math.Inf(-1), math.Inf(1))(kpi.BootstrapMean([]float64{x, x, level, 1, 2, 3, 4, x, 0, -x}, level, plus))
	})
}

// check fails for an error that is none of the module's.
func check(t *testing.T, err error) {
	t.Helper()
	for _, known := range []error{nil, kpi.ErrUndefined, kpi.ErrRange, kpi.ErrOverflow, kpi.ErrIncompatible, kpi.ErrCorrupt} {
		if errors.Is(err, known) {
			return
		}
	}
	t.Errorf("unknown error %v", err)
}

// FuzzGroupsAndSeries: any bytes are ErrCorrupt or the encoding of a state.
func FuzzGroupsAndSeries(f *testing.F) {
	var g kpi.Groups[string, *nps.Accumulator]
	if err := g.Update("web", scored(9)); err != nil {
		f.Fatal(err)
	}
	s, err := kpi.NewSeries(kpi.Week, location("Europe/Paris"), &nps.Accumulator{})
	if err != nil {
		f.Fatal(err)
	}
	if err := s.Update(time.Unix(1e9, 0), scored(9)); err != nil {
		f.Fatal(err)
	}
	for _, a := range []encoding.BinaryMarshaler{&g, s} {
		data, err := a.MarshalBinary()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, a := range []interface {
			encoding.BinaryAppender
			encoding.BinaryUnmarshaler
		}{new(kpi.Groups[string, *nps.Accumulator]), new(kpi.Groups[int8, *nps.Accumulator]), new(kpi.Series[*nps.Accumulator])} {
			laws.Decodes(t, a, data)
		}
	})
}
