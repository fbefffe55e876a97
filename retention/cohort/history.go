package cohort

import (
	"cmp"
	"iter"
	"math/bits"
	"slices"

	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/wire"
)

// A history is the periods in which a customer started and those in which the
// customer returned: bits in blocks of 64 periods, the earliest of them inline,
// so that most customers cost no allocation: five years by month, or two months
// by day.
type history struct {
	first block
	rest  *[]block // nil, or one or more, ascending, after first
}

// A block holds the periods 64 at to 64 at + 63; bit i is the period 64 at + i.
type block struct {
	starts, returns uint64 // both 0 only in the first block of an empty history
	at              int32
}

func blockOf(period int32, k kind) block {
	b, bit := block{at: period >> 6}, uint64(1)<<(period&63)
	if k&starts != 0 {
		b.starts = bit
	}
	if k&returns != 0 {
		b.returns = bit
	}
	return b
}

func (b *block) or(o block) {
	b.starts |= o.starts
	b.returns |= o.returns
}

func (b *block) bits(k kind) uint64 {
	if k == starts {
		return b.starts
	}
	return b.returns
}

// add adds the periods of a block.
func (h *history) add(b block) {
	switch {
	case h.first.starts|h.first.returns == 0:
		h.first = b
	case b.at == h.first.at:
		h.first.or(b)
	default:
		h.addFar(b)
	}
}

// addFar adds a block other than the first.
func (h *history) addFar(b block) {
	if h.rest == nil {
		h.rest = new([]block)
	}
	if b.at < h.first.at {
		*h.rest = slices.Insert(*h.rest, 0, h.first)
		h.first = b
		return
	}
	i, found := slices.BinarySearchFunc(*h.rest, b.at, func(b block, at int32) int { return cmp.Compare(b.at, at) })
	if found {
		(*h.rest)[i].or(b)
	} else {
		*h.rest = slices.Insert(*h.rest, i, b)
	}
}

// merge adds the periods of o, which is not empty.
func (h *history) merge(o history) {
	h.add(o.first)
	if o.rest != nil {
		for _, b := range *o.rest {
			h.add(b)
		}
	}
}

func (h history) clone() history {
	if h.rest != nil {
		rest := slices.Clone(*h.rest)
		h.rest = &rest
	}
	return h
}

// blocks returns the number of blocks.
func (h *history) blocks() int {
	if h.rest == nil {
		return 1
	}
	return 1 + len(*h.rest)
}

func (h *history) block(i int) *block {
	if i == 0 {
		return &h.first
	}
	return &(*h.rest)[i-1]
}

// periods returns those of starts or of returns, in order.
func (h *history) periods(k kind) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for i := range h.blocks() {
			b := h.block(i)
			for rest := b.bits(k); rest != 0; rest &= rest - 1 {
				if !yield(b.at<<6 + int32(bits.TrailingZeros64(rest))) {
					return
				}
			}
		}
	}
}

// earliest returns the first period.
func (h *history) earliest() int32 {
	return h.first.at<<6 + int32(bits.TrailingZeros64(h.first.starts|h.first.returns))
}

// last returns the last period.
func (h *history) last() int32 {
	b := h.block(h.blocks() - 1)
	return b.at<<6 + int32(bits.Len64(b.starts|b.returns)) - 1
}

// append appends the periods of the starts, then those of the returns.
func (h *history) append(b []byte) []byte {
	for _, k := range []kind{starts, returns} {
		n := 0
		for i := range h.blocks() {
			n += bits.OnesCount64(h.block(i).bits(k))
		}
		b = civil.AppendIndexes(b, n, h.periods(k))
	}
	return b
}

// read reads what append wrote. A customer without an event, or with one outside
// first..last, is a fault.
func (h *history) read(r *wire.Reader, first, last int32) {
	events := 0
	for _, k := range []kind{starts, returns} {
		events += civil.ReadIndexes(r, first, last, func(period int32) { h.add(blockOf(period, k)) })
	}
	if events == 0 {
		r.Fail("a customer without an event")
	}
}
