package kpi_test

import (
	"io"
	"sync"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
	"github.com/customerkpi/kpi/retention"
)

// What sharding would change: goroutines of 2 processors that add to one Shared, and to
// one accumulator per processor, taken from a pool, that would have to be merged.
func BenchmarkShared(b *testing.B) {
	b.Run("score", func(b *testing.B) {
		var s kpi.Shared[*nps.Accumulator]
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				_ = s.Update(func(a *nps.Accumulator) error { return a.Add(9) })
			}
		})
	})
	b.Run("score, sharded", func(b *testing.B) {
		p := newShards[*nps.Accumulator]()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				_ = p.update(func(a *nps.Accumulator) error { return a.Add(9) })
			}
		})
	})
	scores := make([]int, 100)
	b.Run("100 scores", func(b *testing.B) {
		var s kpi.Shared[*nps.Accumulator]
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				_ = s.Update(func(a *nps.Accumulator) error { return a.AddSlice(scores) })
			}
		})
	})
	b.Run("100 scores, sharded", func(b *testing.B) {
		p := newShards[*nps.Accumulator]()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				_ = p.update(func(a *nps.Accumulator) error { return a.AddSlice(scores) })
			}
		})
	})
	b.Run("order of 1e5 customers", func(b *testing.B) {
		var s kpi.Shared[*retention.Repurchase[uint64]]
		b.RunParallel(func(pb *testing.PB) {
			for i := uint64(0); pb.Next(); i += 7919 {
				_ = s.Update(func(a *retention.Repurchase[uint64]) error { return a.Add(i % 1e5) })
			}
		})
	})
	b.Run("order of 1e5 customers, sharded", func(b *testing.B) {
		p := newShards[*retention.Repurchase[uint64]]()
		b.RunParallel(func(pb *testing.PB) {
			for i := uint64(0); pb.Next(); i += 7919 {
				_ = p.update(func(a *retention.Repurchase[uint64]) error { return a.Add(i % 1e5) })
			}
		})
	})
}

// shards are accumulators of which each goroutine takes one that is free.
type shards[A kpi.Accumulator[A]] struct{ pool sync.Pool }

func newShards[A kpi.Accumulator[A]]() *shards[A] {
	return &shards[A]{sync.Pool{New: func() any { return new(kpi.Shared[A]) }}}
}

func (p *shards[A]) update(add func(A) error) error {
	s := p.pool.Get().(*kpi.Shared[A])
	defer p.pool.Put(s)
	return s.Update(add)
}

// A million groups written as one checkpoint, and read.
func BenchmarkCheckpoint(b *testing.B) {
	n := 1_000_000
	if testing.Short() {
		n = 10_000
	}
	var g kpi.Groups[uint64, *nps.Accumulator]
	for i := range uint64(n) {
		if err := g.Update(i*7919, scored(int(i%11))); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("write", func(b *testing.B) {
		var size int64
		for b.Loop() {
			size, _ = g.WriteTo(io.Discard)
		}
		b.ReportMetric(float64(size)/float64(n), "bytes/group")
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/group")
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			r, w := io.Pipe()
			go func() {
				_, err := g.WriteTo(w)
				w.CloseWithError(err)
			}()
			if _, err := new(kpi.Groups[uint64, *nps.Accumulator]).ReadFrom(r); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/group")
	})
}
