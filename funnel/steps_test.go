package funnel_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel"
)

func TestFunnelFromCounts(t *testing.T) {
	r := must(funnel.StepsFromCounts(1000, 400, 120, 60))
	for i, want := range map[int]struct{ rate, drop string }{
		2: {"40.00% (400 of 1000)", "60.00% (600 of 1000)"},
		3: {"30.00% (120 of 400)", "70.00% (280 of 400)"},
		4: {"50.00% (60 of 120)", "50.00% (60 of 120)"},
	} {
		if rate, drop := must(r.StepRate(i)), must(r.DropOff(i)); rate.String() != want.rate || drop.String() != want.drop {
			t.Errorf("step %d: %v, drop-off %v, want %v", i, rate, drop, want)
		}
	}
	if overall := must(r.Overall()); overall.String() != "6.00% (60 of 1000)" {
		t.Errorf("overall %v", overall)
	}
	if got := r.String(); got != "6.00% overall (step 1 1000, step 2 400, step 3 120, step 4 60)" {
		t.Error(got)
	}
}

func TestWorstStep(t *testing.T) {
	for _, tc := range []struct {
		counts []uint64
		want   int
	}{
		{[]uint64{1000, 400, 120, 60}, 3},
		{[]uint64{100, 100, 100}, 2},    // ties: the earliest
		{[]uint64{100, 50, 25, 25}, 2},  // a half twice
		{[]uint64{100, 90, 0, 0, 0}, 3}, // steps behind nobody have no rate
		{[]uint64{100, 0, 0}, 2},
		{[]uint64{10, 1, 0}, 3}, // 10%, then 0%: one visitor has a rate
		{[]uint64{7, 7}, 2},
	} {
		step, worst, err := must(funnel.StepsFromCounts(tc.counts...)).Worst()
		if err != nil || step != tc.want {
			t.Errorf("%d: step %d, %v, want %d", tc.counts, step, err, tc.want)
		}
		if want := must(kpi.NewRate(tc.counts[tc.want-1], tc.counts[tc.want-2])); worst != want {
			t.Errorf("%d: rate %v, want %v", tc.counts, worst, want)
		}
	}
}

func TestStepsAgreeWithCounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		reached := rapid.SliceOf(rapid.IntRange(1, 4)).Draw(t, "reached")
		var single, column, counted funnel.Steps
		want := funnel.StepsResult{Steps: []funnel.Step{{Name: "visit"}, {Name: "product"}, {Name: "cart"}, {Name: "order"}}}
		times := map[int]uint64{}
		for _, step := range reached {
			times[step]++
			for i := range step {
				want.Steps[i].Count++
			}
			if err := single.Add(step); err != nil {
				t.Fatal(err)
			}
		}
		if err := column.AddSlice(reached); err != nil {
			t.Fatal(err)
		}
		for step, n := range times {
			if err := counted.AddN(step, n); err != nil {
				t.Fatal(err)
			}
		}
		for name, a := range map[string]*funnel.Steps{"Add": &single, "AddSlice": &column, "AddN": &counted} {
			if diff := cmp.Diff(want, a.Result()); diff != "" {
				t.Fatalf("%s: (-want +got)\n%s", name, diff)
			}
		}
		neverRises(t, single.Result())
	})
}

// neverRises also checks that the step rates multiply to the overall one.
func neverRises(t *rapid.T, r funnel.StepsResult) {
	for i := 1; i < len(r.Steps); i++ {
		if r.Steps[i].Count > r.Steps[i-1].Count {
			t.Fatalf("%v rises at step %d", r.Steps, i+1)
		}
	}
	last := len(r.Steps)
	if r.Steps[last-1].Count == 0 {
		return
	}
	product := big.NewRat(1, 1)
	for i := 2; i <= last; i++ {
		rate, drop := must(r.StepRate(i)), must(r.DropOff(i))
		if sum := new(big.Rat).Add(rate.Rat(), drop.Rat()); sum.Cmp(big.NewRat(1, 1)) != 0 {
			t.Fatalf("rate %v and drop-off %v of step %d", rate, drop, i)
		}
		product.Mul(product, rate.Rat())
	}
	if overall := must(r.Overall()); overall.Rat().Cmp(product) != 0 {
		t.Fatalf("overall %v, product of the steps %v", overall.Rat(), product)
	}
}

func TestVisitorsAgreeWithSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stream := rapid.SliceOf(deeds()).Draw(t, "stream")
		single := must(funnel.NewVisitors[string]("a", "b", "c"))
		column := must(funnel.NewVisitors[string]("a", "b", "c"))
		did := map[string]map[int]bool{}
		var customers []string
		var steps []int
		for _, in := range stream {
			if did[in.customer] == nil {
				did[in.customer] = map[int]bool{}
			}
			did[in.customer][in.step] = true
			customers, steps = append(customers, in.customer), append(steps, in.step)
			if err := single.Add(in.customer, in.step); err != nil {
				t.Fatal(err)
			}
		}
		if err := column.AddSlice(customers, steps); err != nil {
			t.Fatal(err)
		}
		want := funnel.StepsResult{Steps: []funnel.Step{{Name: "a"}, {Name: "b"}, {Name: "c"}}}
		for _, set := range did {
			for i := 0; i < 3 && set[i+1]; i++ {
				want.Steps[i].Count++
			}
		}
		for name, a := range map[string]*funnel.Visitors[string]{"Add": single, "AddSlice": column} {
			if diff := cmp.Diff(want, a.Result()); diff != "" {
				t.Fatalf("%s: (-want +got)\n%s", name, diff)
			}
		}
		neverRises(t, single.Result())
	})
}

func TestFunnelOf64Steps(t *testing.T) {
	a := must(funnel.NewVisitors[int](make([]string, 64)...))
	for step := range 64 {
		if err := a.Add(7, 64-step); err != nil {
			t.Fatal(err)
		}
	}
	if overall := must(a.Result().Overall()); overall.Count() != 1 {
		t.Errorf("overall %v, want 1 of 1", overall)
	}
	if _, err := funnel.NewVisitors[int](make([]string, 65)...); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("65 steps: %v, want ErrRange", err)
	}
}

func TestNamesAreCopied(t *testing.T) {
	names := []string{"a", "b"}
	a := must(funnel.NewSteps(names...))
	names[0] = "changed"
	a.Names()[1] = "changed"
	a.Result().Steps[0].Name = "changed"
	if diff := cmp.Diff([]string{"a", "b"}, a.Names()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	var zero funnel.Visitors[int]
	zero.Names()[0] = "changed"
	if got := zero.Names()[0]; got != "visit" {
		t.Errorf("the first default step is %s", got)
	}
}

func TestNamedDefaultStepsAreTheDefault(t *testing.T) {
	a := must(funnel.NewSteps("visit", "product", "cart", "order"))
	var b funnel.Steps
	if err := errors.Join(a.Add(2), b.Add(4), a.Merge(&b)); err != nil {
		t.Fatal(err)
	}
	if got := a.Result().String(); got != "50.00% overall (visit 2, product 2, cart 1, order 1)" {
		t.Error(got)
	}
}

func TestFullFunnelsRefuseColumnsWhole(t *testing.T) {
	var a funnel.Steps
	if err := a.AddN(2, math.MaxUint64-1); err != nil {
		t.Fatal(err)
	}
	if err := a.AddSlice([]int{1, 2}); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("AddSlice = %v, want ErrOverflow", err)
	}
	if n := a.Result().Steps[0].Count; n != math.MaxUint64-1 {
		t.Errorf("%d visitors", n)
	}
}

func TestCountsThatOverflowAreCorrupt(t *testing.T) {
	var a funnel.Steps
	if err := a.AddN(4, math.MaxUint64); err != nil {
		t.Fatal(err)
	}
	state := must(a.MarshalBinary())
	state[len(state)-11]++ // one visitor whose furthest step is 3
	if err := a.UnmarshalBinary(state); !errors.Is(err, kpi.ErrCorrupt) {
		t.Errorf("UnmarshalBinary = %v, want ErrCorrupt", err)
	}
}

