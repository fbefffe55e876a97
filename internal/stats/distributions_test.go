package stats

import (
	"fmt"
	"math"
	"math/big"
	"testing"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s = %.17g, want %.17g (off by %.1e)", what, got, want, math.Abs(got/want-1))
	}
}

// Expected values: the integral evaluated with 60 digits (mpmath 1.x, betainc
// regularized, and quadrature of the density for the large ones).
func TestBeta(t *testing.T) {
	for _, tc := range []struct{ a, b, x, lower, upper, tolerance float64 }{
		{0.5, 0.5, 0.3, 0.36901011956554537504, 0.63098988043445462496, 1e-14},
		{1, 30, 0.01, 0.26029962661171958194, 0.73970037338828041806, 1e-14},
		{3, 7.5, 0.9, 0.99999893846291795223, 1.0615370820477711147e-6, 1e-13},
		{9.68, 0.5, 0.9, 0.15852310732654708443, 0.84147689267345291557, 1e-14},
		{50, 60, 0.45, 0.46423529143060362867, 0.53576470856939637133, 1e-13},
		{1000, 2000, 0.33, 0.35063267613418274736, 0.64936732386581725264, 1e-13},
		{746, 49255, 0.0138, 0.017580744791574438487, 0.98241925520842556151, 1e-13},
		{12345.5, 9987654.5, 0.00121, 0.013118328089098620084, 0.98688167191090137992, 1e-11},
		{3, 1e7, 1e-6, 0.99723061790444310066, 0.0027693820955568993382, 1e-10},
		{5e6, 5e6 + 1, 0.4997, 0.028910630971662028045, 0.97108936902833797195, 1e-11},
		{1e8, 1e8, 0.49995, 0.078649603265723235976, 0.92135039673427676402, 1e-11},
	} {
		what := fmt.Sprint(tc.a, ", ", tc.b, ", ", tc.x)
		lower, upper := Beta(tc.a, tc.b, tc.x, 1-tc.x)
		near(t, "lower tail of "+what, lower, tc.lower, tc.tolerance)
		near(t, "upper tail of "+what, upper, tc.upper, tc.tolerance)
		upper, lower = Beta(tc.b, tc.a, 1-tc.x, tc.x)
		near(t, "mirrored lower tail of "+what, lower, tc.lower, tc.tolerance)
		near(t, "mirrored upper tail of "+what, upper, tc.upper, tc.tolerance)
	}
}

// Closed forms: B(1, n) has P(B <= x) = 1 - (1-x)^n, B(1/2, 1/2) the arcsine.
func TestBetaQuantileOfClosedForms(t *testing.T) {
	for _, p := range []float64{1e-9, 0.005, 0.025, 0.5, 0.95, 0.995} {
		for _, n := range []float64{1, 2, 30, 1e4, 1e7, 1e12, 1e19} {
			want := -math.Expm1(math.Log1p(-p) / n)
			near(t, fmt.Sprint("quantile ", p, " of 1, ", n), BetaQuantile(p, 1-p, 1, n), want, 1e-13)
		}
		sin := math.Sin(math.Pi / 2 * p)
		near(t, fmt.Sprint("quantile ", p, " of the arcsine"), BetaQuantile(p, 1-p, 0.5, 0.5), sin*sin, 1e-12)
	}
}

func TestBetaQuantileInvertsBeta(t *testing.T) {
	for _, a := range []float64{0.5, 1, 3, 25.5, 1000, 4e5, 99_999_999, 1.01e8} {
		for _, b := range []float64{0.5, 2, 77, 1e5, 1e8, 1.5e8, 3e12} {
			for _, p := range []float64{0.001, 0.025, 0.3, 0.5, 0.9, 0.995} {
				x := BetaQuantile(p, 1-p, a, b)
				lower, upper := Beta(a, b, x, 1-x)
				miss := lower - p
				if upper < lower {
					miss = 1 - p - upper
				}
				// Newton's step to the root, relative to x.
				if off := math.Abs(miss) * (1 - x) / BetaPower(a, b, x, 1-x); !(off <= 1e-11) {
					t.Errorf("the quantile %v of %v, %v is %v, off by %v", p, a, b, x, off)
				}
			}
		}
	}
}

// Expected values: quadrature of the density with 50 digits (mpmath).
func TestStudentTail(t *testing.T) {
	for _, tc := range []struct{ t, nu, want float64 }{
		{1.5, 1, 0.37433408362199763237},
		{1.04397213612162, 19.3654446871845, 0.30935590294410656483},
		{0.01, 3.5, 0.99256471245192417157},
		{5, 2.2, 0.030968965689818959155},
		{1.96, 1e7, 0.049995818025314192295},
		{8, 1e7, 1.2443234802806785049e-15},
		{30, 50.5, 7.4877717363834746595e-34},
		{2.5, 1234567.25, 0.012419459320555358756},
	} {
		near(t, fmt.Sprint("tail of ", tc.t, ", ", tc.nu), StudentTail(tc.t, tc.nu), tc.want, 1e-12)
		near(t, fmt.Sprint("tail of ", -tc.t, ", ", tc.nu), StudentTail(-tc.t, tc.nu), tc.want, 1e-12)
	}
}

func TestChiSquareTail(t *testing.T) {
	for _, tc := range []struct {
		x    float64
		df   int
		want float64
	}{
		{0.5, 1, 0.47950012218695346232},
		{109.5, 4, 9.3029778627643620727e-23},
		{18.8, 3, 0.00030070434123217495502},
		{1, 2, 0.6065306597126334236},
		{30, 31, 0.51729654931489578356},
		{200, 150, 0.0039731859708216113254},
	} {
		near(t, "tail", ChiSquareTail(tc.x, tc.df), tc.want, 1e-11)
	}
}

