package kpi_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
)

// sampleMean returns the mean of n observations in decimals, as others publish them.
func sampleMean(t testing.TB, n uint64, sum, squares string) kpi.Mean {
	t.Helper()
	s, ok := new(big.Rat).SetString(sum)
	q, okSquares := new(big.Rat).SetString(squares)
	m, err := kpi.NewMean(n, s, q)
	if !ok || !okSquares || err != nil {
		t.Fatal(sum, squares, err)
	}
	return m
}

// The numbers are those of GrowthBook's own tests of its two-sided t-test, with
// its p-values and the 5 digits that it rounds to: packages/stats of
// github.com/growthbook/growthbook, tests/frequentist/test_tests.py.
func TestLiftIsThatOfGrowthBook(t *testing.T) {
	for _, tc := range []struct {
		c                   kpi.Comparison
		relative, low, high float64
	}{
		{
			kpi.Compare(sampleMean(t, 3407, "1396.87", "52377.9767"), sampleMean(t, 3461, "2422.7", "134698.29")),
			0.70732, -0.03526, 1.44989,
		},
		{kpi.Compare(rate(t, 14, 28), rate(t, 16, 30)), 0.06667, -0.47767, 0.61101},
	} {
		r, err := tc.c.Relative()
		if err != nil {
			t.Fatal(err)
		}
		i, err := tc.c.Lift(0.95)
		if err != nil {
			t.Fatal(err)
		}
		for name, got := range map[string][2]float64{"relative change": {r.Float64(), tc.relative}, "low end": {i.Low, tc.low}, "high end": {i.High, tc.high}} {
			if math.Abs(got[0]-got[1]) > 5e-6 {
				t.Errorf("%s = %v, want %v", name, got[0], got[1])
			}
		}
	}
}

// Near 0 the ends are the outer ones of the delta method and of Fieller's set,
// which a bisection finds here without its formula.
func TestLiftNearZeroIsThatOfBisection(t *testing.T) {
	random := rand.New(rand.NewPCG(15, 1))
	for range 2000 {
		b, a := 1+random.Uint64N(9), random.Uint64N(40)
		n, m := 20+random.Uint64N(400), 40+random.Uint64N(400)
		before, after := rate(t, b, n), rate(t, a, m)
		i, err := kpi.Compare(before, after).Lift(0.95)
		if err != nil {
			t.Fatal(before, after, err)
		}
		bi, _ := before.Interval(0.95)
		ai, _ := after.Interval(0.95)
		x, y := before.Float64(), after.Float64()
		miss := func(r float64) bool { // whether after - r before cannot be 0
			d := y - r*x
			if d > 0 {
				return d > math.Hypot(y-ai.Low, r*(bi.High-x))
			}
			return -d > math.Hypot(ai.High-y, r*(x-bi.Low))
		}
		edge := func(in, out float64) float64 {
			for range 200 {
				if mid := (in + out) / 2; miss(mid) {
					out = mid
				} else {
					in = mid
				}
			}
			return in
		}
		low, high := edge(y/x, 0)-1, edge(y/x, 1e6)-1
		variance := y*(1-y)/float64(m) + y/x*(y/x)*x*(1-x)/float64(n)
		wide := math.Sqrt(variance) / x // t is above 1.95
		if !(i.Low <= low+1e-9 && i.High >= high-1e-9) {
			t.Errorf("%v -> %v: %v, want at least %g..%g", before, after, i, low, high)
		}
		if low < y/x-1-2.2*wide {
			near(t, "low end", i.Low, low, 1e-9)
		}
		if high > y/x-1+2.2*wide {
			near(t, "high end", i.High, high, 1e-7)
		}
	}
}

