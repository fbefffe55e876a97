package cohort_test

import (
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention/cohort"
)

func FuzzAccumulator(f *testing.F) {
	days := laws.Must(cohort.New[string](kpi.Day, location(f, "Europe/Paris")))
	laws.Fuzz(f, func(_ *testing.T, a *cohort.Accumulator[string]) { _ = a.Result().String() },
		fill(f, new(cohort.Accumulator[string]), sample...), fill(f, days, sample...))
}

func FuzzEvents(f *testing.F) {
	laws.Fuzz(f, func(_ *testing.T, e *cohort.Events[string]) {
		for clock := cohort.Periods; clock <= cohort.Hours; clock++ {
			_ = laws.Must(e.Table(cohort.OnOrAfter, cohort.Query{Recurring: true, Clock: clock})).String()
		}
	}, fill(f, new(cohort.Events[string]), sample...))
}
