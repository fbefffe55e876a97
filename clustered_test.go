package kpi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
)

// TestClusteredAgreesWithR compares with what R's package survey has for 72 sets of
// clusters, two of them its own example, whose numbers its documentation shows. The
// script beside the table makes it.
func TestClusteredAgreesWithR(t *testing.T) {
	var sets []struct {
		Name         string
		Y, X, Y2, X2 []int64
		Value, Value2,
		SE, SE2,
		Difference float64
	}
	if err := json.Unmarshal(laws.Must(os.ReadFile("internal/oracle/testdata/clusters.json")), &sets); err != nil || len(sets) < 70 {
		t.Fatal(len(sets), err)
	}
	for _, s := range sets {
		near := func(what string, got, want float64) {
			t.Helper()
			if math.Abs(got-want) > 1e-10*math.Abs(want) {
				t.Errorf("%s: %s %.17g, want %.17g", s.Name, what, got, want)
			}
		}
		before := panelOf(t, s.Y, s.X)
		near("value", before.Float64(), s.Value)
		near("standard error", laws.Must(before.StandardError()), s.SE)
		if before.N() != uint64(len(s.Y)) {
			t.Errorf("%s: N = %d, want %d", s.Name, before.N(), len(s.Y))
		}
		if s.Y2 == nil {
			continue
		}
		after := panelOf(t, s.Y2, s.X2)
		near("second value", after.Float64(), s.Value2)
		near("second standard error", laws.Must(after.StandardError()), s.SE2)
		// All customers are in both periods, so that there are n-1 degrees of freedom.
		test := laws.Must(kpi.Compare(before, after).Test())
		near("error of the difference", (after.Float64()-before.Float64())/test.Statistic, s.Difference)
		near("degrees of freedom", test.DF, float64(len(s.Y)-1))
	}
	for _, published := range []struct {
		set         int
		value, se   string
		valuePlaces int
	}{
		{0, "644.1693989", "23.77901", 7},
		{1, "0.849708741724", "0.00847064019493", 12},
	} {
		s := sets[published.set]
		if v, se := strconv.FormatFloat(s.Value, 'f', published.valuePlaces, 64), fmt.Sprint(s.SE); v != published.value || !strings.HasPrefix(se, published.se) {
			t.Errorf("%s: %s, %s in the table, want %s, %s", s.Name, v, se, published.value, published.se)
		}
	}
}

// panelOf returns the ratio of customers 0, 1, ...
func panelOf(t testing.TB, y, x []int64) kpi.Panel[int] {
	t.Helper()
	var a kpi.ByCustomer[int]
	for i := range y {
		if err := a.AddSums(i, decimal.NewFromInt(y[i]), decimal.NewFromInt(x[i])); err != nil {
			t.Fatal(err)
		}
	}
	return laws.Must(a.Ratio())
}

