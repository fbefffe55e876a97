// Package fittest is what the tests of the models of repeat buying share.
package fittest

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/internal/oracle"
)

// CDNOW returns the customers of a summary of the CDNOW log, or skips the test.
func CDNOW(t testing.TB, file string) []clv.Customer {
	t.Helper()
	var columns [5][]float64
	for i := 1; i < len(columns); i++ {
		columns[i] = column(t, file, i)
	}
	customers := make([]clv.Customer, len(columns[1]))
	for i := range customers {
		customers[i] = clv.Customer{Frequency: uint64(columns[1][i]), Recency: columns[2][i], T: columns[3][i], Spend: columns[4][i]}
	}
	return customers
}

// column returns the numbers of a column of a summary.
func column(t testing.TB, file string, i int) []float64 {
	t.Helper()
	f, err := os.Open(oracle.Path(t, "cdnow/"+file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	numbers := make([]float64, len(rows)-1)
	for j, row := range rows[1:] {
		if numbers[j], err = strconv.ParseFloat(row[i], 64); err != nil {
			t.Fatal(err)
		}
	}
	return numbers
}

// Holdout returns the orders that a model expects of the customers of CDNOW in
// the 39 weeks after their histories, and its mean absolute error.
func Holdout(t testing.TB, p Predictor, customers []clv.Customer) (total, off float64) {
	t.Helper()
	for i, later := range column(t, Published, 5) {
		e, err := p.ConditionalExpected(customers[i], 39)
		if err != nil {
			t.Fatal(err)
		}
		total += e
		off += math.Abs(e-later) / float64(len(customers))
	}
	return total, off
}

// Published and Exact are the two summaries: of weeks with two decimals, and of
// days over 7.
const (
	Published = "summary_39_39_weeks.csv"
	Exact     = "summary_exact_weeks.csv"
)

// A Reference is an independent fit to the Published summary, and predictions by
// arithmetic of 40 digits.
type Reference struct {
	Params      map[string]float64 `json:"params"`
	LL          float64            `json:"LL"`
	StdErr      map[string]float64 `json:"standard_errors"`
	Cov         [][]float64        `json:"covariance"`
	Predictions []struct {
		Alive      float64 `json:"p_alive"`
		Expected1  float64 `json:"expected_purchases_1"`
		Expected13 float64 `json:"expected_purchases_13"`
		Expected39 float64 `json:"expected_purchases_39"`
		Expected52 float64 `json:"expected_purchases_52"`
		DERT       float64 `json:"dert"`
	} `json:"predictions"`
	Population map[string]float64 `json:"population_expected_purchases"`
	SumAlive   float64            `json:"sum_p_alive"`
	Sum52      float64            `json:"sum_expected_purchases_52"`
}

// CDNOWReference returns the reference of a model, or skips the test.
func CDNOWReference(t testing.TB, model string) Reference {
	t.Helper()
	var file struct {
		Models map[string]Reference `json:"models"`
	}
	oracle.JSON(t, "cdnow/reference.json", &file)
	return file.Models[model]
}

// A Predictor is a model of repeat buying.
type Predictor interface {
	Alive(clv.Customer) (float64, error)
	AliveAt(clv.Customer, float64) (float64, error)
	Expected(float64) (float64, error)
	ConditionalExpected(clv.Customer, float64) (float64, error)
	ConditionalExpectedSlice(dst []float64, customers []clv.Customer, t float64) error
	PMF(uint64, float64) (float64, error)
	ConditionalPMF(clv.Customer, uint64, float64) (float64, error)
	DERT(clv.Customer, float64) (float64, error)
}

// CheckFit compares a fit to the Published summary with its reference.
func CheckFit(t *testing.T, fit clv.Fit, want Reference, tolerance float64) {
	t.Helper()
	if fit.Status != clv.Converged {
		t.Errorf("fit %s: %v", fit.Status, fit.Warnings)
	}
	Near(t, "log-likelihood", fit.LogLikelihood, want.LL, 1e-6/math.Abs(want.LL))
	for i, p := range fit.Params {
		Near(t, p.Name, p.Value, want.Params[p.Name], tolerance)
		Near(t, "standard error of "+p.Name, p.StdErr, want.StdErr[p.Name], 10*tolerance)
		for j := range fit.Params {
			if fit.Cov[i][j] != fit.Cov[j][i] {
				t.Errorf("covariance %d,%d is not symmetric", i, j)
			}
			if want.Cov != nil {
				scale := math.Sqrt(want.Cov[i][i] * want.Cov[j][j])
				if d := math.Abs(fit.Cov[i][j] - want.Cov[i][j]); d > 10*tolerance*scale {
					t.Errorf("covariance %d,%d = %v, want %v", i, j, fit.Cov[i][j], want.Cov[i][j])
				}
			}
		}
	}
}

// CheckPredictions compares predictions at the reference's parameters with its
// own.
func CheckPredictions(t *testing.T, p Predictor, customers []clv.Customer, want Reference) {
	t.Helper()
	const rate = 0.0027
	for i, w := range want.Predictions {
		c := customers[i]
		Is(t, "alive", w.Alive, 1e-10)(p.Alive(c))
		Is(t, "orders in 1", w.Expected1, 1e-10)(p.ConditionalExpected(c, 1))
		Is(t, "orders in 13", w.Expected13, 1e-10)(p.ConditionalExpected(c, 13))
		Is(t, "orders in 39", w.Expected39, 1e-10)(p.ConditionalExpected(c, 39))
		Is(t, "orders in 52", w.Expected52, 1e-10)(p.ConditionalExpected(c, 52))
		Is(t, "DERT", w.DERT, 1e-9)(p.DERT(c, rate))
	}
	for text, w := range want.Population {
		at, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		Is(t, "orders of a new customer", w, 1e-10)(p.Expected(at))
	}
	alive, orders := 0.0, 0.0
	for _, c := range customers {
		a, err := p.Alive(c)
		if err != nil {
			t.Fatal(err)
		}
		e, err := p.ConditionalExpected(c, 52)
		if err != nil {
			t.Fatal(err)
		}
		alive, orders = alive+a, orders+e
	}
	Near(t, "sum of alive", alive, want.SumAlive, 1e-10)
	Near(t, "sum of orders", orders, want.Sum52, 1e-10)
}

// Near reports a number that is off by more than a relative tolerance.
func Near(t testing.TB, name string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s = %.12g, want %.12g (off by %.2g)", name, got, want, math.Abs(got-want)/math.Abs(want))
	}
}

// Is returns a check of a number and an error.
func Is(t testing.TB, name string, want, tolerance float64) func(float64, error) {
	return func(got float64, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		Near(t, name, got, want, tolerance)
	}
}

// Rounded returns a check of a number that was published with so many decimals.
func Rounded(t testing.TB, name string, want float64, decimals int) func(float64, error) {
	return func(got float64, err error) {
		t.Helper()
		if half := 0.5000001 * math.Pow10(-decimals); err != nil || !(math.Abs(got-want) <= half) {
			t.Errorf("%s = %v, %v, want %v", name, got, err, want)
		}
	}
}
