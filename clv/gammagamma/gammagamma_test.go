package gammagamma_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/gammagamma"
	"github.com/customerkpi/kpi/clv/internal/fittest"
	"github.com/customerkpi/kpi/internal/oracle"
)

// The parameters of P. S. Fader and B. G. S. Hardie (2013).
var published = gammagamma.Params{P: 6.25, Q: 3.74, V: 15.44}

func fitted(t testing.TB, customers []clv.Customer) gammagamma.Model {
	t.Helper()
	m, err := gammagamma.Fit(context.Background(), customers, clv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The reference fit has p, q, v = 6.249572, 3.744224, 15.443522 and a
// log-likelihood of -4055.91769; CLVTools prints -4055.9177.
func TestFitEqualsTheReference(t *testing.T) {
	var file struct {
		Models struct {
			GG struct {
				Params      map[string]float64 `json:"params"`
				LL          float64            `json:"LL"`
				StdErr      map[string]float64 `json:"standard_errors"`
				Correlation float64            `json:"corr_frequency_monetary"`
				First       []struct {
					Expected float64 `json:"expected"`
				} `json:"expected_spend_first"`
				Mean float64 `json:"population_mean_spend"`
			} `json:"gammagamma"`
		} `json:"models"`
	}
	oracle.JSON(t, "cdnow/reference.json", &file)
	want := file.Models.GG
	customers := fittest.CDNOW(t, fittest.Published)
	m := fitted(t, customers)
	fittest.CheckFit(t, m.Fit, fittest.Reference{Params: want.Params, LL: want.LL, StdErr: want.StdErr}, 1e-6)
	fittest.Near(t, "correlation", m.Correlation, want.Correlation, 1e-10)
	if m.Fit.Customers != 946 || m.Fit.LeftOut != 1411 {
		t.Errorf("%d customers fitted and %d left out, want 946 and 1411", m.Fit.Customers, m.Fit.LeftOut)
	}
	p := gammagamma.Params{P: want.Params["p"], Q: want.Params["q"], V: want.Params["v"]}
	fittest.Is(t, "mean", want.Mean, 1e-6)(p.Mean())
	for i, w := range want.First {
		fittest.Is(t, "customer", w.Expected, 1e-6)(p.ConditionalMean(customers[i]))
	}
}

// The first ten customers, by the tests of lifetimes from Hardie's note 025.
func TestPublishedCustomers(t *testing.T) {
	customers := fittest.CDNOW(t, fittest.Published)
	for i, want := range []float64{24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17} {
		got, err := published.ConditionalMean(customers[i])
		if err != nil || math.Abs(got-want) > 0.05 {
			t.Errorf("customer %d: %v, %v, want %v", i+1, got, err, want)
		}
	}
}

// A customer's mean lies between their own and that of all, and with more orders
// nearer to their own.
func TestMeansShrink(t *testing.T) {
	all, err := published.Mean()
	if err != nil {
		t.Fatal(err)
	}
	for _, spend := range []float64{1, 10, 100, 1e6} {
		before := all
		for _, x := range []uint64{1, 2, 10, 1000, 1e6} {
			m, err := published.ConditionalMean(clv.Customer{Frequency: x, Spend: spend})
			if err != nil || math.Abs(m-spend) > math.Abs(before-spend) || (m-all)*(spend-all) < 0 {
				t.Errorf("spend %v, x = %d: %v after %v, %v", spend, x, m, before, err)
			}
			before = m
		}
	}
}

func TestFitsObeyTheLaws(t *testing.T) {
	p := gammagamma.Params{P: 5, Q: 4, V: 20}
	customers := make([]clv.Customer, 20_000)
	for i := range customers {
		customers[i] = clv.Customer{Frequency: uint64(i % 7)}
	}
	if err := p.Simulate(1, customers); err != nil {
		t.Fatal(err)
	}
	m := fitted(t, customers)
	for i, want := range []float64{p.P, p.Q, p.V} {
		if f := m.Fit.Params[i]; math.Abs(f.Value-want) > 3*f.StdErr || f.StdErr == 0 {
			t.Errorf("%s = %v ± %v, want %v", f.Name, f.Value, f.StdErr, want)
		}
	}
	// In cents: v is an amount, and each of the densities has a factor less.
	cents := make([]clv.Customer, len(customers))
	n := 0.0
	for i, c := range customers {
		cents[i] = clv.Customer{Frequency: c.Frequency, Spend: 100 * c.Spend}
		if c.Frequency > 0 {
			n++
		}
	}
	c := fitted(t, cents)
	fittest.Near(t, "p", c.P, m.P, 1e-6)
	fittest.Near(t, "q", c.Q, m.Q, 1e-6)
	fittest.Near(t, "v", c.V, 100*m.V, 1e-6)
	fittest.Near(t, "log-likelihood", c.Fit.LogLikelihood, m.Fit.LogLikelihood-n*math.Log(100), 1e-10)
}

// Sets of customers that do not determine a model: every fit ends, says how, and
// has no NaN.
func TestFitsOfHardData(t *testing.T) {
	for name, customers := range map[string][]clv.Customer{
		"one customer":    {{Frequency: 2, Spend: 10}},
		"equal customers": {{Frequency: 2, Spend: 10, Weight: 300}},
		"tiny and huge":   {{Frequency: 1, Spend: 1e-9}, {Frequency: 1, Spend: 1e9}, {Frequency: 1e6, Spend: 3}},
		"heavy tail":      {{Frequency: 1, Spend: 1}, {Frequency: 1, Spend: 1}, {Frequency: 1, Spend: 2}, {Frequency: 1, Spend: 1e6}},
	} {
		m := fitted(t, customers)
		for _, p := range m.Fit.Params {
			if !(p.Value > 0) || math.IsInf(p.Value, 0) || math.IsNaN(p.StdErr) {
				t.Errorf("%s: %v", name, m.Fit)
			}
		}
		if math.IsNaN(m.Fit.LogLikelihood) || m.Fit.Status == 0 || m.Fit.Status != clv.Converged && len(m.Fit.Warnings) == 0 {
			t.Errorf("%s: %v", name, m.Fit)
		}
	}
	if m := fitted(t, []clv.Customer{{Frequency: 1, Spend: 5}, {Frequency: 2, Spend: 10}, {Frequency: 3, Spend: 15}}); m.Correlation < 0.999999 || len(m.Fit.Warnings) == 0 {
		t.Errorf("correlation %v, warnings %v", m.Correlation, m.Fit.Warnings)
	}
}

func TestErrors(t *testing.T) {
	for what, err := range map[string]error{
		"no customers":       second(gammagamma.Fit(context.Background(), nil, clv.Options{})),
		"none with an order": second(gammagamma.Fit(context.Background(), []clv.Customer{{Spend: 3}, {Frequency: 3}}, clv.Options{})),
		"NaN":                second(gammagamma.Fit(context.Background(), []clv.Customer{{Frequency: 1, Spend: math.NaN()}}, clv.Options{})),
		"negative spend":     second(published.ConditionalMean(clv.Customer{Frequency: 1, Spend: -1})),
		"parameter":          second(gammagamma.Params{P: 1, Q: -1, V: 1}.Mean()),
	} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v", what, err)
		}
	}
	// Below q = 1 peers return a negative amount.
	if got, err := (gammagamma.Params{P: 1, Q: 0.9, V: 10}).Mean(); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("mean for q = 0.9: %v, %v", got, err)
	}
}