// A funnel of 2^64-1 visitors is full, not more than full.
func TestFunnelsFillUpToTheLast(t *testing.T) {
	var a, b funnel.Steps
	if err := errors.Join(a.AddN(4, math.MaxUint64-3), a.AddSlice([]int{1, 1}), b.Add(2), a.Merge(&b)); err != nil {
		t.Fatal(err)
	}
	if n := a.Result().Steps[0].Count; n != math.MaxUint64 {
		t.Errorf("%d visitors", n)
	}
	var back funnel.Steps
	if err := back.UnmarshalBinary(must(a.MarshalBinary())); err != nil || back.Result().Steps[0].Count != math.MaxUint64 {
		t.Errorf("%v, %v", back.Result(), err)
	}
	full := a.Clone()
	if err := full.AddN(1, 0); err != nil {
		t.Errorf("nobody: %v", err)
	}
	if err := full.AddSlice([]int{1}); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("a column: %v, want ErrOverflow", err)
	}
	if err := full.Merge(&b); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("a merge: %v, want ErrOverflow", err)
	}
	var column funnel.Steps
	if err := errors.Join(column.AddN(4, math.MaxUint64-2), column.AddSlice([]int{1, 2})); err != nil {
		t.Errorf("room for a column of two: %v", err)
	}
}

// States that no funnel has.
func TestImpossibleStatesAreCorrupt(t *testing.T) {
	v := must(funnel.NewVisitors[int]("a", "b"))
	if err := v.Add(1, 2); err != nil {
		t.Fatal(err)
	}
	with := func(last byte) []byte {
		state := must(v.MarshalBinary())
		state[len(state)-1] = last // the set of the customer's steps, 2 for step 2
		return state
	}
	for name, err := range map[string]error{
		"a customer without a step": v.UnmarshalBinary(with(0)),
		"a third step of two":       v.UnmarshalBinary(with(4)),
		"one step":                  new(funnel.Steps).UnmarshalBinary([]byte("stp\x01\x01\x01a\x00\x00\x00\x03")),
		"a step too few":            new(funnel.Steps).UnmarshalBinary([]byte("stp\x01\x02\x01a\x01b\x03")),
		"a step too many":           new(funnel.Steps).UnmarshalBinary([]byte("stp\x01\x02\x01a\x01b\x03\x01\x01")),
	} {
		if !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("%s: %v, want ErrCorrupt", name, err)
		}
	}
	if err := v.UnmarshalBinary(with(3)); err != nil || v.Result().Steps[1].Count != 1 {
		t.Errorf("both steps: %v, %v", v.Result(), err)
	}
}

// What is merged into a funnel without visitors is a copy.
func TestMergedFunnelsShareNothing(t *testing.T) {
	var a, b funnel.Visitors[string]
	if err := errors.Join(b.Add("Ada", 1), a.Merge(&b), a.Add("Ben", 1), a.Add("Ada", 2), b.Add("Cleo", 1)); err != nil {
		t.Fatal(err)
	}
	for want, r := range map[string]funnel.StepsResult{
		"0.00% overall (visit 2, product 1, cart 0, order 0)": a.Result(),
		"0.00% overall (visit 2, product 0, cart 0, order 0)": b.Result(),
	} {
		if r.String() != want {
			t.Errorf("%v, want %s", r, want)
		}
	}
	var c, d funnel.Steps
	if err := errors.Join(d.Add(1), c.Merge(&d), c.Add(2)); err != nil {
		t.Fatal(err)
	}
	if r := d.Result(); r.Steps[0].Count != 1 || r.Steps[1].Count != 0 {
		t.Error(r)
	}
	var e, f funnel.MultiProduct[string, string]
	if err := errors.Join(f.Add("Ada", "x"), e.Merge(&f), e.Add("Ada", "y"), e.Add("Ben", "x")); err != nil {
		t.Fatal(err)
	}
	if r := f.Result(); r != (funnel.MultiProductResult{Single: 1}) {
		t.Error(r)
	}
}

func TestImpossibleFunnelIsRefused(t *testing.T) {
	r := funnel.StepsResult{Steps: []funnel.Step{{"visit", 1}, {"order", 2}}}
	for _, err := range []error{second(r.StepRate(2)), second(r.DropOff(2)), second(r.Overall()), worstError(r)} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%v, want ErrRange", err)
		}
	}
}

func TestStepsResultSurvivesJSON(t *testing.T) {
	r := must(funnel.StepsFromCounts(3, 2))
	r.Steps[0].Name = "visit"
	var back funnel.StepsResult
	if err := json.Unmarshal(must(json.Marshal(r)), &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, back); diff != "" {
		t.Errorf("(-before +after JSON)\n%s", diff)
	}
}
