package timeline_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/internal/timeline"
	"github.com/customerkpi/kpi/internal/wire"
)

// instants draws instants that tie, and the ends of all.
func instants() *rapid.Generator[timeline.Instant] {
	return rapid.Custom(func(t *rapid.T) timeline.Instant {
		sec := rapid.OneOf(rapid.Int64Range(-2, 2), rapid.Int64Range(timeline.MinSec, timeline.MaxSec)).Draw(t, "sec")
		nano := rapid.OneOf(rapid.Int32Range(0, 1), rapid.Int32Range(0, 999_999_999)).Draw(t, "nano")
		return timeline.Instant{Sec: sec, Nano: nano}
	})
}

func TestInstantsAreTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := instants().Draw(t, "a"), instants().Draw(t, "b")
		if back, ok := timeline.Of(a.Time()); back != a || !ok {
			t.Fatalf("%v through a time is %v, %v", a, back, ok)
		}
		if got, want := a.Compare(b), a.Time().Compare(b.Time()); got != want || a.Before(b) != (want < 0) {
			t.Fatalf("Compare = %d, Before = %v, of times %d", got, a.Before(b), want)
		}
		if got := b.Add(a.Sub(b)); got != a {
			t.Fatalf("b + (a - b) = %v, want %v", got, a)
		}
		d := time.Duration(rapid.Int64().Draw(t, "duration"))
		sum := a.Add(timeline.Span(d))
		if want := a.Time().Add(d); sum.Sec != want.Unix() || int(sum.Nano) != want.Nanosecond() {
			t.Fatalf("%v + %v = %v, want %v", a, d, sum, want)
		}
		r := wire.Open("op", "", a.Append(nil, b))
		if got := timeline.Read(r, b); got != a || r.Close() != nil {
			t.Fatalf("read %v, want %v, %v", got, a, r.Err())
		}
	})
}

func TestWhatLiesOutsideTheYearsIsNotAnInstant(t *testing.T) {
	first, last := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC)
	for _, at := range []time.Time{first.Add(-1), last.Add(1), time.UnixMilli(1_767_600_000_000_000)} {
		if i, ok := timeline.Of(at); ok {
			t.Errorf("Of(%v) = %v", at, i)
		}
	}
	for _, at := range []time.Time{first, last} {
		if i, ok := timeline.Of(at); !ok || !i.Time().Equal(at) {
			t.Errorf("Of(%v) = %v, %v", at, i, ok)
		}
	}
	end := timeline.Instant{Sec: timeline.MaxSec}
	for name, data := range map[string][]byte{
		"a billion nanoseconds": wire.AppendUint(wire.AppendInt(nil, 0), 1e9),
		"a second after all":    wire.AppendUint(wire.AppendInt(nil, 1), 0),
		"far before all":        wire.AppendUint(wire.AppendInt(nil, -1<<62), 0),
		"far after all":         wire.AppendUint(wire.AppendInt(nil, 1<<62), 0),
	} {
		r := wire.Open("op", "", data)
		if got := timeline.Read(r, end); r.Err() == nil {
			t.Errorf("%s: read as %v", name, got)
		}
	}
}
