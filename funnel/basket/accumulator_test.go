package basket_test

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel/basket"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/oracle"
)

func TestMain(m *testing.M) { laws.Main(m) }

func second[T any](_ T, err error) error { return err }

// line is a product in an order.
type line struct {
	order   int
	product string
}

func TestAccumulatorLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*basket.Accumulator[int, string], line]{
		Inputs: rapid.Custom(func(t *rapid.T) line {
			return line{rapid.IntRange(-1, 2).Draw(t, "order"), rapid.SampledFrom([]string{"", "tea", "cup"}).Draw(t, "product")}
		}),
		Many:   func(i int) line { return line{laws.ManyKeys(i), strconv.Itoa(i % 40)} },
		Add:    func(a *basket.Accumulator[int, string], l line) error { return a.Add(l.order, l.product) },
		Result: func(a *basket.Accumulator[int, string]) any { return a.Result() },
		Sample: []line{{2, "tea"}, {1, "tea"}, {2, "cup"}, {2, "tea"}},
	})
}

func FuzzAccumulator(f *testing.F) {
	var a basket.Accumulator[int, string]
	if err := errors.Join(a.Add(1, "tea"), a.Add(1, "cup"), a.Add(-2, "tea")); err != nil {
		f.Fatal(err)
	}
	laws.Fuzz(f, func(t *testing.T, a *basket.Accumulator[int, string]) {
		if _, err := a.Result().Pairs(10, basket.ByLift, 0); err != nil {
			t.Error(err)
		}
	}, &a)
}

// Five orders: tea in 1 to 4, cup in 1 to 3, pot in 3 and 5. Tea and cup are
// together in 3: support 3/5, confidence of cup to tea 3/4, of tea to cup 3/3, lift
// 3·5/(4·3) = 5/4. Tea and pot, and cup and pot: once, lift 5/8 and 5/6.
func TestPairsByHand(t *testing.T) {
	var a basket.Accumulator[int, string]
	for _, l := range []line{{1, "tea"}, {1, "cup"}, {2, "cup"}, {2, "tea"}, {3, "tea"}, {3, "pot"}, {3, "cup"}, {4, "tea"}, {5, "pot"}, {5, "pot"}} {
		if err := a.Add(l.order, l.product); err != nil {
			t.Fatal(err)
		}
	}
	r := a.Result()
	pairs := laws.Must(r.Pairs(9, basket.BySupport, 0))
	want := []basket.Pair[string]{
		{A: "cup", B: "tea", Together: 3, OrdersA: 3, OrdersB: 4, Orders: 5},
		{A: "cup", B: "pot", Together: 1, OrdersA: 3, OrdersB: 2, Orders: 5},
		{A: "pot", B: "tea", Together: 1, OrdersA: 2, OrdersB: 4, Orders: 5},
	}
	if diff := cmp.Diff(want, pairs); diff != "" {
		t.Errorf("pairs (-want +got):\n%s", diff)
	}
	p := pairs[0]
	if laws.Must(p.Support()).String() != "60.00% (3 of 5)" || laws.Must(p.Confidence()).String() != "100.00% (3 of 3)" ||
		laws.Must(p.Swap().Confidence()).String() != "75.00% (3 of 4)" || laws.Must(p.Lift()).Rat().Cmp(big.NewRat(5, 4)) != 0 {
		t.Errorf("%+v", p)
	}
	if lift := laws.Must(r.Pairs(1, basket.ByLift, 0)); len(lift) != 1 || lift[0].B != "tea" {
		t.Errorf("highest lift %+v", lift)
	}
	if often := laws.Must(r.Pairs(9, basket.ByLift, 2)); len(often) != 1 {
		t.Errorf("together twice: %+v", often)
	}
	with := laws.Must(r.With("tea", 9, basket.BySupport, 0))
	if len(with) != 2 || with[0].A != "tea" || with[0].B != "cup" || with[1].B != "pot" {
		t.Errorf("with tea: %+v", with)
	}
	if n := laws.Must(r.With("milk", 9, basket.BySupport, 0)); len(n) != 0 || r.Count("tea") != 4 || r.Count("milk") != 0 || r.Orders != 5 {
		t.Errorf("with milk: %+v, tea in %d orders", n, r.Count("tea"))
	}
	for name, err := range map[string]error{
		"support":    second(basket.Pair[int]{}.Support()),
		"confidence": second(basket.Pair[int]{}.Confidence()),
		"lift":       second(basket.Pair[int]{}.Lift()),
	} {
		if !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%s: %v, want ErrUndefined", name, err)
		}
	}
	for name, err := range map[string]error{
		"below 0":   second(r.Pairs(-1, basket.BySupport, 0)),
		"order":     second(r.With("tea", 1, 2, 0)),
		"confident": second(basket.Pair[int]{Together: 2, OrdersA: 1}.Confidence()),
	} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v, want ErrRange", name, err)
		}
	}
}

