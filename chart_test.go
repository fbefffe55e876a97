package kpi_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// sameTo reports whether two numbers agree to so many digits behind the point.
func sameTo(places int, got, want float64) bool {
	return math.Abs(got-want) <= 0.5*math.Pow(10, -float64(places))+1e-12
}

// tenths returns values of so many tenths.
func tenths(numbers ...int64) (all []kpi.Value) {
	for _, n := range numbers {
		all = append(all, must(kpi.NewValue(decimal.New(n, -1), decimal.New(1, 0))))
	}
	return all
}

// Flow rates, and their published limits: NIST/SEMATECH e-Handbook of Statistical
// Methods, 6.3.2.2: mean 50.81, mean moving range 1.8778, limits 45.8159 and 55.8041.
func TestChartOfIndividualValues(t *testing.T) {
	chart, err := kpi.ChartOf(tenths(496, 476, 499, 513, 478, 512, 526, 524, 536, 521), kpi.ChartConfig{})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for i, p := range chart.Points {
		sum += p.Range / 9
		if !sameTo(4, p.Low, 45.8159) || !sameTo(4, p.High, 55.8041) || p.Signal != "" {
			t.Errorf("point %d: %v..%v %q, want 45.8159..55.8041", i, p.Low, p.High, p.Signal)
		}
	}
	if !sameTo(2, chart.Center, 50.81) || !sameTo(4, sum, 1.8778) || chart.SigmaZ != 1 || chart.Baseline != 10 {
		t.Errorf("center %v, mean range %v, σz %v, baseline %d", chart.Center, sum, chart.SigmaZ, chart.Baseline)
	}
}

// Chips that fail, of 50 on each of 30 wafers: the e-Handbook, 6.3.3.2, which has them
// from D. C. Montgomery, table 6-1: mean 0.2313, limits 0.0524 and 0.4102, and the points
// 15 and 23 beyond.
func TestChartOfRates(t *testing.T) {
	var rates []kpi.Rate
	for _, n := range []uint64{12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6} {
		rates = append(rates, rate(t, n, 50))
	}
	chart, err := kpi.ChartOf(rates, kpi.ChartConfig{Limits: kpi.SamplingLimits})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range chart.Points {
		if !sameTo(4, p.Low, 0.0524) || !sameTo(4, p.High, 0.4102) || (p.Signal == kpi.BeyondLimits) != (i == 14 || i == 22) {
			t.Errorf("point %d: %v..%v %q, want 0.0524..0.4102", i, p.Low, p.High, p.Signal)
		}
	}
	if !sameTo(4, chart.Center, 0.2313) || len(chart.Signals()) != 2 {
		t.Errorf("center %v, %d signals", chart.Center, len(chart.Signals()))
	}
}

// Defects of dyed cloth per 50 m²: D. C. Montgomery, Introduction to Statistical Quality
// Control, 6th ed., example 7-5, whose limits are those of the mean rounded to 1.42.
func TestChartOfFractions(t *testing.T) {
	defects := []int64{14, 12, 20, 11, 7, 10, 21, 16, 19, 23}
	sizes := []string{"10", "8", "13", "10", "9.5", "10", "12", "10.5", "12", "12.5"}
	low := []float64{0.29, 0.16, 0.43, 0.29, 0.26, 0.29, 0.39, 0.32, 0.39, 0.41}
	high := []float64{2.55, 2.68, 2.41, 2.55, 2.58, 2.55, 2.45, 2.52, 2.45, 2.43}
	var figures []kpi.Fraction
	for i, n := range defects {
		figures = append(figures, must(kpi.NewFraction(big.NewRat(n, 1), rat(t, sizes[i]))))
	}
	chart, err := kpi.ChartOf(figures, kpi.ChartConfig{Limits: kpi.SamplingLimits})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range chart.Points {
		if math.Abs(p.Low-low[i]) > 0.01 || math.Abs(p.High-high[i]) > 0.01 || p.Signal != "" {
			t.Errorf("point %d: %v..%v %q, want %v..%v", i, p.Low, p.High, p.Signal, low[i], high[i])
		}
	}
	if !sameTo(6, chart.Center, 153/107.5) {
		t.Errorf("center %v", chart.Center)
	}
}

