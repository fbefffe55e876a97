package fittest

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
)

// A Fitter is the Fit of a model, of which Simulate gives customers.
type Fitter struct {
	Fit      func(customers []clv.Customer, o clv.Options) (clv.Fit, error)
	Simulate func(seed uint64, n int, watched float64) ([]clv.Customer, error)
	Params   []float64 // of Simulate
	Scales   []bool    // which parameters are times
}

// stress returns sets of customers that peers fail for: their reports say so.
func stress() map[string][]clv.Customer {
	sets := map[string][]clv.Customer{
		"one customer":             {{Frequency: 3, Recency: 20, T: 30, LogGaps: 3}},
		"one who never came back":  {{T: 30}},
		"nobody came back":         {{T: 30}, {T: 20}, {T: 10}},
		"equal customers":          {{Frequency: 4, Recency: 35, T: 40, LogGaps: 8, Weight: 500}},
		"a thousand orders":        {{Frequency: 1000, Recency: 10, T: 200, LogGaps: 1000 * math.Log(0.009)}, {Frequency: 3, Recency: 100, T: 200, LogGaps: 3 * math.Log(30)}, {T: 200}},
		"long after the last":      {{Frequency: 5, Recency: 1, T: 1e6, LogGaps: 5 * math.Log(0.2)}, {Frequency: 1, Recency: 0.5, T: 1e6, LogGaps: math.Log(0.5)}, {T: 1e6}},
		"times near nothing":       {{Frequency: 2, Recency: 2e-10, T: 3e-10, LogGaps: 2 * math.Log(1e-10)}, {Frequency: 1, Recency: 1e-10, T: 3e-10, LogGaps: math.Log(1e-10)}, {T: 3e-10}},
		"alive for certain, alike": {{Frequency: 10, Recency: 50, T: 50, LogGaps: 16, Weight: 100}, {Frequency: 11, Recency: 50, T: 50, LogGaps: 16, Weight: 100}},
	}
	var few, daily []clv.Customer
	for i := range 20 {
		few = append(few, clv.Customer{Frequency: uint64(i % 4), T: 39})
		if i%4 > 0 {
			few[i].Recency = float64(5 + i)
			few[i].LogGaps = float64(i%4) * math.Log(few[i].Recency/float64(i%4))
		}
		x := uint64(330 + i)
		daily = append(daily, clv.Customer{Frequency: x, Recency: 360 + float64(i)/5, T: 365, LogGaps: float64(x) * math.Log(360/float64(x))})
	}
	// All buy at the last moment: nobody leaves.
	last := make([]clv.Customer, 50)
	for i := range last {
		last[i].Frequency, last[i].T = uint64(i%5), 39
		if x := float64(i % 5); x > 0 {
			last[i].Recency, last[i].LogGaps = 39, x*math.Log(39/x)
		}
	}
	sets["nobody leaves"] = last
	sets["20 customers"], sets["near-daily buyers"] = few, daily
	return sets
}

// CheckStress fits sets of customers that do not determine a model: every fit
// ends, says how, and has no NaN and no infinite number.
func CheckStress(t *testing.T, f Fitter) {
	for name, customers := range stress() {
		fit, err := f.Fit(customers, clv.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checkSound(t, name, fit)
		// From elsewhere there is nothing better to be found.
		for _, factor := range []float64{0.2, 5} {
			start := make([]float64, len(fit.Params))
			for i, p := range fit.Params {
				start[i] = math.Min(math.Max(p.Value*factor, 1e-3), 1e3)
				factor = 1 / factor
			}
			other, err := f.Fit(customers, clv.Options{Start: start})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if other.LogLikelihood > fit.LogLikelihood+1e-6*(1+math.Abs(fit.LogLikelihood)) {
				t.Errorf("%s: from %v the log-likelihood is %v, not %v (%v)", name, start, other.LogLikelihood, fit.LogLikelihood, fit)
			}
		}
	}
}

// checkSound reports a fit that does not say how it ended, or says it twice, and
// numbers that are none.
func checkSound(t *testing.T, name string, fit clv.Fit) {
	t.Helper()
	if fit.Status == 0 || fit.Status != clv.Converged && len(fit.Warnings) == 0 {
		t.Errorf("%s: status %v without a warning", name, fit.Status)
	}
	for i, w := range fit.Warnings {
		if slices.Contains(fit.Warnings[:i], w) {
			t.Errorf("%s: twice: %s", name, w)
		}
	}
	numbers := slices.Concat(append(fit.Cov, []float64{fit.LogLikelihood})...)
	for _, p := range fit.Params {
		numbers = append(numbers, p.Value, p.StdErr)
		if !(p.Value > 0) {
			t.Errorf("%s: %s = %v", name, p.Name, p.Value)
		}
	}
	for _, v := range numbers {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Errorf("%s: %v in %+v", name, v, fit)
		}
	}
}

// CheckLaws fits simulated customers in different ways, which have to agree.
func CheckLaws(t *testing.T, f Fitter) {
	t.Helper()
	customers, err := f.Simulate(1, 20_000, 52)
	if err != nil {
		t.Fatal(err)
	}
	fit := mustFit(t, f, customers, clv.Options{})
	for i, p := range fit.Params {
		if math.Abs(p.Value-f.Params[i]) > 3*p.StdErr || p.StdErr == 0 {
			t.Errorf("%s = %v ± %v of 20,000 customers of %v", p.Name, p.Value, p.StdErr, f.Params[i])
		}
	}

	// To the last bit: the number of workers and the order of the rows.
	if got := mustFit(t, f, customers, clv.Options{Workers: 2}); !reflect.DeepEqual(got, fit) {
		t.Errorf("2 workers: %v, want %v", got, fit)
	}
	back := slices.Clone(customers)
	slices.Reverse(back)
	if got := mustFit(t, f, back, clv.Options{}); !reflect.DeepEqual(got, fit) {
		t.Errorf("in another order: %v, want %v", got, fit)
	}
	checkWeights(t, f, customers[:300])
	checkLeftOut(t, f, customers, fit)
	checkUnit(t, f, customers, fit)

	data, err := json.Marshal(fit)
	if err != nil {
		t.Fatal(err)
	}
	var read clv.Fit
	if err := json.Unmarshal(data, &read); err != nil || !reflect.DeepEqual(read, fit) {
		t.Errorf("JSON gives %v (%v), want %v", read, err, fit)
	}
}

