package kpi_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/oracle"
	"github.com/customerkpi/kpi/nps"
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

// cut is the interval as the table has it, cut to the possible range.
func (e ends) cut(low, high float64) ends {
	in := ends{}
	for level, x := range e {
		in[level] = [2]float64{min(max(x[0], low), high), min(max(x[1], low), high)}
	}
	return in
}

// near compares a number with the table's.
func near(t *testing.T, name string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*max(math.Abs(want), 1e-300)) {
		t.Errorf("%s = %v, want %v", name, got, want)
	}
}

// The tables were computed with R 4.2.2; their provenance is beside them. They
// cut no interval; ours are cut to the possible range. R rounds some ends of 0 to
// 3e-17, so ends are compared relative to no less than 1e-6.
const tables = "survey_oracle/oracle.json"

func TestRatesEqualTheOracle(t *testing.T) {
	var o struct {
		Proportion []struct {
			X, N           uint64
			Wilson         ends
			ClopperPearson ends `json:"clopper_pearson"`
			AgrestiCoull   ends `json:"agresti_coull"`
			Jeffreys       ends
			Wald           ends
		}
		Difference []struct {
			X1, N1, X2, N2 uint64
			ChiSquare      *float64 `json:"chisq"`
			P              *float64 `json:"p_value"`
			Fisher         float64  `json:"fisher_p"`
			Newcombe       ends
		} `json:"proportion_difference"`
	}
	oracle.JSON(t, tables, &o)
	for _, c := range o.Proportion {
		r := rate(t, c.X, c.N)
		c.Wilson.check(t, "Wilson "+r.String(), r.Interval, 1e-6, 1e-10)
		c.ClopperPearson.check(t, "Clopper-Pearson "+r.String(), r.ClopperPearson, 1e-6, 1e-8)
		c.AgrestiCoull.cut(0, 1).check(t, "Agresti-Coull "+r.String(), r.AgrestiCoull, 1e-6, 1e-10)
		c.Jeffreys.check(t, "Jeffreys "+r.String(), r.Jeffreys, 1e-6, 1e-8)
		c.Wald.cut(0, 1).check(t, "Wald "+r.String(), r.Wald, 1e-6, 1e-10)
	}
	for _, c := range o.Difference {
		// The table has the first sample minus the second.
		before, after := rate(t, c.X2, c.N2), rate(t, c.X1, c.N1)
		d := kpi.Compare(before, after)
		// An end near 0 is a difference of larger numbers.
		c.Newcombe.check(t, d.String(), d.Interval, 1e-2, 1e-10)

		fisher, err := kpi.Fisher(before, after)
		if err != nil {
			t.Error(err)
		}
		near(t, "Fisher's p of "+d.String(), fisher.P, c.Fisher, 1e-10)
		chi, err := kpi.ChiSquare(before, after)
		if c.ChiSquare == nil {
			if !errors.Is(err, kpi.ErrUndefined) {
				t.Errorf("chi-square of %v: %v, want ErrUndefined", d, err)
			}
			continue
		}
		if err != nil {
			t.Error(err)
		}
		near(t, "chi-square of "+d.String(), chi.Statistic, *c.ChiSquare, 1e-10)
		near(t, "p of "+d.String(), chi.P, *c.P, 1e-10)
	}
}

func TestGroupsOfRatesEqualTheOracle(t *testing.T) {
	var o struct {
		Groups []struct {
			X, N []uint64
			Chi  float64 `json:"chisq"`
			DF   float64
			P    float64 `json:"p_value"`
		} `json:"proportion_groups"`
		Holm []struct{ P, Holm []float64 }
	}
	oracle.JSON(t, tables, &o)
	for _, c := range o.Groups {
		var rates []kpi.Rate
		for i := range c.X {
			rates = append(rates, rate(t, c.X[i], c.N[i]))
		}
		chi, err := kpi.ChiSquare(rates...)
		if err != nil || chi.DF != c.DF {
			t.Errorf("%v: %v, %v", rates, chi, err)
		}
		near(t, fmt.Sprint("chi-square of ", rates), chi.Statistic, c.Chi, 1e-10)
		near(t, fmt.Sprint("p of ", rates), chi.P, c.P, 1e-10)
	}
	for _, c := range o.Holm {
		got, err := kpi.Holm(c.P...)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			near(t, fmt.Sprint("Holm of ", c.P), got[i], c.Holm[i], 1e-10)
		}
	}
}

