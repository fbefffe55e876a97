package retention_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/retention"
)

func TestRates(t *testing.T) {
	for _, tc := range []struct{ name, got, want string }{
		// (4250 - 500) / 5000 = 0.75
		{"retention", percent(retention.RetentionRate(5000, 4250, 500)), "75.00"},
		{"all kept and nobody won", percent(retention.RetentionRate(7, 7, 0)), "100.00"},
		{"all lost and as many won", percent(retention.RetentionRate(7, 7, 7)), "0.00"},
		{"largest counts", percent(retention.RetentionRate(math.MaxUint64, math.MaxUint64, 0)), "100.00"},
		{"repurchase", percent(retention.RepurchaseRate(2000, 5000)), "40.00"}, // 2000 / 5000
		{"nobody bought again", percent(retention.RepurchaseRate(0, 5000)), "0.00"},
		{"participation", percent(retention.ParticipationRate(25, 200)), "12.50"}, // 25 / 200
		{"a third took part", percent(retention.ParticipationRate(1, 3)), "33.33"},
		// 4000 / (4000 + 1000)
		{"activity period", percent(retention.ActivityPeriod{Retained: 4000, Lost: 1000}.Rate()), "80.00"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %s%%, want %s%%", tc.name, tc.got, tc.want)
		}
	}
}

// percent returns a rate in percent with two places, or its error.
func percent(rate kpi.Rate, err error) string {
	if err != nil {
		return err.Error()
	}
	return rate.Percent(2).StringFixed(2)
}

func TestErrors(t *testing.T) {
	var returning retention.ReturningResult
	var repurchase retention.RepurchaseResult
	var participation retention.ParticipationResult
	var activity retention.ActivityResult
	for _, tc := range []struct {
		name string
		err  error
		want error
		text string
	}{
		{"nobody at the start", second(retention.RetentionRate(0, 0, 0)), kpi.ErrUndefined, "retention: rate undefined: no customer at the start"},
		{"nobody at the start, some at the end", second(retention.RetentionRate(0, 5, 3)), kpi.ErrUndefined, "retention: rate undefined: no customer at the start"},
		{"more won than at the end", second(retention.RetentionRate(10, 4, 5)), kpi.ErrRange, "retention: customers won 5 outside 0..4"},
		{"more kept than at the start", second(retention.RetentionRate(10, 15, 4)), kpi.ErrRange, "retention: customers retained 11 outside 0..10"},
		{"repurchase of nobody", second(retention.RepurchaseRate(0, 0)), kpi.ErrUndefined, "retention: repurchase rate undefined: no customer"},
		{"more repeat customers than customers", second(retention.RepurchaseRate(3, 2)), kpi.ErrRange, "retention: repeat customers 3 outside 0..2"},
		{"nobody invited", second(retention.ParticipationRate(0, 0)), kpi.ErrUndefined, "retention: participation rate undefined: nobody invited"},
		{"more participants than invited", second(retention.ParticipationRate(3, 2)), kpi.ErrRange, "retention: participants 3 outside 0..2"},
		{"empty returning", second(returning.Rate()), kpi.ErrUndefined, "retention: rate undefined: no customer before"},
		{"empty repurchase", second(repurchase.Rate()), kpi.ErrUndefined, "retention: repurchase rate undefined: no customer"},
		{"empty frequency", second(repurchase.Frequency()), kpi.ErrUndefined, "retention: purchase frequency undefined: no customer"},
		{"empty participation", second(participation.Rate()), kpi.ErrUndefined, "retention: participation rate undefined: nobody invited"},
		{"empty activity", second(activity.RepurchaseRate()), kpi.ErrUndefined, "retention: repurchase rate undefined: no customer"},
		{"first period", second(retention.ActivityPeriod{Active: 3, New: 3}.Rate()), kpi.ErrUndefined, "retention: rate undefined: no customer in the period before"},
		{"period of a sum above 2^64-1", second(retention.ActivityPeriod{Retained: math.MaxUint64, Lost: 1}.Rate()), kpi.ErrOverflow, "retention: customers overflow"},
	} {
		if !errors.Is(tc.err, tc.want) || tc.err.Error() != tc.text {
			t.Errorf("%s: %v, want %s", tc.name, tc.err, tc.text)
		}
	}
	for _, tc := range []struct{ got, want string }{
		{returning.String(), "retention: rate undefined: no customer before"},
		{repurchase.String(), "retention: repurchase rate undefined: no customer"},
		{participation.String(), "retention: participation rate undefined: nobody invited"},
	} {
		if tc.got != tc.want {
			t.Errorf("an empty result prints %q, want %q", tc.got, tc.want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestRetentionRateAgreesWithItsFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.OneOf(rapid.Uint64Range(0, 9), rapid.Uint64Range(0, math.MaxUint64/2))
		kept, lost, won := count.Draw(t, "kept"), count.Draw(t, "lost"), count.Draw(t, "won")
		if kept+lost == 0 {
			return
		}
		rate, err := retention.RetentionRate(kept+lost, kept+won, won)
		if err != nil {
			t.Fatal(err)
		}
		if want := new(big.Rat).Quo(rat(kept), rat(kept+lost)); rate.Rat().Cmp(want) != 0 {
			t.Fatalf("%v, want %v", rate.Rat(), want)
		}
	})
}

func rat(n uint64) *big.Rat { return new(big.Rat).SetInt(new(big.Int).SetUint64(n)) }
