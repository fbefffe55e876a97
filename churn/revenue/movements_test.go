package revenue_test

import (
	"errors"
	"math"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn/revenue"
	"github.com/customerkpi/kpi/internal/oracle"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func second[T any](_ T, err error) error { return err }

func money(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// of is a movement of a whole amount.
func of(amount int64, customers uint64) revenue.Movement {
	return must(revenue.Of(decimal.New(amount, 0), customers))
}

// The worked example of the research: 100,000 at the start of 1,000 customers,
// of whom 50 leave; 200 are won, among them those who come back.
func example() revenue.Movements {
	return revenue.Movements{
		Start: of(100_000, 1000), New: of(20_000, 190), Expansion: of(8000, 60),
		Reactivation: of(1000, 10), Contraction: of(3000, 40), Churn: of(5000, 50),
	}
}

func TestTheWorkedExample(t *testing.T) {
	m := example()
	end, err := m.End()
	if err != nil || end.Amount.String() != "121000" || end.Customers != 1150 {
		t.Errorf("end %v, %v", end, err)
	}
	for name, tc := range map[string]struct {
		ratio kpi.Ratio
		err   error
		want  string
	}{
		"gross churn":                   pack(m.GrossChurn())("0.08"),
		"net churn":                     pack(m.NetChurn())("-0.01"),
		"GRR":                           pack(m.GrossRetention())("0.92"),
		"NRR":                           pack(m.NetRetention())("1"),
		"NRR with reactivation":         pack(m.NetRetentionWithReactivation())("1.01"),
		"growth":                        pack(m.Growth())("0.21"),
		"quick ratio":                   pack(m.QuickRatio())("3.5"),
		"quick ratio with reactivation": pack(m.QuickRatioWithReactivation())("3.625"),
	} {
		if tc.err != nil || tc.ratio.String() != tc.want {
			t.Errorf("%s: %v, %v, want %s", name, tc.ratio, tc.err, tc.want)
		}
	}
	if rate, err := m.CustomerChurn(); err != nil || rate.Percent(2).StringFixed(2) != "5.00" {
		t.Errorf("customer churn %v, %v", rate, err)
	}
	if arpa, err := m.PerAccount(); err != nil || arpa.Decimal(2).StringFixed(2) != "105.22" {
		t.Errorf("revenue an account %v, %v", arpa, err)
	}
	if want := "100000 + 20000 new + 8000 expansion + 1000 reactivation - 3000 contraction - 5000 churn"; m.String() != want {
		t.Errorf("%q, want %q", m, want)
	}
}

func pack(r kpi.Ratio, err error) func(want string) struct {
	ratio kpi.Ratio
	err   error
	want  string
} {
	return func(want string) struct {
		ratio kpi.Ratio
		err   error
		want  string
	} {
		return struct {
			ratio kpi.Ratio
			err   error
			want  string
		}{r, err, want}
	}
}

// The vendors' worked numbers.
func TestFiguresEqualTheVendors(t *testing.T) {
	var cases []struct {
		Metric string
		In     map[string]kpi.Value
		Out    kpi.Value
	}
	oracle.JSON(t, "saas_metrics/cases.json", &cases)
	if len(cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range cases {
		count := func(name string) uint64 { return uint64(c.In[name].Float64()) }
		m := revenue.Movements{
			Start: revenue.Movement{Amount: c.In["mrr_start"], Customers: count("start")}, New: revenue.Movement{Amount: c.In["new"]},
			Expansion: revenue.Movement{Amount: c.In["expansion"]}, Reactivation: revenue.Movement{Amount: c.In["reactivation"]},
			Contraction: revenue.Movement{Amount: c.In["contraction"]}, Churn: revenue.Movement{Amount: c.In["churn"], Customers: count("lost")},
		}
		figure := map[string]func() (kpi.Ratio, error){
			"gross_mrr_churn_rate":    m.GrossChurn,
			"net_mrr_churn_rate":      m.NetChurn,
			"quick_ratio":             m.QuickRatio,
			"net_revenue_retention":   m.NetRetention,
			"gross_revenue_retention": m.GrossRetention,
			"customer_churn_rate_at_start": func() (kpi.Ratio, error) {
				rate, err := m.CustomerChurn()
				return kpi.RatioOf(rate.Rat()), err
			},
		}[c.Metric]
		if figure == nil {
			t.Errorf("there is no %s", c.Metric)
			continue
		}
		if got, err := figure(); err != nil || got.Rat().Cmp(c.Out.Rat()) != 0 {
			t.Errorf("%s of %v: %v, %v, want %v", c.Metric, c.In, got, err, c.Out)
		}
	}
}

func TestWhatDoesNotExist(t *testing.T) {
	var none revenue.Movements
	for name, err := range map[string]error{
		"gross churn":           second(none.GrossChurn()),
		"net churn":             second(none.NetChurn()),
		"GRR":                   second(none.GrossRetention()),
		"NRR":                   second(none.NetRetention()),
		"NRR with reactivation": second(none.NetRetentionWithReactivation()),
		"growth":                second(none.Growth()),
		"customer churn":        second(none.CustomerChurn()),
		"quick ratio":           second(revenue.Movements{New: of(5, 1)}.QuickRatio()),
		"with reactivation":     second(revenue.Movements{New: of(5, 1)}.QuickRatioWithReactivation()),
		"revenue an account":    second(none.PerAccount()),
	} {
		if !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%s: %v, want ErrUndefined", name, err)
		}
	}
	tooMuch := revenue.Movements{Start: of(500, 1), Expansion: of(879, 1), Churn: of(1379, 2)}
	for name, err := range map[string]error{
		"gross churn":    second(tooMuch.GrossChurn()),
		"GRR":            second(tooMuch.GrossRetention()),
		"customer churn": second(tooMuch.CustomerChurn()),
		"end":            second(tooMuch.End()),
		"account":        second(tooMuch.PerAccount()),
		"negative":       second(revenue.Of(decimal.New(-1, 0), 1)),
		"hostile":        second(revenue.Of(decimal.New(1, 1e7), 1)),
		"no period":      second(revenue.Compounded(kpi.Ratio{}, 0)),
		"many periods":   second(revenue.Compounded(kpi.Ratio{}, 367)),
		"churn above 1":  second(revenue.Compounded(must(kpi.NewRatio(decimal.New(2, 0), decimal.New(1, 0))), 12)),
	} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v, want ErrRange", name, err)
		}
	}
}

// 3% a month: 1 - 0.97^12 = 0.306157..., and a growth of 2% a month 1.02^12 - 1 =
// 0.268242.
func TestCompounded(t *testing.T) {
	year := must(revenue.Compounded(must(kpi.NewRatio(decimal.New(3, -2), decimal.New(1, 0))), 12))
	if math.Abs(year.Float64()-(1-math.Pow(0.97, 12))) > 1e-15 {
		t.Errorf("3%% a month are %v a year", year)
	}
	growth := must(revenue.Compounded(must(kpi.NewRatio(decimal.New(-2, -2), decimal.New(1, 0))), 12))
	if growth.Decimal(6).StringFixed(6) != "-0.268242" {
		t.Errorf("2%% growth a month are %v a year", growth)
	}
}
