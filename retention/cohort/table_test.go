package cohort_test

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/oracle"
	"github.com/customerkpi/kpi/retention/cohort"
)

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

// The cohorts of a retailer by the month of the first purchase. The data end on
// 9 December 2011, so that the cells of that month are open.
func TestCohortsOfARetailer(t *testing.T) {
	var want struct {
		On        map[string][]uint64 `json:"cohort_on"`
		OnOrAfter map[string][]uint64 `json:"cohort_on_or_after"`
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
	var a cohort.Accumulator[string]
	for {
		// invoice, product, quantity, time, unit price, customer, country
		line, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		refund := strings.HasPrefix(line[0], "C") || strings.HasPrefix(line[0], "A")
		if refund || strings.HasPrefix(line[2], "-") || strings.Trim(line[4], "0.") == "" || strings.HasPrefix(line[4], "-") || line[5] == "" {
			continue
		}
		at, err := time.Parse(time.DateTime, line[3])
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Add(line[5], at); err != nil {
			t.Fatal(err)
		}
	}
	for rule, want := range map[cohort.Rule]map[string][]uint64{cohort.On: want.On, cohort.OnOrAfter: want.OnOrAfter} {
		// With the end of the data, and without, when the last month is open.
		for _, q := range []cohort.Query{{}, {End: time.Date(2011, 12, 9, 12, 50, 1, 0, time.UTC)}} {
			table := must(a.Table(rule, q))
			if got := cells(table); fmt.Sprint(got) != fmt.Sprint(want) || len(want) == 0 {
				t.Errorf("%v: %v, want %v", rule, got, want)
			}
			for _, c := range table.Cohorts {
				for i, cell := range c.Cells {
					if open := i == len(c.Cells)-1; cell.Open != open {
						t.Errorf("%v of %v at age %d: open %v, want %v", rule, c.Period, i, cell.Open, open)
					}
				}
			}
		}
	}
}

// The tests of an analytics tool. Its weeks from Sunday are ours of the day
// after, and its window has an end: cells beyond are cut.
func TestRecurringCohortsOfATool(t *testing.T) {
	var cases []struct {
		ID, Engine, Period, Rule, Start string
		WeekStart                       string `json:"week_start"`
		Events                          []struct{ User, T string }
		Matrix                          [][]uint64 `json:"expected_matrix"`
	}
	oracle.JSON(t, "funnel_cases/retention.json", &cases)
	seen := 0
	for _, c := range cases {
		if c.Engine != "posthog" {
			continue
		}
		seen++
		shift := time.Duration(0)
		if c.WeekStart == "sunday" {
			shift = 24 * time.Hour
		}
		grain := must(kpi.ParseGrain(c.Period))
		first := must(time.Parse("2006-01-02T15:04:05", c.Start)).Add(shift)
		start := kpi.PeriodOf(first, grain, nil)
		end := start.Add(len(c.Matrix)).Start()
		a := must(cohort.New[string](grain, nil))
		for _, e := range c.Events {
			at := must(time.Parse("2006-01-02T15:04:05", e.T)).Add(shift)
			if at.Before(start.Start()) || !at.Before(end) {
				continue
			}
			if err := a.Add(e.User, at); err != nil {
				t.Fatal(err)
			}
		}
		rule := map[string]cohort.Rule{"on": cohort.On, "on_or_after": cohort.OnOrAfter}[c.Rule]
		table := must(a.Table(rule, cohort.Query{Recurring: true, End: end}))
		for i, want := range c.Matrix {
			got := make([]uint64, len(want)) // a period without a cohort is a row of zeros
			for _, row := range table.Cohorts {
				if row.Period == start.Add(i) {
					for j, cell := range row.Cells {
						if got[j] = cell.Retained; cell.Open {
							t.Errorf("%s: cell %d of %v is open", c.ID, j, row.Period)
						}
					}
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: row %d is %v, want %v", c.ID, i, got, want)
			}
		}
	}
	if seen == 0 {
		t.Fatal("no case")
	}
}

// Cases of a start and a return in calendar periods, with days of 23 and 25
// hours. Weeks of seven days from the start are no calendar weeks; those of this
// case begin on a Wednesday.
func TestCalendarAgesEqualTheCases(t *testing.T) {
	var cases []struct {
		Name, Start, Return, Zone, Unit, Mode string
		Want                                  int `json:"expected_index"`
	}
	oracle.JSON(t, "funnel_cases2/period_cases.json", &cases)
	seen := 0
	for _, c := range cases {
		if c.Mode != "calendar" || c.Unit != "day" {
			continue
		}
		seen++
		a := must(cohort.New[int](kpi.Day, location(t, c.Zone)))
		if err := errors.Join(a.AddStart(1, must(time.Parse(time.RFC3339, c.Start))), a.AddReturn(1, must(time.Parse(time.RFC3339, c.Return)))); err != nil {
			t.Fatal(err)
		}
		for age, cell := range a.Result().Cohorts[0].Cells {
			if (cell.Retained == 1) != (age == c.Want) {
				t.Errorf("%s: %d retained at age %d, want one at %d", c.Name, cell.Retained, age, c.Want)
			}
		}
	}
	if seen == 0 {
		t.Fatal("no case")
	}
}

// Small random streams against the definitions.
func TestTablesEqualTheDefinitions(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 8))
	const days = 8
	edges := []int{0, 1, 3, 7}
	for range 3000 {
		a := must(cohort.New[string](kpi.Day, nil))
		var starts, returns [3][days]uint32
		for range random.IntN(15) {
			c, day, kind := random.IntN(3), random.IntN(days), random.IntN(3)
			if err := add(a, event{string(rune('a' + c)), time.Unix(int64(day)*86400, 0), kind}); err != nil {
				t.Fatal(err)
			}
			if kind != 2 {
				starts[c][day]++
			}
			if kind != 1 {
				returns[c][day]++
			}
		}
		q := cohort.Query{Recurring: random.IntN(2) == 0, Min: uint32(random.IntN(3)), End: time.Unix(days*86400, 0)}
		inCohort := func(c, day int) bool {
			if q.Recurring {
				return starts[c][day] > 0
			}
			for d := range day {
				if starts[c][d] > 0 {
					return false
				}
			}
			return starts[c][day] > 0
		}
		active := func(c, day int) bool { return day < days && returns[c][day] >= max(q.Min, 1) }
		anyIn := func(c, from, to int) bool {
			for d := from; d < min(to, days); d++ {
				if active(c, d) {
					return true
				}
			}
			return false
		}
		check := func(table cohort.Table, retained func(c, day, cell int) bool) {
			t.Helper()
			for _, row := range table.Cohorts {
				day := int(row.Period.Start().Unix() / 86400)
				size := uint64(0)
				for c := range 3 {
					if inCohort(c, day) {
						size++
					}
				}
				if size != row.Size {
					t.Fatalf("%v: size %d, want %d", row.Period, row.Size, size)
				}
				last := row.Size
				for cell, got := range row.Cells {
					want := uint64(0)
					for c := range 3 {
						if inCohort(c, day) && retained(c, day, cell) {
							want++
						}
					}
					if got.Retained != want || want > size {
						t.Fatalf("%v of %v, cell %d: %d, want %d of %d", table.Rule, row.Period, cell, got.Retained, want, size)
					}
					if table.Rule == cohort.OnOrAfter && got.Retained > last {
						t.Fatalf("on or after rises from %d to %d", last, got.Retained)
					}
					last = got.Retained
				}
			}
		}
		check(must(a.Table(cohort.On, q)), func(c, day, age int) bool { return active(c, day+age) })
		check(must(a.Table(cohort.OnOrAfter, q)), func(c, day, age int) bool { return anyIn(c, day+age, days) })
		check(must(a.Table(cohort.Streak, q)), func(c, day, age int) bool {
			for d := range age + 1 {
				if !active(c, day+d) {
					return false
				}
			}
			return true
		})
		check(must(a.Brackets(q, edges...)), func(c, day, i int) bool { return anyIn(c, day+edges[i], day+edges[i+1]) })
	}
}

