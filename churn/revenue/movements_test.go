package revenue_test

import (
	"errors"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn/revenue"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/oracle"
)

func second[T any](_ T, err error) error { return err }

func money(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// of is a movement of a whole amount.
func of(amount int64, customers uint64) revenue.Movement {
	return laws.Must(revenue.NewMovement(decimal.New(amount, 0), customers))
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
	if rate, err := m.CustomerChurnRate(); err != nil || rate.Percent(2).StringFixed(2) != "5.00" {
		t.Errorf("customer churn %v, %v", rate, err)
	}
	if arpa, err := m.PerAccount(); err != nil || arpa.Decimal(2).StringFixed(2) != "105.22" {
		t.Errorf("revenue per account %v, %v", arpa, err)
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
				rate, err := m.CustomerChurnRate()
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
		"customer churn":        second(none.CustomerChurnRate()),
		"quick ratio":           second(revenue.Movements{New: of(5, 1)}.QuickRatio()),
		"with reactivation":     second(revenue.Movements{New: of(5, 1)}.QuickRatioWithReactivation()),
		"revenue per account":   second(none.PerAccount()),
	} {
		if !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%s: %v, want ErrUndefined", name, err)
		}
	}
	tooMuch := revenue.Movements{Start: of(500, 1), Expansion: of(879, 1), Churn: of(1379, 2)}
	for name, err := range map[string]error{
		"gross churn":    second(tooMuch.GrossChurn()),
		"GRR":            second(tooMuch.GrossRetention()),
		"customer churn": second(tooMuch.CustomerChurnRate()),
		"end":            second(tooMuch.End()),
		"account":        second(tooMuch.PerAccount()),
		"negative":       second(revenue.NewMovement(decimal.New(-1, 0), 1)),
		"hostile":        second(revenue.NewMovement(decimal.New(1, 1e7), 1)),
		"no period":      second(revenue.Compounded(kpi.Ratio{}, 0)),
		"many periods":   second(revenue.Compounded(kpi.Ratio{}, 367)),
		"churn above 1":  second(revenue.Compounded(laws.Must(kpi.NewRatio(decimal.New(2, 0), decimal.New(1, 0))), 12)),
	} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v, want ErrRange", name, err)
		}
	}
}

// 3% per month: 1 - 0.97^12 = 0.306157..., and a growth of 2% per month 1.02^12 - 1 =
// 0.268242.
func TestCompounded(t *testing.T) {
	year := laws.Must(revenue.Compounded(laws.Must(kpi.NewRatio(decimal.New(3, -2), decimal.New(1, 0))), 12))
	if math.Abs(year.Float64()-(1-math.Pow(0.97, 12))) > 1e-15 {
		t.Errorf("3%% per month is %v per year", year)
	}
	growth := laws.Must(revenue.Compounded(laws.Must(kpi.NewRatio(decimal.New(-2, -2), decimal.New(1, 0))), 12))
	if growth.Decimal(6).StringFixed(6) != "-0.268242" {
		t.Errorf("2%% growth per month is %v per year", growth)
	}
}

