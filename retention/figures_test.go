package retention_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
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
		{"text", retention.ParticipationResult{Participants: 664446, Invited: 1000000, Uninvited: 3}.String(), "66.44% (664446 of 1000000 invited, 3 uninvited)"},
		{"text", retention.ReturningResult{Before: 1000000, After: 700000, Retained: 664446}.String(), "66.44% (664446 of 1000000 retained, 335554 lost, 35554 new)"},
		{"text", retention.PurchasesResult{}.String(), "retention: mean time between purchases undefined: no second order"},
		{"n of a participation", fmt.Sprint(retention.ParticipationResult{Participants: 2, Invited: 5, Uninvited: 3}.N()), "5"},
		{"n of a return", fmt.Sprint(retention.ReturningResult{Before: 5, After: 4, Retained: 3}.N()), "5"},
		{"n of a repurchase rate", fmt.Sprint(retention.RepurchaseResult{Customers: 4, Repeat: 1, Orders: 9}.N()), "4"},
		{"n of more customers than orders", fmt.Sprint(retention.PurchasesResult{Customers: 9, Orders: 4}.N()), "0"},
		{"a long time", retention.PurchasesResult{Customers: 1, Orders: 2, Sum: kpi.ValueOf(big.NewRat(864e6, 1)), Squares: kpi.ValueOf(big.NewRat(864e6*864e6, 1))}.String(), "10000.0 days between purchases (2 orders, 1 customers)"},
		{"n of times between purchases", fmt.Sprint(retention.PurchasesResult{Customers: 4, Orders: 9}.N()), "5"},
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
		{second(new(retention.Purchases[int]).RepurchaseRate(-1, time.Time{})), kpi.ErrRange, "retention: purchases: time -1ns below 0s"},
		{second(new(retention.Purchases[int]).RepurchaseRate(0, time.Time{})), kpi.ErrUndefined, "retention: repurchase rate within a time undefined: no customer of that age"},
		{new(retention.Purchases[int]).AddSlice([]int{1, 2}, make([]time.Time, 3)), kpi.ErrRange, "retention: purchases: number of times 3 outside 2..2"},
		{second(retention.PurchasesResult{Customers: 1, Orders: 3, Sum: kpi.ValueOf(big.NewRat(4, 1)), Squares: kpi.ValueOf(big.NewRat(7, 1))}.Mean()), kpi.ErrRange, "kpi: sum of squares 7 below 8"},
		{second(retention.PurchasesResult{}.Percentile(-0.5)), kpi.ErrRange, "retention: purchases: percentile -0.5 outside 0..1"},
		{second(retention.PurchasesResult{}.Percentile(1.5)), kpi.ErrRange, "retention: purchases: percentile 1.5 outside 0..1"},
	} {
		if !errors.Is(tc.err, tc.want) || tc.err.Error() != tc.text {
			t.Errorf("%v, want %s", tc.err, tc.text)
		}
	}
}

// Times beyond 292 years, which nanoseconds do not hold: the mean is exact, and the
// percentiles take them for 292 years.
func TestTimesOfCenturies(t *testing.T) {
	for _, tc := range []struct {
		sec, nano int64
		mean      string
	}{
		{9223372035, 999_999_999, "9223372035.999999999"}, {9223372036, 900_000_000, "9223372036.9"}, {20_000_000_000, 5, "20000000000.000000005"},
	} {
		var p retention.Purchases[string]
		first := time.Unix(-9_000_000_000, 0)
		if err := errors.Join(p.Add("ada", first), p.Add("ada", time.Unix(first.Unix()+tc.sec, tc.nano))); err != nil {
			t.Fatal(err)
		}
		r := p.Result()
		want, _ := new(big.Rat).SetString(tc.mean)
		if mean := laws.Must(r.Mean()); mean.Rat().Cmp(want) != 0 {
			t.Errorf("mean %v, want %s", mean, tc.mean)
		}
		if median := laws.Must(r.Median()); median < math.MaxInt64/128*127 {
			t.Errorf("%s s: median %v", tc.mean, median)
		}
	}
}

// What a client sends as a result of times between purchases is theirs to the digit,
// or refused.
func TestPurchasesFromJSON(t *testing.T) {
	var p retention.Purchases[string]
	for _, d := range []int64{0, 1, 3, 9} {
		if err := p.Add("ada", time.Unix(d*86400, 0)); err != nil {
			t.Fatal(err)
		}
	}
	r := p.Result()
	state := string(laws.Must(json.Marshal(r)))
	of := func(customers, orders string) string {
		changed := strings.Replace(state, `"customers":1`, `"customers":`+customers, 1)
		return strings.Replace(changed, `"orders":4`, `"orders":`+orders, 1)
	}
	var none retention.PurchasesResult
	empty := string(laws.Must(json.Marshal(none)))
	for _, tc := range []struct {
		name, data string
		want       retention.PurchasesResult
		fault      string
	}{
		{"as it was", state, r, ""},
		{"without orders", empty, none, ""},
		{"orders without a second", strings.Replace(strings.Replace(empty, `"customers":0`, `"customers":3`, 1), `"orders":0`, `"orders":3`, 1), retention.PurchasesResult{Customers: 3, Orders: 3}, ""},
		{"null", "null", r, ""},
		{"no object", "7", r, "retention: purchases: corrupt encoding: json"},
		{"more customers than orders", of("5", "4"), r, "3 times of 4 orders and 5 customers"},
		{"more customers than orders, and no time", strings.Replace(strings.Replace(empty, `"customers":0`, `"customers":5`, 1), `"orders":0`, `"orders":4`, 1), r, "0 times of 4 orders and 5 customers"},
		{"as many customers as orders", of("4", "4"), r, "3 times of 4 orders and 4 customers"},
		{"a time that is missing", of("1", "5"), r, "3 times of 5 orders and 1 customers"},
		{"fewer orders than 0", of("18446744073709551614", "1"), r, "3 times of 1 orders and 18446744073709551614 customers"},
	} {
		got := r
		err := json.Unmarshal([]byte(tc.data), &got)
		switch {
		case tc.fault == "" && err != nil, tc.fault != "" && (!errors.Is(err, kpi.ErrCorrupt) || !strings.Contains(err.Error(), tc.fault)):
			t.Errorf("%s: %v, want %q", tc.name, err, tc.fault)
		case string(laws.Must(json.Marshal(got))) != string(laws.Must(json.Marshal(tc.want))):
			t.Errorf("%s: %v, want %v", tc.name, got, tc.want)
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
	var p retention.Participation
	if err := p.AddN(true, math.MaxUint64); err != nil {
		t.Error(err)
	}
	if err := p.AddN(false, 1); !errors.Is(err, kpi.ErrOverflow) {
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
