package kpi_test

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
)

func TestTestText(t *testing.T) {
	for _, tc := range []struct {
		test kpi.Test
		want string
	}{
		{kpi.Test{Name: "Welch's t", Statistic: 1.04397, DF: 19.36544, P: 0.30936}, "Welch's t 1.044 (19.4 degrees of freedom), p 0.309"},
		{kpi.Test{Name: "z", Statistic: -2, P: 0.0455}, "z -2, p 0.0455"},
	} {
		if got := tc.test.String(); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}

// 7 of 10 against 1 of 10: the expected counts are 4 and 6, too few for
// chi-square. With the margins 8 and 12 of 20 there are C(20,8) = 125970 tables;
// C(10,x) C(10,8-x) of them have x in one sample: 1 and 7 1200 each, 0 and 8 45
// each, so p = 2490/125970.
func TestRatesAreTestedByWhatFits(t *testing.T) {
	few, err := kpi.Compare(rate(t, 1, 10), rate(t, 7, 10)).Test()
	if err != nil || few.Name != "Fisher's exact" || few.Statistic != 7 {
		t.Errorf("%v, %v", few, err)
	}
	near(t, "p", few.P, 2490.0/125970, 1e-14)

	// 40 of 100 against 60 of 100: Σ (10²/50) over four cells = 8.
	many, err := kpi.Compare(rate(t, 40, 100), rate(t, 60, 100)).Test()
	if err != nil || many.Name != "Pearson's chi-square" || many.DF != 1 {
		t.Errorf("%v, %v", many, err)
	}
	near(t, "chi-square", many.Statistic, 8, 1e-14)
	near(t, "p", many.P, math.Erfc(2), 1e-12) // P(|Z| > √8)
}

// Ten million answers each, 50.02% against 49.98%: by hand
// chi² = 2 (2000²/5e6 + 2000²/5e6) = 3.2 with the expected counts 5e6.
func TestTestsOfTenMillion(t *testing.T) {
	const n = 10_000_000
	test, err := kpi.Compare(rate(t, 4_998_000, n), rate(t, 5_002_000, n)).Test()
	if err != nil {
		t.Fatal(err)
	}
	near(t, "chi-square", test.Statistic, 3.2, 1e-12)
	near(t, "p", test.P, math.Erfc(math.Sqrt(1.6)), 1e-12)
	// Fisher's test tends to chi-square with Yates' correction, 2·4·1999.5²/... .
	fisher, err := kpi.Fisher(rate(t, 4_998_000, n), rate(t, 5_002_000, n))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "Fisher's p", fisher.P, math.Erfc(1999.5/2000*math.Sqrt(1.6)), 1e-6)

	// Means of scores 0 and 1 with the same counts: s² = n/(n-1) p(1-p).
	d := kpi.Compare(meanOf(t, 0, []uint64{5_002_000, 4_998_000}), meanOf(t, 0, []uint64{4_998_000, 5_002_000}))
	welch, err := d.Test()
	if err != nil {
		t.Fatal(err)
	}
	p := 0.4998
	want := 0.0004 / math.Sqrt(2*p*(1-p)/(n-1))
	near(t, "t", welch.Statistic, want, 1e-10)
	near(t, "p", welch.P, math.Erfc(want/math.Sqrt2), 1e-5)

	u, err := kpi.MannWhitney([]uint64{5_002_000, 4_998_000}, []uint64{4_998_000, 5_002_000})
	if err != nil {
		t.Fatal(err)
	}
	// Pairs above 4998000², ties 2·4998000·5002000, half of which count.
	near(t, "U", u.Statistic, 4998000.0*4998000+4998000.0*5002000, 1e-15)
}

// Tables far apart, or of rare things in very many, do not take longer.
func TestFisherOfExtremes(t *testing.T) {
	for _, tc := range []struct {
		before, after kpi.Rate
		low, high     float64
	}{
		{rate(t, 3e9, 3e9), rate(t, 0, 3e9), 0, 0},
		{rate(t, 0, 1e10), rate(t, 1e10, 1e10), 0, 0},
		{rate(t, 1, 2e12), rate(t, 3, 2e12), 0.62, 0.63}, // 2 · (1 + 4) / 2^4, a fair coin thrown 4 times
		{rate(t, 1, 1<<63), rate(t, 1, 1<<63), 1, 1},
	} {
		got, err := kpi.Fisher(tc.before, tc.after)
		if err != nil || got.P < tc.low || got.P > tc.high {
			t.Errorf("%v against %v: %v, %v, want a p of %v..%v", tc.before, tc.after, got, err, tc.low, tc.high)
		}
	}
}

