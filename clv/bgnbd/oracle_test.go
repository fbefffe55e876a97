package bgnbd_test

import (
	"context"
	"testing"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgnbd"
	"github.com/customerkpi/kpi/clv/gammagamma"
	"github.com/customerkpi/kpi/clv/internal/fittest"
)

// The parameters of P. S. Fader, B. G. S. Hardie and K. L. Lee (2005), table 2,
// and with more digits those of the BTYD walkthrough.
var (
	published = bgnbd.Params{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426}
	estimated = bgnbd.Params{R: 0.2425945, Alpha: 4.4136019, A: 0.7929199, B: 2.4258881}
)

func fitted(t testing.TB, customers []clv.Customer, o bgnbd.Options) bgnbd.Model {
	t.Helper()
	m, err := bgnbd.Fit(context.Background(), customers, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestFitEqualsTheReference(t *testing.T) {
	customers := fittest.CDNOW(t, fittest.Published)
	for name, dropout := range map[string]bgnbd.Dropout{"bgnbd": bgnbd.AfterRepeat, "mbgnbd": bgnbd.AfterAny} {
		t.Run(name, func(t *testing.T) {
			want := fittest.CDNOWReference(t, name)
			m := fitted(t, customers, bgnbd.Options{Dropout: dropout})
			fittest.CheckFit(t, m.Fit, want, 1e-5)
			p := bgnbd.Params{
				R: want.Params["r"], Alpha: want.Params["alpha"], A: want.Params["a"], B: want.Params["b"],
				Dropout: dropout,
			}
			fittest.CheckPredictions(t, p, customers, want)
		})
	}
}

// On whole days the maximum is another one: log-likelihoods -9582.42921 and
// -9582.13572, and for BG/NBD .242595, 4.413602, .792922, 2.425906, by an
// independent fit polished to 1e-9.
func TestFitOfExactWeeks(t *testing.T) {
	customers := fittest.CDNOW(t, fittest.Exact)
	m := fitted(t, customers, bgnbd.Options{})
	fittest.Rounded(t, "log-likelihood", -9582.42921, 5)(m.Fit.LogLikelihood, nil)
	fittest.Near(t, "r", m.R, 0.24259452, 1e-6)
	fittest.Near(t, "alpha", m.Alpha, 4.41360185, 1e-6)
	fittest.Near(t, "a", m.A, 0.79292194, 1e-6)
	fittest.Near(t, "b", m.B, 2.42590643, 1e-6)
	for i, want := range []float64{0.01256, 0.37822, 0.18573, 0.70541} {
		fittest.Rounded(t, "standard error", want, 5)(m.Fit.Params[i].StdErr, nil)
	}
	m = fitted(t, customers, bgnbd.Options{Dropout: bgnbd.AfterAny})
	fittest.Rounded(t, "log-likelihood", -9582.13572, 5)(m.Fit.LogLikelihood, nil)
	// .525, 6.183, .891, 1.614 in the tests of lifetimes, from BTYDplus.
	fittest.Rounded(t, "r", 0.525, 3)(m.R, nil)
	fittest.Rounded(t, "alpha", 6.183, 3)(m.Alpha, nil)
	fittest.Rounded(t, "a", 0.891, 3)(m.A, nil)
	fittest.Rounded(t, "b", 1.614, 3)(m.B, nil)
}

// E[X(39) | x=2, t_x=30.43, T=38.86] = 1.226, and E[X(t)] for t = .1429, 1, 3,
// 31.8571, 32 and 78 (Fader, Hardie and Lee 2005; tests of lifetimes).
func TestPublishedExpectations(t *testing.T) {
	fittest.Rounded(t, "conditional", 1.226, 3)(published.ConditionalExpected(clv.Customer{Frequency: 2, Recency: 30.43, T: 38.86}, 39))
	for _, c := range []struct{ t, want float64 }{
		{0.1429, 0.0078}, {1, 0.0532}, {3, 0.1506}, {31.8571, 1.0405}, {32, 1.0437}, {78, 1.8576},
	} {
		// The parameters of the spreadsheet were not published with more
		// digits than r = .243: two of the last digit.
		fittest.Is(t, "new", c.want, 2.5e-4+1e-4/c.want/2)(estimated.Expected(c.t))
	}
}

// Customer 1516 of the BTYD walkthrough: orders in 52 weeks 25.75659 and alive
// .9688523; E[X(52)] 1.444004; and the paradox of rising frequency, which is the
// model's: tx = 20, T = 39, t = 52, x = 10, 15, 20, 25.
func TestPublishedCustomers(t *testing.T) {
	p := estimated
	one := clv.Customer{Frequency: 26, Recency: 30.857, T: 31}
	got, err := p.ConditionalExpected(one, 52)
	if err != nil {
		t.Fatal(err)
	}
	fittest.Near(t, "customer 1516", got, 25.75659, 1e-4)
	alive, err := p.Alive(one)
	if err != nil {
		t.Fatal(err)
	}
	fittest.Near(t, "customer 1516 alive", alive, 0.9688523, 1e-5)
	fittest.Is(t, "new customer", 1.444004, 1e-4)(p.Expected(52))
	for x, want := range map[uint64]float64{10: 0.3474606, 15: 0.04283391, 20: 0.004158973, 25: 0.0003583685} {
		fittest.Is(t, "paradox", want, 1e-3)(p.ConditionalExpected(clv.Customer{Frequency: x, Recency: 20, T: 39}, 52))
	}
}

// The chances of numbers of orders in the tests of lifetimes.
func TestPublishedChances(t *testing.T) {
	p := published
	fittest.Is(t, "P(X(2)=10)", 1.07869e-07, 1e-5)(p.PMF(10, 2))
	fittest.Is(t, "P(X(39)=0)", 0.5737864, 1e-6)(p.PMF(0, 39))
	for i, want := range []float64{
		0.0019995214, 0.0015170236, 0.0011633150, 0.0009003148, 0.0007023638,
		0.0005517902, 0.0004361913, 0.0003467171, 0.0002769613, 0.0002222260,
	} {
		fittest.Is(t, "P(X(30)=n)", want, 1e-6)(p.PMF(uint64(11+i), 30))
	}
}

// Holdout of 39 weeks: 1653.4 and 1576.7 orders
// predicted, mean absolute errors .7855 and .7648, by lifetimes.
func TestHoldoutOfCDNOW(t *testing.T) {
	customers := fittest.CDNOW(t, fittest.Published)
	for dropout, want := range map[bgnbd.Dropout][2]float64{bgnbd.AfterRepeat: {1653.4, 0.7855}, bgnbd.AfterAny: {1576.7, 0.7648}} {
		m := fitted(t, customers, bgnbd.Options{Dropout: dropout})
		total, off := fittest.Holdout(t, m, customers)
		fittest.Rounded(t, "holdout", want[0], 1)(total, nil)
		fittest.Rounded(t, "mean absolute error", want[1], 4)(off, nil)
	}
}

// The lifetime value of 12 periods of 4.345 weeks at 1% each, at their ends, with
// the expected spend of Gamma-Gamma: 36.2716, 4.6371 and 8.3439 for the first
// three customers, 71,508.72 in all, by the rule of lifetimes.
func TestLifetimeValueOfCDNOW(t *testing.T) {
	customers := fittest.CDNOW(t, fittest.Published)
	want := fittest.CDNOWReference(t, "bgnbd")
	p := bgnbd.Params{R: want.Params["r"], Alpha: want.Params["alpha"], A: want.Params["a"], B: want.Params["b"]}
	spend := gammagamma.Params{P: 6.249571754176169, Q: 3.744224472436826, V: 15.443521726422315}
	h := clv.Horizon{Periods: 12, Length: 4.345, Rate: 0.01}
	orders := make([]float64, len(customers))
	if err := h.OrdersSlice(orders, customers, p.ConditionalExpectedSlice); err != nil {
		t.Fatal(err)
	}
	total := 0.0
	for i, c := range customers {
		mean, err := spend.ConditionalMean(c)
		if err != nil {
			t.Fatal(err)
		}
		v, err := h.Value(mean, func(t float64) (float64, error) { return p.ConditionalExpected(c, t) })
		if err != nil {
			t.Fatal(err)
		}
		if i < 3 {
			fittest.Rounded(t, "value", []float64{36.2716, 4.6371, 8.3439}[i], 4)(float64(v), nil)
		}
		fittest.Near(t, "value of a column", orders[i]*mean, float64(v), 1e-10)
		total += float64(v)
	}
	fittest.Rounded(t, "total", 71508.72, 2)(total, nil)
}