// Customers with one row each are the observations of a Mean or a Rate.
func TestCustomersOfOneRowAreObservations(t *testing.T) {
	mean := func(y ...int64) (kpi.Mean, kpi.Clustered) {
		var sum, squares int64
		ones := make([]int64, len(y))
		for i, v := range y {
			sum, squares, ones[i] = sum+v, squares+v*v, 1
		}
		return laws.Must(kpi.NewMean(uint64(len(y)), big.NewRat(sum, 1), big.NewRat(squares, 1))), panelOf(t, y, ones).Clustered
	}
	m, c := mean(3, 8, 1, 12, 7)
	n, d := mean(9, 11, 2, 14, 16, 12, 5)
	for what, intervals := range map[string][2]kpi.Interval{
		"mean":       {laws.Must(m.Interval(0.95)), laws.Must(c.Interval(0.95))},
		"difference": {laws.Must(kpi.Compare(m, n).Interval(0.9)), laws.Must(kpi.Compare(c, d).Interval(0.9))},
	} {
		if want, got := intervals[0], intervals[1]; math.Abs(got.Low-want.Low) > 1e-12 || math.Abs(got.High-want.High) > 1e-12 {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	want, got := laws.Must(kpi.Compare(m, n).Test()), laws.Must(kpi.Compare(c, d).Test())
	if math.Abs(got.P-want.P) > 1e-12 || got.Name != want.Name {
		t.Errorf("test %v, want %v", got, want)
	}
	if c.EffectiveN() != 5 {
		t.Errorf("EffectiveN = %v, want 5", c.EffectiveN())
	}
}

func TestClusteredIntervals(t *testing.T) {
	counts := func(of ...uint64) *kpi.ByCustomer[int] { // pairs of hits and rows
		a := new(kpi.ByCustomer[int])
		for i := 0; i < len(of); i += 2 {
			if err := a.AddCounts(i, of[i], of[i+1]); err != nil {
				t.Fatal(err)
			}
		}
		return a
	}
	nets := func(of ...int64) *kpi.ByCustomer[int] {
		a := new(kpi.ByCustomer[int])
		for i, y := range of {
			if err := a.AddSums(i, decimal.NewFromInt(y), decimal.NewFromInt(2)); err != nil {
				t.Fatal(err)
			}
		}
		return a
	}
	for _, tc := range []struct {
		name      string
		figure    kpi.Panel[int]
		text      string
		low, high float64
	}{
		// R = 1/2, e = 1/2, -1, 1/2 of 10 rows, se² = 3/2 (3/2)/100 = 0.0225; n' = 11.111,
		// t(2) = 4.30265, t² = 18.5128: (0.5 n' + t²/2 ± t √(n'/4 + t²/4)) / (n' + t²)
		{"rate", laws.Must(counts(2, 3, 1, 4, 2, 3).Rate()), "50.00%", 0.1047381, 0.8952619},
		// EffectiveN 9²/27 = 3: 0 and t²/(3 + t²)
		{"no hit", laws.Must(counts(0, 3, 0, 3, 0, 3).Rate()), "0.00%", 0, 0.8605498},
		{"all hits", laws.Must(counts(3, 3, 3, 3, 3, 3).Rate()), "100.00%", 0.1394502, 1},
		// se² = 10⁴ 3/2 (4+0+4)/36 / ... : e = 1, 0, -1 of 6 rows, se² = 10⁴ 3/2 · 2/36
		{"net", laws.Must(nets(1, 0, -1).Net()), "0", -100, 100},
		// e = 1/3, 1/3, -2/3: se = 100 √(3/2 (6/9)/36) = 16.667, net 83.33, t se = 71.71
		{"net near its end", laws.Must(nets(2, 2, 1).Net()), "83.333333", 11.62245, 100},
		// that of 3 answers, all positive: 100 (3 ± z √(...)) as Net has it
		{"net of all alike", laws.Must(nets(2, 2, 2).Net()), "100", 0, 0},
		{"ratio of all alike", laws.Must(nets(2, 2, 2).Ratio()), "1", 1, 1},
	} {
		if tc.name == "net of all alike" {
			net := laws.Must(laws.Must(kpi.NewNet(3, 0, 3)).Interval(0.95))
			tc.low, tc.high = net.Low, net.High
		}
		i, err := tc.figure.Interval(0.95)
		if err != nil || math.Abs(i.Low-tc.low) > 1e-5 || math.Abs(i.High-tc.high) > 1e-5 || tc.figure.String() != tc.text {
			t.Errorf("%s: %v, %v, %v, want %s, %v to %v", tc.name, tc.figure, i, err, tc.text, tc.low, tc.high)
		}
	}

	// A change from a rate that all customers have alike has an error nevertheless.
	change := kpi.Compare(laws.Must(counts(0, 3, 0, 3, 0, 3).Rate()), laws.Must(counts(2, 3, 1, 4, 2, 3).Rate()))
	if i := laws.Must(change.Interval(0.95)); i.Low > -0.4 || i.Of != kpi.ShareChange {
		t.Errorf("a change from no hit: %v", i)
	}
	if text := change.String(); text != "0.00% -> 50.00%: +50 pt [-44.7, +89.53] ~" {
		t.Errorf("a change from no hit: %q", text)
	}

	one := laws.Must(counts(2, 3).Rate())
	if _, err := one.Interval(0.95); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("the interval of one customer: %v", err)
	}
	if _, err := one.StandardError(); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("the error of one customer: %v", err)
	}
	several := laws.Must(counts(2, 3, 1, 4).Rate())
	for _, pair := range [][2]kpi.Figure{{one, several}, {several, one}, {several, laws.Must(counts(2, 3, 1, 4).Ratio())}, {several, rate(t, 1, 2)}} {
		if i, err := kpi.Compare(pair[0], pair[1]).Interval(0.95); !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%v and %v of another kind, or of one customer: %v, %v", pair[0], pair[1], i, err)
		}
		if test, err := kpi.Compare(pair[0], pair[1]).Test(); !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%v and %v of another kind, or of one customer: %v, %v", pair[0], pair[1], test, err)
		}
	}
	if i, err := kpi.Compare[kpi.Figure](kpi.ValueOf(big.NewRat(1, 4)), several).Interval(0.95); err != nil || i.Contains(-0.5) {
		t.Errorf("against a target: %v, %v", i, err)
	}
}

