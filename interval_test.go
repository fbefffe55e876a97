package kpi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
)

// The intervals of each figure; the default is the first.
var rateMethods = []method[kpi.Rate]{
	{"Wilson", kpi.Rate.Interval},
	{"Clopper-Pearson", kpi.Rate.ClopperPearson},
	{"Agresti-Coull", kpi.Rate.AgrestiCoull},
	{"Jeffreys", kpi.Rate.Jeffreys},
	{"Wald", kpi.Rate.Wald},
	{"sequential", kpi.Rate.Sequential},
	{"finite", func(r kpi.Rate, level float64) (kpi.Interval, error) { return r.FiniteInterval(level, 2*r.Total()) }},
}

var netMethods = []method[kpi.Net]{
	{"adjusted Wald", kpi.Net.Interval},
	{"score", kpi.Net.Score},
	{"Wald", kpi.Net.Wald},
	{"sequential", kpi.Net.Sequential},
	{"finite", func(n kpi.Net, level float64) (kpi.Interval, error) { return n.FiniteInterval(level, 2*n.Total()) }},
}

var meanMethods = []method[kpi.Mean]{
	{"Student", kpi.Mean.Interval},
	{"sequential", kpi.Mean.Sequential},
	{"finite", func(m kpi.Mean, level float64) (kpi.Interval, error) { return m.FiniteInterval(level, 2*m.N()) }},
}

func interval[F any](t testing.TB, m method[F], f F, level float64) kpi.Interval {
	t.Helper()
	i, err := m.of(f, level)
	if err != nil {
		t.Fatalf("%s of %v at %v: %v", m.name, f, level, err)
	}
	return i
}

// counts draws the counts of a net.
func counts(t *rapid.T) (plus, minus, total uint64) {
	total = rapid.OneOf(rapid.Uint64Range(1, 50), rapid.Uint64Range(1, 1<<40)).Draw(t, "total")
	plus = rapid.OneOf(rapid.Uint64Range(0, total), rapid.SampledFrom([]uint64{0, total})).Draw(t, "plus")
	minus = rapid.OneOf(rapid.Uint64Range(0, total-plus), rapid.SampledFrom([]uint64{0, total - plus})).Draw(t, "minus")
	return plus, minus, total
}

func TestIntervalsOfRatesAreInRangeNestedAndSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count, _, total := counts(t)
		level := rapid.Float64Range(0.5, 0.98).Draw(t, "level")
		r, err := kpi.NewRate(count, total)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range rateMethods {
			i, err := m.of(r, level)
			wide, err2 := m.of(r, level+0.01)
			mirror, err3 := m.of(r.Complement(), level)
			if err := errors.Join(err, err2, err3); err != nil {
				t.Fatal(err)
			}
			checkRange(t, m.name, i, wide, 0, 1)
			// Jeffreys at a low level, and Agresti-Coull cut at 0 or 1, may leave the
			// rate out.
			if m.name != "Jeffreys" && m.name != "Agresti-Coull" && !i.Contains(r.Float64()) {
				t.Fatalf("%s of %v: %v", m.name, r, i)
			}
			if math.Abs(mirror.Low-(1-i.High)) > 1e-11 || math.Abs(mirror.High-(1-i.Low)) > 1e-11 {
				t.Fatalf("%s of %v is %v, of its complement %v", m.name, r, i, mirror)
			}
		}
	})
}

func TestIntervalsOfNetsAreInRangeNestedAndSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plus, minus, total := counts(t)
		level := rapid.Float64Range(0.5, 0.98).Draw(t, "level")
		n, err := kpi.NewNet(plus, minus, total)
		swapped, err2 := kpi.NewNet(minus, plus, total)
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		for _, m := range netMethods {
			i, err := m.of(n, level)
			wide, err2 := m.of(n, level+0.01)
			mirror, err3 := m.of(swapped, level)
			if err := errors.Join(err, err2, err3); err != nil {
				t.Fatal(err)
			}
			checkRange(t, m.name, i, wide, -100, 100)
			if (m.name == "score" || m.name == "sequential") && !i.Contains(n.Float64()) {
				t.Fatalf("%s of %v: %v", m.name, n, i)
			}
			if mirror.Low != -i.High || mirror.High != -i.Low {
				t.Fatalf("%s of %v is %v, swapped %v", m.name, n, i, mirror)
			}
		}
	})
}

