package retention_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention"
)

func TestResponseLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*retention.Response, retention.Outcome]{
		Inputs:  rapid.SampledFrom([]retention.Outcome{retention.Undelivered, retention.Unanswered, retention.Partial, retention.Answered}),
		Add:     (*retention.Response).Add,
		Remove:  (*retention.Response).Remove,
		Result:  func(r *retention.Response) any { return r.Result() },
		Refused: []retention.Outcome{4, 255},
		Full: func(t *testing.T) *retention.Response {
			var r retention.Response
			if err := r.AddN(retention.Partial, math.MaxUint64); err != nil {
				t.Fatal(err)
			}
			return &r
		},
		Sample: []retention.Outcome{retention.Answered, retention.Undelivered, retention.Partial, retention.Answered},
	})
}

func TestResponse(t *testing.T) {
	var r retention.Response
	for outcome, n := range map[retention.Outcome]uint64{retention.Undelivered: 10, retention.Unanswered: 130, retention.Partial: 10, retention.Answered: 50} {
		if err := r.AddN(outcome, n); err != nil {
			t.Fatal(err)
		}
	}
	got := r.Result()
	if want := (retention.ResponseResult{Invited: 200, Delivered: 190, Started: 60, Answered: 50}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	for _, tc := range []struct{ got, want string }{
		{percent(got.Rate()), "25.00"},           // 50 / 200
		{percent(got.DeliveredRate()), "26.32"},  // 50 / 190
		{percent(got.CompletionRate()), "83.33"}, // 50 / 60
		{got.String(), "25.00% (200 invited, 190 delivered, 60 started, 50 answered)"},
		{got.Warning(), ""},
		{retention.ResponseResult{Invited: 90, Answered: 29}.Warning(), "only 29 answers of 90 invited, fewer than 30: read the interval, not the figure"},
		{retention.ResponseResult{}.String(), "retention: response rate undefined: nobody invited"},
		{retention.Partial.String(), "partial"},
		{retention.Outcome(9).String(), "Outcome(9)"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %q, want %q", tc.got, tc.want)
		}
	}
	for name, err := range map[string]error{
		"rate":       second(retention.ResponseResult{}.Rate()),
		"delivered":  second(retention.ResponseResult{Invited: 3}.DeliveredRate()),
		"completion": second(retention.ResponseResult{Invited: 3, Delivered: 3}.CompletionRate()),
	} {
		if !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%s: %v, want ErrUndefined", name, err)
		}
	}
}

func BenchmarkResponseAdd(b *testing.B) {
	var r retention.Response
	b.ReportAllocs()
	for b.Loop() {
		if r.Add(retention.Answered) != nil {
			b.Fatal("refused")
		}
	}
}