// limitsOfR reads internal/oracle/testdata/chart.csv, which chart.R beside it wrote: a row per week.
func limitsOfR(t *testing.T) (columns map[string][]float64) {
	t.Helper()
	file, err := os.Open("internal/oracle/testdata/chart.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	columns = map[string][]float64{}
	for _, row := range rows[1:] {
		for i, x := range row {
			columns[rows[0][i]] = append(columns[rows[0][i]], must(strconv.ParseFloat(strings.TrimSpace(x), 64)))
		}
	}
	return columns
}

func TestChartsAreThoseOfR(t *testing.T) {
	r := limitsOfR(t)
	var rates []kpi.Rate
	var nets []kpi.Net
	var fractions []kpi.Fraction
	for i := range r["answers"] {
		plus, minus, answers := uint64(r["plus"][i]), uint64(r["minus"][i]), uint64(r["answers"][i])
		rates = append(rates, rate(t, minus, answers))
		nets = append(nets, net(t, plus, minus, answers))
		fractions = append(fractions, must(kpi.NewFraction(new(big.Rat).SetUint64(minus), new(big.Rat).SetUint64(answers))))
	}
	sampled := kpi.ChartConfig{Limits: kpi.SamplingLimits}
	for _, tc := range []struct {
		name          string
		chart         kpi.Chart
		low, high, sz string
	}{
		{"p'", must(kpi.ChartOf(rates, kpi.ChartConfig{})), "p_low", "p_high", "p_sz"},
		{"p", must(kpi.ChartOf(rates, sampled)), "", "p_plain", ""},
		{"u'", must(kpi.ChartOf(fractions, kpi.ChartConfig{})), "u_low", "u_high", "u_sz"},
		{"u", must(kpi.ChartOf(fractions, sampled)), "", "u_plain", ""},
		{"net", must(kpi.ChartOf(nets, kpi.ChartConfig{})), "net_low", "net_high", "net_sz"},
		{"net, sampling", must(kpi.ChartOf(nets, sampled)), "", "net_plain", ""},
		{"XmR", must(kpi.ChartOf(nets, kpi.ChartConfig{Limits: kpi.IndividualLimits})), "xmr_low", "xmr_high", ""},
		{"XmR, median", must(kpi.ChartOf(nets, kpi.ChartConfig{Limits: kpi.IndividualLimits, Median: true})), "", "xmr_median", ""},
	} {
		for i, p := range tc.chart.Points {
			if tc.low != "" && math.Abs(p.Low-r[tc.low][i]) > 1e-9 {
				t.Errorf("%s, point %d: low %v, R has %v", tc.name, i, p.Low, r[tc.low][i])
			}
			if math.Abs(p.High-r[tc.high][i]) > 1e-9 {
				t.Errorf("%s, point %d: high %v, R has %v", tc.name, i, p.High, r[tc.high][i])
			}
		}
		if tc.sz != "" && math.Abs(tc.chart.SigmaZ-r[tc.sz][0]) > 1e-12 || tc.sz == "" && tc.chart.SigmaZ != 1 {
			t.Errorf("%s: σz %v", tc.name, tc.chart.SigmaZ)
		}
	}
}

// By hand: means 2, 4, 6 of two observations each, within which the variance is 2.
//
//	center 4, σ = √(2/2) = 1, z = -2, 0, 2, σz = 2 / 1.128, limits 4 ± 3 × 2/1.128
//
// cut to 1..5; without correction 4 ± 3.
func TestChartOfMeans(t *testing.T) {
	var means []kpi.Mean
	for _, x := range []int64{2, 4, 6} { // x - 1 and x + 1
		m := must(kpi.NewMean(2, big.NewRat(2*x, 1), big.NewRat(2*x*x+2, 1)))
		means = append(means, must(m.Within(big.NewRat(1, 1), nil)))
	}
	half := 3 * 2 / 1.128
	for _, tc := range []struct {
		limits    kpi.ChartLimits
		low, high float64
	}{{kpi.CorrectedLimits, 1, 4 + half}, {kpi.SamplingLimits, 1, 7}, {kpi.IndividualLimits, 1, 4 + half}} {
		p := must(kpi.ChartOf(means, kpi.ChartConfig{Limits: tc.limits})).Points[1]
		if math.Abs(p.Low-tc.low) > 1e-12 || math.Abs(p.High-tc.high) > 1e-12 || math.Abs(p.Range-2) > 1e-12 {
			t.Errorf("limits %v: %v..%v, range %v, want %v..%v, range 2", tc.limits, p.Low, p.High, p.Range, tc.low, tc.high)
		}
	}
}

// The rules, by a chart of limits 0 ± 3 from a baseline of moving ranges 1.128 in the mean:
// 0.564 and -0.564 in turn.
func TestChartSignals(t *testing.T) {
	for _, tc := range []struct {
		name   string
		points []int64 // thousandths, that follow
		want   string  // of the last
		at     kpi.Signal
	}{
		{"within", []int64{2900}, "", ""},
		{"beyond", []int64{3100}, "beyond limits", kpi.BeyondLimits},
		{"below", []int64{-3100}, "beyond limits", kpi.BeyondLimits},
		{"seven on one side", []int64{-100, 100, 100, 100, 100, 100, 100, 100}, "", ""},
		{"eight on one side", []int64{-100, 100, 100, 100, 100, 100, 100, 100, 100}, "long run", kpi.LongRun},
		{"two of four near", []int64{1600, 0, 1600}, "", ""},
		{"three of four near", []int64{1600, 1600, 0, 1600}, "near limit", kpi.NearLimit},
		{"of both limits", []int64{1600, -1600, 1600}, "", ""},
		{"a range of 3.6, the limit is 3.685", []int64{-1800, 1800}, "", ""},
		{"a range of 3.8", []int64{-1900, 1900}, "wide range", kpi.WideRange},
	} {
		var values []kpi.Value
		for i := range 12 {
			values = append(values, must(kpi.NewValue(decimal.New([]int64{564, -564}[i%2], -3), decimal.New(1, 0))))
		}
		for _, x := range tc.points {
			values = append(values, must(kpi.NewValue(decimal.New(x, -3), decimal.New(1, 0))))
		}
		config := kpi.ChartConfig{Baseline: 12, AllRules: true}
		points := must(kpi.ChartOf(values, config)).Points
		last := points[len(points)-1]
		if last.Signal != tc.at || string(last.Signal) != tc.want || math.Abs(last.High-3) > 1e-12 || math.Abs(last.Sigma-1) > 1e-12 {
			t.Errorf("%s: %q, limit %v, want %q, 3", tc.name, last.Signal, last.High, tc.want)
		}
		config.AllRules = false
		points = must(kpi.ChartOf(values, config)).Points
		if last := points[len(points)-1]; (last.Signal != "") != (tc.at == kpi.BeyondLimits) {
			t.Errorf("%s, one rule: %q", tc.name, last.Signal)
		}
	}
}

func TestChartEdges(t *testing.T) {
	third := rate(t, 1, 3)
	for _, tc := range []struct {
		name    string
		figures []kpi.Figure
		config  kpi.ChartConfig
		err     error
	}{
		{"nothing", nil, kpi.ChartConfig{}, kpi.ErrUndefined},
		{"one point", []kpi.Figure{third}, kpi.ChartConfig{}, kpi.ErrUndefined},
		{"a nil", []kpi.Figure{third, nil}, kpi.ChartConfig{}, kpi.ErrUndefined},
		{"sampling of values", []kpi.Figure{kpi.Value{}, kpi.Value{}}, kpi.ChartConfig{Limits: kpi.SamplingLimits}, kpi.ErrUndefined},
		{"sampling of unlike figures", []kpi.Figure{third, kpi.Value{}}, kpi.ChartConfig{Limits: kpi.SamplingLimits}, kpi.ErrUndefined},
		{"limits", []kpi.Figure{third, third}, kpi.ChartConfig{Limits: 3}, kpi.ErrRange},
		{"baseline of one", []kpi.Figure{third, third}, kpi.ChartConfig{Baseline: 1}, kpi.ErrRange},
		{"baseline below 0", []kpi.Figure{third, third}, kpi.ChartConfig{Baseline: -1}, kpi.ErrRange},
		{"too large", []kpi.Figure{power(t, 200), power(t, 400)}, kpi.ChartConfig{}, kpi.ErrOverflow},
	} {
		if c, err := kpi.ChartOf(tc.figures, tc.config); !errors.Is(err, tc.err) || c.Points != nil && err == nil {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.err)
		}
	}
}

