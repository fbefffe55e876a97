package bgnbd_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgnbd"
	"github.com/customerkpi/kpi/clv/internal/fittest"
)

func fitter(p bgnbd.Params) fittest.Fitter {
	return fittest.Fitter{
		Fit: func(customers []clv.Customer, o clv.Options) (clv.Fit, error) {
			m, err := bgnbd.Fit(context.Background(), customers, bgnbd.Options{Options: o, Dropout: p.Dropout, Regularity: p.Regularity})
			return m.Fit, err
		},
		Simulate: p.Simulate,
		Params:   []float64{p.R, p.Alpha, p.A, p.B},
		Scales:   []bool{false, true, false, false},
	}
}

func TestFitsObeyTheLaws(t *testing.T) {
	for _, p := range []bgnbd.Params{
		{R: 0.5, Alpha: 4, A: 0.8, B: 2.4},
		{R: 0.5, Alpha: 4, A: 0.8, B: 2.4, Dropout: bgnbd.AfterAny},
		{R: 1.2, Alpha: 1.5, A: 0.5, B: 1.5, Dropout: bgnbd.AfterAny, Regularity: 2},
	} {
		t.Run(fmt.Sprintf("%+v", p), func(t *testing.T) { fittest.CheckLaws(t, fitter(p)) })
	}
}

func TestFitsOfHardData(t *testing.T) {
	for _, p := range []bgnbd.Params{
		{R: 1, Alpha: 1, A: 1, B: 1},
		{R: 1, Alpha: 1, A: 1, B: 1, Dropout: bgnbd.AfterAny},
		{R: 1, Alpha: 1, A: 1, B: 1, Regularity: 3},
	} {
		t.Run(fmt.Sprintf("%+v", p), func(t *testing.T) { fittest.CheckStress(t, fitter(p)) })
	}
}

func TestFitsFindTheHighestTop(t *testing.T) {
	for _, p := range []bgnbd.Params{{}, {Dropout: bgnbd.AfterAny}} {
		fittest.CheckTops(t, fitter(p), []float64{1, 3, 0.01, 0.01}, []float64{0.2, 1, 0.3, 3}, []float64{10, 10, 1, 20}, []float64{0.2, 0.2, 100, 1e4}, []float64{5, 5, 0.05, 0.02})
	}
}

func TestACancelledFitIsAnError(t *testing.T) {
	customers, err := bgnbd.Params{R: 1, Alpha: 3, A: 0.8, B: 2}.Simulate(2, 9000, 40)
	if err != nil {
		t.Fatal(err)
	}
	fittest.CheckCancelled(t, func(ctx context.Context) (clv.Fit, error) {
		m, err := bgnbd.Fit(ctx, customers, bgnbd.Options{Options: clv.Options{Start: []float64{1, 3, 0.8, 2}}})
		return m.Fit, err
	})
}

// With r and alpha beyond what is meant by them, customers are alike, with orders
// at a rate of r/alpha: the expected number is that of a Poisson number of chances
// to leave, Σ P(n or more) s(n).
func TestCustomersWhoAreAlike(t *testing.T) {
	const a, b, rate = 1.5, 3.0, 0.5
	for _, time := range []float64{1, 40, 1000, 1e6} {
		want, stay, enough := 0.0, 1.0, 1.0
		for n := 1.0; n < 2000+2*rate*time; n++ {
			ways, _ := math.Lgamma(n)
			enough = max(0, enough-math.Exp((n-1)*math.Log(rate*time)-rate*time-ways)) // without n-1 orders
			want += stay * enough
			stay *= (b + n - 1) / (a + b + n - 1)
		}
		for _, scale := range []float64{1e9, 1e40} {
			got, err := bgnbd.Params{R: rate * scale, Alpha: scale, A: a, B: b}.Expected(time)
			if err != nil {
				t.Fatal(err)
			}
			fittest.Near(t, "expected", got, want, 1e-6)
		}
	}
}

