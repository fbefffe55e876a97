package retention_test

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/oracle"
	"github.com/customerkpi/kpi/retention"
)

// TestOnlineRetail compares with figures that Python's Fraction and ClickHouse
// computed from 269,145 order lines: UCI "Online Retail", doi 10.24432/C5BW33.
// A purchase is a line with a positive quantity and price on an invoice that is
// no cancellation (C) and no bad debt (A).
func TestOnlineRetail(t *testing.T) {
	type month struct {
		Month       string
		Active, New uint64
		Retained    uint64 `json:"retained_from_previous"`
		Lost        uint64 `json:"lost_from_previous"`
		Reactivated uint64
	}
	var want struct {
		Customers uint64  `json:"customers_with_a_purchase"`
		Invoices  uint64  `json:"invoices_with_customer"`
		Repeat    uint64  `json:"repeat_customers"`
		TwoDays   uint64  `json:"customers_with_two_purchase_days"`
		Monthly   []month `json:"monthly"`
	}
	oracle.JSON(t, "orders_online_retail/reference.json", &want)

	byMonth := laws.Must(retention.NewActivity[string](kpi.Month, nil))
	var byDay retention.Activity[string]
	var byInvoice retention.Repurchase[string]
	invoices := set{}
	for _, line := range rows(t, "orders_online_retail/lines.csv.gz") {
		invoice, quantity, customer := line["invoice"], line["quantity"], line["customer"]
		free := strings.Trim(line["unit_price"], "0.") == ""
		if strings.HasPrefix(invoice, "C") || strings.HasPrefix(invoice, "A") || customer == "" ||
			laws.Must(strconv.Atoi(quantity)) <= 0 || strings.HasPrefix(line["unit_price"], "-") || free {
			continue
		}
		at := laws.Must(time.Parse(time.DateTime, line["time"]))
		if err := errors.Join(byMonth.Add(customer, at), byDay.Add(customer, at)); err != nil {
			t.Fatal(err)
		}
		if !invoices[invoice] {
			invoices[invoice] = true
			if err := byInvoice.Add(customer); err != nil {
				t.Fatal(err)
			}
		}
	}

	var monthly []month
	for p := range byMonth.Result().Periods() {
		monthly = append(monthly, month{p.Period.String(), p.Active, p.New, p.Retained, p.Lost, p.Reactivated})
	}
	if diff := cmp.Diff(want.Monthly, monthly); diff != "" {
		t.Errorf("by month: (-want +got)\n%s", diff)
	}
	if r := byDay.Result(); r.Customers != want.Customers || r.Repeat != want.TwoDays {
		t.Errorf("by day: %d of %d repeat, want %d of %d", r.Repeat, r.Customers, want.TwoDays, want.Customers)
	}
	orders := retention.RepurchaseResult{Customers: want.Customers, Repeat: want.Repeat, Orders: want.Invoices}
	if diff := cmp.Diff(orders, byInvoice.Result()); diff != "" {
		t.Errorf("by invoice: (-want +got)\n%s", diff)
	}
}

// TestCDNOW compares with a map of the orders and days of each of 2,357
// customers: B. Hardie's sample of CDNOW, brucehardie.com/datasets.
func TestCDNOW(t *testing.T) {
	var byDay retention.Activity[int]
	var byOrder retention.Repurchase[int]
	days, orders := map[int]set{}, map[int]uint64{}
	for _, row := range rows(t, "cdnow/transactions.csv") {
		customer := laws.Must(strconv.Atoi(row["id"]))
		if err := errors.Join(byOrder.Add(customer), byDay.Add(customer, laws.Must(time.Parse(time.DateOnly, row["date"])))); err != nil {
			t.Fatal(err)
		}
		orders[customer]++
		if days[customer] == nil {
			days[customer] = set{}
		}
		days[customer][row["date"]] = true
	}
	var wantOrders retention.RepurchaseResult
	var wantDays uint64
	for customer, n := range orders {
		wantOrders.Customers++
		wantOrders.Orders += n
		if n >= 2 {
			wantOrders.Repeat++
		}
		if days[customer].len() >= 2 {
			wantDays++
		}
	}
	if wantOrders.Customers != 2357 || wantOrders.Orders != 6919 { // the published size
		t.Errorf("read %+v", wantOrders)
	}
	if diff := cmp.Diff(wantOrders, byOrder.Result()); diff != "" {
		t.Errorf("by order: (-want +got)\n%s", diff)
	}
	if r := byDay.Result(); r.Customers != wantOrders.Customers || r.Repeat != wantDays {
		t.Errorf("by day: %d of %d repeat, want %d of %d", r.Repeat, r.Customers, wantDays, wantOrders.Customers)
	}
	if wantDays >= wantOrders.Repeat {
		t.Errorf("%d repeat customers by day, %d by order: the two do not differ", wantDays, wantOrders.Repeat)
	}
}

// rows reads a shared file of comma-separated values by the names of its header.
func rows(t *testing.T, name string) []map[string]string {
	t.Helper()
	file, err := os.Open(oracle.Path(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var in io.Reader = file
	if strings.HasSuffix(name, ".gz") {
		if in, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	records, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := make([]map[string]string, 0, len(records))
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, field := range records[0] {
			row[field] = record[i]
		}
		all = append(all, row)
	}
	return all
}
