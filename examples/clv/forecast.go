package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgnbd"
	"github.com/customerkpi/kpi/clv/gammagamma"
	"github.com/customerkpi/kpi/clv/paretonbd"
)

// A predictor is a model of repeat buying.
type predictor interface {
	Alive(clv.Customer) (float64, error)
	Expected(float64) (float64, error)
	ConditionalExpected(clv.Customer, float64) (float64, error)
	PMF(uint64, float64) (float64, error)
}

// A candidate is a fitted model, and how to make one of other parameters.
type candidate struct {
	name string
	predictor
	fit  clv.Fit
	with func(params []float64) predictor
}

// A forecast is the models that were fitted; the first one is that of the lowest
// AIC.
type forecast struct {
	customers []clv.Summarized[string]
	models    []candidate
	spend     gammagamma.Model
}

func newForecast(ctx context.Context, rows []clv.Summarized[string], o options) (*forecast, error) {
	customers := clv.Rows(rows)
	f := &forecast{customers: rows}
	common := clv.Options{Workers: o.workers}
	for _, b := range []struct {
		name    string
		options bgnbd.Options
	}{
		{"BG/NBD", bgnbd.Options{Options: common}},
		{"MBG/NBD", bgnbd.Options{Options: common, Dropout: bgnbd.AfterAny}},
		{"MBG/CNBD-k", bgnbd.Options{Options: common, Dropout: bgnbd.AfterAny, Choose: true}},
	} {
		m, err := bgnbd.Fit(ctx, customers, b.options)
		if err != nil {
			return nil, err
		}
		if b.options.Choose {
			if m.Regularity == 1 {
				continue // it is the one before
			}
			b.name = fmt.Sprintf("MBG/CNBD-%d", m.Regularity)
		}
		f.models = append(f.models, candidate{b.name, m, m.Fit, func(v []float64) predictor {
			p := m.Params
			p.R, p.Alpha, p.A, p.B = v[0], v[1], v[2], v[3]
			return p
		}})
	}
	m, err := paretonbd.Fit(ctx, customers, common)
	if err != nil {
		return nil, err
	}
	f.models = append(f.models, candidate{"Pareto/NBD", m, m.Fit, func(v []float64) predictor {
		return paretonbd.Params{R: v[0], Alpha: v[1], S: v[2], Beta: v[3]}
	}})
	slices.SortStableFunc(f.models, func(a, b candidate) int { return cmp.Compare(a.fit.AIC(), b.fit.AIC()) })
	f.spend, err = gammagamma.Fit(ctx, customers, common)
	return f, err
}

// writeModels writes the parameters and their intervals.
func (f *forecast) writeModels(w io.Writer) {
	fmt.Fprintf(w, "\nModels, the likeliest first (times in weeks, intervals of 95%%)\n\n")
	for _, m := range f.models {
		writeFit(w, m.name, m.fit)
	}
	writeFit(w, "Gamma-Gamma", f.spend.Fit)
	fmt.Fprintf(w, "  %-12s correlation of frequency and spend %.3f, which the model takes for 0\n", "", f.spend.Correlation)
}

func writeFit(w io.Writer, name string, fit clv.Fit) {
	fmt.Fprintf(w, "  %-12s log-likelihood %.2f, AIC %.2f, %v\n", name, fit.LogLikelihood, fit.AIC(), fit.Status)
	for _, p := range fit.Params {
		if i, err := p.Interval(0.95); err == nil {
			fmt.Fprintf(w, "  %-12s   %-6s %9.4f   %.4f .. %.4f\n", "", p.Name, p.Value, i.Low, i.High)
		} else { // on a ridge that rises for ever, where it was left
			fmt.Fprintf(w, "  %-12s   %-6s %9.0e\n", "", p.Name, p.Value)
		}
	}
	for _, warning := range fit.Warnings {
		fmt.Fprintf(w, "  %-12s   warning: %s\n", "", warning)
	}
}

// most is the number of repeat orders from which on customers are counted
// together.
const most = 7

// writeCalibration compares how many customers have 0, 1, ... repeat orders with
// how many the models expect.
func (f *forecast) writeCalibration(w io.Writer) {
	var actual [most + 1]int
	ages := map[float64]float64{} // customers by the time that they were watched
	for _, c := range f.customers {
		actual[min(c.Frequency, most)]++
		ages[c.T]++
	}
	fmt.Fprintf(w, "\nCustomers by repeat orders, as counted and as the models have it\n\n  %-10s", "orders")
	for _, m := range f.models {
		fmt.Fprintf(w, " %11s", m.name)
	}
	fmt.Fprintf(w, " %8s\n", "counted")
	expected := make([][most + 1]float64, len(f.models))
	for i, m := range f.models {
		rest := float64(len(f.customers))
		for n := range most {
			for _, age := range sortedKeys(ages) {
				chance, err := m.PMF(uint64(n), age)
				if err != nil {
					chance = math.NaN() // a fitted model has chances for whoever it was fitted to
				}
				expected[i][n] += ages[age] * chance
			}
			rest -= expected[i][n]
		}
		expected[i][most] = rest
	}
	for n := range most + 1 {
		label := fmt.Sprint(n)
		if n == most {
			label += " or more"
		}
		fmt.Fprintf(w, "  %-10s", label)
		for i := range f.models {
			fmt.Fprintf(w, " %11.1f", expected[i][n])
		}
		fmt.Fprintf(w, " %8d\n", actual[n])
	}
}