// The standard deviation of the count of 5e11 in 2e12, a half of them, is 306,186: too
// many to walk over, whichever of the two has them.
func TestFisherOfTooMany(t *testing.T) {
	none, half := rate(t, 0, 1e12), rate(t, 5e11, 1e12)
	for _, c := range [][2]kpi.Rate{{none, half}, {half, none}} {
		if _, err := kpi.Fisher(c[0], c[1]); !errors.Is(err, kpi.ErrRange) || err.Error() != "kpi: standard deviation of the count 306186.21784789726 outside 0..100000" {
			t.Errorf("%v and %v: %v", c[0], c[1], err)
		}
	}
}

func TestTestsWithoutAnswerAreUndefined(t *testing.T) {
	zero := kpi.Mean{}
	for name, err := range map[string]error{
		"no rate":           second(kpi.ChiSquare()),
		"one rate":          second(kpi.ChiSquare(rate(t, 1, 2))),
		"all rates 0":       second(kpi.ChiSquare(rate(t, 0, 2), rate(t, 0, 9))),
		"all rates 1":       second(kpi.ChiSquare(rate(t, 2, 2), rate(t, 9, 9))),
		"all promoters":     second(kpi.Compare(net(t, 2, 0, 2), net(t, 9, 0, 9)).Test()),
		"zero nets":         second(kpi.Compare(kpi.Net{}, kpi.Net{}).Test()),
		"equal scores":      second(kpi.Compare(meanOf(t, 1, []uint64{0, 5}), meanOf(t, 1, []uint64{0, 7})).Test()),
		"one score":         second(kpi.Compare(meanOf(t, 1, []uint64{0, 1}), meanOf(t, 1, []uint64{0, 7})).Test()),
		"no scores":         second(kpi.Compare(zero, zero).Test()),
		"amounts":           second(kpi.Compare(kpi.Value{}, kpi.Value{}).Test()),
		"nothing":           second(kpi.Comparison{}.Test()),
		"no ranks":          second(kpi.MannWhitney(nil, nil)),
		"no ranks of one":   second(kpi.MannWhitney([]uint64{1, 2}, []uint64{0, 0})),
		"ranks all equal":   second(kpi.MannWhitney([]uint64{0, 2}, []uint64{0, 3})),
		"sequential":        second(kpi.Compare(kpi.Value{}, kpi.Value{}).Sequential(0.9)),
		"needed of nothing": second(kpi.Compare(rate(t, 1, 2), rate(t, 2, 4)).Needed(0.9)),
		"needed of amounts": second(kpi.Compare(kpi.Value{}, kpi.ValueOf(big.NewRat(1, 1))).Needed(0.9)),
	} {
		if !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%s: %v, want ErrUndefined", name, err)
		}
	}
	for name, err := range map[string]error{
		"unequal columns": second(kpi.MannWhitney([]uint64{1}, []uint64{1, 2})),
		"p of 2":          second(kpi.Holm(0.5, 2)),
		"p of NaN":        second(kpi.Holm(math.NaN())),
		"too many":        second(kpi.Fisher(rate(t, 1e11, 2e11), rate(t, 1e11, 2e11))),
		"far too many":    second(kpi.Fisher(rate(t, 1<<63, math.MaxUint64), rate(t, 1, math.MaxUint64))),
	} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v, want ErrRange", name, err)
		}
	}
}

func TestComparisonsAreAntisymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func() (kpi.Rate, kpi.Net, kpi.Mean) {
			plus, minus, total := counts(t)
			r, err := kpi.NewRate(plus, total)
			n, err2 := kpi.NewNet(plus, minus, total)
			sum := new(big.Rat).SetInt(new(big.Int).SetUint64(plus))
			m, err3 := kpi.NewMean(total, sum, sum)
			if err := errors.Join(err, err2, err3); err != nil {
				t.Fatal(err)
			}
			return r, n, m
		}
		r1, n1, m1 := draw()
		r2, n2, m2 := draw()
		checkAntisymmetric(t, r1, r2)
		checkAntisymmetric(t, n1, n2)
		checkAntisymmetric(t, m1, m2)
	})
}

