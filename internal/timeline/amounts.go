package timeline

import (
	"slices"

	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/wire"
)

// Amounts are the sums of one customer by ascending time: a number of days, months
// or microseconds.
type Amounts []Amount

// An Amount is the sum of a time.
type Amount struct {
	Time int64
	Sum  exact.Sum
}

// At returns the sum of a time. The pointer is valid until the next time is added.
func (a *Amounts) At(t int64) *exact.Sum {
	i := a.search(t)
	if i == len(*a) || (*a)[i].Time != t {
		*a = slices.Insert(*a, i, Amount{Time: t})
	}
	return &(*a)[i].Sum
}

// search returns the place of the first time from t on. It looks at times alone: to
// copy what slices.BinarySearchFunc compares takes longer than the search.
func (a *Amounts) search(t int64) int {
	from, to := 0, len(*a)
	if to > 0 && (*a)[to-1].Time < t { // most come in order
		return to
	}
	for from < to {
		if half := (from + to) / 2; (*a)[half].Time < t {
			from = half + 1
		} else {
			to = half
		}
	}
	return from
}

// Merge adds the sums of o, which may be those of a.
func (a *Amounts) Merge(o Amounts) {
	for _, x := range slices.Clone(o) {
		a.At(x.Time).Merge(&x.Sum)
	}
}

// Clone returns a copy that shares nothing with a.
func (a Amounts) Clone() Amounts {
	c := slices.Clone(a)
	for i := range c {
		c[i].Sum = a[i].Sum.Clone()
	}
	return c
}

// Append appends the number of times, and of each what lies between it and the one
// before, and the sum.
func (a *Amounts) Append(b []byte) []byte {
	b = wire.AppendUint(b, uint64(len(*a)))
	before := int64(0)
	for i := range *a {
		x := &(*a)[i]
		b = x.Sum.AppendBinary(wire.AppendInt(b, x.Time-before))
		before = x.Time
	}
	return b
}

// Read reads what [Amounts.Append] wrote, of times in first..last, into a zero value.
func (a *Amounts) Read(r *wire.Reader, first, last int64) {
	before := int64(0)
	for i := range r.Len(3) {
		step := r.Int()
		if r.Err() == nil && (i > 0 && step <= 0 || step < first-before || step > last-before) {
			r.Fail("an amount %d after %d", step, before)
		}
		if r.Err() != nil {
			return
		}
		before += step
		x := Amount{Time: before}
		x.Sum.Read(r)
		*a = append(*a, x)
	}
}
