package sketch

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/internal/wire"
)

// values draws values of every magnitude, among them those at the bounds of
// powers of two.
func values() *rapid.Generator[int64] {
	return rapid.OneOf(
		rapid.Int64Min(0),
		rapid.Int64Range(0, 1000),
		rapid.SampledFrom([]int64{0, 1, 63, 64, 127, 128, 129, 1<<62 - 1, 1 << 62, math.MaxInt64 - 1, math.MaxInt64}),
	)
}

func quantilesOf(values ...int64) *Quantiles {
	var q Quantiles
	for _, v := range values {
		q.Add(v)
	}
	return &q
}

// within reports |estimate - x| <= x/128 in integers: for d >= 0 that is
// d <= floor(x/128).
func within(estimate, x int64) bool {
	return max(estimate-x, x-estimate) <= x/128
}

func TestEveryValueIsInTheBucketWhoseMiddleIsNear(t *testing.T) {
	check := func(t *rapid.T, v int64) {
		i := bucket(v)
		if i < 0 || i >= 3712 { // 58 blocks of 64: 0..63, and 2^6..2^62
			t.Fatalf("bucket(%d) = %d", v, i)
		}
		if m := middle(i); bucket(m) != i || !within(m, v) || v < 128 && m != v {
			t.Fatalf("middle(bucket(%d)) = %d", v, m)
		}
		if v > 0 && bucket(v-1) != i && bucket(v-1) != i-1 {
			t.Fatalf("bucket(%d) = %d, bucket(%d) = %d", v-1, bucket(v-1), v, i)
		}
	}
	rapid.Check(t, func(t *rapid.T) { check(t, values().Draw(t, "v")) })
}

// distributions are the streams on which estimates are compared with the
// sorted values.
func distributions() map[string][]int64 {
	r := rand.New(rand.NewPCG(1, 2))
	draw := func(n int, value func() int64) []int64 {
		s := make([]int64, n)
		for i := range s {
			s[i] = value()
		}
		return s
	}
	return map[string][]int64{
		"uniform":              draw(10_007, func() int64 { return r.Int64N(1e9) }),
		"uniform small":        draw(1000, func() int64 { return r.Int64N(100) }),
		"lognormal":            draw(10_007, func() int64 { return int64(math.Exp(18 + 2*r.NormFloat64())) }),
		"every magnitude":      draw(10_007, func() int64 { return r.Int64() >> r.IntN(63) }),
		"constant":             draw(100, func() int64 { return 123_456_789 }),
		"two points":           draw(999, func() int64 { return []int64{1_000_003, 60_000_000_007}[r.IntN(2)] }),
		"0 and the largest":    draw(999, func() int64 { return []int64{0, math.MaxInt64}[r.IntN(2)] }),
		"two in one bucket":    {1 << 40, 1<<40 + 1},
		"one":                  {777_777_777},
		"descending by octave": {1 << 60, 1 << 50, 1 << 40, 1 << 30, 1 << 20, 1 << 10, 1},
	}
}

func TestQuantileIsWithinTheBoundOfTheSortedValues(t *testing.T) {
	for name, stream := range distributions() {
		t.Run(name, func(t *testing.T) {
			q := quantilesOf(stream...)
			sorted := slices.Sorted(slices.Values(stream))
			for thousandth := range 1001 {
				// ceil(thousandth/1000 * n) in integers.
				k := max(1, (thousandth*len(sorted)+999)/1000)
				got, ok := q.Quantile(float64(thousandth) / 1000)
				if x := sorted[k-1]; !ok || !within(got, x) {
					t.Fatalf("Quantile(%d/1000) = %d, %v, want %d within 1/128", thousandth, got, ok, x)
				}
			}
		})
	}
}

