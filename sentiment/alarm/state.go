package alarm

import (
	"encoding/binary"
	"math"

	"github.com/customerkpi/kpi/internal/wire"
)

// below reads a number below a bound.
func below(r *wire.Reader, name string, bound uint64) uint64 {
	n := r.Uint()
	if n >= bound {
		r.Fail("%s %d", name, n)
		return 0
	}
	return n
}

// farthest is beyond the unix times of the years 1..9999.
const farthest = 1 << 38

// readTime reads a time or the number of a bucket.
func readTime(r *wire.Reader) int64 {
	n := r.Int()
	if n < -farthest || n > farthest {
		r.Fail("time %d", n)
		return 0
	}
	return n
}

// appendFloats appends the bits of floats, 8 bytes each.
func appendFloats(b []byte, floats []float64) []byte {
	bits := make([]byte, 0, 8*len(floats))
	for _, f := range floats {
		bits = binary.BigEndian.AppendUint64(bits, math.Float64bits(f))
	}
	return wire.AppendBytes(b, bits)
}

// readFloats reads what appendFloats wrote: n floats, any number for -1.
func readFloats(r *wire.Reader, n int) []float64 {
	bits := r.Bytes()
	if len(bits)%8 != 0 || n >= 0 && len(bits) != 8*n {
		r.Fail("%d bytes of floats, want %d", len(bits), 8*n)
		return nil
	}
	floats := make([]float64, 0, len(bits)/8)
	for ; len(bits) > 0; bits = bits[8:] {
		f := math.Float64frombits(binary.BigEndian.Uint64(bits))
		if math.IsNaN(f) || math.IsInf(f, 0) || f == 0 && math.Signbit(f) {
			r.Fail("float %v", f)
			return nil
		}
		floats = append(floats, f)
	}
	return floats
}

// within fails unless a float lies within bounds.
func within(r *wire.Reader, name string, x, low, high float64) {
	if !(x >= low && x <= high) {
		r.Fail("%s %v outside %v..%v", name, x, low, high)
	}
}

// A field is a float of the state, with its bounds.
type field struct {
	name      string
	value     *float64
	low, high float64
}

// fields are what is learned of the level, the rhythm and the spreads.
func (d *Detector) fields() []field {
	l, r := &d.level, &d.rhythm
	all := []field{
		{"level", &l.mean, 0, maxCount},
		{"slope", &l.slope, -mostSlope, mostSlope},
		{"variance of the level", &l.vv, 0, mostLevel},
		{"variance of the slope", &l.ss, 0, mostLevel},
		{"covariance of the slope", &l.vs, -mostLevel, mostLevel},
		{"difference of hours", &r.hoursDiffer, leastDiffers, hourUnseen},
		{"difference of the week", &r.weekDiffers, leastDiffers, weekUnseen},
	}
	ratio := func(s *slot, unseen float64) {
		all = append(all, field{"ratio", &s.log, -mostLog, mostLog}, field{"variance of a ratio", &s.variance, leastVariance, unseen})
	}
	r.each(ratio)
	if d.shortLength() > 0 {
		for i := range r.quarters {
			ratio(&r.quarters[i], quarterUnseen)
		}
	}
	for i := range d.spreads.cells {
		all = append(all, d.spreads.cells[i].fields()...)
	}
	return append(all, d.spreads.short.fields()...)
}

func (s *spread) fields() []field {
	return []field{{"spread", &s.sum, -largestWeight * mostSpread, largestWeight * mostSpread}, {"weight", &s.weight, 0, largestWeight}}
}

// leastVariance is below all variances of a ratio.
const leastVariance = 1e-30

// learned appends the values of fields.
func (d *Detector) learned(floats []float64) []float64 {
	for _, f := range d.fields() {
		floats = append(floats, *f.value)
	}
	return floats
}