// power returns 10^n.
func power(t *testing.T, n int64) kpi.Figure {
	t.Helper()
	return must(kpi.NewFraction(new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(n), nil)), big.NewRat(1, 1)))
}

// Figures that are all the same have no signal, whatever the limits and however they
// round, and a figure that differs from them has one.
func TestChartOfTheSame(t *testing.T) {
	for _, limits := range []kpi.ChartLimits{kpi.CorrectedLimits, kpi.SamplingLimits, kpi.IndividualLimits} {
		for _, counts := range [][2]uint64{{0, 7}, {7, 7}, {1, 3}, {5, 49}} {
			var figures []kpi.Rate
			for i := range uint64(12) {
				figures = append(figures, rate(t, counts[0]*(i+1), counts[1]*(i+1)))
			}
			config := kpi.ChartConfig{Limits: limits, AllRules: true, Baseline: 12}
			if s := must(kpi.ChartOf(figures, config)).Signals(); len(s) != 0 {
				t.Errorf("limits %v, all %v: %d signals", limits, counts, len(s))
			}
			chart := must(kpi.ChartOf(append(figures, rate(t, 500, 1000)), config))
			if s := chart.Signals(); len(s) != 1 && limits != kpi.SamplingLimits || len(s) == 1 && s[0].Signal != kpi.BeyondLimits {
				t.Errorf("limits %v, all %v but the last: %v", limits, counts, s)
			}
		}
	}
}

