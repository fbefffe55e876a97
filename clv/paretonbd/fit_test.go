package paretonbd_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/internal/fittest"
	"github.com/customerkpi/kpi/clv/paretonbd"
)

func fitter(p paretonbd.Params) fittest.Fitter {
	return fittest.Fitter{
		Fit: func(customers []clv.Customer, o clv.Options) (clv.Fit, error) {
			m, err := paretonbd.Fit(context.Background(), customers, o)
			return m.Fit, err
		},
		Simulate: p.Simulate,
		Params:   []float64{p.R, p.Alpha, p.S, p.Beta},
		Scales:   []bool{false, true, false, true},
	}
}

func TestFitsObeyTheLaws(t *testing.T) {
	fittest.CheckLaws(t, fitter(paretonbd.Params{R: 0.6, Alpha: 6, S: 0.7, Beta: 12}))
}

func TestFitsOfHardData(t *testing.T) { fittest.CheckStress(t, fitter(paretonbd.Params{})) }

func TestFitsFindTheHighestTop(t *testing.T) {
	fittest.CheckTops(t, fitter(paretonbd.Params{}), []float64{1, 3, 0.05, 1e-6}, []float64{0.2, 1, 0.3, 3}, []float64{10, 10, 1, 20}, []float64{1, 3, 10, 400})
}

func TestACancelledFitIsAnError(t *testing.T) {
	customers, err := paretonbd.Params{R: 1, Alpha: 3, S: 0.8, Beta: 10}.Simulate(2, 9000, 40)
	if err != nil {
		t.Fatal(err)
	}
	fittest.CheckCancelled(t, func(ctx context.Context) (clv.Fit, error) {
		m, err := paretonbd.Fit(ctx, customers, clv.Options{Start: []float64{1, 3, 0.8, 10}})
		return m.Fit, err
	})
}

// Of regular buyers with lives of their own, r and alpha rise without end: all of
// the predictions stay good.
func TestRegularBuyers(t *testing.T) {
	p := paretonbd.Params{R: 7.8e10, Alpha: 8.5e10, S: 2.4, Beta: 19}
	usual := paretonbd.Params{R: 7.8e5, Alpha: 8.5e5, S: 2.4, Beta: 19}
	customers := []clv.Customer{{T: 30}, {T: 45}, {Frequency: 3, Recency: 3.4, T: 40}, {Frequency: 38, Recency: 39.2, T: 40}}
	columns := make([]float64, len(customers))
	if err := p.ConditionalExpectedSlice(columns, customers, 10); err != nil {
		t.Fatal(err)
	}
	for i, c := range customers {
		one, err := p.ConditionalExpected(c, 10)
		if err != nil {
			t.Fatal(err)
		}
		near, err := usual.ConditionalExpected(c, 10)
		if err != nil {
			t.Fatal(err)
		}
		fittest.Near(t, "column", columns[i], one, 1e-10)
		fittest.Near(t, "expected", one, near, 0.005) // with so large a shape there is little left of it
	}
}

// The interval of a forecast holds the truth in a quarter of the fits of 200
// customers that end at a boundary (the covariance leaves a direction out): only those
// that converged have one.
func TestIntervalsAreOfFitsThatConverged(t *testing.T) {
	p := paretonbd.Params{R: 0.553, Alpha: 10.58, S: 0.606, Beta: 11.67}
	c := clv.Customer{Frequency: 2, Recency: 30.43, T: 38.86}
	fits := map[clv.Status]int{}
	for seed := range uint64(25) {
		customers, err := p.Simulate(seed, 200, 39)
		if err != nil {
			t.Fatal(err)
		}
		m := fitted(t, customers)
		fits[m.Fit.Status]++
		i, err := m.Fit.Interval(0.95, func(v []float64) (float64, error) {
			return paretonbd.Params{R: v[0], Alpha: v[1], S: v[2], Beta: v[3]}.ConditionalExpected(c, 52)
		})
		if (err == nil) != (m.Fit.Status == clv.Converged) || err != nil && (!errors.Is(err, kpi.ErrUndefined) || !strings.Contains(err.Error(), "drawn with replacement")) {
			t.Errorf("seed %d, %v: %v, %v", seed, m.Fit.Status, i, err)
		}
	}
	if fits[clv.Converged] == 0 || fits[clv.Boundary] == 0 {
		t.Errorf("%v: both are to be seen", fits)
	}
}

// By arithmetic of 80 digits it is 6.7981447089560953e-21: with α far above the times,
// (α+T)/α does not tell them apart.
func TestAColumnIsItsCustomers(t *testing.T) {
	p := paretonbd.Params{R: 2, Alpha: 1.613351984292528e+21, S: 1, Beta: 0.36014275487800823}
	c := clv.Customer{Frequency: 4, Recency: 6.542510984174387e-05, T: 0.7202855097560165}
	const time, want = 171.71496420197448, 6.7981447089560953e-21
	fittest.Is(t, "one", want, 1e-12)(p.ConditionalExpected(c, time))
	column := make([]float64, 9)
	if err := p.ConditionalExpectedSlice(column, []clv.Customer{c, c, c, c, c, c, c, c, c}, time); err != nil {
		t.Fatal(err)
	}
	for _, got := range column {
		fittest.Near(t, "column", got, want, 1e-11)
	}
	fittest.CheckColumns(t, 1, 600, [4]float64{6, 50, 6, 50}, func(v [4]float64) fittest.Predictor {
		return paretonbd.Params{R: v[0], Alpha: v[1], S: v[2], Beta: v[3]}
	}, 1e-11)
}

