package kpi_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
)

func value(num, den int64) kpi.Value { return kpi.ValueOf(big.NewRat(num, den)) }

// Scores 0 and 10: n observations, half of each, have the mean 5.
func spread10(t *testing.T, n uint64) kpi.Mean {
	return meanOf(t, 0, []uint64{n / 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, n / 2})
}

func TestAComparisonHasTwoSides(t *testing.T) {
	a, b := value(3, 1), value(5, 1)
	c := kpi.Compare(a, b)
	if c.Before().String() != "3" || c.After().String() != "5" || c.Delta().String() != "2" {
		t.Errorf("%v: from %v to %v by %v", c, c.Before(), c.After(), c.Delta())
	}
	one := rate(t, 1, 2)
	for name, c := range map[string]kpi.Comparison{"nothing": {}, "no before": kpi.Compare[kpi.Figure](nil, one), "no after": kpi.Compare[kpi.Figure](one, nil)} {
		if d := c.Delta(); d.String() != "0" {
			t.Errorf("%s: delta %v", name, d)
		}
		for _, err := range []error{
			second(c.Relative()), second(c.Interval(0.95)), second(c.Sequential(0.95)), second(c.Test()), second(c.Needed(0.95)), second(c.Significant(0.95)),
		} {
			if !errors.Is(err, kpi.ErrUndefined) {
				t.Errorf("%s: %v, want ErrUndefined", name, err)
			}
		}
		if _, err := json.Marshal(c); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := kpi.Compare[kpi.Figure](nil, one).String(); got != "50.00% (1 of 2)" {
		t.Errorf("no before: %q", got)
	}
}

// What is not two samples of one kind has no interval, no test and no number of
// answers; a target has an interval on either side.
func TestComparisonsOfWhatDoesNotCompare(t *testing.T) {
	r, n, m, target := rate(t, 20, 100), net(t, 50, 20, 100), spread10(t, 10), value(1, 4)
	w := must(kpi.WeightedRate(ones(20), ones(80)))
	mixed := map[string]kpi.Comparison{
		"rate and net": kpi.Compare[kpi.Figure](r, n), "net and rate": kpi.Compare[kpi.Figure](n, r),
		"rate and mean": kpi.Compare[kpi.Figure](r, m), "mean and rate": kpi.Compare[kpi.Figure](m, r),
		"mean and net": kpi.Compare[kpi.Figure](m, n), "rate and weighted": kpi.Compare[kpi.Figure](r, w),
	}
	for name, c := range mixed {
		if _, err := c.Interval(0.95); !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("interval of %s: %v, want ErrUndefined", name, err)
		}
	}
	mixed["rate and target"], mixed["target and rate"] = kpi.Compare[kpi.Figure](r, target), kpi.Compare[kpi.Figure](target, r)
	mixed["net and target"], mixed["target and net"] = kpi.Compare[kpi.Figure](n, target), kpi.Compare[kpi.Figure](target, n)
	mixed["mean and target"], mixed["target and mean"] = kpi.Compare[kpi.Figure](m, target), kpi.Compare[kpi.Figure](target, m)
	for name, c := range mixed {
		if test, err := c.Test(); !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("test of %s: %v, %v, want ErrUndefined", name, test, err)
		}
	}
	for name, c := range map[string]kpi.Comparison{"rate and target": mixed["rate and target"], "target and rate": mixed["target and rate"]} {
		if _, err := c.Needed(0.95); !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("needed of %s: %v, want ErrUndefined", name, err)
		}
		if _, err := c.Sequential(0.95); !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("sequential of %s: %v, want ErrUndefined", name, err)
		}
	}
	// Wilson of 20 of 100 is 13.34%..28.88%: from 25% on and to 25%.
	for c, want := range map[kpi.Comparison]string{mixed["target and rate"]: "-11.66..3.883 pt (95%)", mixed["rate and target"]: "-3.883..11.66 pt (95%)"} {
		if i, err := c.Interval(0.95); err != nil || i.String() != want {
			t.Errorf("%v: %v, %v, want %s", c, i, err, want)
		}
	}
}

