package cohort_test

import (
	"encoding"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention/cohort"
)

func TestMain(m *testing.M) { laws.Main(m) }

func second[T any](_ T, err error) error { return err }

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// kind is what an event does.
type kind int

const (
	both kind = iota
	starts
	returns
)

// event is what a customer does.
type event struct {
	customer string
	at       time.Time
	kind     kind
}

// adder is either accumulator.
type adder interface {
	Add(string, time.Time) error
	AddStart(string, time.Time) error
	AddReturn(string, time.Time) error
	Table(cohort.Criterion, cohort.Query) (cohort.Table, error)
	Brackets(cohort.Query, ...int) (cohort.Table, error)
	Result() cohort.Table
}

func add[A adder](a A, e event) error {
	switch e.kind {
	case starts:
		return a.AddStart(e.customer, e.at)
	case returns:
		return a.AddReturn(e.customer, e.at)
	}
	return a.Add(e.customer, e.at)
}

func fill[A adder](t interface{ Fatal(...any) }, a A, events ...event) A {
	for _, e := range events {
		if err := add(a, e); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// inputs draws events near one another, and some far away.
func inputs() *rapid.Generator[event] {
	return rapid.Custom(func(t *rapid.T) event {
		near := rapid.Int64Range(-1e7, 1e7)
		far := rapid.Int64Range(date(2, 1, 1).Unix(), date(9998, 1, 1).Unix())
		return event{
			customer: rapid.SampledFrom([]string{"", "ada", "ben", "cy"}).Draw(t, "customer"),
			at:       time.Unix(rapid.OneOf(near, near, near, far).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")),
			kind:     kind(rapid.IntRange(0, 2).Draw(t, "kind")),
		}
	})
}

var (
	refused = []event{
		{"ada", date(10_000, 2, 1), both},
		{"ada", date(0, 12, 1), starts},
		{"ada", time.Unix(1<<62, 0), returns},
	}
	sample = []event{
		{"ada", date(2026, 1, 3), both},
		{"ben", date(2026, 1, 5), starts},
		{"ben", date(2026, 3, 5), returns},
		{"ada", date(2026, 1, 9), both},
		{"ada", date(1969, 12, 31), returns},
	}
)

func customersOfEvent() *laws.Customers[event] {
	return &laws.Customers[event]{
		Of: func(in event) string { return in.customer },
		As: func(in event, customer string) event { in.customer = customer; return in },
	}
}

func TestAccumulatorLaws(t *testing.T) {
	paris := location(t, "Europe/Paris")
	laws.Run(t, laws.Spec[*cohort.Accumulator[string], event]{
		Configs: []func() *cohort.Accumulator[string]{
			func() *cohort.Accumulator[string] { return laws.Must(cohort.New[string](kpi.Week, paris)) },
			func() *cohort.Accumulator[string] { return laws.Must(cohort.New[string](kpi.Day, nil)) },
		},
		Inputs:    inputs(),
		Customers: customersOfEvent(),
		Many:      func(i int) event { return event{customer: strconv.Itoa(laws.ManyKeys(i)), at: date(2026, 1, 1+i%60)} },
		Add:       add[*cohort.Accumulator[string]],
		Result:    func(a *cohort.Accumulator[string]) any { return a.Result() },
		Refused:   refused,
		Sample:    sample,
	})
}

func TestEventsLaws(t *testing.T) {
	paris := location(t, "Europe/Paris")
	laws.Run(t, laws.Spec[*cohort.Events[string], event]{
		Configs: []func() *cohort.Events[string]{
			func() *cohort.Events[string] { return laws.Must(cohort.NewEvents[string](kpi.Week, paris)) },
			func() *cohort.Events[string] { return laws.Must(cohort.NewEvents[string](kpi.Day, nil)) },
		},
		Inputs:    inputs(),
		Customers: customersOfEvent(),
		Many:      func(i int) event { return event{customer: strconv.Itoa(laws.ManyKeys(i)), at: date(2026, 1, 1+i%60)} },
		Add:       add[*cohort.Events[string]],
		Result:    func(e *cohort.Events[string]) any { return e.Result() },
		Refused:   refused,
		Sample:    append([]event{{"ada", time.Unix(0, 300), starts}}, sample...),
	})
}

// The encodings that are locked above, damaged in ways that leave every field
// readable.
func TestImpossibleStatesAreCorrupt(t *testing.T) {
	const utc, ada = "03555443", "03616461"
	for _, c := range []struct{ name, data, text string }{
		{"grain", "636f6801" + "05" + utc + "00", "grain 5"},
		{"location", "636f6801" + "02" + "024d65" + "00", `location "Me"`},
		{"no event", "636f6801" + "02" + utc + "01" + ada + "0000", "a customer without an event"},
		{"year 10000", "636f6801" + "04" + utc + "01" + ada + "01bc7d" + "00", "period 8030 outside"},
		{"a gap that wraps", "636f6801" + "00" + utc + "01" + ada + "0200ffffffffffffffffff01" + "00", "period 2147483648 outside"},
		{"no event of Events", "636f6501" + "02" + utc + "01" + ada + "00", "a customer without an entry"},
		{"kind 0", "636f6501" + "02" + utc + "01" + ada + "01" + "000000", "kind 0"},
		{"kind 4", "636f6501" + "02" + utc + "01" + ada + "01" + "000004", "kind 4"},
		{"a second of nanoseconds", "636f6501" + "02" + utc + "01" + ada + "01" + "008094ebdc0302", "1000000000 ns"},
		{"back in time", "636f6501" + "02" + utc + "01" + ada + "02" + "000002" + "010002", "entry 1 out of order"},
		{"back in nanoseconds", "636f6501" + "02" + utc + "01" + ada + "02" + "000902" + "000802", "entry 1 out of order"},
		{"a far time", "636f6501" + "02" + utc + "01" + ada + "01" + "feffffffffffffffff010002", "an instant 9223372036854775807 s"},
	} {
		var a encoding.BinaryUnmarshaler = new(cohort.Accumulator[string])
		if strings.HasPrefix(c.data, "636f65") {
			a = new(cohort.Events[string])
		}
		t.Run(c.name, func(t *testing.T) { laws.Corrupt(t, a, c.data, c.text) })
	}
}