func checkAntisymmetric[F kpi.Figure](t *rapid.T, a, b F) {
	there, back := kpi.Compare(a, b), kpi.Compare(b, a)
	if sum := new(big.Rat).Add(there.Delta().Rat(), back.Delta().Rat()); sum.Sign() != 0 {
		t.Fatalf("%v: the deltas there and back add up to %v", there, sum)
	}
	i, err := there.Interval(0.95)
	j, err2 := back.Interval(0.95)
	if (err == nil) != (err2 == nil) || i.Low != -j.High || i.High != -j.Low {
		t.Fatalf("%v: interval %v, %v; back %v, %v", there, i, err, j, err2)
	}
	p, err := there.Test()
	q, err2 := back.Test()
	if (err == nil) != (err2 == nil) || math.Abs(p.P-q.P) > 1e-9*p.P || p.DF != q.DF {
		t.Fatalf("%v: test %v, %v; back %v, %v", there, p, err, q, err2)
	}
	s, err := there.Sequential(0.95)
	u, err2 := back.Sequential(0.95)
	if (err == nil) != (err2 == nil) || s.Low != -u.High || s.High != -u.Low {
		t.Fatalf("%v: sequential %v, %v; back %v, %v", there, s, err, u, err2)
	}
	n, err := there.Needed(0.95)
	m, err2 := back.Needed(0.95)
	if (err == nil) != (err2 == nil) || n != m {
		t.Fatalf("%v needs %v, %v; back %v, %v", there, n, err, m, err2)
	}
}

// With as many answers as Needed tells, and the same shares, the interval of
// the change ends well clear of 0.
func TestNeededIsEnough(t *testing.T) {
	before, after := rate(t, 30, 100), rate(t, 36, 100)
	c := kpi.Compare(before, after)
	if ok, err := c.Significant(0.95); ok || err != nil {
		t.Fatalf("%v is significant: %v, %v", c, ok, err)
	}
	// (1.959964 + 0.841621)² (0.3039 · 0.6961 + 0.3627 · 0.6373) / 0.06², with
	// the shares 31/102 and 37/102: 7.848879 · 0.442692 / 0.0036 = 965.2
	n, err := c.Needed(0.95)
	if err != nil || n != 966 {
		t.Errorf("needed %d, %v, want 966", n, err)
	}
	if ok, err := kpi.Compare(rate(t, 290, 966), rate(t, 348, 966)).Significant(0.95); !ok || err != nil {
		t.Errorf("with 966 answers: %v, %v", ok, err)
	}
}

