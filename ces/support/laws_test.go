package support_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/ces/support"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestMain(m *testing.M) { laws.Main(m) }

func TestFirstContactLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*support.FirstContact, support.Request]{
		Inputs: rapid.Custom(func(t *rapid.T) support.Request {
			return support.Request{
				Contacts:   rapid.IntRange(1, 3).Draw(t, "contacts"),
				Resolved:   rapid.Bool().Draw(t, "resolved"),
				Reopened:   rapid.Bool().Draw(t, "reopened"),
				OutOfScope: rapid.Bool().Draw(t, "out of scope"),
			}
		}),
		Add:     (*support.FirstContact).Add,
		Remove:  (*support.FirstContact).Remove,
		Result:  func(a *support.FirstContact) any { return a.Result() },
		Refused: []support.Request{{}, {Contacts: math.MinInt}},
		Full: func(t *testing.T) *support.FirstContact {
			var a support.FirstContact
			if err := a.AddN(support.Request{Contacts: 2}, 1<<64-1); err != nil {
				t.Fatal(err)
			}
			return &a
		},
		Sample: []support.Request{
			{Contacts: 1, Resolved: true},
			{Contacts: 2},
			{Contacts: 1, OutOfScope: true},
		},
	})
}

// wait is a request that was answered after d, has waited for d, or was closed
// after d without an answer.
type wait struct {
	d    time.Duration
	open bool
	shut bool
}

func (w wait) add(a *support.ResponseTime) error {
	switch {
	case w.open:
		return a.AddOpen(w.d)
	case w.shut:
		return a.AddClosed(w.d)
	}
	return a.Add(w.d)
}

func TestResponseTimeLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*support.ResponseTime, wait]{
		Configs: []func() *support.ResponseTime{
			func() *support.ResponseTime { return laws.Must(support.NewResponseTime(time.Minute)) },
			func() *support.ResponseTime { return laws.Must(support.NewResponseTime(1<<63 - 1)) },
		},
		Inputs: rapid.Custom(func(t *rapid.T) wait {
			return wait{
				d:    time.Duration(rapid.Int64Range(0, 1<<rapid.IntRange(0, 62).Draw(t, "bits")).Draw(t, "time")),
				open: rapid.Bool().Draw(t, "open"),
				shut: rapid.Bool().Draw(t, "closed"),
			}
		}),
		Add:     func(a *support.ResponseTime, w wait) error { return w.add(a) },
		Result:  func(a *support.ResponseTime) any { return a.Result() },
		Refused: []wait{{d: -1}, {d: -1, open: true}, {d: -1, shut: true}, {d: -1 << 63}},
		Full: func(t *testing.T) *support.ResponseTime {
			var a support.ResponseTime
			if err := a.AddN(time.Second, 1<<64-1); err != nil {
				t.Fatal(err)
			}
			return &a
		},
		Sample: []wait{{d: 2 * time.Second}, {d: 2 * time.Hour, open: true}, {d: 1, open: true}, {d: 1, shut: true}},
	})
}