func TestClustersThatNoCustomersAre(t *testing.T) {
	v := func(x int64) kpi.Value { return kpi.ValueOf(big.NewRat(x, 1)) }
	good := kpi.Clusters{N: 2, Numerator: v(3), Denominator: v(5), NumeratorSquares: v(5), Products: v(8), DenominatorSquares: v(13)}
	if f, err := good.Rate(); err != nil || f.String() != "60.00%" {
		t.Errorf("1 of 2 and 2 of 3: %v, %v", f, err)
	}
	if _, err := (kpi.Clusters{}).Rate(); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("no customer: %v", err)
	}
	for name, change := range map[string]func(*kpi.Clusters){
		"a denominator below 0":        func(c *kpi.Clusters) { c.Denominator = v(-5) },
		"squares that are too small":   func(c *kpi.Clusters) { c.NumeratorSquares = v(4) },
		"rows whose squares are small": func(c *kpi.Clusters) { c.DenominatorSquares = v(12) },
		"products that are too large":  func(c *kpi.Clusters) { c.Products = v(9) },
		"one customer who varies":      func(c *kpi.Clusters) { c.N = 1 },
		"rows of no customer":          func(c *kpi.Clusters) { c.N = 0 },
		"more hits than rows":          func(c *kpi.Clusters) { c.Numerator, c.NumeratorSquares, c.Products = v(6), v(18), v(15) },
		"hits below 0":                 func(c *kpi.Clusters) { c.Numerator, c.Products = v(-3), v(-8) },
	} {
		c := good
		change(&c)
		var re *kpi.RangeError
		if f, err := c.Rate(); !errors.As(err, &re) {
			t.Errorf("%s: %v, %v, want a *RangeError", name, f, err)
		}
	}
	minus := good
	minus.Numerator, minus.Products = v(-3), v(-8)
	if f, err := minus.Net(); err != nil || f.String() != "-60" {
		t.Errorf("a net below 0: %v, %v", f, err)
	}
	minus.Numerator, minus.NumeratorSquares, minus.Products = v(-6), v(18), v(-15)
	if f, err := minus.Net(); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("a net below -100: %v, %v", f, err)
	}
}

// TestPanelAgreesWithResiduals compares with residuals of floats, customer by
// customer.
func TestPanelAgreesWithResiduals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type sums = map[int][2]int64
		draw := func(name string) sums {
			s := sums{}
			n := rapid.IntRange(2, 12).Draw(t, name)
			for len(s) < n {
				s[rapid.IntRange(0, 15).Draw(t, "customer")] = [2]int64{rapid.Int64Range(-1000, 1000).Draw(t, "y"), rapid.Int64Range(1, 9).Draw(t, "x")}
			}
			return s
		}
		panel := func(s sums) kpi.Panel[int] {
			var a kpi.ByCustomer[int]
			for c, p := range s {
				if err := a.AddSums(c, decimal.NewFromInt(p[0]), decimal.NewFromInt(p[1])); err != nil {
					t.Fatal(err)
				}
			}
			return laws.Must(a.Ratio())
		}
		// errors are those of the customers in the ratio, (y - R x) / Σx
		residuals := func(s sums) (e map[int]float64, factor float64) {
			var y, x float64
			for _, p := range s {
				y, x = y+float64(p[0]), x+float64(p[1])
			}
			e = map[int]float64{}
			for c, p := range s {
				e[c] = (float64(p[0]) - y/x*float64(p[1])) / x
			}
			return e, float64(len(s)) / float64(len(s)-1)
		}
		before, after := draw("before"), draw("after")
		eb, fb := residuals(before)
		ea, fa := residuals(after)
		v := 0.0
		for c, e := range eb {
			v += fb*e*e - 2*min(fb, fa)*e*ea[c]
		}
		for _, e := range ea {
			v += fa * e * e
		}
		test, err := kpi.Compare(panel(before), panel(after)).Test()
		if err != nil || v < 1e-9 {
			if !errors.Is(err, kpi.ErrUndefined) && v < -1e-9 {
				t.Fatalf("variance %v, %v", v, err)
			}
			return
		}
		d := panel(after).Float64() - panel(before).Float64()
		if se := d / test.Statistic; d != 0 && math.Abs(se-math.Sqrt(v)) > 1e-9*math.Sqrt(v) {
			t.Fatalf("standard error %v, want %v", se, math.Sqrt(v))
		}
		if test.DF < 1 || test.DF > float64(len(before)+len(after)) {
			t.Fatalf("%v degrees of freedom of %d and %d customers", test.DF, len(before), len(after))
		}
	})
}