// 5 answers of 5 points each way of 25: t of means without any spread is not
// defined, but the difference is exact as far as the samples can tell.
func TestComparisonsAtTheEdge(t *testing.T) {
	// No observation differs within a sample: the interval is a point.
	equal := kpi.Compare(meanOf(t, 5, []uint64{3}), meanOf(t, 7, []uint64{4}))
	if i, err := equal.Interval(0.95); err != nil || i != (kpi.Interval{Low: 2, High: 2, Level: 0.95}) {
		t.Errorf("means without spread: %v, %v", i, err)
	}
	if ok, err := equal.Significant(0.95); !ok || err != nil {
		t.Errorf("means without spread: significant %v, %v", ok, err)
	}
	// One of two samples has one observation only: no side's error is lost.
	one, many := meanOf(t, 5, []uint64{1}), spread10(t, 10)
	for _, c := range []kpi.Comparison{kpi.Compare(one, many), kpi.Compare(many, one)} {
		for _, err := range []error{second(c.Interval(0.95)), second(c.Test()), second(c.Needed(0.95)), second(c.Significant(0.95)), second(c.Sequential(0.95))} {
			if !errors.Is(err, kpi.ErrUndefined) {
				t.Errorf("%v: %v, want ErrUndefined", c, err)
			}
		}
	}
	for c, want := range map[kpi.Comparison]string{
		kpi.Compare[kpi.Figure](value(6, 1), one): "6 -> 5: -1 (-16.7%) ~ too few answers", kpi.Compare[kpi.Figure](one, value(6, 1)): "5 -> 6: +1 (+20.0%) ~ too few answers",
	} {
		if got := c.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	empty := kpi.Compare(kpi.Net{}, net(t, 1, 0, 1))
	for _, c := range []kpi.Comparison{empty, kpi.Compare(net(t, 1, 0, 1), kpi.Net{})} {
		if _, err := c.Interval(0.95); !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%v: %v, want ErrUndefined", c, err)
		}
	}
	// A change of 195 points, from detractors only to all but promoters only.
	nets := kpi.Compare(net(t, 0, 1000, 1000), net(t, 1000, 0, 1000))
	if i, err := nets.Interval(0.95); err != nil || i.High != 200 || i.Low < 198 || i.Low > 199.5 {
		t.Errorf("from -100 to 100: %v, %v", i, err)
	}
	if i, err := kpi.Compare[kpi.Figure](value(-200, 1), net(t, 1000, 0, 1000)).Interval(0.95); err != nil || i.High != 300 {
		t.Errorf("a target far away: %v, %v", i, err)
	}
	// Three answers of one net may leave out the net itself: no arm is below 0.
	n := net(t, 1, 0, 1)
	i, err := n.Interval(0.5)
	d, err2 := kpi.Compare[kpi.Figure](value(0, 1), n).Interval(0.5)
	if err := errors.Join(err, err2); err != nil || i.High >= 100 || d.High != 100 || math.Abs(d.Low-i.Low) > 1e-12 {
		t.Errorf("one promoter: %v, less 0 %v, %v", i, d, err)
	}
	zero := kpi.Compare[kpi.Figure](value(0, 1), net(t, 0, 1, 1))
	if d, err := zero.Interval(0.5); err != nil || d.Low != -100 || math.Abs(d.High+i.Low) > 1e-12 {
		t.Errorf("one detractor less 0: %v, %v", d, err)
	}
}

// The smaller sample times the rarer outcome decides: 5 expected in each cell is
// enough for chi-square. 1 of 10 and 30 of 1000 expect 10·31/1010 = 0.31 hits; 97
// and 96 of 100 expect 3.5 misses; 5 and 5 of 100 expect 5 hits; 6 of 120 and 4
// of 80 expect 4.
func TestFewExpectedCountsAreTestedExactly(t *testing.T) {
	for _, tc := range []struct {
		before, after kpi.Rate
		want          string
	}{
		{rate(t, 1, 10), rate(t, 30, 1000), "Fisher's exact"},
		{rate(t, 30, 1000), rate(t, 1, 10), "Fisher's exact"},
		{rate(t, 97, 100), rate(t, 96, 100), "Fisher's exact"},
		{rate(t, 5, 100), rate(t, 5, 100), "Pearson's chi-square"},
		{rate(t, 95, 100), rate(t, 95, 100), "Pearson's chi-square"},
		{rate(t, 4, 100), rate(t, 5, 100), "Fisher's exact"},
		{rate(t, 6, 120), rate(t, 4, 80), "Fisher's exact"},
		{rate(t, 6, 100), rate(t, 5, 100), "Pearson's chi-square"},
	} {
		test, err := kpi.Compare(tc.before, tc.after).Test()
		if err != nil || test.Name != tc.want {
			t.Errorf("%v and %v: %v, %v, want %s", tc.before, tc.after, test, err, tc.want)
		}
	}
}

