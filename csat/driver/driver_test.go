package driver_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"math/big"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/csat/driver"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestMain(m *testing.M) { laws.Main(m) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// table reads a file that testdata/mtcars.R wrote.
func table(t testing.TB, name string) (header []string, rows [][]string) {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[0], all[1:]
}

// cars returns some columns of R's mtcars in whole numbers.
func cars(t testing.TB, columns ...string) [][]int {
	t.Helper()
	header, rows := table(t, "mtcars.csv")
	numbers := make([][]int, len(rows))
	for i, row := range rows {
		for _, c := range columns {
			numbers[i] = append(numbers[i], must(strconv.Atoi(row[slices.Index(header, c)])))
		}
	}
	return numbers
}

// fed returns an accumulator of rows, whose first column is the score.
func fed(t testing.TB, names []string, rows [][]int) *driver.Accumulator {
	t.Helper()
	a := must(driver.New(names...))
	for _, row := range rows {
		if err := a.Add(row[0], row[1:]...); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// The R package rwa publishes these weights of mtcars in its README.
func TestRelativeWeightsAsPublished(t *testing.T) {
	names := []string{"cyl", "disp", "hp", "gear"}
	d := must(fed(t, names, cars(t, "mpg", "cyl", "disp", "hp", "gear")).Result().RelativeWeights())
	for i, want := range []float64{.2284797, .2221469, .2321744, .0963886} {
		if got := d.Drivers[i]; math.Abs(got.Share-want) > 5e-8 {
			t.Errorf("%s has %.9f, want %.7f", got.Name, got.Share, want)
		}
	}
	if math.Abs(d.R2-.7791896) > 5e-8 {
		t.Errorf("R² %.9f", d.R2)
	}
}

// Both kinds of shares, the coefficients and all errors are those that
// testdata/mtcars.R computes from their definitions, in base R.
func TestSharesAreThoseOfR(t *testing.T) {
	header, rows := table(t, "shares.csv")
	for len(rows) > 0 {
		outcome, count, _ := strings.Cut(rows[0][0], " ")
		p := must(strconv.Atoi(count))
		t.Run(rows[0][0], func(t *testing.T) {
			var names []string
			for _, row := range rows[:p] {
				names = append(names, row[1])
			}
			compareWithR(t, names, cars(t, append([]string{outcome}, names...)...), header, rows[:p])
		})
		rows = rows[p:]
	}
}

func compareWithR(t *testing.T, names []string, data [][]int, header []string, rows [][]string) {
	r := fed(t, names, data).Result()
	var parts kpi.Groups[int, *driver.Accumulator]
	for i, row := range data {
		if err := parts.At(i%11).Add(row[0], row[1:]...); err != nil {
			t.Fatal(err)
		}
	}
	weights, lmg := must(r.RelativeWeights()), must(r.Shapley())
	weightsJack, lmgJack := must(driver.Jackknife(&parts, driver.Result.RelativeWeights)), must(driver.Jackknife(&parts, driver.Result.Shapley))
	correlations := must(r.Correlations())
	for i, row := range rows {
		w, l := weights.Drivers[i], lmg.Drivers[i]
		for name, got := range map[string]float64{
			"correlation": w.Correlation, "beta": w.Beta, "slope": l.Slope, "slope_se": l.SlopeError,
			"weight": w.Share, "weight_se": w.ShareError, "weight_jack": weightsJack.Drivers[i].ShareError,
			"lmg": l.Share, "lmg_se": l.ShareError, "lmg_jack": lmgJack.Drivers[i].ShareError, "r2": weights.R2,
		} {
			text := row[slices.Index(header, name)]
			if text == "NA" {
				continue
			}
			within := 1e-12
			if strings.HasSuffix(name, "_se") {
				within = 1e-9 // numerical derivatives
			}
			if want := must(strconv.ParseFloat(text, 64)); math.Abs(got-want) > within*max(1, math.Abs(want)) {
				t.Errorf("%s of %s is %v, want %v", name, names[i], got, want)
			}
		}
		if correlations[0][i+1] != w.Correlation || correlations[i+1][0] != w.Correlation || correlations[i+1][i+1] != 1 {
			t.Errorf("correlations %v", correlations)
		}
	}
	for _, d := range []driver.Drivers{weights, lmg} {
		sum := 0.0
		for _, x := range d.Drivers {
			sum += x.Share
		}
		if math.Abs(sum-d.R2) > 1e-12 {
			t.Errorf("shares sum to %v, R² is %v", sum, d.R2)
		}
	}
}

// One predictor has all of R², by both methods: r², with the error of a squared
// correlation of normal columns, 2 |r| (1-r²) / √(n-1) (Olkin and Finn 1995).
func TestOnePredictor(t *testing.T) {
	r := fed(t, []string{"wt"}, cars(t, "mpg", "wt")).Result()
	for _, d := range []driver.Drivers{must(r.RelativeWeights()), must(r.Shapley())} {
		c := d.Drivers[0].Correlation
		se := 2 * math.Abs(c) * (1 - c*c) / math.Sqrt(31)
		x := d.Drivers[0]
		if math.Abs(d.R2-c*c) > 1e-15 || math.Abs(x.Share-c*c) > 1e-15 || math.Abs(x.ShareError-se) > 1e-15 || math.Abs(d.R2Error-se) > 1e-15 {
			t.Errorf("%+v, want an error of %v", d, se)
		}
	}
}

// Predictors that are orthogonal have their own r², by both methods. By hand: the
// score is 2a + b of the four corners.
func TestOrthogonalPredictors(t *testing.T) {
	var a driver.Accumulator
	for _, x := range []int{-1, 1} {
		for _, y := range []int{-1, 1} {
			if err := a.AddN(2*x+y, []int{x, y, x * y}, 5); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, d := range []driver.Drivers{must(a.Result().RelativeWeights()), must(a.Result().Shapley())} {
		for i, want := range []float64{.8, .2, 0} {
			if x := d.Drivers[i]; math.Abs(x.Share-want) > 1e-15 || x.Name != fmt.Sprint("predictor ", i+1) {
				t.Errorf("%+v, want a share of %v", x, want)
			}
		}
		if _, err := d.Drivers[2].Interval(0.95); !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("the interval of a share of 0: %v", err)
		}
	}
}

// No share depends on the units, but for the slope.
func TestUnitsDoNotMatter(t *testing.T) {
	rows := cars(t, "mpg", "cyl", "disp", "hp", "gear")
	small := must(fed(t, []string{"a", "b", "c", "d"}, rows).Result().Shapley())
	for _, row := range rows {
		row[2] = -row[2]*1000 + 777_777
		row[0] *= 1_000_000
	}
	large := must(fed(t, []string{"a", "b", "c", "d"}, rows).Result().Shapley())
	for i, x := range small.Drivers {
		y := large.Drivers[i]
		if math.Abs(x.Share-y.Share) > 1e-14 || math.Abs(x.ShareError-y.ShareError) > 1e-14 || math.Abs(math.Abs(x.Beta)-math.Abs(y.Beta)) > 1e-13 {
			t.Errorf("%+v in other units is %+v", x, y)
		}
	}
	if want := small.Drivers[1].Slope * -1000; math.Abs(large.Drivers[1].Slope-want) > 1e-10*math.Abs(want) {
		t.Errorf("slope %v, want %v", large.Drivers[1].Slope, want)
	}
}

func TestUndefined(t *testing.T) {
	sum := [][]int{{1, 1, 1, 2}, {2, 5, 2, 7}, {4, 2, 9, 11}, {3, 8, 1, 9}, {9, 1, 1, 2}, {5, 3, 3, 6}, {7, 3, 4, 7}}
	for _, tc := range []struct {
		rows [][]int
		want string
	}{
		{nil, "no answer"},
		{[][]int{{1, 2, 3}, {1, 5, 2}, {1, 2, 7}, {1, 8, 9}}, "the score is the same in all 4 answers"},
		{[][]int{{1, 2, 3}, {2, 5, 3}, {4, 2, 3}, {3, 8, 3}}, "taste is the same in all 4 answers"},
		{[][]int{{1, 2, 3}, {2, 5, 2}, {4, 2, 7}}, "3 answers of 2 predictors, fewer than 4"},
		{[][]int{{1, 2, 4}, {2, 5, 10}, {4, 2, 4}, {3, 8, 16}}, "price, taste are collinear, one of them follows from the others"},
		{sum, "price, taste, both are collinear, one of them follows from the others"},
	} {
		names := []string{"price", "taste", "both"}
		if len(tc.rows) > 0 {
			names = names[:len(tc.rows[0])-1]
		}
		r := fed(t, names, tc.rows).Result()
		_, err := r.RelativeWeights()
		_, err2 := r.Shapley()
		if want := "driver: shares undefined: " + tc.want; !errors.Is(err, kpi.ErrUndefined) || err.Error() != want || err2 == nil || err2.Error() != want {
			t.Errorf("%v\n%v\nwant %s", err, err2, want)
		}
	}
	if _, err := new(driver.Accumulator).Result().RelativeWeights(); !errors.Is(err, kpi.ErrUndefined) {
		t.Error("of the zero value:", err)
	}
}

// Where predictors say it all, shares and R² are those of no error.
func TestAPerfectFit(t *testing.T) {
	var a driver.Accumulator
	for i := range 20 {
		if err := a.Add(3*i+7*(i*i%11), i, i*i%11); err != nil {
			t.Fatal(err)
		}
	}
	d := must(a.Result().Shapley())
	if math.Abs(d.R2-1) > 1e-14 || math.Abs(d.Drivers[0].Slope-3) > 1e-13 || d.Drivers[0].SlopeError > 1e-7 || !(d.R2Error < 1e-7) {
		t.Errorf("%+v", d)
	}
}

func TestRefused(t *testing.T) {
	many := make([]string, driver.MaxPredictors+1)
	for i := range many {
		many[i] = fmt.Sprint(i)
	}
	for _, names := range [][]string{{}, {"a", "b", "a"}, many} {
		if _, err := driver.New(names...); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("New(%v): %v", names, err)
		}
	}
	a := must(driver.New(many[1:]...))
	row := make([]int, driver.MaxPredictors)
	for i := range 100 {
		for j := range row {
			row[j] = (i*i*(j+3) + i*j*j) % 101
		}
		if err := a.Add(i, row...); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.Result().Shapley(); !errors.Is(err, kpi.ErrRange) {
		t.Error("Shapley of 32 predictors:", err)
	}
	if d, err := a.Result().RelativeWeights(); err != nil || len(d.Drivers) != 32 {
		t.Error(err)
	}
	for _, r := range []driver.Result{
		{N: 7},
		{N: 7, Sums: make([]kpi.Value, 2)},
		{N: 7, Sums: make([]kpi.Value, 2), Products: make([][]kpi.Value, 2)},
		{N: 7, Sums: make([]kpi.Value, 2), Products: [][]kpi.Value{{one}, {one, one}}, Names: []string{"a", "b"}},
		{N: 7, Sums: make([]kpi.Value, 2), Products: [][]kpi.Value{{one}, {two, one}}},
		{N: 7, Sums: make([]kpi.Value, 40)},
	} {
		if _, err := r.RelativeWeights(); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%+v: %v", r, err)
		}
	}
	for _, level := range []float64{0.05, 1, math.NaN()} {
		if _, err := (driver.Driver{Share: 0.5, Degrees: 3}).Interval(level); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("level %v: %v", level, err)
		}
	}
	if _, err := (driver.Driver{Share: 0.5}).SlopeInterval(0.95); !errors.Is(err, kpi.ErrUndefined) {
		t.Error("no degree of freedom:", err)
	}
}

var one, two = kpi.ValueOf(big.NewRat(1, 1)), kpi.ValueOf(big.NewRat(2, 1))

func TestJackknifeNeedsParts(t *testing.T) {
	rows := cars(t, "mpg", "wt")
	var parts kpi.Groups[int, *driver.Accumulator]
	parts.At(100) // without an answer
	for i, row := range rows {
		if err := parts.At(i%9).Add(row[0], row[1:]...); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := driver.Jackknife(&parts, driver.Result.Shapley); !errors.Is(err, kpi.ErrUndefined) || !strings.Contains(err.Error(), "9 parts, fewer than 10") {
		t.Error(err)
	}
	if err := parts.At(9).AddN(1, []int{1}, 2); err != nil {
		t.Fatal(err)
	}
	d := must(driver.Jackknife(&parts, driver.Result.Shapley))
	if d.Drivers[0].Degrees != 9 || d.N != 34 {
		t.Errorf("%+v", d)
	}
	var alone kpi.Groups[string, *driver.Accumulator]
	if err := errors.Join(alone.At("a").AddN(1, []int{1}, 2), alone.At("b").AddN(2, []int{3}, 2), alone.At("b").AddN(1, []int{3}, 2)); err != nil {
		t.Fatal(err)
	}
	if _, err := driver.Jackknife(&alone, driver.Result.Shapley); !errors.Is(err, kpi.ErrUndefined) || !strings.HasPrefix(err.Error(), "without part a:") {
		t.Error(err)
	}
}
