package basket

import (
	"cmp"
	"math/bits"
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

// A SketchResult is a snapshot of a sketch: Pairs finds the pairs. Its JSON has the
// three fields only, and is not read back: keep the pairs that were found, or the
// state of the [Sketch].
type SketchResult[P kpi.Key] struct {
	Orders uint64 `json:"orders"` // with a product or more
	Exact  bool   `json:"exact"`  // no more distinct pairs than the size
	// Error bounds how much too high a count of a pair may be:
	//
	//	error = e x (sum of the counts of all pairs) / size        0 if exact
	//
	// rounded up. A larger sketch has a smaller one.
	Error uint64 `json:"error"`

	sketch *Sketch[P]
}

// UnmarshalJSON returns an error: the JSON does not have the pairs.
func (r *SketchResult[P]) UnmarshalJSON([]byte) error { return errNotRead("SketchResult", "Sketch") }

// GobEncode returns an error, as a gob would not have the pairs.
func (r SketchResult[P]) GobEncode() ([]byte, error) {
	return nil, errNotRead("SketchResult", "Sketch")
}

// GobDecode returns an error.
func (r *SketchResult[P]) GobDecode([]byte) error { return errNotRead("SketchResult", "Sketch") }

// Result returns a snapshot.
func (s *Sketch[P]) Result() SketchResult[P] {
	r := SketchResult[P]{Orders: s.orders, Exact: s.cells == nil, sketch: s.Clone()}
	if !r.Exact {
		// e x 10^9, rounded up; together x that has 96 bits at most.
		hi, lo := bits.Mul64(s.together, 2_718_281_829)
		q, rest := bits.Div64(hi, lo, 1_000_000_000*uint64(s.Size()))
		r.Error = q
		if rest > 0 {
			r.Error++
		}
	}
	return r
}

// Pairs returns the first k pairs in an order, of those in least orders or more, by
// the upper bound Together. No pair that is in least orders is left out but for k.
// A k below 0, or an order that is none, is a *kpi.RangeError.
//
// Once the sketch is not exact, it looks at all pairs of products in least orders
// or more, so that the time is the square of their number: ask for a least number.
func (r SketchResult[P]) Pairs(k int, by Order, least uint64) ([]Bounded[P], error) {
	if err := checkFind(k, by); err != nil {
		return nil, err
	}
	if r.sketch == nil {
		return nil, nil
	}
	least = max(least, 1)
	var best []Bounded[P]
	keep := func(a, b uint32, n uint64) {
		if n < least {
			return
		}
		best = append(best, r.pair(a, b, n))
		if (len(best)-1000)/2 > k { // so that it costs little a pair
			best = firstBounded(best, k, by)
			if by == BySupport && k > 0 {
				least = max(least, best[k-1].Together)
			}
		}
	}
	if r.Exact {
		for pair, n := range r.sketch.pairs.All() {
			keep(uint32(pair>>32), uint32(pair), *n)
		}
	} else {
		r.candidates(&least, keep)
	}
	return firstBounded(best, k, by), nil
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

func firstBounded[P kpi.Key](pairs []Bounded[P], k int, by Order) []Bounded[P] {
	slices.SortFunc(pairs, func(a, b Bounded[P]) int { return a.compare(b.Pair, by) })
	return pairs[:min(k, len(pairs))]
}
