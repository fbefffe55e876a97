package survival_test

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/churn/survival"
	"github.com/customerkpi/kpi/internal/laws"
)

// The second implementation: the definitions, row by row, over fractions.

// naiveRows are rows with each weight written out.
type naiveRows []survival.Row

func expand(rows []weighted) naiveRows {
	var out naiveRows
	for _, w := range rows {
		for range w.n {
			out = append(out, w.row)
		}
	}
	return out
}

func rat(a, b int) *big.Rat { return big.NewRat(int64(a), int64(b)) }

func add(a, b *big.Rat) *big.Rat { return new(big.Rat).Add(a, b) }
func mul(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }

func float(r *big.Rat) float64 {
	f, _ := r.Float64()
	return f
}

// at returns who is at risk, churns and is censored at a time.
func (rows naiveRows) at(t int64) (n, d, c int) {
	for _, r := range rows {
		if (r.Entry == 0 || r.Entry < t) && r.Duration >= t {
			n++
		}
		switch {
		case r.Duration == t && r.Churned:
			d++
		case r.Duration == t:
			c++
		}
	}
	return n, d, c
}

// times returns the different times at which somebody churned or was censored.
func (rows naiveRows) times() []int64 {
	var times []int64
	for _, r := range rows {
		times = append(times, r.Duration)
	}
	slices.Sort(times)
	return slices.Compact(times)
}

// survival returns S(t).
func (rows naiveRows) survival(t int64) *big.Rat {
	s := rat(1, 1)
	for _, u := range rows.times() {
		if n, d, _ := rows.at(u); u <= t {
			s = mul(s, rat(n-d, n))
		}
	}
	return s
}

// area returns the integral of S from one time to another, unit by unit: S does
// not change between whole times.
func (rows naiveRows) area(from, to int64) *big.Rat {
	sum := new(big.Rat)
	for t := from; t < to; t++ {
		sum = add(sum, rows.survival(t))
	}
	return sum
}

// meanVariance returns the variance of the restricted mean up to tau.
func (rows naiveRows) meanVariance(tau int64) *big.Rat {
	sum := new(big.Rat)
	for _, t := range rows.times() {
		if n, d, _ := rows.at(t); t < tau && n > d {
			a := rows.area(t, tau)
			sum = add(sum, mul(mul(a, a), rat(d, n*(n-d))))
		}
	}
	return sum
}

// quantile returns the time at which S comes down to 1-p, the middle of a flat
// part that is equal to it.
func (rows naiveRows) quantile(p *big.Rat) survival.Bound {
	height := new(big.Rat).Sub(rat(1, 1), p)
	times := rows.times()
	for i, t := range times {
		switch rows.survival(t).Cmp(height) {
		case -1:
			return survival.Bound{Time: float64(t), Reached: true}
		case 0:
			end := times[len(times)-1]
			for _, u := range times[i:] {
				if rows.survival(u).Cmp(height) < 0 {
					end = u
					break
				}
			}
			return survival.Bound{Time: float64(t+end) / 2, Reached: true}
		}
	}
	return survival.Bound{}
}

func TestCurveAgreesWithFractions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		input := rapid.SliceOfN(weightedRows(), 1, 12).Draw(t, "rows")
		rows := expand(input)
		c := of(input...).Result()
		times := rows.times()
		if len(c.Steps) != len(times) || c.Customers != uint64(len(rows)) {
			t.Fatalf("%d steps of %d rows, want %d of %d", len(c.Steps), c.Customers, len(times), len(rows))
		}
		green, hazard, variance := new(big.Rat), new(big.Rat), new(big.Rat)
		for i, s := range c.Steps {
			n, d, censored := rows.at(times[i])
			if s.Time != times[i] || s.AtRisk != uint64(n) || s.Events != uint64(d) || s.Censored != uint64(censored) {
				t.Fatalf("%+v, want %d of %d, %d censored at %d", s, d, n, censored, times[i])
			}
			if n > d {
				green = add(green, rat(d, n*(n-d)))
			}
			hazard, variance = add(hazard, rat(d, n)), add(variance, rat(d, n*n))
			closeTo(t, "survival", s.Survival, rows.survival(s.Time))
			closeTo(t, "Greenwood", s.Greenwood, green)
			closeTo(t, "hazard", s.Hazard, hazard)
			closeTo(t, "variance of the hazard", s.HazardVariance, variance)
		}
		last := times[len(times)-1]
		tau := rapid.Int64Range(0, last).Draw(t, "tau")
		mean := laws.Must(c.RMST(tau))
		closeTo(t, "restricted mean", mean.Mean, rows.area(0, tau))
		closeTo(t, "its variance", mean.StdErr*mean.StdErr, rows.meanVariance(tau))
		eighths := rapid.IntRange(1, 7).Draw(t, "eighths")
		if got, want := laws.Must(c.Quantile(float64(eighths)/8, survival.Log, 0.95)), rows.quantile(rat(eighths, 8)); got.Time != want {
			t.Fatalf("quantile %d/8: %v, want %v", eighths, got.Time, want)
		}
	})
}