func sortedKeys(m map[float64]float64) []float64 {
	var keys []float64
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// writeHoldout compares the orders after the fit with those that the models
// expect of the same customers.
func (f *forecast) writeHoldout(w io.Writer, after time.Duration) {
	weeks := after.Hours() / clv.Week.Hours()
	if weeks <= 0 {
		return
	}
	actual := 0.0
	for _, c := range f.customers {
		actual += float64(c.Later)
	}
	fmt.Fprintf(w, "\nOrders of these customers in the %.1f weeks after the fit: %.0f\n\n", weeks, actual)
	for _, m := range f.models {
		total, off := 0.0, 0.0
		for _, c := range f.customers {
			e, err := m.ConditionalExpected(c.Customer, weeks)
			if err != nil {
				e = math.NaN()
			}
			total += e
			off += math.Abs(e - float64(c.Later))
		}
		fmt.Fprintf(w, "  %-12s expected %8.1f (%+.1f%%), mean absolute error of a customer %.4f\n",
			m.name, total, 100*(total/actual-1), off/float64(len(f.customers)))
	}
}

// monthWeeks is a month in weeks: a twelfth of 365.25 days.
const monthWeeks = 365.25 / 12 / 7

// A worth is a customer's lifetime value.
type worth struct {
	clv.Summarized[string]
	spend float64
	value clv.Forecast
}

// writeBest writes the customers who are worth most, by the first model.
func (f *forecast) writeBest(w io.Writer, o options) error {
	horizon := clv.Horizon{Periods: o.months, Length: monthWeeks, Rate: o.rate}
	m := f.models[0]
	var all []worth
	total := 0.0
	for _, c := range f.customers {
		spend, err := f.spend.ConditionalMean(c.Customer)
		if err != nil {
			return err
		}
		v, err := horizon.Value(spend, expected(m, c))
		if err != nil {
			return err
		}
		total += float64(v)
		all = append(all, worth{Summarized: c, spend: spend, value: v})
	}
	slices.SortFunc(all, func(a, b worth) int { return cmp.Or(-cmp.Compare(a.value, b.value), cmp.Compare(a.ID, b.ID)) })
	fmt.Fprintf(w, "\nLifetime value in %d months at %.2g%% a month, by %s and Gamma-Gamma: %v in all\n\n",
		o.months, 100*o.rate, m.name, clv.Forecast(total))
	fmt.Fprintf(w, "  %-12s %6s %7s %6s %7s %8s %9s   %s\n", "customer", "orders", "recency", "alive", "to come", "spend", "value", "95%")
	for _, c := range all[:min(10, len(all))] {
		alive, err := m.Alive(c.Customer)
		if err != nil {
			return err
		}
		orders, err := m.ConditionalExpected(c.Customer, float64(o.months)*monthWeeks)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "  %-12s %6d %7.1f %6.3f %7.2f %8.2f %9s   %s\n",
			c.ID, c.Frequency, c.Recency, alive, orders, c.spend, c.value.Decimal(2).StringFixed(2), f.interval(c, horizon))
	}
	fmt.Fprint(w, "\n  95% is the interval of the expected value, by what the fit does not know of its parameters: what one customer\n"+
		"  will spend varies far more. A fit that did not converge has none (-).\n")
	return nil
}

// expected returns what a model expects of a customer in a time.
func expected(p predictor, c clv.Summarized[string]) func(t float64) (float64, error) {
	return func(t float64) (float64, error) { return p.ConditionalExpected(c.Customer, t) }
}

// interval returns the interval of a value, of the parameters' uncertainty. The
// model takes orders and spend as independent: the squares of their relative
// errors add up.
func (f *forecast) interval(c worth, h clv.Horizon) string {
	m := f.models[0]
	orders, err := m.fit.Interval(0.95, func(v []float64) (float64, error) { return h.Orders(expected(m.with(v), c.Summarized)) })
	if err != nil {
		return "-"
	}
	spend, err := f.spend.Fit.Interval(0.95, func(v []float64) (float64, error) {
		return gammagamma.Params{P: v[0], Q: v[1], V: v[2]}.ConditionalMean(c.Customer)
	})
	if err != nil {
		return "-"
	}
	half := func(i kpi.Interval) float64 { return math.Log(i.High/i.Low) / 2 }
	wide := math.Exp(math.Hypot(half(orders), half(spend)))
	low, high := clv.Forecast(float64(c.value)/wide), clv.Forecast(float64(c.value)*wide)
	return low.Decimal(0).StringFixed(0) + " .. " + high.Decimal(0).StringFixed(0)
}
