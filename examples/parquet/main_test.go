package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/nps"
	"github.com/customerkpi/kpi/retention"
)

// The figures of the columns are those of the rows that were written, one by one, with
// the texts as keys.
func TestColumnsAreTheRows(t *testing.T) {
	const rows = 30_000
	path := filepath.Join(t.TempDir(), "events.parquet")
	if err := write(path, rows); err != nil {
		t.Fatal(err)
	}
	got, err := compute(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	var scores nps.Accumulator
	var buyers retention.Repurchase[string]
	visits, err := event.New[string](event.Rule{Window: event.Within(window)}, funnelSteps...)
	if err != nil {
		t.Fatal(err)
	}
	generate(rows, func(r row) {
		step := map[string]int{"visit": 1, "cart": 2, "order": 3}[r.step]
		errs := []error{scores.Add(int(r.score)), visits.Add(r.customer, event.Event{Time: time.UnixMicro(r.time), Steps: event.Step(step)})}
		if r.step == "order" {
			errs = append(errs, buyers.Add(r.customer))
		}
		for _, err := range errs {
			if err != nil {
				t.Fatal(err)
			}
		}
	})
	if got.scores.Result() != scores.Result() || got.buyers.Result() != buyers.Result() || fmt.Sprint(got.funnel) != fmt.Sprint(visits.Result()) {
		t.Errorf("columns:\n%v\n%v\n%v\nrows:\n%v\n%v\n%v",
			got.scores.Result(), got.buyers.Result(), got.funnel, scores.Result(), buyers.Result(), visits.Result())
	}
}

func TestWhatIsNotAFileOfEvents(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte("customer,time\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{text: "parquet", filepath.Join(dir, "none"): "no such file"} {
		if _, err := compute(t.Context(), path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
	if err := run(t.Context(), new(strings.Builder), "", 0); err == nil {
		t.Error("no rows: no error")
	}
}

func TestProgram(t *testing.T) {
	var b strings.Builder
	if err := run(t.Context(), &b, "", 1000); err != nil || !strings.Contains(b.String(), "1000 events: columns alone") {
		t.Errorf("%v\n%s", err, b.String())
	}
}
