package driver_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/csat/driver"
)

// A world is where answers come from: five predictors that correlate by 0.3 and move
// the score by .6, .4, .3, .1 and 0, as a questionnaire shows them.
type world struct {
	name      string
	score     func(z float64) int
	predictor func(z float64) int
}

func onScale(low, high int, middle, spread float64) func(float64) int {
	return func(z float64) int { return max(low, min(high, int(math.Round(middle+spread*z)))) }
}

func lognormal(z float64) int { return int(math.Round(1000 * math.Exp(z))) }

var worlds = []world{
	{"normal", onScale(-1e9, 1e9, 0, 1e4), onScale(-1e9, 1e9, 0, 1e4)},
	{"satisfied", onScale(0, 10, 9, 2.5), onScale(1, 5, 4.3, 1)}, // half of all scores are 9 or 10
	{"lognormal", lognormal, lognormal},
}

func (w world) draw(r *rand.Rand, row *[5]int) (score int) {
	common := math.Sqrt(0.3) * r.NormFloat64()
	y := r.NormFloat64()
	for j, beta := range [5]float64{.6, .4, .3, .1, 0} {
		z := common + math.Sqrt(0.7)*r.NormFloat64()
		y += beta * z
		row[j] = w.predictor(z)
	}
	return w.score(y / 1.3)
}

// truth returns the shares of a million answers.
func (w world) truth(t *testing.T) []driver.Driver {
	r := rand.New(rand.NewPCG(1, 1))
	var a driver.Accumulator
	var row [5]int
	for range 1_000_000 {
		if err := a.Add(w.draw(r, &row), row[:]...); err != nil {
			t.Fatal(err)
		}
	}
	return must(a.Result().RelativeWeights()).Drivers
}

// covered returns of how many samples of n, in percent, the intervals at 95% hold the
// true shares: the mean over the five drivers and the least of them. With parts it is
// the jackknife's, of 30.
func (w world) covered(t *testing.T, truth []driver.Driver, n, samples int, parts bool) (mean, least float64) {
	r := rand.New(rand.NewPCG(uint64(n), 2))
	var row [5]int
	var hits [5]int
	for range samples {
		var groups kpi.Groups[int, *driver.Accumulator]
		for i := range n {
			score := w.draw(r, &row)
			if err := groups.At(i%30).Add(score, row[:]...); err != nil {
				t.Fatal(err)
			}
		}
		d, err := must(groups.Total()).Result().RelativeWeights()
		if parts && err == nil {
			d, err = driver.Jackknife(&groups, driver.Result.RelativeWeights)
		}
		if err != nil {
			t.Fatal(err)
		}
		for j := range hits {
			if must(d.Drivers[j].Interval(0.95)).Contains(truth[j].Share) {
				hits[j]++
			}
		}
	}
	least = 100
	for _, h := range hits {
		percent := 100 * float64(h) / float64(samples)
		mean, least = mean+percent/5, min(least, percent)
	}
	return mean, least
}

// The intervals hold what the page of the package says. KPI_COVERAGE=2000 prints its
// table, from as many samples.
func TestCoverage(t *testing.T) {
	samples, all := 150, false
	if text, ok := os.LookupEnv("KPI_COVERAGE"); ok {
		samples, all = must(strconv.Atoi(text)), true
	}
	for _, w := range worlds {
		truth := w.truth(t)
		for _, n := range []int{50, 100, 300, 1000} {
			if !all && (n != 300 || w.name == "lognormal") {
				continue
			}
			linearised, leastLinearised := w.covered(t, truth, n, samples, false)
			jackknife, leastJackknife := w.covered(t, truth, n, samples, true)
			text := fmt.Sprintf("%-10s %4d  %5.1f %5.1f  %5.1f %5.1f", w.name, n, linearised, leastLinearised, jackknife, leastJackknife)
			t.Log(text)
			// Four standard errors of 5 × 150 draws are 3.2%.
			if !all && (jackknife < 91.5 || w.name == "normal" && linearised < 91.5) {
				t.Error("too few: ", text)
			}
		}
	}
}