// Columns are as rows where ln(α+T) cannot tell times apart.
func TestColumnsOfCustomersWhoAreAlike(t *testing.T) {
	p := bgnbd.Params{R: 7.3e10, Alpha: 7.4e10, A: 0.4, B: 3, Dropout: bgnbd.AfterAny}
	customers := []clv.Customer{{T: 30}, {Frequency: 3, Recency: 3.4, T: 40}, {Frequency: 38, Recency: 39.2, T: 40}}
	columns := make([]float64, len(customers))
	if err := p.ConditionalExpectedSlice(columns, customers, 10); err != nil {
		t.Fatal(err)
	}
	for i, c := range customers {
		one, err := p.ConditionalExpected(c, 10)
		if err != nil {
			t.Fatal(err)
		}
		fittest.Near(t, "column", columns[i], one, 1e-10)
	}
}

// And whatever the parameters and the customers.
func TestAColumnIsItsCustomers(t *testing.T) {
	for i, p := range []bgnbd.Params{{}, {Dropout: bgnbd.AfterAny}, {Regularity: 2}} {
		fittest.CheckColumns(t, uint64(i), 40, [4]float64{5, 50, 5, 5}, func(v [4]float64) fittest.Predictor {
			p.R, p.Alpha, p.A, p.B = v[0], v[1], v[2], v[3]
			return p
		}, 1e-11)
	}
}

// The smaller the rate, the nearer to all that is to come.
func TestDERTOfSmallRates(t *testing.T) {
	p := bgnbd.Params{R: 0.5, Alpha: 2, A: 2, B: 3}
	c := clv.Customer{Frequency: 3, Recency: 3, T: 5}
	all, err := p.DERT(c, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, rate := range []float64{1e-9, 1e-10, 1e-11} {
		got, err := p.DERT(c, rate)
		if err != nil {
			t.Fatal(err)
		}
		// a-1 = 1: what is missing is some rate·ln(1/rate).
		if missing := 1 - got/all; missing < 0 || missing > 500*rate {
			t.Errorf("rate %v: %v of %v", rate, got, all)
		}
	}
	if _, err := p.DERT(c, 1e-14); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("a rate too small: %v", err)
	}
	if _, err := p.AliveAt(c, 1e17); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("a time too long: %v", err)
	}
}

// Published parameters are a model too, without a fit.
func TestAModelWithoutFitIsItsJSON(t *testing.T) {
	want := bgnbd.Model{Params: bgnbd.Params{R: 0.5, Alpha: 2, A: 2, B: 3}}
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got bgnbd.Model
	if err := json.Unmarshal(data, &got); err != nil || got.Params != want.Params || got.Fit.Status != 0 {
		t.Errorf("%s: %+v, %v", data, got, err)
	}
}

// Of customers who are alike, all parameters that rise without end are named, and
// however many there are.
func TestAlikeIsNotConverged(t *testing.T) {
	for _, weight := range []uint64{1, 100, 10_000, 1_000_000} {
		customers := []clv.Customer{
			{Frequency: 10, Recency: 50, T: 50, Weight: weight},
			{Frequency: 11, Recency: 50, T: 50, Weight: weight},
			{Frequency: 12, Recency: 51, T: 52, Weight: weight},
			{Frequency: 9, Recency: 48, T: 49, Weight: weight},
		}
		m := fitted(t, customers, bgnbd.Options{Dropout: bgnbd.AfterAny})
		if m.Fit.Status != clv.Boundary && m.Fit.Status != clv.NotIdentified {
			t.Errorf("weight %d: %v", weight, m.Fit)
		}
		for _, p := range m.Fit.Params {
			if (p.Value > 1e6 || p.Value < 1e-6) && p.StdErr > 0 {
				t.Errorf("weight %d: %v", weight, m.Fit)
			}
		}
	}
}

// Of customers who buy regularly, k is found.
func TestFitChoosesTheRegularity(t *testing.T) {
	p := bgnbd.Params{R: 1.5, Alpha: 1, A: 0.5, B: 2, Dropout: bgnbd.AfterAny, Regularity: 3}
	customers, err := p.Simulate(5, 5000, 52)
	if err != nil {
		t.Fatal(err)
	}
	m := fitted(t, customers, bgnbd.Options{Dropout: bgnbd.AfterAny, Choose: true})
	if m.Regularity != 3 {
		t.Errorf("k = %d of customers with 3", m.Regularity)
	}
}

