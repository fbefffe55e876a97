package clv_test

import (
	"errors"
	"math"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
)

// Of one order a period, for ever: an annuity. Three periods at 10%:
// 1/1.1 + 1/1.21 + 1/1.331 = 2.48685..., at the start 1.1 times that, and
// continuously (1 - 1.1^-3) / ln 1.1.
func TestHorizonOfAnAnnuity(t *testing.T) {
	each := func(t float64) (float64, error) { return t / 4.345, nil }
	for timing, want := range map[clv.Timing]float64{
		clv.PeriodEnd:   1/1.1 + 1/1.21 + 1/1.331,
		clv.PeriodStart: 1 + 1/1.1 + 1/1.21,
		clv.Continuous:  (1 - 1/1.331) / math.Log(1.1),
	} {
		h := clv.Horizon{Periods: 3, Length: 4.345, Rate: 0.1, Timing: timing}
		if got, err := h.Orders(each); err != nil || math.Abs(got-want) > 1e-13 {
			t.Errorf("%v: %v, %v, want %v", timing, got, err, want)
		}
		v, err := h.Value(20, each)
		if err != nil || math.Abs(float64(v)-20*want) > 1e-12 {
			t.Errorf("%v: %v, %v", timing, v, err)
		}
	}
	// Without discount the timing does not matter.
	for _, timing := range []clv.Timing{clv.PeriodEnd, clv.PeriodStart, clv.Continuous} {
		if got, err := (clv.Horizon{Periods: 12, Length: 1, Timing: timing}).Orders(func(t float64) (float64, error) { return math.Sqrt(t), nil }); err != nil || math.Abs(got-math.Sqrt(12)) > 1e-13 {
			t.Errorf("%v: %v, %v, want √12", timing, got, err)
		}
	}
}

// Continuously, of a customer who orders once in a time far below a period and then
// no more: E(t) = 1 - e^-kt gives k/(k+δ) · (1 - e^-(k+δ)t), δ = ln 1.1 a period.
func TestHorizonOfOrdersAtOnce(t *testing.T) {
	for _, k := range []float64{0.1, 1, 1e3, 1e6} {
		h := clv.Horizon{Periods: 2, Length: 1, Rate: 0.1, Timing: clv.Continuous}
		got, err := h.Orders(func(t float64) (float64, error) { return -math.Expm1(-k * t), nil })
		delta := math.Log(1.1)
		if want := -k / (k + delta) * math.Expm1(-2*(k+delta)); err != nil || math.Abs(got-want) > 1e-12 {
			t.Errorf("k = %v: %v, %v, want %v", k, got, err, want)
		}
	}
}

// The column gives what single customers give.
func TestHorizonOfColumns(t *testing.T) {
	customers := []clv.Customer{{T: 1}, {T: 2}, {T: 30}}
	expect := func(c clv.Customer, t float64) float64 { return math.Log1p(t / c.T) }
	for _, timing := range []clv.Timing{clv.PeriodEnd, clv.PeriodStart} {
		h := clv.Horizon{Periods: 12, Length: 4.345, Rate: 0.01, Timing: timing}
		got := make([]float64, len(customers))
		err := h.OrdersSlice(got, customers, func(dst []float64, customers []clv.Customer, t float64) error {
			for i, c := range customers {
				dst[i] = expect(c, t)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range customers {
			want, err := h.Orders(func(t float64) (float64, error) { return expect(c, t), nil })
			if err != nil || math.Abs(got[i]-want) > 1e-13 {
				t.Errorf("%v, customer %d: %v, want %v, %v", timing, i, got[i], want, err)
			}
		}
	}
}

func TestHorizonErrors(t *testing.T) {
	none := func(float64) (float64, error) { return 0, nil }
	for what, h := range map[string]clv.Horizon{
		"periods":         {Length: 1},
		"length":          {Periods: 1},
		"NaN length":      {Periods: 1, Length: math.NaN()},
		"rate":            {Periods: 1, Length: 1, Rate: -0.1},
		"infinite rate":   {Periods: 1, Length: 1, Rate: math.Inf(1)},
		"timing":          {Periods: 1, Length: 1, Timing: 3},
		"too many":        {Periods: math.MaxInt, Length: 1},
		"infinite length": {Periods: 1, Length: math.Inf(1)},
	} {
		if _, err := h.Orders(none); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v", what, err)
		}
	}
	failed := errors.New("failed")
	for _, timing := range []clv.Timing{clv.PeriodEnd, clv.Continuous} {
		h := clv.Horizon{Periods: 2, Length: 1, Timing: timing}
		if _, err := h.Orders(func(float64) (float64, error) { return 0, failed }); !errors.Is(err, failed) {
			t.Errorf("%v: %v", timing, err)
		}
		if _, err := h.Value(math.NaN(), none); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%v: %v", timing, err)
		}
		if _, err := h.Orders(func(float64) (float64, error) { return math.NaN(), nil }); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%v: %v", timing, err)
		}
		if v, err := h.Value(1e308, func(t float64) (float64, error) { return 100 * t, nil }); !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("%v: %v, %v", timing, v, err)
		}
	}
}

func TestForecast(t *testing.T) {
	if got := clv.Forecast(36.2716).Decimal(2).StringFixed(2); got != "36.27" {
		t.Error(got)
	}
	if got := clv.Forecast(2.675).String(); got != "~2.67" { // the float64 is below 2.675
		t.Error(got)
	}
	if got := clv.Forecast(math.NaN()).Decimal(1).StringFixed(1); got != "0.0" {
		t.Error(got)
	}
}
