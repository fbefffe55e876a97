//go:build cgo && (amd64 || arm64)

package main

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// size returns the number of events of a test: that of the environment
// variable, or a small one.
func size(t *testing.T) int {
	text := os.Getenv("KPI_DUCKDB_EVENTS")
	if text == "" {
		return 1e5
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The library and DuckDB give the same numbers, by Add and by columns, for both
// kinds of key; run fails otherwise.
func TestAnswersAreEqual(t *testing.T) {
	n := size(t)
	var b strings.Builder
	if err := run(&b, simulate(1, n, n/10), 1); err != nil {
		t.Fatal(err)
	}
	t.Log(b.String())
	if lines := strings.Count(b.String(), "\n"); lines != 3+2*3*3 {
		t.Errorf("%d lines", lines)
	}
}

// A comparison of nothing but zeros would be none.
func TestAnswersAreNotTrivial(t *testing.T) {
	e := simulate(1, 1e5, 1e4)
	for _, task := range tasks(e, "id", e.ids) {
		for _, way := range task.ways {
			_, numbers, err := way.run()
			if err != nil {
				t.Fatal(err)
			}
			for i, n := range numbers {
				if n == 0 && task.name != "monthly cohorts" {
					t.Errorf("%s, %s: number %d is 0 of %v", task.name, way.name, i, numbers)
				}
			}
			if len(numbers) < 3 || numbers[0] < 100 {
				t.Errorf("%s, %s: %v", task.name, way.name, numbers)
			}
		}
	}
}

func TestOneSeedGivesOneLog(t *testing.T) {
	a, b := simulate(7, 100, 10), simulate(7, 100, 10)
	for i := range a.ids {
		if a.ids[i] != b.ids[i] || a.names[i] != b.names[i] || !a.at[i].Equal(b.at[i]) || a.steps[i] != b.steps[i] {
			t.Fatalf("event %d differs", i)
		}
	}
	if !a.at[99].Before(end) || a.at[0].Before(begin) {
		t.Errorf("events from %v to %v", a.at[0], a.at[99])
	}
}

// A way that is wrong is found: its answer is compared, not only its time.
func TestADifferenceIsAnError(t *testing.T) {
	ctx := t.Context()
	e := simulate(1, 1000, 100)
	db, err := load(ctx, e)
	if err != nil {
		t.Fatal(err)
	}
	defer db.close()
	wrong := tasks(e, "id", e.ids[:999])[0]
	if err := wrong.compare(ctx, &strings.Builder{}, db, e, 1); err == nil || !strings.Contains(err.Error(), "DuckDB") {
		t.Errorf("an event less gives %v", err)
	}
}
