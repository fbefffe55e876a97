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