// checkRange checks that an interval is in order, in range and within a wider.
func checkRange(t *rapid.T, name string, i, wide kpi.Interval, low, high float64) {
	const blur = 1e-11 // of an end that is found by iteration, as a part of the range
	e := blur * (high - low)
	if !(low <= i.Low && i.Low <= i.High && i.High <= high) {
		t.Fatalf("%s: %v leaves %v..%v", name, i, low, high)
	}
	if wide.Low > i.Low+e || wide.High < i.High-e {
		t.Fatalf("%s: %v does not hold %v", name, wide, i)
	}
}

func TestIntervalsShrinkWithTheSample(t *testing.T) {
	for _, share := range []uint64{0, 1, 3, 5, 10} { // tenths
		for n := uint64(10); n < 1e9; n *= 10 {
			few, many := rate(t, share*n/10, n), rate(t, share*n, 10*n)
			for _, m := range rateMethods {
				a, b := interval(t, m, few, 0.95), interval(t, m, many, 0.95)
				if b.Width() >= a.Width() && a.Width() > 0 {
					t.Errorf("%s of %v is %v, of %v %v", m.name, few, a, many, b)
				}
			}
			fewNet, manyNet := net(t, share*n/10, (10-share)*n/20, n), net(t, share*n, (10-share)*n/2, 10*n)
			for _, m := range netMethods {
				a, b := interval(t, m, fewNet, 0.95), interval(t, m, manyNet, 0.95)
				if b.Width() >= a.Width() && a.Width() > 0 {
					t.Errorf("%s of %v of %d is %v, of %d %v", m.name, fewNet, n, a, 10*n, b)
				}
			}
		}
	}
}

// All answers alike: the interval must not collapse, and holds what it may.
func TestAllAlike(t *testing.T) {
	for _, n := range []uint64{1, 2, 5, 30, 1000, 10_000_000} {
		all := net(t, n, 0, n)
		for _, m := range netMethods {
			i := interval(t, m, all, 0.95)
			if m.name == "Wald" {
				if i.Width() != 0 {
					t.Errorf("Wald of %d promoters is %v", n, i)
				}
				continue
			}
			if i.Low >= 100 || n >= 3 && i.High != 100 {
				t.Errorf("%s of %d promoters is %v", m.name, n, i)
			}
		}
		// With x = n: (1-δ)² n = z² (1-δ²), so δ = (1 - z²/n) / (1 + z²/n).
		z2 := 1.959963984540054 * 1.959963984540054
		want := 100 * (1 - z2/float64(n)) / (1 + z2/float64(n))
		if got := interval(t, netMethods[1], all, 0.95).Low; math.Abs(got-want) > 1e-9 {
			t.Errorf("score of %d promoters begins at %v, want %v", n, got, want)
		}
	}
}

// Closed forms: the exact interval of 0 of n ends at 1 - (α/2)^(1/n). Others:
// quantiles of the beta distribution by bisection of its quadrature, with 40
// digits (mpmath).
func TestClopperPearsonOfTenMillion(t *testing.T) {
	const n = 10_000_000
	for _, tc := range []struct {
		count     uint64
		low, high float64
	}{
		{0, 0, -math.Expm1(math.Log(0.025) / n)},
		{n, math.Exp(math.Log(0.025) / n), 1},
		{3, 6.18672165625058929e-8, 8.76727054157975086e-7},
		{1234, 0.000116610561915773658, 0.000130481575000551862},
		{5_000_000, 0.499690052521371089, 0.500309947478628911},
		{9_990_000, 0.998980214933488817, 0.999019495237690833},
	} {
		i := interval(t, rateMethods[1], rate(t, tc.count, n), 0.95)
		near(t, fmt.Sprint("low of ", tc.count), i.Low, tc.low, 1e-10)
		near(t, fmt.Sprint("high of ", tc.count), i.High, tc.high, 1e-10)
	}
}

