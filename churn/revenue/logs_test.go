package revenue_test

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn/revenue"
	"github.com/customerkpi/kpi/internal/oracle"
)

// The purchases of a retailer, with what a customer spends in a month as the
// recurring amount. The customers who move are in the reference; what moves adds
// up to the revenue of purchases with a customer.
func TestMovementsOfARetailer(t *testing.T) {
	var want struct {
		Revenue kpi.Value `json:"revenue_with_customer"`
		Monthly []struct {
			Month       string
			Active, New uint64
			Retained    uint64 `json:"retained_from_previous"`
			Lost        uint64 `json:"lost_from_previous"`
			Reactivated uint64
		}
	}
	oracle.JSON(t, "orders_online_retail/reference.json", &want)
	file, err := os.Open(oracle.Path(t, "orders_online_retail/lines.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := csv.NewReader(unzipped)
	if _, err := lines.Read(); err != nil { // the header
		t.Fatal(err)
	}
	var balances revenue.Balances[string]
	for {
		// invoice, product, quantity, time, unit price, customer, country
		line, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		quantity, price := rational(t, line[2]), rational(t, line[4])
		if strings.HasPrefix(line[0], "C") || strings.HasPrefix(line[0], "A") || quantity.Sign() <= 0 || price.Sign() <= 0 || line[5] == "" {
			continue
		}
		at, err := time.Parse(time.DateTime, line[3])
		if err != nil {
			t.Fatal(err)
		}
		thousandths := price.Mul(price, quantity).Mul(price, big.NewRat(1000, 1)) // prices have three decimals at most
		if err := balances.Add(line[5], at, decimal.NewFromBigInt(thousandths.Num(), -3)); err != nil {
			t.Fatal(err)
		}
	}
	sum, i := new(big.Rat), 0
	for p := range balances.Result().Periods() {
		w := want.Monthly[i]
		end, err := p.End()
		if err != nil || p.Period.String() != w.Month || end.Customers != w.Active || p.New.Customers != w.New ||
			p.Churn.Customers != w.Lost || p.Reactivation.Customers != w.Reactivated || p.Start.Customers-p.Churn.Customers != w.Retained {
			t.Errorf("%v: %v, %v, want %+v", p.Period, p, err, w)
		}
		sum.Add(sum, end.Amount.Rat())
		i++
	}
	if i != len(want.Monthly) || sum.Cmp(want.Revenue.Rat()) != 0 {
		t.Errorf("%d months of %v, want %d of %v", i, sum, len(want.Monthly), want.Revenue)
	}
}

func rational(t *testing.T, s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is not a number", s)
	}
	return r
}
