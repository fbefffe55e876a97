package main

import (
	"math/big"
	"strings"
	"testing"
)

// Worked out by hand. a pays 10 from January and 30 from 10 February; b pays 20 with
// two plans and gives one of 5 back in March; c pays 40 in January alone and comes back
// for 15 in March; d is new in February for 7 and stays.
//
//	          start  new  expansion  reactivation  contraction  churn  end
//	January       0   70          0             0            0      0   70
//	February     70    7         20             0            0     40   57
//	March        57    0          0            15            5      0   67
//	April        67    0          0             0            0      0   67
const subscriptions = `customer,start,end,price,segment
a,2025-01-01,2025-02-10,10,web
a,2025-02-10,,30,web
b,2025-01-05,,15,web
b,2025-01-05,2025-03-03,5,web
c,2025-01-05,2025-02-01,40,store
c,2025-03-20,,15,store
d,2025-02-20,,7,app
`

func TestRecurringRevenue(t *testing.T) {
	_, all := figures(t, "-subscriptions", write(t, "subscriptions", subscriptions), "-to", "2025-05-01", "-from", "2025-01-01")
	// The last event is of March, so that April is no period of the report.
	want := map[place]*big.Rat{
		{"mrr_start", "2025-01", ""}: rational(t, "0"), {"mrr_new", "2025-01", ""}: rational(t, "70"), {"mrr", "2025-01", ""}: rational(t, "70"),
		{"mrr_start", "2025-02", ""}: rational(t, "70"), {"mrr_new", "2025-02", ""}: rational(t, "7"), {"mrr_expansion", "2025-02", ""}: rational(t, "20"),
		{"mrr_churn", "2025-02", ""}: rational(t, "40"), {"mrr_contraction", "2025-02", ""}: rational(t, "0"), {"mrr", "2025-02", ""}: rational(t, "57"),
		{"mrr_reactivation", "2025-03", ""}: rational(t, "15"), {"mrr_contraction", "2025-03", ""}: rational(t, "5"), {"mrr", "2025-03", ""}: rational(t, "67"),
		{"gross_revenue_retention", "2025-02", ""}: rational(t, "30/70"), {"net_revenue_retention", "2025-02", ""}: rational(t, "50/70"),
		{"quick_ratio", "2025-02", ""}: rational(t, "27/40"), {"arpa", "2025-02", ""}: rational(t, "57/3"),
		{"mrr_new", "", ""}: rational(t, "77"), {"mrr_churn", "", ""}: rational(t, "40"), {"mrr", "", ""}: rational(t, "67"),
		{"mrr", "2025-02", "web"}: rational(t, "50"), {"mrr", "2025-02", "store"}: rational(t, "0"), {"mrr", "2025-03", "app"}: rational(t, "7"),
		{"mrr", "2025-01", "app"}: rational(t, "0"),
	}
	equal(t, all, want)
}

func TestPriceBelowZeroIsABadLine(t *testing.T) {
	_, stderr := runs(t, "-subscriptions", write(t, "subscriptions", subscriptions+"e,2025-01-01,,-3,web\n"))
	if want := `:9: column price: "-3": below 0`; !strings.Contains(stderr, want) {
		t.Errorf("stderr %q, want %s", stderr, want)
	}
}
