package kpi

import (
	"fmt"
	"math"
	"math/big"

	"github.com/customerkpi/kpi/internal/stats"
)

// A Test is the outcome of a significance test: how likely it is that samples of
// one population differ as much as these.
type Test struct {
	Name      string  `json:"name"`         // such as "Welch's t"
	Statistic float64 `json:"statistic"`    // what the test is named after: t, z, chi-square, U
	DF        float64 `json:"df,omitempty"` // degrees of freedom, of tests that have some
	P         float64 `json:"p"`            // two-sided p-value, 0 to 1
}

// String returns a text like "Welch's t 1.044 (19.4 degrees of freedom), p 0.309".
func (t Test) String() string {
	df := ""
	if t.DF > 0 {
		df = fmt.Sprintf(" (%.3g degrees of freedom)", t.DF)
	}
	return fmt.Sprintf("%s %.4g%s, p %.3g", t.Name, t.Statistic, df, t.P)
}

// ChiSquare tests whether all rates are the same, by Pearson's chi-square
// without continuity correction:
//
//	Σ (count - total p)² / (total p (1-p))        p = all counts / all totals
//	of k - 1 degrees of freedom for k rates
//
// For two rates it is the two-proportion z test, z² = chi-square. Take [Fisher]
// where an expected count, total p or total (1-p), is below 5. It is [ErrUndefined]
// for fewer than two rates, and where all rates are 0 or all are 1.
//
// Source: K. Pearson, Philosophical Magazine 50 (1900) 157-175.
func ChiSquare(rates ...Rate) (Test, error) {
	counts, totals := new(big.Int), new(big.Int)
	for _, r := range rates {
		counts.Add(counts, bigUint(r.count))
		totals.Add(totals, bigUint(r.Total()))
	}
	others := new(big.Int).Sub(totals, counts)
	if len(rates) < 2 || counts.Sign() == 0 || others.Sign() == 0 {
		return Test{}, fmt.Errorf("kpi: chi-square %w: %v of %v in %d groups", ErrUndefined, counts, totals, len(rates))
	}
	// Σ (count T - total C)² / (total C (T-C)), exactly
	sum := new(big.Rat)
	for _, r := range rates {
		miss := new(big.Int).Mul(bigUint(r.count), totals)
		miss.Sub(miss, new(big.Int).Mul(bigUint(r.Total()), counts))
		sum.Add(sum, new(big.Rat).SetFrac(miss.Mul(miss, miss), bigUint(r.Total())))
	}
	sum.Quo(sum, new(big.Rat).SetInt(counts.Mul(counts, others)))
	x, _ := sum.Float64()
	df := len(rates) - 1
	return Test{"Pearson's chi-square", x, float64(df), stats.ChiSquareTail(x, df)}, nil
}

// maxFisher bounds the work of Fisher, which walks over some dozens of standard
// deviations of counts: some milliseconds.
const maxFisher = 1e5

// Fisher tests whether two rates are the same, by Fisher's exact test: P is the
// chance, given both totals and the sum of the counts, of counts that are at most as
// likely as these. The statistic is the count of after. Take it for small counts;
// with large ones it agrees with [ChiSquare]. Counts so large that their standard
// deviation is above 100,000 are a [RangeError].
//
// Source: R. A. Fisher, Statistical Methods for Research Workers (1934); the
// two-sided p-value as R's fisher.test has it.
func Fisher(before, after Rate) (Test, error) {
	n, m := float64(before.Total()), float64(after.Total())
	hits := float64(before.count) + float64(after.count)
	all := n + m
	if sd := math.Sqrt(n / all * m / all * hits * ((all - hits) / all)); sd > maxFisher {
		return Test{}, &RangeError{Op: "kpi", Name: "standard deviation of the count", Value: sd, Min: 0, Max: maxFisher}
	}
	p := stats.FisherTail(before.count, before.Total(), after.count, after.Total())
	return Test{Name: "Fisher's exact", Statistic: float64(after.count), P: min(p, 1)}, nil
}

// fewExpected reports whether a cell of the 2x2 table expects less than 5.
func fewExpected(before, after Rate) bool {
	hits := float64(before.count) + float64(after.count)
	n, m := float64(before.Total()), float64(after.Total())
	return min(n, m)*min(hits, n+m-hits) < 5*(n+m)
}

