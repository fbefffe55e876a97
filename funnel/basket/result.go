package basket

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"github.com/customerkpi/kpi"
)

// A Pair is two products, A < B where none was asked for, and the orders that
// have them.
type Pair[P kpi.Key] struct {
	A        P      `json:"a"`
	B        P      `json:"b"`
	Together uint64 `json:"together"` // orders with both
	OrdersA  uint64 `json:"orders_a"`
	OrdersB  uint64 `json:"orders_b"`
	Orders   uint64 `json:"orders"` // all
}

// Support returns the share of all orders that have both:
//
//	orders with both / orders        0 <= support <= 1
//
// Without an order it is kpi.ErrUndefined.
func (p Pair[P]) Support() (kpi.Rate, error) { return share("support", p.Together, p.Orders) }

// Confidence returns the share of the orders with A that have B too, the attach
// rate of B to A:
//
//	orders with both / orders with A        0 <= confidence <= 1
//
// Without an order of A it is kpi.ErrUndefined.
func (p Pair[P]) Confidence() (kpi.Rate, error) { return share("confidence", p.Together, p.OrdersA) }

// Swap returns the pair from B to A, for its Confidence.
func (p Pair[P]) Swap() Pair[P] {
	p.A, p.B, p.OrdersA, p.OrdersB = p.B, p.A, p.OrdersB, p.OrdersA
	return p
}

// Lift returns how many times more often the two are together than by chance:
//
//	orders with both × orders / (orders with A × orders with B)        0 or more
//
// Without an order of both products it is kpi.ErrUndefined.
func (p Pair[P]) Lift() (kpi.Ratio, error) {
	if p.OrdersA == 0 || p.OrdersB == 0 {
		return kpi.Ratio{}, fmt.Errorf("basket: lift %w: no order of a product", kpi.ErrUndefined)
	}
	return kpi.RatioOf(new(big.Rat).SetFrac(product(p.Together, p.Orders), product(p.OrdersA, p.OrdersB))), nil
}

func share(figure string, count, total uint64) (kpi.Rate, error) {
	if total == 0 {
		return kpi.Rate{}, fmt.Errorf("basket: %s %w: no order", figure, kpi.ErrUndefined)
	}
	if count > total {
		return kpi.Rate{}, &kpi.RangeError{Op: "basket", Name: "orders with both", Value: count, Min: 0, Max: total}
	}
	return kpi.NewRate(count, total)
}

func product(a, b uint64) *big.Int {
	return new(big.Int).Mul(new(big.Int).SetUint64(a), new(big.Int).SetUint64(b))
}

// An Order says which pairs come first. Equal ones come by A, then by B.
type Order uint8

// The orders.
const (
	BySupport Order = iota // those of most orders
	ByLift                 // those that attract each other most
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

// Pairs returns the first k pairs in an order, of those in least orders or more.
// It is exact, with memory for the products and k pairs. A k below 0, or an order
// that is none, is a *kpi.RangeError.
func (r Result[P]) Pairs(k int, by Order, least uint64) ([]Pair[P], error) {
	return r.find(k, by, least, func(visit func(from int)) {
		for place := range r.products {
			visit(place)
		}
	}, false)
}

// With returns what sells with a product: its first k pairs in an order, A being
// the product, with the errors of Pairs.
func (r Result[P]) With(product P, k int, by Order, least uint64) ([]Pair[P], error) {
	return r.find(k, by, least, func(visit func(from int)) {
		if place, ok := slices.BinarySearch(r.products, product); ok {
			visit(place)
		}
	}, true)
}

// find counts, for one product after the other, the orders that it shares with
// each other one, or with those behind it.
func (r Result[P]) find(k int, by Order, least uint64, each func(visit func(from int)), all bool) ([]Pair[P], error) {
	if err := checkFind(k, by); err != nil {
		return nil, err
	}
	var best []Pair[P]
	together := make([]uint64, len(r.products))
	var seen []uint32
	each(func(from int) {
		for _, order := range r.in[from] {
			places := r.of[order]
			if !all {
				i, _ := slices.BinarySearch(places, uint32(from))
				places = places[i:]
			}
			for _, place := range places {
				if together[place]++; together[place] == 1 {
					seen = append(seen, place)
				}
			}
		}
		for _, place := range seen {
			if n := together[place]; int(place) != from && n >= max(least, 1) {
				best = append(best, Pair[P]{
					A: r.products[from], B: r.products[place], Together: n,
					OrdersA: uint64(len(r.in[from])), OrdersB: uint64(len(r.in[place])), Orders: r.Orders,
				})
			}
			together[place] = 0
		}
		seen = seen[:0]
		if (len(best)-1000)/2 > k { // so that it costs little a pair
			best = first(best, k, by)
		}
	})
	return first(best, k, by), nil
}

func checkFind(k int, by Order) error {
	if k < 0 {
		return &kpi.RangeError{Op: "basket", Name: "number of pairs", Value: k, Min: 0}
	}
	if by > ByLift {
		return &kpi.RangeError{Op: "basket", Name: "order", Value: uint8(by), Min: uint8(BySupport), Max: uint8(ByLift)}
	}
	return nil
}

// first returns the first k pairs.
func first[P kpi.Key](pairs []Pair[P], k int, by Order) []Pair[P] {
	slices.SortFunc(pairs, func(a, b Pair[P]) int { return a.compare(b, by) })
	return pairs[:min(k, len(pairs))]
}

func (p Pair[P]) compare(o Pair[P], by Order) int {
	rank := cmp.Compare(o.Together, p.Together)
	if by == ByLift {
		// p.Together / (p.OrdersA p.OrdersB), crosswise; Orders is the same
		x := product(p.Together, 1)
		y := product(o.Together, 1)
		rank = y.Mul(y, product(p.OrdersA, p.OrdersB)).Cmp(x.Mul(x, product(o.OrdersA, o.OrdersB)))
	}
	return cmp.Or(rank, cmp.Compare(p.A, o.A), cmp.Compare(p.B, o.B))
}
