package retention_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"math"
	"math/big"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/oracle"
	"github.com/customerkpi/kpi/retention"
)

// purchase is an order of a customer.
type purchase struct {
	customer string
	at       time.Time
}

func customersOfPurchase() *laws.Customers[purchase] {
	return &laws.Customers[purchase]{
		Of: func(in purchase) string { return in.customer },
		As: func(in purchase, customer string) purchase { in.customer = customer; return in },
	}
}

func TestPurchasesLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*retention.Purchases[string], purchase]{
		Inputs: rapid.Custom(func(t *rapid.T) purchase {
			return purchase{
				rapid.SampledFrom([]string{"", "ada", "ben"}).Draw(t, "customer"),
				time.Unix(rapid.Int64Range(-3, 3).Draw(t, "at")*86400, rapid.Int64Range(0, 2).Draw(t, "nanoseconds")),
			}
		}),
		Customers: customersOfPurchase(),
		Many:      func(i int) purchase { return purchase{strconv.Itoa(laws.ManyKeys(i)), date(2026, 1, 1+i%60)} },
		Add:       func(p *retention.Purchases[string], in purchase) error { return p.Add(in.customer, in.at) },
		Result:    func(p *retention.Purchases[string]) any { return p.Result() },
		Refused: []purchase{
			{"ada", time.Date(10_000, 1, 2, 0, 0, 0, 0, time.UTC)},
			{"ada", time.Date(0, 1, 2, 0, 0, 0, 0, time.UTC)},
		},
		Sample: []purchase{{"ada", time.Unix(86400, 5)}, {"ben", time.Unix(-86400, 0)}, {"ada", time.Unix(0, 0)}, {"ada", time.Unix(0, 0)}},
	})
}

// Ada buys on days 0, 10 and 40, Ben on day 5 and Cy on days 20 and 21: the times
// are 10, 30 and 1 days, mean 41/3.
func TestTimeBetweenPurchases(t *testing.T) {
	var p retention.Purchases[string]
	day := func(n int) time.Time { return time.Unix(int64(n)*86400, 0) }
	for _, o := range []purchase{{"ada", day(40)}, {"cy", day(20)}, {"ada", day(0)}, {"ben", day(5)}, {"ada", day(10)}, {"cy", day(21)}} {
		if err := p.Add(o.customer, o.at); err != nil {
			t.Fatal(err)
		}
	}
	r := p.Result()
	mean := laws.Must(r.Mean())
	if mean.Rat().Cmp(big.NewRat(41*86400, 3)) != 0 || mean.N() != 3 || r.String() != "13.7 days between purchases (6 orders, 3 customers)" {
		t.Errorf("%v: %v of %d", r, mean, mean.N())
	}
	if median := laws.Must(r.Percentile(0.5)); math.Abs(median.Hours()-240) > 240.0/128 {
		t.Errorf("median %v, want 240h", median)
	}
	for _, tc := range []struct {
		days, end int
		want      string
	}{
		{10, 60, "66.67% (2 of 3)"}, // Ada and Cy, not Ben
		{9, 60, "33.33% (1 of 3)"},  // Ada's second order is a day late
		{10, 29, "50.00% (1 of 2)"}, // Cy is too young: day 20 + 10
		{10, 30, "66.67% (2 of 3)"},
		{0, 60, "0.00% (0 of 3)"},
	} {
		if rate := laws.Must(p.RepurchaseRate(time.Duration(tc.days)*24*time.Hour, day(tc.end))); rate.String() != tc.want {
			t.Errorf("within %d days by day %d: %v, want %s", tc.days, tc.end, rate, tc.want)
		}
	}
	var none retention.Purchases[int]
	if err := none.Add(1, day(0)); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"mean":       second(none.Result().Mean()),
		"percentile": second(none.Result().Percentile(0.5)),
		"too young":  second(none.RepurchaseRate(time.Hour, day(0))),
	} {
		if !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%s: %v, want ErrUndefined", name, err)
		}
	}
	for name, err := range map[string]error{
		"negative": second(p.RepurchaseRate(-1, day(1))), "p": second(r.Percentile(2)),
		"columns": p.AddSlice([]string{"ada"}, nil), "year 0": p.AddSlice([]string{"ada", "ada"}, []time.Time{day(1), date(0, 1, 1)}),
	} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v, want ErrRange", name, err)
		}
	}
	// Nine thousand years between two orders.
	if err := errors.Join(none.Add(1, time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)), none.Add(2, day(0))); err != nil {
		t.Fatal(err)
	}
	want := time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	if mean := laws.Must(none.Result().Mean()); mean.Rat().Cmp(big.NewRat(want, 1)) != 0 {
		t.Errorf("mean %v seconds, want %d", mean, want)
	}
}

// The orders of a music shop against plain maps and slices.
func TestPurchasesOfAShop(t *testing.T) {
	file, err := os.Open(oracle.Path(t, "cdnow/transactions.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := laws.Must(csv.NewReader(file).ReadAll())[1:] // id, date, cds, value
	var p, column retention.Purchases[string]
	orders := map[string][]time.Time{}
	var customerColumn []string
	var timeColumn []time.Time
	for _, line := range lines {
		at := laws.Must(time.Parse(time.DateOnly, line[1]))
		orders[line[0]] = append(orders[line[0]], at)
		customerColumn, timeColumn = append(customerColumn, line[0]), append(timeColumn, at)
		if err := p.Add(line[0], at); err != nil {
			t.Fatal(err)
		}
	}
	if err := column.AddSlice(customerColumn, timeColumn); err != nil || !bytes.Equal(laws.Must(column.MarshalBinary()), laws.Must(p.MarshalBinary())) {
		t.Errorf("a column differs from its orders: %v", err)
	}
	sum, gaps := 0.0, 0
	within, customers := uint64(0), uint64(0)
	end := time.Date(1998, 6, 30, 0, 0, 0, 0, time.UTC)
	for _, at := range orders {
		slices.SortFunc(at, time.Time.Compare)
		sum += at[len(at)-1].Sub(at[0]).Seconds()
		gaps += len(at) - 1
		if due := at[0].Add(90 * 24 * time.Hour); !due.After(end) {
			customers++
			if len(at) > 1 && !at[1].After(due) {
				within++
			}
		}
	}
	r := p.Result()
	if mean := laws.Must(r.Mean()); mean.Float64() != sum/float64(gaps) || mean.N() != uint64(gaps) || gaps == 0 {
		t.Errorf("mean %v of %d, want %v of %d", mean, mean.N(), sum/float64(gaps), gaps)
	}
	if rate := laws.Must(p.RepurchaseRate(90*24*time.Hour, end)); rate.Count() != within || rate.Total() != customers {
		t.Errorf("within 90 days %v, want %d of %d", rate, within, customers)
	}
}
