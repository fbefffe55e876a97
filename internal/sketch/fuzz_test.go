package sketch

import (
	"bytes"
	"math"
	"testing"

	"github.com/customerkpi/kpi/internal/wire"
)

// What Read accepts encodes to the same bytes, and answers.
func FuzzReadQuantiles(f *testing.F) {
	f.Add([]byte{0})
	f.Add(quantilesOf(0, 1, 300, 303).AppendBinary(nil))
	f.Add(quantilesOf(300, 303, 305).AppendBinary(nil))
	f.Add(quantilesOf(1<<40, 1<<40+1).AppendBinary(nil))
	f.Add(quantilesOf(0, math.MaxInt64).AppendBinary(nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		var q Quantiles
		r := wire.Open("test", "", data)
		q.Read(r)
		if r.Close() != nil {
			return
		}
		if again := q.AppendBinary(nil); !bytes.Equal(again, data) {
			t.Fatalf("% x read, % x written", data, again)
		}
		low, ok := q.Quantile(0)
		mid, _ := q.Quantile(0.5)
		high, _ := q.Quantile(1)
		if ok != (q.Count() > 0) || low < 0 || mid < low || high < mid {
			t.Fatalf("quantiles %d, %d, %d of %d values, %v", low, mid, high, q.Count(), ok)
		}
	})
}

// What Read accepts encodes to the same bytes, answers, and is its own union.
func FuzzReadDistinct(f *testing.F) {
	f.Add([]byte{0})
	f.Add([]byte{2, 39, 26})
	f.Add(distinctOf(1, 20).AppendBinary(nil))
	f.Add(distinctOf(1, 5000).AppendBinary(nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		var d Distinct
		r := wire.Open("test", "", data)
		d.Read(r)
		if r.Close() != nil {
			return
		}
		clone := d.Clone()
		clone.Merge(&d)
		if again := clone.AppendBinary(nil); !bytes.Equal(again, data) {
			t.Fatalf("% x read, % x written", data, again)
		}
		if n := d.Estimate(); (n == 0) != bytes.Equal(data, []byte{0}) {
			t.Fatalf("estimate %d of % x", n, data)
		}
	})
}

// Any stream gives, in one pass, quantiles within the bound of the exact ones.
func FuzzQuantile(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9}, 0.5)
	f.Add(bytes.Repeat([]byte{255}, 16), 1.0)
	f.Add([]byte("eight bytes are one value of it"), 0.07)
	f.Fuzz(func(t *testing.T, data []byte, p float64) {
		stream := fuzzValues(data)
		if len(stream) == 0 || !(p >= 0 && p <= 1) {
			return
		}
		got, _ := quantilesOf(stream...).Quantile(p)
		if x := kthSmallest(stream, rank(p, uint64(len(stream)))); !within(got, x) {
			t.Fatalf("Quantile(%v) of %d = %d, want %d within 1/128", p, stream, got, x)
		}
	})
}

// fuzzValues reads eight bytes a value; the lowest six bits of it say how many
// bits are shifted out, so that all magnitudes come.
func fuzzValues(data []byte) []int64 {
	var values []int64
	for ; len(data) >= 8; data = data[8:] {
		var v uint64
		for _, b := range data[:8] {
			v = v<<8 | uint64(b)
		}
		values = append(values, int64(v>>1>>(v&63)))
	}
	return values
}

// kthSmallest counts instead of sorting.
func kthSmallest(values []int64, k uint64) int64 {
	for _, v := range values {
		var below, equal uint64
		for _, w := range values {
			if w < v {
				below++
			} else if w == v {
				equal++
			}
		}
		if below < k && k <= below+equal {
			return v
		}
	}
	return -1
}