// Samples that do not differ at all have the p-value 1.
func TestEqualSamplesHaveP1(t *testing.T) {
	for name, test := range map[string]kpi.Test{
		"chi-square":   must(kpi.ChiSquare(rate(t, 1, 2), rate(t, 2, 4))),
		"Fisher":       must(kpi.Fisher(rate(t, 1, 2), rate(t, 2, 4))),
		"Welch":        must(kpi.Compare(meanOf(t, 1, []uint64{1, 0, 1}), meanOf(t, 0, []uint64{1, 0, 0, 0, 1})).Test()),
		"nets":         must(kpi.Compare(net(t, 1, 1, 4), net(t, 2, 2, 5)).Test()),
		"Mann-Whitney": must(kpi.MannWhitney([]uint64{5, 5}, []uint64{5, 5})),
		// U = 1 · 2 pairs, half of which tie: exactly the expected 1, and half a
		// pair from it, which the continuity correction takes.
		"Mann-Whitney, half a pair": must(kpi.MannWhitney([]uint64{1, 0, 1}, []uint64{0, 1, 0})),
	} {
		if test.P != 1 {
			t.Errorf("%s: %v, want p 1", name, test)
		}
	}
}

// Answers of a net with a variance below one squared point: n = 100,000 with p =
// 1/2, m = 1/5, so vb/n = 1e4 (0.7 - 0.09)/1e5 = 0.061 and, of 51%, 0.0613·...:
// z = 1 / √(0.061 + 0.061390) = 2.8586.
func TestNetsOfManyAnswers(t *testing.T) {
	test, err := kpi.Compare(net(t, 50_000, 20_000, 100_000), net(t, 51_000, 20_000, 100_000)).Test()
	if err != nil {
		t.Fatal(err)
	}
	near(t, "z", test.Statistic, 1/math.Sqrt(0.061+0.1*(0.71-0.31*0.31)), 1e-12)
	near(t, "p", test.P, math.Erfc(test.Statistic/math.Sqrt2), 1e-12)
}

// n = (1.959964 + 0.841621)² (vb + va) / d², 7.848879 (vb + va) / d²:
//
//	nets of 100 and 100: p = 50.75/103, m = 20.75/103, v = 1e4 (0.694175 - 0.084834) = 6093.41
//	                     p = 60.75/103, m = 20.75/103, v = 1e4 (0.791262 - 0.150815) = 6404.47
//	means: v = 100/4 · 10/9 = 27.7778 each, d = 2
func TestNeededOfNetsAndMeans(t *testing.T) {
	shifted := must(kpi.NewMean(10, big.NewRat(70, 1), big.NewRat(5*4+5*144, 1))) // 2 and 12
	for _, tc := range []struct {
		c     kpi.Comparison
		level float64
		want  uint64
	}{
		{kpi.Compare(net(t, 50, 20, 100), net(t, 60, 20, 100)), 0.95, 981}, // 7.848879 · 12497.9 / 100 = 980.95
		{kpi.Compare(spread10(t, 10), shifted), 0.95, 110},                 // 7.848879 · 55.5556 / 4 = 109.01
		{kpi.Compare(spread10(t, 10), shifted), 0.5, 32},                   // (0.674490 + 0.841621)² = 2.298593; · 13.8889 = 31.92
		{kpi.Compare(rate(t, 0, 1_000_000), rate(t, 1_000_000, 1_000_000)), 0.95, 2},
	} {
		if n, err := tc.c.Needed(tc.level); err != nil || n != tc.want {
			t.Errorf("%v at %v: %d, %v, want %d", tc.c, tc.level, n, err, tc.want)
		}
	}
	tiny := kpi.Compare(rate(t, 1<<62, math.MaxUint64), rate(t, 1<<62+1, math.MaxUint64))
	if n, err := tiny.Needed(0.95); !errors.Is(err, kpi.ErrOverflow) || n != 0 {
		t.Errorf("%d, %v, want ErrOverflow", n, err)
	}
}

