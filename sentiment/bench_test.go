package sentiment_test

import (
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/sentiment"
)

// column is a column of classes that fits the processor's cache.
func column() []sentiment.Class {
	r := rand.New(rand.NewPCG(1, 2))
	classes := make([]sentiment.Class, 10_000)
	for i := range classes {
		classes[i] = sentiment.Class(r.IntN(3) - 1)
	}
	return classes
}

// hundredths are polarities of two places.
func hundredths() []decimal.Decimal {
	r := rand.New(rand.NewPCG(1, 2))
	polarities := make([]decimal.Decimal, 10_000)
	for i := range polarities {
		polarities[i] = decimal.New(r.Int64N(201)-100, -2)
	}
	return polarities
}

func perMention(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/mention")
}

// BenchmarkTable is the baseline of the benchmarks below.
func BenchmarkTable(b *testing.B) {
	classes := column()
	var counts [3]uint64
	for b.Loop() {
		for _, c := range classes {
			counts[c+1]++
		}
	}
	perMention(b, len(classes))
}

func BenchmarkAdd(b *testing.B) {
	classes := column()
	var a sentiment.Accumulator
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range classes {
			if err := a.Add(c); err != nil {
				b.Fatal(err)
			}
		}
	}
	perMention(b, len(classes))
}

func BenchmarkAddSlice(b *testing.B) {
	classes := column()
	var a sentiment.Accumulator
	b.ReportAllocs()
	for b.Loop() {
		if err := a.AddSlice(classes); err != nil {
			b.Fatal(err)
		}
	}
	perMention(b, len(classes))
}

func BenchmarkPolarityAdd(b *testing.B) {
	polarities := hundredths()
	var a sentiment.Polarity
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range polarities {
			if err := a.Add(p); err != nil {
				b.Fatal(err)
			}
		}
	}
	perMention(b, len(polarities))
}

// BenchmarkDecimalAdd is the baseline of BenchmarkPolarityAdd: the sum alone.
func BenchmarkDecimalAdd(b *testing.B) {
	polarities := hundredths()
	var sum decimal.Decimal
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range polarities {
			sum = sum.Add(p)
		}
	}
	perMention(b, len(polarities))
}

func BenchmarkMerge(b *testing.B) {
	var a, o sentiment.Accumulator
	if err := o.AddSlice(column()); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := a.Merge(&o); err != nil {
			b.Fatal(err)
		}
	}
}

func TestCountingDoesNotAllocate(t *testing.T) {
	classes, polarities := column(), hundredths()
	var a sentiment.Accumulator
	var e sentiment.Emotions
	var p sentiment.Polarity
	if n := testing.AllocsPerRun(10, func() {
		if a.Add(sentiment.Positive) != nil || a.AddN(sentiment.Negative, 5) != nil || a.AddSlice(classes) != nil {
			t.Fatal("refused")
		}
		if e.Add(sentiment.Joy) != nil || e.AddN(sentiment.Anger, 5) != nil {
			t.Fatal("refused")
		}
		for _, polarity := range polarities {
			if p.Add(polarity) != nil {
				t.Fatal("refused")
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
