package kpi_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/customerkpi/kpi"
)

// coverages are sizes of samples whose coverage is told.
var coverages = []uint64{10, 30, 100, 1000}

// A method is an interval of a figure by name.
type method[F any] struct {
	name string
	of   func(f F, level float64) (kpi.Interval, error)
}

// logFactorial returns log n!.
func logFactorial(n uint64) float64 {
	l, _ := math.Lgamma(float64(n) + 1)
	return l
}

// logPower returns log p^n.
func logPower(p float64, n uint64) float64 {
	if n == 0 {
		return 0
	}
	return float64(n) * math.Log(p)
}

// rateCoverage returns, for each method, the chance that the interval at 95% of
// a sample of n holds p: the sum over all samples, no simulation.
func rateCoverage(t *testing.T, methods []method[kpi.Rate], n uint64, p float64) []float64 {
	cover := make([]float64, len(methods))
	for x := range n + 1 {
		chance := math.Exp(logFactorial(n) - logFactorial(x) - logFactorial(n-x) + logPower(p, x) + logPower(1-p, n-x))
		for k, m := range methods {
			i, err := m.of(rate(t, x, n), 0.95)
			if err != nil {
				t.Fatal(err)
			}
			if i.Contains(p) {
				cover[k] += chance
			}
		}
	}
	return cover
}

// A mix is the shares of promoters, passives and detractors in percent.
type mix [3]float64

func (m mix) String() string { return fmt.Sprintf("%g/%g/%g", m[0], m[1], m[2]) }

// netCoverage returns, for each mix and method, the chance that the interval at
// 95% of a sample of n holds the net of the mix: the sum over all samples whose
// chance is above 1e-13 for some mix.
func netCoverage(t *testing.T, methods []method[kpi.Net], n uint64, mixes []mix) [][]float64 {
	cover := make([][]float64, len(mixes))
	for i := range cover {
		cover[i] = make([]float64, len(methods))
	}
	chances := make([]float64, len(mixes))
	for plus := range n + 1 {
		for minus := range n - plus + 1 {
			likely := false
			ways := logFactorial(n) - logFactorial(plus) - logFactorial(minus) - logFactorial(n-plus-minus)
			for i, m := range mixes {
				chances[i] = math.Exp(ways + logPower(m[0]/100, plus) + logPower(m[1]/100, n-plus-minus) + logPower(m[2]/100, minus))
				likely = likely || chances[i] > 1e-13
			}
			if !likely {
				continue
			}
			f := net(t, plus, minus, n)
			for k, method := range methods {
				interval, err := method.of(f, 0.95)
				if err != nil {
					t.Fatal(err)
				}
				for i, m := range mixes {
					// A net on the edge itself counts as held, whatever its last digit.
					if net := m[0] - m[2]; interval.Low-1e-9 <= net && net <= interval.High+1e-9 {
						cover[i][k] += chances[i]
					}
				}
			}
		}
	}
	return cover
}

// TestCoverageIsAsTheDocumentationTells computes how often each interval at 95%
// holds the true figure, requires 93% of the defaults from 30 things on, and
// requires the pages of Rate.Interval and Net.Interval to show these very numbers.
func TestCoverageIsAsTheDocumentationTells(t *testing.T) {
	if testing.Short() {
		t.Skip("sums over half a million samples")
	}
	var table strings.Builder
	row := func(first string, n uint64, cells []float64) {
		fmt.Fprintf(&table, "//\t%-10s %5d ", first, n)
		for _, c := range cells {
			fmt.Fprintf(&table, "  %5.1f", 100*c)
		}
		table.WriteString("\n")
	}
	rates := []method[kpi.Rate]{
		{"Wilson", kpi.Rate.Interval},
		{"Clopper-Pearson", kpi.Rate.ClopperPearson},
		{"Agresti-Coull", kpi.Rate.AgrestiCoull},
		{"Jeffreys", kpi.Rate.Jeffreys},
		{"Wald", kpi.Rate.Wald},
	}
	for _, p := range []float64{0.5, 0.2, 0.1, 0.05, 0.02} {
		for _, n := range coverages {
			cover := rateCoverage(t, rates, n, p)
			row(fmt.Sprintf("%g%%", 100*p), n, cover)
			if n >= 30 && cover[0] < 0.93 {
				t.Errorf("Wilson's interval of %d holds %v in %.4f of all samples", n, p, cover[0])
			}
		}
	}
	// The least, over all rates from 5% to 95% by halves of a percent; the
	// intervals are symmetric, so half of them do.
	for _, n := range coverages {
		least := []float64{1, 1, 1, 1, 1}
		for p := 10; p <= 100; p++ {
			for k, c := range rateCoverage(t, rates, n, float64(p)/200) {
				least[k] = min(least[k], c)
			}
		}
		row("least", n, least)
	}
	nets := []method[kpi.Net]{
		{"adjusted Wald", kpi.Net.Interval},
		{"score", kpi.Net.Score},
		{"Wald", kpi.Net.Wald},
	}
	mixes := []mix{{50, 30, 20}, {33, 34, 33}, {70, 20, 10}, {90, 8, 2}, {98, 1.5, 0.5}}
	bySize := make(map[uint64][][]float64)
	for _, n := range coverages {
		bySize[n] = netCoverage(t, nets, n, mixes)
	}
	for i, m := range mixes {
		for _, n := range coverages {
			cover := bySize[n][i]
			row(m.String(), n, cover)
			if n >= 30 && cover[0] < 0.93 {
				t.Errorf("the adjusted Wald interval of %d holds the net of %v in %.4f of all samples", n, m, cover[0])
			}
		}
	}
	pages := read(t, "rate.go") + read(t, "net.go")
	for line := range strings.Lines(table.String()) {
		if !strings.Contains(pages, line) {
			t.Errorf("the pages lack the line\n%s", line)
		}
	}
}
