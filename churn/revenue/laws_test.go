package revenue_test

import (
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn/revenue"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestMain(m *testing.M) { laws.Main(m) }

// payment is what a customer pays at, or from, a time.
type payment struct {
	customer string
	at       time.Time
	amount   decimal.Decimal
	number   int64 // of a change
}

func change(a *revenue.Changes[string], p payment) error {
	return a.AddChange(p.customer, revenue.Change{Time: p.at, Number: p.number, Amount: p.amount})
}

func payments() *rapid.Generator[payment] {
	return rapid.Custom(func(t *rapid.T) payment {
		return payment{
			customer: rapid.SampledFrom([]string{"", "ada", "ben", "cy", "dee"}).Draw(t, "customer"),
			at:       time.Unix(rapid.Int64Range(-2e7, 2e7).Draw(t, "at"), rapid.Int64Range(0, 2).Draw(t, "nanoseconds")),
			amount:   decimal.New(rapid.Int64Range(0, 40).Draw(t, "amount"), rapid.Int32Range(-2, 1).Draw(t, "exponent")),
			number:   rapid.SampledFrom([]int64{0, 0, 1, 2, -1, math.MinInt64, math.MaxInt64}).Draw(t, "number"),
		}
	})
}

func refused() []payment {
	now := time.Unix(0, 0)
	return []payment{
		{"ada", now, decimal.New(-1, 0), 0},
		{"ada", now, decimal.New(1, 1e7), 1},
		{"ada", now, decimal.New(1, -1e7), 0},
		{"ada", time.Date(10_000, 1, 2, 0, 0, 0, 0, time.UTC), decimal.New(1, 0), 0},
		{"ada", time.Date(-1, 1, 2, 0, 0, 0, 0, time.UTC), decimal.New(1, 0), 0},
	}
}

func sample() []payment {
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	return []payment{
		{"ada", day(1, 3), decimal.New(10, 0), 0},
		{"ben", day(1, 5), decimal.New(255, -1), 0},
		{"ada", day(2, 3), decimal.New(20, 0), 0},
		{"ben", day(3, 5), decimal.Decimal{}, 2},
	}
}

func location() *time.Location {
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return loc
}

func customersOfPayment() *laws.Customers[payment] {
	return &laws.Customers[payment]{
		Of: func(in payment) string { return in.customer },
		As: func(in payment, customer string) payment { in.customer = customer; return in },
	}
}

func TestBalancesLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*revenue.Balances[string], payment]{
		Configs: []func() *revenue.Balances[string]{
			func() *revenue.Balances[string] { return laws.Must(revenue.NewBalances[string](kpi.Week, location())) },
			func() *revenue.Balances[string] { return laws.Must(revenue.NewBalances[string](kpi.Day, nil)) },
		},
		Inputs:    payments(),
		Customers: customersOfPayment(),
		Many: func(i int) payment {
			return payment{strconv.Itoa(laws.ManyKeys(i)), time.Unix(int64(i)*600, 0), decimal.New(int64(i%50), 0), int64(i)}
		},
		Add:     func(a *revenue.Balances[string], p payment) error { return a.Add(p.customer, p.at, p.amount) },
		Result:  func(a *revenue.Balances[string]) any { return a.Result() },
		Refused: refused(),
		Sample:  sample(),
	})
}

func TestChangesLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*revenue.Changes[string], payment]{
		Configs: []func() *revenue.Changes[string]{
			func() *revenue.Changes[string] { return laws.Must(revenue.NewChanges[string](kpi.Week, location())) },
			func() *revenue.Changes[string] { return laws.Must(revenue.NewChanges[string](kpi.Day, nil)) },
		},
		Inputs:    payments(),
		Customers: customersOfPayment(),
		Many: func(i int) payment {
			return payment{strconv.Itoa(laws.ManyKeys(i)), time.Unix(int64(i)*600, 0), decimal.New(int64(i%50), 0), int64(i)}
		},
		Add:     change,
		Result:  func(a *revenue.Changes[string]) any { return []revenue.Result{a.Result(), a.EachChange()} },
		Refused: refused(),
		Sample:  sample(),
	})
}

func FuzzBalances(f *testing.F) {
	var a revenue.Balances[string]
	for _, p := range sample() {
		laws.Must(0, a.Add(p.customer, p.at, p.amount))
	}
	laws.Fuzz(f, nil, &a)
}

func FuzzChanges(f *testing.F) {
	var a revenue.Changes[string]
	for _, p := range sample() {
		laws.Must(0, change(&a, p))
	}
	laws.Fuzz(f, nil, &a)
}
