package cohort_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention/cohort"
)

// winter is two customers of January, of whom one came back in February, and one
// of February who came back in March.
func winter(t *testing.T) *cohort.Accumulator[string] {
	return fill(t, new(cohort.Accumulator[string]),
		event{"ada", date(2026, 1, 3), both}, event{"ben", date(2026, 1, 9), both}, event{"ada", date(2026, 2, 3), both},
		event{"cy", date(2026, 2, 4), both}, event{"cy", date(2026, 3, 1), both})
}

func TestWhatIsNotYet(t *testing.T) {
	a := winter(t)
	for _, c := range []struct {
		name string
		end  time.Time
		want []string // size, and retained by age; "*" is open
	}{
		{"without an end the last month is open", time.Time{}, []string{"2026-01 2: 2 1 0*", "2026-02 1: 1 1*"}},
		{"the last instant of March", date(2026, 4, 1).Add(-1), []string{"2026-01 2: 2 1 0*", "2026-02 1: 1 1*"}},
		{"March is over", date(2026, 4, 1), []string{"2026-01 2: 2 1 0", "2026-02 1: 1 1"}},
		{"April has begun, without an event", date(2026, 4, 1).Add(1), []string{"2026-01 2: 2 1 0 0*", "2026-02 1: 1 1 0*"}},
		{"all but January is left out", date(2026, 2, 1), []string{"2026-01 2: 2"}},
		{"customers of January may still come", date(2026, 1, 20), []string{"2026-01 2: 2*"}},
		{"before the data", date(2025, 12, 31), nil},
	} {
		if diff := cmp.Diff(c.want, lines(laws.Must(a.Table(cohort.On, cohort.Query{End: c.end})))); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, diff)
		}
	}
}

// In days from a start a cell is over when it is for the last of the cohort.
func TestTheLastCustomerOfACohortCloses(t *testing.T) {
	hour := func(day, hour int) time.Time { return date(2026, 1, day).Add(time.Duration(hour) * time.Hour) }
	e := fill(t, laws.Must(cohort.NewEvents[string](kpi.Week, nil)),
		event{"ada", hour(5, 10), both}, // a Monday
		event{"ben", hour(6, 18), both},
		event{"ada", hour(7, 9), both}, // 47 hours later: age 1
	)
	for _, c := range []struct {
		name string
		end  time.Time
		want string
	}{
		// Sunday the 11th is the last day of the week, in which others may start.
		{"the week is not over", hour(11, 23), "2026-W02 2: 2* 1* 0* 0* 0* 0* 0*"},
		// Ben's age 5 ends on the 12th at 18 o'clock.
		{"their age 4 is over", hour(12, 17), "2026-W02 2: 2 1 0 0 0 0* 0* 0*"},
		{"their age 5 is over", hour(12, 18), "2026-W02 2: 2 1 0 0 0 0 0* 0*"},
	} {
		got := lines(laws.Must(e.Table(cohort.On, cohort.Query{Clock: cohort.Elapsed, End: c.end})))
		if diff := cmp.Diff([]string{c.want}, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, diff)
		}
	}
}

