package basket

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/sketch"
	"github.com/customerkpi/kpi/internal/wire"
)

var errOrders = figure.Overflow("basket", "orders")

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

// A Sketch counts pairs in bounded memory, from whole orders: exactly up to a
// number of distinct pairs, its size, and then by a count-min sketch
// (Cormode and Muthukrishnan, "An improved data stream summary", 2005), which
// never counts too few. Products are always counted exactly. The zero value is
// ready, with a size of 65,536. See [kpi.Accumulator] for the laws that it keeps.
type Sketch[P kpi.Key] struct {
	size     int // 0 is the default one
	orders   uint64
	together uint64 // the sum of the counts of all pairs

	// Products have numbers as they come.
	numbers  keyed.Table[P, uint32]
	products []counted[P]

	pairs keyed.Table[uint64, uint64] // the orders of two numbers, while exact
	cells []uint64                    // depth rows of size counters, afterwards
}

type counted[P kpi.Key] struct {
	product P
	orders  uint64
	hash    uint64
}

const (
	defaultSize      = 1 << 16
	minSize, maxSize = 1 << 4, 1 << 24

	// A pair is in one cell of each row, and the least of them is its count.
	depth = 5
)

// NewSketch returns a sketch of a size, a power of two from 16 to 2^24; another is
// [kpi.ErrRange]. It takes 40 bytes for each of size pairs, and the products.
func NewSketch[P kpi.Key](size int) (*Sketch[P], error) {
	if size < minSize || size > maxSize {
		return nil, &kpi.RangeError{Op: "basket", Name: "size", Value: size, Min: minSize, Max: maxSize}
	}
	if !validSize(size) {
		return nil, fmt.Errorf("basket: %w: size %d is not a power of two; %d is the next one", kpi.ErrRange, size, 1<<bits.Len(uint(size)))
	}
	s := new(Sketch[P])
	if size != defaultSize {
		s.size = size
	}
	return s, nil
}

func validSize(size int) bool {
	return size >= minSize && size <= maxSize && size&(size-1) == 0
}

// Size returns the number of distinct pairs up to which s is exact.
func (s *Sketch[P]) Size() int { return cmp.Or(s.size, defaultSize) }

// Add counts an order of products. A product counts once, and an order without a product
// is not counted. It is [kpi.ErrOverflow], and nothing is counted, where a counter would
// wrap.
func (s *Sketch[P]) Add(products ...P) error { return s.AddN(1, products...) }

// AddN counts n equal orders.
func (s *Sketch[P]) AddN(n uint64, products ...P) error {
	products = slices.Compact(slices.Sorted(slices.Values(products)))
	if len(products) == 0 || n == 0 {
		return nil
	}
	m := uint64(len(products))
	over, together := bits.Mul64(n, m*(m-1)/2)
	if over != 0 || together > math.MaxUint64-s.together || n > math.MaxUint64-s.orders {
		return errOrders
	}
	s.orders += n
	s.together += together
	numbers := make([]uint32, len(products))
	for i, p := range products {
		numbers[i] = s.number(p)
		s.products[numbers[i]].orders += n
		for _, other := range numbers[:i] {
			s.count(other, numbers[i], n)
		}
	}
	return nil
}

// number returns the number of a product, which may be new.
func (s *Sketch[P]) number(p P) uint32 {
	if n, ok := s.numbers.Get(p); ok {
		return n
	}
	n := uint32(len(s.products))
	*s.numbers.At(p) = n
	s.products = append(s.products, counted[P]{product: p, hash: hash(p)})
	return n
}

// hash returns a hash of a product that is the same in every process.
func hash[P kpi.Key](p P) uint64 { return sketch.HashString(string(keyed.AppendKey(nil, p))) }