// The customers of both periods go up and down together: the ends are those of the set in
// which the correlation is taken off, which a bisection finds from the rows.
func TestLiftOfSharedCustomersNearZeroIsThatOfBisection(t *testing.T) {
	random := rand.New(rand.NewPCG(15, 2))
	tried := 0
	for range 400 {
		var rows [2][40]float64
		for i := range rows[0] {
			both := 6 * random.NormFloat64()
			rows[0][i] = math.Round(100*(3+both+2*random.NormFloat64())) / 100
			rows[1][i] = math.Round(100*(float64(random.IntN(9))-4+both+2*random.NormFloat64())) / 100
		}
		moment := func(p, q int) float64 { // the covariance of two means
			var mp, mq, sum float64
			for i := range rows[p] {
				mp, mq = mp+rows[p][i]/40, mq+rows[q][i]/40
			}
			for i := range rows[p] {
				sum += (rows[p][i] - mp) * (rows[q][i] - mq)
			}
			return sum / 39 / 40
		}
		before, after := meansOfCustomers(t, rows[0][:]), meansOfCustomers(t, rows[1][:])
		i, err := kpi.Compare(before, after).Lift(0.95)
		b, a, vb, va, cov := before.Float64(), after.Float64(), moment(0, 0), moment(1, 1), moment(0, 1)
		const t39 = 2.0226909200367604 // qt(.975, 39) of R, of each interval
		if b <= t39*math.Sqrt(vb) || b > 5*math.Sqrt(vb) {
			if b > 0 && b < t39*math.Sqrt(vb) && !errors.Is(err, kpi.ErrUndefined) {
				t.Errorf("%v -> %v: %v, %v", before, after, i, err)
			}
			continue
		}
		tried++
		if err != nil {
			t.Fatal(before, after, err)
		}
		r := a / b
		edge := func(out float64) float64 {
			in := r
			for range 200 {
				mid := (in + out) / 2
				if (a-mid*b)*(a-mid*b) > t39*t39*(va-2*mid*cov+mid*mid*vb) {
					out = mid
				} else {
					in = mid
				}
			}
			return in
		}
		half := t39 * math.Sqrt(va-2*r*cov+r*r*vb) / b // by the delta method
		near(t, "low end", i.Low, min(r-half, edge(-1e4))-1, 1e-6*(1+math.Abs(i.Low)))
		near(t, "high end", i.High, max(r+half, edge(1e4))-1, 1e-6*(1+math.Abs(i.High)))
	}
	if tried < 50 {
		t.Errorf("%d of 400 samples are near 0", tried)
	}
}

// meansOfCustomers returns the mean of one row of each customer 0, 1, 2 and so on.
func meansOfCustomers(t testing.TB, rows []float64) kpi.Panel[int] {
	t.Helper()
	var a kpi.ByCustomer[int]
	for c, y := range rows {
		if err := a.Add(c, decimal.NewFromFloat(y)); err != nil {
			t.Fatal(err)
		}
	}
	return laws.Must(a.Ratio())
}

