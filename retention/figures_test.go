package retention_test

import (
	"bytes"
	"encoding/gob"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/wire"
	"github.com/customerkpi/kpi/retention"
)

// Every figure of unequal counts, and its text. What is printed is rounded once:
// 664446 of a million are 66.44%, not 66.445% and then 66.45%.
func TestFigures(t *testing.T) {
	response := retention.ResponseResult{Invited: 1000000, Delivered: 900000, Started: 800000, Answered: 664446}
	sticky := retention.StickyPeriod{Days: 4, DailySum: 12, Customers: 5}
	for _, tc := range []struct{ name, got, want string }{
		{"repurchase by period", percent(retention.ActivityResult{Customers: 4, Repeat: 1}.RepurchaseRate()), "25.00"},
		{"repurchase", percent(retention.RepurchaseResult{Customers: 4, Repeat: 1, Orders: 9}.Rate()), "25.00"},
		{"text", retention.RepurchaseResult{Customers: 1000000, Repeat: 664446, Orders: 2000000}.String(), "66.44% (664446 of 1000000 repeat, 2000000 orders)"},
		{"text", response.String(), "66.44% (1000000 invited, 900000 delivered, 800000 started, 664446 answered)"},
		{"daily mean", laws.Must(sticky.DailyMean()).Rat().RatString(), "3"},
		{"stickiness", laws.Must(sticky.Stickiness()).Rat().RatString(), "3/5"},
		{"daily mean of nobody", laws.Must(retention.StickyPeriod{Days: 28}.DailyMean()).Rat().RatString(), "0"},
		{"stickiness of a day", laws.Must(retention.StickyPeriod{Days: 1, DailySum: 2, Customers: 2}.Stickiness()).Rat().RatString(), "1"},
		{"enough answers", retention.ResponseResult{Invited: 90, Answered: 30}.Warning(), ""},
		{"an unknown outcome", retention.Outcome(4).String(), "Outcome(4)"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, tc.got, tc.want)
		}
	}
	for _, tc := range []struct {
		err, want error
		text      string
	}{
		{second(retention.StickyPeriod{Days: 28}.Stickiness()), kpi.ErrUndefined, "retention: stickiness undefined: no customer"},
		{second(retention.StickyPeriod{Customers: 3, DailySum: 3}.Stickiness()), kpi.ErrUndefined, "retention: stickiness undefined: no customer"},
		{second(retention.StickyPeriod{Customers: 3, DailySum: 3}.DailyMean()), kpi.ErrUndefined, "retention: daily mean undefined: no day"},
		{second(retention.ResponseResult{Invited: 3, Answered: 3, Delivered: 2}.DeliveredRate()), kpi.ErrRange, "retention: answered 3 outside 0..2"},
		{second(retention.ResponseResult{Invited: 3}.DeliveredRate()), kpi.ErrUndefined, "retention: response rate undefined: no invitation delivered"},
		{second(retention.ResponseResult{Answered: 3, Started: 2}.CompletionRate()), kpi.ErrRange, "retention: answered 3 outside 0..2"},
		{second(retention.ResponseResult{Invited: 3}.CompletionRate()), kpi.ErrUndefined, "retention: completion rate undefined: nobody started"},
		{new(retention.Response).Add(4), kpi.ErrRange, "retention: outcome 4 outside 0..3"},
	} {
		if !errors.Is(tc.err, tc.want) || tc.err.Error() != tc.text {
			t.Errorf("%v, want %s", tc.err, tc.text)
		}
	}
}

// A and C are active in January, C also in February; all are dormant in March, and
// come back in April or do not: A, who does, was dormant too.
func TestCustomersUntilAGap(t *testing.T) {
	for line, dormant := range map[string][]uint64{
		"AC,,,B": {0, 0, 2, 2}, "AC,,,A": {0, 0, 2, 2}, "AC,C,,,B": {0, 0, 1, 2, 2}, "AC,C,,,AC": {0, 0, 1, 2, 2},
	} {
		var got []uint64
		for p := range months(t, strings.Split(line, ",")...).Result().Periods() {
			got = append(got, p.Dormant)
		}
		// Before the last month of the gap who was there in the month before is lost,
		// and not dormant yet.
		if !slices.Equal(got, dormant) {
			t.Errorf("%s: dormant %v, want %v", line, got, dormant)
		}
	}
}

