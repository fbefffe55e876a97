package kpi_test

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/nps"
)

// same is the figure of segments that are figures themselves.
func same[F kpi.Figure](f F) (F, error) { return f, nil }

// rat reads a decimal or a fraction.
func rat(t testing.TB, text string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatal(text)
	}
	return r
}

func explain[K kpi.Key, F kpi.Quotient](t testing.TB, before, after map[K]F, by ...func(K) string) kpi.Explanation[K] {
	t.Helper()
	e, err := kpi.Explain(maps.All(before), maps.All(after), same[F], by...)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// addsUp requires that the parts are the change, as equal fractions.
func addsUp[K kpi.Key](t testing.TB, e kpi.Explanation[K], change *big.Rat) {
	t.Helper()
	total := func(parts ...*big.Rat) *big.Rat {
		sum := new(big.Rat)
		for _, p := range parts {
			sum.Add(sum, p)
		}
		return sum
	}
	own, mix, mixes := new(big.Rat), new(big.Rat), new(big.Rat)
	for _, s := range e.Segments {
		own.Add(own, s.Own.Rat())
		mix.Add(mix, s.Mix.Rat())
		if once := s.Before.Rat().Sign() == 0 || s.After.Rat().Sign() == 0; once && s.Own.Rat().Sign() != 0 {
			t.Fatalf("segment %v is there once, and has a change of its own: %v", s.Key, s.Own)
		}
	}
	for _, m := range e.Mixes {
		mixes.Add(mixes, m.Rat())
	}
	if own.Cmp(e.Own.Rat()) != 0 || mix.Cmp(e.Mix.Rat()) != 0 || total(own, mix).Cmp(e.Change.Rat()) != 0 || change.Cmp(e.Change.Rat()) != 0 ||
		len(e.Mixes) > 0 && mixes.Cmp(mix) != 0 {
		t.Fatalf("%v: the parts do not add up to %v: %+v", e, change, e.Segments)
	}
}

// The numbers are worked out by hand:
//
//	store  300 of 1000 -> 250 of 1150   40 -> 46
//	web    500 of 1000 -> 300 of 1150   40 -> 48
//	app    200 of 1000 -> 600 of 1150  -20 -> -13
//	all                                 28 -> 362/23 = 15.739..
//
//	own of store  (3/10 + 5/23)/2 × 6 = 357/230
//	mix of app    (12/23 - 1/5) × ((-20 - 13)/2 - (28 + 362/23)/2) = 37/115 × (-1765/46)
func TestExplainByHand(t *testing.T) {
	before := map[string]kpi.Net{"store": net(t, 150, 30, 300), "web": net(t, 260, 60, 500), "app": net(t, 60, 100, 200)}
	after := map[string]kpi.Net{"store": net(t, 145, 30, 250), "web": net(t, 174, 30, 300), "app": net(t, 196, 274, 600)}
	e := explain(t, before, after)
	addsUp(t, e, big.NewRat(362-28*23, 23))
	if app, store := e.Segments[0], e.Segments[1]; app.Key != "app" || app.Mix.Rat().Cmp(big.NewRat(-37*1765, 115*46)) != 0 ||
		store.Own.Rat().Cmp(big.NewRat(357, 230)) != 0 || app.Before.Rat().Cmp(big.NewRat(1, 5)) != 0 || app.After.Rat().Cmp(big.NewRat(12, 23)) != 0 {
		t.Errorf("%+v", e.Segments)
	}
	// 7.12 and -19.38 by a spreadsheet.
	if got := fmt.Sprintf("%.2f %.2f %+.2f", e.Own, e.Mix, e.Change); got != "7.12 -19.38 -12.26" {
		t.Error(got)
	}
}

// The tables of Das Gupta (1993), with the digits that the vignette of the R package
// DasGuptR 2.1.0 prints for them. A population is a fraction of events over people.
func TestExplainIsThatOfDasGupta(t *testing.T) {
	population := func(sizes, rates string, crossed int) map[int]kpi.Fraction {
		all, r := make(map[int]kpi.Fraction), strings.Fields(rates)
		for i, size := range strings.Fields(sizes) {
			n := rat(t, size)
			f, err := kpi.NewFraction(new(big.Rat).Mul(n, rat(t, r[i])), n)
			if err != nil {
				t.Fatal(err)
			}
			all[i/crossed*100+i%crossed] = f
		}
		return all
	}
	check := func(name string, want string, effects ...kpi.Effect) {
		t.Helper()
		var texts []string
		for _, e := range effects {
			if _, err := e.Interval(0.95); !errors.Is(err, kpi.ErrUndefined) {
				t.Errorf("table %s: a fraction is not a sample: %v", name, err)
			}
			texts = append(texts, fmt.Sprintf("%.7f", e))
		}
		if got := strings.Join(texts, " "); got != want {
			t.Errorf("table %s: %s, want %s", name, got, want)
		}
	}
	// Table 5.1: household headship by age, US 1970 and 1985.
	e := explain(t, population(
		"12.9 10.9 9.5 8.0 7.8 8.4 8.6 7.8 7.0 5.9 4.7 3.6 4.9",
		"1.9 25.8 45.7 49.6 51.2 51.6 51.8 54.9 58.7 60.4 62.8 66.6 66.8", 13), population(
		"10.1 11.2 11.6 10.9 9.4 7.7 6.3 6.0 6.3 5.9 5.1 4.0 5.5",
		"2.2 24.3 45.8 52.5 56.1 55.6 56.0 57.4 57.2 61.2 63.9 68.6 72.2", 13))
	check("5.1", "2.9672000 1.7403000 1.2269000", e.Change, e.Own, e.Mix)
	// Table 5.3: death rates by race and age, US 1970 and 1985.
	race, age := func(k int) string { return fmt.Sprint(k / 100) }, func(k int) string { return fmt.Sprint(k % 100) }
	e = explain(t, population(
		"2968 11484 34614 30992 21983 20314 20928 16897 11339 5720 1315 535 2162 6120 4781 3096 2718 2363 1767 1149 448 117",
		"18.469 .751 .391 1.146 1.287 2.672 6.636 15.691 34.723 79.763 176.837 36.993 1.352 .541 2.040 3.523 6.746 12.967 24.471 45.091 74.902 123.205", 11), population(
		"3041 11577 27450 32711 35480 27411 19555 19795 15254 8022 2472 707 2692 6473 6841 6547 4352 3034 2540 1749 804 236",
		"9.163 .462 .248 .929 1.084 1.810 4.715 12.187 27.728 64.068 157.570 17.208 .738 .328 1.103 2.045 3.724 8.052 17.812 34.128 68.276 125.161", 11), race, age)
	check("5.3", "-0.6862158 -2.2277254 0.0197749 1.5217347", e.Change, e.Own, e.Mixes[0], e.Mixes[1])
}

// Tables 2.1 and 2.2 are products, 4.3 a sum of products, 4.4 a function.
func TestExplainFactorsIsThatOfDasGupta(t *testing.T) {
	numbers := func(texts string) (all []kpi.Figure) {
		for _, s := range strings.Fields(texts) {
			all = append(all, kpi.ValueOf(rat(t, s)))
		}
		return all
	}
	for _, tc := range []struct {
		table         string
		places        int
		before, after string
		want          string
	}{
		{"2.1", 3, "10930 .717892", "16591 .825974", "5857.175: 4369.913 1487.262"},
		{"2.2", 7, "51.78746 .45919 .52638", "84.90502 .75756 .51065", "20.3278726: 10.4340333 10.5608476 -0.6670084"},
		{"2.3", 7, "25.3 .214 .279 .949", "32.7 .290 .473 .986", "2.9891394: 0.6889411 0.8125381 1.3829055 0.1047547"},
		{"2.4", 7, ".58 .76 .84 .66 16.573", ".72 .97 .97 .56 16.158", "2.0797729: 1.0909785 1.2298438 0.7278399 -0.8398707 -0.1290187"},
	} {
		c, err := kpi.ExplainChain(numbers(tc.before), numbers(tc.after))
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%.*f:", tc.places, c.Change)
		for _, f := range c.Factors {
			got += fmt.Sprintf(" %.*f", tc.places, f)
		}
		if got != tc.want {
			t.Errorf("table %s: %s, want %s", tc.table, got, tc.want)
		}
	}

	vectors := func(texts ...string) func(after bool) []*big.Rat {
		var all [2][]*big.Rat
		for period, text := range texts {
			for _, s := range strings.Fields(text) {
				all[period] = append(all[period], rat(t, s))
			}
		}
		return func(after bool) []*big.Rat {
			if after {
				return all[1]
			}
			return all[0]
		}
	}
	product := func(x ...*big.Rat) *big.Rat {
		p := big.NewRat(1, 1)
		for _, f := range x {
			p.Mul(p, f)
		}
		return p
	}
	births := vectors("393 407 369 274 184 90 16", "488 452 338 156 63 22 3")
	married := vectors(".122 .622 .903 .930 .916 .873 .800", ".082 .527 .866 .941 .942 .923 .876")
	women := vectors(".043 .041 .036 .032 .026 .020 .018", ".058 .038 .032 .030 .026 .023 .019")
	parts, err := kpi.ExplainFunc(3, func(after []bool) (*big.Rat, error) {
		sum := new(big.Rat)
		for age := range 7 {
			sum.Add(sum, product(births(after[0])[age], married(after[1])[age], women(after[2])[age]))
		}
		return sum, nil
	})
	if got := fmt.Sprintf("%.6f %v", parts, err); got != "[-7.285632 -2.720633 -1.565181] <nil>" {
		t.Errorf("table 4.3: %s", got)
	}

	a := vectors(".200 .163 .146 .154 .168 .169", ".169 .195 .190 .174 .150 .122")
	b := vectors(".866 .325 .119 .099 .099 .121", ".931 .563 .311 .216 .199 .191")
	c := vectors(".007 .021 .023 .015 .008 .002", ".018 .026 .023 .016 .008 .002")
	d := vectors(".454 .326 .195 .107 .051 .015", ".380 .201 .149 .079 .025 .006")
	parts, err = kpi.ExplainFunc(4, func(after []bool) (*big.Rat, error) {
		single, all := new(big.Rat), new(big.Rat)
		for age := range 6 {
			w, unmarried := a(after[0])[age], b(after[1])[age]
			single.Add(single, product(w, unmarried, c(after[2])[age]))
			all.Add(all, product(w, new(big.Rat).Sub(big.NewRat(1, 1), unmarried), d(after[3])[age]))
		}
		return single.Quo(single, all.Add(all, single)), nil
	})
	if got := fmt.Sprintf("%.8f %v", parts, err); got != "[-0.00620498 0.04866154 0.02705922 0.02470928] <nil>" {
		t.Errorf("table 4.4: %s", got)
	}
}

// Random groups of all kinds of figures, with segments that come and go.
func TestExplanationAddsUpExactly(t *testing.T) {
	groups := 100_000
	if testing.Short() || laws.Race { // the race detector takes ten times as long
		groups = 1000
	}
	r := rand.New(rand.NewPCG(15, 5))
	parity := func(k int) string { return fmt.Sprint(k % 2) }
	half := func(k int) string { return fmt.Sprint(k / 3) }
	for i := range groups {
		switch i % 4 {
		case 0:
			random(t, r, func(n uint64) kpi.Rate { return rate(t, r.Uint64N(n+1), n) }, func(f kpi.Rate) (num, den *big.Rat) {
				return new(big.Rat).SetUint64(f.Count()), new(big.Rat).SetUint64(f.Total())
			})
		case 1:
			random(t, r, func(n uint64) kpi.Net {
				plus := r.Uint64N(n + 1)
				return net(t, plus, r.Uint64N(n-plus+1), n)
			}, func(f kpi.Net) (num, den *big.Rat) {
				return new(big.Rat).Mul(f.Rat(), new(big.Rat).SetUint64(f.Total())), new(big.Rat).SetUint64(f.Total())
			})
		case 2:
			random(t, r, func(n uint64) kpi.Mean {
				return meanOf(t, 1, []uint64{r.Uint64N(n + 1), r.Uint64N(n + 1), n})
			}, func(f kpi.Mean) (num, den *big.Rat) {
				return new(big.Rat).Mul(f.Rat(), new(big.Rat).SetUint64(f.N())), new(big.Rat).SetUint64(f.N())
			}, parity, half)
		default:
			random(t, r, func(n uint64) kpi.Fraction {
				f, err := kpi.NewFraction(big.NewRat(r.Int64N(2000)-1000, 7), new(big.Rat).SetUint64(n))
				if err != nil {
					t.Fatal(err)
				}
				return f
			}, func(f kpi.Fraction) (num, den *big.Rat) { return f.Numerator().Rat(), f.Denominator().Rat() }, parity)
		}
	}
}

// random explains one random change, and compares the sum of its parts with the change
// of the sums.
func random[F kpi.Quotient](t *testing.T, r *rand.Rand, draw func(n uint64) F, sums func(F) (num, den *big.Rat), by ...func(int) string) {
	t.Helper()
	var periods [2]map[int]F
	var total [2]*big.Rat
	for i := range periods {
		periods[i] = make(map[int]F)
		num, den := new(big.Rat), new(big.Rat)
		for key := range 5 {
			if key > 0 && r.IntN(4) == 0 {
				continue
			}
			f := draw(1 + r.Uint64N(50))
			periods[i][key] = f
			n, d := sums(f)
			num, den = num.Add(num, n), den.Add(den, d)
		}
		total[i] = num.Quo(num, den)
	}
	addsUp(t, explain(t, periods[0], periods[1], by...), total[1].Sub(total[1], total[0]))
}

func TestExplainRefuses(t *testing.T) {
	some := map[string]kpi.Rate{"a": rate(t, 3, 5)}
	failed := errors.New("failed")
	for name, tc := range map[string]struct {
		err  error
		want error
		text string
	}{
		"no segment before": {
			second(kpi.Explain(maps.All(map[string]kpi.Rate{}), maps.All(some), same[kpi.Rate])),
			kpi.ErrUndefined, "kpi: explain before: figure undefined: no segment",
		},
		"no answer after": {
			second(kpi.Explain(maps.All(map[string]nps.Result{"a": {Promoters: 1}}), maps.All(map[string]nps.Result{"a": {}}), nps.Result.Score)),
			kpi.ErrUndefined, "kpi: explain after: figure undefined: no segment",
		},
		"an error": {
			second(kpi.Explain(maps.All(some), maps.All(some), func(kpi.Rate) (kpi.Rate, error) { return kpi.Rate{}, failed })),
			failed, "kpi: explain before: segment a: failed",
		},
		"one key twice": {
			second(kpi.Explain(func(yield func(string, kpi.Rate) bool) { _ = yield("a", rate(t, 1, 2)) && yield("a", rate(t, 1, 3)) }, maps.All(some), same[kpi.Rate])),
			kpi.ErrIncompatible, "kpi: explain before: segment a: incompatible: there are two of it",
		},
		"a chain of two lengths": {
			second(kpi.ExplainChain([]kpi.Figure{rate(t, 1, 2)}, nil)),
			kpi.ErrIncompatible, "kpi: explain chain: incompatible: 1 factors before and 0 after",
		},
		"a chain of nothing": {
			second(kpi.ExplainChain(nil, nil)),
			kpi.ErrUndefined, "kpi: explain chain: change undefined: no factor",
		},
		"a long chain": {
			second(kpi.ExplainChain(make([]kpi.Figure, 33), make([]kpi.Figure, 33))),
			kpi.ErrRange, "kpi: explain chain: number of factors 33 outside 1..32",
		},
		"no factor": {
			second(kpi.ExplainFunc(0, nil)),
			kpi.ErrRange, "kpi: explain function: number of factors 0 outside 1..16",
		},
		"a function with an error": {
			second(kpi.ExplainFunc(2, func([]bool) (*big.Rat, error) { return nil, failed })),
			failed, "kpi: explain function: failed",
		},
		"below 0 of something": {second(kpi.NewFraction(big.NewRat(1, 1), big.NewRat(-1, 2))), kpi.ErrRange, "kpi: denominator -0.5 below 0"},
		"something of 0":       {second(kpi.NewFraction(big.NewRat(1, 1), nil)), kpi.ErrRange, "kpi: numerator over 0 1 outside 0..0"},
		"0 of 0":               {second(kpi.NewFraction(nil, nil)), kpi.ErrUndefined, "kpi: fraction undefined: 0 of 0"},
	} {
		if !errors.Is(tc.err, tc.want) || tc.err.Error() != tc.text {
			t.Errorf("%s: %v, want %s", name, tc.err, tc.text)
		}
	}
}

// A segment that cannot be told has no part, and leaves the others alone.
func TestExplainLeavesOutWhatIsUndefined(t *testing.T) {
	before := map[string]nps.Result{"app": {Promoters: 5, Detractors: 5}, "web": {Promoters: 3, Passives: 2}, "fax": {}}
	after := map[string]nps.Result{"app": {Promoters: 6, Detractors: 4}, "web": {Promoters: 3, Passives: 2}}
	e, err := kpi.Explain(maps.All(before), maps.All(after), nps.Result.Score)
	if err != nil || len(e.Segments) != 2 {
		t.Fatalf("%v, %v", e, err)
	}
	addsUp(t, e, big.NewRat(100*2, 15))
}

// Without two observations anywhere there is no error to tell; one alone takes that of
// the others.
func TestEffectsOfFewObservations(t *testing.T) {
	one, other := sampleMean(t, 1, "3", "9"), sampleMean(t, 1, "5", "25")
	many := sampleMean(t, 40, "160", "700")
	e := explain(t, map[string]kpi.Mean{"a": one}, map[string]kpi.Mean{"a": other})
	if _, err := e.Change.Interval(0.95); !errors.Is(err, kpi.ErrUndefined) || e.Change.Noise() || e.Change.String() != "+2" {
		t.Errorf("%v: %v", e, err)
	}
	e = explain(t, map[string]kpi.Mean{"a": one, "b": many}, map[string]kpi.Mean{"a": other, "b": many})
	if i, err := e.Segments[0].Own.Interval(0.95); err != nil || !(i.Width() > 0) {
		t.Errorf("%v: %v", e, err)
	}
	if _, err := e.Own.Interval(0.2); !errors.Is(err, kpi.ErrRange) {
		t.Error(err)
	}
}

// The intervals of the parts of a sum are those of the whole: a change with one segment
// has the interval of Student's t.
func TestEffectOfOneSegment(t *testing.T) {
	before, after := sampleMean(t, 40, "160", "700"), sampleMean(t, 60, "250", "1100")
	e := explain(t, map[string]kpi.Mean{"a": before}, map[string]kpi.Mean{"a": after})
	want, err := kpi.Compare(before, after).Interval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	for name, part := range map[string]kpi.Effect{"change": e.Change, "own": e.Own, "segment": e.Segments[0].Own} {
		i, err := part.Interval(0.95)
		if err != nil {
			t.Fatal(err)
		}
		near(t, name+", low end", i.Low, want.Low, 1e-12)
		near(t, name+", high end", i.High, want.High, 1e-12)
	}
	if e.Mix.Rat().Sign() != 0 || must(e.Mix.StandardError()) > 1e-15 {
		t.Errorf("mix of one segment: %v", e.Mix)
	}
}

// An interval ends where a change can.
func TestEffectsAreCutToWhatIsPossible(t *testing.T) {
	ends := func(e kpi.Effect) kpi.Interval {
		t.Helper()
		i, err := e.Interval(0.9999)
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	e := explain(t, map[string]kpi.Net{"a": net(t, 0, 2, 2)}, map[string]kpi.Net{"a": net(t, 2, 0, 2)})
	if i := ends(e.Change); i.High != 200 || i.Of != "" || e.Change.N() != 4 {
		t.Errorf("net: %v", i)
	}
	within, err := sampleMean(t, 2, "6", "20").Within(big.NewRat(1, 1), big.NewRat(5, 1))
	if err != nil {
		t.Fatal(err)
	}
	if i := ends(explain(t, map[int]kpi.Mean{1: within}, map[int]kpi.Mean{1: within}).Own); i.Low != -4 || i.High != 4 {
		t.Errorf("mean of 1 to 5: %v", i)
	}
	if i := ends(explain(t, map[int]kpi.Rate{1: rate(t, 1, 4)}, map[int]kpi.Rate{1: rate(t, 2, 4)}).Own); i.Low != -1 || i.High != 1 || i.Of != kpi.ShareChange {
		t.Errorf("rate: %v", i)
	}
}

// A chain of rates is a share; its intervals are those of differences with small steps.
func TestChainOfSteps(t *testing.T) {
	before := []kpi.Figure{rate(t, 400, 1000), rate(t, 200, 400), rate(t, 50, 200)}
	after := []kpi.Figure{rate(t, 500, 1000), rate(t, 240, 500), rate(t, 84, 240)}
	c, err := kpi.ExplainChain(before, after)
	if err != nil {
		t.Fatal(err)
	}
	// 0.084 - 0.05; the first step (0.5 - 0.4) × (2 × 0.5 × 0.25 + 2 × 0.48 × 0.35 + 0.5 × 0.35 + 0.48 × 0.25) / 6
	if c.Change.Rat().Cmp(big.NewRat(34, 1000)) != 0 || c.Factors[0].Rat().Cmp(rat(t, "881/60000")) != 0 {
		t.Errorf("%v", c)
	}
	if i, err := c.Change.Interval(0.95); err != nil || i.Of != kpi.ShareChange || c.Change.N() != 400+200+1000+500+240+1000 {
		t.Errorf("%v, %v of %d", i, err, c.Change.N())
	}
	// The variance of a product of independent rates, by the delta method.
	variance := 0.0
	for _, steps := range [][]kpi.Figure{before, after} {
		p, share := 1.0, 0.0
		for _, s := range steps {
			r := s.(kpi.Rate)
			x, n := r.Float64(), float64(r.Total())
			adjusted := (float64(r.Count()) + 1) / (n + 2)
			p *= x
			share += adjusted * (1 - adjusted) / n / (x * x)
		}
		variance += p * p * share
	}
	near(t, "standard error", must(c.Change.StandardError()), math.Sqrt(variance), 1e-12)
	if got := c.String(); !strings.HasPrefix(got, "+3.4 pt [") {
		t.Error(got)
	}
	// One observation has no error, and so the chain has none; a value has none to have.
	lone, err := kpi.ExplainChain([]kpi.Figure{kpi.ValueOf(big.NewRat(9, 1)), sampleMean(t, 1, "3", "9")}, []kpi.Figure{kpi.ValueOf(big.NewRat(8, 1)), sampleMean(t, 9, "30", "120")})
	if _, undefined := lone.Change.Interval(0.95); err != nil || !errors.Is(undefined, kpi.ErrUndefined) {
		t.Errorf("%v, %v, %v", lone, err, undefined)
	}
}
