package retention_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/oracle"
	"github.com/customerkpi/kpi/retention"
)

// vector is what engines call retention(c1, .., cn), of users by condition: those
// of the first, then of each other those who are in the first too, in no order of
// time.
func vector(t *testing.T, conditions [][]int) []uint64 {
	t.Helper()
	var sums []uint64
	for i, users := range conditions {
		var a retention.Returning[int]
		if err := a.AddBeforeSlice(conditions[0]); err != nil {
			t.Fatal(err)
		}
		if err := a.AddAfterSlice(users); err != nil {
			t.Fatal(err)
		}
		r := a.Result()
		if i == 0 && r.Retained != r.Before {
			t.Errorf("%v of itself", r)
		}
		sums = append(sums, r.Retained)
	}
	return sums
}

func to(from, to int) (users []int) {
	for u := from; u < to; u++ {
		users = append(users, u)
	}
	return users
}

// The tests of ClickHouse, and a case of conditions that are not in the order of
// time.
func TestVectorsEqualTheCases(t *testing.T) {
	var cases []struct {
		Name       string
		Conditions []string
		Activity   []struct {
			Date string
			From int `json:"user_from"`
			To   int `json:"user_to"`
		}
		Want []uint64 `json:"expected_sums"`
	}
	oracle.JSON(t, "funnel_cases2/retention_cases.json", &cases)
	if len(cases) == 0 {
		t.Error("no case")
	}
	for _, c := range cases {
		conditions := make([][]int, len(c.Conditions))
		for i, date := range c.Conditions {
			for _, a := range c.Activity {
				if a.Date == date {
					conditions[i] = append(conditions[i], to(a.From, a.To)...)
				}
			}
		}
		if got := vector(t, conditions); !slices.Equal(got, c.Want) {
			t.Errorf("%s: %v, want %v", c.Name, got, c.Want)
		}
	}
}

// The tests of Databend, whose users are ranges in a text, and of a Rust
// extension of DuckDB, with the answer of each user.
func TestVectorsEqualTheCasesOfOtherEngines(t *testing.T) {
	var cases []struct {
		ID         string
		Conditions []string
		Days       any
		Totals     []uint64            `json:"expected_totals"`
		ByUser     map[string][]uint64 `json:"expected_by_user"`
	}
	oracle.JSON(t, "funnel_cases/retention.json", &cases)
	ranges := regexp.MustCompile(`(\S+): users (\d+)\.\.(\d+)`)
	seen := 0
	for _, c := range cases {
		if c.Conditions == nil {
			continue
		}
		seen++
		users := map[string][]int{} // by date
		switch days := c.Days.(type) {
		case map[string]any:
			for _, m := range ranges.FindAllStringSubmatch(fmt.Sprint(days["ranges"]), -1) {
				users[m[1]] = append(users[m[1]], to(laws.Must(strconv.Atoi(m[2])), laws.Must(strconv.Atoi(m[3]))+1)...)
			}
		case []any:
			for _, pair := range days {
				user, date := int(pair.([]any)[0].(float64)), pair.([]any)[1].(string)
				users[date] = append(users[date], user)
			}
		}
		of := func(keep func(user int) bool) (conditions [][]int) {
			for _, date := range c.Conditions {
				conditions = append(conditions, slices.DeleteFunc(slices.Clone(users[date]), func(u int) bool { return !keep(u) }))
			}
			return conditions
		}
		if got := vector(t, of(func(int) bool { return true })); c.Totals != nil && !slices.Equal(got, c.Totals) {
			t.Errorf("%s: %v, want %v", c.ID, got, c.Totals)
		}
		for user, want := range c.ByUser {
			id := laws.Must(strconv.Atoi(user))
			if got := vector(t, of(func(u int) bool { return u == id })); !slices.Equal(got, want) {
				t.Errorf("%s, user %s: %v, want %v", c.ID, user, got, want)
			}
		}
	}
	if seen != 2 {
		t.Errorf("%d cases, want 2", seen)
	}
}

// Of many customers the latest orders wait to be added together: the state is that
// of a column all the same, whenever it is looked at, merged or cloned.
func TestRepurchaseOfManyCustomers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	var one, two, columns retention.Repurchase[int]
	var customers []int
	for i := range 200_000 {
		c := r.IntN(70_000)
		customers = append(customers, c)
		into := &one
		if c%3 == 0 && i > 100_000 {
			into = &two
		}
		if err := into.Add(c); err != nil {
			t.Fatal(err)
		}
		if i == 150_000 {
			if got := one.Result().Orders + two.Result().Orders; got != uint64(i+1) {
				t.Fatalf("%d orders of %d", got, i+1)
			}
			one = *one.Clone()
		}
	}
	if err := columns.AddSlice(customers); err != nil {
		t.Fatal(err)
	}
	if err := one.Merge(&two); err != nil {
		t.Fatal(err)
	}
	got, err := one.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	want, err := columns.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%v, want %v", one.Result(), columns.Result())
	}
	repeat := map[int]int{}
	for _, c := range customers {
		repeat[c]++
	}
	n := uint64(0)
	for _, orders := range repeat {
		if orders > 1 {
			n++
		}
	}
	if r := one.Result(); r.Customers != uint64(len(repeat)) || r.Repeat != n || r.Orders != uint64(len(customers)) {
		t.Errorf("%v, want %d of %d", r, n, len(repeat))
	}
}
