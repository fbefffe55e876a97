package churn_test

import (
	"math"
	"testing"

	"github.com/customerkpi/kpi/churn"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestMain(m *testing.M) { laws.Main(m) }

func TestAccumulatorLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*churn.Accumulator, churn.Presence]{
		Inputs: presences(),
		Add:    (*churn.Accumulator).Add,
		Remove: (*churn.Accumulator).Remove,
		Result: func(a *churn.Accumulator) any { return a.Result() },
		Full: func(t *testing.T) *churn.Accumulator {
			var a churn.Accumulator
			if err := a.AddN(churn.Presence{Start: true, End: true}, math.MaxUint64); err != nil {
				t.Fatal(err)
			}
			return &a
		},
		Sample: []churn.Presence{
			{Start: true, End: true},
			{Start: true, End: true},
			{Start: true, End: true},
			{Start: true, End: true},
			{Start: true},
			{Start: true},
			{Start: true},
			{End: true},
			{End: true},
			{},
		},
	})
}
