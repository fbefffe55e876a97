//go:build !race && (amd64 || arm64)

package main

import (
	"reflect"
	"syscall"
	"testing"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	"github.com/customerkpi/kpi/nps"
)

func init() {
	beam.RegisterType(reflect.TypeFor[generateFn]())
	register.DoFn2x0[Cell, Score](&dropFn{})
}

// A generateFn makes answers, of 36 cells.
type generateFn struct{ N int }

func (f *generateFn) ProcessElement(_ []byte, emit func(Cell, Score)) {
	for i := range f.N {
		emit(cellOf(i), Score{i % 11})
	}
}

func cellOf(i int) Cell { return Cell{[...]string{"web", "store", "app"}[i%3], int64(i % 12)} }

// A dropFn does nothing with an element: what remains is Beam's own cost.
type dropFn struct{}

func (*dropFn) ProcessElement(Cell, Score) {}

// BenchmarkElement measures the processor's time of an element, in a loop and in a
// pipeline: dropped, added up per bundle, and combined by Beam.
func BenchmarkElement(b *testing.B) {
	const n = 1_000_000
	run := func(build func(s beam.Scope, answers beam.PCollection)) func(*testing.B) {
		return func(b *testing.B) {
			before := processor()
			for b.Loop() {
				p, s := beam.NewPipelineWithRoot()
				build(s, beam.ParDo(s, &generateFn{n}, beam.Impulse(s)))
				if err := beamx.Run(b.Context(), p); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64((processor()-before).Nanoseconds())/float64(b.N)/n, "cpu-ns/element")
		}
	}
	b.Run("loop", func(b *testing.B) {
		before := processor()
		for b.Loop() {
			states := make(map[Cell]*nps.Accumulator)
			for i := range n {
				c := cellOf(i)
				if states[c] == nil {
					states[c] = new(nps.Accumulator)
				}
				if err := states[c].Add(i % 11); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64((processor()-before).Nanoseconds())/float64(b.N)/n, "cpu-ns/element")
	})
	b.Run("dropped", run(func(s beam.Scope, answers beam.PCollection) { beam.ParDo0(s, &dropFn{}, answers) }))
	b.Run("bundled", run(func(s beam.Scope, answers beam.PCollection) {
		beam.CombinePerKey(s, &mergeFn[*nps.Accumulator]{}, beam.ParDo(s, bundling[Score](new(nps.Accumulator)), answers))
	}))
	b.Run("combined", run(func(s beam.Scope, answers beam.PCollection) {
		beam.CombinePerKey(s, combining[Score](new(nps.Accumulator)), answers)
	}))
}

// processor returns the time that the process has had on processors.
func processor() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