func TestQuantileIsWithinTheBoundOfAnyValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stream := rapid.SliceOfN(values(), 1, 100).Draw(t, "stream")
		p := rapid.Float64Range(0, 1).Draw(t, "p")
		q := quantilesOf(stream...)
		slices.Sort(stream)
		k := rank(p, uint64(len(stream)))
		got, ok := q.Quantile(p)
		if x := stream[k-1]; !ok || !within(got, x) {
			t.Fatalf("Quantile(%v) = %d, %v, want %d within 1/128", p, got, ok, x)
		}
		higher := rapid.Float64Range(p, 1).Draw(t, "higher p")
		if h, _ := q.Quantile(higher); h < got {
			t.Fatalf("Quantile(%v) = %d, below Quantile(%v) = %d", higher, h, p, got)
		}
	})
}

func TestMedianIsTheMeanOfTheTwoMiddleValues(t *testing.T) {
	for _, c := range []struct {
		values []int64
		want   int64
	}{
		{[]int64{7}, 7},
		{[]int64{5_000_003, 1_000_001}, 3_000_002},
		{[]int64{4, 3}, 3}, // 3.5, rounded down
		{[]int64{9, 1, 2}, 2},
		{[]int64{100, 1, 5, 3}, 4},
		{[]int64{math.MaxInt64, math.MaxInt64 - 2}, math.MaxInt64 - 1}, // their sum has 64 bits
		{[]int64{5_000_003, 5_000_003, 5_000_003, 5_000_003}, 5_000_003},
	} {
		if got, ok := quantilesOf(c.values...).Median(); !ok || got != c.want {
			t.Errorf("Median of %v = %d, %v, want %d", c.values, got, ok, c.want)
		}
	}
	if got, ok := new(Quantiles).Median(); ok || got != 0 {
		t.Errorf("Median of nothing = %d, %v", got, ok)
	}
	rapid.Check(t, func(t *rapid.T) {
		stream := rapid.SliceOfN(rapid.Int64Range(0, 1<<rapid.IntRange(1, 61).Draw(t, "bits")), 1, 100).Draw(t, "stream")
		got, ok := quantilesOf(stream...).Median()
		slices.Sort(stream)
		n := len(stream)
		twice := stream[(n-1)/2] + stream[n/2]
		if off := 2*got - twice; !ok || off > twice/128+1 || off < -twice/128-1 {
			t.Fatalf("Median = %d, %v, want half of %d within 1/128", got, ok, twice)
		}
	})
}

func TestQuantileIsExactWhereItIsSaidToBe(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []int64
		p      float64
		want   int64
	}{
		{"smallest", []int64{1_000_001, 5_000_003, 9_000_007}, 0, 1_000_001},
		{"largest", []int64{1_000_001, 5_000_003, 9_000_007}, 1, 9_000_007},
		{"first rank by rounding up", []int64{1_000_001, 5_000_003, 9_000_007}, 0.333, 1_000_001},
		{"all equal", []int64{5_000_003, 5_000_003, 5_000_003}, 0.5, 5_000_003},
		{"below 128", []int64{0, 100, 127, 1 << 40}, 0.75, 127},
		{"lower of the two middle ones", []int64{10, 20, 30, 40}, 0.5, 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, ok := quantilesOf(c.values...).Quantile(c.p); !ok || got != c.want {
				t.Errorf("Quantile(%v) of %v = %d, %v, want %d", c.p, c.values, got, ok, c.want)
			}
		})
	}
}

func TestQuantileIsUndefinedWithoutValuesOrOutsideZeroToOne(t *testing.T) {
	if v, ok := new(Quantiles).Quantile(0.5); ok || v != 0 {
		t.Errorf("empty: %d, %v", v, ok)
	}
	for _, p := range []float64{math.NaN(), math.Inf(-1), math.Inf(1), -5e-324, -0.1, math.Nextafter(1, 2)} {
		if v, ok := quantilesOf(1, 2).Quantile(p); ok || v != 0 {
			t.Errorf("Quantile(%v) = %d, %v", p, v, ok)
		}
	}
	if v, ok := quantilesOf(1, 2).Quantile(math.Copysign(0, -1)); !ok || v != 1 {
		t.Errorf("Quantile(-0) = %d, %v", v, ok)
	}
}

