package cohort_test

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/oracle"
	"github.com/customerkpi/kpi/retention/cohort"
)

// rows reads a shared file of comma-separated values, without its header.
func rows(t *testing.T, name string) [][]string {
	t.Helper()
	file, err := os.Open(oracle.Path(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var in io.Reader = file
	if strings.HasSuffix(name, ".gz") {
		in = laws.Must(gzip.NewReader(file))
	}
	return laws.Must(csv.NewReader(in).ReadAll())[1:]
}

// cells returns the retained customers of a table by cohort.
func cells(t cohort.Table) map[string][]uint64 {
	out := map[string][]uint64{}
	for _, c := range t.Cohorts {
		for _, cell := range c.Cells {
			out[c.Period.String()] = append(out[c.Period.String()], cell.Retained)
		}
	}
	return out
}

// TestOnlineRetail compares with figures that Python and ClickHouse computed from
// 269,145 order lines: UCI "Online Retail", doi 10.24432/C5BW33. A purchase is a
// line with a positive quantity and price on an invoice that is not a cancellation
// (C) and no bad debt (A). The data end on 9 December 2011, so that the cells of
// that month are open.
func TestOnlineRetail(t *testing.T) {
	var want struct {
		On        map[string][]uint64 `json:"cohort_on"`
		OnOrAfter map[string][]uint64 `json:"cohort_on_or_after"`
	}
	oracle.JSON(t, "orders_online_retail/reference.json", &want)
	a, e := new(cohort.Accumulator[string]), new(cohort.Events[string])
	for _, line := range rows(t, "orders_online_retail/lines.csv.gz") {
		invoice, quantity, price, customer := line[0], line[2], line[4], line[5]
		if strings.HasPrefix(invoice, "C") || strings.HasPrefix(invoice, "A") || customer == "" ||
			laws.Must(strconv.Atoi(quantity)) <= 0 || strings.HasPrefix(price, "-") || strings.Trim(price, "0.") == "" {
			continue
		}
		purchase := event{customer, laws.Must(time.Parse(time.DateTime, line[3])), both}
		fill(t, a, purchase)
		fill(t, e, purchase)
	}
	for criterion, want := range map[cohort.Criterion]map[string][]uint64{cohort.On: want.On, cohort.OnOrAfter: want.OnOrAfter} {
		// With the end of the data, and without, when the last month is open.
		for _, q := range []cohort.Query{{}, {End: time.Date(2011, 12, 9, 12, 50, 1, 0, time.UTC)}} {
			for name, table := range map[string]cohort.Table{"Accumulator": laws.Must(a.Table(criterion, q)), "Events": laws.Must(e.Table(criterion, q))} {
				if diff := cmp.Diff(want, cells(table)); diff != "" {
					t.Errorf("%s, %v: (-want +got)\n%s", name, criterion, diff)
				}
				for _, c := range table.Cohorts {
					for age, cell := range c.Cells {
						if open := age == len(c.Cells)-1; cell.Open != open {
							t.Errorf("%s, %v of %v at age %d: open %v, want %v", name, criterion, c.Period, age, cell.Open, open)
						}
					}
				}
			}
		}
	}
}

// TestCDNOW compares with maps of the text of the dates of 2,357 customers: B.
// Hardie's sample of CDNOW, brucehardie.com/datasets. All started in the first
// quarter of 1997; the data end with June 1998.
func TestCDNOW(t *testing.T) {
	a := new(cohort.Accumulator[string])
	bought := map[string]map[int]bool{} // by customer, the months since year 0
	for _, row := range rows(t, "cdnow/transactions.csv") {
		id, day := row[0], row[1]
		fill(t, a, event{id, laws.Must(time.Parse(time.DateOnly, day)), both})
		if bought[id] == nil {
			bought[id] = map[int]bool{}
		}
		bought[id][laws.Must(strconv.Atoi(day[:4]))*12+laws.Must(strconv.Atoi(day[5:7]))-1] = true
	}
	const jan97, jul98 = 1997 * 12, 1998*12 + 6
	want := map[cohort.Criterion]map[string][]uint64{cohort.On: {}, cohort.OnOrAfter: {}, cohort.Streak: {}}
	customers := 0
	for i, name := range []string{"1997-01", "1997-02", "1997-03"} {
		for month := jan97 + i; month < jul98; month++ {
			var on, after, streak uint64
			for _, months := range bought {
				first := jan97
				for !months[first] {
					first++
				}
				if first != jan97+i {
					continue
				}
				if month == first {
					customers++
				}
				later, all := false, true
				for m := range jul98 {
					later = later || m >= month && months[m]
					all = all && (m < first || m > month || months[m])
				}
				on, after, streak = on+one(months[month]), after+one(later), streak+one(all)
			}
			for criterion, n := range map[cohort.Criterion]uint64{cohort.On: on, cohort.OnOrAfter: after, cohort.Streak: streak} {
				want[criterion][name] = append(want[criterion][name], n)
			}
		}
	}
	if customers != 2357 { // the published size
		t.Errorf("%d customers", customers)
	}
	for criterion, want := range want {
		table := laws.Must(a.Table(criterion, cohort.Query{End: date(1998, 7, 1)}))
		if diff := cmp.Diff(want, cells(table)); diff != "" {
			t.Errorf("%v: (-want +got)\n%s", criterion, diff)
		}
		for _, c := range table.Cohorts {
			if slices.ContainsFunc(c.Cells, func(cell cohort.Cell) bool { return cell.Open }) {
				t.Errorf("%v has an open cell", c)
			}
		}
	}
}

func one(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// The matrices of an analytics tool. Its weeks from Sunday are ours of the day
// after, and its window has a start: cohorts before it are left out.
func TestRecurringCohortsEqualTheCases(t *testing.T) {
	var cases []struct {
		ID, Period, Rule, Start string
		WeekStart               string `json:"week_start"`
		Events                  []struct{ User, T string }
		Matrix                  [][]uint64 `json:"expected_matrix"`
	}
	oracle.JSON(t, "funnel_cases/retention.json", &cases)
	criteria := map[string]cohort.Criterion{"on": cohort.On, "on_or_after": cohort.OnOrAfter}
	seen := 0
	for _, c := range cases {
		if c.Matrix == nil {
			continue
		}
		seen++
		later := time.Duration(0)
		if c.WeekStart == "sunday" {
			later = 24 * time.Hour
		}
		parse := func(text string) time.Time { return laws.Must(time.Parse("2006-01-02T15:04:05", text)).Add(later) }
		grain := laws.Must(kpi.ParseGrain(c.Period))
		a := laws.Must(cohort.New[string](grain, nil))
		for _, e := range c.Events {
			fill(t, a, event{e.User, parse(e.T), both})
		}
		first := kpi.PeriodOf(parse(c.Start), grain, nil)
		criterion, ok := criteria[c.Rule]
		if !ok {
			t.Fatalf("%s: criterion %q", c.ID, c.Rule)
		}
		table := laws.Must(a.Table(criterion, cohort.Query{Recurring: true, End: first.Add(len(c.Matrix)).Start()}))
		for i, want := range c.Matrix {
			got := make([]uint64, len(want)) // a period without a cohort is a row of zeros
			for _, row := range table.Cohorts {
				if row.Period != first.Add(i) {
					continue
				}
				if len(row.Cells) != len(want) {
					t.Fatalf("%s: %d cells of %v, want %d", c.ID, len(row.Cells), row.Period, len(want))
				}
				for j, cell := range row.Cells {
					if got[j] = cell.Retained; cell.Open {
						t.Errorf("%s: cell %d of %v is open", c.ID, j, row.Period)
					}
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: row %d is %v, want %v", c.ID, i, got, want)
			}
		}
	}
	if seen != 3 {
		t.Errorf("%d cases, want 3", seen)
	}
}

// The macro of another tool: on or after day k, of all customers of the year, who
// start with any event and return with one kind.
func TestOnOrAfterADayEqualsTheCase(t *testing.T) {
	var cases []struct {
		ID          string
		ReturnEvent string `json:"return_event"`
		Events      []struct{ User, T, Event string }
		Base        uint64         `json:"expected_base"`
		Users       map[int]uint64 `json:"expected_users"`
	}
	oracle.JSON(t, "funnel_cases/retention.json", &cases)
	for _, c := range cases {
		if c.ID != "dbt-on-or-after" {
			continue
		}
		e := laws.Must(cohort.NewEvents[string](kpi.Year, nil))
		for _, x := range c.Events {
			at := laws.Must(time.Parse(time.DateOnly, x.T))
			fill(t, e, event{x.User, at, starts})
			if x.Event == c.ReturnEvent {
				fill(t, e, event{x.User, at, returns})
			}
		}
		year := laws.Must(e.Table(cohort.OnOrAfter, cohort.Query{Clock: cohort.Dates})).Cohorts[0]
		if year.Size != c.Base {
			t.Errorf("%d customers, want %d", year.Size, c.Base)
		}
		for age, want := range c.Users {
			if got := year.Cells[age].Retained; got != want {
				t.Errorf("day %d: %d customers, want %d", age, got, want)
			}
		}
		return
	}
	t.Error("no case")
}
