package survival_test

import (
	"math/rand/v2"
	"testing"

	"github.com/customerkpi/kpi/churn/survival"
)

// rows are n customers by the day over ten years, three in ten not gone yet, one
// in ten with a late entry.
func rows(n int) []survival.Row {
	r := rand.New(rand.NewPCG(1, 2))
	out := make([]survival.Row, n)
	for i := range out {
		out[i] = survival.Row{Duration: min(int64(r.ExpFloat64()*900), 3650), Churned: r.IntN(10) >= 3}
		if out[i].Duration > 1 && r.IntN(10) == 0 {
			out[i].Entry = 1 + r.Int64N(out[i].Duration-1)
		}
	}
	return out
}

const million = 1_000_000

func perRow(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/row")
}

func BenchmarkAddMillion(b *testing.B) {
	in := rows(million)
	b.ReportAllocs()
	for b.Loop() {
		var a survival.Accumulator
		for _, r := range in {
			if err := a.Add(r); err != nil {
				b.Fatal(err)
			}
		}
	}
	perRow(b, million)
}

func BenchmarkAddSliceMillion(b *testing.B) {
	in := rows(million)
	b.ReportAllocs()
	for b.Loop() {
		var a survival.Accumulator
		if err := a.AddSlice(in); err != nil {
			b.Fatal(err)
		}
	}
	perRow(b, million)
}

// BenchmarkAddMillionAges: every row has an age of its own, as in nanoseconds.
func BenchmarkAddMillionAges(b *testing.B) {
	in := make([]survival.Row, million)
	for i, at := range rand.New(rand.NewPCG(1, 2)).Perm(million) {
		in[i] = survival.Row{Duration: int64(at), Churned: at%3 > 0}
	}
	b.ReportAllocs()
	for b.Loop() {
		var a survival.Accumulator
		if err := a.AddSlice(in); err != nil {
			b.Fatal(err)
		}
	}
	perRow(b, million)
}

func counted(b *testing.B, in []survival.Row) *survival.Accumulator {
	b.Helper()
	var a survival.Accumulator
	if err := a.AddSlice(in); err != nil {
		b.Fatal(err)
	}
	return &a
}

func BenchmarkResult(b *testing.B) {
	a := counted(b, rows(million))
	b.ReportAllocs()
	for b.Loop() {
		a.Result()
	}
}

func BenchmarkMedian(b *testing.B) {
	c := counted(b, rows(million)).Result()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Median(0.95); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLogRank(b *testing.B) {
	in := rows(million)
	groups := make([]*survival.Accumulator, 4)
	for i := range groups {
		groups[i] = counted(b, in[i*million/4:(i+1)*million/4])
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := survival.LogRank(groups...); err != nil {
			b.Fatal(err)
		}
	}
}

func TestCountingDoesNotAllocate(t *testing.T) {
	in := rows(10_000)
	var a survival.Accumulator
	if err := a.AddSlice(in); err != nil { // all ages are there from now on
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(10, func() {
		if a.Add(in[0]) != nil || a.AddN(in[1], 5) != nil || a.AddSlice(in) != nil {
			t.Fatal("refused")
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