// Amounts near 10^160 have variances that a float64 does not hold.
func TestAmountsTooLargeForTheirVariance(t *testing.T) {
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(160), nil))
	large := func(a, b int64) kpi.Mean {
		x, y := new(big.Rat).Mul(scale, big.NewRat(a, 1)), new(big.Rat).Mul(scale, big.NewRat(b, 1))
		squares := new(big.Rat).Add(new(big.Rat).Mul(x, x), new(big.Rat).Mul(y, y))
		return must(kpi.NewMean(2, x.Add(x, y), squares))
	}
	c := kpi.Compare(large(1, 2), large(3, 5))
	for name, err := range map[string]error{
		"test": second(c.Test()), "interval": second(c.Interval(0.95)), "interval of the mean": second(large(1, 2).Interval(0.95)),
		"finite": second(large(1, 2).FiniteInterval(0.95, 10)), "sequential": second(large(1, 2).Sequential(0.95)),
	} {
		if !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("%s: %v, want ErrOverflow", name, err)
		}
	}
}

// The interval is the distance of those of the two at the level (1 + level) / 2.
func TestSequentialOfAComparisonIsTheDistance(t *testing.T) {
	check := func(c kpi.Comparison, before, after kpi.Interval, err error) {
		t.Helper()
		got, err2 := c.Sequential(0.9)
		if err := errors.Join(err, err2); err != nil || got.Low != after.Low-before.High || got.High != after.High-before.Low || got.Level != 0.9 {
			t.Errorf("%v: %v, %v, want %v less %v", c, got, err, after, before)
		}
	}
	r, s := rate(t, 20, 100), rate(t, 45, 150)
	b, err := r.Sequential(0.95)
	a, err2 := s.Sequential(0.95)
	check(kpi.Compare(r, s), b, a, errors.Join(err, err2))
	n, m := net(t, 20, 10, 100), net(t, 45, 50, 150)
	b, err = n.Sequential(0.95)
	a, err2 = m.Sequential(0.95)
	check(kpi.Compare(n, m), b, a, errors.Join(err, err2))
	x, y := spread10(t, 40), spread10(t, 60)
	b, err = x.Sequential(0.95)
	a, err2 = y.Sequential(0.95)
	check(kpi.Compare(x, y), b, a, errors.Join(err, err2))
}

func TestBandOf(t *testing.T) {
	bands := []kpi.Band{
		{Name: "good", Above: decimal.New(30, 0)},
		{Name: "excellent", Above: decimal.New(50, 0)},
		{Name: "fair", Above: decimal.New(0, 0)},
	}
	for _, tc := range []struct {
		plus, minus uint64
		want        string
	}{{60, 10, "good"}, {61, 10, "excellent"}, {31, 0, "good"}, {30, 0, "fair"}, {1, 0, "fair"}} {
		score := net(t, tc.plus, tc.minus, 100)
		if b, err := kpi.BandOf(score, bands...); err != nil || b.Name != tc.want {
			t.Errorf("%v is %q, %v, want %q", score, b.Name, err, tc.want)
		}
	}
	for name, err := range map[string]error{
		"above none": second(kpi.BandOf(net(t, 0, 0, 1), bands...)),
		"no bands":   second(kpi.BandOf(net(t, 1, 0, 1))),
		"no figure":  second(kpi.BandOf(nil, bands...)),
	} {
		if !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%s: %v, want ErrUndefined", name, err)
		}
	}
	if _, err := kpi.BandOf(net(t, 1, 0, 1), kpi.Band{Above: decimal.New(1, 1e7)}); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("hostile bound: %v, want ErrRange", err)
	}
}
