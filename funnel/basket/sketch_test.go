package basket_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel/basket"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestSketchLaws(t *testing.T) {
	names := []string{"", "tea", "cup", "pot", "can", "jug", "mug", "tin", "jar"}
	laws.Run(t, laws.Spec[*basket.Sketch[string], []string]{
		// 9 products have 36 pairs: more than 16, so that it becomes approximate.
		Configs: []func() *basket.Sketch[string]{
			func() *basket.Sketch[string] { return laws.Must(basket.NewSketch[string](16)) },
			func() *basket.Sketch[string] { return laws.Must(basket.NewSketch[string](32)) },
		},
		Inputs: rapid.SliceOfN(rapid.SampledFrom(names), 1, 6),
		Many:   func(i int) []string { return []string{strconv.Itoa(laws.ManyKeys(i)), strconv.Itoa(i % 7)} },
		Add:    func(s *basket.Sketch[string], products []string) error { return s.Add(products...) },
		Result: func(s *basket.Sketch[string]) any {
			r := s.Result()
			return fmt.Sprint(r.Orders, r.Exact, r.Error, laws.Must(r.Pairs(50, basket.ByLift, 0)))
		},
		Full: func(t *testing.T) *basket.Sketch[string] {
			var s basket.Sketch[string]
			if err := s.AddN(math.MaxUint64, "tea"); err != nil {
				t.Fatal(err)
			}
			return &s
		},
		Sample: [][]string{{"tea", "cup", "tea"}, {"tea"}, {"pot", "tea", "cup"}},
	})
}

func FuzzSketch(f *testing.F) {
	s := laws.Must(basket.NewSketch[int](16))
	var seeds []*basket.Sketch[int]
	for i := range 8 {
		seeds = append(seeds, s.Clone())
		if err := s.Add(0, i, i+1, i+2); err != nil {
			f.Fatal(err)
		}
	}
	laws.Fuzz(f, func(t *testing.T, s *basket.Sketch[int]) {
		if _, err := s.Result().Pairs(10, basket.BySupport, 1); err != nil {
			t.Error(err)
		}
	}, append(seeds, s)...)
}

// orders draws orders of products that are bought with very different frequency.
func orders(r *rand.Rand, n, products int) (all [][]string, byOrder map[string]map[string]bool) {
	byOrder = map[string]map[string]bool{}
	for i := range n {
		order := map[string]bool{}
		for range 1 + r.IntN(8) {
			order[fmt.Sprint("product ", int(float64(products)*math.Pow(r.Float64(), 3)))] = true
		}
		var list []string
		for p := range order {
			list = append(list, p)
		}
		all = append(all, list)
		byOrder[fmt.Sprint(i)] = order
	}
	return all, byOrder
}

func TestSketchIsExactUpToItsSize(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		all, byOrder := orders(r, r.IntN(60), 10)
		var s basket.Sketch[string]
		for _, order := range all {
			if err := s.Add(order...); err != nil {
				t.Fatal(err)
			}
		}
		result := s.Result()
		for _, by := range []basket.SortBy{basket.BySupport, basket.ByLift} {
			want := naive(byOrder, by, 2)
			got := laws.Must(result.Pairs(7, by, 2))
			if !result.Exact || result.Error != 0 || len(got) != min(7, len(want)) {
				t.Fatalf("%d pairs of %d, exact %v, error %d", len(got), len(want), result.Exact, result.Error)
			}
			for i, p := range got {
				if p.Pair != want[i] || p.AtLeast != p.Together {
					t.Fatalf("pair %d is %+v, want %+v", i, p, want[i])
				}
			}
		}
	}
}

