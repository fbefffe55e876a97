package event_test

import (
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestMain(m *testing.M) { laws.Main(m) }

// customers draws few customers, so that they come back.
func customers() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"", "Ada", "Ben", "Cleo"})
}

// at returns a time some seconds after 1970.
func at(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }

// sightings draws events near 1970, so that they tie, and some far away.
func sightings() *rapid.Generator[seen] {
	return rapid.Custom(func(t *rapid.T) seen {
		seconds := rapid.OneOf(rapid.Int64Range(-5, 20), rapid.Int64Range(-62135596800, 253402300799)).Draw(t, "time")
		steps := rapid.IntRange(0, 15).Draw(t, "steps")
		return seen{customers().Draw(t, "customer"), event.Event{Time: at(seconds), Steps: event.Steps(steps)}}
	})
}

func customersOfSeen() *laws.Customers[seen] {
	return &laws.Customers[seen]{
		Of: func(in seen) string { return in.customer },
		As: func(in seen, customer string) seen { in.customer = customer; return in },
	}
}

func TestFunnelLaws(t *testing.T) {
	config := func(rule event.Rule, steps ...string) func() *event.Funnel[string] {
		return func() *event.Funnel[string] { return must(event.New[string](rule, steps...)) }
	}
	hour := event.Within(time.Hour)
	laws.Run(t, laws.Spec[*event.Funnel[string], seen]{
		Configs: []func() *event.Funnel[string]{
			config(event.Rule{}, "a", "b", "c", "d"),
			config(event.ClickHouseStrictOrder(event.Within(0))),
			config(event.ClickHouseStrictDeduplication(hour)),
			config(event.PostHogStrict(hour)),
			config(event.PostHogUnordered(hour)),
			config(event.MixpanelFirstEntry(hour)),
			config(event.MixpanelTotals(event.Within(3 * time.Second))),
			config(event.Rule{Optional: event.Step(2) | event.Step(3), Exclusion: event.Remove}),
			config(event.Rule{Count: event.Sessions, Gap: 2 * time.Second}),
		},
		Inputs:    sightings(),
		Customers: customersOfSeen(),
		Many: func(i int) seen {
			return seen{strconv.Itoa(laws.ManyKeys(i)), event.Event{Time: at(int64(i)), Steps: event.Step(1 + i%4)}}
		},
		Add:    func(f *event.Funnel[string], in seen) error { return f.Add(in.customer, in.Event) },
		Result: func(f *event.Funnel[string]) any { return f.Result() },
		Refused: []seen{
			{"Ada", event.Event{Time: at(-62135596801), Steps: 1}},
			{"Ada", event.Event{Time: at(253402300800), Steps: 1}},
			{"Ada", event.Event{Time: at(0), Steps: event.Step(5)}},
			{"Ada", event.Event{Time: at(0), Steps: event.Step(0)}},
			{"Ada", event.Event{Time: at(0), Steps: event.Step(33)}},
			{"Ada", event.Event{Time: at(0), Steps: 1, Excludes: event.Step(4)}},
		},
		Sample: []seen{
			{"Ben", event.Event{Time: at(2), Steps: event.Step(2)}},
			{"Ada", event.Event{Time: at(-1), Steps: event.Step(1) | event.Step(2)}},
			{"Ben", event.Event{Time: time.Unix(1, 5), Steps: event.Step(1)}},
			{"Ada", event.Event{Time: at(3), Excludes: event.Step(1)}},
			{"Ben", event.Event{Time: at(4)}},
		},
	})
}
