package event_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel/event"
)

// The rules that New refuses, each with a word of the reason.
func TestNewRefusesWhatMeansNothing(t *testing.T) {
	for word, rule := range map[string]event.Rule{
		"sequence 3":       {Sequence: 3},
		"entry 2":          {Entry: 2},
		"reuse 2":          {Reuse: 2},
		"ties 2":           {Ties: 2},
		"exclusion 2":      {Exclusion: 2},
		"stop 3":           {Stop: 3},
		"count 3":          {Count: 3},
		"window -1ns":      {Window: event.Within(-1)},
		"grace -1ns":       {Grace: -1},
		"gap -1ns":         {Gap: -1, Count: event.Sessions},
		"optional step 1":  {Optional: event.Step(1)},
		"optional step 3":  {Optional: event.Step(3)},
		"optional step 64": {Optional: event.Step(0)},
	} {
		_, err := event.New[string](rule, "a", "b", "c")
		if !errors.Is(err, kpi.ErrRange) || !strings.Contains(err.Error(), strings.TrimSpace(word)) {
			t.Errorf("%+v: %v, want %q", rule, err, word)
		}
	}
	if _, err := event.New[string](event.Rule{}, make([]string, 33)...); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("33 steps: %v", err)
	}
	for _, optional := range []event.Steps{event.Step(1), event.Step(2), event.Step(0)} {
		_, err := event.New[string](event.Rule{Optional: optional}, "a", "b")
		if !errors.Is(err, kpi.ErrRange) || !strings.HasSuffix(err.Error(), "a funnel of 2 steps has none there: set Optional 0") {
			t.Errorf("optional %b of two steps: %v", optional, err)
		}
	}
}

// The error of two choices that contradict each other says what to set, and what
// it says helps.
func TestContradictionsSayWhatToSet(t *testing.T) {
	type set = func(*event.Rule)
	order := func(o event.Sequence) set { return func(r *event.Rule) { r.Sequence = o } }
	entry := func(r *event.Rule) { r.Entry = event.First }
	ties := func(r *event.Rule) { r.Ties = event.Allowed }
	exclusion := func(r *event.Rule) { r.Exclusion = event.Drop }
	stop := func(r *event.Rule) { r.Stop = event.Never }
	optional := func(r *event.Rule) { r.Optional = 0 }
	grace := func(r *event.Rule) { r.Grace = 0 }
	customers := func(r *event.Rule) { r.Count, r.Gap = event.Customers, 0 }
	sessions := func(r *event.Rule) { r.Count, r.Gap = event.Sessions, time.Hour }
	gap := func(r *event.Rule) { r.Gap = 0 }
	second := event.Step(2)
	for _, c := range []struct {
		rule event.Rule
		text string
		sets []set
	}{
		{event.Rule{Sequence: event.Any, Exclusion: event.Remove}, "Exclusion Remove needs Sequence Ordered: set that, or Exclusion Drop", []set{order(event.Ordered), exclusion}},
		{event.Rule{Sequence: event.Consecutive, Exclusion: event.Remove}, "Exclusion Remove needs Sequence Ordered: set that, or Exclusion Drop", []set{order(event.Ordered), exclusion}},
		{event.Rule{Sequence: event.Any, Stop: event.AtRepeat}, "a Stop needs Sequence Ordered: set that, or Stop Never", []set{order(event.Ordered), stop}},
		{event.Rule{Sequence: event.Consecutive, Stop: event.AtForeign}, "a Stop needs Sequence Ordered: set that, or Stop Never", []set{order(event.Ordered), stop}},
		{event.Rule{Sequence: event.Any, Optional: second}, "Optional steps need Sequence Ordered: set that, or Optional 0", []set{order(event.Ordered), optional}},
		{event.Rule{Sequence: event.Consecutive, Optional: second}, "Optional steps need Sequence Ordered: set that, or Optional 0", []set{order(event.Ordered), optional}},
		{event.Rule{Sequence: event.Any, Grace: 1}, "Grace needs Sequence Ordered: set that, or Grace 0", []set{order(event.Ordered), grace}},
		{event.Rule{Sequence: event.Consecutive, Entry: event.First, Count: event.Entries}, "Count Entries needs Sequence Ordered: set that, or another Count", []set{order(event.Ordered), customers, sessions}},
		{event.Rule{Sequence: event.Any, Ties: event.Strict}, "Ties Strict need an order: set Sequence Ordered or Consecutive, or Ties Allowed", []set{order(event.Ordered), order(event.Consecutive), ties}},
		{event.Rule{Ties: event.Strict, Grace: 1}, "Grace lets steps swap, Ties Strict do not: set Grace 0, or Ties Allowed", []set{grace, ties}},
		{event.Rule{Stop: event.AtRepeat, Optional: second}, "a Stop knows no Optional steps: set Stop Never, or Optional 0", []set{stop, optional}},
		{event.Rule{Stop: event.AtRepeat, Count: event.Entries, Entry: event.First}, "a Stop ends all entries: set Stop Never, or another Count than Entries", []set{stop, customers, sessions}},
		{event.Rule{Count: event.Entries}, "Count Entries needs Entry First, one entry after the other: set that, or another Count", []set{entry, customers, sessions}},
		{event.Rule{Grace: 1, Stop: event.AtForeign}, "Grace lets steps swap, a Stop does not: set Grace 0, or Stop Never", []set{grace, stop}},
		{event.Rule{Grace: 1, Optional: second}, "Grace knows no Optional steps: set Grace 0, or Optional 0", []set{grace, optional}},
		{event.Rule{Grace: 1, Count: event.Sessions, Gap: 1}, "Grace needs Count Customers: set that, or Grace 0", []set{customers, grace}},
		{event.Rule{Grace: 1, Count: event.Entries, Entry: event.First}, "Grace needs Count Customers: set that, or Grace 0", []set{customers, grace}},
		{event.Rule{Count: event.Sessions}, "Count Sessions needs a Gap: set one above 0, or another Count", []set{sessions, customers}},
		{event.Rule{Gap: 1}, "a Gap is that of Count Sessions: set that, or Gap 0", []set{sessions, gap}},
	} {
		_, err := event.New[string](c.rule, "a", "b", "c")
		if want := "event: rule out of range: " + c.text; !errors.Is(err, kpi.ErrRange) || err.Error() != want {
			t.Errorf("%+v:\n%v, want\n%s", c.rule, err, want)
		}
		for i, set := range c.sets {
			rule := c.rule
			set(&rule)
			if _, err := event.New[string](rule, "a", "b", "c"); err != nil {
				t.Errorf("%s: choice %d is refused: %v", c.text, i+1, err)
			}
		}
	}
	_, err := event.NewInOrder[string](event.MixpanelFirstEntry(event.Window{}))
	if want := "event: rule out of range: Grace looks back, and needs events in any order: set Grace 0, or take New"; !errors.Is(err, kpi.ErrRange) || err.Error() != want {
		t.Errorf("grace in order: %v, want %s", err, want)
	}
	_, err = event.NewBreakdown[int, int](event.MixpanelTotals(event.Window{}), event.FirstTouch)
	if want := "event: rule out of range: a breakdown counts customers: set Count Customers"; !errors.Is(err, kpi.ErrRange) || err.Error() != want {
		t.Errorf("a breakdown of entries: %v, want %s", err, want)
	}
}