// Without the times between orders there is nothing to choose k by, in any unit of
// time: neither for all customers nor for some.
func TestRegularityNeedsTheGaps(t *testing.T) {
	customers, err := bgnbd.Params{R: 2, Alpha: 3, A: 0.5, B: 2, Regularity: 3, Dropout: bgnbd.AfterAny}.Simulate(1, 500, 52)
	if err != nil {
		t.Fatal(err)
	}
	for _, unit := range []float64{1e-3, 1, 7, 168, 1e5} {
		for name, missing := range map[string]func(i int, c clv.Customer) bool{
			"all":                    func(int, clv.Customer) bool { return true },
			"of two or more repeats": func(_ int, c clv.Customer) bool { return c.Frequency > 1 },
			"of one repeat":          func(_ int, c clv.Customer) bool { return c.Frequency == 1 },
			"of every tenth":         func(i int, _ clv.Customer) bool { return i%10 == 0 },
			"none":                   func(int, clv.Customer) bool { return false },
		} {
			rows := slices.Clone(customers)
			if name == "of two or more repeats" {
				rows = slices.DeleteFunc(rows, func(c clv.Customer) bool { return c.Frequency == 1 })
			}
			for i := range rows {
				c := &rows[i]
				c.Recency *= unit
				c.T *= unit
				c.LogGaps += float64(c.Frequency) * math.Log(unit)
				if missing(i, *c) {
					c.LogGaps = 0
				}
			}
			for _, o := range []bgnbd.Options{{Choose: true}, {Regularity: 2}} {
				o.Dropout = bgnbd.AfterAny
				m, err := bgnbd.Fit(context.Background(), rows, o)
				if name == "none" && (err != nil || o.Choose && m.Regularity != 3) || name != "none" && !errors.Is(err, kpi.ErrRange) {
					t.Errorf("unit %v, %s missing, %+v: k = %d, %v", unit, name, o, m.Regularity, err)
				}
			}
			p := bgnbd.Params{R: 1, Alpha: unit, A: 1, B: 1, Regularity: 2}
			if _, err := p.LogLikelihood(rows); (err == nil) != (name == "none") {
				t.Errorf("unit %v, %s missing: log-likelihood %v", unit, name, err)
			}
			// Buying at random does not look at them.
			if _, err := bgnbd.Fit(context.Background(), rows[:50], bgnbd.Options{}); err != nil {
				t.Error(err)
			}
		}
	}
	// All gaps of one unit have logarithms of 0.
	daily := []clv.Customer{{Frequency: 3, Recency: 3, T: 4}, {Frequency: 1, Recency: 1, T: 9}, {T: 5}}
	if _, err := (bgnbd.Params{R: 1, Alpha: 1, A: 1, B: 1, Regularity: 2}).LogLikelihood(daily); err != nil {
		t.Error(err)
	}
}

// The derivatives that the search goes by are those of the log-likelihood: a
// difference quotient of a maximum is 0, and the second one is the inverse of
// the covariance.
func TestFitIsAMaximum(t *testing.T) {
	customers, err := bgnbd.Params{R: 1, Alpha: 1, A: 0.7, B: 2, Regularity: 2}.Simulate(2, 3000, 40)
	if err != nil {
		t.Fatal(err)
	}
	for k := 1; k <= 3; k++ {
		m := fitted(t, customers, bgnbd.Options{Regularity: k})
		at := func(p bgnbd.Params) float64 {
			ll, err := p.LogLikelihood(customers)
			if err != nil {
				t.Fatal(err)
			}
			return ll
		}
		fittest.Near(t, "log-likelihood", at(m.Params), m.Fit.LogLikelihood, 1e-12)
		for i, move := range []func(p *bgnbd.Params, by float64){
			func(p *bgnbd.Params, by float64) { p.R += by },
			func(p *bgnbd.Params, by float64) { p.Alpha += by },
			func(p *bgnbd.Params, by float64) { p.A += by },
			func(p *bgnbd.Params, by float64) { p.B += by },
		} {
			h := 0.05 * m.Fit.Params[i].StdErr
			up, down := m.Params, m.Params
			move(&up, h)
			move(&down, -h)
			slope := (at(up) - at(down)) / (2 * h)
			if math.Abs(slope)*m.Fit.Params[i].StdErr > 1e-3 {
				t.Errorf("k=%d: the slope along %s is %v", k, m.Fit.Params[i].Name, slope)
			}
		}
	}
}

