package bgnbd_test

import (
	"testing"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgnbd"
	"github.com/customerkpi/kpi/clv/internal/fittest"
)

// modified is MBG/NBD for CDNOW.
var modified = bgnbd.Params{R: 0.525, Alpha: 6.183, A: 0.891, B: 1.614, Dropout: bgnbd.AfterAny}

func BenchmarkFitCDNOW(b *testing.B) {
	customers := fittest.CDNOW(b, fittest.Published)
	for _, dropout := range []bgnbd.Dropout{bgnbd.AfterRepeat, bgnbd.AfterAny} {
		b.Run(dropout.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				fitted(b, customers, bgnbd.Options{Dropout: dropout})
			}
		})
	}
}

// 100 times CDNOW, with times that differ so that no two rows are equal.
func BenchmarkFit235700Rows(b *testing.B) {
	var customers []clv.Customer
	for i := range 100 {
		for _, c := range fittest.CDNOW(b, fittest.Published) {
			c.T += float64(len(customers)) * 1e-9
			if c.Frequency > 0 {
				c.Recency += float64(i) * 1e-9
			}
			customers = append(customers, c)
		}
	}
	for _, dropout := range []bgnbd.Dropout{bgnbd.AfterRepeat, bgnbd.AfterAny} {
		b.Run(dropout.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if m := fitted(b, customers, bgnbd.Options{Dropout: dropout}); m.Fit.Rows < 235_000 {
					b.Fatal(m.Fit.Rows)
				}
			}
		})
	}
}

func BenchmarkConditionalExpected(b *testing.B) {
	customers := fittest.Many(b, published, 1000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := published.ConditionalExpected(customers[i%len(customers)], 39); err != nil {
			b.Fatal(err)
		}
	}
}

// A million customers, all different.
func BenchmarkConditionalExpectedSlice(b *testing.B) {
	for _, p := range []bgnbd.Params{published, modified} {
		customers := fittest.Many(b, p, 1_000_000)
		dst := make([]float64, len(customers))
		b.Run(p.Dropout.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := p.ConditionalExpectedSlice(dst, customers, 39); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(customers)), "ns/customer")
		})
		b.Run(p.Dropout.String()+", two goroutines", func(b *testing.B) {
			for b.Loop() {
				if err := fittest.Halves(p.ConditionalExpectedSlice, dst, customers, 39); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(customers)), "ns/customer")
		})
	}
}

// 12 months for a million customers.
func BenchmarkHorizonSlice(b *testing.B) {
	customers := fittest.Many(b, published, 1_000_000)
	dst := make([]float64, len(customers))
	h := clv.Horizon{Periods: 12, Length: 4.345, Rate: 0.01}
	b.ReportAllocs()
	for b.Loop() {
		if err := h.OrdersSlice(dst, customers, published.ConditionalExpectedSlice); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(customers)), "ns/customer")
}