// closeTo allows 1e-12, relative above 1 and absolute below.
func closeTo(t *rapid.T, what string, got float64, want *big.Rat) {
	t.Helper()
	if w := float(want); !(math.Abs(got-w) <= 1e-12*max(1, math.Abs(w))) {
		t.Fatalf("%s: got %.17g, want %.17g", what, got, w)
	}
}

// naiveLogRank returns U, the expected counts, V and from them U' V⁻ U and the
// rank of V, over fractions.
func naiveLogRank(strata [][]naiveRows) (expected []*big.Rat, x *big.Rat, df int) {
	k := len(strata[0])
	u, v := make([]*big.Rat, k), make([][]*big.Rat, k)
	expected = make([]*big.Rat, k)
	for i := range k {
		u[i], expected[i], v[i] = new(big.Rat), new(big.Rat), make([]*big.Rat, k)
		for j := range k {
			v[i][j] = new(big.Rat)
		}
	}
	for _, groups := range strata {
		all := slices.Concat(groups...)
		for _, t := range all.times() {
			n, d, _ := all.at(t)
			if d == 0 {
				continue
			}
			for i := range k {
				ni, di, _ := groups[i].at(t)
				e := rat(d*ni, n)
				expected[i] = add(expected[i], e)
				u[i] = add(u[i], add(rat(di, 1), e.Neg(e)))
				for j := range k {
					nj, _, _ := groups[j].at(t)
					same := 0
					if i == j {
						same = 1
					}
					if n > 1 {
						v[i][j] = add(v[i][j], mul(rat(d*(n-d), n-1), mul(rat(ni, n), rat(same*n-nj, n))))
					}
				}
			}
		}
	}
	x, df = quadratic(v, u)
	return expected, x, df
}

// quadratic returns u' v⁻ u and the rank of v by elimination in a matrix with u
// beside v: each pivot takes u_k²/v_kk.
func quadratic(v [][]*big.Rat, u []*big.Rat) (*big.Rat, int) {
	x, rank := new(big.Rat), 0
	for k := range v {
		if v[k][k].Sign() == 0 {
			continue
		}
		rank++
		inverse := new(big.Rat).Inv(v[k][k])
		x = add(x, mul(mul(u[k], u[k]), inverse))
		for i := k + 1; i < len(v); i++ {
			f := mul(v[i][k], inverse)
			f.Neg(f)
			u[i] = add(u[i], mul(f, u[k]))
			for j := k + 1; j < len(v); j++ {
				v[i][j] = add(v[i][j], mul(f, v[k][j]))
			}
		}
	}
	return x, rank
}

func TestLogRankAgreesWithFractions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(2, 4).Draw(t, "groups")
		strata := make([][]*survival.Accumulator, rapid.IntRange(1, 3).Draw(t, "strata"))
		naive := make([][]naiveRows, len(strata))
		for i := range strata {
			for range k {
				rows := rapid.SliceOfN(weightedRows(), 0, 6).Draw(t, "rows")
				strata[i] = append(strata[i], of(rows...))
				naive[i] = append(naive[i], expand(rows))
			}
		}
		expected, x, df := naiveLogRank(naive)
		got, err := survival.StratifiedLogRank(strata...)
		if df == 0 {
			if err == nil {
				t.Fatalf("got %v, want no test", got)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		closeTo(t, "chi-square", got.Test.Statistic, x)
		if got.Test.DF != float64(df) {
			t.Fatalf("%v degrees of freedom, want %d", got.Test.DF, df)
		}
		for i, g := range got.Groups {
			closeTo(t, "expected", g.Expected, expected[i])
		}
	})
}