func second[T any](_ T, err error) error { return err }

// Where all amounts of a customer are alike, p rises without end, and v falls: the
// likelihood keeps its digits there, so that every start leads to the same top.
func TestFitsFindTheHighestTop(t *testing.T) {
	for i, p := range []gammagamma.Params{
		{P: 3.5, Q: 0.53, V: 9.4}, {P: 0.032, Q: 2.3, V: 24}, {P: 0.8, Q: 3, V: 52}, {P: 0.1, Q: 0.9, V: 3}, {P: 5, Q: 9.9, V: 94}, {P: 50, Q: 2, V: 1},
	} {
		for _, most := range []uint64{1, 8} { // of one order each, p is not known
			customers := make([]clv.Customer, 150)
			mean := 0.0
			for j := range customers {
				customers[j].Frequency = 1 + uint64(j)%most
			}
			if err := p.Simulate(uint64(i), customers); err != nil {
				t.Fatal(err)
			}
			for j := range customers {
				if customers[j].Spend++; j%4 == 0 && i%2 == 0 {
					customers[j].Spend *= 50
				}
				mean += customers[j].Spend / 150
			}
			best := fitted(t, customers)
			for _, start := range [][]float64{
				{16, 0.2, 4 * mean}, {0.026, 7.8, 0.07 * mean}, {72, 0.028, 0.2 * mean}, {0.7, 0.06, 20 * mean}, {0.06, 0.3, 7 * mean}, {1, 60, 30 * mean}, {1e6, 3, 1e-6 * mean},
			} {
				other, err := gammagamma.Fit(context.Background(), customers, clv.Options{Start: start})
				if err != nil {
					t.Fatal(err)
				}
				if other.Fit.LogLikelihood > best.Fit.LogLikelihood+1e-5 {
					t.Errorf("%+v, up to %d orders: from %v %v (%v), by itself %v (%v)", p, most, start, other.Fit, other.Fit.LogLikelihood, best.Fit, best.Fit.LogLikelihood)
				}
			}
		}
	}
}

// An amount near the smallest number is an amount.
func TestAmountsFarApart(t *testing.T) {
	m := fitted(t, []clv.Customer{{Frequency: 2, Spend: 5e-324}, {Frequency: 3, Spend: 40}, {Frequency: 1, Spend: 1}})
	if math.IsNaN(m.Fit.LogLikelihood) || math.IsInf(m.Fit.LogLikelihood, 0) || second(m.ConditionalMean(clv.Customer{})) != nil {
		t.Errorf("%v", m.Fit)
	}
}
