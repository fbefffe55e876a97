package retention_test

import (
	"bytes"
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention"
)

// set is the naive list of customers that the tests compare with.
type set map[string]bool

func setOf(customers []string) set {
	s := set{}
	for _, c := range customers {
		s[c] = true
	}
	return s
}

// and returns the customers of both sets.
func (s set) and(o set) set {
	both := set{}
	for c := range s {
		if o[c] {
			both[c] = true
		}
	}
	return both
}

func (s set) len() uint64 { return uint64(len(s)) }

func TestReturningAgreesWithSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := rapid.SliceOf(names()).Draw(t, "before")
		after := rapid.SliceOf(names()).Draw(t, "after")
		var single, column retention.Returning[string]
		for _, c := range after {
			if err := single.AddAfter(c); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range before {
			if err := single.AddBefore(c); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(column.AddBeforeSlice(before), column.AddAfterSlice(after)); err != nil {
			t.Fatal(err)
		}
		want := retention.ReturningResult{
			Before:   setOf(before).len(),
			After:    setOf(after).len(),
			Retained: setOf(before).and(setOf(after)).len(),
		}
		for name, a := range map[string]*retention.Returning[string]{"single": &single, "column": &column} {
			r := a.Result()
			if diff := cmp.Diff(want, r); diff != "" {
				t.Fatalf("%s: (-want +got)\n%s", name, diff)
			}
			if r.Lost()+r.Retained != r.Before || r.New()+r.Retained != r.After {
				t.Fatalf("%v: %d lost, %d new", r, r.Lost(), r.New())
			}
		}
		// Who came back is who was kept: the formula from counts agrees.
		byCounts, err := retention.RetentionRate(want.Before, want.After, want.After-want.Retained)
		rate, errRate := single.Result().Rate()
		if (err == nil) != (errRate == nil) || byCounts != rate {
			t.Fatalf("%v, %v from identities, %v, %v from counts", rate, errRate, byCounts, err)
		}
	})
}

func TestImpossibleReturningIsRefused(t *testing.T) {
	r := retention.ReturningResult{Before: 2, After: 1, Retained: 3}
	if err := second(r.Rate()); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("Rate = %v, want ErrRange", err)
	}
	if r.Lost() != 0 || r.New() != 0 {
		t.Errorf("%d lost, %d new, want 0", r.Lost(), r.New())
	}
}

func TestRepurchaseAgreesWithAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		orders := rapid.SliceOf(names()).Draw(t, "orders")
		var single, column, counted retention.Repurchase[string]
		n := map[string]uint64{}
		for _, c := range orders {
			n[c]++
			if err := single.Add(c); err != nil {
				t.Fatal(err)
			}
		}
		want := retention.RepurchaseResult{Orders: uint64(len(orders))}
		for c, n := range n {
			want.Customers++
			if n >= 2 {
				want.Repeat++
			}
			if err := counted.AddN(c, n); err != nil {
				t.Fatal(err)
			}
		}
		if err := column.AddSlice(orders); err != nil {
			t.Fatal(err)
		}
		for name, a := range map[string]*retention.Repurchase[string]{"Add": &single, "AddSlice": &column, "AddN": &counted} {
			if diff := cmp.Diff(want, a.Result()); diff != "" {
				t.Fatalf("%s: (-want +got)\n%s", name, diff)
			}
		}
		frequency, err := single.Result().Frequency()
		if len(orders) == 0 {
			return
		}
		if want := new(big.Rat).Quo(rat(want.Orders), rat(want.Customers)); err != nil || frequency.Rat().Cmp(want) != 0 {
			t.Fatalf("frequency %v, %v, want %v", frequency, err, want)
		}
	})
}

func TestRepurchaseNeverFallsWhenACustomerBuysAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		orders := rapid.SliceOfN(names(), 1, -1).Draw(t, "orders")
		var a retention.Repurchase[string]
		if err := a.AddSlice(orders); err != nil {
			t.Fatal(err)
		}
		before := laws.Must(a.Result().Rate())
		if err := a.AddN(rapid.SampledFrom(orders).Draw(t, "buys again"), rapid.Uint64Range(0, 3).Draw(t, "times")); err != nil {
			t.Fatal(err)
		}
		if after := laws.Must(a.Result().Rate()); after.Cmp(before) < 0 {
			t.Fatalf("the rate fell from %v to %v", before, after)
		}
	})
}

func TestNoOrderMakesNoCustomer(t *testing.T) {
	var a retention.Repurchase[int]
	if err := a.AddN(7, 0); err != nil {
		t.Fatal(err)
	}
	if r := a.Result(); r != (retention.RepurchaseResult{}) {
		t.Errorf("%+v, want nobody", r)
	}
}

