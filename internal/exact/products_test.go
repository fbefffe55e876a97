package exact

import (
	"bytes"
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/internal/wire"
)

// naiveProducts are the sums by big.Int, row by row.
type naiveProducts struct {
	n        uint64
	sums     []*big.Int
	products [][]*big.Int
}

func (p *naiveProducts) add(row []int, n uint64) {
	if p.sums == nil {
		for range row {
			p.sums = append(p.sums, new(big.Int))
			products := make([]*big.Int, len(row))
			for j := range products {
				products[j] = new(big.Int)
			}
			p.products = append(p.products, products)
		}
	}
	p.n += n
	times := new(big.Int).SetUint64(n)
	for i, x := range row {
		once := big.NewInt(int64(x))
		once.Mul(once, times)
		p.sums[i].Add(p.sums[i], once)
		for j, y := range row {
			p.products[i][j].Add(p.products[i][j], new(big.Int).Mul(once, big.NewInt(int64(y))))
		}
	}
}

// Short and long numbers, in any order, in any parts: the sums of big.Int.
func TestProductsAreThoseOfBigInt(t *testing.T) {
	entry := rapid.OneOf(rapid.IntRange(-9, 9), rapid.IntRange(-shortEntry-1, shortEntry+1), rapid.SampledFrom([]int{MaxEntry, -MaxEntry}))
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.IntRange(1, 5).Draw(t, "columns")
		var want naiveProducts
		want.add(make([]int, columns), 0)
		parts := make([]Products, 3)
		for i := range parts {
			parts[i].Init(columns)
		}
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			row := rapid.SliceOfN(entry, columns, columns).Draw(t, "row")
			part := &parts[rapid.IntRange(0, 2).Draw(t, "part")]
			n := rapid.SampledFrom([]uint64{1, 1, 0, 7, 1 << 50}).Draw(t, "times")
			if n == 1 && !part.Add(row[0], row[1:]) || n != 1 && !part.AddN(row[0], row[1:], n) {
				t.Fatal("refused", row, n)
			}
			want.add(row, n)
		}
		all := parts[0].Clone()
		if !all.Merge(&parts[1]) || !all.Merge(&parts[2]) || all.N() != want.n {
			t.Fatal("refused, or", all.N(), "rows, want", want.n)
		}
		for i := range columns {
			if got := all.Sum(i); got.Cmp(want.sums[i]) != 0 {
				t.Fatalf("sum %d is %v, want %v", i, got, want.sums[i])
			}
			for j := range columns {
				if got := all.Product(i, j); got.Cmp(want.products[i][j]) != 0 {
					t.Fatalf("product %d %d is %v, want %v", i, j, got, want.products[i][j])
				}
			}
		}
		b := all.AppendBinary(nil)
		r := wire.Open("test", "", b)
		back := ReadProducts(r, columns)
		if err := r.Close(); err != nil || !bytes.Equal(back.AppendBinary(nil), b) {
			t.Fatal(err, back, all)
		}
		if !all.Merge(&all) || all.N() != 2*want.n || all.Sum(0).Cmp(want.sums[0].Lsh(want.sums[0], 1)) != 0 {
			t.Fatal("merged with itself:", all)
		}
	})
}

// The short sums move over to the long ones before they are full.
func TestProductsOfManyShortRows(t *testing.T) {
	var p Products
	p.Init(2)
	p.rows = shortRows // as after as many rows
	for i := range p.short {
		p.short[i] = shortRows * (shortEntry - 1) * (shortEntry - 1)
	}
	p.n = shortRows
	want := new(big.Int).Add(p.Product(1, 0), big.NewInt(-6))
	if !p.Add(2, []int{-3}) || p.rows != 1 || p.Product(0, 1).Cmp(want) != 0 {
		t.Errorf("%d rows, %v, want %v", p.rows, p.Product(0, 1), want)
	}
}

// The largest entries, five times each: their squares would not fit the short sums.
// Rows of the short way come through any number of flushes, and Init keeps what is there.
func TestProductsOfTheLargestEntries(t *testing.T) {
	for _, row := range [][2]int{{MaxEntry, 1}, {-MaxEntry, 1}, {1, MaxEntry}, {1, -MaxEntry}, {MaxEntry, -MaxEntry}, {shortEntry, shortEntry - 1}, {-shortEntry - 1, -shortEntry}} {
		var p Products
		p.Init(2)
		for range 5 {
			if !p.Add(row[0], row[1:]) {
				t.Fatal(row)
			}
		}
		for i, x := range row {
			for j, y := range row {
				if want := big.NewInt(int64(x)); p.Product(i, j).Cmp(want.Mul(want.Mul(want, big.NewInt(int64(y))), big.NewInt(5))) != 0 {
					t.Errorf("%v: product of %d and %d is %v, want %v", row, i, j, p.Product(i, j), want)
				}
			}
		}
	}
	var p Products
	p.Init(2)
	for range 3 {
		p.Add(2, []int{3})
		p.rows = shortRows // so that the next row flushes
	}
	p.Init(2)
	p.AddN(2, []int{3}, 2)
	p.flush()
	p.Init(2)
	if p.Columns() != 2 || p.N() != 5 || p.Sum(1).Int64() != 15 || p.Product(0, 1).Int64() != 30 {
		t.Errorf("%d columns, %d rows, sum %v, product %v", p.Columns(), p.N(), p.Sum(1), p.Product(0, 1))
	}
	var full Products
	full.Init(2)
	full.AddN(1, []int{1}, math.MaxUint64-5)
	if !full.Merge(&p) || full.N() != math.MaxUint64 || full.Merge(&p) {
		t.Errorf("%d rows", full.N())
	}
}