// An outage does not read as loss: by period, from the age that it falls on; for on
// or after at all ages before, for streak at all after.
func TestAGapIsNotLoss(t *testing.T) {
	a := winter(t) // of January 2: 2 1 0, of February 1: 1 1
	e := fill(t, new(cohort.Events[string]),
		event{"ada", date(2026, 1, 3), both}, event{"ben", date(2026, 1, 9), both}, event{"ada", date(2026, 2, 3), both},
		event{"cy", date(2026, 2, 4), both}, event{"cy", date(2026, 3, 1), both})
	february := cohort.Gap{From: date(2026, 2, 27), To: date(2026, 2, 28)}
	for _, c := range []struct {
		name      string
		criterion cohort.Criterion
		gap       cohort.Gap
		want      []string
	}{
		{"on", cohort.On, february, []string{"2026-01 2: 2 1* 0", "2026-02 1: 1* 1"}},
		{"on or after", cohort.OnOrAfter, february, []string{"2026-01 2: 2* 1* 0", "2026-02 1: 1* 1"}},
		{"streak", cohort.Streak, february, []string{"2026-01 2: 2 1* 0*", "2026-02 1: 1* 1*"}},
		{"up to the end of a month", cohort.On, cohort.Gap{From: date(2026, 1, 31), To: date(2026, 2, 1)}, []string{"2026-01 2: 2* 1 0", "2026-02 1: 1 1"}},
		{"over it", cohort.On, cohort.Gap{From: date(2026, 1, 31), To: date(2026, 2, 1).Add(1)}, []string{"2026-01 2: 2* 1* 0", "2026-02 1: 1* 1"}},
		{"before the data", cohort.On, cohort.Gap{From: date(-4000, 1, 1), To: date(2026, 1, 1)}, []string{"2026-01 2: 2 1 0", "2026-02 1: 1 1"}},
		{"after the data", cohort.On, cohort.Gap{From: date(2026, 4, 1), To: time.Unix(1<<62, 0)}, []string{"2026-01 2: 2 1 0", "2026-02 1: 1 1"}},
		{"beyond all years", cohort.On, cohort.Gap{From: date(-4000, 1, 1), To: date(-3000, 1, 1)}, []string{"2026-01 2: 2 1 0", "2026-02 1: 1 1"}},
		{"everywhere", cohort.On, cohort.Gap{From: date(-4000, 1, 1), To: date(20_000, 1, 1)}, []string{"2026-01 2: 2* 1* 0*", "2026-02 1: 1* 1*"}},
	} {
		q := cohort.Query{End: date(2026, 4, 1), Gaps: []cohort.Gap{c.gap}}
		for kind, table := range map[string]cohort.Table{"Accumulator": laws.Must(a.Table(c.criterion, q)), "Events": laws.Must(e.Table(c.criterion, q))} {
			if diff := cmp.Diff(c.want, lines(table)); diff != "" {
				t.Errorf("%s, %s: (-want +got)\n%s", kind, c.name, diff)
			}
		}
	}
	// By days: ben's first day ends on the 10th.
	q := cohort.Query{Clock: cohort.Elapsed, End: date(2026, 4, 1), Gaps: []cohort.Gap{{From: date(2026, 1, 1), To: date(2026, 1, 5)}}}
	if got := lines(laws.Must(e.Brackets(q, 0, 1, 2, 3)))[0]; got != "2026-01 2: 2* 0* 0" {
		t.Errorf("by days: %s", got)
	}
}

// What comes with the end of the data or later is left out: by Elapsed to the
// nanosecond, else by period.
func TestEventsAfterTheEndAreLeftOut(t *testing.T) {
	noon := date(2026, 1, 5).Add(12 * time.Hour)
	e := fill(t, laws.Must(cohort.NewEvents[string](kpi.Day, nil)),
		event{"ada", noon.Add(-1), both}, event{"ben", noon, both}, event{"cy", date(2026, 1, 6), both})
	for clock, want := range map[cohort.Clock]string{
		cohort.Periods: "2026-01-05 2: 2*", cohort.Dates: "2026-01-05 2: 2*", cohort.Elapsed: "2026-01-05 1: 1*", cohort.Hours: "2026-01-05 1: 1*",
	} {
		if got := lines(laws.Must(e.Table(cohort.On, cohort.Query{Clock: clock, End: noon}))); len(got) != 1 || got[0] != want {
			t.Errorf("%v: %q, want %q", clock, got, want)
		}
	}
}

func TestMinimumOfReturns(t *testing.T) {
	e := fill(t, new(cohort.Events[string]),
		event{"ada", date(2026, 1, 3), starts}, event{"ada", date(2026, 2, 3), returns}, event{"ada", date(2026, 2, 3), returns},
		event{"ben", date(2026, 1, 3), starts}, event{"ben", date(2026, 2, 3), returns}, event{"ben", date(2026, 3, 3), returns})
	for least, want := range map[uint64]string{0: "2026-01 2: 0 2 1*", 1: "2026-01 2: 0 2 1*", 2: "2026-01 2: 0 1 0*", 3: "2026-01 2: 0 0 0*"} {
		if got := lines(laws.Must(e.Table(cohort.On, cohort.Query{Min: least}))); got[0] != want {
			t.Errorf("%d returns: %q, want %q", least, got, want)
		}
	}
}

// What a customer does before the first start is not a return.
func TestReturnsBeforeTheStart(t *testing.T) {
	e := fill(t, laws.Must(cohort.NewEvents[string](kpi.Day, nil)),
		event{"ada", date(2026, 1, 1), returns}, event{"ada", date(2026, 1, 3).Add(time.Hour), starts}, event{"ada", date(2026, 1, 3), returns})
	for clock, want := range map[cohort.Clock]string{
		cohort.Periods: "2026-01-03 1: 1*", // the same day is age 0, in any order
		cohort.Dates:   "2026-01-03 1: 1*",
		cohort.Elapsed: "2026-01-03 1: 0*",
	} {
		if got := lines(laws.Must(e.Table(cohort.On, cohort.Query{Clock: clock}))); got[0] != want {
			t.Errorf("%v: %q, want %q", clock, got, want)
		}
	}
}

func TestRatesAndAverage(t *testing.T) {
	table := winter(t).Result()
	rate := laws.Must(table.Cohorts[0].Rate(1))
	if rate.String() != "50.00% (1 of 2)" {
		t.Errorf("January at age 1: %v", rate)
	}
	// Wilson at 95%, 1 of 2: center 0.5, half 1.96 sqrt(2/4 + 1.96^2/4)/(2 + 1.96^2)
	// = 1.95996 * 1.20836 / 5.84146 = 0.40547
	if ci := laws.Must(rate.Interval(0.95)); ci.Low < 0.0945 || ci.Low > 0.0946 || ci.High < 0.9054 || ci.High > 0.9055 {
		t.Errorf("interval %v", ci)
	}
	for _, c := range []struct{ row, age int }{{0, 2}, {0, 3}, {1, 1}, {0, -1}} {
		if _, err := table.Cohorts[c.row].Rate(c.age); !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("cohort %d at age %d: %v, want ErrUndefined", c.row, c.age, err)
		}
	}
	// At age 0 both cohorts are complete, at age 1 only January is.
	for age, want := range map[int]string{0: "100.00% (3 of 3)", 1: "50.00% (1 of 2)"} {
		if average := laws.Must(table.AverageRate(age)); average.String() != want {
			t.Errorf("average at age %d: %v, want %s", age, average, want)
		}
	}
	for _, age := range []int{-1, 2, 9} {
		if _, err := table.AverageRate(age); !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("average at age %d: %v, want ErrUndefined", age, err)
		}
	}
	huge := cohort.Table{Cohorts: []cohort.Cohort{
		{Size: 1<<64 - 1, Cells: []cohort.Cell{{Retained: 1}}},
		{Size: 1, Cells: []cohort.Cell{{Retained: 1}}},
	}}
	if _, err := huge.AverageRate(0); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("2^64 customers: %v, want ErrOverflow", err)
	}
}

func TestTexts(t *testing.T) {
	a := winter(t)
	table := a.Result()
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
	if err := table.WriteCSV(broken{}); !errors.Is(err, errBroken) {
		t.Errorf("a writer that fails: %v", err)
	}
	brackets := laws.Must(a.Brackets(cohort.Query{}, 0, 1, 3))
	if text := brackets.String(); !strings.HasPrefix(text, "cohort         size     0-0     1-2\n2026-01           2  100.0%       *") {
		t.Errorf("brackets\n%s", text)
	}
	brackets.Edges = brackets.Edges[:2] // a table is no less a text for what it lacks
	if text := brackets.String(); !strings.HasPrefix(text, "cohort         size     0-0       1\n2026-01") {
		t.Errorf("brackets without an edge\n%s", text)
	}
	if data, err := json.Marshal(table); err != nil ||
		!strings.HasPrefix(string(data), `{"criterion":"on","cohorts":[{"period":"2026-01","size":2,"cells":[{"retained":2},{"retained":1},{"retained":0,"open":true}]}`) {
		t.Errorf("JSON %s, %v", data, err)
	}
	e := fill(t, new(cohort.Events[string]), sample...)
	if data, err := json.Marshal(laws.Must(e.Brackets(cohort.Query{Clock: cohort.Elapsed}, 0, 30))); err != nil || !strings.HasSuffix(string(data), `"clock":"elapsed","edges":[0,30]}`) {
		t.Errorf("JSON %s, %v", data, err)
	}
	if got := cohort.Criterion(9).String() + " " + cohort.Clock(9).String() + " " + cohort.Streak.String() + " " + cohort.Hours.String(); got != "Criterion(9) Clock(9) streak hours" {
		t.Errorf("%s", got)
	}
}

