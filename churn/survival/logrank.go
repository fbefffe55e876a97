package survival

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/stats"
)

// A LogRankTest is the outcome of [LogRank], which tests whether groups of customers
// leave at the same rate.
type LogRankTest struct {
	Test   kpi.Test     `json:"test"`   // chi-square, degrees of freedom and p
	Groups []GroupCount `json:"groups"` // in the order given
}

// A GroupCount is the churn of one group, beside what is expected if all groups have
// the same hazard at each time.
type GroupCount struct {
	Customers uint64  `json:"customers"`
	Observed  uint64  `json:"observed"` // customers who churned
	Expected  float64 `json:"expected"` // Σ d n_j / n over the times
}

// N returns the number of customers of all groups.
func (t LogRankTest) N() uint64 {
	var n uint64
	for _, g := range t.Groups {
		n += g.Customers
	}
	return n
}

// String returns a text of several lines: the test, and one line per group.
func (t LogRankTest) String() string {
	lines := []string{
		t.Test.String(),
		fmt.Sprintf("%8s %10s %10s %12s", "group", "customers", "churned", "expected"),
	}
	for i, g := range t.Groups {
		lines = append(lines, fmt.Sprintf("%8d %10d %10d %12.2f", i, g.Customers, g.Observed, g.Expected))
	}
	return strings.Join(lines, "\n")
}

// LogRank tests whether two or more groups have the same survival, with d churned
// of n at risk at each time, d_j of n_j in group j:
//
//	U_j   Σ d_j - d n_j/n                                  observed - expected
//	V_ij  Σ d (n-d)/(n-1) (n_i/n) ([i=j] - n_j/n)          their covariance
//	chi-square = U' V⁻ U
//
// Its degrees of freedom are the number of groups less 1. A group that never was at
// risk together with another is not counted. A nil group has no customers.
//
// It is [kpi.ErrUndefined] if no two groups were at risk together at a time when some
// of them left, but not all. Different units are [kpi.ErrIncompatible], more than
// 2^64-1 customers are [kpi.ErrOverflow].
//
// The test finds a hazard that is higher throughout. Where survival curves cross it
// may find nothing.
//
// Sources: N. Mantel, Cancer Chemotherapy Reports 50 (1966) 163-170; R. Peto and
// J. Peto, Journal of the Royal Statistical Society A 135 (1972) 185-207.
func LogRank(groups ...*Accumulator) (LogRankTest, error) { return StratifiedLogRank(groups) }

// StratifiedLogRank is LogRank with the customers compared only within strata, such as
// countries: U and V are sums over the strata. Each stratum lists the same groups in
// the same order. Another number of groups is a [*kpi.RangeError]. From groups of
// groups, which are a Groups[string, *Groups[string, *Accumulator]] of package kpi:
//
//	for _, plans := range byCountry.All() {
//		monthly, _ := plans.Get("monthly") // nil where there is none
//		yearly, _ := plans.Get("yearly")
//		strata = append(strata, []*survival.Accumulator{monthly, yearly})
//	}
func StratifiedLogRank(strata ...[]*Accumulator) (LogRankTest, error) {
	if err := checkStrata(strata); err != nil {
		return LogRankTest{}, err
	}
	groups := 0
	if len(strata) > 0 {
		groups = len(strata[0])
	}
	s := newScores(groups)
	for _, stratum := range strata {
		s.add(stratum)
	}
	x, df := s.chiSquare()
	if df == 0 {
		return LogRankTest{}, figure.Undefined(op, "log-rank test", fmt.Sprintf("no two of %d groups have customers to compare", groups))
	}
	return LogRankTest{
		Test:   kpi.Test{Name: "log-rank", Statistic: x, DF: float64(df), P: stats.ChiSquareTail(x, df)},
		Groups: s.groups,
	}, nil
}

