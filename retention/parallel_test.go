package retention_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

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

// activeAt returns a time for each of so many rows.
func activeAt(rows int) []time.Time {
	r := rand.New(rand.NewPCG(5, 6))
	all := make([]time.Time, rows)
	for i := range all {
		all[i] = time.Unix(1_700_000_000+r.Int64N(20*86400), r.Int64N(3))
	}
	return all
}

// Columns of times on goroutines equal one pass by Add, to the byte; one with a time or a
// length that is refused adds nothing, and the error is that of the first row.
func TestTimesInParallelAreOnePass(t *testing.T) {
	customers := buyers()
	at := activeAt(len(customers))
	inParallel(t, customers, at, func() timed { return new(retention.Activity[int64]) })
	inParallel(t, customers, at, func() timed { return new(retention.Purchases[int64]) })
}

type timed interface {
	Add(customer int64, t time.Time) error
	AddParallel(n int, customers []int64, at []time.Time) error
	MarshalBinary() ([]byte, error)
}

func inParallel(t *testing.T, customers []int64, at []time.Time, empty func() timed) {
	t.Helper()
	one := empty()
	for i, c := range customers {
		if err := one.Add(c, at[i]); err != nil {
			t.Fatal(err)
		}
	}
	want, err := one.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{-1, 1, 2, 5} {
		a := empty()
		if err := errors.Join(a.AddParallel(n, customers[:1000], at[:1000]), a.AddParallel(n, customers[1000:], at[1000:])); err != nil {
			t.Fatal(err)
		}
		if got, err := a.MarshalBinary(); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%T on %d goroutines: another state, %v", a, n, err)
		}
		bad := slices.Clone(at)
		bad[150_000], bad[190_000] = time.Time{}.AddDate(-2, 0, 0), time.Time{}.AddDate(-3, 0, 0)
		err := a.AddParallel(n, customers, bad)
		if err == nil || !strings.HasPrefix(err.Error(), "input 150000: ") {
			t.Errorf("%T on %d goroutines: a year before 1: %v", a, n, err)
		}
		if a.AddParallel(n, customers, at[1:]) == nil {
			t.Errorf("%T: columns of different length: no error", a)
		}
		if got, err := a.MarshalBinary(); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%T on %d goroutines: another state after errors, %v", a, n, err)
		}
	}
}

func ExampleActivity_AddParallel() {
	var a retention.Activity[int]
	day := func(d int) time.Time { return time.Date(2025, time.March, d, 9, 0, 0, 0, time.UTC) }
	if err := a.AddParallel(2, []int{1, 2, 1}, []time.Time{day(1), day(1), day(2)}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(a.Result())
	// Output: 2 customers, 1 of them in two periods or more
}

func ExamplePurchases_AddParallel() {
	var p retention.Purchases[int]
	day := func(d int) time.Time { return time.Date(2025, time.March, d, 9, 0, 0, 0, time.UTC) }
	if err := p.AddParallel(2, []int{1, 2, 1}, []time.Time{day(1), day(1), day(4)}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(p.Result())
	// Output: 3.0 days between purchases (3 orders, 2 customers)
}

func ExampleRepurchase_AddParallel() {
	var a retention.Repurchase[int]
	if err := a.AddParallel(2, []int{1, 2, 1, 3}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(a.Result())
	// Output: 33.33% (1 of 3 repeat, 4 orders)
}