func TestErrors(t *testing.T) {
	ok := clv.Customer{Frequency: 2, Recency: 3, T: 4}
	for name, c := range map[string]clv.Customer{
		"T near 0":             {T: 1e-101},
		"orders in no time":    {Frequency: 1},
		"T negative":           {T: -1},
		"T NaN":                {T: math.NaN()},
		"recency above T":      {Frequency: 1, Recency: 5, T: 4},
		"recency NaN":          {Frequency: 1, Recency: math.NaN(), T: 4},
		"recency without any":  {Recency: 1, T: 4},
		"orders without time":  {Frequency: 1, T: 4},
		"frequency over limit": {Frequency: clv.MaxFrequency + 1, Recency: 1, T: 4},
	} {
		for what, err := range map[string]error{
			"Alive": second(published.Alive(c)), "Fit": second(bgnbd.Fit(context.Background(), []clv.Customer{ok, c}, bgnbd.Options{})),
		} {
			var bad *kpi.RangeError
			if !errors.As(err, &bad) {
				t.Errorf("%s: %s gives %v", name, what, err)
			}
		}
	}
	for what, err := range map[string]error{
		"time":             second(published.Expected(-1)),
		"NaN time":         second(published.ConditionalExpected(ok, math.NaN())),
		"infinite time":    second(published.AliveAt(ok, math.Inf(1))),
		"parameter":        second(bgnbd.Params{R: 1, Alpha: 1, A: 0, B: 1}.Alive(ok)),
		"NaN parameter":    second(bgnbd.Params{R: math.NaN(), Alpha: 1, A: 1, B: 1}.Expected(1)),
		"regularity":       second(bgnbd.Params{R: 1, Alpha: 1, A: 1, B: 1, Regularity: 13}.Expected(1)),
		"dropout":          second(bgnbd.Params{R: 1, Alpha: 1, A: 1, B: 1, Dropout: 2}.Expected(1)),
		"orders":           second(published.PMF(math.MaxUint64, 1)),
		"rate":             second(published.DERT(ok, -1)),
		"customers":        second(bgnbd.Fit(context.Background(), nil, bgnbd.Options{})),
		"start":            second(bgnbd.Fit(context.Background(), []clv.Customer{ok}, bgnbd.Options{Options: clv.Options{Start: []float64{1}}})),
		"negative start":   second(bgnbd.Fit(context.Background(), []clv.Customer{ok}, bgnbd.Options{Options: clv.Options{Start: []float64{1, 1, -1, 1}}})),
		"simulated number": second(published.Simulate(1, -1, 1)),
	} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := published.DERT(ok, 0); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("DERT without discount for a = %v: %v", published.A, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := bgnbd.Fit(ctx, []clv.Customer{ok}, bgnbd.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a canceled fit gives %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

// A customer who never came back is alive for certain, with AfterRepeat.
func TestAliveWithoutRepeatOrder(t *testing.T) {
	fittest.Is(t, "alive", 1, 0)(published.Alive(clv.Customer{T: 1e6}))
}

// A customer of one repeat order may have left after it, with the chance a/(a+b):
// of small shapes too.
func TestSmallShapesKeepTheirDigits(t *testing.T) {
	p := bgnbd.Params{R: 1, Alpha: 2, A: 1e-10, B: 3e-10}
	got, err := p.Alive(clv.Customer{Frequency: 1, Recency: 4, T: 10})
	if err != nil {
		t.Fatal(err)
	}
	// a/b ((α+T)/(α+t_x))^(r+1) = 1/3 · 2²
	fittest.Near(t, "alive", got, 1/(1+4./3), 1e-14)
}