// naive counts every pair in a map.
func naive(orders map[string]map[string]bool, by basket.SortBy, least uint64) []basket.Pair[string] {
	count, together := map[string]uint64{}, map[[2]string]uint64{}
	for _, products := range orders {
		for a := range products {
			count[a]++
			for b := range products {
				if a < b {
					together[[2]string{a, b}]++
				}
			}
		}
	}
	var all []basket.Pair[string]
	for p, n := range together {
		if n >= least {
			all = append(all, basket.Pair[string]{A: p[0], B: p[1], Together: n, OrdersA: count[p[0]], OrdersB: count[p[1]], Orders: uint64(len(orders))})
		}
	}
	slices.SortFunc(all, func(x, y basket.Pair[string]) int {
		rank := int(y.Together) - int(x.Together)
		if by == basket.ByLift {
			rank = laws.Must(y.Lift()).Cmp(laws.Must(x.Lift()))
		}
		if rank != 0 {
			return rank
		}
		return strings.Compare(x.A+"\x00"+x.B, y.A+"\x00"+y.B)
	})
	return all
}

func TestPairsEqualThePlainCount(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 6))
	for range 500 {
		var a basket.Accumulator[string, string]
		orders := map[string]map[string]bool{}
		for range random.IntN(40) {
			order, product := string(rune('0'+random.IntN(8))), string(rune('a'+random.IntN(6)))
			if orders[order] == nil {
				orders[order] = map[string]bool{}
			}
			orders[order][product] = true
			if err := a.Add(order, product); err != nil {
				t.Fatal(err)
			}
		}
		for _, by := range []basket.SortBy{basket.BySupport, basket.ByLift} {
			k, least := random.IntN(20), uint64(random.IntN(3))
			want := naive(orders, by, least)
			want = want[:min(k, len(want))]
			if got := laws.Must(a.Result().Pairs(k, by, least)); !slices.Equal(got, want) {
				t.Fatalf("%v: %+v, want %+v", orders, got, want)
			}
		}
	}
}

// The invoices of a retailer, 9,955 of purchases: the first pairs against the
// plain count, which needs memory for all of them.
func TestPairsOfARetailer(t *testing.T) {
	file, err := os.Open(oracle.Path(t, "orders_online_retail/lines.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := csv.NewReader(unzipped)
	if _, err := lines.Read(); err != nil { // the header
		t.Fatal(err)
	}
	var a basket.Accumulator[string, string]
	orders := map[string]map[string]bool{}
	for {
		// invoice, product, quantity, time, unit price, customer, country
		l, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(l[0], "C") || strings.HasPrefix(l[0], "A") || strings.HasPrefix(l[2], "-") || strings.Trim(l[4], "0.") == "" || strings.HasPrefix(l[4], "-") {
			continue
		}
		if err := a.Add(l[0], l[1]); err != nil {
			t.Fatal(err)
		}
		if len(orders) < 200 || orders[l[0]] != nil { // the plain count of all takes long
			if orders[l[0]] == nil {
				orders[l[0]] = map[string]bool{}
			}
			orders[l[0]][l[1]] = true
		}
	}
	r := a.Result()
	if r.Orders != 9955 { // the reference's purchase_invoices
		t.Errorf("%d orders, want 9955", r.Orders)
	}
	for _, p := range laws.Must(r.Pairs(20, basket.ByLift, 50)) {
		if p.Together < 50 || laws.Must(p.Lift()).Float64() < 1 {
			t.Errorf("%+v", p)
		}
	}
	var some basket.Accumulator[string, string]
	for order, products := range orders {
		for p := range products {
			if err := some.Add(order, p); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := naive(orders, basket.BySupport, 1)
	if got := laws.Must(some.Result().Pairs(100, basket.BySupport, 1)); !slices.Equal(got, want[:100]) {
		t.Error("the first hundred pairs of 200 orders differ from the plain count")
	}
}

// BenchmarkPairs: 10,000 orders of 10 products out of 3,000.
func BenchmarkPairs(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 1))
	var a basket.Accumulator[int, int]
	for order := range 10_000 {
		for range 10 {
			if a.Add(order, random.IntN(3000)) != nil {
				b.Fatal("refused")
			}
		}
	}
	r := a.Result()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Pairs(20, basket.BySupport, 2); err != nil {
			b.Fatal(err)
		}
	}
}