// Above its size no count is too low, and no more than 1 in 100 is too high by
// more than the error; no frequent pair is missing.
func TestSketchBoundsHold(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	all, byOrder := orders(r, 20_000, 400)
	s := laws.Must(basket.NewSketch[string](1 << 10))
	for _, order := range all {
		if err := s.Add(order...); err != nil {
			t.Fatal(err)
		}
	}
	truth := map[[2]string]uint64{}
	for _, p := range naive(byOrder, basket.BySupport, 1) {
		truth[[2]string{p.A, p.B}] = p.Together
	}
	result := s.Result()
	const least = 20
	got := laws.Must(result.Pairs(1e6, basket.BySupport, least))
	low, found := 0, 0
	for _, p := range got {
		n := truth[[2]string{p.A, p.B}]
		if n > p.Together {
			t.Errorf("%+v is in %d orders", p, n)
		}
		if n < p.AtLeast {
			low++
		}
		if n >= least {
			found++
		}
	}
	want := 0
	for _, n := range truth {
		if n >= least {
			want++
		}
	}
	if result.Exact || len(truth) < 1<<10 || found != want || want < 100 || low*100 > len(got) {
		t.Errorf("exact %v of %d pairs, error %d; %d of %d found; %d bounds of %d do not hold",
			result.Exact, len(truth), result.Error, found, want, low, len(got))
	}
	// The first ones are those of all, cut; as many as there are is no bound.
	for _, by := range []basket.SortBy{basket.BySupport, basket.ByLift} {
		some, whole := laws.Must(result.Pairs(10, by, 2)), laws.Must(result.Pairs(math.MaxInt, by, 2))
		if len(whole) < 2000 {
			t.Errorf("order %d: %d pairs", by, len(whole))
		}
		if !slices.Equal(some, whole[:10]) {
			t.Errorf("order %d: %+v, want %+v", by, some, whole[:10])
		}
	}
}

// Products in more than all orders together are together in some: 3 + 2 - 4 = 1.
func TestSketchBoundOfFrequentProducts(t *testing.T) {
	s := laws.Must(basket.NewSketch[int](16))
	for i := range 100 { // 100 pairs of products of their own
		if err := s.Add(1000+2*i, 1001+2*i); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(s.AddN(900, 1), s.AddN(1100, 1, 2), s.AddN(900, 2)); err != nil {
		t.Fatal(err)
	}
	p := laws.Must(s.Result().Pairs(1, basket.BySupport, 0))[0]
	// 2000 + 2000 - 3000 orders; the error is ceil(e 1200 / 16) = 204
	if s.Result().Error != 204 || p.A != 1 || p.B != 2 || p.Together < 1100 || p.AtLeast < 1000 {
		t.Errorf("%+v, error %d", p, s.Result().Error)
	}
}

func TestSketchRefusals(t *testing.T) {
	for _, size := range []int{-16, 0, 1, 8, 17, 1 << 25} {
		if _, err := basket.NewSketch[int](size); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("size %d: %v", size, err)
		}
	}
	if s := laws.Must(basket.NewSketch[int](1 << 16)); s.Size() != new(basket.Sketch[int]).Size() {
		t.Errorf("default size %d", s.Size())
	}
	var s basket.Sketch[int]
	if err := errors.Join(s.Add(), s.AddN(0, 1)); err != nil || s.Result().Orders != 0 {
		t.Errorf("nothing counts: %v", err)
	}
	if err := s.AddN(math.MaxUint64, 1, 2); err != nil {
		t.Fatal(err)
	}
	if err := s.AddN(1<<63, 1, 2, 3); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("pairs overflow: %v", err)
	}
	for name, err := range map[string]error{
		"below 0": second(s.Result().Pairs(-1, basket.BySupport, 0)),
		"order":   second(s.Result().Pairs(1, 2, 0)),
	} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v, want ErrRange", name, err)
		}
	}
	if pairs, err := (basket.SketchResult[int]{}).Pairs(1, basket.BySupport, 0); err != nil || len(pairs) != 0 {
		t.Errorf("no sketch: %v, %v", pairs, err)
	}
	if _, err := json.Marshal(s.Result()); err != nil {
		t.Error(err)
	}
}

