package basket

import (
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/wire"
)

// An Accumulator keeps which products were in each order: O is the type of order
// numbers, P of products. The zero value is ready; see kpi.Accumulator for the
// laws that it keeps.
type Accumulator[O, P kpi.Key] struct{ orders keyed.Table[O, products[P]] }

// Add counts a line: a product in an order. The same line twice counts once. The
// error is nil, as that of every Add of a set.
func (a *Accumulator[O, P]) Add(order O, product P) error {
	a.orders.At(order).add(product)
	return nil
}

// Merge adds the lines of o. An order in both has the products of both.
func (a *Accumulator[O, P]) Merge(o *Accumulator[O, P]) error {
	if o == nil || o == a {
		return nil
	}
	for order, theirs := range o.orders.All() {
		mine := a.orders.At(order)
		for _, p := range *theirs {
			mine.add(p)
		}
	}
	return nil
}

// Empty reports whether nothing was added.
func (a *Accumulator[O, P]) Empty() bool { return a.orders.Len() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Accumulator[O, P]) Clone() *Accumulator[O, P] {
	if a == nil {
		return new(Accumulator[O, P])
	}
	return &Accumulator[O, P]{a.orders.Clone(func(p products[P]) products[P] { return slices.Clone(p) })}
}

// products are those of an order, ascending; there is one at least.
type products[P kpi.Key] []P

func (p *products[P]) add(product P) {
	if i, ok := slices.BinarySearch(*p, product); !ok {
		*p = slices.Insert(*p, i, product)
	}
}

func (p *products[P]) append(b []byte) []byte {
	b = wire.AppendUint(b, uint64(len(*p)))
	for _, product := range *p {
		b = keyed.AppendKey(b, product)
	}
	return b
}

func (p *products[P]) read(r *wire.Reader) {
	n := r.Len(1)
	if n == 0 {
		r.Fail("an order without a product")
	}
	for i := range n {
		product := keyed.ReadKey[P](r)
		if i > 0 && r.Err() == nil && product <= (*p)[i-1] {
			r.Fail("products out of order")
		}
		if r.Err() != nil {
			return
		}
		*p = append(*p, product)
	}
}

// magic begins the encoding: each order and its products.
const magic = "bsk\x01"

// AppendBinary appends the encoding of a.
func (a *Accumulator[O, P]) AppendBinary(b []byte) ([]byte, error) {
	return keyed.AppendTable(append(b, magic...), &a.orders, (*products[P]).append), nil
}

// MarshalBinary returns the encoding of a.
func (a Accumulator[O, P]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt.
func (a *Accumulator[O, P]) UnmarshalBinary(data []byte) error {
	r := wire.Open("basket", magic, data)
	d := Accumulator[O, P]{keyed.ReadTable[O](r, (*products[P]).read)}
	if err := r.Close(); err != nil {
		return err
	}
	*a = d
	return nil
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Accumulator[O, P]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (a *Accumulator[O, P]) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON("basket", data, a)
}
