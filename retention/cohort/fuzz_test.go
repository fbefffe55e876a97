package cohort_test

import (
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention/cohort"
)

func FuzzAccumulator(f *testing.F) {
	f.Add(must(fill(f, new(cohort.Accumulator[string]), sample...).MarshalBinary()))
	f.Add(must(fill(f, must(cohort.New[string](kpi.Day, location(f, "Europe/Paris"))), sample...).MarshalBinary()))
	f.Fuzz(func(t *testing.T, data []byte) {
		var a cohort.Accumulator[string]
		if laws.Decodes(t, &a, data) {
			_ = a.Result().String()
		}
	})
}

func FuzzEvents(f *testing.F) {
	f.Add(must(fill(f, new(cohort.Events[string]), sample...).MarshalBinary()))
	f.Fuzz(func(t *testing.T, data []byte) {
		var e cohort.Events[string]
		if laws.Decodes(t, &e, data) {
			for clock := cohort.Periods; clock <= cohort.Hours; clock++ {
				_ = must(e.Table(cohort.OnOrAfter, cohort.Query{Recurring: true, Clock: clock})).String()
			}
		}
	})
}
