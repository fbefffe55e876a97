package paretonbd_test

import (
	"context"
	"testing"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/internal/fittest"
	"github.com/customerkpi/kpi/clv/paretonbd"
)

// The estimates for CDNOW that the BTYD walkthrough prints.
var published = paretonbd.Params{R: 0.5533, Alpha: 10.5776, S: 0.6062, Beta: 11.6688}

func fitted(t testing.TB, customers []clv.Customer) paretonbd.Model {
	t.Helper()
	m, err := paretonbd.Fit(context.Background(), customers, clv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestFitEqualsTheReference(t *testing.T) {
	customers := fittest.CDNOW(t, fittest.Published)
	want := fittest.CDNOWReference(t, "paretonbd")
	// The likelihood is a flat ridge along s and β.
	fittest.CheckFit(t, fitted(t, customers).Fit, want, 1e-4)
	p := paretonbd.Params{R: want.Params["r"], Alpha: want.Params["alpha"], S: want.Params["s"], Beta: want.Params["beta"]}
	fittest.CheckPredictions(t, p, customers, want)
}

// On whole days, by an independent fit polished to 1e-9: log-likelihood
// -9594.97618, standard errors .047628, .842722, .187281, 6.211099. CLVTools
// prints .0476264, .8427222, .1872594 and 6.2105448. Of the GGompertz/NBD it prints
// r .55313, alpha 10.5758, b .0000011, s .60682, beta .000013, likelihood -9594.9762:
// where b is next to 0, that is the Pareto/NBD with beta/b for beta.
func TestFitOfExactWeeks(t *testing.T) {
	m := fitted(t, fittest.CDNOW(t, fittest.Exact))
	fittest.Rounded(t, "log-likelihood", -9594.97618, 5)(m.Fit.LogLikelihood, nil)
	fittest.Rounded(t, "log-likelihood of the GGompertz/NBD", -9594.9762, 4)(m.Fit.LogLikelihood, nil)
	fittest.Near(t, "r of the GGompertz/NBD", m.R, 0.55313, 1e-3)
	fittest.Near(t, "alpha of the GGompertz/NBD", m.Alpha, 10.5758, 1e-3)
	fittest.Near(t, "s of the GGompertz/NBD", m.S, 0.60682, 1e-3)
	fittest.Near(t, "beta/b of the GGompertz/NBD", m.Beta, 0.000013/0.0000011, 0.06) // two digits each
	fittest.Near(t, "r", m.R, 0.55327708, 1e-6)
	fittest.Near(t, "alpha", m.Alpha, 10.57768371, 1e-6)
	fittest.Near(t, "s", m.S, 0.60623989, 1e-5)
	fittest.Near(t, "beta", m.Beta, 11.66873115, 1e-5)
	for i, want := range []float64{0.047628, 0.842722, 0.187281, 6.211099} {
		fittest.Near(t, "standard error", m.Fit.Params[i].StdErr, want, 1e-4)
	}
}

// The BTYD walkthrough: E[X(52)] 1.473434; customer 1516, orders in 52 weeks
// 25.45647 and alive .997874; the paradox of rising frequency, tx = 20, T = 39,
// t = 52. The manual of BTYD, at the parameters of its examples: E[X(0..9)].
func TestPublishedCustomers(t *testing.T) {
	p := published
	one := clv.Customer{Frequency: 26, Recency: 30.857, T: 31}
	fittest.Is(t, "new customer", 1.473434, 1e-4)(p.Expected(52))
	fittest.Is(t, "customer 1516", 25.45647, 1e-4)(p.ConditionalExpected(one, 52))
	fittest.Is(t, "customer 1516 alive", 0.997874, 1e-5)(p.Alive(one))
	for x, want := range map[uint64]float64{10: 0.7062289, 15: 0.1442396, 20: 0.02250658, 25: 0.00309267} {
		fittest.Is(t, "paradox", want, 1e-3)(p.ConditionalExpected(clv.Customer{Frequency: x, Recency: 20, T: 39}, 52))
	}
	manual := paretonbd.Params{R: 0.55, Alpha: 10.56, S: 0.61, Beta: 11.64}
	for at, want := range []float64{0, 0.05077821, 0.09916088, 0.14542507, 0.18979930, 0.23247466, 0.27361274, 0.31335159, 0.35181024, 0.38909211} {
		fittest.Is(t, "new customer", want, 2e-7)(manual.Expected(float64(at)))
	}
}

// The parameters of the manual of BTYD's DERT, for x = 7, tx = 35, T = 77.86 and
// a rate of .0027: 1.86418333, by its closed form and by a quadrature.
func TestPublishedDERT(t *testing.T) {
	p := paretonbd.Params{R: 0.5629966, Alpha: 12.559037, S: 0.4081095, Beta: 10.5148048}
	fittest.Is(t, "DERT", 1.86418333, 1e-8)(p.DERT(clv.Customer{Frequency: 7, Recency: 35, T: 77.86}, 0.0027))
}

// Holdout of 39 weeks: 1665.5 orders predicted, mean absolute error
// .7545, by lifetimes.
func TestHoldoutOfCDNOW(t *testing.T) {
	customers := fittest.CDNOW(t, fittest.Published)
	total, off := fittest.Holdout(t, fitted(t, customers), customers)
	fittest.Rounded(t, "holdout", 1665.5, 1)(total, nil)
	fittest.Rounded(t, "mean absolute error", 0.7545, 4)(off, nil)
}
