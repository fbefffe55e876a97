package sketch

import (
	"math/bits"
	"slices"

	"github.com/customerkpi/kpi/internal/wire"
)

// StandardError is the relative standard error of [Distinct.Estimate] for
// large sets: 1.04 / sqrt(16384), about 0.81 %.
const StandardError = 1.04 / 128

const (
	// The first indexBits bits of a hash choose one of the registers. A
	// register keeps the largest rank of the other bits: the place, from 1, of
	// the first one bit, or maxRank if there is none.
	indexBits = 14
	registers = 1 << indexBits
	maxRank   = 64 - indexBits + 1

	// A small set is kept as the list of the used registers of a finer sketch,
	// of 2^26 registers: 26 bits of index and 6 of rank fill a uint32. Beyond
	// fineLimit entries it costs more time and soon more memory than the
	// registers do.
	fineIndexBits = 26
	fineRankBits  = 6
	fineMaxRank   = 64 - fineIndexBits + 1
	fineLimit     = 1024
)

// Distinct estimates the number of different hashes added to it: a HyperLogLog
// (Flajolet, Fusy, Gandouet, Meunier 2007) of 2^14 registers.
//
// A set of up to 1024 hashes is kept finer, in the way of the sparse list of
// Heule, Nunkesser, Hall, "HyperLogLog in Practice", EDBT 2013, at 4 bytes a
// hash; then 16 kB, however many follow. Which form a set has depends on the
// set alone.
//
// The zero value is empty and ready.
type Distinct struct {
	fine  []uint32          // sorted by index, one entry an index; nil once dense is used
	dense *[registers]uint8 // nil up to fineLimit entries
}

// AddHash adds the element that h is the hash of, such as by [HashString]; a
// hash that was added before changes nothing. Elements must be hashed in one
// way, and evenly over all 64 bits.
func (d *Distinct) AddHash(h uint64) {
	if d.dense == nil {
		d.addFine(h)
		return
	}
	// The bit behind the last one of the hash bounds the rank by maxRank.
	rank := uint8(bits.LeadingZeros64(h<<indexBits|1<<(indexBits-1)) + 1)
	if i := h >> (64 - indexBits); d.dense[i] < rank {
		d.dense[i] = rank
	}
}

func (d *Distinct) addFine(h uint64) {
	rank := bits.LeadingZeros64(h<<fineIndexBits|1<<(fineIndexBits-1)) + 1
	index := uint32(h >> (64 - fineIndexBits))
	e := index<<fineRankBits | uint32(rank)
	i, _ := slices.BinarySearch(d.fine, index<<fineRankBits)
	if i < len(d.fine) && d.fine[i]>>fineRankBits == index {
		d.fine[i] = max(d.fine[i], e)
		return
	}
	if len(d.fine) < fineLimit {
		d.fine = slices.Insert(d.fine, i, e)
		return
	}
	d.densify()
	d.AddHash(h)
}

// densify goes over from the fine form to the registers.
func (d *Distinct) densify() {
	fine := d.fine
	d.fine, d.dense = nil, new([registers]uint8)
	for _, e := range fine {
		d.AddHash(unhash(e))
	}
}

// unhash returns a hash whose entry is e. All hashes with that entry have the
// same register and rank too, because a register's index and rank follow from
// the finer ones.
func unhash(e uint32) uint64 {
	index, rank := uint64(e>>fineRankBits), e&(1<<fineRankBits-1)
	return index<<(64-fineIndexBits) | 1<<(64-fineIndexBits)>>rank
}

// Merge adds the elements of o. A nil o has none.
func (d *Distinct) Merge(o *Distinct) {
	if o == nil {
		return
	}
	for _, e := range o.fine {
		d.AddHash(unhash(e))
	}
	if o.dense == nil {
		return
	}
	if d.dense == nil {
		d.densify()
	}
	for i, rank := range o.dense {
		d.dense[i] = max(d.dense[i], rank)
	}
}

// Clone returns an independent copy.
func (d *Distinct) Clone() Distinct {
	c := Distinct{fine: slices.Clone(d.fine)}
	if d.dense != nil {
		c.dense = new(*d.dense)
	}
	return c
}

// Estimate returns an estimate of the number of different hashes added.
//
// Up to 1024 it is the number itself, unless two hashes share their first 26
// bits: then it is short by one. The chance of that is n(n-1)/2^27 at most,
// less than 1 % at 1024. For larger sets it is the estimator of Ertl, with a
// standard error of 0.6 % right above 1024 and 0.81 % in the limit; 19 of 20
// estimates are within 1.6 %, and practically all within 3.3 %.
func (d *Distinct) Estimate() uint64 {
	if d.dense == nil {
		return uint64(len(d.fine))
	}
	var used [maxRank + 1]uint32
	for _, rank := range d.dense {
		used[rank]++
	}
	return cardinality(&used)
}

// AppendBinary appends, for a small set, the number of the entries and the
// difference of each one to the one before it; else the number of registers,
// which is larger, and the registers.
func (d *Distinct) AppendBinary(b []byte) []byte {
	if d.dense != nil {
		return wire.AppendBytes(b, d.dense[:])
	}
	b = wire.AppendUint(b, uint64(len(d.fine)))
	var before uint32
	for _, e := range d.fine {
		b = wire.AppendUint(b, uint64(e-before))
		before = e
	}
	return b
}

// Read reads what AppendBinary wrote, and refuses what no hashes lead to. On a
// fault, which r keeps, d is unchanged.
func (d *Distinct) Read(r *wire.Reader) {
	var in Distinct
	switch n := r.Len(1); {
	case n == registers:
		in.readDense(r)
	case n <= fineLimit:
		in.readFine(r, n)
	default:
		r.Fail("%d entries", n)
	}
	if r.Err() == nil {
		*d = in
	}
}

func (d *Distinct) readFine(r *wire.Reader, n int) {
	if n == 0 {
		return
	}
	d.fine = make([]uint32, n)
	var before uint64
	for i := range d.fine {
		step := r.Uint()
		e := before + step
		rank := e % (1 << fineRankBits)
		sorted := i == 0 || e>>fineRankBits > before>>fineRankBits
		if step > 1<<32-1 || e > 1<<32-1 || rank < 1 || rank > fineMaxRank || !sorted {
			r.Fail("entry %d after %d", e, before)
			return
		}
		d.fine[i], before = uint32(e), e
	}
}

// readDense reads the registers. All but the empty ones can be reached: 1025
// hashes that differ in their first 26 bits can share a register.
func (d *Distinct) readDense(r *wire.Reader) {
	d.dense = new([registers]uint8)
	var used uint64
	for i := range d.dense {
		rank := r.Uint() // a byte, because a rank is less than 128
		if rank > maxRank {
			r.Fail("rank %d", rank)
			return
		}
		d.dense[i] = uint8(rank)
		used |= rank
	}
	if used == 0 {
		r.Fail("no register used")
	}
}
