package cohort_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention/cohort"
)

// Readers of an accumulator at once have the right answers while rows wait, as
// those of many customers do, and leave its bytes alone. Columns do not wait.
func TestReadersOfAnAccumulatorShareIt(t *testing.T) {
	const rows, customers = 45_077, 36_011
	var a, columns cohort.Accumulator[int]
	keys, times := make([]int, rows), make([]time.Time, rows)
	for i := range rows {
		// Some a lifetime later: in a block of periods of their own.
		keys[i] = i * 7919 % customers
		times[i] = time.Date(2000+i%90, time.Month(1+i%12), 1, 0, 0, 0, 0, time.UTC)
	}
	add := func(from, to int) {
		for i := from; i < to; i++ {
			laws.Must(0, a.Add(keys[i], times[i]))
		}
		laws.Must(0, columns.AddSlice(keys[from:to], times[from:to]))
	}
	bytesOf := func(a *cohort.Accumulator[int]) string { return string(laws.Must(a.MarshalBinary())) }
	answers := func(a *cohort.Accumulator[int]) map[string]string {
		var merged cohort.Accumulator[int]
		laws.Must(0, merged.Merge(a))
		return map[string]string{
			"Result":        string(laws.Must(json.Marshal(a.Result()))),
			"Brackets":      fmt.Sprint(laws.Must(a.Brackets(cohort.Query{Recurring: true}, 0, 1, 30))),
			"MarshalBinary": bytesOf(a),
			"Clone":         bytesOf(a.Clone()),
			"Merge":         bytesOf(&merged),
			"Empty":         fmt.Sprint(a.Empty()),
		}
	}
	check := func(a *cohort.Accumulator[int], want map[string]string) {
		t.Helper()
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for name, got := range answers(a) {
					if got != want[name] {
						t.Errorf("%s: %.100q, want %.100q", name, got, want[name])
					}
				}
			})
		}
		wg.Wait()
	}
	check(&a, answers(&columns)) // nothing was added
	add(0, rows-17)
	check(&a, answers(&columns))
	add(rows-17, rows)
	laws.Must(0, a.Merge(&a))
	laws.Must(0, columns.Merge(&columns))
	if bytesOf(&a) != bytesOf(&columns) {
		t.Error("what is added after the readers gives another state")
	}
}
