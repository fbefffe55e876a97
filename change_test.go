package kpi_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/nps"
	"github.com/customerkpi/kpi/retention"
	"github.com/customerkpi/kpi/sentiment/mention"
)

// One that refuses does not keep the others from forgetting, and its error says which
// it was.
func TestUpdateAllGoesOn(t *testing.T) {
	var g kpi.Groups[string, *retention.Repurchase[string]]
	for _, key := range []string{"a", "b", "c"} {
		must(0, g.Update(key, func(a *retention.Repurchase[string]) error { return a.AddSlice([]string{"Ada", key}) }))
	}
	var refused *retention.Repurchase[string]
	refused, _ = g.Get("b")
	broken := errors.New("broken")
	err := g.UpdateAll(func(a *retention.Repurchase[string]) error {
		if a == refused {
			return broken
		}
		return a.Forget("Ada")
	})
	if !errors.Is(err, broken) || err.Error() != "kpi: group b: broken" {
		t.Errorf("UpdateAll = %v", err)
	}
	for key, a := range g.All() {
		if want := uint64(1); key != "b" && a.Result().Customers != want || key == "b" && a.Result().Customers != 2 {
			t.Errorf("%s: %v", key, a.Result())
		}
	}
	var daily kpi.Series[*mention.DistinctSketch[string]]
	for day := range 2 {
		at := time.Date(2026, 3, 1+day, 0, 0, 0, 0, time.UTC)
		must(0, daily.Update(at, func(a *mention.DistinctSketch[string]) error { return a.Add("Ada") }))
	}
	err = daily.UpdateAll(func(a *mention.DistinctSketch[string]) error { return a.Forget("Ada") })
	if !errors.Is(err, kpi.ErrIrreversible) || !strings.Contains(err.Error(), "2026-03-01") || !strings.Contains(err.Error(), "2026-03-02") || daily.Len() != 2 {
		t.Errorf("UpdateAll of sketches = %v", err)
	}
}

// A key that the program named, and that had no data, stays.
func TestUpdateAllKeepsWhatWasEmpty(t *testing.T) {
	var g kpi.Groups[string, *nps.Accumulator]
	g.At("named")
	must(0, g.Update("web", func(a *nps.Accumulator) error { return a.Add(9) }))
	must(0, g.UpdateAll(func(a *nps.Accumulator) error {
		if a.Result().N() == 0 {
			return nil
		}
		return a.Remove(9)
	}))
	if _, ok := g.Get("named"); !ok || g.Len() != 1 {
		t.Errorf("%d keys, named is there: %v", g.Len(), ok)
	}
}

func TestGroupsOfWhatIsNoSum(t *testing.T) {
	var a, b kpi.Groups[string, *retention.Repurchase[string]]
	for _, g := range []*kpi.Groups[string, *retention.Repurchase[string]]{&a, &b} {
		must(0, g.Update("web", func(a *retention.Repurchase[string]) error { return a.Add("Ada") }))
	}
	before := must(a.MarshalBinary())
	if err := a.Unmerge(&b); !errors.Is(err, kpi.ErrIrreversible) {
		t.Errorf("Unmerge of customers = %v", err)
	}
	if after := must(a.MarshalBinary()); string(after) != string(before) {
		t.Errorf("a refused Unmerge changed %x to %x", before, after)
	}
}

func TestEachRollingEnds(t *testing.T) {
	var s kpi.Series[*nps.Accumulator]
	never := func(kpi.Period, *nps.Accumulator) error { t.Error("visited"); return nil }
	if err := s.EachRolling(3, never); err != nil {
		t.Errorf("of no period: %v", err)
	}
	for _, n := range []int{0, -1} {
		var re *kpi.RangeError
		if err := s.EachRolling(n, never); !errors.As(err, &re) || re.Value != n {
			t.Errorf("EachRolling(%d) = %v", n, err)
		}
	}
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, at := range []time.Time{day, day.AddDate(0, 0, 3)} {
		must(0, s.Update(at, func(a *nps.Accumulator) error { return a.AddN(9, 1<<56) }))
	}
	var visited []string
	stop := errors.New("stop")
	err := s.EachRolling(2, func(p kpi.Period, _ *nps.Accumulator) error {
		if visited = append(visited, p.String()); len(visited) == 3 {
			return stop
		}
		return nil
	})
	if err != stop || strings.Join(visited, " ") != "2026-03-01 2026-03-02 2026-03-03" {
		t.Errorf("visited %q, %v", visited, err)
	}
	// The fourth day overflows the window of four, as it does Rolling.
	err = s.EachRolling(4, func(kpi.Period, *nps.Accumulator) error { return nil })
	_, want := s.Rolling(day.AddDate(0, 0, 3), 4)
	if !errors.Is(err, kpi.ErrOverflow) || want == nil || err.Error() != want.Error() {
		t.Errorf("EachRolling = %v, Rolling %v", err, want)
	}
}

// A sum of amounts cannot tell each input that was never added, and says so where it can.
func TestWhatSumsCannotTell(t *testing.T) {
	var b clv.Basket
	for _, amount := range []int64{1, 2, 3} {
		must(0, b.AddMinor(amount*100, 2))
	}
	// The sum 6 and the squares 14 of three orders less an order of 0 would be those of
	// two, whose squares are 18 or more.
	if err := b.Remove(decimal.New(0, 0)); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("Remove(0) = %v", err)
	}
	// Less one of 1.50 they are 4.50 and 11.75 of two: possible, by 1.25... and 3.25...
	if err := b.Remove(decimal.New(15, -1)); err != nil {
		t.Errorf("Remove(1.5) = %v", err)
	}
}