var errBroken = errors.New("broken")

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestBadQueriesAreRefused(t *testing.T) {
	var a cohort.Accumulator[int]
	var e cohort.Events[int]
	for name, err := range map[string]error{
		"criterion":                        second(a.Table(3, cohort.Query{})),
		"criterion of Events":              second(e.Table(3, cohort.Query{})),
		"one edge":                         second(a.Brackets(cohort.Query{}, 0)),
		"descending":                       second(a.Brackets(cohort.Query{}, 3, 1)),
		"equal":                            second(e.Brackets(cohort.Query{}, 3, 3)),
		"negative":                         second(a.Brackets(cohort.Query{}, -1, 3)),
		"far":                              second(a.Brackets(cohort.Query{}, 0, 1e6)),
		"grain":                            second(cohort.New[int](9, nil)),
		"grain of Events":                  second(cohort.NewEvents[int](9, nil)),
		"local":                            second(cohort.New[int](kpi.Day, time.Local)),
		"clock":                            second(e.Table(cohort.On, cohort.Query{Clock: 4})),
		"clock of brackets":                second(e.Brackets(cohort.Query{Clock: 4}, 0, 1)),
		"clock of bits":                    second(a.Table(cohort.On, cohort.Query{Clock: cohort.Dates})),
		"clock of brackets ":               second(a.Brackets(cohort.Query{Clock: cohort.Dates}, 0, 1)),
		"a gap of nothing":                 second(a.Table(cohort.On, cohort.Query{Gaps: []cohort.Gap{{}}})),
		"a gap that ends before it begins": second(e.Brackets(cohort.Query{Gaps: []cohort.Gap{{From: date(2026, 1, 2), To: date(2026, 1, 1)}}}, 0, 1)),
		"minimum of bits":                  second(a.Table(cohort.On, cohort.Query{Min: 2})),
		"columns":                          a.AddSlice([]int{1}, nil),
		"a column's time":                  a.AddReturnSlice([]int{1, 2}, []time.Time{date(2026, 1, 1), date(0, 1, 1)}),
	} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v, want ErrRange", name, err)
		}
	}
	if !a.Empty() {
		t.Error("a refused column was counted in part")
	}
	for _, table := range []cohort.Table{a.Result(), e.Result(), laws.Must(e.Table(cohort.On, cohort.Query{Clock: cohort.Hours}))} {
		if len(table.Cohorts) != 0 || table.String() == "" {
			t.Errorf("of nothing: %v", table)
		}
	}
}

// A wrong date costs no more than 10,000 cells.
func TestAFarDateCostsLittleMemory(t *testing.T) {
	far := []event{{"ada", date(1, 1, 1), both}, {"ada", date(9999, 12, 31), both}}
	a := fill(t, laws.Must(cohort.New[string](kpi.Day, nil)), far...)
	e := fill(t, laws.Must(cohort.NewEvents[string](kpi.Day, nil)), far...)
	for criterion, want := range map[cohort.Criterion]uint64{cohort.On: 0, cohort.OnOrAfter: 1, cohort.Streak: 0} {
		for name, table := range map[string]cohort.Table{
			"Accumulator": laws.Must(a.Table(criterion, cohort.Query{})),
			"Events":      laws.Must(e.Table(criterion, cohort.Query{Clock: cohort.Elapsed})),
		} {
			if n := table.Ages(); n != 10_000 {
				t.Errorf("%s, %v: %d ages", name, criterion, n)
			} else if cell := table.Cohorts[0].Cells[n-1]; cell.Retained != want || cell.Open {
				t.Errorf("%s, %v: %+v at the last age, want %d", name, criterion, cell, want)
			}
		}
	}
}

// The end of the data may be any time.
func TestFarEnds(t *testing.T) {
	e := fill(t, laws.Must(cohort.NewEvents[string](kpi.Day, nil)), sample...)
	for clock := cohort.Periods; clock <= cohort.Hours; clock++ {
		for _, end := range []time.Time{date(-4000, 1, 1), date(0, 12, 31), date(1, 1, 2), date(9999, 12, 31), date(10_000, 1, 1), date(20_000, 1, 1), time.Unix(1<<62, 0), time.Unix(-1<<62, 0)} {
			table, err := e.Table(cohort.OnOrAfter, cohort.Query{Clock: clock, End: end})
			if late := end.Year() > 9000; err != nil || late != (len(table.Cohorts) > 0) {
				t.Errorf("%v to %v: %d cohorts, %v", clock, end, len(table.Cohorts), err)
			}
		}
	}
}
