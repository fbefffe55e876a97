package cohort_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/retention/cohort"
)

// A column on goroutines, and siblings that are absorbed, equal one pass by Add.
func TestInParallelIsOnePass(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var customers []int64
	var at []time.Time
	for range 200_000 {
		customers = append(customers, r.Int64N(50_000))
		at = append(at, time.Unix(1.7e9+r.Int64N(1e8), 0))
	}
	var one cohort.Accumulator[int64]
	for i, c := range customers {
		if err := one.Add(c, at[i]); err != nil {
			t.Fatal(err)
		}
	}
	want, err := one.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{1, 2, 3} {
		var a cohort.Accumulator[int64]
		if err := a.AddParallel(n, customers, at); err != nil {
			t.Fatal(err)
		}
		if got, err := a.MarshalBinary(); err != nil || !bytes.Equal(got, want) {
			t.Errorf("on %d goroutines: another state, %v", n, err)
		}
	}
	var a cohort.Accumulator[int64]
	parts := []*cohort.Accumulator[int64]{&a, a.Sibling(), a.Sibling()}
	for i, c := range customers {
		if err := parts[a.Share(c, len(parts))].Add(c, at[i]); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range parts[1:] {
		if err := a.Absorb(p); err != nil || !p.Empty() {
			t.Errorf("absorbed: %v, empty %v", err, p.Empty())
		}
	}
	if got, err := a.MarshalBinary(); err != nil || !bytes.Equal(got, want) {
		t.Errorf("of shares: another state, %v", err)
	}

	// The error of the first refused row, and nothing is counted.
	at[150_000], at[190_000] = time.Time{}.AddDate(-5, 0, 0), time.Time{}.AddDate(-6, 0, 0)
	for _, n := range []int{1, 4} {
		var a cohort.Accumulator[int64]
		err := a.AddParallel(n, customers, at)
		if !errors.Is(err, kpi.ErrRange) || err.Error() != "input 150000: cohort: year -4 outside 1..9999" || !a.Empty() {
			t.Errorf("on %d goroutines: %v, empty %v", n, err, a.Empty())
		}
	}
}

// Absorb has the errors and the special cases of Merge.
func TestAbsorbsAsItMerges(t *testing.T) {
	weeks, err := cohort.New[int](kpi.Week, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := weeks.Add(1, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	var zero, months cohort.Accumulator[int]
	if err := months.Add(1, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	if err := months.Absorb(weeks); !errors.Is(err, kpi.ErrIncompatible) || weeks.Empty() {
		t.Errorf("weeks into months: %v", err)
	}
	if err := weeks.Absorb(&zero); err != nil {
		t.Errorf("the zero value: %v", err)
	}
	want, _ := weeks.MarshalBinary()
	if err := zero.Absorb(weeks); err != nil || !weeks.Empty() {
		t.Errorf("into the zero value: %v", err)
	}
	if got, _ := zero.MarshalBinary(); !bytes.Equal(got, want) {
		t.Errorf("the zero value took %x, want %x", got, want)
	}
	if err := zero.Absorb(nil); err != nil {
		t.Errorf("nil: %v", err)
	}
	if err := zero.Absorb(&zero); err != nil || zero.Empty() {
		t.Errorf("itself: %v", err)
	}
}

func ExampleAccumulator_AddParallel() {
	day := func(month time.Month) time.Time { return time.Date(2025, month, 1, 0, 0, 0, 0, time.UTC) }
	var a cohort.Accumulator[string]
	err := a.AddParallel(2, []string{"ada", "bob", "ada"}, []time.Time{day(1), day(1), day(2)})
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(a.Result().Cohorts[0].Size)
	// Output: 2
}

// Two goroutines, each with the events of its share of the customers.
func ExampleAccumulator_Share() {
	january := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	var total cohort.Accumulator[string]
	parts := []*cohort.Accumulator[string]{&total, total.Sibling()}
	for _, customer := range []string{"ada", "bob", "cyd"} {
		if err := parts[total.Share(customer, len(parts))].Add(customer, january); err != nil {
			fmt.Println(err)
		}
	}
	if err := total.Absorb(parts[1]); err != nil {
		fmt.Println(err)
	}
	fmt.Println(total.Result().Cohorts[0].Size)
	// Output: 3
}