// A cohort of the same event has all its customers at age 0.
func TestAgeZeroOfOneEventIsTheCohort(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	var a cohort.Accumulator[int]
	for range 500 {
		if err := a.Add(random.IntN(40), time.Unix(random.Int64N(4e7), 0)); err != nil {
			t.Fatal(err)
		}
	}
	for _, q := range []cohort.Query{{}, {Recurring: true}} {
		for _, c := range must(a.Table(cohort.On, q)).Cohorts {
			if c.Cells[0].Retained != c.Size {
				t.Errorf("%v: %d of %d at age 0", c.Period, c.Cells[0].Retained, c.Size)
			}
		}
	}
}

func TestWhatIsNotYet(t *testing.T) {
	var a cohort.Accumulator[string]
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	for _, e := range []event{{"ada", day(1, 3), 0}, {"ben", day(1, 9), 0}, {"ada", day(2, 3), 0}, {"cy", day(2, 4), 0}, {"cy", day(3, 1), 0}} {
		if err := add(&a, e); err != nil {
			t.Fatal(err)
		}
	}
	table := a.Result()
	// January: 2, of whom one came in February; March is open. February: 1.
	if rate := must(table.Cohorts[0].Rate(1)); rate.String() != "50.00% (1 of 2)" {
		t.Errorf("January at age 1: %v", rate)
	}
	for _, c := range []struct{ row, age int }{{0, 2}, {0, 3}, {1, 1}, {0, -1}} {
		if _, err := table.Cohorts[c.row].Rate(c.age); !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("cohort %d at age %d: %v, want ErrUndefined", c.row, c.age, err)
		}
	}
	// At age 1 only January is complete; at age 0 both: 3 of 3.
	if average := must(table.Average(1)); average.Total() != 2 || average.Count() != 1 {
		t.Errorf("average at age 1: %v", average)
	}
	if _, err := table.Average(2); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("average at age 2: %v, want ErrUndefined", err)
	}
	// A month later March is over, and April has begun without an event.
	later := must(a.Table(cohort.On, cohort.Query{End: day(4, 10)}))
	if rate := must(later.Cohorts[1].Rate(1)); rate.String() != "100.00% (1 of 1)" || len(later.Cohorts[0].Cells) != 4 || !later.Cohorts[0].Cells[3].Open {
		t.Errorf("in April: %v, %+v", rate, later.Cohorts[0])
	}
	want := "" +
		"cohort         size       0       1       2\n" +
		"2026-01           2  100.0%   50.0%       *\n" +
		"2026-02           1  100.0%       *\n" +
		"average           3  100.0%   50.0%"
	if table.String() != want {
		t.Errorf("got\n%s\nwant\n%s", table, want)
	}
	var csv strings.Builder
	if err := table.WriteCSV(&csv); err != nil || csv.String() != "cohort,size,0,1,2\n2026-01,2,2,1,0*\n2026-02,1,1,1*,\n" {
		t.Errorf("CSV %q, %v", csv.String(), err)
	}
	brackets := must(a.Brackets(cohort.Query{}, 0, 1, 3))
	if text := brackets.String(); !strings.HasPrefix(text, "cohort         size     0-0     1-2\n2026-01           2  100.0%       *") {
		t.Errorf("brackets\n%s", text)
	}
	if data, err := json.Marshal(table); err != nil || !strings.Contains(string(data), `{"rule":"on","cohorts":[{"period":"2026-01","size":2,"cells":[{"retained":2},{"retained":1},{"retained":0,"open":true}]}`) {
		t.Errorf("JSON %s, %v", data, err)
	}
}

