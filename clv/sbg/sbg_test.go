package sbg_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/internal/fittest"
	"github.com/customerkpi/kpi/clv/sbg"
	"github.com/customerkpi/kpi/internal/oracle"
)

// The two cohorts of Fader and Hardie (2007), table 1: the percent of customers
// left after 0, 1, ... 12 years, of a thousand.
var (
	highEnd = []uint64{1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394}
	regular = []uint64{1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173}
)

func fitted(t testing.TB, customers []uint64, h sbg.Hazard) sbg.Model {
	t.Helper()
	c, err := sbg.CohortOf(customers...)
	if err != nil {
		t.Fatal(err)
	}
	m, err := sbg.Fit(context.Background(), c, sbg.Options{Hazard: h})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestFitEqualsTheReference(t *testing.T) {
	type fit struct {
		Alpha    float64            `json:"alpha"`
		Beta     float64            `json:"beta"`
		A        float64            `json:"a"`
		B        float64            `json:"b"`
		C        float64            `json:"c"`
		LL       float64            `json:"LL"`
		StdErr   []float64          `json:"se"`
		Survival []float64          `json:"survival_t0_12"`
		Rates    []float64          `json:"retention_rate_t1_12"`
		Lifetime *float64           `json:"expected_lifetime_a>1"`
		DEL      float64            `json:"DEL_d0.10"`
		DERL     map[string]float64 `json:"DERL_n_periods_d0.10"`
		Churn    float64            `json:"churn"`
	}
	var file map[string]struct{ SBG, BdW, Geometric fit }
	oracle.JSON(t, "retention_sbg/reference.json", &file)
	for name, customers := range map[string][]uint64{"high_end": highEnd, "regular": regular} {
		for _, years := range []int{4, 7} {
			want := file[fmt.Sprintf("%s_fit_years_%d", name, years)]
			t.Run(fmt.Sprintf("%s %d", name, years), func(t *testing.T) {
				m := fitted(t, customers[:years+1], sbg.Geometric)
				w := want.SBG
				fittest.Near(t, "log-likelihood", m.Fit.LogLikelihood, w.LL, 1e-11)
				fittest.Near(t, "alpha", m.Alpha, w.Alpha, 1e-6)
				fittest.Near(t, "beta", m.Beta, w.Beta, 1e-6)
				fittest.Near(t, "standard error", m.Fit.Params[0].StdErr, w.StdErr[0], 1e-4)
				fittest.Near(t, "standard error", m.Fit.Params[1].StdErr, w.StdErr[1], 1e-4)
				p := sbg.Params{Alpha: w.Alpha, Beta: w.Beta, C: 1}
				for i, s := range w.Survival {
					fittest.Is(t, "survival", s, 1e-12)(p.Survival(uint64(i)))
				}
				for i, r := range w.Rates {
					fittest.Is(t, "retention", r, 1e-12)(p.Retention(uint64(i + 1)))
				}
				if w.Lifetime != nil {
					fittest.Is(t, "lifetime", *w.Lifetime, 1e-9)(p.Lifetime(0))
				} else if _, err := p.Lifetime(0); !errors.Is(err, kpi.ErrUndefined) {
					t.Errorf("lifetime for alpha = %v: %v", p.Alpha, err)
				}
				fittest.Is(t, "discounted lifetime", w.DEL, 1e-9)(p.Lifetime(0.1))
				for n, d := range w.DERL {
					var period uint64
					fmt.Sscan(n, &period)
					fittest.Is(t, "residual "+n, d, 1e-9)(p.Residual(period, 0.1))
				}

				b := fitted(t, customers[:years+1], sbg.Weibull)
				fittest.Near(t, "BdW log-likelihood", b.Fit.LogLikelihood, want.BdW.LL, 1e-11)
				fittest.Near(t, "BdW a", b.Alpha, want.BdW.A, 1e-4)
				fittest.Near(t, "BdW b", b.Beta, want.BdW.B, 1e-4)
				fittest.Near(t, "BdW c", b.C, want.BdW.C, 1e-4)
				for i, s := range want.BdW.Survival {
					fittest.Is(t, "BdW survival", s, 1e-5)(b.Survival(uint64(i)))
				}

				c, err := sbg.CohortOf(customers[:years+1]...)
				if err != nil {
					t.Fatal(err)
				}
				churn, err := c.Constant()
				fittest.Is(t, "constant churn", want.Geometric.Churn, 1e-7)(churn.Float64(), err)
				// ln L of one chance for all: lost ln θ + renewed ln (1-θ)
				lost, decided := float64(churn.Count()), float64(churn.Total())
				ll := lost*math.Log(lost/decided) + (decided-lost)*math.Log(1-lost/decided)
				fittest.Near(t, "constant log-likelihood", ll, want.Geometric.LL, 1e-11)
			})
		}
	}
}

// The estimates of the sources: High End .668, 3.806 and Regular .7041,
// 1.1820 of seven years; BdW of four years .25934, 1.72256, 1.58435 and years 5 to
// 10 54.661, 51.037, 48.104, 45.669, 43.604, 41.823 (retenmod).
func TestPublished(t *testing.T) {
	h := fitted(t, highEnd[:8], sbg.Geometric)
	fittest.Rounded(t, "alpha", 0.668, 3)(h.Alpha, nil)
	fittest.Rounded(t, "beta", 3.806, 3)(h.Beta, nil)
	r := fitted(t, regular[:8], sbg.Geometric)
	fittest.Rounded(t, "alpha", 0.7041, 4)(r.Alpha, nil)
	fittest.Rounded(t, "beta", 1.1820, 4)(r.Beta, nil)
	b := fitted(t, highEnd[:5], sbg.Weibull)
	fittest.Near(t, "a", b.Alpha, 0.25934, 1e-4)
	fittest.Near(t, "b", b.Beta, 1.72256, 1e-4)
	fittest.Near(t, "c", b.C, 1.58435, 1e-4)
	for i, want := range []float64{54.661, 51.037, 48.104, 45.669, 43.604, 41.823} {
		s, err := b.Survival(uint64(5 + i))
		fittest.Is(t, "survival", want, 2e-5)(100*s, err)
	}
}

// Without discount sBG's lifetime is (α+β-1)/(α-1); BdW's is compared with a
// plain sum.
func TestLifetime(t *testing.T) {
	for _, p := range []sbg.Params{{Alpha: 1.28, Beta: 7.79, C: 1}, {Alpha: 1.01, Beta: 3, C: 1}, {Alpha: 30, Beta: 2, C: 1}} {
		fittest.Is(t, "lifetime", (p.Alpha+p.Beta-1)/(p.Alpha-1), 1e-9)(p.Lifetime(0))
	}
	for _, p := range []sbg.Params{{Alpha: 0.5, Beta: 1.7, C: 1.5}, {Alpha: 2, Beta: 1.7, C: 0.7}} {
		sum := 0.0
		for n := range uint64(20_000) {
			s, err := p.Survival(n)
			if err != nil {
				t.Fatal(err)
			}
			sum += s * math.Pow(1.005, -float64(n))
		}
		fittest.Is(t, "discounted lifetime", sum, 1e-10)(p.Lifetime(0.005))
	}
}

// Retention rates of a mixed cohort rise with its age, and chances stay chances,
// for parameters near the ends of their range.
func TestSurvivalFallsAndRetentionRises(t *testing.T) {
	for _, p := range []sbg.Params{{Alpha: 1e-6, Beta: 1e-6, C: 1}, {Alpha: 1, Beta: 1, C: 1}, {Alpha: 1e6, Beta: 1e7, C: 1}, {Alpha: 0.5, Beta: 100, C: 1}} {
		before, rate := 1.0, 0.0
		for t0 := uint64(1); t0 <= sbg.MaxPeriods; t0 = t0*3/2 + 1 {
			s, err := p.Survival(t0)
			if err != nil || !(s >= 0 && s <= before) {
				t.Errorf("%+v: S(%d) = %v after %v, %v", p, t0, s, before, err)
			}
			r, err := p.Retention(t0)
			if err != nil || !(r >= rate-1e-12 && r <= 1) {
				t.Errorf("%+v: retention %d = %v after %v, %v", p, t0, r, rate, err)
			}
			before, rate = s, r
		}
	}
}

// Whatever the parameters, a prediction is an error or a number in its range.
func FuzzPredictions(f *testing.F) {
	f.Add(1.0, 2.0, 100.0, uint64(1_000_000), 0.1)
	f.Add(1e-100, 1e100, 1e-100, uint64(1), 0.0)
	f.Add(167.7, 154.0, 0.00686, uint64(999_905), 0.0)
	f.Fuzz(func(t *testing.T, alpha, beta, c float64, periods uint64, discount float64) {
		p := sbg.Params{Alpha: alpha, Beta: beta, C: c}
		if s, err := p.Survival(periods); err == nil && !(s >= 0 && s <= 1) {
			t.Errorf("%+v: S(%d) = %v", p, periods, s)
		}
		if r, err := p.Retention(periods); err == nil && !(r >= 0 && r <= 1) {
			t.Errorf("%+v: retention %d = %v", p, periods, r)
		}
		if d, err := p.Residual(periods, discount); err == nil && !(d >= 0 && d <= math.MaxFloat64) {
			t.Errorf("%+v: residual %d at %v = %v", p, periods, discount, d)
		}
	})
}

func TestFitsObeyTheLaws(t *testing.T) {
	for _, p := range []sbg.Params{{Alpha: 1, Beta: 3, C: 1}, {Alpha: 0.5, Beta: 2, C: 1.5}} {
		c, err := p.Simulate(1, 20_000, 10)
		if err != nil {
			t.Fatal(err)
		}
		o := sbg.Options{}
		if p.C != 1 {
			o.Hazard = sbg.Weibull
		}
		m, err := sbg.Fit(context.Background(), c, o)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []float64{p.Alpha, p.Beta, p.C}[:len(m.Fit.Params)] {
			if f := m.Fit.Params[i]; math.Abs(f.Value-want) > 3*f.StdErr || f.StdErr == 0 {
				t.Errorf("%s = %v ± %v, want %v", f.Name, f.Value, f.StdErr, want)
			}
		}
		data, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var read sbg.Model
		if err := json.Unmarshal(data, &read); err != nil || !reflect.DeepEqual(read, m) {
			t.Errorf("JSON gives %v (%v), want %v", read, err, m)
		}
	}
}

// With alpha and beta beyond what is meant by them, all customers have the same
// chance to go on, β/(α+β), period after period.
func TestCustomersWhoAreAlike(t *testing.T) {
	for _, scale := range []float64{1e9, 2.1e10, 1e14} {
		p := sbg.Params{Alpha: 2 * scale, Beta: 5 * scale, C: 1}
		for n := range uint64(12) {
			left, err := p.Survival(n)
			if err != nil {
				t.Fatal(err)
			}
			fittest.Near(t, "survival", left, math.Pow(5./7, float64(n)), 100/scale+1e-14)
		}
		// Σ ((5/7)/1.1)^t
		value, err := p.Lifetime(0.1)
		if err != nil {
			t.Fatal(err)
		}
		fittest.Near(t, "lifetime", value, 1/(1-5./7/1.1), 100/scale+1e-14)
	}
}

// The likelihood of a cohort is that of its survival, at a change with time beyond
// all cohorts too.
func TestLikelihoodIsThatOfTheSurvival(t *testing.T) {
	c, err := sbg.CohortOf(100, 72, 61, 42)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []sbg.Params{{Alpha: 0.0148, Beta: 0.0397, C: 28.2}, {Alpha: 0.0088, Beta: 0.02, C: 30}, {Alpha: 1, Beta: 3, C: 1}} {
		got, err := p.LogLikelihood(c)
		if err != nil {
			t.Fatal(err)
		}
		want, before := 0.0, 1.0
		for n, lost := range []float64{28, 11, 19} {
			now, err := p.Survival(uint64(n) + 1)
			if err != nil {
				t.Fatal(err)
			}
			want += lost * math.Log(before-now)
			before = now
		}
		fittest.Near(t, "log-likelihood", got, want+42*math.Log(before), 1e-12)
	}
}

// The lifetime is the sum of the survival, where that ends all at once too.
func TestLifetimeIsTheSumOfTheSurvival(t *testing.T) {
	for _, p := range []sbg.Params{
		{Alpha: math.Pow(5000, 20) / 10, Beta: math.Pow(5000, 20), C: 20},
		{Alpha: 40, Beta: 1e5, C: 1},
		{Alpha: 3, Beta: 1e12, C: 4},
	} {
		sum := 0.0
		for n := range uint64(1_000_000) {
			left, err := p.Survival(n)
			if err != nil {
				t.Fatal(err)
			}
			if sum += left; left < 1e-17*sum {
				break
			}
		}
		got, err := p.Lifetime(0)
		if err != nil {
			t.Fatal(err)
		}
		fittest.Near(t, "lifetime", got, sum, 1e-9)
	}
}

// That customers are alike does not depend on how many they are. Their share that is
// left is that of one chance, 5/7 of the renewals, and has no interval by the model:
// that of Constant is one.
func TestAlikeIsAtTheBoundary(t *testing.T) {
	for _, times := range []uint64{1, 100, 10_000} {
		m := fitted(t, []uint64{1000 * times, 800 * times, 600 * times, 400 * times, 200 * times}, sbg.Geometric)
		if m.Fit.Status != clv.Boundary || m.Fit.Params[0].StdErr != 0 || m.Fit.Params[1].StdErr != 0 {
			t.Errorf("%d: %v", times, m.Fit)
		}
		for _, n := range []uint64{1, 2, 5} {
			fittest.Is(t, "survival", math.Pow(5./7, float64(n)), 1e-6)(m.Survival(n))
			if i, err := m.Fit.Interval(0.95, func(v []float64) (float64, error) { return sbg.Params{Alpha: v[0], Beta: v[1], C: 1}.Survival(n) }); !errors.Is(err, kpi.ErrUndefined) {
				t.Errorf("%d: interval %v of survival, %v", times, i, err)
			}
		}
	}
}

func TestFitsOfHardData(t *testing.T) {
	for name, c := range map[string]sbg.Cohort{
		"nobody left":     {Kept: []uint64{0, 0, 10}},
		"everybody left":  {Lost: []uint64{10}},
		"one customer":    {Lost: []uint64{0, 0, 1}},
		"one period":      {Lost: []uint64{3}, Kept: []uint64{7}},
		"constant churn":  {Lost: []uint64{500, 250, 125}, Kept: []uint64{0, 0, 125}},
		"leave all later": {Lost: []uint64{0, 0, 0, 1000}},
	} {
		for _, h := range []sbg.Hazard{sbg.Geometric, sbg.Weibull} {
			m, err := sbg.Fit(context.Background(), c, sbg.Options{Hazard: h})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			for _, p := range m.Fit.Params {
				if !(p.Value > 0) || math.IsInf(p.Value, 0) || math.IsNaN(p.StdErr) {
					t.Errorf("%s, %v: %v", name, h, m.Fit)
				}
			}
			if math.IsNaN(m.Fit.LogLikelihood) || m.Fit.Status == 0 || m.Fit.Status != clv.Converged && len(m.Fit.Warnings) == 0 {
				t.Errorf("%s, %v: %v", name, h, m.Fit)
			}
			if s, err := m.Survival(3); err != nil || !(s >= 0 && s <= 1) {
				t.Errorf("%s, %v: survival %v, %v", name, h, s, err)
			}
		}
	}
}

// Of 1000 customers of whom nobody leaves at first, then 831 at once, the likelihood
// of BdW rises with c without end, to that of S(1) = 1 and S(t) = t^-k: a random search
// of finite parameters had found -770.039.
func TestLargeChangesWithTime(t *testing.T) {
	limit := func(k float64) float64 {
		s := func(t float64) float64 { return math.Pow(t, -k) }
		return 831*math.Log(1-s(2)) + 2*math.Log(s(3)-s(4)) + 167*math.Log(s(5))
	}
	low, high := 0.5, 4.0
	for range 200 { // one top
		if a, b := low+(high-low)/3, high-(high-low)/3; limit(a) < limit(b) {
			low = a
		} else {
			high = b
		}
	}
	m := fitted(t, []uint64{1000, 1000, 169, 169, 167, 167}, sbg.Weibull)
	if got, want := m.Fit.LogLikelihood, limit(low); math.Abs(got-want) > 1e-6 || m.Fit.Status != clv.Boundary {
		t.Errorf("log-likelihood %v, want %v: %v", got, want, m.Fit)
	}
	c, err := sbg.CohortOf(1000, 1000, 169, 169, 167, 167)
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.LogLikelihood(c)
	fittest.Is(t, "log-likelihood", m.Fit.LogLikelihood, 1e-14)(got, err)
}

// Whatever the cohort, there is nothing better to be found from elsewhere.
func TestFitsFindTheHighestTop(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 0))
	for i := range 24 {
		left := uint64(20 + r.IntN(2000))
		customers := []uint64{left}
		for range 2 + r.IntN(9) {
			leave := 0.0
			switch i % 4 {
			case 0: // anything
				leave = r.Float64()
			case 1: // waves, between which nobody leaves
				if r.IntN(3) == 0 {
					leave = r.Float64()
				}
			case 2: // some always, sometimes many
				if leave = 0.02 * r.Float64(); r.IntN(4) == 0 {
					leave = 0.9 * r.Float64()
				}
			case 3: // few
				leave = min(1, 0.05*r.ExpFloat64())
			}
			left -= uint64(leave * float64(left))
			customers = append(customers, left)
		}
		c, err := sbg.CohortOf(customers...)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range []sbg.Hazard{sbg.Geometric, sbg.Weibull} {
			best := fitted(t, customers, h)
			for _, start := range [][]float64{
				{0.003, 0.1, 300},
				{0.003, 100, 3},
				{0.03, 0.1, 0.1},
				{0.03, 10, 30},
				{0.1, 1e4, 10},
				{0.3, 0.003, 50},
				{0.3, 1e4, 3},
				{3, 1, 0.05},
				{3, 100, 10},
				{30, 1, 1},
				{30, 1e4, 0.3},
				{1000, 10, 3},
				{1000, 1e4, 1},
			} {
				if h == sbg.Geometric {
					start = start[:2]
				}
				other, err := sbg.Fit(context.Background(), c, sbg.Options{Hazard: h, Options: clv.Options{Start: start}})
				if err != nil {
					t.Fatal(err)
				}
				if other.Fit.LogLikelihood > best.Fit.LogLikelihood+1e-5 {
					t.Errorf("%v of %d: from %v %v, by itself %v", h, customers, start, other.Fit, best.Fit)
				}
			}
		}
	}
}

func TestErrors(t *testing.T) {
	p := sbg.Params{Alpha: 1, Beta: 2, C: 1}
	for what, err := range map[string]error{
		"no numbers":   second(sbg.CohortOf()),
		"one number":   second(sbg.CohortOf(5)),
		"rising":       second(sbg.CohortOf(5, 4, 6)),
		"no customers": second(sbg.Fit(context.Background(), sbg.Cohort{}, sbg.Options{})),
		"hazard":       second(sbg.Fit(context.Background(), sbg.Cohort{Lost: []uint64{1}}, sbg.Options{Hazard: 2})),
		"parameter":    second(sbg.Params{Alpha: 1, Beta: 2}.Survival(1)),
		"periods":      second(p.Survival(math.MaxUint64)),
		"period":       second(p.Retention(0)),
		"discount":     second(p.Lifetime(-0.1)),
		"NaN discount": second(p.Residual(1, math.NaN())),
	} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := second(sbg.Fit(context.Background(), sbg.Cohort{Lost: []uint64{math.MaxUint64, 1}}, sbg.Options{})); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("overflow: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }
