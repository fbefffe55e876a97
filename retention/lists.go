package retention

import (
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/wire"
)

// sides says on which of two lists a customer is.
type sides uint8

const (
	left sides = 1 << iota
	right
	both = left | right
)

func (s *sides) merge(o sides) { *s |= o }

func (s *sides) append(b []byte) []byte { return wire.AppendUint(b, uint64(*s)) }

func (s *sides) read(r *wire.Reader) {
	v := r.Uint()
	if v == 0 || v > uint64(both) {
		r.Fail("lists %d", v)
		return
	}
	*s = sides(v)
}

// lists are two lists of customers, each of whom is on a list once or not at all. The
// zero value is empty.
type lists[K keyed.Key] struct{ customers keyed.Table[K, sides] }

// add puts a customer on a list. The error is always nil: the exported methods have
// the signature of every other Add.
func (l *lists[K]) add(customer K, side sides) error {
	*l.customers.At(customer) |= side
	return nil
}

func (l *lists[K]) addSlice(customers []K, side sides) error {
	keyed.Each(&l.customers, customers, make([]struct{}, len(customers)), func(s *sides, _ struct{}) { *s |= side })
	return nil
}

// merge adds the lists of o, with the error of add.
func (l *lists[K]) merge(o *lists[K]) error {
	l.customers.Merge(&o.customers, (*sides).merge)
	return nil
}

func (l *lists[K]) clone() lists[K] { return lists[K]{l.customers.Clone(nil)} }

// count returns the number of customers on the left list, on the right one, and
// on both.
func (l *lists[K]) count() (onLeft, onRight, onBoth uint64) {
	for _, s := range l.customers.All() {
		switch *s {
		case left:
			onLeft++
		case right:
			onRight++
		case both:
			onBoth++
		}
	}
	return onLeft + onBoth, onRight + onBoth, onBoth
}

func (l *lists[K]) append(b []byte) []byte {
	return keyed.AppendTable(b, &l.customers, (*sides).append)
}

func readLists[K keyed.Key](r *wire.Reader) lists[K] {
	return lists[K]{keyed.ReadTable[K](r, (*sides).read)}
}
