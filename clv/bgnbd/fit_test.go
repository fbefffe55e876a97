package bgnbd_test

import (
	"context"
	"errors"
	"fmt"
	"math"
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
		"T 0":                  {},
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

// He who never came back is alive for certain, with AfterRepeat.
func TestAliveWithoutRepeatOrder(t *testing.T) {
	fittest.Is(t, "alive", 1, 0)(published.Alive(clv.Customer{T: 1e6}))
}
