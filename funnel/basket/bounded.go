package basket

import (
	"cmp"
	"slices"

	"github.com/customerkpi/kpi"
)

// A Bounded is a pair whose orders are known within bounds: they are
//
//	AtLeast <= orders with both <= Together
//
// Together always holds. AtLeast does for 99.3% of the pairs of a sketch (1 - e^-5;
// by Cormode and Muthukrishnan, for keys that nobody chose to collide), and for all
// while it is exact: then it is Together.
type Bounded[P kpi.Key] struct {
	Pair[P]
	AtLeast uint64 `json:"at_least"`
}

// candidates calls keep with the pairs of products in least orders or more, the
// most frequent products first: least may rise meanwhile.
func (r SketchResult[P]) candidates(least *uint64, keep func(a, b uint32, n uint64)) {
	s := r.sketch
	frequent := make([]uint32, len(s.products))
	for i := range frequent {
		frequent[i] = uint32(i)
	}
	slices.SortFunc(frequent, func(a, b uint32) int {
		x, y := s.products[a], s.products[b]
		return cmp.Or(cmp.Compare(y.orders, x.orders), cmp.Compare(x.product, y.product))
	})
	for i, b := range frequent {
		if s.products[b].orders < *least {
			return
		}
		for _, a := range frequent[:i] {
			first, second := a, b
			if s.products[b].product < s.products[a].product {
				first, second = b, a
			}
			n := s.products[b].orders // no more than those of the rarer product
			for _, cell := range s.places(first, second) {
				n = min(n, s.cells[cell])
			}
			keep(first, second, n)
		}
	}
}

// pair returns a pair that is in at most n orders. It is in as many as its products
// are in more than all orders, also by chance.
func (r SketchResult[P]) pair(a, b uint32, n uint64) Bounded[P] {
	x, y := r.sketch.products[a], r.sketch.products[b]
	p := Bounded[P]{Pair[P]{A: x.product, B: y.product, Together: n, OrdersA: x.orders, OrdersB: y.orders, Orders: r.Orders}, 0}
	p.AtLeast = n - min(n, r.Error)
	if rest := r.Orders - x.orders; y.orders > rest {
		p.AtLeast = max(p.AtLeast, y.orders-rest)
	}
	return p
}

// firstBounded returns the first k pairs.
func firstBounded[P kpi.Key](pairs []Bounded[P], k int, by SortBy) []Bounded[P] {
	slices.SortFunc(pairs, func(a, b Bounded[P]) int { return a.compare(b.Pair, by) })
	return pairs[:min(k, len(pairs))]
}