func TestHolm(t *testing.T) {
	// 0.01 · 3, then 0.02 · 2 = 0.04, then 0.03 · 1 raised to 0.04
	got, err := kpi.Holm(0.03, 0.01, 0.02)
	if err != nil || !slices.EqualFunc(got, []float64{0.04, 0.03, 0.04}, func(a, b float64) bool { return math.Abs(a-b) < 1e-15 }) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := kpi.Holm(0.9, 0.8); err != nil || !slices.Equal(got, []float64{1, 1}) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := kpi.Holm(); len(got) != 0 || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestCompareWithATarget(t *testing.T) {
	target := kpi.ValueOf(big.NewRat(40, 1))
	score := net(t, 60, 10, 100) // 50
	i, err := score.Interval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	c := kpi.Compare[kpi.Figure](target, score)
	d, err := c.Interval(0.95)
	if err != nil || math.Abs(d.Low-(i.Low-40)) > 1e-12 || math.Abs(d.High-(i.High-40)) > 1e-12 {
		t.Errorf("%v: %v, %v; the score has %v", c, d, err, i)
	}
}

// The texts name the value and the bound; the bounds themselves are taken.
func TestTextsOfTestsOutside(t *testing.T) {
	for _, tc := range []struct {
		err  error
		text string
	}{
		{second(kpi.MannWhitney([]uint64{1, 2, 3}, []uint64{1, 2})), "kpi: number of scores 2 outside 3..3"},
		{second(kpi.Holm(0.5, 1.5)), "kpi: p-value 1.5 outside 0..1"},
		{second(kpi.Holm(-0.5)), "kpi: p-value -0.5 outside 0..1"},
		// n = m = 1e12, half of them hits: √(1e12/4 · 1e12 · 1e12 / (2e12)²)·... = √(1e12/8) = 353553
		{second(kpi.Fisher(rate(t, 5e11, 1e12), rate(t, 5e11, 1e12))), "kpi: standard deviation of the count 353553.39059327374 outside 0..100000"},
	} {
		if !errors.Is(tc.err, kpi.ErrRange) || tc.err.Error() != tc.text {
			t.Errorf("%v, want %s", tc.err, tc.text)
		}
	}
	if p, err := kpi.Holm(1, 0); err != nil || p[0] != 1 || p[1] != 0 {
		t.Errorf("p-values 1 and 0: %v, %v", p, err)
	}
	if got, want := (kpi.Test{Name: "Pearson's chi-square", Statistic: 8, DF: 1, P: 0.00468}).String(), "Pearson's chi-square 8 (1 degrees of freedom), p 0.00468"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	// A standard deviation of √(n m hits (all - hits)) / all^1.5 = 100,000 with two
	// samples of 8e10, half of them hits, is the most there may be.
	if _, err := kpi.Fisher(rate(t, 4e10, 8e10), rate(t, 4e10, 8e10)); err != nil {
		t.Errorf("at the bound: %v", err)
	}
	if _, err := kpi.Fisher(rate(t, 4e10+1, 8e10+2), rate(t, 4e10+1, 8e10+2)); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("beyond the bound: %v, want ErrRange", err)
	}
	// Few hits in many are no work, whichever sample has them, and few misses too.
	for _, pair := range [][2]kpi.Rate{{rate(t, 0, 1e15), rate(t, 5, 1e15)}, {rate(t, 5, 1e15), rate(t, 0, 1e15)}, {rate(t, 1e15-1, 1e15), rate(t, 1e15-4, 1e15)}, {rate(t, 5, 10), rate(t, 5e14, 1e15)}, {rate(t, 5e14, 1e15), rate(t, 5, 10)}} {
		if test, err := kpi.Fisher(pair[0], pair[1]); err != nil || !(test.P > 0.05) {
			t.Errorf("%v and %v: %v, %v", pair[0], pair[1], test, err)
		}
	}
}

// The p-values are the 15 of Benjamini and Hochberg (1995), section 4.1, and 8 with
// ties, 0 and 1, in no order. What is wanted is of R 4.2.2:
//
//	p.adjust(c(0.0001, 0.0004, 0.0019, ...), "BH")
//	p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.5, 0.04, 1, 0), "BH")
//
// and the same with "holm".
func TestSeveralTestsAreCorrectedAsByR(t *testing.T) {
	for _, tc := range []struct{ p, bh, holm []float64 }{
		{
			[]float64{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1},
			[]float64{
				0.0015, 0.0030, 0.0095, 0.0356249999999999969, 0.0602999999999999994, 0.0638571428571428623, 0.0638571428571428623, 0.0645,
				0.0765, 0.486, 0.5811818181818181328, 0.7148749999999999272, 0.7532307692307692593, 0.8132142857142856673, 1,
			},
			[]float64{0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213, 1, 1, 1, 1, 1, 1},
		},
		{
			[]float64{0.01, 0.04, 0.03, 0.005, 0.5, 0.04, 1, 0},
			[]float64{0.026666666666666665, 0.05333333333333333, 0.05333333333333333, 0.02, 0.571428571428571397, 0.05333333333333333, 1, 0},
			[]float64{0.06, 0.16, 0.15, 0.035, 1, 0.16, 1, 0},
		},
	} {
		given := slices.Clone(tc.p)
		bh, err := kpi.BenjaminiHochberg(tc.p...)
		if err != nil {
			t.Fatal(err)
		}
		holm, err := kpi.Holm(tc.p...)
		if err != nil {
			t.Fatal(err)
		}
		for i := range tc.p {
			if math.Abs(bh[i]-tc.bh[i]) > 1e-15 || math.Abs(holm[i]-tc.holm[i]) > 1e-15 {
				t.Errorf("p %g: %v and %v, want %v and %v", tc.p[i], bh[i], holm[i], tc.bh[i], tc.holm[i])
			}
		}
		if !slices.Equal(tc.p, given) {
			t.Error("the p-values that were given are changed")
		}
	}
	if got, err := kpi.BenjaminiHochberg(); len(got) != 0 || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	for _, p := range []float64{-0.1, 1.5, math.NaN()} {
		if got, err := kpi.BenjaminiHochberg(0.5, p); !errors.Is(err, kpi.ErrRange) || got != nil {
			t.Errorf("%g: %v, %v", p, got, err)
		}
	}
}
