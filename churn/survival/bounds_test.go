package survival_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn/survival"
	"github.com/customerkpi/kpi/internal/laws"
)

// The texts of what is refused. A level is in [0.5, 1): 0.05 is 0.95 by another
// name.
func TestRefusals(t *testing.T) {
	c := parse(t, "1 2 3+").Result()
	mean := laws.Must(c.RMST(2))
	interval := func(kind survival.Kind, level float64) error { return second(c.Steps[0].Interval(kind, level)) }
	for _, r := range []struct {
		err  error
		text string
	}{
		{interval(survival.Log, 0.05), "survival: confidence level 0.05 outside 0.5..1 (excluded)"},
		{interval(survival.LogLog, math.Nextafter(0.5, 0)), "survival: confidence level 0.49999999999999994 outside 0.5..1 (excluded)"},
		{interval(survival.Plain, 1), "survival: confidence level 1 outside 0.5..1 (excluded)"},
		{interval(survival.Plain, math.NaN()), "survival: confidence level NaN outside 0.5..1 (excluded)"},
		{interval(3, 0.95), "survival: kind 3 outside log..log-log"},
		{second(c.Steps[0].HazardInterval(0.05)), "survival: confidence level 0.05 outside 0.5..1 (excluded)"},
		{second(mean.Interval(0.05)), "survival: confidence level 0.05 outside 0.5..1 (excluded)"},
		{second(c.Median(0.05)), "survival: confidence level 0.05 outside 0.5..1 (excluded)"},
		{second(c.Quantile(0.5, 3, 0.95)), "survival: kind 3 outside log..log-log"},
		{second(c.Quantile(0, survival.Log, 0.95)), "survival: quantile 0 outside 0 (excluded)..1 (excluded)"},
		{second(c.Quantile(1, survival.Log, 0.95)), "survival: quantile 1 outside 0 (excluded)..1 (excluded)"},
		{second(c.At(-1)), "survival: time -1 below 0"},
		{second(c.RMST(-1)), "survival: tau -1 below 0"},
		{second(survival.StratifiedLogRank([]*survival.Accumulator{nil, nil}, []*survival.Accumulator{nil})), "survival: number of groups 1 outside 2..2"},
	} {
		if !errors.Is(r.err, kpi.ErrRange) || r.err.Error() != r.text {
			t.Errorf("%v, want %s", r.err, r.text)
		}
	}
	for _, level := range []float64{0.5, 0.95, math.Nextafter(1, 0)} {
		if err := errors.Join(interval(survival.Log, level), second(c.Steps[0].HazardInterval(level)), second(mean.Interval(level)), second(c.Median(level))); err != nil {
			t.Errorf("level %v: %v", level, err)
		}
	}
	// Half of all samples: z = 0.674490.
	if i := laws.Must(c.Steps[0].Interval(survival.Plain, 0.5)); math.Abs(i.Low-(2./3-0.6744897501960817*math.Sqrt(2./27))) > 1e-12 {
		t.Errorf("at 50%%: %v", i)
	}
	if got, want := second(survival.StratifiedLogRank()).Error(), "survival: log-rank test undefined: no two of 0 groups have customers to compare"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Of 2 at risk 1 leaves: hazard 1/2, variance 1/4, and 1/2 exp(± 1.96 (1/2) / (1/2)).
func TestHazardIntervalBelowOne(t *testing.T) {
	i := laws.Must(laws.Must(parse(t, "3+ 4 5").Result().At(4)).HazardInterval(0.95))
	factor := math.Exp(1.959963984540054)
	near(t, "low", i.Low, 0.5/factor)
	near(t, "high", i.High, 0.5*factor)
}

// 5.5 of the first 10 by hand: 1 + 9/2, variance (9/2)² / 2; minus 1.96 of its root
// is below 0.
func TestRestrictedMeanIsNotBelowZero(t *testing.T) {
	mean := laws.Must(parse(t, "1 50").Result().RMST(10))
	near(t, "mean", mean.Mean, 5.5)
	near(t, "standard error", mean.StdErr, 4.5/math.Sqrt2)
	if i := laws.Must(mean.Interval(0.95)); i.Low != 0 || i.High != 10 {
		t.Error(i)
	}
}

func TestTextOfACurve(t *testing.T) {
	// 3+ has no event, and after 5 nobody is left: no standard error, no interval.
	want := []string{
		"3 customers, 2 churned",
		"    time  at risk  churned  survival  std err  95%",
		"       4        2        1    0.5000   0.3536  0.1250..1.0000",
		"       5        1        1    0.0000",
	}
	c := parse(t, "3+ 4 5").Result()
	if got := strings.Split(c.String(), "\n"); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%q, want %q", got, want)
	}
	// All leave at the end: that is not a risk set that emptied early.
	if at, ok := c.Emptied(); ok || at != 5 {
		t.Errorf("emptied at %d, %v", at, ok)
	}
}

// Groups without customers, in any place, are groups of nobody: they change no
// figure of the others, have no unit, and hide no fault.
func TestLogRankOfGroupsWithoutCustomers(t *testing.T) {
	hours := func(times string) *survival.Accumulator {
		a := laws.Must(survival.New(time.Hour))
		for _, step := range parse(t, times).Result().Steps {
			if err := a.AddN(survival.Row{Duration: step.Time, Churned: true}, step.Events); err != nil {
				t.Fatal(err)
			}
		}
		return a
	}
	a, b, none := hours("1 2 4 7"), hours("3 5 9"), new(survival.Accumulator)
	want := laws.Must(survival.LogRank(a, b))
	for name, groups := range map[string][]*survival.Accumulator{
		"nil first": {nil, a, b}, "nil between": {a, nil, b}, "zero first": {none, a, b}, "zero between": {a, none, b}, "both last": {a, b, nil, none},
	} {
		got, err := survival.LogRank(groups...)
		if err != nil || got.Test != want.Test || len(got.Groups) != len(groups) {
			t.Errorf("%s: %v, %v, want %v", name, got, err, want)
		}
	}
	for name, err := range map[string]error{
		"after nil":  second(survival.LogRank(nil, a, parse(t, "1 2"))),
		"after zero": second(survival.LogRank(none, parse(t, "1 2"), a)),
	} {
		if !errors.Is(err, kpi.ErrIncompatible) {
			t.Errorf("%s: %v, want ErrIncompatible", name, err)
		}
	}
	// As many customers as a counter holds, and no more.
	most := of(weighted{survival.Row{Duration: 1, Churned: true}, math.MaxUint64 - 1})
	one := of(weighted{survival.Row{Duration: 2, Churned: true}, 1})
	if _, err := survival.LogRank(most, one); err != nil {
		t.Error(err)
	}
	if _, err := survival.LogRank(most, one, one); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("2^64 customers: %v", err)
	}
}
