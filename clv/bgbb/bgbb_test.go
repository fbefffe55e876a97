package bgbb_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"math"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgbb"
	"github.com/customerkpi/kpi/clv/internal/fittest"
	"github.com/customerkpi/kpi/internal/oracle"
)

// The estimates for the donations that the BTYD walkthrough prints.
var published = bgbb.Params{Alpha: 1.203528, Beta: 0.7497260, Gamma: 0.6567808, Delta: 2.783796}

// donations are the 11,104 donors of Fader, Hardie and Shang (2010).
func donations(t testing.TB) []bgbb.Customer {
	t.Helper()
	f, err := os.Open(oracle.Path(t, "donations_bgbb/rf_matrix.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var customers []bgbb.Customer
	for _, row := range rows[1:] {
		var v [4]uint64
		for i := range v {
			if v[i], err = strconv.ParseUint(row[i], 10, 32); err != nil {
				t.Fatal(err)
			}
		}
		customers = append(customers, bgbb.Customer{Frequency: uint32(v[0]), Recency: uint32(v[1]), Opportunities: uint32(v[2]), Weight: v[3]})
	}
	return customers
}

func fitted(t testing.TB, customers []bgbb.Customer) bgbb.Model {
	t.Helper()
	m, err := bgbb.Fit(context.Background(), customers, clv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestFitEqualsTheReference(t *testing.T) {
	var want struct {
		fittest.Reference
		Rows []struct {
			Alive    float64 `json:"p_alive_next_opportunity"`
			Expected float64 `json:"expected_5"`
		} `json:"rows"`
		Sum float64 `json:"sum_expected_5"`
	}
	oracle.JSON(t, "donations_bgbb/reference.json", &want)
	customers := donations(t)
	m := fitted(t, customers)
	fittest.CheckFit(t, m.Fit, want.Reference, 1e-4)
	fittest.Rounded(t, "log-likelihood", -33225.58127, 5)(m.Fit.LogLikelihood, nil)
	p := bgbb.Params{Alpha: want.Params["alpha"], Beta: want.Params["beta"], Gamma: want.Params["gamma"], Delta: want.Params["delta"]}
	sum := 0.0
	for i, c := range customers {
		fittest.Is(t, "alive at the next", want.Rows[i].Alive, 1e-9)(p.AliveAt(c, 1))
		e, err := p.ConditionalExpected(c, 5)
		fittest.Is(t, "expected", want.Rows[i].Expected, 1e-9)(e, err)
		sum += e * float64(c.Weight)
	}
	fittest.Near(t, "sum", sum, want.Sum, 1e-9)
	fittest.Rounded(t, "sum", 12884.2, 1)(sum, nil)
}

// Table 6 of Fader, Hardie and Shang (2010), alive at the next opportunity: .11,
// .59, .93; the BTYD walkthrough: E[X(10)] = 3.179805, and of ten more (0,0)
// .1302169, (4,5) 3.627858.
func TestPublished(t *testing.T) {
	for _, c := range []struct {
		x, tx uint32
		want  float64
	}{{0, 0, 0.11}, {2, 4, 0.59}, {6, 6, 0.93}} {
		fittest.Rounded(t, "alive", c.want, 2)(published.AliveAt(bgbb.Customer{Frequency: c.x, Recency: c.tx, Opportunities: 6}, 1))
	}
	fittest.Is(t, "E[X(10)]", 3.179805, 1e-5)(published.Expected(10))
	fittest.Is(t, "E of (0,0)", 0.1302169, 1e-5)(published.ConditionalExpected(bgbb.Customer{Opportunities: 6}, 10))
	fittest.Is(t, "E of (4,5)", 3.627858, 1e-5)(published.ConditionalExpected(bgbb.Customer{Frequency: 4, Recency: 5, Opportunities: 6}, 10))
}

// A naive twin: the histories of p and θ are written out, and integrated over
// both beta distributions by double exponential quadrature.
func TestPredictionsEqualTheIntegrals(t *testing.T) {
	lnB := func(a, b float64) float64 {
		x, _ := math.Lgamma(a)
		y, _ := math.Lgamma(b)
		z, _ := math.Lgamma(a + b)
		return x + y - z
	}
	for _, p := range []bgbb.Params{published, {Alpha: 0.3, Beta: 2, Gamma: 1, Delta: 0.5}, {Alpha: 5, Beta: 1, Gamma: 3, Delta: 20}} {
		beta := func(a, b float64, f func(x, rest float64) float64) float64 {
			return fittest.Integral(func(_, _, x, rest float64) float64 { return (a-1)*x + (b-1)*rest - lnB(a, b) + f(x, rest) })
		}
		for _, c := range []bgbb.Customer{{Opportunities: 6}, {Frequency: 2, Recency: 4, Opportunities: 6}, {Frequency: 6, Recency: 6, Opportunities: 6}} {
			x, n := float64(c.Frequency), float64(c.Opportunities)
			// p takes x of m opportunities, and θ leaves before m+1, if at all.
			took := func(m float64) float64 {
				return beta(p.Alpha, p.Beta, func(p, rest float64) float64 { return x*p + (m-x)*rest })
			}
			alive := took(n) * beta(p.Gamma, p.Delta, func(_, rest float64) float64 { return n * rest })
			all := alive
			for m := c.Recency; m < c.Opportunities; m++ {
				all += took(float64(m)) * beta(p.Gamma, p.Delta, func(leave, rest float64) float64 { return leave + float64(m)*rest })
			}
			fittest.Is(t, "alive", alive/all, 1e-9)(p.Alive(c))
			want := 0.0
			for i := 1.0; i <= 8; i++ {
				want += beta(p.Gamma, p.Delta, func(_, rest float64) float64 { return (n + i) * rest })
			}
			want *= beta(p.Alpha, p.Beta, func(p, rest float64) float64 { return (x+1)*p + (n-x)*rest })
			fittest.Is(t, "expected", want/all, 1e-9)(p.ConditionalExpected(c, 8))
		}
	}
}

// Chances of the number of opportunities add up to 1, and their mean is the
// expected one.
func TestChancesAddUp(t *testing.T) {
	c := bgbb.Customer{Frequency: 2, Recency: 4, Opportunities: 6}
	for _, n := range []uint64{0, 1, 7, 60} {
		var sum, mean, laterSum, laterMean float64
		for x := range n + 2 {
			f, err := published.PMF(x, n)
			if err != nil {
				t.Fatal(err)
			}
			g, err := published.ConditionalPMF(c, x, n)
			if err != nil {
				t.Fatal(err)
			}
			sum, mean = sum+f, mean+float64(x)*f
			laterSum, laterMean = laterSum+g, laterMean+float64(x)*g
		}
		fittest.Near(t, "sum", sum, 1, 1e-12)
		fittest.Near(t, "sum of a customer's", laterSum, 1, 1e-12)
		fittest.Is(t, "mean", mean, 1e-10)(published.Expected(n))
		fittest.Is(t, "mean of a customer's", laterMean, 1e-10)(published.ConditionalExpected(c, n))
	}
}

// DERT by adding 10,000 terms, and without discount by its closed form for γ > 1.
func TestDERT(t *testing.T) {
	c := bgbb.Customer{Frequency: 2, Recency: 4, Opportunities: 6}
	for _, p := range []bgbb.Params{published, {Alpha: 2, Beta: 3, Gamma: 4, Delta: 20}} {
		sum, before := 0.0, 0.0
		for n := uint64(1); n <= 3000; n++ {
			e, err := p.ConditionalExpected(c, n)
			if err != nil {
				t.Fatal(err)
			}
			sum += (e - before) * math.Pow(1.01, -float64(n))
			before = e
		}
		fittest.Is(t, "DERT", sum, 1e-9)(p.DERT(c, 0.01))
	}
	p := bgbb.Params{Alpha: 2, Beta: 3, Gamma: 4, Delta: 20}
	all, err := p.ConditionalExpected(c, bgbb.MaxOpportunities)
	if err != nil {
		t.Fatal(err)
	}
	fittest.Is(t, "DERT without discount", all, 1e-9)(p.DERT(c, 0))
	if _, err := published.DERT(c, 0); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("DERT without discount for γ = %v: %v", published.Gamma, err)
	}
}

func TestFitsObeyTheLaws(t *testing.T) {
	p := bgbb.Params{Alpha: 1.2, Beta: 0.8, Gamma: 0.9, Delta: 4}
	customers, err := p.Simulate(1, 20_000, 10)
	if err != nil {
		t.Fatal(err)
	}
	m := fitted(t, customers)
	for i, want := range []float64{p.Alpha, p.Beta, p.Gamma, p.Delta} {
		if f := m.Fit.Params[i]; math.Abs(f.Value-want) > 3*f.StdErr || f.StdErr == 0 {
			t.Errorf("%s = %v ± %v, want %v", f.Name, f.Value, f.StdErr, want)
		}
	}
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var read bgbb.Model
	if err := json.Unmarshal(data, &read); err != nil || !reflect.DeepEqual(read, m) {
		t.Errorf("JSON gives %v (%v), want %v", read, err, m)
	}
}

// A customer who had no opportunity yet is a new one, who says nothing to a fit.
func TestNoOpportunityIsANewCustomer(t *testing.T) {
	for n := range uint64(5) {
		want, err := published.Expected(n)
		if err != nil {
			t.Fatal(err)
		}
		fittest.Is(t, "orders", want, 1e-14)(published.ConditionalExpected(bgbb.Customer{}, n))
		for x := range n + 1 {
			if want, err = published.PMF(x, n); err != nil {
				t.Fatal(err)
			}
			fittest.Is(t, "chance", want, 1e-14)(published.ConditionalPMF(bgbb.Customer{}, x, n))
		}
	}
	fittest.Is(t, "alive", 1, 0)(published.Alive(bgbb.Customer{}))
	customers, err := published.Simulate(1, 300, 6)
	if err != nil {
		t.Fatal(err)
	}
	want := fitted(t, customers).Fit
	got := fitted(t, append(customers, bgbb.Customer{}, bgbb.Customer{Weight: 4})).Fit
	if got.LeftOut != 5 {
		t.Errorf("%d left out of 5", got.LeftOut)
	}
	if got.LeftOut = 0; !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestFitsOfHardData(t *testing.T) {
	for name, customers := range map[string][]bgbb.Customer{
		"one customer":            {{Frequency: 1, Recency: 2, Opportunities: 3}},
		"nobody":                  {{Opportunities: 3, Weight: 10}},
		"everybody always":        {{Frequency: 6, Recency: 6, Opportunities: 6, Weight: 10}},
		"a thousand":              {{Frequency: 1000, Recency: 1000, Opportunities: 1000}, {Frequency: 1, Recency: 1, Opportunities: 1000}},
		"of different times each": {{Frequency: 1, Recency: 1, Opportunities: 1}, {Frequency: 0, Opportunities: 9}, {Frequency: 3, Recency: 4, Opportunities: 5}},
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
		for _, c := range customers {
			if a, err := m.Alive(c); err != nil || !(a >= 0 && a <= 1) {
				t.Errorf("%s: alive %v, %v", name, a, err)
			}
		}
	}
}

func TestErrors(t *testing.T) {
	ok := bgbb.Customer{Frequency: 1, Recency: 2, Opportunities: 3}
	for what, err := range map[string]error{
		"no opportunity":      second(published.Alive(bgbb.Customer{Frequency: 1, Recency: 1})),
		"late order":          second(published.Alive(bgbb.Customer{Frequency: 1, Recency: 4, Opportunities: 3})),
		"too many orders":     second(published.Alive(bgbb.Customer{Frequency: 3, Recency: 2, Opportunities: 3})),
		"recency without":     second(published.Alive(bgbb.Customer{Recency: 2, Opportunities: 3})),
		"fitted customer":     second(bgbb.Fit(context.Background(), []bgbb.Customer{ok, {Recency: 1}}, clv.Options{})),
		"no customers":        second(bgbb.Fit(context.Background(), nil, clv.Options{})),
		"new customers only":  second(bgbb.Fit(context.Background(), make([]bgbb.Customer, 2), clv.Options{})),
		"many opportunities":  second(published.Expected(math.MaxUint64)),
		"parameter":           second(bgbb.Params{Alpha: 1}.Alive(ok)),
		"simulated customers": second(published.Simulate(1, 1, 0)),
	} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// Whatever the parameters and the customer, a prediction is an error or a number
// in its range.
func FuzzPredictions(f *testing.F) {
	f.Add(1.2, 0.75, 0.66, 2.78, uint32(4), uint32(5), uint32(6), uint64(3), uint64(10), 0.1)
	f.Add(0.18, 2.3e-61, 0.75, 0.05, uint32(2), uint32(2), uint32(2), uint64(0), uint64(0), 1e-9)
	f.Fuzz(func(t *testing.T, alpha, beta, gamma, delta float64, x, tx, opportunities uint32, k, n uint64, discount float64) {
		if opportunities > 1000 || n > 1000 {
			return // each is a term
		}
		p := bgbb.Params{Alpha: alpha, Beta: beta, Gamma: gamma, Delta: delta}
		c := bgbb.Customer{Frequency: x, Recency: tx, Opportunities: opportunities}
		for name, predict := range map[string]func() (float64, error){
			"alive":         func() (float64, error) { return p.AliveAt(c, n) },
			"chance of k":   func() (float64, error) { return p.ConditionalPMF(c, k, n) },
			"chance, new":   func() (float64, error) { return p.PMF(k, n) },
			"orders":        func() (float64, error) { return p.ConditionalExpected(c, n) },
			"orders of new": func() (float64, error) { return p.Expected(n) },
			"discounted":    func() (float64, error) { return p.DERT(c, discount) },
		} {
			limit := math.MaxFloat64
			if strings.Contains(name, "alive") || strings.Contains(name, "chance") {
				limit = 1
			}
			if v, err := predict(); err == nil && !(v >= 0 && v <= limit) {
				t.Errorf("%s = %v of %+v, %+v, %d of %d, discount %v", name, v, p, c, k, n, discount)
			}
		}
	})
}

// The shape β that a customer has after history is β of what is left of one who took
// every opportunity, to all its digits. Without a chance to leave, the next one is
// not taken with the chance β/(α+β+2).
func TestSmallShapesKeepTheirDigits(t *testing.T) {
	p := bgbb.Params{Alpha: 2, Beta: 1e-10, Gamma: 1e-90, Delta: 1}
	got, err := p.ConditionalPMF(bgbb.Customer{Frequency: 2, Recency: 2, Opportunities: 2}, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	fittest.Near(t, "chance of none", got, 1e-10/(4+1e-10), 1e-14)
}
