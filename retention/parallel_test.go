package retention_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/customerkpi/kpi/retention"
)

// buyers returns the customers of orders: 200,000 of 60,000 customers.
func buyers() []int64 {
	r := rand.New(rand.NewPCG(3, 4))
	all := make([]int64, 200_000)
	for i := range all {
		all[i] = r.Int64N(60_000)
	}
	return all
}

func encoded(t *testing.T, a *retention.Repurchase[int64]) []byte {
	t.Helper()
	b, err := a.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A column on goroutines, and siblings that are absorbed, equal one pass by Add.
func TestRepurchaseInParallelIsOnePass(t *testing.T) {
	customers := buyers()
	var one retention.Repurchase[int64]
	for _, c := range customers {
		if err := one.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	want := encoded(t, &one)
	for _, n := range []int{0, 1, 2, 5} {
		var a retention.Repurchase[int64]
		if err := a.AddParallel(n, customers[:1000]); err != nil {
			t.Fatal(err)
		}
		if err := a.AddParallel(n, customers[1000:]); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(encoded(t, &a), want) {
			t.Errorf("on %d goroutines: another state, %v", n, a.Result())
		}
	}
	// By share, by anything else, and a stranger.
	for name, part := range map[string]func(a *retention.Repurchase[int64], i int) int{
		"share": func(a *retention.Repurchase[int64], i int) int { return a.Share(customers[i], 3) },
		"row":   func(_ *retention.Repurchase[int64], i int) int { return i % 4 },
	} {
		var a retention.Repurchase[int64]
		parts := []*retention.Repurchase[int64]{&a, a.Sibling(), a.Sibling(), {}}
		for i, c := range customers {
			if err := parts[part(&a, i)].Add(c); err != nil {
				t.Fatal(err)
			}
		}
		for _, p := range parts[1:] {
			if err := a.Absorb(p); err != nil {
				t.Fatal(err)
			}
			if got := p.Result(); got != (retention.RepurchaseResult{}) {
				t.Errorf("by %s: what was absorbed has %v", name, got)
			}
		}
		if !bytes.Equal(encoded(t, &a), want) {
			t.Errorf("by %s: another state, %v", name, a.Result())
		}
	}
}

// Absorb has the errors and the special cases of Merge.
func TestRepurchaseAbsorbsAsItMerges(t *testing.T) {
	full, more := new(retention.Repurchase[int64]), new(retention.Repurchase[int64])
	if err := full.AddN(1, 1<<63); err != nil {
		t.Fatal(err)
	}
	if err := more.AddN(2, 1<<63); err != nil {
		t.Fatal(err)
	}
	if err := full.Absorb(more); err == nil || more.Result().Orders != 1<<63 || full.Result().Customers != 1 {
		t.Errorf("orders beyond 64 bits: %v, %v, %v", err, full.Result(), more.Result())
	}
	if err := full.Absorb(nil); err != nil || full.Result().Orders != 1<<63 {
		t.Errorf("nil: %v, %v", err, full.Result())
	}
	two := full.Sibling()
	for range 2 {
		if err := two.Add(1); err != nil {
			t.Fatal(err)
		}
	}
	if err := full.Absorb(two); err != nil || full.Result() != (retention.RepurchaseResult{Customers: 1, Repeat: 1, Orders: 1<<63 + 2}) || two.Result().Orders != 0 {
		t.Errorf("beyond 32 bits: %v, %v, left %v", err, full.Result(), two.Result())
	}
	if err := more.Absorb(more); err == nil {
		t.Errorf("itself, twice 2^63 orders: %v", more.Result())
	}
}

// Four goroutines, each with the orders of its share of the customers.
func ExampleRepurchase_Share() {
	orders := []string{"ada", "bob", "ada", "cyd", "bob", "ada"}
	var total retention.Repurchase[string]
	parts := []*retention.Repurchase[string]{&total, total.Sibling(), total.Sibling(), total.Sibling()}
	for _, customer := range orders { // in a service, a channel to each goroutine
		if err := parts[total.Share(customer, len(parts))].Add(customer); err != nil {
			fmt.Println(err)
		}
	}
	for _, part := range parts[1:] {
		if err := total.Absorb(part); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(total.Result())
	// Output: 66.67% (2 of 3 repeat, 6 orders)
}

func ExampleRepurchase_AddParallel() {
	var a retention.Repurchase[int]
	if err := a.AddParallel(2, []int{1, 2, 1, 3}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(a.Result())
	// Output: 33.33% (1 of 3 repeat, 4 orders)
}