func TestNetsEqualTheOracle(t *testing.T) {
	var o struct {
		NPS []struct {
			Promoters, Detractors, N uint64
			NPS                      float64
			Adjusted                 ends `json:"adjusted_wald"`
			Wald                     ends
		}
		Difference []struct {
			A, B  [3]uint64
			Diff  float64
			Z, SE *float64
			P     *float64 `json:"p_value"`
			Wald  ends
		} `json:"nps_difference"`
	}
	oracle.JSON(t, tables, &o)
	for _, c := range o.NPS {
		n := net(t, c.Promoters, c.Detractors, c.N)
		near(t, "net", n.Float64(), c.NPS, 1e-10)
		c.Adjusted.cut(-100, 100).check(t, "adjusted Wald "+n.String(), n.Interval, 1, 1e-10)
		c.Wald.cut(-100, 100).check(t, "Wald "+n.String(), n.Wald, 1, 1e-10)
	}
	for _, c := range o.Difference {
		// The table has the first sample minus the second.
		d := kpi.Compare(net(t, c.B[0], c.B[2], c.B[0]+c.B[1]+c.B[2]), net(t, c.A[0], c.A[2], c.A[0]+c.A[1]+c.A[2]))
		test, err := d.Test()
		if c.Z == nil || c.P == nil {
			if !errors.Is(err, kpi.ErrUndefined) {
				t.Errorf("test of %v: %v, want ErrUndefined", d, err)
			}
			continue
		}
		if err != nil {
			t.Error(err)
			continue
		}
		near(t, "delta of "+d.String(), d.Delta().Float64(), c.Diff, 1e-10)
		near(t, "z of "+d.String(), test.Statistic, *c.Z, 1e-10)
		near(t, "p of "+d.String(), test.P, *c.P, 1e-10)
	}
}

func TestMeansEqualTheOracle(t *testing.T) {
	var o struct {
		Mean []struct {
			Min    int64
			Counts []uint64
			Var    *float64
			T      ends
		} `json:"ordinal_mean"`
		Difference []struct {
			Min   int64
			A, B  []uint64
			Diff  float64
			T, DF *float64
			P     *float64 `json:"p_value"`
			Welch ends
			W     float64  `json:"mann_whitney_w"`
			WP    *float64 `json:"mann_whitney_p_continuity"`
		} `json:"ordinal_difference"`
	}
	oracle.JSON(t, tables, &o)
	for _, c := range o.Mean {
		m := meanOf(t, c.Min, c.Counts)
		v, err := m.Variance()
		if m.N() < 2 {
			if _, intervalErr := m.Interval(0.95); !errors.Is(err, kpi.ErrUndefined) || !errors.Is(intervalErr, kpi.ErrUndefined) {
				t.Errorf("of one observation: %v, %v", err, intervalErr)
			}
			continue
		}
		if err != nil {
			t.Error(err)
		}
		near(t, "variance", v.Float64(), *c.Var, 1e-10)
		c.T.check(t, m.String(), m.Interval, 0, 1e-10)
	}
	for _, c := range o.Difference {
		d := kpi.Compare(meanOf(t, c.Min, c.B), meanOf(t, c.Min, c.A))
		if u, err := kpi.MannWhitney(c.A, c.B); c.WP == nil {
			if !errors.Is(err, kpi.ErrUndefined) {
				t.Errorf("Mann-Whitney of %v, %v: %v, want ErrUndefined", c.A, c.B, err)
			}
		} else {
			near(t, "U", u.Statistic, c.W, 1e-10)
			near(t, "p of U", u.P, *c.WP, 1e-10)
		}
		test, err := d.Test()
		if c.T == nil || c.P == nil {
			if !errors.Is(err, kpi.ErrUndefined) {
				t.Errorf("test of %v: %v, want ErrUndefined", d, err)
			}
			continue
		}
		if err != nil {
			t.Error(err)
			continue
		}
		near(t, "t of "+d.String(), test.Statistic, *c.T, 1e-10)
		near(t, "degrees of freedom of "+d.String(), test.DF, *c.DF, 1e-10)
		near(t, "p of "+d.String(), test.P, *c.P, 1e-10)
		c.Welch.check(t, d.String(), d.Interval, 1e-2, 1e-10)
	}
}

func TestWeightedNetsEqualTheOracle(t *testing.T) {
	var o struct {
		Weighted []struct {
			Scores  []int
			Weights []float64 // of three decimals
			NPS, SE float64
			Kish    float64 `json:"kish_n"`
		} `json:"nps_weighted"`
	}
	oracle.JSON(t, tables, &o)
	for _, c := range o.Weighted {
		var answers nps.Weighted
		for i, score := range c.Scores {
			if err := answers.Add(score, decimal.New(int64(math.Round(1000*c.Weights[i])), -3)); err != nil {
				t.Fatal(err)
			}
		}
		y, err := answers.Result().Score()
		if err != nil {
			t.Fatal(err)
		}
		se, err := y.StandardError()
		if err != nil {
			t.Fatal(err)
		}
		near(t, "weighted net", y.Float64(), c.NPS, 1e-10)
		near(t, "standard error", se, c.SE, 1e-10)
		near(t, "effective n", y.EffectiveN(), c.Kish, 1e-10)
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

func net(t testing.TB, plus, minus, total uint64) kpi.Net {
	t.Helper()
	n, err := kpi.NewNet(plus, minus, total)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// meanOf returns the mean of counted scores, the first of which is lowest.
func meanOf(t testing.TB, lowest int64, counts []uint64) kpi.Mean {
	t.Helper()
	n, sum, squares := uint64(0), new(big.Rat), new(big.Rat)
	for i, c := range counts {
		x := big.NewRat(lowest+int64(i), 1)
		cx := new(big.Rat).Mul(new(big.Rat).SetInt(new(big.Int).SetUint64(c)), x)
		n += c
		sum.Add(sum, cx)
		squares.Add(squares, new(big.Rat).Mul(cx, x))
	}
	m, err := kpi.NewMean(n, sum, squares)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