func TestFiniteIntervals(t *testing.T) {
	checkFinite(t, rate(t, 13, 20), kpi.Rate.FiniteInterval)
	checkFinite(t, net(t, 13, 4, 20), kpi.Net.FiniteInterval)
	checkFinite(t, meanOf(t, 1, []uint64{3, 4, 13}), kpi.Mean.FiniteInterval)

	// 20 of 40: z² is multiplied by (40-20)/(40-1), so Wilson's centre for 13 of
	// 20 is (13 + z²/2) / (20 + z²) with z² = 3.8414588 * 20/39 = 1.9699789.
	i, err := rate(t, 13, 20).FiniteInterval(0.95, 40)
	if want := (13 + 1.9699789/2) / (20 + 1.9699789); err != nil || math.Abs((i.Low+i.High)/2-want) > 1e-7 {
		t.Errorf("centre %v, %v, want %v", (i.Low+i.High)/2, err, want)
	}
}

// checkFinite checks the interval of a figure of 20: a point for a population
// of 20, narrower for one of 40, the usual one for a very large one.
func checkFinite[F kpi.Estimate](t *testing.T, f F, of func(F, float64, uint64) (kpi.Interval, error)) {
	t.Helper()
	usual, err := f.Interval(0.95)
	all, err1 := of(f, 0.95, 20)
	half, err2 := of(f, 0.95, 40)
	few, err3 := of(f, 0.95, 1<<60)
	if err := errors.Join(err, err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	if all.Width() != 0 || !(0 < half.Width() && half.Width() < usual.Width()) || math.Abs(few.Width()/usual.Width()-1) > 1e-9 {
		t.Errorf("%v: %v of all, %v of half, %v of few, usual %v", f, all, half, few, usual)
	}
	if _, err := of(f, 0.95, 19); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("%v of a smaller population: %v, want ErrRange", f, err)
	}
}

func TestLevelsOutsideAreRefused(t *testing.T) {
	n, m, r := net(t, 1, 0, 2), meanOf(t, 0, []uint64{1, 1}), rate(t, 1, 2)
	check := func(name string, err error) {
		t.Helper()
		if e := new(kpi.RangeError); !errors.As(err, &e) || e.Name != "confidence level" || e.Min != 0.5 || e.Max != "1 (excluded)" {
			t.Errorf("%s: %v, want a RangeError with the bounds of a level", name, err)
		}
	}
	for _, level := range []float64{0, 0.05, math.Nextafter(0.5, 0), 1, -1, 95, math.NaN(), math.Inf(1)} {
		for _, method := range rateMethods {
			check(method.name, second(method.of(r, level)))
		}
		for _, method := range netMethods {
			check(method.name, second(method.of(n, level)))
		}
		for _, method := range meanMethods {
			check(method.name, second(method.of(m, level)))
		}
		check("margin of error", second(kpi.MarginOfError(1, 1, level)))
		check("sample size", second(kpi.SampleSize(1, 1, level)))
		check("bootstrap", second(kpi.BootstrapMean(make([]float64, 10), level, 1)))
		check("weighted", second(must(kpi.WeightedRate(ones(1), ones(1))).Interval(level)))
		check("needed", second(kpi.Compare(r, rate(t, 1, 3)).Needed(level)))
		check("significant", second(kpi.Compare(r, r).Significant(level)))
		check("two rates", second(kpi.Compare(r, r).Interval(level)))
		check("two means", second(kpi.Compare(m, m).Interval(level)))
		check("two nets", second(kpi.Compare(n, n).Sequential(level)))
		check("target", second(kpi.Compare[kpi.Figure](kpi.Value{}, n).Interval(level)))
	}
}

// One half is a level, and so is the last number below 1.
func TestLevelsAtTheEdgeAreTaken(t *testing.T) {
	for _, level := range []float64{0.5, math.Nextafter(1, 0)} {
		i, err := rate(t, 1, 2).Interval(level)
		if err != nil || i.Level != level || !(0 <= i.Low && i.Low < 0.5 && 0.5 < i.High && i.High <= 1) {
			t.Errorf("level %v: %v, %v", level, i, err)
		}
	}
}

