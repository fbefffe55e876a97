package cohort_test

import (
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention/cohort"
)

const (
	rowCount      = 1_000_000
	customerCount = 100_000
)

// columns are orders within two years, in no order.
func columns() (customers []int, at []time.Time) {
	r := rand.New(rand.NewPCG(1, 2))
	customers, at = make([]int, rowCount), make([]time.Time, rowCount)
	first := date(2024, 1, 1)
	for i := range customers {
		customers[i] = r.IntN(customerCount)
		at[i] = first.Add(time.Duration(r.Int64N(int64(2 * 365 * day))))
	}
	return customers, at
}

func perRow(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rowCount, "ns/event")
}

func BenchmarkAdd(b *testing.B) {
	customers, at := columns()
	b.ReportAllocs()
	for b.Loop() {
		var a cohort.Accumulator[int]
		for i, c := range customers {
			if err := a.Add(c, at[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
	perRow(b)
}

func BenchmarkAddInParis(b *testing.B) {
	customers, at := columns()
	paris := location(b, "Europe/Paris")
	b.ReportAllocs()
	for b.Loop() {
		a := laws.Must(cohort.New[int](kpi.Month, paris))
		for i, c := range customers {
			if err := a.Add(c, at[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
	perRow(b)
}

func BenchmarkAddSlice(b *testing.B) {
	customers, at := columns()
	b.ReportAllocs()
	for b.Loop() {
		var a cohort.Accumulator[int]
		if err := a.AddSlice(customers, at); err != nil {
			b.Fatal(err)
		}
	}
	perRow(b)
}

// By day most customers have two blocks or more.
func BenchmarkAddSliceByDay(b *testing.B) {
	customers, at := columns()
	b.ReportAllocs()
	for b.Loop() {
		a := laws.Must(cohort.New[int](kpi.Day, nil))
		if err := a.AddSlice(customers, at); err != nil {
			b.Fatal(err)
		}
	}
	perRow(b)
}

func BenchmarkTable(b *testing.B) {
	customers, at := columns()
	var a cohort.Accumulator[int]
	if err := a.AddSlice(customers, at); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name      string
		criterion cohort.Criterion
		q         cohort.Query
	}{
		{"On", cohort.On, cohort.Query{}},
		{"OnOrAfter", cohort.OnOrAfter, cohort.Query{}},
		{"Streak", cohort.Streak, cohort.Query{}},
		{"Recurring", cohort.On, cohort.Query{Recurring: true}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if t := laws.Must(a.Table(c.criterion, c.q)); len(t.Cohorts) == 0 {
					b.Fatal("empty")
				}
			}
			perRow(b)
		})
	}
}

func BenchmarkMerge(b *testing.B) {
	customers, at := columns()
	var first, other cohort.Accumulator[int]
	if first.AddSlice(customers[:rowCount/2], at[:rowCount/2]) != nil || other.AddSlice(customers[rowCount/2:], at[rowCount/2:]) != nil {
		b.Fatal("refused")
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := first.Merge(&other); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/customerCount, "ns/customer")
}

func BenchmarkEventsAdd(b *testing.B) {
	customers, at := columns()
	b.ReportAllocs()
	for b.Loop() {
		var e cohort.Events[int]
		for i, c := range customers {
			if err := e.Add(c, at[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
	perRow(b)
}

func BenchmarkEventsTable(b *testing.B) {
	customers, at := columns()
	var e cohort.Events[int]
	for i, c := range customers {
		if err := e.Add(c, at[i]); err != nil {
			b.Fatal(err)
		}
	}
	for clock := cohort.Periods; clock <= cohort.Hours; clock++ {
		b.Run(clock.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if t := laws.Must(e.Table(cohort.On, cohort.Query{Clock: clock})); len(t.Cohorts) == 0 {
					b.Fatal("empty")
				}
			}
			perRow(b)
		})
	}
}

func TestKnownCustomersDoNotAllocate(t *testing.T) {
	var a cohort.Accumulator[int]
	at := date(2026, 1, 3)
	if n := testing.AllocsPerRun(10, func() {
		if a.Add(7, at) != nil || a.AddStart(7, at) != nil || a.AddReturn(7, at) != nil {
			t.Fatal("refused")
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

// TestMemory holds the sizes that the documentation says.
func TestMemory(t *testing.T) {
	const customers, events = 1 << 16, 24
	heap := func() float64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc)
	}
	before := heap()
	var a cohort.Accumulator[int]
	for i := range events {
		for c := range customers {
			if err := a.Add(c, date(2024, time.Month(1+i), 1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	bits := (heap() - before) / customers
	before = heap()
	var e cohort.Events[int]
	for i := range events {
		for c := range customers {
			if err := e.Add(c, date(2024, time.Month(1+i), 1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	kept := (heap() - before) / customers
	t.Logf("Accumulator %.0f bytes per customer, Events %.0f, of %d events", bits, kept, events)
	if bits > 110 {
		t.Errorf("Accumulator: %.0f bytes per customer, want about 80", bits)
	}
	if kept > 110+2*16*events {
		t.Errorf("Events: %.0f bytes per customer of %d events, want about 16 each", kept, events)
	}
	runtime.KeepAlive(&a)
	runtime.KeepAlive(&e)
}