// MannWhitney tests whether scores of two samples are drawn from the same
// distribution, by their ranks alone: the test for ordinal answers, such as CSAT
// and CES, where the distance between two scores has no size. a and b are counts
// per score, from the lowest score up, as many in both.
//
//	U = pairs with the score of a above that of b + half of the pairs with equal scores
//	z = (|U - na nb / 2| - 1/2) / σ
//	σ² = na nb / 12 ((N + 1) - Σ (t³ - t) / (N (N-1)))        N = na + nb
//
// with t the answers of each score in both, and a continuity correction of 1/2.
// U / (na nb) is the chance that an answer of a is above one of b, plus half of the
// chance that they are equal. The normal distribution of z is right for about 10
// answers each or more. Samples without answers, or with all answers equal, are
// [ErrUndefined]; columns of unequal length are a [RangeError].
//
// Source: H. B. Mann and D. R. Whitney, Annals of Mathematical Statistics 18
// (1947) 50-60; as R's wilcox.test, whose W is U.
func MannWhitney(a, b []uint64) (Test, error) {
	if len(a) != len(b) {
		return Test{}, &RangeError{Op: "kpi", Name: "number of scores", Value: len(b), Min: len(a), Max: len(a)}
	}
	// Twice the numbers, which are whole.
	u, below := new(big.Int), new(big.Int)
	na, nb, ties := new(big.Int), new(big.Int), new(big.Int)
	for i := range a {
		ai, bi := bigUint(a[i]), bigUint(b[i])
		u.Add(u, new(big.Int).Mul(ai, new(big.Int).Add(new(big.Int).Lsh(below, 1), bi)))
		below.Add(below, bi)
		na.Add(na, ai)
		nb.Add(nb, bi)
		t := new(big.Int).Add(ai, bi)
		ties.Add(ties, new(big.Int).Sub(new(big.Int).Exp(t, big.NewInt(3), nil), t))
	}
	n := new(big.Int).Add(na, nb)
	pairs := new(big.Int).Mul(na, nb)
	// 12 N (N-1) σ² = na nb ((N+1) N (N-1) - Σ (t³ - t))
	all := new(big.Int).Sub(new(big.Int).Exp(n, big.NewInt(3), nil), n)
	if pairs.Sign() == 0 || all.Cmp(ties) == 0 {
		return Test{}, fmt.Errorf("kpi: Mann-Whitney test %w: %v and %v answers, all equal or none", ErrUndefined, na, nb)
	}
	den := new(big.Int).Mul(n, new(big.Int).Sub(n, big.NewInt(1)))
	variance := new(big.Rat).SetFrac(new(big.Int).Mul(pairs, all.Sub(all, ties)), den.Mul(den, big.NewInt(12)))
	v, _ := variance.Float64()
	miss, _ := new(big.Rat).SetFrac(new(big.Int).Sub(u, pairs), big.NewInt(2)).Float64()
	z := max(math.Abs(miss)-0.5, 0) / math.Sqrt(v)
	statistic, _ := new(big.Rat).SetFrac(u, big.NewInt(2)).Float64()
	return Test{Name: "Mann-Whitney U", Statistic: statistic, P: stats.NormalTail(z)}, nil
}

// Holm corrects the p-values of several tests for being several: with m tests, the
// k-th smallest is multiplied by m + 1 - k, and none is below one before it. It
// controls the family-wise error rate: the chance that a test of a population where
// nothing changed has a corrected p-value below 0.05 is at most 5% for all of them
// together, so what it leaves may be told as a fact. [BenjaminiHochberg] leaves more,
// at the price of some false alarms. The order is that of the input. A p-value
// outside 0..1 is a [RangeError].
//
// Source: S. Holm, Scandinavian Journal of Statistics 6 (1979) 65-70.
func Holm(p ...float64) ([]float64, error) {
	if err := checkP(p); err != nil {
		return nil, err
	}
	return stats.Holm(p), nil
}

// BenjaminiHochberg corrects the p-values of several tests for being several: with m
// tests, the k-th smallest is multiplied by m / k, and none is above the one after it. It
// controls the false discovery rate: of the tests whose corrected p-value is below 0.05,
// on average at most 5% are false alarms, if the tests are independent or positively
// correlated. Take it to find those of many segments that are worth a look, and [Holm]
// where not one false alarm is wanted. The order is that of the input. A p-value outside
// 0..1 is a [RangeError].
//
// Source: Y. Benjamini and Y. Hochberg, JRSS B 57 (1995) 289-300; as R's p.adjust.
func BenjaminiHochberg(p ...float64) ([]float64, error) {
	if err := checkP(p); err != nil {
		return nil, err
	}
	return stats.BenjaminiHochberg(p), nil
}

func checkP(p []float64) error {
	for _, x := range p {
		if !(x >= 0 && x <= 1) {
			return &RangeError{Op: "kpi", Name: "p-value", Value: x, Min: 0, Max: 1}
		}
	}
	return nil
}
