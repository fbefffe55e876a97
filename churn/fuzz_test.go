package churn_test

import (
	"errors"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn"
	"github.com/customerkpi/kpi/internal/laws"
)

func FuzzAccumulator(f *testing.F) {
	var a churn.Accumulator
	laws.Must(0, a.AddN(churn.Presence{Start: true}, 1<<40))
	laws.Fuzz(f, nil, &a)
}

// FuzzResult: any counts have figures or an error of this module.
func FuzzResult(f *testing.F) {
	f.Add(uint64(3750), uint64(1250), uint64(500), uint64(250))
	f.Add(uint64(0), uint64(1), uint64(1<<64-1), uint64(0))
	f.Fuzz(func(t *testing.T, kept, lost, won, brief uint64) {
		r := churn.Result{Kept: kept, Lost: lost, Won: won, Brief: brief}
		for _, err := range []error{
			second(r.Rate()), second(r.AverageRate()), second(r.TotalRate()), second(r.Lifetime()),
			second(churn.Rate(kept, lost)), second(churn.AverageRate(kept, lost, won)), second(churn.TotalRate(kept, lost)),
		} {
			if err != nil && !errors.Is(err, kpi.ErrUndefined) && !errors.Is(err, kpi.ErrRange) && !errors.Is(err, kpi.ErrOverflow) {
				t.Errorf("%+v: %v", r, err)
			}
		}
		_ = r.String()
	})
}
