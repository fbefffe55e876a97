package main

import (
	"math/big"
	"slices"
	"testing"

	"github.com/customerkpi/kpi/internal/oracle"
)

// Ann and Bob come in January, Cid in February. Ann spends 10 and 5 in January, 7 in March
// and gets 2 back in February; Bob 20.5 in January; Cid 30 in February and 1 in March. What
// came back to Dan, who has no order, is of no cohort.
func TestRevenueByCohort(t *testing.T) {
	d, _ := figures(t, "-refunds", "-orders", write(t, "orders", "customer,time,amount\nann,2025-01-02,10\nann,2025-01-03,5\nbob,2025-01-03,20.5\ncid,2025-02-01,30\n"+
		"ann,2025-02-05,-2\nann,2025-03-01,7\ncid,2025-03-31,1\ndan,2025-02-01,-4\n"))
	if len(d.Triangles) != 2 || d.Triangles[1].Key != "cohort_revenue" {
		t.Fatalf("%+v", d.Triangles)
	}
	want := [][]string{{"35.5", "-2", "7"}, {"30", "1"}, {"0"}}
	for i, c := range d.Triangles[1].Cohorts {
		if !slices.Equal(c.Spent, want[i]) || c.Retained != nil || c.Size != d.Triangles[0].Cohorts[i].Size {
			t.Errorf("%+v, want %v", c, want[i])
		}
	}
}

// Every order of a customer is of one cohort and age: the triangle adds up to the revenue of
// customers, which was counted apart.
func TestRevenueByCohortAddsUp(t *testing.T) {
	for _, path := range []string{"cdnow/transactions.csv", "orders_online_retail/lines.csv.gz"} {
		d, all := figures(t, "-orders", oracle.Path(t, path), "-grain", "quarter")
		sum := new(big.Rat)
		for _, c := range d.Triangles[1].Cohorts {
			for _, spent := range c.Spent {
				sum.Add(sum, rational(t, spent))
			}
		}
		if want := rational(t, all[place{"revenue_with_customer", "", ""}].Value); sum.Cmp(want) != 0 {
			t.Errorf("%s: %s, want %s", path, sum.FloatString(6), want.FloatString(6))
		}
	}
}