func TestLiftHasSigns(t *testing.T) {
	lift := func(c kpi.Comparison) kpi.Interval {
		t.Helper()
		i, err := c.Lift(0.95)
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	// A net that rises from -40 is as one that falls from 40, with the sign changed.
	up := lift(kpi.Compare(net(t, 200, 600, 1000), net(t, 250, 550, 1000)))
	down := lift(kpi.Compare(net(t, 600, 200, 1000), net(t, 550, 250, 1000)))
	near(t, "low end", up.Low, -down.High, 1e-12)
	near(t, "high end", up.High, -down.Low, 1e-12)
	// Through 0 and down below it, near 0 before.
	through := lift(kpi.Compare(net(t, 330, 250, 1000), net(t, 250, 330, 1000)))
	if !(through.Low < -2 && through.High > -2) {
		t.Errorf("from 8 to -8: %v", through)
	}
	// A target is exact: the interval is that of the figure, divided.
	target, figure := kpi.ValueOf(big.NewRat(1, 4)), rate(t, 60, 200)
	i := lift(kpi.Compare[kpi.Figure](target, figure))
	se := math.Sqrt(0.3 * 0.7 / 200)
	// qt(.975, 199) of R is 1.9719565442517519.
	near(t, "low end", i.Low, (0.3-1.9719565442517519*se)/0.25-1, 1e-12)
	// A rate cannot lose more than all of it.
	if i := lift(kpi.Compare(rate(t, 12, 40), rate(t, 1, 40))); i.Low != -1 {
		t.Errorf("low end %g", i.Low)
	}
	if got, want := lift(kpi.Compare(rate(t, 14, 28), rate(t, 16, 30))).String(), "-47.77%..+61.1% (95%)"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestLiftIsUndefinedWithoutEnd(t *testing.T) {
	// 1000 observations of 10^160: a float64 does not hold their variance.
	huge, _ := new(big.Rat).SetString("1" + strings.Repeat("0", 160))
	sum := new(big.Rat).Mul(huge, big.NewRat(1000, 1))
	square := new(big.Rat).Mul(huge, huge)
	large, err := kpi.NewMean(1000, sum, square.Mul(square, big.NewRat(1001, 1)))
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		c    kpi.Comparison
		want error
	}{
		"before is 0":        {kpi.Compare(rate(t, 0, 50), rate(t, 5, 50)), kpi.ErrUndefined},
		"before may be 0":    {kpi.Compare(net(t, 35, 30, 100), net(t, 45, 30, 100)), kpi.ErrUndefined},
		"no samples":         {kpi.Compare(kpi.ValueOf(big.NewRat(1, 2)), kpi.ValueOf(big.NewRat(3, 2))), kpi.ErrUndefined},
		"one observation":    {kpi.Compare(sampleMean(t, 1, "3", "9"), sampleMean(t, 9, "30", "120")), kpi.ErrUndefined},
		"nothing to compare": {kpi.Comparison{}, kpi.ErrUndefined},
		"two kinds":          {kpi.Compare[kpi.Figure](rate(t, 3, 5), sampleMean(t, 9, "30", "120")), kpi.ErrUndefined},
		"amounts too large":  {kpi.Compare(large, large), kpi.ErrOverflow},
	} {
		if i, err := tc.c.Lift(0.95); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, %v", name, i, err)
		}
	}
	if _, err := kpi.Compare(rate(t, 3, 5), rate(t, 3, 5)).Lift(1); !errors.Is(err, kpi.ErrRange) {
		t.Error(err)
	}
}

func TestComparisonPrintsItsLiftWhenAsked(t *testing.T) {
	c := kpi.Compare(rate(t, 200, 1000), rate(t, 250, 1000))
	for format, want := range map[string]string{
		"%v":    "20.00% (200 of 1000) -> 25.00% (250 of 1000): +5 pt [+1.34, +8.645]",
		"%+v":   "20.00% (200 of 1000) -> 25.00% (250 of 1000): +5 pt [+1.34, +8.645]; relative +25.0% [+4.5%, +45.5%]",
		"%+.3f": "+0.050",
		"%d":    "%!d(kpi=20.00% (200 of 1000) -> 25.00% (250 of 1000): +5 pt [+1.34, +8.645])",
	} {
		if got := fmt.Sprintf(format, c); got != want {
			t.Errorf("%s prints %s, want %s", format, got, want)
		}
	}
	if got := fmt.Sprintf("%+v", kpi.Compare(rate(t, 0, 9), rate(t, 1, 9))); !strings.HasSuffix(got, "; relative undefined") {
		t.Error(got)
	}
	if got := fmt.Sprintf("%+v|%f", kpi.Comparison{}, kpi.Comparison{}); got != "|0.000000" {
		t.Error(got)
	}
}

// A liftRow is a line of the table of Lift.
type liftRow struct {
	name    string
	n       uint64
	covered func(t *testing.T, n uint64) (cover, defined float64)
}

