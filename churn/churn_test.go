package churn_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention"
)

// month is the period of the package's documentation.
var month = churn.Result{Kept: 3750, Lost: 1250, Won: 500, Brief: 250}

func TestRates(t *testing.T) {
	for _, tc := range []struct{ name, got, want string }{
		{"at start", percent(churn.Rate(1250, 5000)), "25.00"}, // 1250 / 5000
		{"at start, of a result", percent(month.Rate()), "25.00"},
		{"nobody lost", percent(churn.Rate(0, 10)), "0.00"},
		{"everybody lost", percent(churn.Rate(10, 10)), "100.00"},
		// 50 / ((1000 + 1150) / 2) = 50 / 1075 = 0.046511...
		{"average", percent(churn.AverageRate(50, 1000, 1150)), "4.65"},
		// 1250 / ((5000 + 4250) / 2) = 1250 / 4625 = 0.270270...
		{"average, of a result", percent(month.AverageRate()), "27.03"},
		{"average above 1", percent(churn.AverageRate(10, 10, 0)), "200.00"}, // 10 / ((10 + 0) / 2)
		// With m = 2^64-1: m / ((m + m) / 2)
		{"average of the largest counts", percent(churn.AverageRate(math.MaxUint64, math.MaxUint64, math.MaxUint64)), "100.00"},
		// 50 / (1000 + 200) = 0.041666...
		{"in total", percent(churn.TotalRate(50, 1200)), "4.17"},
		// (1250 + 250) / (3750 + 1250 + 500 + 250) = 1500 / 5750 = 0.260869...
		{"in total, of a result", percent(month.TotalRate()), "26.09"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %s%%, want %s%%", tc.name, tc.got, tc.want)
		}
	}
}

// percent returns a figure in percent with two places, or its error.
func percent[F interface{ Percent(int32) decimal.Decimal }](figure F, err error) string {
	if err != nil {
		return err.Error()
	}
	return figure.Percent(2).StringFixed(2)
}

func TestLifetime(t *testing.T) {
	for _, tc := range []struct {
		name string
		rate kpi.Rate
		want string
	}{
		{"a quarter lost", laws.Must(kpi.NewRate(1250, 5000)), "4.00"},             // 5000 / 1250
		{"a third lost", laws.Must(kpi.NewRate(1, 3)), "3.00"},                     // 3 / 1
		{"two thirds lost", laws.Must(kpi.NewRate(2, 3)), "1.50"},                  // 3 / 2
		{"everybody lost", laws.Must(kpi.NewRate(7, 7)), "1.00"},                   // 7 / 7
		{"one of many lost", laws.Must(kpi.NewRate(1, 1<<40)), "1099511627776.00"}, // 2^40
	} {
		got, err := churn.Lifetime(tc.rate)
		if err != nil || got.Decimal(2).StringFixed(2) != tc.want {
			t.Errorf("%s: %v, %v, want %s", tc.name, got, err, tc.want)
		}
	}
	if got := laws.Must(month.Lifetime()); got.Decimal(0).StringFixed(0) != "4" {
		t.Errorf("lifetime of a result %v, want 4", got)
	}
}

func TestErrors(t *testing.T) {
	var none churn.Result
	kept := churn.Result{Kept: 10, Won: 5}
	joined := churn.Result{Won: 5, Brief: 2}
	overflow := churn.Result{Kept: math.MaxUint64, Brief: 1}
	for _, tc := range []struct {
		name string
		err  error
		want error
		text string
	}{
		{"nobody at the start", second(churn.Rate(0, 0)), kpi.ErrUndefined, "churn: rate undefined: no customer at the start"},
		{"lost of nobody", second(churn.Rate(3, 0)), kpi.ErrUndefined, "churn: rate undefined: no customer at the start"},
		{"more lost than there were", second(churn.Rate(11, 10)), kpi.ErrRange, "churn: customers lost 11 outside 0..10"},
		{"nobody at either end", second(churn.AverageRate(1, 0, 0)), kpi.ErrUndefined, "churn: average rate undefined: no customer at the start and the end"},
		{"nobody in total", second(churn.TotalRate(0, 0)), kpi.ErrUndefined, "churn: total rate undefined: no customer"},
		{"more lost than in total", second(churn.TotalRate(11, 10)), kpi.ErrRange, "churn: customers lost 11 outside 0..10"},
		{"lifetime of no churn", second(churn.Lifetime(laws.Must(kpi.NewRate(0, 5)))), kpi.ErrUndefined, "churn: lifetime undefined: no customer lost"},
		{"empty rate", second(none.Rate()), kpi.ErrUndefined, "churn: rate undefined: no customer at the start"},
		{"empty average", second(none.AverageRate()), kpi.ErrUndefined, "churn: average rate undefined: no customer at the start and the end"},
		{"empty total", second(none.TotalRate()), kpi.ErrUndefined, "churn: total rate undefined: no customer"},
		{"empty lifetime", second(none.Lifetime()), kpi.ErrUndefined, "churn: rate undefined: no customer at the start"},
		{"all kept", second(kept.Lifetime()), kpi.ErrUndefined, "churn: lifetime undefined: no customer lost"},
		{"all joined", second(joined.Rate()), kpi.ErrUndefined, "churn: rate undefined: no customer at the start"},
		{"rate of a sum above 2^64-1", second(overflow.Rate()), kpi.ErrOverflow, "churn: customers overflow"},
		{"average of a sum above 2^64-1", second(overflow.AverageRate()), kpi.ErrOverflow, "churn: customers overflow"},
		{"total of a sum above 2^64-1", second(overflow.TotalRate()), kpi.ErrOverflow, "churn: customers overflow"},
	} {
		if !errors.Is(tc.err, tc.want) || tc.err.Error() != tc.text {
			t.Errorf("%s: %v, want %s", tc.name, tc.err, tc.text)
		}
	}
	if got, want := none.String(), "churn: rate undefined: no customer at the start"; got != want {
		t.Errorf("empty result prints %q, want %q", got, want)
	}
}

