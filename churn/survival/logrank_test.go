package survival_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn/survival"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestLogRankOfGroupsThatDoNotMeet(t *testing.T) {
	early := of(weighted{survival.Row{Duration: 2, Churned: true}, 5}, weighted{survival.Row{Duration: 3}, 5})
	late := of(weighted{survival.Row{Entry: 3, Duration: 8, Churned: true}, 5}, weighted{survival.Row{Entry: 3, Duration: 9}, 5})
	if err := second(survival.LogRank(early, late)); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("never at risk together: %v, want ErrUndefined", err)
	}
	// Two pairs, of which no group of one meets a group of the other: a chi-square
	// each, and a degree of freedom each.
	early2 := of(weighted{survival.Row{Duration: 1, Churned: true}, 5}, weighted{survival.Row{Duration: 3}, 4})
	late2 := of(weighted{survival.Row{Entry: 3, Duration: 7, Churned: true}, 3}, weighted{survival.Row{Entry: 3, Duration: 9}, 4})
	first, then := laws.Must(survival.LogRank(early, early2)), laws.Must(survival.LogRank(late, late2))
	all := laws.Must(survival.LogRank(early, late, early2, late2, nil))
	near(t, "chi-square", all.Test.Statistic, first.Test.Statistic+then.Test.Statistic)
	if all.Test.DF != 2 || len(all.Groups) != 5 {
		t.Error(all)
	}
	hourly := laws.Must(survival.New(time.Hour))
	if err := hourly.Add(survival.Row{Duration: 1}); err != nil {
		t.Fatal(err)
	}
	if err := second(survival.LogRank(early, hourly)); !errors.Is(err, kpi.ErrIncompatible) {
		t.Errorf("hours against days: %v", err)
	}
	full := of(weighted{survival.Row{Duration: 1}, math.MaxUint64})
	if err := second(survival.LogRank(full, early)); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("2^64 customers: %v", err)
	}
}

func TestLogRankOfAFewAgainstMany(t *testing.T) {
	few := of(weighted{survival.Row{Duration: 1, Churned: true}, 2}, weighted{survival.Row{Duration: 2}, 1})
	many := of(weighted{survival.Row{Duration: 1, Churned: true}, 1e14}, weighted{survival.Row{Duration: 2}, 9e14})
	got := laws.Must(survival.LogRank(few, many))
	near(t, "chi-square", got.Test.Statistic, 1.7*1.7/0.27)

	// One against 10^15, of whom one leaves: U = -E = -1e-15 and V = 1e-15.
	one := of(weighted{survival.Row{Duration: 2}, 1})
	most := of(weighted{survival.Row{Duration: 1, Churned: true}, 1}, weighted{survival.Row{Duration: 2}, 1e15 - 2})
	if got := laws.Must(survival.LogRank(one, most)); got.Test.DF != 1 || math.Abs(got.Test.Statistic-1e-15) > 1e-25 {
		t.Error(got)
	}
}

func TestLogRankDoesNotDependOnTheOrderOfGroups(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := make([]*survival.Accumulator, 3)
		for i := range groups {
			groups[i] = of(rapid.SliceOfN(weightedRows(), 1, 8).Draw(t, "rows")...)
		}
		a, errA := survival.LogRank(groups...)
		b, errB := survival.LogRank(groups[2], groups[0], groups[1])
		if (errA == nil) != (errB == nil) || math.Abs(a.Test.Statistic-b.Test.Statistic) > 1e-10*max(1, a.Test.Statistic) || a.Test.DF != b.Test.DF {
			t.Fatalf("%v, %v and %v, %v", a, errA, b, errB)
		}
		// Another stratum in which nobody is compared changes nothing.
		alone := []*survival.Accumulator{groups[0], nil, nil}
		if c, err := survival.StratifiedLogRank(groups, alone); errA == nil && (err != nil || math.Abs(c.Test.Statistic-a.Test.Statistic) > 1e-10*max(1, a.Test.Statistic)) {
			t.Fatalf("with a stratum of one group: %v, %v, want %v", c, err, a)
		}
	})
}