// As many orders and invitations as a counter holds, and no more.
func TestFullCounters(t *testing.T) {
	var all, less, double retention.Repurchase[string]
	if err := double.Add("ada"); err != nil {
		t.Fatal(err)
	}
	for i := range 64 { // 1 + 2 + 4 ... + 2^63 orders
		if err := all.Merge(&double); err != nil {
			t.Fatal(i, err)
		}
		if i > 0 {
			if err := less.Merge(&double); err != nil {
				t.Fatal(i, err)
			}
		}
		if err := double.Merge(&double); (err != nil) != (i == 63) {
			t.Fatal(i, err)
		}
	}
	if r := all.Result(); r.Orders != math.MaxUint64 {
		t.Fatalf("%+v", r)
	}
	if err := less.AddSlice([]string{"ada", "ben"}); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("one order too many: %v", err)
	}
	if err := less.AddSlice([]string{"ada"}); err != nil || less.Result() != all.Result() {
		t.Errorf("%+v, %v", less.Result(), err)
	}
	if err := less.Add("ada"); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("after the last order: %v", err)
	}

	var r, one retention.Response
	if err := errors.Join(r.AddN(retention.Partial, math.MaxUint64-1), one.Add(retention.Answered)); err != nil {
		t.Fatal(err)
	}
	if err := r.Merge(&one); err != nil {
		t.Error(err)
	}
	if err := r.Merge(&one); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("one invitation too many: %v", err)
	}
	full := wire.AppendUint(wire.AppendUint([]byte("srp\x01"), 1<<63), 1<<63)
	full = wire.AppendUint(wire.AppendUint(full, 0), 0)
	if err := r.UnmarshalBinary(full); !errors.Is(err, kpi.ErrCorrupt) || err.Error() != "retention: response: corrupt encoding: more than 2^64-1 invitations" {
		t.Errorf("2^64 invitations: %v", err)
	}
	if got := r.Result(); got.Invited != math.MaxUint64 || got.Answered != 1 {
		t.Errorf("what was refused changed the state: %+v", got)
	}
}

// Times of 1, 2, 20 and 50 days: mean 73/4, an interval that is not below 0, and a
// median of 11.
func TestMiddleOfTimesBetweenPurchases(t *testing.T) {
	var p retention.Purchases[string]
	for _, d := range []int{0, 1, 3, 23, 73} {
		if err := p.Add("ada", time.Unix(int64(d)*86400, 0)); err != nil {
			t.Fatal(err)
		}
	}
	r := p.Result()
	i := laws.Must(laws.Must(r.Mean()).Interval(0.95))
	if i.Low != 0 || i.High <= 73./4*86400 {
		t.Errorf("interval %v", i)
	}
	if median := laws.Must(r.Median()); math.Abs(median.Hours()-11*24) > 11*24./128 {
		t.Errorf("median %v, want 264h", median)
	}
	if lower := laws.Must(r.Percentile(0.5)); math.Abs(lower.Hours()-48) > 48./128 {
		t.Errorf("the lower of the middle two %v, want 48h", lower)
	}
	var none retention.PurchasesResult
	for _, tc := range []struct {
		err  error
		text string
	}{
		{second(none.Median()), "retention: median time between purchases undefined: no second order"},
		{second(none.Mean()), "retention: mean time between purchases undefined: no second order"},
		{second(none.Percentile(1)), "retention: percentile undefined: no second order"},
	} {
		if !errors.Is(tc.err, kpi.ErrUndefined) || tc.err.Error() != tc.text {
			t.Errorf("%v, want %s", tc.err, tc.text)
		}
	}
	// A gob has the times, as JSON has.
	var state bytes.Buffer
	var got retention.PurchasesResult
	if err := errors.Join(gob.NewEncoder(&state).Encode(r), gob.NewDecoder(&state).Decode(&got)); err != nil || laws.Must(got.Median()) != laws.Must(r.Median()) {
		t.Errorf("%v from a gob: %v", got, err)
	}
}