// The derivatives that the search goes by are those of the log-likelihood.
func TestFitIsAMaximum(t *testing.T) {
	customers, err := paretonbd.Params{R: 1, Alpha: 3, S: 0.8, Beta: 10}.Simulate(2, 3000, 40)
	if err != nil {
		t.Fatal(err)
	}
	m := fitted(t, customers)
	at := func(p paretonbd.Params) float64 {
		ll, err := p.LogLikelihood(customers)
		if err != nil {
			t.Fatal(err)
		}
		return ll
	}
	fittest.Near(t, "log-likelihood", at(m.Params), m.Fit.LogLikelihood, 1e-12)
	for i, move := range []func(p *paretonbd.Params, by float64){
		func(p *paretonbd.Params, by float64) { p.R += by },
		func(p *paretonbd.Params, by float64) { p.Alpha += by },
		func(p *paretonbd.Params, by float64) { p.S += by },
		func(p *paretonbd.Params, by float64) { p.Beta += by },
	} {
		h := 0.05 * m.Fit.Params[i].StdErr
		up, down := m.Params, m.Params
		move(&up, h)
		move(&down, -h)
		// A difference quotient over a tenth of a standard error is off by a
		// third derivative.
		if slope := (at(up) - at(down)) / (2 * h); math.Abs(slope)*m.Fit.Params[i].StdErr > 4e-3 {
			t.Errorf("the slope along %s is %v", m.Fit.Params[i].Name, slope)
		}
	}
}

func TestErrors(t *testing.T) {
	ok := clv.Customer{Frequency: 2, Recency: 3, T: 4}
	for what, err := range map[string]error{
		"customer":         second(published.Alive(clv.Customer{Frequency: 1, T: 4})),
		"fitted customer":  second(paretonbd.Fit(context.Background(), []clv.Customer{ok, {T: -1}}, clv.Options{})),
		"no customers":     second(paretonbd.Fit(context.Background(), nil, clv.Options{})),
		"time":             second(published.Expected(math.NaN())),
		"parameter":        second(paretonbd.Params{R: 1, Alpha: 1, S: -1, Beta: 1}.Alive(ok)),
		"infinite":         second(paretonbd.Params{R: 1, Alpha: math.Inf(1), S: 1, Beta: 1}.Alive(ok)),
		"orders":           second(published.ConditionalPMF(ok, math.MaxUint64, 1)),
		"rate":             second(published.DERT(ok, math.Inf(1))),
		"simulated number": second(published.Simulate(1, -1, 1)),
		"simulated time":   second(published.Simulate(1, 1, 0)),
	} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := published.DERT(ok, 0); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("DERT without discount for s = %v: %v", published.S, err)
	}
}

func second[T any](_ T, err error) error { return err }

// The chances of all numbers of orders add up to 1, and their mean is the expected
// number: of frequent customers too, whose integrand has its peak far below the
// scale of the rates.
func TestConditionalPMFIsADistribution(t *testing.T) {
	p := paretonbd.Params{R: 0.553, Alpha: 10.578, S: 0.606, Beta: 11.669}
	for _, c := range []clv.Customer{
		{T: 39},
		{Frequency: 26, Recency: 30.857, T: 31},
		{Frequency: 100, Recency: 50, T: 52},
		{Frequency: 365, Recency: 51.9, T: 52},
	} {
		for _, time := range []float64{1, 52, 520} {
			sum, mean := 0.0, 0.0
			for n := range uint64(8000) {
				q, err := p.ConditionalPMF(c, n, time)
				if err != nil {
					t.Fatal(err)
				}
				sum += q
				mean += float64(n) * q
				if q < 1e-16 && sum > 0.999 {
					break
				}
			}
			want, err := p.ConditionalExpected(c, time)
			if err != nil {
				t.Fatal(err)
			}
			fittest.Near(t, "sum", sum, 1, 1e-9)
			fittest.Near(t, "mean", mean, want, 1e-9)
		}
	}
}

// Where everybody orders 1e80 times or leaves as often, there is nothing that a
// number could tell: it is an error, and not a sum without end.
func TestHistoriesThatAreTooLong(t *testing.T) {
	for _, p := range []paretonbd.Params{{R: 5e82, Alpha: 1, S: 1, Beta: 1}, {R: 1, Alpha: 1, S: 5e82, Beta: 1}} {
		customers := []clv.Customer{{T: 1e-80}, {T: 3}}
		dst := []float64{-1, -1}
		for name, err := range map[string]error{
			"alive":      second(p.Alive(customers[1])),
			"later":      second(p.AliveAt(customers[0], 3)),
			"new":        second(p.PMF(1, 3)),
			"likelihood": second(p.LogLikelihood(customers)),
			"column":     p.ConditionalExpectedSlice(dst, customers, 0),
		} {
			if !errors.Is(err, kpi.ErrRange) || !strings.Contains(err.Error(), "3 outside 0..") {
				t.Errorf("%+v, %s: %v", p, name, err)
			}
		}
		if dst[0] != -1 {
			t.Errorf("%+v: the column was filled", p)
		}
	}
}