// count counts n orders of two products, the lesser one first.
func (s *Sketch[P]) count(a, b uint32, n uint64) {
	if s.cells == nil {
		*s.pairs.At(uint64(a)<<32 | uint64(b)) += n
		if s.pairs.Len() > s.Size() {
			s.approximate()
		}
		return
	}
	for _, cell := range s.places(a, b) {
		s.cells[cell] += n
	}
}

// approximate moves the pairs to the cells.
func (s *Sketch[P]) approximate() {
	s.cells = make([]uint64, depth*s.Size())
	for pair, n := range s.pairs.All() {
		for _, cell := range s.places(uint32(pair>>32), uint32(pair)) {
			s.cells[cell] += *n
		}
	}
	s.pairs = keyed.Table[uint64, uint64]{}
}

// places returns the cells of a pair, one in each row.
func (s *Sketch[P]) places(a, b uint32) (cells [depth]int) {
	size := s.Size()
	h := sketch.HashUint(s.products[a].hash) + s.products[b].hash
	for i := range cells {
		cells[i] = i*size + int(sketch.HashUint(h+uint64(i))&uint64(size-1))
	}
	return cells
}

// Merge adds the orders of o. Another size is [kpi.ErrIncompatible], unless one of
// the two is the zero value; a counter that would wrap is [kpi.ErrOverflow].
func (s *Sketch[P]) Merge(o *Sketch[P]) error {
	return shell.Merge(s, o, (*Sketch[P]).isZero, (*Sketch[P]).differ, func() {
		if s == o {
			o = o.Clone()
		}
		s.add(o)
	})
}

// add adds the orders of o, which is another sketch.
func (s *Sketch[P]) add(o *Sketch[P]) {
	s.orders += o.orders
	s.together += o.together
	numbers := make([]uint32, len(o.products))
	for i, p := range o.products {
		numbers[i] = s.number(p.product)
		s.products[numbers[i]].orders += p.orders
	}
	if o.cells != nil && s.cells == nil {
		s.approximate()
	}
	for pair, n := range o.pairs.All() {
		s.count(numbers[pair>>32], numbers[uint32(pair)], *n)
	}
	for i, n := range o.cells {
		s.cells[i] += n
	}
}

// differ reports another size, or more orders than there is room for.
func (s *Sketch[P]) differ(o *Sketch[P]) error {
	room := o.together <= math.MaxUint64-s.together && o.orders <= math.MaxUint64-s.orders
	return cmp.Or(figure.Same("basket", "sizes of sketches", s.Size(), o.Size()), shell.Fits(room, errOrders))
}