func checkStrata(strata [][]*Accumulator) error {
	var unit time.Duration
	var rows uint64
	for _, stratum := range strata {
		if n := len(strata[0]); len(stratum) != n {
			return &kpi.RangeError{Op: op, Name: "number of groups", Value: len(stratum), Min: n, Max: n}
		}
		for _, a := range stratum {
			if a == nil || a.isZero() {
				continue
			}
			if unit != 0 && a.Unit() != unit {
				return fmt.Errorf("survival: %w: units %v and %v", kpi.ErrIncompatible, unit, a.Unit())
			}
			unit = a.Unit()
			if a.rows > math.MaxUint64-rows {
				return errCustomers
			}
			rows += a.rows
		}
	}
	return nil
}

// scores are the sums of a log-rank test. V has no other entries than
// V_ij = -weights[i][j] and, as its rows add up to 0, V_ii = Σ_j weights[i][j].
type scores struct {
	groups  []GroupCount
	excess  []float64   // U
	weights [][]float64 // symmetric; the diagonal is not used
}

func newScores(groups int) *scores {
	s := &scores{make([]GroupCount, groups), make([]float64, groups), make([][]float64, groups)}
	for i := range s.weights {
		s.weights[i] = make([]float64, groups)
	}
	return s
}

// A change is what happens in a group at an age.
type change struct {
	age   int64
	group int
	moves
}

// add adds a stratum, age by age.
func (s *scores) add(stratum []*Accumulator) {
	var changes []change
	atRisk := make([]uint64, len(stratum))
	var n uint64
	for group, a := range stratum {
		if a == nil {
			continue
		}
		atRisk[group] = a.rows - a.late
		n += atRisk[group]
		s.groups[group].Customers += a.rows
		for age, m := range a.at.All() {
			changes = append(changes, change{age, group, *m})
		}
	}
	slices.SortFunc(changes, func(a, b change) int { return cmp.Or(cmp.Compare(a.age, b.age), cmp.Compare(a.group, b.group)) })
	for len(changes) > 0 {
		same := 1
		for same < len(changes) && changes[same].age == changes[0].age {
			same++
		}
		s.addAge(changes[:same], atRisk, n)
		for _, c := range changes[:same] {
			atRisk[c.group] += c.entered - c.left()
			n += c.entered - c.left()
		}
		changes = changes[same:]
	}
}

// addAge adds the changes of one age, with those at risk before it.
func (s *scores) addAge(changes []change, atRisk []uint64, n uint64) {
	var d uint64
	for _, c := range changes {
		d += c.churned
		s.groups[c.group].Observed += c.churned
		s.excess[c.group] += float64(c.churned)
	}
	if d == 0 {
		return
	}
	all, churned := float64(n), float64(d)
	for i, ni := range atRisk {
		expected := churned * (float64(ni) / all)
		s.groups[i].Expected += expected
		s.excess[i] -= expected
	}
	if d == n { // all leave, whoever they are: no variance, and n may be 1
		return
	}
	spread := churned * (float64(n-d) / float64(n-1))
	for i, ni := range atRisk {
		for j, nj := range atRisk[:i] {
			w := spread * (float64(ni) / all) * (float64(nj) / all)
			s.weights[i][j] += w
			s.weights[j][i] += w
		}
	}
}

// chiSquare returns U' V⁻ U and the rank of V by eliminating group after group.
// V is the Laplacian of a graph with these weights, and what is left of it after
// a step is one again: its diagonal is a sum of weights, so that nothing cancels,
// and a group that was compared with no other has the pivot 0 exactly.
func (s *scores) chiSquare() (x float64, df int) {
	excess := slices.Clone(s.excess)
	weights := make([][]float64, len(s.weights))
	for i := range weights {
		weights[i] = slices.Clone(s.weights[i])
	}
	for k := range excess {
		pivot := 0.0
		for j := k + 1; j < len(excess); j++ {
			pivot += weights[k][j]
		}
		if pivot == 0 {
			continue
		}
		df++
		x += excess[k] * excess[k] / pivot
		for i := k + 1; i < len(excess); i++ {
			share := weights[i][k] / pivot
			excess[i] += share * excess[k]
			for j := k + 1; j < len(excess); j++ {
				weights[i][j] += share * weights[k][j]
			}
		}
	}
	return x, df
}
