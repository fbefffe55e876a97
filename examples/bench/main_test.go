package main

import (
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var everything = regexp.MustCompile("")

// Both sides of every task give the same numbers; run fails otherwise.
func TestAnswersAreEqual(t *testing.T) {
	var b strings.Builder
	if err := run(t.Context(), &b, options{rows: 1e5, rounds: 1, only: everything}); err != nil {
		t.Fatal(err)
	}
	t.Log(b.String())
	duck, _ := duckTasks(t.Context(), &events{}) // none without cgo
	for _, against := range []string{"DuckDB, 1 thread", "DuckDB, 2 threads", "1 goroutine", "loop", "shopspring", "govader", "lifetimes"} {
		if len(duck) == 0 && strings.HasPrefix(against, "Duck") {
			continue
		}
		if !strings.Contains(b.String(), "  "+against) {
			t.Errorf("nothing against %s", against)
		}
	}
}

// Above 32,768 customers the library keeps and divides them in another way.
func TestAnswersOfManyCustomersAreEqual(t *testing.T) {
	if err := run(t.Context(), new(strings.Builder), options{rows: 4e5, rounds: 1, only: regexp.MustCompile("DuckDB|goroutine")}); err != nil {
		t.Fatal(err)
	}
}

// A way that is wrong is found: the answer is compared, not only the time.
func TestADifferenceIsAnError(t *testing.T) {
	numbers := func(all ...float64) way { return func() ([]float64, error) { return all, nil } }
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		task task
		want string
	}{
		"another number": {task{ours: numbers(1, 2), theirs: numbers(1, 3)}, "number 1 is 2, not 3"},
		"fewer":          {task{ours: numbers(1), theirs: numbers(1, 3)}, "1 numbers, not 2"},
		"nothing":        {task{ours: numbers(0), theirs: numbers(0)}, "an answer of nothing"},
		"too far":        {task{ours: numbers(1.5), theirs: numbers(1), within: 0.4}, "number 0 is 1.5, not 1"},
		"near":           {task{ours: numbers(1.5), theirs: numbers(1), within: 0.6}, ""},
		"ours fails":     {task{ours: func() ([]float64, error) { return nil, broken }, theirs: numbers(1)}, "broken"},
		"theirs fails":   {task{ours: numbers(1), theirs: func() ([]float64, error) { return nil, broken }}, "broken"},
		"no beginning":   {task{before: func() error { return broken }, ours: numbers(1), theirs: numbers(1)}, "broken"},
		"elsewhere":      {task{ours: numbers(1), measured: time.Second}, ""},
	} {
		_, err := c.task.run(2)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// An event that one side lacks makes the answers of all tasks of events differ.
func TestAnEventLessIsSeen(t *testing.T) {
	e := simulate(1, 1000, 100)
	less := simulate(1, 1000, 100)
	less.ids, less.at, less.steps, less.scores, less.cents = less.ids[:999], less.at[:999], less.steps[:999], less.scores[:999], less.cents[:999]
	less.names = less.names[:999]
	of := func(e *events) []task { return append(goroutineTasks(e), floorTasks(e)...) }
	all, short := of(e), of(less)
	for i, t2 := range all {
		if strings.HasPrefix(t2.name, "monthly") || strings.HasPrefix(t2.name, "funnel") {
			continue // the last event may change neither
		}
		t2.theirs = short[i].theirs
		if _, err := t2.run(1); err == nil && !strings.Contains(t2.name, "decimals") { // of the first tenth
			t.Errorf("%s against %s: an event less is not seen", t2.name, t2.against)
		}
	}
}

func TestLines(t *testing.T) {
	took := times{
		ours:   []time.Duration{time.Millisecond, 3 * time.Millisecond, 2 * time.Millisecond},
		theirs: []time.Duration{2 * time.Millisecond, 4 * time.Millisecond, 8 * time.Millisecond},
	}
	both := task{name: "funnel of 3 steps, columns", against: "DuckDB, 1 thread", theirs: func() ([]float64, error) { return nil, nil }}
	var b strings.Builder
	took.line(&b, &both) // ratios .5, .75, .25
	if got := strings.Fields(b.String()); !slices.Equal(got[len(got)-6:], []string{"1.0", "2.0", "0.50", "(0.25", "to", "0.75)"}) {
		t.Errorf("%q", got)
	}
	b.Reset()
	took.benchstat(&b, &both)
	if first, _, _ := strings.Cut(b.String(), "\n"); !regexp.MustCompile(`^BenchmarkTask/funnel_of_3_steps_columns/than=DuckDB_1_thread/by=kpi-\d+ 1 1000000 ns/op$`).MatchString(first) || strings.Count(b.String(), "by=other") != 3 {
		t.Errorf("%s", b.String())
	}
	b.Reset()
	both.theirs = nil
	took.line(&b, &both)
	took.benchstat(&b, &both)
	if !strings.Contains(b.String(), "measured elsewhere") || strings.Contains(b.String(), "by=other") {
		t.Errorf("%s", b.String())
	}
}

func TestOneSeedGivesOneLog(t *testing.T) {
	a, b := simulate(7, 100, 10), simulate(7, 100, 10)
	for i := range a.ids {
		if a.ids[i] != b.ids[i] || a.names[i] != b.names[i] || !a.at[i].Equal(b.at[i]) || a.steps[i] != b.steps[i] || a.scores[i] != b.scores[i] || a.cents[i] != b.cents[i] {
			t.Fatalf("event %d differs", i)
		}
	}
	if !a.at[99].Before(end) || a.at[0].Before(begin) {
		t.Errorf("events from %v to %v", a.at[0], a.at[99])
	}
	if !slices.Equal(sentences(7, 100), sentences(7, 100)) {
		t.Error("sentences differ")
	}
}

func TestOptionsOutside(t *testing.T) {
	for _, o := range []options{{rows: 9, rounds: 1}, {rows: 10}} {
		if err := run(t.Context(), new(strings.Builder), o); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
}

// Each row of the README's table of speed is a task.
func TestReadmeNamesTasks(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	all, done, err := tasks(t.Context(), simulate(1, 10_000, 1000))
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	if duck, _ := duckTasks(t.Context(), &events{}); len(duck) == 0 {
		t.Skip("without DuckDB")
	}
	_, table, _ := strings.Cut(string(text), "\n## Measured against\n")
	table, _, _ = strings.Cut(table, "\n## ")
	rows := regexp.MustCompile(`(?m)^\| ([^|]+) \| ([^|]+) \| (0\.\d+|\d\.\d+) \|`).FindAllStringSubmatch(table, -1)
	if len(rows) < 15 {
		t.Fatalf("only %d rows of ratios found: the search is broken", len(rows))
	}
	for _, row := range rows {
		name, against := row[1], strings.Trim(row[2], "`")
		if !slices.ContainsFunc(all, func(t task) bool { return t.name == name && t.against == against }) {
			t.Errorf("README.md: there is no task %q against %q", name, against)
		}
	}
}
