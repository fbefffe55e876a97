package basket

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
)

// A Pair is two products and the number of orders that have them. A < B, except in
// [Result.With], where A is the product that was asked for.
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
// Without an order it is [kpi.ErrUndefined].
func (p Pair[P]) Support() (kpi.Rate, error) { return share("support").Rate(p.Together, p.Orders) }

// Confidence returns the share of the orders with A that have B too, the attach
// rate of B to A:
//
//	orders with both / orders with A        0 <= confidence <= 1
//
// Without an order of A it is [kpi.ErrUndefined].
func (p Pair[P]) Confidence() (kpi.Rate, error) {
	return share("confidence").Rate(p.Together, p.OrdersA)
}

// Swap returns the pair from B to A, for its Confidence.
func (p Pair[P]) Swap() Pair[P] {
	p.A, p.B, p.OrdersA, p.OrdersB = p.B, p.A, p.OrdersB, p.OrdersA
	return p
}

// Lift returns how many times more often the two are together than by chance:
//
//	orders with both × orders / (orders with A × orders with B)        0 or more
//
// Without an order of both products it is [kpi.ErrUndefined].
func (p Pair[P]) Lift() (kpi.Ratio, error) {
	if p.OrdersA == 0 || p.OrdersB == 0 {
		return kpi.Ratio{}, figure.Undefined("basket", "lift", "no order of a product")
	}
	return kpi.RatioOf(new(big.Rat).SetFrac(product(p.Together, p.Orders), product(p.OrdersA, p.OrdersB))), nil
}

func share(name string) figure.Share {
	return figure.Share{Op: "basket", Figure: name, Counted: "orders with both", Why: "no order"}
}

func product(a, b uint64) *big.Int { return new(big.Int).Mul(figure.Int(a), figure.Int(b)) }

// A SortBy says which pairs come first. Equal pairs are sorted by A, then by B.
type SortBy uint8

// The ways to sort pairs.
const (
	BySupport SortBy = iota // those of most orders first
	ByLift                  // those that attract each other most first
)

// checkFind reports a number of pairs or a way to sort them that does not exist.
func checkFind(k int, by SortBy) error {
	if k < 0 {
		return &kpi.RangeError{Op: "basket", Name: "number of pairs", Value: k, Min: 0}
	}
	if by > ByLift {
		return &kpi.RangeError{Op: "basket", Name: "way to sort", Value: uint8(by), Min: uint8(BySupport), Max: uint8(ByLift)}
	}
	return nil
}

// first returns the first k pairs.
func first[P kpi.Key](pairs []Pair[P], k int, by SortBy) []Pair[P] {
	slices.SortFunc(pairs, func(a, b Pair[P]) int { return a.compare(b, by) })
	return pairs[:min(k, len(pairs))]
}

func (p Pair[P]) compare(o Pair[P], by SortBy) int {
	rank := cmp.Compare(o.Together, p.Together)
	if by == ByLift {
		// p.Together / (p.OrdersA p.OrdersB), crosswise; Orders is the same
		x := product(p.Together, 1)
		y := product(o.Together, 1)
		rank = y.Mul(y, product(p.OrdersA, p.OrdersB)).Cmp(x.Mul(x, product(o.OrdersA, o.OrdersB)))
	}
	return cmp.Or(rank, cmp.Compare(p.A, o.A), cmp.Compare(p.B, o.B))
}
