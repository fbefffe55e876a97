package shop_test

import (
	"bytes"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/customerkpi/kpi/examples/internal/rows"
	"github.com/customerkpi/kpi/examples/internal/shop"
)

// world is one shop for all tests that only read it.
var world = sync.OnceValue(shop.New)

// load reads a kind of file the way the report does; no line may be bad.
func load[T any](t *testing.T, s *shop.Shop, kind string, open func(io.Reader, string, rows.Options) (*rows.Reader[T], error)) []T {
	t.Helper()
	r, err := open(bytes.NewReader(write(t, s, kind)), kind, rows.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Segmented() && kind != "mentions" {
		t.Errorf("%s: no segment", kind)
	}
	var all []T
	for row, err := range r.All() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	return all
}

func day(month time.Month, n int) time.Time { return time.Date(2025, month, n, 0, 0, 0, 0, time.UTC) }

func inYear(t time.Time) bool { return t.Year() == 2025 }

// segments fails unless the three segments, and no others, are there.
func segments[T any](t *testing.T, kind string, all []T, of func(T) string) {
	t.Helper()
	var seen []string
	for _, row := range all {
		if s := of(row); !slices.Contains(seen, s) {
			seen = append(seen, s)
		}
	}
	slices.Sort(seen)
	if !slices.Equal(seen, []string{"app", "store", "web"}) {
		t.Errorf("%s: segments %q", kind, seen)
	}
}

func TestOrdersComeFromVisitsThatReachTheLastStep(t *testing.T) {
	s := world()
	orders := load(t, s, "orders", rows.Orders)
	visits := load(t, s, "visits", rows.Visits)
	segments(t, "orders", orders, func(o rows.Order) string { return o.Segment })
	segments(t, "visits", visits, func(v rows.Visit) string { return v.Segment })

	type end struct {
		who  string
		when time.Time
	}
	ends := map[end]int{}
	entered := map[string]bool{}
	for i, v := range visits {
		if i > 0 && v.Time.Before(visits[i-1].Time) || !inYear(v.Time) {
			t.Fatalf("visit %d at %v", i, v.Time)
		}
		switch v.Step {
		case "visit":
			entered[v.Customer] = true
		case "order":
			ends[end{v.Customer, v.Time}]++
		}
		if !entered[v.Customer] {
			t.Fatalf("%s reaches %s before a visit", v.Customer, v.Step)
		}
	}

	seen := map[string]bool{}
	anonymous, returns := 0, 0
	for i, o := range orders {
		if i > 0 && o.Time.Before(orders[i-1].Time) || !inYear(o.Time) {
			t.Fatalf("order %s at %v", o.Order, o.Time)
		}
		first := !seen[o.Order]
		seen[o.Order] = true
		switch {
		case o.Quantity < 0:
			returns++
		case o.Customer == "":
			anonymous++
		case first:
			ends[end{o.Customer, o.Time}]--
		}
	}
	for e, n := range ends {
		if n != 0 {
			t.Errorf("%s at %v: %d visits too many", e.who, e.when, n)
		}
	}
	if anonymous == 0 || returns == 0 {
		t.Errorf("%d lines without customer, %d returns: nothing to exclude", anonymous, returns)
	}
}

func TestTicketsAndSurveysKeepTheOrderOfEvents(t *testing.T) {
	s := world()
	tickets := load(t, s, "tickets", rows.Tickets)
	segments(t, "tickets", tickets, func(k rows.Ticket) string { return k.Segment })
	open, unanswered := 0, 0
	for _, k := range tickets {
		switch {
		case k.FirstResponse.IsZero():
			unanswered++
		case k.FirstResponse.Before(k.Created) || !inYear(k.FirstResponse):
			t.Errorf("%s is answered at %v, created %v", k.Ticket, k.FirstResponse, k.Created)
		}
		switch {
		case k.Resolved.IsZero():
			open++
		case k.FirstResponse.IsZero() || k.Resolved.Before(k.FirstResponse) || !inYear(k.Resolved):
			t.Errorf("%s is resolved at %v, answered %v", k.Ticket, k.Resolved, k.FirstResponse)
		}
		if k.Reopened && (k.Contacts < 2 || k.Resolved.IsZero()) {
			t.Errorf("%s is reopened after %d contacts", k.Ticket, k.Contacts)
		}
	}
	if open == 0 || unanswered == 0 || open > len(tickets)/5 {
		t.Errorf("of %d tickets, %d open and %d unanswered", len(tickets), open, unanswered)
	}

	surveys := load(t, s, "surveys", rows.Surveys)
	segments(t, "surveys", surveys, func(v rows.Survey) string { return v.Segment })
	limits := map[rows.SurveyKind][2]int64{rows.NPS: {0, 10}, rows.CSAT: {1, 5}, rows.CES: {1, 7}}
	silent := 0
	for _, v := range surveys {
		if !v.Answered {
			silent++
		} else if l := limits[v.Kind]; v.Score < l[0] || v.Score > l[1] {
			t.Errorf("%s of %d", v.Kind, v.Score)
		}
	}
	if share := float64(silent) / float64(len(surveys)); share < 0.5 || share > 0.75 {
		t.Errorf("%.2f of invitations unanswered", share)
	}
}

func TestSubscriptionsOfACustomerFollowEachOther(t *testing.T) {
	all := load(t, world(), "subscriptions", rows.Subscriptions)
	segments(t, "subscriptions", all, func(s rows.Subscription) string { return s.Segment })
	last := map[string]rows.Subscription{}
	changes := 0
	for _, s := range all {
		if !s.End.IsZero() && !s.End.After(s.Start) {
			t.Errorf("%s: %v to %v", s.Customer, s.Start, s.End)
		}
		if before, ok := last[s.Customer]; ok {
			changes++
			if !before.End.Equal(s.Start) || before.Plan == s.Plan {
				t.Errorf("%s: %+v then %+v", s.Customer, before, s)
			}
		}
		last[s.Customer] = s
	}
	if changes == 0 {
		t.Error("nobody changes plan")
	}
}

func TestSpendIsEachMonths(t *testing.T) {
	all := load(t, world(), "spend", rows.Spends)
	segments(t, "spend", all, func(s rows.Spend) string { return s.Segment })
	if len(all) != 12*4 || !all[0].Time.Equal(day(1, 1)) || !all[47].Time.Equal(day(12, 1)) {
		t.Errorf("%d rows, from %v", len(all), all[0].Time)
	}
}
