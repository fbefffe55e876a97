package kpi_test

import (
	"math"
	"math/big"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/oracle"
)

// ends are the ends of intervals by level, as the oracle's tables have them.
type ends map[string][2]float64

// check compares the interval of f with every level of the table.
func (e ends) check(t *testing.T, name string, f func(level float64) (kpi.Interval, error), scale, tolerance float64) {
	t.Helper()
	for text, want := range e {
		level, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		got, err := f(level)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, g := range []float64{got.Low, got.High} {
			if math.Abs(g-want[i]) > tolerance*max(scale, math.Abs(want[i])) {
				t.Errorf("%s: interval at %s = %v..%v, want %v", name, text, got.Low, got.High, want)
			}
		}
	}
}

// The tables were computed with R 4.2.2; their provenance is beside them.
func TestIntervalsEqualTheOracle(t *testing.T) {
	var o struct {
		Proportion []struct {
			X, N   uint64
			Wilson ends
		}
		Difference []struct {
			X1, N1, X2, N2 uint64
			Newcombe       ends
		} `json:"proportion_difference"`
		NPS []struct {
			Promoters, Detractors, N uint64
			Adjusted                 ends `json:"adjusted_wald"`
		}
		Mean []struct {
			Min    int64
			Counts []uint64
			N      uint64
			Var    *float64
			T      ends
		} `json:"ordinal_mean"`
	}
	oracle.JSON(t, "survey_oracle/oracle.json", &o)

	for _, c := range o.Proportion {
		r := rate(t, c.X, c.N)
		c.Wilson.check(t, r.String(), r.Interval, 1e-6, 1e-10) // R rounds 0 to 3e-17
	}
	for _, c := range o.Difference {
		// The table has the first sample minus the second.
		d := kpi.Compare(rate(t, c.X2, c.N2), rate(t, c.X1, c.N1))
		// An end near 0 is a difference of larger numbers.
		c.Newcombe.check(t, d.String(), d.Interval, 1e-2, 1e-10)
	}
	for _, c := range o.NPS {
		net, err := kpi.NewNet(c.Promoters, c.Detractors, c.N)
		if err != nil {
			t.Fatal(err)
		}
		// The table is neither cut to -100..100 nor widened to hold the score.
		want := ends{}
		for level, e := range c.Adjusted {
			want[level] = [2]float64{
				min(max(e[0], -100), net.Float64()), max(min(e[1], 100), net.Float64()),
			}
		}
		want.check(t, net.String(), net.Interval, 1, 1e-10)
	}
	for _, c := range o.Mean {
		sum, squares := new(big.Rat), new(big.Rat)
		for i, n := range c.Counts {
			x := big.NewRat(c.Min+int64(i), 1)
			nx := new(big.Rat).Mul(new(big.Rat).SetInt(new(big.Int).SetUint64(n)), x)
			sum.Add(sum, nx)
			squares.Add(squares, new(big.Rat).Mul(nx, x))
		}
		m, err := kpi.NewMean(c.N, sum, squares)
		if err != nil {
			t.Fatal(err)
		}
		if c.N < 2 {
			if _, err := m.Interval(0.95); err == nil {
				t.Errorf("interval of %d observation", c.N)
			}
			continue
		}
		v, err := m.Variance()
		if err != nil || math.Abs(v.Float64()-*c.Var) > 1e-10**c.Var {
			t.Errorf("variance %v, %v, want %v", v, err, *c.Var)
		}
		c.T.check(t, m.String(), m.Interval, 0, 1e-10)
	}
}

func rate(t testing.TB, count, total uint64) kpi.Rate {
	t.Helper()
	r, err := kpi.NewRate(count, total)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestIntervalsStayInRangeAndNest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Uint64Range(1, 1<<40).Draw(t, "total")
		plus := rapid.Uint64Range(0, total).Draw(t, "plus")
		minus := rapid.Uint64Range(0, total-plus).Draw(t, "minus")
		level := rapid.Float64Range(0.01, 0.98).Draw(t, "level")
		r, err := kpi.NewRate(plus, total)
		if err != nil {
			t.Fatal(err)
		}
		n, err := kpi.NewNet(plus, minus, total)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			figure    kpi.Estimate
			low, high float64
		}{{r, 0, 1}, {n, -100, 100}} {
			narrow, err := c.figure.Interval(level)
			if err != nil {
				t.Fatal(err)
			}
			wide, err := c.figure.Interval(level + 0.01)
			if err != nil {
				t.Fatal(err)
			}
			x, _ := c.figure.Rat().Float64()
			if narrow.Low < c.low || narrow.High > c.high || narrow.Low > x || narrow.High < x {
				t.Fatalf("%v: %v leaves %v..%v or the figure", c.figure, narrow, c.low, c.high)
			}
			if wide.Low > narrow.Low || wide.High < narrow.High {
				t.Fatalf("%v: %v does not hold %v", c.figure, wide, narrow)
			}
		}
	})
}

func TestLevelsOutsideAreRefused(t *testing.T) {
	net, err := kpi.NewNet(1, 0, 2)
	if err != nil {
		t.Fatal(err)
	}
	mean, err := kpi.NewMean(2, big.NewRat(1, 1), big.NewRat(1, 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []kpi.Estimate{rate(t, 1, 2), net, mean} {
		for _, level := range []float64{0, 1, -1, 95, math.NaN(), math.Inf(1)} {
			if _, err := f.Interval(level); err == nil {
				t.Errorf("%T accepts level %v", f, level)
			}
		}
	}
}