func TestBadQueriesAreRefused(t *testing.T) {
	var a cohort.Accumulator[int]
	for name, err := range map[string]error{
		"rule":       second(a.Table(3, cohort.Query{})),
		"one edge":   second(a.Brackets(cohort.Query{}, 0)),
		"descending": second(a.Brackets(cohort.Query{}, 3, 1)),
		"equal":      second(a.Brackets(cohort.Query{}, 3, 3)),
		"negative":   second(a.Brackets(cohort.Query{}, -1, 3)),
		"far":        second(a.Brackets(cohort.Query{}, 0, 1e6)),
		"grain":      second(cohort.New[int](9, nil)),
		"local":      second(cohort.New[int](kpi.Day, time.Local)),
	} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v, want ErrRange", name, err)
		}
	}
	if table := a.Result(); len(table.Cohorts) != 0 || table.String() == "" {
		t.Errorf("of nothing: %v", table)
	}
	// A wrong date costs no more than maxAges cells.
	days := must(cohort.New[int](kpi.Day, nil))
	if err := errors.Join(days.Add(1, time.Unix(0, 0)), days.Add(1, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))); err != nil {
		t.Fatal(err)
	}
	if n := must(days.Table(cohort.OnOrAfter, cohort.Query{})).Ages(); n != 10_000 {
		t.Errorf("%d ages", n)
	}
}

func second[T any](_ T, err error) error { return err }
