package kpi_test

import (
	"errors"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

func TestBoundedGroupsRefuseTheKeyAfterTheLast(t *testing.T) {
	g := must(kpi.NewBoundedGroups[string](&nps.Accumulator{}, 2))
	for _, key := range []string{"web", "app", "web"} {
		if err := g.Update(key, scored(9)); err != nil {
			t.Fatal(err)
		}
	}
	before := string(must(g.MarshalBinary()))
	err := g.Update("store", scored(9))
	if !errors.Is(err, kpi.ErrRange) || err.Error() != "kpi: groups: number of keys 3 outside 0..2" {
		t.Errorf("Update of a third key: %v", err)
	}
	if err := g.At("store").Add(9); err != nil { // not one of g
		t.Fatal(err)
	}
	other := must(kpi.NewBoundedGroups[string](&nps.Accumulator{}, 2))
	for _, key := range []string{"app", "store"} {
		if err := other.Update(key, scored(3)); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Merge(other); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("Merge to three keys: %v", err)
	}
	if after := string(must(g.MarshalBinary())); after != before {
		t.Error("what was refused changed the groups")
	}
	if err := other.Merge(must(kpi.NewBoundedGroups[string](&nps.Accumulator{}, 3))); !errors.Is(err, kpi.ErrIncompatible) {
		t.Errorf("Merge of another bound: %v", err)
	}
	for _, bound := range []int{0, -1} {
		if _, err := kpi.NewBoundedGroups[string](&nps.Accumulator{}, bound); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("bound %d: %v", bound, err)
		}
	}
}

func TestNamedGroupsHaveAnOther(t *testing.T) {
	g := must(kpi.NewNamedGroups(&nps.Accumulator{}, "other", "web", "app", "web"))
	for _, key := range []string{"web", "app", "mail", "", "other", "app"} {
		if err := g.Update(key, scored(9)); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.At("fax").Add(9); err != nil {
		t.Fatal(err)
	}
	got := map[string]uint64{}
	for key, a := range g.All() {
		got[key] = a.Result().N()
	}
	if len(got) != 3 || got["web"] != 1 || got["app"] != 2 || got["other"] != 4 {
		t.Errorf("answers by key: %v", got)
	}
	if err := g.Merge(must(kpi.NewNamedGroups(&nps.Accumulator{}, "web", "app", "other"))); !errors.Is(err, kpi.ErrIncompatible) {
		t.Errorf("Merge where another key stands for the others: %v", err)
	}
}