func TestFullColumnsAreRefusedWhole(t *testing.T) {
	var orders retention.Repurchase[string]
	var invitations retention.Participation
	if err := errors.Join(orders.AddN("Ada", math.MaxUint64-1), invitations.AddN(true, math.MaxUint64-1)); err != nil {
		t.Fatal(err)
	}
	before, invited := orders.Result(), invitations.Result()
	if err := orders.AddSlice([]string{"Ben", "Cleo"}); !errors.Is(err, kpi.ErrOverflow) || orders.Result() != before {
		t.Errorf("AddSlice = %v, and %v became %v", err, before, orders.Result())
	}
	if err := invitations.AddSlice([]bool{true, false}); !errors.Is(err, kpi.ErrOverflow) || invitations.Result() != invited {
		t.Errorf("AddSlice = %v, and %v became %v", err, invited, invitations.Result())
	}
	if got := laws.Must(before.Frequency()).Decimal(0).StringFixed(0); got != "18446744073709551614" {
		t.Errorf("frequency %s", got)
	}
}

func TestParticipantsAgreeWithSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		invited := rapid.SliceOf(names()).Draw(t, "invited")
		tookPart := rapid.SliceOf(names()).Draw(t, "took part")
		var single, column retention.Participants[string]
		for _, c := range tookPart {
			if err := single.AddParticipant(c); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range invited {
			if err := single.AddInvited(c); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(column.AddInvitedSlice(invited), column.AddParticipantSlice(tookPart)); err != nil {
			t.Fatal(err)
		}
		both := setOf(invited).and(setOf(tookPart)).len()
		want := retention.ParticipationResult{
			Participants: both,
			Invited:      setOf(invited).len(),
			Uninvited:    setOf(tookPart).len() - both,
		}
		for name, p := range map[string]*retention.Participants[string]{"single": &single, "column": &column} {
			if diff := cmp.Diff(want, p.Result()); diff != "" {
				t.Fatalf("%s: (-want +got)\n%s", name, diff)
			}
		}
	})
}

func TestEveryWayOfCountingInvitationsAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tookPart := rapid.SliceOf(rapid.Bool()).Draw(t, "took part")
		var single, column, counted retention.Participation
		var want retention.ParticipationResult
		for _, hit := range tookPart {
			want.Invited++
			if hit {
				want.Participants++
			}
			if err := single.Add(hit); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(column.AddSlice(tookPart),
			counted.AddN(true, want.Participants), counted.AddN(false, want.Invited-want.Participants)); err != nil {
			t.Fatal(err)
		}
		for name, p := range map[string]*retention.Participation{"Add": &single, "AddSlice": &column, "AddN": &counted} {
			if diff := cmp.Diff(want, p.Result()); diff != "" {
				t.Fatalf("%s: (-want +got)\n%s", name, diff)
			}
		}
	})
}

// TestOrdersBeyond32Bits runs few customers with very many orders against a map.
func TestOrdersBeyond32Bits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var a, sum retention.Repurchase[string]
		want := map[string]uint64{}
		n := rapid.OneOf(rapid.Uint64Range(0, 2), rapid.Uint64Range(1<<32-2, 1<<32+2), rapid.Uint64Range(0, 1<<40))
		for range rapid.IntRange(0, 20).Draw(t, "steps") {
			c, n := names().Draw(t, "customer"), n.Draw(t, "orders")
			var err error
			switch to := names().Draw(t, "to"); rapid.IntRange(0, 4).Draw(t, "step") {
			case 0:
				err = a.Forget(c)
				delete(want, c)
			case 1:
				err = a.Alias(c, to)
				if old, ok := want[c]; ok {
					delete(want, c)
					want[to] += old
				}
			case 2:
				err = a.AddSlice([]string{c})
				want[c]++
			default:
				if err = a.AddN(c, n); n > 0 {
					want[c] += n
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		var again retention.Repurchase[string]
		r := retention.RepurchaseResult{Customers: uint64(len(want))}
		for c, n := range want {
			r.Orders += n
			if n > 1 {
				r.Repeat++
			}
			if err := errors.Join(again.AddN(c, n-n/2), sum.AddN(c, n/2)); err != nil {
				t.Fatal(err)
			}
		}
		if err := again.Merge(&sum); err != nil {
			t.Fatal(err)
		}
		if got := a.Result(); got != r {
			t.Fatalf("%+v, want %+v", got, r)
		}
		if got, want := laws.Must(a.MarshalBinary()), laws.Must(again.MarshalBinary()); !bytes.Equal(got, want) {
			t.Fatalf("%x, want %x", got, want)
		}
		var back retention.Repurchase[string]
		if err := back.UnmarshalBinary(laws.Must(a.MarshalBinary())); err != nil || back.Result() != r {
			t.Fatalf("decoded %+v, %v, want %+v", back.Result(), err, r)
		}
		if err := a.Merge(&a); err != nil || a.Result().Orders != 2*r.Orders {
			t.Fatalf("twice %+v, %v", a.Result(), err)
		}
	})
}
