package funnel_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/funnel"
)

// A column on goroutines equals one pass by Add, to the byte; one that is refused adds
// nothing.
func TestVisitorsInParallelAreOnePass(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var customers, steps []int
	var one funnel.Visitors[int]
	for range 150_000 {
		customers, steps = append(customers, r.IntN(60_000)), append(steps, 1+r.IntN(4))
		if err := one.Add(customers[len(customers)-1], steps[len(steps)-1]); err != nil {
			t.Fatal(err)
		}
	}
	want, err := one.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{-1, 1, 2, 5} {
		var a funnel.Visitors[int]
		if err := a.AddParallel(n, customers, steps); err != nil {
			t.Fatal(err)
		}
		steps[140_000]++
		steps[140_000] *= 10
		if err := a.AddParallel(n, customers, steps); err == nil || !strings.HasPrefix(err.Error(), "input 140000: ") {
			t.Errorf("on %d goroutines: a step that is not there: %v", n, err)
		}
		steps[140_000] /= 10
		steps[140_000]--
		if got, err := a.MarshalBinary(); err != nil || !bytes.Equal(got, want) {
			t.Errorf("on %d goroutines: another state, %v", n, err)
		}
	}
}

func ExampleVisitors_AddParallel() {
	var a funnel.Visitors[int]
	err := a.AddParallel(2, []int{1, 2, 1}, []int{1, 1, 2})
	fmt.Println(a.Result(), err)
	// Output: 0.00% overall (visit 2, product 1, cart 0, order 0) <nil>
}
