package event_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel/event"
)

// TestForgetInOrder forgets customers of funnels in order, which may be closed, against
// one pass without them. Alias needs the events, which those do not have.
func TestForgetInOrder(t *testing.T) {
	rules := []event.Rule{
		{},
		{Window: event.Within(3 * time.Second)},
		{Entry: event.First, Window: event.Within(3 * time.Second)},
		event.PostHogUnordered(event.Within(5 * time.Second)),
		event.PostHogStrict(event.Within(5 * time.Second)),
		event.ClickHouseStrictOrder(event.Within(5 * time.Second)),
		{Optional: event.Step(2) | event.Step(3), Exclusion: event.Remove},
	}
	rapid.Check(t, func(t *rapid.T) {
		rule := rapid.SampledFrom(rules).Draw(t, "rule")
		steps := []string{"a", "b", "c", "d"}[:rapid.IntRange(2, 4).Draw(t, "steps")]
		if rule.Optional != 0 {
			steps = []string{"a", "b", "c", "d"}
		}
		stream := rapid.SliceOfN(sightings(), 0, 30).Draw(t, "stream")
		most := event.Steps(1)<<len(steps) - 1
		for i := range stream {
			stream[i].Steps &= most
			if rapid.IntRange(0, 3).Draw(t, "single") > 0 { // as a cell takes
				stream[i].Steps &= -stream[i].Steps
			}
		}
		slices.SortFunc(stream, func(a, b seen) int { return a.Time.Compare(b.Time) })
		who := customers().Draw(t, "who")
		closed := rapid.IntRange(0, 2).Draw(t, "closed") == 0
		all, others := must(event.NewInOrder[string](rule, steps...)), must(event.NewInOrder[string](rule, steps...))
		feed := func(f *event.Funnel[string], without bool) {
			for i, in := range stream {
				if closed && i == len(stream)/2 {
					must(0, f.Close(in.Time))
				}
				if !without || in.customer != who {
					must(0, f.Add(in.customer, in.Event))
				}
			}
		}
		feed(all, false)
		feed(others, true)
		before := must(all.MarshalBinary())
		for _, to := range []string{"Dan", who} {
			if err := all.Alias(who, to); !errors.Is(err, kpi.ErrIrreversible) {
				t.Fatalf("Alias in order: %v", err)
			}
		}
		if got := must(all.MarshalBinary()); !bytes.Equal(got, before) {
			t.Fatalf("a refused Alias: %x, then %x", before, got)
		}
		if rapid.Bool().Draw(t, "decoded") {
			must(0, all.UnmarshalBinary(before))
		}
		for range 2 {
			must(0, all.Forget(who))
			if got, want := must(all.MarshalBinary()), must(others.MarshalBinary()); !bytes.Equal(got, want) {
				t.Fatalf("after Forget\n got %x\nwant %x", got, want)
			}
		}
		if got, want := must(all.Clone().MarshalBinary()), must(others.MarshalBinary()); !bytes.Equal(got, want) {
			t.Fatalf("a clone after Forget\n got %x\nwant %x", got, want)
		}
		end := at(253402300799) // the places that are free are taken again
		for _, c := range []string{who, "Eve", "Fay"} {
			for _, f := range []*event.Funnel[string]{all, others} {
				must(0, errors.Join(f.Add(c, event.Event{Time: end, Steps: most}), f.Add(c, event.Event{Time: end, Steps: 1})))
			}
		}
		if got, want := must(all.MarshalBinary()), must(others.MarshalBinary()); !bytes.Equal(got, want) {
			t.Fatalf("events after Forget\n got %x\nwant %x", got, want)
		}
	})
}

// TestWhatAFunnelCannotTakeBack: entries and sessions that are over are counted without
// their customer, and a closed funnel has let go of events.
func TestWhatAFunnelCannotTakeBack(t *testing.T) {
	totals := event.MixpanelTotals(event.Within(time.Second))
	totals.Grace = 0
	sessions := event.Rule{Count: event.Sessions, Gap: time.Second}
	closed := func(rule event.Rule) *event.Funnel[string] {
		f := must(event.New[string](rule))
		must(0, f.Close(at(10)))
		return f
	}
	for name, tc := range map[string]struct {
		f                          *event.Funnel[string]
		mayNotForget, mayNotRename bool
	}{
		"in order":           {must(event.NewInOrder[string](event.Rule{})), false, true},
		"in order, entries":  {must(event.NewInOrder[string](totals)), true, true},
		"in order, sessions": {must(event.NewInOrder[string](sessions)), true, true},
		"closed":             {closed(event.Rule{}), false, true},
		"closed, entries":    {closed(totals), true, true},
		"closed, sessions":   {closed(sessions), true, true},
		"any order, entries": {must(event.New[string](totals)), false, false},
	} {
		must(0, tc.f.Add("Ada", event.Event{Time: at(20), Steps: 1}))
		before := must(tc.f.MarshalBinary())
		err := tc.f.Alias("Ada", "Ben")
		if tc.mayNotRename != errors.Is(err, kpi.ErrIrreversible) {
			t.Errorf("%s: Alias: %v", name, err)
		}
		must(0, tc.f.Add("Ada", event.Event{Time: at(20), Steps: 1}))
		err = tc.f.Forget("Ada")
		if tc.mayNotForget != errors.Is(err, kpi.ErrIrreversible) {
			t.Errorf("%s: Forget: %v", name, err)
		}
		after := must(tc.f.MarshalBinary())
		if has := bytes.Contains(after, []byte("Ada")); has != tc.mayNotForget {
			t.Errorf("%s: after Forget (%v) the name is there: %v, before %x, now %x", name, err, has, before, after)
		}
	}
}