func TestProductsRefuse(t *testing.T) {
	var p Products
	p.Init(2)
	if p.Add(-MaxEntry-1, []int{0}) || p.Add(0, []int{math.MinInt}) || p.AddN(0, []int{-MaxEntry - 1}, 0) || p.N() != 0 {
		t.Error("takes what is beyond the largest entry")
	}
	if !p.AddN(-MaxEntry, []int{MaxEntry}, math.MaxUint64) {
		t.Fatal("refused")
	}
	full := p.Clone()
	if p.Add(1, []int{1}) || p.AddN(1, []int{1}, 1) || p.Merge(&full) || p.N() != math.MaxUint64 {
		t.Error("takes a row when it is full")
	}
	// (2^31-1)² (2^64-1), by hand of big.Int
	want := new(big.Int).SetUint64(math.MaxUint64)
	want.Mul(want, big.NewInt(MaxEntry*MaxEntry))
	if got := p.Product(1, 1); got.Cmp(want) != 0 || p.Product(0, 1).Cmp(want.Neg(want)) != 0 {
		t.Error(got, p.Product(0, 1))
	}
	r := wire.Open("test", "", p.AppendBinary(nil))
	if back := ReadProducts(r, 2); r.Close() != nil || back.Product(0, 1).Cmp(want) != 0 {
		t.Error("a full state does not come back", back)
	}
}

// Sums that no rows have are corrupt. Each row is n, Σy, Σy², Σx, Σxy, Σx².
func TestProductsThatNoRowsHave(t *testing.T) {
	for _, tc := range []struct {
		n    uint64
		sums [5]int64
		ok   bool
	}{
		{2, [5]int64{3, 5, 1, 2, 1}, true}, // (1,0) and (2,1)
		{0, [5]int64{}, true},
		{0, [5]int64{0, 0, 0, 1, 0}, false},
		{0, [5]int64{1, 0, 0, 0, 0}, false},
		{1, [5]int64{2, 4, 3, 6, 9}, true},
		{1, [5]int64{2, 4, 3, 7, 9}, false},
		{1, [5]int64{2, 5, 3, 6, 9}, false},
		{2, [5]int64{3, 4, 1, 2, 1}, false},  // the squares are too small
		{2, [5]int64{3, 5, 1, 3, 1}, false},  // correlated more than fully
		{2, [5]int64{0, -2, 0, 0, 0}, false}, // a sum of squares below 0
		{2, [5]int64{0, 2 * MaxEntry * MaxEntry, 0, 0, 0}, true},
		{2, [5]int64{0, 2*MaxEntry*MaxEntry + 2, 0, 0, 0}, false},
		{1, [5]int64{math.MaxInt32 + 1, (math.MaxInt32 + 1) * (math.MaxInt32 + 1), 0, 0, 0}, false}, // beyond MaxEntry
	} {
		b := wire.AppendUint(nil, tc.n)
		for _, v := range tc.sums {
			b = wire.AppendBig(b, big.NewInt(v))
		}
		r := wire.Open("test", "", b)
		ReadProducts(r, 2)
		if err := r.Close(); tc.ok != (err == nil) || !tc.ok && !errors.Is(err, wire.ErrCorrupt) {
			t.Errorf("%v: %v", tc, err)
		}
	}
	long := new(big.Int).Lsh(big.NewInt(1), 126)
	r := wire.Open("test", "", wire.AppendBig(wire.AppendBig(wire.AppendUint(nil, 1), big.NewInt(0)), long))
	if ReadProducts(r, 1); r.Close() == nil {
		t.Error("a sum of 127 bits is read")
	}
}

var row = []int{3, 5, 2, 4, 1, 5, 5, 2, 3, 4}

func BenchmarkProductsAdd(b *testing.B) {
	var p Products
	p.Init(1 + len(row))
	b.ReportAllocs()
	for b.Loop() {
		p.Add(9, row)
	}
}
