package sketch

import (
	"encoding/json"
	"math"
	"math/big"
	"math/bits"
	"slices"
	"strconv"

	"github.com/customerkpi/kpi/internal/wire"
)

// RelativeError bounds the error of [Quantiles.Quantile]: 1/128, less than 1%.
const RelativeError = 1.0 / (2 * octave)

// A bucket holds the values that agree in their leading bit and in the
// mantissaBits bits after it. So each power of two has octave buckets, and the
// bucket of v >= 128 has the width 2^s and a low end of at least 64 * 2^s: its
// middle is less than 2^(s-1) / (64 * 2^s) = 1/128 away from v. The values
// below 128 have a bucket each.
const (
	mantissaBits = 6
	octave       = 1 << mantissaBits
)

// Quantiles is a histogram of non-negative values, such as nanoseconds, from
// which any quantile can be read with a bounded relative error. The buckets
// grow with the values, as in Masson, Rim, Lee, "DDSketch", VLDB 2019; their
// bounds are powers of two cut into equal parts, as in HdrHistogram, because a
// logarithm may differ in its last bit from one processor to another.
//
// The zero value is empty and ready. It takes 512 bytes for each power of two
// between the smallest and the largest value, at most 29 kB.
type Quantiles struct {
	n        uint64
	min, max int64 // exact, so that the quantiles 0 and 1 are

	// counts covers whole powers of two, those from min to max and no others;
	// counts[0] belongs to the bucket base.
	counts []uint64
	base   int
}

// bucket returns the bucket of v, which is 0..3711.
func bucket(v int64) int {
	s := max(bits.Len64(uint64(v))-(mantissaBits+1), 0)
	return s*octave + int(uint64(v)>>s)
}

// middle returns the middle of bucket i.
func middle(i int) int64 {
	if i < octave {
		return int64(i)
	}
	s := i/octave - 1
	low := int64(octave+i%octave) << s
	return low + (int64(1)<<s-1)/2
}

// Add counts v. It is false, and nothing is counted, if v is negative or 2^64-1
// values have been counted.
func (q *Quantiles) Add(v int64) bool { return q.AddN(v, 1) }

// AddN counts v n times. It is false, and nothing is counted, if v is negative
// or the number of values would exceed 2^64-1.
func (q *Quantiles) AddN(v int64, n uint64) bool {
	if v < 0 || n > math.MaxUint64-q.n {
		return false
	}
	if n == 0 {
		return true
	}
	if q.n == 0 {
		q.min, q.max = v, v
	}
	q.n += n
	q.min, q.max = min(q.min, v), max(q.max, v)
	i := bucket(v)
	if uint(i-q.base) >= uint(len(q.counts)) {
		q.cover(i, i)
	}
	q.counts[i-q.base] += n
	return true
}

// cover makes counts reach over the buckets from..to.
func (q *Quantiles) cover(from, to int) {
	from, to = from&^(octave-1), to|(octave-1)
	if len(q.counts) > 0 {
		from, to = min(from, q.base), max(to, q.base+len(q.counts)-1)
	}
	counts := make([]uint64, to-from+1)
	if len(q.counts) > 0 {
		copy(counts[q.base-from:], q.counts)
	}
	q.counts, q.base = counts, from
}

// Merge adds the values of o. It is false, and nothing is added, if the number
// of values would exceed 2^64-1. A nil o has no values.
func (q *Quantiles) Merge(o *Quantiles) bool {
	if o == nil || o.n == 0 {
		return true
	}
	if o.n > math.MaxUint64-q.n {
		return false
	}
	if q.n == 0 {
		*q = o.Clone()
		return true
	}
	last := o.base + len(o.counts) - 1
	if o.base < q.base || last >= q.base+len(q.counts) {
		q.cover(o.base, last)
	}
	into := q.counts[o.base-q.base:]
	for i, n := range o.counts {
		into[i] += n
	}
	q.n += o.n
	q.min, q.max = min(q.min, o.min), max(q.max, o.max)
	return true
}

// Clone returns an independent copy.
func (q *Quantiles) Clone() Quantiles {
	c := *q
	c.counts = slices.Clone(q.counts)
	return c
}

// Count returns the number of values.
func (q *Quantiles) Count() uint64 { return q.n }

// Quantile returns an estimate of the p-quantile, p in 0..1, by the nearest
// rank: the k-th smallest of the n values, where
//
//	k = max(1, ceil(p * n))
//
// The estimate e of that value x satisfies
//
//	|e - x| <= x/128
//
// always; it is x itself if x < 128, if k is 1 or n, or if all values are
// equal. It does not fall as p grows. It is false if there are no values or p
// is outside 0..1 or NaN.
func (q *Quantiles) Quantile(p float64) (int64, bool) {
	if q.n == 0 || !(p >= 0 && p <= 1) {
		return 0, false
	}
	return q.AtRank(rank(p, q.n))
}