func TestRankTakesPAsTheDecimalThatIsWritten(t *testing.T) {
	for _, c := range []struct {
		p    float64
		n    uint64
		want uint64
	}{
		{0.07, 100, 7},  // in float64, 0.07*100 is 7.000000000000001
		{0.55, 100, 55}, // and 0.55*100 is 55.00000000000001
		{0.95, 20, 19},
		{0.951, 20, 20}, // 19.02
		{0.5, 3, 2},
		{0, 9, 1},
		{5e-324, 9, 1},
		{1, 9, 9},
		{1, math.MaxUint64, math.MaxUint64},
		{0.5, math.MaxUint64, 1 << 63}, // (2^64-1)/2, rounded up
	} {
		if got := rank(c.p, c.n); got != c.want {
			t.Errorf("rank(%v, %d) = %d, want %d", c.p, c.n, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.Uint64Range(0, 10_000).Draw(t, "ten-thousandths")
		n := rapid.Uint64Range(1, math.MaxUint64/20_000).Draw(t, "n")
		want := max(1, (k*n+9999)/10_000)
		if got := rank(float64(k)/10_000, n); got != want {
			t.Fatalf("rank(%d/10000, %d) = %d, want %d", k, n, got, want)
		}
	})
}

func TestRefusedValuesChangeNothing(t *testing.T) {
	full := quantilesOf(5)
	if !full.AddN(7, math.MaxUint64-1) || full.Count() != math.MaxUint64 {
		t.Fatalf("cannot count 2^64-1 values: %d", full.Count())
	}
	before := full.AppendBinary(nil)
	for name, add := range map[string]func() bool{
		"Add":             func() bool { return full.Add(5) },
		"Add elsewhere":   func() bool { return full.Add(1 << 50) },
		"AddN":            func() bool { return full.AddN(5, math.MaxUint64) },
		"Add negative":    func() bool { return full.Add(-1) },
		"AddN negative":   func() bool { return full.AddN(math.MinInt64, 0) },
		"Merge":           func() bool { return full.Merge(quantilesOf(1 << 50)) },
		"Merge of itself": func() bool { return full.Merge(full) },
	} {
		if add() {
			t.Errorf("%s: accepted", name)
		}
	}
	if after := full.AppendBinary(nil); !bytes.Equal(before, after) {
		t.Errorf("%x became %x", before, after)
	}
	var none Quantiles
	if !none.AddN(5, 0) || none.Count() != 0 || !bytes.Equal(none.AppendBinary(nil), []byte{0}) {
		t.Error("AddN(5, 0) counted something")
	}
}

func TestAnyPartitionAndOrderOfValuesGivesTheSameBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stream := rapid.SliceOfN(values(), 0, 50).Draw(t, "stream")
		want := quantilesOf(stream...).AppendBinary(nil)
		parts := make([]Quantiles, rapid.IntRange(1, 5).Draw(t, "parts"))
		for _, v := range rapid.Permutation(stream).Draw(t, "order") {
			parts[rapid.IntRange(0, len(parts)-1).Draw(t, "part")].Add(v)
		}
		var left Quantiles // ((0+1)+2)+3
		for i := range parts {
			before := parts[i].AppendBinary(nil)
			left.Merge(&parts[i])
			if after := parts[i].AppendBinary(nil); !bytes.Equal(before, after) {
				t.Fatalf("Merge changed its source: %x became %x", before, after)
			}
		}
		right := parts[len(parts)-1].Clone() // 0+(1+(2+3))
		for i := len(parts) - 2; i >= 0; i-- {
			sum := parts[i].Clone()
			sum.Merge(&right)
			right = sum
		}
		for name, q := range map[string]*Quantiles{"left": &left, "right": &right} {
			if got := q.AppendBinary(nil); !bytes.Equal(got, want) {
				t.Fatalf("%s: %x, one pass %x", name, got, want)
			}
		}
	})
}

