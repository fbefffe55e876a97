package cohort_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention/cohort"
)

func TestMain(m *testing.M) { laws.Main(m) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// event is what a customer does: 0 starts and returns, 1 starts, 2 returns.
type event struct {
	customer string
	at       time.Time
	kind     int
}

func add(a *cohort.Accumulator[string], e event) error {
	switch e.kind {
	case 1:
		return a.AddStart(e.customer, e.at)
	case 2:
		return a.AddReturn(e.customer, e.at)
	}
	return a.Add(e.customer, e.at)
}

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestAccumulatorLaws(t *testing.T) {
	paris := location(t, "Europe/Paris")
	laws.Run(t, laws.Spec[*cohort.Accumulator[string], event]{
		Configs: []func() *cohort.Accumulator[string]{
			func() *cohort.Accumulator[string] { return must(cohort.New[string](kpi.Week, paris)) },
			func() *cohort.Accumulator[string] { return must(cohort.New[string](kpi.Day, nil)) },
		},
		Inputs: rapid.Custom(func(t *rapid.T) event {
			return event{
				customer: rapid.SampledFrom([]string{"", "ada", "ben", "cy"}).Draw(t, "customer"),
				at:       time.Unix(rapid.Int64Range(-1e7, 1e7).Draw(t, "at"), 0),
				kind:     rapid.IntRange(0, 2).Draw(t, "kind"),
			}
		}),
		Add:    add,
		Result: func(a *cohort.Accumulator[string]) any { return a.Result() },
		Refused: []event{
			{"ada", time.Date(10_000, 2, 1, 0, 0, 0, 0, time.UTC), 0},
			{"ada", time.Date(0, 12, 1, 0, 0, 0, 0, time.UTC), 0},
		},
		Sample: []event{
			{"ada", time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC), 0},
			{"ben", time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC), 1},
			{"ben", time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC), 2},
			{"ada", time.Date(2026, 1, 9, 0, 0, 0, 0, time.UTC), 0},
		},
		Wire: "636f68010203555443020361646101c00a02020362656e02c00a0100040001",
	})
}

// A customer with 2^31 events a period twice is more than a counter holds.
func TestCountersDoNotWrap(t *testing.T) {
	var a cohort.Accumulator[int]
	if err := a.Add(1, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	for range 31 {
		if err := a.Merge(&a); err != nil {
			t.Fatal(err)
		}
	}
	before := must(a.MarshalBinary())
	if err := a.Merge(&a); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("2^32 events: %v, want ErrOverflow", err)
	}
	if after := must(a.MarshalBinary()); string(after) != string(before) {
		t.Error("a refused merge changed the state")
	}
}

func FuzzUnmarshalBinary(f *testing.F) {
	var a cohort.Accumulator[string]
	if err := errors.Join(a.Add("ada", time.Unix(0, 0)), a.AddReturn("ben", time.Unix(1e9, 0))); err != nil {
		f.Fatal(err)
	}
	f.Add(must(a.MarshalBinary()))
	f.Fuzz(func(t *testing.T, data []byte) {
		var a cohort.Accumulator[string]
		if laws.Decodes(t, &a, data) {
			_ = a.Result().String()
		}
	})
}
