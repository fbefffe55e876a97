package basket

import (
	"fmt"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Result is a snapshot of the orders: its methods find the pairs. Its JSON has
// the number of orders only, and is not read back: keep the pairs that were found,
// or the state of the [Accumulator].
type Result[P kpi.Key] struct {
	Orders uint64 `json:"orders"` // with a product or more

	products []P        // ascending
	of       [][]uint32 // of each order, the places of its products, ascending
	in       [][]uint32 // of each product, the places of its orders
}

// UnmarshalJSON returns an error: the JSON does not have the orders.
func (r *Result[P]) UnmarshalJSON([]byte) error { return errNotRead("Result", "Accumulator") }

// GobEncode returns an error, as a gob would not have the orders.
func (r Result[P]) GobEncode() ([]byte, error) { return nil, errNotRead("Result", "Accumulator") }

// GobDecode returns an error.
func (r *Result[P]) GobDecode([]byte) error { return errNotRead("Result", "Accumulator") }

// errNotRead is the error of a result that does not survive an encoding.
func errNotRead(result, state string) error {
	return fmt.Errorf("basket: a %s cannot be read from an encoding: encode the pairs, or the %s", result, state)
}

// Count returns the number of orders with a product.
func (r Result[P]) Count(product P) uint64 {
	place, ok := slices.BinarySearch(r.products, product)
	if !ok {
		return 0
	}
	return uint64(len(r.in[place]))
}

// Pairs returns the first k pairs, sorted, of those in least orders or more. It is
// exact, with memory for the products and k pairs. A k below 0, or a way to sort
// that does not exist, is a [*kpi.RangeError].
func (r Result[P]) Pairs(k int, by SortBy, least uint64) ([]Pair[P], error) {
	return r.find(k, by, least, 0, len(r.products), false)
}

// With returns what sells with a product: its first k pairs, sorted, A being the
// product. Its errors are those of Pairs.
func (r Result[P]) With(product P, k int, by SortBy, least uint64) ([]Pair[P], error) {
	place, ok := slices.BinarySearch(r.products, product)
	if !ok {
		return nil, checkFind(k, by)
	}
	return r.find(k, by, least, place, place+1, true)
}

// find counts, for one product after the other from a place to another, the orders
// that it shares with each other one, or with those behind it.
func (r Result[P]) find(k int, by SortBy, least uint64, from, to int, all bool) ([]Pair[P], error) {
	if err := checkFind(k, by); err != nil {
		return nil, err
	}
	var best []Pair[P]
	together := make([]uint64, len(r.products))
	var seen []uint32
	for a := from; a < to; a++ {
		for _, order := range r.in[a] {
			places := r.of[order]
			if !all {
				i, _ := slices.BinarySearch(places, uint32(a))
				places = places[i:]
			}
			for _, b := range places {
				if together[b]++; together[b] == 1 {
					seen = append(seen, b)
				}
			}
		}
		for _, b := range seen {
			if n := together[b]; int(b) != a && n >= max(least, 1) {
				best = append(best, Pair[P]{
					A: r.products[a], B: r.products[b], Together: n,
					OrdersA: uint64(len(r.in[a])), OrdersB: uint64(len(r.in[b])), Orders: r.Orders,
				})
			}
			together[b] = 0
		}
		seen = seen[:0]
		if (len(best)-1000)/2 > k { // so that it costs little per pair
			best = first(best, k, by)
		}
	}
	return first(best, k, by), nil
}

// An Accumulator keeps which products were in each order: O is the type of order
// numbers, P of products. The zero value is ready; see [kpi.Accumulator] for the
// laws that it keeps.
type Accumulator[O, P kpi.Key] struct{ orders keyed.Table[O, products[P]] }

// Add counts a line: a product in an order. The same line twice counts once. The
// error is nil, as that of every Add of a set.
func (a *Accumulator[O, P]) Add(order O, product P) error {
	a.orders.At(order).add(product)
	return nil
}

// Remove takes a whole order back, such as one that was cancelled: the state is that of its
// lines never having been added. Where there is no such order the error is [kpi.ErrRange].
func (a *Accumulator[O, P]) Remove(order O) error {
	if _, ok := a.orders.Remove(order); !ok {
		return fmt.Errorf("basket: %w: no line of order %v to take out", kpi.ErrRange, order)
	}
	return nil
}

// Merge adds the lines of o. An order in both has the products of both.
func (a *Accumulator[O, P]) Merge(o *Accumulator[O, P]) error {
	if o != a {
		a.orders.Merge(&shell.OrZero(o).orders, (*products[P]).addAll)
	}
	return nil
}

// Empty reports whether nothing was added.
func (a *Accumulator[O, P]) Empty() bool { return a.orders.Len() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Accumulator[O, P]) Clone() *Accumulator[O, P] {
	return &Accumulator[O, P]{shell.OrZero(a).orders.Clone(slices.Clone[products[P]])}
}

// Result returns a snapshot, by a pass over the lines.
func (a *Accumulator[O, P]) Result() Result[P] {
	r := Result[P]{Orders: uint64(a.orders.Len())}
	for _, p := range a.orders.All() {
		r.products = append(r.products, *p...)
	}
	slices.Sort(r.products)
	r.products = slices.Compact(r.products)
	r.in = make([][]uint32, len(r.products))
	for _, p := range a.orders.Sorted() {
		places := make([]uint32, len(*p))
		for i, product := range *p {
			place, _ := slices.BinarySearch(r.products, product)
			places[i] = uint32(place)
			r.in[place] = append(r.in[place], uint32(len(r.of)))
		}
		r.of = append(r.of, places)
	}
	return r
}

// products are those of an order, ascending; there is one at least.
type products[P kpi.Key] []P

func (p *products[P]) add(product P) {
	if i, ok := slices.BinarySearch(*p, product); !ok {
		*p = slices.Insert(*p, i, product)
	}
}

func (p *products[P]) addAll(theirs products[P]) {
	for _, product := range theirs {
		p.add(product)
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

func (a *Accumulator[O, P]) append(b []byte) []byte {
	return keyed.AppendTable(append(b, magic...), &a.orders, (*products[P]).append)
}

func readOrders[O, P kpi.Key](r *wire.Reader) Accumulator[O, P] {
	r.Expect("basket", magic)
	return Accumulator[O, P]{keyed.ReadTable[O](r, (*products[P]).read)}
}

// AppendBinary appends the encoding of a.
func (a *Accumulator[O, P]) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Accumulator[O, P]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *Accumulator[O, P]) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readOrders) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a Accumulator[O, P]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Accumulator[O, P]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