// Every figure at its bounds, and the texts of what is refused.
func TestBounds(t *testing.T) {
	all := revenue.Movements{Start: of(100, 4), Contraction: of(30, 1), Churn: of(70, 4)}
	if gross, err := all.GrossChurn(); err != nil || gross.String() != "1" {
		t.Errorf("gross churn of all: %v, %v", gross, err)
	}
	if rate, err := all.CustomerChurnRate(); err != nil || rate.String() != "100.00% (4 of 4)" {
		t.Errorf("customer churn of all: %v, %v", rate, err)
	}
	if end, err := all.End(); err != nil || end.Amount.String() != "0" || end.Customers != 0 {
		t.Errorf("end of nobody: %v, %v", end, err)
	}
	half := laws.Must(kpi.NewRatio(decimal.New(1, 0), decimal.New(2, 0)))
	whole := laws.Must(kpi.NewRatio(decimal.New(1, 0), decimal.New(1, 0)))
	for _, c := range []struct {
		churn   kpi.Ratio
		periods int
		want    string
	}{
		{half, 1, "1/2"}, {half, 2, "3/4"}, {whole, 1, "1"}, {whole, 366, "1"}, {kpi.Ratio{}, 366, "0"}, {kpi.Ratio{}, 1, "0"},
	} {
		if got, err := revenue.Compounded(c.churn, c.periods); err != nil || got.Rat().RatString() != c.want {
			t.Errorf("%v over %d periods: %v, %v, want %s", c.churn, c.periods, got, err, c.want)
		}
	}
	over := revenue.Movements{Start: of(100, 4), New: of(7, 1), Churn: of(90, 5), Contraction: of(20, 1)}
	many := revenue.Movements{Start: of(100, 4), New: of(7, 1), Churn: of(10, 6)}
	noStart := revenue.Movements{New: of(7, 2), Churn: of(5, 2)}
	weeks, days := laws.Must(revenue.NewBalances[int](kpi.Week, nil)), laws.Must(revenue.NewBalances[int](kpi.Day, location()))
	weekChanges, dayChanges := laws.Must(revenue.NewChanges[int](kpi.Week, nil)), laws.Must(revenue.NewChanges[int](kpi.Day, location()))
	for _, c := range []struct {
		err, want error
		text      string
	}{
		{second(over.GrossChurn()), kpi.ErrRange, "revenue: churn and contraction 110 outside 0..100"},
		{second(over.CustomerChurnRate()), kpi.ErrRange, "revenue: customers lost 5 outside 0..4"},
		{second(over.End()), kpi.ErrRange, "revenue: churn 90 outside 0..all there was"},
		{second(many.End()), kpi.ErrRange, "revenue: churn 10 outside 0..all there was"},
		{second(revenue.Movements{Start: of(1, 1), Churn: revenue.Movement{Amount: kpi.ValueOf(big.NewRat(3, 2)), Customers: 1}}.End()), kpi.ErrRange, "revenue: churn 1.5 outside 0..all there was"},
		{second(noStart.GrossChurn()), kpi.ErrUndefined, "revenue: gross churn undefined: no revenue at the start"},
		{second(noStart.CustomerChurnRate()), kpi.ErrUndefined, "revenue: customer churn rate undefined: no customer at the start"},
		{second(revenue.Compounded(half, 0)), kpi.ErrRange, "revenue: periods 0 outside 1..366"},
		{second(revenue.Compounded(half, 367)), kpi.ErrRange, "revenue: periods 367 outside 1..366"},
		{second(revenue.Compounded(laws.Must(kpi.NewRatio(decimal.New(3, 0), decimal.New(2, 0))), 2)), kpi.ErrRange, "revenue: churn 1.5 above 1"},
		{second(noStart.PerAccount()), kpi.ErrUndefined, "revenue: revenue per account undefined: no customer at the end"},
		{second(revenue.NewMovement(decimal.New(-1, 0), 1)), kpi.ErrRange, "revenue: amount -1 below 0"},
		{second(revenue.NewMovement(decimal.New(1, 65), 1)), kpi.ErrRange, "revenue: amount exponent 65 outside -64..64"},
		{second(revenue.NewBalances[int](kpi.Year+1, nil)), kpi.ErrRange, "revenue: grain 5 outside 0..4"},
		{second(revenue.NewChanges[int](kpi.Day, time.Local)), kpi.ErrRange, "revenue: out of range: location Local differs between machines, name it"},
		{weeks.Merge(days), kpi.ErrIncompatible, "revenue: incompatible calendars: week in UTC and day in Europe/Paris"},
		{weekChanges.Merge(dayChanges), kpi.ErrIncompatible, "revenue: incompatible calendars: week in UTC and day in Europe/Paris"},
	} {
		if !errors.Is(c.err, c.want) || c.err.Error() != c.text {
			t.Errorf("%v, want %s", c.err, c.text)
		}
	}
}

func TestMinorUnits(t *testing.T) {
	at := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	type adder interface {
		AddMinor(string, time.Time, int64, uint8) error
		Result() revenue.Result
	}
	for name, a := range map[string]adder{"balances": new(revenue.Balances[string]), "changes": new(revenue.Changes[string])} {
		for _, c := range []struct {
			amount int64
			digits uint8
			text   string
		}{
			{1, 65, "revenue: digits 65 outside 0..64"},
			{-1, 2, "revenue: amount -1 below 0"},
		} {
			if err := a.AddMinor("ada", at, c.amount, c.digits); !errors.Is(err, kpi.ErrRange) || err.Error() != c.text {
				t.Errorf("%s: %v, want %s", name, err, c.text)
			}
		}
		if err := a.AddMinor("ada", at.AddDate(10_000, 0, 0), 1, 2); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s of the year 12026: %v", name, err)
		}
		if r := a.Result(); r.Customers != 0 {
			t.Errorf("%s: what was refused is counted: %+v", name, r)
		}
		if err := errors.Join(a.AddMinor("ada", at, 0, 2), a.AddMinor("ben", at, 1, 64), a.AddMinor("cy", at, 1999, 2)); err != nil {
			t.Fatal(err)
		}
		want := new(big.Rat).Add(big.NewRat(1999, 100), new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(64), nil)))
		if won := a.Result().NonEmpty[0].New; won.Amount.Rat().Cmp(want) != 0 || won.Customers != 2 {
			t.Errorf("%s: %v of %d, want %v of 2", name, won.Amount, won.Customers, want)
		}
	}
}

// A sum of amounts may have more digits than one amount may: 10^150 + 10^-64.
func TestSumsOfMoreDigitsThanAnAmount(t *testing.T) {
	huge := decimal.NewFromBigInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(150), nil), 0)
	var a revenue.Balances[string]
	at := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	for _, c := range []string{"ada", "ben"} {
		if err := errors.Join(a.Add(c, at, huge), a.Add(c, at, decimal.New(1, -64)), a.Add("cy", at.AddDate(0, 1, 0), decimal.New(3, 0))); err != nil {
			t.Fatal(err)
		}
	}
	want := new(big.Rat).Add(huge.Rat(), decimal.New(1, -64).Rat())
	want.Add(want, want)
	r := a.Result()
	if won, lost := r.NonEmpty[0].New, r.NonEmpty[1].Churn; won.Amount.Rat().Cmp(want) != 0 || lost.Amount.Rat().Cmp(want) != 0 || won.Customers != 2 || lost.Customers != 2 {
		t.Errorf("won %v of %d, lost %v of %d, want %v of 2", won.Amount, won.Customers, lost.Amount, lost.Customers, want)
	}
	if end := laws.Must(r.NonEmpty[1].End()); end.Amount.String() != "6" || end.Customers != 1 {
		t.Errorf("end %v of %d", end.Amount, end.Customers)
	}
}
