package survival_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/churn/survival"
	"github.com/customerkpi/kpi/internal/laws"
)

// parse reads times as they are printed in articles: a plus marks the censored.
func parse(t testing.TB, times string) *survival.Accumulator {
	t.Helper()
	var a survival.Accumulator
	for _, field := range strings.Fields(times) {
		digits, censored := strings.CutSuffix(field, "+")
		if err := a.Add(survival.Row{Duration: laws.Must(strconv.ParseInt(digits, 10, 64)), Churned: !censored}); err != nil {
			t.Fatal(err)
		}
	}
	return &a
}

// Weeks of remission under 6-MP and placebo: E. A. Gehan, Biometrika 52 (1965)
// 203-223, after E. J. Freireich et al., Blood 21 (1963) 699-716.
const (
	treated = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
	placebo = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
)

// The survival of the 6-MP arm: Kalbfleisch and Prentice (1980), and the tests of
// the Python package lifelines, tests/test_statistics.py, which have the log-rank
// test against the control too: 16.8, p 4.17e-05; 16.7929 by R's survdiff.
func TestRemissionUnder6MP(t *testing.T) {
	c := parse(t, treated).Result()
	for time, want := range map[int64]float64{
		0: 1, 5: 1, 6: .857143, 7: .806723, 9: .806723, 10: .752941, 13: .690196, 16: .627451, 22: .537815, 23: .448179, 35: .448179,
	} {
		if s := laws.Must(c.At(time)); math.Abs(s.Survival-want) > 5e-7 {
			t.Errorf("survival at %d: %v, want %v", time, s.Survival, want)
		}
	}
	got := laws.Must(survival.LogRank(parse(t, treated), parse(t, placebo)))
	if math.Abs(got.Test.Statistic-16.7929) > 5e-5 || got.Test.DF != 1 || math.Abs(got.Test.P-4.17e-5) > 5e-8 {
		t.Error(got)
	}
}

// The standard errors of Greenwood in the 6-MP arm, by hand:
//
//	at 6:  S = 18/21, S² 3/(21·18)              = .0058309, √ = .0763604
//	at 7:  S = 18/21·16/17, S² (3/378 + 1/272)  = .0075569, √ = .0869
func TestGreenwoodByHand(t *testing.T) {
	c := parse(t, treated).Result()
	near(t, "at 6", laws.Must(laws.Must(c.At(6)).StdErr()), 18./21*math.Sqrt(3./378))
	near(t, "at 7", laws.Must(laws.Must(c.At(7)).StdErr()), 18./21*16/17*math.Sqrt(3./378+1./272))
}