// binomial returns the chances of all counts of n.
func binomial(n uint64, p float64) []float64 {
	chances := make([]float64, n+1)
	for x := range n + 1 {
		chances[x] = math.Exp(logFactorial(n) - logFactorial(x) - logFactorial(n-x) + logPower(p, x) + logPower(1-p, n-x))
	}
	return chances
}

// held adds the chance of a comparison to what is defined, and to what is covered
// if its lift holds the true one.
func held(c kpi.Comparison, truth, chance float64, cover, defined *float64) {
	i, err := c.Lift(0.95)
	if err != nil {
		return
	}
	*defined += chance
	if i.Low-1e-9 <= truth && truth <= i.High+1e-9 {
		*cover += chance
	}
}

// liftOfRates sums over all samples whose chance is not negligible.
func liftOfRates(before, after float64) func(*testing.T, uint64) (cover, defined float64) {
	return func(t *testing.T, n uint64) (cover, defined float64) {
		first, second := binomial(n, before), binomial(n, after)
		for x, p := range first {
			for y, q := range second {
				if p*q > 1e-8 {
					held(kpi.Compare(rate(t, uint64(x), n), rate(t, uint64(y), n)), after/before-1, p*q, &cover, &defined)
				}
			}
		}
		return cover, defined
	}
}

// simulated draws samples: draw returns one, of the figure before or after.
func simulated[F kpi.Figure](truth float64, draw func(t *testing.T, r *rand.Rand, n uint64, after bool) F) func(*testing.T, uint64) (cover, defined float64) {
	return func(t *testing.T, n uint64) (cover, defined float64) {
		const draws = 10_000
		r := rand.New(rand.NewPCG(15, n))
		for range draws {
			held(kpi.Compare(draw(t, r, n, false), draw(t, r, n, true)), truth, 1./draws, &cover, &defined)
		}
		return cover, defined
	}
}

