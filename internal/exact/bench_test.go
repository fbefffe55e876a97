package exact

import (
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
)

const rows = 1e5

// cents draws a column of amounts from -9,999.99 to 9,999.99.
func cents() []int64 {
	r := rand.New(rand.NewPCG(1, 2))
	v := make([]int64, rows)
	for i := range v {
		v[i] = r.Int64N(2e6) - 1e6
	}
	return v
}

// decimals makes the column of the exponents in turn.
func decimals(exponents ...int32) []decimal.Decimal {
	ds := make([]decimal.Decimal, rows)
	for i, v := range cents() {
		ds[i] = decimal.New(v, exponents[i%len(exponents)])
	}
	return ds
}

func perRow(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
}

func benchmarkAdd(b *testing.B, ds []decimal.Decimal) {
	b.ReportAllocs()
	for b.Loop() {
		var s Sum
		for _, d := range ds {
			s.Add(d)
		}
	}
	perRow(b)
}

func BenchmarkAdd(b *testing.B)               { benchmarkAdd(b, decimals(-2)) }
func BenchmarkAddMixedExponents(b *testing.B) { benchmarkAdd(b, decimals(0, -1, -2)) }
func BenchmarkAddFarExponents(b *testing.B)   { benchmarkAdd(b, decimals(-64, -2)) }

// BenchmarkAddDecimal is the baseline of BenchmarkAdd.
func BenchmarkAddDecimal(b *testing.B) {
	ds := decimals(-2)
	b.ReportAllocs()
	for b.Loop() {
		var s decimal.Decimal
		for _, d := range ds {
			s = s.Add(d)
		}
	}
	perRow(b)
}

func BenchmarkAddMinor(b *testing.B) {
	column := cents()
	b.ReportAllocs()
	for b.Loop() {
		var s Sum
		for _, v := range column {
			s.AddMinor(v, 2)
		}
	}
	perRow(b)
}

// BenchmarkAddSameMinor is the pattern of a hot method.
func BenchmarkAddSameMinor(b *testing.B) {
	column := cents()
	b.ReportAllocs()
	for b.Loop() {
		var s Sum
		for _, v := range column {
			if !s.AddSameMinor(v, 2) {
				s.AddMinor(v, 2)
			}
		}
	}
	perRow(b)
}

func BenchmarkAddMinorSlice(b *testing.B) {
	column := cents()
	b.ReportAllocs()
	for b.Loop() {
		var s Sum
		s.AddMinorSlice(column, 2)
	}
	perRow(b)
}

// BenchmarkAddInt64 is the baseline of the ways to add integers.
func BenchmarkAddInt64(b *testing.B) {
	column := cents()
	total := int64(0)
	for b.Loop() {
		for _, v := range column {
			total += v
		}
	}
	perRow(b)
	if total == 1 {
		b.Fatal("keep the loop")
	}
}

func BenchmarkMomentsAdd(b *testing.B) {
	ds := decimals(-2)
	b.ReportAllocs()
	for b.Loop() {
		var m Moments
		for _, d := range ds {
			m.Add(d)
		}
	}
	perRow(b)
}

func BenchmarkMomentsAddMinor(b *testing.B) {
	column := cents()
	b.ReportAllocs()
	for b.Loop() {
		var m Moments
		for _, v := range column {
			m.AddMinor(v, 2)
		}
	}
	perRow(b)
}

// BenchmarkMomentsAddSameMinor is the pattern of a hot method.
func BenchmarkMomentsAddSameMinor(b *testing.B) {
	column := cents()
	b.ReportAllocs()
	for b.Loop() {
		var m Moments
		for _, v := range column {
			if !m.AddSameMinor(v, 2) {
				m.AddMinor(v, 2)
			}
		}
	}
	perRow(b)
}

func BenchmarkMomentsAddMinorSlice(b *testing.B) {
	column := cents()
	b.ReportAllocs()
	for b.Loop() {
		var m Moments
		m.AddMinorSlice(column, 2)
	}
	perRow(b)
}

func BenchmarkAppendBinary(b *testing.B) {
	s := sumOf(b, minor(1234500, 2))
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = s.AppendBinary(buf[:0])
	}
}

func BenchmarkFits(b *testing.B) {
	d := decimal.New(1999, -2)
	b.ReportAllocs()
	for b.Loop() {
		Fits(d)
	}
}

func BenchmarkFitsHostile(b *testing.B) {
	d := decimal.New(1, 1e7)
	b.ReportAllocs()
	for b.Loop() {
		Fits(d)
	}
}

func TestAddingAllocatesNothing(t *testing.T) {
	mixed, column := decimals(0, -1, -2, -6), cents()
	for name, add := range map[string]func(){
		"Add": func() {
			var s Sum
			for _, d := range mixed[:100] {
				s.Add(d)
				s.AddN(d, 12)
			}
		},
		"AddMinor": func() {
			var s Sum
			for i, v := range column[:100] {
				s.AddMinor(v, uint8(i%4))
			}
			s.AddMinorSlice(column, 2)
		},
		"Merge": func() {
			var s, o Sum
			s.AddMinor(1999, 2)
			o.AddMinor(5, 1)
			s.Merge(&o)
			s.Merge(&s)
		},
		"Moments": func() {
			var m Moments
			for i, d := range mixed[:100] {
				m.Add(d)
				m.AddN(d, 12)
				m.AddMinor(column[i], uint8(i%4))
				m.AddSameMinor(column[i], uint8(i%4))
			}
			m.AddMinorSlice(column, 2)
		},
	} {
		if n := testing.AllocsPerRun(10, add); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
