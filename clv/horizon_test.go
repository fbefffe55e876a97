package clv_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
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
	for _, k := range []float64{0.1, 1, 1e3, 1e6, 1e12} {
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
		var asked []float64
		err := h.OrdersSlice(got, customers, func(dst []float64, customers []clv.Customer, t float64) error {
			asked = append(asked, t)
			for i, c := range customers {
				dst[i] = expect(c, t)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(asked) != 12 || asked[0] != 4.345 || asked[11] != 12*4.345 {
			t.Errorf("%v: asked for the times %v", timing, asked)
		}
		for i, c := range customers {
			want, err := h.Orders(func(t float64) (float64, error) { return expect(c, t), nil })
			if err != nil || math.Abs(got[i]-want) > 1e-13 {
				t.Errorf("%v, customer %d: %v, want %v, %v", timing, i, got[i], want, err)
			}
		}
	}
}

// Every refusal says what is out of which range, for one customer and for a column,
// and counts nothing.
func TestHorizonErrors(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	none := func(float64) (float64, error) { return 0, nil }
	column := func(dst []float64, _ []clv.Customer, _ float64) error {
		for i := range dst {
			dst[i] = 1
		}
		return nil
	}
	for want, h := range map[string]clv.Horizon{
		"clv: number of periods 0 outside 1..100000":                             {Length: 1},
		"clv: number of periods -1 outside 1..100000":                            {Periods: -1, Length: 1},
		"clv: number of periods 100001 outside 1..100000":                        {Periods: 100_001, Length: 1},
		"clv: length of a period 0 outside 0 (excluded)..infinity (excluded)":    {Periods: 1, Rate: 0.5},
		"clv: length of a period -2 outside 0 (excluded)..infinity (excluded)":   {Periods: 1, Length: -2},
		"clv: length of a period NaN outside 0 (excluded)..infinity (excluded)":  {Periods: 1, Length: nan},
		"clv: length of a period +Inf outside 0 (excluded)..infinity (excluded)": {Periods: 1, Length: inf},
		"clv: discount rate -0.1 outside 0..infinity (excluded)":                 {Periods: 1, Length: 1, Rate: -0.1},
		"clv: discount rate NaN outside 0..infinity (excluded)":                  {Periods: 1, Length: 1, Rate: nan},
		"clv: discount rate +Inf outside 0..infinity (excluded)":                 {Periods: 1, Length: 1, Rate: inf},
		"clv: timing 3 outside at the end..continuously":                         {Periods: 1, Length: 1, Timing: 3},
	} {
		customers, dst := []clv.Customer{{T: 1}}, []float64{-7}
		for _, err := range []error{
			second(h.Orders(none)), second(h.Value(1, none)), h.OrdersSlice(dst, customers, column),
		} {
			if !errors.Is(err, kpi.ErrRange) || err.Error() != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
		if dst[0] != -7 {
			t.Errorf("%s: the column is filled with %v", want, dst)
		}
	}
	for _, periods := range []int{1, 100_000} { // the ends of the range: E(t) = t, without discount
		got, err := clv.Horizon{Periods: periods, Length: 0.5}.Orders(func(t float64) (float64, error) { return t, nil })
		if want := float64(periods) / 2; err != nil || math.Abs(got-want) > 1e-9*want {
			t.Errorf("%d periods: %v, %v", periods, got, err)
		}
	}
}

func TestHorizonOfColumnsErrors(t *testing.T) {
	failed := errors.New("failed")
	dst := []float64{-7, -7}
	for want, err := range map[string]error{
		"clv: timing of a column continuously outside at the end..at the start": clv.Horizon{Periods: 1, Length: 1, Timing: clv.Continuous}.OrdersSlice(dst, make([]clv.Customer, 2), nil),
		"clv: length of the result 2 outside 3..3":                              clv.Horizon{Periods: 1, Length: 1}.OrdersSlice(dst, make([]clv.Customer, 3), nil),
		"clv: length of the result 2 outside 1..1":                              clv.Horizon{Periods: 1, Length: 1}.OrdersSlice(dst, make([]clv.Customer, 1), nil),
		"failed": clv.Horizon{Periods: 2, Length: 1}.OrdersSlice(dst, make([]clv.Customer, 2), func(now []float64, _ []clv.Customer, at float64) error {
			now[0] = at
			if at == 2 {
				return failed
			}
			return nil
		}),
	} {
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if dst[0] != -7 || dst[1] != -7 {
		t.Errorf("the column is filled with %v", dst)
	}
}

// What a model returns that is not a number of orders, or an error.
func TestHorizonOfABadModel(t *testing.T) {
	inf := math.Inf(1)
	for _, timing := range []clv.Timing{clv.PeriodEnd, clv.PeriodStart, clv.Continuous} {
		for _, rate := range []float64{0, 0.1} {
			h := clv.Horizon{Periods: 2, Length: 1, Rate: rate, Timing: timing}
			constant := func(v float64) func(float64) (float64, error) {
				return func(float64) (float64, error) { return v, nil }
			}
			for _, v := range []float64{math.NaN(), inf, -inf} {
				_, err := h.Orders(constant(v))
				if !errors.Is(err, kpi.ErrRange) || !strings.HasPrefix(err.Error(), "clv: expected orders ") || !strings.HasSuffix(err.Error(), " outside 0..infinity (excluded)") {
					t.Errorf("%v, rate %v, orders %v: %v", timing, rate, v, err)
				}
				if value := fmt.Sprintf(" %v ", v); timing == clv.Continuous && rate == 0 && !strings.Contains(err.Error(), value) {
					t.Errorf("orders %v: %v", v, err)
				}
				want := fmt.Sprintf("clv: spend %v outside -infinity (excluded)..infinity (excluded)", v)
				if _, err := h.Value(v, constant(1)); !errors.Is(err, kpi.ErrRange) || err.Error() != want {
					t.Errorf("%v: %v, want %s", timing, err, want)
				}
			}
			for _, spend := range []float64{1e308, -1e308} {
				v, err := h.Value(spend, func(t float64) (float64, error) { return 100 * t, nil })
				if !errors.Is(err, kpi.ErrOverflow) || v != 0 || !strings.HasPrefix(err.Error(), "clv: value of ") {
					t.Errorf("%v, spend %v: %v, %v", timing, spend, v, err)
				}
			}
			// The first error is the one that is told, wherever it comes.
			for from := range 3 {
				calls := 0
				fails := func(float64) (float64, error) {
					if calls++; calls > from {
						return 0, fmt.Errorf("call %d", calls)
					}
					return 1, nil
				}
				want := fmt.Sprintf("call %d", from+1)
				_, err := h.Orders(fails)
				if enough := from == 0 || timing != clv.Continuous && from < 2 || timing == clv.Continuous && rate > 0; enough != (err != nil) || err != nil && err.Error() != want {
					t.Errorf("%v, rate %v, from call %d: %v", timing, rate, from+1, err)
				}
				calls = 0
				if _, errValue := h.Value(3, fails); fmt.Sprint(errValue) != fmt.Sprint(err) {
					t.Errorf("%v: value %v, orders %v", timing, errValue, err)
				}
			}
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
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if got := clv.Forecast(v).Decimal(1).StringFixed(1); got != "0.0" {
			t.Error(got)
		}
	}
}
