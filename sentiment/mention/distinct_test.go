package mention_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment/mention"
)

func TestDistinctCountsAPersonOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOf(rapid.Int32Range(-20, 20)).Draw(t, "people")
		set := map[int32]bool{}
		var single, slice mention.Distinct[int32]
		for _, p := range people {
			set[p] = true
			if err := single.Add(p); err != nil {
				t.Fatal(err)
			}
		}
		if err := slice.AddSlice(people); err != nil {
			t.Fatal(err)
		}
		for name, got := range map[string]uint64{"Add": single.Result(), "AddSlice": slice.Result(), "DistinctOf": mention.DistinctOf(people...)} {
			if got != uint64(len(set)) {
				t.Fatalf("%s: %d, want %d", name, got, len(set))
			}
		}
	})
}

// Up to 1024 people the sketch is exact, but for two that share 26 bits of
// their hashes; the seed is fixed, so that the test has one outcome.
func TestSketchEqualsItsTwinForFewPeople(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var exact mention.Distinct[string]
	var sketch mention.DistinctSketch[string]
	for exact.Result() < 1000 {
		person := fmt.Sprintf("person-%d", r.IntN(2000))
		if err := errors.Join(exact.Add(person), sketch.Add(person)); err != nil {
			t.Fatal(err)
		}
		if sketch.Result() != exact.Result() {
			t.Fatalf("estimate %d of %d", sketch.Result(), exact.Result())
		}
	}
}

// The error is near to normal: four standard errors are exceeded with
// probability 6.3e-5. The people come twice, in parts that overlap.
func TestSketchIsWithinItsErrorOfItsTwin(t *testing.T) {
	for _, n := range []int{5000, 50_000, 300_000} {
		var exact mention.Distinct[int]
		var sketch, half mention.DistinctSketch[int]
		people := make([]int, n)
		for i := range people {
			people[i] = i * 7
		}
		err := errors.Join(exact.AddSlice(people), exact.AddSlice(people),
			sketch.AddSlice(people), half.AddSlice(people[n/3:]), sketch.Merge(&half))
		if err != nil {
			t.Fatal(err)
		}
		e := float64(sketch.Result())/float64(exact.Result()) - 1
		if exact.Result() != uint64(n) || math.Abs(e) > 4*0.0081 {
			t.Errorf("%d of %d people: error %.2f %%", sketch.Result(), exact.Result(), 100*e)
		}
	}
}

func TestSketchHashesEveryIntegerTypeAlike(t *testing.T) {
	var a mention.DistinctSketch[int8]
	var b mention.DistinctSketch[uint64]
	if err := errors.Join(a.AddSlice([]int8{0, 1, 127}), b.AddSlice([]uint64{0, 1, 127})); err != nil {
		t.Fatal(err)
	}
	if x, y := laws.Must(a.MarshalBinary()), laws.Must(b.MarshalBinary()); string(x) != string(y) {
		t.Errorf("%x and %x", x, y)
	}
}

func TestSketchOfStringsIsNoSketchOfIntegers(t *testing.T) {
	var names mention.DistinctSketch[string]
	if err := names.Add("ann"); err != nil {
		t.Fatal(err)
	}
	var numbers mention.DistinctSketch[int]
	if err := numbers.UnmarshalBinary(laws.Must(names.MarshalBinary())); !errors.Is(err, kpi.ErrCorrupt) {
		t.Errorf("%v, want ErrCorrupt", err)
	}
}
