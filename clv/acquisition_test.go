package clv_test

import (
	"errors"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestAcquisition(t *testing.T) {
	var a clv.Acquisition
	if err := errors.Join(a.AddSpend(money("1500")), a.AddSpendMinor(50_050, 2), a.AddSpend(money("-0.5")), a.AddCustomers(20), a.AddCustomers(30)); err != nil {
		t.Fatal(err)
	}
	r := a.Result()
	cost := laws.Must(r.Cost())
	if cost.String() != "40" { // (1500 + 500.5 - 0.5) / 50
		t.Errorf("cost %v, want 40", cost)
	}
	if ratio := laws.Must(r.ValueToCost(value("130"))); ratio.String() != "3.25" { // 130 / 40
		t.Errorf("CLV:CAC %v, want 3.25", ratio)
	}
	if periods := laws.Must(r.Payback(money("6.4"))); periods.String() != "6.25" { // 40 / 6.4
		t.Errorf("payback %v, want 6.25", periods)
	}
	if once := laws.Must(clv.AcquisitionCost(money("2000"), 50)); !once.Equal(cost) {
		t.Errorf("AcquisitionCost = %v, want %v", once, cost)
	}
}

// TestPaybackIsTheLifetimeThatCoversTheCost: a customer who stays until the
// payback is worth the acquisition cost.
func TestPaybackIsTheLifetimeThatCoversTheCost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spend := decimal.New(rapid.Int64Range(0, 1e9).Draw(t, "spend"), -2)
		cost := laws.Must(clv.AcquisitionCost(spend, rapid.Uint64Min(1).Draw(t, "customers")))
		margin := decimal.New(rapid.Int64Range(1, 1e6).Draw(t, "margin"), -2)
		periods := laws.Must(clv.Payback(cost, margin))
		worth := kpi.ValueOf(new(big.Rat).Mul(periods.Rat(), margin.Rat()))
		if !worth.Equal(cost) {
			t.Fatalf("%v periods of %v are %v, cost %v", periods.Rat(), margin, worth.Rat(), cost.Rat())
		}
		if cost.Rat().Sign() > 0 && !laws.Must(clv.ValueToCost(worth, cost)).Equal(kpi.RatioOf(ratio(1, 1))) {
			t.Fatalf("CLV:CAC of %v and %v is not 1", worth.Rat(), cost.Rat())
		}
	})
}

func TestROI(t *testing.T) {
	for _, tc := range []struct{ gain, cost, want string }{
		{"2500", "2000", "25.0"}, // (2500 - 2000) / 2000
		{"2000", "2000", "0.0"},
		{"0", "2000", "-100.0"},
		{"-500", "2000", "-125.0"}, // (-500 - 2000) / 2000
		{"1", "3", "-66.7"},        // (1 - 3) / 3
	} {
		var a clv.Return
		if err := errors.Join(a.AddGain(money(tc.gain)), a.AddCost(money(tc.cost))); err != nil {
			t.Fatal(err)
		}
		stream, once := laws.Must(a.Result().ROI()), laws.Must(clv.ROI(money(tc.gain), money(tc.cost)))
		if got := stream.Percent(1).StringFixed(1); got != tc.want || !once.Equal(stream) {
			t.Errorf("ROI of %s for %s: %s%% and %v, want %s%%", tc.gain, tc.cost, got, once, tc.want)
		}
	}
}

// The text rounds once: 66.446% is 66.4%, and not 66.45% and then 66.5%.
func TestReturnText(t *testing.T) {
	for want, r := range map[string]clv.ReturnResult{
		"12.5% (112.50 gained for 100.00)": {Gain: value("112.5"), Cost: value("100")},
		"66.4% (166.45 gained for 100.00)": {Gain: value("166.446"), Cost: value("100")},
		"-87.5% (12.50 gained for 100.00)": {Gain: value("12.5"), Cost: value("100")},
		"900.0% (100.00 gained for 10.00)": {Gain: value("100"), Cost: value("10")},
	} {
		if got := r.String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestReturnAddsMinorUnits(t *testing.T) {
	var a, b clv.Return
	if err := errors.Join(a.AddGainMinor(1999, 2), a.AddCostMinor(5, 0), b.AddGain(money("19.99")), b.AddCost(money("5"))); err != nil {
		t.Fatal(err)
	}
	if a.Result().String() != b.Result().String() {
		t.Errorf("%v in minor units, %v in decimals", a.Result(), b.Result())
	}
	for _, err := range []error{a.AddGainMinor(1, 65), a.AddCostMinor(1, 200), new(clv.Acquisition).AddSpendMinor(1, 65)} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%v, want ErrRange", err)
		}
	}
}
