package clv_test

import (
	"errors"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/internal/laws"
)

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
