package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi/examples/internal/sheet"
	"github.com/customerkpi/kpi/internal/oracle"
)

// The two real logs say why their revenue changed, and the one with segments why its
// customers came back. The parts of revenue are worked out by hand from the table: of
// CDNOW 134 customers, 176 orders and 6378.14 in May 1998, 138, 172 and 5590.87 in June.
//
//	customers: 4 × (2 f g + 2 F G + f G + F g) / 6 = 176.1
//	with f = 176/134, F = 172/138 orders per customer, g = 6378.14/176, G = 5590.87/172
func TestRealLogsSayWhy(t *testing.T) {
	got, _ := figures(t, "-orders", oracle.Path(t, "cdnow/transactions.csv"))
	want := []sheet.Why{{Key: "revenue_with_customer", Text: "Revenue with a customer fell 787.3, which may be noise: +176.1 from customers, -313.4 from orders per customer, -649.9 from the average basket (may be noise)."}}
	if diff := cmp.Diff(want, got.Why); diff != "" {
		t.Errorf("CDNOW (-want +got):\n%s", diff)
	}
	got, _ = figures(t, "-orders", oracle.Path(t, "orders_online_retail/lines.csv.gz"), "-by", "country")
	want = []sheet.Why{
		{Key: "repurchase_by_order", Text: "The repurchase rate rose 9.9 pt: +10.0 pt from higher rates, most of all for United Kingdom, -0.1 pt because customers no longer come from Israel (may be noise)."},
		{Key: "revenue_with_customer", Text: "Revenue with a customer rose 67,130, which may be noise: +123,144 from customers, +85,675 from orders per customer, -141,688 from the average basket."},
	}
	if diff := cmp.Diff(want, got.Why); diff != "" {
		t.Errorf("online retail (-want +got):\n%s", diff)
	}
}