// The text rounds once: 664446 of a million are 66.44%, not 66.445% and then 66.45%.
func TestText(t *testing.T) {
	for _, tc := range []struct {
		result churn.Result
		want   string
	}{
		{month, "25.00% (1250 lost of 5000 at the start, 500 won, 250 brief)"},
		{churn.Result{Kept: 335554, Lost: 664446, Won: 3}, "66.44% (664446 lost of 1000000 at the start, 3 won, 0 brief)"},
	} {
		if got := tc.result.String(); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
	}
}

// Whoever fills the counters, one customer more is refused, and the last is not.
func TestFullOfAnyPresence(t *testing.T) {
	for _, full := range []churn.Presence{{Start: true, End: true}, {Start: true}, {End: true}, {}} {
		var a, one churn.Accumulator
		other := churn.Presence{Start: !full.Start, End: full.End}
		if err := errors.Join(a.AddN(full, math.MaxUint64-2), a.AddSlice([]churn.Presence{other}), one.Add(other), a.Merge(&one)); err != nil {
			t.Fatalf("%+v: %v", full, err)
		}
		if n := a.Result().N(); n != math.MaxUint64 {
			t.Fatalf("%+v: %d customers", full, n)
		}
		for name, err := range map[string]error{"Add": a.Add(other), "AddSlice": a.AddSlice([]churn.Presence{full}), "Merge": a.Merge(&one), "into": one.Merge(a.Clone())} {
			if !errors.Is(err, kpi.ErrOverflow) {
				t.Errorf("%+v: %s: %v, want ErrOverflow", full, name, err)
			}
		}
		almost := new(churn.Accumulator)
		if err := errors.Join(almost.AddN(full, math.MaxUint64-1), almost.AddSlice([]churn.Presence{other})); err != nil {
			t.Errorf("%+v: the last customer: %v", full, err)
		}
	}
}

// Each counter alone may be as large as all together, and one more overflows.
func TestFullCounters(t *testing.T) {
	set := func(counter int, n, next uint64) churn.Result {
		counts := [4]uint64{}
		counts[counter], counts[(counter+1)%4] = n, next
		return churn.Result{Kept: counts[0], Lost: counts[1], Won: counts[2], Brief: counts[3]}
	}
	for counter := range 4 {
		for _, tc := range []struct {
			n, next uint64
			want    error
		}{{1 << 63, 0, nil}, {math.MaxUint64, 0, nil}, {math.MaxUint64 - 1, 1, nil}, {math.MaxUint64, 1, kpi.ErrOverflow}} {
			r := set(counter, tc.n, tc.next)
			if _, err := r.TotalRate(); !errors.Is(err, tc.want) {
				t.Errorf("%+v: %v, want %v", r, err, tc.want)
			}
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestFullColumnIsRefusedWhole(t *testing.T) {
	var a churn.Accumulator
	if err := a.AddN(churn.Presence{Start: true}, math.MaxUint64-1); err != nil {
		t.Fatal(err)
	}
	before := a.Result()
	if err := a.AddSlice(make([]churn.Presence, 2)); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("AddSlice = %v, want ErrOverflow", err)
	}
	if a.Result() != before {
		t.Errorf("a refused column changed %+v to %+v", before, a.Result())
	}
}

// results draws the counts of a period.
func results() *rapid.Generator[churn.Result] {
	count := rapid.OneOf(rapid.Uint64Range(0, 9), rapid.Uint64Range(0, math.MaxUint64/4))
	return rapid.Custom(func(t *rapid.T) churn.Result {
		return churn.Result{
			Kept: count.Draw(t, "kept"), Lost: count.Draw(t, "lost"),
			Won: count.Draw(t, "won"), Brief: count.Draw(t, "brief"),
		}
	})
}

func TestChurnAndRetentionComplement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := results().Draw(t, "counts")
		lost, err := r.Rate()
		kept, errKept := retention.RetentionRate(r.Start(), r.End(), r.Won)
		if err != nil || errKept != nil {
			if r.Start() != 0 || !errors.Is(err, kpi.ErrUndefined) || !errors.Is(errKept, kpi.ErrUndefined) {
				t.Fatalf("%+v: %v, %v", r, err, errKept)
			}
			return
		}
		if sum := new(big.Rat).Add(lost.Rat(), kept.Rat()); sum.Cmp(big.NewRat(1, 1)) != 0 {
			t.Fatalf("churn %v + retention %v = %v", lost, kept, sum)
		}
		if lost.Complement() != kept {
			t.Fatalf("complement of %v is %v, want %v", lost, lost.Complement(), kept)
		}
	})
}

func TestLifetimeTimesChurnIsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := results().Draw(t, "counts")
		rate, err := r.Rate()
		if err != nil {
			return
		}
		life, err := r.Lifetime()
		if err != nil {
			if r.Lost != 0 || !errors.Is(err, kpi.ErrUndefined) {
				t.Fatalf("%+v: %v", r, err)
			}
			return
		}
		if product := new(big.Rat).Mul(rate.Rat(), life.Rat()); product.Cmp(big.NewRat(1, 1)) != 0 {
			t.Fatalf("%v times %v = %v", rate, life, product)
		}
	})
}

func TestVariantsAgreeWithTheirFormulas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := results().Draw(t, "counts")
		if average, err := r.AverageRate(); err == nil {
			mean := new(big.Rat).Add(rat(r.Kept+r.Lost), rat(r.Kept+r.Won))
			mean.Quo(mean, big.NewRat(2, 1))
			if want := new(big.Rat).Quo(rat(r.Lost), mean); average.Rat().Cmp(want) != 0 {
				t.Fatalf("average %v, want %v", average.Rat(), want)
			}
		}
		if total, err := r.TotalRate(); err == nil {
			want := new(big.Rat).Quo(rat(r.Lost+r.Brief), rat(r.Kept+r.Lost+r.Won+r.Brief))
			if total.Rat().Cmp(want) != 0 {
				t.Fatalf("in total %v, want %v", total.Rat(), want)
			}
		}
	})
}

func rat(n uint64) *big.Rat { return new(big.Rat).SetInt(new(big.Int).SetUint64(n)) }

// TestLifetimeIsAModel checks the table of the package's documentation: under
// constant churn c, (1-c)^n of the customers stay longer than n periods.
func TestLifetimeIsAModel(t *testing.T) {
	for _, tc := range []struct {
		percent    uint64
		lifetime   string
		half, left float64 // periods, percent
	}{
		{50, "2", 1.0, 25},
		{25, "4", 2.4, 32},
		{10, "10", 6.6, 35},
		{5, "20", 13.5, 36},
	} {
		c := laws.Must(kpi.NewRate(tc.percent, 100))
		lifetime := laws.Must(churn.Lifetime(c))
		if got := lifetime.Decimal(0).StringFixed(0); got != tc.lifetime {
			t.Errorf("churn %v: lifetime %s, want %s", c, got, tc.lifetime)
		}
		stay := 1 - c.Float64()
		if half := math.Log(0.5) / math.Log(stay); math.Abs(half-tc.half) > 0.05 {
			t.Errorf("churn %v: half have left after %v, want %v", c, half, tc.half)
		}
		if left := 100 * math.Pow(stay, lifetime.Float64()); math.Abs(left-tc.left) > 0.5 {
			t.Errorf("churn %v: %v%% still there at the mean, want %v%%", c, left, tc.left)
		}
	}
}

func TestEveryWayOfCountingAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		customers := rapid.SliceOf(presences()).Draw(t, "customers")
		var single, slice, counted churn.Accumulator
		var want churn.Result
		for _, p := range customers {
			if err := errors.Join(single.Add(p), counted.AddN(p, 1), counted.AddN(p, 0)); err != nil {
				t.Fatal(err)
			}
			for _, c := range []struct {
				p churn.Presence
				n *uint64
			}{
				{churn.Presence{Start: true, End: true}, &want.Kept},
				{churn.Presence{Start: true, End: false}, &want.Lost},
				{churn.Presence{Start: false, End: true}, &want.Won},
				{churn.Presence{Start: false, End: false}, &want.Brief},
			} {
				if p == c.p {
					*c.n++
				}
			}
		}
		if err := slice.AddSlice(customers); err != nil {
			t.Fatal(err)
		}
		for name, a := range map[string]*churn.Accumulator{"Add": &single, "AddSlice": &slice, "AddN": &counted} {
			if diff := cmp.Diff(want, a.Result()); diff != "" {
				t.Fatalf("%s: (-want +got)\n%s", name, diff)
			}
		}
		if n := want.N(); n != uint64(len(customers)) {
			t.Fatalf("%d customers, want %d", n, len(customers))
		}
	})
}

func presences() *rapid.Generator[churn.Presence] {
	return rapid.Custom(func(t *rapid.T) churn.Presence {
		return churn.Presence{Start: rapid.Bool().Draw(t, "start"), End: rapid.Bool().Draw(t, "end")}
	})
}