// One unit for what is printed side by side: a share and its interval in percent,
// a change of shares and its interval in points. The numbers stay fractions, and
// the unit survives JSON.
func TestUnitsOfWhatIsPrintedSideBySide(t *testing.T) {
	a, b := rate(t, 20, 100), rate(t, 30, 100)
	c, target := kpi.Compare(a, b), kpi.Compare[kpi.Figure](kpi.ValueOf(big.NewRat(1, 4)), b)
	wa, wb := must(kpi.WeightedRate(ones(20), ones(80))), must(kpi.WeightedRate(ones(30), ones(70)))
	weighted := kpi.Compare(wa, wb)
	n, m := net(t, 50, 20, 100), net(t, 60, 20, 100)
	nets := kpi.Compare(n, m)
	finite := func(level float64) (kpi.Interval, error) { return a.FiniteInterval(level, 1000) }
	for _, tc := range []struct {
		figure fmt.Stringer
		of     func(level float64) (kpi.Interval, error)
		want   string
	}{
		{a, a.Interval, "20.00% (20 of 100) in 13.34%..28.88% (95%)"},
		{a, a.ClopperPearson, "20.00% (20 of 100) in 12.67%..29.18% (95%)"},
		{a, a.AgrestiCoull, "20.00% (20 of 100) in 13.26%..28.96% (95%)"},
		{a, a.Jeffreys, "20.00% (20 of 100) in 13.08%..28.63% (95%)"},
		{a, a.Wald, "20.00% (20 of 100) in 12.16%..27.84% (95%)"},
		{a, a.Sequential, "20.00% (20 of 100) in 9.277%..34.82% (95%)"},
		{a, finite, "20.00% (20 of 100) in 13.62%..28.39% (95%)"},
		{c.Delta(), c.Interval, "10 pt in -2.025..21.67 pt (95%)"},
		{c.Delta(), c.Sequential, "10 pt in -19.62..38.03 pt (95%)"},
		{target.Delta(), target.Interval, "5 pt in -3.105..14.58 pt (95%)"},
		{wa, wa.Interval, "20.00% in 13.34%..28.88% (95%)"},
		{weighted.Delta(), weighted.Interval, "10 pt in -2.025..21.67 pt (95%)"},
		{n, n.Interval, "30 in 14.05..44.2 (95%)"},
		{nets.Delta(), nets.Interval, "10 in -11.86..31.41 (95%)"},
	} {
		i, err := tc.of(0.95)
		if got := fmt.Sprint(tc.figure, " in ", i); err != nil || got != tc.want {
			t.Errorf("got %q, %v, want %q", got, err, tc.want)
		}
		if f, ok := tc.figure.(kpi.Figure); ok && !i.Contains(must(strconv.ParseFloat(f.Rat().FloatString(9), 64))) {
			t.Errorf("%v does not hold %v", i, f)
		}
		var back kpi.Interval
		if err := json.Unmarshal(must(json.Marshal(i)), &back); err != nil || back != i {
			t.Errorf("%v came back as %v, %v", i, back, err)
		}
	}
	if text := string(must(json.Marshal(must(a.Interval(0.5))))); !strings.HasPrefix(text, `{"low":0.17`) || !strings.HasSuffix(text, `"level":0.5,"of":"share"}`) {
		t.Errorf("JSON %s", text)
	}
	if text, err := c.Delta().MarshalText(); string(text) != "0.1" || err != nil || fmt.Sprintf("%v|%.2f|%6s", c.Delta(), c.Delta(), c.Delta()) != "10 pt|0.10| 10 pt" {
		t.Errorf("delta %s, %v", text, err)
	}
	for figure, want := range map[kpi.Figure]string{wa: "20.00%|0.200", must(kpi.WeightedNet(ones(2), ones(1), ones(0))): "66.666667|66.667", must(kpi.WeightedRate(ones(66446), ones(100000-66446))): "66.45%|0.664"} {
		if got := fmt.Sprintf("%v|%.3f", figure, figure); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got, want := weighted.String(), "20.00% -> 30.00%: +10 pt [-2.025, +21.67] ~"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := target.String(), "0.25 -> 30.00% (30 of 100): +5 pt [-3.105, +14.58] ~"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestIntervalText(t *testing.T) {
	i := kpi.Interval{Low: -1.5, High: 2, Level: 0.9}
	if !i.Contains(-1.5) || !i.Contains(2) || i.Contains(2.1) || i.Width() != 3.5 || i.String() != "-1.5..2 (90%)" {
		t.Errorf("%v is %v wide", i, i.Width())
	}
}