// exactBinomial returns P(X <= k) as a fraction.
func exactBinomial(k, n int64, q *big.Rat) *big.Rat {
	rest := new(big.Rat).Sub(big.NewRat(1, 1), q)
	sum := new(big.Rat)
	for i := range k + 1 {
		term := new(big.Rat).SetInt(new(big.Int).Binomial(n, i))
		for range i {
			term.Mul(term, q)
		}
		for range n - i {
			term.Mul(term, rest)
		}
		sum.Add(sum, term)
	}
	return sum
}

func TestBinomialQuantileIsTheFirstThatReaches(t *testing.T) {
	for _, n := range []int64{1, 2, 9, 25} {
		for _, q := range []float64{0.05, 0.5, 0.95} {
			for _, p := range []float64{0.005, 0.025, 0.4, 0.975, 0.995} {
				want, wantP := int64(0), new(big.Rat).SetFloat64(p)
				for exactBinomial(want, n, new(big.Rat).SetFloat64(q)).Cmp(wantP) < 0 {
					want++
				}
				if got := BinomialQuantile(p, uint64(n), q); got != uint64(want) {
					t.Errorf("BinomialQuantile(%v, %d, %v) = %d, want %d", p, n, q, got, want)
				}
			}
		}
	}
	// The normal quantile is 1.959964 standard deviations from the mean, and cut to 0
	// and n: √(4e12/4) is 1e6.
	for _, c := range []struct {
		p, q    float64
		n, want uint64
	}{{0.975, 0.5, 4e12, 2000001959963}, {0.025, 0.5, 4e12, 1999998040036}, {0.025, 1e-13, 2e12, 0}, {0.975, 1 - 1e-13, 2e12, 2e12}} {
		if got := BinomialQuantile(c.p, c.n, c.q); got != c.want {
			t.Errorf("BinomialQuantile(%v, %d, %v) = %d, want %d", c.p, c.n, c.q, got, c.want)
		}
	}
	// Where the normal takes over, both agree to its digits.
	below, above := BinomialQuantile(0.025, 1e12, 0.9), BinomialQuantile(0.025, 1e12+1, 0.9)
	if diff := math.Abs(float64(below) - float64(above)); diff > 3 {
		t.Errorf("%d and %d are %v ranks apart", below, above, diff)
	}
}

// exactFisher sums the chances of all tables that are no more likely.
func exactFisher(x1, n1, x2, n2 int64) float64 {
	chance := func(x int64) *big.Int {
		return new(big.Int).Mul(new(big.Int).Binomial(n1, x), new(big.Int).Binomial(n2, x1+x2-x))
	}
	all, tail := new(big.Int), new(big.Int)
	for x := range n1 + 1 {
		if rest := x1 + x2 - x; rest < 0 || rest > n2 {
			continue
		}
		all.Add(all, chance(x))
		if chance(x).Cmp(chance(x1)) <= 0 {
			tail.Add(tail, chance(x))
		}
	}
	p, _ := new(big.Rat).SetFrac(tail, all).Float64()
	return p
}

func TestFisherTail(t *testing.T) {
	for n1 := range int64(9) {
		for n2 := range int64(9) {
			for x1 := range n1 + 1 {
				for x2 := range n2 + 1 {
					what := fmt.Sprint(x1, " of ", n1, ", ", x2, " of ", n2)
					near(t, what, FisherTail(uint64(x1), uint64(n1), uint64(x2), uint64(n2)), exactFisher(x1, n1, x2, n2), 1e-14)
				}
			}
		}
	}
	for _, tc := range [][4]int64{{400, 1000, 300, 1200}, {5, 3000, 60, 2000}, {0, 500, 400, 500}, {2000, 2001, 1, 900}} {
		near(t, fmt.Sprint(tc), FisherTail(uint64(tc[0]), uint64(tc[1]), uint64(tc[2]), uint64(tc[3])), exactFisher(tc[0], tc[1], tc[2], tc[3]), 1e-11)
	}
}

// At the ends of a beta distribution all of it lies on one side.
func TestBetaAtItsEnds(t *testing.T) {
	for _, c := range []struct{ x, y, lower, upper float64 }{{0, 1, 0, 1}, {1, 0, 1, 0}, {-0.1, 1.1, 0, 1}, {1.1, -0.1, 1, 0}} {
		if lower, upper := Beta(2, 3, c.x, c.y); lower != c.lower || upper != c.upper {
			t.Errorf("x = %v: %v and %v", c.x, lower, upper)
		}
	}
}

// Samples that do not differ have a statistic of 0, and p = 1.
func TestNoDifferenceIsCertain(t *testing.T) {
	for df := 1; df < 6; df++ {
		for _, x := range []float64{0, -1e-17} {
			if p := ChiSquareTail(x, df); p != 1 {
				t.Errorf("%d degrees of freedom, %v: p = %v", df, x, p)
			}
		}
	}
}

// The usual table: 5%, 1% and 0.1% of both tails together.
func TestNormalTail(t *testing.T) {
	for z, want := range map[float64]float64{0: 1, 1.959963984540054: 0.05, 2.575829303548901: 0.01, -3.290526731491926: 0.001} {
		within(t, fmt.Sprintf("beyond %v", z), NormalTail(z), want, 1e-15)
	}
}