func ExampleSketch() {
	var s basket.Sketch[string]
	for _, order := range [][]string{{"tea", "cup"}, {"tea", "cup", "pot"}, {"tea"}, {"pot"}} {
		if err := s.Add(order...); err != nil {
			fmt.Println(err)
			return
		}
	}
	r := s.Result()
	pairs, err := r.Pairs(1, basket.BySupport, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	p := pairs[0]
	fmt.Println(p.A, "and", p.B, "in", p.AtLeast, "to", p.Together, "orders; exact:", r.Exact)
	// Output: cup and tea in 2 to 2 orders; exact: true
}

// BenchmarkSketch adds an order of 10 products out of 3,000, which are 45 pairs.
func BenchmarkSketch(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	var s basket.Sketch[int]
	order := make([]int, 10)
	next := func() {
		for i := range order {
			order[i] = r.IntN(3000)
		}
		if s.Add(order...) != nil {
			b.Fatal("refused")
		}
	}
	for range 10_000 {
		next()
	}
	b.ReportAllocs()
	for b.Loop() {
		next()
	}
}

// A result holds the orders themselves, and its encoding does not: it refuses to
// be read. The pairs survive.
func TestResultsAreNotReadFromJSON(t *testing.T) {
	var a basket.Accumulator[int, string]
	var s basket.Sketch[string]
	for order, products := range [][]string{{"cup", "tea"}, {"cup", "pot", "tea"}} {
		if err := s.Add(products...); err != nil {
			t.Fatal(err)
		}
		for _, p := range products {
			if err := a.Add(order, p); err != nil {
				t.Fatal(err)
			}
		}
	}
	r, sketched := a.Result(), s.Result()
	for _, tc := range []struct {
		of   any
		want string
		read func([]byte) error
	}{
		{r, `{"orders":2}`, func(b []byte) error { return json.Unmarshal(b, &r) }},
		{sketched, `{"orders":2,"exact":true,"error":0}`, func(b []byte) error { return json.Unmarshal(b, &sketched) }},
	} {
		text, err := json.Marshal(tc.of)
		if string(text) != tc.want {
			t.Errorf("%s, %v, want %s", text, err, tc.want)
		}
		if err := tc.read(text); err == nil || !strings.Contains(err.Error(), "cannot be read from an encoding: encode the pairs, or the ") {
			t.Errorf("%T: %v", tc.of, err)
		}
		if err := gob.NewEncoder(io.Discard).Encode(tc.of); err == nil {
			t.Errorf("%T: a gob without the orders", tc.of)
		}
	}
	pairs := laws.Must(sketched.Pairs(1, basket.BySupport, 2))
	text := laws.Must(json.Marshal(pairs))
	if want := `[{"a":"cup","b":"tea","together":2,"orders_a":2,"orders_b":2,"orders":2,"at_least":2}]`; string(text) != want {
		t.Errorf("%s, want %s", text, want)
	}
	var again []basket.Bounded[string]
	if err := json.Unmarshal(text, &again); err != nil || !slices.Equal(again, pairs) {
		t.Errorf("%v, %v", again, err)
	}
	// A state encodes by value, too.
	if err := gob.NewEncoder(io.Discard).Encode(map[string]basket.Sketch[string]{"": s}); err != nil {
		t.Error(err)
	}
}

// A sketch is encoded wherever it stands: gob calls the methods of a value in a map,
// which has no address.
func TestGobOfValuesAndPointers(t *testing.T) {
	var s basket.Sketch[string]
	laws.Must(0, s.Add("bread", "butter"))
	laws.Must(0, s.Add("bread", "jam"))
	checkGob(t, &s)
}

func checkGob[T any, A interface {
	*T
	MarshalBinary() ([]byte, error)
}](t *testing.T, a A,
) {
	t.Helper()
	type all struct {
		Value   T
		Pointer *T
		Map     map[string]T
		Slice   []T
	}
	var buf bytes.Buffer
	if err := gob.NewEncoder(&buf).Encode(all{*a, a, map[string]T{"a": *a}, []T{*a}}); err != nil {
		t.Fatalf("%T: %v", a, err)
	}
	var got all
	if err := gob.NewDecoder(&buf).Decode(&got); err != nil {
		t.Fatalf("%T: %v", a, err)
	}
	inMap := got.Map["a"]
	for place, read := range map[string]A{"value": &got.Value, "pointer": got.Pointer, "map": &inMap, "slice": &got.Slice[0]} {
		if !bytes.Equal(laws.Must(read.MarshalBinary()), laws.Must(a.MarshalBinary())) {
			t.Errorf("%T: another state in the %s", a, place)
		}
	}
}
