package churn_test

import (
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
		Full:   laws.Full((*churn.Accumulator).AddN, churn.Presence{Start: true, End: true}),
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