func (s *Sketch[P]) isZero() bool { return s.size == 0 && s.orders == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (s *Sketch[P]) Clone() *Sketch[P] {
	return shell.Clone(s, func(c *Sketch[P]) {
		c.numbers, c.pairs = c.numbers.Clone(nil), c.pairs.Clone(nil)
		c.products, c.cells = slices.Clone(c.products), slices.Clone(c.cells)
	})
}

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

// Pairs returns the first k pairs, sorted, of those in least orders or more, by the
// upper bound Together. Except for k, no pair that is in least orders is left out.
// A k below 0, or a way to sort that does not exist, is a [*kpi.RangeError].
//
// Once the sketch is not exact, it looks at all pairs of products that are in least
// orders or more, so that the time is the square of their number: ask for a least
// number.
func (r SketchResult[P]) Pairs(k int, by SortBy, least uint64) ([]Bounded[P], error) {
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
		if (len(best)-1000)/2 > k { // so that it costs little per pair
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

// sketchMagic begins the encoding: the size, 0 for the default one, the orders,
// the products with their orders, the number of cells and the cells, and, without
// cells, each pair of products, by their places, with its orders.
const sketchMagic = "bks\x01"

func (s *Sketch[P]) append(b []byte) []byte {
	b = append(b, sketchMagic...)
	b = wire.AppendUint(b, uint64(s.size))
	b = wire.AppendUint(wire.AppendUint(b, s.orders), s.together)
	places := make([]uint64, len(s.products))
	place := uint64(0)
	for _, n := range s.numbers.Sorted() {
		places[*n] = place
		place++
	}
	b = keyed.AppendTable(b, &s.numbers, func(n *uint32, b []byte) []byte {
		return wire.AppendUint(b, s.products[*n].orders)
	})
	b = wire.AppendUint(b, uint64(len(s.cells)))
	for _, n := range s.cells {
		b = wire.AppendUint(b, n)
	}
	if s.cells != nil {
		return b
	}
	var pairs keyed.Table[uint64, uint64] // by places
	for pair, n := range s.pairs.All() {
		*pairs.At(places[pair>>32]<<32 | places[uint32(pair)]) = *n
	}
	return keyed.AppendTable(b, &pairs, func(n *uint64, b []byte) []byte { return wire.AppendUint(b, *n) })
}

func readSketch[P kpi.Key](r *wire.Reader) Sketch[P] {
	r.Expect("basket", sketchMagic)
	size := r.Uint()
	if size != 0 && (size > maxSize || size == defaultSize || !validSize(int(size))) {
		r.Fail("size %d", size)
		return Sketch[P]{}
	}
	s := Sketch[P]{size: int(size), orders: r.Uint(), together: r.Uint()}
	s.readProducts(r)
	s.readPairs(r)
	return s
}

func (s *Sketch[P]) readProducts(r *wire.Reader) {
	orders := keyed.ReadTable[P](r, func(n *uint64, r *wire.Reader) {
		if *n = r.Uint(); *n == 0 || *n > s.orders {
			r.Fail("a product in %d orders of %d", *n, s.orders)
		}
	})
	if (orders.Len() == 0) != (s.orders == 0) {
		r.Fail("%d orders of %d products", s.orders, orders.Len())
	}
	for p, n := range orders.Sorted() {
		s.products[s.number(p)].orders = *n
	}
}

// readPairs reads the cells or the pairs. Each row of cells adds up to all pairs,
// and the pairs do.
func (s *Sketch[P]) readPairs(r *wire.Reader) {
	if n := r.Len(1); n > 0 {
		if n != depth*s.Size() {
			r.Fail("%d cells for the size %d", n, s.Size())
			return
		}
		s.cells = make([]uint64, n)
		for row := range slices.Chunk(s.cells, s.Size()) {
			left := s.together
			for i := range row {
				row[i] = r.Uint()
				left = less(r, left, row[i])
			}
			less(r, 0, left)
		}
		return
	}
	left := s.together
	s.pairs = keyed.ReadTable[uint64](r, func(n *uint64, r *wire.Reader) {
		if *n = r.Uint(); *n == 0 {
			r.Fail("a pair in no order")
		}
		left = less(r, left, *n)
	})
	less(r, 0, left)
	for pair := range s.pairs.All() {
		if a, b := pair>>32, pair&math.MaxUint32; a >= b || b >= uint64(len(s.products)) {
			r.Fail("a pair of products %d and %d of %d", a, b, len(s.products))
		}
	}
	if s.pairs.Len() > s.Size() {
		r.Fail("%d pairs for the size %d", s.pairs.Len(), s.Size())
	}
}

// less returns left - n, and fails below 0.
func less(r *wire.Reader, left, n uint64) uint64 {
	if n > left {
		r.Fail("counts of pairs that do not add up")
		return 0
	}
	return left - n
}

// AppendBinary appends the encoding of s.
func (s *Sketch[P]) AppendBinary(b []byte) ([]byte, error) { return s.append(b), nil }

// MarshalBinary returns the encoding of s.
func (s Sketch[P]) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// UnmarshalBinary makes s the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (s *Sketch[P]) UnmarshalBinary(b []byte) error { return wire.Decode(b, s, readSketch) }

// MarshalJSON returns the encoding of s as a string in base64.
func (s Sketch[P]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&s) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (s *Sketch[P]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, s) }
