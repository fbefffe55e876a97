package main

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/churn"
	"github.com/customerkpi/kpi/churn/revenue"
)

// A subscription that ends at midnight of the first of April is churn of April, and
// one that begins at midnight of the first of February is new in February.
func TestAChangeBelongsToThePeriodThatContainsIt(t *testing.T) {
	stays := write(t, "subscriptions", "customer,start,end,price\nben,2025-01-05,,30\ndan,2025-02-01,2025-04-01,10\neve,2025-05-01,,5\n")
	d, all := figures(t, "-subscriptions", stays)
	want := []string{"2025-01 ", "2025-02 0/1", "2025-03 0/2", "2025-04 1/2", "2025-05 0/1"}
	if diff := cmp.Diff(want, values(d, all, "churn", "")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	// With -from and -to the same; dan's last instant is the first of the data.
	d, all = figures(t, "-subscriptions", stays, "-from", "2025-04-01", "-to", "2025-05-01")
	if diff := cmp.Diff([]string{"2025-04 1/2"}, values(d, all, "churn", "")); diff != "" {
		t.Errorf("of April: (-want +got)\n%s", diff)
	}
}

// The churn of the report is that of package revenue for the same subscriptions,
// most of whose changes are at midnight of the first.
func TestChurnIsThatOfRevenue(t *testing.T) {
	r := rand.New(rand.NewPCG(18, 18))
	for range 2000 {
		f := churnFamily{stays: map[subscriber][]stay{}}
		var changes revenue.Changes[string]
		for _, who := range []string{"a", "b", "c"} {
			at := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
			for range r.IntN(4) {
				start := at.AddDate(0, r.IntN(3), r.IntN(2)*r.IntN(20))
				end := start.AddDate(0, r.IntN(3), r.IntN(2)*(1+r.IntN(20))).Add(time.Second)
				if r.IntN(3) > 0 {
					end = time.Date(end.Year(), end.Month()+1, 1, 0, 0, 0, 0, time.UTC)
				}
				f.join(subscriber{"", who}, stay{start, end})
				for i, c := range []revenue.Change{{Time: start, Number: 2, Amount: decimal.New(7, 0)}, {Time: end, Number: 1}} {
					if err := changes.AddChange(who, c); err != nil {
						t.Fatal(i, err)
					}
				}
				at = end
			}
		}
		for p := range changes.Result().Periods() {
			var got churn.Accumulator
			for _, stays := range f.stays {
				if presence, there := presenceIn(stays, p.Period.Start(), p.Period.End()); there {
					if err := got.Add(presence); err != nil {
						t.Fatal(err)
					}
				}
			}
			end, err := p.End()
			if err != nil {
				t.Fatal(err)
			}
			g := got.Result()
			counts := [4]uint64{g.Start(), g.Lost, g.Won, g.End()}
			want := [4]uint64{p.Start.Customers, p.Churn.Customers, p.New.Customers + p.Reactivation.Customers, end.Customers}
			if counts != want {
				t.Fatalf("%v: start, lost, won, end %v, of revenue %v, of %v", p.Period, counts, want, f.stays)
			}
		}
	}
}