// liftAmounts draws exponential amounts in cents, of mean 20 before and 22 after.
func liftAmounts(t *testing.T, r *rand.Rand, n uint64, after bool) kpi.Mean {
	mean := 2000.0
	if after {
		mean = 2200
	}
	sum, squares := int64(0), int64(0)
	for range n {
		x := int64(math.Round(mean * r.ExpFloat64()))
		sum, squares = sum+x, squares+x*x
	}
	m, err := kpi.NewMean(n, big.NewRat(sum, 100), big.NewRat(squares, 10_000))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// liftScores draws answers of 1 to 5, of mean 3.9 before and 4.1 after.
func liftScores(t *testing.T, r *rand.Rand, n uint64, after bool) kpi.Mean {
	least := [4]float64{0.05, 0.15, 0.30, 0.60} // the chances of at most 1 to 4
	if after {
		least = [4]float64{0.05, 0.10, 0.25, 0.50}
	}
	counts := make([]uint64, 5)
	for range n {
		u, i := r.Float64(), 0
		for i < 4 && u >= least[i] {
			i++
		}
		counts[i]++
	}
	return meanOf(t, 1, counts)
}

// sameCustomers draws the spend of the same customers in both periods, 4 before and 5
// after on average: what they spend in both has a correlation of 0.8.
func sameCustomers(t *testing.T, n uint64) (cover, defined float64) {
	const draws = 10_000
	r := rand.New(rand.NewPCG(15, n))
	for range draws {
		var rows [2][]float64
		for range n {
			both := r.NormFloat64()
			for p := range rows {
				rows[p] = append(rows[p], math.Round(100*(float64(4+p)+5*(math.Sqrt(0.8)*both+math.Sqrt(0.2)*r.NormFloat64())))/100)
			}
		}
		held(kpi.Compare(meansOfCustomers(t, rows[0]), meansOfCustomers(t, rows[1])), 0.25, 1./draws, &cover, &defined)
	}
	return cover, defined
}

// netAnswers draws answers with the given shares of plus and minus.
func netAnswers(before, after [2]float64) func(*testing.T, *rand.Rand, uint64, bool) kpi.Net {
	return func(t *testing.T, r *rand.Rand, n uint64, second bool) kpi.Net {
		shares := before
		if second {
			shares = after
		}
		plus, minus := uint64(0), uint64(0)
		for range n {
			switch u := r.Float64(); {
			case u < shares[0]:
				plus++
			case u < shares[0]+shares[1]:
				minus++
			}
		}
		return net(t, plus, minus, n)
	}
}

// weightedAnswers draws answers of weight 1 and 3, 20% of them hits before and 25% after.
func weightedAnswers(t *testing.T, r *rand.Rand, n uint64, after bool) kpi.Weighted {
	share := 0.20
	if after {
		share = 0.25
	}
	var counts [2][2]uint64 // by hit and weight
	for range n {
		hit, heavy := 0, r.IntN(2)
		if r.Float64() < share {
			hit = 1
		}
		counts[hit][heavy]++
	}
	weights := func(c [2]uint64) kpi.Weights {
		return kpi.Weights{N: c[0] + c[1], Sum: kpi.ValueOf(big.NewRat(int64(c[0]+3*c[1]), 1)), Squares: kpi.ValueOf(big.NewRat(int64(c[0]+9*c[1]), 1))}
	}
	w, err := kpi.WeightedRate(weights(counts[1]), weights(counts[0]))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestLiftCoverage computes how often the lift at 95% holds the true one, requires
// 94%, and requires the page of Lift to show these very numbers.
func TestLiftCoverage(t *testing.T) {
	if laws.Race {
		t.Skip("arithmetic of one goroutine, and the race detector takes ten times as long")
	}
	if testing.Short() {
		t.Skip("half a million samples")
	}
	var rows []liftRow
	for _, p := range [][2]float64{{0.50, 0.55}, {0.20, 0.25}, {0.10, 0.05}, {0.02, 0.03}} {
		for _, n := range []uint64{30, 100, 1000} {
			rows = append(rows, liftRow{fmt.Sprintf("%.0f%% -> %.0f%%", 100*p[0], 100*p[1]), n, liftOfRates(p[0], p[1])})
		}
	}
	rows = append(rows,
		liftRow{"weighted, 20% -> 25%", 300, simulated(0.25, weightedAnswers)},
		liftRow{"net, 40 -> 30", 100, simulated(-0.25, netAnswers([2]float64{0.6, 0.2}, [2]float64{0.5, 0.2}))},
		liftRow{"net, 40 -> 30", 1000, simulated(-0.25, netAnswers([2]float64{0.6, 0.2}, [2]float64{0.5, 0.2}))},
		liftRow{"net, 10 -> -5", 1000, simulated(-1.5, netAnswers([2]float64{0.35, 0.25}, [2]float64{0.30, 0.35}))},
		liftRow{"scores, 3.9 -> 4.1", 30, simulated(4.1/3.9-1, liftScores)},
		liftRow{"scores, 3.9 -> 4.1", 1000, simulated(4.1/3.9-1, liftScores)},
		liftRow{"amounts, 20 -> 22", 100, simulated(0.1, liftAmounts)},
		liftRow{"amounts, 20 -> 22", 1000, simulated(0.1, liftAmounts)},
		liftRow{"same customers, 4 -> 5", 30, sameCustomers},
		liftRow{"same customers, 4 -> 5", 100, sameCustomers},
	)
	page, err := os.ReadFile("lift.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		cover, defined := r.covered(t, r.n)
		if cover/defined < 0.94 {
			t.Errorf("%s of %d: %.4f of the intervals hold the truth", r.name, r.n, cover/defined)
		}
		line := fmt.Sprintf("//\t%-22s %5d  %5.1f  %5.1f\n", r.name, r.n, 100*cover/defined, 100*defined)
		if !strings.Contains(string(page), line) {
			t.Errorf("lift.go lacks the line\n%s", line)
		}
	}
}
