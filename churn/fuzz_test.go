package churn_test

import (
	"errors"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn"
	"github.com/customerkpi/kpi/internal/laws"
)

// FuzzUnmarshalBinary: any bytes are ErrCorrupt or the encoding of a state.
func FuzzUnmarshalBinary(f *testing.F) {
	var a churn.Accumulator
	if err := a.AddN(churn.Presence{Start: true}, 1<<40); err != nil {
		f.Fatal(err)
	}
	seed, _ := a.MarshalBinary()
	f.Add(seed)
	f.Fuzz(func(t *testing.T, data []byte) {
		var a churn.Accumulator
		laws.Decodes(t, &a, data)
	})
}

// FuzzResult: any counts have figures or an error of this module.
func FuzzResult(f *testing.F) {
	f.Add(uint64(3750), uint64(1250), uint64(500), uint64(250))
	f.Add(uint64(0), uint64(1), uint64(1<<64-1), uint64(0))
	f.Fuzz(func(t *testing.T, kept, lost, won, brief uint64) {
		r := churn.Result{Kept: kept, Lost: lost, Won: won, Brief: brief}
		for _, err := range []error{
			second(r.Rate()), second(r.Average()), second(r.InTotal()), second(r.Lifetime()),
			second(churn.AtStart(kept, lost)), second(churn.Average(kept, lost, won)), second(churn.InTotal(kept, lost)),
		} {
			if err != nil && !errors.Is(err, kpi.ErrUndefined) && !errors.Is(err, kpi.ErrRange) && !errors.Is(err, kpi.ErrOverflow) {
				t.Errorf("%+v: %v", r, err)
			}
		}
		_ = r.String()
	})
}