func TestMergeOfQuantilesDoublesAndDoesNotAlias(t *testing.T) {
	q := quantilesOf(3, 1<<40, 1<<40+5)
	double := q.Clone()
	double.Merge(&double)
	if want := quantilesOf(3, 3, 1<<40, 1<<40, 1<<40+5, 1<<40+5).AppendBinary(nil); !bytes.Equal(double.AppendBinary(nil), want) {
		t.Errorf("merged with itself: %x, want %x", double.AppendBinary(nil), want)
	}
	before := q.AppendBinary(nil)
	var into Quantiles
	into.Merge(q)
	clone := q.Clone()
	into.Add(3)
	clone.Add(3)
	if !q.Merge(nil) || !bytes.Equal(q.AppendBinary(nil), before) {
		t.Error("a copy shares the state of its source, or nil is not empty")
	}
}

func TestQuantilesEncodingIsLocked(t *testing.T) {
	for _, c := range []struct {
		values []int64
		want   []byte
	}{
		{nil, []byte{0}},
		{[]int64{5}, []byte{1, 5, 5, 1}},
		{[]int64{5, 7, 5}, []byte{3, 5, 7, 2, 0, 1}},
		// 300 = 4*75 and 303 share the bucket 300..303, 305 is in the next.
		{[]int64{300, 303, 305}, []byte{2, 0xac, 2, 0xb1, 2, 2, 1}},
	} {
		if got := quantilesOf(c.values...).AppendBinary(nil); !bytes.Equal(got, c.want) {
			t.Errorf("%v: % x, want % x", c.values, got, c.want)
		}
	}
}

func TestReadRefusesQuantilesThatNoValuesLeadTo(t *testing.T) {
	for name, data := range map[string][]byte{
		"nothing":                         {},
		"more buckets than bytes":         {9, 5, 5, 1},
		"too few buckets":                 {1, 5, 6, 1, 1},
		"too many buckets":                {2, 5, 5, 1, 1},
		"values in reverse":               {1, 6, 5, 1},
		"value above the largest":         wire.AppendUint([]byte{1, 5}, 1<<63),
		"no value in the first bucket":    {2, 5, 6, 0, 1},
		"no value in the last bucket":     {2, 5, 6, 1, 0},
		"one count for two values":        {1, 0xac, 2, 0xaf, 2, 1},
		"count in a longer form":          {1, 5, 5, 0x81, 0},
		"counts that add up to 2^64":      append(wire.AppendUint([]byte{2, 5, 6}, math.MaxUint64), 1),
		"trailing byte":                   {1, 5, 5, 1, 0},
		"trailing byte after no values":   {0, 0},
		"the whole range in three bytes":  {3, 0, 1, 1},
		"buckets that do not fit an int":  wire.AppendUint(nil, math.MaxUint64),
		"a missing count":                 {3, 5, 7, 1, 0},
		"a missing largest value":         {1, 5},
		"bucket number of another bucket": {1, 0xac, 2, 0xb1, 2, 1},
	} {
		q := quantilesOf(1, 2, 3)
		before := q.AppendBinary(nil)
		r := wire.Open("test", "", data)
		q.Read(r)
		readFailed := r.Err() != nil
		if r.Close() == nil {
			t.Errorf("%s: accepted", name)
		}
		if readFailed && !bytes.Equal(q.AppendBinary(nil), before) {
			t.Errorf("%s: the state changed", name)
		}
	}
}

func TestAddDoesNotAllocateOnceTheRangeIsKnown(t *testing.T) {
	q := quantilesOf(1, 1<<40)
	v := int64(1)
	if n := testing.AllocsPerRun(1000, func() {
		q.Add(v)
		v = v*5%(1<<40) + 1
	}); n != 0 {
		t.Errorf("%v allocations an Add", n)
	}
}
