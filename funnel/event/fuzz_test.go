package event_test

import (
	"math"
	"testing"
	"time"

	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/internal/laws"
)

// FuzzFunnel: any bytes are ErrCorrupt or the encoding of a state, and a state
// that was read goes on without a panic.
func FuzzFunnel(f *testing.F) {
	minute := event.Within(time.Minute)
	for _, rule := range []event.Rule{
		{},
		event.ClickHouseStrictOrder(minute),
		event.PostHogStrict(minute),
		event.PostHogUnordered(minute),
		event.MixpanelTotals(minute),
		event.MixpanelFirstEntry(minute),
		{Optional: event.Step(2), Exclusion: event.Remove, Count: event.Sessions, Gap: time.Hour},
	} {
		funnel := must(event.New[string](rule, "a", "b", "c"))
		for i := range 12 {
			in := event.Event{Time: at(int64(i * 20)), Steps: event.Step(1 + i%3)}
			must(0, funnel.Add([]string{"Ada", "Ben"}[i/3%2], in))
			if i == 9 {
				must(0, funnel.Close(at(100)))
			}
		}
		f.Add(must(funnel.MarshalBinary()))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		funnel := new(event.Funnel[string])
		laws.Decodes(t, funnel, data)
		if len(data) > 1<<12 {
			return
		}
		_ = funnel.Result().String()
		for _, seconds := range []int64{-math.MaxInt32, 150, math.MaxInt32} {
			// Refused or not: only that it goes on.
			_ = funnel.Add("Ada", event.Event{Time: at(seconds), Steps: 1})
			_ = funnel.Add("Ada", event.Event{Time: at(seconds), Steps: 6})
		}
		if err := funnel.Close(at(math.MaxInt32 + 1)); err != nil {
			t.Fatal(err)
		}
		funnel.Each(func(string, event.Path) {})
	})
}