// What a Chart's page says of false signals of normal figures that do not change, beyond
// limits of 24 points.
func TestChartFalseSignals(t *testing.T) {
	random := rand.New(rand.NewPCG(24, 370))
	const charts, after = 2000, 24
	one, all := 0, 0
	for range charts {
		var values []kpi.Value
		for range 24 + after {
			values = append(values, must(kpi.NewValue(decimal.New(int64(1e6*random.NormFloat64()), -6), decimal.New(1, 0))))
		}
		for _, p := range must(kpi.ChartOf(values, kpi.ChartConfig{Baseline: 24, AllRules: true})).Points[24:] {
			if p.Signal == kpi.BeyondLimits {
				one++
			}
			if p.Signal != "" {
				all++
			}
		}
	}
	if x, y := charts*after/float64(one), charts*after/float64(all); x < 90 || x > 115 || y < 20 || y > 30 {
		t.Errorf("beyond limits 1 point in %.0f, by all rules 1 in %.0f, the page has 100 and 25", x, y)
	}
}

func TestChartJSON(t *testing.T) {
	weekly := must(weeklyNPS())
	chart := must(kpi.ChartSeries(weekly, scoreOf, kpi.ChartConfig{Baseline: 12}))
	var read struct {
		Center float64
		Points []struct {
			Period, Signal   string
			Value, Low, High float64
			Figure           struct{ Plus, Minus, Total uint64 }
		}
	}
	if err := json.Unmarshal(must(json.Marshal(chart)), &read); err != nil {
		t.Fatal(err)
	}
	p, last := read.Points[15], chart.Points[15]
	if p.Period != "2026-W17" || p.Signal != "beyond limits" || p.Value != last.Figure.(kpi.Net).Float64() || p.Low != last.Low || p.High != last.High ||
		p.Figure.Plus != 4*35 || p.Figure.Total != 4*90 || read.Center != chart.Center {
		t.Errorf("read %+v", p)
	}
	if err := json.Unmarshal([]byte("{}"), &last); err == nil {
		t.Error("a ChartPoint is read from JSON")
	}
	// One of a slice has no period, the zero one no figure.
	for _, tc := range []struct {
		point kpi.ChartPoint
		want  string
	}{
		{kpi.ChartPoint{}, `{"figure":null,"value":null,"low":0,"high":0,"sigma":0,"range":0}`},
		{kpi.ChartPoint{Figure: rate(t, 1, 4), High: 1}, `{"figure":{"count":1,"total":4,"value":0.25},"value":0.25,"low":0,"high":1,"sigma":0,"range":0}`},
	} {
		if got := string(must(json.Marshal(tc.point))); got != tc.want {
			t.Errorf("%s, want %s", got, tc.want)
		}
	}
}

// Periods without a figure are left out, and another error is returned.
func TestChartSeriesErrors(t *testing.T) {
	weekly := must(weeklyNPS())
	n := 0
	chart := must(kpi.ChartSeries(weekly, func(a *nps.Accumulator) (kpi.Net, error) {
		if n++; n == 3 {
			return kpi.Net{}, kpi.ErrUndefined
		}
		return scoreOf(a)
	}, kpi.ChartConfig{}))
	if len(chart.Points) != 15 {
		t.Errorf("%d points, want 15", len(chart.Points))
	}
	_, err := kpi.ChartSeries(weekly, func(*nps.Accumulator) (kpi.Net, error) { return kpi.Net{}, kpi.ErrOverflow }, kpi.ChartConfig{})
	if !errors.Is(err, kpi.ErrOverflow) || !strings.Contains(err.Error(), "2026-W02") {
		t.Errorf("%v", err)
	}
}