// Weights are repeated rows.
func checkWeights(t *testing.T, f Fitter, customers []clv.Customer) {
	t.Helper()
	some, weighted := []clv.Customer{}, []clv.Customer{}
	for i, c := range customers {
		n := i%3 + 1
		for range n {
			some = append(some, c)
		}
		c.Weight = uint64(n)
		weighted = append(weighted, c)
	}
	if a, b := mustFit(t, f, some, clv.Options{}), mustFit(t, f, weighted, clv.Options{}); !reflect.DeepEqual(a, b) {
		t.Errorf("weights: %v, repeated rows: %v", b, a)
	}
}

// Customers who were not watched say nothing: the fit is that of the others.
func checkLeftOut(t *testing.T, f Fitter, customers []clv.Customer, fit clv.Fit) {
	t.Helper()
	with := append(append([]clv.Customer{{}}, customers...), clv.Customer{Weight: 4})
	got := mustFit(t, f, with, clv.Options{})
	if got.LeftOut != 5 {
		t.Errorf("%d left out of 5 with T = 0", got.LeftOut)
	}
	if got.LeftOut = 0; !reflect.DeepEqual(got, fit) {
		t.Errorf("with customers of T = 0: %v, want %v", got, fit)
	}
	var bad *kpi.RangeError
	if _, err := f.Fit(make([]clv.Customer, 3), clv.Options{}); !errors.As(err, &bad) {
		t.Errorf("all with T = 0: %v", err)
	}
}

// Another unit of time moves the scales, and the log-likelihood by -Σx ln k
// (a density of x times) and nothing else.
func checkUnit(t *testing.T, f Fitter, customers []clv.Customer, fit clv.Fit) {
	t.Helper()
	const k = 7.0
	days := make([]clv.Customer, len(customers))
	orders := 0.0
	for i, c := range customers {
		days[i] = clv.Customer{Frequency: c.Frequency, Recency: c.Recency * k, T: c.T * k, LogGaps: c.LogGaps + float64(c.Frequency)*math.Log(k)}
		orders += float64(c.Frequency)
	}
	scaled := mustFit(t, f, days, clv.Options{})
	Near(t, "log-likelihood in days", scaled.LogLikelihood, fit.LogLikelihood-orders*math.Log(k), 1e-10)
	for i, p := range fit.Params {
		want := p.Value
		if f.Scales[i] {
			want *= k
		}
		Near(t, p.Name+" in days", scaled.Params[i].Value, want, 1e-6)
	}
}

func mustFit(t *testing.T, f Fitter, customers []clv.Customer, o clv.Options) clv.Fit {
	t.Helper()
	fit, err := f.Fit(customers, o)
	if err != nil {
		t.Fatal(err)
	}
	if fit.Status != clv.Converged {
		t.Errorf("%s: %v", fit.Status, fit.Warnings)
	}
	return fit
}

// CheckTops fits customers of whom most never return, or whom the fitter
// simulates, whose likelihood has several tops: none of starts leads to a higher
// one than the fit by itself.
func CheckTops(t *testing.T, f Fitter, starts ...[]float64) {
	for name, returning := range map[string]float64{"most never return": 0.2, "half never return": 0.5} {
		for _, n := range []int{60, 500, 1300} {
			r := rand.New(rand.NewPCG(uint64(n), 1))
			customers := make([]clv.Customer, n)
			for i := range customers {
				c := &customers[i]
				c.T = 20 + 30*r.Float64()
				if r.Float64() >= returning {
					continue
				}
				rate, stays := 0.5+0.2*r.Float64(), 100*r.ExpFloat64()
				for at := r.ExpFloat64() / rate; at < min(c.T, stays); at += r.ExpFloat64() / rate {
					c.Frequency++
					c.Recency = at
				}
			}
			best, err := f.Fit(customers, clv.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, start := range starts {
				other, err := f.Fit(customers, clv.Options{Start: start})
				if err != nil {
					t.Fatal(err)
				}
				if other.LogLikelihood > best.LogLikelihood+1e-3 {
					t.Errorf("%s, %d: from %v to %v, by itself to %v", name, n, start, other, best)
				}
			}
		}
	}
}

// CheckCancelled fits with contexts that end after some looks at them: the error
// is theirs, or the fit that without them.
func CheckCancelled(t *testing.T, fit func(ctx context.Context) (clv.Fit, error)) {
	want, err := fit(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for looks := 0; ; looks++ {
		got, err := fit(&ending{Context: context.Background(), looks: looks})
		switch {
		case errors.Is(err, context.Canceled):
			continue
		case err != nil:
			t.Fatal(err)
		case got.LogLikelihood != want.LogLikelihood || looks < 5:
			t.Errorf("after %d looks: %v, want %v or an error", looks, got, want)
		}
		return
	}
}

// ending is a context that is canceled after some looks at it.
type ending struct {
	context.Context
	looks int
}

func (c *ending) Err() error {
	if c.looks--; c.looks < 0 {
		return context.Canceled
	}
	return nil
}