// With Remove the best attempt decides: the one that got furthest, of these the
// one that got there first. Window 6 s, steps a, b, c.
func TestRemoveFollowsTheBestAttempt(t *testing.T) {
	a, b, c := event.Step(1), event.Step(2), event.Step(3)
	for name, log := range map[string]struct {
		events []occurrence
		want   string
	}{
		// b at 7 got there first and was excluded at 8; b at 13 got as far, later.
		"as far, later": {
			[]occurrence{{3, a, 0}, {7, b, 0}, {8, 0, b}, {12, a, 0}, {13, b, 0}},
			"event: conversion undefined: nobody entered, 1 removed",
		},
		"further, later": {
			[]occurrence{{3, a, 0}, {7, b, 0}, {8, 0, b}, {12, a, 0}, {13, b, 0}, {14, c, 0}},
			"100.00% of 1 (a 1, b 1, c 1; 0 open, 0 dropped)",
		},
		"not as far, later": {
			[]occurrence{{3, a, 0}, {7, b, 0}, {8, 0, b}, {12, a, 0}},
			"event: conversion undefined: nobody entered, 1 removed",
		},
		// a at 3 is excluded at 4; the attempt from 5 gets further, to b at 6.
		"further, not to the end": {
			[]occurrence{{3, a, 0}, {4, 0, a}, {5, a, 0}, {6, b, 0}},
			"0.00% of 1 (a 1, b 1, c 0; 1 open, 0 dropped)",
		},
		// Only the attempt from 12 meets the exclusion: the window of the first
		// one, which got to b first, ended at 9.
		"another attempt is excluded": {
			[]occurrence{{3, a, 0}, {7, b, 0}, {12, a, 0}, {13, b, 0}, {14, 0, b}},
			"0.00% of 1 (a 1, b 1, c 0; 0 open, 1 dropped)",
		},
		"at the end of the window": {
			[]occurrence{{3, a, 0}, {7, b, 0}, {9, 0, b}},
			"event: conversion undefined: nobody entered, 1 removed",
		},
		"at the time of the step": {
			[]occurrence{{3, a, 0}, {7, b, b}},
			"0.00% of 1 (a 1, b 1, c 0; 1 open, 0 dropped)",
		},
	} {
		n := bruteRule{Rule: event.PostHogOrdered(event.Within(6 * time.Second)), steps: 3, unit: time.Second}
		names := []string{"a", "b", "c"}
		any, inOrder := must(event.New[int](n.Rule, names...)), must(event.NewInOrder[int](n.Rule, names...))
		customers, events := []int{}, []event.Event{}
		for _, e := range log.events {
			customers, events = append(customers, 1), append(events, n.event(e, 0))
			for _, f := range []*event.Funnel[int]{any, inOrder} {
				must(0, f.Add(1, n.event(e, 0)))
				must(0, f.Close(n.event(e, 0).Time))
			}
		}
		for way, r := range map[string]event.Result{"of": must(event.Of(n.Rule, customers, events, names...)), "any order": any.Result(), "in order": inOrder.Result()} {
			if r.String() != log.want {
				t.Errorf("%s, %s: %v, want %s", name, way, r, log.want)
			}
		}
	}
}