// Median returns an estimate of the median, the mean of the two middle values:
//
//	(the ceil(n/2)-th smallest + the (floor(n/2)+1)-th smallest) / 2
//
// which for odd n is the middle one. It takes both from [Quantiles.AtRank], so that
// before it is rounded down it is within 1/128 of the exact median, and equal to it
// if n is 1 or 2 or all values are equal. It is false if there are no values.
func (q *Quantiles) Median() (int64, bool) {
	low, ok := q.AtRank(q.n - q.n/2)
	high, _ := q.AtRank(q.n/2 + 1)
	return low + (high-low)/2, ok
}

// AtRank returns the estimate of the k-th smallest value, as Quantile; it is
// false unless 1 <= k <= n.
func (q *Quantiles) AtRank(k uint64) (int64, bool) {
	if k < 1 || k > q.n {
		return 0, false
	}
	switch k {
	case 1:
		return q.min, true
	case q.n:
		return q.max, true
	}
	// The counts add up to n > k, so that the loop ends within them.
	i, below := 0, q.counts[0]
	for below < k {
		i++
		below += q.counts[i]
	}
	return min(max(middle(q.base+i), q.min), q.max), true
}

// rank returns max(1, ceil(p * n)), exactly. p stands for the shortest decimal
// that names it: 0.07 of 100 is 7, although the nearest float64 to 0.07 is a
// little more than 0.07 and its exact product with 100 a little more than 7.
func rank(p float64, n uint64) uint64 {
	exact, _ := new(big.Rat).SetString(strconv.FormatFloat(p, 'g', -1, 64))
	k := new(big.Int).SetUint64(n)
	k.Mul(k, exact.Num())
	k, rest := k.QuoRem(k, exact.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		return k.Uint64() + 1
	}
	return max(1, k.Uint64())
}

// AppendBinary appends the number of buckets from that of the smallest value
// to that of the largest and, unless it is 0, these two values and the count of
// each bucket.
func (q *Quantiles) AppendBinary(b []byte) []byte {
	if q.n == 0 {
		return wire.AppendUint(b, 0)
	}
	counts := q.counts[bucket(q.min)-q.base : bucket(q.max)-q.base+1]
	b = wire.AppendUint(b, uint64(len(counts)))
	b = wire.AppendUint(b, uint64(q.min))
	b = wire.AppendUint(b, uint64(q.max))
	for _, n := range counts {
		b = wire.AppendUint(b, n)
	}
	return b
}

// Read reads what AppendBinary wrote, and refuses what no values lead to. On a
// fault, which r keeps, q is unchanged.
func (q *Quantiles) Read(r *wire.Reader) {
	var d Quantiles
	if buckets := r.Len(1); buckets > 0 {
		d.readBuckets(r, buckets)
	}
	if r.Err() == nil {
		*q = d
	}
}

func (q *Quantiles) readBuckets(r *wire.Reader, buckets int) {
	low, high := r.Uint(), r.Uint()
	if low > high || high > math.MaxInt64 {
		r.Fail("values from %d to %d", low, high)
		return
	}
	q.min, q.max = int64(low), int64(high)
	first, last := bucket(q.min), bucket(q.max)
	if buckets != last-first+1 {
		r.Fail("%d buckets from %d to %d", buckets, low, high)
		return
	}
	q.cover(first, last)
	for i := first; i <= last; i++ {
		n := r.Uint()
		// The smallest and the largest value are in the outer buckets; they
		// are different values in one bucket only if it has two.
		if n > math.MaxUint64-q.n || n == 0 && (i == first || i == last) || n == 1 && first == last && low != high {
			r.Fail("count %d in bucket %d", n, i)
			return
		}
		q.counts[i-q.base] = n
		q.n += n
	}
}

// MarshalJSON returns the encoding of q as a string in base64: results that have
// percentiles keep it in their JSON.
func (q Quantiles) MarshalJSON() ([]byte, error) { return json.Marshal(q.AppendBinary(nil)) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns an error that wraps
// wire.ErrCorrupt and leaves q as it was.
func (q *Quantiles) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON(data, (*decoder)(q))
}

// decoder is a Quantiles with the decoding that wire.UnmarshalJSON asks for.
type decoder Quantiles

func (d *decoder) UnmarshalBinary(data []byte) error {
	return wire.Decode(data, (*Quantiles)(d), func(r *wire.Reader) (q Quantiles) {
		r.Expect("percentiles", "")
		q.Read(r)
		return q
	})
}
